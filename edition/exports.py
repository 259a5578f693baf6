"""Writes the article's record for reference managers, and the pictures that stand for the site in previews."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pypandoc
import rispy
import typst

from .citations import record

# Name and media type of each file that describes the article; the names follow the record's id.
# https://www.iana.org/assignments/media-types; RIS and EndNote have none registered, these are in use.
DOWNLOADS = {
    "bibtex": ("{}.bib", "application/x-bibtex"),
    "biblatex": ("{}.biblatex.bib", "application/x-bibtex"),
    "ris": ("{}.ris", "application/x-research-info-systems"),
    "csljson": ("{}.json", "application/vnd.citationstyles.csl+json"),
    "endnote": ("{}.enw", "application/x-endnote-refer"),
}


class RisWriter(rispy.RisWriter):
    """RIS without the number that rispy writes above each reference: not every program passes over it."""

    def set_header(self, count):
        return ""


class EndNoteWriter(RisWriter):
    """EndNote's tagged import format, whose lines differ from RIS in their tags alone."""

    START_TAG = "0"
    PATTERN = "%{tag} {value}"
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = ["A"]
    DEFAULT_REFERENCE_TYPE = "Journal Article"
    # https://en.wikipedia.org/wiki/EndNote#Tags_and_fields
    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {
        "0": "type_of_reference",
        "A": "authors",
        "T": "title",
        "J": "secondary_title",
        "D": "year",
        "N": "number",
        "P": "pages",
        "G": "language",
        "Q": "translated_title",
        "F": "label",
    }

    def _yield_lines(self, references, extra_line=False):
        # a reference ends with an empty line, not with a tag
        return (line for line in super()._yield_lines(references, extra_line) if not line.startswith("%ER"))


def download(article: dict, kind: str) -> str:
    """The record as the text of one file of `DOWNLOADS`. KeyError for a kind that is none of them."""
    item = record(article, "printed")
    if kind in ("bibtex", "biblatex", "csljson"):
        return pypandoc.convert_text(json.dumps([item]), kind, format="csljson", extra_args=["--wrap=none"])
    first, last = item["page"].split("-")
    entry = {
        "authors": [f"{author['family']}, {author['given']}" for author in item["author"]],
        "title": item["title"],
        "translated_title": next(iter(article["custom"]["translation"].values())),
        "secondary_title": item["container-title"],
        "year": str(item["issued"]["date-parts"][0][0]),
        "number": item["issue"],
        "language": item["language"],
    }
    writers: dict[str, Callable[[], str]] = {
        "ris": lambda: rispy.dumps(
            [{"type_of_reference": "JOUR", **entry, "start_page": first, "end_page": last, "id": item["id"]}], implementation=RisWriter
        ),
        "endnote": lambda: rispy.dumps([{**entry, "pages": item["page"], "label": item["id"]}], implementation=EndNoteWriter),
    }
    return writers[kind]()


def preview(template: Path, title: str, authors: str, journal: str, language: str) -> bytes:
    """A picture of 1200 × 630 pixels (PNG) with the article's title, authors and journal, and a name of a language."""
    texts = {"title": title, "authors": authors, "journal": journal, "language": language}
    return typst.compile(str(template), format="png", ppi=72, sys_inputs=texts)
