"""What Markdown an author may write: it is built as Markdown has it, and shown elsewhere as plain text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown import markdown

from edition.__main__ import build_site
from edition.markdown_lines import placeholders
from edition.mistakes import Mistakes
from edition.plain import plain

ATTRIBUTES = '\n{ #introduction-%s data-page="10" }\n\n'
# each paragraph as written, and as a reader has it
PARAGRAPHS = {
    "*More* is **said** `in {{ code }}` here.": "More is said in {{ code }} here.",
    "<cite>More</cite> is said, <span lang='de'>mehr</span>.": "More is said, mehr.",
    "More <!-- not this --> is said.": "More is said.",
    "See [Amur](https://example.org/wiki/Amur_(river)) and <https://example.org/>.": "See Amur and https://example.org/.",
    "See [the clay][clay] and [clay].": "See the clay and clay.",
    "See [Clay][], [that][Many\nwords] and [this][far].": "See Clay, that and this.",
    "HTML is short, and HTML it is.": "HTML is short, and HTML it is.",
    "A line\nand  \nanother.": "A line and another.",
    "- one\n    - within\n- two": "one within two",
    "> A quotation of *words*.": "A quotation of words.",
    "1. first\n2. second": "first second",
    "Escaped \\*signs\\* &amp; entities &lt;, 2*3*4, a_b_c.": "Escaped *signs* & entities <, 234, a_b_c.",
    "A note[^long] and again[^long].": "A note and again.",
    "An angle [link](<ground.md#clay>).": "An angle link.",
    "Write to <editors@example.org>.": "Write to editors@example.org.",
    "1999\\. A year begins it.": "1999. A year begins it.",
    "1999\\. In that year [more]": "1999. In that year [more]",
    "\\- a dash, 5 < 6 & `<b>`": "- a dash, 5 < 6 & <b>",
}
NOTES = """
<!-- a comment

of two paragraphs -->

[clay]: ground.md#clay "Clay"
[many words]:
    <https://example.org/many>
    'Many words'
[far]: https://example.org/far
*[HTML]: Hypertext

[^long]: A note of *two* paragraphs.[^within]

    The second.

    - with
    - a list

