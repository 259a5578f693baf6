"""Both languages together: the passages of built pages, side by side, in each other's place, and as files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from posixpath import relpath
from urllib.parse import urldefrag, urljoin
from xml.etree import ElementTree

from .markup import ID, TOKEN, VOID
from .source import Document

MARKS = re.compile(r'<a [^>]*class="(?:mark|twin|footnote-backref)".*?</a>', re.S)
HREF = re.compile(r'href="([^"]*)"')
PAGE = re.compile(r'\sdata-page="([^"]*)"')
NOTE = "fn:"


@dataclass
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
        name = re.sub(r"\W.*", "", token.lstrip("</"), flags=re.S).lower() if token.startswith("<") and not token.startswith("<!") else ""
        if name and token.startswith("</"):
            if current and len(stack) == start:
                current.html = ID.sub("", MARKS.sub("", "".join(parts))).strip()
                found.append(current)
                current = None
            while stack and stack.pop() != name:
                pass
        elif name and name not in VOID and not token.endswith("/>"):
            stack.append(name)
            identity, page = ID.search(token), PAGE.search(token)
            if current is None and identity and (page or identity[1].startswith(NOTE)):
                current, start, parts = Passage(identity[1], name, "", page[1] if page else ""), len(stack), []
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
        path, fragment = urldefrag(urljoin("/" + own, address))
        return f'href="{relative(path.lstrip("/"), target)}{"#" + fragment if fragment else ""}"'

    return HREF.sub(link, html)


def note_id(stem: str, identity: str) -> str:
    """The id of a note, or an address of it, where the notes of several pages stand: "#fn:a" becomes "#fn:problems:a"."""
    return re.sub(rf"^(#?){NOTE}", rf"\g<1>{NOTE}{stem}:", identity)


def rows(columns: dict[str, tuple[str, list[Passage]]], stem: str, target: str) -> list[dict]:
    """The passages and notes of a page in several locales, aligned by id, for a page at `target` that holds them all.

    `columns` is {locale: (the page's address, its passages)}, `stem` the page's name without its ending. Each row has
    id, page (of print), note (whether it is one) and cells: {locale: (passage, HTML)}.
    """
    texts = {locale: {passage.id: passage for passage in found} for locale, (_, found) in columns.items()}
    return [
        {
            "id": note_id(stem, first.id),
            "page": first.page,
            "note": not first.page,
            "cells": {
                locale: (texts[locale][first.id], moved(texts[locale][first.id].html, own, target, partial(note_id, stem)))
                for locale, (own, _) in columns.items()
            },
        }
        for first in next(iter(columns.values()))[1]
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


def tsv(pages: dict[str, str], texts: dict[str, dict[str, str]]) -> str:
    """The aligned text as tab-separated values: id, printed page, one column a locale.

    `pages` is {id: printed page} in the article's order, `texts` is {locale: {id: text}}.
    """
    lines = [["id", "page", *texts], *([key, page, *(column[key] for column in texts.values())] for key, page in pages.items())]
    return "".join("\t".join(line) + "\n" for line in lines)


def tmx(pages: dict[str, str], texts: dict[str, dict[str, str]], source: str) -> bytes:
    """The same as TMX 1.4b (https://www.gala-global.org/tmx-14b), one unit a paragraph."""
    root = ElementTree.Element("tmx", version="1.4")
    about = {"creationtool": "bilingual-edition", "creationtoolversion": "1", "segtype": "paragraph", "o-tmf": "tsv"}
    ElementTree.SubElement(root, "header", {**about, "adminlang": source, "srclang": source, "datatype": "plaintext"})
    body = ElementTree.SubElement(root, "body")
    for key, page in pages.items():
        unit = ElementTree.SubElement(body, "tu", tuid=key)
        ElementTree.SubElement(unit, "prop", type="x-printed-page").text = page
        for locale, column in texts.items():
            variant = ElementTree.SubElement(unit, "tuv", {"xml:lang": locale})
            ElementTree.SubElement(variant, "seg").text = column[key]
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n' + ElementTree.tostring(root, encoding="utf-8")
