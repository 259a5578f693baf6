"""The map: projects places, routes, coast and borders onto the panels of a drawing. Data in, data out; theme/parts draws it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import pi
from typing import Any

from .context import Context
from .geometry import EARTH, Line, Point, Project, clipped, crossing, onto, path

# Sizes of letters in units: names in the reader's language, and beneath them
NAME, UNDER = 11.0, 9.5
# The marks, lines and styles of letters that the legend explains, in its order
LEGEND = ("city", "crossing", "port", "bridge", "corridor", "zone", "border", "named", "added")
# Where a name stands to its mark: right, down, which end of it is at the mark
AROUND = {
    "n": (0, -17, "middle"),
    "ne": (5, -9, "start"),
    "e": (7, 0, "start"),
    "se": (5, 12, "start"),
    "s": (0, 15, "middle"),
    "sw": (-5, 12, "end"),
    "w": (-7, 0, "end"),
    "nw": (-5, -9, "end"),
    "c": (0, 0, "middle"),
}


@dataclass(frozen=True)
class Label:
    """A name on the map: where its first line begins, which end is there, what it says and, beneath, says in another script."""

    id: str
    kind: str
    x: float
    y: float
    anchor: str
    text: str
    under: str
    named: bool
    entry: str


@dataclass(frozen=True)
class Mark:
    """A city, crossing, port or bridge."""

    kind: str
    x: float
    y: float
    named: bool


@dataclass(frozen=True)
class Panel:
    """One panel of a drawing; coordinates are its own, those of paths in half units. `routes` are kind and path; `frame` is what another panel enlarges."""

    id: str
    x: float
    y: float
    width: float
    height: float
    land: str
    borders: str
    routes: Sequence[tuple[str, str]]
    marks: Sequence[Mark]
    labels: Sequence[Label]
    scale: float
    scale_km: float
    frame: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Drawing:
    """The map at one width."""

    name: str
    width: float
    height: float
    panels: Sequence[Panel]


class Chart:
    """The facts of the map as one locale's reader sees them."""

    def __init__(self, facts: Mapping[str, Any], context: Context, locale: str) -> None:
        self.facts, self.context, self.locale = facts, context, locale
        self.items = [*facts["places"], *facts["routes"]]
        self.points = {name(one): self._point(one) for one in facts["places"]}

    def _point(self, one: Mapping[str, Any]) -> Point:
        entry = self.context.entries.get(name(one), {})
        return one.get("lat", entry.get("lat")), one.get("lon", entry.get("lon"))

    def forms(self, one: Mapping[str, Any], short: bool = True) -> Mapping[str, str]:
        """The names of a place or route by language, the short ones where there are such."""
        forms = one["forms"] if "forms" in one else self.context.entries[one["is"]]["forms"]
        return {**forms, **(one.get("label", {}) if short else {})}

    def named(self, one: Mapping[str, Any]) -> list[str]:
        """The paragraphs of the article that name it; none where the edition adds it."""
        return one.get("named") or (self.context.named.get(one["is"], []) if "is" in one else [])

    def line(self, line: Sequence[Any], place: Project) -> Line:
        """A line of a route on a panel."""
        return [place(*(self.points[point] if isinstance(point, str) else point)) for point in line]

    def mark(self, one: Mapping[str, Any], place: Project) -> Mark:
        """Where a place, the name of a route, or a bridge between its two ends is on a panel."""
        if "lines" in one and "lat" not in one:
            points = self.line(one["lines"][0], place)
            x, y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
        else:
            x, y = place(*self._point(one))
        right, down = one.get("shift", (0, 0))
        return Mark(one["kind"], round(x + right, 1), round(y + down, 1), bool(self.named(one)))

    def label(self, one: Mapping[str, Any], drawing: str, mark: Mark) -> Label:
        """The name of a place or route beside its mark."""
        where = one["put"][drawing]
        code, *moved = (where if isinstance(where, str) else where[self.locale]).split()
        right, down, anchor = AROUND[code]
        x, y = mark.x + right + int(moved[0] if moved else 0), mark.y + down + int(moved[1] if moved else 0)
        forms = self.forms(one)
        under = " · ".join(form for language, form in forms.items() if language not in self.context.passages)
        entry = one.get("is", one.get("see", ""))
        return Label(name(one), one["kind"], round(x, 1), round(y, 1), anchor, forms[self.locale], under, mark.named, entry)

    def panel(self, drawing: str, spec: Mapping[str, Any], land: Mapping[str, list[Line]]) -> Panel:
        """One panel of a drawing."""
        place, (width, height) = onto(spec), spec["size"]
        outlines = {key: [[place(lat, lon) for lon, lat in line] for line in lines] for key, lines in land.items()}
        shown = [(one, self.mark(one, place)) for one in self.items]
        inside = [(one, mark) for one, mark in shown if 0 < mark.x < width and 0 < mark.y < height]
        frame = next((other for other in self.facts["drawings"][drawing] if other["id"] == spec.get("frame")), None)
        return Panel(
            id=spec["id"],
            x=spec["at"][0],
            y=spec["at"][1],
            width=width,
            height=height,
            land=path((clipped(ring, width, height) for ring in outlines["land"]), closed=True),
            borders=path(part for line in outlines["borders"] for part in crossing(line, width, height)),
            routes=[
                (kind, path(self.line(line, place) for line in one["lines"]))
                # zones lie beneath corridors
                for kind in ("zone", "corridor")
                for one in self.facts["routes"]
                if one["kind"] == kind
            ],
            marks=[mark for _, mark in inside if mark.kind in ("city", "crossing", "port", "bridge")],
            # from above: the order in which a keyboard comes to them
            labels=sorted(
                (self.label(one, drawing, mark) for one, mark in inside if one["put"]["panel"] == spec["id"]), key=lambda label: label.y
            ),
            scale=round(spec["scale"] * width / spec["km"], 1),
            scale_km=spec["scale"],
            frame=self._frame(place, frame) if frame else None,
        )

    @staticmethod
    def _frame(place: Project, other: Mapping[str, Any]) -> tuple[float, float, float, float]:
        (lat, lon), km = other["centre"], other["km"]
        x, y = place(lat, lon)
        up = abs(place(lat + 1, lon)[1] - y) / (EARTH * pi / 180)  # units a kilometre
        width, height = km * up, km * up * other["size"][1] / other["size"][0]
        return round(x - width / 2, 1), round(y - height / 2, 1), round(width, 1), round(height, 1)

    def drawing(self, drawing: str, land: Mapping[str, list[Line]]) -> Drawing:
        """The map at the width called `drawing`."""
        panels = [self.panel(drawing, spec, land) for spec in self.facts["drawings"][drawing]]
        return Drawing(drawing, max(one.x + one.width for one in panels), max(one.y + one.height for one in panels), panels)

    def legend(self) -> list[str]:
        """What the legend explains; each is a word of the interface, "map_city"."""
        kinds = {one["kind"] for one in self.items} | {"border", "named", "added"}
        return [key for key in LEGEND if key in kinds]

    def rows(self) -> list[dict[str, Any]]:
        """The map as a table: of each place and route its names, kind, routes, entry, paragraphs, coordinates."""
        routes = {
            name(one): [
                route for route in self.facts["routes"] if route["kind"] != "bridge" and any(name(one) in line for line in route["lines"])
            ]
            for one in self.facts["places"]
        }
        return [
            {
                "id": name(one),
                "kind": one["kind"],
                "forms": self.forms(one, short=False),
                "label": self.forms(one)[self.locale],
                "routes": [self.forms(route)[self.locale] for route in routes.get(name(one), [])],
                "route_ids": [route["is"] for route in routes.get(name(one), [])],
                "stops": [self.forms(place)[self.locale] for place in self._stops(one)],
                "entry": one.get("is", one.get("see", "")),
                "named": self.named(one),
                "point": self.points[name(one)] if one["kind"] in ("city", "crossing", "port") else None,
            }
            for one in self.items
        ]

    def _stops(self, one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        by_name = {name(place): place for place in self.facts["places"]}
        stops = dict.fromkeys(point for line in one.get("lines", []) for point in line if isinstance(point, str))
        return [by_name[stop] for stop in stops]


def name(one: Mapping[str, Any]) -> str:
    """The id of a place or route; of what is an entry of the glossary, the entry's."""
    return str(one.get("is", one.get("id")))


def label_boxes(
    facts: Mapping[str, Any], context: Context, drawing: str, locale: str
) -> Iterator[tuple[str, tuple[float, float, float, float], Sequence[float]]]:
    """Of each label its id, about the box that it takes in its panel (left, top, right, bottom), and the panel's size."""
    chart = Chart(facts, context, locale)
    for spec in facts["drawings"][drawing]:
        place = onto(spec)
        for one in chart.items:
            if one["put"]["panel"] == spec["id"]:
                label = chart.label(one, drawing, chart.mark(one, place))
                width = max(len(label.text) * NAME * 0.6, len(label.under) * UNDER)
                left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
                yield label.id, (left, label.y - NAME, left + width, label.y + UNDER + 3), spec["size"]
