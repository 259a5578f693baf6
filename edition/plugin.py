"""The MkDocs plugin: brings facts, checks and pages together. Each event does one thing."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from . import checks, citations, compress, exports, metadata, parallel, search
from .look import make_look
from .markup import EditionExtension, foreign, mark_languages, mend
from .mistakes import Mistakes
from .parts import Parts
from .reference import Reference, read_reference
from .source import PLACEHOLDER, Document, read_documents

# entries that a list of pages shows before and after the one that is read
AROUND = 8


class EditionConfig(base.Config):
    """What `mkdocs.yml` says of the edition."""

    reference = c.Dir(exists=True, default="reference")
    glossary = c.Type(str, default="glossary.md")
    cite = c.Type(str, default="cite.md")
    scripts = c.DictOfItems(c.Type(str), default={})


class EditionPlugin(BasePlugin[EditionConfig]):
    """Builds the edition. Every event runs once for each locale: mkdocs-static-i18n builds the site over and over."""

    reference: Reference
    documents: dict[str, dict[str, Document]]
    serving = False

    def __init__(self) -> None:
        super().__init__()
        self.site_names: dict[str, str] = {}
        self.missing: dict[str, str] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        # a build keeps nearly all that it makes: looking for garbage as often as Python does costs a seventh of its time
        gc.set_threshold(50_000)
        self.serving = command == "serve"

    @event_priority(-200)  # after i18n (-100), which says what locale is built now
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        i18n: Any = config.plugins["i18n"]
        self.locale: str = i18n.current_language
        self.site, self.site_name = config.site_url or "", config.site_name
        self.site_names[self.locale] = config.site_name
        self.directory_urls = config.use_directory_urls
        if not i18n.building:
            self.default = i18n.default_language
            # the source text first: what the others are compared with
            self.locales = sorted(i18n.build_languages, key=lambda locale: locale != self.default)
            self.names = {language.locale: language.name for language in i18n.config.languages}
            self._read(config)
        # U+FE0E: the arrow as text; some phones draw a coloured picture otherwise
        config.mdx_configs["footnotes"] = {"BACKLINK_TEXT": "↩\ufe0e", "BACKLINK_TITLE": self.label("note_back", "{}")}
        return config

    def _read(self, config: MkDocsConfig) -> None:
        docs, self.theme_dir = Path(config.docs_dir), Path(config.theme.custom_dir or "")
        self.reference = read_reference(Path(self.config.reference), self.theme_dir / "labels", self.locales)
        if self.reference.mistakes:
            raise Mistakes(self.reference.mistakes)
        self.documents = read_documents(docs, self.locales)
        # the names of the pages that hold the article, in its order
        self.article_pages = {entry["page"]: entry["sections"] for entry in self.reference.structure}
        self.env = Environment(loader=FileSystemLoader(config.theme.dirs), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        names = {path.name.removesuffix(".md.j2") for path in (self.theme_dir / "parts").glob("*.md.j2")}
        self.look = make_look(config.theme, [str(path) for path in config.extra_css], [str(script) for script in config.extra_javascript])
        generated = {self.config.glossary: {entry["id"] for entry in self.reference.glossary}}
        mistakes = checks.check(self.documents, self.reference.structure, self.reference.article["page"], generated, names, docs)
        file = Path(config.config_file_path or "mkdocs.yml").name
        mistakes += checks.check_navigation(config.nav or [], set().union(*self.documents.values()), file)
        if mistakes:
            raise Mistakes(mistakes)
        self.parts = Parts(self.reference, self.documents, self.config.glossary)
        prints = {key: parallel.fingerprint(text) for key, text in parallel.wording(self.documents[self.default]).items()}
        self.total = len(prints)
        self.behind: dict[str, set[str]] = {locale: set() for locale in self.locales}
        for locale in self.locales[1:]:
            recorded = self.reference.compared.get(locale, {})
            self.behind[locale] = {key for key, mark in prints.items() if recorded.get(key) != mark}
        self.urls: dict[str, dict[str, str]] = {}
        self.found: dict[tuple[str, str], tuple[str, list[parallel.Passage]]] = {}

    def downloads(self) -> dict[str, tuple[str, str]]:
        """The files that describe the article: {kind: (address relative to the root of the site, media type)}."""
        name = self.reference.article["id"]
        return {kind: (f"assets/record/{pattern.format(name)}", media) for kind, (pattern, media) in exports.DOWNLOADS.items()}

    def parallel_url(self, locale: str, name: str | None = None) -> str:
        """The address, relative to the root of the site, of a page side by side, or of the whole article, for readers of `locale`."""
        folder, _, _ = self.homes[locale].rpartition("/")
        stem = "parallel/" + (name.removesuffix(".md") if name else "article")
        return f"{folder}/{stem}".lstrip("/") + ("/" if self.directory_urls else ".html")

    def counterpart_url(self, locale: str, name: str) -> str:
        """The address of the script that holds a page's passages in another locale, for the page that is built now."""
        return f"assets/passages/{self.locale}/{locale}/{name.removesuffix('.md')}.js"

    def label(self, key: str, *values: object) -> str:
        """Words of the interface in the locale that is built now."""
        return self.reference.label(key, self.locale, *values)

    def document(self, page: Page) -> Document | None:
        """The source of a page in its own locale; None for a page that is made."""
        return self.documents[self.locale].get(page.file.norm_src_uri)  # type: ignore[attr-defined]

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill `{{ … }}` in the Markdown; set up the extension that marks this page's places."""
        document = self.document(page)
        extensions = [one for one in config.markdown_extensions if not isinstance(one, EditionExtension)]
        blocks = {block.id: block for block in [*document.headings, *document.passages] if block.id} if document else {}
        twins = {
            locale: (get_relative_url(url, page.url), self.names[locale], self.reference.label("language_short", locale))
            for locale, url in self.alternates(page.file).items()
            if locale != self.locale
        }
        marks = EditionExtension(blocks, self.label, twins, self.behind[self.locale])
        config.markdown_extensions = [*extensions, marks]  # type: ignore[list-item]
        return PLACEHOLDER.sub(lambda match: self._part(match[1], page), markdown)

    def _part(self, name: str, page: Page) -> str:
        """A generated part of a page, as Markdown."""
        return self.env.get_template(f"parts/{name}.md.j2").render(
            locale=self.locale,
            label=self.label,
            parts=self.parts,
            site_name=self.site_name,
            home=urljoin(self.site, self.homes[self.locale]),
            downloads=self.downloads(),
            total=self.total,
            compared={locale: self.total - len(self.behind[locale]) for locale in self.locales if locale != self.default},
            alternates=self.alternates(page.file),
            base=get_relative_url("assets", page.url).removesuffix("assets"),
        )

    @event_priority(-200)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Put the look in place of the theme's files; remember where each locale begins, now that i18n has rearranged the files."""
        for file in list(files):
            if file.src_dir in config.theme.dirs:
                files.remove(file)
        for address, content in self.look.files.items():
            files.append(File.generated(config, address, content=content))
        self.homes = self.alternates(files.get_file_from_path("index.md"))
        return files

    @event_priority(-50)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Say what language foreign phrases are in; keep the article's passages for the pages that show both languages."""
        html = mark_languages(html, self.locale, self.config.scripts)
        name = page.file.norm_src_uri  # type: ignore[attr-defined]
        self.urls.setdefault(self.locale, {})[name] = page.url.removeprefix("./")
        if name in self.article_pages:
            self.found[self.locale, name] = (page.url.removeprefix("./"), parallel.passages(html))
        return html

    def alternates(self, file: Any) -> dict[str, str]:
        """A page's address in each locale, relative to the root of the site. `file` is one that i18n has rearranged."""
        return {locale: file.alternates[locale].url.removeprefix("./") for locale in self.locales if locale in file.alternates}

    @event_priority(-200)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember where each entry stands, now that i18n has made the navigation of this locale."""
        self.positions = {id(item): position for position, item in enumerate(nav.items)}
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        # a line of the theme's templates that holds a tag alone leaves nothing in the page
        env.trim_blocks = env.lstrip_blocks = True
        cite, glossary = (files.get_file_from_path(name) for name in (self.config.cite, self.config.glossary))
        item, reference = citations.record(self.parts.article, "printed"), self.parts.short_reference()
        env.globals["edition"] = {
            "homes": self.homes,
            "previews": {locale: f"assets/preview-{locale}.png" for locale in self.locales},
            "cite": cite.url if cite else None,
            "glossary": glossary.url if glossary else "",
            "parts": self.parts,
            "shown": self._shown,
            "reference": self._shown(reference.html),
            "citation_tags": [*metadata.highwire(item), *metadata.dublin_core(item, reference.text)],
            "coins": metadata.coins(item),
            "described_by": list(self.downloads().values()),
            "label": self.label,
            "locale": self.locale,
            "locales": self.names,
            "default": self.default,
            "labels": self.reference.labels,
            "look": self.look,
            "search": {"engine": search.ENGINE, "indexes": {locale: search.index_url(locale) for locale in self.locales}},
        }
        return env

    def _shown(self, html: str) -> str:
        """A reference as a page of this locale shows it."""
        return mark_languages(self.parts.shown(html), self.locale, self.config.scripts)

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
        """What the templates need to know of a page: its other languages, its metadata, footnotes to its paragraphs."""
        context["nav"] = copy(nav)
        top = [page, *page.ancestors][-1]
        context["nav"].items = near(nav.items, self.positions.get(id(top), 0))
        document = self.document(page)
        context["alternates"] = self.alternates(page.file)
        context["hreflang"] = {locale: urljoin(self.site, url) for locale, url in context["alternates"].items()}
        context["side_by_side"] = None
        if document and document.name in self.article_pages:
            context["side_by_side"] = self.parallel_url(self.locale, document.name)
            context["counterparts"] = {
                locale: self.counterpart_url(locale, document.name) for locale in self.locales if locale != self.locale
            }
        context["is_cite"] = document is not None and document.name == self.config.cite
        context["pinpoints"] = self.parts.pinpoints(document) if document else []
        about = {
            "url": page.canonical_url or "",
            "locale": self.locale,
            "title": str(page.title),
            "description": page.meta.get("description", ""),
            "site_name": config.site_name,
        }
        linked = metadata.json_ld(self.parts.article, about, context["hreflang"], self.default, self.site)
        context["json_ld"] = json.dumps(linked, ensure_ascii=False).replace("</", "<\\/")
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Mend what the theme writes into every page; let go of what MkDocs would keep of it until the end."""
        page.markdown = page.content = ""
        return mend(output)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Keep each locale's page for what is not there: MkDocs would write the last one over the others."""
        output_content = mend(output_content)
        if template_name == "404.html":
            self.missing[self.locale] = output_content
        return output_content

    @event_priority(-200)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the files beside the pages, once, after the last locale."""
        i18n: Any = config.plugins["i18n"]
        if i18n.building:
            return
        site = Path(config.site_dir)
        for locale, html in self.missing.items():
            _write(site / self.homes[locale].removesuffix("index.html") / "404.html", html)
        self._write_beside(site)
        if not self.serving:
            compress.compress(site)

    def _write_beside(self, site: Path) -> None:
        """Write all that MkDocs does not know of."""
        for kind, (file, _) in self.downloads().items():
            _write(site / file, exports.download(self.parts.article, kind))
        for locale in self.locales:
            _write(site / f"assets/preview-{locale}.png", exports.preview(self.theme_dir / "preview.typ", **self.parts.preview(locale), language=self.names[locale]))
        self._write_both_languages(site)
        self._write_search(site)

    def _write_search(self, site: Path) -> None:
        """For each locale what can be found in it, and the search itself."""
        _write(site / search.ENGINE, search.engine_script(self.locales, self.theme_dir / "js"))
        names = self.urls[self.default]
        urls = {name: {locale: self.urls[locale][name] for locale in self.locales} for name in names}
        for locale in self.locales:
            found = search.documents(self.parts, locale, self.documents[locale])
            phrases, writing = foreign(locale, self.config.scripts), search.writing(self.reference)
            _write(site / search.index_url(locale), search.index_script(locale, found, urls, phrases, writing))

    def _write_both_languages(self, site: Path) -> None:
        """The passages of each page for its counterpart, the pages side by side, the aligned text."""
        rows = [passage for name in self.article_pages for passage in self.found[self.default, name][1] if passage.page]
        pages = {passage.id: passage.page for passage in rows}
        words = {locale: parallel.wording(documents) for locale, documents in self.documents.items()}
        for kind, file in self.aligned().items():
            _write(site / file, parallel.tsv(pages, words) if kind == "tsv" else parallel.tmx(pages, words, self.default))
        del words
        for locale in self.locales:
            self.locale = locale
            for name in self.article_pages:
                for other in self.locales:
                    if other != locale:
                        script = parallel.counterpart_script(
                            other, self.found[other, name][1], self.found[other, name][0], self.found[self.locale, name][0]
                        )
                        _write(site / self.counterpart_url(other, name), script)
                self._write_side_by_side(site, [name])
            self._write_side_by_side(site, [*self.article_pages])

    def _write_side_by_side(self, site: Path, names: list[str]) -> None:
        whole = len(names) > 1
        own = {locale: self.parallel_url(locale, None if whole else names[0]) for locale in self.locales}
        url = own[self.locale]
        columns = [self.locale, *(locale for locale in self.locales if locale != self.locale)]
        groups = (parallel.rows({locale: self.found[locale, name] for locale in columns}, name.removesuffix(".md"), url) for name in names)
        title = (
            self.label("side_by_side_whole")
            if whole
            else self.label("side_by_side_page", self.documents[self.locale][names[0]].meta["title"])
        )
        pieces = self.env.get_template("parallel.html").generate(
            locale=self.locale,
            columns=columns,
            names=self.names,
            label=self.label,
            parts=self.parts,
            title=title,
            whole=whole,
            groups=groups,
            site_name=self.site_names[self.locale],
            look=self.look,
            canonical=urljoin(self.site, url),
            base=parallel.relative("assets/", url).removesuffix("assets/"),
            own=own,
            home=self.homes[self.locale],
            back=self.homes[self.locale] if whole else self.found[self.locale, names[0]][0],
            all=self.parallel_url(self.locale),
            aligned=self.aligned(),
        )
        _write(site / url / "index.html" if self.directory_urls else site / url, pieces)

    def aligned(self) -> dict[str, str]:
        """The files of the aligned text: {kind: address relative to the root of the site}."""
        return {kind: f"assets/record/{self.reference.article['id']}.aligned.{kind}" for kind in ("tsv", "tmx")}


def near(items: list, at: int) -> list:
    """The entries of a navigation that a page shows: all of them, of a long one the first and those around the page's own, `at`.

    A list of every page on every page would make the site grow with the square of its pages.
    """
    if len(items) <= 2 * AROUND + 1:
        return items
    first = max(0, at - AROUND)
    return [*items[: min(1, first)], *items[first : at + AROUND + 1]]


def _write(path: Path, content: bytes | Iterable[str]) -> None:
    """Write bytes, a text or its pieces, which need not all be in memory at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines([content] if isinstance(content, str) else content)
