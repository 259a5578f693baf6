"""What a reader types and what must be found; the table stands in `data/queries.yml`, written from the text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from ..conftest import Site, data
from ..states import INPUT
from ..test_search import RESULT

Answers = dict[str, dict[str, dict[str, list[str]]]]
QUERIES = data("queries.yml")
pytestmark = pytest.mark.xdist_group("queries")  # which are asked once
ENOUGH = 0.95  # the share of right answers below which the search has got worse


# Types one query after another and reads each answer: the ids of the results in the reader's own language and in others,
# and the words of the notice that it was read otherwise
ASK = """async ([field, result, queries]) => {
  const input = document.querySelector(field), told = document.querySelector(".search-status")
  const type = async (text, answered) => {
    input.value = text
    input.dispatchEvent(new Event("input", { bubbles: true }))
    for (const end = Date.now() + 30000; !answered(); await new Promise(done => setTimeout(done))) {
      if (Date.now() > end) throw new Error(`no answer to ${text}`)
    }
  }
  const found = {}
  for (const query of queries) {
    await type("", () => !told.textContent)
    await type(query, () => told.textContent)
    const links = [...document.querySelectorAll(result)].map(link => [link.parentElement.lang, decodeURIComponent(link.hash.slice(1))])
    found[query] = {
      own: links.filter(([lang]) => !lang).map(([, id]) => id),
      other: links.filter(([lang]) => lang).map(([, id]) => id),
      read: [...document.querySelectorAll(".search-read")].map(({ innerText }) => innerText),
    }
  }
  return found
}"""


@pytest.fixture(scope="module")
def answers(site: Site, address: str, browser: Browser) -> Answers:
    """What every query of the table gives: {locale: {query: answer}}."""
    found: Answers = {}
    for locale, table in QUERIES.items():
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + site.pages[locale, site.names[0]].url)
        page.wait_for_selector("html:not(.no-js)", state="attached")
        page.focus(INPUT)
        found[locale] = page.evaluate(ASK, [INPUT, RESULT, [query for rows in table.values() for query in rows]])
        context.close()
    return found


def test_the_table_is_as_long_as_it_should_be() -> None:
    for table in QUERIES.values():
        assert len(table["finds"]) >= 60 and len(table["nothing"]) >= 5
        assert len(table["all"]) >= 3 and len(table["read_as"]) >= 5 and len(table["other"]) >= 4


@pytest.mark.parametrize("locale", QUERIES)
def test_queries_find_their_paragraphs(answers: Answers, locale: str) -> None:
    rows = QUERIES[locale]["finds"]
    missed = {
        query: answers[locale][query]["own"][:3] for query, among in rows.items() if not set(among) & set(answers[locale][query]["own"][:3])
    }
    assert len(missed) <= (1 - ENOUGH) * len(rows), missed


@pytest.mark.parametrize("locale", QUERIES)
def test_queries_without_an_answer_find_nothing(answers: Answers, locale: str) -> None:
    given = {query: answers[locale][query] for query in QUERIES[locale]["nothing"]}
    assert not {query: found for query, found in given.items() if found["own"] or found["other"]}


@pytest.mark.parametrize("locale", QUERIES)
def test_a_query_finds_every_form_of_its_words(answers: Answers, locale: str) -> None:
    missed = {query: set(wanted) - set(answers[locale][query]["own"]) for query, wanted in QUERIES[locale]["all"].items()}
    assert not any(missed.values()), missed


@pytest.mark.parametrize("locale", QUERIES)
def test_words_on_another_keyboard_or_in_other_letters_are_understood(answers: Answers, locale: str) -> None:
    for query, row in QUERIES[locale]["read_as"].items():
        given = answers[locale][query]
        assert set(row["finds"]) & set(given["own"][:3]), (query, given)
        (notice,) = given["read"]
        read = re.findall(r"[\w]+", notice.lower())
        assert all(any(word.startswith(start) for word in read) for start in row["as"].split()), (query, notice)


@pytest.mark.parametrize("locale", QUERIES)
def test_what_the_other_language_alone_answers_is_shown_at_once(answers: Answers, locale: str) -> None:
    for query, among in QUERIES[locale]["other"].items():
        given = answers[locale][query]
        assert not given["own"] and set(among) & set(given["other"][:3]), (query, given)


def test_the_ids_of_the_table_are_there(site: Site) -> None:
    known = {locale: {tag["id"] for page in site.each(locale) for tag in page.soup.select("article [id]")} for locale in QUERIES}
    for locale, table in QUERIES.items():
        rows = [*table["finds"].values(), *table["all"].values(), *(row["finds"] for row in table["read_as"].values())]
        assert not {key for among in rows for key in among} - known[locale]
        assert not {key for among in table["other"].values() for key in among} - set.union(
            *(known[other] for other in QUERIES if other != locale)
        )
