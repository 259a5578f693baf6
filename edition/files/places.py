"""Addresses without a language, "p/transport-4/": each names a heading or passage in every language and leads to it.

No reader is sent on by a guess at the language; search engines are kept to the pages themselves (`noindex`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..addresses import to_root
from ..document import place_names
from .parallel import SidePage

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each page."""
    build = builds[edition.default]
    for name in edition.article_pages:
        for passage in build.passages[name]:
            if passage.page:
                url = build.place_url(passage.id)
                names = {locale: _name(builds[locale], name, passage.id) for locale in edition.locales}
                targets = {locale: f"{to_root(url)}{build.url(name, locale)}#{passage.id}" for locale in edition.locales}
                page = SidePage(url, passage.id, {})
                yield url, build.render("place.html", page, names=names, targets=targets)


def _name(build: Build, name: str, identity: str) -> str:
    """What a heading or passage is called in a locale, as in “1. Transport cooperation; I.1, paragraph 4, p. 87”."""
    document = build.source.documents[build.locale][name]
    block = document.by_id[identity]
    heading = block if block.level else block.section
    return "; ".join([*([heading.text] if heading else []), place_names(block, build.label).full])
