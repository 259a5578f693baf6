"""Reads the Markdown of the edition: headings, passages, notes and links, each with its line.

A *passage* is a paragraph, list or quotation with an attribute line below it, as in
`{ #transport-2 data-page="87" }`: an id, the same in every locale, and the page of the printed article.

Python-Markdown knows no lines, so they are counted here; what a block means is left to it (`plain`), and that both
readings agree is checked on each built page (`rendered`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from markdown.extensions.attr_list import get_attrs_and_remainder

from .markdown_lines import Placeholder, blank, placeholders, unclosed
from .mistakes import Mistake
from .plain import Plain, naming, plain
from .untrusted import UnreadableError, read_text, read_yaml

ATTRIBUTES = re.compile(r"\{:?[ ]*([^{}\n ][^{}\n]*)\}[ ]*\Z")
HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
NUMBER = re.compile(r"([IVXLCDM]+|\d+)\.\s")
NOTE = re.compile(r" {0,3}\[\^([^\]\n]*)\]:[ ]*(.*)")
REFERENCE = re.compile(r" {0,3}\[(?!\^)([^\]\n]+)\]:[ \t]*<?([^\s>]+)>?[ \t]*(?:\"(.*)\"|'.*'|\(.*\))?[ \t]*\Z")
INDENTED = re.compile(r"(?: {4}|\t)")
INDENT = re.compile(r"^[ \t>]+", re.M)
DEEPEST = 60  # columns of indentation, or of signs of quotation
RUN = re.compile(r"([^\w\s.=-])(?:\s?\1){60}")  # one sign again and again
# as MkDocs reads it
FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:-{3}|\.{3})[ \t]*(?:\n|\Z)", re.S)


@dataclass
class Block:
    """A heading, passage, note, or what else stands between blank lines.

    `page` is the printed page or pages as written ("87", "86-87") or None.
    """

    line: int
    markdown: str  # as written, without its list of attributes
    id: str | None = None
    page: str | None = None
    kind: str = "paragraph"  # or list, quotation, heading, note, table, html, code
    attributes: Sequence[tuple[str, str | None]] = field(default_factory=list)
    level: int = 0  # of a heading, else 0
    section: Block | None = None  # the heading that the block stands under
    number: str = ""  # of a heading: its own ("I", "2")
    place: str = ""  # of a heading and what stands under it: its number in the article ("I.2")
    references: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)  # the page's definitions of links

    @cached_property
    def plain(self) -> Plain:
        """What a reader sees of the block."""
        return Plain(self.markdown) if self.kind == "code" else plain(self.markdown, self.references, heading=self.level > 0)

    @property
    def text(self) -> str:
        """The text that a reader sees: no Markdown, no marks of notes."""
        return self.plain.text

    def links(self) -> Sequence[str]:
        """The targets of the block's links, as written."""
        return self.plain.links

    def marks(self) -> Sequence[str]:
        """The ids of the notes that the block refers to."""
        return self.plain.notes

    def naming(self, target: str) -> str:
        """The text as HTML, links to `target` as `mark` and no others."""
        return naming(self.markdown, self.references, target)

    def bare(self) -> str:
        """The same as `text`."""
        return self.text

    def line_of(self, written: str) -> int:
        """The line on which the block has `written`; its first where it has not."""
        return self.line + self.markdown.partition(written)[0].count("\n") if written in self.markdown else self.line


@dataclass
class Document:
    """One Markdown file of one locale. `name` is its path within the locale's folder."""

    locale: str
    name: str
    file: str  # as the author knows it: "docs/en/index.md"
    meta: dict[str, Any] = field(default_factory=dict)
    headings: list[Block] = field(default_factory=list)
    passages: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)  # HTML and code
    placeholders: list[Placeholder] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)  # of reading the file
    read: bool = True  # whether it could be read at all

    def blocks(self) -> list[Block]:
        """All that the page shows, in the order of the file."""
        return sorted([*self.headings, *self.passages, *self.notes, *self.others], key=lambda block: block.line)

    def ids(self) -> set[str]:
        """Every id that a link may point at."""
        return {block.id for block in [*self.headings, *self.passages] if block.id}

    def printed_pages(self) -> list[str]:
        """The printed pages that headings and passages bear, as written, each once: "86", "86-87"."""
        return list(dict.fromkeys(block.page for block in [*self.headings, *self.passages] if block.page))


