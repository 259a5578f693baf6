"""Finds an author's mistakes before anything is built. Each check yields Mistake after Mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from .mistakes import Mistake
from .source import Block, Document

PAGES = re.compile(r"(\d+)(?:-(\d+))?\Z")
FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
THOUSANDS = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+\Z")
# words of others, and rows of a table
QUOTED = re.compile(r"“[^”]*”|«[^»]*»|^\|.*", re.M)
Documents = dict[str, dict[str, Document]]


def figures(text: str) -> set[str]:
    """The numbers written in digits, as one spelling for every locale: "1,234" and "1 234" are 1234, "2,5" is 2.5."""
    found: set[str] = set()
    for run in FIGURE.findall(text):
        if THOUSANDS.match(run):
            found.add(re.sub(r"\D", "", run))
        else:
            found |= {part.replace(",", ".") for part in re.split(r"[\u00a0\u202f ]", run)}
    return found


def page_range(page: str | None) -> tuple[int, int] | None:
    """First and last printed page of "87" or "86-87"; None where it is neither."""
    match = PAGES.match(page or "")
    return (int(match[1]), int(match[2] or match[1])) if match else None


def check(
    documents: Documents, structure: list[dict], printed: str, generated: dict[str, set[str]], parts: Iterable[str], docs: Path
) -> list[Mistake]:
    """All mistakes in the Markdown.

    `documents` comes from `read_documents`, its first locale being the source text; `structure` lists the
    article's pages and sections; `printed` is the article's page range ("86-93"); `generated` names
    the ids that a page has besides those in its Markdown; `parts` are the names that `{{ … }}` may hold;
    `docs` is the folder of the Markdown.
    """
    source, *others = documents
    mistakes = [*_languages(documents)]
    for locale, pages in documents.items():
        for document in pages.values():
            mistakes += [*_front_matter(document), *_ids(document), *_notes(document), *_placeholders(document, parts)]
        mistakes += [*_links(pages, generated, docs / locale), *_printed_pages(pages, structure, page_range(printed))]
    for locale in others:
        for name in documents[source].keys() & documents[locale].keys():
            mistakes += _parity(documents[source][name], documents[locale][name])
    return mistakes


def check_navigation(nav: Iterable, names: Iterable[str], file: str) -> Iterator[Mistake]:
    """A page that the navigation lacks, and the reverse. `nav` is as MkDocs reads it, without locales."""

    def targets(items: Iterable) -> Iterator[str]:
        for item in items:
            for value in item.values() if isinstance(item, dict) else [item]:
                yield from targets(value) if isinstance(value, list) else [value]

    listed, present = set(targets(nav or [])), set(names)
    for name in sorted(present - listed):
        yield Mistake(file, 0, f"nav lacks {name}; add it, or remove the page")
    for name in sorted(listed - present):
        yield Mistake(file, 0, f"nav lists {name}, and there is no such page; write it, or take it out of nav")


def check_terms(documents: Documents, glossary: list[dict], file: str, terms: dict[str, list[dict[str, str]]]) -> Iterator[Mistake]:
    """A page, or an entry of the glossary in `file`, that uses another word than the preferred one. `terms` is as in `terms.yml`."""
    for locale, pages in documents.items():
        texts = [(file, 0, f"{entry['id']} says", entry["gloss"][locale]) for entry in glossary]
        for document in pages.values():
            texts += [(document.file, 1, f"{key} says", str(document.meta.get(key))) for key in ("title", "description")]
            texts += [
                (document.file, block.line, "says", block.bare()) for block in [*document.headings, *document.passages, *document.notes]
            ]
        own = [(name, line, says, QUOTED.sub("", text)) for name, line, says, text in texts]
        for (name, line, says, text), term in product(own, terms.get(locale, [])):
            if found := re.search(term["avoid"], text, re.I):
                yield Mistake(name, line, f"{says} “{found[0]}”, which is not this edition’s word; write “{term['preferred']}”")


def _languages(documents: Documents) -> Iterator[Mistake]:
    names = set().union(*documents.values())
    for locale, pages in documents.items():
        for name in names - pages.keys():
            twin = next(other[name] for other in documents.values() if name in other)
            yield Mistake(twin.file, 0, f"stands in {twin.locale} only; write the same page in {locale}")


def _front_matter(document: Document) -> Iterator[Mistake]:
    if document.meta_error:
        yield Mistake(document.file, document.meta_error[0], f"front matter: {document.meta_error[1]}")
        return
    for key in ("title", "description"):
        value = document.meta.get(key)
        if not isinstance(value, str) or not value.strip():
            yield Mistake(document.file, 1, f"front matter has no {key}; write `{key}: …` between the two --- lines")


def _ids(document: Document) -> Iterator[Mistake]:
    lines: dict[str, int] = {}
    for block in [*document.headings, *document.passages]:
        if block.level and not block.id:
            yield Mistake(document.file, block.line, "heading has no id; end it with { #some-id }, the same in every language")
        if block.id in lines:
            yield Mistake(document.file, block.line, f"id {block.id} stands already in line {lines[block.id]}; give this one its own")
        elif block.id:
            lines[block.id] = block.line


def _notes(document: Document) -> Iterator[Mistake]:
    used = {mark: block.line for block in [*document.headings, *document.passages] for mark in block.marks()}
    written: dict[str, int] = {}
    for note in document.notes:
        if note.id in written:
            yield Mistake(document.file, note.line, f"note {note.id} stands already in line {written[note.id]}; give this one its own id")
        written.setdefault(str(note.id), note.line)
        if note.id not in used:
            yield Mistake(document.file, note.line, f"nothing refers to note {note.id}; put [^{note.id}] into the text, or remove the note")
    for mark in used.keys() - written.keys():
        yield Mistake(document.file, used[mark], f"there is no note {mark}; write [^{mark}]: … at the end of the page, or remove the mark")


def _placeholders(document: Document, parts: Iterable[str]) -> Iterator[Mistake]:
    known = ", ".join(f"{{{{ {name}() }}}}" for name in sorted(parts))
    for line, name in document.placeholders:
        if name not in parts:
            yield Mistake(document.file, line, f"{{{{ {name}() }}}} is not known; write one of {known}")


def _links(pages: dict[str, Document], generated: dict[str, set[str]], folder: Path) -> Iterator[Mistake]:
    for document in pages.values():
        for line, target in document.links:
            url = urlsplit(target)
            if url.scheme or url.netloc:
                continue
            name, missing = document.name, ""
            if url.path:
                name = _resolve(PurePosixPath(document.name).parent, unquote(url.path))
                if name not in pages and not (folder / unquote(url.path)).is_file() and not (folder.parent / name).is_file():
                    missing = f"there is no {'page' if name.endswith('.md') else 'file'} {url.path}"
            anchor = unquote(url.fragment)
            if not missing and anchor and name in pages and anchor not in pages[name].ids() | generated.get(name, set()):
                missing = f"{name} has no #{anchor}"
            if missing:
                yield Mistake(document.file, line, f"link to {target}: {missing}; mend the address, or write what it leads to")


def _resolve(parent: PurePosixPath, path: str) -> str:
    parts: list[str] = []
    for part in (parent / path).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _printed_pages(pages: dict[str, Document], structure: list[dict], article: tuple[int, int] | None) -> Iterator[Mistake]:
    assert article
    bounds = f"{article[0]} to {article[1]}"
    last = article[0]
    known: dict[str, str] = {}
    for entry in structure:
        if entry["page"] not in pages:
            continue
        document = pages[entry["page"]]
        sections = [heading for heading in document.headings if heading.id in entry["sections"]]
        found = [heading.id for heading in sections]
        if found != entry["sections"]:
            wanted = ", ".join(entry["sections"])
            yield Mistake(
                document.file,
                0,
                f"its sections are {', '.join(map(str, found)) or 'none'}, and should be {wanted}; mend the ids of the headings",
            )
        counts: dict[str, int] = {}
        for block in sorted([*sections, *document.passages], key=lambda block: block.line):
            if not block.level:
                heading = block.section
                while heading and heading not in sections:
                    heading = heading.section
                if not heading:
                    continue
                section = str(heading.id)
                counts[section] = counts.get(section, 0) + 1
                wanted = f"{section}-{counts[section]}"
                if not block.id:
                    yield Mistake(
                        document.file, block.line, f'paragraph has no id; write {{ #{wanted} data-page="…" }} on the line below it'
                    )
                elif block.id != wanted:
                    yield Mistake(
                        document.file, block.line, f"id {block.id} should be {wanted}: paragraphs are numbered within their section"
                    )
            if block.id and known.setdefault(block.id, document.file) != document.file:
                yield Mistake(document.file, block.line, f"id {block.id} stands already in {known[block.id]}; give this one its own")
            name = f"{'heading' if block.level else 'paragraph'} {block.id or ''}".strip()
            span = page_range(block.page)
            if block.page is None:
                yield Mistake(document.file, block.line, f'{name} has no printed page; add data-page="…", from {bounds}')
            elif not span or span[0] > span[1] or not article[0] <= span[0] <= span[1] <= article[1]:
                yield Mistake(
                    document.file, block.line, f'data-page="{block.page}" of {name} is no page of the article; write one from {bounds}'
                )
            elif span[0] < last:
                yield Mistake(
                    document.file,
                    block.line,
                    f'data-page="{block.page}" of {name} goes backwards: what stands before it is on page {last}; mend one of the two',
                )
            else:
                last = span[1] if block.level == 0 else span[0]


def _parity(source: Document, other: Document) -> Iterator[Mistake]:
    for kind, ours, theirs in (
        ("heading", source.headings, other.headings),
        ("paragraph", source.passages, other.passages),
        ("note", source.notes, other.notes),
    ):
        first = {block.id: block for block in ours if block.id}
        second = {block.id: block for block in theirs if block.id}
        for document, twin, here, there in ((source, other, first, second), (other, source, second, first)):
            for key in here.keys() - there.keys():
                yield Mistake(document.file, here[key].line, f"{kind} {key} stands in {document.locale} only; write it in {twin.file} too")
        if first.keys() == second.keys() and list(first) != list(second):
            wrong = next(key for key, want in zip(second, first, strict=True) if key != want)
            yield Mistake(other.file, second[wrong].line, f"{kind} {wrong} stands elsewhere in {source.file}; put both in the same order")
        for key in first.keys() & second.keys():
            yield from _pair(kind, source, first[key], other, second[key])


def _pair(kind: str, source: Document, ours: Block, other: Document, theirs: Block) -> Iterator[Mistake]:
    def differ(what: str, mine: Iterable[str], yours: Iterable[str]) -> Iterator[Mistake]:
        mine, yours = set(mine), set(yours)
        if mine != yours:
            parts = [f"{source.locale} has {', '.join(sorted(mine - yours))}"] * bool(mine - yours)
            parts += [f"{other.locale} has {', '.join(sorted(yours - mine))}"] * bool(yours - mine)
            message = f"{kind} {ours.id} differs from {source.file}:{ours.line} in {what}: {'; '.join(parts)}; mend one of the two"
            yield Mistake(other.file, theirs.line, message)

    if ours.level != theirs.level or ours.number != theirs.number:
        yield from differ("level and number", [f"{'#' * ours.level} {ours.number}"], [f"{'#' * theirs.level} {theirs.number}"])
        return
    yield from differ("printed page", [ours.page or "none"], [theirs.page or "none"])
    yield from differ("figures", figures(ours.bare()), figures(theirs.bare()))
    yield from differ("notes", ours.marks(), theirs.marks())
    yield from differ("links", filter(_inner, ours.links()), filter(_inner, theirs.links()))


def _inner(target: str) -> bool:
    return not urlsplit(target).scheme
