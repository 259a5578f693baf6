"""The search of each locale: what can be found in it, and lunr with stemmers and the edition's own engine, as scripts.

lunr (https://lunrjs.com) comes with MkDocs, and so do the stemmers of lunr-languages. They are scripts, not JSON: a
page that is opened from a file can load scripts alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from .document import Block, Document
from .facts import Facts
from .files.records import KINDS
from .look import minified
from .reference import Reference

ENGINE = "assets/search/engine.js"
# The edition's own part of the engine, in this order, in the folder `js` of the theme
SCRIPTS = ("engine.js", "readings.js", "results.js")
# What readers of a locale can find, each a dictionary of the fields that `documents` names
Found = Iterator[dict[str, Any]]


def index_url(locale: str) -> str:
    """The address of a locale's index, relative to the root of the site; that of the engine is ENGINE."""
    return f"assets/search/{locale}.js"


def documents(parts: Facts, locale: str, pages: Mapping[str, Document]) -> Found:
    """What can be found in a locale: its headings and passages, and what `{{ … }}` puts on its pages.

    `pages` are the locale's sources by name. A document has `page` (that name), `id`, `kind` (heading, text, style or
    entry) and `title`, and where there is something to say `text`, `place` ("I.1, p. 87"), `notes` (the text of its
    notes), `names` (other names and spellings) and `see` (the ids of the glossary's entries that it links to).
    """
    entries = {entry["id"] for entry in parts.reference.glossary}
    for name, source in pages.items():
        notes = {note.id: note for note in source.notes}
        for block in sorted([*source.headings, *source.passages], key=lambda block: block.line):
            if block.level or (block.page and block.id):
                yield _filled(
                    page=name,
                    id=block.id,
                    place=_place(parts, locale, source, block),
                    notes=_line(notes[mark] for mark in block.marks() if mark in notes),
                    see=sorted({*block.entries(parts.glossary_page)} & entries),
                    **(_heading(parts, locale, source, block) if block.level else _passage(block)),
                )
        for placeholder in source.placeholders:
            if placeholder.name in GENERATED:
                yield from (_filled(page=name, **document) for document in GENERATED[placeholder.name](parts, locale))


def _filled(**fields: Any) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}


def _line(blocks: Iterable[Block]) -> str:
    """The text of the blocks, as a reader sees it, on one line."""
    return " ".join(" ".join(block.text for block in blocks).split())


def _place(parts: Facts, locale: str, source: Document, block: Block) -> str:
    """Where a block stands: section and printed page in the article, elsewhere the page of the site."""
    if not block.page:
        return "" if block is source.headings[0] else str(source.meta.get("title", ""))
    page = parts.reference.label("page", locale, block.page.replace("-", "–"))
    return f"{block.place}, {page}" if block.place else page


def _passage(block: Block) -> dict[str, Any]:
    return {"kind": "text", "title": _line([block.section] if block.section else []), "text": _line([block])}


def _heading(parts: Facts, locale: str, source: Document, heading: Block) -> dict[str, Any]:
    """A heading, with the text below it that has no place of its own, and the names of what `{{ … }}` puts there.

    The first of a page that is not the article's has the page's description too.
    """
    below = _line(passage for passage in source.passages if passage.section is heading and not passage.page)
    if heading is source.headings[0] and not heading.page:
        below = f"{source.meta.get('description', '')} {below}".strip()
    following = min((other.line for other in source.headings if other.line > heading.line), default=None)
    names = [
        name
        for placeholder in source.placeholders
        if placeholder.name in NAMES and heading.line < placeholder.line and (following is None or placeholder.line < following)
        for name in NAMES[placeholder.name](parts, locale)
    ]
    return {"kind": "heading", "title": _line([heading]), "text": below, "names": " · ".join(names)}


def _article(parts: Facts, locale: str) -> Iterator[str]:
    """What the references are, the article's authors in every spelling that the record has, a reference in each alphabet."""
    yield parts.reference.label("kind_style", locale)
    yield from (name for names in parts.record.names() for name in names)
    for form in (parts.record.printed, parts.record.latin):
        yield from (form.title, form.journal)
    yield from (*parts.record.translations.values(), *parts.record.journal_variants, str(parts.record.year))


