"""The record that programs read: files for reference managers, tags, COinS, JSON-LD, CITATION.cff."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin

import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from jsonschema import Draft7Validator
from pybtex.database import parse_string
from RISparser import read as read_ris

from ..conftest import ROOT, SITE_URL, Site, data
from ..tools import zotero

RECORD = data("record.yml")
EDITION = data("edition.yml")
SCRIPTS = {"printed": RECORD, "latin": RECORD | RECORD["latin"]}
SUFFIXES = [".biblatex.bib", ".bib", ".ris", ".json", ".enw"]
INVENTED = {"volume", "doi", "issn", "url", "month", "abstract", "publisher", "urls", "DOI", "ISSN", "URL"}
# what Zotero must save, from any page, and nothing else
ITEM = {
    "itemType": "journalArticle",
    "creators": RECORD["authors"],
    "title": RECORD["title"],
    "publicationTitle": RECORD["journal"],
    "date": RECORD["year"],
    "issue": RECORD["issue"],
    "pages": f"{RECORD['first']}-{RECORD['last']}",
    "language": RECORD["language"],
}


def downloads(site: Site) -> dict[tuple[str, str], Path]:
    """The files that the Cite page offers, by suffix and by the letters that they are written in."""
    page = site.pages[site.default, "cite.md"]
    found: dict[tuple[str, str], Path] = {}
    for link in page.soup.select(".downloads a"):
        path = site.folder / urljoin("/" + page.url, link["href"]).lstrip("/")
        suffix = next(suffix for suffix in SUFFIXES if path.name.endswith(suffix))
        text = re.sub(r"[{}]", "", path.read_text(encoding="utf-8"))
        script = "latin" if RECORD["latin"]["title"] in text else "printed"
        assert (suffix, script) not in found, f"two files {suffix} in one script"
        found[suffix, script] = path
    return found


def text_of(site: Site, suffix: str, script: str) -> str:
    found = downloads(site)
    assert (suffix, script) in found, f"no file {suffix} with the record {script}"
    return found[suffix, script].read_bytes().decode("utf-8")


both_scripts = pytest.mark.parametrize("script", SCRIPTS)


def test_every_file_is_offered_in_both_scripts_on_every_cite_page(site: Site) -> None:
    assert set(downloads(site)) == {(suffix, script) for suffix in SUFFIXES for script in SCRIPTS}
    offered = [{Path(a["href"]).name for a in site.pages[locale, "cite.md"].soup.select(".downloads a")} for locale in site.locales]
    assert all(names == offered[0] for names in offered)


@both_scripts
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_editorial_translation_is_marked_or_left_out(site: Site, suffix: str, script: str) -> None:
    lines = re.sub(r"[{}]", "", text_of(site, suffix, script)).splitlines()
    for line in lines:
        assert RECORD["translation"] not in line or re.search("[Ee]ditorial translation", line), line


@both_scripts
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_note_says_which_language_the_text_has(site: Site, suffix: str, script: str) -> None:
    """The field for the language steers capitals, and names that of the title."""
    text = re.sub(r"[{}]", "", text_of(site, suffix, script))
    assert re.search(r"[Tt]ext in English; abstracts? in English and Russian", text)


@both_scripts
@pytest.mark.parametrize(("suffix", "year", "journal"), [(".bib", "year", "journal"), (".biblatex.bib", "date", "journaltitle")])
def test_bibtex_reads_back(site: Site, suffix: str, year: str, journal: str, script: str) -> None:
    (entry,) = parse_string(text_of(site, suffix, script), "bibtex").entries.values()
    record = SCRIPTS[script]
    assert entry.type == "article"
    assert [[" ".join(person.last_names), " ".join(person.first_names)] for person in entry.persons["author"]] == record["authors"]
    fields = {key: re.sub(r"[{}]", "", value) for key, value in entry.fields.items()}
    assert fields["title"] == record["title"]
    assert fields[journal] == record["journal"]
    assert fields["number"] == record["issue"]
    # a dash of two hyphens, which plain BibTeX styles print as they find it
    assert fields["pages"] == f"{record['first']}--{record['last']}"
    assert fields[year] == record["year"]
    # Zotero reads `language` alone, biblatex `langid` alone, by its own names for languages
    assert fields["language"] in ("russian", record["language"])
    if suffix == ".biblatex.bib":
        assert fields["langid"] == "russian"
    assert not INVENTED & set(fields)


@both_scripts
@pytest.mark.parametrize("suffix", [".bib", ".biblatex.bib"])
def test_biber_finds_nothing_amiss(site: Site, tmp_path: Path, suffix: str, script: str) -> None:
    biber = shutil.which("biber")
    if not biber:
        pytest.skip("no biber: apt-get install biber")
    path = tmp_path / "record.bib"
    path.write_text(text_of(site, suffix, script), encoding="utf-8")
    result = subprocess.run(
        [biber, "--tool", "--validate-datamodel", "--output-file", str(tmp_path / "out.bib"), str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert result.returncode == 0 and not re.search("WARN|ERROR", result.stdout), result.stdout
    assert re.search(r"LANGID\s*=\s*\{russian\}", (tmp_path / "out.bib").read_text(encoding="utf-8")) or suffix == ".bib"


@both_scripts
@pytest.mark.parametrize("read", [lambda text: [*read_ris(text.splitlines())], rispy.loads], ids=["RISparser", "rispy"])
def test_ris_reads_back(site: Site, read: Callable[[str], list[dict[str, Any]]], script: str) -> None:
    record = SCRIPTS[script]
    (entry,) = read(text_of(site, ".ris", script).replace("\r\n", "\n"))
    assert [[part.strip() for part in name.split(",")] for name in entry["authors"]] == record["authors"]
    assert entry["title"] == record["title"]
    # T2 is the journal to Zotero and EndNote, JF (by these parsers "alternate_title3") to bibutils
    assert entry["secondary_title"] == record["journal"] == entry["alternate_title3"]
    assert entry["number"] == record["issue"]
    assert (entry["start_page"], entry["end_page"]) == (record["first"], record["last"])
    assert entry["year"] == record["year"]
    assert entry["language"] == record["language"]
    assert not {*INVENTED, "translated_title", "original_publication"} & set(entry)


@both_scripts
def test_ris_has_the_lines_of_its_format(site: Site, script: str) -> None:
    text = text_of(site, ".ris", script)
    assert text.startswith("TY  - JOUR\r\n") and "\r\nER  - " in text
    for line in text.split("\r\n"):
        assert not line or re.match(r"[A-Z][A-Z0-9]  - ", line), line


@both_scripts
def test_endnote_reads_back_by_the_rules_of_refer(site: Site, script: str) -> None:
    record = SCRIPTS[script]
    text = text_of(site, ".enw", script).replace("\r\n", "\n")
    fields: dict[str, list[str]] = {}
    for line in text.strip().split("\n"):
        read = re.fullmatch(r"%([0-9A-Z]) (\S.*)", line)
        assert read, line
        tag, value = read.groups()
        fields.setdefault(tag, []).append(value)
    assert text.startswith("%0 Journal Article\n")
    assert [name.split(", ") for name in zotero.refer_creators(text)] == record["authors"], "%Q is a corporate author"
    assert (fields["T"], fields["J"], fields["N"], fields["D"]) == (
        [record["title"]],
        [record["journal"]],
        [record["issue"]],
        [record["year"]],
    )
    assert fields["P"] == [f"{record['first']}-{record['last']}"]
    assert fields["G"] == [record["language"]]
    assert not {"V", "R", "@", "U", "X"} & set(fields)


@both_scripts
def test_csl_json_reads_back(site: Site, script: str) -> None:
    record = SCRIPTS[script]
    (item,) = json.loads(text_of(site, ".json", script))
    assert [[author["family"], author["given"]] for author in item["author"]] == record["authors"]
    assert (item["type"], item["title"], item["container-title"]) == ("article-journal", record["title"], record["journal"])
    assert (item["issue"], item["page"]) == (record["issue"], f"{record['first']}-{record['last']}")
    assert item["issued"] == {"date-parts": [[int(record["year"])]]}
    assert item["language"] == record["language"]
    # no package carries the schema of CSL-JSON; these are the variables of CSL 1.0.2 that a record like this can have
    known = {"id", "type", "language", "author", "title", "container-title", "issue", "page", "issued", "note", "keyword", "citation-key"}
    assert set(item) <= known


def test_citation_cff_says_what_the_edition_says_of_itself(site: Site) -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/citation-file-format.json").read_text(encoding="utf-8"))
    assert not list(Draft7Validator(schema).iter_errors(json.loads(json.dumps(cff, default=str))))
    assert cff["title"] == site.config["site_name"] == EDITION["titles"]["en"]["source"]
    assert [author["name"].casefold() for author in cff["authors"]] == [EDITION["holder"]["en"].casefold()]
    assert cff["version"] == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", str(cff["date-released"]))


def test_citation_cff_agrees_with_the_record() -> None:
    article = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["preferred-citation"]
    assert [[author["family-names"], author["given-names"]] for author in article["authors"]] == RECORD["authors"]
    assert (article["type"], article["title"], article["journal"]) == ("article", RECORD["title"], RECORD["journal"])
    assert (article["issue"], article["start"], article["end"]) == (RECORD["issue"], RECORD["first"], RECORD["last"])
    assert str(article["year"]) == RECORD["year"]
    assert article["languages"] == [RECORD["text-language"]], "the language of the work"


def every_page(site: Site) -> Iterator[tuple[str, BeautifulSoup]]:
    for name in site.addresses():
        yield name, site.soup(site.file(name))


def test_zotero_is_offered_the_article_and_nothing_else_on_every_page(site: Site) -> None:
    names = []
    for name, soup in every_page(site):
        assert zotero.offers(soup) == ("COinS", [ITEM]), name
        names.append(name)
    assert {"404.html", "ru/404.html", "cite/", "ru/cite/"} < set(names) and len(names) > len(site.pages) + 10


def test_coins_is_a_context_object_that_a_reader_sees_beside_its_line(site: Site) -> None:
    for name, soup in every_page(site):
        (span,) = soup.select("span.Z3988")
        pairs = parse_qs(span["title"], strict_parsing=True)
        assert pairs["ctx_ver"] == ["Z39.88-2004"] and pairs["rft.genre"] == ["article"], name
        assert pairs["rfr_id"][0].startswith("info:sid/"), name
        assert span.find_parent(class_="reference") and not span.find_parent("template"), name


def tags(soup: BeautifulSoup) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in soup.select("meta[name]"):
        found.setdefault(tag["name"], []).append(tag["content"])
    return found


HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "year",
    "citation_journal_title": "journal",
    "citation_issue": "issue",
    "citation_firstpage": "first",
    "citation_lastpage": "last",
    "citation_language": "text-language",
}
DUBLIN_CORE = {"DC.title": "title", "DC.date": "year", "DC.language": "text-language", "DCTERMS.isPartOf": "journal"}


def test_tags_stand_on_the_cite_page_alone_and_agree_with_coins(site: Site) -> None:
    """Google Scholar's inclusion guidelines: one script, no address of a text that is not here. COinS is compared with the same record."""
    for name, soup in every_page(site):
        found = {key: values for key, values in tags(soup).items() if key.lower().startswith(("citation_", "dc"))}
        if not name.endswith("cite/"):
            assert not found, name
            continue
        assert [author.split(", ") for author in found["citation_author"]] == RECORD["authors"]
        for tag, field in (HIGHWIRE | DUBLIN_CORE).items():
            assert found[tag] == [RECORD[field]], tag
        assert found["DC.creator"] == found["citation_author"]
        assert set(found) <= {*HIGHWIRE, *DUBLIN_CORE, "citation_author", "DC.creator", "DC.type", "DCTERMS.bibliographicCitation"}
        assert (
            "\u00a0" not in "".join(found["DCTERMS.bibliographicCitation"]) and RECORD["title"] in found["DCTERMS.bibliographicCitation"][0]
        )
        assert {link["rel"][0].lower() for link in soup.select("link[rel^='schema.']")} == {"schema.dc", "schema.dcterms"}


