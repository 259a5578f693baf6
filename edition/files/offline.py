"""The whole site as one archive that opens from a folder by double click: every address names a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..archive import packed
from ..downloads import Download, named, size_mark

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

# an address in an attribute: in HTML, and in HTML that stands in a script
ADDRESS = re.compile(r'(\b(?:href|action)=\\?")([^"\\#?:]*)(?=[#?"\\])')
# the addresses of pages in a script of the search
FOUND = re.compile(r'(?<="urls":)\{(?:"[^"]+":\{[^{}]*\},?)+\}')
# the page for wrong addresses and the site map speak of a host; segments are addresses of their own
ONLINE = ("404.html", "sitemap.xml", "llms.txt", "segments/")


def downloads(edition: Edition) -> list[Download]:
    """The file that the page of downloads offers."""
    return [named(edition, "read", "offline", "zip", "application/zip")]


def files(edition: Edition, builds: Mapping[str, Build], site: Path) -> Iterator[tuple[str, bytes]]:
    """Address and content of the archive of the site as it stands in a folder."""
    own = downloads(edition)[0].address
    folder = PurePosixPath(own).stem
    contents: dict[str, str | bytes] = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file() or name.endswith("404.html") or name.startswith(ONLINE):
            continue
        content = path.read_bytes()
        if path.suffix in (".html", ".js"):
            text = content.decode().replace(size_mark(own), "")
            contents[f"{folder}/{name}"] = _from_file(text, name, own, urljoin(edition.site_url, own), path.suffix == ".js")
        else:
            contents[f"{folder}/{name}"] = content
    yield own, packed(contents)


def _from_file(text: str, name: str, own: str, online: str, is_script: bool) -> str:
    """A page or script whose addresses name files; that of the archive itself, the file on the site."""
    text = ADDRESS.sub(lambda match: match[1] + _named(match[2]), text)
    if is_script:
        return FOUND.sub(lambda match: _pages(match[0]), text)
    base = "../" * name.count("/")
    return text.replace(f'href="{base}{own}"', f'href="{online}"')


def _pages(urls: str) -> str:
    """The addresses of pages by name and locale, in JSON; that of the first page is empty."""
    found = {name: {locale: _named(url) or "index.html" for locale, url in pages.items()} for name, pages in json.loads(urls).items()}
    return json.dumps(found, ensure_ascii=False)


def _named(address: str) -> str:
    """An address that ends at a folder, with the name of its page; one that is empty stays on its page."""
    if address.startswith("/") or not address:
        return address
    if address.rpartition("/")[2] in (".", ".."):
        address += "/"
    return f"{address.removeprefix('./')}index.html" if address.endswith("/") else address
