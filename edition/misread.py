"""Finds Markdown that does not mean what its author takes it for: it would be printed as it stands, run together or counted anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Block, Document
from .mistakes import Mistake

# mark-up that was not understood, as it would be printed
PRINTED = re.compile(
    "|".join(
        [
            r"\[\^[^\]]*\]?|\^\[|\]\(|\]\[|\] \((?:https?:|[\w-]+\.md)|\[\[",  # notes, links
            r"\{|\}|<!--|-->|^(?:<{7}|={7}|>{7})(?:\s|\Z)",
            r"^(?:`{3}|~{3})|`|\*\*|~~|==(?=\S)|\$\$|(?<!\w)\+\+\w[^+]*\+\+|\w\^\w+\^|\w~\w+~|(?<!\w):[a-z_]{3,}:(?!\w)",
            r"^\*\[[^\]]+\]:|^:\s|^:{3}|^[!?]{3}\+? |\[!\w+\]|^\[[ xX]\] |^={3} |--8<--|^#{1,6} ",  # of other dialects
            r"^\|?[ :|-]*-{3,}[ :|-]*\|[ :|-]*$|^\|.*\|$|^\+[-=+]{3,}\+$",  # a table that is none
            r"^\[[^\]\n]+\] ?:",
            r"(?:^|\s)---?(?=\s|$)|\\$|&(?:#\w+|[a-z]{3,});|\ufffd",
        ]
    ),
    re.M,
)
MERGE = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\Z")
ITEM = re.compile(r"([ \t]*)([-+*]|\d{1,9}\.)[ \t]+(?=\S)")
# within a paragraph; a number of more figures may begin a line that was wrapped
RUN_ON = re.compile(r" {0,3}(?:[-+*]|\d{1,2}[.)])[ \t]+\S")
QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.M)
HEADING_WITHIN = re.compile(r"(?=[ \t>*+\d-])(?: {0,3}(?:[-+*>]|\d+\.))*[ \t]*#{1,6}[ \t]")


def check(document: Document) -> Iterator[Mistake]:
    """What would not be built as it looks."""
    for block in document.blocks():
        yield from _lines(document.file, block)
        yield from _shape(document.file, block)
        yield from _printed(document.file, block)
        for odd in block.plain.odd if block.kind != "html" else ():
            yield Mistake(document.file, block.line, "markup-odd", f"has {odd}")
    yield from _lists(document)


def _lines(file: str, block: Block) -> Iterator[Mistake]:
    for at, line in enumerate(block.markdown.split("\n")):
        if MERGE.match(line) and block.kind != "code" and not (at and line.startswith("=")):
            message = "this line is what a merge has left; choose one of the two wordings, and remove the marks"
            yield Mistake(file, block.line + at, "merge-conflict", message)
        if block.kind not in ("code", "html") and (HEADING_WITHIN.match(line) or (block.kind == "note" and line.startswith("#"))):
            message = "a heading cannot stand after blanks, nor in a list, quotation or note; write # at the beginning of the line, or leave it out"
            yield Mistake(file, block.line + at, "heading-within", message)


def _shape(file: str, block: Block) -> Iterator[Mistake]:
    first, *others = QUOTED.sub("", block.markdown).split("\n")
    underlined = [at for at, line in enumerate(others, 1) if block.kind == "paragraph" and re.fullmatch(r"(?:=+|-+) *", line)]
    for at in underlined[:1]:
        message = "this line makes a heading of the one above it; write ## before a heading, or a blank line between the two"
        yield Mistake(file, block.line + at, "underlined-heading", message)
    # the paragraph of an item looks like code
    if not underlined and (block.kind in ("paragraph", "quotation", "note") or (block.kind == "code" and first.startswith((" ", "\t")))):
        for at in [*_run_on([first, *others])][:1]:
            message = "begins an item of a list and would run on in the paragraph; put a blank line above the list"
            yield Mistake(file, block.line + at, "list-not-apart", message)
    if block.attributes and not first and not block.level:
        message = "this list of attributes belongs to nothing; put it on the line right below a paragraph, list or quotation"
        yield Mistake(file, block.line, "attributes-alone", message)
    if block.kind == "table":
        if block.attributes:
            yield Mistake(file, block.line, "table-attributes", "a table takes no list of attributes; remove it")
        if ":" in others[0]:
            message = "aligns columns, which the policy of the site does not allow; write --- without colons"
            yield Mistake(file, block.line + 1, "table-aligned", message)


def _run_on(lines: list[str]) -> Iterator[int]:
    """The lines that look like items of a list, and follow others that are none at once."""
    in_text = False
    for at, line in enumerate(lines):
        if in_text and RUN_ON.match(line):
            yield at
        in_text = bool(line.strip()) and (in_text or (not ITEM.match(line) and not (at and lines[at - 1].strip())))


def _lists(document: Document) -> Iterator[Mistake]:
    """Items that are indented, marked or numbered as they would not be built."""
    levels: dict[int, list[str]] = {}  # the marks of the list that goes on, by its indentation
    for block in document.blocks():
        if block.kind != "list" and not (block.kind == "code" and levels):
            levels = {}
            continue
        for at, line in enumerate(block.markdown.split("\n")):
            if item := ITEM.match(line):
                indent = len(item[1].expandtabs(4))
                levels = {level: marks for level, marks in levels.items() if level <= indent}
                levels.setdefault(indent, []).append(item[2])
                yield from _item(document.file, block.line + at, levels)


def _item(file: str, line: int, levels: dict[int, list[str]]) -> Iterator[Mistake]:
    """What is wrong with the last of the items of the innermost list."""
    indent, marks = max(levels.items())
    mark, first = marks[-1], marks[0]
    if len(levels) > 1 and indent - sorted(levels)[-2] != 4:
        message = f"is indented by {indent} and would not be the item that it looks; indent it by 4 for each list that it lies in"
        yield Mistake(file, line, "list-indent", message)
    elif mark[0].isdigit() != first[0].isdigit():
        yield Mistake(file, line, "list-mixed", f"begins with {mark}, and its list with {first}; begin all items of a list alike")
    elif mark[0].isdigit() and set(marks) != {"1."} and mark != f"{len(marks)}.":
        message = f"is numbered {mark} and would be printed as {len(marks)}.; write that, or {mark[:-1]}\\. where it begins no list"
        yield Mistake(file, line, "list-number", message)


def _printed(file: str, block: Block) -> Iterator[Mistake]:
    match = None if block.kind == "code" else PRINTED.search(block.plain.printed)
    if not match or MERGE.match(match[0].strip()):
        return
    line, found = block.line_of(match[0].strip()), match[0].strip()
    if found in "{}" and "{{" in block.markdown:
        message = "{{ … }} stands within other text; put it on a line of its own, between blank lines"
        yield Mistake(file, line, "part-within-text", message)
    elif found in "{}":
        message = 'would print { or }; put a list of attributes on the line below its paragraph: { #id data-page="…" }'
        yield Mistake(file, line, "braces-printed", message)
    elif found.startswith("[^") or found == "^[":
        message = f"would print {found}; a note is marked by [^name], its name of Latin letters, figures and hyphens"
        yield Mistake(file, line, "note-mark-printed", message)
    else:
        yield Mistake(file, line, "markup-printed", f"would print {found}; correct the Markdown there, or put it in `…`")
