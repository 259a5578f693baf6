"""What pages show of the facts: the article's names and numbers, the contents, the glossary. Data in, data out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from babel.dates import format_date

from .cited import CLOSE, OPEN, URL, VISITS, CitedEdition
from .citing import Citation, References
from .document import Block, Document
from .reference import Reference, alphabetical
from .styles import Style


class Facts:
    """The facts in the shape that templates show."""

    def __init__(
        self, reference: Reference, documents: Mapping[str, Mapping[str, Document]], glossary: str, editions: Mapping[str, CitedEdition]
    ) -> None:
        self.reference, self.documents, self.glossary_page = reference, documents, glossary
        self.record, self.editions = reference.article, editions
        pages = dict.fromkeys(page for found in documents.values() for one in found.values() for page in one.printed_pages())
        self.references = References(self.record, reference.styles, pages, editions)

    def preview(self, locale: str) -> dict[str, str]:
        """Title, authors and journal as a reader of `locale` would have them, for a picture."""
        form = self.record.printed if self.record.is_of(locale) else self.record.latin
        return {
            "title": self.record.title(locale),
            "authors": ", ".join(author.name for author in form.authors),
            "journal": f"{form.journal}, {self.imprint(locale)}",
        }

    def imprint(self, locale: str) -> str:
        """Year, volume, issue and pages of the article, as far as it has them: "2001, no. 2, pp. 10–12"."""
        record, reference = self.record, self.reference
        one, several = reference.label("page", locale, record.pages), reference.label("imprint_pages", locale, record.page_range)
        parts = [
            (record.volume, reference.label("imprint_volume", locale, record.volume)),
            (record.issue, reference.label("imprint_issue", locale, record.issue)),
            (record.pages, one if record.first_page == record.last_page else several),
            (record.number, reference.label("imprint_number", locale, record.number)),
        ]
        return ", ".join([str(record.year), *(text for value, text in parts if value)])

    def reference_html(self, citation: Citation) -> str:
        """A reference as a page shows it: a title in Latin letters says its language, and a range of pages stays on its line."""
        title, language = self.record.latin.title, self.record.language + ("-Latn" if self.record.transliterated else "")
        return citation.marked({title: f'<span lang="{language}">{escape(title)}</span>'})

    def edition_reference(self, style: Style, locale: str, url: str) -> str:
        """The reference to this edition as a page shows it: with its address, and a place for the day of the visit."""
        visit = escape(self.reference.label("visit", locale))
        marks = {f"{OPEN}{written}{CLOSE}": f'<span class="visit" data-as="{written}">{visit}</span>' for written in VISITS}
        return self.references.edition(style, locale).marked({URL: f'<span class="address">{escape(url)}</span>', **marks})

    def release_date(self, locale: str) -> str:
        """The day of this version as readers of `locale` write it: "26 November 2026"."""
        return self.day(self.editions[locale].date.isoformat(), locale)

    def day(self, day: str, locale: str) -> str:
        """A day such as "2026-11-26" in the words of a locale."""
        return format_date(date.fromisoformat(day), "long", locale=self.reference.label("og_locale", locale))

    def contents(self, locale: str) -> list[dict[str, Any]]:
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
                for identity in passage.entries(self.glossary_page) if passage.id else ():
                    found[identity].append((entry["page"], passage))
        return found

    def glossary(self, locale: str) -> list[dict[str, Any]]:
        """The entries in the order of the locale's alphabet."""
        entries = [{"printed": [], "other": {}, "dated": None, **entry} for entry in self.reference.glossary]
        return sorted(entries, key=lambda entry: alphabetical(entry["forms"][locale]))
