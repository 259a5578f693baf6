"""Reads text, YAML and JSON defensively: whatever is not plain data is named and goes no further.

YAML is read as a small part of itself: texts, numbers, true and false, null, lists and mappings with texts as keys.
Anchors, aliases, tags and dates are refused: the first two grow without end, the others are no facts that JSON knows.
"""

from __future__ import annotations

import json
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import regex
import yaml

from .mistakes import Mistake

LARGEST = 20_000_000  # bytes; no page or list of facts comes near
DEPTH = 40  # of lists within lists
# controls, halves of surrogate pairs, marks of direction, what is no character and what a lost one has left, and signs of private use;
# but joiners, which emoji and some scripts need. A soft hyphen and a zero-width space are not seen either, and words with them not found
UNSEEN = regex.compile(r"[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u034f\ufffc\ufffd]--[\u200c\u200d]]", regex.V1)
# a page has lines, and marks of direction where it is written from right to left
UNSEEN_IN_TEXT = regex.compile(rf"[{UNSEEN.pattern}--[\t\n\u200e\u200f\u061c]]", regex.V1)
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C, ten times as fast


class UnreadableError(Exception):
    """A file that cannot be used. `mistake` says why."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


class _Loader(Loader):  # type: ignore[misc]
    """YAML without dates: 2019-02-31 is a text like any other."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's name and type)
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in Loader.yaml_implicit_resolvers.items()
    }


