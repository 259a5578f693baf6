"""Pages against the printed article, and each language against the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from bs4 import Tag

from ..conftest import ROOT, Site, data

PRINTED = data("printed.yml")
CLAIMS = data("claims.yml")
QUOTES = re.compile("[«»“”„‘’\"']")  # those within quotation marks are of the inner kind


def section_elements(site: Site, locale: str) -> dict[str, list[Tag]]:
    """The headings and passages of each section in order: {section: [heading, passage, …]}."""
    found: dict[str, list[Tag]] = {}
    for name in site.names:
        current = ""
        for element in site.pages[locale, name].passages:
            if re.match(r"h\d", element.name):
                current = element["id"]
                found[current] = []
            found[current].append(element)
    return found


def locales() -> list[str]:
    return [path.name for path in sorted((ROOT / "docs").iterdir()) if list(path.glob("*.md"))]


def span(element: Tag) -> range:
    first, _, last = element["data-page"].partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("locale", locales())
def test_sections_stand_in_the_order_of_print_on_their_pages(site: Site, locale: str) -> None:
    sections = section_elements(site, locale)
    assert list(sections) == [row["section"] for row in PRINTED]
    for row in PRINTED:
        heading, *passages = sections[row["section"]]
        assert heading["data-page"] == str(row["heading"]), row
        assert sorted({page for passage in passages for page in span(passage)}) == row["text"], row


@pytest.mark.parametrize("locale", locales())
def test_headings_bear_the_numbers_of_the_article(site: Site, locale: str) -> None:
    sections = section_elements(site, locale)
    for row in PRINTED:
        text = sections[row["section"]][0].get_text()
        if "number" in row:
            assert text.startswith(row["number"].split(".")[-1] + "."), text
            assert sections[row["section"]][1].parent.select_one(".mark")["data-place"].startswith(row["number"] + ", ")
        else:
            assert not re.match(r"[IVX\d]+\.", text), text


@pytest.mark.parametrize("locale", locales())
def test_passages_are_numbered_within_their_section_and_marked(site: Site, locale: str) -> None:
    for section, (_, *passages) in section_elements(site, locale).items():
        assert passages, section
        assert [passage["id"] for passage in passages] == [f"{section}-{number}" for number in range(1, len(passages) + 1)]
        for passage in passages:
            mark = passage.parent.select_one("a.mark")
            assert mark["href"] == f"#{passage['id']}"
            assert mark.get_text().split()[-1] == passage["data-page"].replace("-", "–")


def test_every_paragraph_of_the_article_is_a_passage(site: Site) -> None:
    for (locale, name), page in site.pages.items():
        if not page.passages:
            continue
        started, passages = False, 0
        for element in page.soup.select_one("article").find_all(["h1", "h2", "p", "ul", "ol", "div"], recursive=False):
            if element.name in ("h1", "h2"):
                started = False
            elif "passage" in element.get("class", []):
                started, passages = True, passages + 1
            elif started:
                assert element.has_attr("data-page"), (locale, name, element.get_text()[:60])
        assert passages == len(page.passages)


def test_both_languages_have_the_same_skeleton(site: Site) -> None:
    first, second = (section_elements(site, locale) for locale in site.locales)
    for section in first:
        assert [(e.name, e["id"], e["data-page"]) for e in first[section]] == [(e.name, e["id"], e["data-page"]) for e in second[section]]
        for ours, theirs in zip(first[section], second[section], strict=True):
            notes = [[ref["href"] for ref in element.select("a.footnote-ref")] for element in (ours, theirs)]
            assert sorted(notes[0]) == sorted(notes[1]), ours["id"]
    for name in site.names:
        pair = [[h["id"] for h in site.pages[locale, name].soup.select("article :is(h1, h2)")] for locale in site.locales]
        # the concordance is in the order of each alphabet
        assert pair[0] == pair[1] or (name == "concordance.md" and sorted(pair[0]) == sorted(pair[1])), name


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("section", CLAIMS)
def test_figures_and_names_of_the_article_are_there(site: Site, locale: str, section: str) -> None:
    text = " ".join(element.get_text(" ") for element in section_elements(site, locale)[section])
    plain = re.sub(r"[\s\u00a0]+", " ", text).replace("—", "–").lower()
    missing = [claim for claim in CLAIMS[section][locale] if claim.lower() not in plain]
    assert not missing


def test_restatement_is_about_as_long_in_both_languages(site: Site) -> None:
    first, second = (section_elements(site, locale) for locale in site.locales)
    for section in first:
        for ours, theirs in zip(first[section][1:], second[section][1:], strict=True):
            ratio = len(theirs.get_text()) / len(ours.get_text())
            assert 0.5 < ratio < 2, (ours["id"], ratio)


def test_glossary_has_every_entry_in_each_alphabet_with_its_places(site: Site) -> None:
    entries = {entry["id"]: entry for entry in yaml.safe_load((ROOT / "reference" / "glossary.yml").read_text(encoding="utf-8"))}
    letters = {"ё": "е"}
    for locale in site.locales:
        soup = site.pages[locale, "glossary.md"].soup
        meant: dict[str, set[str]] = {}
        for passages in section_elements(site, locale).values():
            for passage in passages:
                for link in passage.select('a[href*="glossary/#"]'):
                    meant.setdefault(link["href"].split("#")[1], set()).add(passage["id"])
        headings = soup.select("article h3")
        assert {heading["id"] for heading in headings} == set(entries)
        names = [re.sub(r"[^\w\s]", "", heading.get_text().lower()) for heading in headings]
        keys = ["".join(letters.get(char, char) for char in name) for name in names]
        assert keys == sorted(keys)
        for heading in headings:
            block = []
            for element in heading.find_next_siblings():
                if element.name == "h3":
                    break
                block.append(element)
            text = "".join(element.get_text() for element in [heading, *block])
            entry = entries[heading["id"]]
            for form in [*entry["forms"].values(), *entry.get("printed", [])]:
                assert QUOTES.sub("", form) in QUOTES.sub("", text), (locale, heading["id"], form)
            linked = {link["href"].split("#")[1] for element in block for link in element.select(".occurs a, a") if "#" in link["href"]}
            assert linked == meant.get(heading["id"], set()), (locale, heading["id"])


# What must not be parted from what it belongs to, by language; printed spellings stand as they were printed
KEPT_TOGETHER = {
    "en": r"\b(?:p|pp|No)\. \d|\d \(\d",
    "ru": r"\b(?:с|св|гл)\. \d|№ \d|\d \(\d|\d (?:%|гг?\b|млн|млрд)| —",
}


def words_of(facts: object, locale: str) -> Iterator[str]:
    """What a locale reads of the facts; other spellings, by which an entry is found, are as they are typed."""
    if isinstance(facts, dict):
        for key, value in facts.items():
            if key == locale and isinstance(value, str):
                yield value
            elif key != "other":
                yield from words_of(value, locale)
    elif isinstance(facts, list):
        for one in facts:
            yield from words_of(one, locale)


@pytest.mark.parametrize("locale", locales())
def test_nothing_is_parted_that_typography_keeps_together(locale: str) -> None:
    files = [*sorted((ROOT / "docs" / locale).glob("*.md")), ROOT / "theme" / "labels" / f"{locale}.yml"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    for name in ("glossary.yml", "events.yml", "places.yml", "relations.yml"):
        facts = yaml.safe_load((ROOT / "reference" / name).read_text(encoding="utf-8"))
        texts[f"reference/{name}"] = "\n".join(words_of(facts, locale))
        assert texts[f"reference/{name}"]
    for name, text in texts.items():
        text = re.sub(r"“[^”]*”|«[^»]*»|^#.*", lambda quoted: quoted[0].replace(" ", "_"), text, flags=re.M)
        assert not re.findall(f".{{0,20}}(?:{KEPT_TOGETHER[locale]}).{{0,10}}", text), name


def test_a_range_of_printed_pages_is_named_as_several(site: Site) -> None:
    """In English p. for one, pp. for more; in Russian «с.» for both."""
    for locale, (one, several) in {"en": ("p.", "pp."), "ru": ("с.", "с.")}.items():
        marks = [mark.get_text() for name in site.names for mark in site.pages[locale, name].soup.select("a.mark")]
        assert {mark.split("\u00a0")[0] for mark in marks if "–" in mark} == {several}
        assert {mark.split("\u00a0")[0] for mark in marks if "–" not in mark} == {one}


def test_no_sentence_ends_with_two_full_stops(site: Site) -> None:
    """As where a sentence ends with an abbreviation."""
    texts = {str(key): page.soup.get_text() for key, page in site.pages.items()}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in (site.folder / "download").glob("*.txt")}
    assert any(name.endswith(".txt") for name in texts)
    found = [f"{name}: {hit}" for name, text in texts.items() for hit in re.findall(r".{0,20}(?<!\.)\.\.(?!\.)", text)]
    assert not found
