"""The MkDocs plugin: brings facts, checks and pages together. Each event does one thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from jinja2 import Environment, PackageLoader, StrictUndefined
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from . import assets, checks, citations, exports, metadata
from .markup import EditionExtension, mark_languages
from .mistakes import Mistakes
from .parts import Parts
from .reference import Reference, read_reference
from .source import PLACEHOLDER, Document, read_documents


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

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.serving = command == "serve"

    @event_priority(-200)  # after i18n (-100), which says what locale is built now
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        i18n: Any = config.plugins["i18n"]
        self.site, self.site_name = config.site_url or "", config.site_name
        self.locale: str = i18n.current_language
        if not i18n.building:
            self.default = i18n.default_language
            # the source text first: what the others are compared with
            self.locales = sorted(i18n.build_languages, key=lambda locale: locale != self.default)
            self.names = {language.locale: language.name for language in i18n.config.languages}
            self._read(config)
        config.mdx_configs["footnotes"] = {"BACKLINK_TITLE": self.label("note_back", "{}")}
        return config

    def _read(self, config: MkDocsConfig) -> None:
        docs = Path(config.docs_dir)
        self.reference = read_reference(Path(self.config.reference), self.locales)
        if self.reference.mistakes:
            raise Mistakes(self.reference.mistakes)
        self.documents = read_documents(docs, self.locales)
        self.env = Environment(loader=PackageLoader("edition"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        names = {name.removesuffix(".md.j2") for name in self.env.list_templates(extensions=["j2"]) if not name.startswith("_")}
        generated = {self.config.glossary: {entry["id"] for entry in self.reference.glossary}}
        mistakes = checks.check(self.documents, self.reference.structure, self.reference.article["page"], generated, names, docs)
        file = Path(config.config_file_path or "mkdocs.yml").name
        mistakes += checks.check_navigation(config.nav or [], set().union(*self.documents.values()), file)
        if mistakes:
            raise Mistakes(mistakes)
        self.parts = Parts(self.reference, self.documents, self.config.glossary)

    def downloads(self) -> dict[str, tuple[str, str]]:
        """The files that describe the article: {kind: (address relative to the root of the site, media type)}."""
        name = self.reference.article["id"]
        return {kind: (f"assets/record/{pattern.format(name)}", media) for kind, (pattern, media) in exports.DOWNLOADS.items()}

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
        config.markdown_extensions = [*extensions, EditionExtension(blocks, self.label)]  # type: ignore[list-item]
        return PLACEHOLDER.sub(lambda match: self._part(match[1], page), markdown)

    def _part(self, name: str, page: Page) -> str:
        """A generated part of a page, as Markdown."""
        return self.env.get_template(f"{name}.md.j2").render(
            locale=self.locale,
            label=self.label,
            parts=self.parts,
            site_name=self.site_name,
            home=urljoin(self.site, self.homes[self.locale]),
            downloads=self.downloads(),
            alternates=self.alternates(page.file),
            base=get_relative_url("assets", page.url).removesuffix("assets"),
        )

    @event_priority(-200)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Remember where each locale begins, now that i18n has rearranged the files."""
        self.homes = self.alternates(files.get_file_from_path("index.md"))
        return files

    @event_priority(-50)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        return mark_languages(html, self.locale, self.config.scripts)

    def alternates(self, file: Any) -> dict[str, str]:
        """A page's address in each locale, relative to the root of the site. `file` is one that i18n has rearranged."""
        return {locale: file.alternates[locale].url for locale in self.locales if locale in file.alternates}

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        scripts = [file.url for file in files if file.url.startswith("assets/javascripts/bundle.") and file.url.endswith(".js")]
        cite = files.get_file_from_path(self.config.cite)
        env.globals["edition"] = {
            "homes": self.homes,
            "previews": {locale: f"assets/preview-{locale}.png" for locale in self.locales},
            "cite": cite.url if cite else None,
            "parts": self.parts,
            "shown": lambda html: mark_languages(self.parts.shown(html), self.locale, self.config.scripts),
            "label": self.label,
            "locale": self.locale,
            "locales": self.names,
            "default": self.default,
            "labels": self.reference.labels,
            "bundle": scripts[0] if scripts else None,
            "serving": self.serving,
        }
        return env

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
        """What the templates need to know of a page: its other languages, its metadata, footnotes to its paragraphs."""
        document = self.document(page)
        article, item = self.parts.article, citations.record(self.parts.article, "printed")
        context["alternates"] = self.alternates(page.file)
        context["hreflang"] = {locale: urljoin(self.site, url) for locale, url in context["alternates"].items()}
        context["is_cite"] = document is not None and document.name == self.config.cite
        context["citation_tags"] = [
            *metadata.highwire(item),
            *metadata.dublin_core(item, self.parts.short_reference().text),
        ]
        context["coins"] = metadata.coins(item)
        context["described_by"] = list(self.downloads().values())
        context["pinpoints"] = self.parts.pinpoints(document) if document else []
        about = {
            "url": page.canonical_url or "",
            "locale": self.locale,
            "title": str(page.title),
            "description": page.meta.get("description", ""),
            "site_name": config.site_name,
        }
        linked = metadata.json_ld(article, about, context["hreflang"], self.default, self.site)
        context["json_ld"] = json.dumps(linked, ensure_ascii=False).replace("</", "<\\/")
        return context

    @event_priority(-200)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the files beside the pages, once, after the last locale."""
        i18n: Any = config.plugins["i18n"]
        if i18n.building:
            return
        site = Path(config.site_dir)
        for kind, (file, _) in self.downloads().items():
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            (site / file).write_text(exports.download(self.parts.article, kind), encoding="utf-8", newline="\n")
        for locale in self.locales:
            (site / f"assets/preview-{locale}.png").write_bytes(exports.preview(**self.parts.preview(locale), language=self.names[locale]))
        if not self.serving:
            assets.trim(site)
