"""What an author reads after a mistake. The cases stand in `data/mistakes.yml`."""

from __future__ import annotations

import ast
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from edition.__main__ import build_site
from edition.mistakes import Mistakes
from edition.parity import figures

from .conftest import ROOT, data, mkdocs, with_other_formats


def make(folder: Path, case: dict[str, Any]) -> None:
    """Change the small edition in `folder` as a case says; the head of `data/mistakes.yml` tells how."""
    path = folder / case["file"]
    put = case.get("put", "") * case.get("times", 1)
    if "take" in case and case["take"] is None:
        path.unlink() if path.is_file() else shutil.rmtree(path)
    elif "as" in case:
        path.unlink(missing_ok=True)
        {"folder": path.mkdir, "pipe": lambda: os.mkfifo(path), "link": lambda: path.symlink_to(put)}[case["as"]]()
    elif "take" not in case:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(put, encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
        assert text.count(case["take"]) == 1, "the case no longer fits the small edition"
        path.write_text(text.replace(case["take"], put), encoding=case.get("encoding", "utf-8"), errors="replace")
    if "also" in case:
        make(folder, case["also"])


@pytest.mark.parametrize("case", data("mistakes.yml"), ids=lambda case: case["name"].replace(" ", "-"))
def test_a_mistake_gets_one_line_and_nothing_is_written(small: Path, case: dict[str, Any]) -> None:
    with_other_formats(small)
    make(small, case)
    with pytest.raises(Mistakes) as stopped:
        build_site(small)
    assert case["says"] in str(stopped.value).split("\n")
    assert case["code"] in {mistake.code for mistake in stopped.value.mistakes if str(mistake) == case["says"]}
    assert not (small / "site").exists()


def test_all_mistakes_of_a_run_come_together_without_a_traceback(small: Path) -> None:
    cases = [
        case
        for case in data("mistakes.yml")
        if case["name"] in ("figure that the other language lacks", "number of a heading", "page that the navigation lacks")
    ]
    assert len(cases) == 3
    for case in cases:
        make(small, case)
    result = mkdocs(small, "build", "--strict")
    assert result.returncode != 0
    assert "Traceback" not in result.stdout
    assert [case["says"] in result.stdout.split("\n") for case in cases] == [True] * 3
    assert "3 mistakes to correct; nothing was written." in result.stdout
    assert not (small / "site").exists()


def test_the_small_edition_itself_is_right(small: Path) -> None:
    result = mkdocs(small, "build", "--strict")
    assert result.returncode == 0 and "WARNING" not in result.stdout, result.stdout


def test_every_mistake_has_a_case_and_every_case_its_mistake() -> None:
    """The names of mistakes in the code are those in `data/mistakes.yml`."""
    written: set[str] = set()
    for path in (ROOT / "edition").glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Mistake":
                code = node.args[2]
                if isinstance(code, ast.Constant):
                    written.add(str(code.value))
    assert len(written) > 50
    assert written == {case["code"] for case in data("mistakes.yml")}


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("en", "32% of crude and 31% of gas", {"32", "31"}),
        ("ru", "32\u00a0% нефти и 31\u00a0% газа", {"32", "31"}),
        ("en", "73,000 km²", {"73000"}),
        ("ru", "73\u00a0000 км²", {"73000"}),
        ("de", "73.000 km²", {"73000"}),
        ("en", "1,234,567.5", {"1234567.5"}),
        ("ru", "1 234 567,5", {"1234567.5"}),
        ("en", "2.125 million", {"2.125"}),
        ("ru", "2,125 млн", {"2.125"}),
        ("en", "in 2017 28 projects", {"2017", "28"}),
        ("en", "2014–2020", {"2014", "2020"}),
        ("ru", "29.12.2014", {"29.12.2014"}),
        ("ru", "№\u00a05 (14)", {"5", "14"}),
        ("en", "no figure", set()),
    ],
)
def test_figures_read_alike_in_every_language(locale: str, text: str, found: set[str]) -> None:
    assert figures(text, locale) == found
