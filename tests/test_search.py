"""How the search behaves: when it is loaded, its keys, what it shows, what it is made of."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from .conftest import SITE_URL, Opener, Site, attribute, data, held, requests, serve, with_script
from .places import BOTH, LOCALES, OTHER, PAGE, PAIRS, PLACES, QUERIES, WINDOWS, address_of
from .states import INPUT, open_search

Find = Callable[..., list[int]]
RESULT = ".search-list li > a:first-child"  # not the link to its counterpart
ANSWERS = "() => window.editionSearch && window.searchable"  # engine and index have come
ODD = [
    "<b>bridge</b>",
    "<img src=x onerror=alert(1)>",
    "+bridge -road ~1 ^2 *",
    "title:bridge",
    ":",
    "*",
    "bridge~9999",
    "^",
    "(a+)+$",
    "[\\d",
    "\\",
    "'\"`${1}",
    "\u202e\u0000\u200b",
    "лес" * 3000,
    "a " * 5000,
    "9" * 10000,
    "&lt;b&gt; &amp;",
    "constructor __proto__ toString",
]


def search(page: Page, query: str) -> list[str]:
    """Type a query and wait for the answer: the ids of the results, best first."""
    page.fill(INPUT, "")
    expect(page.locator(".search-status")).to_be_empty()
    page.fill(INPUT, query)
    expect(page.locator(".search-status")).not_to_be_empty()
    return list(page.eval_on_selector_all(RESULT, "links => links.map(link => link.hash.slice(1))"))


def test_nothing_of_search_is_loaded_before_the_reader_reaches_for_it(site: Site, address: str, open_page: Opener) -> None:
    page = open_page("about:blank")
    requested = requests(page)
    page.goto(address + site.pages[site.default, PAGE].url)
    page.wait_for_load_state("networkidle")
    assert requested and not [url for url in requested if "/search/" in url]
    page.focus(INPUT)
    page.wait_for_function(ANSWERS)
    asked = [url for url in requested if "/search/" in url]
    assert len(asked) == 2
    weight = sum(
        len(gzip.compress((site.folder / urlsplit(url).path.removeprefix(urlsplit(SITE_URL).path)).read_bytes(), 9)) for url in asked
    )
    assert weight <= data("budgets.yml")["first_query_gzipped"], weight
    assert not page.troubles


@pytest.mark.parametrize("locale", LOCALES)
def test_results_show_where_they_stand_and_what_was_found(site: Site, address: str, open_page: Opener, locale: str) -> None:
    query, form = QUERIES[locale]["inflected"]
    page = open_page(address + site.pages[locale, "index.md"].url)
    open_search(page)
    results = search(page, query)
    first = page.locator(RESULT).first
    assert form in first.locator("mark").first.inner_text().lower()
    places = page.locator(".search-place").all_inner_texts()
    assert any(place.startswith(("I", "V")) and any(char.isdigit() for char in place) for place in places)
    urls = page.eval_on_selector_all(RESULT, "links => links.map(link => link.href)")
    own = {address + built.url for built in site.each(locale)}
    assert {url.partition("#")[0] for url in urls} <= own, "results of the reader's language alone"
    assert str(len(results)) in page.locator(".search-status").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).fragment == results[0])
    expect(page.locator(f"[id='{results[0]}']")).to_be_in_viewport()


def test_keys_lead_through_results_and_out(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGE].url)
    open_search(page)
    assert len(search(page, QUERIES[site.default]["some"])) > 2
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULT).nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULT).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(INPUT)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".search-list")).not_to_be_visible()


def test_query_stands_in_the_address_and_is_asked_again_from_there(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.locales[1], OTHER].url)
    open_search(page)
    query = f"{QUERIES[site.locales[1]]['some']} {BOTH}"
    results = search(page, query)
    assert f"?q={quote(query, safe='').replace('%20', '+')}" in page.url
    other = open_page(page.url)
    expect(other.locator(RESULT)).to_have_count(len(results))
    expect(other.locator(INPUT)).to_have_value(query)


def test_the_other_language_is_offered_with_its_number_of_hits(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.locales[1], PAGE].url)
    open_search(page)
    search(page, BOTH)
    link = page.locator(".search-other a")
    expect(link).to_be_visible()
    count = int(page.locator(".search-other-count").inner_text().strip("()"))
    assert count > 0
    link.click()
    page.wait_for_url(lambda url: url.startswith(address + site.pages[site.default, PAGE].url))
    expect(page.locator(RESULT)).to_have_count(count)


def test_another_language_without_results_is_never_offered(site: Site, address: str, open_page: Opener) -> None:
    locale = site.locales[1]
    page = open_page(address + site.pages[locale, "index.md"].url)
    open_search(page)
    # the one that its own language answers comes last: by then the index of the other is there
    for query in ("xyzzy", QUERIES[locale]["elsewhere"][0], QUERIES[locale]["inflected"][0]):
        search(page, query)
        expect(page.locator(".search-other").first, query).to_be_hidden()
        assert "(0)" not in page.locator("[role=search]").inner_text(), query


@pytest.mark.parametrize(("locale", "other"), PAIRS)
def test_a_result_in_the_other_language_says_so_and_leads_there_or_to_its_counterpart(
    site: Site, address: str, open_page: Opener, locale: str, other: str
) -> None:
    query, key = QUERIES[locale]["elsewhere"]
    start = address + site.pages[locale, site.names[-1]].url
    page = open_page(start)
    open_search(page)
    search(page, query)
    row = page.locator(f".search-list li:has([href$='#{key}'])")
    expect(row).to_have_attribute("lang", other)
    expect(row.locator(".search-language")).to_have_text(page.locator(f".languages [hreflang={other}]").inner_text())
    counterpart = row.locator(".search-counterpart")
    expect(counterpart).to_have_attribute("lang", locale)
    links = [link.evaluate("link => link.href") for link in (row.locator("a").first, counterpart)]
    for link, to in zip(links, (other, locale), strict=True):
        page.goto(link)
        assert page.url in {address + one.url + f"#{key}" for one in site.each(to)}
        expect(page.locator(f"[id='{key}']")).to_be_in_viewport()


def test_what_is_asked_for_twice_is_answered_once(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, site.names[-1]].url)
    index = attribute(page.locator(".search-other").first, "data-index").rpartition("/")[2]
    on_its_way = held(page, f"**/{index}*")
    open_search(page)
    with page.expect_request(f"**/{index}*"):
        page.fill(INPUT, QUERIES[site.default]["elsewhere"][0])  # its own language has no answer; the other's is on the way
    page.click(INPUT)  # asks again, for nothing is in the list yet
    on_its_way.pop().continue_()
    expect(page.locator(".search-status")).not_to_be_empty()
    links = page.eval_on_selector_all(RESULT, "links => links.map(link => link.href)")
    assert links and len(links) == len(set(links)), links


def test_a_search_closed_before_it_is_answered_leaves_the_address_alone(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGE].url)
    start = page.url
    on_their_way = held(page, "**/assets/search/*.js")
    with page.expect_request(f"**/{attribute(page.locator('#search-results'), 'data-index').rpartition('/')[2]}*"):
        open_search(page)
    page.fill(INPUT, QUERIES[site.default]["some"])
    page.keyboard.press("Escape")
    expect(page.locator(".search-list")).not_to_be_visible()
    for route in on_their_way:
        route.continue_()
    page.wait_for_function(ANSWERS)
    assert page.url == start
    open_search(page)  # what was typed is still there, and answered now
    expect(page.locator(RESULT).first).to_be_visible()


def press(page: Page, code: str, key: str, number: int, modifiers: int = 0) -> None:
    """Press a key by its place on the keyboard and what it writes there, which a driver's own names of keys do not tell apart."""
    keys = page.context.new_cdp_session(page)
    typed = {} if modifiers else {"text": key}
    for kind, text in (("keyDown", typed), ("keyUp", {})):
        event = {"type": kind, "code": code, "key": key, "windowsVirtualKeyCode": number, "modifiers": modifiers, **text}
        keys.send("Input.dispatchKeyEvent", event)


