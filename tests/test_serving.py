"""A server builds again: at once, and only what has changed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
import tinycss2
import typst
from mkdocs.commands.build import build

from edition import citing, look, serving, source
from edition.__main__ import configuration
from tests.conftest import ROOT


def serve_once(folder: Path) -> None:
    """Build the edition in `folder` as a server does."""
    config = configuration(folder)
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often what costs time is called, by name; nothing is kept of earlier tests."""
    found: Counter[str] = Counter()

    def counted(name: str, holder: object, attribute: str) -> None:
        call: Callable[..., object] = getattr(holder, attribute)

        def count(*arguments: object, **named: object) -> object:
            found[name] += 1
            return call(*arguments, **named)

        monkeypatch.setattr(holder, attribute, count)

    counted("pandoc", citing, "run_pandoc")
    counted("typst", typst, "compile")
    counted("style sheets", tinycss2, "parse_stylesheet")
    counted("templates", jinja2.Environment, "compile")
    counted("documents", source, "_blocks")
    citing.KEPT.clear()
    look._pruned.cache_clear()
    source._read.cache_clear()
    return found


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def of_second_build(folder: Path, counts: Counter[str]) -> Counter[str]:
    counts.clear()
    serve_once(folder)
    return counts


@pytest.fixture
def served(small: Path, counts: Counter[str]) -> Path:
    """The small edition, served once."""
    serve_once(small)
    assert counts["pandoc"] == 1 and counts["style sheets"] and counts["documents"] == 6
    assert not counts["typst"] and not list((small / "site").rglob("*.br")), "pictures and compressed copies are for publication"
    return small


def test_nothing_changed_and_nothing_costly_is_made_again(served: Path, counts: Counter[str]) -> None:
    assert of_second_build(served, counts) == {}


def test_a_changed_paragraph_is_read_and_nothing_else_made_again(served: Path, counts: Counter[str]) -> None:
    change(served / "docs/en/index.md", "More is said", "Far more is said")
    change(served / "docs/ru/index.md", "Подробнее", "Куда подробнее")
    assert of_second_build(served, counts) == {"documents": 2}
    for address, after in (("", "Far more is said"), ("ru/", "Куда подробнее")):
        assert after in (served / "site" / address / "index.html").read_text(encoding="utf-8")


def test_a_changed_style_asks_pandoc_for_that_style_alone(served: Path, counts: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = citing.run_pandoc

    def run_pandoc(new: Any) -> Any:
        asked.extend(one["id"] for one in new["references"])
        return run(new)

    monkeypatch.setattr(citing, "run_pandoc", run_pandoc)
    styles = served / "reference/styles.yml"
    more = "- {id: apa, name: {en: APA, ru: APA}, csl: apa, locale: en-US, scripts: [latin]}\n"
    styles.write_text(styles.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert of_second_build(served, counts) == {"pandoc": 1}
    assert asked == ["apa latin"]
    change(styles, "csl: apa", "csl: modern-language-association")
    assert of_second_build(served, counts) == {"pandoc": 1}


def test_a_changed_record_asks_pandoc_again(served: Path, counts: Counter[str]) -> None:
    change(served / "reference/article.json", '"О почве"', '"О глине"')
    assert of_second_build(served, counts) == {"pandoc": 1}
    assert "О глине" in (served / "site/index.html").read_text(encoding="utf-8")


def test_a_changed_template_alone_is_compiled(served: Path, counts: Counter[str]) -> None:
    change(served / "theme/404.html", "{% block content %}", "{% block content %}<b>new</b>")
    made = of_second_build(served, counts)
    assert made["templates"] and set(made) == {"templates"}
    assert "<b>new</b>" in (served / "site/404.html").read_text(encoding="utf-8")


def test_a_change_of_the_machinery_wants_a_new_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    package = tmp_path / "edition"
    package.mkdir()
    (package / "one.py").write_text("1", encoding="utf-8")
    (package / "two.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(serving, "PACKAGE", package)
    built: list[int] = []
    again = serving.rebuilding(lambda: built.append(1), ROOT / "mkdocs.yml")
    with caplog.at_level(logging.WARNING):
        again()
        assert not caplog.messages
        (package / "one.py").write_text("2", encoding="utf-8")
        (package / "two.py").unlink()
        again()
    said = "edition/one.py, edition/two.py: changed since the server was started, and not in use yet; end it with Ctrl-C and start it again"
    assert caplog.messages == [said] and len(built) == 2


def test_a_mistake_leaves_the_pages_and_correcting_it_is_enough(served: Path, caplog: pytest.LogCaptureFixture) -> None:
    again = serving.rebuilding(lambda: serve_once(served), served / "mkdocs.yml")
    old = (served / "site/index.html").read_bytes()
    page = served / "docs/en/index.md"
    right = page.read_text(encoding="utf-8")
    page.write_text(right + "\n{{ nonsense() }}\n", encoding="utf-8")
    again()
    assert "The pages stay as they were:" in caplog.text and "{{ nonsense() }} is not known" in caplog.text
    assert (served / "site/index.html").read_bytes() == old
    page.write_text(right, encoding="utf-8")
    caplog.clear()
    again()
    assert not caplog.messages


def test_a_mistake_in_the_configuration_is_said_in_a_line_too(served: Path, caplog: pytest.LogCaptureFixture) -> None:
    again = serving.rebuilding(lambda: serve_once(served), served / "mkdocs.yml")
    settings = served / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("custom_dir: theme", "custom_dir: 5"), encoding="utf-8")
    again()
    assert "mkdocs.yml: theme.custom_dir is wrong; write some text" in caplog.text
