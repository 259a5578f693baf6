"""What the edition adds to Python-Markdown's tree of a page: marks of place, a heading and names for notes, languages of phrases.

It also keeps the passages of the article's pages, for what shows both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, SubElement

import lxml.html
from lxml.html import HtmlElement
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import render_inner_html
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from .document import Block, place_names
from .languages import Languages

NOTE = "fn:"
WHOLES = ("ul", "ol", "blockquote")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Passage:
    """A heading, paragraph, list, quotation or note of a built page: its element, the HTML inside, the printed page (none of a note).

    Addresses in the HTML begin at the root of the site: "/ru/glossary/#heihe".
    """

    id: str
    tag: str
    html: str
    page: str = ""


def change_links(html: str, change: Callable[[HtmlElement], None]) -> str:
    """The HTML of a passage with what `change` does to each link and picture."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in root.iter("a", "img"):
        change(element)
    return escape(root.text or "", quote=False) + "".join(lxml.html.tostring(child, encoding="unicode") for child in root)


def make_relative(element: HtmlElement, base: str) -> None:
    """Give a link or picture, whose address begins at the root of the site, the address that begins with `base`."""
    for key in ("href", "src"):
        if (address := element.get(key, "")).startswith("/"):
            element.set(key, base + address[1:])


@dataclass
class MarkedPage:
    """What marking a page asks for, and the passages that it finds there.

    `url` is the page's address relative to the root of the site; `blocks` are its headings and passages by id;
    `label(key, *values)` gives words of its locale; `counterparts` is the page's address, relative to its own, in each other locale,
    with the locale's name and its short form; `behind` are the ids of passages whose source text has changed since they
    were compared with it; `since` says of a passage since when it stands as it is; `glossary` is the address of the glossary, as links
    on this page write it; `figures` are, by the id of a passage, address and words of the references to figures that the edition adds
    after it.
    """

    url: str
    blocks: Mapping[str, Block]
    label: Callable[..., str]
    languages: Languages
    counterparts: Mapping[str, tuple[str, str, str]]
    behind: frozenset[str]
    since: Mapping[str, str]
    glossary: str
    passages: list[Passage] = field(default_factory=list)
    figures: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


class MarksExtension(Extension):
    """Marks the page that `current()` gives when Python-Markdown turns to it; none where that is None."""

    def __init__(self, current: Callable[[], MarkedPage | None]) -> None:
        super().__init__()
        self.current = current

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Add the marks to the tree of the page whose turn it is."""
        # after attr_list (8), toc (5), MkDocs' title (1) and links (0): ids and addresses are known, names of headings are taken
        if page := self.current():
            md.treeprocessors.register(_Marks(md, page), "edition-marks", -1)


class _Marks(Treeprocessor):
    def __init__(self, md: Markdown, page: MarkedPage) -> None:
        super().__init__(md)
        self.page, self.label = page, page.label
        self.printed = ""  # the printed page that the last passage stands on

    def run(self, root: Element) -> None:
        self.page.languages.mark_tree(root)
        named: set[str] = set()
        for element in root.iter():
            self._attributes_of_whole(element)
            if element.tag in HEADINGS:
                named.clear()
            elif element.get("class") == "footnote-ref":
                element.set("aria-label", self.label("note_reference", element.text))
                element.set("role", "doc-noteref")
            elif element.tag == "a" and (address := element.get("href", "")).partition("#")[0] == self.page.glossary:
                element.set("class", "term again" if address in named else "term")
                named.add(address)
            elif element.get("class") == "footnote":
                self._notes(element)
        self._keep(root)
        self._mark_all(root)

    @staticmethod
    def _attributes_of_whole(element: Element) -> None:
        """Python-Markdown's attr_list gives the attributes of a list or a quotation to what stands last in it."""
        if element.tag in WHOLES and len(element) and "data-page" in element[-1].attrib:
            for key in ("id", "data-page"):
                if key in element[-1].attrib:
                    element.set(key, element[-1].attrib.pop(key))

    def _keep(self, root: Element) -> None:
        """Keep the passages and notes, in the order of the page, as they are without marks and without inner ids."""
        notes: list[Passage] = []
        for element in root.iter():
            identity, printed = element.get("id", ""), element.get("data-page", "")
            if not identity or not (printed or identity.startswith(NOTE)):
                continue
            passage = Passage(identity, element.tag, self._inner_html(element), printed)
            (self.page.passages if printed else notes).append(passage)
        self.page.passages += notes

    def _inner_html(self, element: Element) -> str:
        copy = deepcopy(element)
        for parent in list(copy.iter()):
            for child in list(parent):
                if child.get("class") == "footnote-backref":
                    parent.remove(child)
                child.attrib.pop("id", None)
                for key in ("href", "src"):
                    # an address of mail in <…> is written in numbers of letters
                    address = unescape(child.get(key, "").replace(AMP_SUBSTITUTE, "&"))
                    if address and not urlsplit(address).scheme:
                        child.set(key, urljoin("/" + self.page.url, address))
        copy.tail = None
        return render_inner_html(copy, self.md)

    def _mark_all(self, parent: Element) -> None:
        for at, element in enumerate(list(parent)):
            block = self.page.blocks.get(element.get("id", ""))
            if not (block and block.page and element.get("data-page")):
                self._mark_all(element)
                continue
            turn = self.printed not in ("", block.page) or not self.printed
            self.printed = block.page.partition("-")[2] or block.page
            passage = Element("div", {"class": "passage page-turn" if turn else "passage"})
            parent.remove(element)
            parent.insert(at, passage)
            element.tail, tail = "\n", element.tail
            passage.text, passage.tail = "\n", tail or "\n"
            passage.append(element)
            passage.append(self._place(block))
            for address, words in self.page.figures.get(str(block.id), ()):
                reference = SubElement(passage, "p", {"class": "figure-reference"})
                SubElement(reference, "a", {"href": address}).text = words
            if block.id in self.page.behind:
                SubElement(passage, "p", {"class": "behind"}).text = self.label("behind")

    def _place(self, block: Block) -> Element:
        """The mark of a passage: its printed page, a link to itself that the script makes a button of, and its counterparts."""
        names = place_names(block, self.label)
        place = Element("p", {"class": "place"})
        mark = SubElement(place, "a", {"class": "mark", "href": f"#{block.id}", "aria-label": self.label("mark", names.full)})
        mark.set("data-place", names.short)
        if since := self.page.since.get(str(block.id)):
            mark.set("data-since", since)
        mark.text = names.printed
        for locale, (address, language, short) in self.page.counterparts.items():
            mark.tail = " "
            attributes = {
                "class": "counterpart-link",
                "href": f"{address}#{block.id}",
                "hreflang": locale,
                "lang": locale,
                "title": language,
            }
            mark = SubElement(place, "a", attributes)
            mark.text = short
        place.tail = "\n"
        return place

    def _notes(self, element: Element) -> None:
        """Give the list of notes a heading; each way back to the text has its name in words."""
        element.tag = "section"
        element.attrib |= {"role": "doc-endnotes", "aria-labelledby": "notes"}
        for rule in element.findall("hr"):
            element.remove(rule)
        title = Element("h2", {"id": "notes", "class": "footnote-title"})
        title.text, title.tail = self.label("notes"), "\n"
        element.insert(0, title)
        for back in element.iter("a"):
            if back.get("class") == "footnote-backref":
                back.set("aria-label", back.attrib.pop("title", ""))
