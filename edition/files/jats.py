"""The edition as JATS 1.1, Journal Publishing: one article in the source text's language, its translations as sub-articles.

https://jats.nlm.nih.gov/publishing/tag-library/1.1/. It is a restatement and says so: `related-article` names the article in
its journal, and no field claims to be it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from ..content import Block, Figure, Run
from ..downloads import Download, named
from ..metadata import LICENSE

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.1 20151215//EN" '
    '"http://jats.nlm.nih.gov/publishing/1.1/JATS-journalpublishing1.dtd">'
)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HREF = "{http://www.w3.org/1999/xlink}href"


def downloads(edition: Edition) -> list[Download]:
    """The file that the page of downloads offers."""
    return [named(edition, "data", "jats", "jats.xml", "application/jats+xml")]


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, bytes]]:
    """Address and content of the file."""
    yield downloads(edition)[0].address, jats(edition, builds)


def jats(edition: Edition, builds: Mapping[str, Build]) -> bytes:
    """The article of the source text with its ids; those of a translation begin with its locale."""
    main = _Writer(builds[edition.default], "")
    root = etree.Element("article", {"article-type": "other", "dtd-version": "1.1", LANG: edition.default}, nsmap={"xlink": HREF[1:-5]})
    root.append(_element("front", {}, main.journal(), main.meta(edition)))
    root.extend([main.body(), main.back()])
    for locale in edition.others(edition.default):
        writer = _Writer(builds[locale], f"{locale}-")
        part = etree.SubElement(root, "sub-article", {"article-type": "translation", "id": locale, LANG: locale})
        part.extend([writer.stub(), writer.body(), writer.back()])
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, doctype=DOCTYPE)) + b"\n"


class _Writer:
    """Writes one locale; its ids begin with `prefix`."""

    def __init__(self, build: Build, prefix: str) -> None:
        self.build, self.content, self.imprint, self.prefix = build, build.content, build.imprint, prefix

    def journal(self) -> etree._Element:
        """The site in the place of a journal, which the edition is not part of; the DTD asks for an ISSN, and there is none."""
        return _element(
            "journal-meta",
            {},
            _element("journal-id", {"journal-id-type": "publisher-id"}, self.imprint.home),
            _element("journal-title-group", {}, _element("journal-title", {}, self.imprint.site_name)),
            _element("issn", {"content-type": "none-assigned"}),
        )

    def meta(self, edition: Edition) -> etree._Element:
        """What the edition says of itself, and of the article that it restates."""
        imprint, day = self.imprint, edition.release.date
        date = {"publication-format": "electronic", "date-type": "pub"}
        licence = _element("license", {"license-type": "open-access", HREF: LICENSE}, _element("license-p", {}, imprint.rights))
        restated = {"related-article-type": "restated-article", "id": "restated", LANG: imprint.title_language}
        return _element(
            "article-meta",
            {},
            _element("article-id", {"pub-id-type": "publisher-id"}, f"{imprint.identity}.edition"),
            *([_element("article-id", {"pub-id-type": "doi"}, edition.options.doi)] if edition.options.doi else []),
            self._titles(),
            _element("contrib-group", {}, _element("contrib", {"contrib-type": "author"}, _element("collab", {}, imprint.holder))),
            _element("pub-date", date, *(_element(part, {}, str(getattr(day, part))) for part in ("day", "month", "year"))),
            _element("permissions", {}, licence),
            _element("self-uri", {HREF: imprint.home}, imprint.edition),
            _element("related-article", restated, imprint.reference),
        )

    def stub(self) -> etree._Element:
        """What a translation says of itself."""
        return _element("front-stub", {}, self._titles(), _element("self-uri", {HREF: self.imprint.home}, self.imprint.edition))

    def _titles(self) -> etree._Element:
        return _element(
            "title-group",
            {},
            self._spoken("article-title", self.imprint.title),
            _element("subtitle", {}, self.build.label("cover_restates")),
        )

    def _spoken(self, tag: str, text: str) -> etree._Element:
        """An element with a text that says of each part in which language it is."""
        element = _element(tag, {})
        for part, language in self.build.languages.runs(text):
            self._append(element, Run(part, language))
        return element

    def body(self) -> etree._Element:
        """The article in nested sections."""
        body = etree.Element("body")
        sections = [body]
        for block in self.content.blocks:
            if block.level:
                del sections[max(1, min(block.level, len(sections))) :]
                section = etree.SubElement(sections[-1], "sec", {"id": self.prefix + block.id, **self._printed(block)})
                self._fill(etree.SubElement(section, "title"), block.runs, block.turns)
                sections.append(section)
            elif block.tag in ("ul", "ol"):
                kind = "order" if block.tag == "ol" else "bullet"
                element = etree.SubElement(sections[-1], "list", {"list-type": kind, "id": self.prefix + block.id, **self._printed(block)})
                for at, item in enumerate(block.items):
                    self._fill(etree.SubElement(etree.SubElement(element, "list-item"), "p"), item, block.turns if at == 0 else ())
            elif block.tag == "blockquote":
                element = etree.SubElement(sections[-1], "disp-quote", {"id": self.prefix + block.id, **self._printed(block)})
                for at, item in enumerate(block.items):
                    self._fill(etree.SubElement(element, "p"), item, block.turns if at == 0 else ())
            else:
                element = etree.SubElement(sections[-1], "p", {"id": self.prefix + block.id, **self._printed(block)})
                self._fill(element, block.runs, block.turns)
            sections[-1].extend(self._figure(one) for one in self.content.figures if one.after == block.id)
        return body

    def _figure(self, figure: Figure) -> etree._Element:
        """A drawing, which stays a file of the site, or a table."""
        head = [_element("label", {}, figure.name), _element("caption", {}, self._spoken("p", figure.caption))]
        attributes = {"id": f"{self.prefix}figure-{figure.kind}"}
        if figure.address:
            address = {HREF: urljoin(self.build.source.site_url, figure.address), "mimetype": "image", "mime-subtype": "svg+xml"}
            return _element("fig", attributes, *head, _element("alt-text", {}, figure.alt), _element("graphic", address))
        parts = (("thead", "th", figure.rows[:1]), ("tbody", "td", figure.rows[1:]))
        table = [
            _element(part, {}, *(_element("tr", {}, *(self._spoken(tag, cell) for cell in row)) for row in rows))
            for part, tag, rows in parts
        ]
        return _element("table-wrap", attributes, *head, _element("table", {}, *table))

    def back(self) -> etree._Element:
        """The notes, numbered through."""
        group = etree.Element("fn-group")
        for key, note in self.content.notes.items():
            number = self.content.numbers[key]
            element = etree.SubElement(group, "fn", {"id": f"{self.prefix}fn.{number}"})
            etree.SubElement(element, "label").text = str(number)
            for item in note.items:
                self._fill(etree.SubElement(element, "p"), item, ())
        return _element("back", {}, *([group] if len(group) else []))

    @staticmethod
    def _printed(block: Block) -> dict[str, str]:
        return {"specific-use": f"print-page-{block.page}"}

    def _fill(self, parent: etree._Element, runs: tuple[Run, ...], turns: tuple[str, ...]) -> None:
        for page in turns:
            etree.SubElement(parent, "milestone-start", {"rationale": "printed-page", "id": f"{self.prefix}page.{page}"})
        for run in runs:
            self._append(parent, run)

    def _append(self, parent: etree._Element, run: Run) -> None:
        if run.note:
            number = str(self.content.numbers[run.note])
            parent.append(_element("xref", {"ref-type": "fn", "rid": f"{self.prefix}fn.{number}"}, _element("sup", {}, number)))
            return
        wrappers: list[tuple[str, dict[str, str]]] = []
        if run.link:
            wrappers.append(("ext-link", {"ext-link-type": "uri", HREF: self.build.absolute(run.link)}))
        if run.language:
            wrappers.append(("named-content", {"content-type": "foreign", LANG: run.language}))
        wrappers += [(tag, {}) for tag, is_so in (("bold", run.strong), ("italic", run.emphasis)) if is_so]
        for tag, attributes in wrappers:
            parent = etree.SubElement(parent, tag, attributes)
        if wrappers:
            parent.text = run.text
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + run.text
        else:
            parent.text = (parent.text or "") + run.text


def _element(tag: str, attributes: Mapping[str, str], *children: etree._Element | str) -> etree._Element:
    """An element with what stands in it: a text, or elements."""
    element = etree.Element(tag, dict(attributes))
    for child in children:
        if isinstance(child, str):
            element.text = child
        else:
            element.append(child)
    return element
