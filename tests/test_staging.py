"""A build and the site that stands: replaced whole, or left as it was."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest
from mkdocs import utils
from mkdocs.exceptions import Abort

from edition import files
from edition.__main__ import build_site, main
from edition.files import compress
from edition.staging import BusyError, Staging, watch

from .conftest import ROOT, mkdocs

# what another process does: begin a build of the site that it is given, then wait to be killed
BUILDER = """
import signal, sys, time
from pathlib import Path
from edition.staging import Staging
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell has started in the background
staging = Staging(Path(sys.argv[1]))
(staging.folder / "half.html").write_text("half")
print("begun", flush=True)
time.sleep(60)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that stands."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "old.html").write_text("old", encoding="utf-8")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_finished_build_takes_the_place_of_the_site(site: Path) -> None:
    staging = Staging(site)
    (staging.folder / "new.html").write_text("new", encoding="utf-8")
    assert names(site) == ["old.html"]
    staging.publish()
    assert names(site) == ["new.html"] and names(site.parent) == ["site"]


def test_a_build_given_up_leaves_the_site_and_nothing_else(site: Path) -> None:
    staging = Staging(site)
    (staging.folder / "new.html").write_text("new", encoding="utf-8")
    staging.discard()
    staging.discard()
    assert names(site) == ["old.html"] and names(site.parent) == ["site"]


def test_a_second_build_at_the_same_time_is_refused(site: Path) -> None:
    first = Staging(site)
    with pytest.raises(BusyError, match=r"another build of .*site is under way; wait for its end"):
        Staging(site)
    first.discard()
    Staging(site).discard()


def begin(site: Path) -> subprocess.Popen[str]:
    builder = subprocess.Popen([sys.executable, "-c", BUILDER, str(site)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert builder.stdout and builder.stdout.readline() == "begun\n"
    return builder


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda ending: ending.name)
def test_a_build_that_is_killed_leaves_the_site_and_nothing_else(site: Path, ending: signal.Signals) -> None:
    builder = begin(site)
    assert names(site.parent) == [".site.building", "site"]
    builder.send_signal(ending)
    builder.communicate()
    deadline = time.monotonic() + 30
    while names(site.parent) != ["site"] and time.monotonic() < deadline:
        time.sleep(0.05)  # another process clears away
    assert names(site) == ["old.html"] and names(site.parent) == ["site"]


def test_what_clears_away_waits_for_the_lock_of_the_build_that_has_ended(site: Path) -> None:
    staging = Staging(site)
    watcher = threading.Thread(target=watch, args=(site, lambda: None))
    watcher.start()
    watcher.join(0.2)
    assert watcher.is_alive() and names(site.parent) == [".site.building", "site"]
    staging.discard()
    watcher.join()
    assert names(site.parent) == ["site"]


def test_a_build_killed_between_two_names_gives_the_old_site_back(site: Path) -> None:
    home = site.parent / ".site.building"
    (home / "new").mkdir(parents=True)
    site.rename(home / "old")
    Staging(site).discard()
    assert names(site) == ["old.html"] and names(site.parent) == ["site"]


def warn(folder: Path) -> None:
    """Have MkDocs warn while it builds the edition in `folder`."""
    (folder / "warn.py").write_text(
        'import logging\n\n\ndef on_env(env, config, files):\n    logging.getLogger("mkdocs.hooks").warning("something is wrong")\n',
        encoding="utf-8",
    )
    settings = folder / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "hooks: [warn.py]\n", encoding="utf-8")


def test_a_warning_stops_a_build_and_the_site_stays(small: Path) -> None:
    warn(small)
    (small / "site").mkdir()
    with pytest.raises(Abort, match="warning"):
        build_site(small)
    assert names(small / "site") == [] and not list(small.glob(".site*"))


def test_quiet_does_not_let_a_warning_pass(small: Path) -> None:
    warn(small)
    result = mkdocs(small, "build", "--quiet")
    assert result.returncode != 0 and "something is wrong" in result.stdout
    assert not (small / "site").exists()


def test_an_unforeseen_error_is_said_in_a_line(small: Path) -> None:
    warn(small)
    hook = small / "warn.py"
    hook.write_text(hook.read_text(encoding="utf-8").replace("logging.getLogger", "nothing.getLogger"), encoding="utf-8")
    result = mkdocs(small, "build")
    assert result.returncode != 0 and "Traceback" not in result.stdout
    assert "The site cannot be built (NameError: name 'nothing' is not defined)" in result.stdout
    assert not (small / "site").exists() and not list(small.glob(".site*"))


def test_a_file_in_the_place_of_the_site_is_named(small: Path) -> None:
    (small / "site").write_text("mine", encoding="utf-8")
    with pytest.raises(Abort, match="is a file, and the site should stand there"):
        build_site(small)
    assert (small / "site").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("holder", "write"), [(utils, "write_file"), (utils, "copy_file"), (files, "_write"), (compress, "_compress")])
def test_a_full_disk_leaves_the_site_and_says_so_in_a_line(
    small: Path, monkeypatch: pytest.MonkeyPatch, holder: ModuleType, write: str
) -> None:
    """While MkDocs writes pages, copies files, and while files are written beside them."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (small / "docs/assets").mkdir()
    (small / "docs/assets/data.txt").write_text("1", encoding="utf-8")
    (small / "site").mkdir()
    (small / "site/old.html").write_text("old", encoding="utf-8")
    monkeypatch.setattr(holder, write, full)
    with pytest.raises(Abort, match=r"^the site: No space left on device; nothing was written\.$"):
        build_site(small)
    assert names(small / "site") == ["old.html"] and not list(small.glob(".site*"))


@pytest.mark.parametrize("address", ["", "example.org/", "https://example.org", "ftp://example.org/", "https://example.org/?a"])
def test_a_build_asks_for_the_public_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str) -> None:
    monkeypatch.setitem(os.environ, "SITE_URL", address)
    assert main(["build"]) == 1
    assert "needs the public address, with a slash at its end" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "eight", "-1", "80000000000"])
def test_a_port_that_is_none_is_named(capsys: pytest.CaptureFixture[str], port: str) -> None:
    assert main(["serve", port]) == 1
    assert capsys.readouterr().err == f"{port} is no port; write a number from 1 to 65535: make serve PORT=8001\n"
