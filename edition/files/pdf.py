"""The edition as PDF/UA-1, a file a locale and one in parallel columns, by Typst and the template theme/pdf.typ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typst

from ..content import Block, Content, Figure, Run
from ..downloads import Download, named, per_locale
from ..mistakes import Mistake, Mistakes
from ..typesetting import typeset

# what Typst says of a text that it has no letters for
LACKING = re.compile(r'the text `"(.*?)"` could not be displayed')

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


def downloads(edition: Edition) -> list[Download]:
    """The files that the page of downloads offers."""
    return [
        *per_locale(edition, "read", "pdf", "pdf", "application/pdf"),
        named(edition, "read", "parallel", "parallel.pdf", "application/pdf"),
    ]


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, bytes]]:
    """Address and content of each file. Raises Mistakes where Typst cannot make one, as for a letter that no font has."""
    for one in downloads(edition):
        chosen = [builds[one.locale]] if one.locale else list(builds.values())
        try:
            inputs = {"given": json.dumps(given(edition, chosen), ensure_ascii=False)}
            made = typeset(edition.theme / "pdf.typ", edition.theme, inputs, own_letters=True, format="pdf", pdf_standards="ua-1")
        except typst.TypstError as error:
            raise Mistakes([Mistake(one.address, 0, "file-unmade", f"cannot be made: {_reason(error)}")]) from None
        yield one.address, made


def _reason(error: typst.TypstError) -> str:
    """Why Typst has failed, in a line."""
    if lacking := LACKING.search(str(error.message)):
        return f"no font of theme/fonts has all letters of {lacking[1]}; write it otherwise, or bring in a Chinese one by `make fonts`"
    return " ".join(str(error.message).split())


def given(edition: Edition, builds: Sequence[Build]) -> dict[str, Any]:
    """What the template is given: a column for each of `builds`."""
    first, imprints, contents = builds[0], [build.imprint for build in builds], [build.content for build in builds]
    own = imprints[0]
    cells = [{block.id: block for block in [*content.blocks, *content.notes.values()]} for content in contents]
    writers = [_Runs(build, contents[0].numbers, set()) for build in builds]
    day = edition.release.date
    return {
        "identity": own.identity,
        "columns": [_language(build, build.locale) for build in builds],
        "title": own.title,
        "authors": list(own.authors),
        "restates": own.restates,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "titles": [imprint.title for imprint in imprints],
        "by": [", ".join(imprint.authors) for imprint in imprints],
        "journals": [imprint.journal for imprint in imprints],
        "printed": None
        if own.title_printed in [imprint.title for imprint in imprints]
        else {"language": _language(first, own.title_language), "text": own.title_printed},
        "covers": [build.label("cover_restates") if len(builds) == 1 else build.label("cover_parallel") for build in builds],
        "imprints": [[_Runs(build, {}, set()).spoken(line) for line in build.imprint.lines()] for build in builds],
        "running": ", ".join(own.authors) + ". " + own.journal,
        "foot": f"{first.short_name}. {own.version}, {own.day}",
        "contents": first.label("contents"),
        "blocks": [
            _block(first, block, [writer.items(found[block.id]) for writer, found in zip(writers, cells, strict=True)])
            for block in contents[0].blocks
        ],
        "notes": {
            str(number): [writer.items(found[key]) for writer, found in zip(writers, cells, strict=True)]
            for key, number in contents[0].numbers.items()
        },
        "figures": [_figure(first, one, contents, at) for at, one in enumerate(contents[0].figures)],
    }


def _block(build: Build, block: Block, cells: list[list[list[dict[str, Any]]]]) -> dict[str, Any]:
    return {
        "id": block.id,
        "level": block.level,
        "tag": block.tag,
        "turn": build.label("page", block.printed) if block.turns else None,
        "cells": cells,
    }


def _figure(build: Build, figure: Figure, contents: Sequence[Content], at: int) -> dict[str, Any]:
    """A figure in the words of the first column; its caption in those of each."""
    writer = _Runs(build, {}, set())
    return {
        "after": figure.after,
        "alt": figure.alt,
        "svg": figure.svg,
        "captions": [f"{content.figures[at].name}. {content.figures[at].caption}" for content in contents],
        "rows": [[writer.spoken(cell) for cell in row] for row in figure.rows],
    }


def _language(build: Build, language: str) -> dict[str, str | None]:
    """A language as Typst wants it: ISO 639 code, script, region; `language` may be "zh-Hans"."""
    code, _, script = language.partition("-")
    return {"lang": code, "region": build.region(language) or None, "script": script.lower() or None}


class _Runs:
    """Writes the runs of one locale for the template; a note is set where it is first referred to."""

    def __init__(self, build: Build, numbers: Mapping[str, int], seen: set[str]) -> None:
        self.build, self.numbers, self.seen = build, numbers, seen

    def items(self, block: Block) -> list[list[dict[str, Any]]]:
        return [[self._run(run) for run in item] for item in block.items]

    def spoken(self, text: str) -> list[dict[str, Any]]:
        return [self._run(Run(part, language)) for part, language in self.build.languages.runs(text)]

    def _run(self, run: Run) -> dict[str, Any]:
        if run.note:
            first = run.note not in self.seen
            self.seen.add(run.note)
            return {"note": self.numbers[run.note], "first": first}
        found: dict[str, Any] = {"text": run.text}
        if run.language:
            found["language"] = _language(self.build, run.language)
        if run.link:
            found["link"] = self.build.absolute(run.link)
        return found | {name: True for name in ("emphasis", "strong") if getattr(run, name)}
