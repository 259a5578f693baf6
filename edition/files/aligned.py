"""The aligned text, for translators' tools: tab-separated values and TMX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ..compared import wording
from ..downloads import Download

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

KINDS = ("tsv", "tmx")


def addresses(edition: Edition) -> dict[str, str]:
    """The address of each file relative to the root of the site, by kind."""
    return {kind: f"assets/record/{edition.reference.article.id}.aligned.{kind}" for kind in KINDS}


def downloads(edition: Edition) -> list[Download]:
    """The files that the page of downloads offers."""
    own = addresses(edition)
    return [
        Download("translate", "tmx", own["tmx"], "application/x-tmx+xml"),
        Download("translate", "tsv", own["tsv"], "text/tab-separated-values"),
    ]


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of both."""
    build = builds[edition.default]
    pages = {passage.id: passage.page for name in edition.article_pages for passage in build.passages[name] if passage.page}
    texts = {locale: wording(documents) for locale, documents in edition.documents.items()}
    own = addresses(edition)
    yield own["tsv"], "".join(tsv(pages, texts))
    yield own["tmx"], "".join(tmx(pages, texts, edition.default))


def tsv(pages: Mapping[str, str], texts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The aligned text as tab-separated values, line by line: id, printed page, one column a locale.

    `pages` is {id: printed page} in the article's order, `texts` is {locale: {id: text}}.
    """
    yield "\t".join(["id", "page", *texts]) + "\n"
    for key, page in pages.items():
        yield "\t".join([key, page, *(column[key] for column in texts.values())]) + "\n"


def tmx(pages: Mapping[str, str], texts: Mapping[str, Mapping[str, str]], source: str) -> Iterator[str]:
    """The same as TMX 1.4b (https://www.gala-global.org/tmx-14b), one unit a paragraph.

    There is no document type: a reader of XML would ask for its DTD, which is not there.
    """
    about = {"creationtool": "bilingual-edition", "creationtoolversion": "1", "segtype": "paragraph", "o-tmf": "tsv"}
    header = ElementTree.Element("header", {**about, "adminlang": source, "srclang": source, "datatype": "plaintext"})
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
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
