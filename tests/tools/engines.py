"""Chromium, Firefox and WebKit behind one thin interface. `python -m tests.tools.engines FOLDER` takes pictures of the main kinds of pages in each."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, ViewportSize, sync_playwright
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from .browsers import CHROMIUM, FIREFOX, TREE, WEBKIT, Installed, chromium, environment

PATIENCE = 20.0  # seconds in which a page must have done what it is waited for, on a machine that runs other tests beside
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# what Playwright adds that would hide from the tests what readers have
CHROMIUM_AS_READERS = ["--disable-back-forward-cache", "--hide-scrollbars"]
# no pages of Firefox's own at its first start
FIREFOX_QUIET = {
    "browser.aboutwelcome.enabled": "false",
    "browser.startup.homepage_override.mstone": '"ignore"',
    "browser.startup.page": "0",
}
# Where to press to reach the first seen element that matches and bears these words: on its first line, brought into the window at need
POINT = """(css, words) => {
  const told = one => [one.getAttribute("aria-label"), one.innerText, one.title].join(" ").replace(/\\s+/g, " ")
  const found = [...document.querySelectorAll(css)].filter(one => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length)
    .find(one => !words || told(one).includes(words))
  if (!found) return { why: "not there" }
  const place = () => {
    const box = [...found.getClientRects()].find(({ width, height }) => width && height)
    return box && [box.left + box.width / 2, box.top + box.height / 2]
  }
  const free = at => at && found.getRootNode().elementsFromPoint(...at).slice(0, 1).some(top => found.contains(top) || top.contains(found) && top.closest("label"))
  if (!free(place())) found.scrollIntoView({ block: "center", behavior: "instant" })
  const at = place()
  return free(at) ? { at } : { why: `covered: ${found.outerHTML.slice(0, 200)}` }
}"""
# Opens pages in a frame, one after another, each until its script has come and a moment longer, and says when the last has been there
VISIT = """<!doctype html><meta charset="utf-8"><style>html, body, iframe { width: 100%%; height: 100%%; margin: 0; border: 0 }</style>
<iframe></iframe><script>
  const addresses = %s, frame = document.querySelector("iframe")
  const next = () => { if (addresses.length) frame.src = addresses.shift(); else console.log("visited") }
  const stand = () => setTimeout(frame.contentDocument.documentElement.classList.contains("no-js") ? stand : next, 150)
  frame.addEventListener("load", () => { if (frame.src) stand() })
  next()
