"""What readers do, told once and tried in every engine: arriving, coming back, switching, searching, copying, printing, without script or host."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pypdf
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Playwright

from .conftest import LABELS, ROOT, BuiltPage, Site
from .places import PLACES, QUERIES
from .tools.browsers import CHROMIUM, TREE
from .tools.engines import ENGINES, Engine, Window

# --- All that the behaviours know of the mark-up. Whatever else they look for they know by its words or its role.

STARTED = "() => !document.documentElement.classList.contains('no-js')"
HEADER = "header"
PASSAGES = "article [data-page][id]"
STAYS = f"{PASSAGES}, article li[id], .row[id], article :is(h2, h3)[id]"  # what a reader may have at the top of the window
TERM = "a[href*='glossary']"  # a link in running text
PANEL = ".panel"
CARD = ".card"  # of a note or a term
VIEW, DARK = ".view-open", "input[name=colours][value=dark]"
COPY = "button.copy"
REFERENCE = ".reference"  # stands before the button that copies it
NOTE_MARK, NOTE, NOTE_BACK = ".footnote-ref", ".footnote li", ".footnote-backref"
SEARCH_FIELD, RESULT = "[role=search] input", "[role=search] ol a"
SAID = "[role=status], [aria-live]"
NAVIGATION = "nav"
CONTENTS = ".toc a"  # of the page, in the navigation
PRESSED = "a[href], button, label, summary"


def mark(place: str) -> str:
    """What opens the panel of a place."""
    return f".mark[href$='#{place}']"


def switch(locale: str) -> str:
    """The link to the other language, in the header."""
    return f"{HEADER} a[hreflang={locale}]"


def label(name: str, locale: str) -> str:
    """A word of the interface, up to where the site fills something in."""
    return str(LABELS[name][locale]).partition("{")[0].strip()


# --- What a reader sees

# The first line of a place: where it stands, whether it is seen there, and whether it is lower than the style sheet has it
SEEN = """id => {
  const place = document.getElementById(id), range = document.createRange()
  if (!place) return null
  range.selectNodeContents(place)
  const [box] = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1)
  if (!box) return null
  const free = [box.top + 2, box.bottom - 2].every(y => {
    const at = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), y)
    return at && (place.contains(at) || at.contains(place))
  })
  const room = parseFloat(getComputedStyle(place).scrollMarginTop) + (parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0)
  const low = place.getBoundingClientRect().top > room + 16 && scrollY + innerHeight < document.documentElement.scrollHeight - 2
  return { top: box.top, scrolled: scrollY, low, seen: box.top >= 0 && box.bottom <= innerHeight && free }
}"""
# The first place that stands below the header, and how far
FIRST = """(css, header) => {
  const below = document.querySelector(header)?.getBoundingClientRect().bottom ?? 0
  const first = [...document.querySelectorAll(css)].find(place => place.getBoundingClientRect().bottom > below + 8)
  return first && { id: first.id, top: first.getBoundingClientRect().top }
}"""
TOLD = f"word => [...document.querySelectorAll({SAID!r})].some(({{ textContent }}) => textContent.includes(word))"
SHOWN = "css => !!document.querySelector(css)?.checkVisibility()"
TOP = "id => document.getElementById(id).getBoundingClientRect().top"
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"
# How the place that was gone to differs from others of its kind
LOOKS = """(id, part) => {
  const place = document.getElementById(id), one = part ? place.querySelector(part) ?? place : place
  const style = getComputedStyle(one)
  return [style.backgroundColor, style.outlineStyle === "none" ? "" : style.outline, style.boxShadow, style.borderInlineStart].join("|")
}"""
SCRIPTS = "() => [...document.querySelectorAll('script[src]')].map(({ src }) => src)"
COUNT = "css => [...document.querySelectorAll(css)].filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })).length"
# Where a text begins, as a reader sees it
TEXT = """words => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT)
  let found = null
  for (let one = walk.nextNode(); one; one = walk.nextNode()) {
    if (one.tagName !== "TEMPLATE" && one.checkVisibility?.() && one.textContent.replace(/\\s+/g, " ").trim().startsWith(words)) found = one
  }
  if (!found) return null
  const range = document.createRange()
  range.selectNodeContents(found)
  const box = range.getClientRects()[0], at = box && document.elementFromPoint(box.left + 4, box.top + box.height / 2)
  return { seen: !!at && box.top >= 0 && box.bottom <= innerHeight && (found.contains(at) || at.contains(found)), top: box?.top, focused: found.contains(document.activeElement) || document.activeElement !== document.body && document.activeElement.contains(found) }
}"""
HASHES = "css => [...document.querySelectorAll(css)].map(link => decodeURIComponent(link.hash.slice(1)))"
ACTIVE = "css => document.activeElement !== document.body && document.activeElement.matches(css)"


def none(faults: list[str]) -> None:
    """Fail with all that is wrong, a line each."""
    assert not faults, "\n".join(faults)


def settle(window: Window, faults: list[str], what: str = "") -> None:
    """Wait until the page's script has come and everything stands; a script that does not come is a fault."""
    try:
        window.wait(STARTED)
    except AssertionError:
        faults.append(f"{what}: the script did not start at {window.url}")
    window.run(FRAMES)
    scripts = window.run(SCRIPTS)
    if len(scripts) > len(set(scripts)):
        faults.append(f"{what}: a script is there twice: {scripts}")


