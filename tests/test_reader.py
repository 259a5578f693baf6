"""What a reader does while reading: looks up a note or a term, chooses a view, takes words along, sends a place to others."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from copy import copy
from itertools import pairwise, product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Locator, Page, expect

from .clipboard import PERMISSIONS, paste, read_until
from .conftest import LABELS, ROOT, SITE_URL, Opener, Site, attribute, bounding_box, data, held, mkdocs, settings
from .places import HALFWAY, LOCALES, LONG, NEXT, NOTE, OTHER, PAGE, PAIRS, PASSAGE, PLACES, PLAIN, SECOND, SHORT, TERM, THIRD, address_of
from .states import open_note, open_term, open_view, select
from .test_browser import FRAMES

OWN, FOREIGN = LOCALES[:2]
REFERENCE, LINK = f"article a.footnote-ref[href$='{NOTE}']", f"#{PASSAGE} a.term[href$='#{TERM}']"
BESIDE = f"parallel/{address_of(PAGE)}"
KEPT = "() => [localStorage.length, localStorage.view ?? null, sessionStorage.length]"
DATASET = "() => ({ ...document.documentElement.dataset })"


def card(page: Page) -> Locator:
    return page.locator(".card")


def text_without(tag: Tag, css: str) -> str:
    """The text of a part of a page, what matches left out; the page, which other tests read, stays as it is."""
    own: Tag = copy(tag)
    for extra in own.select(css):
        extra.extract()
    return str(own.get_text())


def words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def glossary() -> list[dict[str, Any]]:
    entries = yaml.safe_load((ROOT / "reference" / "glossary.yml").read_text(encoding="utf-8"))
    return [{"printed": [], **entry} for entry in entries]


# --- Cards


@pytest.mark.parametrize("locale", LOCALES)
def test_a_note_and_a_term_are_read_where_they_stand(site: Site, address: str, open_page: Opener, locale: str) -> None:
    built = site.pages[locale, PAGE]
    page = open_page(address + built.url)
    before = page.url
    page.click(REFERENCE)
    expect(card(page)).to_be_visible()
    note = text_without(built.soup.find(id=f"fn:{NOTE}"), ".footnote-backref")
    assert words(card(page).locator(".card-text").inner_text()) == words(note)
    page.click(LINK)
    expect(card(page)).to_have_count(1)
    entry = next(one for one in glossary() if one["id"] == TERM)
    for said in [*entry["forms"].values(), entry["gloss"][locale], *entry["printed"]]:
        expect(card(page)).to_contain_text(said)
    entry_link = card(page).locator("a").last
    assert entry_link.evaluate("link => link.href") == f"{address}{site.pages[locale, 'glossary.md'].url}#{TERM}"
    places = site.pages[locale, "glossary.md"].soup.find(id=TERM).find_next("p", class_="occurs").select("a")
    assert card(page).locator(".card-text a").count() == len(places) + 1
    assert page.url == before and not page.troubles


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_a_card_never_covers_its_line_and_stays_in_the_window(site: Site, address: str, open_page: Opener, width: int, height: int) -> None:
    page = open_page(address + site.pages[FOREIGN, PAGE].url, width=width, height=height)
    for link, block in product((REFERENCE, LINK), ("start", "center", "end")):
        page.locator(link).evaluate("(link, block) => link.scrollIntoView({ block, behavior: 'instant' })", block)
        page.locator(link).evaluate("link => link.click()")
        expect(card(page)).to_be_visible()
        box, lines = page.evaluate(
            "css => [document.querySelector('.card').getBoundingClientRect(), [...document.querySelector(css).getClientRects()]].map(one => JSON.parse(JSON.stringify(one)))",
            link,
        )
        assert box["top"] >= 0 and box["bottom"] <= height and box["left"] >= 0 and box["right"] <= width, (block, box)
        assert all(line["bottom"] <= box["top"] + 1 or line["top"] >= box["bottom"] - 1 for line in lines), (block, box, lines)
        page.keyboard.press("Escape")


def test_a_card_by_keyboard_opens_takes_the_focus_and_gives_it_back(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url)
    for link in (REFERENCE, LINK):
        page.focus(link)
        page.keyboard.press("Enter")
        expect(card(page)).to_be_focused()
        page.keyboard.press("Tab")
        expect(card(page).locator("a:visible").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(card(page)).not_to_be_visible()
        expect(page.locator(link)).to_be_focused()
        page.keyboard.press("Enter")
        expect(card(page)).to_be_focused()
        page.keyboard.press("Shift+Tab")  # moving on closes it
        expect(card(page)).not_to_be_visible()


@pytest.mark.parametrize("touch", [False, True])
def test_a_second_press_a_press_elsewhere_and_close_shut_a_card(site: Site, address: str, open_page: Opener, touch: bool) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url, width=360 if touch else 1280, has_touch=touch, is_mobile=touch)
    press: Callable[..., None] = page.tap if touch else page.click
    for shut in (REFERENCE, "h1", ".card-close"):
        press(REFERENCE)
        expect(card(page)).to_be_visible()
        press(shut)
        expect(card(page)).not_to_be_visible()
    assert page.locator("[aria-expanded=true], .asking").count() == 0


def test_a_pointer_that_stays_opens_a_card_and_one_that_leaves_closes_it(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    page.clock.install()
    page.goto(address + site.pages[OWN, PAGE].url)
    page.hover(LINK)
    expect(card(page)).to_be_visible()
    page.hover(".card")  # WCAG 1.4.13: it can be pointed at,
    page.clock.run_for(1200)
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")  # dismissed,
    expect(card(page)).not_to_be_visible()
    page.mouse.move(2, 2)
    page.hover(LINK)
    expect(card(page)).to_be_visible()
    page.click(LINK)  # and kept
    page.mouse.move(2, 2)
    page.clock.run_for(1200)
    expect(card(page)).to_be_visible()
    page.click("h1")
    page.hover(LINK)
    expect(card(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(card(page)).not_to_be_visible()


def test_a_card_stays_for_a_pointer_that_crosses_another_term_on_its_way_there(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    page.clock.install(time=0)
    page.goto(address + site.pages[OWN, PAGE].url)
    page.hover(LINK)
    expect(card(page)).to_be_visible()
    page.clock.pause_at(3_600)  # however slow the machine is, the pointer is quick
    page.hover(REFERENCE)
    page.hover(".card")
    page.clock.run_for(1200)
    expect(card(page)).to_be_visible()


def test_a_term_within_a_card_takes_its_place_and_gives_the_focus_back_to_the_line(small: Path, open_page: Opener) -> None:
    for path, word in (("en", "Printed"), ("ru", "Напечатано")):
        page_of_notes = small / "docs" / path / "index.md"
        text = page_of_notes.read_text(encoding="utf-8")
        page_of_notes.write_text(text.replace(f": {word}", f": [{word}](glossary.md#clay-term)"), encoding="utf-8")
    with (small / "mkdocs.yml").open("a", encoding="utf-8") as file:
        yaml.safe_dump({"extra_javascript": settings()["extra_javascript"]}, file)
    built = mkdocs(small, "build", "--strict")
    assert built.returncode == 0, built.stdout
    page = open_page((small / "site" / "index.html").as_uri())
    open_note(page)
    page.click(".card .term")
    expect(card(page)).to_contain_text("A soil.")
    expect(card(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("article .footnote-ref").first).to_be_focused()
    assert not page.troubles


FOREIGN_WORDS = f"**/assets/reader/{FOREIGN}.js"
FOREIGN_LINK = f".row > [lang={FOREIGN}] .term >> nth=0"


@pytest.mark.parametrize("then", ["another", "Escape"])
def test_a_card_that_is_late_does_not_take_the_place_of_what_was_done_since(address: str, open_page: Opener, then: str) -> None:
    page = open_page(address + BESIDE)
    on_its_way = held(page, FOREIGN_WORDS)
    with page.expect_request(FOREIGN_WORDS):
        page.click(FOREIGN_LINK)
    if then == "another":
        page.click(f".row > [lang={OWN}] .term >> nth=0")
        expect(card(page)).to_be_visible()
    else:
        page.keyboard.press(then)
    on_its_way.pop().continue_()
    page.wait_for_function("locale => window.readerWords[locale]", arg=FOREIGN)
    if then == "another":
        expect(card(page).locator(".card-text")).to_have_attribute("lang", OWN)
    else:
        expect(card(page)).not_to_be_visible()


def test_a_term_whose_words_do_not_come_leads_to_its_entry(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + BESIDE)
    page.route(FOREIGN_WORDS, lambda route: route.abort())
    page.click(FOREIGN_LINK)
    page.wait_for_url(f"{address}{site.pages[FOREIGN, 'glossary.md'].url}#*")


def test_what_is_pressed_twice_while_its_script_is_on_its_way_opens(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url)
    on_its_way = held(page, "**/assets/reader/reader.js")
    with page.expect_request("**/assets/reader/reader.js"):
        page.click(f"#{PLAIN} + .place .mark")
    page.click(f"#{PLAIN} + .place .mark")
    on_its_way.pop().continue_()
    expect(page.locator(".panel")).to_be_visible()


def test_a_key_held_down_opens_a_panel_once(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url)
    page.focus(f"#{PLAIN} + .place .mark")
    for opened in (1, 0):
        for _ in range(4):
            page.keyboard.down("Space")  # the second time and later it is a repetition
        page.keyboard.up("Space")
        expect(page.locator(".panel")).to_have_count(opened)


@pytest.mark.parametrize("comes", [True, False])
def test_a_counterpart_that_is_late_for_its_panel_does_nothing(site: Site, address: str, open_page: Opener, comes: bool) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url)
    passages = "**/assets/passages/**"
    on_its_way = held(page, passages)
    page.click(f"#{PLAIN} + .place .mark")
    with page.expect_request(passages):
        page.click(".panel .show")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)
    with page.expect_event("requestfinished" if comes else "requestfailed"):
        on_its_way.pop().continue_() if comes else on_its_way.pop().abort()
    if comes:
        page.wait_for_function("locale => window.passages[locale]", arg=FOREIGN)
        page.evaluate(FRAMES)
        expect(page.locator(".said")).to_be_empty()
    page.unroute(passages)
    page.click(f"#{SECOND} + .place .mark")
    page.click(".panel .show")
    expect(page.locator(".counterpart")).to_have_attribute("lang", FOREIGN)
    assert page.url.partition("#")[0] == address + site.pages[OWN, PAGE].url


def test_keys_held_and_other_pages_are_left_to_links(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url)
    open_note(page)
    page.keyboard.press("Escape")
    with page.context.expect_page() as opened:
        page.click(LINK, modifiers=["ControlOrMeta"])
    opened.value.wait_for_url(f"{address}glossary/#{TERM}")
    expect(card(page)).not_to_be_visible()


def test_where_the_script_does_not_come_links_lead_as_they_did(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    page.route("**/assets/reader/**", lambda route: route.abort())
    page.goto(address + site.pages[OWN, PAGE].url)
    page.click(REFERENCE)
    page.wait_for_url(re.compile(f"#fn:{NOTE}$"))
    page.click(LINK)
    page.wait_for_url(f"{address}glossary/#{TERM}")
    plain = open_page(address + site.pages[OWN, PAGE].url, java_script_enabled=False)
    plain.click(REFERENCE)
    plain.wait_for_url(re.compile(f"#fn:{NOTE}$"))
    plain.click(LINK)
    plain.wait_for_url(f"{address}glossary/#{TERM}")


def test_cards_and_view_work_from_a_file_and_under_any_path(site: Site, anywhere: str, open_page: Opener) -> None:
    # from a file once, beside the site at a host's root
    for start in (anywhere, *([site.folder.as_uri() + "/"] if urlsplit(anywhere).path == "/" else [])):
        page = open_page(f"{start}{FOREIGN}/{address_of(PAGE)}index.html")
        open_term(page)
        first = card(page).locator("a").first.evaluate("link => link.href")
        assert first.startswith(f"{start}{FOREIGN}/")
        page.keyboard.press("Escape")
        open_view(page)
        page.check(".view [name=colours][value=dark]")
        assert "colours=dark" in page.url
        assert not page.troubles
        page.context.close()


def test_side_by_side_a_card_speaks_the_language_of_its_column(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + BESIDE)
    for locale in (FOREIGN, OWN):
        page.click(f"#{PASSAGE} > [lang={locale}] .footnote-ref >> nth=-1")
        expect(card(page).locator(".card-text")).to_have_attribute("lang", locale)
        note = site.pages[locale, PAGE].soup.find(id=f"fn:{NOTE}").p
        assert words(card(page).locator(".card-text").inner_text())[:60] == words(note.get_text())[:60]
        page.click(f"#{PASSAGE} > [lang={locale}] .term >> nth=0")
        link = card(page).locator("a").last
        expect(link).to_have_attribute("href", re.compile(r"glossary/#"))  # the note's card has made room for the term's
        assert link.evaluate("link => link.href").startswith(f"{address}{site.pages[locale, 'glossary.md'].url}#")


# --- The view


def test_a_choice_stands_in_the_address_is_kept_and_holds_on_the_next_page(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url)
    assert page.evaluate(KEPT) == [0, None, 0]
    open_view(page)
    for name, value in (("size", "large"), ("colours", "dark"), ("contrast", "more"), ("notes", "beside")):
        page.check(f".view [name={name}][value={value}]")
    chosen = {"size": "large", "colours": "dark", "contrast": "more", "notes": "beside"}
    assert page.evaluate(DATASET) == chosen
    assert all(f"{name}={value}" in page.url for name, value in chosen.items())
    count, kept, other = page.evaluate(KEPT)
    assert (count, other) == (1, 0) and set(kept.split("&")) == {f"{name}={value}" for name, value in chosen.items()}
    sent = page.url
    page.goto(address + site.pages[FOREIGN, OTHER].url)
    assert page.evaluate(DATASET) == chosen
    open_view(page)
    for name in chosen:
        page.check(f".view [name={name}][value='']")
    assert "?" not in page.url and page.evaluate(KEPT) == [0, None, 0]
    # what is sent holds for who gets it, and does not become their choice
    other_reader = open_page(sent)
    assert other_reader.evaluate(DATASET) == chosen
    assert other_reader.evaluate(KEPT) == [0, None, 0]


MOVED = """() => { window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value }).observe({ type: "layout-shift", buffered: true }) }"""


@pytest.mark.parametrize("view", ["notes=beside&size=largest&colours=dark&contrast=more", "size=large"])
def test_a_view_is_there_before_anything_is_painted_and_moves_nothing(site: Site, address: str, open_page: Opener, view: str) -> None:
    page = open_page("about:blank", width=1440)
    page.add_init_script(f"({MOVED})()")
    page.goto(f"{address}{site.pages[OWN, PAGE].url}?{view}")
    page.wait_for_load_state("networkidle")
    if "notes" in view:
        expect(page.locator(".beside").first).to_be_visible()
    assert page.evaluate("window.shift") == 0
    head = BeautifulSoup((site.folder / "index.html").read_text(encoding="utf-8"), "html.parser").head
    assert head.select_one("script[data-src]").find_next_siblings("link", rel="stylesheet"), "before the style sheet"


def test_a_reader_who_forbids_storage_can_still_choose(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })")
    page.goto(address + site.pages[OWN, PAGE].url)
    open_view(page)
    page.check(".view [name=size][value=largest]")
    assert page.evaluate(DATASET) == {"size": "largest"} and not page.troubles


@pytest.mark.parametrize(("locale", "widths"), [(OWN, (1280, 1920)), (FOREIGN, (1920, 1280))])
def test_notes_beside_the_text_stand_at_their_lines_in_the_window(
    site: Site, address: str, open_page: Opener, locale: str, widths: tuple[int, int]
) -> None:
    page = open_page(f"{address}{site.pages[locale, PAGE].url}?notes=beside&size=largest", width=widths[0])
    notes = page.locator(".beside")
    expect(notes).to_have_count(page.locator("article .footnote-ref").count())
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for note in notes.all():
            box, article = bounding_box(note), bounding_box(page.locator("article"))
            assert box["x"] >= article["x"] + article["width"] and box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("section.footnote")).not_to_be_visible()
    page.set_viewport_size({"width": 800, "height": 800})
    expect(page.locator("section.footnote")).to_be_visible()
    expect(notes.first).not_to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("section.footnote")).to_be_visible()


def test_layouts_are_links_that_keep_the_passage_and_the_choice(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(f"{address}{site.pages[OWN, PAGE].url}#{PASSAGE}")
    open_view(page)
    page.click(".view [data-layout=stacked]")
    page.wait_for_url(f"{address}{BESIDE}?layout=stacked#{PASSAGE}")
    above, below = (bounding_box(page.locator(f"#{PASSAGE} > [lang={locale}]")) for locale in (OWN, FOREIGN))
    assert above["y"] + above["height"] <= below["y"]
    expect(page.locator(".layouts [value=stacked]")).to_be_checked()
    page.click(f".menu a[href*='{address_of(OTHER)}']")
    page.wait_for_url(f"{address}parallel/{address_of(OTHER)}")
    expect(page.locator(".layouts [value=stacked]")).to_be_checked()
    open_view(page)
    page.click(".view [data-layout=side]")
    assert page.evaluate(KEPT) == [0, None, 0]
    left, right = (bounding_box(page.locator(f"#{HALFWAY} > [lang={locale}]")) for locale in (OWN, FOREIGN))
    assert left["y"] == right["y"]
    open_view(page)
    page.click(f".view-first a[hreflang={FOREIGN}]")
    page.wait_for_url(f"**/{FOREIGN}/parallel/{address_of(OTHER)}*")


def test_without_a_script_both_languages_can_be_stacked(site: Site, open_page: Opener) -> None:
    page = open_page((site.folder / BESIDE / "index.html").as_uri(), java_script_enabled=False)
    page.check(".layouts [value=stacked]")
    above, below = (bounding_box(page.locator(f"#{PLAIN} > [lang={locale}]")) for locale in (OWN, FOREIGN))
    assert above["y"] + above["height"] <= below["y"]
    expect(page.locator(".view-open")).not_to_be_visible()


def test_side_by_side_terms_notes_and_numbers_light_up_in_every_column(address: str, open_page: Opener) -> None:
    page = open_page(address + f"parallel/{address_of(LONG)}")
    lit = page.locator(".lit")
    row = f"#{PLACES['rows']['term']}"
    page.hover(f"{row} > [lang={OWN}] .term >> nth=0")
    expect(lit).not_to_have_count(0)
    hashes = {one.evaluate("one => one.hash") for one in lit.all()}
    assert len(hashes) == 1 and {one.evaluate("one => one.closest('.row > [lang]').lang") for one in lit.all()} == set(LOCALES)
    page.focus(f".row > [lang={FOREIGN}] .footnote-ref >> nth=0")
    expect(lit).to_have_count(2)
    row = f"#{PLACES['rows']['number']}"
    page.hover(f"{row} > [lang={OWN}]", position={"x": 5, "y": 5})
    numbers = page.locator(f"{row} > [lang={OWN}] .number")
    alike = [
        one
        for one in numbers.all()
        if page.locator(f"{row} > [lang={FOREIGN}] .number", has_text=re.compile(rf"^{one.inner_text()}$")).count()
    ]
    assert alike, "choose another row: this has no number"
    alike[0].hover()
    expect(lit).not_to_have_count(0)
    assert {words(one.inner_text()) for one in lit.all()} == {alike[0].inner_text()}


# --- Quotations


def first_words(page: Page, css: str, count: int) -> str:
    """Select so many letters at the beginning of an element; what they are."""
    selected: str = page.locator(css).evaluate(
        """(element, count) => {
          const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
          getSelection().setBaseAndExtent(text, 0, text, count)
          return getSelection().toString()
        }""",
        count,
    )
    return selected


def quoted(text: str, locale: str) -> str:
    """How a quotation begins when it is copied: the words in the marks of a language, and that they are a restatement."""
    form = str(LABELS["quotation_form"][locale])
    return form.replace("{{}}", LABELS["quote"][locale].format(words(text)), 1).partition("{{}}")[0]


@pytest.mark.parametrize(("locale", "other"), PAIRS)
def test_selected_words_are_copied_with_their_reference(site: Site, address: str, open_page: Opener, locale: str, other: str) -> None:
    page = open_page(address + site.pages[locale, PAGE].url, permissions=PERMISSIONS)
    text = first_words(page, f"#{PLAIN}", 12)
    page.click(".quote-bar button >> nth=0")
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-copied"))
    found = paste(page)
    assert found["text/plain"].startswith(quoted(text, locale))
    printed = attribute(page.locator(f"#{PLAIN}"), "data-page").replace("-", "–")
    assert re.search(rf"\D{printed}\. ", found["text/plain"].removeprefix(quoted(text, locale)))
    assert found["text/plain"].endswith(f"{address}{site.pages[locale, PAGE].url}#{PLAIN})")
    assert f'<a href="{address}' in found["text/html"] and not re.search(r"\b(class|data-\w+|id)=", found["text/html"])
    page.click(f".quote-bar [data-locale={other}]")
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-copied"))
    line = read_until(page, lambda text: "\n" in text).split("\n")[1]
    paragraph = site.pages[other, PAGE].soup.find(id=PLAIN)
    assert words(text_without(paragraph, "sup"))[:40] in words(line) and line.endswith(f"{address}{site.pages[other, PAGE].url}#{PLAIN})")


def test_a_quotation_whose_counterpart_does_not_come_says_so(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url, permissions=PERMISSIONS)
    page.route("**/assets/passages/**", lambda route: route.abort())
    select(page)
    page.click(f".quote-bar [data-locale={FOREIGN}]")
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-failed"))


def test_words_selected_before_the_script_has_come_can_be_quoted(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    on_its_way = held(page, "**/edition.*.js")
    with page.expect_request("**/edition.*.js"):
        page.goto(address + site.pages[OWN, PAGE].url, wait_until="commit")
    page.locator(f"#{PLAIN}").evaluate("""paragraph => new Promise(done => {
      document.addEventListener("selectionchange", done, { once: true })
      getSelection().selectAllChildren(paragraph)
    })""")
    on_its_way.pop().continue_()
    expect(page.locator(".quote-bar")).to_be_visible()


def test_notes_and_marks_are_not_quoted_and_a_plain_copy_is_left_alone(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(f"{address}{site.pages[OWN, PAGE].url}?notes=beside", permissions=PERMISSIONS, width=1440)
    expect(page.locator(".beside").first).to_be_visible()
    select(page, f"#{PASSAGE}")
    page.click(".quote-bar button >> nth=0")
    paragraph = site.pages[OWN, PAGE].soup.find(id=PASSAGE)
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-copied"))
    assert paste(page)["text/plain"].startswith(quoted(text_without(paragraph, "sup"), OWN))
    shown = page.evaluate("getSelection().toString()")
    page.keyboard.press("ControlOrMeta+c")
    page.wait_for_function("text => navigator.clipboard.readText().then(found => found.replace(/\\r/g, '') === text)", arg=shown)


def test_a_link_to_selected_words_leads_to_them(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url, permissions=PERMISSIONS)
    first = words(site.pages[OWN, PAGE].soup.find(id=PASSAGE).get_text()).split(" ")[0]
    first_words(page, f"#{PASSAGE}", len(first))
    page.click(".quote-link")
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes(':~:'))")
    assert paste(page) == {"text/plain": f"{address}{site.pages[OWN, PAGE].url}#{PASSAGE}:~:text={quote(first)}"}
    select(page, f"#{THIRD}")
    page.click(".quote-link")
    page.wait_for_function(f"() => navigator.clipboard.readText().then(text => text.includes('{THIRD}'))")
    start, end = paste(page)["text/plain"].partition(":~:text=")[2].split(",")
    paragraph = words(site.pages[OWN, PAGE].soup.find(id=THIRD).get_text())
    assert paragraph.startswith(start.replace("%20", " ")) and quote("-") not in end


def test_the_bar_comes_only_for_words_of_one_paragraph_and_goes(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    page.clock.install()
    page.goto(address + site.pages[OWN, PAGE].url)
    bar = page.locator(".quote-bar")
    select(page)
    page.keyboard.press("Escape")
    expect(bar).not_to_be_visible()
    select(page, f"#{PASSAGE}")
    page.evaluate("getSelection().removeAllRanges()")
    expect(bar).not_to_be_visible()
    select(page)
    page.evaluate(f"getSelection().setBaseAndExtent(document.getElementById('{PLAIN}'), 0, document.getElementById('{PASSAGE}'), 1)")
    expect(bar).not_to_be_visible()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('footer'))")
    page.clock.run_for(500)
    expect(bar).not_to_be_visible()


def test_by_keyboard_the_bar_is_the_next_stop_after_the_paragraph(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, SHORT].url)
    page.focus(f"#{NEXT} + .place .mark")
    expect(page.locator(".quote-bar")).to_be_attached()  # its script, which the focus has asked for, has come
    select(page, f"#{NEXT}")
    assert page.evaluate(f"document.querySelector('.quote-bar').previousElementSibling.contains(document.getElementById('{NEXT}'))")
    page.keyboard.press("Tab")
    expect(page.locator(".quote-bar button").first).to_be_focused()


def test_the_style_of_the_reference_is_the_readers(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[OWN, PAGE].url, permissions=PERMISSIONS)
    select(page)
    names = page.locator(".quote-bar option").all_inner_texts()
    page.select_option(".quote-bar select", index=1)
    assert page.evaluate("new URLSearchParams(localStorage.view).get('style')") == names[1]
    page.reload()
    select(page)
    expect(page.locator(".quote-bar select")).to_have_value(names[1])


# --- The whole article, and addresses without a language


@pytest.mark.parametrize("locale", LOCALES)
def test_the_whole_article_stands_on_one_page(site: Site, locale: str) -> None:
    prefix = "" if locale == site.default else f"{locale}/"
    soup = BeautifulSoup((site.folder / prefix / "article" / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    assert soup.select_one("link[rel=canonical]")["href"] == f"{SITE_URL}{prefix}article/"
    passages = [tag for tag in soup.select("article [data-page][id]") if not tag.find_parent("template")]
    written = [passage for name in site.names for passage in site.pages[locale, name].passages]
    assert [passage["id"] for passage in passages] == [passage["id"] for passage in written]
    numbers = [int(tag.get_text()) for tag in soup.select("article a.footnote-ref")]
    assert sorted(set(numbers)) == list(range(1, len(soup.select(".footnote li")) + 1)) and numbers[0] == 1
    assert all(back.find_parent("p") for back in soup.select(".footnote-backref"))  # in the note's last line, not below it
    for own, other in zip(passages, written, strict=True):
        assert words(text_without(own, "sup")) == words(text_without(other, "sup")) and own["data-page"] == other["data-page"]
    levels = [int(tag.name[1]) for tag in soup.select("main :is(h1, h2, h3, h4)") if not tag.find_parent("template")]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    home = site.pages[locale, "index.md"].soup
    assert (
        len([link for link in home.select("a[href]") if link["href"].rstrip("/").endswith("article") and "parallel" not in link["href"]])
        >= 3
    )
    assert "/article/" not in (site.folder / "sitemap.xml").read_text(encoding="utf-8")


def test_on_the_whole_article_notes_panel_and_switch_work(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(f"{address}article/#{PASSAGE}")
    page.click(f"#{PASSAGE} .footnote-ref >> nth=-1")
    expect(card(page)).to_contain_text(words(site.pages[OWN, PAGE].soup.find(id=f"fn:{NOTE}").p.find(string=True))[:40])
    page.keyboard.press("Escape")
    page.click(f"#{PASSAGE} + .place .mark")
    page.click(".panel .show")
    expect(page.locator(".counterpart")).to_contain_text(words(site.pages[FOREIGN, PAGE].soup.find(id=PASSAGE).find(string=True))[:40])
    page.click(f".languages a[hreflang={FOREIGN}]")
    page.wait_for_url(re.compile(f"/{FOREIGN}/article/#"))
    assert not page.troubles


def test_every_place_has_an_address_without_a_language(site: Site, address: str, open_page: Opener) -> None:
    for name in site.names:
        for passage in site.pages[OWN, name].passages:
            soup = BeautifulSoup((site.folder / "p" / passage["id"] / "index.html").read_text(encoding="utf-8"), "html.parser")
            assert soup.select_one("meta[name=robots]")["content"] == "noindex"
            assert not soup.select("meta[http-equiv=refresh]")
            sections = soup.select("section[lang]")
            assert [section["lang"] for section in sections] == site.locales
            for section in sections:
                place = site.pages[section["lang"], name]
                assert section.a["href"] == f"../../{place.url}#{passage['id']}"
    page = open_page(address + site.pages[FOREIGN, PAGE].url)
    page.click(f"#{PASSAGE} + .place .mark")
    expect(page.locator(".panel-neutral")).to_have_text(f"{address}p/{PASSAGE}/")
    page.click(".panel-neutral")
    page.wait_for_url(f"{address}p/{PASSAGE}/")
    page.click(f"a[hreflang={FOREIGN}]")
    page.wait_for_url(f"{address}{site.pages[FOREIGN, PAGE].url}#{PASSAGE}")
    assert not page.troubles


def test_where_addresses_are_files_they_are_so_everywhere(small: Path) -> None:
    configuration = (small / "mkdocs.yml").read_text(encoding="utf-8")
    (small / "mkdocs.yml").write_text(configuration + "use_directory_urls: false\n", encoding="utf-8")
    built = mkdocs(small, "build", "--strict")
    assert built.returncode == 0, built.stdout
    for path in ("article.html", "ru/article.html", "p/clay-1.html", "parallel/ground.html"):
        assert (small / "site" / path).is_file(), path
    homes = {path.parent.relative_to(small / "site").as_posix() for path in (small / "site").rglob("index.html")}
    assert homes == {".", "parallel", "ru", "ru/parallel"}


# --- The first visit


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_screen_says_what_this_is_and_where_to_begin(site: Site, address: str, open_page: Opener, locale: str) -> None:
    page = open_page(address + site.pages[locale, "index.md"].url)
    for width, height in ((1280, 720), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        for css in ("h1", ".authors", ".imprint", ".about", *(f".actions a >> nth={number}" for number in range(6))):
            expect(page.locator(css), f"{width} px").to_be_in_viewport(ratio=1)


def test_what_the_features_weigh_is_within_what_is_said(site: Site) -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in (site.folder / "assets" / "reader").glob("*.js")}
    assert sizes.pop("reader.js") <= data("budgets.yml")["reader_script_gzipped"]
    assert max(sizes.values()) <= data("budgets.yml")["reader_words_gzipped"]
