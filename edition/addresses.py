"""Addresses in ASCII, and relative to a page."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from mkdocs.utils import get_relative_url


def to_ascii(url: str) -> str:
    """An address with its host in Punycode and its path percent-encoded: what site maps and HTTP headers may hold.

    https://www.sitemaps.org/protocol.html#escaping, RFC 3986, RFC 5890. UnicodeError where the host is no domain name.
    """
    parts = urlsplit(url)
    host = parts.hostname.encode("idna").decode() if parts.hostname and not parts.hostname.isascii() else parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    place = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit((parts.scheme, place, quote(parts.path, safe="/%~!$&'()*+,;=:@"), parts.query, parts.fragment))


def to_root(url: str) -> str:
    """The root of the site as the page at `url` writes it: "../../" for "ru/problems/"."""
    return get_relative_url(".", url) + "/"
