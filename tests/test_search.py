"""What a reader types and what must be found; the table stands in `data/queries.yml`, written from the text."""

from __future__ import annotations

import gzip
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import SITE_URL, Site, data

QUERIES = data("queries.yml")
INPUT = "#site-search input"
ENOUGH = 0.95  # the share of right answers below which the search has got worse
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
    expect(page.locator(".search-status")).not_to_be_empty(timeout=15000)
    return page.eval_on_selector_all(".search-list a", "links => links.map(link => link.hash.slice(1))")


@pytest.fixture(scope="module")
def answers(site: Site, browser):
    """The first three results of every query of the table: {locale: {query: [id, …]}}."""
    from .conftest import serve

    found: dict[str, dict[str, list[str]]] = {}
    for address in serve(site.folder, urlsplit(SITE_URL).path):
        for locale, table in QUERIES.items():
            context = browser.new_context()
            page = context.new_page()
            page.goto(address + site.pages[locale, "about.md"].url)
            queries = [*table["finds"], *table["nothing"]]
            found[locale] = {query: search(page, query)[:3] for query in queries}
            context.close()
    return found


def test_the_table_is_as_long_as_it_should_be():
    for table in QUERIES.values():
        assert len(table["finds"]) >= 60 and len(table["nothing"]) >= 5


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_queries_find_their_paragraphs(answers, locale: str):
    rows = QUERIES[locale]["finds"]
    missed = {query: answers[locale][query] for query, among in rows.items() if not set(among) & set(answers[locale][query])}
    assert len(missed) <= (1 - ENOUGH) * len(rows), missed


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_queries_without_an_answer_find_nothing(answers, locale: str):
    assert not {query: answers[locale][query] for query in QUERIES[locale]["nothing"] if answers[locale][query]}


def test_the_ids_of_the_table_are_there(site: Site):
    for locale, table in QUERIES.items():
        known = {tag["id"] for page in site.each(locale) for tag in page.soup.select("article [id]")}
        assert not {key for among in table["finds"].values() for key in among} - known


def test_nothing_of_search_is_loaded_before_the_reader_reaches_for_it(site: Site, address: str, open_page):
    page = open_page(address + site.pages["en", "problems.md"].url)
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.requests if "/search/" in url]
    page.focus(INPUT)
    page.wait_for_load_state("networkidle")
    asked = [url for url in page.requests if "/search/" in url]
    assert len(asked) == 2
    weight = sum(
        len(gzip.compress((site.folder / urlsplit(url).path.removeprefix(urlsplit(SITE_URL).path)).read_bytes(), 9)) for url in asked
    )
    assert weight <= data("budgets.yml")["first_query_gzipped"], weight
    assert not page.troubles


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_results_show_where_they_stand_and_what_was_found(site: Site, address: str, open_page, locale: str):
    query, form = {"en": ("exchanging", "exchang"), "ru": ("таможней", "таможн")}[locale]
    page = open_page(address + site.pages[locale, "index.md"].url)
    page.keyboard.press("Control+k")
    results = search(page, query)
    first = page.locator(".search-list a").first
    assert form in first.locator("mark").first.inner_text().lower()
    places = page.locator(".search-place").all_inner_texts()
    assert any(place.startswith(("I", "V")) and any(char.isdigit() for char in place) for place in places)
    urls = page.eval_on_selector_all(".search-list a", "links => links.map(link => link.href)")
    assert all(("/ru/" in url) == (locale == "ru") for url in urls), "results of the reader's language alone"
    assert str(len(results)) in page.locator(".search-status").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).fragment == results[0])
    expect(page.locator(f"[id='{results[0]}']")).to_be_in_viewport()


def test_keys_lead_through_results_and_out(site: Site, address: str, open_page):
    page = open_page(address + site.pages["en", "problems.md"].url)
    page.keyboard.press("Control+k")
    expect(page.locator(INPUT)).to_be_focused()
    assert len(search(page, "trade")) > 2
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-list a").nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-list a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(INPUT)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".search-list")).not_to_be_visible()


