"""The site as its readers meet it, in a real browser: reading, switching, narrow, dark, printed, without JavaScript."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import Opener, Site, dress, first_load, requests, uncached
from .places import LONG, OTHER, PAGE, WINDOWS
from .states import WAYS, WIDE, visit, ways


def colours(page: Page, selector: str) -> list[str]:
    """Text and background colour of an element; the first background that is not transparent."""
    found: list[str] = page.eval_on_selector(
        selector,
        """element => {
          const colour = getComputedStyle(element).color
          let back = "rgba(0, 0, 0, 0)"
          for (let at = element; at && back === "rgba(0, 0, 0, 0)"; at = at.parentElement) back = getComputedStyle(at).backgroundColor
          return [colour, back]
        }""",
    )
    return found


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(float(part)) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(pair: list[str]) -> float:
    lighter, darker = sorted((luminance(colour) for colour in pair), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# What has come late has been laid out and painted
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
MOVED = """window.shift = 0
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value }).observe({ type: "layout-shift", buffered: true })"""


def test_every_page_loads_without_trouble_or_moving_and_asks_its_own_host_for_no_more_than_the_budget(
    site: Site, anywhere: str, open_page: Opener
) -> None:
    # in a wide window at a host's root, in a narrow one under a sub-path, where the pages side by side and for wrong addresses are, too
    below = urlsplit(anywhere).path != "/"
    page = uncached(open_page("about:blank", width=360 if below else 1280, height=740))
    page.add_init_script(MOVED)
    requested = requests(page)
    for url in [*site.addresses(), f"p/{site.each()[0].passages[-1]['id']}/"] if below else [built.url for built in site.each()]:
        requested.clear()
        page.goto(anywhere + url)
        page.evaluate(FRAMES)
        assert not page.troubles, (url, page.troubles)
        assert page.evaluate("window.shift") == 0, url
        asked = [one for one in requested if one.startswith("http")]
        assert all(one.startswith(anywhere) for one in asked), asked
        files = [site.folder / (path / "index.html" if (path := Path(one.removeprefix(anywhere))).suffix == "" else path) for one in asked]
        assert len(files) == 3, asked
        total = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
        assert total <= first_load(site.file(url)), (url, total)


# WCAG 2.2, 1.4.12 Text Spacing; set as a reader's extension sets it
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
# Text that is cut off, that stands outside the window or its header, or marks of place that lie on text or on one another
CUT = """() => {
  const told = element => element.cloneNode().outerHTML.slice(0, 90) + element.textContent.trim().slice(0, 30)
  const found = [], bar = document.querySelector(".bar").getBoundingClientRect()
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest("svg, .skip")) continue
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    const { overflowX, overflowY } = getComputedStyle(element), box = element.getBoundingClientRect()
    const hides = overflow => ["hidden", "clip"].includes(overflow)
    if (own && (hides(overflowX) && element.scrollWidth > element.clientWidth + 1 || hides(overflowY) && element.scrollHeight > element.clientHeight + 1)) found.push("cut: " + told(element))
    if (own && box.width && (box.left < -1 || box.right > innerWidth + 1)) found.push("outside: " + told(element))
    if (own && element.closest(".bar") && !element.closest(":popover-open") && (box.top < bar.top - 1 || box.bottom > bar.bottom + 1)) found.push("out of the bar: " + told(element))
  }
  const boxes = element => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return [...range.getClientRects()].filter(({ width, height }) => width && height)
  }
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
  const marks = [...document.querySelectorAll(".place a, .note-number")].filter(mark => mark.checkVisibility())
  for (const [at, mark] of marks.entries()) {
    const near = [...mark.parentElement.childNodes, ...mark.closest(".passage, .row").children].filter(node => node !== mark && !node.contains(mark))
    const others = [...near.flatMap(boxes), ...marks.slice(at + 1, at + 3).map(other => other.getBoundingClientRect())]
    if (boxes(mark).some(box => others.some(other => meet(box, other)))) found.push("on text: " + told(mark))
  }
  return found
}"""
# What is opened once is looked at in several sizes of its window: width, height, whether spaced and in the largest text.
# Enlarged to 200 %, a window of 1280 × 800 has the room of one of 640 × 400.
SIZES = {
    "wide": [(1280, 900, False), (1280, 900, True)],
    "narrow": [(360, 900, False), (640, 400, False), (320, 900, False), (320, 900, True)],
}
OPTIONS: dict[str, dict[str, Any]] = {
    "wide": {"reduced_motion": "reduce"},
    "narrow": {"reduced_motion": "no-preference", "device_scale_factor": 2},
}
LOOK = f"""() => new Promise(done => requestAnimationFrame(() => setTimeout(() => {{
  for (const motion of document.getAnimations()) motion.finish()
  const {{ scrollWidth, clientWidth }} = document.documentElement
  done({{ opened: document.querySelectorAll(":popover-open, .panel, .counterpart").length, over: scrollWidth - clientWidth, cut: ({CUT})() }})
}})))"""
UNDO = """([size, sheets]) => {
  document.adoptedStyleSheets.length = sheets
  if (size) document.documentElement.dataset.size = size
  else delete document.documentElement.dataset.size
}"""


def examine(page: Page, sizes: Iterable[tuple[int, int, bool]], what: str) -> None:
    """Check that nothing is cut, lies outside the window or closes in any of the sizes; restore the page, except its size."""
    as_it_was = page.evaluate("[document.documentElement.dataset.size, document.adoptedStyleSheets.length]")
    opened = 0
    for width, height, spaced in sizes:
        page.set_viewport_size({"width": width, "height": height})
        if spaced:
            dress(page, SPACED)
            page.evaluate("document.documentElement.dataset.size = 'largest'")
        before, seen = opened, page.evaluate(LOOK)
        opened = seen["opened"]
        assert opened >= before, f"{what}: at {width} px no longer open"
        assert seen["over"] <= 0, (what, width, spaced)
        assert not seen["cut"], (what, width, spaced, seen["cut"])
    page.evaluate(UNDO, as_it_was)


def test_no_page_scrolls_sideways_or_is_cut(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank", **OPTIONS["narrow"])
    sizes = sorted([*SIZES["wide"], *SIZES["narrow"]], key=lambda size: size[2])
    # the whole article in the last language alone: what stands on it stands on the others, too
    *others, last = (site.addresses(locale) for locale in site.locales)
    for url in [*(one for addresses in others for one in addresses if not one.endswith("article/")), *last]:
        page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
        page.goto(address + url)
        examine(page, sizes, url)


@pytest.mark.parametrize("window", SIZES)
def test_in_no_state_a_page_scrolls_sideways_or_is_cut(site: Site, address: str, open_page: Opener, window: str) -> None:
    first: Any = {"width": SIZES[window][0][0], "height": SIZES[window][0][1]}
    page = open_page("about:blank", **first, **OPTIONS[window])
    # narrow in every language; wide, where how long words are counts least, in one
    for locale, kind in product(site.locales if window == "narrow" else site.locales[-1:], WAYS):
        for way in ways(kind, first["width"]):
            page.set_viewport_size(first)
            visit(page, address + ("" if locale == site.default else f"{locale}/") + kind)
            for state, act in way.items():
                page.set_viewport_size(first)
                act(page)
                examine(page, SIZES[window], f"{locale}: {kind}, {state}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_readers_setting_and_can_be_read(site: Site, address: str, open_page: Opener, scheme: str) -> None:
    for locale in site.locales:
        page = open_page(address + site.pages[locale, LONG].url, color_scheme=scheme)
        for selector in ("article p", "article h1", "article p a", "a.mark", ".menu a", ".site-name", "footer p", ".footnote p"):
            assert contrast(colours(page, selector)) >= 4.5, selector
        assert (luminance(colours(page, "article p")[1]) < 0.2) == (scheme == "dark")


def test_lines_are_of_a_length_to_read(site: Site, address: str, open_page: Opener) -> None:
    for locale in site.locales:
        page = open_page(address + site.pages[locale, OTHER].url)
        lengths = page.eval_on_selector_all(
            "article p[data-page]",
            """all => all.flatMap(p => {
              const range = document.createRange(), text = document.createTreeWalker(p, NodeFilter.SHOW_TEXT)
              const lines = new Map()
              for (let node = text.nextNode(); node; node = text.nextNode()) {
                if (node.parentElement.closest(".mark, sup")) continue
                for (let i = 0; i < node.length; i++) {
                  range.setStart(node, i); range.setEnd(node, i + 1)
                  const top = Math.round(range.getBoundingClientRect().bottom / 6)
                  lines.set(top, (lines.get(top) || 0) + 1)
                }
              }
              return [...lines.values()].slice(0, -1)
            })""",
        )
        lengths = sorted(length for length in lengths if length > 30)
        assert 62 <= lengths[len(lengths) // 2] <= 76, lengths[len(lengths) // 2]


# How many lines the name of the site takes, and whether they lie on the bar or the field beside it
NAMED = """() => {
  const range = document.createRange()
  range.selectNodeContents(document.querySelector(".site-name"))
  const lines = [...range.getClientRects()].filter(({ width }) => width)
  const beside = [".bar", ".search-form"].map(css => document.querySelector(css).getBoundingClientRect())
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  return [new Set(lines.map(({ top }) => Math.round(top))).size, lines.some(line => beside.some(box => meet(line, box)))]
}"""


def test_the_header_has_room_for_its_name_at_every_width(site: Site, address: str, open_page: Opener) -> None:
    for locale in site.locales:
        page = open_page(address + site.pages[locale, PAGE].url)  # which has a page side by side, to be led to in the header
        for width in range(320, 1400, 40):
            page.set_viewport_size({"width": width, "height": 740})
            lines, covered = page.evaluate(NAMED)
            assert lines <= 3, (locale, width)
            assert not covered, (locale, width)


def test_switch_leads_to_the_same_page_and_back(site: Site, anywhere: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    for name in site.names[urlsplit(anywhere).path == "/" :: 2]:  # each page at a host's root or under a sub-path
        first, second = (site.pages[locale, name] for locale in site.locales)
        page.goto(anywhere + first.url)
        page.click(f'.languages a[hreflang="{second.locale}"]')
        page.wait_for_url(re.compile(re.escape(anywhere + second.url) + "($|#)"))
        assert page.locator("html").get_attribute("lang") == second.locale
        page.click(f'.languages a[hreflang="{first.locale}"]')
        page.wait_for_url(re.compile(re.escape(anywhere + first.url) + "($|#)"))
        assert not page.troubles, page.troubles


def test_without_javascript_everything_can_be_read_and_reached(site: Site, address: str, open_page: Opener) -> None:
    for locale, width in WINDOWS:
        first, *others = site.names
        page = open_page(address + site.pages[locale, first].url, width=width, java_script_enabled=False)
        for name in [*others, first]:
            if width < WIDE:
                page.click(".menu-open")
            page.click(f'.menu > ul > li > a[href="{_relative(page, address + site.pages[locale, name].url)}"] >> visible=true')
            page.wait_for_url(address + site.pages[locale, name].url)
            built = site.pages[locale, name]
            seen = page.eval_on_selector_all(
                "article [data-page][id]", "all => all.filter(one => one.checkVisibility()).map(one => one.id)"
            )
            assert seen == [passage["id"] for passage in built.passages]
            assert not page.evaluate(CUT), page.url
        page.goto(f"{address}{'' if locale == site.default else f'{locale}/'}article/")
        assert not page.evaluate(CUT), page.url
        page.click(f'.languages a:not([hreflang="{locale}"])')
        expect(page.locator("html")).not_to_have_attribute("lang", locale)


def _relative(page: Page, url: str) -> str:
    """The address of a link as it stands in the page."""
    links = page.eval_on_selector_all(".menu a[href]", "links => links.map(link => link.getAttribute('href'))")
    return next(str(href) for href in links if urljoin(page.url, href) == url)


def test_wrong_address_leads_to_a_page_that_helps(site: Site, address: str, open_page: Opener) -> None:
    other = site.locales[1]
    page = open_page(f"{address}{other}/nothing/here/")
    page.troubles.clear()
    for locale in site.locales:
        assert page.locator(f"article section[lang={locale}]").is_visible()
    page.click(f"article section[lang={other}] a")
    page.wait_for_url(f"{address}{other}/")


def test_printed_page_has_all_the_text_and_where_links_lead(
    site: Site,
    address: str,
    open_page: Opener,
) -> None:
    for locale in site.locales:
        page = open_page(address + site.pages[locale, PAGE].url)
        page.emulate_media(media="print")
        for control in (".site-name", ".bar", ".menu", ".search", ".skip", ".sequence"):
            assert not page.locator(control).is_visible(), control
        assert page.locator("footer .reference").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('article p')).color") == "rgb(0, 0, 0)"
        target = page.eval_on_selector("footer a[href^=http]", "link => getComputedStyle(link, '::after').content")
        assert "http" in target
        sheet = page.pdf(prefer_css_page_size=True)
        box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", sheet)
        assert box
        assert [round(float(side)) for side in box.groups()] == [595, 842]
        assert io.BytesIO(sheet).read(5) == b"%PDF-"


@pytest.mark.parametrize(("locale", "width"), WINDOWS)
def test_what_is_laid_out_late_is_there_when_it_is_gone_to(site: Site, address: str, open_page: Opener, locale: str, width: int) -> None:
    page = open_page("about:blank", width=width, height=740)
    page.add_init_script(MOVED)
    for built in site.each(locale):
        if built.soup.select_one(".footnote"):
            page.goto(address + built.url)
            page.locator("article .footnote-ref").last.evaluate("reference => { location = reference.href }")
            page.evaluate(FRAMES)
            expect(page.locator(":target p").first).to_be_in_viewport()
            assert page.evaluate("window.shift") == 0, built.url
            page.goto(address + built.url)
            page.evaluate(FRAMES)
            page.keyboard.press("End")
            expect(page.locator("footer p").last).to_be_in_viewport(ratio=1)
