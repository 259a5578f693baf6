"""The figures: every datum in both languages, every link at its paragraph, names on the map clear of each other."""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from edition.figures.geometry import lambert
from edition.figures.timeline import shown_date

from .conftest import ROOT, SITE_URL, BuiltPage, Opener, Site, data, dress, mkdocs
from .places import LOCALES
from .places import PLACES as EXAMPLES

PAGES = {kind: page for kind, (page, _) in EXAMPLES["figures"].items()}
AFTER = {kind: paragraph for kind, (_, paragraph) in EXAMPLES["figures"].items()}
SHOWN = EXAMPLES["on the map"]


def facts(name: str) -> Any:
    return yaml.safe_load((ROOT / "reference" / f"{name}.yml").read_text(encoding="utf-8"))


PLACES, EVENTS, RELATIONS = facts("places"), facts("events"), facts("relations")
GLOSSARY = {entry["id"]: entry for entry in facts("glossary")}


def figure(site: Site, locale: str, kind: str) -> Tag:
    found = site.pages[locale, PAGES[kind]].soup.find(id=f"figure-{kind}")
    assert isinstance(found, Tag)
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def plain(text: str) -> str:
    return " ".join(text.split())


def leads_to(site: Site, page: BuiltPage, link: Tag) -> Tag:
    """What a link of a built page leads to, on whatever page of the site."""
    name, _, fragment = str(link["href"]).partition("#")
    path = (page.path.parent / name / "index.html").resolve() if name else page.path
    found = site.soup(path).find(id=fragment)
    assert found is not None, link
    assert isinstance(found, Tag)
    return found


def fragments(links: Iterable[Any]) -> list[str]:
    return [str(link["href"]).partition("#")[2] for link in links]


# Every datum


@pytest.mark.parametrize("locale", LOCALES)
def test_every_event_stands_in_the_timeline_with_its_date_words_and_paragraphs(site: Site, locale: str) -> None:
    shown = figure(site, locale, "timeline").select(".event")
    assert len(shown) == len(EVENTS["events"])
    lanes = {lane["id"]: lane["name"][locale] for lane in EVENTS["lanes"]}
    used = []
    for item in shown:
        [event] = [
            one
            for one in EVENTS["events"]
            if one not in used and plain(one["text"][locale]) in words(item) and item.time["datetime"] == one["date"]
        ]
        used.append(event)
        assert item.select_one(".lane").text == lanes[event["lane"]]
        assert bool(item.find_parent(class_="since")) == (event["layer"] == "since")
        for key in ("printed", "known", "source"):
            if key in event:
                assert re.sub(r"\W", "", event[key][locale]) in re.sub(r"\W", "", item.get_text()), (event["id"], key)
        assert fragments(item.select(".figure-place")) == event["paragraphs"]
        if "entry" in event:
            assert fragments(item.select("a.term")) == [event["entry"]]
    days = [item.time["datetime"] for item in shown]
    printed = len([one for one in EVENTS["events"] if one["layer"] == "printed"])
    assert all(a <= b for part in (days[:printed], days[printed:]) for a, b in pairwise(part))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_relation_stands_in_its_cell_and_in_the_list_and_no_other_cell_is_filled(site: Site, locale: str) -> None:
    shown = figure(site, locale, "matrix")
    rows = shown.select("tbody tr")
    assert [fragments(row.select("th a")) for row in rows] == [[one["section"]] for one in RELATIONS["problems"]]
    assert [fragments(head.select("a")) for head in shown.select("thead th")] == [[one["section"]] for one in RELATIONS["measures"]]
    known = {(one["problem"], one["measure"]): one for one in RELATIONS["relations"]}
    lists = {fragments(item.find_all("a", recursive=False))[0]: item for item in shown.select(".matrix-list > li")}
    for row, problem in zip(rows, RELATIONS["problems"], strict=True):
        cells = row.find_all("td")
        assert len(cells) == len(RELATIONS["measures"])
        for cell, measure in zip(cells, RELATIONS["measures"], strict=True):
            one = known.get((problem["section"], measure["section"]))
            assert bool(words(cell)) == (one is not None)
            entries = [
                item
                for item in lists[problem["section"]].select("li")
                if fragments(item.find_all("a", recursive=False)) == [measure["section"]]
            ]
            assert len(entries) == (one is not None)
            if one:
                assert one["words"][locale] in words(cell) and one["words"][locale] in words(entries[0])
                assert fragments(cell.find_all("a")) == one["paragraphs"]
                assert bool(cell.b) == (one["kind"] == "own")


