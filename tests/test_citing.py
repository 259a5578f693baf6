"""The reference to the article: every style, every file, every tag, against what was written by hand."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib.resources import files
from urllib.parse import parse_qs, urljoin

import pytest
import yaml
from jsonschema import Draft7Validator
from playwright.sync_api import expect
from pybtex.database import parse_string
from RISparser import read as read_ris

from edition import citations

from .conftest import ROOT, SITE_URL, Site, data

RECORD = data("record.yml")
REFERENCES = data("references.yml")
FOOTNOTES = data("footnotes.yml")
ARTICLE = json.loads((ROOT / "reference" / "article.json").read_text(encoding="utf-8"))[0]
STYLES = {style["id"]: style for style in yaml.safe_load((ROOT / "reference" / "styles.yml").read_text(encoding="utf-8"))}
FILES = "assets/record/li-kong-2019"


def plain(html: str) -> str:
    """HTML of a reference as typed: <em> kept, every other tag and no-break space gone."""
    return unescape(re.sub(r"<(?!/?em>)[^>]+>", "", html)).replace("\u00a0", " ").strip()


@pytest.mark.parametrize("style", REFERENCES)
def test_references_are_as_the_style_guides_have_them(site: Site, style: str):
    for locale in site.locales:
        soup = site.pages[locale, "cite.md"].soup
        shown = {script: soup.select_one(f"#{style}-{script}") for script in ("printed", "latin")}
        assert {script: plain(tag.decode_contents()) for script, tag in shown.items() if tag} == REFERENCES[style]


def test_every_style_is_checked():
    assert set(STYLES) == set(REFERENCES)
    assert {key for key, style in STYLES.items() if "footnote" in style} == set(FOOTNOTES)


@pytest.mark.parametrize("style", FOOTNOTES)
def test_footnotes_name_the_page_of_the_paragraph(style: str):
    found = citations.pinpoints(ARTICLE, STYLES[style], list(FOOTNOTES[style]))
    assert {page: plain(citation.html) for page, citation in found.items()} == FOOTNOTES[style]


def test_every_page_of_every_paragraph_has_its_footnotes(site: Site):
    for page in site.each():
        pages = {tag["data-page"] for tag in page.passages}
        template = page.soup.find("template")
        forms = template.find_all(class_="panel-form") if template else []
        assert sorted(form["data-page"] for form in forms) == sorted([*pages, *pages]), page.url
        for form in forms:
            assert "".join(form.find(class_="reference").find_all(string=True)).rstrip(".").endswith(form["data-page"].replace("-", "–"))


def composed(**changes) -> str:
    item = {
        "author": [{"family": "Иванов", "given": "Иван"}],
        "title": "О почве",
        "container-title": "Поле",
        "issue": "2",
        "page": "10-12",
        "issued": {"date-parts": [[2001]]},
        **changes,
    }
    return plain(citations.gost_r_7_0_100_2018(item).html)


def test_gost_r_7_0_100_of_other_articles():
    assert composed() == "Иванов, Иван. О почве / Иванов Иван. – Текст : непосредственный // Поле. – 2001. – № 2. – С. 10–12."
    assert composed(page="10-10").endswith("– С. 10.")
    four = [{"family": family, "given": "А."} for family in ("Белов", "Волков", "Громов", "Дымов")]
    # GOST R 7.0.100-2018, 5.2.5.3 and GOST R 7.0.80: with four authors the description begins with the title and names them all
    assert composed(author=four).startswith("О почве / Белов А., Волков А., Громов А., Дымов А. – Текст")


def test_issue_never_reads_as_a_plural_or_a_volume(site: Site):
    for page in site.each():
        text = page.soup.get_text(" ")
        assert not re.search(r"\bnos\.|\bvol(ume)?\.?\s*14|Т\.\s*14", text), page.url


def test_bibtex_and_biblatex_read_back(site: Site):
    for name, year_key in ((".bib", "year"), (".biblatex.bib", "date")):
        entry = parse_string((site.folder / (FILES + name)).read_text(encoding="utf-8"), "bibtex").entries["li-kong-2019"]
        assert entry.type == "article"
        assert [[" ".join(person.last_names), " ".join(person.first_names)] for person in entry.persons["author"]] == RECORD["authors"]
        fields = {key: value.strip("{}") for key, value in entry.fields.items()}
        assert fields["title"] == RECORD["title"]
        assert fields["journal"] == RECORD["journal"]
        assert fields["number"] == RECORD["issue"]
        assert fields["pages"] == f"{RECORD['first']}-{RECORD['last']}"
        assert fields[year_key] == RECORD["year"]
        assert not {"volume", "doi", "issn", "url", "month"} & set(fields)
        if name == ".biblatex.bib":
            assert fields["langid"] == RECORD["language"]


def test_ris_reads_back(site: Site):
    text = (site.folder / (FILES + ".ris")).read_text(encoding="utf-8")
    assert text.startswith("TY  - JOUR\n")
    (entry,) = read_ris(text.splitlines())
    assert [name.split(", ") for name in entry["authors"]] == RECORD["authors"]
    assert entry["title"] == RECORD["title"]
    assert entry["secondary_title"] == RECORD["journal"]
    assert entry["number"] == RECORD["issue"]
    assert (entry["start_page"], entry["end_page"]) == (RECORD["first"], RECORD["last"])
    assert entry["year"] == RECORD["year"]
    assert entry["language"] == RECORD["language"]
    assert not {"volume", "doi", "issn", "urls"} & set(entry)


def test_endnote_reads_back(site: Site):
    """No library reads this format; a line is %, a letter, a space and a value."""
    lines = (site.folder / (FILES + ".enw")).read_text(encoding="utf-8").strip().split("\n")
    fields: dict[str, list[str]] = {}
    for line in lines:
        tag, value = re.fullmatch(r"%([0-9A-Z]) (\S.*)", line).groups()
        fields.setdefault(tag, []).append(value)
    assert lines[0] == "%0 Journal Article"
    assert [name.split(", ") for name in fields["A"]] == RECORD["authors"]
    assert fields["T"] == [RECORD["title"]]
    assert fields["J"] == [RECORD["journal"]]
    assert fields["N"] == [RECORD["issue"]]
    assert fields["P"] == [f"{RECORD['first']}-{RECORD['last']}"]
    assert fields["D"] == [RECORD["year"]]
    assert fields["G"] == [RECORD["language"]]
    assert not {"V", "R", "@", "U"} & set(fields)


def compare_csl(item: dict) -> None:
    assert [[author["family"], author["given"]] for author in item["author"]] == RECORD["authors"]
    assert (item["title"], item["container-title"]) == (RECORD["title"], RECORD["journal"])
    assert (item["issue"], item["page"]) == (RECORD["issue"], f"{RECORD['first']}-{RECORD['last']}")
    assert str(item["issued"]["date-parts"][0][0]) == RECORD["year"]
    assert item["language"] == RECORD["language"]
    assert not {"volume", "DOI", "ISSN", "URL"} & set(item)


def test_csl_json_reads_back_and_agrees_with_the_record(site: Site):
    compare_csl(json.loads((site.folder / (FILES + ".json")).read_text(encoding="utf-8"))[0])
    compare_csl(ARTICLE)


def test_citation_cff_is_valid_and_agrees_with_the_record(site: Site):
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/citation-file-format.json").read_text(encoding="utf-8"))
    assert not list(Draft7Validator(schema).iter_errors(cff))
    article = cff["preferred-citation"]
    assert [[author["family-names"], author["given-names"]] for author in article["authors"]] == RECORD["authors"]
    assert (article["type"], article["title"], article["journal"]) == ("article", RECORD["title"], RECORD["journal"])
    assert (article["issue"], article["start"], article["end"]) == (RECORD["issue"], RECORD["first"], RECORD["last"])
    assert (str(article["year"]), article["languages"]) == (RECORD["year"], [RECORD["language"]])
    assert cff["title"] == site.config["site_name"]


def tags(soup) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in soup.select("meta[name]"):
        found.setdefault(tag["name"], []).append(tag["content"])
    return found


def test_highwire_and_dublin_core_stand_on_the_cite_page_alone(site: Site):
    for page in site.each():
        found = tags(page.soup)
        if page.name != "cite.md":
            assert not [name for name in found if name.lower().startswith(("citation_", "dc"))], page.url
            continue
        assert [name.split(", ") for name in found["citation_author"]] == RECORD["authors"]
        for name, key in (
            ("citation_title", "title"),
            ("citation_journal_title", "journal"),
            ("citation_issue", "issue"),
            ("citation_firstpage", "first"),
            ("citation_lastpage", "last"),
            ("citation_publication_date", "year"),
            ("citation_language", "language"),
            ("DC.title", "title"),
            ("DC.date", "year"),
            ("DC.language", "language"),
            ("DC.source", "journal"),
        ):
            assert found[name] == [RECORD[key]], name
        assert found["DC.creator"] == found["citation_author"]
        assert not {"citation_pdf_url", "citation_volume", "citation_doi", "citation_issn"} & set(found)
        for name, values in found.items():
            if name.startswith("citation_"):
                letters = "".join(values)
                assert not (re.search("[A-Za-z]", letters) and re.search("[А-Яа-я]", letters)), name


def zotero_coins(title: str) -> dict:
    """What Zotero takes from a COinS span (its utility `parseContextObject`): authors by their comma, pages, the rest by name."""
    pairs = parse_qs(title, strict_parsing=True)
    assert pairs["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:journal"] and pairs["rft.genre"] == ["article"]
    assert not {"rft.aulast", "rft.aufirst"} & set(pairs)
    return {
        "authors": [name.split(", ") for name in pairs["rft.au"]],
        "title": pairs["rft.atitle"][0],
        "journal": pairs["rft.jtitle"][0],
        "issue": pairs["rft.issue"][0],
        "first": pairs["rft.spage"][0],
        "last": pairs["rft.epage"][0],
        "year": pairs["rft.date"][0],
        "language": pairs["rft.language"][0],
    }


def test_zotero_is_offered_the_article_on_every_page_and_never_twice(site: Site):
    for page in site.each():
        spans = page.soup.select("span.Z3988")
        if page.name == "cite.md":
            assert not spans
            continue
        (span,) = spans
        assert zotero_coins(span["title"]) == RECORD
        assert span.find_parent(class_="reference"), "it stands in the line that a reader sees"


def test_json_ld_tells_edition_and_article_apart(site: Site):
    for page in site.each():
        graph = json.loads(page.soup.select_one('script[type="application/ld+json"]').get_text())["@graph"]
        own, article = graph
        address = urljoin(SITE_URL, page.url)
        assert (own["@id"], own["url"], own["inLanguage"]) == (address + "#page", address, page.locale)
        assert own["isBasedOn"]["@id"] == article["@id"]
        twin = {"@id": urljoin(SITE_URL, site.pages[site.locales[page.locale == site.default], page.name].url) + "#page"}
        assert (own.get("workTranslation"), own.get("translationOfWork")) == ([twin], None) if page.locale == site.default else (None, twin)
        assert article["@type"] == "ScholarlyArticle" and "translationOfWork" not in article
        assert [[author["familyName"], author["givenName"]] for author in article["author"]] == RECORD["authors"]
        assert (article["headline"], article["pageStart"], article["pageEnd"]) == (RECORD["title"], RECORD["first"], RECORD["last"])
        issue = article["isPartOf"]
        assert (issue["@type"], issue["issueNumber"], issue["isPartOf"]["@type"], issue["isPartOf"]["name"]) == (
            "PublicationIssue",
            RECORD["issue"],
            "Periodical",
            RECORD["journal"],
        )
        assert article["datePublished"] == RECORD["year"]
        assert article["inLanguage"] == "en", "the text of the article is English"


def test_signposting_leads_to_files_of_their_types(site: Site):
    for page in site.each():
        links = page.soup.select("link[rel=describedby]")
        if page.name != "cite.md":
            assert not links
            continue
        assert len(links) == 5 and not page.soup.select("link[rel=cite-as]")
        for link in links:
            assert (site.folder / link["href"].removeprefix(SITE_URL)).is_file()
        assert [(link["href"], link["type"]) for link in links] == [
            (urljoin(urljoin(SITE_URL, page.url), a["href"]), a["type"]) for a in page.soup.select(".downloads a")
        ]


def test_visible_reference_stands_at_the_foot_of_every_page(site: Site):
    for page in site.each():
        foot = page.soup.select_one("footer .reference")
        assert plain(foot.decode_contents()) == REFERENCES["gost-r-7-0-5-2008"]["printed"]


def test_open_graph_and_its_picture(site: Site):
    pictures = set()
    for page in site.each():
        graph = {tag["property"]: tag["content"] for tag in page.soup.select("meta[property]")}
        assert graph["og:url"] == urljoin(SITE_URL, page.url)
        assert graph["og:locale"].startswith(page.locale)
        path = site.folder / graph["og:image"].removeprefix(SITE_URL)
        picture = path.read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)] == [1200, 630]
        assert int(graph["og:image:width"]) == 1200 and int(graph["og:image:height"]) == 630
        pictures.add((page.locale, picture))
    assert len(pictures) == len(site.locales)


def paste(page) -> dict[str, str]:
    """What is on the clipboard, by type; nothing while it changes."""
    return page.evaluate(
        """async () => {
          try {
            const [item] = await navigator.clipboard.read(), found = {}
            for (const type of item.types) found[type] = await (await item.getType(type)).text()
            return found
          } catch (changed) {
            return { "text/plain": "" }
          }
        }"""
    )


def wait_for_clipboard(page, text: str) -> None:
    """Until the clipboard holds the text; it is written a moment after the key."""
    for _ in range(100):
        if paste(page)["text/plain"].replace("\u00a0", " ") == text:
            return
        page.wait_for_timeout(20)
    assert paste(page)["text/plain"].replace("\u00a0", " ") == text


PERMISSIONS = ["clipboard-read", "clipboard-write"]


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_a_reference_is_copied_as_plain_and_rich_text_and_said(site: Site, address: str, open_page, locale: str):
    page = open_page(address + site.pages[locale, "cite.md"].url, permissions=PERMISSIONS)
    page.check("#script-latin")
    assert not page.locator("#apa-printed").is_visible()
    page.click('[data-copy="apa-latin"]')
    expect(page.locator(".said")).to_have_text(page.locator(".said").get_attribute("data-copied"))
    wait_for_clipboard(page, re.sub("</?em>", "", REFERENCES["apa"]["latin"]))
    found = paste(page)
    assert plain(found["text/html"]) == REFERENCES["apa"]["latin"]
    page.focus('[data-copy="gost-r-7-0-5-2008-printed"]')
    page.keyboard.press("Enter")
    wait_for_clipboard(page, REFERENCES["gost-r-7-0-5-2008"]["printed"])


def test_where_the_browser_refuses_the_reader_is_told(site: Site, address: str, open_page):
    page = open_page(address + site.pages["en", "cite.md"].url)
    page.evaluate("navigator.clipboard.write = () => Promise.reject(new Error()); document.execCommand = () => false")
    page.click('[data-copy="apa-printed"]')
    expect(page.locator(".said")).to_have_text(page.locator(".said").get_attribute("data-failed"))


@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_footnote_for_a_paragraph_in_two_actions(site: Site, address: str, open_page, locale: str, width: int):
    built = site.pages[locale, "current-situation.md"]
    page = open_page(address + built.url, width=width, permissions=PERMISSIONS)
    mark = page.locator("#transport-3 + .place .mark")
    mark.click()
    panel = page.locator("#panel-transport-3")
    assert panel.locator(".panel-place").inner_text().startswith("I.1, ")
    assert panel.locator(".panel-link").inner_text() == address + built.url + "#transport-3"
    assert page.url.endswith("#transport-3")
    panel.locator(".panel-form .copy").first.click()
    expect(page.locator(".said")).not_to_be_empty()
    wait_for_clipboard(page, FOOTNOTES["gost-r-7-0-5-2008"]["87"])
    panel.locator(".panel-form .copy").nth(1).click()
    wait_for_clipboard(page, re.sub("</?em>", "", FOOTNOTES["chicago-note"]["87"]))
    page.keyboard.press("Escape")
    assert panel.count() == 0
    assert page.evaluate("document.activeElement.closest('[data-page]').id") == "transport-3"
    assert not page.troubles


def test_the_mark_works_by_keyboard_and_without_javascript(site: Site, address: str, open_page):
    url = address + site.pages["en", "problems.md"].url
    page = open_page(url)
    page.focus("#problems-1 + .place .mark")
    page.keyboard.press("Space")
    assert page.locator("#panel-problems-1").is_visible()
    assert page.locator("#problems-1 + .place .mark").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert page.locator("#panel-problems-1").count() == 0
    plain_page = open_page(url, java_script_enabled=False)
    plain_page.click("#legal-gap-1 + .place .mark")
    assert plain_page.url.endswith("#legal-gap-1")
    assert plain_page.locator(".copy:visible").count() == 0


def test_the_date_of_the_visit_is_filled_in(site: Site, address: str, open_page):
    page = open_page(address + site.pages["ru", "cite.md"].url)
    assert re.search(r"\(дата обращения: \d\d\.\d\d\.20\d\d\)", page.locator("#edition-gost-r-7-0-5-2008-form").inner_text())
    assert re.search(r"Retrieved [A-Z][a-z]+ \d{1,2}, 20\d\d", page.locator("#edition-apa-form").inner_text())
    assert SITE_URL + "ru/" in page.locator("#edition-apa-form").inner_text()
