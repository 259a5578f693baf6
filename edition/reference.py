"""Reads the facts that pages, metadata and downloads share, and says what is wrong with them.

The files of `reference/` are named in `FILES`, the words of the interface stand in a file a locale; `schemas.yml` has
the shapes of all.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from .checks import figures, page_range
from .mistakes import Mistake
from .record import Record
from .source import read_yaml
from .styles import Style, style_mistakes

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
    """The facts as read. `terms` is {locale: [{preferred, avoid}]}; `labels` is {locale: {key: text}};
    `compared` is {locale: {id: fingerprint of the source}}."""

    article: Record = field(init=False)
    structure: list[dict] = field(default_factory=list)
    glossary: list[dict] = field(default_factory=list)
    terms: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    styles: list[Style] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    compared: dict[str, dict[str, str]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def label(self, key: str, locale: str, *values: object) -> str:
        """The words of the interface called `key` in `locale`, `{}` filled with `values`. KeyError where there are none."""
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
        path = labels / f"{locale}.yml"
        reference.labels[locale] = (
            _read("labels", path, f"{labels.parent.name}/{labels.name}/{path.name}", locales, reference.mistakes) or {}
        )
    return reference


def _read(part: str, path: Path, file: str, locales: list[str], mistakes: list[Mistake]) -> Any:
    """What stands in a file of facts; None where it is wrong, which `mistakes` then says."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = json.loads(text) if path.suffix == ".json" else read_yaml(text)
    except FileNotFoundError:
        mistakes.append(Mistake(file, 0, "is missing; every edition has one"))
        return None
    except json.JSONDecodeError as error:
        mistakes.append(Mistake(file, error.lineno, f"is no valid JSON: {error.msg}"))
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        mistakes.append(Mistake(file, mark.line + 1 if mark else 0, f"is no valid YAML: {getattr(error, 'problem', error)}"))
        return None
    problems = list(problems_of(part, data, locales))
    mistakes += [Mistake(file, 0, problem) for problem in problems]
    return None if problems else data


def problems_of(part: str, data: object, locales: list[str]) -> Iterator[str]:
    """What is wrong with the facts called `part`, a line each: the field, what is wrong, what to write instead."""
    schemas = yaml.safe_load(files(__package__).joinpath("schemas.yml").read_text(encoding="utf-8"))
    shared = deepcopy(schemas["$defs"])
    shared["texts"]["required"] = locales
    sound = True
    validator = Draft202012Validator({**schemas[part], "$defs": shared}, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(data):
        sound = False
        yield _explain(error)
    if sound and isinstance(data, list):
        yield from {"article": _article, "glossary": _glossary, "styles": _styles}.get(part, lambda *_: ())(data, locales)


def _explain(error) -> str:
    where = ".".join(str(step + 1) if isinstance(step, int) else step for step in error.absolute_path)
    hint = error.schema.get("description", "mend it")
    if error.validator == "required":
        missing = next(key for key in error.validator_value if key not in error.instance)
        return f"{where}{'.' if where else ''}{missing} is missing; {hint}"
    if error.validator == "additionalProperties":
        unknown = ", ".join(sorted(error.instance.keys() - error.schema["properties"].keys()))
        return f"{where}{'.' if where else ''}{unknown} is no known key; {hint}"
    return f"{where or 'the file'} is wrong; {hint}"


def _article(data: list[dict], _locales: list[str]) -> Iterator[str]:
    item = data[0]
    first, last = page_range(item["page"]) or (0, 0)
    if first > last:
        yield f'1.page is reversed; write the first page and the last: "{last}-{first}"'
    if len(item["author"]) != len(item["custom"]["latin"]["author"]):
        yield "1.custom.latin.author has not as many names as 1.author; write each author in both"


def _styles(data: list[dict], locales: list[str]) -> Iterator[str]:
    yield from style_mistakes(TYPES["styles"](data), locales)


def _glossary(data: list[dict], locales: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in data:
        if entry["id"] in seen:
            yield f"{entry['id']} stands twice; give one of them another id"
        seen.add(entry["id"])
        for key in ("gloss", "dated"):
            if key in entry and len({frozenset(figures(entry[key][locale])) for locale in locales}) > 1:
                yield f"{entry['id']}: {key} has not the same figures in every language; mend one"


def alphabetical(text: str) -> str:
    """A key that sorts names as a reader of either alphabet looks for them: ё as е, no quotation marks, no case."""
    folded = "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if char != "\u0308")
    return "".join(char for char in unicodedata.normalize("NFC", folded) if char.isalnum() or char.isspace()).strip()
