"""Reads the Markdown of the edition: headings, passages, notes and links, each with its line.

A *passage* is a paragraph, list or quotation with an attribute line below it, as in
`{ #transport-2 data-page="87" }`: an id, the same in every locale, and the page of the printed article.

Python-Markdown knows no lines, so they are counted here; what a block means is left to it (`plain`), and that both
readings agree is checked on each built page (`rendered`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from markdown.blockprocessors import ReferenceProcessor
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.attr_list import get_attrs_and_remainder

from .document import Block, Document
from .folders import find_pages
from .markdown_lines import HIDDEN, Placeholder, blank, placeholders, unclosed
from .mistakes import Mistake
from .untrusted import UnreadableError, read_text, read_yaml

ATTRIBUTES = re.compile(r"\{:?[ ]*([^{}\n %!+][^{}\n]*)\}[ ]*\Z")
HEADING = re.compile(r"(#{1,6})[ \t]*(.*)")
NUMBER = re.compile(r"([IVXLCDM]+|\d+)\.\s")
NOTE = re.compile(r" {0,3}\[\^([^\]\n]*)\]:[ ]*(.*)")
INDENTED = re.compile(r"(?: {4}|\t)")
INDENT = re.compile(r"^[ \t>]+", re.M)
DEEPEST = 60  # columns of indentation, or of signs of quotation
RUN = re.compile(r"([^\w\s.=-])(?:\s?\1){60}")  # one sign again and again
# as MkDocs reads it
FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:-{3}|\.{3})[ \t]*(?:\n|\Z)", re.S)


def read_document(path: Path, root: Path, locale: str) -> Document:
    """Read one Markdown file. `root` is the folder of all locales. Raises nothing: what is wrong stands in `mistakes`."""
    name = path.relative_to(root / locale).as_posix()
    file = f"{root.name}/{locale}/{name}"
    try:
        return _read(read_text(path, file), locale, name, file)
    except UnreadableError as error:
        return Document(locale, name, file, mistakes=[error.mistake], read=False)


@lru_cache(maxsize=4096)  # a server reads again and again; nobody changes what was read
def _read(text: str, locale: str, name: str, file: str) -> Document:
    """The same from the text of the file. Raises UnreadableError."""
    document = Document(locale, name, file)
    text, first = _front_matter(document, text)
    shown, structure = blank(text)
    document.mistakes += unclosed(text, document.file, first)
    document.placeholders = [Placeholder(one.line + first, one.name, one.arguments, one.source) for one in placeholders(structure)]
    shown, structure, references = _definitions(shown, structure)
    parents: list[Block] = []
    for line, markdown, outline in _blocks(shown.split("\n"), structure.split("\n")):
        for block in _kinds(line + first, markdown, outline):
            if _tangled(block):
                message = "has more brackets, signs or indents than any parser can sort out; write it plainly"
                document.mistakes.append(Mistake(document.file, block.line, "tangled", message))
                continue
            if "<![" in outline:  # a parser of HTML would fall over it
                message = "has <![, which a page may not hold; remove it, or put it in `…`"
                document.mistakes.append(Mistake(document.file, block.line, "html-marked-section", message))
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


def _definitions(shown: str, structure: str) -> tuple[str, str, dict[str, tuple[str, str]]]:
    """Both readings with blanks for definitions of links and abbreviations; and the definitions of links.

    Python-Markdown takes them out wherever they stand, and what stands about them is apart from each other.
    """
    references: dict[str, tuple[str, str]] = {}
    for match in ReferenceProcessor.RE.finditer(structure):
        if not match[1].startswith("^"):
            label, target, title = (shown[slice(*match.span(group))] for group in (1, 2, 5 if match[5] else 6))
            references[label.strip().lower()] = (target.lstrip("<").rstrip(">"), title)
            shown, structure = (_blanked(text, match) for text in (shown, structure))
    for match in AbbrBlockprocessor.RE.finditer(structure):
        if match["abbr"].strip() and match["title"].strip():
            shown, structure = (_blanked(text, match) for text in (shown, structure))
    return shown, structure, references


def _blanked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + HIDDEN.sub(" ", match[0]) + text[match.end() :]


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


def _kinds(line: int, markdown: str, structure: str) -> Iterator[Block]:
    """The block that a piece of Markdown is; none of generated parts and rules."""
    if not structure:
        content = markdown.split("\n")[1:-1]
        yield Block(line, "\n".join(content), kind="code")
        return
    lines = structure.split("\n")
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


INLINE = "a|abbr|b|bdi|bdo|br|cite|code|data|del|dfn|em|i|img|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u|var|wbr"
KINDS = (
    ("note", NOTE),
    ("heading", HEADING),
    ("list", re.compile(r" {0,3}(?:[-+*]|\d+\.)[ \t]")),
    ("quotation", re.compile(r" {0,3}>")),
    ("code", INDENTED),
    ("html", re.compile(rf"</?(?!(?:{INLINE})\b)[a-zA-Z][\w-]*[\s/>]", re.I)),
)


def read_documents(root: Path, locales: list[str]) -> dict[str, dict[str, Document]]:
    """Read every page of each locale below `root`, whatever else may be wrong there: {locale: {name: Document}}."""
    pages, _ = find_pages(root, locales, set())
    return read_pages(pages, root)


def read_pages(found: dict[str, dict[str, Path]], root: Path) -> dict[str, dict[str, Document]]:
    """Read every Markdown file: {locale: {name: Document}}. `found` has their paths likewise (`folders.find_pages`)."""
    return {locale: {name: read_document(path, root, locale) for name, path in pages.items()} for locale, pages in found.items()}
