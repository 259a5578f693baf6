"""Compares the words of the interface with what templates and modules ask for, both ways."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

from jinja2 import Environment, nodes

from .configuration import CUTTING
from .mistakes import Mistake

TEMPLATES = {".html", ".j2"}
Asked = dict[str, set[int]]  # how many values a label is given, by its name; "kind_*" for all that begin so


def asked(templates: Iterable[Path]) -> Asked:
    """The labels that the templates below some folders and the modules of this package ask for."""
    found: Asked = {}
    environment = Environment(autoescape=False, extensions=["jinja2.ext.loopcontrols"])  # noqa: S701 (parses, never renders)
    for path in sorted({path for folder in templates for path in folder.rglob("*") if path.suffix in TEMPLATES}):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for key, count in _of_template(tree):
            found.setdefault(key, set()).update(count)
    for path in Path(__file__).parent.glob("**/*.py"):
        for key, count in _of_module(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(key, set()).update(count)
    return found


def _of_template(tree: nodes.Template) -> Iterator[tuple[str, set[int]]]:
    for call in tree.find_all(nodes.Call):
        name = call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
        if name != "label" or not call.args:
            continue
        # reference.label takes a locale before the values
        values = len(call.args) - (2 if isinstance(call.node, nodes.Getattr) and getattr(call.node.node, "attr", "") == "reference" else 1)
        first = call.args[0]
        if isinstance(first, nodes.Const):
            yield first.value, {values}
        elif isinstance(first, nodes.Concat) and isinstance(first.nodes[0], nodes.Const):
            yield f"{first.nodes[0].value}*", {values}
    for get in tree.find_all(nodes.Getattr):
        if isinstance(get.node, nodes.Getattr) and get.node.attr == "labels":
            yield get.attr, {0}


def _of_module(tree: ast.Module) -> Iterator[tuple[str, set[int]]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        function, key = call.func, call.args[0].value
        if isinstance(function, ast.Attribute) and function.attr == "label":
            own = isinstance(function.value, ast.Name) and function.value.id == "self"
            yield str(key), {len(call.args) - (1 if own else 2)}
        elif isinstance(function, ast.Name) and function.id == "label":
            yield str(key), set()  # whose `label` it is cannot be told here


def check_labels(labels: dict[str, dict[str, str]], wanted: Asked, file: str, whole: bool) -> Iterator[Mistake]:
    """Words that are missing, that nothing asks for, and that have not as many `{}` as they are given values.

    `whole` says that `wanted` has been asked of all templates.
    """
    prefixes = tuple(key.removesuffix("*") for key in wanted if key.endswith("*"))
    for key in sorted(wanted.keys() - labels.keys()):
        if not key.endswith("*"):
            yield Mistake(file, 0, "label-missing", f"{key} is missing; write key: {{locale: text}}")
    for key, texts in labels.items():
        if whole and key not in wanted and not (prefixes and key.startswith(prefixes)):
            yield Mistake(file, 0, "label-unused", f"{key} is asked for by no template; remove it, or mend its name")
        if any(CUTTING.search(text) for text in texts.values()):
            yield Mistake(file, 0, "label-quotes", f'{key} has " or < or > in it; write “ ” or « »')
        counts = {locale: _gaps(text) for locale, text in texts.items()}
        given = next((wanted[one] for one in (key, f"{key.partition('_')[0]}_*") if one in wanted), set()) or set(counts.values())
        if None in counts.values() or len(given) > 1 or set(counts.values()) - given:
            number = min(given - {None}, default=0)  # type: ignore[type-var]
            yield Mistake(file, 0, "label-braces", f"{key} has not {number} times {{}} in every language; write each where a value is filled in")


def _gaps(text: str) -> int | None:
    """How many `{}` a text has; None where it has other braces."""
    try:
        fields = [(name, form, conversion) for _, name, form, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    return len(fields) if all(field == ("", "", None) for field in fields) else None
