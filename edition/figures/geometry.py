"""What a map is drawn from: a projection, outlines cut to a panel, paths of SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import cos, hypot, log, pi, radians, sin, tan
from pathlib import Path
from typing import Any

from ..untrusted import read_json, read_text

Point = tuple[float, float]
Line = list[Point]
Project = Callable[[float, float], Point]

EARTH = 6371.0  # km, the mean radius


def lambert(centre: Sequence[float], spread: float = 3.0) -> Project:
    """Lambert's conformal conic projection about `centre` (latitude, longitude): (latitude, longitude) to kilometres right and up.

    Snyder, Map Projections: A Working Manual (1987), pp. 106–107, of a sphere; the standard parallels are `spread` degrees off.
    """
    lat0, lon0 = centre[0] or 0.001, centre[1]  # on the equator there is no cone
    south, north = lat0 - spread, lat0 + spread

    def height(lat: float) -> float:
        return tan(pi / 4 + radians(lat) / 2)

    n = log(cos(radians(south)) / cos(radians(north))) / log(height(north) / height(south))
    f = EARTH * cos(radians(south)) * height(south) ** n / n

    def project(lat: float, lon: float) -> Point:
        radius, angle = f / height(lat) ** n, n * radians(lon - lon0)
        return radius * sin(angle), f / height(lat0) ** n - radius * cos(angle)

    return project


def read_land(path: Path) -> Mapping[str, list[Line]]:
    """The outlines of the land and the borders of states in a file of GeoJSON, as lines of (longitude, latitude).

    Raises UnreadableError; KeyError or TypeError where either is missing.
    """
    return _land(read_text(path, path.name), path.name)


@cache
def _land(text: str, file: str) -> Mapping[str, list[Line]]:
    features = {feature["id"]: feature["geometry"]["coordinates"] for feature in read_json(text, file)["features"]}
    return {"land": [ring for polygon in features["land"] for ring in polygon], "borders": features["borders"]}


def onto(spec: Mapping[str, Any]) -> Project:
    """The projection onto a panel: (latitude, longitude) to units right and down."""
    project, (width, height) = lambert(spec["centre"]), spec["size"]
    units = width / spec["km"]

    def place(lat: float, lon: float) -> Point:
        x, y = project(lat, lon)
        return width / 2 + x * units, height / 2 - y * units

    return place


def clipped(ring: Line, width: float, height: float) -> Line:
    """What of a polygon lies in the rectangle from (0, 0) (Sutherland and Hodgman 1974)."""
    for axis, edge, keep_less in ((0, 0.0, False), (0, width, True), (1, 0.0, False), (1, height, True)):

        def inside(point: Point, axis: int = axis, edge: float = edge, keep_less: bool = keep_less) -> bool:
            return point[axis] <= edge if keep_less else point[axis] >= edge

        cut: Line = []
        for before, after in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            if inside(before) != inside(after):
                part = (edge - before[axis]) / (after[axis] - before[axis])
                cut.append((before[0] + part * (after[0] - before[0]), before[1] + part * (after[1] - before[1])))
            if inside(after):
                cut.append(after)
        ring = cut
    return ring


def crossing(line: Line, width: float, height: float) -> Iterator[Line]:
    """The parts of a line whose ends are near the rectangle from (0, 0)."""
    part: Line = []
    for before, after in pairwise(line):
        if any(-9 <= x <= width + 9 and -9 <= y <= height + 9 for x, y in (before, after)):
            part += [after] if part else [before, after]
        elif part:
            yield part
            part = []
    if part:
        yield part


def path(lines: Iterable[Line], closed: bool = False) -> str:
    """The `d` of an SVG path in whole half units, which weigh half of what tenths of units do; what lies nearer than a unit is left out."""
    drawn = ""
    for line in lines:
        kept: Line = []
        for point in line:
            x, y = round(2 * point[0]), round(2 * point[1])
            if not kept or hypot(x - kept[-1][0], y - kept[-1][1]) > 2:
                kept.append((x, y))
        if len(kept) > (2 if closed else 1):
            steps = " ".join(f"{after[0] - before[0]} {after[1] - before[1]}" for before, after in pairwise(kept))
            drawn += f"M{kept[0][0]} {kept[0][1]}l{steps}" + "z" * closed
    return drawn.replace(" -", "-")
