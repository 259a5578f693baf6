"""The look of every page: one style sheet and one script, made before the pages and named by their content.

The style sheet is Material's, without the rules that these pages cannot use, followed by the edition's own files; the
script is the edition's own files. `extra_css` and `extra_javascript` of `mkdocs.yml` name the files and their order.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import rjsmin
import tinycss2
from mkdocs.theme import Theme
from tinycss2.ast import AtRule, Declaration, FunctionBlock, HashToken, IdentToken, LiteralToken, Node, QualifiedRule, SquareBracketsBlock

from .mistakes import Mistake, Mistakes
from .untrusted import UnreadableError, read_text

# A name of an element, class, id or attribute, in a template or a script
WORD = re.compile(r"[A-Za-z_][\w-]*")
# A custom property that is read, in a style sheet or a script
READ = re.compile(r"""(?:var\(\s*|["'])(--[\w-]+)""")
# What Markdown, its extensions and HTML within it can make without any template's naming it
MARKDOWN = {
    *("a", "abbr", "b", "blockquote", "body", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "footnote", "footnote-backref", "footnote-ref", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "i", "img", "ins"),
    *("kbd", "li", "mark", "md-typeset", "ol", "p", "pre", "q", "s", "section", "small", "span", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
# elements that the edition's own sheet styles from scratch
OWN = {"details", "summary"}


@dataclass(frozen=True)
class Look:
    """What the head and the end of a page need: addresses relative to the root of the site, and text that stands in it."""

    style_sheet: str
    script: str
    start: str
    policy: str
    icon: str
    files: dict[str, str]


def make_look(theme: Theme, css: Iterable[str], javascript: Iterable[str], directions: Iterable[str] = ("ltr",)) -> Look:
    """Join and name the style sheet and the script.

    `css` and `javascript` are files of the theme's folders, in order. The theme's own style sheet is the one that its
    `assets/stylesheets` has as `main.*.min.css`; `directions` are those in which the locales are written. Raises Mistakes
    where a file is in none of the folders, or cannot be read.
    """
    folders = [Path(folder) for folder in theme.dirs]
    own = Path(theme.custom_dir or "")
    material = next(folder for folder in folders if (folder / "assets" / "stylesheets").is_dir())
    script = minified("\n".join(['(() => {\n"use strict"', *(_read(folders, name) for name in javascript), "})()"]))
    used = "\n".join(path.read_text(encoding="utf-8") for path in own.rglob("*") if path.suffix in (".html", ".j2"))
    theirs = re.sub(r"/\*#.*?\*/", "", next((material / "assets" / "stylesheets").glob("main.*.min.css")).read_text(encoding="utf-8"))
    ours = prune("\n".join(_sheet(_read(folders, name), f"{own.name}/{name}") for name in css))
    names = (MARKDOWN | set(WORD.findall(used + script)) | set(directions)) - OWN
    sheet = prune(theirs, names, read_by=ours + script) + ours
    start = minified(_read(folders, "js/start.js"))
    logo = (theme.get("icon") or {}).get("logo") or "material/library"  # as Material has it
    files = {_named("edition.css", sheet): sheet, _named("edition.js", script): script}
    style_sheet, script = files
    return Look(style_sheet, script, start, _policy(start), "data:image/svg+xml," + quote(_icon(folders, logo), "/:='"), files)


@lru_cache(maxsize=32)
def minified(script: str) -> str:
    """The script without comments and white space."""
    return str(rjsmin.jsmin(script))


def _read(folders: Iterable[Path], name: str) -> str:
    path = next((folder / name for folder in folders if (folder / name).is_file()), Path(name))
    try:
        return read_text(path, f"theme/{name}")
    except UnreadableError as error:
        raise Mistakes([error.mistake]) from None


def _sheet(css: str, file: str) -> str:
    """A style sheet as it is. Raises Mistakes where a browser would leave out what follows, in this file or the next."""
    nodes = tinycss2.parse_component_value_list(css)
    for node in nodes:
        nodes += getattr(node, "content", None) or getattr(node, "arguments", None) or []
        if node.type == "error":
            raise Mistakes([Mistake(file, node.source_line, "style-sheet", f"is no style sheet from here on ({node.message}); correct it")])
    if tinycss2.serialize(tinycss2.parse_component_value_list(css)).count("}") > css.count("}"):
        raise Mistakes([Mistake(file, css.count("\n"), "style-sheet-open", "ends within a block; write } where it ends")])
    return css


def _icon(folders: Iterable[Path], logo: str) -> str:
    return _read(folders, f".icons/{logo}.svg").strip()


def _named(name: str, content: str) -> str:
    """The address of a file that browsers may keep for ever (deploy/edition.conf): its name has a hash of its content."""
    stem, _, kind = name.rpartition(".")
    return f"assets/{stem}.{sha256(content.encode()).hexdigest()[:10]}.{kind}"


def _policy(start: str) -> str:
    """The Content-Security-Policy: the site's own host alone, and nothing written into a page but the script `start`."""
    allowed = b64encode(sha256(start.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{allowed}'; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
    )


def prune(css: str, names: set[str] | None = None, read_by: str = "") -> str:
    """The style sheet without comments and white space and, with `names`, without what has no use.

    Rules go whose selectors name an element, class, id or attribute that is not among `names`; only what stands plainly in
    a selector counts, inside `:not(…)`, `:is(…)` and the like nothing is asked for. Custom properties go that neither
    the style sheet nor `read_by` (others, and scripts) reads; animations go, for these pages have none of the theme's.
    """
    return _pruned(css, None if names is None else frozenset(names.intersection(WORD.findall(css))), frozenset(READ.findall(read_by)))


@lru_cache(maxsize=8)
def _pruned(css: str, names: frozenset[str] | None, read_by: frozenset[str]) -> str:
    """The same of what counts: the names that the style sheet has too, the custom properties that others read."""
    while True:
        read = None if names is None else read_by.union(READ.findall(css))
        pruned = _prune_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), names, read)
        if pruned == css:
            return css
        css = pruned


def _prune_rules(rules: list[Node], names: frozenset[str] | None, read: frozenset[str] | None) -> str:
    kept: list[str] = []
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [part for part in _split(rule.prelude) if names is None or _named_in(part) <= names]
            content = _declarations(rule.content, read)
            if selectors and content:
                prelude = ",".join(tinycss2.serialize(part).strip() for part in selectors)
                kept.append(f"{prelude}{{{content}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
            inner = _prune_rules(tinycss2.parse_rule_list(rule.content or [], skip_comments=True, skip_whitespace=True), names, read)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif names is None or not isinstance(rule, AtRule) or rule.lower_at_keyword not in ("keyframes", "charset"):
            kept.append(tinycss2.serialize([rule]))
    return "".join(kept)


def _declarations(content: list[Node], read: frozenset[str] | None) -> str:
    declarations = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{one.name}:{tinycss2.serialize(one.value).strip()}{'!important' if one.important else ''}"
        for one in declarations
        if isinstance(one, Declaration) and (read is None or not one.name.startswith("--") or one.name in read)
    )


def _split(prelude: list[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for token in prelude:
        if isinstance(token, LiteralToken) and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _named_in(selector: list[Node]) -> set[str]:
    """The elements, classes, ids, attributes and values of these that a selector names."""
    named: set[str] = set()
    before = ""
    for token in selector:
        if isinstance(token, HashToken):
            named.add(token.value)
        elif isinstance(token, SquareBracketsBlock):
            named |= {inner.value for inner in token.content if isinstance(inner, IdentToken)}
        elif isinstance(token, IdentToken) and before != ":":
            named.add(token.value)
        before = token.value if isinstance(token, LiteralToken) else "" if not isinstance(token, FunctionBlock) else "("
    return named - {"root"}
