"""What wording of the source text each translation was last compared with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from .document import Document


def wording(documents: Mapping[str, Document]) -> dict[str, str]:
    """The words of every heading and passage of the article's pages, by id. `documents` are one locale's."""
    return {
        block.id: " ".join(block.text.split())
        for document in documents.values()
        for block in [*document.headings, *document.passages]
        if block.id and block.page
    }


def fingerprints(documents: Mapping[str, Document]) -> dict[str, str]:
    """A short hash of each wording, by id: twelve figures of SHA-256."""
    return {key: hashlib.sha256(text.encode()).hexdigest()[:12] for key, text in wording(documents).items()}


def behind(source: Mapping[str, str], recorded: Mapping[str, str]) -> frozenset[str]:
    """The ids whose wording is not the one that their translation was compared with; both are fingerprints by id."""
    return frozenset(key for key, mark in source.items() if recorded.get(key) != mark)
