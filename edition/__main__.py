"""The edition's own commands: `python -m edition build | serve | translated`. The Makefile calls them.

build [--site-dir FOLDER]   the site for publication, at the address that the environment gives as SITE_URL
serve [PORT]                the site on this machine, built anew at every change
translated [ID …]           record that translations have been compared with the present source text
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import yaml
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from . import failures
from .compared import fingerprints
from .configuration import check_configuration
from .history import is_shallow
from .mistakes import Mistakes
from .reference import FILES
from .schema import mistakes_of
from .source import read_documents
from .untrusted import UnreadableError, read_text, read_yaml

HEADER = """# What wording of the source text each paragraph was last compared with: a fingerprint of it by id.
# Written by `make translated`, after the translation has been compared; never by hand.
"""
CONFIGURATION = "mkdocs.yml"


def configuration(folder: Path, **settings: str) -> MkDocsConfig:
    """The configuration of the edition in `folder`, in which every warning counts. Raises Mistakes, or MkDocs' own Abort."""
    path = folder / CONFIGURATION
    failures.stop(check_configuration(path))
    return load_config(str(path), strict=True, **settings)


def build_site(folder: Path, site: Path | None = None) -> None:
    """Build the edition in `folder` into `site`, or where its configuration says. Raises Mistakes or Abort; then nothing is written."""
    settings = {"site_dir": str(site)} if site else {}
    config = configuration(folder, **settings)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


def _build(arguments: list[str]) -> None:
    address = urlsplit(os.environ.get("SITE_URL", ""))
    if address.scheme not in ("http", "https") or not address.netloc or not address.path.endswith("/") or address.query or address.fragment:
        example = "make build SITE_URL=https://example.org/"
        raise Abort(f"A build needs the public address, with a slash at its end: {example}")
    site = Path(arguments[1]).absolute() if arguments[:1] == ["--site-dir"] and len(arguments) > 1 else None
    build_site(Path.cwd(), site)
    print(f"{site or 'site'}/ is ready for {address.geturl()}")
    if is_shallow(Path.cwd()):
        print(
            "This clone is shallow: earlier releases and days of changes are missing; git fetch --unshallow --tags brings them.",
            file=sys.stderr,
        )


def _serve(arguments: list[str]) -> None:
    written = arguments[0] if arguments and arguments[0] else "8000"
    if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) < 65536):
        raise Abort(f"{written} is no port; write a number from 1 to 65535: make serve PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(written)))
        except OSError as error:
            raise Abort(
                f"Port {written} cannot be had ({error.strerror}); take another: make serve PORT={int(written) % 65535 + 1}"
            ) from None
    failures.stop(check_configuration(Path(CONFIGURATION)))
    print(f"The site stands on http://127.0.0.1:{written}/ in a moment (Ctrl-C ends it).", flush=True)
    serve(CONFIGURATION, dev_addr=f"127.0.0.1:{written}", strict=True)


def _translated(keys: list[str]) -> None:
    config = configuration(Path.cwd())
    languages = config.plugins["i18n"].config.languages
    source = next(one.locale for one in languages if one.default)
    others = [one.locale for one in languages if not one.default]
    documents = read_documents(Path(config.docs_dir), [source])[source]
    failures.stop([mistake for document in documents.values() for mistake in document.mistakes])
    path = Path(config.plugins["edition"].config.reference, FILES["compared"])
    prints = fingerprints(documents)
    if unknown := [key for key in keys if key not in prints]:
        raise Abort(f"There is no paragraph {', '.join(unknown)}; write ids as they stand in the Markdown, without #.")
    before = _compared(path)
    chosen = keys or list(prints)
    after = {
        locale: {
            key: prints[key] if key in chosen else before[locale][key] for key in prints if key in chosen or key in before.get(locale, {})
        }
        for locale in others
    }
    path.write_text(HEADER + yaml.safe_dump(after, sort_keys=False), encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(chosen)} of {len(prints)} recorded as compared")


def _compared(path: Path) -> dict[str, dict[str, str]]:
    """What has been recorded; nothing where there is no file yet. Raises Mistakes."""
    if not path.exists():
        return {}
    file = f"{path.parent.name}/{path.name}"
    try:
        before = read_yaml(read_text(path, file), file) or {}
    except UnreadableError as error:
        raise Mistakes([error.mistake]) from None
    failures.stop(list(mistakes_of("compared", before, file, [])))
    return dict(before)


COMMANDS = {"build": _build, "serve": _serve, "translated": _translated}


def main(arguments: list[str]) -> int:
    """Run a command. 0 where it has done what it should, else 1, or 2 where it was not understood; then it says why in a line or some."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    for ending in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, ending):
            signal.signal(getattr(signal, ending), _end)
    try:
        try:
            COMMANDS[arguments[0]](arguments[1:])
        except Exception as error:
            failures.explain(error)
            raise
    except MkDocsException as error:
        print(error.format_message(), file=sys.stderr)
        return 2 if arguments[0] == "translated" else 1
    except KeyboardInterrupt:
        print("Interrupted; nothing was written.", file=sys.stderr)
        return 130
    return 0


def _end(number: int, _frame: FrameType | None) -> None:
    """End as Python ends, so that what a build has begun is cleared away."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
