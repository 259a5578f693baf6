"""Reads the Markdown of the edition: headings, passages, notes and links, each with its line.

A *passage* is a paragraph or list with an attribute line below it, as in
`{ #transport-2 data-page="87" }`: an id, the same in every locale, and the page of the printed article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import yaml

ATTRIBUTES = re.compile(r"\s*\{:? +([^{}]*)\}\s*$")
ID = re.compile(r"(?:^|\s)#([\w-]+)")
PAGE = re.compile(r'data-page="?([^"\s}]*)"?')
HEADING = re.compile(r"(#{1,6})\s+(.*)")
NUMBER = re.compile(r"([IVXLCDM]+|\d+)\.\s")
NOTE = re.compile(r"\[\^([\w-]+)\]:\s*(.*)")
NOTE_MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*([^)\s]*)(?:\s+\"[^\"]*\")?\s*\)")
PLACEHOLDER = re.compile(r"^\{\{\s*(\w*).*\}\}[ \t]*$", re.M)
FENCE = re.compile(r"(`{3,}|~{3,})")
FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.S | re.M)


@dataclass(slots=True)
class Block:
    """A heading, passage or note. `page` is the printed page or pages as written ("87", "86-87") or None."""

    line: int
    text: str
    id: str | None = None
    page: str | None = None
    level: int = 0  # of a heading, else 0
    section: Block | None = None  # the heading that the block stands under
    number: str = ""  # of a heading: its own ("I", "2")
    place: str = ""  # of a heading and what stands under it: its number in the article ("I.2")

    def links(self) -> list[str]:
        """The targets of the block's links, as written."""
        return [target for _, _, target in LINK.findall(self.text)]

    def marks(self) -> list[str]:
        """The ids of the notes that the block refers to."""
        return NOTE_MARK.findall(self.text)

    def naming(self, target: str) -> str:
        """The text as HTML, links to `target` marked and no others."""
        text = NOTE_MARK.sub("", escape(self.text, quote=False))
        return LINK.sub(lambda link: f"<mark>{link[2]}</mark>" if link[3] == target else link[2], text)

    def bare(self) -> str:
        """The text that a reader sees: no marks of notes, no targets of links."""
        return LINK.sub(r"\2", NOTE_MARK.sub("", self.text))


@dataclass
class Document:
    """One Markdown file of one locale. `name` is its path within the locale's folder."""

    locale: str
    name: str
    file: str  # as the author knows it: "docs/en/index.md"
    meta: dict = field(default_factory=dict)
    headings: list[Block] = field(default_factory=list)
    passages: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)  # line, target
    placeholders: list[tuple[int, str]] = field(default_factory=list)  # line, name of the generated part
    meta_error: tuple[int, str] | None = None

    def ids(self) -> set[str]:
        """Every id that a link may point at."""
        return {block.id for block in [*self.headings, *self.passages] if block.id}

    def printed_pages(self) -> list[str]:
        """The printed pages that headings and passages bear, as written, each once: "86", "86-87"."""
        return list(dict.fromkeys(block.page for block in [*self.headings, *self.passages] if block.page))


def read_yaml(text: str) -> Any:
    """What a text in YAML says. Raises yaml.YAMLError, in the words of PyYAML's own loader."""
    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # in C, ten times as fast
    except yaml.YAMLError:
        return yaml.safe_load(text)


def read_document(path: Path, root: Path, locale: str) -> Document:
    """Read one Markdown file. `root` is the folder of all locales. Raises nothing: what is wrong is left to checks."""
    name = path.relative_to(root / locale).as_posix()
    document = Document(locale, name, f"{root.name}/{locale}/{name}")
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    first = 1
    if match := FRONT_MATTER.match(text):
        first += match[0].count("\n")
        text = text[match.end() :]
        try:
            meta = read_yaml(match[1])
            document.meta = meta if isinstance(meta, dict) else {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            document.meta_error = (mark.line + 2 if mark else 1, getattr(error, "problem", None) or "is no YAML")
    parents: list[Block] = []
    for line, block_text in _blocks(text, first):
        block = _block(line, block_text)
        if block.level:
            parents = [heading for heading in parents if heading.level < block.level]
            block.place = ".".join(heading.number for heading in [*parents, block] if heading.number)
            block.section = parents[-1] if parents else None
            parents.append(block)
            document.headings.append(block)
        elif match := NOTE.match(block.text):
            block.id, block.text = match[1], match[2]
            document.notes.append(block)
        elif match := PLACEHOLDER.match(block.text):
            document.placeholders.append((line, match[1]))
        elif not block.text.startswith("<"):
            block.section = parents[-1] if parents else None
            block.place = block.section.place if block.section else ""
            document.passages.append(block)
        for offset, one in enumerate(block_text.split("\n")):
            document.links += [(line + offset, target) for _, _, target in LINK.findall(one)]
    return document


def _blocks(text: str, first: int):
    """Yield (line, text) of each block between blank lines; a heading and a note stand alone, fenced code is left out."""
    block: list[str] = []
    start, fence = first, ""
    for number, line in enumerate([*text.split("\n"), ""], first):
        marker = FENCE.match(line)
        if fence or marker:
            fence = "" if fence and line.startswith(fence) else fence or (marker[1] if marker else "")
            line = ""
        alone = bool(HEADING.match(line))
        if block and (not line.strip() or alone or NOTE.match(line) or HEADING.match(block[-1])):
            yield start, "\n".join(block)
            block = []
        if line.strip():
            if not block:
                start = number
            block.append(line)


def _block(line: int, text: str) -> Block:
    block = Block(line, text.strip())
    if match := ATTRIBUTES.search(text):
        block.text = text[: match.start()].strip()
        if found := ID.search(match[1]):
            block.id = found[1]
        if found := PAGE.search(match[1]):
            block.page = found[1]
    if match := HEADING.match(block.text):
        block.level, block.text = len(match[1]), match[2]
        if found := NUMBER.match(block.text):
            block.number = found[1]
    return block


def read_documents(root: Path, locales: list[str]) -> dict[str, dict[str, Document]]:
    """Read every Markdown file below the folder of each locale: {locale: {name: Document}}, names sorted."""
    return {
        locale: {
            document.name: document for document in (read_document(path, root, locale) for path in sorted((root / locale).rglob("*.md")))
        }
        for locale in locales
    }
