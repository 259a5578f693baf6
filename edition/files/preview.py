"""The pictures that stand for the site where a link to it is shown: one a locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..typesetting import typeset

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, bytes]]:
    """Address and content of each picture: 1200 × 630 pixels (PNG)."""
    for locale, address in builds[edition.default].previews.items():
        texts = {**edition.facts.preview(locale), "language": edition.locales[locale]}
        yield address, typeset(edition.theme / "preview.typ", edition.theme, texts, format="png", ppi=72)
