"""Takes out of the built site what no page asks for: unused rules of the theme's style sheet, files left over."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from shutil import copystat

import brotli
import tinycss2
from tinycss2.ast import AtRule, Declaration, FunctionBlock, HashToken, IdentToken, LiteralToken, Node, QualifiedRule, SquareBracketsBlock

# In a script a name of a class or element stands in a string
STRING = re.compile(r'"([^"\\\n]{1,200})"|\'([^\'\\\n]{1,200})\'|`([^`]{1,400})`')
WORD = re.compile(r"[A-Za-z_][\w-]*")


class _Names(HTMLParser):
    """Collects what selectors can name: elements, classes, ids, attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        for name, value in attrs:
            self.found.add(f"[{name}")
            if name == "class":
                self.found |= {f".{part}" for part in (value or "").split()}
            elif name == "id":
                self.found.add(f"#{value}")


def names_in(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """What selectors may name: "p", ".note", "#top" and "[hidden" of pages (HTML) and of the strings in scripts."""
    reader = _Names()
    for page in pages:
        reader.feed(page)
    found = reader.found
    for script in scripts:
        for parts in STRING.findall(script):
            for word in WORD.findall(" ".join(parts)):
                found |= {word, f".{word}", f"#{word}", f"[{word}"}
    return found


def prune(css: str, names: set[str], others: str = "") -> str:
    """The style sheet without what has no use, and without empty @-rules.

    Rules go whose selectors name what is not among `names`; only what stands plainly in a selector counts, inside
    `:not(…)`, `:is(…)` and the like nothing is asked for. Custom properties go that neither the style sheet nor
    `others` (other style sheets and scripts) read.
    """
    while True:
        read = set(re.findall(r"var\(\s*(--[\w-]+)", css + others)) | set(re.findall(r"[\"'](--[\w-]+)", others))
        pruned = _prune_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), names, read)
        if pruned == css:
            return css
        css = pruned


def _prune_rules(rules: list[Node], names: set[str], read: set[str]) -> str:
    kept: list[str] = []
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [part for part in _split(rule.prelude) if _asked(part) <= names]
            content = _declarations(rule.content, read)
            if selectors and content:
                prelude = ",".join(tinycss2.serialize(part).strip() for part in selectors)
                kept.append(f"{prelude}{{{content}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
            inner = _prune_rules(tinycss2.parse_rule_list(rule.content or [], skip_comments=True, skip_whitespace=True), names, read)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        else:
            kept.append(tinycss2.serialize([rule]))
    return "".join(kept)


def _declarations(content: list[Node], read: set[str]) -> str:
    declarations = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{one.name}:{tinycss2.serialize(one.value).strip()}{'!important' if one.important else ''}"
        for one in declarations
        if isinstance(one, Declaration) and (not one.name.startswith("--") or one.name in read)
    )


def _split(prelude: list[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for token in prelude:
        if isinstance(token, LiteralToken) and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _asked(selector: list[Node]) -> set[str]:
    """The elements, classes, ids and attributes that a selector asks for."""
    asked: set[str] = set()
    before = ""
    for token in selector:
        if isinstance(token, HashToken):
            asked.add(f"#{token.value}")
        elif isinstance(token, SquareBracketsBlock):
            first = next((inner for inner in token.content if isinstance(inner, IdentToken)), None)
            if first:
                asked.add(f"[{first.value}")
        elif isinstance(token, IdentToken) and before != ":":
            asked.add(f".{token.value}" if before == "." else token.value)
        before = token.value if isinstance(token, LiteralToken) else "" if not isinstance(token, FunctionBlock) else "("
    return asked - {"root"}


def trim(site: Path) -> None:
    """Prune the theme's style sheets of a built site, and remove the theme's files that no page asks for."""
    theme = files("material").joinpath("templates", "assets")
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    for path in sorted((site / "assets").rglob("*")):
        if theme.joinpath(path.relative_to(site / "assets")).is_file() and not any(path.name in page for page in pages):
            path.unlink()
    for folder in sorted((path for path in (site / "assets").rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    scripts = [path.read_text(encoding="utf-8") for path in (site / "assets" / "javascripts").glob("*.js")]
    names = names_in(pages, scripts)
    sheets = sorted((site / "assets" / "stylesheets").glob("*.css"))
    own = "".join(path.read_text(encoding="utf-8") for path in sheets if ".min." not in path.name)
    for path in sheets:
        if ".min." in path.name:
            css = re.sub(r"/\*#.*?\*/", "", path.read_text(encoding="utf-8"))
            path.write_text(prune(css, names, own + "".join(scripts)), encoding="utf-8")


# what is text to a compressor; pictures are compressed already
TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".bib", ".ris", ".enw", ".tsv", ".tmx"}


def compress(site: Path) -> None:
    """Put .gz and .br beside each text file of a built site, for hosts that send them as they are; the same bytes every time."""
    for path in sorted(path for path in site.rglob("*") if path.suffix in TEXT):
        content = path.read_bytes()
        for ending, packed in ((".gz", gzip.compress(content, 9, mtime=0)), (".br", brotli.compress(content, brotli.MODE_TEXT))):
            copy = path.with_name(path.name + ending)
            copy.write_bytes(packed)
            copystat(path, copy)  # one Last-Modified for every encoding
