"""What pages show of the facts: the article's names and numbers, the contents, the glossary. Data in, data out."""

from __future__ import annotations

import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from urllib.parse import urlsplit

from . import citations
from .reference import Reference, alphabetical
from .source import Block, Document


class Parts:
    """The facts in the shape that templates show."""

    def __init__(self, reference: Reference, documents: dict[str, dict[str, Document]], glossary: str) -> None:
        self.reference, self.documents, self.glossary_page = reference, documents, glossary
        # pandoc works on these beside the rest of the build; they are asked for when pages are written
        pool = ThreadPoolExecutor(2)
        self._references = [pool.submit(citations.references, self.article, [style]) for style in reference.styles]
        pages = list(dict.fromkeys(page for found in documents.values() for one in found.values() for page in one.printed_pages()))
        self._pinpoints = [
            (style, pool.submit(citations.pinpoints, self.article, style, pages)) for style in reference.styles if "footnote" in style
        ]
        pool.shutdown(wait=False)

    @property
    def article(self) -> dict:
        """The bibliographic record, CSL-JSON with its `custom` part."""
        return self.reference.article

    def authors(self) -> list[dict[str, str]]:
        """Each author's name, family name first, as printed and in Latin letters: {"printed": …, "latin": …}."""
        pairs = zip(self.article["author"], self.article["custom"]["latin"]["author"], strict=True)
        return [{"printed": f"{own['family']} {own['given']}", "latin": f"{latin['family']} {latin['given']}"} for own, latin in pairs]

    def preview(self, locale: str) -> dict[str, str]:
        """Title, authors and journal as a reader of `locale` would have them, for a picture."""
        own = locale == self.article["language"]
        year, latin = self.article["issued"]["date-parts"][0][0], self.article["custom"]["latin"]
        title = self.article["title"] if own else self.article["custom"]["translation"].get(locale, latin["title"])
        journal = self.article["container-title"] if own else latin["container-title"]
        line = self.reference.label("issue_line", locale, year, self.article["issue"], self.article["page"].replace("-", "–"))
        return {
            "title": title,
            "authors": ", ".join(author["printed" if own else "latin"] for author in self.authors()),
            "journal": f"{journal}, {line}",
        }

    @cached_property
    def references(self) -> list[dict]:
        """The reference to the article in every citation style, as `citations.references` gives it."""
        return [row for future in self._references for row in future.result()]

    def short_reference(self) -> citations.Citation:
        """The reference that stands where only one does: as printed, in the first of the styles."""
        return self._references[0].result()[0]["forms"]["printed"]

    def shown(self, html: str) -> str:
        """A reference as a page shows it: a transliterated title says its language, and a range of pages stays on its line."""
        title = self.article["custom"]["latin"]["title"]
        html = html.replace(title, f'<span lang="{self.article["language"]}-Latn">{title}</span>')
        return re.sub(r"\d+[–-]\d+(?=[.:,]|$)", r'<span class="together">\g<0></span>', html)

    def web_page(self, title: str, url: str, language: str, style: dict) -> tuple[str, str]:
        """A reference to this edition, before and after the date of the visit, as `citations.web_page` gives it."""
        return citations.web_page(title, url, language, style)

    def pinpoints(self, document: Document) -> list[tuple[dict, dict[str, citations.Citation]]]:
        """Footnotes for every printed page that a document's places bear: [(style, {"87": Citation})]; none where it bears none."""
        pages = document.printed_pages()
        return [(style, {page: forms.result()[page] for page in pages}) for style, forms in self._pinpoints] if pages else []

    def contents(self, locale: str) -> list[dict]:
        """The article's sections in order: {"page": name, "heading": Block}, headings of first rank and their own."""
        return [
            {"page": entry["page"], "heading": heading}
            for entry in self.reference.structure
            for heading in self.documents[locale][entry["page"]].headings
            if heading.id in entry["sections"]
        ]

    def occurrences(self, locale: str) -> dict[str, list[tuple[str, Block]]]:
        """Where the article names each entry of the glossary: {id: [(page, passage)]}, read off the links of the text."""
        found: dict[str, list[tuple[str, Block]]] = defaultdict(list)
        for entry in self.reference.structure:
            for passage in self.documents[locale][entry["page"]].passages:
                for target in dict.fromkeys(passage.links()):
                    url = urlsplit(target)
                    if url.path == self.glossary_page and passage.id:
                        found[url.fragment].append((entry["page"], passage))
        return found

    def glossary(self, locale: str) -> list[dict]:
        """The entries in the order of the locale's alphabet."""
        entries = [{"printed": [], "other": {}, "dated": None, **entry} for entry in self.reference.glossary]
        return sorted(entries, key=lambda entry: alphabetical(entry["forms"][locale]))
