"""Records of other articles, invented: `article.json` is all that has to be written for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from edition.__main__ import build_site
from edition.citing import Citation, References
from edition.files.records import FILES, content
from edition.metadata import coins, dublin_core, highwire
from edition.mistakes import Mistakes
from edition.printed_pages import page_range
from edition.record import Record
from edition.schema import mistakes_of
from edition.standards import gb_t_7714_2025, gost_in_text, gost_r_7_0_100_2018, references_latin
from edition.styles import Style

from .conftest import EDITIONS, ROOT

SMALL = json.loads((EDITIONS / "small/reference/article.json").read_text(encoding="utf-8"))[0]
DOI, URL, ISSN = "10.1000/soil_1", "https://example.org/soil_1?a=b", "2049-3630"


def item(authors: list[dict[str, str]] | None = None, **changes: Any) -> dict[str, Any]:
    """The record of the small edition, changed; a change to None takes a field away. Names are the same in both scripts."""
    changed = {key: value for key, value in (SMALL | changes).items() if value is not None}
    if authors:
        changed |= {"author": authors, "custom": {**SMALL["custom"], "latin": {**SMALL["custom"]["latin"], "author": authors}}}
    return changed


def text(standard: Any, made: dict[str, Any], pages: str | None = None) -> str:
    record = Record.read(made)
    return Citation(standard(record, "printed", record.pages if pages is None else pages)).text


def files(made: dict[str, Any], *styles: Style) -> dict[str, str]:
    references = References(Record.read(made), styles, [], {})
    return {file.suffix: content(file, references) for file in FILES if file.script == "printed"}


NAMES = [{"literal": "Институт почв"}, {"family": "Аристотель"}, {"family": "Берг", "given": "Ян", "non-dropping-particle": "ван ден"}]
FULL = item(NAMES, volume="5", DOI=DOI, URL=URL, ISSN=ISSN)
PLACES = {
    "one page": item(page="10"),
    "Roman pages": item(page="xii-xv"),
    "large Roman pages": item(page="XII-XV"),
    "number": item(page=None, issue=None, volume="5", number="e0123"),
    "no issue": item(issue=None),
    "nothing": item(page=None, issue=None),
    "everything": FULL,
}


# An article in Latin letters: there is nothing to transliterate, and no translation belongs into a reference in its own language
LATIN = {
    **item([{"family": "Brown", "given": "Ann"}], language="en", title="On soil", **{"container-title": "Field"}),
    "custom": {"text-language": "en", "translation": {"ru": "О почве"}},
}


@pytest.mark.parametrize("made", [*PLACES.values(), LATIN], ids=[*PLACES, "Latin letters"])
def test_what_other_articles_have_is_no_mistake(made: dict[str, Any]) -> None:
    assert list(mistakes_of("article", [made], "article.json", ["en", "ru"])) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"page": "10–12"},
        {"page": "iiii"},
        {"page": "x-XII"},
        {"page": ""},
        {"volume": "5 (2)"},
        {"number": "a b"},
        {"DOI": "doi"},
        {"URL": "x"},
        {"ISSN": "20493630"},
    ],
    ids=str,
)
def test_what_no_article_has_is_named(changes: dict[str, Any]) -> None:
    (mistake,) = mistakes_of("article", [item(**changes)], "article.json", ["en", "ru"])
    assert str(mistake).startswith(f"article.json: 1.{next(iter(changes))} is ")


@pytest.mark.parametrize("names", [{"given": "Ян"}, {"literal": "А", "family": "Б"}, {"family": "Б", "suffix": "Jr."}], ids=str)
def test_an_author_who_is_none_is_named(names: dict[str, str]) -> None:
    found = [str(mistake) for mistake in mistakes_of("article", [item([names])], "article.json", ["en", "ru"])]
    assert found and all("author.1" in line and "write family and given, and non-dropping-particle" in line for line in found)


@pytest.mark.parametrize(
    ("pages", "span"),
    [
        ("87", (87, 87)),
        ("86-93", (86, 93)),
        ("xii-xv", (12, 15)),
        ("XIV", (14, 14)),
        ("iiii", None),
        ("x-12", None),
        ("x-XII", None),
        ("", None),
    ],
)
def test_pages_in_both_kinds_of_figures(pages: str, span: tuple[int, int] | None) -> None:
    assert page_range(pages) == span


def test_gost_r_7_0_100_of_other_places() -> None:
    ends = {name: text(gost_r_7_0_100_2018, made).partition("// ")[2] for name, made in PLACES.items()}
    assert ends == {
        "one page": "Поле. – 2001. – № 2. – С. 10.",
        "Roman pages": "Поле. – 2001. – № 2. – С. xii–xv.",
        "large Roman pages": "Поле. – 2001. – № 2. – С. XII–XV.",
        "number": "Поле. – 2001. – Т. 5. – Ст. e0123.",
        "no issue": "Поле. – 2001. – С. 10–12.",
        "nothing": "Поле. – 2001.",
        "everything": f"Поле. – 2001. – Т. 5, № 2. – С. 10–12. – DOI {DOI}.",
    }


def test_the_other_standards() -> None:
    assert text(references_latin, PLACES["number"]).endswith(", 2001, vol. 5, art. e0123.")
    assert text(references_latin, PLACES["one page"]).endswith(", 2001, no. 2, p. 10.")
    assert text(references_latin, FULL).endswith(f", 2001, vol. 5, no. 2, pp. 10–12. DOI: {DOI}.")
    assert text(gb_t_7714_2025, PLACES["number"]).endswith("Поле, 2001, 5: e0123.")
    assert text(gb_t_7714_2025, PLACES["nothing"]).endswith("Поле, 2001.")
    assert text(gb_t_7714_2025, FULL).endswith(f"Поле, 2001, 5(2): 10-12. DOI:{DOI}.")
    assert text(gost_in_text, PLACES["number"]) == "[Иванов, 2001]"
    assert text(gost_in_text, PLACES["number"], "3") == "[Иванов, 2001, с. 3]"


def test_bodies_single_names_and_particles() -> None:
    # a body is no heading
    assert text(gost_r_7_0_100_2018, FULL).startswith("О почве / Институт почв, Аристотель, ван ден Берг Ян. – Текст")
    assert text(gost_r_7_0_100_2018, item(NAMES[1:])).startswith("Аристотель. О почве / Аристотель, ван ден Берг Ян.")
    assert text(gost_r_7_0_100_2018, item(NAMES[2:])).startswith("ван ден Берг, Ян. О почве")
    assert text(gost_in_text, FULL) == "[Институт почв, Аристотель, ван ден Берг, 2001, с. 10–12]"
    assert text(gb_t_7714_2025, FULL).startswith("Институт почв, Аристотель, ван ден Берг Ян. О почве[J]")


def test_published_styles_of_other_records() -> None:
    apa = Style.read({"id": "apa", "name": {}, "locale": "en-US", "scripts": ["printed"], "csl": "apa"})

    def cited(made: dict[str, Any]) -> str:
        return References(Record.read(made), [apa], [], {}).article[0].forms["printed"].text

    reference = f"Институт почв, Аристотель, & ван ден Берг, Я. (2001). О почве. Поле, 5(2), 10–12. https://doi.org/{DOI}"
    assert cited(FULL) == reference
    mla = Style.read(
        {"id": "mla", "name": {}, "locale": "en-US", "scripts": ["printed"], "csl": "modern-language-association", "names": "family-first"}
    )
    # MLA 9, 5.8: a comma before "et al." follows a name turned round
    assert References(Record.read(FULL), [mla], [], {}).article[0].forms["printed"].text.startswith("Институт почв et al. “О почве.”")
    assert cited(PLACES["number"]).endswith("Поле, 5, e0123.")
    assert cited(PLACES["nothing"]).endswith("О почве. Поле.")
    assert cited(PLACES["Roman pages"]).endswith("Поле, (2), xii–xv.")


@pytest.mark.parametrize(
    ("name", "changes", "end"),
    [
        # The Chicago Manual of Style, 18th ed., 14.71: a comma before the pages only where there is no volume
        ("chicago-author-date", {"volume": "5"}, "Поле 5 (2): 10–12."),
        ("chicago-author-date", {}, "Поле, no. 2, 10–12."),
        ("chicago-author-date", {"page": "xii-xv", "DOI": DOI}, f"Поле, no. 2, xii–xv. https://doi.org/{DOI}."),
        # Citing Medicine, 2nd ed., ch. 1: a hyphen between pages; a title keeps its own signs
        ("vancouver", {"title": "О почве: 1990–2000", "page": "10-25"}, "О почве: 1990–2000. Поле. 2001;(2):10-25."),
        ("vancouver", {"page": "xii-xv", "DOI": DOI}, f"О почве. Поле. 2001;(2):xii-xv. doi:{DOI}"),
        ("ama", {"title": "О почве: 1990–2000"}, "О почве: 1990–2000. Поле. 2001;(2):10-12."),
    ],
)
def test_signs_before_and_between_pages(name: str, changes: dict[str, Any], end: str) -> None:
    styles = yaml.safe_load((ROOT / "reference/styles.yml").read_text(encoding="utf-8"))
    style = Style.read(next(one for one in styles if one["id"] == name))
    found = References(Record.read(item(**changes)), [style], [], {}).article[0].forms["printed"].text
    assert found.replace("\u00a0", " ").endswith(end)


def test_files_of_other_records() -> None:
    made = files(FULL)
    for suffix in (".bib", ".biblatex.bib"):
        (entry,) = parse_string(made[suffix], "bibtex").entries.values()
        fields = {key.lower(): value.replace("\\", "") for key, value in entry.fields.items()}
        assert (fields["volume"], fields["number"], fields["doi"], fields["url"], fields["issn"]) == ("5", "2", DOI, URL, ISSN)
        assert "eid" not in fields and made[suffix].count("doi = ") == made[suffix].count("issn = ") == 1
        assert "{Институт почв}" in made[suffix]
        assert [str(person) for person in entry.persons["author"]][1:] == ["Аристотель", "ван ден Берг, Ян"]
    (ris,) = rispy.loads(made[".ris"].replace("\r\n", "\n"))
    assert (ris["volume"], ris["number"], ris["doi"], ris["urls"], ris["issn"]) == ("5", "2", DOI, [URL], ISSN)
    assert ris["authors"] == ["Институт почв", "Аристотель", "ван ден Берг, Ян"]
    assert {"%V 5", f"%R {DOI}", f"%U {URL}", f"%@ {ISSN}", "%A Институт почв,", "%A ван ден Берг, Ян"} <= set(made[".enw"].split("\n"))
    (csl,) = json.loads(made[".json"])
    assert csl["author"] == NAMES and (csl["volume"], csl["DOI"], csl["URL"], csl["ISSN"]) == ("5", DOI, URL, ISSN)


def test_files_of_an_article_with_a_number() -> None:
    made = files(PLACES["number"])
    for suffix in (".bib", ".biblatex.bib"):
        (entry,) = parse_string(made[suffix], "bibtex").entries.values()
        assert entry.fields["eid"] == "e0123" and not {"pages", "number"} & set(entry.fields)
    (ris,) = rispy.loads(made[".ris"].replace("\r\n", "\n"))
    assert ris["custom7"] == "e0123" and not {"start_page", "end_page", "number"} & set(ris)
    assert "%P e0123\n" in made[".enw"] and "%N" not in made[".enw"]
    (csl,) = json.loads(made[".json"])
    assert csl["number"] == "e0123" and not {"page", "issue"} & set(csl)


def test_what_machines_read_of_other_records() -> None:
    tags = dict(highwire(Record.read(FULL)))
    assert (tags["citation_volume"], tags["citation_doi"], tags["citation_issn"]) == ("5", DOI, ISSN)
    names = [value for name, value in highwire(Record.read(FULL)) if name == "citation_author"]
    assert names == ["Институт почв", "Аристотель", "ван ден Берг, Ян"]
    assert not {"citation_issue", "citation_firstpage", "citation_lastpage"} & set(dict(highwire(Record.read(PLACES["number"]))))
    assert dict(dublin_core(Record.read(FULL), ""))["DC.identifier"] == f"https://doi.org/{DOI}"
    sent = parse_qs(coins(Record.read(FULL), "https://example.org/"))
    assert (sent["rft.aucorp"], sent["rft.au"], sent["rft_id"], sent["rft.issn"]) == (
        ["Институт почв"],
        ["Аристотель", "ван ден Берг, Ян"],
        [f"info:doi/{DOI}"],
        [ISSN],
    )
    assert parse_qs(coins(Record.read(PLACES["number"]), "https://example.org/"))["rft.artnum"] == ["e0123"]


def test_linked_data_of_other_records(small: Path) -> None:
    (small / "reference/article.json").write_text(json.dumps([FULL], ensure_ascii=False), encoding="utf-8")
    build_site(small)
    soup = BeautifulSoup((small / "site/index.html").read_text(encoding="utf-8"), "html.parser")
    article = json.loads(soup.select_one("script[type='application/ld+json']").string)["@graph"][1]
    assert [author["@type"] for author in article["author"]] == ["Organization", "Person", "Person"]
    assert article["sameAs"] == f"https://doi.org/{DOI}" and article["url"] == URL
    assert [article["isPartOf"]["@type"], article["isPartOf"]["isPartOf"]["@type"]] == ["PublicationIssue", "PublicationVolume"]
    assert article["isPartOf"]["isPartOf"]["isPartOf"]["issn"] == ISSN


@pytest.mark.parametrize("made", [PLACES["Roman pages"], PLACES["number"]], ids=["Roman", "number"])
def test_an_edition_of_an_article_with_other_pages(small: Path, made: dict[str, Any]) -> None:
    """Pages of the article in Roman figures; or of its own, counted from 1."""
    (small / "reference/article.json").write_text(json.dumps([made], ensure_ascii=False), encoding="utf-8")
    if "page" in made:
        for page in (small / "docs").rglob("*.md"):
            written = page.read_text(encoding="utf-8")
            for arabic, roman in (("10", "xii"), ("11", "xiii"), ("12", "xiv")):
                written = written.replace(f'data-page="{arabic}', f'data-page="{roman}').replace(f'-{arabic}"', f'-{roman}"')
            page.write_text(written, encoding="utf-8")
    build_site(small)
    soup = BeautifulSoup((small / "site/index.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.select_one("#introduction-1")["data-page"] == ("xii" if "page" in made else "10")


def test_pages_of_another_kind_than_the_article_are_named(small: Path) -> None:
    (small / "reference/article.json").write_text(json.dumps([PLACES["Roman pages"]], ensure_ascii=False), encoding="utf-8")
    with pytest.raises(Mistakes) as stopped:
        build_site(small)
    assert 'data-page="10" of heading introduction is no page of the article; write one from xii to xv' in str(stopped.value)


def test_an_article_in_latin_letters_has_one_form(small: Path) -> None:
    apa = Style.read({"id": "apa", "name": {}, "locale": "en-US", "scripts": ["printed", "latin"], "footnote": "latin", "csl": "apa"})
    references = References(Record.read(LATIN), [apa], ["10"], {})
    assert {form: found.text for form, found in references.article[0].forms.items()} == {
        "printed": "Brown, A. (2001). On soil. Field, (2), 10–12."
    }
    assert [*references.footnotes(["10"])[0][1]] == ["10"]
    assert text(references_latin, LATIN) == "Brown Ann. On soil. Field, 2001, no. 2, pp. 10–12."

    (small / "reference/article.json").write_text(json.dumps([LATIN], ensure_ascii=False), encoding="utf-8")
    for locale in ("en", "ru"):
        page = small / "docs" / locale / "index.md"
        page.write_text(
            page.read_text(encoding="utf-8")
            + "\n{{ masthead() }}\n\n{{ citations() }}\n\n{{ downloads() }}\n\n{{ printed_reference() }}\n",
            encoding="utf-8",
        )
    build_site(small)
    soup = BeautifulSoup((small / "site/index.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.select_one(".authors").get_text() == "Brown Ann"
    assert not soup.select("fieldset") and not soup.select("#printed-reference") and not soup.select("[lang$=Latn]")
    assert not [*(small / "site/assets/record").glob("*.latin.*")] and len(soup.select(".downloads a")) == 5
    article = json.loads(soup.select_one("script[type='application/ld+json']").string)["@graph"][1]
    assert "alternateName" not in json.dumps(article)
