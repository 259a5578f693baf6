"""What Zotero would offer to save from a page: the rules by which its translators choose and read, in Python.

Followed from the translators of June 2026 (https://github.com/zotero/translators: `COinS.js`, `Embedded Metadata.js`,
`ReferBibIX.js`) and `openurl.js` of https://github.com/zotero/utilities. Of those that look at any page the one with the lower
number wins: unAPI 300, COinS 310, Embedded Metadata 320, DOI 400.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup

FORMATS = {"journal": "journalArticle", "book": "book", "dissertation": "thesis", "patent": "patent", "dc": "webpage"}
COINS_FIELDS = {
    "rft.atitle": "title",
    "rft.jtitle": "publicationTitle",
    "rft.title": "publicationTitle",
    "rft.stitle": "journalAbbreviation",
    "rft.date": "date",
    "rft.volume": "volume",
    "rft.issue": "issue",
    "rft.issn": "ISSN",
    "rft.eissn": "ISSN",
    "rft.language": "language",
    "rft.description": "abstractNote",
    "rft.source": "publicationTitle",
    "rft.rights": "rights",
    "rft.publisher": "publisher",
    "rft.place": "place",
}
HIGHWIRE_FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_cover_date": "date",
    "citation_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_journal_abbrev": "journalAbbreviation",
    "citation_volume": "volume",
    "citation_issue": "issue",
    "citation_publisher": "publisher",
    "citation_issn": "ISSN",
    "citation_doi": "DOI",
    "citation_abstract": "abstractNote",
    "citation_language": "language",
}
# the first of these is the item's address, then the canonical one (which a page always has, for want of another its own)
HIGHWIRE_ADDRESSES = ("citation_public_url", "og:url", "citation_abstract_html_url", "citation_fulltext_html_url")


def offers(soup: BeautifulSoup) -> tuple[str, list[dict[str, Any]]]:
    """Name of the translator that wins on a page, and the items that it saves; ("", []) where there is but a web page."""
    if soup.select('link[rel="unapi-server"]'):
        return "unAPI", []
    spans = [item for tag in soup.select("span.Z3988[title]") if (item := context_object(str(tag["title"])))]
    if spans:
        return "COinS", spans
    item = embedded_metadata(soup)
    return ("Embedded Metadata", [item]) if item["itemType"] != "webpage" else ("", [])


def context_object(title: str) -> dict[str, Any] | None:
    """The item of one COinS span (`parseContextObject`); None for a format that Zotero does not know."""
    pairs = [(key, unquote(re.sub(r"\+|%2[bB]", " ", value))) for key, _, value in (part.partition("=") for part in title.split("&"))]
    formats = [value.removeprefix("info:ofi/fmt:kev:mtx:") for key, value in pairs if key == "rft_val_fmt"]
    if not formats or formats[0] not in FORMATS:
        return None
    item: dict[str, Any] = {"itemType": FORMATS[formats[0]], "creators": []}
    known = {key: value for key, value in pairs if value}
    for key, value in pairs:
        if key in COINS_FIELDS and value:
            item[COINS_FIELDS[key]] = value
        elif key in ("rft.au", "rft.creator", "rft.contributor", "rft.aucorp"):
            # a name is split at its comma; one without is split before its last word
            item["creators"].append([part.strip() for part in value.split(",", 1)] if "," in value else value.rsplit(" ", 1)[::-1])
        elif key == "rft_id" and value.startswith(("http:", "https:")):
            item["url"] = value
        elif key == "rft_id" and value.startswith("info:doi"):
            item["DOI"] = value.removeprefix("info:doi/")
    # the first author given in two parts comes as one more than those in `rft.au`
    if "rft.aulast" in known:
        item["creators"].insert(0, [known["rft.aulast"], known.get("rft.aufirst", "")])
    pages = known.get("rft.pages") or "-".join(dict.fromkeys(known[key] for key in ("rft.spage", "rft.epage") if key in known))
    return item | ({"pages": pages} if pages else {})


def embedded_metadata(soup: BeautifulSoup) -> dict[str, Any]:
    """The item of the tags in the head; a page without the journal's name is one more web page."""
    tags: dict[str, list[str]] = {}
    for tag in soup.select("head meta[content]"):
        tags.setdefault(str(tag.get("name") or tag.get("property") or ""), []).append(str(tag["content"]))
    journal = "citation_journal_title" in tags or "citation_title" in tags
    item: dict[str, Any] = {"itemType": "journalArticle" if journal else "webpage"}
    item |= {field: tags[name][0] for name, field in HIGHWIRE_FIELDS.items() if name in tags}
    item["creators"] = [[part.strip() for part in name.split(",", 1)] for name in tags.get("citation_author", [])]
    pages = [tags[name][0] for name in ("citation_firstpage", "citation_lastpage") if name in tags]
    canonical = [str(link["href"]) for link in soup.select('head link[rel="canonical"]')]
    item["pages"] = "-".join(pages)
    item["url"] = next((tags[name][0] for name in HIGHWIRE_ADDRESSES if name in tags), *canonical[:1] or ["the page"])
    item.setdefault("abstractNote", next((tags[name][0] for name in ("og:description", "description") if name in tags), ""))
    return item


def refer_creators(text: str) -> list[str]:
    """The authors of a file in refer's format, %A and, for corporate ones, %Q (`ReferBibIX.js`)."""
    return re.findall(r"^%[AQ] (.+)$", text, re.M)
