"""What every file that is taken away says of itself: whose article it restates, by whom and when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .metadata import LICENSE

if TYPE_CHECKING:
    from .view import View


@dataclass(frozen=True)
class Imprint:
    """In the words of one locale; `title_printed` is the article's own title, `authors` are as readers of the locale write them.

    `restates` says that the edition restates the article, `edition` is the reference to the edition with version and date,
    `day` the date in words, `home` the address of its first page.
    """

    identity: str
    locale: str
    title: str
    title_printed: str
    title_language: str
    authors: tuple[str, ...]
    journal: str
    site_name: str
    holder: str
    restates: str
    reference: str
    edition: str
    version: str
    day: str
    date: str
    rights: str
    home: str

    def lines(self) -> list[str]:
        """What stands at the head of a file without mark-up."""
        return [self.restates, self.reference, self.edition, self.rights]


def read_imprint(view: View) -> Imprint:
    """The imprint of a locale. The one place where files made of the text ask for the bibliographic record."""
    source, record, cited = view.source, view.facts.record, view.facts.editions[view.locale]
    preview = view.facts.preview(view.locale)
    form = record.printed if record.is_of(view.locale) else record.latin
    home = source.online(view.homes[view.locale])
    version = cited.version_line if source.history.version else view.label("unreleased", cited.version_line)
    day = view.facts.release_date(view.locale)
    return Imprint(
        identity=record.id,
        locale=view.locale,
        title=preview["title"],
        title_printed=record.printed.title,
        title_language=record.language,
        authors=tuple(author.name for author in form.authors),
        journal=preview["journal"],
        site_name=view.site_name,
        holder=cited.holder,
        restates=view.label("foot_restatement"),
        reference=view.facts.references.short.text,
        edition=view.label("edition_line", view.site_name, version, day, view.doi or home),
        version=version,
        day=day,
        date=source.release.date.isoformat(),
        rights=f"{view.label('foot_rights')} CC BY 4.0, {LICENSE}",
        home=home,
    )
