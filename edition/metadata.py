"""What machines read in the head of a page: Highwire Press and Dublin Core tags, COinS, JSON-LD."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def names(item: dict) -> list[str]:
    """The authors as "Family, Given", as Google Scholar and Zotero want them."""
    return [f"{author['family']}, {author['given']}" for author in item["author"]]


def highwire(item: dict) -> list[tuple[str, str]]:
    """The record as printed in `citation_*` tags, one script throughout, for the one page that stands for the article.

    Google Scholar's inclusion guidelines (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing). There is
    no `citation_pdf_url`, for the article's text is not here, and no `citation_volume`: the journal has none.
    """
    first, last = item["page"].split("-")
    return [
        ("citation_title", item["title"]),
        *(("citation_author", name) for name in names(item)),
        ("citation_publication_date", str(year(item))),
        ("citation_journal_title", item["container-title"]),
        ("citation_issue", item["issue"]),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_language", item["language"]),
    ]


def dublin_core(item: dict, reference: str) -> list[tuple[str, str]]:
    """The same in Dublin Core, which has no field for issue and pages: `reference` is the whole in one line.

    https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
    """
    return [
        ("DC.title", item["title"]),
        *(("DC.creator", name) for name in names(item)),
        ("DC.date", str(year(item))),
        ("DC.type", "Text"),
        ("DC.language", item["language"]),
        ("DC.source", item["container-title"]),
        ("DCTERMS.bibliographicCitation", reference),
    ]


def coins(item: dict) -> str:
    """The record as the title of a `span.Z3988`: an OpenURL 1.0 ContextObject in KEV format (ANSI/NISO Z39.88-2004).

    Every author stands as `rft.au`: Zotero adds `rft.aulast` to them as one more.
    """
    first, last = item["page"].split("-")
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rft.genre", "article"),
        ("rft.atitle", item["title"]),
        ("rft.jtitle", item["container-title"]),
        ("rft.issue", item["issue"]),
        ("rft.spage", first),
        ("rft.epage", last),
        ("rft.pages", item["page"]),
        ("rft.date", str(year(item))),
        ("rft.language", item["language"]),
        *(("rft.au", name) for name in names(item)),
    ]
    return urlencode(pairs, quote_via=quote)


def year(item: dict) -> int:
    """The year of publication of a CSL-JSON item."""
    return item["issued"]["date-parts"][0][0]


def json_ld(article: dict, page: dict[str, str], twins: dict[str, str], source: str, site: str) -> dict:
    """schema.org's description of a page: an article of this edition, based on the printed one.

    `page` has url, locale, title, description and site_name; `twins` is the page's address by locale; `source` is the
    locale of the source text; `site` is the address of the site. Translation links our own pages and never the printed
    article, which this edition restates (https://schema.org/translationOfWork, https://schema.org/isBasedOn).
    """
    first, last = article["page"].split("-")
    latin = article["custom"]["latin"]
    others = [{"@id": url + "#page"} for locale, url in twins.items() if locale != page["locale"]]
    relation = {"workTranslation": others} if page["locale"] == source else {"translationOfWork": {"@id": twins[source] + "#page"}}
    work = f"{site}#{article['id']}"
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": ["WebPage", "Article"],
                "@id": page["url"] + "#page",
                "url": page["url"],
                "inLanguage": page["locale"],
                "headline": page["title"],
                "description": page["description"],
                "license": "https://creativecommons.org/licenses/by/4.0/",
                "isPartOf": {"@type": "WebSite", "url": site, "name": page["site_name"]},
                "isBasedOn": {"@id": work},
                **relation,
            },
            {
                "@type": "ScholarlyArticle",
                "@id": work,
                "headline": article["title"],
                "name": article["title"],
                "alternateName": [*article["custom"]["translation"].values()],
                "author": [
                    {
                        "@type": "Person",
                        "familyName": own["family"],
                        "givenName": own["given"],
                        "name": f"{own['family']} {own['given']}",
                        "alternateName": f"{other['family']} {other['given']}",
                    }
                    for own, other in zip(article["author"], latin["author"], strict=True)
                ],
                "inLanguage": article["custom"]["text-language"],
                "datePublished": str(year(article)),
                "pagination": article["page"],
                "pageStart": first,
                "pageEnd": last,
                "isPartOf": {
                    "@type": "PublicationIssue",
                    "issueNumber": article["issue"],
                    "datePublished": str(year(article)),
                    "isPartOf": {"@type": "Periodical", "name": article["container-title"], "alternateName": latin["container-title"]},
                },
            },
        ],
    }
