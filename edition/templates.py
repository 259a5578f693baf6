"""Jinja's environments of the pages and of their parts. Compiled templates are kept between the builds of a server."""

from __future__ import annotations

from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from mkdocs.theme import Theme


class Compiled(BytecodeCache):
    """Compiled templates by name, each with the checksum of its source. One for each kind of environment."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what has been compiled of it, if it is of the same source."""
        checksum, code = self.kept.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has been compiled."""
        if bucket.code is not None:
            self.kept[bucket.key] = bucket.checksum, bucket.code


PAGES, PARTS = Compiled(), Compiled()


class _Templates(FileSystemLoader):
    """The theme's templates, and none of its thousands of files: the edition's look stands in their place."""

    def list_templates(self) -> list[str]:
        return []


class PagesTheme(Theme):
    """MkDocs' theme with an environment of the edition's own."""

    def get_env(self) -> Environment:
        """The environment of the pages. MkDocs publishes every file that its loader lists."""
        env = super().get_env()
        env.loader, env.bytecode_cache, env.undefined = _Templates(self.dirs), PAGES, StrictUndefined
        # a line of a template that holds a tag alone leaves nothing in the page
        env.trim_blocks = env.lstrip_blocks = True
        return env


def parts_environment(theme: Path) -> Environment:
    """The environment of the generated parts, which are Markdown; their templates stand in the folder `theme`."""
    loader = FileSystemLoader(theme)
    return Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, bytecode_cache=PARTS)
