"""The matrix of problems and measures: rows, columns, what stands in the cells, and what the empty ones show. Data in, data out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Cells = dict[str, dict[str, Any]]


def cells(facts: Mapping[str, Any]) -> Cells:
    """The relations by problem and measure: {problem: {measure: relation, or None where the text states none}}."""
    found = {(one["problem"], one["measure"]): one for one in facts["relations"]}
    return {
        row["section"]: {column["section"]: found.get((row["section"], column["section"])) for column in facts["measures"]}
        for row in facts["problems"]
    }


def without_own(facts: Mapping[str, Any]) -> list[str]:
    """The problems for which no measure is named."""
    own = {one["problem"] for one in facts["relations"] if one["kind"] == "own"}
    return [row["section"] for row in facts["problems"] if row["section"] not in own]


def without_problem(facts: Mapping[str, Any]) -> list[str]:
    """The measures that take up no stated problem."""
    used = {one["measure"] for one in facts["relations"]}
    return [column["section"] for column in facts["measures"] if column["section"] not in used]
