"""What is written beside the pages that MkDocs knows: a module a kind of file, each giving addresses and contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig

from ..downloads import Download, size_mark, size_of
from . import (
    aligned,
    article,
    cards,
    compress,
    epub,
    figures,
    glossary,
    jats,
    offline,
    parallel,
    pdf,
    places,
    preview,
    records,
    search,
    text,
)

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

# in the order in which they are written
KINDS = (records, aligned, figures, parallel, article, places, cards, search, text, glossary)
# those that take time, which are left out while the site is only served
SLOW = (preview,)
# those that hold the whole text once more
OTHER_FORMATS = (pdf, epub, jats)


def offered(edition: Edition) -> Sequence[Download]:
    """What is offered to take away, in the order of its page."""
    kinds = [*([pdf, epub, jats, offline] if edition.other_formats else ()), text, aligned, glossary]
    return [one for kind in kinds for one in kind.downloads(edition)]


def write(edition: Edition, builds: Mapping[str, Build], missing: Mapping[str, str], config: MkDocsConfig) -> None:
    """Write every file, and each locale's page for what is not there; at the end, unless the site is only served, their compressed copies.

    `missing` is that page's HTML by locale; `config` is that of the build, which says where to write. The pages of downloads
    are written anew, for they say how large the files are.
    """
    site = Path(config.site_dir)
    for locale, html in missing.items():
        _write(site / builds[locale].homes[locale].removesuffix("index.html") / "404.html", html)
    sizes: dict[str, int] = {}
    for kind in [*KINDS, *(SLOW if edition.takeaway else ()), *(OTHER_FORMATS if edition.other_formats else ())]:
        for address, content in kind.files(edition, builds):
            path = site / address
            sizes[address] = _write(path / "index.html" if address.endswith("/") else path, content)
    for address, archive in offline.files(edition, config) if edition.other_formats else ():
        sizes[address] = _write(site / address, archive)
    for build in builds.values():
        if build.download:
            _write(site / build.download / "index.html" if edition.directory_urls else site / build.download, _with_sizes(build, sizes))
    if edition.takeaway:
        compress.compress(site)


def _with_sizes(build: Build, sizes: Mapping[str, int]) -> str:
    """A locale's page of downloads with the size of each file in bytes, `sizes`, by address."""
    html = build.download_page
    words = (build.label("size_kb"), build.label("size_mb"), build.label("decimal_sign"))
    for one in offered(build.source):
        html = html.replace(size_mark(one.address), size_of(sizes[one.address], *words))
    return html


def _write(path: Path, content: bytes | str) -> int:
    """Write a file; how many bytes it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.write_bytes(content if isinstance(content, bytes) else content.encode())
