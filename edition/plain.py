"""What a reader sees of a piece of Markdown: its text without mark-up, its links, pictures and marks of notes.

Python-Markdown reads it, as it reads the whole page, and a parser of HTML reads what comes out: no second opinion on
what Markdown means. A plain line with simple links, which nearly all are, is read by a short way of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from re import Match
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from selectolax.lexbor import LexborHTMLParser, LexborNode

NOTE_MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
SIMPLE_LINK = re.compile(r"(?<!!)\[(?! *\])([^][<>&*_`\\{}\n]+)\]\(([^\s()<>&*_`\\{}\"']+)\)")
# what an element may have; the rest runs, loads, styles, or means nothing
ATTRIBUTES = {
    "alt", "cite", "colspan", "data-page", "datetime", "dir", "height", "href", "id", "lang", "open", "reversed", "rowspan", "scope",
    "src", "start", "title", "translate", "value", "width",
}  # fmt: skip
NAME = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
# what may mean more than itself in a line; and how a line begins that is no paragraph
SPECIAL = re.compile(r"[][<>&*_`\\{}\n]|!\[")
BEGINNING = re.compile(r"\s|[-+>#=~]|\d+[.)]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A piece of Markdown as a reader has it: text, targets of links, files of pictures, ids of notes, each in order.

    `printed` is the text without code: where mark-up that was not understood would show. `odd` is what else a reader would
    meet and should not, in words.
    """

    text: str
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    printed: str = ""
    odd: tuple[str, ...] = ()


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
    for node in body.css("[data-note], script, style, template"):
        node.decompose()
    odd = tuple(_odd(body))
    text = one_line(body.text())
    for node in body.css("code"):
        node.decompose()
    return Plain(text, links, pictures, notes, body.text(), odd)


def _odd(body: LexborNode) -> Iterator[str]:
    for node in body.css("body *"):
        for name, value in node.attributes.items():
            if name not in ATTRIBUTES and node.tag not in ("td", "th", "code"):  # tables and code have some of their own
                yield f"{name} on <{node.tag}>, which the edition does not allow; remove it"
            if name == "id" and not NAME.match(value or ""):
                yield f"the id {value or ''}, which cannot be linked to; write Latin letters, figures and hyphens, a letter first"
            if name == "lang" and not LANGUAGE.match(value or ""):
                yield f"lang={value or ''}, which is no code of a language; write it as en or zh-Hans"
        if node.tag == "a" and not node.text(strip=True) and not node.css("img[alt]"):
            yield f"a link to {node.attributes.get('href')} without words; write some between the brackets"


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
