"""The edition as EPUB 3.3, a file a locale, with the pages of the printed journal (https://www.w3.org/TR/epub-33/)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..archive import packed
from ..content import Block, Figure, Run
from ..downloads import Download, per_locale

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


def downloads(edition: Edition) -> list[Download]:
    """The files that the page of downloads offers."""
    return per_locale(edition, "read", "epub", "epub", "application/epub+zip")


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, bytes]]:
    """Address and content of each file."""
    for one in downloads(edition):
        yield one.address, epub(builds[one.locale])


def epub(build: Build) -> bytes:
    """The book of a locale, the same bytes for the same text."""
    theme = Environment(
        loader=FileSystemLoader(build.source.theme / "epub"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    book = _Book(build)
    kept = {
        "build": build,
        "imprint": build.imprint,
        "content": build.content,
        "book": book,
        "label": build.label,
        "spoken": build.languages.mark_html,
    }
    chapters = {
        f"{name.removesuffix('.md')}.xhtml": theme.get_template("chapter.xhtml.j2").render(
            kept, name=name, blocks=blocks, notes=book.notes(name)
        )
        for name, blocks in build.content.chapters().items()
    }
    pages = {
        "title.xhtml": theme.get_template("title.xhtml.j2").render(kept),
        **chapters,
        "glossary.xhtml": theme.get_template("glossary.xhtml.j2").render(kept),
    }
    navigation = {"nav.xhtml": theme.get_template("nav.xhtml.j2").render(kept, pages=list(pages))}
    package = theme.get_template("package.opf.j2").render(kept, pages=list(pages))
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": theme.get_template("container.xml").render(),
            "EPUB/package.opf": package,
            "EPUB/book.css": (build.source.theme / "epub" / "book.css").read_text(encoding="utf-8"),
            **{f"EPUB/{name}": text for name, text in {**navigation, **pages, **book.drawings()}.items()},
        }
    )


class _Book:
    """What the templates of a book ask of the text."""

    def __init__(self, build: Build) -> None:
        self.build, self.content = build, build.content
        self.chapter = {block.id: _file(block.chapter) for block in self.content.blocks}
        self.referred: set[str] = set()

    @property
    def identifier(self) -> str:
        """A name for the book that stays: made from the address of its edition."""
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, self.build.imprint.home + '#epub')}"

    @property
    def modified(self) -> str:
        return f"{self.build.imprint.date}T00:00:00Z"

    def notes(self, name: str) -> list[tuple[int, Block]]:
        """The notes of a chapter with their numbers."""
        return [(self.content.numbers[key], note) for key, note in self.content.notes.items() if note.chapter == name]

    def drawings(self) -> dict[str, str]:
        """The files of the figures that are drawn."""
        return {f"figure-{at}.svg": one.svg for at, one in enumerate(self.content.figures, 1) if one.svg}

    def figures(self, identity: str) -> list[tuple[str, Figure]]:
        """The figures after a block, each with the name of its file."""
        return [(f"figure-{at}.svg", one) for at, one in enumerate(self.content.figures, 1) if one.after == identity]

    def headings(self) -> list[tuple[Block, str, list[tuple[Block, str]]]]:
        """The headings as navigation nests them: each of the first rank with its own."""
        found: list[tuple[Block, str, list[tuple[Block, str]]]] = []
        for block in self.content.blocks:
            if block.level == 1 or (block.level and not found):
                found.append((block, self.chapter[block.id], []))
            elif block.level:
                found[-1][2].append((block, self.chapter[block.id]))
        return found

    def pages(self) -> list[tuple[str, str]]:
        """The printed pages and where they begin: [("87", "current-situation.xhtml#page.87")]."""
        return [(page, f"{self.chapter[key]}#page.{page}") for page, key in self.content.pages().items()]

    def occurrences(self, entry: str) -> list[tuple[Block, str]]:
        """Where the article names an entry of the glossary."""
        return [(block, self.chapter[block.id]) for block in self.content.blocks if any(run.link == f"#{entry}" for run in block.runs)]

    def html(self, block: Block) -> str:
        """The inside of a block."""
        if block.tag in ("ul", "ol"):
            return "".join(f"<li>{self._runs(item)}</li>" for item in block.items)
        if block.tag in ("note", "blockquote"):
            return "".join(f"<p>{self._runs(item)}</p>" for item in block.items)
        return self._runs(block.runs)

    def _runs(self, runs: tuple[Run, ...]) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        if run.note:
            number = self.content.numbers[run.note]
            own = "" if run.note in self.referred else f' id="ref.{number}"'
            self.referred.add(run.note)
            label = escape(self.build.label("note_reference", number))
            return f'<a epub:type="noteref" role="doc-noteref"{own} class="noteref" href="#note.{number}" aria-label="{label}">{number}</a>'
        text = escape(run.text, quote=False)
        if run.emphasis:
            text = f"<em>{text}</em>"
        if run.strong:
            text = f"<strong>{text}</strong>"
        if run.language:
            text = f'<span lang="{run.language}" xml:lang="{run.language}">{text}</span>'
        if run.link:
            text = f'<a href="{escape("glossary.xhtml" + run.link if run.link.startswith("#") else run.link)}">{text}</a>'
        return text


def _file(name: str) -> str:
    return f"{name.removesuffix('.md')}.xhtml"
