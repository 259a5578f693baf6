"""The article's record, for reference managers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .. import exports

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each file."""
    for kind, (address, _) in builds[edition.default].downloads.items():
        yield address, exports.download(edition.parts.article, kind)
