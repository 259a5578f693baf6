"""What a reader on a slow line waits for, counted in bytes; and that nothing of the look was lost in saving them."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from playwright.sync_api import Page

from edition.look import OWN, prune

from .clipboard import PERMISSIONS
from .conftest import ROOT, SITE_URL, OpenedPage, Opener, Site, data, settings
from .states import WAYS, visit, ways
from .test_browser import FRAMES

Windows = Callable[..., list[OpenedPage]]
HEIGHT = 700  # px, of a window that pictures are taken of
BUDGETS = data("budgets.yml")


def test_the_site_weighs_no_more_than_the_budget(site: Site) -> None:
    files_ = [path for path in site.folder.rglob("*") if path.is_file()]
    taken_away = {"record", "download", "segments"}
    total = sum(path.stat().st_size for path in files_ if not taken_away & set(path.parts) and path.suffix not in (".gz", ".br"))
    assert total <= BUDGETS["site_without_downloads"], total


def test_the_site_holds_nothing_that_no_page_asks_for(site: Site) -> None:
    # asked for by programs, at addresses that are known
    asked = {site.folder / "sitemap.xml", site.folder / "llms.txt", *(site.folder / "segments").iterdir()}
    for path in site.folder.rglob("*.html"):
        asked.add(path)  # that a link leads to every page is for the tests of the structure
        soup = site.soup(path)
        for tag in soup.find_all(True):
            for name in {"href", "src", "content", "data-src", "data-script", "data-words", "data-engine", "data-index"} & set(tag.attrs):
                own = urljoin(SITE_URL, path.relative_to(site.folder).as_posix())
                url = urlsplit(urljoin(own, tag[name]))
                if url.path.startswith(urlsplit(SITE_URL).path):
                    asked.add(site.folder / url.path.removeprefix(urlsplit(SITE_URL).path))
    stand = {path for path in site.folder.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br")}
    assert not stand - asked


def test_compressed_copies_stand_beside_every_text_file(site: Site) -> None:
    compressed = data("hosting.yml")["compressed"]
    texts = [path for path in site.folder.rglob("*") if path.suffix in compressed]
    kinds = {
        ".csv",
        ".svg",
        ".html",
        ".css",
        ".js",
        ".json",
        ".jsonld",
        ".xml",
        ".bib",
        ".enw",
        ".ris",
        ".tsv",
        ".tmx",
        ".tbx",
        ".txt",
        ".md",
    }
    assert {path.suffix for path in texts} == kinds
    for path in texts:
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()
        assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == path.read_bytes()


def test_a_page_waits_for_one_style_sheet_and_both_it_and_the_script_may_be_kept_for_ever(site: Site) -> None:
    for path in site.folder.rglob("*.html"):
        soup = site.soup(path)
        asked = [link["href"] for link in soup.select("link[rel=stylesheet]")] + [
            script["data-src"] for script in soup.select("script[data-src]")
        ]
        assert [Path(one).suffix for one in asked] == [".css", ".js"], path
        for one in asked:
            file = next((site.folder / "assets").rglob(Path(one).name))
            assert hashlib.sha256(file.read_bytes()).hexdigest().startswith(file.name.split(".")[1]), one


@pytest.fixture
def windows(open_page: Opener) -> Windows:
    """A function that opens two windows: in one, pages have the theme's full style sheet, in the other the pruned one."""
    theme = files("material").joinpath("templates/assets/stylesheets").iterdir()
    full = "".join(path.read_text(encoding="utf-8") for path in theme if path.name.startswith("main.") and path.name.endswith(".css"))
    # what the edition styles by itself is left out on purpose
    full = re.sub(rf"\b({'|'.join(OWN)})\b", "none", full)
    full += "".join((ROOT / "theme" / name).read_text(encoding="utf-8") for name in settings()["extra_css"])

    def open_two(**options: Any) -> list[OpenedPage]:
        # what is copied otherwise than by the clipboard is selected, and repainted in part, which rounds corners by a shade otherwise
        same: Any = {"height": HEIGHT, "reduced_motion": "reduce", "permissions": PERMISSIONS}
        pages = [open_page("about:blank", **same, **options) for _ in range(2)]
        pages[0].route("**/*.css", lambda route: route.fulfill(content_type="text/css", body=full))
        return pages

    return open_two


def picture(page: Page, whole: bool) -> bytes | str:
    """What a reader sees of a page; `whole`: below the window, too, down to where the longest only go on with what stands above."""
    if not whole:
        return page.screenshot(animations="disabled", caret="hide")
    width, height = page.evaluate("(({ clientWidth, scrollHeight }) => [clientWidth, scrollHeight])(document.documentElement)")
    height = min(height, 8000)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(FRAMES)
    # half as large and compressed little: it is only compared, and a line of one pixel changes it still
    options = {"format": "png", "optimizeForSpeed": True, "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 0.5}}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", options)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    return str(taken["data"])


def compare(pages: list[OpenedPage], what: str, act: Callable[[Page], None] | None = None, whole: bool = False) -> None:
    """Check that every window looks the same after `act`."""
    pictures = []
    for page in pages:
        if act:
            act(page)
        pictures.append(picture(page, whole))
    assert len(set(pictures)) == 1, what


def test_pruned_style_sheet_paints_every_page_the_same(site: Site, address: str, windows: Windows) -> None:
    # rules are taken out by the names in them, whatever the width: every page is seen once, one after the other wide and narrow
    first, second = (site.addresses(locale) for locale in site.locales)
    assert len(first) == len(second) > len(site.names) + 2, "side by side, and for wrong addresses"
    wide, narrow = windows(width=1280), windows(width=360)
    for one, other in zip(first[::2], second[1::2], strict=False):
        compare(wide, one, partial(visit, url=address + one), whole=True)
        compare(narrow, other, partial(visit, url=address + other), whole=True)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_pruned_style_sheet_paints_every_state_the_same(site: Site, address: str, windows: Windows, scheme: str, width: int) -> None:
    prefix = f"{site.locales[1]}/" if scheme == "dark" else ""
    pages = windows(width=width, color_scheme=scheme)
    seen: set[str] = set()
    # kinds of pages alternate between the windows: rules are taken out by the names in them, whatever the width
    for kind in list(WAYS)[scheme == "dark" :: 2]:
        for way in ways(kind, width):
            if seen.issuperset(way):
                continue
            for page in pages:
                visit(page, f"{address}{prefix}{kind}")
            for state, act in way.items():
                compare(pages, f"{kind}, {state}", act)
            seen |= set(way)


MEDIA: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "print": {},
    "without script": {"java_script_enabled": False},
}


@pytest.mark.parametrize("medium", MEDIA)
def test_pruned_style_sheet_paints_every_kind_of_page_the_same_in_any_medium(address: str, windows: Windows, medium: str) -> None:
    pages = windows(**MEDIA[medium])
    for page in pages if medium == "print" else []:
        page.emulate_media(media="print")
    for kind in WAYS:
        compare(pages, kind, partial(visit, url=address + kind))


def test_pruning_takes_out_what_nothing_names_and_keeps_the_rest() -> None:
    css = ".a{color:red}.b,.a:hover{x:y}.b .a{x:y}#i p{x:y}[data-x]{x:y}.a:not(.b){x:y}@media print{.b{x:y}}@media print{.a{x:y}}:root{--used:1;--unused:2}p{x:var(--used)}"
    kept = prune(css + "@keyframes k{to{x:y}}", {"a", "p", "j"})
    assert kept == ".a{color:red}.a:hover{x:y}.a:not(.b){x:y}@media print{.a{x:y}}:root{--used:1}p{x:var(--used)}"
