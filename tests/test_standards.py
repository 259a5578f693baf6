"""Standards for which no CSL style can be had: other articles than this one, by examples of the standards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edition import standards
from edition.record import Record
from edition.standards import Runs


def composed(standard: Callable[..., Runs], **changes: Any) -> str:
    item = {
        "id": "other",
        "type": "article-journal",
        "language": "ru",
        "author": [{"family": "Иванов", "given": "Иван"}],
        "title": "О почве",
        "container-title": "Поле",
        "issue": "2",
        "page": "10-12",
        "issued": {"date-parts": [[2001]]},
        **changes,
    }
    same = {"author": item["author"], "title": item["title"], "container-title": item["container-title"]}
    item["custom"] = {"text-language": "ru", "latin": same, "translation": {"en": "On soil"}}
    runs = standard(Record.read(item), "printed", item["page"])
    return "".join(text for text, _italic in runs).replace("\u00a0", " ")


def test_gb_t_7714_2025_of_other_articles() -> None:
    """GB/T 7714-2025, 5.1: its own example of an article in Cyrillic; 7.1.1: initials without full stops, a hyphen kept."""
    example = composed(
        standards.gb_t_7714_2025,
        author=[{"family": "Кочетков", "given": "А. Я."}],
        title="Молибден-медно-золото-порфировое месторождение Рябиновое",
        issue="7",
        page="50-58",
        issued={"date-parts": [[1993]]},
        **{"container-title": "Отечественная геология"},
    )
    assert example == "Кочетков А Я. Молибден-медно-золото-порфировое месторождение Рябиновое[J]. Отечественная геология, 1993(7): 50-58."
    assert composed(standards.gb_t_7714_2025, author=[{"family": "Godard", "given": "J.-L."}]).startswith("Godard J-L. О почве[J].")
