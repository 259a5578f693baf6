"""The article's record as files for reference managers: as printed, and in Latin letters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rispy

from ..citing import References
from ..record import Record, Script

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


@dataclass(frozen=True)
class RecordFile:
    """A file: the label of its kind, the end of its name, its media type, and in which script it has the record."""

    label: str
    suffix: str
    media_type: str
    script: Script = "printed"

    def address(self, record: Record) -> str:
        """Where it stands, relative to the root of the site."""
        return f"assets/record/{record.id}{'.latin' if self.script == 'latin' else ''}{self.suffix}"


# https://www.iana.org/assignments/media-types; RIS and EndNote have none registered, these are in use.
KINDS = (
    ("file_bibtex", ".bib", "application/x-bibtex"),
    ("file_biblatex", ".biblatex.bib", "application/x-bibtex"),
    ("file_ris", ".ris", "application/x-research-info-systems"),
    ("file_csljson", ".json", "application/vnd.citationstyles.csl+json"),
    ("file_endnote", ".enw", "application/x-endnote-refer"),
)
SCRIPTS: tuple[Script, ...] = ("printed", "latin")
FILES = [RecordFile(*kind, script) for script in SCRIPTS for kind in KINDS]

# EndNote's tagged import format (https://en.wikipedia.org/wiki/EndNote#Tags_and_fields). A title in translation has no
# place in it: %Q is an organisation as author to programs that read refer, Zotero among them.
ENDNOTE = """\
%0 Journal Article
{authors}
%T {title}
%J {journal}
%@ {issn}
%D {year}
%V {volume}
%N {issue}
%P {pages}
%R {doi}
%U {url}
%G {language}
%Z {note}
%F {id}
"""


class RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """RIS with lines ending as the format has them, and without rispy's number above each reference, which is no RIS."""

    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        """No header."""
        return ""


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each file."""
    for file in files_of(edition.facts.record):
        yield file.address(edition.facts.record), content(file, edition.facts.references)


def files_of(record: Record) -> list[RecordFile]:
    """The files of a record: those in Latin letters only where it has others."""
    return [file for file in FILES if record.transliterated or file.script == "printed"]


def content(file: RecordFile, references: References) -> str:
    """The text of a file. Its language is that of the title, which programs need to know for their capitals."""
    record = references.record
    if file.suffix.endswith(".bib"):
        return _bib(references.file(file.script, "biblatex" if "biblatex" in file.suffix else "bibtex"), record)
    if file.suffix == ".json":
        return json.dumps([record.csl(file.script)], ensure_ascii=False, indent=2) + "\n"
    return _ris(record, file.script) if file.suffix == ".ris" else _endnote(record, file.script)


def _bib(text: str, record: Record) -> str:
    """The BibTeX of pandoc with the field that Zotero, JabRef and babelbib read the language from."""
    # pandoc's BibTeX has no DOI and no ISSN; the number of an article is "eid" to BibLaTeX and to journals' styles of BibTeX
    added = {"issn": record.issn, "eid": record.number, "doi": record.doi, "language": record.babel}
    added = {key: value for key, value in added.items() if f"{key} = " not in text}
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in added.items() if value)
    named = text.rstrip().replace(f"langid = {{{record.language}}}", f"langid = {{{record.babel}}}")
    named = named.replace(f"pages = {{{record.pages}}}", f"pages = {{{record.pages.replace('-', '--')}}}")
    if "langid" in named:  # BibLaTeX, to which `journal` is the name of old
        named = named.replace("  journal = ", "  journaltitle = ")
    return f"{named.removesuffix('}').rstrip()},\n{lines}\n}}\n"


def _ris(record: Record, script: Script) -> str:
    form = record.form(script)
    entry = {
        "type_of_reference": "JOUR",
        "authors": [author.inverted for author in form.authors],
        "title": form.title,
        "secondary_title": form.journal,
        "alternate_title3": form.journal,
        "issn": record.issn,
        "year": str(record.year),
        "volume": record.volume,
        "number": record.issue,
        "start_page": record.first_page,
        "end_page": record.last_page,
        "custom7": record.number,
        "doi": record.doi,
        "urls": [record.url] if record.url else [],
        "language": record.language,
        "notes": [note] if (note := record.csl(script).get("note")) else [],
        "id": record.id,
    }
    return str(rispy.dumps([{key: value for key, value in entry.items() if value}], implementation=RisWriter))


def _endnote(record: Record, script: Script) -> str:
    form, item = record.form(script), record.csl(script)
    text = ENDNOTE.format(
        # to EndNote a name without a comma ends with the family name
        authors="\n".join(f"%A {author.inverted if author.given else author.name + ','}" for author in form.authors),
        title=form.title,
        journal=form.journal,
        issn=record.issn,
        year=record.year,
        volume=record.volume,
        issue=record.issue,
        pages=record.locator,
        doi=record.doi,
        url=record.url,
        language=record.language,
        note=item.get("note", ""),
        id=record.id,
    )
    return "".join(line for line in text.splitlines(keepends=True) if not re.fullmatch(r"%. \n", line))
