"""What is offered to take away: one list, which the page of downloads, the site and the tests read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .edition import Edition

# where the files stand, relative to the root of the site
FOLDER = "download"
Group = Literal["read", "translate", "data"]


@dataclass(frozen=True)
class Download:
    """A file: its address relative to the root of the site, its media type, and the locale whose text it holds, if one.

    The words `download_{kind}` name it, `download_{kind}_for` say what it is for, `downloads_{group}` are the title of its like.
    """

    group: Group
    kind: str
    address: str
    media: str
    locale: str = ""


def named(edition: Edition, group: Group, kind: str, ending: str, media: str, locale: str = "") -> Download:
    """A file named by the record, its locale and its ending: "download/wang-2001-soil.ru.pdf"."""
    name = ".".join(part for part in (edition.reference.article.file_name, locale, ending) if part)
    return Download(group, kind, f"{FOLDER}/{name}", media, locale)


def per_locale(edition: Edition, group: Group, kind: str, ending: str, media: str) -> list[Download]:
    """Such a file for each locale."""
    return [named(edition, group, kind, ending, media, locale) for locale in edition.locales]


def size_mark(address: str) -> str:
    """What stands in a page for the size of a file that is not made yet."""
    return f"[size of {address}]"


def size_of(size: int, kilobytes: str, megabytes: str, point: str) -> str:
    """A size as readers write it: "85 kB", "1.2 MB"; `kilobytes` and `megabytes` are the words, `point` the decimal sign."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0{kilobytes}"
    return f"{size / 1_000_000:.1f}\u00a0{megabytes}".replace(".", point)
