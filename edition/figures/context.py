"""What the figures know of the rest of the edition: its entries, its passages and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Block, Document
from ..reference import Reference


@dataclass(frozen=True)
class Context:
    """The rest of the edition, by id.

    `entries` is the glossary; `passages` are, by locale and id, the headings and paragraphs of the article with the page
    that they stand on; `named` are the paragraphs that link to each entry.
    """

    entries: Mapping[str, Any]
    passages: Mapping[str, Mapping[str, tuple[str, Block]]]
    named: Mapping[str, list[str]]

    @classmethod
    def of(cls, reference: Reference, documents: Mapping[str, Mapping[str, Document]], glossary: str) -> Context:
        """The context of an edition's facts and text; `glossary` is the name of the glossary's page."""
        names = [entry["page"] for entry in reference.structure]
        passages = {
            locale: {identity: (name, block) for name in names if name in pages for identity, block in pages[name].by_id.items()}
            for locale, pages in documents.items()
        }
        named: dict[str, list[str]] = {}
        for identity, (_, block) in next(iter(passages.values()), {}).items():
            for entry in block.entries(glossary):
                named.setdefault(entry, []).append(identity)
        return cls({entry["id"]: entry for entry in reference.glossary}, passages, named)

    @property
    def ids(self) -> Mapping[str, tuple[str, Block]]:
        """The headings and paragraphs of the source text, by id."""
        return next(iter(self.passages.values()), {})
