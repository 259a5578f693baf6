"""The real site, built once and strictly, looked at as files and in a real browser."""

from __future__ import annotations

import fcntl
import functools
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FloatRect,
    Locator,
    Page,
    Playwright,
    Route,
    expect,
    sync_playwright,
)

from .tools.browsers import CHROMIUM, chromium, environment

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
ARTICLE = ROOT / "tests" / "article" / "data"
EDITIONS = ROOT / "tests" / "editions"
SITE_URL = "https://edition.example/base/"
_LABELS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "theme" / "labels").glob("*.yml")}
LABELS = {  # the words of the interface: {name: {locale: text}}
    key: {locale: words[key] for locale, words in _LABELS.items() if key in words}
    for key in {key for words in _LABELS.values() for key in words}
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# a machine that runs other tests beside is slower than Playwright's five seconds foresee
expect.set_options(timeout=30_000)


@functools.cache
def data(name: str) -> Any:
    """What stands in a file of `tests/data`, or of `tests/article/data`: expectations written by hand. No test may change it."""
    path = ARTICLE / name
    return yaml.safe_load((path if path.exists() else DATA / name).read_text(encoding="utf-8"))


def first_load(page: Path) -> int:
    """What a built page and all that it asks for may weigh, in bytes gzipped, pictures aside."""
    kinds = {"parallel/article": "whole_article", "article": "article", "concordance": "concordance", "glossary": "glossary"}
    place = "/" + page.with_suffix("").as_posix().removesuffix("/index")
    kind = next((name for end, name in kinds.items() if place.endswith("/" + end)), "side_by_side" if "/parallel/" in place else "page")
    budgets = data("budgets.yml")
    figures = "<figure" in page.read_text(encoding="utf-8")
    return int(budgets["first_load_gzipped"][kind]) + (int(budgets["figures_gzipped"]) if figures else 0)


def mkdocs(folder: Path, *arguments: str, measured: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs in `folder` and give back what it printed, on both streams, and its exit code.

    Coverage is `measured` where asked for: it makes a build take twice as long, and one that does everything is enough.
    """
    inherited = {name: value for name, value in os.environ.items() if measured or name != "COVERAGE_PROCESS_CONFIG"}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env={**inherited, "NO_MKDOCS_2_WARNING": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def settings() -> Any:
    """What stands in `mkdocs.yml`; the environment's part of it is left as written there."""
    return yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", ""))


def languages(config: dict[str, Any]) -> list[dict[str, Any]]:
    """The languages of the site as `mkdocs.yml` has them, the default one first."""
    return next(entry["i18n"]["languages"] for entry in config["plugins"] if "i18n" in entry)


def letters(locale: str) -> tuple[str, str]:
    """The forms of the record, that which readers of a language write first: as printed where it was printed in their language."""
    record = json.loads((ROOT / "reference" / "article.json").read_text(encoding="utf-8"))[0]
    return ("printed", "latin") if record["language"] == locale else ("latin", "printed")


@dataclass
class BuiltPage:
    """One page of the built site. `locale` and `name` are those of its source: ("ru", "index.md")."""

    locale: str
    name: str
    url: str  # relative to the root of the site
    path: Path
    parse: Callable[[Path], BeautifulSoup]

    @property
    def soup(self) -> BeautifulSoup:
        """The page, read once for all tests: none may change it."""
        return self.parse(self.path)

    @property
    def passages(self) -> list[Tag]:
        """The headings and paragraphs that bear their printed page; templates, into which not every parser's selectors look, left out."""
        return [tag for tag in self.soup.select("article [data-page]") if not tag.find_parent("template")]


class Site:
    """The built site: its folder, its configuration and every page that stands in Markdown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._soups: dict[Path, BeautifulSoup] = {}
        self.config = settings()
        self.locales = [entry["locale"] for entry in languages(self.config)]
        self.default = self.locales[0]
        self.names = [Path(path).name for path in self.config["nav"]]
        self.pages = {(locale, name): self._page(locale, name) for locale in self.locales for name in self.names}

    def _page(self, locale: str, name: str) -> BuiltPage:
        prefix = "" if locale == self.default else f"{locale}/"
        url = prefix + ("" if name == "index.md" else f"{name.removesuffix('.md')}/")
        path = self.folder / url / "index.html"
        return BuiltPage(locale, name, url, path, self.soup)

    def soup(self, path: Path) -> BeautifulSoup:
        """A page of the site, read once for all tests: none may change it."""
        if path not in self._soups:
            self._soups[path] = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        return self._soups[path]

    def addresses(self, locale: str | None = None) -> list[str]:
        """The address of every HTML file, relative to the root of the site: pages side by side and 404 pages too.

        Of those without a language, which are as many as the article has headings and paragraphs, none.
        """
        found = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html")}
        found = {path for path in found if not path.startswith("p/")}
        others = tuple(f"{other}/" for other in self.locales if other != self.default)
        kept = (path for path in found if locale is None or path.startswith(others) == (locale != self.default))
        return sorted(path.removesuffix("index.html") for path in kept)

    def kinds(self, locale: str, css: str) -> list[str]:
        """Addresses enough to see every kind of element that `css` selects, by its name and classes.

        The smallest pages that have it; a kind that is new to the site makes its page one of them.
        """
        seen: set[tuple[str, str]] = set()
        found: list[str] = []
        for address in sorted(self.addresses(locale), key=lambda address: self.file(address).stat().st_size):
            tags = self.soup(self.file(address)).select(css)
            there = {(tag.name, " ".join(tag.get("class") or [])) for tag in tags}
            if there - seen:
                found.append(address)
                seen |= there
        return found

    def file(self, address: str) -> Path:
        """The file of an address."""
        return self.folder / address / ("" if address.endswith(".html") else "index.html")

    def each(self, locale: str | None = None) -> list[BuiltPage]:
        return [page for page in self.pages.values() if locale in (None, page.locale)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that open a browser, so that `make check` can leave them out, and those that need not be measured; long ones go first.

    Who only looks at the built site runs nothing of the edition; measuring would make parsers of PDF and HTML several times slower.
    What is marked `first`, groups and browsers begin, and the many short tests fill up what is left of each process's time.
    """
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "playwright" in names:
            item.add_marker("browser")
        if "playwright" in names or ("site" in names and not hasattr(getattr(item, "module", None), "site")):
            item.add_marker("no_cover")
    items.sort(key=lambda item: [not item.get_closest_marker(name) for name in ("first", "xdist_group", "browser")])


def pytest_collection_finish(session: pytest.Session) -> None:
    """Check that tests of a group run in one process; otherwise every process would start each browser and ask each query."""
    if session.config.getoption("loadgroup", False):
        alone = [item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid]
        assert not alone, f"pytest-xdist has put {alone[0]} in no group; is there a version of pytest that it does not know?"


@contextmanager
def once(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[tuple[Path, bool]]:
    """A folder that all processes of this run share, and whether it is still to be filled; one process at a time is let in.

    What has failed to be filled is tried again by the next.
    """
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder, not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site, built strictly and once for all processes of tests; fails on any warning. No test writes into it."""
    with once(tmp_path_factory, "built") as (folder, wanted):
        if wanted:
            result = mkdocs(ROOT, "build", "--strict", "--site-dir", str(folder / "site"), measured=True, SITE_URL=SITE_URL)
            assert result.returncode == 0, result.stdout
            assert "WARNING" not in result.stdout, result.stdout
    return Site(folder / "site")


@pytest.fixture(scope="session")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that the site offers to read from a folder, unpacked once for all processes of tests. No test writes into it."""
    (archive,) = (site.folder / "download").glob("*.zip")
    with once(tmp_path_factory, "folder") as (folder, wanted):
        if wanted:
            shutil.unpack_archive(archive, folder)
    return folder / archive.stem


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a path, with 404.html for what is not there, as static hosts do."""

    def __init__(self, *arguments: Any, prefix: str, **keywords: Any) -> None:
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

    def log_message(self, *_arguments: Any) -> None:
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
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env={**environment(path)})
    yield browser
    browser.close()


if TYPE_CHECKING:

    class OpenedPage(Page):
        """A page as `open_page` gives it: what went wrong is remembered."""

        troubles: list[str]
else:
    OpenedPage = Page


class Opener(Protocol):
    """What `open_page` gives: opens an address in a window of its own; `options` are those of Playwright's `new_context`."""

    def __call__(self, address: str, width: int = 1280, height: int = 900, **options: Any) -> OpenedPage: ...


# Asked by one message, where Playwright's own waiting would bring its whole library into every page
STARTED = """() => new Promise((done, fail) => {
  const root = document.documentElement, look = () => root.classList.contains("no-js") || done()
  new MutationObserver(look).observe(root, { attributeFilter: ["class"] })
  setTimeout(() => fail(new Error("the page's script has not come")), 30000)
  look()
})"""


def with_script(page: Page, reach: Callable[..., Any], url: str, **options: Any) -> None:
    """Open or await an address and, unless `wait_until` says otherwise, wait for the page's script, which comes after the first paint."""
    reach(url, **options)
    if not options and url != "about:blank":
        page.evaluate(STARTED)


def dress(page: Page, css: str) -> None:
    """Give a page more rules, in the one way that its policy leaves open to a reader."""
    page.evaluate("css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets.push(sheet) }", css)


def uncached(page: OpenedPage) -> OpenedPage:
    """The page, in a window without a cache, as on the first visit."""
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    return page


def remember(page: OpenedPage) -> None:
    """Keep what goes wrong on a page in `page.troubles`: what its console tells, which is of each file that does not come, too."""
    page.troubles = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            page.troubles.append(f"{message.location['url']}: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))


def requests(page: Page) -> list[str]:
    """The addresses that a page asks for from now on; the list grows with them."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def held(page: Page, addresses: str) -> list[Route]:
    """What a page asks for at such addresses from now on; it is on its way until a test has it continued or aborted."""
    routes: list[Route] = []
    page.route(addresses, lambda route: routes.append(route))
    return routes


def attribute(locator: Locator, name: str) -> str:
    """What an element bears under a name; fails where that is nothing."""
    value = locator.get_attribute(name)
    assert value, f"{locator} has no {name}"
    return value


def bounding_box(locator: Locator) -> FloatRect:
    """Where an element stands; fails where it is not seen."""
    found = locator.bounding_box()
    assert found, locator
    return found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """A function that opens an address in a window of its own and remembers what went wrong in `page.troubles`."""
    contexts: list[BrowserContext] = []

    def open_one(address: str, width: int = 1280, height: int = 900, **options: Any) -> OpenedPage:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = cast(OpenedPage, context.new_page())
        remember(page)
        if options.get("java_script_enabled", True):
            for name in ("goto", "wait_for_url"):
                setattr(page, name, functools.partial(with_script, page, getattr(page, name)))
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of a small correct edition, to make mistakes in; it has no other formats, which take time."""
    folder = tmp_path / "small"
    shutil.copytree(EDITIONS / "small", folder)
    shutil.copytree(ROOT / "theme", folder / "theme")
    return folder


def with_other_formats(folder: Path) -> None:
    """Have an edition make PDFs, EPUBs, JATS and the archive."""
    configuration = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    assert "other_formats: false" in configuration
    (folder / "mkdocs.yml").write_text(configuration.replace("other_formats: false", "other_formats: true", 1), encoding="utf-8")
