"""Says what is wrong with the facts of a file: by its shape, which `schemas.yml` has, and beyond that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

import regex
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .markdown_lines import MARKUP
from .mistakes import Mistake
from .parity import figures, is_locale
from .record import ADDRESSES, check
from .styles import Style, style_mistakes
from .untrusted import Loader


def mistakes_of(part: str, data: object, file: str, locales: Sequence[str]) -> Iterator[Mistake]:
    """What is wrong with the facts called `part`, a mistake each: the field, what is wrong, what to write instead."""
    schemas = _schemas()
    shared = deepcopy(schemas["$defs"])
    shared["texts"]["required"] = shared["listed"]["enum"] = list(locales)
    sound = True
    validator = Draft202012Validator({**schemas[part], "$defs": shared}, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(data):
        sound = False
        yield _explain(error, data, file)
    if sound:
        checks: dict[str, Callable[[Any, str, Sequence[str]], Iterator[Mistake]]] = {
            "article": _article,
            "terms": lambda found, name, _: _terms(found, name),
            "glossary": _glossary,
            "styles": _styles,
            "labels": _labels,
        }
        if part in checks:
            yield from checks[part](data, file, locales)
        if part == "styles":
            data = [{key: entry[key] for key in ("id", "name")} for entry in data]  # type: ignore[attr-defined]
        if part in ("glossary", "places", "events", "relations", "styles"):
            yield from _markup(data, file, quotation_marks=part == "glossary")


@cache
def _schemas() -> dict[str, Any]:
    text = files(__package__).joinpath("schemas.yml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader))


def _field(data: Any, path: Iterable[str | int]) -> str:
    """Where a field stands in `data`, as an author finds it: of many entries one by its name, else by its number, "1.forms.en"."""
    steps: list[str] = []
    for step in path:
        many, data = len(data) > 1, data[step]
        name = _entry(data, "") if many and isinstance(step, int) else ""
        number = str(step + 1) if isinstance(step, int) else step
        steps.append(name if re.fullmatch(r"[\w-]{1,60}", name) else number)
    return ".".join(steps)


def _explain(error: ValidationError, data: Any, file: str) -> Mistake:
    named = [str(error.instance)] if "propertyNames" in error.absolute_schema_path else []
    where = ".".join(filter(None, [_field(data, error.absolute_path), *named]))
    schema: dict[str, Any] = error.schema  # type: ignore[assignment]
    instance: Any = error.instance
    hint = schema.get("description", "correct it")
    if error.validator == "required":
        missing = next(key for key in schema["required"] if key not in instance)
        return Mistake(file, 0, "key-missing", f"{where}{'.' if where else ''}{missing} is missing; {hint}")
    if error.validator == "additionalProperties":
        unknown = ", ".join(sorted(instance.keys() - schema["properties"].keys()))
        return Mistake(file, 0, "key-unknown", f"{where}{'.' if where else ''}{unknown} is no known key; {hint}")
    return Mistake(file, 0, "value-wrong", f"{where or 'the file'} is wrong; {hint}")


def _article(data: list[dict[str, Any]], file: str, locales: Sequence[str]) -> Iterator[Mistake]:
    yield from check(data[0], file)
    for where, text in _texts(data, lambda _, number: number):
        if not where.endswith(ADDRESSES) and (MARKUP.search(text) or '"' in text):
            message = f"{where} has a sign that Markdown or HTML would take for its own; write it without, quotation marks as “ ” or « »"
            yield Mistake(file, 0, "markup-in-record", message)


def _glossary(data: list[dict[str, Any]], file: str, locales: Sequence[str]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for entry in data:
        if entry["id"] in seen:
            yield Mistake(file, 0, "entry-twice", f"{entry['id']} stands twice; give one of them another id")
        seen.add(entry["id"])
        for key in ("gloss", "dated"):
            if key in entry and len({frozenset(figures(entry[key][locale], locale)) for locale in locales}) > 1:
                message = f"{entry['id']}: {key} has not the same figures in every language; correct one"
                yield Mistake(file, 0, "entry-figures-differ", message)
        if len({"lat", "lon"} & entry.keys()) == 1:
            yield Mistake(file, 0, "half-a-place", f"{entry['id']} has lat or lon alone; write both, or neither")


def _entry(entry: object, number: str) -> str:
    """What an entry of a list is called: its id, that of the page or section which it is about, or else its number."""
    found = (entry.get(key) for key in ("id", "is", "page", "section")) if isinstance(entry, dict) else ()
    return next((one[:60] for one in found if isinstance(one, str) and one), number)


def _terms(data: dict[str, list[dict[str, str]]], file: str) -> Iterator[Mistake]:
    for term in (one for terms in data.values() for one in terms):
        try:
            if found := regex.search(term["avoid"], term["preferred"].partition(" (")[0], regex.I, timeout=1):
                message = (
                    f"avoid {term['avoid'][:60]} finds “{found[0]}” in “{term['preferred']}”, the word to write; correct one of the two"
                )
                yield Mistake(file, 0, "term-own", message)
        except (TimeoutError, regex.error):
            continue  # which is said where texts are looked through


def _markup(data: object, file: str, quotation_marks: bool) -> Iterator[Mistake]:
    """Texts that would not stand on a page as they are written; straight quotation marks do in some."""
    for where, text in _texts(data):
        if MARKUP.search(text) or ('"' in text and not quotation_marks):
            message = f"{where} has a sign that Markdown or HTML would take for its own, in “{text[:30]}”; write it without, quotation marks as “ ” or « »"
            yield Mistake(file, 0, "markup-in-entry", message)


def _texts(value: object, called: Callable[[object, str], str] = _entry, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text in some facts, and what leads to it; of an entry in a list what it is `called`, by the entry and its number."""
    if isinstance(value, str):
        yield where.strip("."), value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, called, f"{where}.{key}")
    elif isinstance(value, list):
        for at, one in enumerate(value, 1):
            yield from _texts(one, called, f"{where}.{called(one, str(at))}")


def _styles(data: list[dict[str, Any]], file: str, locales: Sequence[str]) -> Iterator[Mistake]:
    for message in style_mistakes([Style.read(entry) for entry in data], locales):
        yield Mistake(file, 0, "style-wrong", message)
    if "printed" not in data[0]["scripts"]:
        message = f"{data[0]['id']} stands first and has not the script printed; put first a style that has: it stands at the foot of pages"
        yield Mistake(file, 0, "first-style-without-print", message)


def _labels(data: dict[str, str], file: str, locales: Sequence[str]) -> Iterator[Mistake]:
    locale = data.get("og_locale", "")
    if locale and not is_locale(locale, "_"):
        yield Mistake(file, 0, "label-locale", f"og_locale is {locale}, which is no language with a region; write it as en_GB")
