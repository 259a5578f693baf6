"""Changed editions without end: each is built as its source says, or its mistakes are named; nothing else is touched.

`MUTATIONS` says how many; Hypothesis makes the same ones every time.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mkdocs.exceptions import Abort

from edition.__main__ import build_site
from edition.mistakes import Mistakes
from edition.plugin import EditionPlugin

from .conftest import EDITIONS, ROOT

PAGES = ["index.md", "ground.md", "glossary.md"]
FACTS = ["article.json", "structure.yml", "glossary.yml", "styles.yml", "terms.yml", "compared.yml"]
# what authors write, rightly or not, one of each kind
MARKDOWN = [
    *(
        "*emphasis*",
        "**strong**",
        "`code`",
        "`{{ x }}`",
        "[^soil]",
        "[^a b]",
        "^[inline]",
        "[^]",
        "[x](y(z))",
        "[Amur](https://example.org/a_(b))",
    ),
    *("<https://example.org/>", "<cite>Text</cite>", "<span lang='de'>Text</span>", "<a href='nowhere'>a</a>", "<img>", "</div>", "<div>"),
    *("<template>", "<script>", "<!-- a comment -->", "<!--", "-->", "```", "~~~", "{{ glossary() }}", "{{ contents() }} {{ glossary() }}"),
    *(
        "{{ nonsense() }} text",
        "{{",
        "{ { x } }",
        "{ #other }",
        "{ .x }",
        "{ #a #b }",
        '{ data-page="11" }',
        '{ #x data-page="88 - 89" }',
        "{}",
    ),
    *(
        "# Heading",
        "## Heading { #heading }",
        "### 1. A[^soil] { #a }",
        "---",
        "***",
        "===",
        "> quoted",
        "- item",
        "1. item",
        "    indented",
        "\titem",
    ),
    *(
        "| a | b |\n|---|---|\n| c | d |",
        "[label]: ground.md#clay",
        "[label][label]",
        "*[HTML]: words",
        "[^other]: A note.",
        "    more of a note",
    ),
    *(
        "<<<<<<< HEAD",
        "=======",
        ">>>>>>> other",
        "&amp;",
        "&nbsp;",
        "\\*",
        "\\",
        "\u00ad",
        "\u200b",
        "\u202e",
        "😀",
        "![a](b.png)",
        "[a](http://[b)",
    ),
    *(
        "[a](javascript:x)",
        "[a](/b)",
        "[a](#nowhere)",
        "[a]()",
        "wzxhzdk:0",
        "///Footnotes Go Here///",
        "[TOC]",
        '"straight"',
        "1999",
        "2.5",
        "",
    ),
]
DATA = [
    *(
        "null",
        "[]",
        "{}",
        '""',
        "5",
        "-1",
        "1e400",
        "9" * 5000,
        "true",
        "2019-02-31",
        "2019-01-01",
        '"\\ud800"',
        '"\\u0000"',
        '"a\\nb"',
        '"{"',
        '"{} {}"',
    ),
    *(
        '"{x}"',
        '"../../x"',
        '"a b"',
        '"<b>"',
        '"*a*"',
        "&a [*a]",
        "*b",
        "!!python/object:os.system x",
        "a: b: c",
        "[" * 100,
        "nature-physics",
        "%",
    ),
    *(
        "[1, [2, [3]]]",
        "!ENV X",
        '"' + "a" * 3000 + '"',
        "<<: {a: b}",
        "? [a]",
        "\t",
        "- - -",
        "#",
        "---\n",
        "...\n",
        "ru",
        "en",
        "de-DE",
        "Hun",
        "~",
    ),
]
REPEATED = ["[", "<", "!", "*", "`", "> ", "    ", "{", "&"]
FILES = ["docs/en/.#index.md", "docs/ru/index.md~", "docs/en/.draft.md", "docs/en/README.md", "docs/en/Index.md", "docs/en/a.markdown", "docs/de/index.md",
         "docs/page.md", "docs/en/404.md", "docs/en/e\u0301.md", "docs/en/a:b.md", "docs/en/ru.md", "docs/assets/index.md", "reference/other.yml"]  # fmt: skip

LOCALES = st.sampled_from(["en", "ru", "both"])
LINES = st.integers(0, 10_000)
NOTHING = st.just("")
ANY_FACTS = st.sampled_from([*FACTS, "mkdocs.yml"])
# (what is done, to which file, where, with what, on which line)
CHANGES = {
    "markdown": st.one_of(
        st.tuples(st.sampled_from(["text", "line"]), st.sampled_from(PAGES), LOCALES, st.sampled_from(MARKDOWN), LINES),
        st.tuples(st.just("lose"), st.sampled_from(PAGES), LOCALES, NOTHING, LINES),
    ),
    "data": st.one_of(
        st.tuples(st.just("value"), ANY_FACTS, NOTHING, st.sampled_from(DATA), LINES),
        st.tuples(st.sampled_from(["lose", "twice"]), ANY_FACTS, NOTHING, NOTHING, LINES),
    ),
    "files": st.one_of(
        st.tuples(
            st.just("file"), st.sampled_from(FILES), st.sampled_from(["page", "folder", "pipe", "link", "cyrillic"]), NOTHING, st.just(0)
        ),
        st.tuples(st.just("repeat"), st.sampled_from(PAGES), st.just("both"), st.sampled_from(REPEATED), st.just(0)),
    ),
}


def apply(folder: Path, change: tuple[str, str, str, str, int]) -> None:
    """Make one change in the edition in `folder`."""
    kind, name, where, put, number = change
    if kind == "file":
        _put_file(folder / name, where)
        return
    if name in PAGES:
        paths = [folder / "docs" / locale / name for locale in ("en", "ru") if where in (locale, "both")]
    else:
        paths = [folder / name if name == "mkdocs.yml" else folder / "reference" / name]
    for path in paths:
        lines = path.read_text(encoding="utf-8").split("\n")
        at = number % len(lines)
        if kind == "line":
            lines.insert(at, put)
        elif kind == "lose":
            del lines[at]
        elif kind == "twice":
            lines.insert(at, lines[at])
        elif kind == "repeat":
            lines.insert(at, put * 20_000)
        elif kind == "value":
            lines[at] = re.sub(r"(?<=: )[^,{}\[\]]+", lambda _: put, lines[at], count=1) if ": " in lines[at] else lines[at] + put
        else:
            words = lines[at].split(" ")
            words.insert(random.Random(number).randrange(len(words) + 1), put)
            lines[at] = " ".join(words)
        path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")


def _put_file(path: Path, kind: str) -> None:
    path.parent.mkdir(exist_ok=True)
    if os.path.lexists(path):
        return
    make: dict[str, Callable[[], object]] = {
        "page": lambda: path.write_text("# Page { #page }\n", encoding="utf-8"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "link": lambda: path.symlink_to("gone.md"),
        "cyrillic": lambda: path.write_bytes("# Глава".encode("windows-1251")),
    }
    make[kind]()


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail where what is done takes longer."""

    def fail(*_: object) -> None:
        raise TimeoutError(f"takes more than {seconds} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def content(folder: Path) -> dict[str, bytes]:
    """Every ordinary file below a folder, the built site left out."""
    paths = (path for path in folder.rglob("*") if "site" not in path.relative_to(folder).parts)
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def written(folder: Path, locale: str, name: str) -> dict[str, str]:
    """The ids with a printed page that a page of the small edition has, read in the plainest way."""
    text = (folder / "docs" / locale / name).read_text(encoding="utf-8")
    text = re.sub(r"<!--.*?-->|^```.*?^```|^~~~.*?^~~~|`[^`\n]*`", "", text, flags=re.S | re.M)
    return dict(re.findall(r'\{ #([\w-]+) data-page="([\d-]+)" \}', text))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a server builds: without pictures, compressed copies and other files that take time."""
    monkeypatch.setattr(EditionPlugin, "on_startup", lambda self, **_: setattr(self, "serving", True))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small edition, unchanged; its theme stands in one place, for its templates to be compiled once."""
    folder = tmp_path_factory.mktemp("base") / "small"
    shutil.copytree(EDITIONS / "small", folder)
    settings_file = folder / "mkdocs.yml"
    text = settings_file.read_text(encoding="utf-8")
    assert "custom_dir: theme," in text
    settings_file.write_text(text.replace("custom_dir: theme,", f"custom_dir: {ROOT / 'theme'},"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.first  # each takes long, and needs not wait for the site
@pytest.mark.usefixtures("quick")
@pytest.mark.no_cover  # what it runs is measured where it is tested; twice as many changes in the same time
@settings(
    max_examples=int(os.environ.get("MUTATIONS", "200")) // len(CHANGES),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=st.data())
def test_a_changed_edition_is_built_as_written_or_its_mistakes_are_named(base: Path, kind: str, drawn: st.DataObject) -> None:
    made = drawn.draw(st.lists(CHANGES[kind], min_size=1, max_size=2))
    with tempfile.TemporaryDirectory() as holder:
        folder = Path(holder, "small")
        shutil.copytree(base, folder)
        for change in made:
            apply(folder, change)
        (folder / "site").mkdir()
        (folder / "site" / "old.html").write_text("old", encoding="utf-8")
        before = content(folder)
        try:
            with within(60):
                build_site(folder)
        except Mistakes as stopped:
            assert stopped.mistakes and all("\n" not in str(one) for one in stopped.mistakes)
            assert [path.name for path in (folder / "site").iterdir()] == ["old.html"]
        except Abort as stopped:
            assert "cannot be built" not in str(stopped), stopped
            assert [path.name for path in (folder / "site").iterdir()] == ["old.html"]
        else:
            assert_equal_to_source(folder)
        assert content(folder) == before
        assert not list(folder.glob(".site*"))


def assert_equal_to_source(folder: Path) -> None:
    """Each place that is written stands once on its built page, with its printed page."""
    for locale, prefix in (("en", ""), ("ru", "ru/")):
        for name in PAGES:
            page = folder / "site" / prefix / ("" if name == "index.md" else name.removesuffix(".md")) / "index.html"
            soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
            for identity, printed in written(folder, locale, name).items():
                found = soup.find_all(id=identity)
                assert [one.get("data-page") for one in found] == [printed], (locale, name, identity)
