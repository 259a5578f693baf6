"""How the site is published on GitHub Pages."""

from __future__ import annotations

import re

import yaml

from .conftest import ROOT


def test_published_by_actions_pinned_by_hash_with_least_rights() -> None:
    text = (ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: *(.*)", text)
    assert used and all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used), used
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
