"""What in a page of Markdown is text and what is not: code, comments, and the lines that stand for generated parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from .mistakes import Mistake

FENCE = re.compile(r"(`{3,}|~{3,})([^`\n]*)\Z")
INDENTED_FENCE = re.compile(r"[ \t>*+-]+(?:`{3}|~{3})[^`]*\Z")
# in this order: what begins first wins
SPAN = re.compile(
    r"(?P<escape>\\[\\`<])|(?P<code>(?P<ticks>(?<!`)`{1,20}(?!`))(?:(?!\n\n)[\s\S]){0,5000}?(?<!`)(?P=ticks)(?!`))|(?P<comment><!--[\s\S]*?-->)|(?P<open><!--)"
)
PART = re.compile(r"\{\{(.*?)\}\}")
PARTS = re.compile(r"\s*(?:\{\{.*?\}\}\s*)+")
# stands in the structure for what is text to a reader but not to a reader of Markdown
TEXT = "\ufffc"
# what Markdown and HTML take for their own in a text that is put into a page; and a beginning that makes a list, heading or quotation
MARKUP = re.compile(r"[*`<>{}\\]|\]\(|\]\[|\[\^|(?<!\w)_|_(?!\w)|\A(?:[-+#=~|]|\d+[.)]\s)")
HIDDEN = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What stands for a generated part: `{{ name("argument") }}`. `name` is empty where it is no such expression."""

    line: int
    name: str
    arguments: tuple[Any, ...]
    source: str


def blank(text: str) -> tuple[str, str]:
    """Two readings of a page: without comments, and without comments and code.

    Both have the lines of the page; code is blank lines, or `TEXT` within a line, in the second.
    """
    fenceless, _ = _without_fences(text)
    shown: list[str] = []
    structure: list[str] = []
    at = 0
    for match in SPAN.finditer(fenceless):
        if match["escape"]:
            continue
        start, end = match.span()
        shown.append(text[at:start])
        structure.append(fenceless[at:start])
        end = len(text) if match["open"] else end
        shown.append(match[0] if match["code"] else HIDDEN.sub(" ", text[start:end]))
        structure.append(HIDDEN.sub(TEXT if match["code"] else " ", text[start:end]))
        at = end
        if match["open"]:
            break
    return "".join([*shown, text[at:]]), "".join([*structure, fenceless[at:]])


def unclosed(text: str, file: str, first: int) -> Iterator[Mistake]:
    """Code and comments that a page begins and does not end; the page begins on the line `first` of `file`."""
    fenceless, began = _without_fences(text)
    if began is not None:
        message = "begins code that has no end; write the same sign on a line of its own below it"
        yield Mistake(file, began + first, "code-not-closed", message)
    outside = fenceless.split("\n")
    for at, line_text in enumerate(outside):
        if INDENTED_FENCE.match(line_text):
            message = (
                "begins code after blanks or other marks; write the sign at the beginning of the line, outside of lists and quotations"
            )
            yield Mistake(file, at + first, "code-within", message)
    for at, line_text in enumerate(text.split("\n")):
        if (fence := FENCE.match(line_text)) and not re.fullmatch(r" *[\w+#.-]* *", fence[2]) and not outside[at].strip():
            message = f"has {fence[2].strip()} after the sign of code; write one word, the name of its language, or nothing"
            yield Mistake(file, at + first, "code-language", message)
    for match in SPAN.finditer(fenceless):
        if match["open"]:
            line = text.count("\n", 0, match.start()) + first
            yield Mistake(file, line, "comment-not-closed", "begins a comment that has no end; write --> after it")
            return


def _without_fences(text: str) -> tuple[str, int | None]:
    """The text with blanks for fenced code, and the line, from 0, of a fence that has no end."""
    lines = text.split("\n")
    structure = list(lines)
    fence, began = "", 0
    for at, line in enumerate(lines):
        if fence:
            structure[at] = " " * len(line)
            fence = "" if line.rstrip(" ") == fence else fence
        elif match := FENCE.match(line):
            fence, began = match[1], at
            structure[at] = " " * len(line)
    return "\n".join(structure), began if fence else None


def placeholders(structure: str) -> list[Placeholder]:
    """The generated parts that a page asks for, with lines from 0: lines that hold nothing but `{{ … }}`, one or more."""
    return [
        _expression(at, match[0])
        for at, line in enumerate(structure.split("\n"))
        if "{{" in line and PARTS.fullmatch(line)
        for match in PART.finditer(line)
    ]


@cache
def _environment() -> Environment:
    return Environment(autoescape=False)


def _expression(line: int, source: str) -> Placeholder:
    """A placeholder as Jinja reads it: the call of a name with constants."""
    nothing = Placeholder(line, "", (), source)
    try:
        (output,) = _environment().parse(source).body
        (call,) = output.nodes  # type: ignore[attr-defined]
        if not isinstance(call, nodes.Call) or not isinstance(call.node, nodes.Name) or call.kwargs or call.dyn_args or call.dyn_kwargs:
            return nothing
        return Placeholder(line, call.node.name, tuple(argument.as_const() for argument in call.args), source)
    except (TemplateSyntaxError, ValueError, AttributeError, nodes.Impossible, RecursionError):
        return nothing


def fill(text: str, part: Callable[[Placeholder], str]) -> str:
    """A page's Markdown with each `{{ … }}` that `placeholders` finds in it replaced by what `part` gives for it."""
    _, structure = blank(text)
    lines = text.split("\n")
    for at, line in enumerate(structure.split("\n")):
        found = placeholders(line)
        if found:
            lines[at] = "\n\n".join(part(one) for one in found)
    return "\n".join(lines)
