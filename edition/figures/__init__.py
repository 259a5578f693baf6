"""The figures of an edition: a map, a timeline, a matrix of problems and measures, each where its file of facts is there.

Each module of this folder makes one of them from its facts, as plain data for templates and rows for a table of values;
none knows what the facts are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..document import Document
from ..mistakes import Mistake
from ..reference import Reference, read_facts
from ..untrusted import UnreadableError, read_text
from . import checks
from .context import Context

# kind of a figure, which is also the name of its template: the facts that it needs
FILES = {"map": "places", "timeline": "events", "matrix": "relations"}
Documents = Mapping[str, Mapping[str, Document]]


@dataclass(frozen=True)
class Figures:
    """The facts of each figure by kind, and the page on which each stands, in the order of the article, which numbers them."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)

    def number(self, kind: str) -> int:
        """The number of a figure: 1 is the first."""
        return list(self.pages).index(kind) + 1

    def references(self) -> dict[str, list[str]]:
        """The figures to which the text refers after each paragraph: {id: [kind]}."""
        found: dict[str, list[str]] = {}
        for kind in self.pages:
            for identity in self.facts[kind]["at"]:
                found.setdefault(identity, []).append(kind)
        return found


def read_figures(
    folder: Path, reference: Reference, documents: Documents, locales: list[str], glossary: str
) -> tuple[Figures, list[Mistake]]:
    """Read the facts of the figures that stand in `folder`; what is wrong with them is given beside. `glossary` is the name of its page."""
    facts: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    context = Context.of(reference, documents, glossary)
    for kind, part in FILES.items():
        path, file = folder / f"{part}.yml", f"{folder.name}/{part}.yml"
        if not path.exists():
            continue
        try:
            data, found = read_facts(part, read_text(path, file), file, tuple(locales))
        except UnreadableError as error:
            mistakes.append(error.mistake)
            continue
        wrong = found or list(checks.check(kind, data, checks.Facts(file, folder, context, locales)))
        mistakes += wrong
        if not wrong:
            facts[kind] = data
    if not mistakes:
        mistakes += _misplaced(documents, facts, folder.name)
    return Figures(facts, _pages(reference, documents[locales[0]], facts)), mistakes


def _pages(reference: Reference, pages: Mapping[str, Document], facts: Mapping[str, Any]) -> dict[str, str]:
    """The page on which each figure stands, in the order of the article."""
    names = [entry["page"] for entry in reference.structure if entry["page"] in pages]
    return {one.name: name for name in names for one in pages[name].placeholders if one.name in facts}


def _misplaced(documents: Documents, facts: Mapping[str, Any], folder: str) -> Iterator[Mistake]:
    """Placeholders of figures that have no facts, or no paragraph of the article above them, or stand on two pages."""
    for pages in documents.values():
        seen: dict[str, str] = {}
        for document, one in ((page, one) for page in pages.values() for one in page.placeholders if one.name in FILES):
            if one.name not in facts:
                message = f"{one.source}: there is no {folder}/{FILES[one.name]}.yml; write it, or take the placeholder out"
                yield Mistake(document.file, one.line, "figure-missing", message)
            elif not any(block.page and block.line < one.line for block in document.by_id.values()):
                message = f"{one.source} follows no paragraph of the article; put it below one, on a page of the article"
                yield Mistake(document.file, one.line, "figure-before-text", message)
            elif seen.setdefault(one.name, document.file) != document.file:
                message = f"{one.source} stands already in {seen[one.name]}; take one out"
                yield Mistake(document.file, one.line, "figure-twice", message)