def test_query_stands_in_the_address_and_is_asked_again_from_there(site: Site, address: str, open_page):
    page = open_page(address + site.pages["ru", "measures.md"].url)
    page.keyboard.press("Control+k")
    results = search(page, "народные суды")
    assert f"?q={quote('народные суды', safe='').replace('%20', '+')}" in page.url
    other = open_page(page.url)
    expect(other.locator(".search-list a")).to_have_count(len(results))
    expect(other.locator(INPUT)).to_have_value("народные суды")


def test_the_other_language_is_offered_with_its_number_of_hits(site: Site, address: str, open_page):
    page = open_page(address + site.pages["ru", "problems.md"].url)
    page.keyboard.press("Control+k")
    search(page, "Binhai")
    link = page.locator(".search-other a")
    expect(link).to_be_visible()
    count = int(page.locator(".search-other-count").inner_text().strip("()"))
    assert count > 0
    link.click()
    page.wait_for_url(lambda url: url.startswith(address + site.pages["en", "problems.md"].url))
    expect(page.locator(".search-list a")).to_have_count(count)


def test_nothing_found_is_said_and_near_words_are_offered(site: Site, address: str, open_page):
    for locale, query, word in (("en", "telecomunications", "telecommunications"), ("ru", "телекомуникаций", "телекоммуникаций")):
        page = open_page(address + site.pages[locale, "index.md"].url)
        page.keyboard.press("Control+k")
        assert search(page, query) == []
        expect(page.locator(".search-status")).to_have_text(page.locator("#search-results").get_attribute("data-none"))
        expect(page.locator(".search-glossary a")).to_be_visible()
        page.click(f".search-near button:text-is('{word}')")
        expect(page.locator(".search-list a")).not_to_have_count(0)


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_a_search_that_does_not_come_says_so_and_comes_with_the_line(site: Site, address: str, open_page, locale: str):
    page = open_page("about:blank")
    page.route("**/assets/search/*.js", lambda route: route.abort("connectionfailed"))
    page.goto(address + site.pages[locale, "problems.md"].url)
    page.keyboard.press("Control+k")
    page.keyboard.type("Binhai")
    told = page.locator(".search-status")
    expect(told).to_have_text(page.locator("#search-results").get_attribute("data-failed"))
    page.unroute("**/assets/search/*.js")
    page.keyboard.type(" ")
    expect(page.locator(".search-list a").first).to_be_visible()


def test_search_works_from_a_file(site: Site, open_page):
    page = open_page((site.folder / "ru" / "problems" / "index.html").as_uri())
    page.keyboard.press("Control+k")
    assert search(page, "таможней")
    assert not page.troubles


@pytest.mark.parametrize("query", ODD, ids=[f"odd-{number}" for number in range(len(ODD))])
def test_odd_queries_give_results_or_none_and_never_markup(site: Site, address: str, open_page, query: str):
    page = open_page(address + site.pages["en", "index.md"].url)
    page.keyboard.press("Control+k")
    search(page, "bridge")
    before = page.locator(".search-result img, .search-result script, .search-result b").count()
    page.fill(INPUT, query)
    page.wait_for_load_state("networkidle")
    expect(page.locator(INPUT)).to_have_value(query.replace("\u0000", "\u0000"))
    assert page.locator(".search-result img, .search-result script, .search-result b").count() == before == 0
    assert not page.troubles
    assert len(search(page, "bridge")) > 0


def test_lone_surrogates_do_no_harm(site: Site, address: str, open_page):
    page = open_page(address + site.pages["en", "index.md"].url)
    page.keyboard.press("Control+k")
    search(page, "bridge")
    page.eval_on_selector(INPUT, "input => { input.value = '\\ud800 bridge \\udfff'; input.dispatchEvent(new Event('input')) }")
    expect(page.locator(".search-status")).not_to_be_empty()
    page.wait_for_load_state("networkidle")
    assert not page.troubles