def test_no_letter_alone_opens_the_search(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.locales[1], "index.md"].url)
    for code, key, number in (("Slash", "/", 191), ("KeyS", "s", 83), ("Slash", ".", 191), ("KeyS", "ы", 83), ("KeyK", "л", 75)):
        press(page, code, key, number)
        expect(page.locator(INPUT), key).not_to_be_focused()
    press(page, "KeyK", "л", 75, modifiers=2)  # Ctrl, where K is Л
    expect(page.locator(INPUT)).to_be_focused()


def test_keys_of_an_input_method_are_left_to_it(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGE].url)
    open_search(page)
    search(page, QUERIES[site.default]["some"])
    page.fill(INPUT, "")
    name, syllable, entry = PLACES["composed"]
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": syllable, "selectionStart": len(syllable), "selectionEnd": len(syllable)})
    expect(page.locator(RESULT).first).to_be_visible()  # what is composed is answered: so are words typed on a phone
    for key in ("ArrowDown", "Escape"):
        page.keyboard.press(key)
        expect(page.locator(INPUT), key).to_be_focused()
        expect(page.locator(RESULT).first, key).to_be_visible()
    method.send("Input.insertText", {"text": name})
    expect(page.locator(INPUT)).to_have_value(name)
    expect(page.locator(f"{RESULT}[href$='#{entry}']")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULT).first).to_be_focused()


