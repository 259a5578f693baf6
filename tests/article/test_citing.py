"""References: the article's, a paragraph's and this edition's, as the page shows them and as a reader copies them."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import yaml
from bs4 import Tag
from playwright.sync_api import expect

from ..conftest import ROOT, SITE_URL, BuiltPage, Opener, Site, attribute, data

REFERENCES = data("references.yml")
FOOTNOTES = data("footnotes.yml")
EDITION = data("edition.yml")
RECORD = data("record.yml")
STYLES = [style for style in REFERENCES if style != "as-printed"]
MONTHS = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]


def plain(html: str) -> str:
    """HTML of a reference as typed: <em> kept, every other tag and no-break space gone, the day of a visit as {visited}."""
    html = re.sub(r'<span class="visit"[^>]*>[^<]*</span>', "{visited}", html)
    return unescape(re.sub(r"<(?!/?em>)[^>]+>", "", html)).replace("\u00a0", " ").strip()


def comparable(style: str, reference: str) -> str:
    """A reference as it is compared: ISO 690 prescribes elements and their order, by its scope neither style nor punctuation."""
    return re.sub(r"[.,()\[\]]|\bp(?=p\b)", "", reference).casefold() if style == "iso-690" else reference


def bare(text: str) -> str:
    return re.sub("</?em>", "", text)


def under(heading: Tag) -> list[str]:
    """The references that stand between a heading and the next one."""
    found = []
    for tag in heading.find_all_next(["h2", "h3", "p", "div", "footer"]):
        if tag.name in ("h2", "h3", "footer"):
            break
        if "reference" in tag.get("class", []):
            found.append(plain(tag.decode_contents()))
    return found


def cite(site: Site, locale: str) -> BuiltPage:
    return site.pages[locale, "cite.md"]


def paragraphs(page: BuiltPage) -> list[str]:
    """What the editors wrote on a page, references left out."""
    return [tag.get_text().replace("\u00a0", " ") for tag in page.soup.select("article :is(p, li):not(.reference)")]


def edition_references(locale: str, url: str, visited: str = "{visited}") -> dict[str, str]:
    """What `edition.yml` says of this edition at an address, by style; version and date are those of CITATION.cff."""
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    day = date.fromisoformat(str(cff["date-released"]))
    titles = EDITION["titles"][locale]
    return {
        key: style["form"].format(
            title=titles.get(style["title"], titles["source"]),
            holder=EDITION["holder"][locale],
            responsible=EDITION["holder"][locale][:1].lower() + EDITION["holder"][locale][1:],
            kind=EDITION["kind"][locale],
            version_word=EDITION["version"][locale],
            version=cff["version"],
            date=day,
            month=MONTHS[day.month - 1],
            url=url,
            visited=visited,
        )
        for key, style in EDITION["styles"].items()
    }


def test_the_printed_reference_comes_first_sign_for_sign(site: Site) -> None:
    for locale in site.locales:
        first = cite(site, locale).soup.select_one("article .reference")
        assert plain(first.decode_contents()) == REFERENCES["as-printed"]["printed"]


@pytest.mark.parametrize("style", STYLES)
def test_references_are_as_the_manuals_have_them(site: Site, style: str) -> None:
    for locale in site.locales:
        heading = cite(site, locale).soup.find(id=style)
        assert heading, f"no heading {style}"
        wanted = [comparable(style, reference) for reference in REFERENCES[style].values()]
        assert sorted(comparable(style, reference) for reference in under(heading)) == sorted(wanted)


def test_no_style_is_shown_that_is_not_checked(site: Site) -> None:
    for locale in site.locales:
        headings = cite(site, locale).soup.select("#cite-article ~ .citations h3, .citations h3")
        shown = [heading["id"] for heading in headings if not heading["id"].startswith("edition-")]
        assert set(shown) - {"as-printed"} == set(STYLES)


def test_each_page_shows_first_the_letters_that_its_readers_write(site: Site, address: str, open_page: Opener) -> None:
    """Latin on the English page, Cyrillic on the Russian, the other one key away; without a script too."""
    for locale, own, other in (("en", "latin", "printed"), ("ru", "printed", "latin")):
        soup = cite(site, locale).soup
        labels = {tag.input["id"]: tag.get_text() for tag in soup.select("fieldset.scripts label")}
        assert re.search("Cyrillic|кириллиц", labels["script-printed"]) and re.search("Latin|латин", labels["script-latin"])
        for scripts in (True, False):
            page = open_page(address + cite(site, locale).url, java_script_enabled=scripts)
            assert page.locator(f"#apa-{own}").is_visible() and not page.locator(f"#apa-{other}").is_visible()
            page.check(f"#script-{other}")
            assert page.locator(f"#apa-{other}").is_visible() and not page.locator(f"#apa-{own}").is_visible()
            assert page.locator("#gost-in-text-printed, #gost-in-text [class=reference]").first.is_visible() or not scripts


def test_what_is_known_of_the_article_is_said_once_and_plainly(site: Site) -> None:
    languages = {"en": (r"\bEnglish\b", r"\babstracts?\b", r"\bRussian\b"), "ru": (r"английск", r"аннотаци", r"русск")}
    unknown = {"en": "journal’s DOI", "ru": "DOI, ISSN и адрес журнала"}
    for locale in site.locales:
        said = paragraphs(cite(site, locale))
        sentences = [part for text in said for part in re.split(r"(?<=[.!?])\s+", text)]
        assert [text for text in sentences if all(re.search(pattern, text) for pattern in languages[locale])], "language of the text"
        assert len([text for text in said if all(re.search(rf"\b{name}\b", text) for name in RECORD["names"])]) == 1, "both spellings"
        assert unknown[locale] not in " ".join(said), "a DOI is the article's, and the journal's address is known"


def test_the_journal_has_one_spelling_in_references_and_no_invented_one(site: Site) -> None:
    for page in site.each():
        wanted, short = RECORD["names"]
        for tag in page.soup.find_all(class_="reference"):  # in templates too
            assert short not in tag.get_text(), page.url
        assert "Arhont" not in page.soup.get_text(), page.url
    assert short in cite(site, "en").soup.get_text() and wanted in cite(site, "en").soup.get_text()


def test_names_and_numbers_do_not_break_apart(site: Site) -> None:
    soup = cite(site, "ru").soup
    text = soup.select_one("#gost-r-7-0-5-2008-printed").get_text()
    assert "Ли\u00a0М., Кун\u00a0С." in text and "№\u00a05\u00a0(14)" in text and "С.\u00a086" in text


@pytest.mark.parametrize("style", EDITION["styles"])
def test_this_edition_is_cited_as_the_manuals_have_it(site: Site, style: str) -> None:
    for locale in site.locales:
        page = cite(site, locale)
        home = SITE_URL + site.pages[locale, "index.md"].url
        shown = [comparable(style, plain(tag.decode_contents())) for tag in page.soup.select('[id^="edition-"].reference')]
        assert comparable(style, edition_references(locale, home)[style]) in shown


def test_no_reference_has_what_left_the_standards(site: Site) -> None:
    for page in site.each():
        assert "Электронный ресурс" not in page.soup.get_text(), "GOST R 7.0.100-2018 has no general designation of the material"


def test_visible_reference_stands_at_the_foot_of_every_page(site: Site) -> None:
    for name in site.addresses():
        foot = site.soup(site.file(name)).select_one("footer .reference")
        assert plain(foot.decode_contents()) == REFERENCES["gost-r-7-0-5-2008"]["full"], name


def test_issue_never_reads_as_a_plural_or_a_volume(site: Site) -> None:
    for page in site.each():
        text = page.soup.get_text(" ")
        assert not re.search(r"\bnos\.|\bvol(ume)?\.?\s*14|Т\.\s*14", text), page.url


@pytest.mark.parametrize("style", FOOTNOTES)
@pytest.mark.parametrize("pages", ["87", "86-87"])
def test_footnotes_name_the_page_of_the_paragraph(site: Site, style: str, pages: str) -> None:
    for locale in site.locales:
        template = site.pages[locale, "current-situation.md"].soup.find("template")
        forms = template.select(f'[data-page="{pages}"] .reference')
        assert FOOTNOTES[style][pages] in [plain(form.decode_contents()) for form in forms]


def test_every_page_of_every_paragraph_has_its_footnotes(site: Site) -> None:
    for page in site.each():
        pages = {tag["data-page"] for tag in page.passages}
        template = page.soup.find("template")
        forms = template.select(".panel-form[data-page]") if template else []
        assert sorted(form["data-page"] for form in forms) == sorted([*pages] * len(FOOTNOTES)), page.url
        for form in forms:
            assert "".join(form.find(class_="reference").find_all(string=True)).rstrip(".").endswith(form["data-page"].replace("-", "–"))


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_the_panel_cites_our_paragraph_too_and_says_whose_words_they_are(site: Site, address: str, open_page: Opener, locale: str) -> None:
    built = site.pages[locale, "current-situation.md"]
    page = open_page(address + built.url + "#transport-3")
    if not page.locator("#panel-transport-3").count():
        page.locator("a.mark[href='#transport-3']").click()
    panel = page.locator("#panel-transport-3")
    expect(panel).to_be_visible()
    texts = [text.replace("\u00a0", " ").strip() for text in panel.locator(".reference").all_inner_texts()]
    assert len(texts) == 3
    patterns = [
        re.escape(bare(form)).replace("VISITED", ".+")
        for base in (address, SITE_URL)
        for form in edition_references(locale, f"{base}{built.url}#transport-3", "VISITED").values()
    ]
    assert [text for text in texts if any(re.fullmatch(pattern, text) for pattern in patterns)], texts
    ours, print_page = {"en": (r"\bwords\b|\bwording\b", "print"), "ru": ("(?i)слов|формулиров|изложен|пересказ", "печат")}[locale]
    said = panel.inner_text()
    for text in panel.locator(".reference").all_inner_texts():
        said = said.replace(text, "")
    assert re.search(ours, said) and re.search(print_page, said)


def test_the_date_of_the_visit_is_filled_in(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + cite(site, "ru").url)
    shown = page.locator("#cite-edition ~ .citations").inner_text().replace("\u00a0", " ")
    assert re.search(r"\(дата обращения: \d\d\.\d\d\.20\d\d\)", shown)
    assert re.search(r"\(Accessed: \d{1,2} [A-Z][a-z]+ 20\d\d\)", shown)
    assert re.search(r"\[20\d\d-\d\d-\d\d\]", shown), "GB/T"
    assert SITE_URL + "ru/" in shown


def test_the_mark_works_by_keyboard_and_without_javascript(site: Site, address: str, open_page: Opener) -> None:
    url = address + site.pages["en", "problems.md"].url
    page = open_page(url)
    page.focus("a.mark[href='#problems-1']")
    page.keyboard.press("Space")
    expect(page.locator("#panel-problems-1")).to_be_visible()
    expect(page.locator("a.mark[href='#problems-1']")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-problems-1")).to_have_count(0)
    plain_page = open_page(url, java_script_enabled=False)
    plain_page.click("a.mark[href='#legal-gap-1']")
    assert plain_page.url.endswith("#legal-gap-1")
    assert plain_page.locator(".copy:visible").count() == 0


def test_where_the_browser_refuses_the_reader_is_told(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + cite(site, "en").url)
    page.evaluate("navigator.clipboard.write = () => Promise.reject(new Error()); document.execCommand = () => false")
    page.click('[data-copy="apa-latin"]')
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-failed"))