def read_document(path: Path, root: Path, locale: str) -> Document:
    """Read one Markdown file. `root` is the folder of all locales. Raises nothing: what is wrong stands in `mistakes`."""
    name = path.relative_to(root / locale).as_posix()
    document = Document(locale, name, f"{root.name}/{locale}/{name}")
    try:
        text = read_text(path, document.file)
        text, first = _front_matter(document, text)
    except UnreadableError as error:
        document.mistakes.append(error.mistake)
        document.read = False
        return document
    shown, structure = blank(text)
    document.mistakes += unclosed(text, document.file, first)
    document.placeholders = [Placeholder(one.line + first, one.name, one.arguments, one.source) for one in placeholders(structure)]
    references: dict[str, tuple[str, str]] = {}
    parents: list[Block] = []
    for line, markdown, outline in _blocks(shown.split("\n"), structure.split("\n")):
        for block in _kinds(line + first, markdown, outline, references):
            if _tangled(block):
                message = "has more brackets, signs or indents than any parser can sort out; write it plainly"
                document.mistakes.append(Mistake(document.file, block.line, "tangled", message))
                continue
            _place(document, block, parents)
            block.references = references
    return document


def _front_matter(document: Document, text: str) -> tuple[str, int]:
    """The text without its front matter, and the line on which it begins. Raises UnreadableError."""
    match = FRONT_MATTER.match(text)
    if not match:
        if re.match(r"-{3}[ \t]*\n", text):
            raise UnreadableError(
                Mistake(document.file, 1, "front-matter-not-closed", "front matter has no end; write --- on a line of its own below it")
            )
        return text, 1
    meta = read_yaml(match[1], document.file, 2)
    if isinstance(meta, dict):
        document.meta = meta
    return text[match.end() :], 1 + match[0].count("\n")


def _place(document: Document, block: Block, parents: list[Block]) -> None:
    """Put a block where it belongs in the document, under its headings, `parents`, which are kept up to date."""
    if block.kind == "heading":
        parents[:] = [heading for heading in parents if heading.level < block.level]
    block.section = parents[-1] if parents else None
    block.place = ".".join(one.number for one in [*parents, block] if one.number)
    if block.kind == "heading":
        parents.append(block)
    lists = {"heading": document.headings, "note": document.notes, "html": document.others, "code": document.others}
    lists.get(block.kind, document.passages).append(block)


