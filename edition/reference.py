"""Reads the facts that pages, metadata and downloads share.

The files of `reference/` are named in `FILES`; the words of the interface are a file for each locale.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .mistakes import Mistake
from .record import Record
from .schema import mistakes_of
from .styles import Style
from .untrusted import UnreadableError, read_json, read_text, read_yaml

FILES = {
    "article": "article.json",
    "structure": "structure.yml",
    "glossary": "glossary.yml",
    "terms": "terms.yml",
    "styles": "styles.yml",
    "compared": "compared.yml",
}
# what the facts of a file become
TYPES: dict[str, Callable[[Any], Any]] = {
    "article": lambda data: Record.read(data[0]),
    "styles": lambda data: [Style.read(entry) for entry in data],
}


@dataclass
class Reference:
    """The facts as read.

    `terms` is {locale: [{preferred, avoid}]}; `labels` is {locale: {key: text}};
    `compared` is {locale: {id: fingerprint of the source}}.
    """

    article: Record = field(init=False)
    structure: list[dict[str, Any]] = field(default_factory=list)
    glossary: list[dict[str, Any]] = field(default_factory=list)
    terms: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    styles: list[Style] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    compared: dict[str, dict[str, str]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def label(self, key: str, locale: str, *values: object) -> str:
        """The words of the interface called `key` in `locale`, `{}` filled with `values`. KeyError where there are none.

        A range of printed pages takes the words for several: "pp. 86–87".
        """
        if key == "page" and "–" in str(values[0]):
            key = "imprint_pages"
        return self.labels[locale][key].format(*values)


def read_reference(folder: Path, labels: Path, locales: list[str]) -> Reference:
    """Read the files of `folder` and, a file a locale, of `labels`.

    What is wrong with them stands in `mistakes`; a file that is wrong is left empty.
    """
    reference = Reference()
    for part, name in FILES.items():
        data = _read(part, folder / name, f"{folder.name}/{name}", locales, reference.mistakes)
        if data is not None:
            setattr(reference, part, TYPES[part](data) if part in TYPES else data)
    for locale in locales:
        file = label_file(labels, locale)
        reference.labels[locale] = _read("labels", labels / f"{locale}.yml", file, locales, reference.mistakes) or {}
    if not reference.mistakes:
        reference.mistakes += _together(reference, folder.name)
    return reference


def label_file(labels: Path, locale: str) -> str:
    """The file with the words of a locale, as an author knows it."""
    return f"{labels.parent.name}/{labels.name}/{locale}.yml"


def _read(part: str, path: Path, file: str, locales: list[str], mistakes: list[Mistake]) -> Any:
    """What stands in a file of facts; None where it is wrong, which `mistakes` then says."""
    try:
        data, found = read_facts(part, read_text(path, file), file, tuple(locales))
    except UnreadableError as error:
        mistakes.append(error.mistake)
        return None
    mistakes += found
    return None if found else data


@lru_cache(maxsize=64)  # a server reads again and again; nobody changes what was read
def read_facts(part: str, text: str, file: str, locales: tuple[str, ...]) -> tuple[Any, list[Mistake]]:
    """What the text of a file of the facts called `part` says, and what is wrong with it by itself. Raises UnreadableError."""
    data = read_json(text, file) if file.endswith(".json") else read_yaml(text, file)
    return data, list(mistakes_of(part, data, file, locales))


def _together(reference: Reference, folder: str) -> Iterator[Mistake]:
    """What is wrong between files that are right by themselves."""
    words = next(iter(reference.labels.values()))
    kinds = {key.removeprefix("kind_") for key in words if key.startswith("kind_")}
    for entry in reference.glossary:
        if entry["kind"] not in kinds:
            message = f"{entry['id']}: kind {entry['kind']} is not known; write one of {', '.join(sorted(kinds))}, or give it words: kind_{entry['kind']}"
            yield Mistake(f"{folder}/{FILES['glossary']}", 0, "kind-unknown", message)


def alphabetical(text: str) -> str:
    """A key that sorts names as a reader of either alphabet looks for them: ё as е, no quotation marks, no case."""
    folded = "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if char != "\u0308")
    return "".join(char for char in unicodedata.normalize("NFC", folded) if char.isalnum() or char.isspace()).strip()
