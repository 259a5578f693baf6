"""References by standards for which no CSL style is published, composed by hand; each function names its clauses."""

from __future__ import annotations

from collections.abc import Callable

from .record import Record, Script

Runs = tuple[tuple[str, bool], ...]


def gost_r_7_0_100_2018(record: Record, script: Script, pages: str) -> Runs:
    """An article by GOST R 7.0.100-2018, for a list of literature.

    Heading: the first author's name, the family name before a comma, unless there are four authors or more (GOST R
    7.0.80), or the first is a body; 5.2: the title proper and, after " / ", the authors; 5.10: kind of content and means
    of access; 7: " // " before the journal; areas divided by ". – ": year, volume and issue, pages, DOI.
    """
    form = record.form(script)
    authors = ", ".join(author.name for author in form.authors)
    title = form.title
    if len(form.authors) < 4 and not form.authors[0].is_body:
        title = f"{form.authors[0].inverted.rstrip('.')}. {title}"
    volume = ", ".join(_each(("Т. {}", record.volume), ("№ {}", record.issue)))
    place = _each(("{}", volume), *_located("С. {}", "С. {}", "Ст. {}", record, pages), ("DOI {}", record.doi))
    areas = [f"{title} / {authors.rstrip('.')}", f"Текст : непосредственный // {form.journal}", str(record.year), *place]
    return _plain(". – ".join(areas) + ".")


def gost_in_text(record: Record, script: Script, pages: str) -> Runs:
    """The link in the text to a list of literature by GOST R 7.0.5-2008, 7.4: family names, year, pages in square brackets.

    Of more than three authors the first is named, and others («и др.», in Latin letters "et al.").
    """
    form = record.form(script)
    families = [author.surname for author in form.authors]
    others = "и др." if script == "printed" else "et al."
    names = ", ".join(families) if len(families) < 4 else f"{families[0]} {others}"
    return _plain(f"[{', '.join([names, str(record.year), *_each(('с. {}', _span(pages)))])}]")


def references_latin(record: Record, script: Script, pages: str) -> Runs:
    """The list "References" that Russian journals ask for: names and title transliterated, the title translated in brackets.

    No "//" and no dash between areas; the journal in italics; year, vol., no. and pp. as in English (the form that journals of
    the Russian Science Citation Index print in their rules for authors; no standard has it).
    """
    form = record.form(script)
    authors = ", ".join(author.name for author in form.authors)
    pages_in = _located("p. {}", "pp. {}", "art. {}", record, pages)
    place = _each(("vol. {}", record.volume), ("no. {}", record.issue), *pages_in)
    return (
        ("".join([f"{authors}. {form.title}", *_each((" [{}]", record.translation)), ". "]), False),
        (form.journal, True),
        (", " + ", ".join([str(record.year), *place]) + "." + "".join(_each((" DOI: {}.", record.doi))), False),
    )


def gb_t_7714_2025(record: Record, script: Script, pages: str) -> Runs:
    """An article by GB/T 7714-2025, in force since 1 July 2026, whose published CSL style cannot be had from PyPI yet.

    As in the standard of 2015 for serials: authors, title[J]. Journal, year(issue): pages. But family names are no
    longer in capitals, and names in pinyin stand in full, the family name first; initials have no full stops; of more than three authors three are
    named (8.1). A volume stands before the issue, "5(2)"; a DOI at the end.
    """
    form = record.form(script)
    names = [f"{author.surname} {author.given.replace('.', '')}".strip() for author in form.authors]
    others = "等" if script == "printed" and record.language.startswith("zh") else "et al"
    authors = ", ".join(names if len(names) < 4 else [*names[:3], others])
    title = f"{form.title} [{record.translation}]" if script == "latin" else form.title
    issue = "".join(_each(("({})", record.issue)))
    place = f"{record.year}, {record.volume}{issue}" if record.volume else f"{record.year}{issue}"
    end = "".join(_each((": {}", pages or record.number), (". DOI:{}", record.doi)))
    return _plain(f"{authors}. {title}[J]. {form.journal}, {place}{end}.")


ARTICLE: dict[str, Callable[[Record, Script, str], Runs]] = {
    "gost_r_7_0_100_2018": gost_r_7_0_100_2018,
    "gost_in_text": gost_in_text,
    "references_latin": references_latin,
    "gb_t_7714_2025": gb_t_7714_2025,
}


def _plain(text: str) -> Runs:
    return ((text, False),)


def _each(*pairs: tuple[str, str]) -> list[str]:
    """Each form filled with its value, those left out that the record has no value for."""
    return [form.format(value) for form, value in pairs if value]


def _located(page: str, pages: str, article: str, record: Record, given: str) -> list[tuple[str, str]]:
    """A form and its value for where the article stands: on one page, on several, or under a number of its own."""
    span = _span(given)
    return [(pages if "–" in span else page, span), (article, "" if span else record.number)]


def _span(pages: str) -> str:
    """The pages as readers have them: "86–93" of "86-93", and "10" of "10-10"."""
    return "–".join(dict.fromkeys(pages.split("-")))
