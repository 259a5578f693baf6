"""References by standards for which no CSL style is published, composed by hand; each function names its clauses."""

from __future__ import annotations

from collections.abc import Callable

from .record import Record, Script

Runs = tuple[tuple[str, bool], ...]


def gost_r_7_0_100_2018(record: Record, script: Script, pages: str) -> Runs:
    """An article by GOST R 7.0.100-2018, for a list of literature.

    Heading: the first author's name, the family name before a comma, unless there are four authors or more (GOST R
    7.0.80); 5.2: the title proper and, after " / ", the authors; 5.10: kind of content and means of access; 7: " // "
    before the journal; areas divided by ". – ": year, issue, pages.
    """
    form = record.form(script)
    authors = ", ".join(author.name for author in form.authors)
    title = form.title
    if len(form.authors) < 4:
        title = f"{form.authors[0].inverted.rstrip('.')}. {title}"
    return _plain(
        f"{title} / {authors.rstrip('.')}. – Текст : непосредственный // "
        f"{form.journal}. – {record.year}. – № {record.issue}. – С. {_span(pages)}."
    )


def gost_in_text(record: Record, script: Script, pages: str) -> Runs:
    """The link in the text to a list of literature by GOST R 7.0.5-2008, 7.4: family names, year, pages in square brackets.

    Of more than three authors the first is named, and others («и др.»).
    """
    form = record.form(script)
    families = [author.family for author in form.authors]
    names = ", ".join(families) if len(families) < 4 else f"{families[0]} и др."
    return _plain(f"[{names}, {record.year}, с. {_span(pages)}]")


def references_latin(record: Record, script: Script, pages: str) -> Runs:
    """The list "References" that Russian journals ask for: names and title transliterated, the title translated in brackets.

    No "//" and no dash between areas; the journal in italics; year, no. and pp. as in English (the form that journals of
    the Russian Science Citation Index print in their rules for authors; no standard has it).
    """
    form = record.form(script)
    authors = ", ".join(author.name for author in form.authors)
    return (
        (f"{authors}. {form.title} [{record.translation}]. ", False),
        (form.journal, True),
        (f", {record.year}, no. {record.issue}, pp. {_span(pages)}.", False),
    )


def gb_t_7714_2025(record: Record, script: Script, pages: str) -> Runs:
    """An article by GB/T 7714-2025, in force since 1 July 2026, whose published CSL style cannot be had from PyPI yet.

    As in the standard of 2015 for serials: authors, title[J]. Journal, year(issue): pages. But family names are no
    longer in capitals, and names in pinyin stand in full, the family name first; initials have no full stops; of more than three authors three are
    named (8.1).
    """
    form = record.form(script)
    names = [f"{author.family} {author.given.replace('.', '')}" for author in form.authors]
    authors = ", ".join(names if len(names) < 4 else [*names[:3], "et al"])
    title = f"{form.title} [{record.translation}]" if script == "latin" else form.title
    return _plain(f"{authors}. {title}[J]. {form.journal}, {record.year}({record.issue}): {pages}.")


ARTICLE: dict[str, Callable[[Record, Script, str], Runs]] = {
    "gost_r_7_0_100_2018": gost_r_7_0_100_2018,
    "gost_in_text": gost_in_text,
    "references_latin": references_latin,
    "gb_t_7714_2025": gb_t_7714_2025,
}


def _plain(text: str) -> Runs:
    return ((text, False),)


def _span(pages: str) -> str:
    """The pages as readers have them: "86–93" of "86-93", and "10" of "10-10"."""
    return "–".join(dict.fromkeys(pages.split("-")))
