"""The search: for each locale what can be found in it, and the engine that all share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .. import search

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each script."""
    codes = sorted({code.split("-")[0] for code in edition.options.scripts.values()} & search.STEMMERS)
    yield "assets/search/engine.js", search.engine_script(codes, (edition.theme / "js" / "engine.js").read_text(encoding="utf-8"))
    for locale, build in builds.items():
        urls = {name: build.url(name) or "" for name in build.alternates}
        found = {name: (urls[name], build.passages[name]) for name in edition.article_pages}
        listed = search.documents(edition.parts, locale, dict(edition.documents[locale]), found, urls)
        yield f"assets/search/{locale}.js", "".join(search.index_script(locale, listed, build.languages.phrases))