@pytest.mark.parametrize("locale", LOCALES)
def test_what_the_matrix_shows_is_what_its_relations_say(site: Site, locale: str) -> None:
    own = {one["problem"] for one in RELATIONS["relations"] if one["kind"] == "own"}
    used = {one["measure"] for one in RELATIONS["relations"]}
    wanted = [
        [one["section"] for one in RELATIONS["problems"] if one["section"] not in own],
        [one["section"] for one in RELATIONS["measures"] if one["section"] not in used],
    ]
    assert [fragments(item.select("a")) for item in figure(site, locale, "matrix").select(".matrix-shows li")] == wanted


@pytest.mark.parametrize("locale", LOCALES)
def test_the_table_of_the_map_holds_what_each_drawing_holds(site: Site, locale: str) -> None:
    shown = figure(site, locale, "map")
    items = [*PLACES["places"], *PLACES["routes"]]
    assert len(shown.select("tbody tr")) == len(items)
    for drawing in ("wide", "narrow"):
        names = shown.select(f".map-{drawing} .map-name")
        assert len(names) == len(items)
        for one, row in zip(items, shown.select("tbody tr"), strict=True):
            entry = GLOSSARY.get(one.get("is", ""), {})
            forms = one.get("forms") or entry["forms"]
            short = one.get("label", forms)[locale]
            assert [name for name in names if next(name.strings) == short], (drawing, short)
            assert plain(forms[locale]) in words(row) and forms["zh"] in words(row)
            point = one if "lat" in one else entry
            if one["kind"] in ("city", "crossing", "port"):
                comma = str.maketrans(".", "," if locale == "ru" else ".")
                assert all(f"{point[key]:.2f}°".translate(comma) in row.get_text() for key in ("lat", "lon"))
        linked = sorted(one.get("is", one.get("see")) for one in items if "is" in one or "see" in one)
        assert sorted(fragments(shown.select(f".map-{drawing} a"))) == linked


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", PAGES)
def test_every_link_of_a_figure_leads_to_a_place_that_is_there(site: Site, locale: str, kind: str) -> None:
    page = site.pages[locale, PAGES[kind]]
    for link in figure(site, locale, kind).select("a[href*='#']"):
        found = leads_to(site, page, link)
        if link.get("class") == ["figure-place"] and found.get("data-page"):
            assert found["data-page"].replace("-", "–") in link.text


@pytest.mark.parametrize("locale", LOCALES)
def test_the_text_refers_to_each_figure_where_its_facts_say_and_the_home_page_lists_them(site: Site, locale: str) -> None:
    numbers = {"map": 1, "timeline": 2, "matrix": 3}
    for kind, known in (("map", PLACES), ("timeline", EVENTS), ("matrix", RELATIONS)):
        found = []
        for page in site.each(locale):
            for link in page.soup.select(f'.figure-reference a[href$="#figure-{kind}"]'):
                assert str(numbers[kind]) in link.text
                assert leads_to(site, page, link).name == "figure"
                found.append(link.find_parent(class_="passage").select_one("[data-page]")["id"])
        assert sorted(found) == sorted(known["at"])
        assert str(numbers[kind]) in figure(site, locale, kind).figcaption.b.text
    home = site.pages[locale, "index.md"].soup
    assert fragments(home.select('h2 ~ ul a[href*="#figure-"]')) == [f"figure-{kind}" for kind in numbers]


