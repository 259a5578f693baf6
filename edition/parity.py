"""What two languages of a page must have in common: paragraphs, printed pages, figures, notes, links, generated parts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from .document import Block, Document
from .markdown_lines import Placeholder
from .mistakes import Mistake

FIGURE = re.compile(r"\d+(?:[.,’'\u00a0\u202f ]\d+)*")
SPACE = r"[\u00a0\u202f ]"
WORD = re.compile(r"[^\W\d_]{3,}")
LONGEST_NAME = 4  # words that two languages may have in common, as in a name


def is_locale(name: str, sep: str = "-") -> bool:
    """Whether the CLDR, which Babel brings, knows a locale such as "pt-BR", whose parts `sep` divides."""
    try:
        Locale.parse(name, sep=sep)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def figures(text: str, locale: str) -> set[str]:
    """The numbers written in digits, in one spelling: "1,234.5" in English and "1 234,5" in Russian are both 1234.5.

    How `locale` divides a number is known to Babel, from the CLDR; thousands may be set apart by spaces in any locale.
    """
    known = Locale.parse(locale, sep="-")
    decimal, group = get_decimal_symbol(known), get_group_symbol(known)
    thousands = re.compile(rf"(\d{{1,3}}(?:(?:{SPACE}|{re.escape(group)})\d{{3}})+)({re.escape(decimal)}\d+)?\Z")
    found: set[str] = set()
    for run in FIGURE.findall(text):
        parts = [run] if thousands.match(run) else re.split(SPACE, run)
        for part in parts:
            large = thousands.match(part)
            whole, end = (re.sub(r"\D", "", large[1]), large[2] or "") if large else (part, "")
            found.add((whole + end).replace(decimal, "."))
    return found


def check_languages(documents: dict[str, dict[str, Document]]) -> Iterator[Mistake]:
    """Pages that a locale lacks, and what differs between pages of one name; the first locale is the source text."""
    source, *others = documents
    names = set().union(*documents.values())
    for locale, pages in documents.items():
        for name in names - pages.keys():
            counterpart = next(other[name] for other in documents.values() if name in other)
            message = f"stands in {counterpart.locale}, and not in {locale}; write the same page there"
            yield Mistake(counterpart.file, 0, "page-in-one-language", message)
    for locale in others:
        for name in documents[source].keys() & documents[locale].keys():
            yield from _page(documents[source][name], documents[locale][name])


def _page(source: Document, other: Document) -> Iterator[Mistake]:
    if not (source.read and other.read):
        return  # a page that could not be read as a whole differs in everything
    for kind, ours, theirs in (
        ("heading", source.headings, other.headings),
        ("paragraph", source.passages, other.passages),
        ("note", source.notes, other.notes),
    ):
        first = {block.id: block for block in ours if block.id}
        second = {block.id: block for block in theirs if block.id}
        yield from _lacking(kind, source, first, other, second)
        yield from _lacking(kind, other, second, source, first)
        if first.keys() == second.keys() and list(first) != list(second):
            wrong = next(key for key, want in zip(second, first, strict=True) if key != want)
            message = f"{kind} {wrong} stands elsewhere in {source.file}; put both in the same order"
            yield Mistake(other.file, second[wrong].line, "order-differs", message)
        for key in first.keys() & second.keys():
            yield from _block(kind, source, first[key], other, second[key])
    here, there = ({one.name: one for one in document.placeholders if one.name} for document in (source, other))
    yield from _lacking("placeholder", source, here, other, there)
    yield from _lacking("placeholder", other, there, source, here)


def _lacking(
    kind: str, document: Document, here: Mapping[str, Block | Placeholder], other: Document, there: Collection[str]
) -> Iterator[Mistake]:
    for key in here.keys() - set(there):
        message = f"{kind} {key} stands in {document.locale} only; write it in {other.file} too"
        yield Mistake(document.file, here[key].line, "block-in-one-language", message)


def _block(kind: str, source: Document, ours: Block, other: Document, theirs: Block) -> Iterator[Mistake]:
    def differ(what: str, mine: Iterable[str], yours: Iterable[str]) -> Iterator[Mistake]:
        mine, yours = set(mine), set(yours)
        if mine != yours:
            parts = [f"{source.locale} has {', '.join(sorted(mine - yours))}"] * bool(mine - yours)
            parts += [f"{other.locale} has {', '.join(sorted(yours - mine))}"] * bool(yours - mine)
            message = f"{kind} {ours.id} differs from {source.file}:{ours.line} in {what}: {'; '.join(parts)}; correct one of the two"
            yield Mistake(other.file, theirs.line, "languages-differ", message)

    if ours.level != theirs.level or ours.number != theirs.number:
        yield from differ("level and number", [f"{'#' * ours.level} {ours.number}"], [f"{'#' * theirs.level} {theirs.number}"])
        return
    if len(WORD.findall(ours.text)) >= LONGEST_NAME and ours.text == theirs.text:
        message = f"{kind} {ours.id} is word for word that of {source.file}:{ours.line}; translate it"
        yield Mistake(other.file, theirs.line, "not-translated", message)
    yield from differ("kind", [ours.kind], [theirs.kind])
    yield from differ("printed page", [ours.page or "none"], [theirs.page or "none"])
    yield from differ("figures", figures(ours.text, source.locale), figures(theirs.text, other.locale))
    yield from differ("notes", ours.marks(), theirs.marks())
    yield from differ("links", filter(inner, ours.links()), filter(inner, theirs.links()))


def inner(target: str) -> bool:
    """Whether a link leads to a place of this site. False too for what is no address at all."""
    try:
        address = urlsplit(target)
    except ValueError:
        return False
    return not address.scheme and not address.netloc
