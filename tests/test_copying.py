"""What a copy button puts on the clipboard, over https and over plain http, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from .article.test_citing import FOOTNOTES, REFERENCES, bare, cite, plain
from .conftest import ARGUMENTS, Opener, Site, attribute
from .tools.browsers import chromium as find

PERMISSIONS = ["clipboard-read", "clipboard-write"]
GOST = "gost-r-7-0-5-2008-printed"


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


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_a_reference_is_copied_as_plain_and_rich_text_and_said(site: Site, address: str, open_page: Opener, locale: str) -> None:
    page = open_page(address + cite(site, locale).url, permissions=PERMISSIONS)
    page.check("#script-latin")
    page.click('[data-copy="apa-latin"]')
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-copied"))
    wait_for_clipboard(page, bare(REFERENCES["apa"]["latin"]))
    assert plain(paste(page)["text/html"]) == REFERENCES["apa"]["latin"]
    page.check("#script-printed")
    page.focus(f'[data-copy="{GOST}"]')
    page.keyboard.press("Enter")
    wait_for_clipboard(page, REFERENCES["gost-r-7-0-5-2008"]["printed"])
    found = paste(page)
    assert "Ли\u00a0М." in found["text/plain"] and "5\u00a0(14)" in found["text/plain"]
    assert not re.search(r"\bclass=|\bdata-|\bid=", found["text/html"]), "nothing that only this site understands"


@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_footnote_for_a_paragraph_in_two_actions(site: Site, address: str, open_page: Opener, locale: str, width: int) -> None:
    built = site.pages[locale, "current-situation.md"]
    page = open_page(address + built.url, width=width, permissions=PERMISSIONS)
    page.locator("a.mark[href='#transport-3']").click()
    panel = page.locator("#panel-transport-3")
    assert panel.locator(".panel-place").inner_text().startswith("I.1, ")
    assert panel.locator(".panel-link").inner_text() == address + built.url + "#transport-3"
    assert page.url.endswith("#transport-3")
    for style, pages in FOOTNOTES.items():
        form = panel.locator(".panel-form").filter(has_text=re.compile(re.escape(bare(pages["87"]).split(". ")[0].split(",")[0])))
        form.first.locator(".copy").click()
        expect(page.locator(".said"), style).not_to_be_empty()
        wait_for_clipboard(page, bare(pages["87"]))
    page.keyboard.press("Escape")
    assert panel.count() == 0
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith("#transport-3")
    assert not page.troubles


@pytest.fixture
def plain_http(browser: Browser, address: str) -> Iterator[tuple[Browser, str]]:
    """A browser that knows a host which is not this machine's own name, so that plain http is no secure context; the site there."""
    host = "edition.test"
    other = browser.browser_type.launch(executable_path=find(), args=[*ARGUMENTS, f"--host-resolver-rules=MAP {host} 127.0.0.1"])
    yield other, address.replace(str(urlsplit(address).hostname), host)
    other.close()


def test_a_copy_over_plain_http_is_as_clean(site: Site, plain_http: tuple[Browser, str]) -> None:
    """Without `navigator.clipboard` the browser copies a selection: with the page's fonts and colours, without no-break spaces."""
    browser, home = plain_http
    page = browser.new_page()
    page.goto(home + cite(site, "ru").url)
    page.wait_for_selector("html:not(.no-js)", state="attached")
    assert not page.evaluate("isSecureContext")
    page.click(f'[data-copy="{GOST}"]')
    expect(page.locator(".said")).to_have_text(attribute(page.locator(".said"), "data-copied"))
    # pasted as a word processor would have it, before any browser cleans it
    page.evaluate(
        """() => {
          document.addEventListener("paste", event => {
            window.pasted = Object.fromEntries(["text/plain", "text/html"].map(type => [type, event.clipboardData.getData(type)]))
            event.preventDefault()
          }, true)
          const field = document.createElement("textarea")
          document.body.prepend(field)
          field.focus()
        }"""
    )
    page.keyboard.press("Control+V")
    page.wait_for_function("window.pasted")
    pasted = page.evaluate("window.pasted")
    assert pasted["text/plain"].strip().replace("\u00a0", " ") == REFERENCES["gost-r-7-0-5-2008"]["printed"]
    assert not re.search(r"style=|class=|<font|<meta[^>]*color", pasted["text/html"]), "no fonts or colours of the page"
    assert "№\u00a05" in pasted["text/plain"] and "С.\u00a086" in pasted["text/plain"], "no-break spaces"
    page.close()
