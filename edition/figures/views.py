"""The figures as templates see them, for readers of one locale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal

from ..document import Block, place_names
from . import map as charts
from . import matrix, timeline
from .context import Context
from .geometry import read_land

if TYPE_CHECKING:
    from ..edition import Edition


class Views:
    """In templates `edition.figures`; links are made by the template, for it alone knows the page."""

    def __init__(self, edition: Edition, locale: str) -> None:
        self.edition, self.locale = edition, locale
        self.figures, self.reference = edition.figures, edition.reference

    @cached_property
    def context(self) -> Context:
        """What the figures know of the rest of the edition."""
        return Context.of(self.reference, self.edition.documents, self.edition.options.glossary)

    def label(self, key: str, *values: object) -> str:
        """Words of the interface in this locale."""
        return self.reference.label(key, self.locale, *values)

    def facts(self, kind: str) -> Mapping[str, Any]:
        """The facts of a figure, as its file has them."""
        facts: Mapping[str, Any] = self.figures.facts[kind]
        return facts

    def listed(self) -> list[dict[str, Any]]:
        """The figures in their order: kind, name ("Figure 1"), title and the page on which each stands."""
        return [
            {"kind": kind, "name": self.name(kind), "title": self.facts(kind)["title"][self.locale], "page": page}
            for kind, page in self.figures.pages.items()
        ]

    def name(self, kind: str) -> str:
        """What a figure is called: "Figure 1"."""
        return self.label("figure", self.figures.number(kind))

    def references(self, link: Callable[[str, str], str]) -> dict[str, list[tuple[str, str]]]:
        """Address and words of the references that stand after each paragraph. `link` makes an address of a page and a place."""
        return {
            identity: [
                (link(self.figures.pages[kind], f"figure-{kind}"), self.label("figure_see", self.figures.number(kind))) for kind in kinds
            ]
            for identity, kinds in self.figures.references().items()
        }

    def page(self, identity: str) -> str:
        """The page on which a heading or paragraph of the article stands."""
        return self.context.passages[self.locale][identity][0]

    def block(self, identity: str) -> Block:
        """A heading or paragraph of the article."""
        return self.context.passages[self.locale][identity][1]

    def place(self, identity: str) -> str:
        """Where a paragraph stands, as a reader cites it: "I.2, p. 87"."""
        return place_names(self.block(identity), self.label).short

    def paragraph(self, identity: str) -> str:
        """Which paragraph of its section it is, and its printed page: "¶ 2, p. 89"."""
        printed = place_names(self.block(identity), self.label).printed
        return self.label("figure_paragraph", identity.rpartition("-")[2], printed)

    # The figures

    def chart(self) -> charts.Chart:
        """The map."""
        return charts.Chart(self.facts("map"), self.context, self.locale)

    def drawings(self) -> list[charts.Drawing]:
        """The map at each width."""
        land = read_land(self.edition.options.reference / self.facts("map")["land"])
        return [self.chart().drawing(name, land) for name in self.facts("map")["drawings"]]

    def layers(self) -> dict[str, Any]:
        """The events of the timeline by layer."""
        return timeline.layers(self.facts("timeline"), self.locale, self.label("og_locale"))

    def date(self, iso: str) -> str:
        """A date as this locale's reader writes it."""
        return timeline.shown_date(iso, self.label("og_locale"))

    def degrees(self, number: float) -> str:
        """A latitude or longitude as this locale's reader writes it: "45.75", "45,75"."""
        return str(format_decimal(number, "0.00", self.label("og_locale")))

    def cells(self) -> matrix.Cells:
        """The cells of the matrix by problem and measure."""
        return matrix.cells(self.facts("matrix"))

    def empty(self) -> tuple[list[str], list[str]]:
        """The problems without a measure of their own, the measures without a stated problem."""
        return matrix.without_own(self.facts("matrix")), matrix.without_problem(self.facts("matrix"))
