"""The MkDocs plugin: each event delegates to the module concerned.

mkdocs-static-i18n builds the site once for each locale, the others within the first one's end: every event runs for each.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from . import failures
from . import files as beside
from .addresses import to_ascii
from .build import Build, alternates_of
from .configuration import check_configuration
from .edition import Edition, Options
from .folders import left_over
from .marks import MarkedPage, MarksExtension
from .mistakes import Mistake
from .serving import PACKAGE, rebuilding
from .staging import Staging
from .templates import PagesTheme


class EditionConfig(base.Config):  # type: ignore[no-untyped-call]  # MkDocs has no types there
    """What `mkdocs.yml` says of the edition."""

    reference = c.Dir(exists=True, default="reference")
    glossary = c.Type(str, default="glossary.md")
    cite = c.Type(str, default="cite.md")
    download = c.Type(str, default="download.md")
    scripts = c.DictOfItems(c.Type(str), default={})
    regions = c.DictOfItems(c.Type(str), default={})
    mistakes = c.Type(str, default="")
    doi = c.Type(str, default="")
    other_formats = c.Type(bool, default=True)


class EditionPlugin(BasePlugin[EditionConfig]):  # type: ignore[no-untyped-call]
    """One Edition a build; a Build for each locale, `build` being the one whose turn it is."""

    edition: Edition
    builds: dict[str, Build]
    build: Build | None = None
    missing: dict[str, str]
    mistakes: list[Mistake]
    staging: Staging | None = None
    serving = False
    is_copy = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Tell serving from building, and let every warning be heard."""
        self.serving = command == "serve"
        # --quiet would keep warnings from those who count them: strict would let every mistake pass that MkDocs finds
        logger = logging.getLogger("mkdocs")
        logger.setLevel(min(logger.level, logging.WARNING))

    @event_priority(-200)  # after i18n (-100), which says what locale is built now
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the configuration and read the edition, once; name the links back from notes in the locale whose turn it is."""
        i18n: Any = config.plugins.get("i18n")
        if not getattr(i18n, "building", False):
            failures.stop(check_configuration(Path(config.config_file_path or "mkdocs.yml")))
            config.site_url = to_ascii(config.site_url or "")
            said = self.config
            options = Options(**{**said, "reference": Path(said.reference)})
            names: Mapping[str, str] = {language.locale: language.name for language in i18n.config.languages}
            # the source text first: what the others are compared with
            locales = sorted(i18n.build_languages, key=lambda locale: locale != i18n.default_language)
            titles = {language.locale: language.site_name or config.site_name for language in i18n.config.languages}
            self.edition = Edition.read(
                options,
                config,
                {locale: names[locale] for locale in locales},
                {locale: titles[locale] for locale in locales},
                not self.serving and not self.is_copy,
                self.is_copy,
            )
            self.builds, self.missing, self.mistakes = {}, {}, []
            self.staging = failures.stage(config)
            config.theme.__class__ = PagesTheme  # MkDocs asks nobody which class it should take
            config.markdown_extensions.append("abbr")
            config.markdown_extensions.append(MarksExtension(self._current))  # type: ignore[arg-type]
        # U+FE0E: the arrow as text; some phones draw a coloured picture otherwise
        back = self.edition.reference.label("note_back", i18n.current_language, "{}")
        config.mdx_configs["footnotes"] = {"BACKLINK_TEXT": "↩\ufe0e", "BACKLINK_TITLE": back}
        return config

    def _current(self) -> MarkedPage | None:
        return self.build.current if self.build else None

    @event_priority(-200)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the look; begin the turn of a locale, now that i18n has rearranged the files."""
        for file in list(files):
            if left_over(file.src_uri):
                files.remove(file)
        for address, content in self.edition.look.files.items():
            files.append(File.generated(config, address, content=content))
        locale: str = config.plugins["i18n"].current_language  # type: ignore[attr-defined]
        alternates = {str(file.norm_src_uri): alternates_of(file, self.edition.locales) for file in files.documentation_pages()}  # type: ignore[attr-defined]
        self.build = Build(self.edition, locale, config.site_name, config.site_description or "", alternates)
        self.builds[locale] = self.build
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill what `{{ … }}` stands for in the text of a page."""
        assert self.build
        return self.build.open(page, markdown)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Compare the page with its source. What differs is said after the last page, and the site not put in its place."""
        assert self.build
        mistakes, content = self.build.close(page, html)
        self.mistakes += mistakes
        return content

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Give the templates the locale whose turn it is, as `edition`."""
        assert self.build
        return self.build.environment(env)

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
        """Give the template of a page its other languages, metadata and references."""
        assert self.build
        return context | self.build.context(page, nav)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Check the whole page as it will be written, and free its text, which MkDocs would keep of every page until the end."""
        assert self.build
        self.mistakes += self.build.check_page(page, output)
        page.markdown = page.content = ""
        return output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Keep each locale's page for what is not there: MkDocs would write the last one over the others."""
        if template_name == "404.html" and self.build:
            self.missing[self.build.locale] = output_content
        return output_content

    @event_priority(-200)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the files beside the pages, once, after the last locale."""
        i18n: Any = config.plugins["i18n"]
        if i18n.building:
            return
        failures.stop(self.mistakes)
        beside.write(self.edition, self.builds, self.missing, config)
        # strict stops after this: what MkDocs has warned of is not published
        warned = any(one.get_counts() for one in logging.getLogger("mkdocs").handlers if isinstance(one, CountHandler))
        if self.staging and not warned:
            config.site_dir = str(self.staging.site)
            self.staging.publish()

    def on_build_error(self, *, error: Exception, **_: Any) -> None:
        """Leave nothing of a build that has failed, and say why in a line."""
        if self.staging:
            self.staging.discard()
        failures.explain(error)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Keep the old pages while there is a mistake, and rebuild once it is corrected; say when this package has changed."""
        server.watch(str(PACKAGE))
        server.builder = rebuilding(builder, Path(config.config_file_path or "mkdocs.yml"))
        return server
