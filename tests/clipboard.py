"""What is on the clipboard of a page in Chromium."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

PERMISSIONS = ["clipboard-read", "clipboard-write"]


def paste(page: Page) -> dict[str, str]:
    """What is on the clipboard, by type; while it changes, it is asked again."""
    found: dict[str, str] = page.evaluate(
        """async () => {
          for (let tries = 1; ; tries++) {
            try {
              const [item] = await navigator.clipboard.read(), found = {}
              for (const type of item.types) found[type] = await (await item.getType(type)).text()
              return found
            } catch (changed) {
              if (tries === 100) throw changed
              await new Promise(done => setTimeout(done, 20))
            }
          }
        }"""
    )
    return found


def read_until(page: Page, right: Callable[[str], bool]) -> str:
    """The plain text on the clipboard once it is right, or what is there after a while; it is written a moment after the key."""
    text = paste(page)["text/plain"]
    for _ in range(1000):
        if right(text):
            break
        page.wait_for_timeout(20)
        text = paste(page)["text/plain"]
    return text


def wait_for_clipboard(page: Page, text: str) -> None:
    """Until the clipboard holds the text."""
    assert read_until(page, lambda found: found.replace("\u00a0", " ") == text).replace("\u00a0", " ") == text
