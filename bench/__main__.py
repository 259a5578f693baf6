"""Measures everything and writes BENCHMARKS.md: `make bench`. Fails where a budget of `tests/data/budgets.yml` is passed.

With the name of a part, `python -m bench growth`, it prints that part and writes nothing. Figures are of the machine and the hour: let nothing else run beside.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from tests.conftest import ROOT, mkdocs
from tests.tools import load

from . import growth, search, speed

INTRODUCTION = """# Benchmarks

Written by `make bench`, never by hand, in one run on one machine with nothing else at work. The budgets stand in
`tests/data/budgets.yml`; a run that passes one fails.
"""


def readers() -> int:
    """Many readers of the built site at once."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "site"
        result = mkdocs(ROOT, "build", "--site-dir", str(folder))
        assert result.returncode == 0, result.stdout
        return load.main([str(folder)])


# heading, what is said before the tables, what measures
PARTS: dict[str, tuple[str, str, Callable[[], int]]] = {
    "speed": (
        "First load and paints",
        "Lighthouse's simulated phone (slow 4G, a processor slowed four times) on the article's longest page, median of five, "
        "in turns; below, every page of this edition once. All sites hold the same text and are served gzipped by the same server. "
        "The floor is a bare page with ten lines of CSS. The web fonts of stock Material come from the site itself, as files of the "
        "same faces, since their host is not reached by everybody. Pages that search engines are asked to leave out have no full "
        "score for SEO, on purpose.",
        speed.main,
    ),
    "search": (
        "Search",
        "Right answers to the table of `tests/article/data/queries.yml`. A query of the theme counts as right when the section is found, "
        "of Pagefind when the page is. CONTRIBUTING.md tells what was chosen for what reason.",
        search.main,
    ),
    "growth": (
        "Growth",
        "Invented editions of 10, 100 and 1,000 pages a language, in two languages, built on disk, compressed copies and pages side "
        "by side included; then with PDF, EPUB, JATS and the archive, which hold the whole text once more; beside them stock Material, "
        "which makes none of that, with the same Markdown. The budget of time is for short pages; long ones have one of memory of their own. "
        "Sites below 8 MB are compressed as hard as can be, larger ones quickly.",
        growth.main,
    ),
    "readers": ("Many readers at once", "nginx by the rules of `deploy/`, clients and server on the same machine.", readers),
}


def main(arguments: list[str]) -> int:
    """1 where any part failed, 2 where there is no such part; BENCHMARKS.md is written only when all have run."""
    if arguments:
        if arguments[0] not in PARTS:
            print(f"There is no part {arguments[0]}; write one of {', '.join(PARTS)}.", file=sys.stderr)
            return 2
        return PARTS[arguments[0]][2]()
    text, failed = INTRODUCTION, 0
    for heading, words, measure in PARTS.values():
        print(f"{heading} …", file=sys.stderr)
        with redirect_stdout(io.StringIO()) as printed:
            failed |= measure()
        text += f"\n## {heading}\n\n{words}\n\n{printed.getvalue().strip()}\n"
    (ROOT / "BENCHMARKS.md").write_text(text, encoding="utf-8", newline="\n")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
