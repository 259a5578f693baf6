"""Where the tests try what readers do: places and queries of the article, from `tests/article/data/places.yml`, which says what each is for."""

from __future__ import annotations

from itertools import cycle, permutations
from typing import Any

from .conftest import data, languages, settings

PLACES: dict[str, Any] = data("places.yml")
PAGE, OTHER, LONG, SHORT = (str(PLACES[kind]) for kind in ("page", "other", "long", "short"))
PASSAGE, NOTE, TERM = (str(PLACES["passage"][kind]) for kind in ("id", "note", "term"))
PLAIN, SECOND, THIRD = (str(one) for one in PLACES["plain"])
HALFWAY = str(PLACES["halfway"])
FIRST, NEXT = (str(one) for one in PLACES["paragraphs"])
QUERIES: dict[str, Any] = PLACES["queries"]
BOTH = str(QUERIES["both"])

LOCALES = [str(entry["locale"]) for entry in languages(settings())]
PAIRS = list(permutations(LOCALES[:2], 2))
# what is done alike in every language is done wide in one and narrow in another: how much room words take is seen in test_browser.py
WINDOWS = list(zip(LOCALES, cycle((1280, 360))))
PAIR_WINDOWS = [(*pair, width) for pair, width in zip(PAIRS, (1280, 360), strict=True)]


def address_of(name: str) -> str:
    """Where a page stands below its language, from the name of its source: "one/" of one.md."""
    return "" if name == "index.md" else f"{name.removesuffix('.md')}/"
