"""Every built page and style sheet, read by the Nu HTML checker: it finds no error and gives no warning."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import Site
from .tools import vnu

# false alarms of the checker, with the reason
VAIN = {
    r"Resource violates Content Security Policy \(meta tag\): external (stylesheet|script) “[./\w-]*/?assets/[^”]*” blocked": (
        "a file has no host that 'self' could mean; test_browser.py sees that a browser loads them"
    ),
    r"Inline script violates Content Security Policy \(meta tag\): blocked by “script-src” directive": (
        "it is data (application/ld+json), which no browser runs; test_head.py sees that no other script is written into a page"
    ),
}


def vain(message: dict[str, Any]) -> bool:
    """Whether a warning (never an error) is one of those."""
    return message.get("subType") == "warning" and any(re.match(pattern, message["message"]) for pattern in VAIN)


def test_the_checker_finds_no_error_and_gives_no_warning(site: Site) -> None:
    command = vnu.find()
    if not command:
        pytest.skip(vnu.WHY)
    paths = sorted(path for ending in ("html", "css") for path in site.folder.rglob(f"*.{ending}"))
    names = {path.relative_to(site.folder).as_posix() for path in paths}
    assert {"index.html", "404.html"} <= names and any(name.endswith(".css") for name in names)
    found = vnu.messages(command, paths, "--also-check-css")
    said = [(one["url"].partition(f"{site.folder.name}/")[2], one.get("lastLine"), one["message"]) for one in found if not vain(one)]
    assert not said, said
    used = {pattern for pattern in VAIN for one in found if re.match(pattern, one["message"])}
    assert used == set(VAIN), "the checker no longer warns of this: remove it"
