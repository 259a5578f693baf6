"""What crawlers, browsers and hosts are told: titles, addresses, languages, policy; and that every link leads somewhere."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from .conftest import ROOT, SITE_URL, Opener, Site, mkdocs, with_other_formats
from .places import LOCALES, PAGE, QUERIES


def test_titles_and_descriptions_are_each_pages_own(site: Site) -> None:
    for what in ("title", "description"):
        seen: dict[str, str] = {}
        for page in site.each():
            tag = page.soup.title if what == "title" else page.soup.select_one("meta[name=description]")
            text = tag.get_text() if what == "title" else tag["content"]
            assert text.strip() and text not in seen, (page.url, seen.get(text))
            seen[text] = page.url
            if what == "description":
                assert 50 <= len(text) <= 170, (page.url, len(text))


def test_language_canonical_and_alternates(site: Site) -> None:
    for page in site.each():
        own = urljoin(SITE_URL, page.url)
        assert page.soup.html["lang"] == page.locale
        assert [link["href"] for link in page.soup.select("link[rel=canonical]")] == [own]
        links = {link["hreflang"]: link["href"] for link in page.soup.select("link[rel=alternate]")}
        wanted = {locale: urljoin(SITE_URL, site.pages[locale, page.name].url) for locale in site.locales}
        assert links == {**wanted, "x-default": wanted[site.default]}
        switch = {a["hreflang"]: a for a in page.soup.select(".languages a[hreflang]")}
        for locale, address in wanted.items():
            assert urljoin(own, switch[locale]["href"]) == address
            assert switch[locale]["lang"] == locale


def test_sitemap_lists_every_page_and_nothing_else(site: Site) -> None:
    tree = ElementTree.parse(site.folder / "sitemap.xml")
    assert sorted(str(loc.text) for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")) == sorted(
        urljoin(SITE_URL, page.url) for page in site.each()
    )


def test_content_security_policy_and_no_inline_script(site: Site) -> None:
    for path in site.folder.rglob("*.html"):
        soup = site.soup(path)
        policy = soup.select_one('meta[http-equiv="Content-Security-Policy"]')["content"]
        assert "unsafe" not in policy and "default-src 'none'" in policy and "script-src 'self'" in policy
        for script in soup.select("script"):
            if script.get("type") != "application/ld+json":
                digest = b64encode(sha256(script.get_text().encode()).digest()).decode()
                assert script.has_attr("src") or f"'sha256-{digest}'" in policy.split("script-src")[1].split(";")[0], script
        for tag in soup.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], tag
            assert not str(tag.get("href", "")).startswith("javascript:"), tag


# what a link says of a page, and no browser fetches
STATED = {"canonical", "alternate", "describedby", "license", "type", "schema.DC", "schema.DCTERMS"}


def test_nothing_is_asked_of_another_host(site: Site) -> None:
    for path in site.folder.rglob("*"):
        if path.suffix == ".html":
            soup = site.soup(path)
            asked = [tag.get("src") for tag in soup.select("[src]")]
            asked += [tag["href"] for tag in soup.select("link[href]") if not STATED & set(tag["rel"])]
            assert not [url for url in asked if urlsplit(url).netloc], path
        elif path.suffix == ".css":
            urls = re.findall(r"url\(['\"]?([^'\")]+)", path.read_text(encoding="utf-8"))
            assert not [url for url in urls if urlsplit(url).netloc], path


def test_nothing_is_sent_and_nothing_is_kept(site: Site, address: str, open_page: Opener) -> None:
    for path in site.folder.rglob("*.html"):
        for form in site.soup(path).select("form"):
            assert not {"action", "method"} & set(form.attrs), path
    page = open_page(address + site.pages[site.default, PAGE].url)
    page.keyboard.press("Control+k")
    page.keyboard.type(QUERIES[site.default]["some"])
    page.wait_for_selector(".search-list a")
    page.keyboard.press("Escape")
    page.click("article .mark >> nth=1")
    other = site.locales[1]
    page.click(f".languages a[hreflang={other}]")
    page.wait_for_url(lambda url: url.startswith(address + site.pages[other, PAGE].url))
    assert page.context.cookies() == []
    assert page.evaluate("async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]") == [0, 0, 0]


def test_every_link_leads_to_a_page_and_an_anchor_that_are_there(site: Site) -> None:
    ids: dict[Path, set[str]] = {}

    def anchors(path: Path) -> set[str]:
        if path not in ids:
            soup = site.soup(path)
            found = [tag["id"] for tag in soup.select("[id]")]
            assert len(found) == len(set(found)), (path, [one for one in found if found.count(one) > 1])
            ids[path] = set(found)
        return ids[path]

    count = 0
    for path in site.folder.rglob("*.html"):
        own = urljoin(SITE_URL, path.relative_to(site.folder).as_posix())
        soup = site.soup(path)
        for tag in soup.select("[href], [src]"):
            target = urlsplit(urljoin(own, tag.get("href", tag.get("src"))))
            if f"{target.scheme}://{target.netloc}" != SITE_URL.removesuffix(urlsplit(SITE_URL).path):
                continue
            assert target.path.startswith(urlsplit(SITE_URL).path), (path, tag)
            place = site.folder / unquote(target.path).removeprefix(urlsplit(SITE_URL).path)
            place = place / "index.html" if place.is_dir() else place
            assert place.is_file(), (path, tag)
            if target.fragment and place.suffix == ".html":
                assert unquote(target.fragment) in anchors(place), (path, tag)
            count += 1
    assert count > 500


def test_an_edition_without_a_glossary_or_a_page_on_citing_links_to_neither(small: Path) -> None:
    for locale in ("en", "ru"):
        (small / "docs" / locale / "glossary.md").unlink()
        index, ground = (small / "docs" / locale / name for name in ("index.md", "ground.md"))
        index.write_text(re.sub(r"\[(\w+)\]\(glossary\.md#[\w-]+\)", r"\1", index.read_text(encoding="utf-8")), encoding="utf-8")
        ground.write_text(ground.read_text(encoding="utf-8") + "\n{{ masthead() }}\n", encoding="utf-8")
    settings = small / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(", glossary.md]", "]"), encoding="utf-8")
    result = mkdocs(small, "build", "--strict")
    assert result.returncode == 0, result.stdout
    assert "search-glossary" not in (small / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("own", LOCALES)
def test_a_page_for_what_is_not_there_speaks_every_language_its_own_first(site: Site, own: str) -> None:
    path = site.folder / ("" if own == site.default else own) / "404.html"
    soup = site.soup(path)
    assert soup.html["lang"] == own
    sections = [section["lang"] for section in soup.select("article section")]
    assert sections[0] == own and set(sections) == set(site.locales)
    assert "noindex" in soup.select_one("meta[name=robots]")["content"]
    assert not soup.select("link[rel=canonical], link[rel=alternate]")
    assert all(link["href"].startswith(urlsplit(SITE_URL).path) for link in soup.select("article section a"))


def test_doi_orcid_and_ror_are_shown_where_they_are_known_and_nowhere_else(site: Site, small: Path) -> None:
    orcid, ror, doi = "https://orcid.org/0000-0002-1825-0097", "https://ror.org/02mhbdp94", "10.5281/zenodo.1"
    given = (ROOT / "mkdocs.yml").read_text(encoding="utf-8") + (ROOT / "reference" / "article.json").read_text(encoding="utf-8")
    assert not re.search(r"orcid|ror\.org|doi: \"?10|\"DOI\"", given), "this article has none"
    assert not any(re.search(r"orcid|ror\.org|doi\.org", str(page.soup)) for page in site.each())
    record = small / "reference" / "article.json"
    item = json.loads(record.read_text(encoding="utf-8"))
    item[0]["author"][0] |= {"ORCID": orcid, "ROR": ror}
    record.write_text(json.dumps(item), encoding="utf-8")
    settings = small / "mkdocs.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("Han: zh-Hans}", f"Han: zh-Hans}}\n      doi: {doi}"), encoding="utf-8"
    )
    with_other_formats(small)
    result = mkdocs(small, "build", "--strict")
    assert result.returncode == 0, result.stdout
    page = BeautifulSoup((small / "site" / "index.html").read_text(encoding="utf-8"), "html.parser")
    own, article = json.loads(page.select_one('script[type="application/ld+json"]').get_text())["@graph"]
    assert own["isPartOf"]["sameAs"] == f"https://doi.org/{doi}"
    assert article["author"][0]["@id"] == orcid and article["author"][0]["affiliation"]["@id"] == ror
    assert f"https://doi.org/{doi}" in (small / "site" / "download" / "ivanov-2001.en.txt").read_text(encoding="utf-8")
    jats = ElementTree.parse(small / "site" / "download" / "ivanov-2001.jats.xml")
    assert jats.findtext("./front//article-id[@pub-id-type='doi']") == doi
