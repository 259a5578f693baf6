"""What an author did wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs.exceptions import Abort


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake.

    `file` is the file as the author knows it, `line` its line, or 0 where the file as a whole is meant. `code` is the
    name of the kind of mistake; every code has a case in `tests/data/mistakes.yml`. `message` says what is wrong and
    what to write instead, in one line.
    """

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        # whatever an author has written into a name, one mistake is one line that a terminal can show
        where = f"{self.file}:{self.line}" if self.line else self.file
        return "".join(
            char if char.isprintable() or char in "\u00a0\u202f\u3000" else f"\\u{ord(char):04x}" for char in f"{where}: {self.message}"
        )


class Mistakes(Abort):
    """Stops a build before anything is written; its text is one line a mistake, in the order of files and lines."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        count = len(self.mistakes)
        closing = f"{count} mistake{'s' if count > 1 else ''} to correct; nothing was written."
        super().__init__("\n".join([*map(str, self.mistakes), closing]))
