"""Both languages together: pages side by side, and the passages of each page for its counterpart in another locale."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml.html import HtmlElement
from mkdocs.structure.toc import AnchorLink

from ..addresses import to_root
from ..marks import NOTE, Passage, change_links, make_relative

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


@dataclass(frozen=True)
class SidePage:
    """A page that MkDocs does not know, with the names that templates ask of its pages."""

    url: str
    title: str
    meta: Mapping[str, str]
    toc: Sequence[Any] = ()
    previous_page: Any = None
    next_page: Any = None
    is_homepage: bool = False


@dataclass(frozen=True)
class Row:
    """A passage or note in every language: its HTML by locale.

    `page` is the printed page, of a note none; `number` is a note's, of a passage 0; `references` are the ids of the rows
    that refer to a note.
    """

    id: str
    tag: str
    page: str
    number: int
    references: Sequence[str]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """The rows of one page of the Markdown: its passages, then its notes. `url` is that page's in the reader's language."""

    url: str
    passages: Sequence[Row]
    notes: Sequence[Row]


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each script of passages and of each page."""
    for locale, build in builds.items():
        for name in edition.article_pages:
            for other in edition.others(locale):
                yield build.counterpart_url(other, name), counterpart_script(other, builds[other].passages[name], build.url(name) or "")
            yield _page(edition, builds, locale, name)
        yield _page(edition, builds, locale)


def counterpart_script(locale: str, passages: Sequence[Passage], target: str) -> str:
    """A script that gives the page at `target` the passages of its counterpart: a page from a file may load nothing else."""
    base = to_root(target)

    def html(passage: Passage) -> str:
        return change_links(passage.html, lambda element: make_relative(element, base))

    texts = {passage.id: {"tag": passage.tag, "html": html(passage)} for passage in passages if passage.page}
    return f"((window.passages ??= {{}})[{json.dumps(locale)}] = {json.dumps(texts, ensure_ascii=False)})\n"


def _page(edition: Edition, builds: Mapping[str, Build], locale: str, name: str | None = None) -> tuple[str, str]:
    """The address and HTML of a page side by side: of one page of the Markdown, or else of the whole article."""
    build = builds[locale]
    names = [name] if name else edition.article_pages
    addresses = {other: build.parallel_url(other, name) for other in edition.locales}
    url = addresses[locale]
    title = build.label("side_by_side_page", edition.documents[locale][name].meta["title"]) if name else build.label("side_by_side_whole")
    order = list(edition.article_pages)
    before, after = (order[order.index(name) - 1 : order.index(name)], order[order.index(name) + 1 :]) if name else ([], [])
    page = SidePage(
        url=url,
        title=title,
        meta={"title": title, "description": f"{title}. {build.label('side_by_side_about')}"},
        toc=[item for one in names for item in headings(build.pages[one].toc, {passage.id for passage in build.passages[one]})],
        previous_page=_neighbour(build, *before[:1]),
        next_page=_neighbour(build, *after[:1]),
    )
    columns = [locale, *edition.others(locale)]
    printed = list(dict.fromkeys(one for each in names for one in edition.documents[locale][each].printed_pages()))
    html = build.render(
        "parallel.html",
        page,
        alternates=addresses,
        hreflang={},
        beside={build.url(one): build.parallel_url(locale, one) for one in order},
        columns=columns,
        groups=[group(builds, columns, one, url) for one in names],
        title=title,
        whole=not name,
        back=build.url(name) if name else build.homes[locale],
        all=build.parallel_url(locale),
        aligned=build.aligned,
        pinpoints=edition.facts.references.footnotes(printed),
    )
    return url, html


def headings(toc: Iterable[AnchorLink], ids: Collection[str]) -> list[AnchorLink]:
    """The entries of a page's table of contents that stand on its page side by side."""
    kept: list[AnchorLink] = []
    for item in toc:
        children = headings(item.children, ids)
        if item.id in ids:
            link = AnchorLink(item.title, item.id, item.level)
            link.children = children
            kept.append(link)
        else:
            kept += children
    return kept


def _neighbour(build: Build, name: str | None = None) -> SidePage | None:
    """The page side by side of a page of the Markdown, as a link to it needs it."""
    if not name:
        return None
    return SidePage(build.parallel_url(build.locale, name), build.source.documents[build.locale][name].meta["title"], {})


def group(builds: Mapping[str, Build], columns: Sequence[str], name: str, target: str) -> Group:
    """The rows of the page `name` in the locales of `columns`, for a page at `target`."""
    stem, base = name.removesuffix(".md"), to_root(target)
    texts = {locale: {passage.id: passage for passage in builds[locale].passages[name]} for locale in columns}
    document = builds[columns[0]].source.documents[columns[0]][name]
    marks = {key: block.marks() for key, block in document.by_id.items()}
    rows: dict[bool, list[Row]] = {True: [], False: []}
    for passage in builds[columns[0]].passages[name]:
        is_note = not passage.page
        rows[is_note].append(
            Row(
                id=_note_id(passage.id, stem),
                tag=passage.tag,
                page=passage.page,
                number=len(rows[True]) + 1 if is_note else 0,
                references=[key for key, noted in marks.items() if passage.id.removeprefix(NOTE) in noted] if is_note else [],
                cells={locale: _cell(texts[locale][passage.id], builds[locale].url(name) or "", stem, base) for locale in columns},
            )
        )
    return Group(builds[columns[0]].url(name) or "", rows[False], rows[True])


def _note_id(identity: str, stem: str) -> str:
    """The id of a note where the notes of several pages stand: "fn:a" becomes "fn:problems:a"."""
    return f"{NOTE}{stem}:{identity.removeprefix(NOTE)}" if identity.startswith(NOTE) else identity


def _cell(passage: Passage, own: str, stem: str, base: str) -> str:
    """The HTML of a passage for a page side by side: its notes stand on that page too."""

    def change(element: HtmlElement) -> None:
        address = element.get("href", "")
        if address.startswith(f"/{own}#{NOTE}"):
            element.set("href", "#" + _note_id(address.partition("#")[2], stem))
        else:
            make_relative(element, base)

    return change_links(passage.html, change)