def test_the_field_has_the_focus_with_the_press_that_opens_it(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, PAGE].url, width=360)
    button, press = page.locator(".search-open"), "button => { button.click(); return document.activeElement.matches('input') }"
    assert button.evaluate(press)
    page.keyboard.press("Escape")
    expect(page.locator(INPUT)).not_to_be_visible()
    assert button.evaluate(press)
    button.evaluate("button => button.click()")
    expect(page.locator(INPUT)).not_to_be_visible()


def test_search_by_touch(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.locales[1], "index.md"].url, width=360, height=740, has_touch=True, is_mobile=True)
    page.locator(".search-open").tap()
    expect(page.locator(INPUT)).to_be_focused()
    page.keyboard.type(QUERIES[site.locales[1]]["some"])
    expect(page.locator(".search-status")).not_to_be_empty()
    target = page.locator(RESULT).nth(1)
    url = target.evaluate("link => link.href")
    target.tap()
    page.wait_for_url(url)
    expect(page.locator(f"[id='{urlsplit(url).fragment}']")).to_be_in_viewport()


@pytest.fixture(scope="module")
def searching(site: Site, address: str, browser: Browser) -> Iterator[Page]:
    """A page that has answered a query from every language."""
    page = browser.new_page()
    with_script(page, page.goto, address + site.pages[site.locales[1], "index.md"].url)
    open_search(page)
    search(page, BOTH)
    expect(page.locator(".search-other").first).to_be_visible()
    yield page
    page.close()


@pytest.fixture
def invented(searching: Page) -> Find:
    """A function that finds a query among invented texts: gives back which of them, by number."""

    def find(query: str, *texts: str) -> list[int]:
        script = """([query, texts]) => {
          const documents = texts.map((text, id) => ({ id, kind: "text", title: "", text }))
          const locale = `invented ${Math.random()}`
          searchable[locale] = { ...searchable.ru, documents }
          return editionSearch.find(query, locale).results.map(found => found.document.id)
        }"""
        return sorted(searching.evaluate(script, [query, list(texts)]))

    return find


HIDDEN = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\u2069"]


@pytest.mark.parametrize("hidden", HIDDEN, ids=[f"{ord(one):04x}" for one in HIDDEN])
def test_characters_that_are_not_seen_hide_no_word(invented: Find, hidden: str) -> None:
    broken = f"при{hidden}гра{hidden}ничная"
    assert invented(broken, "пустыня", "приграничная торговля") == [1]
    assert invented("приграничная", "пустыня", f"{hidden}{broken}{hidden} торговля") == [1]
    assert invented(f"{hidden}黑{hidden}河{hidden}", "пустыня", f"город 黑{hidden}河") == [1]


def test_words_of_one_family_are_found_and_others_are_not(invented: Find) -> None:
    assert invented("таможня", "таможенный контроль", "тампонаж", "тамошний") == [0]
    assert invented("provinces", "three provinces", "provide", "provincial") == [0, 2]
    assert invented("international", "interest", "international") == [1]
    assert invented("жёлтый", "желтый цвет", "жалость") == [0]


def test_other_letters_are_read_in_every_usual_transliteration(invented: Find) -> None:
    for query in ("khozyaistvo", "hozjajstvo", "khoziaistvo", "hozyaystvo"):
        assert invented(query, "сельское хозяйство", "торговля") == [0], query
    for query in ("tsel", "cel", "celi"):
        assert invented(query, "цели и средства", "торговля") == [0], query
    assert invented("харбин", "the city of Harbin", "the city of Jilin") == [0]
    assert invented("ghbuhfybxyfz njhujdkz", "приграничная торговля", "торговля") == [0]


@pytest.mark.parametrize(("where", "locale", "page_name"), [("file", 1, PAGE), ("file", 0, "index.md"), ("sub-path", 1, "index.md")])
def test_results_lead_to_files_where_addresses_are_files(folder: Path, open_page: Opener, where: str, locale: int, page_name: str) -> None:
    own = LOCALES[locale]
    name = f"{own}/" * locale + page_name.replace(".md", ".html")
    for served in serve(folder, "/some/where/"):
        start = (folder / name).as_uri() if where == "file" else served + name
        page = open_page(start)
        open_search(page)
        for query, key in QUERIES[own]["leads to"]:
            assert key in search(page, query)
            link = page.locator(f"{RESULT}[href$='#{key}']")
            to = str(link.evaluate("link => link.href")).replace(served, folder.as_uri() + "/")
            file, _, fragment = to.removeprefix(folder.as_uri() + "/").partition("#")
            assert file.endswith(".html") and fragment == key, to
            assert BeautifulSoup((folder / file).read_text(encoding="utf-8"), "html.parser").find(id=key), to
        link.click()
        page.wait_for_url(re.compile(rf"\.html#{re.escape(key)}$"))
        expect(page.locator(f"[id='{key}']")).to_be_in_viewport()
        open_search(page)
        search(page, BOTH)
        page.click(".search-other a")
        page.wait_for_url(re.compile(rf"\.html\?q={BOTH}"))
        expect(page.locator(RESULT).first).to_be_visible()
        assert not page.troubles