def check_arrived(window: Window, place: str, faults: list[str], what: str) -> None:
    """A reader who has come to a place sees it, and it stays where it is when the reader does something."""
    settle(window, faults, what)
    before = window.run(SEEN, place)
    if not before or not before["seen"]:
        faults.append(f"{what}: #{place} is not in sight: {before}")
        return
    if before["low"]:
        faults.append(f"{what}: #{place} stands at {before['top']} px, too low")
    window.press("Shift")
    window.wheel(30)
    window.run(FRAMES)
    after = window.run(SEEN, place)
    moved = after["top"] + after["scrolled"] - before["top"] - before["scrolled"]
    shown = after["top"] - before["top"]
    if abs(moved) > 2 or not -32 <= shown <= 2:
        faults.append(f"{what}: #{place} moved by {moved} px in the page, by {shown} px in the window")


# --- The engines, the site, and windows on it


@pytest.fixture(scope="session", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ENGINES])
def engine(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Engine]:
    one = ENGINES[request.param](playwright)
    if not one.path:
        pytest.skip(one.installed.why)
    yield one
    one.close()


@pytest.fixture
def open_window(engine: Engine) -> Iterator[Callable[..., Window]]:
    """A function that opens a window: see `Engine.window`; `needs` names what an engine may lack."""
    opened: list[Window] = []

    def open_one(*arguments: Any, needs: str = "", **options: Any) -> Window:
        if needs in engine.lacks:
            pytest.skip(engine.lacks[needs])
        opened.append(engine.window(*arguments, **options))
        return opened[-1]

    yield open_one
    for window in opened:
        window.close()


@pytest.fixture
def both(site: Site) -> tuple[str, str]:
    """The default language and another."""
    first, second, *_ = site.locales
    return first, second


def passage(page: BuiltPage, place: str) -> str:
    """The first words of a place in a page that are neither a link nor the number of a note."""
    tag = page.soup.find(id=place)
    assert tag, (page.url, place)
    strings = [re.sub(r"\s+", " ", str(text)).strip() for text in tag.find_all(string=True) if not text.find_parent(["sup", "a"])]
    return next((text for text in strings if len(text) > 12), max(strings, key=len))[:60].rsplit(" ", 1)[0]


# --- Arriving, coming back, switching


def test_who_comes_to_a_place_sees_it_and_it_stays(site: Site, address: str, engine: Engine, open_window: Callable[..., Window]) -> None:
    faults: list[str] = []
    for locale, width in zip(site.locales, (1280, engine.narrowest), strict=True):
        window = open_window(width, 740)
        last = ""
        for kind, (name, place) in PLACES["places"].items():
            if name == last:
                window.goto("about:blank")  # so that another place of the same page is loaded too
            window.goto(f"{address}{site.pages[locale, name].url}#{place}")
            check_arrived(window, place, faults, f"{kind}, {locale}, {width} px")
            last = name
        faults += window.messages
    none(faults)


