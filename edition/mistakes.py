"""What an author did wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs.exceptions import Abort


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake: a file as the author knows it, a line (or 0 where the file as a whole is meant), what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class Mistakes(Abort):
    """Stops a build before anything is written; its text is one line a mistake, in the order of files and lines."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        count = len(self.mistakes)
        closing = f"{count} mistake{'s' if count > 1 else ''} to mend; nothing was written."
        super().__init__("\n".join([*map(str, self.mistakes), closing]))
