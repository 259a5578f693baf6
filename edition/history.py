"""What has changed from release to release, read off git: a release is a tag such as v1.0.0."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from .compared import wording
from .document import Document
from .source import read_documents

TAG = re.compile(r"v?(\d+(?:\.\d+)*)")


@dataclass(frozen=True)
class State:
    """The wordings {locale: {id: text}} and printed pages {id: page} of a release; of the present text `version` is empty."""

    version: str
    date: str
    texts: Mapping[str, Mapping[str, str]]
    pages: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """A heading or paragraph of one locale that is worded anew, is new (`before` empty) or is gone (`after` empty)."""

    id: str
    page: str
    before: str
    after: str

    def pieces(self) -> list[tuple[str, str]]:
        """The text in pieces, word by word: ("", what stayed), ("del", what went), ("ins", what came)."""
        old, new = (re.findall(r"\S+\s*", text) for text in (self.before, self.after))
        pieces: list[tuple[str, str]] = []
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                pieces.append(("", "".join(old[a:b])))
                continue
            pieces += [(name, "".join(words)) for name, words in (("del", old[a:b]), ("ins", new[c:d])) if words]
        return pieces


@dataclass(frozen=True)
class Changes:
    """What a release changed, by locale; of what is not released yet `version` is empty. The first release changes nothing."""

    version: str
    date: str
    changes: Mapping[str, Sequence[Change]]
    first: bool = False


@dataclass(frozen=True)
class History:
    """The releases, oldest first, and the present text. `version` is that of the present text; empty where it is unreleased."""

    version: str = ""
    states: Sequence[State] = ()
    last_changes: Mapping[Path, str] = field(default_factory=dict)

    def last_change(self, *paths: Path) -> str:
        """The day of the newest change to some files or to what lies in some folders; empty where git knows none."""
        wanted = [path.resolve() for path in paths]
        days = (day for file, day in self.last_changes.items() if any(file.is_relative_to(path) for path in wanted))
        return max(days, default="")

    @cached_property
    def changes(self) -> list[Changes]:
        """What changed, the newest first."""
        found = [Changes(state.version, state.date, {}, first=True) for state in self.states[:1] if state.version]
        for old, new in zip(self.states, self.states[1:], strict=False):
            changes = {locale: list(_compare(old, new, locale)) for locale in new.texts}
            if new.version or any(changes.values()):
                found.append(Changes(new.version, new.date, changes))
        return found[::-1]

    def since(self, locale: str) -> dict[str, tuple[str, str]]:
        """Since which release each heading and paragraph stands as it is: {id: (version, date)}; none for what is unreleased."""
        found: dict[str, tuple[str, str]] = {}
        before: Mapping[str, str] = {}
        for state in self.states:
            texts = state.texts.get(locale, {})
            kept = {key: found[key] for key, text in texts.items() if key in found and before.get(key) == text}
            found = {key: kept.get(key, (state.version, state.date)) for key in texts}
            before = texts
        return {key: stands for key, stands in found.items() if stands[0]}


def _compare(old: State, new: State, locale: str) -> Iterable[Change]:
    before, after = old.texts.get(locale, {}), new.texts[locale]
    for key in dict.fromkeys([*after, *before]):
        if before.get(key) != after.get(key):
            yield Change(key, new.pages.get(key) or old.pages[key], before.get(key, ""), after.get(key, ""))


def read_history(docs: Path, documents: Mapping[str, Mapping[str, Document]]) -> History:
    """The history of the text in the folder `docs`, whose present state is `documents`; an empty one where git knows none."""
    try:
        root = Path(_git(docs, "rev-parse", "--show-toplevel").decode().strip())
        inside = docs.resolve().relative_to(root.resolve()).as_posix()
        listed = _git(docs, "for-each-ref", "--format=%(refname:short)", "--merged=HEAD", "refs/tags").decode().split()
        here = set(_git(docs, "tag", "--points-at", "HEAD").decode().split())
        changed = _last_changes(root.resolve(), _git(root, "log", "--format=%x00%cs", "--name-only").decode())
        tags = sorted((tag for tag in listed if TAG.fullmatch(tag)), key=_version)
        tags = [tag for tag in tags if _git(root, "ls-tree", tag, inside)]  # a tag may be older than the text
        states = [_state(root, tag, inside, list(documents)) for tag in tags]
    except (OSError, ValueError, subprocess.CalledProcessError, tarfile.TarError):
        return History()
    version = next((state.version for tag, state in zip(tags, states, strict=True) if tag in here), "")
    present = [] if version else [State("", "", *_texts(documents))]
    return History(version, [*states, *present] if states else [], changed)


def is_shallow(folder: Path) -> bool:
    """Whether git has only the end of the history there, so that earlier releases and days of changes are missing."""
    try:
        return _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except (OSError, subprocess.CalledProcessError):
        return False


def _git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), "-c", "core.quotePath=false", *arguments], capture_output=True, check=True).stdout


def _version(tag: str) -> tuple[int, ...]:
    match = TAG.fullmatch(tag)
    return tuple(int(number) for number in match[1].split(".")) if match else ()


def _last_changes(root: Path, log: str) -> dict[Path, str]:
    """The day of the last change of each file, from a log that goes from the newest commit to the oldest."""
    found: dict[Path, str] = {}
    for commit in log.split("\x00")[1:]:
        day, *paths = commit.split("\n")
        for path in filter(None, paths):
            found.setdefault(root / path, day)
    return found


def _state(root: Path, tag: str, inside: str, locales: list[str]) -> State:
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", tag, inside))) as archive:
            archive.extractall(folder, filter="data")
        path = Path(folder, PurePosixPath(inside))
        documents = read_documents(path, [locale for locale in locales if (path / locale).is_dir()])
    day = date.fromisoformat(_git(root, "log", "-1", "--format=%cs", tag).decode().strip()).isoformat()
    return State(".".join(map(str, _version(tag))), day, *_texts(documents))


def _texts(documents: Mapping[str, Mapping[str, Document]]) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    texts = {locale: wording(found) for locale, found in documents.items()}
    pages = {
        key: block.page
        for found in documents.values()
        for document in found.values()
        for key, block in document.by_id.items()
        if block.page
    }
    return texts, pages
