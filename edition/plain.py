"""What a reader sees of a piece of Markdown: its text without mark-up, its links, pictures and marks of notes.

Python-Markdown reads it, as it reads the whole page, and a parser of HTML reads what comes out: no second opinion on
what Markdown means. A plain line with simple links, which nearly all are, is read by a short way of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from re import Match
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from selectolax.lexbor import LexborHTMLParser

NOTE_MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
SIMPLE_LINK = re.compile(r"(?<!!)\[([^][<>&*_`\\{}\n]*)\]\(([^\s()<>&*_`\\{}\"']+)\)")
# what may mean more than itself in a line; and how a line begins that is no paragraph
SPECIAL = re.compile(r"[][<>&*_`\\{}\n]|!\[")
BEGINNING = re.compile(r"\s|[-+>#=~]|\d+[.)]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A piece of Markdown as a reader has it: text, targets of links, files of pictures, ids of notes, each in order.

    `printed` is the text without code: where mark-up that was not understood would show.
    """

    text: str
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    printed: str = ""


def plain(markdown: str, references: Mapping[str, tuple[str, str]], heading: bool = False) -> Plain:
    """Read a piece of Markdown, or what stands in a heading of one line.

    `references` are the page's definitions of links, as Python-Markdown keeps them.
    """
    links = [match[2] for match in SIMPLE_LINK.finditer(markdown)]
    rest = SIMPLE_LINK.sub(r"\1", NOTE_MARK.sub("", markdown))
    if not SPECIAL.search(rest) and (heading or not BEGINNING.match(rest)):
        return Plain(one_line(rest), tuple(links), (), tuple(NOTE_MARK.findall(markdown)), rest)
    reader = _reader()
    reader.reset()
    reader.references.update(references)
    return seen(reader.convert(f"# {markdown}" if heading else markdown))


def seen(html: str) -> Plain:
    """The same of a piece of HTML, in which `data-note` names the mark of a note."""
    body = LexborHTMLParser(html).body
    if body is None:
        return Plain("")
    links = tuple(str(node.attributes["href"] or "") for node in body.css("a[href]"))
    pictures = tuple(str(node.attributes["src"] or "") for node in body.css("img[src]"))
    notes = tuple(str(node.attributes["data-note"]) for node in body.css("[data-note]"))
    body_text = body.css("[data-note], script, style, template")
    for node in body_text:
        node.decompose()
    text = one_line(body.text())
    for node in body.css("code"):
        node.decompose()
    return Plain(text, links, pictures, notes, body.text())


def naming(markdown: str, references: Mapping[str, tuple[str, str]], target: str) -> str:
    """A piece of Markdown as HTML in one line, with the words that link to `target` in `mark`; without other links and marks of notes."""
    reader = _reader()
    reader.reset()
    reader.references.update(references)
    body = LexborHTMLParser(reader.convert(markdown)).body
    if body is None:
        return ""
    for node in body.css("[data-note]"):
        node.decompose()
    chosen = [node for node in body.css("a[href]") if node.attributes["href"] == target]
    for node in chosen:
        node.insert_before("\ue000")
        node.insert_after("\ue001")
    body.unwrap_tags(["a", "p"])
    return one_line(body.inner_html or "").replace("\ue000", "<mark>").replace("\ue001", "</mark>")


def one_line(text: str) -> str:
    """The text with each run of blanks and line ends as one blank; no-break spaces stay."""
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip(" ")


@cache
def _reader() -> Markdown:
    return Markdown(extensions=["attr_list", "tables", "fenced_code", _Notes()])


class _Notes(Extension):
    """Marks of notes for a piece of a page, which has not the notes themselves."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        md.inlinePatterns.register(_NoteMark(NOTE_MARK.pattern, md), "note-mark", 175)


class _NoteMark(InlineProcessor):
    def handleMatch(self, m: Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        element = Element("sup", {"data-note": m[1]})
        element.text = m[1]
        return element, m.start(0), m.end(0)
