"""Starts a browser and prints, on its last line, what it tells assistive technology of a page: `python3 atspi.py ADDRESS COMMAND …`.

The line is JSON: rows of role, name and text. It is run by the system's own Python, which alone has Debian's bindings, on a message bus and a screen of its own: see `Engine.tree`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def children(node: Any) -> Iterator[Any]:
    """The nodes below a node; those that have just gone are left out."""
    for number in range(node.get_child_count()):
        if child := node.get_child_at_index(number):
            yield child


def rows(node: Any) -> Iterator[list[str]]:
    """Role, name and own text of a node and of all below it, in reading order."""
    text = node.get_text_iface()
    yield [node.get_role_name(), node.get_name() or "", Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text)) if text else ""]
    for child in children(node):
        yield from rows(child)


def document(node: Any, address: str) -> Any:
    """The node of the page with this address; None where it is not there."""
    if node.get_role_name().startswith("document"):
        # Firefox's name of it, and WebKit's
        return node if address in [Atspi.Document.get_document_attribute_value(node, name) for name in ("DocURL", "URI")] else None
    return next((found for child in children(node) if (found := document(child, address))), None)


def main(address: str, *command: str) -> int:
    """Wait until the tree of the page stays the same for a second, and print it; 1 where that does not come about."""
    Atspi.init()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        before, end = None, time.monotonic() + 100
        while time.monotonic() < end:
            time.sleep(1)
            try:
                page = document(Atspi.get_desktop(0), address)
                now = page and list(rows(page))
            except GLib.Error:  # it was just changing
                continue
            if now and len(now) > 20 and now == before:
                print(json.dumps(now))
                return 0
            before = now
        print(f"the tree of {address} keeps changing" if before else f"{address} is not in the tree", file=sys.stderr)
        return 1
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
