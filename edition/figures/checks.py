"""What is wrong with the facts of a figure, beyond their shape: a mistake each, with the name of the place, event or relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..mistakes import Mistake
from ..parity import figures
from ..untrusted import UnreadableError
from .context import Context
from .geometry import read_land
from .map import label_boxes
from .map import name as name_of


@dataclass(frozen=True)
class Facts:
    """The file of facts that is checked, as the author knows it, the folder in which it lies, and what it is compared with."""

    file: str
    folder: Path
    context: Context
    locales: Sequence[str]

    def unknown(self, name: str, ids: Iterable[str], known: Any, what: str) -> Iterator[Mistake]:
        """The `ids` that stand at `name` and are no known `what`."""
        for identity in ids:
            if identity not in known:
                yield Mistake(self.file, 0, "figure-reference", f"{name}: there is no {what} {identity}; correct the id")

    def twice(self, ids: Iterable[str]) -> Iterator[Mistake]:
        """The ids that stand more than once."""
        seen: set[str] = set()
        for identity in ids:
            if identity in seen:
                yield Mistake(self.file, 0, "figure-id-twice", f"{identity} stands twice; give one of them another id, or take it out")
            seen.add(identity)


Check = Callable[[dict[str, Any], Facts], Iterator[Mistake]]


def check(kind: str, data: dict[str, Any], facts: Facts) -> Iterator[Mistake]:
    """What is wrong with the facts of a figure, whose shape is right."""
    yield from facts.unknown("at", data["at"], facts.context.ids, "paragraph")
    yield from CHECKS[kind](data, facts)


def places(data: dict[str, Any], facts: Facts) -> Iterator[Mistake]:
    """Unknown entries, paragraphs, places and panels; places without coordinates; a missing coast; labels outside their panel."""
    items = [*data["places"], *data["routes"]]
    known = {name_of(one) for one in data["places"]}
    found = [*facts.twice(name_of(one) for one in items)]
    for one in items:
        found += _place(one, known, data["drawings"], facts)
    try:
        read_land(facts.folder / data["land"])
    except (UnreadableError, KeyError, TypeError):
        message = f"land: {data['land']} is not there or no GeoJSON with the features land and borders; correct the name or the file"
        found.append(Mistake(facts.file, 0, "figure-without-land", message))
    yield from found or _outside(data, facts)


def _place(one: Mapping[str, Any], known: set[str], drawings: Mapping[str, Any], facts: Facts) -> Iterator[Mistake]:
    name, entries = name_of(one), facts.context.entries
    yield from facts.unknown(name, [one[key] for key in ("is", "see") if key in one], entries, "entry of the glossary")
    yield from facts.unknown(name, one.get("named", []), facts.context.ids, "paragraph")
    yield from facts.unknown(name, [point for line in one.get("lines", []) for point in line if isinstance(point, str)], known, "place")
    if "lines" not in one and not ({"lat", "lon"} <= {*one, *entries.get(name, {})}):
        message = f"{name} has no coordinates; write lat and lon, here or in the glossary"
        yield Mistake(facts.file, 0, "figure-without-coordinates", message)
    for drawing, spec in drawings.items():
        yield from facts.unknown(name, [one["put"]["panel"]], {panel["id"] for panel in spec}, f"panel of the {drawing} drawing")
        where = one["put"].get(drawing, {})
        if isinstance(where, dict) and not {*facts.locales} <= where.keys():
            message = f"{name}: put has no place for its name in the {drawing} drawing; write it for every language"
            yield Mistake(facts.file, 0, "figure-name-nowhere", message)


def _outside(data: dict[str, Any], facts: Facts) -> Iterator[Mistake]:
    for drawing in data["drawings"]:
        for locale in facts.locales:
            for name, (left, top, right, bottom), (width, height) in label_boxes(data, facts.context, drawing, locale):
                if left < 0 or top < 0 or right > width or bottom > height:
                    message = f"{name}: its name in {locale} leaves the panel of the {drawing} drawing; correct put"
                    yield Mistake(facts.file, 0, "figure-name-outside", message)


def events(data: dict[str, Any], facts: Facts) -> Iterator[Mistake]:
    """Unknown entries, paragraphs and lanes; dates that are none, or that the glossary contradicts; since print, no source."""
    lanes, entries = {lane["id"] for lane in data["lanes"]}, facts.context.entries
    yield from facts.twice(event["id"] for event in data["events"])
    for event in data["events"]:
        name = event["id"]
        yield from facts.unknown(name, [event["entry"]] if "entry" in event else [], entries, "entry of the glossary")
        yield from facts.unknown(name, event["paragraphs"], facts.context.ids, "paragraph")
        yield from facts.unknown(name, [event["lane"]], lanes, "lane")
        yield from _date(event, entries.get(event.get("entry"), {}), facts)
        if event["layer"] == "since" and "source" not in event:
            yield Mistake(facts.file, 0, "figure-without-source", f"{name} has no source; say who reports it")
        for key in ("text", "printed", "known", "source"):
            if key in event and len({frozenset(figures(event[key][locale], locale)) for locale in facts.locales}) > 1:
                message = f"{name}: {key} has not the same figures in every language; correct one"
                yield Mistake(facts.file, 0, "figure-languages-differ", message)


def _date(event: Mapping[str, Any], entry: Mapping[str, Any], facts: Facts) -> Iterator[Mistake]:
    name, iso = event["id"], event["date"]
    if not _is_date(iso):
        yield Mistake(facts.file, 0, "figure-date-wrong", f"{name}: {iso} is no date; correct it")
    elif "dated" in entry and not event.get("apart"):
        year, *rest = iso.split("-")
        wanted = {year, *(part.lstrip("0") for part in rest[1:])}
        if not all(wanted <= figures(entry["dated"][locale], locale) for locale in facts.locales):
            message = f"{name}: the glossary dates {event['entry']} otherwise than {iso}; correct one, or write apart: true"
            yield Mistake(facts.file, 0, "figure-date-differs", message)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def relations(data: dict[str, Any], facts: Facts) -> Iterator[Mistake]:
    """Unknown sections and paragraphs; a paragraph that is not of the problem's or the measure's section; a cell filled twice."""
    ids = facts.context.ids
    sections = {kind: [one["section"] for one in data[f"{kind}s"]] for kind in ("problem", "measure")}
    for kind, own in sections.items():
        yield from facts.unknown(f"{kind}s", own, ids, "section")
    yield from facts.twice(f"{one['problem']} × {one['measure']}" for one in data["relations"])
    for one in data["relations"]:
        name = f"{one['problem']} × {one['measure']}"
        for kind, paragraphs in (("problem", one["takes_up"]), ("measure", one["paragraphs"])):
            yield from facts.unknown(name, [one[kind]], sections[kind], kind)
            yield from facts.unknown(name, paragraphs, ids, "paragraph")
            for identity in paragraphs:
                if identity in ids and identity.rpartition("-")[0] != one[kind]:
                    message = f"{name}: paragraph {identity} is not of section {one[kind]}; correct one of the two"
                    yield Mistake(facts.file, 0, "figure-section", message)


CHECKS: dict[str, Check] = {"map": places, "timeline": events, "matrix": relations}
