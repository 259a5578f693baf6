"""Addresses as site maps and HTTP headers may hold them."""

from __future__ import annotations

import pytest

from edition.addresses import to_ascii


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://example.org/", "https://example.org/"),
        ("https://пример.рф:8080/путь/?a=b#c", "https://xn--e1afmkfd.xn--p1ai:8080/%D0%BF%D1%83%D1%82%D1%8C/?a=b#c"),
        ("https://example.org/100%25/", "https://example.org/100%25/"),
        ("http://[::1]:8000/base/", "http://[::1]:8000/base/"),
        ("", ""),
    ],
)
def test_an_address_has_its_host_in_punycode_and_its_path_encoded(url: str, wanted: str) -> None:
    assert to_ascii(url) == wanted