def test_the_index_says_what_the_pages_say(site: Site, searching: Page) -> None:
    for locale in site.locales:
        indexed = searching.evaluate("locale => searchable[locale].documents", locale)
        texts = {one["id"]: one["text"] for one in indexed if one["kind"] == "text"}
        built: dict[str, str] = {}
        for one in site.each(locale):
            soup = BeautifulSoup(str(one.soup), "html.parser")
            for extra in soup.select("article sup, .mark, .counterpart-link, .behind"):
                extra.decompose()
            built |= {tag["id"]: " ".join(tag.get_text().split()) for tag in soup.select("article p[data-page]")}
        assert texts == built


def test_the_engine_says_what_it_is_made_of(site: Site) -> None:
    engine = (site.folder / "assets" / "search" / "engine.js").read_text(encoding="utf-8")
    lunr = files("mkdocs.contrib.search").joinpath("templates/search/lunr.js").read_text(encoding="utf-8")
    assert f"lunr {re.findall(r'bright - ([0-9.]+)', lunr)[0]}," in engine.splitlines()[0]
    assert "lunr.ru" in engine and "lunr.zh" not in engine


def test_nothing_found_is_said_and_near_words_are_offered(site: Site, address: str, open_page: Opener) -> None:
    for locale in site.locales:
        query, word = QUERIES[locale]["misspelt"]
        page = open_page(address + site.pages[locale, "index.md"].url)
        open_search(page)
        assert search(page, query) == []
        expect(page.locator(".search-status")).to_have_text(attribute(page.locator("#search-results"), "data-none"))
        expect(page.locator(".search-glossary a")).to_be_visible()
        page.click(f".search-suggestions button:text-is('{word}')")
        expect(page.locator(RESULT)).not_to_have_count(0)


@pytest.mark.parametrize(("locale", "width"), WINDOWS)
@pytest.mark.parametrize("closed", [False, True])
def test_a_search_that_does_not_come_says_so_and_comes_with_the_line(
    site: Site, address: str, open_page: Opener, locale: str, width: int, closed: bool
) -> None:
    page = open_page("about:blank", width=width)
    page.clock.install()
    page.route("**/assets/search/*.js", lambda route: route.abort("connectionfailed"))
    page.goto(address + site.pages[locale, PAGE].url)
    open_search(page)
    page.keyboard.type(BOTH)
    told = page.locator(".search-status")
    expect(told).to_have_text(attribute(page.locator("#search-results"), "data-failed"))
    if closed:  # for longer than it waits before it asks again; the field may keep the focus
        page.keyboard.press("Escape")
        expect(told).not_to_be_visible()
        page.clock.fast_forward(60_000)
    page.unroute("**/assets/search/*.js")
    if closed:
        open_search(page)
    expect(page.locator(RESULT).first).to_be_visible()


def test_nothing_is_said_to_be_found_only_when_every_language_has_been_asked(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, site.names[-1]].url)
    other = f"**/{attribute(page.locator('.search-other').first, 'data-index').rpartition('/')[2]}*"
    page.route(other, lambda route: route.abort("connectionfailed"))
    open_search(page)
    query, key = QUERIES[site.default]["elsewhere"]
    page.keyboard.type(query)
    expect(page.locator(".search-status")).to_have_text(attribute(page.locator("#search-results"), "data-failed"))
    page.unroute(other)
    expect(page.locator(f".search-list [href$='#{key}']").first).to_be_visible()


def test_search_works_from_a_file(site: Site, open_page: Opener) -> None:
    page = open_page((site.folder / site.locales[1] / address_of(PAGE) / "index.html").as_uri())
    open_search(page)
    assert search(page, QUERIES[site.locales[1]]["some"])
    assert not page.troubles


def test_odd_queries_give_results_or_none_and_never_markup(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages[site.default, "index.md"].url)
    open_search(page)
    for query in ODD:
        search(page, query)
        expect(page.locator(INPUT)).to_have_value(query)
        assert page.locator(".search-result :is(img, script, b)").count() == 0, query
        assert not page.troubles, (query, page.troubles)
        assert len(search(page, QUERIES[site.default]["some"])) > 0, query
    # and lone surrogates, which no driver types
    page.fill(INPUT, "")
    expect(page.locator(".search-status")).to_be_empty()
    page.eval_on_selector(INPUT, "input => { input.value = '\\ud800 bridge \\udfff'; input.dispatchEvent(new Event('input')) }")
    expect(page.locator(".search-status")).not_to_be_empty()
    assert not page.troubles
