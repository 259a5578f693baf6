"""What a reader on a slow line waits for, counted in bytes; and that nothing of the look was lost in saving them."""

from __future__ import annotations

import gzip
from importlib.resources import files
from urllib.parse import urlsplit

import brotli
import pytest

from edition.assets import prune

from .conftest import SITE_URL, Site, data

BUDGETS = data("budgets.yml")
STATES = {
    "as it comes": [],
    "menu": [("click", "label.md-header__button[for=__drawer]")],
    "search": [("press", "/"), ("type", "bridge мост"), ("wait", ".search-status:not(:empty)")],
    "panel": [("click", "article .mark >> nth=1")],
    "at a note": [("click", "article .footnote-ref >> nth=0")],
}


def test_first_load_of_every_page_is_within_the_budget(site: Site, address: str, open_page):
    for built in site.each():
        page = open_page(address + built.url)
        page.wait_for_load_state("networkidle")
        total = 0
        for url in page.requests:
            path = site.folder / urlsplit(url).path.removeprefix(urlsplit(SITE_URL).path)
            path = path / "index.html" if path.is_dir() else path
            if path.suffix not in (".png", ".jpg", ".webp"):
                total += len(gzip.compress(path.read_bytes(), 9))
        assert total <= BUDGETS["first_load_gzipped"], (built.url, total)


def test_the_site_holds_no_more_than_it_needs(site: Site):
    assert not list(site.folder.rglob("*.map"))
    files_ = [path for path in site.folder.rglob("*") if path.is_file()]
    total = sum(path.stat().st_size for path in files_ if "record" not in path.parts and path.suffix not in (".gz", ".br"))
    assert total <= BUDGETS["site_without_downloads"], total


def test_compressed_copies_stand_beside_every_text_file(site: Site):
    pages = [path for path in site.folder.rglob("*") if path.suffix in (".html", ".css", ".js", ".svg", ".xml", ".bib", ".tsv")]
    assert len(pages) > 50
    for path in pages:
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()
        assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == path.read_bytes()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pruned_style_sheet_paints_the_same_picture(site: Site, address: str, open_page, state: str, scheme: str, width: int):
    if state == "menu" and width > 1000:
        return  # the menu stands open there
    full = {
        path.name: path.read_text(encoding="utf-8")
        for path in files("material").joinpath("templates/assets/stylesheets").iterdir()
        if path.name.endswith(".css")
    }
    for locale, name in ((site.locales[0], "current-situation.md"), (site.locales[1], "problems.md")):
        pictures = []
        for whole in (True, False):
            page = open_page("about:blank", width=width, height=700, color_scheme=scheme, reduced_motion="reduce")
            if whole:
                page.route(
                    "**/*.min.css", lambda route: route.fulfill(content_type="text/css", body=full[route.request.url.split("/")[-1]])
                )
            page.goto(address + site.pages[locale, name].url)
            page.wait_for_load_state("networkidle")
            for action, value in STATES[state]:
                if action == "click":
                    page.click(value)
                elif action == "press":
                    page.keyboard.press(value)
                elif action == "type":
                    page.keyboard.type(value)
                else:
                    page.wait_for_selector(value)
            page.wait_for_load_state("networkidle")
            pictures.append(page.screenshot(animations="disabled", caret="hide"))
        assert pictures[0] == pictures[1], (locale, name)


def test_pruning_takes_out_what_nothing_names_and_keeps_the_rest():
    css = ".a{color:red}.b,.a:hover{x:y}.b .a{x:y}#i p{x:y}[data-x]{x:y}.a:not(.b){x:y}@media print{.b{x:y}}@media print{.a{x:y}}:root{--used:1;--unused:2}p{x:var(--used)}"
    kept = prune(css, {".a", "p", "#j"})
    assert kept == ".a{color:red}.a:hover{x:y}.a:not(.b){x:y}@media print{.a{x:y}}:root{--used:1}p{x:var(--used)}"
