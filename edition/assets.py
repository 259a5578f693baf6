"""Takes out of the built site what no page asks for: unused rules of the theme's style sheet, files left over."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.resources import files
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Self

import brotli
import tinycss2
from tinycss2.ast import AtRule, Declaration, FunctionBlock, HashToken, IdentToken, LiteralToken, Node, QualifiedRule, SquareBracketsBlock

# In a script a name of a class or element stands in a string
STRING = re.compile(r'"([^"\\\n]{1,200})"|\'([^\'\\\n]{1,200})\'|`([^`]{1,400})`')
WORD = re.compile(r"[A-Za-z_][\w-]*")
SELECTED = re.compile(r"[.#\[]?" + WORD.pattern)
ELEMENT = re.compile(r"""<([a-z][\w-]*)([^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*+)>""")
ATTRIBUTE = re.compile(r"""\s([^\s"'=/]+)(?:=["']([^"']*))?""")
ASKED = re.compile(r"""assets/([^\s"'>?#]+)""")
# so many bytes of text are pressed as hard as can be, a second a megabyte; a larger site at levels that take a twentieth
THOROUGH = 8_000_000
HARD, QUICK = {"gzip": 9, "brotli": 11}, {"gzip": 4, "brotli": 5}
PIECE = WINDOW = 18  # bits: pages are read by the quarter megabyte, and brotli looks no further back, for the sake of memory
KINDS = {"class": ".", "id": "#"}
# what is text to a compressor; pictures are compressed already
TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".bib", ".ris", ".enw", ".tsv", ".tmx"}
# so many pages are looked through at once
BATCH = 40
# the edition's style sheet; a built site has no other
OWN = "edition.css"


def names_in(pages: Iterable[str], scripts: Iterable[str], css: str) -> set[str]:
    """What selectors of a style sheet may name: "p", ".note", "#top" and "[hidden" of pages (HTML) and of the strings in scripts."""
    wanted = set(SELECTED.findall(css))
    found: set[str] = set()
    before: set[tuple[str, str]] = set()
    for page in pages:
        elements = set(ELEMENT.findall(page))
        named: set[str] = set()
        for element, attributes in elements - before:  # much of a page stands in its neighbour
            named.add(element)
            for name, value in ATTRIBUTE.findall(attributes):
                named.add(f"[{name}")
                if name in KINDS:
                    named.update(KINDS[name] + part for part in value.split())
        before = elements
        found |= named & wanted
    for script in scripts:
        for parts in STRING.findall(script):
            for word in WORD.findall(" ".join(parts)):
                found |= {word, f".{word}", f"#{word}", f"[{word}"} & wanted
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


def _pieces(path: Path) -> Iterator[str]:
    """A page in pieces that end with a tag, for some hold a whole article."""
    rest = ""
    with path.open(encoding="utf-8") as file:
        while piece := file.read(1 << PIECE):
            whole, end, rest = (rest + piece).rpartition(">")
            yield whole + end


class Finish:
    """What is left to do with the files of a built site, in processes beside the build: a context manager.

    Processes of their own, not copies of this one: they need none of what a build holds in memory.
    """

    def __init__(self, site: Path) -> None:
        self.site = site
        self.sheets = site / "assets" / "stylesheets"
        sheets = [*sorted(self.sheets.glob("main.*.min.css")), self.sheets / OWN]
        self.css = re.sub(r"/\*#.*?\*/", "", "".join(path.read_text(encoding="utf-8") if path.is_file() else "" for path in sheets))
        self.looked: set[Path] = set()
        self.found: list[Iterator[tuple[set[str], set[str]]]] = []

    def __enter__(self) -> Self:
        self.pool = ProcessPoolExecutor(mp_context=get_context("spawn"))
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def look(self) -> None:
        """Begin to look through the pages that were written since it was last called."""
        pages = sorted(set(self.site.rglob("*.html")) - self.looked)
        self.looked.update(pages)
        parts = [pages[at : at + BATCH] for at in range(0, len(pages), BATCH)]
        self.found.append(self.pool.map(partial(_look, css=self.css), parts))

    def trim(self) -> None:
        """Prune the style sheets into one, the edition's, and remove the theme's files that no page asks for.

        One, because a page shows nothing before the last of its style sheets has come, and a second needs a second connection.
        """
        self.look()
        names: set[str] = set()
        asked: set[str] = set()
        for named, addresses in chain(*self.found):
            names |= named
            asked |= addresses
        theme = Path(str(files("material"))) / "templates"
        for path in sorted((self.site / path.relative_to(theme) for path in (theme / "assets").rglob("*")), reverse=True):
            if path.is_file() and path.name not in asked:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        written = [*self.site.glob("assets/javascripts/*.js"), self.site / "assets/search/engine.js"]
        scripts = [path.read_text(encoding="utf-8") for path in written]
        names |= names_in([], scripts, self.css)
        self.sheets.mkdir(parents=True, exist_ok=True)
        (self.sheets / OWN).write_text(prune(self.css, names, "".join(scripts)), encoding="utf-8")

    def publish(self) -> None:
        """Put hashes into names that every page asks for, and .gz and .br beside each text file, the same bytes every time."""
        renamed = name_by_content(self.site)
        paths = sorted(str(path) for path in self.site.rglob("*") if path.suffix in TEXT)
        level = HARD if sum(Path(path).stat().st_size for path in paths) <= THOROUGH else QUICK
        for _ in self.pool.map(partial(_publish, renamed=renamed, level=level), paths, chunksize=1 + len(paths) // 100):
            pass


def _look(pages: list[Path], css: str) -> tuple[set[str], set[str]]:
    """What selectors of the style sheet may name of pages, and the names of the files that these ask for."""
    asked: set[str] = set()

    def pieces() -> Iterator[str]:
        for path in pages:
            for piece in _pieces(path):
                asked.update(address.rpartition("/")[2] for address in ASKED.findall(piece))
                yield piece

    return names_in(pieces(), [], css), asked


def name_by_content(site: Path) -> dict[bytes, bytes]:
    """Put a hash of the content into the names of the style sheet and the script that every page asks for.

    Gives back what pages then have to ask for: {b'/edition.css"': b'/edition.0123456789.css"'}. Hosts may let browsers keep
    such files for ever (deploy/edition.conf). The theme's own hash would not do: it is of the style sheet before pruning,
    which comes out another when pages change.
    """
    renamed = {}
    for path in (site / "assets" / "stylesheets" / OWN, *(site / "assets" / "javascripts").glob("*.js")):
        named = path.with_name(f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:10]}{path.suffix}")
        path.rename(named)
        renamed[f'/{path.name}"'.encode()] = f'/{named.name}"'.encode()
    return renamed


def _publish(path: str, renamed: dict[bytes, bytes], level: dict[str, int]) -> None:
    content = Path(path).read_bytes()
    if path.endswith(".html"):
        for before, after in renamed.items():
            content = content.replace(before, after)
        Path(path).write_bytes(content)
    times = Path(path).stat()
    for ending, packed in (
        (".gz", gzip.compress(content, level["gzip"], mtime=0)),
        (".br", brotli.compress(content, brotli.MODE_TEXT, level["brotli"], WINDOW)),
    ):
        Path(path + ending).write_bytes(packed)
        os.utime(path + ending, ns=(times.st_atime_ns, times.st_mtime_ns))  # one Last-Modified for every encoding
