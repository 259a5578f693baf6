"""What every file that is taken away says of itself: whose article it restates, by whom and when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from .build import Build

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


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


def read_imprint(build: Build) -> Imprint:
    """The imprint of a locale. The one place where files made of the text ask for the bibliographic record."""
    source, record, cited = build.source, build.parts.record, build.parts.editions[build.locale]
    preview = build.parts.preview(build.locale)
    form = record.printed if build.locale == record.language else record.latin
    home = urljoin(source.site_url, build.homes[build.locale])
    version = cited.version_line if source.history.version else build.label("unreleased")
    day = build.parts.release_date(build.locale)
    return Imprint(
        identity=record.id,
        locale=build.locale,
        title=preview["title"],
        title_printed=record.printed.title,
        title_language=record.language,
        authors=tuple(author.name for author in form.authors),
        journal=preview["journal"],
        site_name=build.site_name,
        holder=cited.holder,
        restates=build.label("foot_restatement"),
        reference=build.parts.references.short.text,
        edition=build.label("edition_line", build.site_name, version, day, home),
        version=version,
        day=day,
        date=source.release.date.isoformat(),
        rights=f"{build.label('foot_rights')} CC BY 4.0, {LICENCE}",
        home=home,
    )
