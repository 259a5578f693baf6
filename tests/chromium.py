"""Finds a Chromium for the browser tests, or installs one: `python -m tests.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# the one without windows first: it paints the same and opens pages in a quarter less time
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium: CHROMIUM of the environment, one on PATH, or Playwright's own; None where there is none."""
    given = os.environ.get("CHROMIUM")
    for name in [given] if given else NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _try(*command: str, seconds: int) -> None:
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {type(error).__name__}", file=sys.stderr)


def main() -> int:
    """Print where a Chromium is, installing one at need: Playwright's own, else Debian's package. 1 where none could be had."""
    if not find():
        _try(sys.executable, "-m", "playwright", "install", "chromium", seconds=300)
    if not find():
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        _try(*sudo, "apt-get", "update", "-qq", seconds=300)
        _try(*sudo, "apt-get", "install", "-y", "-qq", "chromium-headless-shell", seconds=900)
    path = find()
    print(f"Browser for the tests: {path}" if path else "No Chromium to be had: install one, or set CHROMIUM to its path.")
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
