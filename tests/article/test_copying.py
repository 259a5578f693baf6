"""What a copy button puts on the clipboard, over https and over plain http, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from ..clipboard import PERMISSIONS, paste, wait_for_clipboard
from ..conftest import ARGUMENTS, Opener, Site, attribute
from ..places import LOCALES, WINDOWS
from ..tools.browsers import chromium as find
from .test_citing import FOOTNOTES, REFERENCES, bare, cite, plain

GOST = "gost-r-7-0-5-2008-printed"


@pytest.mark.parametrize("locale", LOCALES)
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


@pytest.mark.parametrize(("locale", "width"), WINDOWS)
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


def test_without_a_secure_connection_what_is_copied_has_italics_and_languages_alone(site: Site, address: str, open_page: Opener) -> None:
    page = open_page(address + site.pages["en", "cite.md"].url, permissions=PERMISSIONS)
    for name, wanted in (
        ("mla-latin", "<em>Arkhont</em>, no.&nbsp;5&nbsp;(14), 2019, pp.&nbsp;86–93."),
        ("gost-r-7-0-5-2008-printed", "№&nbsp;5&nbsp;(14). С.&nbsp;86–93."),
    ):
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
        page.click(f'[data-copy="{name}"]')
        page.evaluate("delete navigator.clipboard")  # what the test itself reads by
        wait_for_clipboard(page, bare(plain(page.locator(f"#{name}").inner_html())))
        copied = paste(page)
        assert wanted in re.sub(r"</?span[^>]*>", "", copied["text/html"])
        tags = re.findall(r"<[^/][^>]*>", copied["text/html"])
        assert not [tag for tag in tags if not re.fullmatch(r'<(em|i|span lang="[A-Za-z-]+")>', tag)], tags
        assert copied["text/plain"].endswith("\u00a086–93.")
