"""Ends a failed build with a few lines, never a traceback; the site from before stays as it was."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, MkDocsException

from .mistakes import Mistake, Mistakes
from .staging import BusyError, Staging

log = logging.getLogger("mkdocs.edition")


def stop(mistakes: list[Mistake]) -> None:
    """Stop the build where there are mistakes. Raises Mistakes."""
    if mistakes:
        raise Mistakes(mistakes)


def stage(config: MkDocsConfig) -> Staging:
    """Have MkDocs build beside the folder that it was told. Raises Abort where another build does, or the folder cannot be written."""
    site = Path(config.site_dir)
    if site.exists() and not site.is_dir():
        raise Abort(f"{site} is a file, and the site should stand there; remove it, or build elsewhere with --site-dir")
    try:
        staging = Staging(site)
    except BusyError as error:
        raise Abort(str(error)) from None
    except OSError as error:
        raise Abort(_unwritable(error)) from None
    config.site_dir = str(staging.folder)
    return staging


def explain(error: BaseException) -> None:
    """Say why a build has failed. Raises Abort in the place of an error that is no message to an author yet."""
    if isinstance(error, MkDocsException | BuildError):
        return
    log.debug("The build has failed", exc_info=error)
    if isinstance(error, OSError):
        raise Abort(_unwritable(error)) from None
    words = " ".join(str(error).split())[:200]
    hint = "take back what was changed last, and run with --verbose to see where"
    raise Abort(f"The site cannot be built ({type(error).__name__}: {words}); {hint}; nothing was written.") from None


def _unwritable(error: OSError) -> str:
    return f"{error.filename or 'the site'}: {error.strerror or error}; nothing was written."
