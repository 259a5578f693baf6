"""The pictures that stand for the site where a link to it is shown: one a locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, bytes]]:
    """Address and content of each picture."""
    for locale, address in builds[edition.default].previews.items():
        yield address, picture(edition.theme / "preview.typ", {**edition.facts.preview(locale), "language": edition.locales[locale]})


def picture(template: Path, texts: Mapping[str, str]) -> bytes:
    """A picture of 1200 × 630 pixels (PNG); `texts` are title, authors, journal and language."""
    # no font of the machine's, for the same bytes everywhere
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(template.parent / "fonts")])
    drawn = typst.compile(str(template), format="png", ppi=72, sys_inputs=dict(texts), font_paths=fonts)
    assert isinstance(drawn, bytes)
    return drawn
