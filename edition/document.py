"""A page of Markdown as it is read: headings, passages, notes, and what stands in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .markdown_lines import Placeholder
from .mistakes import Mistake
from .plain import Plain, naming, plain


@dataclass
class Block:
    """A heading, passage, note, or what else stands between blank lines.

    `page` is the printed page or pages as written ("87", "86-87") or None.
    """

    line: int
    markdown: str  # as written, without its list of attributes
    id: str | None = None
    page: str | None = None
    kind: str = "paragraph"  # or list, quotation, heading, note, table, html, code
    attributes: Sequence[tuple[str, str | None]] = field(default_factory=list)
    level: int = 0  # of a heading, else 0
    section: Block | None = None  # the heading that the block stands under
    number: str = ""  # of a heading: its own ("I", "2")
    place: str = ""  # of a heading and what stands under it: its number in the article ("I.2")
    references: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)  # the page's definitions of links

    @cached_property
    def plain(self) -> Plain:
        """What a reader sees of the block."""
        return Plain(self.markdown) if self.kind == "code" else plain(self.markdown, self.references, heading=self.level > 0)

    @property
    def text(self) -> str:
        """The text that a reader sees: no Markdown, no marks of notes."""
        return self.plain.text

    def links(self) -> Sequence[str]:
        """The targets of the block's links, as written."""
        return self.plain.links

    def entries(self, glossary: str) -> list[str]:
        """The ids of the entries that the block links to on the page `glossary`, each once, in order."""
        targets = (target.partition("#") for target in self.links())
        return list(dict.fromkeys(fragment for page, _, fragment in targets if page == glossary and fragment))

    def marks(self) -> Sequence[str]:
        """The ids of the notes that the block refers to."""
        return self.plain.notes

    def naming(self, target: str) -> str:
        """The text as HTML, links to `target` as `mark` and no others."""
        return naming(self.markdown, self.references, target)

    def line_of(self, written: str) -> int:
        """The line on which the block has `written`; its first where it has not."""
        at = self.markdown.find(written)
        return self.line + self.markdown.count("\n", 0, max(at, 0))


@dataclass(frozen=True)
class PlaceNames:
    """What a heading or passage is called: "I.1, paragraph 3, p. 87", "I.1, p. 87", "p. 87"."""

    full: str
    short: str
    printed: str


def place_names(block: Block, label: Callable[..., str]) -> PlaceNames:
    """The names of a block by the words of a locale. A paragraph has its number within its section, which its id ends with."""
    printed = label("page", str(block.page).replace("-", "–"))
    number = str(block.id).rpartition("-")[2]
    paragraph = label("paragraph", number) if not block.level and number.isdigit() else ""
    full, short = (", ".join(part for part in parts if part) for parts in ((block.place, paragraph, printed), (block.place, printed)))
    return PlaceNames(full, short, printed)


@dataclass
class Document:
    """One Markdown file of one locale. `name` is its path within the locale's folder."""

    locale: str
    name: str
    file: str  # as the author knows it: "docs/en/index.md"
    meta: dict[str, Any] = field(default_factory=dict)
    headings: list[Block] = field(default_factory=list)
    passages: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)  # HTML and code
    placeholders: list[Placeholder] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)  # of reading the file
    read: bool = True  # whether it could be read at all

    def blocks(self) -> list[Block]:
        """All that the page shows, in the order of the file."""
        return sorted([*self.headings, *self.passages, *self.notes, *self.others], key=lambda block: block.line)

    @cached_property
    def by_id(self) -> dict[str, Block]:
        """The headings and passages that have an id."""
        return {block.id: block for block in [*self.headings, *self.passages] if block.id}

    def ids(self) -> set[str]:
        """Every id that a link may point at."""
        return set(self.by_id)

    def printed_pages(self) -> list[str]:
        """The printed pages that headings and passages bear, as written, each once: "86", "86-87"."""
        return list(dict.fromkeys(block.page for block in [*self.headings, *self.passages] if block.page))
