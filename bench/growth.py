"""What a larger edition costs: `make bench` prints a table for BENCHMARKS.md, and fails past its budget.

Invented editions of 10, 100 and 1,000 pages a language, with marks, notes and links to the glossary, are built by this
project's own configuration, templates and plugin, and the same Markdown by stock Material. The budgets of time are for
short pages; pages as long as the article's are shown beside, with a budget of memory of their own: the text itself stands in it.
Other formats (PDF, EPUB, JATS, the archive) have their own, too.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

import yaml

from edition.compared import fingerprints
from edition.figures import FILES as FIGURES
from edition.source import read_documents
from tests.conftest import ROOT, data, languages, settings

from .search import stock_settings

SIZES = (10, 100, 1000)
# up to so many pages a language, other formats are made, too: a PDF of a thousand is nobody's article
WHOLE = 100
# sections, paragraphs of each, words of each
SHAPES = {"short": (2, 1, 70), "long": (3, 4, 70)}
# letters to invent words from: consonants and vowels, by script
LETTERS = {"Latin": ("bdfgklmnprstvz", "aeiou"), "Cyrillic": ("бвгджзклмнпрст", "аеиоуыя")}


def invent(folder: Path, pages: int, shape: tuple[int, int, int]) -> None:
    """Write an edition of so many pages a language into `folder`, the same every time; it uses this project's look and facts."""
    sections = shape[0]
    for name in ("theme", "reference"):
        shutil.copytree(ROOT / name, folder / name)
    for part in FIGURES.values():  # they speak of this article's paragraphs
        (folder / "reference" / f"{part}.yml").unlink(missing_ok=True)
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = settings()
    own = next(entry["edition"] for entry in config["plugins"] if "edition" in entry)
    locales = {
        entry["locale"]: next((script for script, code in own["scripts"].items() if code == entry["locale"]), "Latin")
        for entry in languages(config)
    }
    names = [f"part-{number}.md" for number in range(1, pages - 2)]
    whole = ["index.md", *names, own.get("glossary", "glossary.md"), own.get("cite", "cite.md")]
    nav = "nav:\n" + "".join(f"  - {name}\n" for name in whole) + "\n"
    text = re.sub(r"^nav:\n(?:  .*\n)+\n", nav, re.sub(r"^watch:.*\n", "", text, flags=re.M), flags=re.M)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    entries = [entry["id"] for entry in yaml.safe_load((ROOT / "reference" / "glossary.yml").read_text(encoding="utf-8"))]
    article = json.loads((ROOT / "reference" / "article.json").read_text(encoding="utf-8"))
    article[0]["page"] = f"1-{len(names)}"
    (folder / "reference" / "article.json").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
    structure = [{"page": name, "sections": [f"{Path(name).stem}-{part}" for part in range(sections)]} for name in names]
    (folder / "reference" / "structure.yml").write_text(yaml.safe_dump(structure), encoding="utf-8")
    for locale, script in locales.items():
        chance = random.Random(locale)
        (folder / "docs" / locale).mkdir(parents=True)
        for number, name in enumerate(names, 1):
            page = _page(Path(name).stem, number, LETTERS[script], entries, shape, chance)
            (folder / "docs" / locale / name).write_text(page, encoding="utf-8")
        for name in whole:
            if name not in names:
                content = (
                    (ROOT / "docs" / locale / name).read_text(encoding="utf-8") if name != "index.md" else _index(LETTERS[script], chance)
                )
                (folder / "docs" / locale / name).write_text(
                    re.sub(r"\]\((?!glossary|cite)[\w-]+\.md[^)]*\)", "](cite.md)", content), encoding="utf-8"
                )
    default, *others = locales
    prints = fingerprints(read_documents(folder / "docs", [default])[default])
    (folder / "reference" / "compared.yml").write_text(yaml.safe_dump(dict.fromkeys(others, prints)), encoding="utf-8")


def _words(letters: tuple[str, str], count: int, chance: random.Random) -> str:
    return " ".join("".join(chance.choice(kind) for _ in range(chance.randint(1, 4)) for kind in letters) for _ in range(count))


def _index(letters: tuple[str, str], chance: random.Random) -> str:
    return f"---\ntitle: {_words(letters, 2, chance)}\ndescription: {_words(letters, 8, chance)}\n---\n\n{{{{ masthead() }}}}\n\n{{{{ contents() }}}}\n"


def _page(stem: str, number: int, letters: tuple[str, str], entries: list[str], shape: tuple[int, int, int], chance: random.Random) -> str:
    sections, paragraphs, words = shape
    lines = [f"---\ntitle: {_words(letters, 3, chance)}\ndescription: {_words(letters, 9, chance)}\n---\n"]
    notes = []
    for part in range(sections):
        place = f"{stem}-{part}"
        rank, label = ("#", number) if not part else ("##", part)
        lines.append(f'{rank} {label}. {_words(letters, 3, chance)} {{ #{place} data-page="{number}" }}\n')
        for paragraph in range(1, paragraphs + 1):
            note = f"{place}-{paragraph}"
            link = f"[{_words(letters, 2, chance)}](glossary.md#{entries[(number + paragraph) % len(entries)]})"
            lines.append(f"{_words(letters, words // 2, chance)} {link} {_words(letters, words // 2, chance)}.[^{note}]")
            lines.append(f'{{ #{note} data-page="{number}" }}\n')
            notes.append(f"[^{note}]: {_words(letters, 20, chance)}.\n")
    return "\n".join([*lines, *notes])


