"""HTML that an author has written into Markdown: each element has its end, and nothing that the site's policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from .document import Document
from .markdown_lines import TEXT, blank
from .mistakes import Mistake
from .plain import ATTRIBUTES
from .source import INLINE

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
AUTOLINK = re.compile(r"(?<=\]\()<[^<>\n]*>|<(?:(?i:https?|ftps?)://[^<>\s]*|[^\s@<>]+@[^\s@<>]+)>")
# what a page may hold; the rest runs, loads, styles, frames, heads or means nothing
ELEMENTS = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip


class _Reader(HTMLParser):
    """Finds elements without an end, ends without a beginning, and what is forbidden, from a line of a file on."""

    def __init__(self, file: str, first: int, article: bool = False, within: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.file, self.first, self.article, self.within = file, first, article, within
        self.found: list[Mistake] = []
        self.open: list[tuple[str, int]] = []

    def line(self) -> int:
        """The line of the file that is read now."""
        return self.first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.line()
        names = [name for name, _ in attrs]
        if tag not in ELEMENTS:
            message = f"has <{tag}>, which a page may not hold; write it in Markdown, or remove it"
            self.found.append(Mistake(self.file, line, "html-forbidden", message))
        elif self.within and not re.fullmatch(INLINE, tag):
            message = f"has <{tag}> within text; put it at the beginning of a line of its own, after a blank line"
            self.found.append(Mistake(self.file, line, "html-within-text", message))
        if tag in ("sup", "sub") and self.article:
            message = f"has <{tag}>, which files of text alone would lose; write the sign itself, as in 10⁶ or CO₂"
            self.found.append(Mistake(self.file, line, "html-raised", message))
        for name in names:
            if name in ("data-page", "data-note") or (name not in ATTRIBUTES and name != "markdown"):
                message = f"has {name} on <{tag}>, which the edition does not allow; remove it"
                self.found.append(Mistake(self.file, line, "html-attribute", message))
        for element, wanted in (("a", "href"), ("img", "src")):
            if tag == element and not dict(attrs).get(wanted):
                message = f"has <{tag}> without {wanted}; write where it leads"
                self.found.append(Mistake(self.file, line, "html-without-target", message))
        if tag not in VOID:
            self.open.append((tag, line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # to a browser <div/> is <div>

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        elif tag in [name for name, _ in self.open]:
            while self.open[-1][0] != tag:
                self._unclosed(*self.open.pop())
            self.open.pop()
        else:
            message = f"has </{tag}> without <{tag}> before it; remove it, or write the beginning"
            self.found.append(Mistake(self.file, self.line(), "html-end-alone", message))

    def handle_decl(self, decl: str) -> None:
        self._declared(decl)

    def handle_pi(self, data: str) -> None:
        self._declared(data)

    def unknown_decl(self, data: str) -> None:
        self._declared(data)

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """Read on in what Python's parser would take for one long text, <script> and the like."""

    def _declared(self, data: str) -> None:
        message = f"has <{data[:20]}, which a page may not hold; remove it, or put it in `…`"
        self.found.append(Mistake(self.file, self.line(), "html-declaration", message))

    def _unclosed(self, tag: str, line: int) -> None:
        message = f"has <{tag}> without </{tag}>; write its end in the same block"
        self.found.append(Mistake(self.file, line, "html-not-closed", message))

    def finish(self) -> list[Mistake]:
        """All that was found, with what is still open at the end."""
        self.close()
        for tag, line in self.open:
            self._unclosed(tag, line)
        return self.found


def check(document: Document, article: bool) -> Iterator[Mistake]:
    """What is wrong with the HTML of a page. `article` says that it is a page of the article, whose paragraphs are all Markdown."""
    blocks = [block for block in document.blocks() if block.kind != "code" and "<" in block.markdown]
    reader = _Reader(document.file, 1)
    for block in blocks:
        if block.kind == "html" and not article:
            # an element may go on over blank lines, from block to block
            reader.feed("\n" * (block.line - reader.getpos()[0]) + _text(block.markdown) + "\n")
            continue
        single = _Reader(document.file, block.line, article, block.kind != "html")
        single.feed(_text(block.markdown))
        yield from single.finish()
    yield from reader.finish()


def _text(markdown: str) -> str:
    """The block without its code and escaped signs, line by line as long."""
    _, structure = blank(markdown)
    return AUTOLINK.sub(lambda match: TEXT * len(match[0]), structure.replace("\\<", TEXT * 2))
