"""Debian's packages for the tests, unpacked into the environment: no root is needed, and nothing is started, as installing would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def attempt(*command: str, folder: Path) -> None:
    """Run a command that may fail; say so where it cannot be run at all."""
    try:
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {type(error).__name__}", file=sys.stderr)


def unpack(folder: Path, *packages: str) -> None:
    """Fetch packages and unpack them into `folder`; "a | b" is a, or b where there is no a. What cannot be had is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for update in (False, True):
        if update:
            attempt(*sudo, "apt-get", "update", "-qq", folder=folder)
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
