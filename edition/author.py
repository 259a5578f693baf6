"""An author of the article, from a name of CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html#name)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Author:
    """A name in one script; that of a body, or of a person with one name, is `family` alone.

    `syllables` is the given name with a space between the syllables of each Chinese character; `particle` is CSL's
    non-dropping particle, "van"; `orcid` is the address of the author's ORCID iD, `ror` that of the institution in the Research
    Organization Registry, as far as they are known.
    """

    family: str
    given: str = ""
    syllables: str = ""
    particle: str = ""
    is_body: bool = False
    orcid: str = ""
    ror: str = ""

    @classmethod
    def read(cls, name: Mapping[str, str]) -> Author:
        """A name of CSL-JSON."""
        if "literal" in name:
            return cls(name["literal"], is_body=True, ror=name.get("ROR", ""))
        given = name.get("given", "")
        return cls(
            name["family"],
            given,
            name.get("syllables", given),
            name.get("non-dropping-particle", ""),
            orcid=name.get("ORCID", ""),
            ror=name.get("ROR", ""),
        )

    @property
    def surname(self) -> str:
        """The family name with its particle: "van Gogh"."""
        return f"{self.particle} {self.family}".strip()

    @property
    def name(self) -> str:
        """Family name first, as the article and Chinese usage have it: “Wang Ming”."""
        return f"{self.surname} {self.given}".strip()

    @property
    def inverted(self) -> str:
        """With a comma, as machines want it: “Wang, Ming”."""
        return f"{self.surname}, {self.given}" if self.given else self.surname

    def csl(self, given: str) -> dict[str, str]:
        """The name in CSL-JSON, with a given name as a style wants it."""
        if self.is_body:
            return {"literal": self.family}
        name = {"family": self.family, "given": given, "non-dropping-particle": self.particle}
        return {key: value for key, value in name.items() if value}
