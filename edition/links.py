"""Finds links of the Markdown that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from .document import Document
from .mistakes import Mistake


def check_links(pages: dict[str, Document], generated: dict[str, set[str]], folder: Path) -> Iterator[Mistake]:
    """Links and pictures that lead nowhere. `generated` has the ids that pages have besides those in their Markdown; `folder` is the locale's."""
    for document in pages.values():
        for block in document.blocks():
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
    if url.scheme in ("http", "https", "mailto") and (url.netloc or url.scheme == "mailto"):
        return "" if url.hostname or url.scheme == "mailto" else "it names no host"
    if url.scheme or url.netloc:
        return "it leads out of the site and does not begin with https://"
    if not target:
        return "it is empty"
    if url.path.startswith("/"):
        return "it begins with /, and the site may stand below a path"
    name = document.name
    if url.path:
        path = unquote(url.path)
        name = _resolve(PurePosixPath(document.name).parent, path)
        if name not in pages and not (folder / path).is_file() and not (folder.parent / name).is_file():
            return f"there is no {'page' if name.endswith('.md') else 'file'} {url.path}"
    anchor = unquote(url.fragment)
    # ids of generated parts are for MkDocs to check, on the built page
    is_generated = name in pages and pages[name].placeholders and name not in generated
    if anchor and name in pages and not is_generated and anchor not in pages[name].ids() | generated.get(name, set()):
        return f"{name} has no #{anchor}"
    return ""


def _resolve(parent: PurePosixPath, path: str) -> str:
    parts: list[str] = []
    for part in (parent / path).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