[^within]: A note within a note.
"""


def translated(text: str, locale: str) -> str:
    """The text with a word of its own language, as a page that is not translated is a mistake."""
    return text if locale == "en" else text.replace(" ", " слово ", 1)


@pytest.fixture
def built(small: Path) -> Path:
    """The small edition with every kind of paragraph in place of its second, in both languages."""
    for locale in ("en", "ru"):
        page = small / "docs" / locale / "index.md"
        head, _, tail = page.read_text(encoding="utf-8").partition("introduction-1")
        first, _, note = tail.partition("\n\n")[0], "", tail[tail.index("[^soil]") :]
        body = "".join(translated(text, locale) + ATTRIBUTES % number for number, text in enumerate(PARAGRAPHS, 2))
        notes = NOTES.replace("A note of", translated("A note of", locale))
        page.write_text(f"{head}introduction-1{first}\n\n{body}{note}{notes}", encoding="utf-8")
        ground = small / "docs" / locale / "ground.md"
        text = ground.read_text(encoding="utf-8")
        for name in ("Clay", "Глина"):
            text = text.replace(f"1. {name}", f"1. *{name}*[^heading]")
        ground.write_text(text + "\n[^heading]: Of a heading.\n", encoding="utf-8")
    build_site(small)
    return small / "site"


def test_valid_markdown_is_built_and_shown_as_plain_text_elsewhere(built: Path) -> None:
    soup = BeautifulSoup((built / "index.html").read_text(encoding="utf-8"), "html.parser")
    rows = (built / "assets/record/ivanov-2001.aligned.tsv").read_text(encoding="utf-8").split("\n")
    aligned = {row.split("\t")[0]: row.split("\t")[2] for row in rows if row}
    searched = (built / "assets/search/en.js").read_text(encoding="utf-8")
    for number, (_, shown) in enumerate(PARAGRAPHS.items(), 2):
        tag = soup.find(id=f"introduction-{number}")
        for note in tag.select("sup"):
            note.decompose()
        assert " ".join(tag.text.split()) == shown
        assert aligned[f"introduction-{number}"] == shown
        assert json.dumps(shown, ensure_ascii=False)[1:-1] in searched
    assert aligned["clay"] == "1. Clay"
    assert '"title": "1. Clay"' in searched or '"title":"1. Clay"' in searched
    notes = soup.select_one('[id="fn:long"]')
    assert [tag.name for tag in notes.find_all(recursive=False)][:3] == ["p", "p", "ul"]
    assert soup.select_one('[id="fn:within"]')
    assert [tag["title"] for tag in soup.select("p abbr")] == ["Hypertext"] * 2
    assert [tag["href"] for tag in soup.select("a[href^='https://example.org/']")][-2:] == [
        "https://example.org/many",
        "https://example.org/far",
    ]


def test_markdown_and_segments_to_take_away_say_the_same(built: Path) -> None:
    text = (built / "download/ivanov-2001.en.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    soup = BeautifulSoup(markdown(text, extensions=["attr_list", "footnotes"]), "html.parser")
    for note in soup.select("sup"):
        note.decompose()
    for number, shown in enumerate(PARAGRAPHS.values(), 2):
        [tag] = soup.find_all(id=f"introduction-{number}")
        # Python-Markdown gives the id of a list or a quotation to what stands last in it
        whole = tag.find_parent(["ul", "ol", "blockquote"]) or tag
        assert " ".join(whole.text.split()) == shown
    assert soup.find(id="clay").text == "1. Clay"
    segments = json.loads((built / "download/ivanov-2001.segments.json").read_text(encoding="utf-8"))["segments"]
    texts = {one["id"]: " ".join(one["text"]["en"].split()) for one in segments}
    assert [texts[f"introduction-{number}"] for number, _ in enumerate(PARAGRAPHS, 2)] == list(PARAGRAPHS.values())


def test_definitions_part_what_stands_about_them(small: Path) -> None:
    for locale in ("en", "ru"):
        page = small / "docs" / locale / "index.md"
        text = page.read_text(encoding="utf-8")
        said = translated("More is said here and here.", locale)
        below = (
            f'{said}\n[far]: https://example.org/far\n*[HTML]: Hypertext\nMore HTML is [said][far].\n{{ #introduction-3 data-page="10" }}'
        )
        page.write_text(text.replace("\n[^soil]: ", f"\n{below}\n\n[^soil]: "), encoding="utf-8")
    with pytest.raises(Mistakes) as stopped:
        build_site(small)
    lines = str(stopped.value)
    assert 'docs/en/index.md:14: paragraph has no id; write { #introduction-3 data-page="…" } on the line below it' in lines
    assert "docs/en/index.md:17: id introduction-3 should be introduction-4" in lines


@pytest.mark.parametrize(
    ("written", "name", "arguments"),
    [
        ("{{ contents() }}", "contents", ()),
        ('{{ figure("map") }}', "figure", ("map",)),
        ("{{ contents }}", "", ()),
        ("{{ contents() | safe }}", "", ()),
        ("{{ }}", "", ()),
        ("{{ 1 + }}", "", ()),
        ("{{ x.y() }}", "", ()),
    ],
)
def test_a_placeholder_is_a_call_with_constants(written: str, name: str, arguments: tuple[str, ...]) -> None:
    (found,) = placeholders(written)
    assert (found.name, found.arguments) == (name, arguments)


def test_several_placeholders_stand_on_a_line_and_none_in_text() -> None:
    assert [one.name for one in placeholders("{{ a() }} {{ b() }}")] == ["a", "b"]
    assert placeholders("text {{ a() }}") == placeholders("{{ a() }} text") == []


@pytest.mark.parametrize("text", ["A [link](a.md#b) and a mark[^n].", "A *b* [link](a.md#b) and a mark[^n]."])
def test_both_ways_of_reading_a_paragraph_agree(text: str) -> None:
    read = plain(text, {})
    assert (read.links, read.notes) == (("a.md#b",), ("n",))
    assert read.text.endswith("link and a mark.")
