"""What pages show of the facts: the article's names and numbers, the contents, the glossary. Data in, data out."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import urlsplit

from . import citations
from .reference import Reference, alphabetical
from .source import Block, Document


class Parts:
    """The facts in the shape that templates show."""

    def __init__(self, reference: Reference, documents: dict[str, dict[str, Document]], glossary: str) -> None:
        self.reference, self.documents, self._glossary = reference, documents, glossary

    @property
    def article(self) -> dict:
        """The bibliographic record, CSL-JSON with its `custom` part."""
        return self.reference.article

    def authors(self) -> list[dict[str, str]]:
        """Each author's name, family name first, as printed and in Latin letters: {"printed": …, "latin": …}."""
        pairs = zip(self.article["author"], self.article["custom"]["latin"]["author"], strict=True)
        return [{"printed": f"{own['family']} {own['given']}", "latin": f"{latin['family']} {latin['given']}"} for own, latin in pairs]

    def references(self) -> list[dict]:
        """The reference to the article in every citation style, as `citations.references` gives it."""
        return citations.references(self.article, self.reference.styles)

    def short_reference(self) -> citations.Citation:
        """The reference that stands where only one does: as printed, in the first of the styles."""
        return self.references()[0]["forms"]["printed"]

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
                    if url.path == self._glossary and passage.id:
                        found[url.fragment].append((entry["page"], passage))
        return found

    def glossary(self, locale: str) -> list[dict]:
        """The entries in the order of the locale's alphabet."""
        entries = [{"printed": [], "other": {}, "dated": None, **entry} for entry in self.reference.glossary]
        return sorted(entries, key=lambda entry: alphabetical(entry["forms"][locale]))
