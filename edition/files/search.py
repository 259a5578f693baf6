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
    yield search.ENGINE, search.engine_script(edition.locales, edition.theme / "js")
    writing = search.writing(edition.reference)
    for locale, build in builds.items():
        found = search.documents(edition.facts, locale, edition.documents[locale])
        yield search.index_url(locale), "".join(search.index_script(locale, found, build.alternates, build.languages.phrases, writing))
