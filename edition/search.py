"""What the search of a locale needs: the texts of its paragraphs, and lunr with the stemmers, as scripts.

lunr (https://lunrjs.com) comes with MkDocs, its stemmers with MkDocs too. Scripts and no JSON, for a page that is
opened from a file may load scripts alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from importlib.resources import files

import rjsmin

from .marks import NOTE, Passage
from .parts import Parts
from .source import Document

# the languages that lunr-languages has a stemmer for in MkDocs; lunr itself has that of English
STEMMERS = {path.name.split(".")[1] for path in files("mkdocs.contrib.search").joinpath("lunr-language").iterdir()} - {"stemmer", "multi"}
GLOSSARY_LINK = re.compile(r'href="[^"]*#([\w-]+)"')


def plain(html: str) -> str:
    """The text of a fragment of HTML on one line, without numbers of notes."""
    html = re.sub(r"<sup\b.*?</sup>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def documents(
    parts: Parts, locale: str, pages: dict[str, Document], found: dict[str, tuple[str, list[Passage]]], urls: dict[str, str]
) -> list[dict]:
    """What can be found in a locale, in the order of the site.

    `pages` are the locale's sources by name, `found` the built passages of the article's pages with the page's address,
    `urls` the address of every page, all relative to the root of the site. Each document has url, kind (heading,
    text or entry), title, text, place ("I.1, p. 87") and notes; an entry of the glossary has its id and names, every
    form and spelling, a text has in `see` the ids of the entries that it names.
    """
    label = parts.reference.label
    entries = parts.glossary(locale)
    known = {entry["id"] for entry in entries}
    listed: list[dict] = []
    for name, source in pages.items():
        if name not in found:
            for heading in source.headings:
                texts = [passage.bare() for passage in source.passages if passage.section is heading]
                listed.append(_document(url=f"{urls[name]}#{heading.id}", kind="heading", title=heading.text, text=" ".join(texts)))
            continue
        url, passages = found[name]
        blocks = {block.id: block for block in [*source.headings, *source.passages]}
        notes = {passage.id: plain(passage.html) for passage in passages if passage.id.startswith(NOTE)}
        for passage in passages:
            if passage.id in notes:
                continue
            block = blocks[passage.id]
            page = label("page", locale, passage.page.replace("-", "–"))
            listed.append(
                _document(
                    url=f"{url}#{passage.id}",
                    kind="heading" if block.level else "text",
                    title=block.text if block.level else block.section.text if block.section else "",
                    text="" if block.level else plain(passage.html),
                    place=", ".join(part for part in (block.place, page) if part),
                    notes=" ".join(notes.get(NOTE + mark, "") for mark in block.marks()),
                    see=sorted(known & set(GLOSSARY_LINK.findall(passage.html))),
                )
            )
    for entry in entries:
        others = [form for forms in entry["other"].values() for form in forms]
        listed.append(
            _document(
                url=f"{urls[parts.glossary_page]}#{entry['id']}",
                kind="entry",
                title=entry["forms"][locale],
                text=entry["gloss"][locale],
                place=label("kind_entry", locale),
                id=entry["id"],
                names=" · ".join([*entry["forms"].values(), *entry["printed"], *others]),
            )
        )
    return listed


def _document(**fields: str | list[str]) -> dict:
    return {key: value for key, value in fields.items() if value}


def index_script(locale: str, listed: Iterable[dict], foreign: dict[str, str]) -> Iterator[str]:
    """The documents of a locale as a script that leaves them in `window.searchable`; a piece of it at a time.

    `foreign` tells phrases in other languages by their letters, as `languages.foreign_phrases` gives it.
    """
    yield f"((window.foreign ??= {{}})[{json.dumps(locale)}] = {json.dumps(foreign, ensure_ascii=False)});\n"
    yield f"((window.searchable ??= {{}})[{json.dumps(locale)}] = ["
    for number, document in enumerate(listed):
        yield ("," if number else "") + json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    yield "])\n"


def engine_script(languages: Iterable[str], engine: str) -> str:
    """lunr, the stemmers of `languages` (those that need one beside lunr's own), and `engine`, our script, in one.

    FileNotFoundError where there is no stemmer for a language; English stands in lunr itself.
    """
    folder = files("mkdocs.contrib.search")
    paths = ["templates/search/lunr.js", "lunr-language/lunr.stemmer.support.js", *(f"lunr-language/lunr.{code}.js" for code in languages)]
    scripts = [folder.joinpath(path).read_text(encoding="utf-8") for path in paths]
    notice = "/*! lunr 2.3.9, (C) Oliver Nightingale, MIT; lunr-languages, (C) Mihai Valentin, MPL 1.1; both from MkDocs */\n"
    return notice + "\n".join(rjsmin.jsmin(script) for script in [*scripts, engine]) + "\n"
