"""Compares the pages of the article with its structure: sections, numbers of paragraphs, printed pages."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from .document import Block, Document
from .mistakes import Mistake

ROMAN = r"(?=[ivxlcdm])m{0,4}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
# Arabic figures, small Roman ones, large ones: no range mixes them
PAGES = [re.compile(rf"({page})(?:-({page}))?\Z", re.ASCII) for page in (r"\d{1,5}", ROMAN, ROMAN.upper())]
# what cannot be cited as a paragraph
NO_PASSAGES = {"table": "a table", "html": "HTML", "code": "code"}


def page_range(page: str | None) -> tuple[int, int] | None:
    """First and last printed page of "87", "86-87" or "xii"; None where it is neither."""
    match = next(filter(None, (pattern.match(page or "") for pattern in PAGES)), None)
    return (_number(match[1]), _number(match[2] or match[1])) if match else None


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    values = [VALUES[sign] for sign in written.lower()]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


def check_structure(documents: Mapping[str, Mapping[str, Document]], structure: list[dict[str, Any]]) -> Iterator[Mistake]:
    """Pages of the article that are not there, and sections that stand in two places."""
    listed = [entry["page"] for entry in structure]
    for name in sorted(set(listed)):
        if listed.count(name) > 1:
            yield Mistake("reference/structure.yml", 0, "structure-twice", f"{name} stands twice; remove one")
        if not any(name in pages for pages in documents.values()):
            message = f"{name} is not there; write the page in every language, or take it out"
            yield Mistake("reference/structure.yml", 0, "structure-page-missing", message)
    sections = [section for entry in structure for section in entry["sections"]]
    for section in sorted({one for one in sections if sections.count(one) > 1}):
        yield Mistake("reference/structure.yml", 0, "structure-section-twice", f"section {section} stands twice; remove one")
    for name in {name for pages in documents.values() for name in pages} - set(listed):
        for document in (pages[name] for pages in documents.values() if name in pages):
            for block in [*document.headings, *document.passages]:
                if block.page is not None:
                    message = 'has a printed page, and structure.yml does not list this page; list it there, or remove data-page="…"'
                    yield Mistake(document.file, block.line, "page-not-in-structure", message)
                    break


def check_printed_pages(pages: Mapping[str, Document], structure: list[dict[str, Any]], printed: str) -> Iterator[Mistake]:
    """What is wrong with the sections of a locale's pages, the numbers of their paragraphs and their printed pages.

    `structure` lists the article's pages and sections; `printed` is its page range ("86-93"), empty where it has none in
    its journal and its own are counted from 1.
    """
    last = 0
    known: dict[str, str] = {}
    for entry in structure:
        document = pages.get(entry["page"])
        if document is None:
            continue
        sections = [heading for heading in document.headings if heading.id in entry["sections"]]
        yield from _sections(document, sections, entry["sections"])
        yield from _numbers(document, sections)
        for block in _of_sections(document, sections):
            if block.id and known.setdefault(block.id, document.file) != document.file:
                message = f"id {block.id} stands already in {known[block.id]}; give this one its own"
                yield Mistake(document.file, block.line, "id-on-two-pages", message)
            mistake, last = _printed_page(document, block, printed, last)
            yield from mistake


def _sections(document: Document, sections: list[Block], wanted: list[str]) -> Iterator[Mistake]:
    found = [str(heading.id) for heading in sections]
    if found != wanted:
        message = f"its sections are {', '.join(found) or 'none'}, and should be {', '.join(wanted)}; correct the ids of the headings"
        yield Mistake(document.file, 0, "sections-differ", message)
    for heading in document.headings:
        if heading not in sections and heading.page is not None:
            message = f"heading {heading.id or ''} is no section of structure.yml; add it to the sections of {document.name} there"
            yield Mistake(document.file, heading.line, "section-not-in-structure", message)


def _section_of(block: Block, sections: list[Block]) -> Block | None:
    heading = block.section
    while heading and heading not in sections:
        heading = heading.section
    return heading


def _of_sections(document: Document, sections: list[Block]) -> list[Block]:
    """The headings and passages that belong to the article, in order."""
    passages = [passage for passage in document.passages if _section_of(passage, sections)]
    return sorted([*sections, *passages], key=lambda block: block.line)


def _numbers(document: Document, sections: list[Block]) -> Iterator[Mistake]:
    counts: dict[str, int] = {}
    for block in document.passages:
        heading = _section_of(block, sections)
        if not heading or block.kind in NO_PASSAGES:
            continue
        section = str(heading.id)
        counts[section] = counts.get(section, 0) + 1
        wanted = f"{section}-{counts[section]}"
        if not block.id:
            message = f'{block.kind} has no id; write {{ #{wanted} data-page="…" }} on the line below it'
            message += ", and no blank line between its items" if block.kind == "list" else ""
            yield Mistake(document.file, block.line, "passage-without-id", message)
        elif block.id != wanted:
            message = f"id {block.id} should be {wanted}: paragraphs are numbered within their section"
            yield Mistake(document.file, block.line, "id-out-of-order", message)


def _printed_page(document: Document, block: Block, printed: str, last: int) -> tuple[list[Mistake], int]:
    """What is wrong with a block's printed page, and the page that the next may not go behind."""
    name = f"{'heading' if block.level else 'paragraph'} {block.id or ''}".strip()
    bounds = f"from {printed.partition('-')[0]} to {printed.rpartition('-')[2]}" if printed else "counted from 1"
    if block.page is None:
        message = f'{name} has no printed page; add data-page="…", {bounds}'
        return [Mistake(document.file, block.line, "no-printed-page", message)], last
    span = page_range(block.page)
    if not span or not _stands_in(block.page, printed):
        message = f'data-page="{block.page}" of {name} is no page of the article; write one {bounds}'
        return [Mistake(document.file, block.line, "printed-page-wrong", message)], last
    if span[0] < last:
        message = f'data-page="{block.page}" of {name} goes backwards: what stands before it is on page {last}; correct one of the two'
        return [Mistake(document.file, block.line, "printed-page-backwards", message)], last
    return [], span[0] if block.level else span[1]


def _stands_in(page: str, printed: str) -> bool:
    """Whether pages are within those of the article, and written in the same figures."""
    first, last = page_range(page) or (0, 0)
    begin, end = page_range(printed) or (1, sys.maxsize)
    kinds = {(one[0].isdigit(), one[0].isupper()) for one in (page, printed or "1")}
    return begin <= first <= last <= end and len(kinds) == 1
