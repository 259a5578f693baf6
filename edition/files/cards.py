"""What comes when a reader reaches for more than the text: the script of panel, cards, view and quotations, and its words.

The words of a locale are a script too, since a page that is opened from a file may load nothing else: the HTML of these
parts, and that of every entry of the glossary. Addresses in it begin at the root of the site: "/ru/glossary/#heihe".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import rjsmin

from ..look import prune

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

SCRIPT = "assets/reader/reader.js"
# its parts, in this order, in the folder `js` of the theme
SCRIPTS = ("styles.js", "panel.js", "cards.js", "layout.js", "quote.js", "alignment.js")
# the rules that it brings, in this order, in the folder `css`
STYLES = ("panel.css", "cards.css", "view.css", "quote.css")
# what it puts on a page, each a file of the theme's folder `partials`
PARTIALS = ("card", "layout", "quote")


def words_url(locale: str) -> str:
    """The address of a locale's words, relative to the root of the site; that of the script is SCRIPT."""
    return f"assets/reader/{locale}.js"


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each script."""
    scripts, styles = (
        [(edition.theme / folder / name).read_text(encoding="utf-8") for name in names]
        for folder, names in (("js", SCRIPTS), ("css", STYLES))
    )
    given = f"const STYLES = {json.dumps(prune(chr(10).join(styles)))}"
    yield SCRIPT, rjsmin.jsmin("\n".join(['(() => {\n"use strict"', given, *scripts, "})()"]))
    for locale, build in builds.items():
        yield words_url(locale), words_script(locale, words(edition, build))


def words(edition: Edition, build: Build) -> dict[str, Any]:
    """The HTML of each part by name, and `terms`: that of each entry of the glossary by id."""
    occurrences = edition.facts.occurrences(build.locale)
    terms = {
        entry["id"]: _html(build, "term", entry=entry, occurs=occurrences[entry["id"]]) for entry in edition.facts.glossary(build.locale)
    }
    return {name: _html(build, name) for name in PARTIALS} | {"terms": terms}


def words_script(locale: str, found: Mapping[str, Any]) -> str:
    """A script that leaves the words of a locale in `window.readerWords`."""
    return f"((window.readerWords ??= {{}})[{json.dumps(locale)}] = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))})\n"


def _html(build: Build, name: str, **context: Any) -> str:
    assert build.env
    lines = build.env.get_template(f"partials/{name}.html").render(edition=build, **context).split("\n")
    return build.languages.mark_html(" ".join(line.strip() for line in lines if line.strip()))
