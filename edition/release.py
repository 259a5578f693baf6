"""The version of this edition and its date, by which it is cited."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

# as in pyproject.toml
DISTRIBUTION = "bilingual-edition"


@dataclass(frozen=True)
class Release:
    """A version of the edition: "1.0.0", and the day of its last change."""

    version: str
    date: date


def read_release(folder: Path) -> Release:
    """The version of the project and the day of the last commit in `folder`.

    SOURCE_DATE_EPOCH comes first (https://reproducible-builds.org/specs/source-date-epoch/). Without it, and without
    git, as in an unpacked archive, the day is today's.
    """
    return Release(version(DISTRIBUTION), _date(folder))


def _date(folder: Path) -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    try:
        command = ["git", "-C", str(folder), "log", "-1", "--format=%cs"]
        return date.fromisoformat(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    except (OSError, ValueError, subprocess.CalledProcessError):
        return datetime.now(UTC).date()
