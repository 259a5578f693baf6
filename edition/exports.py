"""Draws the pictures that stand for the site in previews."""

from __future__ import annotations

from pathlib import Path

import typst


def preview(template: Path, title: str, authors: str, journal: str, language: str) -> bytes:
    """A picture of 1200 × 630 pixels (PNG) with the article's title, authors and journal, and a name of a language."""
    texts = {"title": title, "authors": authors, "journal": journal, "language": language}
    return typst.compile(str(template), format="png", ppi=72, sys_inputs=texts)
