"""The text of one locale as every file made of it needs it: blocks of runs, in the order of the article, notes beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import lxml.html
from lxml.etree import _Element

from .document import Document
from .marks import NOTE, Passage
from .printed_pages import page_range

if TYPE_CHECKING:
    from .build import Build


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one language and style. `language` is empty where it is the locale's own.

    `note` is the id of a note that the reader is referred to here; such a run has no text. `link` is the id of an entry of
    the glossary, after "#", or an absolute address.
    """

    text: str = ""
    language: str = ""
    emphasis: bool = False
    strong: bool = False
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list, quotation or note: `items` are those of a list, or the paragraphs of a quotation or note.

    `page` is the printed page or pages as written ("86-87"), none of a note; `turns` are the printed pages that begin in the
    block; `level` is a heading's rank in the article; `place` its number in the article ("I.2"); `chapter` is the page of the Markdown.
    """

    id: str
    tag: str
    items: tuple[tuple[Run, ...], ...]
    page: str = ""
    turns: tuple[str, ...] = ()
    level: int = 0
    place: str = ""
    chapter: str = ""

    def bullet(self, at: int, sign: str) -> str:
        """What stands before the `at`th item, from 1 on, where the block is a list: its number, or a sign."""
        return f"{at}. " if self.tag == "ol" else f"{sign} " if self.tag == "ul" else ""

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs, whatever the item."""
        return tuple(run for item in self.items for run in item)

    @property
    def text(self) -> str:
        """The words alone; the items of a list, a line each."""
        return "\n".join("".join(run.text for run in item) for item in self.items)

    @property
    def printed(self) -> str:
        """The printed page or pages as readers see them: "86–87"."""
        return self.page.replace("-", "–")


@dataclass(frozen=True)
class Figure:
    """A figure for files: a drawing (SVG with text, none by the page's style sheet) with `alt` for who cannot see it, or a table.

    `kind` names it; `address` is that of the drawing, relative to the root of the site; `after` is the id of the block that it follows, `name` begins its caption ("Figure 1"), the first of `rows` is the table's head.
    """

    kind: str
    after: str
    name: str
    caption: str
    address: str = ""
    alt: str = ""
    svg: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Content:
    """The article in one locale. `notes` are in the order in which the text refers to them; `numbers` are theirs, from 1 on."""

    locale: str
    blocks: Sequence[Block]
    notes: Mapping[str, Block]
    numbers: Mapping[str, int] = field(default_factory=dict)
    figures: Sequence[Figure] = ()

    def chapters(self) -> dict[str, list[Block]]:
        """The blocks by page of the Markdown."""
        found: dict[str, list[Block]] = {}
        for block in self.blocks:
            found.setdefault(block.chapter, []).append(block)
        return found

    def pages(self) -> dict[str, str]:
        """The printed pages, each with the id of the block in which it begins."""
        return {page: block.id for block in self.blocks for page in block.turns}


def read_content(build: Build) -> Content:
    """The article of a locale from its built pages, without its figures. The id of a note becomes "page:note", for pages name theirs alike."""
    blocks: list[Block] = []
    notes: dict[str, Block] = {}
    printed = 0
    entries = {build.glossary: "#"} if build.glossary else {}
    for name in build.source.article_pages:
        document = build.source.documents[build.locale][name]
        stem = name.removesuffix(".md")
        for passage in build.passages[name]:
            block = _block(passage, document, _Reader(stem, entries, build.source.online))
            if passage.page:
                turns = tuple(page for page in passage.page.split("-") if _number(page) > printed)
                printed = _number(turns[-1]) if turns else printed
                blocks.append(replace(block, turns=turns))
            else:
                notes[block.id] = block
    referred = list(dict.fromkeys(run.note for block in blocks for run in block.runs if run.note))
    order = [*referred, *(key for key in notes if key not in referred)]
    numbers = {key: at for at, key in enumerate(order, 1)}
    return Content(build.locale, blocks, {key: notes[key] for key in order}, numbers)


def _number(page: str) -> int:
    """The place of a printed page among the others, Roman or not."""
    return (page_range(page) or (0, 0))[1]


def _block(passage: Passage, document: Document, reader: _Reader) -> Block:
    root = lxml.html.fragment_fromstring(passage.html, create_parent="div")
    is_list = passage.tag in ("ul", "ol")
    # the paragraphs of a note are set apart as the items of a list are
    parts = [child for child in root if isinstance(child.tag, str)] if is_list or any(child.tag == "p" for child in root) else [root]
    items = tuple(filter(None, (tuple(_tidy(reader.runs(part, Run()))) for part in parts)))
    source = document.by_id.get(passage.id)
    identity = f"{reader.stem}:{passage.id.removeprefix(NOTE)}" if not passage.page else passage.id
    tag = "note" if not passage.page else passage.tag
    # a section without a number is none of those before it: "Abstract in Russian" is not part of "IV. Summary"
    level = (source.level if source.number else 1) if source and source.level else 0
    return Block(identity, tag, items, passage.page, (), level, source.place if source else "", document.name)


@dataclass(frozen=True)
class _Reader:
    """Reads the elements that Markdown and marking make within a passage."""

    stem: str
    entries: Mapping[str, str]
    online: Callable[[str], str]

    def runs(self, element: _Element, within: Run) -> Iterator[Run]:
        if element.text:
            yield replace(within, text=element.text)
        for child in element:
            if "footnote-ref" in (child.get("class") or ""):
                yield Run(note=f"{self.stem}:{child.get('href', '').rpartition(NOTE)[2]}")
            elif isinstance(child.tag, str):  # and no comment
                yield from self.runs(child, self._within(child, within))
            if child.tail:
                yield replace(within, text=child.tail)

    def _within(self, child: _Element, within: Run) -> Run:
        return replace(
            within,
            language=child.get("lang") or within.language,
            emphasis=within.emphasis or child.tag in ("em", "i"),
            strong=within.strong or child.tag in ("strong", "b"),
            link=self._link(child.get("href", "")) if child.tag == "a" else within.link,
        )

    def _link(self, address: str) -> str:
        if not address.startswith("/"):
            return address  # it leads out of the site
        path, _, fragment = address[1:].partition("#")
        return self.entries[path] + fragment if path in self.entries else self.online(address[1:])


def _tidy(runs: Iterator[Run]) -> Iterator[Run]:
    """The runs with white space as a browser shows it: one space for any, none at either end."""
    kept: list[Run] = []
    for run in runs:
        text = re.sub(r"[ \t\n]+", " ", run.text)
        text = text.lstrip(" ") if not kept or kept[-1].text.endswith(" ") else text
        kept += [replace(run, text=text)] if text or run.note else []
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \u00a0"))
    return (run for run in kept if run.text or run.note)