def _blocks(shown: list[str], structure: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (line from 0, text, its structure) of each block: what stands between blank lines, a heading, a whole note, code."""
    at = 0
    while at < len(shown):
        end = at + 1
        if not structure[at].strip():
            if shown[at].strip():  # code is blank in the structure alone
                while end < len(shown) and shown[end].strip() and not structure[end].strip():
                    end += 1
                yield at, "\n".join(shown[at:end]), ""
            at = end
            continue
        if NOTE.match(structure[at]):
            end = _end_of_note(structure, end)
        elif not HEADING.match(structure[at]):
            while end < len(structure) and structure[end].strip() and not (HEADING.match(structure[end]) or NOTE.match(structure[end])):
                end += 1
        yield at, "\n".join(shown[at:end]), "\n".join(structure[at:end])
        at = end


def _end_of_note(structure: list[str], at: int) -> int:
    """The line after a note: lines that follow at once belong to it, and indented ones after blank lines."""
    end = at
    while at < len(structure):
        if structure[at].strip() and not structure[at - 1].strip() and not INDENTED.match(structure[at]):
            break
        if NOTE.match(structure[at]) or HEADING.match(structure[at]):
            break
        at += 1
        if structure[at - 1].strip():
            end = at
    return end


def _kinds(line: int, markdown: str, structure: str, references: dict[str, tuple[str, str]]) -> Iterator[Block]:
    """The block that a piece of Markdown is; none of definitions of links, which are put into `references`, nor of generated parts."""
    if not structure:
        content = markdown.split("\n")[1:-1]
        yield Block(line, "\n".join(content), kind="code")
        return
    lines = structure.split("\n")
    if all(REFERENCE.match(one) for one in lines):
        for match in map(REFERENCE.match, lines):
            assert match
            references[match[1].strip().lower()] = (match[2], match[3] or "")
        return
    kept = [one for one, outline in zip(markdown.split("\n"), lines, strict=True) if not placeholders(outline)]
    if not kept or re.fullmatch(r" {0,3}(?:([-*_])[ ]{0,2})(?:\1[ ]{0,2}){2,}", structure):
        return
    yield _block(line, "\n".join(kept), structure)


def _block(line: int, markdown: str, structure: str) -> Block:
    """One block, its attributes read as Python-Markdown's own extension reads them."""
    block = Block(line, markdown.rstrip())
    block.kind = _kind(structure)
    if match := NOTE.match(block.markdown):
        block.id = match[1]
        rest = block.markdown.split("\n")[1:]
        block.markdown = "\n".join([match[2], *(INDENTED.sub("", one, count=1) for one in rest)])
        return block
    match = ATTRIBUTES.search(block.markdown)
    if match and (block.kind == "heading" or match.start() == 0 or not block.markdown[: match.start()].rpartition("\n")[2].strip()):
        block.attributes, _ = get_attrs_and_remainder(match[1])
        block.markdown = block.markdown[: match.start()].rstrip()
        found = dict(block.attributes)
        block.id, block.page = found.get("id"), found.get("data-page")
    if match := HEADING.match(block.markdown):
        block.level, block.markdown = len(match[1]), match[2].rstrip("#").rstrip()
        if number := NUMBER.match(block.markdown):
            block.number = number[1]
    return block


def _tangled(block: Block) -> bool:
    """Whether a block has so many signs open that Python-Markdown would take minutes for it, or its stack."""
    text = block.markdown
    pairs = (("[", "]"), ("(", ")"), ("<", ">"), ("{", "}"))
    return (
        any(text.count(opening) - text.count(closing) > 100 for opening, closing in pairs)
        or bool(RUN.search(text))
        or any(len(indent.expandtabs(4)) > DEEPEST for indent in INDENT.findall(text))
    )


def _kind(structure: str) -> str:
    lines = structure.split("\n")
    for kind, pattern in KINDS:
        if pattern.match(structure):
            return kind
    return "table" if len(lines) > 1 and "|" in lines[0] and re.fullmatch(r"[ |:-]*-[ |:-]*", lines[1]) else "paragraph"


INLINE = "a|abbr|b|bdi|bdo|br|cite|code|data|del|dfn|em|i|img|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr"
KINDS = (
    ("note", NOTE),
    ("heading", HEADING),
    ("list", re.compile(r" {0,3}(?:[-+*]|\d+\.)[ \t]")),
    ("quotation", re.compile(r" {0,3}>")),
    ("code", INDENTED),
    ("html", re.compile(rf"</?(?!(?:{INLINE})\b)[a-zA-Z][\w-]*[\s/>]", re.I)),
)


def read_documents(found: dict[str, dict[str, Path]], root: Path) -> dict[str, dict[str, Document]]:
    """Read every Markdown file: {locale: {name: Document}}. `found` has their paths likewise (`folders.find_pages`)."""
    return {locale: {name: read_document(path, root, locale) for name, path in pages.items()} for locale, pages in found.items()}
