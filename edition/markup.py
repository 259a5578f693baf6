"""What the edition adds to Python-Markdown and to finished HTML: marks of place, named notes, `lang` of foreign phrases."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from .source import Block

# Letters of each script, as ranges of a character class (https://www.unicode.org/Public/UCD/latest/ucd/Scripts.txt)
SCRIPTS = {"Latin": "A-Za-z\u00c0-\u024f", "Cyrillic": "\u0400-\u052f", "Han": "\u3400-\u9fff\uff00-\uffef"}
BETWEEN = r"\d\s.,:;·'’‘“”„" + '"' + r"«»()№/–\-《》、"
ROMAN = re.compile(r"[IVXLCDM]+\Z")
TOKEN = re.compile(r"(<!--.*?-->|<[^>]+>|&#?\w+;)", re.S)
NAME = re.compile(r"<(/?)([A-Za-z][\w-]*)")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
ID = re.compile(r'\sid="([^"]*)"')
LANG = re.compile(r'\slang="([^"]*)"')
CURRENT = re.compile(r'<a (?=[^>]*class="md-nav__link md-nav__link--active")')
BOX = re.compile(r'(<input [^>]*type="checkbox"[^>]*?) autocomplete="off"')

Label = Callable[..., str]


class EditionExtension(Extension):
    """Marks the place of each heading and passage, and gives notes a heading and names.

    `blocks` are the page's headings and passages by id; `label(key, *values)` gives words of the page's locale;
    `twins` is the page's address in each other locale, with the locale's name and its short form;
    `behind` are the ids of passages whose source text has changed since they were compared with it.
    """

    def __init__(self, blocks: dict[str, Block], label: Label, twins: dict[str, tuple[str, str, str]], behind: set[str]) -> None:
        super().__init__()
        self.blocks, self.label, self.twins, self.behind = blocks, label, twins, behind

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        # after attr_list (8), toc (5) and MkDocs' links (0): ids are known, a heading's name is taken without the mark
        md.treeprocessors.register(_Marks(md, self), "edition-marks", -1)


class _Marks(Treeprocessor):
    def __init__(self, md: Markdown, extension: EditionExtension) -> None:
        super().__init__(md)
        self.blocks, self.label = extension.blocks, extension.label
        self.twins, self.behind = extension.twins, extension.behind

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("ul", "ol") and len(element) and "data-page" in element[-1].attrib:
                for key in ("id", "data-page"):  # attr_list gives a list's attributes to its last item
                    element.set(key, element[-1].attrib.pop(key))
            if element.get("class") == "footnote-ref":
                element.set("aria-label", self.label("note_reference", element.text))
                element.set("role", "doc-noteref")
            if element.get("class") == "footnote":
                self._name_notes(element)
        for element in list(root.iter()):
            block = self.blocks.get(element.get("id", ""))
            if block and block.page and element.get("data-page"):
                self._mark(element, block)
        for position, element in reversed(list(enumerate(root))):
            if element.get("id") in self.behind:
                note = Element("p", {"class": "behind"})
                note.text = self.label("behind")
                root.insert(position + 1, note)

    def _mark(self, element: Element, block: Block) -> None:
        page = self.label("page", str(block.page).replace("-", "–"))
        place = ", ".join(part for part in (block.place, page) if part)
        holder = element[-1] if element.tag in ("ul", "ol") else element
        mark = SubElement(holder, "a", {"class": "mark", "href": f"#{block.id}", "aria-label": self.label("permalink", place)})
        mark.set("data-search-exclude", "")
        mark.set("data-place", place)
        mark.text = page
        for locale, (address, name, short) in self.twins.items():
            attributes = {"class": "twin", "href": f"{address}#{block.id}", "hreflang": locale, "lang": locale, "title": name}
            twin = SubElement(holder, "a", {**attributes, "data-search-exclude": ""})
            twin.text = short

    def _name_notes(self, element: Element) -> None:
        element.tag = "section"
        element.set("role", "doc-endnotes")
        element.set("aria-label", self.label("notes"))
        for rule in element.findall("hr"):
            element.remove(rule)
        title = Element("p", {"class": "footnote-title", "aria-hidden": "true"})
        title.text = self.label("notes")
        element.insert(0, title)


def foreign(locale: str, scripts: dict[str, str]) -> dict[str, str]:
    """What a run of foreign letters looks like to readers of `locale`: {language: regular expression, of scripts too}."""
    return {
        language: f"[{SCRIPTS[script]}](?:[{SCRIPTS[script]}{BETWEEN}]*[{SCRIPTS[script]}\\d])?"
        for script, language in scripts.items()
        if language.split("-")[0] != locale
    }


def mark_languages(html: str, locale: str, scripts: dict[str, str]) -> str:
    """Wrap each run of letters foreign to the page in `<span lang>`, unless an element about it has its `lang`.

    `html` is a fragment in `locale`; `scripts` gives the language of a script's letters: {"Han": "zh-Hans"}.
    WCAG 2.2, 3.1.2 Language of Parts. Roman numerals and what stands in code, scripts and styles are left alone.
    """
    patterns = [(language, re.compile(pattern)) for language, pattern in foreign(locale, scripts).items()]
    stack: list[tuple[str, bool]] = []
    tokens = TOKEN.split(html)
    for at in range(0, len(tokens), 2):  # a text, the tag or entity after it, and so on
        if tokens[at] and not (stack and stack[-1][1]):
            for language, pattern in patterns:
                tokens[at] = pattern.sub(lambda run, tag=language: _wrap(run[0], tag), tokens[at])
        tag = NAME.match(tokens[at + 1]) if at + 1 < len(tokens) else None
        if tag and tag[1]:
            while stack and stack.pop()[0] != tag[2].lower():
                pass
        elif tag and not tag.string.endswith("/>") and tag[2].lower() not in VOID:
            name, marked = tag[2].lower(), LANG.search(tag.string)
            inner = marked[1] != locale if marked else bool(stack) and stack[-1][1]
            stack.append((name, inner or name in ("code", "script", "style", "svg")))
    return "".join(tokens)


def _wrap(run: str, language: str) -> str:
    words = re.findall(r"[^\W\d_]+", run)
    return run if all(ROMAN.match(word) for word in words) else f'<span lang="{language}">{run}</span>'


def mend(html: str) -> str:
    """The page with what the theme leaves undone: the menu's link to the page itself is told from the others.

    And without `autocomplete` of its boxes to tick: HTML allows it for text alone.
    """
    return CURRENT.sub('<a aria-current="page" ', BOX.sub(r"\1", html))