</script>"""


class Window(ABC):
    """A window of a browser, and what a reader does in it."""

    messages: list[str]  # of the console: errors and warnings

    @abstractmethod
    def goto(self, address: str) -> None:
        """Open an address and wait until it has loaded."""

    @abstractmethod
    def run(self, function: str, *arguments: Any) -> Any:
        """What a JavaScript function says in the page; a promise is waited for."""

    @abstractmethod
    def press(self, keys: str) -> None:
        """Press a key, with others held: "Tab", "Shift+Tab", "Control+c", "x"."""

    @abstractmethod
    def press_at(self, x: float, y: float) -> None:
        """Click, or tap where the window was opened to be touched, at a point of the window."""

    @abstractmethod
    def wheel(self, distance: int) -> None:
        """Turn the wheel of the mouse, in CSS pixels."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page anew and wait until it has loaded."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the window's inside another size, or the nearest that the engine can have."""

    @abstractmethod
    def picture(self) -> bytes:
        """What the window shows, as PNG."""

    @abstractmethod
    def accessible(self, css: str) -> list[tuple[str, str]]:
        """Role and name of each element that matches, as computed for assistive technology."""

    @abstractmethod
    def close(self) -> None:
        """Leave the page and the window."""

    @abstractmethod
    def in_background(self, address: str, link: str) -> Window:
        """Another window, opened in the background of this one by the link that matches, and then turned to."""

    def pdf(self) -> bytes:
        """The page as it is printed."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return str(self.run("() => location.href"))

    def type(self, text: str) -> None:
        for letter in text:
            self.press(letter)

    def wait(self, function: str, *arguments: Any, seconds: float = PATIENCE) -> Any:
        """What a function says in the page as soon as it is true; fails where it stays false."""
        end = time.monotonic() + seconds
        while True:
            with suppress(NavigatingError):
                if said := self.run(function, *arguments):
                    return said
            assert time.monotonic() < end, f"in {seconds} s not true: {function} {arguments} at {self.url}"
            time.sleep(0.05)

    def wait_url(self, pattern: str) -> None:
        """Wait until the address matches and its page has been loaded."""
        self.wait("pattern => new RegExp(pattern).test(location.href) && document.readyState === 'complete'", pattern)

    def click(self, css: str, words: str = "") -> None:
        """Press the first element that matches and is seen, and bears these words; waits until there is one and nothing covers it."""
        end = time.monotonic() + PATIENCE
        while "at" not in (found := self.run(POINT, css, words)):
            assert time.monotonic() < end, f"{css} {words} is {found['why']} at {self.url}"
            time.sleep(0.05)
        self.press_at(*found["at"])

    def back(self) -> None:
        """Go back; the page before may come from the cache of whole pages, which tells of no loading."""
        self._travel(-1)

    def forward(self) -> None:
        self._travel(1)

    def _travel(self, steps: int) -> None:
        before = self.url
        with suppress(NavigatingError):
            self.run("steps => { history.go(steps) }", steps)
        self.wait("before => location.href !== before && document.readyState === 'complete'", before)

    def clipboard(self) -> dict[str, str]:
        """What is pasted now: {"text": …, "html": …}. A field is put into the page for that and taken out again."""
        self.run("""() => {
          const field = document.body.appendChild(document.createElement("textarea"))
          window.pasted = null
          field.addEventListener("paste", ({ clipboardData: data }) => { window.pasted = { text: data.getData("text/plain"), html: data.getData("text/html") } })
          field.focus({ preventScroll: true })
        }""")
        self.press("Control+v")
        said = self.wait("() => window.pasted")
        self.run("() => document.querySelector('body > textarea').remove()")
        return {"text": said["text"].replace("\r\n", "\n"), "html": said["html"]}


class NavigatingError(Exception):
    """The page that was asked has just been left."""


class PlaywrightWindow(Window):
    """A window of Chromium or Firefox. When it is closed it is kept, as `left` says, for whoever wants one of its kind next."""

    def __init__(self, page: Page, touch: bool, left: list[PlaywrightWindow]) -> None:
        self.page, self.touch, self.left, self.again, self.messages = page, touch, left, False, []
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.messages.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.messages.append(message.text)

    def resume(self, width: int, height: int) -> None:
        """Be as a new window is, though with what its browser has in its cache."""
        self.again, self.messages = True, []
        self.resize(width, height)
        self.page.mouse.move(0, 0)

    def goto(self, address: str) -> None:
        if self.again and address.partition("#")[0] == self.page.url.partition("#")[0]:
            self.page.goto("about:blank")  # what another has left is loaded anew
        self.again = False
        self.page.goto(address)

    def run(self, function: str, *arguments: Any) -> Any:
        try:
            return self.page.evaluate(f"all => ({function})(...all)", list(arguments))
        except Exception as error:
            if re.search(r"context was destroyed|navigation|no such frame|Unable to find|discarded|Cannot find", str(error)):
                raise NavigatingError(str(error)) from error
            raise

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press_at(self, x: float, y: float) -> None:
        (self.page.touchscreen.tap if self.touch else self.page.mouse.click)(x, y)

    def wheel(self, distance: int) -> None:
        size = self.page.viewport_size or {"width": 400, "height": 400}
        self.page.mouse.move(size["width"] / 2, size["height"] / 2)
        self.page.mouse.wheel(0, distance)

    def reload(self) -> None:
        self.page.reload()

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def picture(self) -> bytes:
        return self.page.screenshot()

    def accessible(self, css: str) -> list[tuple[str, str]]:
        found = []
        for one in self.page.locator(css).all():
            told = re.match(r"- '?([\w-]+)(?: \"((?:[^\"\\]|\\.)*)\")?", one.aria_snapshot() or "- none")
            found.append((told[1], (told[2] or "").replace('\\"', '"').replace("''", "'")) if told else ("none", ""))
        return found

    def pdf(self) -> bytes:
        return self.page.pdf(prefer_css_page_size=True)

    def in_background(self, address: str, link: str) -> Window:
        with self.page.context.expect_page() as opened:
            self.page.locator(link).first.click(modifiers=["Control"])
        window = PlaywrightWindow(opened.value, self.touch, [])
        window.wait_url(re.escape(address))
        opened.value.bring_to_front()
        return window

    def close(self) -> None:
        for page in self.page.context.pages:
            if page != self.page:
                page.close()
        with suppress(NavigatingError):
            self.run("() => { try { localStorage.clear(); sessionStorage.clear() } catch { /* this page has none */ } }")
        self.left.append(self)


class WebKitWindow(Window):
    """The one window of a WebKit, driven by WebDriver, which opens another tab only for itself."""

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self.driver, self.messages = driver, []
        self.handle = driver.current_window_handle

    def goto(self, address: str) -> None:
        if address.partition("#")[0] != self.driver.current_url.partition("#")[0]:
            self.driver.get(address)
        else:  # the same page at another place
            self.run("address => { location.href = address }", address)

    def run(self, function: str, *arguments: Any) -> Any:
        try:
            said = self.driver.execute_async_script(
                f"const all = [...arguments], done = all.pop(); (async () => ({function})(...all))().then(value => done({{ value }}), error => done({{ error: String(error) }}))",
                *arguments,
            )
        except WebDriverException as error:
            raise NavigatingError(str(error)) from error
        if said is None:
            raise NavigatingError(function)
        assert "error" not in said, said["error"]
        return said.get("value")

    def press(self, keys: str) -> None:
        *held, last = keys.split("+") if len(keys) > 1 else [keys]
        names = {"Control": Keys.CONTROL, "Shift": Keys.SHIFT, "Alt": Keys.ALT, "Meta": Keys.META}
        named = names | {name: getattr(Keys, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper(), name) for name in [last] if len(name) > 1}
        actions = ActionBuilder(self.driver)
        for one in held:
            actions.key_action.key_down(names[one])
        actions.key_action.key_down(named.get(last, last)).key_up(named.get(last, last))
        for one in reversed(held):
            actions.key_action.key_up(names[one])
        actions.perform()

    def press_at(self, x: float, y: float) -> None:
        actions = ActionBuilder(self.driver)
        actions.pointer_action.move_to_location(int(x), int(y)).click()  # type: ignore[no-untyped-call]
        actions.perform()

    def wheel(self, distance: int) -> None:
        actions = ActionBuilder(self.driver)
        actions.wheel_action.scroll(x=400, y=400, delta_y=distance, origin="viewport")  # type: ignore[no-untyped-call]
        actions.perform()

    def reload(self) -> None:
        self.driver.refresh()

    def resize(self, width: int, height: int) -> None:
        self.driver.set_window_rect(width=width, height=height)
        frame = height - self.driver.execute_script("return innerHeight")
        self.driver.set_window_rect(width=width, height=height + frame)

    def picture(self) -> bytes:
        return base64.b64decode(self.driver.get_screenshot_as_base64())

    def accessible(self, css: str) -> list[tuple[str, str]]:
        return [(one.aria_role, one.accessible_name) for one in self.driver.find_elements(By.CSS_SELECTOR, css)]

    def in_background(self, address: str, link: str) -> Window:
        raise NotImplementedError

    def close(self) -> None:
        for handle in self.driver.window_handles:
            if handle != self.handle:
                self.driver.switch_to.window(handle)
                self.driver.close()
        self.driver.switch_to.window(self.handle)
        self.driver.get("about:blank")


class Engine(ABC):
    """A browser that has been started. `lacks` says what its driver cannot do, by the reason."""

    installed: Installed
    lacks: ClassVar[dict[str, str]] = {}
    narrowest = 360  # the narrowest window that it can have, in CSS pixels

    def __init__(self) -> None:
        self.own = ExitStack()  # what must end with it
        self.variables: dict[str, str] = {}

    @property
    def path(self) -> str | None:
        """Where it is; None where it could not be had."""
        return self.installed.find()

    @abstractmethod
    def window(self, width: int = 1280, height: int = 900, touch: bool = False, script: bool = True) -> Window:
        """A new window: to be touched, or without JavaScript, where the engine can."""

    def console(self, addresses: list[str]) -> list[str]:
        """What the console says, errors and warnings, while each page is opened."""
        window = self.window()
        for address in addresses:
            window.goto(address)
            window.wait("() => !document.documentElement.classList.contains('no-js')")
            window.run("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 150)))")
        window.close()
        return window.messages

    def surroundings(self) -> dict[str, str]:
        """The variables that its processes are started with; the first time, a screen for them."""
        if not self.variables:
            screen = self.own.enter_context(display())
            self.variables = {
                **{name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"},
                "DISPLAY": screen,
                "GDK_BACKEND": "x11",
                # as root and in containers its own sandbox cannot be made; the pages are ours
                "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            }
        return self.variables

    def tree(self, address: str) -> list[tuple[str, str, str]]:
        """Role, name and own text of each node of a page's tree for assistive technology, as it is before the reader does anything."""
        with tempfile.TemporaryDirectory() as folder:
            session = [TREE.find() or "", "--", TREE.needs[0], str(Path(__file__).with_name("atspi.py")), address]
            variables = {**self.surroundings(), "GNOME_ACCESSIBILITY": "1", "XDG_RUNTIME_DIR": folder}
            command = [*session, *self.reader(folder), address]
            told = subprocess.run(
                command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
            )
            assert told.returncode == 0, told.stderr
        return [(role, name, text) for role, name, text in json.loads(told.stdout.splitlines()[-1])]

    def reader(self, folder: str) -> list[str]:
        """The command that opens an address as a reader would, without a driver, with a folder of its own."""
        raise NotImplementedError

    def close(self) -> None:
        """End every process that was started."""
        self.own.close()


