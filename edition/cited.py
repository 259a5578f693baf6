"""This edition as a work to cite, by the forms that `styles.yml` has for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .standards import Runs

# What a page knows better than the form: its address, and the day on which its reader came, between these two signs
URL = "https://edition.invalid/"
OPEN, CLOSE = "\ue000", "\ue001"
# How that day may be written; the script of the page reads these letters (theme/js/visit.js)
VISITS = ("DD.MM.YYYY", "YYYY-MM-DD", "MMMM D, YYYY", "D MMMM YYYY", "MMM. D, YYYY", "YYYY MMM D")
# Words that stay small in a title in English with capitals (The Chicago Manual of Style, 18th ed., 8.159)
SMALL = {"a", "an", "the", "and", "but", "or", "nor", "for", "of", "in", "on", "at", "to", "by", "from", "with", "as", "between"}


class _Visit:
    """The day of the visit; its format is one of `VISITS`."""

    def __format__(self, written: str) -> str:
        if written not in VISITS:
            raise ValueError(f"visit:{written} is none of {', '.join(VISITS)}")
        return f"{OPEN}{written}{CLOSE}"


@dataclass(frozen=True)
class CitedEdition:
    """This edition in one locale: "Title: subtitle", who holds it, the kind of thing it is, its version."""

    locale: str
    title: str
    holder: str
    kind: str
    version: str
    version_line: str
    date: date

    def cite(self, form: str, locale: str) -> Runs:
        """The reference in a form of a style whose own words are in `locale`: {fields} filled, *italics* told apart.

        Raises LookupError, AttributeError or ValueError where the form asks for what there is not.
        """
        capitals = locale.split("-")[0] == self.locale.split("-")[0]
        filled = form.format(
            holder=_capital(self.holder),
            responsible=self.holder,
            title=self.title,
            proper=self.title.partition(": ")[0],
            sentence=_each(self.title, _capital) if capitals else self.title,
            headline=_each(self.title, _headline) if capitals else self.title,
            areas=self.title.replace(": ", " : "),
            kind=self.kind,
            version=self.version,
            version_line=self.version_line,
            date=self.date,
            month=_shortened(self.date),
            url=URL,
            visit=_Visit(),
        )
        return tuple((text, at % 2 == 1) for at, text in enumerate(filled.split("*")) if text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _each(title: str, change: Callable[[str], str]) -> str:
    """A title, its subtitle too, changed."""
    return ": ".join(change(part) for part in title.split(": "))


def _headline(text: str) -> str:
    return _capital(" ".join(word if word in SMALL else _capital(word) for word in text.split(" ")))


def _shortened(day: date) -> str:
    """The month in English as MLA shortens it: "Nov.", "Sept.", "May"."""
    month = day.strftime("%B")
    return month if len(month) < 5 else f"{month[: 4 if month == 'September' else 3]}."
