"""Finds the browsers of the tests, or fetches them: `python -m tests.tools.browsers`. Chromium must be had; what else is missing is skipped by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from . import debian

# where Debian's packages are unpacked
OWN = Path(sys.prefix) / "browsers"


@dataclass(frozen=True)
class Installed:
    """A browser, or its driver, as it is looked for on this machine."""

    name: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]  # Debian's
    beside: tuple[str, ...] = ()  # commands that it cannot do without
    unpacked: str | None = None  # where it stands in its package; None where it runs only when it has been installed
    needs: tuple[str, ...] = ()  # a command that succeeds where everything is there

    def find(self) -> str | None:
        """Its path: what the environment's variable of its name says, one on PATH, or the one fetched; None where there is none."""
        given = os.environ.get(self.name.upper())
        for name in [given] if given else [*self.commands, *([str(OWN / self.unpacked)] if self.unpacked else [])]:
            if (path := shutil.which(name)) and all(map(shutil.which, self.beside)) and self._complete():
                return path
        return None

    def _complete(self) -> bool:
        try:
            return not self.needs or not subprocess.run(self.needs, capture_output=True, check=False, timeout=30).returncode
        except (OSError, subprocess.TimeoutExpired):
            return False

    @property
    def why(self) -> str:
        """What to say where there is none."""
        return f"no {self.name}: run `python -m tests.tools.browsers`, or install {' and '.join(self.packages)}"


CHROMIUM = Installed(
    "Chromium",
    # the one without windows first: it paints the same and opens pages in a quarter less time
    ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    ("chromium-headless-shell",),
    unpacked="usr/lib/chromium/chromium-headless-shell",
)
FIREFOX = Installed("Firefox", ("firefox-esr", "firefox"), ("firefox-esr",), unpacked="usr/lib/firefox-esr/firefox-esr")
# its processes are started from a folder that was fixed when it was built, and it has no mode without windows
WEBKIT = Installed("WebKit", ("WebKitWebDriver",), ("webkit2gtk-driver", "xvfb"), beside=("Xvfb",))
# What assistive technology is told by Firefox and WebKit; the system's own Python has the bindings
TREE = Installed(
    "AT-SPI",
    ("dbus-run-session",),
    ("at-spi2-core", "dbus", "gir1.2-atspi-2.0", "python3-gi", "xvfb"),
    beside=("Xvfb",),
    needs=("/usr/bin/python3", "-c", "import gi; gi.require_version('Atspi', '2.0')"),
)
ALL = (CHROMIUM, FIREFOX, WEBKIT, TREE)


def environment(path: str) -> dict[str, str]:
    """The variables to start a browser with: where an unpacked one finds the libraries that were unpacked beside it."""
    if not path.startswith(str(OWN)):
        return dict(os.environ)
    folders = sorted({str(library.parent) for library in (OWN / "usr/lib").glob("*-linux-*/**/lib*.so*")})
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(folders)}


def chromium(playwright: Playwright | None = None) -> str | None:
    """The path of a Chromium: see `Installed.find`; else the one that Playwright has fetched for itself."""
    if (path := CHROMIUM.find()) or os.environ.get("CHROMIUM"):
        return path
    with nullcontext(playwright) if playwright else sync_playwright() as one:
        own = one.chromium.executable_path
    return own if Path(own).exists() else None


def fetch(wanted: list[Installed]) -> None:
    """Install Debian's packages of what is missing, or unpack them with what they need where this user may not install."""
    debian.update()
    for one in wanted:
        debian.install(*one.packages)
        if not one.find() and one.unpacked:
            debian.unpack(OWN, *debian.missing(*one.packages))


def main() -> int:
    """Print where each browser is, fetching what is missing. 1 where there is no Chromium, without which little can be tested."""
    found = {one: one.find() for one in ALL} | {CHROMIUM: chromium()}
    if wanted := [one for one in ALL if not found[one]]:
        fetch(wanted)
        found |= {one: one.find() for one in wanted}
    if not found[CHROMIUM]:
        debian.attempt(sys.executable, "-m", "playwright", "install", "chromium")
        found[CHROMIUM] = chromium()
    for one, path in found.items():
        print(f"{one.name} for the tests: {path}" if path else f"{one.why}; what is tested in it is skipped")
    return 0 if found[CHROMIUM] else 1


if __name__ == "__main__":
    sys.exit(main())
