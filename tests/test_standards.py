"""Standards for which no CSL style can be had: other articles than this one, by examples of the standards."""

from __future__ import annotations

from edition import standards
from edition.record import Record


def composed(standard, **changes) -> str:
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


def test_gost_r_7_0_100_of_other_articles():
    gost = standards.gost_r_7_0_100_2018
    assert composed(gost) == "Иванов, Иван. О почве / Иванов Иван. – Текст : непосредственный // Поле. – 2001. – № 2. – С. 10–12."
    assert composed(gost, page="10-10").endswith("– С. 10.")
    four = [{"family": family, "given": "А."} for family in ("Белов", "Волков", "Громов", "Дымов")]
    # GOST R 7.0.100-2018, 5.2.5.3 and GOST R 7.0.80: with four authors the description begins with the title and names them all
    assert composed(gost, author=four).startswith("О почве / Белов А., Волков А., Громов А., Дымов А. – Текст")


def test_gb_t_7714_2025_of_other_articles():
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
