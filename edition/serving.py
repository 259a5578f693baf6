"""Rebuilds while serving: after a mistake the old pages stay; changes that need a restart are named."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.exceptions import MkDocsException

from . import failures
from .configuration import check_configuration

log = logging.getLogger("mkdocs.edition")
PACKAGE = Path(__file__).parent


def rebuilding(builder: Callable[..., Any], configuration: Path) -> Callable[..., None]:
    """`builder`, of the site that `configuration` describes, for a server, which calls it at every change.

    An error is logged, and the pages of the build before stay.
    """
    began = modules(PACKAGE)

    def build(*arguments: Any) -> None:
        if changed := sorted({name for name, _ in began.items() ^ modules(PACKAGE).items()}):
            log.warning(
                f"{', '.join(changed)}: changed since the server was started, and not in use yet; end it with Ctrl-C and start it again"
            )
        try:
            failures.stop(check_configuration(configuration))  # MkDocs reads it before it asks a plugin
            builder(*arguments)
        except Exception as error:
            message = error.format_message() if isinstance(error, MkDocsException) else str(error)
            log.error(f"The pages stay as they were:\n{message}")

    return build


def modules(package: Path) -> dict[str, bytes]:
    """The content of each file of a package, by its name as an author knows it: "edition/build.py"."""
    files = (path for path in package.rglob("*") if path.suffix in (".py", ".yml", ".lua"))
    return {path.relative_to(package.parent).as_posix(): path.read_bytes() for path in files}
