"""Finds links of the Markdown that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath
from urllib.parse import SplitResult, unquote, urlsplit

from .document import Document
from .mistakes import Mistake

# a name under a domain; not that of a machine alone, nor a number
HOST = re.compile(r"[^.]\.[^\W\d_][\w-]*\.?\Z")


def check_links(pages: dict[str, Document], generated: dict[str, set[str]], folder: Path) -> Iterator[Mistake]:
    """Links and pictures that lead nowhere. `generated` has the ids that pages have besides those in their Markdown; `folder` is the locale's."""
    for document in pages.values():
        for block in document.blocks():
            for target in block.plain.pictures:
                if urlsplit(target).netloc:
                    message = f"shows {target} of another site, which the policy of this one does not load; put the file into docs/assets"
                    yield Mistake(document.file, block.line_of(target), "picture-of-others", message)
            for target in [*block.links(), *block.plain.pictures]:
                if missing := _missing(target, document, pages, generated, folder):
                    line = block.line_of(target)
                    message = f"link to {target}: {missing}; correct the address, or write what it leads to"
                    yield Mistake(document.file, line, "link-to-nothing", message)


def _missing(target: str, document: Document, pages: dict[str, Document], generated: dict[str, set[str]], folder: Path) -> str:
    """What keeps a link from leading anywhere, in words; empty where it leads somewhere, or out of the site."""
    try:
        url = urlsplit(target)
        _ = url.port
    except ValueError as error:
        return f"it is no address ({error})"
    if " " in target:
        return "it has a blank, which is written %20"
    if url.scheme or url.netloc:
        return _missing_outside(url)
    if not url.path and not url.fragment:
        return "it is empty"
    if url.path.startswith("/"):
        return "it begins with /, and the site may stand below a path"
    name = document.name
    if url.path:
        place = normpath(f"{folder.name}/{unquote(url.path)}")  # within the folder of all locales
        name = place.removeprefix(f"{folder.name}/")
        is_page, is_there = name.endswith(".md"), (folder.parent / place).is_file()
        if place.startswith("../"):
            return "it leads out of the folder of the pages"
        if is_page and is_there and name == place:
            return "the page is in another language, and readers have a switch for it"
        if name not in pages and (is_page or not is_there):
            return f"there is no {'page' if is_page else 'file'} {url.path}"
    anchor = unquote(url.fragment)
    # ids of generated parts are for MkDocs to check, on the built page
    is_generated = name in pages and pages[name].placeholders and name not in generated
    if anchor and name in pages and not is_generated and anchor not in pages[name].ids() | generated.get(name, set()):
        return f"{name} has no #{anchor}"
    return ""


def _missing_outside(url: SplitResult) -> str:
    if url.scheme == "mailto":
        return "" if "@" in url.path else "it names no address"
    if url.scheme not in ("http", "https") or not url.netloc:
        return "it leads out of the site and does not begin with https://"
    return "" if HOST.search(url.hostname or "") else "it names no host that others can reach"
