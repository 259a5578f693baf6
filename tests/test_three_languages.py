"""An edition in three languages, two of them of one script: languages of phrases, columns, alternates, the search."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from .conftest import EDITIONS, ROOT, Opener, mkdocs, once, serve, settings

LOCALES = ["en", "ru", "de"]
PAGES = ["", "ground/", "glossary/"]


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built edition in three languages. Its words of the interface are English on German pages: they are not looked at here."""
    with once(tmp_path_factory, "three") as (folder, wanted):
        if wanted:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(EDITIONS / "small", folder, ignore=shutil.ignore_patterns("events.yml", "places.yml"))
            shutil.copytree(EDITIONS / "three", folder, dirs_exist_ok=True)
            shutil.copytree(ROOT / "theme", folder / "theme")
            shutil.copyfile(folder / "theme" / "labels" / "en.yml", folder / "theme" / "labels" / "de.yml")
            look = {key: settings()[key] for key in ("extra_css", "extra_javascript")}
            with (folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
                yaml.safe_dump(look, file)
            result = mkdocs(folder, "build", "--strict")
            assert result.returncode == 0, result.stdout
    return folder / "site"


def soup(three: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((three / address / "index.html").read_text(encoding="utf-8"), "html.parser")


def test_no_phrase_is_declared_to_be_in_another_language_of_its_script(three: Path) -> None:
    for address in PAGES:
        for locale, foreign in (("", "ru"), ("de/", "ru"), ("ru/", "en")):
            page = soup(three, locale + address)
            assert page.html["lang"] == (locale.strip("/") or "en")
            spoken = {tag["lang"] for tag in page.select("article span[lang]")}
            assert spoken <= {foreign, "zh-Hans"}, (locale, address, spoken)
    words = {(tag["lang"], tag.get_text()) for tag in soup(three, "de/").select("article span[lang]")}
    assert {("ru", "глина"), ("zh-Hans", "中国")} <= words, "what is in other letters is declared"


def test_every_page_leads_to_every_other_language(three: Path) -> None:
    for address in PAGES:
        for locale in LOCALES:
            page = soup(three, ("" if locale == "en" else f"{locale}/") + address)
            alternates = {link["hreflang"] for link in page.select("link[rel=alternate]")}
            assert alternates == {*LOCALES, "x-default"}
            assert [link["hreflang"] for link in page.select(".languages a[lang]")] == LOCALES
            for mark in page.select(".passage .place"):
                assert {one["hreflang"] for one in mark.select(".counterpart-link")} == {*LOCALES} - {locale}


def test_each_language_has_a_column_side_by_side_its_own_first(three: Path) -> None:
    for locale in LOCALES:
        page = soup(three, ("" if locale == "en" else f"{locale}/") + "parallel/ground/")
        for pair in page.select(".row[id]"):
            assert [column["lang"] for column in pair.select(":scope > div")] == [locale, *(one for one in LOCALES if one != locale)]


def test_the_aligned_text_has_every_language(three: Path) -> None:
    [path] = three.glob("assets/record/*.tsv")
    header, *rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    assert header == ["id", "page", *LOCALES]
    assert ["ground-1", "10-11", "The ground is old.", "Земля стара.", "Der Boden ist alt."] in rows


def test_each_language_has_an_index_of_its_own_words(three: Path) -> None:
    for locale, word in (("en", "The ground is old"), ("ru", "Земля стара"), ("de", "Der Boden ist alt")):
        index = (three / "assets" / "search" / f"{locale}.js").read_text(encoding="utf-8")
        assert word in index
        assert ("The ground" if locale == "de" else "Der Boden") not in index


@pytest.fixture
def address(three: Path) -> Iterator[str]:
    yield from serve(three, "/")


def test_three_columns_stand_beside_each_other(address: str, open_page: Opener) -> None:
    page = open_page(address + "de/parallel/ground/", width=1280)
    boxes = page.eval_on_selector_all("#ground-1 > div", "all => all.map(one => one.getBoundingClientRect().toJSON())")
    assert len(boxes) == 3 and len({box["top"] for box in boxes}) == 1
    assert boxes[0]["right"] < boxes[1]["left"] and boxes[1]["right"] < boxes[2]["left"]
    narrow = open_page(address + "de/parallel/ground/", width=360)
    tops = narrow.eval_on_selector_all("#ground-1 > div", "all => all.map(one => one.getBoundingClientRect().top)")
    assert len(tops) == 3 and tops == sorted(set(tops)), "in a narrow window beneath each other"


def test_a_german_query_is_answered_by_its_stem(address: str, open_page: Opener) -> None:
    page = open_page(address + "de/")
    page.keyboard.press("Control+k")
    page.keyboard.type("Böden")
    page.wait_for_selector(".search-list a[href*='ground']")
    assert not page.troubles
