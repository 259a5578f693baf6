"""The bibliographic record of the article. No other module but that of its authors knows the shape of its JSON.

`reference/article.json` is CSL-JSON with one item, and in `custom` what CSL has no field for
(https://docs.citationstyles.org/en/stable/specification.html, https://github.com/citation-style-language/schema).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .author import Author
from .mistakes import Mistake
from .printed_pages import page_range

Script = Literal["printed", "latin"]
ADDRESSES = (".DOI", ".URL", ".ORCID", ".ROR")  # fields that are no text


@dataclass(frozen=True)
class Form:
    """What the record says in one script: its letters differ, its facts do not."""

    script: Script
    authors: tuple[Author, ...]
    title: str
    journal: str


@dataclass(frozen=True)
class Record:
    """The record.

    Issue and pages are as printed: "5 (14)"; "86-93", "xii" or none. `number` is that of an article without pages of its
    own in its volume.
    `language` is that of the title, by which citation styles set capitals; `text_language` is that of the text.
    `slug` is a word of the title, for names of files. `babel` is what LaTeX's packages call the language of the title.
    `reference` is the reference to the article as the article itself prints it, character for character.
    `translations` are editorial translations of the title by language: they are no part of it.
    `journal_variants` are other spellings of the journal's name in Latin letters, the first being the one spoken of here.
    """

    id: str
    slug: str
    type: str
    language: str
    text_language: str
    babel: str
    note: str
    reference: str
    issn: str
    year: int
    volume: str
    issue: str
    number: str
    pages: str
    doi: str
    url: str
    printed: Form
    latin: Form
    journal_variants: tuple[str, ...]
    translations: Mapping[str, str]

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Record:
        """The record from the item of `article.json`, which is as `schemas.yml` wants it."""
        custom = item["custom"]
        return cls(
            id=item["id"],
            slug=custom.get("slug", ""),
            type=item["type"],
            language=item["language"],
            text_language=custom["text-language"],
            babel=custom.get("babel", item["language"]),
            note=item.get("note", ""),
            reference=custom.get("reference", ""),
            issn=item.get("ISSN", ""),
            year=item["issued"]["date-parts"][0][0],
            volume=item.get("volume", ""),
            issue=item.get("issue", ""),
            number=item.get("number", ""),
            pages=item.get("page", ""),
            doi=item.get("DOI", ""),
            url=item.get("URL", ""),
            printed=_form("printed", item),
            latin=_form("latin", custom.get("latin", item)),
            journal_variants=tuple(custom.get("latin", {}).get("variants", ())),
            translations=dict(custom["translation"]),
        )

    def form(self, script: Script) -> Form:
        """The record in one script."""
        return self.printed if script == "printed" else self.latin

    def names(self) -> list[tuple[str, str]]:
        """Each author's name as printed and in Latin letters, the family name first."""
        return [(own.name, latin.name) for own, latin in zip(self.printed.authors, self.latin.authors, strict=True)]

    @property
    def file_name(self) -> str:
        """What files to take away are called, without their endings: the id, and a word of the title where it has one."""
        return f"{self.id}-{self.slug}" if self.slug else self.id

    @property
    def first_page(self) -> str:
        """The first page; empty where there are none."""
        return self.pages.partition("-")[0]

    @property
    def last_page(self) -> str:
        """The last page, which may be the first."""
        return self.pages.rpartition("-")[2]

    @property
    def locator(self) -> str:
        """Where in its volume the article stands: its pages, or else its number."""
        return self.pages or self.number

    @property
    def page_range(self) -> str:
        """The range of pages for readers: "86–93"."""
        return self.pages.replace("-", "–")

    @property
    def translation(self) -> str:
        """The translation of the title that stands beside its transliteration in references; empty where there is none."""
        return next(iter(self.translations.values())) if self.transliterated else ""

    @property
    def transliterated(self) -> bool:
        """Whether the record has a second form, in Latin letters."""
        return self.latin.title != self.printed.title

    @property
    def short_journal(self) -> str:
        """The journal's name in Latin letters as the article is spoken of, which no reference has."""
        return self.journal_variants[0] if self.journal_variants else self.latin.journal

    def title(self, locale: str) -> str:
        """The title as readers of `locale` would have it: as printed, translated, or else transliterated."""
        return self.printed.title if self.is_of(locale) else self.translations.get(locale, self.latin.title)

    def is_of(self, locale: str) -> bool:
        """Whether the title is in the language of a locale: "pt" is that of "pt-BR"."""
        return locale.split("-")[0] == self.language.split("-")[0]

    def csl(self, script: Script) -> dict[str, Any]:
        """The record as a CSL-JSON item. In Latin letters, its note also has the translated title, marked as editorial."""
        form = self.form(script)
        notes = [self.note, f"Editorial translation of the title: {self.translation}" if script == "latin" and self.translation else ""]
        item = {
            "id": self.id,
            "type": self.type,
            "language": self.language,
            "author": [author.csl(author.given) for author in form.authors],
            "title": form.title,
            "container-title": form.journal,
            "ISSN": self.issn,
            "volume": self.volume,
            "issue": self.issue,
            "number": self.number,
            "page": self.pages,
            "DOI": self.doi,
            "URL": self.url,
            "issued": {"date-parts": [[self.year]]},
            "note": ". ".join(filter(None, notes)),
        }
        return {key: value for key, value in item.items() if value}


def _form(script: Script, data: Mapping[str, Any]) -> Form:
    return Form(script, tuple(map(Author.read, data["author"])), data["title"], data["container-title"])


def check(item: Mapping[str, Any], file: str) -> Iterator[Mistake]:
    """What is wrong with the item of `article.json`, which stands in `file`, beyond its shape."""
    record_pages = item.get("page", "")
    first, last = page_range(record_pages) or (0, 0)
    if record_pages and not first:
        message = "1.page is no page or range of pages; write both in Arabic figures, or both in Roman ones of the same case"
        yield Mistake(file, 0, "pages-unreadable", message)
    elif first > last:
        reversed_pages = "-".join(reversed(record_pages.split("-")))
        yield Mistake(file, 0, "pages-reversed", f'1.page is reversed; write the first page and the last: "{reversed_pages}"')
    forms = {"1": item} | ({"1.custom.latin": item["custom"]["latin"]} if "latin" in item["custom"] else {})
    if len({tuple("literal" in name for name in form["author"]) for form in forms.values()}) > 1:
        message = "1.custom.latin.author has not the same names as 1.author; write each author in both"
        yield Mistake(file, 0, "authors-differ", message)
