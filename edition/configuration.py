"""Reads `mkdocs.yml` as an author has written it, and says what MkDocs and its plugins would stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import regex
from mkdocs.config.defaults import MkDocsConfig

from .mistakes import Mistake
from .parity import is_locale
from .schema import mistakes_of
from .untrusted import UnreadableError, read_text, read_yaml

LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
# cut short what they stand in, in the head of a page
CUTTING = re.compile(r'["<>]')
# the extensions of Python-Markdown that pages may use; MkDocs brings some without a word
EXTENSIONS = {"abbr", "attr_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc"}
# more than any preview, search result or browser tab can show
LONGEST = 500


def check_configuration(path: Path) -> list[Mistake]:
    """What is wrong with the configuration of a site."""
    file = path.name
    try:
        data = read_yaml(read_text(path, file), file, tags=("!ENV", "!relative"))
    except UnreadableError as error:
        return [error.mistake]
    if not isinstance(data, dict):
        return [Mistake(file, 0, "configuration-empty", "has no settings; write key: value on each line")]
    return list(mistakes_of("mkdocs", data, file, [])) or [
        *_keys(data, file),
        *_folders(data, path),
        *_texts(data, file),
        *_navigation(data.get("nav"), file),
        *_plugins(data.get("plugins"), file),
        *_extensions(data.get("markdown_extensions"), file),
        *_theme(data, path),
    ]


def _keys(data: dict[str, Any], file: str) -> Iterator[Mistake]:
    for key in sorted(data.keys() - set(MkDocsConfig())):
        yield Mistake(file, 0, "setting-unknown", f"{key} is no setting of MkDocs; correct its name, or take it out")


def _folders(data: dict[str, Any], path: Path) -> Iterator[Mistake]:
    """Folders that are named, or usual, and not there."""
    theme, edition = data.get("theme"), _named(data.get("plugins")).get("edition")
    named = {
        "docs_dir": (data, "docs"),
        "custom_dir": (theme if isinstance(theme, dict) else {}, "theme"),
        "reference": (edition if isinstance(edition, dict) else {}, "reference"),
    }
    for key, (settings, usual) in named.items():
        name = settings.get(key) or usual
        if not (path.parent / str(name)).is_dir():
            yield Mistake(
                path.name, 0, "folder-missing", f"{key} is {name}, and there is no such folder; make it, or write the name of another"
            )


def _texts(data: dict[str, Any], file: str) -> Iterator[Mistake]:
    for key, value in data.items():
        if key in ("site_name", "site_description", "site_author", "copyright"):
            yield from check_text(key, value, file)
    address = data.get("site_url")
    if address is not None and not _is_address(address):
        yield Mistake(file, 0, "site-url", f"site_url is no address, {address}; write https://example.org/")
    if not isinstance(data.get("site_name"), str):
        yield Mistake(file, 0, "site-name-missing", "has no site_name; write the name of the edition")


def _is_address(address: object) -> bool:
    try:
        url = urlsplit(address) if isinstance(address, str) else urlsplit("")
        return url.scheme in ("http", "https") and bool(url.hostname) and not url.query and not url.fragment
    except ValueError:
        return False


def _extensions(extensions: object, file: str) -> Iterator[Mistake]:
    """Without some a page is not what was written; and what others make of it nothing but the page itself would show."""
    names = {name.removeprefix("markdown.extensions.") for name in _named(extensions)}
    for name in sorted({"attr_list", "footnotes"} - names):
        yield Mistake(file, 0, "extension-missing", f"markdown_extensions lacks {name}; add it")
    for name in sorted(names - EXTENSIONS):
        message = f"markdown_extensions has {name}, which search, downloads and checks do not know; take it out"
        yield Mistake(file, 0, "extension-unknown", message)


def check_text(key: str, value: object, file: str, line: int = 0) -> Iterator[Mistake]:
    """What is wrong with a title, name or description called `key`, which stands in the head of pages."""
    if value is not None and not isinstance(value, str):
        yield Mistake(file, line, "text-type", f"{key} is no text; put it in quotation marks")
    elif value and CUTTING.search(value):
        yield Mistake(file, line, "text-quotes", f'{key} has " or < or > in it; write “ ” or « »')
    elif value and len(value) > LONGEST:
        yield Mistake(file, line, "text-length", f"{key} has more than {LONGEST} letters; shorten it")


def targets(nav: object) -> Iterator[object]:
    """What the entries of a navigation lead to, as written."""
    waiting = [nav]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, dict):
            waiting[:0] = list(item.values())
        elif isinstance(item, list):
            waiting[:0] = item
        elif item is not None:
            yield item


def _navigation(nav: object, file: str) -> Iterator[Mistake]:
    if nav is None:
        yield Mistake(file, 0, "nav-missing", "has no nav; list the pages in their order")
        return
    if not isinstance(nav, list):
        yield Mistake(file, 0, "nav-type", "nav is no list; write each page on a line of its own, - index.md")
        return
    seen: set[str] = set()
    for target in targets(nav):
        if not isinstance(target, str):
            yield Mistake(file, 0, "nav-type", f"nav has {target}, which is no page; write its name, index.md")
        elif target in seen:
            yield Mistake(file, 0, "nav-twice", f"nav lists {target} twice; remove one")
        seen.add(str(target))


def check_navigation(nav: object, names: set[str], file: str) -> Iterator[Mistake]:
    """A page that the navigation lacks, and the reverse. `nav` is as MkDocs reads it, without locales."""
    listed = {target for target in targets(nav) if isinstance(target, str)}
    outer = {target for target in listed if re.match(r"[a-z][a-z0-9+.-]*://", target)}
    for target in sorted(outer):
        yield Mistake(file, 0, "nav-outer", f"nav lists {target}, which is no page of the edition; link to it from a page")
    for name in sorted(names - listed):
        yield Mistake(file, 0, "nav-lacks-page", f"nav lacks {name}; add it, or remove the page")
    for name in sorted(listed - names - outer):
        yield Mistake(file, 0, "nav-without-page", f"nav lists {name}, and there is no such page; write it, or take it out of nav")


def _named(entries: object) -> dict[str, object]:
    """Names and settings of plugins or extensions: MkDocs takes a mapping, or a list of names and of mappings."""
    listed = [entries] if isinstance(entries, dict) else entries if isinstance(entries, list) else []
    pairs = (pair for one in listed for pair in (one.items() if isinstance(one, dict) else [(one, None)]))
    return {name: settings for name, settings in pairs if isinstance(name, str)}


def _plugins(plugins: object, file: str) -> Iterator[Mistake]:
    entries = _named(plugins)
    for name in ("edition", "i18n"):
        if name not in entries:
            yield Mistake(file, 0, "plugin-missing", f"plugins lacks {name}; add it, i18n last")
    if {"edition", "i18n"} <= entries.keys():
        if list(entries)[-1] != "i18n":
            yield Mistake(file, 0, "plugin-order", "plugins has i18n before others; put it last")
        yield from _edition(entries["edition"], file)
        yield from _languages(entries["i18n"], file)


def _edition(settings: object, file: str) -> Iterator[Mistake]:
    settings = settings if isinstance(settings, dict) else {}
    doi = settings.get("doi", "")
    if doi and not (isinstance(doi, str) and re.fullmatch(r"10\.\d{4,9}/[^\s\"<>{}\\]+", doi)):
        yield Mistake(
            file, 0, "doi-wrong", f"doi is {doi}, which is none; write it without an address before it, 10.5281/zenodo.1, or nothing"
        )
    given = settings.get("scripts", {})
    if not isinstance(given, dict):
        yield Mistake(file, 0, "script-language", "scripts is no mapping; write the language of each script, {Latin: en}")
        return
    for script, language in given.items():
        if not _is_script(script):
            message = f"scripts has {script}, which Unicode does not know; write its name for one: Latin, Cyrillic, Han"
            yield Mistake(file, 0, "script-unknown", message)
        elif not isinstance(language, str) or not LOCALE.match(language):
            yield Mistake(file, 0, "script-language", f"the language of {script} is no code of one; write it as en or zh-Hans")


def _is_script(name: str) -> bool:
    try:
        return bool(regex.compile(rf"\p{{Script={name}}}")) and name.isalpha() and name.isascii()
    except regex.error:
        return False


def _languages(settings: object, file: str) -> Iterator[Mistake]:
    settings = settings if isinstance(settings, dict) else {}
    if settings.get("docs_structure", "suffix") != "folder":
        yield Mistake(file, 0, "docs-structure", "i18n has not docs_structure: folder; write it, each language has a folder of its own")
    languages = settings.get("languages")
    if not isinstance(languages, list) or not languages or not all(isinstance(one, dict) for one in languages):
        yield Mistake(file, 0, "languages-missing", "i18n has no languages; list each as {locale: en, name: English}")
        return
    locales = [one.get("locale") for one in languages]
    for one, locale in zip(languages, locales, strict=True):
        if not isinstance(locale, str) or not LOCALE.match(locale) or not is_locale(locale):
            yield Mistake(
                file, 0, "locale-code", f"i18n has the locale {locale}, which is no code of a language; write it as en, ru or pt-BR"
            )
        elif locales.count(locale) > 1:
            yield Mistake(file, 0, "locale-twice", f"i18n has the locale {locale} twice; remove one")
        if not isinstance(one.get("name"), str) or not one["name"].strip():
            yield Mistake(
                file, 0, "locale-without-name", f"i18n has no name for the locale {locale}; write how its readers call the language"
            )
        for key in ("name", "site_name", "site_description"):
            yield from check_text(f"{key} of {locale}", one.get(key), file)
    default = [one for one in languages if one.get("default") is True]
    if len(default) != 1:
        yield Mistake(
            file, 0, "default-language", f"i18n has {len(default)} default languages; write default: true at one, the source text"
        )


def _theme(data: dict[str, Any], path: Path) -> Iterator[Mistake]:
    """The logo is looked for where the theme will look for it."""
    theme = data.get("theme")
    if not isinstance(theme, dict):
        yield Mistake(path.name, 0, "theme-missing", "has no theme; write theme: {name: material}")
        return
    if theme.get("name") != "material":
        yield Mistake(path.name, 0, "theme-unknown", f"the theme is {theme.get('name')}; write name: material")
        return
    own_folder = path.parent / theme.get("custom_dir", "")
    for name in [*data.get("extra_css", []), *data.get("extra_javascript", [])]:
        if not any((folder / name).is_file() for folder in (own_folder, _theirs())):
            yield Mistake(path.name, 0, "look-missing", f"{name} is no file of the theme; correct the name, or take it out")
    icon = theme.get("icon")
    logo = icon.get("logo") if isinstance(icon, dict) else None
    if logo is not None and not any((folder / ".icons" / f"{logo}.svg").is_file() for folder in (own_folder, _theirs())):
        yield Mistake(
            path.name,
            0,
            "logo-unknown",
            f"the logo {logo} is not there; write the name of a file in {theme.get('custom_dir', 'the theme')}/.icons",
        )


def _theirs() -> Path:
    import material  # the theme has no types and is asked for its folder alone

    return Path(material.__path__[0], "templates")
