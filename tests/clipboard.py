"""What is on the clipboard of a page in Chromium."""

from __future__ import annotations

from playwright.sync_api import Page

PERMISSIONS = ["clipboard-read", "clipboard-write"]


def paste(page: Page) -> dict[str, str]:
    """What is on the clipboard, by type; nothing while it changes."""
    found: dict[str, str] = page.evaluate(
        """async () => {
          try {
            const [item] = await navigator.clipboard.read(), found = {}
            for (const type of item.types) found[type] = await (await item.getType(type)).text()
            return found
          } catch (changed) {
            return { "text/plain": "" }
          }
        }"""
    )
    return found


def wait_for_clipboard(page: Page, text: str) -> None:
    """Until the clipboard holds the text; it is written a moment after the key."""
    for _ in range(100):
        if paste(page)["text/plain"].replace("\u00a0", " ") == text:
            return
        page.wait_for_timeout(20)
    assert paste(page)["text/plain"].replace("\u00a0", " ") == text
