"""One locale's turn of a build: its pages as MkDocs makes them, and the passages found on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from . import metadata, rendered
from .addresses import to_root
from .content import Content, read_content
from .document import Document
from .downloads import size_mark
from .files import figures
from .markdown_lines import Placeholder, fill
from .marks import MarkedPage, Passage
from .mistakes import Mistake
from .templates import parts_environment
from .view import View

if TYPE_CHECKING:
    from .files.parallel import SidePage

# how many entries before and after the one that is read a long navigation shows
AROUND = 8
# what templates see of a page that has nothing of the kind
NOTHING: Mapping[str, Any] = {
    "side_by_side": None,
    "beside": {},
    "counterparts": {},
    "is_cite": False,
    "pinpoints": [],
    "edition_pinpoint": None,
    "entries": None,
    "groups": [],
    "parts": [],
}


@dataclass
class Build(View):
    """A locale's turn. `passages` is {name of a page: passages}, filled while pages are read."""

    passages: dict[str, list[Passage]] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.current: MarkedPage | None = None
        self.env: Environment | None = None
        self.nav: Navigation | None = None
        self.download_page = ""
        self._parts = parts_environment(self.source.theme)

    def link(self, name: str, fragment: str = "") -> str:
        """The address of a place on a page of this locale, relative to the page whose turn it is."""
        assert self.current
        url = self.url(name) or ""
        return ("" if url == self.current.url else get_relative_url(url, self.current.url)) + (f"#{fragment}" if fragment else "")

    @cached_property
    def content(self) -> Content:
        """The article in this locale, once its pages are built."""
        return replace(read_content(self), figures=tuple(figures.taken(self)))

    def document(self, page: Page) -> Document | None:
        """The source of a page in its own locale; None for a page that is made."""
        return self.source.documents[self.locale].get(_name(page))

    def open(self, page: Page, markdown: str) -> str:
        """Begin a page: set `current`, which its marking reads, and fill the `{{ … }}` of its Markdown."""
        document, name = self.document(page), _name(page)
        self.pages[name] = page
        self.current = MarkedPage(
            url=page.url.removeprefix("./"),
            blocks=document.by_id if document else {},
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
        self.current.figures.update(self.figures.references(self.link))
        if name in self.source.article_pages:
            self.passages[name] = self.current.passages
        numbers = count()
        return fill(markdown, lambda part: rendered.enclosed(self._part(part, page), next(numbers)))

    def close(self, page: Page, html: str) -> tuple[list[Mistake], str]:
        """What differs between a page's content and its source; and the content without the comments that the comparison needs."""
        document = self.document(page)
        return rendered.mistakes(document, html) if document else ([], html)

    def check_page(self, page: Page, output: str) -> list[Mistake]:
        """What is wrong with a whole page, with what the theme puts about its content. The page of downloads is kept."""
        document = self.document(page)
        if document and document.name == self.source.options.download:
            self.download_page = output
        return list(rendered.repeated(document, output)) if document else []

    def _part(self, placeholder: Placeholder, page: Page) -> str:
        """A generated part of a page, as Markdown."""
        return self._parts.get_template(f"parts/{placeholder.name}.md.j2").render(
            edition=self,
            locale=self.locale,
            label=self.label,
            facts=self.facts,
            site_name=self.site_name,
            total=self.source.total,
            compared={locale: self.source.total - len(self.source.behind[locale]) for locale in self.locales if locale != self.default},
            alternates=self.alternates[_name(page)],
            base=to_root(page.url),
            spoken=self.languages.mark_html,
            size_mark=size_mark,
            names=self.source.locales,
        )

    def fill_template(self, name: str, **context: Any) -> str:
        """A template of theme/parts that is no part of a page, filled."""
        return self._parts.get_template(f"parts/{name}.j2").render(edition=self, locale=self.locale, label=self.label, **context)

    def environment(self, env: Environment) -> Environment:
        """Give MkDocs' environment what templates see; keep it for the pages that MkDocs does not know."""
        env.globals |= {"edition": self, "alternates": self.homes, **NOTHING}
        self.env = env
        return env

    def context(self, page: Page, nav: Navigation) -> dict[str, Any]:
        """What templates see of a page: its other languages, its metadata, footnotes to its paragraphs."""
        self.nav = nav
        name, document = _name(page), self.document(page)
        is_article = name in self.source.article_pages
        others = self.source.others(self.locale)
        style = self.facts.references.paragraph(self.locale)
        return {
            **self._addresses(self.alternates[name]),
            "entries": navigation_window(nav.items, [page, *page.ancestors][-1]),
            "side_by_side": self.parallel_url(self.locale, name) if is_article else None,
            "counterparts": {locale: self.counterpart_url(locale, name) for locale in others} if is_article else {},
            "is_cite": name == self.source.options.cite,
            "pinpoints": self.facts.references.footnotes(document.printed_pages()) if document else [],
            "edition_pinpoint": (style, self.cited(style, self.source.online(page.url))) if style else None,
            "json_ld": self._json_ld(page, self.alternates[name]),
        }

    def _addresses(self, alternates: Mapping[str, str]) -> dict[str, Any]:
        hreflang = {locale: self.source.online(url) for locale, url in alternates.items()}
        return {"alternates": alternates, "hreflang": hreflang}

    def _json_ld(self, page: Page, alternates: Mapping[str, str]) -> str:
        about = metadata.PageDescription(
            url=self.source.online(page.url),
            locale=self.locale,
            title=str(page.title),
            description=page.meta.get("description", ""),
            restates=_name(page) in self.source.article_pages,
        )
        hreflang = self._addresses(alternates)["hreflang"]
        linked = metadata.json_ld(self.facts.record, self.facts.editions, about, hreflang, self.default, self.source.site_url, self.doi)
        return json.dumps(linked, ensure_ascii=False).replace("</", "<\\/")

    def render(self, template: str, page: SidePage, **context: Any) -> str:
        """A page that MkDocs does not know, by a template of the theme."""
        assert self.env and self.nav
        config = {"site_name": self.site_name, "site_url": self.source.site_url}
        return self.env.get_template(template).render(
            {
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
