"""Compares a built page with its source: what was written stands there once, with what was written for it, and nothing else.

Two readings of Markdown never agree in everything; where they part, this stops the build.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .document import Block, Document
from .mistakes import Mistake
from .plain import one_line

# what is added to a page's own text: marks of place, links to counterparts, arrows back, notices, references to figures; numbers of notes
ADDED = ".place, .footnote-backref, .footnote-title, .behind, .figure-reference, sup[id^='fnref'], script, style"
# stands about each generated part while a page is built
PART = re.compile(r"<!--(/?)part (\d+)-->\n?")


def enclosed(part: str, number: int) -> str:
    """A generated part, the `number`th of its page, so that it can be told from the page's own text."""
    return f"<!--part {number}-->\n\n{part}\n\n<!--/part {number}-->"


def mistakes(document: Document, html: str) -> tuple[list[Mistake], str]:
    """What differs between a page's source and its content as built, and the content without the marks about generated parts."""
    found = [*_parts(document, html)]
    tree = LexborHTMLParser(_without_parts(html))
    blocks = document.blocks()
    wrong = [
        *_repeated(document, LexborHTMLParser(html)),
        *_elements(document, tree),
        *_strays(document, tree, blocks),
        *_references(document, tree),
    ]
    body = tree.body
    if body is not None:
        for node in body.css(ADDED):
            node.decompose()
        wrong += _texts(document, tree)
        if not wrong and not found:
            wrong += _whole(document, body.text(), blocks)
    return [*found, *wrong], PART.sub("", html)


def repeated(document: Document, page: str) -> Iterator[Mistake]:
    """Ids that stand more than once on a whole page, with what the theme puts about the content."""
    return _repeated(document, LexborHTMLParser(page))


def _without_parts(html: str) -> str:
    return re.sub(r"<!--part (\d+)-->.*?<!--/part \1-->", "", html, flags=re.S)


def _parts(document: Document, html: str) -> Iterator[Mistake]:
    counts = Counter((match[1], int(match[2])) for match in PART.finditer(html))
    for number, placeholder in enumerate(document.placeholders):
        if counts["", number] != 1 or counts["/", number] != 1:
            message = f"{placeholder.source} does not stand on the built page; put it on a line of its own, between blank lines"
            yield Mistake(document.file, placeholder.line, "not-built", message)


def _repeated(document: Document, tree: LexborHTMLParser) -> Iterator[Mistake]:
    counts = Counter(str(node.attributes["id"]) for node in tree.css("[id]"))
    lines = {block.id: block.line for block in document.blocks() if block.id}
    for identity, count in counts.items():
        if count > 1:
            message = f"id {identity} stands {count} times on the built page; give each place its own"
            yield Mistake(document.file, lines.get(identity, 0), "built-twice", message)


def _nodes(tree: LexborHTMLParser) -> dict[str, LexborNode]:
    return {str(node.attributes["id"]): node for node in tree.css("[id]")}


def _identity(block: Block) -> str | None:
    return f"fn:{block.id}" if block.kind == "note" else block.id


def _name(block: Block) -> str:
    return f"{'heading' if block.level else 'note' if block.kind == 'note' else 'paragraph'} {block.id}"


def _elements(document: Document, tree: LexborHTMLParser) -> Iterator[Mistake]:
    """Headings, passages and notes are there, as what they are, with their printed pages and links."""
    nodes = _nodes(tree)
    for block in document.blocks():
        identity = _identity(block)
        if not identity:
            continue
        node = nodes.get(identity)
        if node is None:
            message = f"{_name(block)} does not stand on the built page; look for what has no end above it, or is not apart by blank lines"
            yield Mistake(document.file, block.line, "not-built", message)
            continue
        if block.level and node.tag != f"h{block.level}":
            yield Mistake(
                document.file, block.line, "built-otherwise", f"{_name(block)} is built as <{node.tag}>; put blank lines about it"
            )
        if block.kind != "note" and node.attributes.get("data-page") != block.page:
            built = node.attributes.get("data-page") or "no page"
            message = f"{_name(block)} is built with {built}, and {block.page or 'none'} is written; correct its list of attributes"
            yield Mistake(document.file, block.line, "built-otherwise", message)
        yield from _links(document, block, node)


def _links(document: Document, block: Block, node: LexborNode) -> Iterator[Mistake]:
    added = {"mark", "counterpart-link", "footnote-ref", "footnote-backref"}
    built = [str(link.attributes["href"]) for link in node.css("a[href]") if not added & set((link.attributes.get("class") or "").split())]
    written = list(block.links())
    if [_end(one) for one in built] != [_end(one) for one in written]:
        message = (
            f"{_name(block)} is built with {len(built)} links, and {len(written)} are written, or they lead elsewhere; correct its links"
        )
        yield Mistake(document.file, block.line, "built-otherwise", message)


def _end(target: str) -> str:
    """What a link's address keeps when it is made for the site: all of it, or the place on a page."""
    return target if re.match(r"[a-z][a-z0-9+.-]*:", target) else target.partition("#")[2]


def _strays(document: Document, tree: LexborHTMLParser, blocks: list[Block]) -> Iterator[Mistake]:
    known = {block.id: block for block in blocks if block.kind != "note"}
    for node in tree.css("[data-page]"):
        identity = node.attributes.get("id")
        if identity not in known:
            message = (
                f"the built page has a place {identity or ''}, printed page {node.attributes['data-page']}, that was not read as one; "
            )
            yield Mistake(document.file, 0, "not-written", message + "put blank lines about each paragraph")


def _references(document: Document, tree: LexborHTMLParser) -> Iterator[Mistake]:
    built = Counter(str(node.attributes.get("href")) for node in tree.css("a.footnote-ref"))
    written = Counter(f"#fn:{mark}" for block in document.blocks() for mark in block.marks())
    lines = {f"#fn:{mark}": block.line for block in document.blocks() for mark in block.marks()}
    for target in sorted(built.keys() | written.keys()):
        if built[target] != written[target]:
            message = f"note {target.removeprefix('#fn:')} is referred to {built[target]} times on the built page, and {written[target]} times here; "
            yield Mistake(document.file, lines.get(target, 0), "built-otherwise", message + "look for code or HTML about the mark")


def _texts(document: Document, tree: LexborHTMLParser) -> Iterator[Mistake]:
    """Headings, passages and notes say what was written."""
    nodes = _nodes(tree)
    for block in document.blocks():
        node = nodes.get(_identity(block) or "")
        if node is not None and _squeezed(node.text()) != _squeezed(block.text):
            built = one_line(node.text())
            message = f"{_name(block)} is built as “{built[:60]}”, which is not what was read here; put blank lines about it, and correct its Markdown"
            yield Mistake(document.file, block.line, "built-otherwise", message)


def _whole(document: Document, text: str, blocks: list[Block]) -> Iterator[Mistake]:
    """The page's own text is that of its blocks, in order, and no more; notes stand at its end in the order of their marks."""
    built, at = _squeezed(text), 0
    for block in (one for one in blocks if one.kind != "note"):
        wanted = _squeezed(block.text)
        if not built.startswith(wanted, at):
            message = f"the built page has “{built[at : at + 40]}” where “{block.text[:40]}” is written; correct the Markdown there"
            yield Mistake(document.file, block.line, "built-otherwise", message)
            return
        at += len(wanted)
    notes = sum(len(_squeezed(block.text)) for block in blocks if block.kind == "note")
    if len(built) - at != notes:
        message = f"the built page has text that was not read here, “{built[at : at + 40]}”; correct the Markdown there"
        yield Mistake(document.file, 0, "not-written", message)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
