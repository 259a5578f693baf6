"""What an author reads after a mistake. The cases stand in `data/mistakes.yml`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from edition.checks import figures
from edition.mistakes import Mistakes

from .conftest import ROOT, data, mkdocs


def make(folder: Path, case: dict) -> None:
    path = folder / case["file"]
    if case["take"] is None:
        path.unlink()
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(case["take"]) == 1, "the case no longer fits the small edition"
    path.write_text(text.replace(case["take"], case["put"]), encoding="utf-8")


@pytest.mark.parametrize("case", data("mistakes.yml"), ids=lambda case: case["name"].replace(" ", "-"))
def test_a_mistake_gets_one_line_and_nothing_is_written(small: Path, case: dict):
    make(small, case)
    config = load_config(str(small / "mkdocs.yml"), site_dir=str(small / "site"))
    with pytest.raises(Mistakes) as stopped:
        build(config)
    assert case["says"] in str(stopped.value).split("\n")
    assert not (small / "site").exists()


def test_all_mistakes_of_a_run_come_together_without_a_traceback(small: Path):
    cases = [
        case
        for case in data("mistakes.yml")
        if case["name"] in ("figure that the other language lacks", "number of a heading", "page that the navigation lacks")
    ]
    assert len(cases) == 3
    for case in cases:
        make(small, case)
    result = mkdocs(small, "build", "--quiet")
    assert result.returncode != 0
    assert "Traceback" not in result.stdout
    assert [case["says"] in result.stdout.split("\n") for case in cases] == [True] * 3
    assert "3 mistakes to mend; nothing was written." in result.stdout
    assert not (small / "site").exists()


def test_the_small_edition_itself_is_right(small: Path):
    result = mkdocs(small, "build", "--strict")
    assert result.returncode == 0 and "WARNING" not in result.stdout, result.stdout


def test_words_of_the_interface_are_those_that_templates_ask_for():
    required = set(yaml.safe_load((ROOT / "edition" / "schemas.yml").read_text(encoding="utf-8"))["labels"]["required"])
    for path in (ROOT / "theme" / "labels").glob("*.yml"):
        assert required == yaml.safe_load(path.read_text(encoding="utf-8")).keys()
    sources = [path for part in ("edition", "theme") for path in (ROOT / part).rglob("*") if path.suffix in (".py", ".j2", ".html")]
    asked = {key for path in sources for key in re.findall(r"""label\(["'](\w+)["'][,)]""", path.read_text(encoding="utf-8"))}
    assert len(asked) > 50 and asked <= required, asked - required


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("32% of crude and 31% of gas", {"32", "31"}),
        ("32\u00a0% нефти и 31\u00a0% газа", {"32", "31"}),
        ("73,000 km²", {"73000"}),
        ("73\u00a0000 км²", {"73000"}),
        ("1,234,567", {"1234567"}),
        ("2.5 million", {"2.5"}),
        ("2,5 млн", {"2.5"}),
        ("in 2017 28 projects", {"2017", "28"}),
        ("2014–2020", {"2014", "2020"}),
        ("№\u00a05 (14)", {"5", "14"}),
        ("no figure", set()),
    ],
)
def test_figures_read_alike_in_both_languages(text: str, found: set[str]):
    assert figures(text) == found