def test_json_ld_tells_edition_and_article_apart(site: Site) -> None:
    for page in site.each():
        graph = json.loads(page.soup.select_one('script[type="application/ld+json"]').get_text())["@graph"]
        own = next(node for node in graph if "ScholarlyArticle" not in node["@type"] and node.get("url") == urljoin(SITE_URL, page.url))
        (article,) = (node for node in graph if node["@type"] == "ScholarlyArticle")
        assert (own["@id"], own["inLanguage"]) == (own["url"] + "#page", page.locale)
        assert own["isBasedOn"]["@id"] == article["@id"]
        assert own["author"] and re.match(r"20\d\d-\d\d-\d\d", own["dateModified"]), "whose edition it is, and of which day"
        assert "translationOfWork" not in article
        assert [[author["familyName"], author["givenName"]] for author in article["author"]] == RECORD["authors"]
        assert (article["headline"], article["pageStart"], article["pageEnd"]) == (RECORD["title"], RECORD["first"], RECORD["last"])
        assert RECORD["translation"] not in json.dumps(article.get("alternateName", "")), (
            "an editorial translation is no name of the article"
        )
        issue = article["isPartOf"]
        journal = issue["isPartOf"]
        assert (issue["@type"], issue["issueNumber"], journal["@type"], journal["name"]) == (
            "PublicationIssue",
            RECORD["issue"],
            "Periodical",
            RECORD["journal"],
        )
        assert sorted(journal["alternateName"]) == sorted(RECORD["names"])
        assert (article["datePublished"], article["inLanguage"]) == (RECORD["year"], RECORD["text-language"])


def test_signposting_leads_to_files_of_their_types_and_to_the_licence(site: Site) -> None:
    for page in site.each():
        links = page.soup.select("head link[rel=describedby]")
        if page.name != "cite.md":
            assert not links
            continue
        assert not page.soup.select("link[rel=cite-as]"), "no persistent identifier"
        assert page.soup.select("head link[rel=license]")
        assert len(links) == len(downloads(site))
        assert [(link["href"], link["type"]) for link in links] == [
            (urljoin(urljoin(SITE_URL, page.url), a["href"]), a["type"]) for a in page.soup.select(".downloads a")
        ]


def test_open_graph_and_its_picture(site: Site) -> None:
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
