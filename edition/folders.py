"""Finds the pages of each locale below the folder of the Markdown, and names other files there that look like pages."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from .mistakes import Mistake
from .untrusted import regular

# what editors and systems leave beside files; hidden files are none of the edition's either
LEFT_OVER = re.compile(r"\.|~\$|.*~\Z|#.*#\Z|.*\.(?:swp|swo|swx|bak|orig|rej|tmp|part|crdownload)\Z|(?:Thumbs\.db|desktop\.ini)\Z", re.I)
# MkDocs takes these for Markdown too, and README.md for index.md
OTHER_ENDINGS = {".markdown", ".mdown", ".mkdn", ".mkd"}
# what systems keep for devices, a blank or full stop at an end, and what means something in an address or a link
NO_NAME = re.compile(r"\A(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)|[\\:*?\"<>|#%\u00a0]|\A\s|[\s.]+(?:\.\w+)?\Z")
# the site's own files, which MkDocs or the edition would write over those of an author, or these over them
OWN = {"article", "p", "parallel", "segments", "index.html", "404.html", "sitemap.xml", "sitemap.xml.gz", "llms.txt"}
LONGEST = 120  # letters of a name; 255 bytes is what most systems take, and a page has files beside it


def left_over(name: str) -> bool:
    """Whether a path, relative to the folder of the Markdown, is hidden or an editor's copy, or lies in such a folder."""
    return any(LEFT_OVER.match(part) for part in Path(name).parts)


def find_pages(root: Path, locales: list[str], taken: set[str]) -> tuple[dict[str, dict[str, Path]], list[Mistake]]:
    """The pages of each locale by name, {locale: {"page.md": path}}, sorted, and what is wrong with the files.

    `root` is the folder of the Markdown; `taken` are names that a page may not have, without ending.
    """
    pages: dict[str, dict[str, Path]] = {locale: {} for locale in locales}
    mistakes: list[Mistake] = []
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        file = f"{root.name}/{name}"
        if left_over(name):
            continue
        if path.is_symlink() and path.is_dir():
            mistakes.append(Mistake(file, 0, "folder-link", "is a link to a folder; put the folder itself there, or remove the link"))
            continue
        mistakes += _name(path, file)
        locale, _, inner = name.partition("/")
        wrong = _page_mistake(path, file, locale, locales, inner, taken)
        if wrong:
            mistakes.append(wrong)
        elif path.suffix == ".md":
            unreadable = list(regular(path, file))
            mistakes += unreadable
            if not unreadable:
                pages[locale][inner] = path
        else:
            mistakes += regular(path, file)
    mistakes += [
        Mistake(f"{root.name}/{one}", 0, "locale-missing", "is missing; write the pages of that language there")
        for one in locales
        if not (root / one).is_dir()
    ]
    mistakes += [
        Mistake(f"{root.name}/{one}/index.md", 0, "first-page-missing", "is missing; write the first page of that language there")
        for one in locales
        if (root / one).is_dir() and not (root / one / "index.md").exists()
    ]
    return {locale: dict(sorted(found.items())) for locale, found in pages.items()}, [*mistakes, *_spellings(root)]


def _files(root: Path) -> Iterator[Path]:
    """All that lies below `root` but ordinary folders, which are walked through; links are not."""
    for folder, folders, names in os.walk(root, onerror=lambda _: None):
        folders.sort()
        for name in list(folders):
            path = Path(folder, name)
            if path.is_symlink() or path.suffix.lower() in {".md", *OTHER_ENDINGS} or not os.access(path, os.R_OK | os.X_OK):
                folders.remove(name)
                yield path
        yield from (Path(folder, name) for name in sorted(names))


def _page_mistake(path: Path, file: str, locale: str, locales: list[str], inner: str, taken: set[str]) -> Mistake | None:
    """What is wrong with where a file stands and how it is called."""
    if path.suffix.lower() not in {".md", *OTHER_ENDINGS}:
        begin = (inner if locale in locales else f"{locale}/{inner}").partition("/")[0]
        if begin in OWN:
            return Mistake(file, 0, "name-taken", f"would stand where the site has its own, {begin}; call it otherwise")
        return None
    if path.suffix != ".md":
        return Mistake(file, 0, "wrong-ending", f"has the ending {path.suffix}; call it {path.stem}.md")
    if not inner:
        return Mistake(
            file, 0, "page-without-locale", f"stands beside the folders of the languages; move it into one of {', '.join(locales)}"
        )
    if locale not in locales:
        return Mistake(
            file,
            0,
            "locale-unknown",
            f"stands in the folder of a language that mkdocs.yml does not list; write {locale} into it, or move the page",
        )
    if "/" in inner:
        beside = f"{file.removesuffix(inner)}{path.name}"
        return Mistake(file, 0, "page-in-folder", f"stands in a folder; move it up, beside the other pages of its language: {beside}")
    if path.stem.lower() == "readme":
        return Mistake(file, 0, "readme", "would take the place of index.md; call it index.md, or otherwise")
    stem = inner.removesuffix(".md")
    if stem.split("/")[0] in {*taken, *locales} or stem == "404":
        return Mistake(file, 0, "name-taken", f"would stand where the site has another page, {stem}; call it otherwise")
    return None


def _name(path: Path, file: str) -> Iterator[Mistake]:
    name = path.name
    if unicodedata.normalize("NFC", name) != name:
        yield Mistake(
            file,
            0,
            "name-decomposed",
            "has letters with marks of their own (NFD) in its name, which other systems spell otherwise; type the name anew",
        )
    if not name.isprintable() or NO_NAME.search(name):
        yield Mistake(
            file, 0, "name-letters", "has in its name what not every system can write; use letters, figures, hyphens and full stops"
        )
    if len(name) > LONGEST:
        yield Mistake(file, 0, "name-too-long", f"has a name of more than {LONGEST} letters; shorten it")


def _spellings(root: Path) -> Iterator[Mistake]:
    """Names that are one to a system that does not tell capitals, or ways to write a letter, apart."""
    seen: dict[str, Path] = {}
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        if left_over(name):
            continue
        other = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), path)
        if other != path:
            yield Mistake(
                f"{root.name}/{name}",
                0,
                "name-twice",
                f"is one name with {other.relative_to(root).as_posix()} on some systems; call one otherwise",
            )
