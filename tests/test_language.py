"""A reader meets the words of one language alone, and every foreign phrase says what language it is in."""

from __future__ import annotations

import re

import pytest
from bs4 import NavigableString
from bs4.element import TemplateString

from .conftest import Site

LETTERS = {"en": "A-Za-zÀ-ɏ", "ru": "Ѐ-ԯ", "zh": "㐀-鿿"}
SPOKEN = ("title", "aria-label", "placeholder", "alt", "content")
# names that every language writes so
NAMES = re.compile(
    r"\b(CC BY|MIT|BibTeX|BibLaTeX|RIS|CSL-JSON|EndNote|APA|MLA|Chicago|Harvard|Vancouver|NLM|IEEE|GB/T|Cite Them Right|[IVXLC]+)\b"
)


def language_of(node) -> str:
    for parent in [node, *node.parents]:
        if getattr(parent, "attrs", None) and parent.attrs.get("lang"):
            return "en" if parent["lang"].endswith("-Latn") else parent["lang"].split("-")[0]
    raise AssertionError(f"no language: {node}")


def foreign(text: str, language: str) -> list[str]:
    others = "".join(letters for key, letters in LETTERS.items() if key != language)
    return re.findall(f"[{others}][{others}\\w -]*", NAMES.sub("", text))


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_text_is_in_the_language_that_it_is_marked_with(site: Site, locale: str):
    for page in site.each(locale):
        for node in page.soup.body.find_all(string=True):
            if type(node) not in (NavigableString, TemplateString) or node.parent.name in ("script", "style") or not node.strip():
                continue
            assert not foreign(node, language_of(node)), (page.url, str(node))


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_names_that_are_spoken_or_shown_are_in_the_language_of_the_page(site: Site, locale: str):
    for page in site.each(locale):
        for tag in page.soup.find_all(True):
            if (tag.name == "meta" and tag.get("name") != "description") or "Z3988" in tag.get("class", []):
                continue
            for name in SPOKEN:
                if tag.has_attr(name):
                    assert not foreign(tag[name], language_of(tag)), (page.url, tag)
        assert not foreign(page.soup.title.get_text(), locale), page.url