def build(folder: Path, name: str, **environment: str) -> tuple[float, float]:
    """Build the edition in `folder` into its folder `name`: seconds, and the largest memory in MB of the process or one that it started."""
    began = time.perf_counter()
    files = ["--config-file", str(folder / "mkdocs.yml"), "--site-dir", str(folder / name)]
    command = [sys.executable, "-m", "mkdocs", "build", *files]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment}, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the invented edition does not build:\n{(folder / 'said').read_text(encoding='utf-8')[-2000:]}")
    return time.perf_counter() - began, used.ru_maxrss / 1000


@dataclass
class Row:
    """What an edition of so many pages costs: seconds and MB; the same with other formats, and the seconds of stock Material, where asked for."""

    pages: int
    seconds: float
    memory: float
    whole: tuple[float, float] | None = None
    stock: float | None = None


def more(small: float, large: float, of: tuple[Row, Row]) -> float:
    """Milliseconds for one page more, from the seconds of two editions."""
    return 1000 * (large - small) / (of[1].pages - of[0].pages)


def grow(kind: str, within: Path) -> Iterator[Row]:
    """A row for each of the sizes, with pages of one of SHAPES; short pages are built by stock Material, too, and in other formats where they are not too many.

    What is built is left `within`: some file systems are slow to make files for minutes after others were deleted.
    """
    for size in SIZES:
        folder = within / f"{kind}-{size}"
        folder.mkdir()
        invent(folder, size, SHAPES[kind])
        pages = len(list(folder.glob("docs/*/*.md")))
        row = Row(pages, *build(folder, "site", OTHER_FORMATS="false"))
        if kind == "short":
            row.whole = build(folder, "whole") if size <= WHOLE else None
            for path in folder.glob("docs/*/*.md"):
                path.write_text(re.sub(r"^\{\{.*\}\}$", "", path.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8")
            (folder / "mkdocs.yml").write_text(stock_settings(), encoding="utf-8")
            row.stock, _ = build(folder, "stock")
        yield row


def passed(kind: str, rows: list[Row], budget: Mapping[str, Any]) -> Iterator[str]:
    """The budgets that editions of one kind of page pass, one line each; the time of a page is limited for short ones alone."""
    name = f"{kind} pages"
    for row in rows:
        if row.memory > budget["memory"][kind]:
            yield f"{row.pages} {name}: {row.memory:.0f} MB of {budget['memory'][kind]}"
    for small, large in pairwise(rows):
        each = [1000 * row.seconds / row.pages for row in (small, large)]
        if each[1] > each[0] * (1 + budget["from_linear"]):
            yield f"{name}: {each[0]:.0f} ms a page, then {each[1]:.0f} in an edition ten times larger"
    if kind == "short" and (rate := more(rows[-2].seconds, rows[-1].seconds, (rows[-2], rows[-1]))) > budget["page"]:
        yield f"{name}: {rate:.0f} ms a page more of {budget['page']}"
    for small, large in pairwise(rows):
        if small.whole and large.whole:
            rate = more(small.whole[0] - small.seconds, large.whole[0] - large.seconds, (small, large))
            if rate > budget["other_formats"]["page"]:
                yield f"{name}: other formats take {rate:.0f} ms a page more of {budget['other_formats']['page']}"
            if large.whole[1] > budget["other_formats"]["memory"]:
                yield f"{large.pages} {name}: other formats take {large.whole[1]:.0f} MB of {budget['other_formats']['memory']}"


def main() -> int:
    """1 where a budget is passed."""
    budget = data("budgets.yml")["growth"]
    failures: list[str] = []
    heads = ["words a page", "pages", "s", "ms a page", "ms for one page more", "MB", "with other formats, s", "MB", "stock Material, s"]
    print(f"| {' | '.join(heads)} |\n{'|--:' * len(heads)}|")
    with tempfile.TemporaryDirectory() as temporary:
        for kind, shape in SHAPES.items():
            rows: list[Row] = []
            for row in grow(kind, Path(temporary)):
                rate = f"{more(rows[-1].seconds, row.seconds, (rows[-1], row)):.0f}" if rows else ""
                rows.append(row)
                cells = [f"{row.seconds:.1f}", f"{1000 * row.seconds / row.pages:.0f}", rate, f"{row.memory:.0f}"]
                cells += [f"{row.whole[0]:.1f}", f"{row.whole[1]:.0f}"] if row.whole else ["", ""]
                print(f"| {prod(shape)} | {row.pages} | {' | '.join(cells)} | {f'{row.stock:.1f}' if row.stock else ''} |", flush=True)
            failures += passed(kind, rows, budget)
    print(*(f"Budget passed: {one}" for one in failures), sep="\n", file=sys.stderr)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
