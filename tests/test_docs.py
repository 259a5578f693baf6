"""README and CONTRIBUTING tell the truth, and nothing of this article or its languages stands in the machinery or the look."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import EDITIONS, ROOT, languages, settings

GUIDES = ["README.md", "CONTRIBUTING.md"]
PACKAGE = ROOT / "edition"
MADE = {name.strip("/") for name in (ROOT / ".gitignore").read_text(encoding="utf-8").split()}


def guide(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# --- What the guides name


def project_files() -> list[Path]:
    """Every file of the project, relative to its root; what is made anew left out."""

    def below(folder: Path) -> Iterator[Path]:
        for path in folder.iterdir():
            if path.name in MADE or path.name == ".git" or any(path.match(pattern) for pattern in MADE):
                continue
            yield from below(path) if path.is_dir() else [path.relative_to(ROOT)]

    return list(below(ROOT))


def named_paths(text: str) -> set[str]:
    """What a guide names as a file or folder of the project: in code, or as where a link leads."""
    code = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))
    links = re.findall(r"\]\(([^)#\s]+)", text)
    paths = {one for one in [*code, *links] if re.fullmatch(r"[\w.-]*(/[\w.-]+)*/?", one)}
    suffixes = {path.suffix for path in project_files()} - {""}
    return {one for one in paths if "/" in one or Path(one).suffix in suffixes}


@pytest.mark.parametrize("name", GUIDES)
def test_every_file_and_folder_that_a_guide_names_is_there(name: str) -> None:
    files = project_files()
    found = named_paths(guide(name))
    assert len(found) > 10
    missing = [
        one for one in found if one.strip("/") not in MADE and not (ROOT / one).exists() and one not in {file.name for file in files}
    ]
    assert not missing, f"{name} names what is not there: {missing}"


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_that_a_guide_names_is_there(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    asked = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", guide(name), re.M))
    assert asked and not {one or other for one, other in asked} - targets
    modules = re.findall(r"-m ((?:tests|edition|bench)[\w.]*)", guide(name))
    for module in modules:
        path = ROOT / Path(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module


# --- The drawing of how data flows


def drawing() -> dict[str, int]:
    """The stage, counted from above, of each module that the drawing in CONTRIBUTING names; a folder ends with a slash."""
    text = re.search(r"^## How a site is made$.*?^```text$(.*?)^```$", guide("CONTRIBUTING.md"), re.S | re.M)
    assert text, "CONTRIBUTING has no drawing"
    stages: dict[str, int] = {}
    stage = 0
    for line in text[1].splitlines():
        if row := re.match(r"(?P<stage>\w+)? {2,}(?P<modules>\w[\w/ ]*?)(?: {2,}.*)?$", line):
            stage += bool(row["stage"])
            for module in row["modules"].split():
                assert module not in stages, f"{module} stands twice in the drawing"
                stages[module] = stage
    return stages


def place(module: tuple[str, ...], stages: dict[str, int]) -> str:
    """The name under which a module, as the parts of its path, stands in the drawing."""
    own = "/".join(module)
    return own if own in stages else f"{module[0]}/"


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """What a module of the edition imports of the others when it is run, as the parts of their paths."""
    package = path.relative_to(PACKAGE).parts[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:  # what stands below `if TYPE_CHECKING` is for mypy
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            if node.module:
                yield (*base, *node.module.split("."))
            else:
                yield from ((*base, name.name) for name in node.names)


def test_the_drawing_is_what_the_modules_import() -> None:
    stages = drawing()
    named = set()
    for path in PACKAGE.rglob("*.py"):
        module = path.relative_to(PACKAGE).with_suffix("").parts
        if module == ("__init__",):
            continue
        own = place(module, stages)
        assert own in stages, f"{path.relative_to(ROOT)} is not in the drawing of CONTRIBUTING"
        named.add(own)
        for other in imports(path):
            used = place(other, stages)
            assert stages[used] <= stages[own], f"{own} uses {used}, which stands below it in the drawing"
    assert named == set(stages), "the drawing names what is not there"


# --- Nothing of the article in the machinery


def machinery() -> list[Path]:
    """Python, templates, style sheets and scripts; the words of the interface are a language's own."""
    kept = {".py", ".lua", ".html", ".j2", ".css", ".js", ".typ", ".svg", ".xml", ".yml"}
    files = [path for folder in ("edition", "theme") for path in (ROOT / folder).rglob("*") if path.suffix in kept]
    return [path for path in files if path.parent != ROOT / "theme" / "labels"]


def words_of_the_article() -> set[str]:
    """Names of the authors and of the journal, words of the title in each script, ids of sections with more than one word."""
    record = json.loads((ROOT / "reference" / "article.json").read_text(encoding="utf-8"))[0]
    found: set[str] = set()
    for form in (record, record["custom"]["latin"]):
        found |= {part for author in form["author"] for part in author.values()} | {form["container-title"]}
        found |= {word.strip(string.punctuation) for word in form["title"].split() if len(word) > 7}
    structure = yaml.safe_load((ROOT / "reference" / "structure.yml").read_text(encoding="utf-8"))

    def ids(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (str(node[key]) for key in ("id", "page") if key in node)
        for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
            yield from ids(one)

    # "summary" alone is a word of HTML too
    return found | {one for one in ids(structure) if ("-" in one or one.endswith(".md")) and one != "index.md"}


def test_no_word_of_the_article_stands_in_the_machinery() -> None:
    words = words_of_the_article()
    assert len(words) > 20
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(words)))})(?![\w-])")
    found = [f"{path.relative_to(ROOT)}: {hit[0]}" for path in machinery() for hit in pattern.finditer(path.read_text(encoding="utf-8"))]
    assert not found, found


def test_no_locale_stands_in_the_machinery() -> None:
    config = settings()
    scripts = next(entry["edition"]["scripts"] for entry in config["plugins"] if "edition" in entry)
    locales = {entry["locale"] for entry in languages(config)} | set(scripts.values())
    assert len(locales) > 2
    literal = re.compile(rf"[\"'](?:{'|'.join(map(re.escape, sorted(locales)))})[\"']")
    found = []
    # how a language is set in type is for the style sheet to say
    for path in (one for one in machinery() if one.suffix != ".css"):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
            found += [f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}" for node in nodes if node.value in locales]
        else:
            found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in literal.finditer(text)]
    assert not found, found


# words of English that this article's glossary has for ids, too, or its pages for names
WORDS = {"bridge", "landing", "docking", "measures", "problems", "projects", "summary"}


def names_of_the_article() -> set[str]:
    """Ids of headings, paragraphs and entries, names of notes, of sections and of pages."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    found = {one for one in re.findall(r"\{ #([\w-]+)|\[\^([\w-]+)\]", text) for one in one if "-" in one}
    found |= {entry["id"] for entry in yaml.safe_load((ROOT / "reference" / "glossary.yml").read_text(encoding="utf-8"))}
    structure = (ROOT / "reference" / "structure.yml").read_text(encoding="utf-8")
    return found | {one for one in re.findall(r"[\w-]+\.md", structure) if one != "index.md"}


def test_no_place_of_the_article_stands_in_the_tests_of_the_machinery() -> None:
    """What they try on the real site is named in `tests/article/`."""
    small = "".join(path.read_text(encoding="utf-8") for path in EDITIONS.rglob("*.md"))
    names = {one for one in names_of_the_article() - WORDS if one not in small}
    assert len(names) > 100
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")
    found = []
    for path in (ROOT / "tests").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [f"{path.name}:{node.lineno}: {hit}" for hit in pattern.findall(node.value)]
    assert not found, found
