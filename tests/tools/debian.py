"""Debian's packages for the tests: installed where this user may, else unpacked into the environment, where that is enough."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

SUDO = [] if os.geteuid() == 0 else ["sudo", "-n"]


def attempt(*command: str, folder: Path | None = None, seconds: int = 300) -> str:
    """Run a command that may fail and give back what it printed; say so where it cannot be run at all."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {type(error).__name__}", file=sys.stderr)
        return ""
    return done.stdout


def update() -> None:
    """Learn which packages there are now, as root or by a `sudo` that asks nothing; where neither is given, nothing happens."""
    attempt(*SUDO, "apt-get", "update", "-qq")


def install(*packages: str) -> None:
    """Install packages with what they need, by the same rights."""
    attempt(*SUDO, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, seconds=900)


def missing(*packages: str) -> list[str]:
    """The packages that installing these would bring here, they themselves among them; asked for without root."""
    said = attempt("apt-get", "install", "--simulate", "--no-install-recommends", *packages)
    return re.findall(r"^Inst (\S+)", said, re.MULTILINE)


def unpack(folder: Path, *packages: str) -> None:
    """Fetch packages and unpack them into `folder`, without root; "a | b" is a, or b where there is no a. What cannot be had is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for again in (False, True):
        if again:
            update()
        for package in packages:
            for name in package.split(" | "):
                attempt("apt-get", "download", "-qq", name, folder=folder)
                if list(folder.glob(f"{name}_*.deb")):
                    break
        if list(folder.glob("*.deb")):
            break
    for archive in folder.glob("*.deb"):
        attempt("dpkg-deb", "--extract", str(archive), str(folder), folder=folder)
        archive.unlink()
    for path in folder.rglob("*"):  # links to /etc, where nothing has been installed
        if path.is_symlink() and (target := path.readlink()).is_absolute() and (own := folder / target.relative_to("/")).exists():
            path.unlink()
            path.symlink_to(own)
