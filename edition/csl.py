"""What pandoc's citeproc is given, and what is done to what it gives back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from .author import Author
from .record import Record, Script
from .standards import Runs
from .styles import Style

LOCATOR = re.compile(r"(№|\b(?:С|с|P|p|pp|No|no)\.) (?=\d)")
NO_BREAK = "\u00a0"


def article_item(record: Record, style: Style, script: Script, page: str, full: bool = False) -> dict[str, Any]:
    """The item that a style is given for the article. Few styles know of an article's number but as its page. pandoc takes an issue with a space for more than one ("nos. 5 (14)")."""
    item = {key: value for key, value in record.csl(script).items() if key not in ("note", "number", "page")}
    form = record.form(script)
    if script == "latin":
        item["title"] = f"{form.title} [{record.translation}]"
    names = "family-first" if full else style.names
    item |= {"issued": date(record.year), "author": list(_names(form.authors, names))}
    return item | {key: value for key, value in {"issue": record.issue.replace(" ", ""), "page": page}.items() if value}


def file_item(record: Record, script: Script) -> dict[str, Any]:
    """The item that pandoc writes as a file, without the article's number, which pandoc would take for that of the issue."""
    return {key: value for key, value in record.csl(script).items() if key != "number"} | {"issued": date(record.year)}


def date(*parts: int) -> dict[str, list[list[str]]]:
    """A date in CSL-JSON, in words: pandoc's Lua takes every number for a fraction."""
    return {"date-parts": [[str(part) for part in parts]]}


def _names(authors: tuple[Author, ...], names: str) -> Iterator[dict[str, str]]:
    """Names as CSL has them.

    `family-first`: in the order in which they are printed and without a comma, as Chinese names stand in The Chicago
    Manual of Style (17th ed., 8.15) and the MLA Handbook. `syllables`: a space between the syllables of a given name,
    for styles that cut it to initials.
    """
    for author in authors:
        if names == "family-first":
            yield {"literal": author.name}
        else:
            yield author.csl(author.syllables if names == "syllables" else author.given)


def tidy(runs: Iterable[tuple[str, bool]], record: Record, pages: str = "") -> Runs:
    """The runs that citeproc gives, as they are shown. `pages` is what the style's manual wants before or between pages."""
    tidied = [(_tidy_text(text, record), italic) for text, italic in _stripped(list(runs))]
    journal = max((at for at, (_, italic) in enumerate(tidied) if italic), default=-1)
    return tuple((_pages(text, pages, record) if at > journal else text, italic) for at, (text, italic) in enumerate(tidied))


def _pages(text: str, wanted: str, record: Record) -> str:
    """What follows the name of the journal, with the sign that the manual has between the pages, or before them where there is no volume."""
    if wanted == "hyphen":
        return re.sub(r"(?<=:)(\w+)–(?=\w)", r"\1-", text)
    if wanted == "comma" and not record.volume:
        return re.sub(r"(?<=[\w)]): (?=\w+(?:–\w+)?\.(?: |$))", ", ", text)
    return text


def _stripped(runs: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Without the spaces that some styles leave at the end."""
    return [*runs[:-1], (runs[-1][0].rstrip(), runs[-1][1])] if runs else runs


def _tidy_text(text: str, record: Record) -> str:
    """A run as it is shown: the translated title after the quotation marks, the issue as printed, no line broken within a number.

    The Chicago Manual of Style, 18th ed., 13.101: the translation of a title follows it in brackets, without quotation marks.
    """
    text = text.replace(NO_BREAK, " ")
    bracket = f" [{record.translation}]"
    for close in "”’":
        for point in ("", ".", ","):
            text = text.replace(f"{bracket}{point}{close}", f"{close}{bracket}{point}")
    for names in (record.printed.authors, record.latin.authors):
        # MLA 9, 5.7 and 5.8: the comma before "and" and "et al." follows a name turned round, which these are not
        text = text.replace(f"{names[0].name}, et al.", f"{names[0].name} et al.")
        if len(names) == 2:
            text = text.replace(f"{names[0].name}, and {names[1].name}", f"{names[0].name} and {names[1].name}")
        for author in names:
            for point in ".," if author.given else "":
                initial = f"{author.given[0]}{point}"
                text = text.replace(f"{author.family} {initial}", f"{author.family}{NO_BREAK}{initial}")
    if " " in record.issue:
        text = text.replace(record.issue.replace(" ", ""), record.issue).replace(record.issue, record.issue.replace(" ", NO_BREAK))
    return LOCATOR.sub(f"\\1{NO_BREAK}", text)
