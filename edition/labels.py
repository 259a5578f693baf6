"""Compares the words of the interface with what templates and modules ask for, both ways."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from string import Formatter

from jinja2 import Environment, TemplateSyntaxError, nodes

from .configuration import CUTTING
from .mistakes import Mistake, Mistakes
from .reference import label_file
from .untrusted import UnreadableError, read_text

TEMPLATES = {".html", ".j2"}
# the glossary exchanges one pair of marks for the other
QUOTES = ("quote", "quote_inner")
Asked = dict[str, set[int]]  # how many values a label is given, by its name; "kind_*" for all that begin so


def asked(templates: Iterable[Path]) -> tuple[Asked, Set[str]]:
    """The labels that the templates below some folders and the modules of this package ask for; those of templates alone.

    Raises Mistakes where a template cannot be read.
    """
    found: Asked = {}
    for theme, path in sorted((folder, path) for folder in templates for path in folder.rglob("*") if path.suffix in TEMPLATES):
        file = f"{theme.name}/{path.relative_to(theme).as_posix()}"
        try:
            calls = _of_template(read_text(path, file))
        except UnreadableError as error:
            raise Mistakes([error.mistake]) from None
        except TemplateSyntaxError as error:
            raise Mistakes([Mistake(file, error.lineno, "template", f"is no template of Jinja: {error.message}; correct it")]) from None
        for key, count in calls:
            found.setdefault(key, set()).update(count)
    in_pages = set(found)
    for path in Path(__file__).parent.glob("**/*.py"):
        for key, count in _of_module(path.read_text(encoding="utf-8")):
            found.setdefault(key, set()).update(count)
    return found, in_pages


@cache  # a server asks again and again, of the same text
def _of_template(text: str) -> list[tuple[str, set[int]]]:
    environment = Environment(autoescape=False, extensions=["jinja2.ext.loopcontrols"])
    return list(_calls(environment.parse(text)))


@cache
def _of_module(text: str) -> list[tuple[str, set[int]]]:
    return list(_python_calls(ast.parse(text)))


def _calls(tree: nodes.Template) -> Iterator[tuple[str, set[int]]]:
    for call in tree.find_all(nodes.Call):
        name = call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
        if name != "label" or not call.args:
            continue
        # reference.label takes a locale before the values
        values = len(call.args) - (2 if isinstance(call.node, nodes.Getattr) and getattr(call.node.node, "attr", "") == "reference" else 1)
        first = call.args[0]
        choices = [first.expr1, first.expr2] if isinstance(first, nodes.CondExpr) else [first]
        for choice in choices:
            if isinstance(choice, nodes.Const):
                yield choice.value, {values}
        if isinstance(first, nodes.Concat) and isinstance(first.nodes[0], nodes.Const):
            yield f"{first.nodes[0].value}*", {values}
    for get in tree.find_all(nodes.Getattr):
        if isinstance(get.node, nodes.Getitem) and getattr(get.node.node, "attr", getattr(get.node.node, "name", "")) == "labels":
            yield get.attr, {0}


def _python_calls(tree: ast.Module) -> Iterator[tuple[str, set[int]]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr="label"), args=[ast.Constant(value=str(key)), *values]):
                # reference.label takes a locale before the values
                yield key, {len(values) - ("reference" in (getattr(holder, "attr", ""), getattr(holder, "id", "")))}
            case ast.Call(func=ast.Name(id="label"), args=[ast.Constant(value=str(key)), *_]):
                yield key, set()  # whose `label` it is cannot be told here
            case ast.Subscript(value=ast.Subscript(value=ast.Attribute(attr="labels")), slice=ast.Constant(value=str(key))):
                yield key, {0}


def check_labels(labels: Mapping[str, Mapping[str, str]], wanted: Asked, in_pages: Set[str], folder: Path) -> Iterator[Mistake]:
    """Words that are missing, that nothing asks for, and that have not as many `{}` as they are given values.

    `labels` are {locale: {key: text}}, as the files of `folder` have them; `wanted` and `in_pages` are what `asked` gives.
    A label that stands in a page has no mark that would end an attribute.
    """
    prefixes = tuple(key.removesuffix("*") for key in wanted if key.endswith("*"))
    every = {key for texts in labels.values() for key in texts} | {key for key in wanted if not key.endswith("*")}
    keys = _keys(next(iter(labels.values())))
    for locale, texts in labels.items():
        file = label_file(folder, locale)
        yield from _special(texts, keys, file)
        for key in sorted(every - texts.keys()):
            yield Mistake(file, 0, "label-missing", f"{key} is missing; write key: text")
        for key, text in texts.items():
            if key not in wanted and not (prefixes and key.startswith(prefixes)):
                yield Mistake(file, 0, "label-unused", f"{key} is asked for by no template; remove it, or correct its name")
                continue
            if key in QUOTES and not re.fullmatch(r"[^\w\s{}]\{\}[^\w\s{}]", text):
                yield Mistake(file, 0, "label-quotation-marks", f"{key} is not {{}} between two marks; write them: “{{}}”")
            if CUTTING.search(text) and (key in in_pages or key not in wanted):
                yield Mistake(file, 0, "label-quotes", f'{key} has " or < or > in it; write “ ” or « »')
            given: Set[int | None] = (
                wanted.get(key) or wanted.get(f"{key.partition('_')[0]}_*") or {_gaps(other.get(key, "")) for other in labels.values()}
            )
            if len(given) > 1 or _gaps(text) not in given:
                number = min((one for one in given if one is not None), default=0)
                message = f"{key} should have {number} times {{}}, and no other brace; write each where a value is filled in"
                yield Mistake(file, 0, "label-braces", message)


def _special(texts: Mapping[str, str], keys: int, file: str) -> Iterator[Mistake]:
    """What is wrong with words that are data: the keys that a search is typed on."""
    if _keys(texts) != keys:
        message = f"keyboard has not {keys} letters, as in the source language; write that of each key, in the same order"
        yield Mistake(file, 0, "label-keyboard", message)


def _keys(texts: Mapping[str, str]) -> int:
    return len(texts.get("keyboard", "").replace("{{", "{").replace("}}", "}"))


def _gaps(text: str) -> int | None:
    """How many `{}` a text has; None where it has other braces."""
    try:
        fields = [(name, form, conversion) for _, name, form, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    return len(fields) if all(field == ("", "", None) for field in fields) else None
