"""One locale as templates and files see it: its words, addresses, references, and what is offered there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import quote

from . import metadata, search
from .citing import Citation
from .downloads import Download
from .edition import Edition
from .facts import Facts
from .figures.views import Views
from .files import aligned, cards, figures, offered
from .files.records import RecordFile, files_of
from .imprint import Imprint, read_imprint
from .languages import Languages, foreign_phrases, text_direction
from .look import Look
from .record import Script
from .styles import Style


@dataclass
class View:
    """A locale. In templates it is `edition`; addresses are relative to the root of the site.

    `alternates` is {name of a page: {locale: address}}.
    """

    source: Edition
    locale: str
    site_name: str
    description: str
    alternates: Mapping[str, Mapping[str, str]]

    def __post_init__(self) -> None:
        scripts = dict(self.source.options.scripts)
        self.spoken = {locale: Languages(foreign_phrases(name, scripts)) for locale, name in self.source.locales.items()}
        self.languages = self.spoken[self.locale]
        record, reference = self.facts.record, self.facts.references.short
        self.reference = self.reference_html(reference)
        self.citation_tags = [*metadata.highwire(record), *metadata.dublin_core(record, reference.text)]
        self.coins = metadata.coins(record, self.source.site_url)
        self.dublin_core, self.license = metadata.DUBLIN_CORE, metadata.LICENSE

    @property
    def locales(self) -> Mapping[str, str]:
        """Names by locale, that of the source text first."""
        return self.source.locales

    @property
    def default(self) -> str:
        """The locale of the source text."""
        return self.source.default

    @property
    def direction(self) -> str:
        """In which direction the locale is written: "ltr" or "rtl"."""
        return text_direction(self.locale)

    @property
    def short_name(self) -> str:
        """The site's name before its colon."""
        return self.site_name.partition(": ")[0]

    @property
    def subtitle(self) -> str:
        """The site's name after its colon; empty where it has none."""
        return self.site_name.partition(": ")[2]

    @property
    def facts(self) -> Facts:
        """The facts in the shape that templates show."""
        return self.source.facts

    @property
    def look(self) -> Look:
        """Style sheet, script, policy and icon."""
        return self.source.look

    @property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The words of the interface by locale and key."""
        return self.source.reference.labels

    @property
    def homes(self) -> Mapping[str, str]:
        """The address of each locale's first page."""
        return self.alternates["index.md"]

    @property
    def cite(self) -> str | None:
        """The address of the page on citing; None where there is none."""
        return self.url(self.source.options.cite)

    @property
    def glossary(self) -> str:
        """The address of the glossary; empty where there is none."""
        return self.url(self.source.options.glossary) or ""

    @property
    def search(self) -> Mapping[str, Any]:
        """The addresses of the search's scripts: its `engine`, and `indexes` by locale."""
        return {"engine": search.ENGINE, "indexes": {locale: search.index_url(locale) for locale in self.locales}}

    @property
    def reader(self) -> Mapping[str, str]:
        """The addresses of what comes when a reader reaches for a card, the panel, the view or a quotation: `script` and `words`."""
        return {"script": cards.SCRIPT, "words": cards.words_url(self.locale)}

    @property
    def previews(self) -> Mapping[str, str]:
        """The address of the picture that stands for the site, by locale."""
        return {locale: f"assets/preview-{locale}.png" for locale in self.locales}

    @property
    def downloads(self) -> list[tuple[Script, list[RecordFile]]]:
        """The files of the record, by script."""
        return [(script, list(found)) for script, found in groupby(files_of(self.facts.record), key=lambda file: file.script)]

    @property
    def described_by(self) -> Iterable[tuple[str, str]]:
        """Address and media type of each of these files."""
        return [(file.address(self.facts.record), file.media_type) for file in files_of(self.facts.record)]

    @property
    def aligned(self) -> Mapping[str, str]:
        """The address of each file of the aligned text, by kind."""
        return aligned.addresses(self.source)

    @cached_property
    def figures(self) -> Views:
        """The figures as this locale's reader sees them."""
        return Views(self.source, self.locale)

    def figure_files(self, kind: str) -> list[tuple[str, str]]:
        """Address and name of each file of a figure."""
        return [(address, self.label(f"file_{ending}")) for ending, address in figures.addresses(self.source, kind, self.locale).items()]

    @property
    def glossary_name(self) -> str:
        """The name of the glossary's page."""
        return self.source.options.glossary

    @cached_property
    def imprint(self) -> Imprint:
        """What files that are taken away say of themselves."""
        return read_imprint(self)

    @property
    def offered(self) -> Sequence[Download]:
        """What is offered to take away."""
        return offered(self.source)

    @cached_property
    def since(self) -> Mapping[str, str]:
        """Since which release each heading and passage stands as it is, in words, by id; of what is unreleased nothing is said."""
        stands = self.source.history.since(self.locale)
        return {key: self.label("since", version, self.facts.day(day, self.locale)) for key, (version, day) in stands.items()}

    @property
    def report(self) -> str:
        """Where a reader reports a mistake: the beginning of an address, to which the panel adds what is meant; empty where nowhere."""
        address = self.source.options.mistakes
        if not address:
            return ""
        title = "subject" if address.startswith("mailto:") else "title"
        return f"{address}{'&' if '?' in address else '?'}{title}={quote(self.label('report_title', self.site_name))}&body="

    @property
    def download(self) -> str | None:
        """The address of the page of downloads; None where there is none."""
        return self.url(self.source.options.download)

    @property
    def doi(self) -> str:
        """The address of the edition's DOI; empty where it has none."""
        return f"https://doi.org/{self.source.options.doi}" if self.source.options.doi else ""

    def place(self, identity: str, locale: str | None = None) -> str:
        """The address of a heading or passage by its id; where it is gone, that of the first page."""
        for name in self.source.article_pages:
            if identity in self.source.documents[locale or self.locale][name].by_id:
                return f"{self.url(name, locale)}#{identity}"
        return self.homes[locale or self.locale]

    def named(self, entry: str, identity: str) -> Iterator[tuple[str, str]]:
        """A passage that names an entry of the glossary, in this locale and then in the others: (locale, HTML)."""
        for locale in [self.locale, *self.source.others(self.locale)]:
            for document in self.source.documents[locale].values():
                if block := document.by_id.get(identity):
                    yield locale, self.spoken[locale].mark_html(block.naming(f"{self.source.options.glossary}#{entry}"))

    def absolute(self, link: str) -> str:
        """The address of a link of the text: "#id" is an entry of the glossary."""
        return self.source.online(self.glossary + link) if link.startswith("#") else link

    def region(self, language: str) -> str:
        """The region that a language is written for, by the configuration; empty where it says none."""
        return self.source.options.regions.get(language, "")

    def label(self, key: str, *values: object) -> str:
        """Words of the interface in this locale."""
        return self.source.reference.label(key, self.locale, *values)

    def reference_html(self, citation: Citation) -> str:
        """A reference as a page of this locale shows it."""
        return self.languages.mark_html(self.facts.reference_html(citation))

    def cited(self, style: Style, url: str = "") -> str:
        """The reference to this edition as a page of this locale shows it, with an address, or else that of its DOI or its first page."""
        home = self.doi or self.source.online(self.homes[style.edition.locale or self.locale])
        return self.languages.mark_html(self.facts.edition_reference(style, self.locale, url or home))

    def url(self, name: str, locale: str | None = None) -> str | None:
        """The address of a page of the Markdown, in this locale or another; None where there is no such page."""
        return self.alternates.get(name, {}).get(locale or self.locale)

    def parallel_url(self, locale: str, name: str | None = None) -> str:
        """The address of a page side by side, or of the whole article, for readers of `locale`."""
        return self._made(self.homes[locale].rpartition("/")[0], "parallel/" + (name.removesuffix(".md") if name else "article"))

    def _made(self, folder: str, stem: str) -> str:
        """The address of a page that MkDocs does not know."""
        ending = "/" if self.source.directory_urls else "/index.html" if self.source.is_copy else ".html"
        return f"{folder}/{stem}".lstrip("/") + ending

    def article_url(self, locale: str) -> str:
        """The address of the whole article on one page in one language."""
        return self._made(self.homes[locale].rpartition("/")[0], "article")

    def place_url(self, identity: str) -> str:
        """The address of a heading or passage that names no language."""
        return self._made("", f"p/{identity}")

    def counterpart_url(self, locale: str, name: str) -> str:
        """The address of the script that holds a page's passages in another locale, for a page of this one."""
        return f"assets/passages/{self.locale}/{locale}/{name.removesuffix('.md')}.js"