class PlaywrightEngine(Engine):
    """Chromium or Firefox, by Playwright."""

    def __init__(self, playwright: Playwright) -> None:
        super().__init__()
        self.playwright = playwright
        self.browsers: dict[bool, Browser] = {}
        self.left: dict[tuple[bool, bool], list[PlaywrightWindow]] = {}

    @abstractmethod
    def launch(self, path: str, script: bool) -> Browser:
        """Start the browser at a path, with JavaScript or without."""

    def window(self, width: int = 1280, height: int = 900, touch: bool = False, script: bool = True) -> Window:
        assert self.path, self.installed.why
        if script not in self.browsers:
            self.browsers[script] = self.launch(self.path, script)
            self.own.callback(self.browsers[script].close)
        if left := self.left.setdefault((touch, script), []):
            left[-1].resume(width, height)
            return left.pop()
        size: ViewportSize = {"width": width, "height": height}
        context = self.browsers[script].new_context(viewport=size, has_touch=touch, java_script_enabled=script, **self.more(touch))
        return PlaywrightWindow(context.new_page(), touch and "tap" not in self.lacks, left)

    def more(self, touch: bool) -> dict[str, Any]:
        """What else makes a window of this engine like a reader's."""
        return {}


class ChromiumEngine(PlaywrightEngine):
    installed = CHROMIUM

    @property
    def path(self) -> str | None:
        return chromium(self.playwright)

    def more(self, touch: bool) -> dict[str, Any]:
        # scrollbars of a phone take no room; readers' browsers let a page write to the clipboard when its reader has pressed something
        return {"is_mobile": touch, "permissions": ["clipboard-read", "clipboard-write"]}

    def tree(self, address: str) -> list[tuple[str, str, str]]:
        window = self.window()
        assert isinstance(window, PlaywrightWindow)
        window.goto(address)
        window.run("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 500)))")
        nodes = window.page.context.new_cdp_session(window.page).send("Accessibility.getFullAXTree")["nodes"]
        window.close()
        return [(node["role"]["value"], node.get("name", {}).get("value", ""), "") for node in nodes if not node["ignored"]]

    def launch(self, path: str, script: bool) -> Browser:
        return self.playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_FLAGS, env=dict(environment(path)), ignore_default_args=CHROMIUM_AS_READERS
        )