def regular(path: Path, file: str) -> Iterator[Mistake]:
    """What keeps `path`, which the author knows as `file`, from being read as a file; nothing where it can be."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            yield Mistake(file, 0, "link-without-file", "is a link to a file that is not there; correct the link, or remove it")
        else:
            yield Mistake(file, 0, "file-missing", "is missing; every edition has one")
    except OSError as error:
        yield Mistake(file, 0, "file-unreadable", f"cannot be read ({error.strerror}); correct the file or the rights to it")
    else:
        if stat.S_ISDIR(mode):
            yield Mistake(file, 0, "folder-for-file", "is a folder, and should be a file; give the folder another name")
        elif not stat.S_ISREG(mode):
            yield Mistake(file, 0, "no-regular-file", "is a pipe or a device, and should be a file; remove it")
        elif path.stat().st_size > LARGEST:
            yield Mistake(file, 0, "file-too-large", f"is larger than {LARGEST // 1_000_000} MB; divide it")


def read_text(path: Path, file: str) -> str:
    """The text of a file in UTF-8, lines ending in a line feed alone. Raises UnreadableError."""
    for mistake in regular(path, file):
        raise UnreadableError(mistake)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            Mistake(file, 0, "file-unreadable", f"cannot be read ({error.strerror}); correct the file or the rights to it")
        ) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(Mistake(file, line, "not-utf-8", "is not in UTF-8; save it in that encoding")) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if match := UNSEEN_IN_TEXT.search(text):
        line = text.count("\n", 0, match.start()) + 1
        if match[0] == "\ufffd":
            raise UnreadableError(
                Mistake(file, line, "character-lost", "has U+FFFD, which a letter lost in a conversion has left; write it anew")
            )
        kind = "control" if ord(match[0]) < 0xA0 else "unseen"
        raise UnreadableError(Mistake(file, line, "control-character", f"has the {kind} character U+{ord(match[0]):04X}; remove it"))
    _composed(text, file)
    return text


def _composed(text: str, file: str) -> None:
    """Raise UnreadableError where a letter is written in two signs: it is looked for, and told apart, in vain."""
    for line, (written, composed) in enumerate(zip(text.split("\n"), unicodedata.normalize("NFC", text).split("\n"), strict=True), 1):
        if written != composed:
            at = next(at for at in range(len(composed)) if written[at : at + 1] != composed[at])
            message = f"has {composed[at]} in signs of their own (NFD), after “{composed[max(at - 20, 0) : at]}”; type the letter anew"
            raise UnreadableError(Mistake(file, line, "letter-decomposed", message))


def read_json(text: str, file: str) -> Any:
    """What a text in JSON says. Raises UnreadableError, for a key that stands twice too."""

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise UnreadableError(Mistake(file, 0, "key-twice", f"has the key {twice} twice in one place; remove one"))
        return dict(pairs)

    def constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number")

    try:
        return sound(json.loads(text, object_pairs_hook=mapping, parse_constant=constant), file)
    except json.JSONDecodeError as error:
        raise UnreadableError(Mistake(file, error.lineno, "no-json", f"is no valid JSON: {error.msg}")) from None
    except RecursionError:
        raise UnreadableError(_too_deep(file, 0)) from None
    except ValueError as error:
        raise UnreadableError(Mistake(file, 0, "no-value", f"has a value that cannot be used: {_one_line(error)}")) from None


def read_yaml(text: str, file: str, first: int = 1, tags: tuple[str, ...] = ()) -> Any:
    """What a text in YAML says, the part of YAML that the head of this module names.

    `first` is the line of the file on which the text begins; `tags` are those that are left to another reader: what
    they mark is None here. Raises UnreadableError.
    """

    class Tagged(_Loader):
        pass

    for tag in tags:
        Tagged.add_constructor(tag, lambda *_: None)
    try:
        _events(text, file, first, tags)
        loader = Tagged(text)
        node = loader.get_single_node()
        _keys(node, file, first)
        return sound(loader.construct_document(node) if node else None, file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or _one_line(error)
        raise UnreadableError(
            Mistake(
                file,
                mark.line + first if mark else first,
                "no-yaml",
                f"is no valid YAML: {problem}; put a text with : or # in it, or a sign at its beginning, in quotation marks",
            )
        ) from None
    except (ValueError, OverflowError) as error:
        raise UnreadableError(Mistake(file, 0, "no-value", f"has a value that cannot be used: {_one_line(error)}")) from None


def _events(text: str, file: str, first: int, tags: tuple[str, ...]) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + first if event.start_mark else first
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            raise UnreadableError(
                Mistake(file, line, "anchor", f"has an anchor or alias ({anchor}); write the value out where it is wanted")
            )
        if tag and tag not in tags:
            raise UnreadableError(Mistake(file, line, "tag", f"has a tag ({tag}); write the value without it"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH:
            raise UnreadableError(_too_deep(file, line))


def _keys(node: yaml.Node | None, file: str, first: int) -> None:
    nodes = [node]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                line = key.start_mark.line + first
                if key.tag != "tag:yaml.org,2002:str":
                    shown = key.value if isinstance(key.value, str) else "a list"
                    raise UnreadableError(
                        Mistake(file, line, "key-no-text", f"has the key {shown[:40]}, which is no text; put it in quotation marks")
                    )
                if key.value in seen:
                    raise UnreadableError(Mistake(file, line, "key-twice", f"has the key {key.value} twice in one place; remove one"))
                seen.add(key.value)
                nodes.append(value)


def sound(data: Any, file: str) -> Any:
    """`data` as it is. Raises UnreadableError where a text in it holds what nobody sees, or a list lies too deep in lists."""
    waiting = [(data, "", 0)]
    while waiting:
        value, where, depth = waiting.pop()
        if depth > DEPTH:
            raise UnreadableError(_too_deep(file, 0))
        if isinstance(value, dict):
            waiting += [(one, f"{where}.{key}", depth + 1) for key, one in value.items()]
            waiting += [(key, f"a key of {where.strip('.') or 'the file'}", depth + 1) for key in value]
        elif isinstance(value, list):
            waiting += [(one, f"{where}.{at}", depth + 1) for at, one in enumerate(value, 1)]
        elif isinstance(value, str) and "\n" in value:
            raise UnreadableError(Mistake(file, 0, "line-break", f"{where.strip('.') or 'the file'} has several lines; write it on one"))
        elif isinstance(value, str) and (match := UNSEEN.search(value)):
            raise UnreadableError(
                Mistake(
                    file,
                    0,
                    "unseen-character",
                    f"{where.strip('.') or 'the file'} has the unseen character U+{ord(match[0]):04X}; remove it",
                )
            )
        elif isinstance(value, int | float) and not abs(value) <= 1e15:  # NaN is not either
            raise UnreadableError(
                Mistake(
                    file, 0, "huge-number", f"{where.strip('.')} is too large a number, or none; put it in quotation marks, or correct it"
                )
            )
    return data


def _too_deep(file: str, line: int) -> Mistake:
    return Mistake(file, line, "nested-too-deep", f"has lists more than {DEPTH} deep in lists; make it flat")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
