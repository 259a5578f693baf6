"""Changing the language at a paragraph, and reading both languages at once."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from translate.storage.tmx import tmxfile

from edition.plain import plain
from edition.source import read_documents

from .conftest import ROOT, Opener, Site, attribute, bounding_box, mkdocs
from .places import HALFWAY, LOCALES, NEXT, OTHER, PAGE, PAIR_WINDOWS, PAIRS, PLACES, PLAIN, QUERIES, SECOND, SHORT, address_of

PAGES = [page["page"] for page in yaml.safe_load((ROOT / "reference" / "structure.yml").read_text(encoding="utf-8"))]
STEM = json.loads((ROOT / "reference" / "article.json").read_text(encoding="utf-8"))[0]["id"]


def in_view(page: Page, identity: str) -> bool:
    """Whether the reader sees the beginning of an element below the header."""
    seen: bool = page.evaluate(
        """id => {
          const { top } = document.getElementById(id).getBoundingClientRect()
          return top >= 0 && top < innerHeight / 2
        }""",
        identity,
    )
    return seen


def scroll_to(page: Page, identity: str) -> None:
    """Bring an element to the top of the window without naming it in the address."""
    page.evaluate(
        "id => scrollTo({ top: document.getElementById(id).getBoundingClientRect().top + scrollY - 60, behavior: 'instant' })", identity
    )


@pytest.mark.parametrize(("locale", "other", "width"), PAIR_WINDOWS)
def test_switch_from_a_scrolled_position_and_back(site: Site, address: str, open_page: Opener, locale: str, other: str, width: int) -> None:
    first, second = site.pages[locale, OTHER], site.pages[other, OTHER]
    page = open_page(address + first.url, width=width)
    scroll_to(page, HALFWAY)
    before = page.evaluate("scrollY")
    page.click(f'.languages a[hreflang="{other}"]')
    page.wait_for_url(address + second.url + f"#{HALFWAY}")
    assert in_view(page, HALFWAY)
    page.go_back()
    page.wait_for_url(address + first.url)
    expect(page.locator("html")).to_have_attribute("lang", locale)
    page.wait_for_function("before => Math.abs(scrollY - before) < 40", arg=before)
    page.go_forward()
    page.wait_for_url(address + second.url + f"#{HALFWAY}")
    assert not page.troubles


def test_switch_from_an_address_with_an_anchor_keeps_it(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.locales[1], OTHER].url + f"#{HALFWAY}")
    page.click(f'.languages a[hreflang="{site.default}"]')
    page.wait_for_url(address + site.pages[site.default, OTHER].url + f"#{HALFWAY}")
    assert in_view(page, HALFWAY)


def test_switch_with_the_keyboard(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGE].url)
    scroll_to(page, SECOND)
    page.focus(f'.languages a[hreflang="{site.locales[1]}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(address + site.pages[site.locales[1], PAGE].url + f"#{SECOND}")


def test_switch_at_the_beginning_names_no_paragraph(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGE].url)
    page.click(f'.languages a[hreflang="{site.locales[1]}"]')
    page.wait_for_url(address + site.pages[site.locales[1], PAGE].url)


def test_switch_after_a_search(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGE].url)
    page.keyboard.press("Control+k")
    page.keyboard.type(QUERIES[site.default]["some"])
    page.wait_for_selector(".search-list a")
    page.keyboard.press("Escape")
    expect(page.locator(".search-list")).not_to_be_visible()
    scroll_to(page, SECOND)
    page.click(f'.languages a[hreflang="{site.locales[1]}"]')
    page.wait_for_url(address + site.pages[site.locales[1], PAGE].url + f"#{SECOND}")
    assert not page.troubles


def test_without_javascript_each_paragraph_leads_to_its_counterpart(site: Site, address: str, open_page: Opener) -> None:
    first, second = site.pages[site.default, SHORT], site.pages[site.locales[1], SHORT]
    page = open_page(address + first.url, java_script_enabled=False)
    page.click(f'#{NEXT} + .place .counterpart-link[hreflang="{site.locales[1]}"]')
    page.wait_for_url(address + second.url + f"#{NEXT}")
    for built, other in ((first, second), (second, first)):
        for passage in built.passages:
            assert passage.parent.select_one(".counterpart-link")["href"].endswith(f"#{passage['id']}")
            assert other.soup.find(id=passage["id"])


@pytest.mark.parametrize(("locale", "other"), PAIRS)
def test_a_paragraph_unfolds_in_the_other_language_and_folds_again(
    site: Site, address: str, open_page: Opener, locale: str, other: str
) -> None:
    page = open_page(address + site.pages[locale, PAGE].url, width=360, height=740)
    counterpart = page.locator(".counterpart")
    for identity in (PLAIN, SECOND):
        page.click(f"#{identity} + .place .mark")
        button = page.locator(f"#panel-{identity} .show")
        shown = attribute(button, "data-shown")
        button.click()
        expect(page.locator(".said")).to_have_text(shown)  # first, for it goes after a while
        expect(counterpart).to_have_attribute("lang", other)
        expect(counterpart).to_be_in_viewport()
        expect(button).to_have_attribute("aria-expanded", "true")
        original = site.pages[other, PAGE].soup.find(id=identity)
        assert " ".join(counterpart.inner_text().split()) == " ".join(original.get_text().split())
        for link in counterpart.locator("a[href*=glossary]").all():
            assert link.evaluate("link => link.href").startswith(address + site.pages[other, "glossary.md"].url)
    expect(page.locator(".panel")).to_have_count(1)
    page.emulate_media(media="print")
    assert not page.locator(".panel").is_visible()
    page.emulate_media(media="screen")
    button.click()
    expect(counterpart).to_have_count(0)
    button.click()
    expect(counterpart).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".panel, .counterpart")).to_have_count(0)
    expect(page.locator(f"#{SECOND} + .place .mark")).to_be_focused()
    assert not page.troubles


def test_switch_keeps_a_reference_to_a_note(site: Site, address: str, open_page: Opener) -> None:
    name, identity = PLACES["reference"]
    page = open_page(address + site.pages[site.default, name].url + "#" + identity)
    page.click(f'.languages a[hreflang="{site.locales[1]}"]')
    page.wait_for_url(address + site.pages[site.locales[1], name].url + "#" + identity)
    assert in_view(page, identity)


def test_ways_between_one_language_and_two_keep_the_passage(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.locales[1], OTHER].url)
    scroll_to(page, HALFWAY)
    page.click("a.side-by-side")
    page.wait_for_url(f"{address}{site.locales[1]}/parallel/{address_of(OTHER)}#{HALFWAY}")
    page.click(f".languages a[hreflang={site.default}]")
    page.wait_for_url(f"{address}parallel/{address_of(OTHER)}#{HALFWAY}")
    page.click(".actions a >> nth=0")
    page.wait_for_url(address + site.pages[site.default, OTHER].url + f"#{HALFWAY}")


def test_a_mark_side_by_side_opens_its_panel(site: Site, address: str, open_page: Opener) -> None:
    url = f"{address}{site.locales[1]}/parallel/article/"
    page = open_page(url)
    page.click(f"#{HALFWAY} .mark")
    expect(page.locator(".panel .panel-link")).to_have_text(f"{url}#{HALFWAY}")
    printed = page.locator(f"#{HALFWAY}").get_attribute("data-page")
    assert page.locator(".panel .panel-form").count() > 0
    assert {form.get_attribute("data-page") for form in page.locator(".panel .panel-form").all()} == {printed}


def parallel(site: Site, locale: str, name: str) -> BeautifulSoup:
    prefix = "" if locale == site.default else f"{locale}/"
    path = site.folder / prefix / "parallel" / name.removesuffix(".md") / "index.html"
    return site.soup(path)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_pair_stands_side_by_side_under_its_id(site: Site, locale: str) -> None:
    side_by_side = [locale, *(one for one in site.locales if one != locale)]
    whole: list[str] = []
    for name in PAGES:
        soup = parallel(site, locale, name)
        pairs = soup.select(".row[id]:not(.row-note)")
        assert [pair["id"] for pair in pairs] == [passage["id"] for passage in site.pages[locale, name].passages]
        whole += [pair["id"] for pair in pairs]
        for pair in soup.select(".row[id]"):
            columns = pair.select(":scope > div")
            assert [column["lang"] for column in columns] == side_by_side
            for column in columns:
                own = site.pages[column["lang"], name].soup.find(id=pair["id"].replace(f"fn:{name.removesuffix('.md')}:", "fn:"))
                own = BeautifulSoup(str(own), "html.parser")
                for extra in own.select(".mark, .counterpart-link, .footnote-backref"):
                    extra.extract()
                assert " ".join(column.get_text().split()) == " ".join(own.get_text().split()), pair["id"]
        link = site.pages[locale, name].soup.select_one("a.side-by-side")
        assert link["href"].endswith(f"parallel/{name.removesuffix('.md')}/")
    assert [pair["id"] for pair in parallel(site, locale, "article").select(".row[id]:not(.row-note)")] == whole


def test_an_article_of_one_page_stands_side_by_side_under_both_addresses(small: Path) -> None:
    for name in ("events.yml", "places.yml"):  # they speak of the page that is left out
        (small / "reference" / name).unlink()
    (small / "reference" / "structure.yml").write_text("- page: ground.md\n  sections: [ground, clay]\n", encoding="utf-8")
    for path in (small / "docs").rglob("index.md"):
        path.write_text(re.sub(' data-page="[0-9]+"', "", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert mkdocs(small, "build", "--strict").returncode == 0
    for name in ("article", "ru/article", "ground", "ru/ground"):
        page = small / "site" / name / "index.html"
        link = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("a.side-by-side")
        assert (page.parent / link["href"] / "index.html").is_file(), (name, link["href"])


def test_pages_side_by_side_are_for_readers_alone(site: Site) -> None:
    sitemap = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    indexes = [path.read_text(encoding="utf-8") for path in (site.folder / "assets" / "search").glob("*.js") if path.stem in site.locales]
    assert "parallel" not in sitemap
    assert len(indexes) == len(site.locales) and not [index for index in indexes if '"url":"parallel' in index or "/parallel/" in index]
    for locale in site.locales:
        for name in [*PAGES, "article"]:
            soup = parallel(site, locale, name)
            assert soup.html["lang"] == locale
            assert soup.select_one("meta[name=robots]")["content"] == "noindex"
            assert not soup.select("link[hreflang]")


def test_side_by_side_works_from_a_file_without_javascript(site: Site, open_page: Opener) -> None:
    first, second = site.locales[1], site.default
    page = open_page((site.folder / first / "parallel" / address_of(PAGE) / "index.html").as_uri(), java_script_enabled=False)
    assert page.locator(f"#{PLAIN} [lang={second}]").is_visible()
    left, right = (bounding_box(page.locator(f"#{PLAIN} [lang={locale}]")) for locale in (first, second))
    assert left["y"] == right["y"] and left["x"] + left["width"] < right["x"]
    narrow = open_page(page.url, width=360, java_script_enabled=False)
    above, below = (bounding_box(narrow.locator(f"#{PLAIN} [lang={locale}]")) for locale in (first, second))
    assert above["y"] + above["height"] <= below["y"]


def test_the_booklet_has_every_paragraph_once_in_each_language(site: Site, address: str, open_page: Opener, tmp_path: Path) -> None:
    page = open_page(address + "parallel/article/")
    path = tmp_path / "booklet.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    reader = PdfReader(path)
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    # a face may draw two letters as one
    squeezed = re.sub(r"\W", "", unicodedata.normalize("NFKC", "".join(sheet.extract_text() for sheet in reader.pages)))
    documents = read_documents(ROOT / "docs", site.locales)
    printed = [passage for pages in documents.values() for name in PAGES for passage in pages[name].passages if passage.page]
    texts = [re.sub(r"\W", "", passage.text) for passage in printed]
    for passage in printed:
        # up to its first note, whose number stands in the text of the sheet
        start = re.sub(r"\W", "", plain(passage.markdown.split("[^")[0], passage.references).text)[:120]
        wanted = sum(text.count(start) for text in texts)
        assert squeezed.count(start) == wanted, passage.id


def test_aligned_text_holds_every_paragraph(site: Site) -> None:
    folder = site.folder / "assets" / "record"
    rows = [line.split("\t") for line in (folder / f"{STEM}.aligned.tsv").read_text(encoding="utf-8").splitlines()]
    documents = read_documents(ROOT / "docs", site.locales)
    wanted = [
        [b.id, b.page]
        for name in PAGES
        for b in sorted([*documents[site.default][name].headings, *documents[site.default][name].passages], key=lambda b: b.line)
        if b.page
    ]
    assert rows[0] == ["id", "page", *site.locales]
    assert [row[:2] for row in rows[1:]] == wanted
    assert all(len(row) == len(rows[0]) and all(row) for row in rows)
    memory = tmxfile.parsefile(  # type: ignore[no-untyped-call]
        str(folder / f"{STEM}.aligned.tmx")
    )
    root = ElementTree.parse(folder / f"{STEM}.aligned.tmx").getroot()
    assert root.get("version") == "1.4"
    header = root.find("header")
    assert header is not None
    assert set(header.attrib) >= {
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o-tmf",
        "adminlang",
        "srclang",
        "datatype",
    }
    units = memory.units
    assert [[unit.xmlelement.get("tuid"), unit.source, unit.target] for unit in units] == [[row[0], row[2], row[3]] for row in rows[1:]]


def test_every_translation_has_been_compared_with_the_present_source(site: Site) -> None:
    """Names the paragraphs whose English has changed: compare the Russian, then `make translated IDS="…"`."""
    behind = [tag.find_previous(attrs={"data-page": True})["id"] for page in site.each() for tag in page.soup.select("p.behind")]
    assert not behind, f"look at these again: {', '.join(behind)}"


def test_a_changed_source_is_told_to_the_reader_until_it_is_compared(small: Path) -> None:
    def translated(*ids: str) -> subprocess.CompletedProcess[str]:
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "NO_MKDOCS_2_WARNING": "1"}
        return subprocess.run(
            [sys.executable, "-m", "edition", "translated", *ids], cwd=small, env=environment, capture_output=True, text=True, check=False
        )

    def behind() -> list[tuple[str, str]]:
        shutil.rmtree(small / "site", ignore_errors=True)
        result = mkdocs(small, "build", "--strict")
        assert result.returncode == 0, result.stdout
        found = []
        for path in (small / "site").rglob("index.html"):
            if {"parallel", "article"} & set(path.parts):
                continue
            soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            found += [(soup.html["lang"], tag.find_previous(attrs={"data-page": True})["id"]) for tag in soup.select(".behind")]
        return sorted(found)

    assert translated().returncode == 0
    page = small / "docs" / "en" / "ground.md"
    page.write_text(page.read_text(encoding="utf-8").replace("The ground is old.", "The ground is very old."), encoding="utf-8")
    assert translated("clay-1").returncode == 0  # of another paragraph nothing is said
    assert behind() == [("ru", "ground-1")]
    assert translated("ground-1").returncode == 0
    assert behind() == []
    wrong = translated("sky-1")
    assert wrong.returncode == 2 and wrong.stderr.count("\n") == 1 and "sky-1" in wrong.stderr