# Dates and geometry


def test_dates_are_written_as_each_language_writes_them() -> None:
    assert [shown_date(iso, "en_GB") for iso in ("2003", "2003-10", "2003-10-05")] == [
        "2003",
        "October\u00a02003",
        "5\u00a0October\u00a02003",
    ]
    russian = [" ".join(shown_date(iso, "ru_RU").split()) for iso in ("2003", "2003-10", "2003-10-05")]
    assert russian == ["2003", "октябрь 2003 г.", "5 октября 2003 г."]
    for event in EVENTS["events"]:
        date.fromisoformat((event["date"] + "-01-01")[:10])


def test_the_projection_keeps_distances_on_its_standard_parallels_and_angles() -> None:
    project = lambert((44, 130))
    east, west = project(47, 130.5), project(47, 129.5)
    # a degree of longitude on the parallel of 47° is 75.84 km long on a sphere of 6371 km
    assert abs(east[0] - west[0] - 75.84) < 0.01
    north, right, here = project(43.51, 131.5), project(43.5, 131.5 + 0.01 / 0.7254), project(43.5, 131.5)
    up, along = (north[0] - here[0], north[1] - here[1]), (right[0] - here[0], right[1] - here[1])
    assert abs(up[0] * along[0] + up[1] * along[1]) < 1e-3
    assert abs((up[0] ** 2 + up[1] ** 2) ** 0.5 - (along[0] ** 2 + along[1] ** 2) ** 0.5) < 1e-3


# In the browser

MEASURE = """() => {
  const found = [];
  const seen = [...document.querySelectorAll('#figure-map > svg')].filter(svg => svg.getBoundingClientRect().width);
  for (const svg of seen) {
    const boxes = [];
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      const edge = (text.closest('.map-panel')?.querySelector('.map-edge') ?? svg).getBoundingClientRect();
      if (box.left < edge.left - .5 || box.right > edge.right + .5 || box.top < edge.top - .5 || box.bottom > edge.bottom + .5)
        found.push(`leaves: ${text.textContent}`);
      for (const [name, other] of boxes)
        if (box.left < other.right - 1 && other.left < box.right - 1 && box.top < other.bottom - 1 && other.top < box.bottom - 1)
          found.push(`overlap: ${name} and ${text.textContent}`);
      boxes.push([text.textContent, box]);
    }
  }
  return [found, seen.map(svg => svg.getAttribute('class'))];
}"""
# 640 at a scale of two is 1280 at 200 %; 320 is 1280 at 400 % (WCAG 2.2, 1.4.10 Reflow)
WINDOWS = {1: (1280,), 2: (640, 360, 320)}


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("locale", LOCALES)
def test_no_names_on_the_map_overlap_and_none_leaves_its_panel(
    site: Site, address: str, open_page: Opener, locale: str, scale: int
) -> None:
    page = open_page(address + site.pages[locale, PAGES["map"]].url, device_scale_factor=scale)
    for face in ("", "DejaVu Serif", "Liberation Serif"):
        if face:
            dress(page, f"#figure-map text {{ font-family: '{face}' }}")
        for width in WINDOWS[scale]:
            page.set_viewport_size({"width": width, "height": 900})
            wrong, drawings = page.evaluate(MEASURE)
            assert wrong == [], (width, face)
            assert len(drawings) == 1
            if width <= 360:
                assert drawings == ["map-narrow"]


