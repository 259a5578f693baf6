"""What is written beside the pages that MkDocs knows: a module a kind of file, each giving addresses and contents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from . import aligned, article, cards, compress, parallel, places, preview, records, search

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

# in the order in which they are written
KINDS = (records, aligned, parallel, article, places, cards, search, preview)


def write(edition: Edition, builds: Mapping[str, Build], missing: Mapping[str, str], site: Path, compressed: bool) -> None:
    """Write every file, and each locale's page for what is not there; at the end, with `compressed`, their compressed copies.

    `missing` is that page's HTML by locale.
    """
    for locale, html in missing.items():
        _write(site / builds[locale].homes[locale].removesuffix("index.html") / "404.html", html)
    for kind in KINDS:
        for address, content in kind.files(edition, builds):
            path = site / address
            _write(path / "index.html" if address.endswith("/") else path, content)
    if compressed:
        compress.compress(site)


def _write(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
