"""Right answers and bytes of three searches on the table of `tests/article/data/queries.yml`: `make bench` prints a table for BENCHMARKS.md.

Ours, the theme's own with mkdocs-static-i18n as they come, and Pagefind. An answer of the theme is right when one of the first three results
leads to the page's section that holds the paragraph, for the theme indexes sections; of Pagefind, when one leads to
the page.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ARGUMENTS, ROOT, SITE_URL, Site, data, languages, mkdocs, requests, serve, settings
from tests.tools.browsers import chromium

# what npm has of the peers (bench/package.json)
MODULES = ROOT / "bench" / "node_modules"
served = contextlib.contextmanager(serve)


def stock_settings(address: str = "https://stock.example/", web_fonts: bool = False) -> str:
    """`mkdocs.yml` of the theme with mkdocs-static-i18n as they come, in the languages of the edition."""
    spoken = [{key: one[key] for key in ("locale", "name", "default") if key in one} for one in languages(settings())]
    return yaml.safe_dump(
        {
            "site_name": "Stock",
            "site_url": address,
            "theme": {"name": "material"} if web_fonts else {"name": "material", "font": False},
            "plugins": ["search", {"i18n": {"docs_structure": "folder", "languages": spoken}}],
            "markdown_extensions": ["attr_list", "footnotes", "md_in_html"],
        }
    )


def homes(site: Site) -> dict[str, dict[str, str]]:
    """For each locale the page and section of every id: {locale: {id: "problems/#policy-gap"}}."""
    found: dict[str, dict[str, str]] = {}
    for page in site.each():
        section = ""
        for tag in page.soup.select("article [id]"):
            if re.match(r"h[1-6]", tag.name):
                section = tag["id"]
            found.setdefault(page.locale, {})[tag["id"]] = f"{page.url}#{section}"
    return found


def sources(site: Site) -> Iterator[tuple[Path, str]]:
    """Every page's Markdown, by its place in `docs`, the generated parts as the built site has them or left out."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        page = site.pages[path.parent.name, path.name]
        text = path.read_text(encoding="utf-8")
        if "{{ glossary() }}" in text:
            article = BeautifulSoup(str(page.soup.select_one("article")), "html.parser")
            text = text[: text.index("{{ glossary() }}")] + "".join(str(tag) for tag in article.select("h3, h3 ~ p"))
        yield path.relative_to(ROOT / "docs"), re.sub(r"^\{\{.*\}\}$", "", text, flags=re.M)


def stock(folder: Path, site: Site, config: str) -> None:
    """The same text with the theme and its search as they come, built into `folder`/site."""
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    for path, text in sources(site):
        target = folder / "docs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    result = mkdocs(folder, "build")
    assert result.returncode == 0, result.stdout


def share(right: Callable[[str, str], bool], nothing: Callable[[str, str], bool], locale: str) -> str:
    table = data("queries.yml")[locale]
    count = sum(right(locale, query) for query in table["finds"]) + sum(nothing(locale, query) for query in table["nothing"])
    return f"{100 * count / (len(table['finds']) + len(table['nothing'])):.0f} %"


def weigh(folder: Path, prefix: str, urls: list[str]) -> float:
    """KB gzipped of what was asked for."""
    paths = [folder / urlsplit(url).path.removeprefix(prefix) for url in urls]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths if path.is_file()) / 1000


def theme_answers(page: Page, query: str) -> list[str]:
    box = page.locator("[data-md-component=search-query]")
    box.fill("")
    box.dispatch_event("keyup")
    page.wait_for_function("!document.querySelector('.md-search-result__item')")
    box.fill(query)
    box.dispatch_event("keyup")
    with contextlib.suppress(Exception):
        page.wait_for_selector(".md-search-result__item", timeout=1500)
    links = page.eval_on_selector_all(".md-search-result__link", "links => links.map(link => link.href)")
    return [re.sub(r"\?h=[^#]*", "", link) for link in links[:3]]


