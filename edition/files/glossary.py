"""The glossary for translators and for machines: TBX-Basic, tab-separated values, schema.org's DefinedTermSet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from ..downloads import Download, named
from ..metadata import LICENSE
from .text import dump

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition

XML = "{http://www.w3.org/XML/1998/namespace}"


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
    return list(
        dict.fromkeys(
            [*edition.locales, *(code for entry in edition.reference.glossary for code in [*entry["forms"], *entry.get("other", {})])]
        )
    )


def tbx(edition: Edition, builds: Mapping[str, Build]) -> bytes:
    """TBX-Basic of 2008 (ISO 30042:2008, https://www.ttt.org/oscarstandards/tbx/tbx-basic.html), which more programs read than its successor.

    The standard form is preferred, other forms are admitted; what the article prints and the edition has corrected is deprecated.
    There is no document type: a reader of XML would ask for its DTD, which is not there.
    """
    build = builds[edition.default]
    root = etree.Element("martif", {"type": "TBX-Basic", f"{XML}lang": edition.default})
    header = etree.SubElement(root, "martifHeader")
    description = etree.SubElement(header, "fileDesc")
    _sub(etree.SubElement(description, "titleStmt"), "title", f"{build.site_name}: {build.label('glossary')}")
    source = etree.SubElement(description, "sourceDesc")
    for line in build.imprint.lines():
        _sub(source, "p", line)
    _sub(etree.SubElement(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs", type="XCSURI")
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for entry in edition.reference.glossary:
        concept = etree.SubElement(body, "termEntry", id=entry["id"])
        _sub(concept, "descrip", build.label(f"kind_{entry['kind']}"), type="subjectField")
        for code in languages(edition):
            _language(concept, entry, code, edition.reference.article.text_language)
    etree.indent(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _language(concept: etree._Element, entry: Mapping[str, Any], code: str, text_language: str) -> None:
    forms = list(_forms(entry, code, text_language))
    if not forms:
        return
    section = etree.SubElement(concept, "langSet", {f"{XML}lang": code})
    if code in entry["gloss"]:
        _sub(etree.SubElement(section, "descripGrp"), "descrip", entry["gloss"][code], type="definition")
    for form, status in forms:
        group = etree.SubElement(section, "tig")
        _sub(group, "term", form)
        _sub(group, "termNote", status, type="administrativeStatus")


def _forms(entry: Mapping[str, Any], code: str, text_language: str) -> Iterator[tuple[str, str]]:
    if code in entry["forms"]:
        yield entry["forms"][code], "preferredTerm-admn-sts"
    for form in entry.get("other", {}).get(code, []):
        yield form, "admittedTerm-admn-sts"
    for form in entry.get("printed", []) if code == text_language else []:
        yield form, "deprecatedTerm-admn-sts"


def _sub(parent: etree._Element, tag: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, tag, attributes).text = text


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
    address = edition.online(build.glossary)
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": address,
        "name": _values({locale: one.label("glossary") for locale, one in builds.items()}),
        "isPartOf": {"@type": "WebSite", "name": build.site_name, "url": edition.site_url},
        "license": LICENSE,
        "version": build.imprint.version,
        "dateModified": build.imprint.date,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": f"{address}#{entry['id']}",
                "termCode": entry["id"],
                "name": _values(entry["forms"]),
                "alternateName": [
                    value for code, forms in entry.get("other", {}).items() for form in forms for value in _values({code: form})
                ],
                "description": _values(entry["gloss"]),
                "inDefinedTermSet": {"@id": address},
            }
            for entry in edition.reference.glossary
        ],
    }


def _values(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text} for language, text in texts.items()]
