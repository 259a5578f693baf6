"""Every state of a page, once: what opens, folds or is marked. They are looked at for access, for room and in pictures.

What brings a page into a state does so from the page as it comes, and goes on where the state before it in a way has led.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from .places import BOTH, LOCALES, QUERIES, SHORT, address_of

INPUT = "#site-search input"
ARTICLE, MADE, MISSING, BESIDE = address_of(SHORT), "cite/", "404.html", f"parallel/{address_of(SHORT)}"  # a page of each kind
MISSPELT = " ".join(QUERIES[locale]["misspelt"][0] for locale in LOCALES)
WIDE = 1220  # px: from here on the menu stands open beside the text


def leave_be(page: Page) -> None:
    """The page as it comes."""


def open_menu(page: Page) -> None:
    page.click(".menu-open")
    expect(page.locator(".menu a").first).to_be_visible()


def open_search(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator(INPUT)).to_be_focused()


def search_for(query: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        open_search(page)
        page.fill(INPUT, query)
        expect(page.locator(".search-status")).not_to_be_empty()
        # what is offered beside has come: the other language, or words that are spelt alike
        expect(page.locator(":is(.search-other, .search-suggestions):visible").first).to_be_visible()

    return act


def open_panel(page: Page) -> None:
    page.click("article .mark >> nth=1")
    expect(page.locator(".panel")).to_be_visible()


def show_counterpart(page: Page) -> None:
    if not page.locator(".panel").is_visible():
        open_panel(page)
    page.click(".panel .show")
    expect(page.locator(".counterpart")).to_be_visible()
    # out from under the header, which would make targets seem small
    page.locator(".panel").evaluate("panel => panel.scrollIntoView({ block: 'center', behavior: 'instant' })")


def open_note(page: Page) -> None:
    page.click("article .footnote-ref >> nth=0")
    expect(page.locator(".card")).to_be_visible()


def open_term(page: Page) -> None:
    page.click("article .term >> nth=0")
    expect(page.locator(".card")).to_be_visible()


def follow_a_note(page: Page) -> None:
    if not page.locator(".card").is_visible():
        open_note(page)
    page.click(".card-title a")
    expect(page.locator(":target")).to_be_in_viewport()


def open_view(page: Page) -> None:
    if not page.locator(".view").is_visible():
        page.click(".view-open")
    expect(page.locator(".view")).to_be_visible()


def choose(name: str, value: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        open_view(page)
        page.check(f".view [name={name}][value={value}]")
        page.keyboard.press("Escape")

    return act


def select(page: Page, css: str = "article p[data-page], .row > [lang] > p") -> None:
    """Select all the words of the first paragraph."""
    page.locator(css).first.evaluate("paragraph => getSelection().selectAllChildren(paragraph)")
    expect(page.locator(".quote-bar")).to_be_visible()


def stack(page: Page) -> None:
    open_view(page)
    page.click(".view [data-layout=stacked]")
    expect(page.locator(".view [data-layout=stacked]")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")


def light(page: Page) -> None:
    page.focus(".row .footnote-ref >> nth=0")
    expect(page.locator(".lit")).to_have_count(2)


def return_from_a_note(page: Page) -> None:
    if not page.locator(":target").count():
        follow_a_note(page)
    page.click(":target .footnote-backref")
    expect(page.locator(":target")).to_be_in_viewport()


def go_to_a_passage(page: Page) -> None:
    page.goto(page.url + "#" + str(page.locator("main [data-page][id]").nth(1).get_attribute("id")))


def copy(page: Page) -> None:
    page.click("button.copy >> nth=0")
    expect(page.locator(".said")).not_to_be_empty()
    # it stays for as long as it is looked at
    page.evaluate("for (let timer = setTimeout(() => {}); timer; timer--) clearTimeout(timer)")


State = Callable[[Page], None]
Way = dict[str, State]
# what every page has, from one template: on one that lies as deep as most, and on one that may be answered at any depth
HEADER: list[Way] = [
    {"as it comes": leave_be, "menu": open_menu},
    {"search, found": search_for(BOTH), "search, suggestions": search_for(MISSPELT)},
]
NOTES: list[Way] = [
    {"card of a note": open_note, "at a note": follow_a_note, "back from a note": return_from_a_note},
    {"card of a term": open_term},
    {"words selected": select},
    {"at a passage": go_to_a_passage},
]
WAYS: dict[str, list[Way]] = {
    ARTICLE: [
        *HEADER,
        *NOTES,
        {"panel": open_panel, "counterpart": show_counterpart},
        {"view": open_view, "largest text": choose("size", "largest")},
        {"high contrast": choose("contrast", "more")},
        {"notes beside": choose("notes", "beside")},
    ],
    MADE: [{"as it comes": leave_be, "copied": copy}],
    MISSING: HEADER,
    BESIDE: [{"as it comes": leave_be, "lit": light}, *NOTES, {"view": open_view, "stacked": stack}],
}


def visit(page: Page, url: str) -> None:
    """Go to an address as a reader who has chosen nothing before: each state stands by itself, not with the view that another has chosen."""
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    page.goto(url)


def ways(kind: str, width: int) -> Iterator[Way]:
    """The states of a page of a kind at a width, each with what brings the page into it; those of a way follow each other on one visit."""
    for way in WAYS[kind]:
        yield {state: act for state, act in way.items() if state != "menu" or width < WIDE}
