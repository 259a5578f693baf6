"""Builds beside the published site and replaces it only when the build is complete.

Run as a program it watches one build: when the builder has ended, however it did, it removes what that has left.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: a second build is not noticed
    fcntl = None  # type: ignore[assignment]


class BusyError(Exception):
    """Another build for the same site is under way."""


class Staging:
    """A folder beside a site, `.site.building` for `site`, locked for one build until that is published or discarded.

    `folder` is where to build. OSError where the folder cannot be made, BusyError where another build has it.
    """

    def __init__(self, site: Path) -> None:
        self.site = site
        self.home = _home(site)
        self.folder = self.home / "new"
        self.home.mkdir(parents=True, exist_ok=True)
        self._lock: int | None = _lock(self.home)
        _clear(self.home, site)
        self.folder.mkdir(parents=True)
        # it sees the end of its input, even if the builder is killed; in a session of its own it is not killed too
        command = [sys.executable, str(Path(__file__).resolve()), str(site)]
        silent = subprocess.DEVNULL
        self._watcher = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=silent, stderr=silent, start_new_session=True, cwd="/")
        atexit.register(self.discard)

    def publish(self) -> None:
        """Put what was built in the place of the site. OSError where that cannot be done; the site that stood is then back."""
        old = self.home / "old"
        if self.site.exists():
            self.site.rename(old)
        try:
            self.folder.rename(self.site)
        except OSError:
            if old.exists():
                old.rename(self.site)
            raise
        self.discard()

    def discard(self) -> None:
        """Remove everything of the build except what was published. May be called again."""
        if self._lock is None:
            return
        atexit.unregister(self.discard)
        _clear(self.home, self.site)
        with contextlib.suppress(OSError):
            self.home.rmdir()
        os.close(self._lock)
        self._lock = None
        assert self._watcher.stdin
        self._watcher.stdin.close()
        self._watcher.wait()


def _home(site: Path) -> Path:
    return site.with_name(f".{site.name}.building")


def _lock(home: Path, wait: bool = False) -> int:
    """A lock on a folder, given back by the system when its holder ends. BusyError where another holds it, or had it till the folder went."""
    handle = os.open(home, os.O_RDONLY)
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        if not home.exists() or os.stat(home).st_ino != os.fstat(handle).st_ino:  # noqa: PTH116 (beside fstat)
            raise BlockingIOError
    except BlockingIOError:
        os.close(handle)
        raise BusyError(
            f"another build of {home.parent / home.name[1:].removesuffix('.building')} is under way; wait for its end"
        ) from None
    return handle


def _clear(home: Path, site: Path) -> None:
    """Remove what a build has made; put back a site that it had taken away, and could not replace."""
    if (home / "old").exists() and not site.exists():
        (home / "old").rename(site)
    for path in home.iterdir() if home.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True)


def watch(site: Path, wait: Callable[[], object]) -> None:
    """Clear away what a build for `site` has left when `wait` comes back; another that has begun meanwhile does so itself."""
    wait()
    home = _home(site)
    if not home.is_dir():
        return
    try:
        handle = _lock(home, wait=True)  # of a builder that is killed the system may close its pipe before its lock
    except (BusyError, OSError):
        return
    _clear(home, site)
    with contextlib.suppress(OSError):
        home.rmdir()
    os.close(handle)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), sys.stdin.read)
