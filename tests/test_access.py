"""Everyone gets everywhere: no barrier that axe finds, by keyboard alone, enlarged, without motion, in colours of one's own (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .clipboard import PERMISSIONS, wait_for_clipboard
from .conftest import OpenedPage, Opener, Site, attribute, held, letters
from .places import BOTH, FIRST, LOCALES, NEXT, OTHER, PAGE, PAIR_WINDOWS, PLAIN, QUERIES, SECOND, SHORT, WINDOWS, address_of
from .states import ARTICLE, BESIDE, INPUT, MADE, WAYS, WIDE, copy, open_menu, search_for, show_counterpart, visit, ways
from .test_browser import contrast

ByKeyboard = Callable[[str, int], OpenedPage]
Early = Callable[[str, int], tuple[OpenedPage, Callable[[Page], None]]]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


# --- What axe finds

# rules whose answer hangs on colours alone; the others say the same in light and dark
COLOURS = ["color-contrast", "link-in-text-block"]
# what axe leaves to the eye: text that lies under the open search or menu, or a single figure
UNSEEN = ["bgOverlap", "elmPartiallyObscured", "elmPartiallyObscuring", "shortTextContent"]
# Rules of colour take most of the time of axe, and answer alike for all that looks alike: the same kind of element in the same
# colours, size and weight on the same grounds. One of each look is asked, on the page or in the state in which a window first
# shows it; where that lies half under something, all others of its look.
STYLES = [
    "color",
    "backgroundColor",
    "backgroundImage",
    "opacity",
    "position",
    "filter",
    "mixBlendMode",
    "overflow",
    "visibility",
    "display",
]
STYLES += ["fontSize", "fontWeight", "textShadow", "textDecorationLine", "borderBottomWidth"]
STATE = ":disabled, [inert], [aria-hidden=true], [aria-disabled=true], :popover-open, :hover, :focus"
ASK = """({ all, rules, colours, unseen, styles, state }) => {
  const ask = async (context, options) => {
    const { violations, incomplete } = await axe.run(context, { resultTypes: ["violations", "incomplete"], elementRef: true, preload: false, ...options })
    return [...violations, ...incomplete].flatMap(({ id, nodes }) => nodes.map(node => ({ id, ...node })))
  }
  const answered = node => !unseen.includes(node.any[0]?.data?.messageKey)
  const looks = new Map([[null, ""]])
  const look = element => {
    if (!looks.has(element)) {
      const style = getComputedStyle(element)
      looks.set(element, [look(element.parentElement), element.tagName, element.className, element.matches(state), ...styles.map(name => style[name])].join())
    }
    return looks.get(element)
  }
  const inColours = async () => {
    const known = new Set(JSON.parse(sessionStorage.looks ?? "[]")), alike = new Map()
    for (const element of document.querySelectorAll("body, body *")) {
      const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
      if (!own && !element.matches("a, input, textarea, select") || !element.checkVisibility({ visibilityProperty: true })) continue
      if (!known.has(look(element))) alike.set(look(element), [...alike.get(look(element)) ?? [], element])
    }
    if (!alike.size) return []
    const others = new Map([...alike.values()].map(([first, ...others]) => [first, others]))
    const found = await ask({ include: [...others.keys()] }, { runOnly: colours })
    const left = new Set(found.filter(node => !answered(node)).map(node => node.element)), more = [...left].flatMap(element => others.get(element) ?? [])
    // what could not be answered here is asked again where it is seen next
    sessionStorage.looks = JSON.stringify([...known, ...[...alike].filter(([, [first]]) => !left.has(first)).map(([look]) => look)])
    return more.length ? [...found, ...await ask({ include: more }, { runOnly: colours })] : found
  }
  window.found = new Promise((done, fail) => setTimeout(async () => {
    try {
      const found = [...all ? await ask(document, { rules }) : [], ...await inColours()].filter(answered)
      done(found.map(node => [node.id, location.pathname, node.html.slice(0, 160)]))
    } catch (error) { fail(error) }
  }))
}"""
OPTIONS = {
    # the first is of WCAG 2.2, and off as axe comes
    "rules": {"target-size": {"enabled": True}} | {rule: {"enabled": False} for rule in COLOURS},
    "colours": COLOURS,
    "unseen": UNSEEN,
    "styles": STYLES,
    "state": STATE,
}


def ask(pages: Sequence[Page], **options: bool) -> list[list[str]]:
    """What axe finds in the pages, all asked at once: [rule, address, element]. What it is unsure of counts as found."""
    for page in pages:  # started, not waited for: each page has a process of its own
        page.evaluate(ASK, OPTIONS | options)
    return [one for page in pages for one in page.evaluate("window.found")]


def look(*pages: Page) -> list[list[str]]:
    """What axe finds in each page, in the scheme that it is in."""
    for page in pages:
        page.mouse.move(0, 0)  # a pointer that stays on a term would open its card meanwhile
        # what lies half under the bar counts as too small a target; what follows the scrolling has changed the page two frames later
        page.evaluate("""() => {
          scrollTo({ top: 0, behavior: "instant" })
          return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))
        }""")
        if not page.evaluate("!!window.axe"):
            page.evaluate(AXE)
    return ask(pages, all=True)


def both(site: Site, address: str) -> list[str]:
    """An address in every language."""
    return [address if locale == site.default else f"{locale}/{address}" for locale in site.locales]


def test_axe_finds_nothing_on_any_page(site: Site, address: str, open_page: Opener) -> None:
    """In a narrow window; in a wide one the kinds of pages differ, which are looked at with their states."""
    # colours are the same in every language: one is looked at in light, the others in dark
    schemes = ["light", *["dark"] * (len(site.locales) - 1)]
    pages = [open_page("about:blank", width=360, height=800, reduced_motion="reduce", color_scheme=scheme) for scheme in schemes]
    for one in site.addresses(site.default):
        for page, url in zip(pages, both(site, one), strict=True):
            page.goto(address + url)
        assert not (found := look(*pages)), found


# What moves though the reader wants no motion
MOVES = """() => [...document.querySelectorAll("*")].flatMap(element => [undefined, "::before", "::after"].map(part => [element, part]))
  .filter(([element, part]) => {
    const style = getComputedStyle(element, part)
    const lasts = durations => durations.split(",").some(duration => parseFloat(duration))
    return style.animationName !== "none" || lasts(style.transitionDuration) && style.transitionProperty !== "none" || style.scrollBehavior !== "auto"
  }).map(([element, part]) => `${element.tagName} ${element.className} ${part}`)"""


# each state in a narrow window in one language, in a wide one in another; colours in dark are the same in both
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("kind", WAYS)
def test_in_any_state_axe_finds_nothing_and_nothing_moves(site: Site, address: str, open_page: Opener, kind: str, width: int) -> None:
    narrow = width < WIDE
    page = open_page("about:blank", width=width, height=800, reduced_motion="reduce")
    for way in ways(kind, width):
        visit(page, address + both(site, kind)[narrow])
        for state, act in way.items():
            act(page)
            assert not (found := page.evaluate(MOVES)), (state, found)
            assert not page.evaluate("document.getAnimations().length"), state
            assert not (found := look(page)), (state, found)
            if narrow:
                page.emulate_media(color_scheme="dark")
                assert not (found := ask([page], all=False)), (state, found)
                page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_before_the_script_is_there(site: Site, address: str, open_page: Opener, width: int) -> None:
    page = open_page("about:blank", width=width, height=800, reduced_motion="reduce")
    page.route("**/edition.*.js", lambda route: route.abort())
    for kind in WAYS:
        page.goto(address + both(site, kind)[width < WIDE], wait_until="load")
        assert not (found := look(page)), found


# --- By keyboard alone

# Where the reader is after a key: seen, not covered, and marked so that it can be told from what is about it
STOP = """() => {
  const element = document.activeElement, style = getComputedStyle(element)
  if (element === document.body) return null
  const box = [...element.getClientRects()].find(box => box.width && box.height) ?? element.getBoundingClientRect()
  const back = from => {
    for (let at = from; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      if (colour !== "rgba(0, 0, 0, 0)") return colour
    }
  }
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), y = box.top + box.height / 2
  const top = document.elementFromPoint(x, y)
  const area = element.closest(".search, .header, .bar, .menu, article, main, footer") ?? document.body
  const block = element.closest(".passage, [data-page], .row, tr, .quotable, .panel, .counterpart, .search-list li, li, p, h1, h2, h3") ?? element
  let opacity = 1
  for (let at = element; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity
  // the way from the body: what a script has put into the header meanwhile does not count
  const path = []
  for (let at = element; at !== document.body; at = at.parentElement) path.unshift([...at.parentElement.children].indexOf(at))
  return {
    html: element.outerHTML.slice(0, 120),
    box: [box.left, box.top, box.right, box.bottom].map(Math.round),
    inView: box.top >= -1 && box.bottom <= innerHeight + 1 && box.left >= -1 && box.right <= innerWidth + 1,
    free: !!top && (element.contains(top) || top.contains(element) && top !== document.documentElement && top !== document.body),
    visible: style.visibility === "visible" && opacity > 0.99 && box.width > 0,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    // a negative offset draws the outline within the element's own background
    colours: [style.outlineColor, back(parseFloat(style.outlineOffset) < 0 ? element : element.parentElement)],
    area: area.number ??= window.areas = (window.areas ?? 0) + 1,
    order: path,
    top: Math.round(block.getBoundingClientRect().top - area.getBoundingClientRect().top + (area.scrollTop || 0)),
  }
}"""
RECORD = f"""() => {{
  const stop = {STOP}
  window.stops = []
  addEventListener("keyup", event => {{ if (event.key === "Tab") window.stops.push(stop()) }})
}}"""


def wrong(stop: dict[str, Any]) -> list[str]:
    """What is wrong with a place where the focus has stopped."""
    faults = [name for name in ("inView", "free", "visible") if not stop[name]]
    if stop["outline"] < 2 or contrast(stop["colours"]) < 3:
        faults.append("indicator")
    return faults


def walk(page: Page, key: str) -> list[dict[str, Any]]:
    """Every stop from one end of the page to the other."""
    page.evaluate(RECORD)
    while True:
        for _ in range(20):
            page.keyboard.press(key)
        stops: list[dict[str, Any]] = page.evaluate("window.stops")
        ends = [number for number, stop in enumerate(stops) if stop is None or (number and stop["order"] == stops[0]["order"])]
        if ends:
            return stops[: ends[0]]
        assert len(stops) < 2000, "the keyboard is caught here"


FOCUS = "body :is(a, button, input, select, textarea, summary, [tabindex])"


# in a narrow window, where there is least room, on every page but the whole article, whose parts stand on the others; in a wide one on
# as many as show each thing that takes the focus; backwards, where the header may lie on what is gone to, on a page of each kind
@pytest.mark.parametrize(("width", "scheme", "key"), [(1280, "light", "Tab"), (360, "dark", "Tab"), (360, "light", "Shift+Tab")])
def test_focus_is_seen_at_every_stop_and_goes_in_reading_order(
    site: Site, address: str, open_page: Opener, width: int, scheme: str, key: str
) -> None:
    # stops and colours are the same in every language; how much room words take is not, so both are walked
    locale = site.locales[scheme == "dark"]
    page = open_page("about:blank", width=width, height=800, color_scheme=scheme, reduced_motion="reduce")
    pages = site.kinds(locale, FOCUS) if key == "Tab" else list(WAYS)
    if key == "Tab" and width < WIDE:
        pages += [one for one in site.addresses(locale) if one not in pages and not one.endswith("article/")]
    for one in pages:
        page.goto(address + one)
        stops = walk(page, key)
        assert len(stops) > 5, one
        assert not (faults := [(one, stop["html"], wrong(stop)) for stop in stops if wrong(stop)]), faults
        forward = stops if key == "Tab" else stops[::-1]
        for before, after in pairwise(forward):
            assert before["order"] < after["order"], (one, before["html"], after["html"])
            if before["area"] == after["area"]:
                assert before["top"] <= after["top"] + 12, (one, before["html"], after["html"])  # a line's letters differ in height


GONE = f"selector => [({STOP})(), document.activeElement.matches(selector)]"


def go(page: Page, selector: str, key: str = "Tab", limit: int = 200) -> None:
    """Press a key until the focus is on what matches; every stop on the way is seen."""
    for _ in range(limit):
        page.keyboard.press(key)
        stop, reached = page.evaluate(GONE, selector)
        assert stop, f"the focus is lost before {selector}"
        assert not wrong(stop), (stop, wrong(stop))
        if reached:
            return
    raise AssertionError(f"not reached: {selector}")


def text(locator: Locator) -> str:
    """The text of an element, hidden or not."""
    return locator.text_content() or ""


def at(page: Page) -> str:
    """The element that has the focus, as it stands in the page."""
    return str(page.evaluate("document.activeElement.outerHTML"))


@pytest.fixture
def by_keyboard(address: str, open_page: Opener) -> ByKeyboard:
    """A function that opens a page at a width, to be used by keyboard alone."""

    def open_one(url: str, width: int) -> OpenedPage:
        return open_page(address + url, width=width, height=800, permissions=PERMISSIONS, reduced_motion="reduce")

    return open_one


@pytest.mark.parametrize(("locale", "width"), WINDOWS)
def test_keyboard_to_the_text_and_to_another_page(site: Site, address: str, by_keyboard: ByKeyboard, locale: str, width: int) -> None:
    page = by_keyboard(site.pages[locale, "index.md"].url, width)
    go(page, ".skip", limit=1)
    page.keyboard.press("Enter")
    go(page, "article a", limit=1)
    to = site.pages[locale, PAGE]
    link = f'.menu a[href$="{address_of(PAGE)}"]'
    if page.evaluate("innerWidth") < WIDE:
        button = page.locator(".menu-open")
        go(page, ".menu-open", "Shift+Tab")
        page.keyboard.press("Enter")
        go(page, ".menu-close", limit=1)
        page.keyboard.press("Escape")
        expect(page.locator(".menu-close")).not_to_be_visible()
        expect(button).to_be_focused()
        page.keyboard.press("Space")
        go(page, ".menu-close", limit=1)
        page.keyboard.press("Enter")
        expect(page.locator(".menu-close")).not_to_be_visible()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        go(page, link, limit=10)
    else:
        go(page, link, "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(address + to.url)
    expect(page.locator(".menu [aria-current=page]")).to_have_attribute("href", "./")
    assert not page.troubles


@pytest.mark.parametrize(("locale", "other", "width"), PAIR_WINDOWS)
def test_keyboard_to_the_same_paragraph_in_the_other_language(
    site: Site, address: str, by_keyboard: ByKeyboard, locale: str, other: str, width: int
) -> None:
    page = by_keyboard(site.pages[locale, PAGE].url, width)
    go(page, f"#{PLAIN} + .place .mark")
    page.keyboard.press("Enter")
    expect(page.locator(".panel")).to_be_visible()
    go(page, f".panel [hreflang={other}]", limit=3)  # past a link to a figure, if the paragraph has one
    page.keyboard.press("Enter")
    page.wait_for_url(address + site.pages[other, PAGE].url + f"#{PLAIN}")
    expect(page.locator(f"#{PLAIN}")).to_be_in_viewport()
    go(page, f"#{PLAIN} :is(a, button), #{PLAIN} ~ * a", limit=1)  # the way goes on there
    go(page, f".languages [hreflang={locale}]", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(address + site.pages[locale, PAGE].url) + f"(#{PLAIN})?$"))


@pytest.mark.parametrize(("locale", "width"), WINDOWS)
def test_keyboard_through_search_to_a_paragraph(site: Site, by_keyboard: ByKeyboard, locale: str, width: int) -> None:
    page = by_keyboard(site.pages[locale, SHORT].url, width)
    narrow = page.evaluate("innerWidth") < 1000
    field = ".search-open" if narrow else INPUT
    go(page, field)
    if narrow:
        page.keyboard.press("Enter")
    expect(page.locator(INPUT)).to_be_focused()
    page.keyboard.type(BOTH)
    expect(page.locator(".search-list a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".search-list a").first).not_to_be_visible()
    expect(page.locator(field)).to_be_focused()
    page.keyboard.press("Enter") if narrow else page.keyboard.type(" ")
    go(page, ".search-list a", limit=3)
    go(page, ".search-list li:nth-child(2) a", "ArrowDown", limit=1)
    go(page, ".search-list li:nth-child(1) a", "ArrowUp", limit=1)
    go(page, ".search-other a")
    page.keyboard.press("Tab")  # past its end the search is closed, and what it covered is seen
    stop = page.evaluate(STOP)
    assert stop and not wrong(stop), stop
    expect(page.locator(".search-list a").first).not_to_be_visible()
    page.keyboard.press("Control+k")
    go(page, ".search-list a", "ArrowDown", limit=1)
    target = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)
    expect(page.locator(f"[id='{target.partition('#')[2]}']")).to_be_in_viewport()
    assert not page.troubles


@pytest.mark.parametrize(("locale", "width"), WINDOWS)
def test_keyboard_to_a_reference_of_a_paragraph_and_of_the_article(
    site: Site, address: str, by_keyboard: ByKeyboard, locale: str, width: int
) -> None:
    page = by_keyboard(site.pages[locale, SHORT].url, width)
    go(page, f"#{FIRST} + .place .mark")
    page.keyboard.press("Enter")
    expect(page.locator(".panel")).to_be_visible()
    go(page, ".panel .show", limit=1)
    page.keyboard.press("Enter")
    expect(page.locator(".counterpart")).to_be_visible()
    assert 'aria-expanded="true"' in at(page)
    go(page, ".panel .panel-form .copy", limit=20)
    page.keyboard.press("Space")
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-copied"))
    wait_for_clipboard(page, text(page.locator(".panel-form .reference").first).replace("\u00a0", " "))
    assert "copy" in at(page)
    page.keyboard.press("Escape")
    expect(page.locator(".panel, .counterpart")).to_have_count(0)
    expect(page.locator(f"#{FIRST} + .place .mark")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".panel")).to_be_visible()
    go(page, ".panel-close", limit=12)
    page.keyboard.press("Enter")
    expect(page.locator(f"#{FIRST} + .place .mark")).to_be_focused()
    go(page, 'footer a[href$="cite/"]')
    page.keyboard.press("Enter")
    page.wait_for_url(address + site.pages[locale, "cite.md"].url)
    # the letters of the page's readers are chosen, and the others one key away
    own, other = letters(locale)
    go(page, f"#script-{own}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#script-{other}")).to_be_focused()
    expect(page.locator(f"#script-{other}")).to_be_checked()
    go(page, f'.citations .copy[data-copy$="-{other}"]')
    page.keyboard.press("Enter")
    reference = page.locator(f"#{page.evaluate('document.activeElement.dataset.copy')}")
    wait_for_clipboard(page, text(reference).replace("\u00a0", " "))
    go(page, ".downloads a")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".bib")
    assert not page.troubles


# --- In colours of the reader's own

# What an element looks like where the browser has put its colours in place of ours: what tells it from the page
TOLD = r"""selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility({ visibilityProperty: true })).map(element => {
  const style = getComputedStyle(element), icon = element.querySelector("svg")
  const back = from => {
    for (let at = from; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      if (!/^rgba.*, 0\)$/.test(colour)) return colour
    }
  }
  const line = ["Top", "Bottom", "Left"].some(side => parseFloat(style[`border${side}Width`]) && style[`border${side}Style`] !== "none")
  return {
    html: element.outerHTML.slice(0, 100),
    text: [style.color, back(element)],
    icon: icon && [getComputedStyle(icon).fill, back(element)],
    line: line && [style.borderLeftColor, back(element.parentElement)],
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) && [style.outlineColor, back(element.parentElement)],
    weight: style.fontWeight,
    underlined: style.textDecorationLine.includes("underline"),
  }
})"""


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_forced_colours_leave_controls_focus_and_marks_visible(address: str, open_page: Opener, scheme: str, width: int) -> None:
    page = open_page("about:blank", width=width, color_scheme=scheme, forced_colors="active", reduced_motion="reduce")

    def told(selector: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = page.evaluate(TOLD, selector)
        assert found, selector
        assert all(contrast(one["text"]) >= 4.5 for one in found), found
        return found

    page.goto(address + f"{ARTICLE}#{NEXT}")
    show_counterpart(page)
    for one in told(":is(.copy, .show, .panel-close, .panel, .counterpart)"):
        assert one["line"] and contrast(one["line"]) >= 3, one
    assert all(one["underlined"] for one in told("article p > a.term"))
    page.keyboard.press("Tab")
    for selector in ("[data-page]:target", ".panel a:focus"):
        [one] = told(selector)
        assert one["outline"] and contrast(one["outline"]) >= 3, one
    assert told(".languages [aria-current]")[0]["weight"] > told(".languages a:not([aria-current])")[0]["weight"]
    if width < 1000:
        assert all(contrast(one["icon"]) >= 3 for one in told(".bar > button"))
        open_menu(page)
    links = told(".menu a[href]")
    assert {one["weight"] for one in links if "aria-current" in one["html"]} == {"600"}
    assert {one["weight"] for one in links if "aria-current" not in one["html"]} == {"400"}
    page.goto(address + ARTICLE)
    search_for(BOTH)(page)
    for one in told(".search-list mark"):
        assert one["underlined"], one  # yellow on white is told by its hue alone
    page.goto(address + MADE)
    copy(page)
    for one in told(":is(.copy, .said, .scripts)"):
        assert one["line"] and contrast(one["line"]) >= 3, one
    page.goto(address + f"{BESIDE}#{NEXT}")
    [one] = told(".row:target")
    assert one["outline"] and contrast(one["outline"]) >= 3, one


# --- While the script is on its way


@pytest.fixture
def early(address: str, open_page: Opener) -> Early:
    """A function that opens a page whose script is held back; a second call with nothing lets the script come."""

    def open_one(url: str, width: int) -> tuple[OpenedPage, Callable[[Page], None]]:
        page = open_page("about:blank", width=width, reduced_motion="reduce")
        on_its_way = held(page, "**/edition.*.js")

        def arrive(page: Page) -> None:
            on_its_way.pop().continue_()
            expect(page.locator("html")).to_have_class("js")

        with page.expect_request("**/edition.*.js"):
            page.goto(address + url, wait_until="commit")
        return page, arrive

    return open_one


@pytest.mark.parametrize(("by", "locale"), [("hand", LOCALES[0]), ("keyboard", LOCALES[1])])
def test_a_menu_opened_before_the_script_stays_open(site: Site, address: str, early: Early, locale: str, by: str) -> None:
    page, arrive = early(site.pages[locale, PAGE].url, 360)
    if by == "hand":
        page.click(".menu-open")
    else:
        while not page.evaluate("document.activeElement.matches('.menu-open')"):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    expect(page.locator(".menu-close")).to_be_visible()
    arrive(page)
    expect(page.locator(".menu-close")).to_be_visible()
    if by == "keyboard":
        expect(page.locator(".menu :focus")).to_be_visible()
    page.click(f'.menu a[href$="{address_of(OTHER)}"]')
    page.wait_for_url(address + site.pages[locale, OTHER].url, wait_until="commit")


@pytest.mark.parametrize(
    ("by", "locale", "width"),
    [("hand", LOCALES[0], 1280), ("keyboard", LOCALES[0], 360), ("keyboard", LOCALES[1], 1280), ("hand", LOCALES[1], 360)],
)
def test_a_query_typed_before_the_script_is_answered(site: Site, early: Early, locale: str, width: int, by: str) -> None:
    query = QUERIES[locale]["some"]
    page, arrive = early(site.pages[locale, PAGE].url, width)
    to = INPUT if width > 1000 else ".search-open"
    if by == "keyboard":
        while not page.evaluate("selector => document.activeElement.matches(selector)", to):
            page.keyboard.press("Tab")
        if width < 1000:
            page.keyboard.press("Space")
            page.keyboard.press("Tab")
    else:
        page.click(to)
        page.click(INPUT)
    expect(page.locator(INPUT)).to_be_focused()
    page.keyboard.type(query)
    arrive(page)
    expect(page.locator(INPUT)).to_be_focused()
    expect(page.locator(INPUT)).to_have_value(query)
    expect(page.locator(".search-list a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-list a").first).to_be_focused()


def test_a_script_that_does_not_come_is_asked_for_again(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    failed: list[str] = []

    def fail_twice(route: Route) -> None:
        if len(failed) == 2:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort("connectionfailed")

    page.route("**/edition.*.js", fail_twice)
    page.goto(address + site.pages[site.default, PAGE].url, wait_until="load")
    expect(page.locator("html")).to_have_class("js")
    assert len(failed) == 2


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_followed_before_the_script_is_reached(site: Site, address: str, early: Early, width: int) -> None:
    page, arrive = early(site.pages[site.default, PAGE].url, width)
    page.click(f"#{SECOND} + .place .mark")
    assert page.url.endswith(f"#{SECOND}")
    arrive(page)
    expect(page.locator(f"#{SECOND}")).to_be_in_viewport()
    assert page.evaluate(f"document.querySelector('#{SECOND}').matches(':target')")
    page, arrive = early(site.pages[site.default, PAGE].url, width)
    page.click(f".languages [hreflang={site.locales[1]}]", no_wait_after=True)
    page.wait_for_url(address + site.pages[site.locales[1], PAGE].url, wait_until="commit")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_focus_stays_where_it_is_when_the_script_comes(site: Site, early: Early, width: int) -> None:
    page, arrive = early(site.pages[site.default, SHORT].url, width)
    while not page.evaluate(f"document.activeElement.matches('#{FIRST} + .place .mark')"):
        page.keyboard.press("Tab")
    arrive(page)
    expect(page.locator(f"#{FIRST} + .place .mark")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".panel")).to_be_visible()
