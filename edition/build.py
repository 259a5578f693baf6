"""One locale's turn of a build: the addresses of its pages, what templates see, the passages found on its pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from jinja2 import Environment
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from . import metadata, rendered, search
from .addresses import to_root
from .citing import Citation
from .content import Content, read_content
from .document import Document
from .downloads import Download, size_mark
from .edition import Edition
from .files import aligned, cards, offered
from .files.records import FILES, RecordFile
from .imprint import Imprint, read_imprint
from .languages import Languages, foreign_phrases
from .markdown_lines import Placeholder, fill
from .marks import MarkedPage, Passage
from .mistakes import Mistake
from .record import Script
from .styles import Style
from .templates import parts_environment

if TYPE_CHECKING:
    from .files.parallel import SidePage

# how many entries before and after the one that is read a long navigation shows
AROUND = 8


@dataclass
class Build:
    """A locale's turn. In templates it is `edition`; addresses are relative to the root of the site.

    `alternates` is {name of a page: {locale: address}}; `passages` is {name: passages}, filled while pages are read.
    """

    source: Edition
    locale: str
    site_name: str
    description: str
    alternates: Mapping[str, Mapping[str, str]]
    passages: dict[str, list[Passage]] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        scripts = dict(self.source.options.scripts)
        self.spoken = {locale: Languages(foreign_phrases(name, scripts)) for locale, name in self.source.locales.items()}
        self.languages = self.spoken[self.locale]
        self.current: MarkedPage | None = None
        self.env: Environment | None = None
        self.nav: Navigation | None = None
        self._parts = parts_environment(self.source.theme)
        record, reference = self.parts.record, self.parts.references.short
        self.reference = self.shown(reference)
        self.citation_tags = [*metadata.highwire(record), *metadata.dublin_core(record, reference.text)]
        self.coins = metadata.coins(record, self.source.site_url)
        self.dublin_core, self.license = metadata.DUBLIN_CORE, metadata.LICENSE

    # What templates ask

    @property
    def locales(self) -> Mapping[str, str]:
        """Names by locale, that of the source text first."""
        return self.source.locales

    @property
    def default(self) -> str:
        """The locale of the source text."""
        return self.source.default

    @property
    def short_name(self) -> str:
        """The site's name before its colon."""
        return self.site_name.partition(": ")[0]

    @property
    def subtitle(self) -> str:
        """The site's name after its colon; empty where it has none."""
        return self.site_name.partition(": ")[2]

    @property
    def parts(self) -> Any:
        """The facts in the shape that templates show."""
        return self.source.parts

    @property
    def look(self) -> Any:
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
        return [(script, list(found)) for script, found in groupby(FILES, key=lambda file: file.script)]

    @property
    def described_by(self) -> Iterable[tuple[str, str]]:
        """Address and media type of each of these files."""
        return [(file.address(self.parts.record), file.media_type) for file in FILES]

    @property
    def aligned(self) -> Mapping[str, str]:
        """The address of each file of the aligned text, by kind."""
        return aligned.addresses(self.source)

    @cached_property
    def content(self) -> Content:
        """The article in this locale, once its pages are built."""
        return read_content(self)

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
        return {key: self.label("since", version, self.parts.day(day, self.locale)) for key, (version, day) in stands.items()}

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

    def place(self, identity: str, locale: str | None = None) -> str:
        """The address of a heading or passage by its id; where it is gone, that of the first page."""
        for name in self.source.article_pages:
            if identity in self.source.documents[locale or self.locale][name].ids():
                return f"{self.url(name, locale)}#{identity}"
        return self.homes[locale or self.locale]

    def named(self, entry: str, identity: str) -> Iterator[tuple[str, str]]:
        """A passage that names an entry of the glossary, in this locale and then in the others: (locale, HTML)."""
        for locale in [self.locale, *self.source.others(self.locale)]:
            for document in self.source.documents[locale].values():
                for block in document.passages:
                    if block.id == identity:
                        yield locale, self.spoken[locale].mark_html(block.naming(f"{self.source.options.glossary}#{entry}"))

    def absolute(self, link: str) -> str:
        """The address of a link of the text: "#id" is an entry of the glossary."""
        return urljoin(self.source.site_url, self.glossary + link) if link.startswith("#") else link

    def region(self, language: str) -> str:
        """The region that a language is written for, by the configuration; empty where it says none."""
        return self.source.options.regions.get(language, "")

    def label(self, key: str, *values: object) -> str:
        """Words of the interface in this locale."""
        return self.source.reference.label(key, self.locale, *values)

    def shown(self, citation: Citation) -> str:
        """A reference as a page of this locale shows it."""
        return self.languages.mark_html(self.parts.shown(citation))

    def cited(self, style: Style, url: str = "") -> str:
        """The reference to this edition as a page of this locale shows it, with an address, or else that of the first page."""
        home = urljoin(self.source.site_url, self.homes[style.edition.locale or self.locale])
        return self.languages.mark_html(self.parts.edition_reference(style, self.locale, url or home))

    def url(self, name: str, locale: str | None = None) -> str | None:
        """The address of a page of the Markdown, in this locale or another; None where there is no such page."""
        return self.alternates.get(name, {}).get(locale or self.locale)

    def parallel_url(self, locale: str, name: str | None = None) -> str:
        """The address of a page side by side, or of the whole article, for readers of `locale`."""
        return self._made(self.homes[locale].rpartition("/")[0], "parallel/" + (name.removesuffix(".md") if name else "article"))

    def _made(self, folder: str, stem: str) -> str:
        """The address of a page that MkDocs does not know."""
        return f"{folder}/{stem}".lstrip("/") + ("/" if self.source.directory_urls else ".html")

    def article_url(self, locale: str) -> str:
        """The address of the whole article on one page in one language."""
        return self._made(self.homes[locale].rpartition("/")[0], "article")

    def place_url(self, identity: str) -> str:
        """The address of a heading or passage that names no language."""
        return self._made("", f"p/{identity}")

    def counterpart_url(self, locale: str, name: str) -> str:
        """The address of the script that holds a page's passages in another locale, for a page of this one."""
        return f"assets/passages/{self.locale}/{locale}/{name.removesuffix('.md')}.js"

    # What the plugin's events call

    def document(self, page: Page) -> Document | None:
        """The source of a page in its own locale; None for a page that is made."""
        return self.source.documents[self.locale].get(_name(page))

    def open(self, page: Page, markdown: str) -> str:
        """Turn to a page: what its marking asks for stands in `current`; `{{ … }}` in its Markdown is filled."""
        document, name = self.document(page), _name(page)
        blocks = {block.id: block for block in [*document.headings, *document.passages] if block.id} if document else {}
        self.pages[name] = page
        self.current = MarkedPage(
            url=page.url.removeprefix("./"),
            blocks=blocks,
            label=self.label,
            languages=self.languages,
            counterparts={
                locale: (get_relative_url(url, page.url), self.locales[locale], self.labels[locale]["language_short"])
                for locale, url in self.alternates[name].items()
                if locale != self.locale
            },
            behind=self.source.behind[self.locale],
            since=self.since,
            glossary=get_relative_url(self.glossary, page.url),
        )
        if name in self.source.article_pages:
            self.passages[name] = self.current.passages
        numbers = count()
        return fill(markdown, lambda part: rendered.enclosed(self._part(part, page), next(numbers)))

    def close(self, page: Page, html: str) -> tuple[list[Mistake], str]:
        """What differs between a page's content and its source; and the content, rid of what only that comparison needs."""
        document = self.document(page)
        return rendered.mistakes(document, html) if document else ([], html)

    def check_page(self, page: Page, output: str) -> list[Mistake]:
        """What is wrong with a whole page, with what the theme puts about its content."""
        document = self.document(page)
        return list(rendered.repeated(document, output)) if document else []

    def _part(self, placeholder: Placeholder, page: Page) -> str:
        """A generated part of a page, as Markdown."""
        return self._parts.get_template(f"parts/{placeholder.name}.md.j2").render(
            edition=self,
            locale=self.locale,
            label=self.label,
            parts=self.parts,
            site_name=self.site_name,
            total=self.source.total,
            compared={locale: self.source.total - len(self.source.behind[locale]) for locale in self.locales if locale != self.default},
            alternates=self.alternates[_name(page)],
            base=to_root(page.url),
            spoken=self.languages.mark_html,
            size_mark=size_mark,
            names=self.source.locales,
        )

    def environment(self, env: Environment) -> Environment:
        """Give MkDocs' environment what templates see; keep it for the pages that MkDocs does not know."""
        env.globals["edition"] = self
        self.env = env
        return env

    def context(self, page: Page, nav: Navigation) -> dict[str, Any]:
        """What templates see of a page: its other languages, its metadata, footnotes to its paragraphs."""
        self.nav = nav
        name, document = _name(page), self.document(page)
        is_article = name in self.source.article_pages
        others = self.source.others(self.locale)
        style = self.parts.references.paragraph(self.locale)
        return {
            **self._addresses(self.alternates[name]),
            "entries": navigation_window(nav.items, [page, *page.ancestors][-1]),
            "side_by_side": self.parallel_url(self.locale, name) if is_article else None,
            "counterparts": {locale: self.counterpart_url(locale, name) for locale in others} if is_article else {},
            "is_cite": name == self.source.options.cite,
            "pinpoints": self.parts.references.footnotes(document.printed_pages()) if document else [],
            "edition_pinpoint": (style, self.cited(style, page.canonical_url or "")) if style else None,
            "json_ld": self._json_ld(page, self.alternates[name]),
        }

    def _addresses(self, alternates: Mapping[str, str]) -> dict[str, Any]:
        hreflang = {locale: urljoin(self.source.site_url, url) for locale, url in alternates.items()}
        return {"alternates": alternates, "hreflang": hreflang}

    def _json_ld(self, page: Page, alternates: Mapping[str, str]) -> str:
        about = metadata.PageDescription(
            url=page.canonical_url or "",
            locale=self.locale,
            title=str(page.title),
            description=page.meta.get("description", ""),
            restates=_name(page) in self.source.article_pages,
        )
        hreflang = self._addresses(alternates)["hreflang"]
        linked = metadata.json_ld(self.parts.record, self.parts.editions, about, hreflang, self.default, self.source.site_url)
        return json.dumps(linked, ensure_ascii=False).replace("</", "<\\/")

    def render(self, template: str, page: SidePage, **context: Any) -> str:
        """A page that MkDocs does not know, by a template of the theme."""
        assert self.env and self.nav
        config = {"theme": {"language": self.locale}, "site_name": self.site_name, "site_url": self.source.site_url}
        shared: dict[str, Any] = {
            "side_by_side": None,
            "counterparts": {},
            "is_cite": False,
            "pinpoints": [],
            "edition_pinpoint": None,
            "json_ld": None,
        }
        return self.env.get_template(template).render(
            {
                **shared,
                "page": page,
                "nav": self.nav,
                "config": config,
                "base_url": get_relative_url(".", page.url),
                "entries": navigation_window(self.nav.items, None),
                **context,
            }
        )


def _name(page: Page) -> str:
    """The name of a page's source within its locale's folder: "index.md"."""
    return str(page.file.norm_src_uri)  # type: ignore[attr-defined]


def alternates_of(file: Any, locales: Iterable[str]) -> dict[str, str]:
    """A page's address in each locale. `file` is one that mkdocs-static-i18n has rearranged."""
    return {locale: file.alternates[locale].url.removeprefix("./") for locale in locales if locale in file.alternates}


def navigation_window(items: Sequence[Any], around: Any) -> Sequence[Any]:
    """The entries of a navigation that a page shows: all of them, of a long one the first and those around the page's own.

    A list of every page on every page would make the site grow with the square of its pages.
    """
    if len(items) <= 2 * AROUND + 1:
        return items
    first = max(0, next((at for at, item in enumerate(items) if item is around), 0) - AROUND)
    return [*items[: min(1, first)], *items[first : first + 2 * AROUND + 1]]
