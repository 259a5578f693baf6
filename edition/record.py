"""The bibliographic record of the article. No other module knows the shape of its JSON.

`reference/article.json` is CSL-JSON with one item, and in `custom` what CSL has no field for
(https://docs.citationstyles.org/en/stable/specification.html, https://github.com/citation-style-language/schema).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Script = Literal["printed", "latin"]


@dataclass(frozen=True)
class Author:
    """A name in one script. `syllables` is the given name with a space between the syllables of each Chinese character."""

    family: str
    given: str
    syllables: str

    @property
    def name(self) -> str:
        """Family name first, as the article and Chinese usage have it: "Ли Мэнлун"."""
        return f"{self.family} {self.given}"

    @property
    def inverted(self) -> str:
        """With a comma, as machines want it: "Ли, Мэнлун"."""
        return f"{self.family}, {self.given}"


@dataclass(frozen=True)
class Form:
    """What the record says in one script: its letters differ, its facts do not."""

    script: Script
    authors: tuple[Author, ...]
    title: str
    journal: str


@dataclass(frozen=True)
class Record:
    """The record. Issue and pages are as printed: "5 (14)"; "86" and "93".

    `language` is that of the title, by which citation styles set capitals; `text_language` is that of the text.
    `babel` is what LaTeX's packages call the language of the title.
    `reference` is the reference to the article as the article itself prints it, character for character.
    `translations` are editorial translations of the title by language: they are no part of it.
    `journal_variants` are other spellings of the journal's name in Latin letters, the first being the one spoken of here.
    """

    id: str
    type: str
    language: str
    text_language: str
    babel: str
    note: str
    reference: str
    year: int
    issue: str
    first_page: str
    last_page: str
    printed: Form
    latin: Form
    journal_variants: tuple[str, ...]
    translations: Mapping[str, str]

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Record:
        """The record from the item of `article.json`, which is as `schemas.yml` wants it."""
        custom = item["custom"]
        first, last = item["page"].split("-")
        return cls(
            id=item["id"],
            type=item["type"],
            language=item["language"],
            text_language=custom["text-language"],
            babel=custom.get("babel", item["language"]),
            note=item.get("note", ""),
            reference=custom.get("reference", ""),
            year=item["issued"]["date-parts"][0][0],
            issue=item["issue"],
            first_page=first,
            last_page=last,
            printed=_form("printed", item),
            latin=_form("latin", custom["latin"]),
            journal_variants=tuple(custom["latin"].get("variants", ())),
            translations=dict(custom["translation"]),
        )

    def form(self, script: Script) -> Form:
        """The record in one script."""
        return self.printed if script == "printed" else self.latin

    def names(self) -> list[tuple[str, str]]:
        """Each author's name as printed and in Latin letters, the family name first."""
        return [(own.name, latin.name) for own, latin in zip(self.printed.authors, self.latin.authors, strict=True)]

    @property
    def pages(self) -> str:
        """The range of pages for machines: "86-93"."""
        return f"{self.first_page}-{self.last_page}"

    @property
    def page_range(self) -> str:
        """The range of pages for readers: "86–93"."""
        return self.pages.replace("-", "–")

    @property
    def translation(self) -> str:
        """The translation of the title that stands beside its transliteration in references."""
        return next(iter(self.translations.values()))

    @property
    def short_journal(self) -> str:
        """The journal's name in Latin letters as the article is spoken of, which no reference has."""
        return self.journal_variants[0] if self.journal_variants else self.latin.journal

    def title(self, locale: str) -> str:
        """The title as readers of `locale` would have it: as printed, translated, or else transliterated."""
        return self.printed.title if locale == self.language else self.translations.get(locale, self.latin.title)

    def csl(self, script: Script) -> dict[str, Any]:
        """The record as a CSL-JSON item. In Latin letters, its note also has the translated title, marked as editorial."""
        form = self.form(script)
        notes = [self.note, f"Editorial translation of the title: {self.translation}" if script == "latin" else ""]
        item = {
            "id": self.id,
            "type": self.type,
            "language": self.language,
            "author": [{"family": author.family, "given": author.given} for author in form.authors],
            "title": form.title,
            "container-title": form.journal,
            "issue": self.issue,
            "page": self.pages,
            "issued": {"date-parts": [[self.year]]},
            "note": ". ".join(filter(None, notes)),
        }
        return {key: value for key, value in item.items() if value}


def _form(script: Script, data: Mapping[str, Any]) -> Form:
    authors = tuple(Author(name["family"], name["given"], name.get("syllables", name["given"])) for name in data["author"])
    return Form(script, authors, data["title"], data["container-title"])
