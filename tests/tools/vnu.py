"""Finds the Nu HTML checker and a Java for the tests, or fetches them: `python -m tests.tools.vnu`. And asks the checker."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .debian import attempt, unpack

OWN = Path(sys.prefix) / "vnu"
JAVA = "openjdk-21-jre-headless | openjdk-17-jre-headless | openjdk-25-jre-headless"
# half the time for programs that run for seconds; compiled so, the checker needs more of a stack
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
# npm's package of the checker and what its archive must hash to, as package-lock.json would say
PACKAGE = "vnu-jar@26.9.27"
INTEGRITY = "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
INSIDE = "package/build/dist/vnu.jar"
WHY = "no Nu HTML checker: run `python -m tests.tools.vnu`, which needs npm, and Java 17 or newer where Debian's packages cannot be had"


def _runs(java: str, jar: Path) -> bool:
    """Whether this Java is there and new enough."""
    try:
        return not subprocess.run([java, "-jar", str(jar), "--version"], capture_output=True, timeout=60, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def find() -> list[str] | None:
    """The command that starts the checker: VNU_JAR of the environment or the one fetched, by the system's Java or the one fetched."""
    jar = Path(os.environ.get("VNU_JAR") or OWN / "vnu.jar")
    if jar.exists():
        for java in (shutil.which("java"), *map(str, OWN.glob("usr/lib/jvm/*/bin/java"))):
            if java and _runs(java, jar):
                return [java, *JAVA_OPTIONS, "-jar", str(jar)]
    return None


def messages(command: list[str], paths: Iterable[Path], *options: str) -> list[dict[str, Any]]:
    """What the checker says of the files, in one run: a list of {url, type, subType, message, lastLine, extract, …}.

    https://github.com/validator/validator/wiki/Output-%C2%BB-JSON
    """
    arguments = [*command, "--stdout", "--exit-zero-always", "--format", "json", *options, *map(str, paths)]
    result = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stderr
    return list(json.loads(result.stdout)["messages"])


def _fetch_jar() -> None:
    OWN.mkdir(parents=True, exist_ok=True)
    attempt("npm", "pack", "--silent", PACKAGE, folder=OWN)
    for archive in OWN.glob("*.tgz"):
        if "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() == INTEGRITY:
            with tarfile.open(archive) as content, (OWN / "vnu.jar").open("wb") as jar:
                shutil.copyfileobj(content.extractfile(INSIDE), jar)  # type: ignore[arg-type]
        else:
            print(f"{archive.name} is not what it should be, and is not used", file=sys.stderr)
        archive.unlink()


def main() -> int:
    """Print where the checker is, fetching what is missing. Without it the tests that need it say so; that is no failure."""
    if not find():
        if not (OWN / "vnu.jar").exists():
            _fetch_jar()
        if (OWN / "vnu.jar").exists() and not find():
            unpack(OWN, JAVA)
    command = find()
    print(f"HTML checker for the tests: {command[-1]}" if command else WHY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
