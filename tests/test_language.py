"""A reader meets the words of one language alone, and every foreign phrase says what language it is in."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, NavigableString
from bs4.element import TemplateString
from playwright.sync_api import Page, expect

from edition.languages import Languages, foreign_phrases

from .conftest import Opener, Site
from .places import LOCALES, QUERIES, SHORT

LETTERS = {"en": "A-Za-zÀ-ɏ", "ru": "Ѐ-ԯ", "zh": "㐀-鿿"}
SPOKEN = ("title", "aria-label", "aria-description", "placeholder", "alt", "content")
# names that every language writes so, and addresses
NAMES = re.compile(
    r"\b(CC BY|MIT|BibTeX|BibLaTeX|RIS|CSL-JSON|EndNote|TSV|TMX|PDF|EPUB|ZIP|JSON-LD|JSON|JATS XML|TBX-Basic|Markdown|DefinedTermSet|schema\.org|APA|MLA|Chicago|Harvard|Vancouver|NLM|IEEE|GB/T|Cite Them Right|Ctrl|K|[IVXLC]+)\b"
    r"|https?://\S+|[\w/]+\.(?:html|json)\b"
)


def language_of(node: Any) -> str:
    for parent in [node, *node.parents]:
        if getattr(parent, "attrs", None) and parent.attrs.get("lang"):
            return "en" if parent["lang"].endswith("-Latn") else parent["lang"].split("-")[0]
    raise AssertionError(f"no language: {node}")


def foreign(text: str, language: str) -> list[str]:
    others = "".join(letters for key, letters in LETTERS.items() if key != language)
    return re.findall(f"[{others}][{others}\\w -]*", NAMES.sub("", text))


def unmarked(soup: BeautifulSoup) -> list[str]:
    """What a page says, in its text, its names and its descriptions, in letters of another language than it says that it is in."""
    found = []
    for node in soup.body.find_all(string=True):
        if type(node) in (NavigableString, TemplateString) and not node.find_parent(["script", "style", "code"]):
            found += foreign(node, language_of(node))
    for tag in soup.find_all(True):
        if (tag.name == "meta" and tag.get("name") != "description") or "Z3988" in tag.get("class", []):
            continue
        for name in SPOKEN:
            if tag.has_attr(name):
                found += foreign(tag[name], language_of(tag))
    return found + foreign(soup.title.get_text(), soup.html["lang"])


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_is_in_its_language_and_says_what_is_not(site: Site, locale: str) -> None:
    addresses = site.addresses(locale)
    assert len(addresses) > len(site.names) + 1, "pages side by side and the page for wrong addresses are among them"
    for address in addresses:
        soup = site.soup(site.file(address))
        assert soup.html["lang"] == locale
        assert not unmarked(soup), address


@pytest.mark.parametrize("locale", LOCALES)
def test_counterparts_say_what_is_foreign_in_them(site: Site, locale: str) -> None:
    scripts = [path for path in (site.folder / "assets" / "passages").rglob("*.js") if path.parent.name == locale]
    assert scripts
    for path in scripts:
        texts = json.loads(path.read_text(encoding="utf-8").partition(" = ")[2].rstrip()[:-1])
        for text in texts.values():
            soup = BeautifulSoup(f"<html lang={locale}><title></title><body>{text['html']}", "html.parser")
            assert not unmarked(soup), path.name


def shown(page: Page, css: str) -> BeautifulSoup:
    """What the script has made in a page: the elements that match, in the language of what they stand in."""
    parts = page.eval_on_selector_all(css, "all => all.map(one => [one.parentElement.closest('[lang]').lang, one.outerHTML])")
    own = page.locator("html").get_attribute("lang")
    body = "".join(f"<div lang={lang}>{html}</div>" for lang, html in parts)
    return BeautifulSoup(f"<html lang={own}><title></title><body>{body}", "html.parser")


@pytest.mark.parametrize("locale", LOCALES)
def test_search_panel_and_counterpart_say_what_is_foreign_in_them(site: Site, address: str, open_page: Opener, locale: str) -> None:
    page = open_page(address + site.pages[locale, SHORT].url)
    for mark in page.locator("article .mark").all():
        mark.click()
        page.click(".panel .show")
        expect(page.locator(".counterpart")).to_be_visible()
        assert not unmarked(shown(page, ".panel, .counterpart, .said")), mark.get_attribute("href")
    assert not unmarked(BeautifulSoup(page.content(), "html.parser")), "the whole page"
    page.keyboard.press("Control+k")
    marked = set()
    for query in QUERIES[locale]["foreign"]:
        page.fill("#site-search input", query)
        expect(page.locator(".search-status")).not_to_be_empty()
        soup = shown(page, "#site-search")
        assert not unmarked(soup), query
        marked |= {tag["lang"] for tag in soup.select(".search-result :is(.search-title, .search-text, .search-suggestions) [lang]")}
    assert len(marked) == 2, marked
    assert not page.troubles


def test_an_accent_stays_with_its_letter() -> None:
    languages = Languages(foreign_phrases("English", {"Latin": "en", "Cyrillic": "ru"}))
    assert list(languages.runs("a \u0437\u0430\u0301\u043c\u043e\u043a b")) == [
        ("a ", ""),
        ("\u0437\u0430\u0301\u043c\u043e\u043a", "ru"),
        (" b", ""),
    ]