def _downloads(parts: Facts, locale: str) -> Iterator[str]:
    yield from (parts.reference.label(label, locale) for label, _, _ in KINDS)


def _styles(parts: Facts, locale: str) -> Found:
    for style in parts.reference.styles:
        names = dict.fromkeys(name for name in style.name.values() if name != style.name[locale])
        kind = parts.reference.label("kind_style_note" if style.footnote else "kind_style", locale)
        yield {"id": style.id, "kind": "style", "title": style.name[locale], "place": kind, "names": " · ".join(names)}


def _entries(parts: Facts, locale: str) -> Found:
    for entry in parts.glossary(locale):
        others = [form for forms in entry["other"].values() for form in forms]
        yield {
            "id": entry["id"],
            "kind": "entry",
            "title": entry["forms"][locale],
            "text": entry["gloss"][locale],
            "place": parts.reference.label("kind_entry", locale),
            "names": " · ".join([*entry["forms"].values(), *entry["printed"], *others]),
        }


# What a placeholder of the Markdown puts on its page: places of their own, or names for the heading above it
GENERATED: dict[str, Callable[[Facts, str], Found]] = {"citations": _styles, "glossary": _entries}
NAMES: dict[str, Callable[[Facts, str], Iterator[str]]] = {"citations": _article, "downloads": _downloads}


def index_script(
    locale: str,
    found: Iterable[dict[str, Any]],
    urls: Mapping[str, Mapping[str, str]],
    phrases: Mapping[str, str],
    writing: Mapping[str, Any],
) -> Iterator[str]:
    """The index of a locale as a script that leaves it in `window.searchable`, in pieces.

    `urls` is {name of a page: {locale: address}}, relative to the root of the site; `phrases` are the regular
    expressions of what is foreign to the locale, by language; `writing` is what `writing` gives.
    """
    shared = _json({"urls": urls, "phrases": phrases, **writing})
    yield f"((window.searchable ??= {{}})[{json.dumps(locale)}] = {{...{shared}, documents: [\n"
    for document in found:
        yield _json(document) + ",\n"
    yield "]})\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def writing(reference: Reference) -> dict[str, Any]:
    """How the locales are written, by their labels: `keyboards`, key by key, `letters` in Latin ones, more `stops` than lunr's."""
    labels = reference.labels
    return {
        "keyboards": [reference.label("keyboard", locale) for locale in labels],
        "letters": dict(pair.split("=") for locale in labels for pair in reference.label("romanisation", locale).split()),
        "stops": [stop for locale in labels for stop in reference.label("stop_words", locale).split()],
    }


# lunr's files for these ask for a segmenter that MkDocs brings for its own search alone
PARTED = {"ja", "th", "hi", "zh"}


def engine_script(locales: Iterable[str], folder: Path) -> str:
    """lunr, the stemmers of `locales` and the edition's own scripts, which stand in `folder`, in one.

    lunr itself has the stemmer of English; a locale for which MkDocs brings none is searched without, and so is one whose
    words lunr can only part with a dictionary of its own.
    """
    source = files("mkdocs.contrib.search")
    lunr = source.joinpath("templates/search/lunr.js").read_text(encoding="utf-8")
    version = re.search(r'lunr\.version\s*=\s*"([^"]+)"', lunr)
    paths = [
        source.joinpath(f"lunr-language/lunr.{name}.js")
        for name in ("stemmer.support", *({code.split("-")[0] for code in locales} - PARTED))
    ]
    theirs = [lunr, *(path.read_text(encoding="utf-8") for path in paths if path.is_file())]
    own = [";(() => {", '"use strict"', *((folder / name).read_text(encoding="utf-8") for name in SCRIPTS), "})()"]
    notice = f"/*! lunr {version[1] if version else ''}, (C) Oliver Nightingale, MIT; lunr-languages, (C) Mihai Valentin, MPL 1.1 */\n"
    return notice + "\n".join(minified(script) for script in [*theirs, "\n".join(own)]) + "\n"
