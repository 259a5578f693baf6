"""The glossary for translators and for machines: TBX-Basic, tab-separated values, schema.org's DefinedTermSet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from lxml import etree

from ..downloads import Download, named
from .text import dump

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

XML = "{http://www.w3.org/XML/1998/namespace}"
TBX = "urn:iso:std:iso:30042:ed-2"


def downloads(edition: Edition) -> list[Download]:
    """The files that the page of downloads offers."""
    return [
        named(edition, "translate", "tbx", "glossary.tbx", "application/x-tbx+xml"),
        named(edition, "translate", "terms_tsv", "glossary.tsv", "text/tab-separated-values"),
        named(edition, "data", "terms_jsonld", "glossary.jsonld", "application/ld+json"),
    ]


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, bytes | str]]:
    """Address and content of each file."""
    address = {one.kind: one.address for one in downloads(edition)}
    yield address["tbx"], tbx(edition, builds)
    yield address["terms_tsv"], "".join(tsv(edition))
    yield address["terms_jsonld"], dump(json_ld(edition, builds))


def languages(edition: Edition) -> list[str]:
    """The languages of the glossary, those of the edition's locales first."""
    return list(dict.fromkeys([*edition.locales, *(code for entry in edition.reference.glossary for code in [*entry["forms"], *entry.get("other", {})])]))


def tbx(edition: Edition, builds: Mapping[str, Build]) -> bytes:
    """TBX-Basic in the style of categories as values of attributes, DCA (ISO 30042:2019, https://www.tbxinfo.net/tbx-basic/).

    The standard form is preferred, other forms are admitted; what the article prints and the edition has mended is not to
    be used, and is deprecated.
    """
    imprint = builds[edition.default].imprint
    root = etree.Element(f"{{{TBX}}}tbx", {"style": "dca", "type": "TBX-Basic", f"{XML}lang": edition.default}, nsmap={None: TBX})
    description = _sub(_sub(root, "tbxHeader"), "fileDesc")
    _sub(_sub(_sub(description, "titleStmt"), "title"), None, f"{imprint.site_name}: {builds[edition.default].label('glossary')}")
    source = _sub(description, "sourceDesc")
    for line in imprint.lines():
        _sub(source, "p", line)
    body = _sub(_sub(root, "text"), "body")
    text_language = edition.reference.article["custom"]["text-language"]
    for entry in edition.reference.glossary:
        concept = _sub(body, "conceptEntry", id=entry["id"])
        _sub(concept, "descrip", builds[edition.default].label(f"kind_{entry['kind']}"), type="subjectField")
        for code in languages(edition):
            section = etree.Element(f"{{{TBX}}}langSec", {f"{XML}lang": code})
            if code in entry["gloss"]:
                _sub(_sub(section, "descripGrp"), "descrip", entry["gloss"][code], type="definition")
            for form, status in _forms(entry, code, text_language):
                term = _sub(section, "termSec")
                _sub(term, "term", form)
                _sub(term, "termNote", status, type="administrativeStatus")
            if section.find(f".//{{{TBX}}}term") is not None:
                concept.append(section)
    etree.indent(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _forms(entry: Mapping[str, Any], code: str, text_language: str) -> Iterator[tuple[str, str]]:
    if code in entry["forms"]:
        yield entry["forms"][code], "preferredTerm-admn-sts"
    for form in entry.get("other", {}).get(code, []):
        yield form, "admittedTerm-admn-sts"
    for form in entry.get("printed", []) if code == text_language else []:
        yield form, "deprecatedTerm-admn-sts"


def _sub(parent: etree._Element, tag: str | None, text: str = "", **attributes: str) -> etree._Element:
    """A new last child with a text; with no tag, the text goes into the parent."""
    element = parent if tag is None else etree.SubElement(parent, f"{{{TBX}}}{tag}", attributes)
    element.text = text or element.text
    return element


def tsv(edition: Edition) -> Iterator[str]:
    """A line an entry: id, kind, the form in each language, spellings in print, the explanation in each locale."""
    codes = [code for code in languages(edition) if any(code in entry["forms"] for entry in edition.reference.glossary)]
    yield "\t".join(["id", "kind", *codes, "printed", *(f"gloss-{locale}" for locale in edition.locales)]) + "\n"
    for entry in edition.reference.glossary:
        forms = [entry["forms"].get(code, "") for code in codes]
        glosses = [entry["gloss"][locale] for locale in edition.locales]
        yield "\t".join([entry["id"], entry["kind"], *forms, " | ".join(entry.get("printed", [])), *glosses]) + "\n"


def json_ld(edition: Edition, builds: Mapping[str, Build]) -> dict[str, Any]:
    """The glossary as https://schema.org/DefinedTermSet; the address of an entry in the source text's language is its name."""
    build = builds[edition.default]
    address = urljoin(edition.site_url, build.glossary)
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": address,
        "name": _values({locale: one.label("glossary") for locale, one in builds.items()}),
        "isPartOf": {"@type": "WebSite", "name": build.site_name, "url": edition.site_url},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "version": build.imprint.version,
        "dateModified": build.imprint.date,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": f"{address}#{entry['id']}",
                "termCode": entry["id"],
                "name": _values(entry["forms"]),
                "alternateName": [value for code, forms in entry.get("other", {}).items() for form in forms for value in _values({code: form})],
                "description": _values(entry["gloss"]),
                "inDefinedTermSet": {"@id": address},
            }
            for entry in edition.reference.glossary
        ],
    }


def _values(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text} for language, text in texts.items()]