@pytest.mark.parametrize("locale", LOCALES)
def test_figures_make_no_page_scroll_sideways_and_each_shows_one_form(site: Site, address: str, open_page: Opener, locale: str) -> None:
    for name in sorted(set(PAGES.values())):
        page = open_page(address + site.pages[locale, name].url)
        page.evaluate("document.querySelectorAll('#figure-map details').forEach(one => { one.open = true })")
        room = """() => {
          const all = document.querySelectorAll('.figure')
          const out = [...document.querySelectorAll('.figure :not(svg *, .unseen)')].filter(
            one => one.getBoundingClientRect().right > one.closest('.figure').getBoundingClientRect().right + 1
          )
          const before = document.documentElement.scrollWidth
          all.forEach(one => { one.hidden = true })
          const after = document.documentElement.scrollWidth
          all.forEach(one => { one.hidden = false })
          return [out.map(one => one.textContent.slice(0, 40)), before - after]
        }"""
        for width in (1280, 640, 360, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(room) == [[], 0], (name, width)
            if name == PAGES["matrix"]:
                assert page.locator(".matrix-table").is_visible() != page.locator(".matrix-list").is_visible(), width


def test_a_name_on_the_map_is_a_link_that_the_keyboard_reaches_and_shows(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGES["map"]].url)
    link = page.locator("#figure-map > svg:visible a").first
    page.locator(f"#{AFTER['map']} a").last.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('#figure-map svg')"):
            break
    assert link.evaluate("one => one === document.activeElement")
    assert link.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/glossary/#"))


# Files and weight


