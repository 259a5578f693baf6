"""The whole article on one page in one language: to read in one go, to print, to search.

Search engines are kept to the pages of the Markdown (`noindex`), which have alternates and stand in the site map: the
same words at two addresses would compete with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from ..addresses import to_root
from ..document import PlaceNames, place_names
from ..marks import change_links
from .parallel import Row, SidePage, counterpart_script, group, headings

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

NAME = "article.md"  # as if it were a page of the Markdown


@dataclass(frozen=True)
class Part:
    """A heading or passage of the article: element, HTML inside, what it is called. `turn`: the first of a printed page."""

    id: str
    tag: str
    page: str
    html: str
    names: PlaceNames
    turn: bool
    behind: bool


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each locale's page, and of the script of its counterparts in each other."""
    for locale, build in builds.items():
        yield build.article_url(locale), _page(edition, builds, locale)
        for other in edition.others(locale):
            passages = [passage for name in edition.article_pages for passage in builds[other].passages[name]]
            yield build.counterpart_url(other, NAME), counterpart_script(other, passages, build.article_url(locale))


def _page(edition: Edition, builds: Mapping[str, Build], locale: str) -> str:
    build = builds[locale]
    url = build.article_url(locale)
    addresses = {other: build.article_url(other) for other in edition.locales}
    label, shown = build.label("article_whole"), edition.facts.preview(locale)
    page = SidePage(
        url=url,
        title=shown["title"],
        meta={"title": shown["title"], "description": f"{shown['title']}. {label}."},
        toc=[one for name in edition.article_pages for one in headings(build.pages[name].toc, {row.id for row in build.passages[name]})],
    )
    parts, notes = _content(edition, builds, locale, url)
    printed = dict.fromkeys(part.page for part in parts)
    style = edition.facts.references.paragraph(locale)
    return build.render(
        "article.html",
        page,
        alternates=addresses,
        hreflang={},
        parts=parts,
        notes=notes,
        side_by_side=build.parallel_url(locale),
        counterparts={other: build.counterpart_url(other, NAME) for other in edition.others(locale)},
        pinpoints=edition.facts.references.footnotes(printed),
        edition_pinpoint=(style, build.cited(style, edition.online(url))) if style else None,
    )


def _content(edition: Edition, builds: Mapping[str, Build], locale: str, url: str) -> tuple[list[Part], list[Row]]:
    """The parts of the article and its notes, which are numbered through."""
    build, base = builds[locale], to_root(url)
    groups = {name: group(builds, [locale], name, url) for name in edition.article_pages}
    ids = {row.id for one in groups.values() for row in one.passages}
    own = {base + (build.url(name) or "") for name in edition.article_pages}
    parts: list[Part] = []
    notes: list[Row] = []
    for name, found in groups.items():
        document = edition.documents[locale][name]
        # a page whose title is a section of the article stands below the article's title
        step = int(any(row.tag == "h1" for row in found.passages))
        for row in found.passages:
            before = parts[-1].page.rpartition("-")[2] if parts else ""
            tag = f"h{int(row.tag[1]) + step}" if row.tag[0] == "h" and row.tag[1:].isdigit() else row.tag
            html = change_links(row.cells[locale], _on_one_page(build, len(notes), own, ids))
            names = place_names(document.by_id[row.id], build.label)
            parts.append(Part(row.id, tag, row.page, html, names, row.page != before, row.id in edition.behind[locale]))
        notes += [replace(row, number=len(notes) + number) for number, row in enumerate(found.notes, 1)]
    return parts, notes


def _on_one_page(build: Build, before: int, own: Collection[str], ids: Collection[str]) -> Callable[[HtmlElement], None]:
    """What is changed in a link: a mark of a note counts the `before` notes of the pages before; what is on this page is gone to here."""

    def change(link: HtmlElement) -> None:
        if link.get("class") == "footnote-ref":
            link.text = str(int(link.text or 0) + before)
            link.set("aria-label", build.label("note_reference", link.text))
        path, _, place = link.get("href", "").partition("#")
        if path in own and place in ids:
            link.set("href", f"#{place}")

    return change