def _edition(site: Site, browser: Browser, table: dict[str, Any], _folder: Path) -> list[str]:
    """How the edition's own search answers: shares by locale, weight, whether it works from a file."""
    with served(site.folder, "/") as address:
        pages, weight = {}, 0.0
        for locale in site.locales:
            page = browser.new_page()
            page.goto(address + site.pages[locale, "about.md"].url)
            page.wait_for_load_state("networkidle")
            asked = requests(page)
            page.focus("#site-search input")
            page.wait_for_function("() => window.editionSearch && window.searchable")
            pages[locale], weight = page, weigh(site.folder, "/", asked)

        def found(locale: str, query: str) -> list[str]:
            script = "([q, l]) => editionSearch.find(q, l).results.slice(0, 3).map(x => x.document.id)"
            return list(pages[locale].evaluate(script, [query, locale]))

        def right(locale: str, query: str) -> bool:
            return bool(set(found(locale, query)) & set(table[locale]["finds"][query]))

        return [*(share(right, lambda lo, q: not found(lo, q), locale) for locale in site.locales), f"{weight:.0f}", "yes"]


def _stock(site: Site, browser: Browser, table: dict[str, Any], folder: Path) -> list[str]:
    """The same of stock Material."""
    plain, where = folder / "stock", homes(site)
    plain.mkdir()
    stock(plain, site, stock_settings())
    with served(plain / "site", "/") as address:
        pages, weight = {}, 0.0
        for locale in site.locales:
            page = browser.new_page()
            asked = requests(page)
            page.goto(address + site.pages[locale, "about.md"].url)
            page.wait_for_load_state("networkidle")
            page.focus("[data-md-component=search-query]")
            pages[locale] = page
            weight = weigh(plain / "site", "/", [url for url in asked if "bundle" in url or "search" in url or "lunr" in url])

        def right(locale: str, query: str) -> bool:
            wanted = {address + where[locale][key] for key in table[locale]["finds"][query]}
            return bool(wanted & set(theme_answers(pages[locale], query)))

        shares = (share(right, lambda lo, q: not theme_answers(pages[lo], q), locale) for locale in site.locales)
        return [*shares, f"{weight:.0f}", "with a plugin"]


def _pagefind(site: Site, browser: Browser, table: dict[str, Any], _folder: Path) -> list[str]:
    """The same of Pagefind, which finds pages; nothing where it cannot be had."""
    result = subprocess.run([MODULES / ".bin" / "pagefind", "--site", str(site.folder)], capture_output=True, text=True, check=False)
    if result.returncode:
        print(f"Pagefind is left out: {json.dumps(result.stderr[-200:])}", file=sys.stderr)
        return []
    where = homes(site)
    with served(site.folder, "/") as address:
        pages, weight = {}, 0.0
        for locale in site.locales:
            page = browser.new_context(bypass_csp=True).new_page()
            page.goto(address + site.pages[locale, "about.md"].url)
            asked = requests(page)
            page.evaluate("async base => { window.pf = await import(base + 'pagefind/pagefind.js'); await pf.init() }", address)
            script = "async q => { const r = await pf.search(q); for (const x of r.results.slice(0, 3)) await x.data() }"
            page.evaluate(script, next(iter(table[locale]["finds"])))
            pages[locale], weight = page, weigh(site.folder, "/", asked)

        def found(locale: str, query: str) -> list[str]:
            script = "async q => { const r = await pf.search(q); return Promise.all(r.results.slice(0, 3).map(async x => (await x.data()).url)) }"
            return list(pages[locale].evaluate(script, query))

        def right(locale: str, query: str) -> bool:
            wanted = {"/" + where[locale][key].split("#")[0] for key in table[locale]["finds"][query]}
            return bool(wanted & {url.split("#")[0] for url in found(locale, query)})

        return [*(share(right, lambda lo, q: not found(lo, q), locale) for locale in site.locales), f"{weight:.0f}", "no"]


SEARCHES = {"this edition": _edition, "stock Material": _stock, "Pagefind (pages)": _pagefind}


def main() -> int:
    """Print the table: a row a search."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        built = mkdocs(ROOT, "build", "--site-dir", str(folder / "site"), SITE_URL=SITE_URL)
        assert built.returncode == 0, built.stdout
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        site, table = Site(folder / "site"), data("queries.yml")
        rows = {name: measure(site, browser, table, folder) for name, measure in SEARCHES.items()}
        browser.close()
    print("| search | right, English | right, Russian | KB gzipped before the first answer | from a file |\n|---|--:|--:|--:|---|")
    for name, row in rows.items():
        if row:
            print(f"| {name} | {' | '.join(row)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