def test_a_page_reloaded_while_scrolled_shows_what_it_showed(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    window = open_window(1280, 740)
    window.goto(address + site.pages[both[0], PLACES["long"]].url)
    settle(window, faults, "first")
    for share in (0.5, 0.97):
        window.wheel(10)
        window.run("share => scrollTo({ top: share * (document.documentElement.scrollHeight - innerHeight), behavior: 'instant' })", share)
        window.run(FRAMES)
        before = window.run(FIRST, STAYS, HEADER)
        window.reload()
        settle(window, faults, f"reloaded at {share}")
        for moment in ("reloaded", "after a key"):
            after = window.run(TOP, before["id"])
            if abs(after - before["top"]) > 2:
                faults.append(f"{moment} at {share}: #{before['id']} was at {before['top']} px and is at {after} px")
            window.press("Shift")
            window.run(FRAMES)
    none(faults)


def test_back_and_forward_lead_to_where_one_was(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    name, place = PLACES["places"]["paragraph"]
    window = open_window(1280, 740)
    window.goto(address + site.pages[both[0], name].url)
    settle(window, faults, "first")
    window.run("id => document.getElementById(id).scrollIntoView({ block: 'center', behavior: 'instant' })", place)
    window.run(FRAMES)
    before = window.run(FIRST, STAYS, HEADER)
    window.click(f"[id='{place}'] {TERM}")
    window.wait(SHOWN, CARD)
    window.click(f"{CARD} a[href*='glossary']")
    window.wait_url("glossary.*#")
    entry = window.url.partition("#")[2]
    settle(window, faults, "there")
    window.back()
    settle(window, faults, "back")
    after = window.run(FIRST, STAYS, HEADER)
    if after["id"] != before["id"]:
        faults.append(f"back: was at {before}, is at {after}")
    window.press("Shift")
    window.run(FRAMES)
    if abs(window.run(TOP, after["id"]) - after["top"]) > 2:
        faults.append("back: it moved when a key was pressed")
    window.click(mark(place))
    window.wait(SHOWN, PANEL)
    if (panels := window.run(COUNT, PANEL)) != 1:
        faults.append(f"back: a mark opens {panels} panels")
    window.forward()
    check_arrived(window, entry, faults, "forward")
    none(faults)


def test_switch_of_language_keeps_the_place_and_so_does_switching_back(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    window = open_window(1280, 740)
    # each kind of place from one language or the other, the first one back again
    for number, (kind, (name, place)) in enumerate(PLACES["places"].items()):
        window.goto(f"{address}{site.pages[both[number % 2], name].url}#{place}")
        settle(window, faults, kind)
        for locale in (both[1 - number % 2], both[0])[: 2 if number == 0 else 1]:
            window.click(switch(locale))
            window.wait_url(f"{re.escape(address + site.pages[locale, name].url)}($|#)")
            settle(window, faults, f"{kind}, {locale}")
            if not window.url.endswith(f"#{place}"):
                faults.append(f"{locale}: {window.url} instead of #{place}")
            if not (seen := window.run(SEEN, place)) or not seen["seen"]:
                faults.append(f"{locale}: #{place} is not in sight: {seen}")
    none(faults)


def test_switch_finds_the_paragraph_that_a_reader_has_scrolled_to(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    name, place = PLACES["places"]["paragraph"]
    faults: list[str] = []
    window = open_window(engine.narrowest, 740)
    window.goto(address + site.pages[both[0], name].url)
    settle(window, faults, "first")
    window.wheel(10)
    window.run("id => document.getElementById(id).scrollIntoView({ block: 'start', behavior: 'instant' })", place)
    window.run(FRAMES)
    window.click(switch(both[1]))
    window.wait_url(f"{re.escape(address + site.pages[both[1], name].url)}#{place}$")
    check_arrived(window, place, faults, both[1])
    none(faults)


def test_contents_mark_what_is_read_however_one_has_come_there(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    window = open_window(1280, 740)
    window.goto(address + site.pages[both[1], PLACES["long"]].url)
    settle(window, [])
    places = window.run(HASHES, CONTENTS)
    assert len(places) > 2
    # far down at once, past the heading; back over several; and to the top, where none has begun
    for place in (places[-2], places[1], places[-2], places[0], ""):
        window.run(
            "id => scrollTo({ top: id && scrollY + document.getElementById(id).getBoundingClientRect().bottom + 20, behavior: 'instant' })",
            place,
        )
        window.wait(f"(css, id) => ({HASHES})(css).join() === id", f"{CONTENTS}[aria-current]", place)


def test_contents_longer_than_the_window_keep_what_is_read_in_sight(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window]
) -> None:
    window = open_window(1280, 740)
    window.goto(f"{address}article/")
    settle(window, [])
    for place in (window.run(HASHES, CONTENTS)[-1], window.run(HASHES, CONTENTS)[0]):
        window.run("id => document.getElementById(id).scrollIntoView({ behavior: 'instant' })", place)
        window.wait(f"(css, id) => ({HASHES})(css).join() === id", f"{CONTENTS}[aria-current]", place)
        top, bottom = window.run(
            "css => { const { top, bottom } = document.querySelector(css).getBoundingClientRect(); return [top, bottom] }",
            f"{CONTENTS}[aria-current]",
        )
        assert 0 <= top < bottom <= 740, place


# --- Searching


def test_search_by_keyboard_leads_to_a_paragraph(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    locale = both[0]
    window = open_window()
    window.goto(address + site.pages[locale, PLACES["short"]].url)
    settle(window, faults, "first")
    for _ in range(15):
        window.press("Tab")
        if window.run(ACTIVE, SEARCH_FIELD):
            break
    else:
        pytest.fail("the search is not reached by Tab")
    window.type(QUERIES[locale]["some"])
    window.wait(SHOWN, RESULT)
    window.press("ArrowDown")
    window.wait(ACTIVE, RESULT)
    window.press("Enter")
    window.wait_url("#")
    check_arrived(window, unquote(window.url.partition("#")[2]), faults, "result")
    none(faults + window.messages)


def test_search_by_hand_on_a_phone_leads_to_a_paragraph(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    locale = both[1]
    window = open_window(engine.narrowest, 740, touch="touch" not in engine.lacks)
    window.goto(address + site.pages[locale, PLACES["short"]].url)
    settle(window, faults, "first")
    window.click(f":is({PRESSED})", label("search_open", locale))
    window.wait(ACTIVE, SEARCH_FIELD)
    window.type(QUERIES[locale]["some"])
    window.click(RESULT)
    window.wait_url("#")
    check_arrived(window, unquote(window.url.partition("#")[2]), faults, "result")
    none(faults)


def test_search_leaves_the_keys_of_an_input_method_alone(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    window = open_window()
    window.goto(address + site.pages[both[0], PLACES["short"]].url)
    settle(window, [])
    window.click(SEARCH_FIELD)
    window.type(QUERIES[both[0]]["some"])
    window.wait(SHOWN, RESULT)
    for key in ("ArrowDown", "Escape", "Enter"):
        taken = window.run(
            "key => !document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, code: key, isComposing: true, bubbles: true, cancelable: true }))",
            key,
        )
        assert not taken, key
        if key == "Escape" and "touch" in engine.lacks:
            window.click(SEARCH_FIELD)  # WebKit closes a popover at an Escape that no reader has pressed, too
        assert window.run(ACTIVE, SEARCH_FIELD), key
        assert window.run("css => document.querySelector(css)?.checkVisibility({ visibilityProperty: true })", RESULT), key
    window.press("Escape")
    window.wait("css => !document.querySelector(css)?.checkVisibility({ visibilityProperty: true })", RESULT)


def test_a_bare_letter_is_no_shortcut(site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]) -> None:
    """WCAG 2.1.4."""
    for locale in both:
        window = open_window()
        window.goto(address + site.pages[locale, PLACES["short"]].url)
        settle(window, [])
        for key, code in (("s", "KeyS"), ("k", "KeyK"), ("f", "KeyF"), ("/", "Slash"), ("ы", "KeyS"), (".", "Slash")):
            taken = window.run(
                "(key, code) => !document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))",
                key,
                code,
            )
            assert not taken, key
            assert not window.run(ACTIVE, "input, button"), key


# --- The panel, copying, the counterpart


def test_mark_opens_one_panel_and_close_and_escape_close_it(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    name, place = PLACES["places"]["paragraph"]
    page = site.pages[both[0], name]
    first = page.passages[1]["id"]
    window = open_window()
    window.goto(address + page.url)
    settle(window, faults)
    window.click(mark(first))
    window.wait(SHOWN, PANEL)
    said = window.run("css => document.querySelector(css).innerText", PANEL)
    for wanted in (f"{address}{page.url}#{first}", label("page", both[0]), label("copy", both[0])):
        if wanted not in said:
            faults.append(f"the panel lacks {wanted}")
    window.click(mark(place))
    window.run(FRAMES)
    if (panels := window.run(COUNT, PANEL)) != 1:
        faults.append(f"{panels} panels stand open")
    closings: list[Callable[[], None]] = [
        lambda: window.press("Escape"),
        lambda: window.click(f"{PANEL} button", label("close", both[0])),
    ]
    for close in closings:
        for _ in range(3):
            if window.run(COUNT, PANEL):
                close()
                window.run(FRAMES)
        if window.run(COUNT, PANEL):
            faults.append("the panel stays open")
            break
        window.click(mark(place))
        window.run(FRAMES)
    none(faults + window.messages)


def test_copy_gives_the_reference_rich_and_plain(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    window = open_window()
    window.goto(f"{address}{site.pages[both[0], PLACES['places']['section of Cite'][0]].url}")
    settle(window, faults)
    window.click(COPY)
    window.wait(TOLD, label("copied", both[0]))
    reference = window.run(
        "(copy, css) => [...document.querySelectorAll(copy)].find(one => one.checkVisibility()).parentElement.querySelector(css).textContent",
        COPY,
        REFERENCE,
    )
    got = window.clipboard()
    if got["text"].replace("\u00a0", " ").strip() != reference.replace("\u00a0", " ").strip():  # WebKit pastes plain spaces
        faults.append(f"plain: {got['text']!r}, not {reference!r}")
    rich = BeautifulSoup(got["html"], "html.parser")
    if not rich.find(lang=True) or letters(rich.get_text()) != letters(reference):
        faults.append(f"rich: {got['html']!r}")
    name, place = PLACES["places"]["paragraph"]
    window.goto(address + site.pages[both[0], name].url)
    settle(window, faults)
    window.click(mark(place))
    window.click(f"{PANEL} {COPY}", label("copy_link", both[0]))
    window.wait(TOLD, label("copied", both[0]))
    if (got := window.clipboard())["text"] != f"{address}{site.pages[both[0], name].url}#{place}":
        faults.append(f"address: {got}")
    none(faults + window.messages)


def test_text_copied_by_hand_holds_no_marks(site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]) -> None:
    page = site.pages[both[0], PLACES["places"]["heading"][0]]
    last = page.soup.find(id=PLACES["places"]["heading"][1])
    before = page.passages[page.passages.index(last) - 1]
    window = open_window()
    window.goto(address + page.url)
    settle(window, [])
    window.run(
        "(from, to) => { const [a, b] = [from, to].map(id => document.getElementById(id)); getSelection().setBaseAndExtent(a, 0, b, b.childNodes.length) }",
        before["id"],
        last["id"],
    )
    window.press("Control+c")
    text = window.clipboard()["text"]
    assert passage(page, before["id"]) in text.replace("\u00a0", " ")
    assert passage(page, last["id"]) in text.replace("\u00a0", " ")
    for mark_ in (LABELS["page"][both[0]].format(before["data-page"]).replace(" ", "."), LABELS["language_short"][both[1]], "¶"):
        assert not re.search(mark_.replace("\u00a0", "."), text, re.IGNORECASE), (mark_, text)


def test_translation_by_the_browser_leaves_a_copied_reference_alone(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    window = open_window()
    window.goto(f"{address}{site.pages[both[0], PLACES['places']['section of Cite'][0]].url}")
    settle(window, [])
    reference = window.run(
        "css => [...document.querySelectorAll(css)].find(one => one.checkVisibility()).textContent.trim()", f"main {REFERENCE}"
    )
    # as the translators of Chromium and Firefox do: each text inside two elements of its own, but for what is not to be translated
    window.run("""() => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = []
      for (let text = walk.nextNode(); text; text = walk.nextNode()) if (text.data.trim() && text.parentElement.translate && !text.parentElement.closest("script, style")) texts.push(text)
      for (const text of texts) {
        const inner = document.createElement("font"), outer = document.createElement("font")
        inner.textContent = text.data.replace(/\\p{L}+/gu, "Ü")
        outer.append(inner)
        text.replaceWith(outer)
      }
    }""")
    window.click(COPY)
    window.wait(TOLD, label("copied", both[0]))
    assert window.clipboard()["text"].replace("\u00a0", " ").strip() == reference.replace("\u00a0", " ")


def test_counterpart_appears_in_sight_is_announced_and_closes_with_its_panel(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    name, place = PLACES["places"]["paragraph"]
    window = open_window(engine.narrowest, 740, touch="touch" not in engine.lacks)
    window.goto(f"{address}{site.pages[both[0], name].url}")
    settle(window, faults)
    window.click(mark(place))
    window.click(f"{PANEL} button", label("show_counterpart", both[0]))
    words = passage(site.pages[both[1], name], place)
    window.wait(TEXT, words)
    window.run(FRAMES)
    there = window.run(TEXT, words)
    if not there["seen"]:
        faults.append(f"it begins at {there['top']} px, out of sight")
    said = window.run("css => [...document.querySelectorAll(css)].map(({ textContent }) => textContent.trim()).join('')", SAID)
    if not said and not there["focused"]:
        faults.append("nothing tells that it is there")
    window.press("Escape")
    window.run(FRAMES)
    if window.run(COUNT, PANEL):
        faults.append("the panel stays open")
    if window.run(TEXT, words):
        faults.append("it stays when its panel is closed")
    none(faults)


# --- Notes, pages side by side


def test_notes_lead_there_and_back_and_are_marked(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    page = site.pages[both[0], PLACES["long"]]
    window = open_window(1280, 740)
    window.goto(address + page.url)
    settle(window, faults)
    references = page.soup.select(f"article {NOTE_MARK}")
    for link in (references[0], references[-1]):
        note, back = unquote(link["href"].lstrip("#")), link.find_parent(id=True)["id"]
        plain = [window.run(LOOKS, note, ""), window.run(LOOKS, back, NOTE_MARK)]
        window.click(f"{NOTE_MARK}[href='{link['href']}']")
        window.wait(SHOWN, CARD)
        window.click(f"{CARD} a")
        window.wait_url(re.escape(link["href"]))
        window.run(FRAMES)
        if not window.run(SEEN, note)["seen"]:
            faults.append(f"#{note} is not in sight: {window.run(SEEN, note)}")
        if window.run(LOOKS, note, "") == plain[0]:
            faults.append(f"#{note} looks like any other note")
        window.click(f"[id='{note}'] {NOTE_BACK}")
        window.wait_url("#.*ref")
        window.run(FRAMES)
        if not window.run(SEEN, back)["seen"]:
            faults.append(f"#{back} is not in sight: {window.run(SEEN, back)}")
        if window.run(LOOKS, back, NOTE_MARK) == plain[1]:
            faults.append(f"the reference to #{note} looks like any other")
    none(faults + window.messages)


# Whether a card lies on the first line of what it explains, or out of the window
COVERS = """(card, mark) => {
  const box = document.querySelector(card).getBoundingClientRect(), line = document.querySelector(mark).getClientRects()[0]
  return box.top < -1 || box.bottom > innerHeight + 1 || (box.top < line.bottom - 1 && box.bottom > line.top + 1)
}"""


def test_a_note_is_read_at_its_line_and_a_view_holds_on_the_next_page(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    window = open_window(1280, 740)
    window.goto(address + site.pages[both[0], PLACES["long"]].url)
    settle(window, faults)
    window.click(NOTE_MARK)
    window.wait(SHOWN, CARD)
    window.run(FRAMES)
    if window.run(COVERS, CARD, NOTE_MARK):
        faults.append("the card covers its line, or leaves the window")
    window.press("Escape")
    if window.run(SHOWN, CARD):
        faults.append("Escape leaves the card open")
    if not window.run(ACTIVE, NOTE_MARK):
        faults.append("the focus does not go back to the mark")
    window.click(VIEW)
    window.wait(SHOWN, DARK)
    window.click(DARK)
    window.wait_url("colours=dark")
    window.goto(address + site.pages[both[1], PLACES["short"]].url)
    if window.run("() => getComputedStyle(document.documentElement).colorScheme") != "dark":
        faults.append("the colours chosen do not hold on the next page")
    none(faults + window.messages)


# Numbers of notes, as their list shows them, and the way back from them
BESIDE_NOTES = """(mark, header) => [...document.querySelectorAll(mark)].flatMap(link => {
  const faults = [], note = document.getElementById(decodeURIComponent(link.hash.slice(1))), number = link.innerText.trim()
  if (!note) return [`no note for ${link.hash}`]
  const list = note.closest("ol"), own = list ? [...list.children].indexOf(note) + list.start : 0
  const shown = note.innerText.trim().match(/^\\d+/)?.[0] ?? (list && getComputedStyle(note).display === "list-item" && getComputedStyle(note).listStyleType !== "none" ? String(own) : "")
  if (shown !== number) faults.push(`${link.hash} is numbered "${shown}", its reference "${number}"`)
  const back = [...note.querySelectorAll("a[href^='#']")].some(({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1)))?.contains(link))
  if (!back) faults.push(`no way back from ${link.hash}`)
  return faults
})"""
LEVELS = (
    "() => [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')].map(one => [one.closest('[id]').id, Number(one.tagName[1])])"
)


def test_side_by_side_has_notes_levels_and_ways_as_other_pages(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    name, place = PLACES["places"]["heading"]
    window = open_window()
    window.goto(f"{address}{PLACES['beside']}")
    settle(window, faults)
    faults += window.run(BESIDE_NOTES, NOTE_MARK, HEADER)[:4]
    levels = {tag["id"]: int(tag.name[1]) for tag in site.pages[both[0], name].passages if tag.name[0] == "h"}
    steps = {level - levels[id_] for id_, level in window.run(LEVELS) if id_ in levels}
    if len(steps) != 1:
        faults.append(f"its headings are {steps} below those of the page in one language")
    for css, what in ((SEARCH_FIELD, "search"), (f"{NAVIGATION} {TERM}", "contents")):
        if not window.run(COUNT, css):
            faults.append(f"no {what}")
    window.click(NOTE_MARK)
    window.wait(SHOWN, CARD)
    window.click(f"{CARD} a")
    window.run(FRAMES)
    note = unquote(window.url.partition("#")[2])
    if not window.run(SEEN, note)["seen"]:
        faults.append(f"#{note} is not in sight")
    window.goto(f"{address}{PLACES['beside']}#{place}")
    window.run(FRAMES)
    if not window.run(SEEN, place)["seen"]:
        faults.append(f"#{place} is not in sight")
    window.click("main a", label("side_by_side_back", both[0]))
    window.wait_url(re.escape(address + site.pages[both[0], name].url))
    if not window.url.endswith(f"#{place}"):
        faults.append(f"to one language: {window.url} instead of #{place}")
    none(faults + window.messages)


# --- On a phone


def test_menu_on_a_phone_opens_takes_the_focus_closes_and_leads_on(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    target = site.pages[both[0], PLACES["places"]["section of Cite"][0]]
    link = f"{NAVIGATION} a[href$='{target.url}']"
    window = open_window(engine.narrowest, 740, touch="touch" not in engine.lacks)
    window.goto(address + site.pages[both[0], PLACES["long"]].url)
    settle(window, faults)
    shown = "css => [...document.querySelectorAll(css)].some(one => { const { left, right } = one.getBoundingClientRect(); return one.checkVisibility({ visibilityProperty: true }) && right > 0 && left < innerWidth })"
    if window.run(shown, link):
        faults.append("it is open at first")
    window.click(f"{HEADER} :is({PRESSED})", label("menu", both[0]))
    window.wait(shown, link)
    if not window.run(ACTIVE, f"{NAVIGATION} *"):
        window.press("Tab")
    if not window.run(ACTIVE, f"{NAVIGATION} *"):
        faults.append("the focus is not in it")
    window.press("Escape")
    window.wait(f"css => !({shown})(css)", link)
    if not window.run(ACTIVE, f"{HEADER} *"):
        faults.append("the focus does not come back")
    window.click(f"{HEADER} :is({PRESSED})", label("menu", both[0]))
    window.wait(shown, link)
    window.run("() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})))")
    window.click(link)
    window.wait_url(re.escape(address + target.url))
    none(faults + window.messages)


# What a finger would press without having seen it, and what is too small for it
UNSEEN = """css => [...document.querySelectorAll(css)].filter(one => {
  if (!one.getClientRects().length || one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
  one.scrollIntoView({ block: "center", behavior: "instant" })
  const box = one.getBoundingClientRect()
  return one.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2))
}).map(one => one.outerHTML.slice(0, 120))"""
SMALL = """css => [...document.querySelectorAll(css)].filter(one => one.checkVisibility({ visibilityProperty: true })).map(one => one.getBoundingClientRect())
  .filter(({ width, height }) => width < 24 || height < 24).map(({ width, height }) => `${Math.round(width)} × ${Math.round(height)} px`)"""


def test_a_finger_presses_nothing_unseen_and_marks_are_large_enough(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    """WCAG 2.2, 2.5.8, without its exception for what stands in a line."""
    faults: list[str] = []
    page = site.pages[both[0], PLACES["short"]]
    window = open_window(engine.narrowest, 740, needs="touch", touch=True)
    window.goto(address + page.url)
    settle(window, faults)
    faults += [f"unseen: {one}" for one in window.run(UNSEEN, "a[href], button")[:3]]
    faults += [f"small: {one}" for one in window.run(SMALL, mark("").replace("$=", "*="))[:3]]
    none(faults)


# Words of the header that lie on one another
MEET = """header => {
  const texts = [...document.querySelectorAll(`${header} *`)].filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[role=search]"))
    .flatMap(one => [...one.childNodes].filter(({ nodeType, data }) => nodeType === 3 && data.trim())).map(text => {
      const range = document.createRange()
      range.selectNodeContents(text)
      return [text.data.trim(), [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1)]
    })
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
  return texts.flatMap(([one, boxes], at) => texts.slice(at + 1).filter(([, others]) => boxes.some(a => others.some(b => meet(a, b)))).map(([other]) => `“${one}” lies on “${other}”`))
}"""
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"


def test_header_leaves_room_for_the_text_in_a_low_narrow_window_with_spaced_text(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window]
) -> None:
    """WCAG 2.2, 1.4.10 and 1.4.12."""
    faults: list[str] = []
    for locale in site.locales:
        window = open_window(max(320, engine.narrowest if engine.narrowest > 360 else 320), 568)
        window.goto(address + site.pages[locale, PLACES["long"]].url)
        settle(window, faults)
        for spaced in (False, True):
            if spaced:
                window.run(
                    "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }", SPACING
                )
            window.run("() => scrollTo({ top: 400, behavior: 'instant' })")
            window.run(FRAMES)
            covered = window.run("css => Math.max(0, document.querySelector(css).getBoundingClientRect().bottom)", HEADER)
            look = f"{locale}, {'spaced' if spaced else 'as it is'}"
            if covered > 568 / 6:
                faults.append(f"{look}: the header covers {round(covered)} px of 568")
            faults += [f"{look}: in the header, {pair}" for pair in window.run(MEET, HEADER)]
    none(faults)


# --- What is seen, and what is told to assistive technology


def test_links_in_the_text_are_told_from_it(site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]) -> None:
    """WCAG 2.2, 1.4.1."""
    window = open_window()
    window.goto(address + site.pages[both[0], PLACES["long"]].url)
    settle(window, [])
    plain = window.run(
        "css => [...document.querySelectorAll(css)].filter(one => !getComputedStyle(one).textDecorationLine.includes('underline')).map(one => one.outerHTML)",
        f"article p {TERM}",
    )
    assert not plain, f"{len(plain)} links without a line, such as {plain[0]}"


def test_contents_have_no_scrollbar_where_there_is_room(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    window = open_window(1280, 900)
    window.goto(address + site.pages[both[0], PLACES["long"]].url)
    settle(window, [])
    scrolled = window.run("""() => [...document.querySelectorAll("body *")]
      .filter(one => ["auto", "scroll"].includes(getComputedStyle(one).overflowY) && one.checkVisibility() && one.querySelector("nav, a") && one.clientHeight > 100)
      .filter(one => one.scrollHeight > one.clientHeight).map(one => [one.className, one.scrollHeight, one.clientHeight])""")
    assert not scrolled, scrolled


def test_a_page_that_does_not_scroll_is_as_wide_as_one_that_does(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window]
) -> None:
    """A scrollbar that takes room takes it from the first: one that came when enough of the page had would move what stands above."""
    window = open_window(1280, 1100)
    window.goto(f"{address}404.html")
    width = window.run("() => document.documentElement.clientWidth")
    assert window.run("() => document.documentElement.scrollHeight <= innerHeight")
    window.goto(address + site.pages[site.default, PLACES["long"]].url)
    assert width == window.run("() => document.documentElement.clientWidth") < window.run("() => innerWidth")


# Texts that an engine has not laid out, and so may leave out of its tree, its pictures and its reader mode
NOT_THERE = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const own = text.parentElement
    if (text.data.trim() && own.checkVisibility() && !own.checkVisibility({ contentVisibilityAuto: true })) found.push(text.data.trim().slice(0, 60))
  }
  return found
}"""


def test_notes_foot_and_headings_have_their_names_and_texts_from_the_first(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    for locale in both:
        page = site.pages[locale, PLACES["short"]]
        window = open_window()
        window.goto(address + page.url)
        settle(window, faults)
        if missing := window.run(NOT_THERE):
            faults.append(f"{locale}: {len(missing)} texts are not laid out, such as {missing[0]}")
        for role, name in window.accessible(f"footer :is(a, h2), {NOTE} a, main :is(h1, h2, h3)"):
            if not re.search(r"\w", name):
                faults.append(f"{locale}: a {role} without a name: {name!r}")
            elif role == "heading" and re.search(LABELS["page"][locale].format(r"\d").replace("\u00a0", ".").replace(" ", "."), name):
                faults.append(f"{locale}: a mark of place in the name of a heading: {name}")
        backs = [name for _, name in window.accessible(f"{NOTE} {NOTE_BACK}")]
        if not backs or not all(label("note_back", locale) in name for name in backs):
            faults.append(f"{locale}: ways back from notes are named {backs}")
    none(faults)


def test_assistive_technology_is_told_of_notes_foot_and_headings(site: Site, address: str, engine: Engine, both: tuple[str, str]) -> None:
    """What the engine itself tells the platform, before the reader has done anything. WCAG 2.2, 1.3.1, 2.4.4, 4.1.2."""
    if engine.installed is not CHROMIUM and not TREE.find():
        pytest.skip(TREE.why)
    page = site.pages[both[0], PLACES["short"]]
    told = engine.tree(address + page.url)
    faults = [
        f"a {role} without a name"
        for role, name, _ in told
        if role in ("link", "heading", "push button", "button") and not re.search(r"\w", name)
    ]
    words = letters("\n".join(f"{name}\n{text}" for _, name, text in told))
    faults += [f"#{note['id']} is missing" for note in page.soup.select(NOTE) if letters(passage(page, note["id"])) not in words]
    for line in page.soup.select("footer p"):
        if letters(re.sub(r"\s+", " ", str(line.find(string=True))).strip()[:40]) not in words:
            faults.append(f"of the foot is missing: {line.get_text()[:60]}")
    pages = re.compile(LABELS["page"][both[0]].replace("\u00a0", ".").replace(" ", ".").format(r"\d"))
    faults += [f"a mark of place in the name of a heading: {name}" for role, name, _ in told if role == "heading" and pages.search(name)]
    if "ctx_ver" in words:
        faults.append("what is meant for programs is told to people: ctx_ver=…")
    none(faults)


# --- Printing


def letters(text: str) -> str:
    """A text without what lines and hyphens make of it."""
    return re.sub(r"[\s\u00ad-]", "", text)


def test_on_paper_stand_all_the_text_and_its_reference_and_no_controls(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    record = json.loads((ROOT / "reference" / "article.json").read_text(encoding="utf-8"))
    record = record[0] if isinstance(record, list) else record
    page = site.pages[both[0], PLACES["short"]]
    window = open_window(needs="print")
    window.goto(address + page.url)
    settle(window, faults)
    place = page.passages[-1]["id"]
    window.click(mark(place))
    window.wait(SHOWN, PANEL)
    text = letters("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(window.pdf())).pages))
    for one in page.passages:
        if letters(passage(page, one["id"])) not in text:
            faults.append(f"#{one['id']} is not printed")
    for note in page.soup.select(NOTE):
        if letters(note.get_text()[:40]) not in text:
            faults.append(f"#{note['id']} is not printed")
    for name in ("search_open", "close", "show_counterpart", "copy_link"):
        if letters(label(name, both[0])) in text:
            faults.append(f"a control is printed: {label(name, both[0])}")
    head = text.partition(letters(passage(page, page.passages[1]["id"])))[0]
    if letters(record["author"][0]["family"]) not in head:
        faults.append("the sheet does not say above the text whose article this is")
    # after the preview the page is as before
    window.click(mark(place))
    window.run(FRAMES)
    if window.run(COUNT, PANEL):
        faults.append("after printing, a mark does not close its panel")
    none(faults)


def test_lines_on_paper_are_as_long_as_the_sheet_has_room_for(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    window = open_window(needs="print")
    window.goto(address + site.pages[both[1], PLACES["page"]].url)
    settle(window, [])
    sheet = pypdf.PdfReader(io.BytesIO(window.pdf())).pages[0]
    lines = sorted(len(line.strip()) for line in sheet.extract_text().splitlines())
    assert 60 <= lines[-len(lines) // 3] <= 100, lines


def test_side_by_side_on_paper_leaves_no_heading_behind(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    window = open_window(needs="print")
    window.goto(f"{address}{PLACES['beside']}")
    settle(window, [])
    name = PLACES["places"]["heading"][0]
    headings = [
        letters(passage(site.pages[locale, name], tag["id"]))
        for locale in both
        for tag in site.pages[locale, name].passages
        if tag.name[0] == "h"
    ]
    sheets = [letters(sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(window.pdf())).pages]
    assert len(sheets) > 1
    assert not [heading for sheet in sheets[:-1] for heading in headings if heading in sheet[-len(heading) - 90 :]], [
        sheet[-90:] for sheet in sheets
    ]


# --- Without script, from a folder


def test_without_script_everything_is_read_and_reached(
    site: Site, address: str, engine: Engine, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    window = open_window(engine.narrowest, 740, script=False)
    home, page, other = (
        site.pages[locale, name] for locale, name in ((both[0], site.names[0]), (both[0], PLACES["long"]), (both[1], PLACES["long"]))
    )
    window.goto(address + home.url)
    assert not window.run(STARTED)
    window.click(f"{HEADER} :is({PRESSED})", label("menu", both[0]))
    window.click(f"{NAVIGATION} a[href$='{page.url}']")
    window.wait_url(re.escape(address + page.url))
    hidden = window.run("ids => ids.filter(id => !document.getElementById(id)?.checkVisibility())", [one["id"] for one in page.passages])
    assert not hidden, hidden
    for css in (SEARCH_FIELD, COPY, PANEL):
        assert not window.run(COUNT, css), f"{css} is seen and can do nothing"
    window.click(mark(page.passages[2]["id"]))
    window.wait_url(f"#{page.passages[2]['id']}$")
    window.click(switch(both[1]))
    window.wait_url(re.escape(address + other.url))
    window.click(NOTE_MARK)
    window.wait_url("#fn")
    assert window.run(SEEN, unquote(window.url.partition("#")[2]))["seen"]


def test_from_a_folder_one_reads_switches_searches_and_compares(
    site: Site, folder: Path, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    name, place = PLACES["places"]["paragraph"]
    file = name.replace(".md", ".html")
    window = open_window()
    window.goto((folder / "index.html").as_uri())
    settle(window, faults, "home")
    window.click(f"{NAVIGATION} a[href$='{file}']")
    window.wait_url(f"{file}$")
    settle(window, faults, "page")
    window.click(mark(place))
    window.click(f"{PANEL} button", label("show_counterpart", both[0]))
    window.wait(TEXT, passage(site.pages[both[1], name], place))
    window.click(switch(both[1]))
    window.wait_url(f"{both[1]}/{file}#{place}$")
    check_arrived(window, place, faults, "switched")
    window.click(SEARCH_FIELD)
    window.type(QUERIES[both[1]]["some"])
    window.click(RESULT)
    window.wait_url(rf"\.html(\?.*)?#(?!{place}$)")
    check_arrived(window, unquote(window.url.partition("#")[2]), faults, "result")
    none(faults + window.messages)


# --- Whatever the state of a page


def test_no_message_in_the_console_on_any_kind_of_page(site: Site, address: str, engine: Engine) -> None:
    # a page of each kind, which is made of elements of its own, in one language or another; in Chromium, tests/test_browser.py opens all
    kinds: dict[frozenset[str], list[str]] = {}
    for url in site.addresses():
        if not url.endswith("404.html"):
            kinds.setdefault(frozenset(tag.name for tag in site.soup(site.file(url)).find_all(True)), []).append(url)
    assert len(kinds) >= len(PLACES["pictures"])
    messages = engine.console([address + urls[number % len(urls)] for number, urls in enumerate(kinds.values())])
    assert not messages, messages


def test_script_starts_in_a_tab_opened_in_the_background(
    site: Site, address: str, open_window: Callable[..., Window], both: tuple[str, str]
) -> None:
    faults: list[str] = []
    target = site.pages[both[0], PLACES["places"]["section of Cite"][0]]
    window = open_window(needs="background")
    window.goto(address + site.pages[both[0], PLACES["short"]].url)
    settle(window, faults, "first")
    behind = window.in_background(address + target.url, f"{NAVIGATION} a[href$='{target.url}'] >> visible=true")
    settle(behind, faults, "behind")
    none(faults)
