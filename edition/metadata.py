"""What machines read of a page: Highwire Press and Dublin Core tags, COinS, JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .author import Author
from .cited import CitedEdition
from .record import Record

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
# the prefixes of Dublin Core's names in <meta> (https://www.dublincore.org/specifications/dublin-core/dcq-html/)
DUBLIN_CORE = {"schema.DC": "http://purl.org/dc/elements/1.1/", "schema.DCTERMS": "http://purl.org/dc/terms/"}


def highwire(record: Record) -> list[tuple[str, str]]:
    """The record as printed in `citation_*` tags, one script throughout, for the one page that stands for the article.

    Google Scholar's inclusion guidelines (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing). There is
    no `citation_pdf_url`, for the article's text is not here. The language is that of the text.
    """
    form = record.printed
    pairs = [
        ("citation_title", form.title),
        *(("citation_author", author.inverted) for author in form.authors),
        ("citation_publication_date", str(record.year)),
        ("citation_journal_title", form.journal),
        ("citation_issn", record.issn),
        ("citation_volume", record.volume),
        ("citation_issue", record.issue),
        ("citation_firstpage", record.first_page),
        ("citation_lastpage", record.last_page),
        ("citation_doi", record.doi),
        ("citation_language", record.text_language),
    ]
    return _known(pairs)


def _known(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if value]


def dublin_core(record: Record, reference: str) -> list[tuple[str, str]]:
    """The same in Dublin Core, which has no field for issue and pages: `reference` is the whole in one line.

    https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
    """
    form = record.printed
    pairs = [
        ("DC.title", form.title),
        *(("DC.creator", author.inverted) for author in form.authors),
        ("DC.date", str(record.year)),
        ("DC.type", "Text"),
        ("DC.language", record.text_language),
        ("DCTERMS.isPartOf", form.journal),
        ("DC.identifier", f"https://doi.org/{record.doi}" if record.doi else record.url),
        ("DCTERMS.bibliographicCitation", reference.replace("\u00a0", " ")),
    ]
    return _known(pairs)


def coins(record: Record, site: str) -> str:
    """The record as the title of a `span.Z3988`: an OpenURL 1.0 ContextObject in KEV format (ANSI/NISO Z39.88-2004).

    Every person stands as `rft.au`: Zotero adds `rft.aulast` to them as one more. `rft.language` is no key of the
    format, but Zotero reads it; it is the language of the title, by which Zotero sets capitals. `site` is the address
    of the site, which refers to the article (`rfr_id`).
    """
    form = record.printed
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rfr_id", f"info:sid/{urlsplit(site).netloc}"),
        ("rft.genre", "article"),
        ("rft.atitle", form.title),
        ("rft.jtitle", form.journal),
        ("rft.issn", record.issn),
        ("rft.volume", record.volume),
        ("rft.issue", record.issue),
        ("rft.spage", record.first_page),
        ("rft.epage", record.last_page),
        ("rft.pages", record.pages),
        ("rft.artnum", record.number),
        ("rft.date", str(record.year)),
        ("rft.language", record.language),
        *(("rft.aucorp" if author.is_body else "rft.au", author.inverted) for author in form.authors),
        ("rft_id", f"info:doi/{record.doi}" if record.doi else record.url),
    ]
    return urlencode(_known(pairs), quote_via=quote)


@dataclass(frozen=True)
class PageDescription:
    """A page as JSON-LD has it. `restates` says that it holds a part of the article in this edition's words."""

    url: str
    locale: str
    title: str
    description: str
    restates: bool


def json_ld(
    record: Record,
    editions: Mapping[str, CitedEdition],
    page: PageDescription,
    alternates: Mapping[str, str],
    source: str,
    site: str,
    doi: str = "",
) -> dict[str, Any]:
    """schema.org's description of a page: a page of this edition, and the printed article that the edition is based on.

    `editions` is this edition by locale; `alternates` is the page's address by locale; `source` is the locale of the source text; `site` is the address of
    the site; `doi` is the address of the edition's DOI, if it has one. Translation links our own pages and never the printed article, which this edition restates
    (https://schema.org/translationOfWork, https://schema.org/isBasedOn).
    """
    others = [{"@id": url + "#page"} for locale, url in alternates.items() if locale != page.locale]
    relation: dict[str, Any] = (
        {"workTranslation": others} if page.locale == source else {"translationOfWork": {"@id": alternates[source] + "#page"}}
    )
    work, edition = f"{site}#{record.id}", editions[page.locale]
    titles = [editions[source].title, *(other.title for locale, other in editions.items() if locale != source)]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": ["WebPage", "Article"] if page.restates else "WebPage",
                "@id": page.url + "#page",
                "url": page.url,
                "inLanguage": page.locale,
                "headline" if page.restates else "name": page.title,
                "description": page.description,
                "author": {"@type": "Organization", "name": edition.holder},
                "version": edition.version,
                "dateModified": edition.date.isoformat(),
                "license": LICENSE,
                "isPartOf": {"@type": "WebSite", "@id": f"{site}#site", "url": site, "name": titles[0], "alternateName": titles[1:]}
                | ({"sameAs": doi} if doi else {}),
                "isBasedOn": {"@id": work},
                **relation,
            },
            _article(record, work),
        ],
    }


def _article(record: Record, work: str) -> dict[str, Any]:
    printed, latin = record.printed, record.latin
    known = {
        "pagination": record.pages,
        "pageStart": record.first_page,
        "pageEnd": record.last_page,
        "identifier": record.number,
        "sameAs": f"https://doi.org/{record.doi}" if record.doi else "",
        "url": record.url,
    }
    return {
        "@type": "ScholarlyArticle",
        "@id": work,
        "headline": printed.title,
        "name": printed.title,
        **({"alternateName": latin.title} if record.transliterated else {}),
        "author": [_author(own, other) for own, other in zip(printed.authors, latin.authors, strict=True)],
        "inLanguage": record.text_language,
        "datePublished": str(record.year),
        **{key: value for key, value in known.items() if value},
        "isPartOf": _journal(record),
    }


def _author(own: Author, other: Author) -> dict[str, Any]:
    names = {"familyName": own.surname, "givenName": own.given} if own.given else {}
    ids = {"@id": own.orcid, "affiliation": {"@type": "Organization", "@id": own.ror} if own.ror else ""}
    known = {"@id": own.ror} if own.is_body else ids
    own_ids = {key: value for key, value in known.items() if value}
    return {"@type": "Organization" if own.is_body else "Person", **own_ids, **names, "name": own.name} | (
        {"alternateName": other.name} if other.name != own.name else {}
    )


def _journal(record: Record) -> dict[str, Any]:
    """The issue, volume and periodical that the article is part of, each within the next, those left out that there are not."""
    names = [name for name in (record.latin.journal, *record.journal_variants) if name != record.printed.journal]
    part: dict[str, Any] = {"@type": "Periodical", "name": record.printed.journal} | ({"alternateName": names} if names else {})
    part |= {"issn": record.issn} if record.issn else {}
    if record.volume:
        part = {"@type": "PublicationVolume", "volumeNumber": record.volume, "isPartOf": part}
    if record.issue:
        part = {"@type": "PublicationIssue", "issueNumber": record.issue, "datePublished": str(record.year), "isPartOf": part}
    return part
