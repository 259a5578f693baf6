"""What is known of the edition before anything is built: its facts, its text, its look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig

from . import checks, compared
from .cited import CitedEdition
from .configuration import check_navigation
from .document import Document
from .facts import Facts
from .failures import stop
from .figures import Figures, read_figures
from .folders import find_pages
from .history import History, read_history
from .labels import asked, check_labels
from .languages import text_direction
from .look import Look, make_look
from .reference import Reference, read_reference
from .release import Release, read_release
from .source import read_pages


@dataclass(frozen=True)
class Options:
    """What `mkdocs.yml` says of the edition.

    Folder of the facts, names of pages, languages by script, regions by language, the address for mistakes that readers find, the edition's DOI,
    whether PDFs, EPUBs, JATS and the archive are made.
    """

    reference: Path
    glossary: str
    cite: str
    download: str
    scripts: Mapping[str, str]
    regions: Mapping[str, str]
    mistakes: str
    doi: str
    other_formats: bool


@dataclass(frozen=True)
class Edition:
    """The facts, the text of every locale and the look.

    `locales` are names by locale, that of the source text first; `documents` is {locale: {name: Document}}; `site_url` is the
    site's address; `docs` is the folder of the Markdown, `theme` is the folder of the edition's own templates; `behind` are, by locale, the ids of passages whose
    source text has changed since they were compared with it; with `takeaway` the files that take time are made, too;
    `is_copy` says that this is a copy, of pages that are files, of a site whose pages are folders.
    """

    options: Options
    site_url: str
    directory_urls: bool
    is_copy: bool
    docs: Path
    theme: Path
    locales: Mapping[str, str]
    reference: Reference
    documents: Mapping[str, Mapping[str, Document]]
    facts: Facts
    look: Look
    behind: Mapping[str, frozenset[str]]
    figures: Figures
    release: Release
    history: History
    takeaway: bool

    @classmethod
    def read(
        cls,
        options: Options,
        config: MkDocsConfig,
        locales: Mapping[str, str],
        titles: Mapping[str, str],
        takeaway: bool = True,
        is_copy: bool = False,
    ) -> Edition:
        """Read and check everything; `titles` are the site's names by locale. Raises Mistakes, a line each, before anything is written."""
        docs, theme = Path(config.docs_dir), Path(config.theme.custom_dir or "")
        reference = read_reference(options.reference, theme / "labels", list(locales))
        stop(reference.mistakes)
        pages, wrong = find_pages(docs, list(locales), {"article", "assets", "p", "parallel", "segments"})
        documents = read_pages(pages, docs)
        # of a page that cannot be read all that others say of it would be missing
        unread = [mistake for found in documents.values() for one in found.values() if not one.read for mistake in one.mistakes]
        stop([*wrong, *unread] if unread else [])
        figures, wrong_figures = read_figures(options.reference, reference, documents, list(locales), options.glossary)
        generated = {options.glossary: {entry["id"] for entry in reference.glossary}}
        names = {path.name.removesuffix(".md.j2") for path in (theme / "parts").glob("*.md.j2")}
        site = checks.Site(reference.structure, reference.article.pages, generated, names, docs)
        mistakes = [
            *check_labels(reference.labels, *asked([theme]), theme / "labels"),
            *wrong,
            *wrong_figures,
            *checks.check(documents, site),
        ]
        mistakes += checks.check_terms(documents, reference.glossary, options.reference.name, reference.terms)
        file = Path(config.config_file_path or "mkdocs.yml").name
        mistakes += check_navigation(config.nav, set().union(*documents.values()), file)
        stop(mistakes)
        release = read_release(docs)
        source, *others = locales
        prints = compared.fingerprints(documents[source])
        behind = {locale: compared.behind(prints, reference.compared.get(locale, {})) for locale in others}
        return cls(
            options,
            config.site_url or "",
            config.use_directory_urls,
            is_copy,
            docs,
            theme,
            locales,
            reference,
            documents,
            Facts(reference, documents, options.glossary, _cited(reference, titles, release)),
            make_look(
                config.theme,
                [str(path) for path in config.extra_css],
                [str(script) for script in config.extra_javascript],
                {text_direction(locale) for locale in locales},
            ),
            {source: frozenset(), **behind},
            figures,
            release,
            read_history(docs, documents),
            takeaway,
        )

    @property
    def default(self) -> str:
        """The locale of the source text."""
        return next(iter(self.locales))

    @property
    def other_formats(self) -> bool:
        """Whether PDFs, EPUBs, JATS and the archive are made."""
        return self.takeaway and self.options.other_formats

    @property
    def article_pages(self) -> Sequence[str]:
        """The names of the pages that hold the article, in its order."""
        return [entry["page"] for entry in self.reference.structure]

    @property
    def total(self) -> int:
        """How many headings and passages the article has."""
        return len(compared.wording(self.documents[self.default]))

    def online(self, address: str) -> str:
        """The absolute address, on the site, of a page or file: of what a copy calls "ru/index.html#a" it is "https://…/ru/#a"."""
        path, mark, anchor = address.removeprefix("./").partition("#")
        if self.is_copy and path.endswith(".html"):
            path = path.removesuffix(".html").removesuffix("index")
            path += "/" if path and not path.endswith("/") else ""
        return urljoin(self.site_url, path + mark + anchor)

    def last_change(self, locale: str, name: str) -> str:
        """The day of a page's last change, as in "2026-11-26"; a page with generated parts is made of the facts, too."""
        facts = [self.options.reference] if self.documents[locale][name].placeholders else []
        return self.history.last_change(self.docs / locale / name, *facts)

    def others(self, locale: str) -> list[str]:
        """The locales but this one."""
        return [other for other in self.locales if other != locale]


def _cited(reference: Reference, titles: Mapping[str, str], release: Release) -> Mapping[str, CitedEdition]:
    """This edition as a work to cite, by locale."""

    def cited(locale: str, title: str) -> CitedEdition:
        holder, kind = reference.label("edition_holder", locale), reference.label("edition_kind", locale)
        line = reference.label("edition_version", locale, release.version)
        return CitedEdition(locale, title, holder, kind, release.version, line, release.date)

    return {locale: cited(locale, title) for locale, title in titles.items()}
