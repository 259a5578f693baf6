"""Finds an author's mistakes in the Markdown before anything is built. Each check yields Mistake after Mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import regex

from . import misread, raw_html
from .configuration import check_text
from .document import Document
from .links import check_links
from .mistakes import Mistake
from .parity import check_languages
from .plain import LANGUAGE
from .printed_pages import NO_PASSAGES, check_printed_pages, check_structure

ID = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
LONGEST_ID = 100
LONGEST_SEARCH = 2  # seconds for a word in all texts, of each of which a sound expression takes microseconds
# what an attribute list may say; the rest is the theme's
ATTRIBUTES = {"id", "data-page", "lang"}
META = ("title", "description")
# words of others
QUOTED = re.compile(r"“[^”]*”|«[^»]*»")
Documents = dict[str, dict[str, Document]]


@dataclass(frozen=True)
class Site:
    """What the Markdown is compared with.

    `structure` lists the article's pages and sections; `printed` is the article's page range ("86-93"); `generated`
    names the ids that a page has besides those in its Markdown; `parts` are the names that `{{ … }}` may hold;
    `docs` is the folder of the Markdown.
    """

    structure: list[dict[str, Any]]
    printed: str
    generated: dict[str, set[str]]
    parts: Iterable[str]
    docs: Path


def check(documents: Documents, site: Site) -> list[Mistake]:
    """All mistakes in the Markdown. `documents` comes from `read_documents`, its first locale being the source text."""
    mistakes = [*check_languages(documents)]
    for locale, pages in documents.items():
        for document in pages.values():
            article = any(entry["page"] == document.name for entry in site.structure)
            mistakes += [*document.mistakes, *misread.check(document), *_front_matter(document), *_ids(document, site.generated)]
            mistakes += [*_attributes(document), *_notes(document), *_placeholders(document, site)]
            mistakes += raw_html.check(document, article)
            if article:
                mistakes += _passages(document)
        for name in site.generated.keys() & pages.keys():
            if site.generated[name] and pages[name].read and "glossary" not in [one.name for one in pages[name].placeholders]:
                message = "has no {{ glossary() }}, which shows the entries that pages link to; write it on a line of its own"
                mistakes.append(Mistake(pages[name].file, 0, "glossary-without-entries", message))
        mistakes += [*check_links(pages, site.generated, site.docs / locale), *check_printed_pages(pages, site.structure, site.printed)]
    return [*mistakes, *check_structure(documents, site.structure)]


def check_terms(
    documents: Documents, glossary: list[dict[str, Any]], folder: str, terms: Mapping[str, list[dict[str, str]]]
) -> Iterator[Mistake]:
    """A page, or an entry of the glossary, that uses another word than the preferred one. `terms` is as in `terms.yml`; `folder` has both."""
    for locale, pages in documents.items():
        texts = [(f"{folder}/glossary.yml", 0, f"{entry['id']} says", entry["gloss"][locale]) for entry in glossary]
        for document in pages.values():
            texts += [(document.file, 1, f"{key} says", str(document.meta.get(key))) for key in META]
            texts += [(document.file, block.line, "says", block.text) for block in document.blocks() if block.kind not in NO_PASSAGES]
        own = [(name, line, says, QUOTED.sub("", text)) for name, line, says, text in texts]
        for term in terms.get(locale, []):
            yield from _uses(own, term, f"{folder}/terms.yml")


def _uses(texts: Iterable[tuple[str, int, str, str]], term: Mapping[str, str], file: str) -> Iterator[Mistake]:
    """Where texts have a word to avoid. `file` has the regular expression, which may be one that never comes to an end."""
    end = monotonic() + LONGEST_SEARCH
    try:
        for name, line, says, text in texts:
            if found := regex.search(term["avoid"], text, regex.I, timeout=max(end - monotonic(), 0.01)):
                message = f"{says} “{found[0]}”, which is not this edition’s word; write “{term['preferred']}”"
                yield Mistake(name, line, "word-avoided", message)
    except (TimeoutError, regex.error):
        message = (
            f"avoid {term['avoid'][:60]} cannot be looked for in {LONGEST_SEARCH} s; write it without a repetition within a repetition"
        )
        yield Mistake(file, 0, "term-endless", message)


def _front_matter(document: Document) -> Iterator[Mistake]:
    if not document.read:
        return
    for key in META:
        value = document.meta.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            message = f"front matter has no {key}; write `{key}: …` between the two --- lines"
            yield Mistake(document.file, 1, "front-matter-missing", message)
        else:
            yield from check_text(f"{key} in the front matter", value, document.file, 1)
            if isinstance(value, str) and (found := misread.PRINTED.search(value)):
                message = f"{key} in the front matter would print {found[0].strip()}; write it without mark-up"
                yield Mistake(document.file, 1, "text-markup", message)
    for unknown in sorted(document.meta.keys() - set(META)):
        message = f"front matter has {unknown}, which no page of the edition uses; write title and description alone"
        yield Mistake(document.file, 1, "front-matter-key", message)


def _ids(document: Document, generated: dict[str, set[str]]) -> Iterator[Mistake]:
    lines: dict[str, int] = {}
    deepest = 2  # a generated part may be the first heading
    for block in document.headings:
        if block.level > deepest:
            message = (
                f"heading {block.id or ''} has {'#' * block.level} where the one above it has {'#' * (deepest - 1)}; write {'#' * deepest}"
            )
            yield Mistake(document.file, block.line, "heading-level", message)
        deepest = block.level + 1
    for block in [*document.headings, *document.passages]:
        if block.level and not block.text.strip():
            yield Mistake(document.file, block.line, "heading-empty", "heading has no words; write some, or remove it")
        if block.level and not block.id:
            message = "heading has no id; end it with { #some-id }, the same in every language"
            yield Mistake(document.file, block.line, "heading-without-id", message)
        if not block.id:
            continue
        if block.id in lines:
            message = f"id {block.id} stands already in line {lines[block.id]}; give this one its own"
            yield Mistake(document.file, block.line, "id-twice", message)
        elif block.id in generated.get(document.name, ()):
            message = f"id {block.id} is that of an entry which the page shows; give this one its own"
            yield Mistake(document.file, block.line, "id-taken", message)
        elif not ID.match(block.id) or len(block.id) > LONGEST_ID:
            message = f"id {block.id[:LONGEST_ID]} cannot be cited; write Latin letters, figures and hyphens, a letter first, {LONGEST_ID} at most"
            yield Mistake(document.file, block.line, "id-letters", message)
        lines.setdefault(block.id, block.line)


def _attributes(document: Document) -> Iterator[Mistake]:
    for block in [*document.headings, *document.passages, *document.others]:
        names = [name for name, _ in block.attributes]
        for name in sorted({name for name in names if name != "." and names.count(name) > 1}):
            yield Mistake(document.file, block.line, "attribute-twice", f"has {name} twice in its list of attributes; remove one")
        for name in sorted(set(names) - ATTRIBUTES):
            message = f"has {name} in its list of attributes, which the edition does not use; write #id and data-page alone"
            yield Mistake(document.file, block.line, "attribute-unknown", message)
        found = dict(block.attributes)
        if "lang" in found and not LANGUAGE.match(found["lang"] or ""):
            yield Mistake(
                document.file, block.line, "attribute-language", "has a lang that is no code of a language; write it as en or zh-Hans"
            )


def _notes(document: Document) -> Iterator[Mistake]:
    used = {mark: block.line for block in reversed(document.blocks()) for mark in block.marks() if mark != block.id or block.kind != "note"}
    written: dict[str, int] = {}
    for note in document.notes:
        key = str(note.id)
        if not re.fullmatch(r"[\w-]+", key, re.ASCII):
            message = f"note [^{key}] has no usable name; write Latin letters, figures and hyphens"
            yield Mistake(document.file, note.line, "note-name", message)
            continue
        if key in written:
            message = f"note {key} stands already in line {written[key]}; give this one its own id"
            yield Mistake(document.file, note.line, "note-twice", message)
        written.setdefault(key, note.line)
        if not note.text:
            yield Mistake(document.file, note.line, "note-empty", f"note {key} says nothing; write its text after the colon")
        if key not in used:
            message = f"nothing refers to note {key}; put [^{key}] into the text, or remove the note"
            yield Mistake(document.file, note.line, "note-without-reference", message)
    for mark in used.keys() - written.keys():
        message = f"there is no note {mark}; write [^{mark}]: … at the end of the page, or remove the mark"
        yield Mistake(document.file, used[mark], "reference-without-note", message)


def _placeholders(document: Document, site: Site) -> Iterator[Mistake]:
    known = ", ".join(f"{{{{ {name}() }}}}" for name in sorted(site.parts))
    seen: set[str] = set()
    for one in document.placeholders:
        if one.name not in site.parts or one.arguments:
            shown = f"{{{{ {one.name}() }}}}" if one.name and not one.arguments else one.source[:60]
            yield Mistake(document.file, one.line, "part-unknown", f"{shown} is not known; write one of {known}")
        elif one.source in seen:
            yield Mistake(document.file, one.line, "part-twice", f"{one.source} stands on the page already; remove one")
        seen.add(one.source)


def _passages(document: Document) -> Iterator[Mistake]:
    """What cannot stand side by side, be found and be cited as a paragraph of the article."""
    for block in [*document.passages, *document.others]:
        if block.kind in NO_PASSAGES:
            message = f"{NO_PASSAGES[block.kind]} cannot be cited; write a paragraph, a list or a quotation"
            yield Mistake(document.file, block.line, "no-passage", message)
    for block in [*document.headings, *document.passages, *document.notes]:
        if block.plain.pictures:
            message = "a picture cannot stand in the article, whose pages are shown side by side; put it on a page that is not part of the article"
            yield Mistake(document.file, block.line, "picture-in-passage", message)
        if not block.text.strip() and block.kind not in ("note", "table", "heading"):
            yield Mistake(document.file, block.line, "passage-empty", "has no text; write some, or remove it")
