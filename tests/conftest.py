"""The real site, built once and strictly, looked at as files and in a real browser."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from .browsers import CHROMIUM, chromium, environment

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
SITE_URL = "https://edition.example/base/"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# a machine that runs other tests beside is slower than Playwright's five seconds foresee
expect.set_options(timeout=30_000)


def data(name: str):
    """What stands in a file of `tests/data`: expectations written by hand."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def first_load(page: Path) -> int:
    """What a built page and all that it asks for may weigh, in bytes gzipped, pictures aside."""
    whole = {"parallel/article": "first_load_whole_article_gzipped", "article": "first_load_article_gzipped"}
    place = page.with_suffix("").as_posix().removesuffix("/index")
    return data("budgets.yml")[next((name for end, name in whole.items() if place.endswith("/" + end)), "first_load_gzipped")]


def mkdocs(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs in `folder` and give back what it printed, on both streams, and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def settings() -> dict:
    """What stands in `mkdocs.yml`; the environment's part of it is left as written there."""
    return yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", ""))


def languages(config: dict) -> list[dict]:
    """The languages of the site as `mkdocs.yml` has them, the default one first."""
    return next(entry["i18n"]["languages"] for entry in config["plugins"] if "i18n" in entry)


@dataclass
class BuiltPage:
    """One page of the built site. `locale` and `name` are those of its source: ("ru", "index.md")."""

    locale: str
    name: str
    url: str  # relative to the root of the site
    path: Path
    soup: BeautifulSoup

    @property
    def passages(self) -> list[Tag]:
        """The headings and paragraphs that bear their printed page; templates, into which not every parser's selectors look, left out."""
        return [tag for tag in self.soup.select("article [data-page]") if not tag.find_parent("template")]


class Site:
    """The built site: its folder, its configuration and every page that stands in Markdown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = settings()
        self.locales = [entry["locale"] for entry in languages(self.config)]
        self.default = self.locales[0]
        self.names = [Path(path).name for path in self.config["nav"]]
        self.pages = {(locale, name): self._page(locale, name) for locale in self.locales for name in self.names}

    def _page(self, locale: str, name: str) -> BuiltPage:
        prefix = "" if locale == self.default else f"{locale}/"
        url = prefix + ("" if name == "index.md" else f"{name.removesuffix('.md')}/")
        path = self.folder / url / "index.html"
        return BuiltPage(locale, name, url, path, BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser"))

    def addresses(self, locale: str | None = None) -> list[str]:
        """The address of every HTML file, relative to the root of the site: pages side by side and 404 pages too.

        Of those without a language, which are as many as the article has headings and paragraphs, none.
        """
        found = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html")}
        found = {path for path in found if not path.startswith("p/")}
        others = tuple(f"{other}/" for other in self.locales if other != self.default)
        kept = (path for path in found if locale is None or path.startswith(others) == (locale != self.default))
        return sorted(path.removesuffix("index.html") for path in kept)

    def file(self, address: str) -> Path:
        """The file of an address."""
        return self.folder / address / ("" if address.endswith(".html") else "index.html")

    def each(self, locale: str | None = None) -> list[BuiltPage]:
        return [page for page in self.pages.values() if locale in (None, page.locale)]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site, built strictly; fails on any warning."""
    folder = tmp_path_factory.mktemp("built") / "site"
    result = mkdocs(ROOT, "build", "--strict", "--site-dir", str(folder), SITE_URL=SITE_URL)
    assert result.returncode == 0, result.stdout
    assert "WARNING" not in result.stdout, result.stdout
    return Site(folder)


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a path, with 404.html for what is not there, as static hosts do."""

    def __init__(self, *arguments, prefix: str, **keywords) -> None:
        self.prefix = prefix
        super().__init__(*arguments, **keywords)

    def translate_path(self, path: str) -> str:
        clean = unquote(urlsplit(path).path)
        if not clean.startswith(self.prefix):
            return str(Path(self.directory) / "no such file")
        return super().translate_path("/" + clean.removeprefix(self.prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments) -> None:
        pass


def serve(folder: Path, prefix: str) -> Iterator[str]:
    """Serve `folder` below `prefix` on a free port; yields the address, which ends with a slash."""
    handler = functools.partial(_Handler, directory=str(folder), prefix=prefix)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session", params=["/", urlsplit(SITE_URL).path], ids=["at-root", "under-sub-path"])
def anywhere(request: pytest.FixtureRequest, site: Site) -> Iterator[str]:
    """The address of the site served at a host's root, and again under a sub-path."""
    yield from serve(site.folder, request.param)


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """The address of the site served under the path that it was built for."""
    yield from serve(site.folder, urlsplit(SITE_URL).path)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = chromium(playwright)
    assert path, CHROMIUM.why
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env=environment(path))
    yield browser
    browser.close()


def with_script(page: Page, reach: Callable, url, **options) -> None:
    """Open or await an address and, unless `wait_until` says otherwise, wait for the page's script, which comes after the first paint."""
    reach(url, **options)
    if not options and url != "about:blank":
        page.wait_for_selector("html:not(.no-js)", state="attached")


def dress(page: Page, css: str) -> None:
    """Give a page more rules, in the one way that its policy leaves open to a reader."""
    page.evaluate("css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets.push(sheet) }", css)


@pytest.fixture
def open_page(browser: Browser):
    """A function that opens an address in a window of its own and remembers what went wrong in `page.troubles`."""
    contexts = []

    def open_one(address: str, width: int = 1280, height: int = 900, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda message: message.type in ("error", "warning") and page.troubles.append(message.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        # what the reader leaves before it has come is no trouble
        page.on("requestfailed", lambda request: request.failure != "net::ERR_ABORTED" and page.troubles.append(f"failed: {request.url}"))
        page.on("response", lambda response: response.status >= 400 and page.troubles.append(f"{response.status}: {response.url}"))
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        if options.get("java_script_enabled", True):
            page.goto = functools.partial(with_script, page, page.goto)
            page.wait_for_url = functools.partial(with_script, page, page.wait_for_url)
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of a small correct edition, to make mistakes in."""
    folder = tmp_path / "small"
    shutil.copytree(ROOT / "tests" / "small", folder)
    shutil.copytree(ROOT / "theme", folder / "theme")
    return folder
