"""Both languages together: the passages of built pages, side by side, in each other's place, and as files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from posixpath import relpath
from urllib.parse import urljoin
from xml.etree import ElementTree

from .markup import ID, NAME, TOKEN, VOID
from .source import Document

MARKS = re.compile(r'<a [^>]*class="(?:mark|twin|footnote-backref)".*?</a>', re.S)
HREF = re.compile(r'href="([^"]*)"')
PAGE = re.compile(r'\sdata-page="([^"]*)"')
NOTE = "fn:"


@dataclass(slots=True)
class Passage:
    """A heading, paragraph, list or note of a built page: its element, its HTML inside, the printed page (none of a note)."""

    id: str
    tag: str
    html: str
    page: str = ""


def passages(html: str) -> list[Passage]:
    """The headings and passages of a page's content, then its notes, in order, without marks and without inner ids."""
    found: list[Passage] = []
    stack: list[str] = []
    current: Passage | None = None
    start = 0
    parts: list[str] = []
    for token in TOKEN.split(html):
        tag = NAME.match(token)
        if tag and tag[1]:
            if current and len(stack) == start:
                current.html = ID.sub("", MARKS.sub("", "".join(parts))).strip()
                found.append(current)
                current = None
            while stack and stack.pop() != tag[2].lower():
                pass
        elif tag and tag[2].lower() not in VOID and not token.endswith("/>"):
            stack.append(tag[2].lower())
            identity, page = (ID.search(token), PAGE.search(token)) if current is None else (None, None)
            if identity and (page or identity[1].startswith(NOTE)):
                current, start, parts = Passage(identity[1], stack[-1], "", page[1] if page else ""), len(stack), []
                continue
        if current:
            parts.append(token)
    return found


def moved(html: str, own: str, target: str, anchor: Callable[[str], str] = str) -> str:
    """The HTML of a page at `own` with its links made for a page at `target`, both relative to the root of the site.

    Links within the page become links back to it, unless `anchor` gives their fragment another address.
    """

    def link(match: re.Match[str]) -> str:
        if re.match(r"[a-z]+:|//", match[1]):
            return match[0]
        address = match[1]
        if address.startswith("#") and anchor(address) != address:
            return f'href="{anchor(address)}"'
        path, mark, fragment = address.partition("#")
        return f'href="{_moved(path, own, target)}{mark}{fragment}"'

    return HREF.sub(link, html)


@lru_cache(1024)
def _moved(path: str, own: str, target: str) -> str:
    return relative(urljoin("/" + own, path).lstrip("/"), target)


def note_id(stem: str, identity: str) -> str:
    """The id of a note, or an address of it, where the notes of several pages stand: "#fn:a" becomes "#fn:problems:a"."""
    return re.sub(rf"^(#?){NOTE}", rf"\g<1>{NOTE}{stem}:", identity)


def rows(columns: dict[str, tuple[str, list[Passage]]], stem: str, target: str) -> list[dict]:
    """The passages and notes of a page in several locales, aligned by id, for a page at `target` that holds them all.

    `columns` is {locale: (the page's address, its passages)}, `stem` the page's name without its ending. Each row has
    id, page (of print), note (whether it is one), first_note and cells: {locale: (passage, HTML)}.
    """
    texts = {locale: {passage.id: passage for passage in found} for locale, (_, found) in columns.items()}
    leading = next(iter(columns.values()))[1]
    return [
        {
            "id": note_id(stem, first.id),
            "page": first.page,
            "note": not first.page,
            "first_note": not first.page and (not at or bool(leading[at - 1].page)),
            "cells": {
                locale: (texts[locale][first.id], moved(texts[locale][first.id].html, own, target, partial(note_id, stem)))
                for locale, (own, _) in columns.items()
            },
        }
        for at, first in enumerate(leading)
    ]


def relative(url: str, start: str) -> str:
    """An address relative to a page's, both relative to the root of the site: ("ru/a/", "b/") is "../ru/a/"."""
    folder = start if start.endswith("/") or not start else start.rpartition("/")[0]
    path = relpath("/" + url, "/" + folder)
    return path + "/" if url.endswith("/") or not url else path


def counterpart_script(locale: str, found: list[Passage], own: str, target: str) -> str:
    """A script that gives a page at `target` the passages of its counterpart: no request that a page from a file may not make."""
    texts = {passage.id: {"tag": passage.tag, "html": moved(passage.html, own, target)} for passage in found if passage.page}
    return f"((window.passages ??= {{}})[{json.dumps(locale)}] = {json.dumps(texts, ensure_ascii=False)})\n"


def wording(documents: dict[str, Document]) -> dict[str, str]:
    """The words of every heading and passage of the article's pages, by id. `documents` are one locale's."""
    return {
        block.id: " ".join(block.bare().split())
        for document in documents.values()
        for block in [*document.headings, *document.passages]
        if block.id and block.page
    }


def fingerprint(text: str) -> str:
    """A short hash of a wording: twelve figures of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def tsv(pages: dict[str, str], texts: dict[str, dict[str, str]]) -> Iterator[str]:
    """The aligned text as tab-separated values, line by line: id, printed page, one column a locale.

    `pages` is {id: printed page} in the article's order, `texts` is {locale: {id: text}}.
    """
    yield "\t".join(["id", "page", *texts]) + "\n"
    for key, page in pages.items():
        yield "\t".join([key, page, *(column[key] for column in texts.values())]) + "\n"


def tmx(pages: dict[str, str], texts: dict[str, dict[str, str]], source: str) -> Iterator[str]:
    """The same as TMX 1.4b (https://www.gala-global.org/tmx-14b), one unit a paragraph; a piece of the file at a time."""
    about = {"creationtool": "bilingual-edition", "creationtoolversion": "1", "segtype": "paragraph", "o-tmf": "tsv"}
    header = ElementTree.Element("header", {**about, "adminlang": source, "srclang": source, "datatype": "plaintext"})
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    yield ElementTree.tostring(header, encoding="unicode") + "\n<body>\n"
    for key, page in pages.items():
        unit = ElementTree.Element("tu", tuid=key)
        ElementTree.SubElement(unit, "prop", type="x-printed-page").text = page
        for locale, column in texts.items():
            variant = ElementTree.SubElement(unit, "tuv", {"xml:lang": locale})
            ElementTree.SubElement(variant, "seg").text = column[key]
        ElementTree.indent(unit)
        yield ElementTree.tostring(unit, encoding="unicode") + "\n"
    yield "</body>\n</tmx>\n"