def test_the_tables_to_download_hold_every_datum_in_both_languages(site: Site) -> None:
    def rows(kind: str) -> list[dict[str, str]]:
        [path] = (site.folder / "assets" / "record").glob(f"*.{kind}.csv")
        return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))

    events = {row["id"]: row for row in rows("timeline")}
    for event in EVENTS["events"]:
        row = events.pop(event["id"])
        assert (row["date"], row["lane"], row["layer"], row["paragraphs"].split()) == (
            *(event[key] for key in ("date", "lane", "layer")),
            event["paragraphs"],
        )
        assert all(
            row[f"{key}_{locale}"] == event.get(key, {}).get(locale, "") for key in ("text", "known", "source") for locale in LOCALES
        )
    assert not events
    cells = {(row["problem"], row["measure"]): row for row in rows("matrix")}
    assert len(cells) == len(RELATIONS["problems"]) * len(RELATIONS["measures"])
    for one in RELATIONS["relations"]:
        assert cells[one["problem"], one["measure"]]["words_ru"] == one["words"]["ru"]
    assert sum(bool(row["kind"]) for row in cells.values()) == len(RELATIONS["relations"])
    places = {row["id"]: row for row in rows("map")}
    assert places.keys() == {one.get("is", one.get("id")) for one in [*PLACES["places"], *PLACES["routes"]]}
    assert places[SHOWN]["latitude"] == str(GLOSSARY[SHOWN]["lat"])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_map_to_download_is_a_drawing_with_text_and_a_picture(site: Site, locale: str) -> None:
    [svg] = (site.folder / "assets" / "record").glob(f"*.map.{locale}.svg")
    root = ElementTree.parse(svg).getroot()
    texts = {"".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert all(any(one.get("label", one.get("forms", {})).get(locale, "") in text for text in texts) for one in PLACES["places"])
    links = [link.get("href") for link in root.iter("{http://www.w3.org/2000/svg}a")]
    assert links and all(str(link).startswith(SITE_URL) for link in links)
    # colours that every reader of SVG knows; with others the picture is black
    colours = {one.get(key) for one in root.iter() for key in ("fill", "stroke") if one.get(key)}
    assert len(colours) > 5 and all(re.fullmatch("none|#[0-9a-f]{6}", str(colour)) for colour in colours)
    assert svg.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_book_has_every_figure_after_the_paragraph_before_it(site: Site, locale: str) -> None:
    [path] = (site.folder / "download").glob(f"*.{locale}.epub")
    with zipfile.ZipFile(path) as book:
        chapters = {name: book.read(f"EPUB/{page.removesuffix('.md')}.xhtml").decode() for name, page in PAGES.items()}
        assert GLOSSARY[SHOWN]["forms"][locale] in book.read("EPUB/figure-1.svg").decode()
    texts = {name: plain(BeautifulSoup(chapter, "xml").get_text(" ")) for name, chapter in chapters.items()}
    for event in EVENTS["events"]:
        assert re.sub(r"\W", "", event["text"][locale]) in re.sub(r"\W", "", texts["timeline"])
    assert all(one["words"][locale] in texts["matrix"] for one in RELATIONS["relations"])
    for name, after in AFTER.items():
        figures = BeautifulSoup(chapters[name], "xml").find_all("figure")
        assert after in [one.find_previous_sibling(id=True)["id"] for one in figures]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_jats_has_every_figure_after_the_paragraph_before_it(site: Site, locale: str) -> None:
    [path] = (site.folder / "download").glob("*.jats.xml")
    root = ElementTree.parse(path).getroot()
    prefix, part = ("", root) if locale == site.default else (f"{locale}-", root.find(f"sub-article[@id='{locale}']"))
    assert part is not None
    order = {str(one.get("id")): at for at, one in enumerate(part.iterfind("body//*[@id]"))}
    found = {kind: part.find(f"body//*[@id='{prefix}figure-{kind}']") for kind in PAGES}
    for number, (kind, after) in enumerate(AFTER.items(), 1):
        one = found[kind]
        assert one is not None and order[f"{prefix}figure-{kind}"] == order[prefix + after] + 1
        assert str(number) in one.findtext("label", "")
    graphic = found["map"].find("graphic")  # type: ignore[union-attr]
    [drawing] = (site.folder / "assets" / "record").glob(f"*.map.{locale}.svg")
    assert graphic is not None
    assert graphic.get("{http://www.w3.org/1999/xlink}href") == SITE_URL + drawing.relative_to(site.folder).as_posix()
    texts = {kind: plain(" ".join(one.itertext())) for kind, one in found.items() if one is not None}
    for event in EVENTS["events"]:
        assert re.sub(r"\W", "", event["text"][locale]) in re.sub(r"\W", "", texts["timeline"])
    assert all(one["words"][locale] in texts["matrix"] for one in RELATIONS["relations"])


def test_figures_add_no_more_than_their_budget_to_a_page(site: Site) -> None:
    for locale in LOCALES:
        weight = sum(len(gzip.compress(str(figure(site, locale, kind)).encode(), 9)) for kind in PAGES)
        assert weight <= data("budgets.yml")["figures_gzipped"], (locale, weight)


# Other editions


def test_a_link_to_a_section_is_none_to_an_entry_of_the_same_name(small: Path) -> None:
    for path in [*(small / "docs").rglob("*.md"), *(small / "reference").glob("*.yml")]:
        path.write_text(path.read_text(encoding="utf-8").replace("clay-term", "clay"), encoding="utf-8")
    for path in (small / "docs").rglob("ground.md"):
        path.write_text(path.read_text(encoding="utf-8") + "\n{{ map() }}\n", encoding="utf-8")
    result = mkdocs(small, "build", "--strict")
    assert result.returncode == 0, result.stdout
    # the first paragraph links to the entry, the second to the section
    [path] = (small / "site" / "assets" / "record").glob("*.map.csv")
    rows = {row["id"]: row for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}
    assert rows["clay"]["paragraphs"] == "introduction-1"
    index = (small / "site" / "assets" / "search" / "en.js").read_text(encoding="utf-8")
    see = {key: '"see":["clay"]' in line for line in index.split("\n") for key in re.findall(r'"id":"(introduction-\d)"', line)}
    assert see == {"introduction-1": True, "introduction-2": False}


def test_an_edition_without_facts_of_figures_has_none(small: Path) -> None:
    for name in ("events.yml", "places.yml"):
        (small / "reference" / name).unlink()
    result = mkdocs(small, "build", "--site-dir", "site")
    assert result.returncode == 0, result.stdout
    assert "figure-" not in (small / "site" / "index.html").read_text(encoding="utf-8")
    assert not list((small / "site").rglob("*.csv"))
