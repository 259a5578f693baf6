"""The figures as files: the values of each as comma-separated values; the map as SVG and, drawn by typst, as PNG."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..content import Figure
from ..figures import matrix
from ..typesetting import typeset

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

PICTURES = {"map": ("svg", "png")}
# a colour, as light pages have it, and where it is used
LIGHT = re.compile(r"(--[\w-]+): light-dark\((#\w+)")
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
# pixels of the picture to a unit of the drawing
PIXELS = 3


def addresses(edition: Edition, kind: str, locale: str) -> dict[str, str]:
    """The address of each file of a figure relative to the root of the site, by the end of its name.

    The picture takes time, and is left out while the site is only served.
    """
    endings = [ending for ending in PICTURES.get(kind, ()) if ending != "png" or edition.takeaway]
    stem = f"assets/record/{edition.reference.article.id}.{kind}"
    return {"csv": f"{stem}.csv", **{ending: f"{stem}.{locale}.{ending}" for ending in endings}}


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, bytes | str]]:
    """Address and content of each file."""
    tables = {"map": places, "timeline": events, "matrix": relations}
    for kind in edition.figures.pages:
        yield addresses(edition, kind, edition.default)["csv"], table(tables[kind](builds))
    if "map" in edition.figures.pages:
        for locale, build in builds.items():
            own = addresses(edition, "map", locale)
            yield own["svg"], drawing(build, chinese=True, links=True)
            if "png" in own:
                fonts = edition.theme / "fonts"
                yield own["png"], picture(drawing(build, chinese=fonts.is_dir(), links=False), edition.theme)


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as comma-separated values (RFC 4180); lists are joined by spaces."""
    found = [{key: " ".join(value) if isinstance(value, list) else value for key, value in row.items()} for row in rows]
    out = StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in found for key in row)), restval="")
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue()


def _texts(key: str, texts: Mapping[str, str] | None, locales: Iterable[str]) -> dict[str, str]:
    return {f"{key}_{locale}": (texts or {}).get(locale, "") for locale in locales}


def places(builds: Mapping[str, Build]) -> Iterator[dict[str, Any]]:
    """The places and routes of the map."""
    for row in next(iter(builds.values())).figures.chart().rows():
        lat, lon = row["point"] or ("", "")
        yield {
            "id": row["id"],
            "kind": row["kind"],
            **_texts("name", row["forms"], dict.fromkeys([*builds, *row["forms"]])),
            "routes": row["route_ids"],
            "paragraphs": row["named"],
            "latitude": lat,
            "longitude": lon,
        }


def events(builds: Mapping[str, Build]) -> Iterator[dict[str, Any]]:
    """The events of the timeline."""
    facts = next(iter(builds.values())).figures.facts("timeline")
    for event in sorted(facts["events"], key=lambda event: event["date"]):
        yield {
            **{key: event[key] for key in ("id", "date", "lane", "layer")},
            **{name: text for key in ("text", "printed", "known", "source") for name, text in _texts(key, event.get(key), builds).items()},
            "as_of": facts["since"]["as_of"] if event["layer"] == "since" else "",
            "paragraphs": event["paragraphs"],
        }


def relations(builds: Mapping[str, Build]) -> Iterator[dict[str, Any]]:
    """Every cell of the matrix, the empty ones too."""
    for problem, row in matrix.cells(next(iter(builds.values())).figures.facts("matrix")).items():
        for measure, one in row.items():
            yield {
                "problem": problem,
                "measure": measure,
                "kind": one["kind"] if one else "",
                **_texts("words", one and one["words"], builds),
                "takes_up": one["takes_up"] if one else "",
                "paragraphs": one["paragraphs"] if one else "",
            }


def taken(build: Build) -> Iterator[Figure]:
    """The figures as they stand in files that are taken away: the map drawn, the others as tables."""
    views, locale = build.figures, build.locale
    tables = {"timeline": timeline_rows, "matrix": matrix_rows}
    for kind, page in build.source.figures.pages.items():
        facts, document = views.facts(kind), build.source.documents[locale][page]
        [line] = [one.line for one in document.placeholders if one.name == kind]
        before = max((one for one in document.by_id.values() if one.page and one.line < line), key=lambda one: one.line)
        title = facts["title"][locale]
        yield Figure(
            kind=kind,
            after=str(before.id),
            name=views.name(kind),
            caption=f"{title}. {facts['note'][locale]} {facts['source'][locale]}",
            address=addresses(build.source, kind, locale).get("svg", ""),
            alt=title if kind == "map" else "",
            svg=drawing(build, chinese=True, links=False) if kind == "map" else "",
            rows=tuple(tables[kind](build)) if kind in tables else (),
        )


def timeline_rows(build: Build) -> Iterator[tuple[str, ...]]:
    """The timeline as a table to read."""
    views, label, locale = build.figures, build.label, build.locale
    since = views.facts("timeline")["since"]
    yield label("timeline_date"), label("timeline_event"), label("timeline_printed"), label("timeline_known")
    for layer, events in views.layers().items():
        if layer == "since" and events:
            yield f"{since['title'][locale]} ({label('timeline_as_of', views.date(since['as_of']))})", "", "", ""
        for event in events:
            printed = label("timeline_mentioned") if layer == "since" else event["printed"][locale] if event["printed"] else ""
            places = "; ".join(views.place(identity) for identity in event["paragraphs"])
            known, source = (event[key][locale] if event[key] else "" for key in ("known", "source"))
            yield (
                f"{event['shown']}, {event['lane_name']}",
                event["text"][locale],
                f"{printed or label('timeline_undated')} ({places})",
                f"{known} ({source})" if known and source else known or source,
            )


def matrix_rows(build: Build) -> Iterator[tuple[str, ...]]:
    """The relations of problems and measures as a table to read, and what has none."""
    views, label, locale = build.figures, build.label, build.locale
    facts = views.facts("matrix")
    names = {
        one["section"]: f"{views.block(one['section']).place} {one['short'][locale]}".strip()
        for one in [*facts["problems"], *facts["measures"]]
    }
    yield label("matrix_problem"), label("matrix_measure"), label("matrix_words")
    for one in facts["relations"]:
        places = ", ".join(views.paragraph(identity) for identity in one["paragraphs"])
        part = f" ({label('matrix_part')})" if one["kind"] == "part" else ""
        yield names[one["problem"]], names[one["measure"]], f"{one['words'][locale]}{part}: {places}"
    without_own, without_problem = views.empty()
    for identity in without_own:
        yield names[identity], label("matrix_without_own"), ""
    for identity in without_problem:
        yield label("matrix_without_problem"), names[identity], ""


def drawing(build: Build, chinese: bool, links: bool) -> str:
    """The first drawing of the map as a file of its own, with the colours of light pages."""
    colours = (build.source.theme / "css" / "colours.css").read_text(encoding="utf-8")
    values = dict(LIGHT.findall(colours))

    def link(name: str, fragment: str) -> str:
        return build.source.online(f"{build.url(name) or ''}#{fragment}")

    svg = build.fill_template("map.svg", chinese=chinese, link=link if links else None)
    return VARIABLE.sub(lambda match: values[match[1]], svg)


def picture(svg: str, theme: Path) -> bytes:
    """A drawing as PNG."""
    width, height = re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)[0]
    page = f'#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)\n'
    return typeset(page.encode(), theme, {"svg": svg}, format="png", ppi=72 * PIXELS)
