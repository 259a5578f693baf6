"""The timeline: events in the order of their dates; what the article mentions apart from what has happened since. Data in, data out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import Locale, dates

LAYERS = ("printed", "since")


def shown_date(iso: str, locale: str) -> str:
    """A date as a reader of `locale` ("en_GB") writes it: "2003", "October 2003", "31 October 2003".

    ValueError where it is none. The patterns are those of the Unicode Common Locale Data Repository.
    """
    year, *rest = (int(part) for part in iso.split("-"))
    if not rest:
        return str(year)
    day = date(year, rest[0], rest[1] if len(rest) > 1 else 1)
    spoken = Locale.parse(locale)
    text = dates.format_date(day, "long", spoken) if len(rest) > 1 else dates.format_skeleton("yMMMM", day, locale=spoken)
    return text.replace(" ", "\u00a0")


def layers(facts: Mapping[str, Any], locale: str, territory: str) -> dict[str, list[dict[str, Any]]]:
    """The events of each layer, each with its date as shown and the name and number of its lane; 1 is the first."""
    lanes = {lane["id"]: lane["name"][locale] for lane in facts["lanes"]}
    order = list(lanes)
    events = [
        {
            **dict.fromkeys(("entry", "printed", "known", "source")),
            **event,
            "shown": shown_date(event["date"], territory),
            "lane_name": lanes[event["lane"]],
            "column": order.index(event["lane"]) + 1,
        }
        for event in sorted(facts["events"], key=lambda event: (event["date"], order.index(event["lane"])))
    ]
    return {layer: [event for event in events if event["layer"] == layer] for layer in LAYERS}