class FirefoxEngine(PlaywrightEngine):
    installed = FIREFOX
    lacks: ClassVar[dict[str, str]] = {"tap": "Playwright’s touch does nothing in Firefox; a click stands for it"}

    def reader(self, folder: str) -> list[str]:
        assert self.path
        Path(folder, "user.js").write_text(
            "".join(f'user_pref("{name}", {value});\n' for name, value in FIREFOX_QUIET.items()), encoding="utf-8"
        )
        return [self.path, "--no-remote", "--profile", folder]

    def launch(self, path: str, script: bool) -> Browser:
        # Playwright says that it has turned JavaScript off in a window of Firefox, and it has not
        return self.playwright.firefox.launch(
            channel="moz-firefox", executable_path=path, env=dict(environment(path)), firefox_user_prefs={"javascript.enabled": script}
        )


class WebKitEngine(Engine):
    installed = WEBKIT
    narrowest = 447
    lacks: ClassVar[dict[str, str]] = {
        "print": "WebKitWebDriver has no command to print",
        "touch": "WebKitWebDriver has no touch",
        "background": "WebKitWebDriver opens no tab by a link",
    }

    def __init__(self) -> None:
        super().__init__()
        self.drivers: dict[bool, webdriver.WebKitGTK] = {}

    def _start(self, script: bool) -> webdriver.WebKitGTK:
        assert self.path, self.installed.why
        options = Options()
        options.overlay_scrollbars_enabled = False
        for argument in ["--automation", f"--enable-javascript-markup={str(script).lower()}"]:
            options.add_argument(argument)
        driver = webdriver.WebKitGTK(options=options, service=Service(self.path, env=self.surroundings()))
        self.own.callback(driver.quit)
        return driver

    def reader(self, folder: str) -> list[str]:
        browsers = [path for pattern in ("lib/*", "libexec") for path in Path("/usr").glob(f"{pattern}/webkit2gtk-*/MiniBrowser")]
        assert browsers, self.installed.why
        return [str(browsers[0])]

    def console(self, addresses: list[str]) -> list[str]:
        """What the console says; the driver has no word of it, so the pages are opened without it, one after another in a frame."""
        with tempfile.TemporaryDirectory() as folder:
            visit = Path(folder) / "visit.html"
            visit.write_text(VISIT % json.dumps(addresses), encoding="utf-8")
            settings = ["--enable-write-console-messages-to-stdout=true", "--allow-universal-access-from-file-urls=true"]
            command = ["stdbuf", "-oL", *self.reader(folder), *settings, visit.as_uri()]
            process = subprocess.Popen(command, env=self.surroundings(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            end = threading.Timer(12 * PATIENCE, process.kill)
            end.start()
            said: list[str] = []
            try:
                for line in process.stdout or ():
                    if line.rstrip().endswith(" visited"):
                        return said
                    if "CONSOLE" in line:
                        said.append(line.strip())
                raise AssertionError(f"WebKit ended before it had opened every page: {said}")
            finally:
                end.cancel()
                process.terminate()
                process.wait()

    def window(self, width: int = 1280, height: int = 900, touch: bool = False, script: bool = True) -> Window:
        assert not touch, self.lacks["touch"]
        if script not in self.drivers:
            self.drivers[script] = self._start(script)
        window = WebKitWindow(self.drivers[script])
        window.resize(width, height)
        return window


@contextmanager
def display() -> Iterator[str]:
    """A screen in memory for programs that need one; gives back its name."""
    reader, writer = os.pipe()
    xvfb = shutil.which("Xvfb")
    assert xvfb, WEBKIT.why
    command = [xvfb, "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writer], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        os.close(writer)
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


ENGINES: dict[str, Callable[[Playwright], Engine]] = {
    "Chromium": ChromiumEngine,
    "Firefox": FirefoxEngine,
    "WebKit": lambda _: WebKitEngine(),
}


def main(folder: Path) -> int:
    """Pictures of the main kinds of pages, in each language, wide and narrow, in each engine that can be had."""
    from ..conftest import ROOT, SITE_URL, Site, data, mkdocs, serve

    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as own, tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        built = Path(temporary) / "site"
        result = mkdocs(ROOT, "build", "--site-dir", str(built), SITE_URL=SITE_URL)
        assert result.returncode == 0, result.stdout
        site = Site(built)
        base = own.enter_context(contextmanager(serve)(built, "/"))
        for name, start in ENGINES.items():
            with closing(start(playwright)) as engine:
                if not engine.path:
                    print(engine.installed.why)
                    continue
                for width in (1280, engine.narrowest):
                    window = engine.window(width, 900, touch=width < 1000 and "touch" not in engine.lacks)
                    for (kind, page), locale in product(data("places.yml")["pictures"].items(), site.locales):
                        window.goto(base + ("" if locale == site.default else f"{locale}/") + page)
                        window.run("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
                        (folder / f"{kind}-{locale}-{width}-{name}.png").write_bytes(window.picture())
                    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
