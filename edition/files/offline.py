"""The whole site as one archive that opens from a folder by double click: every address names a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from ..archive import packed
from ..downloads import Download, named
from ..edition import Edition

# the page for wrong addresses and the site map speak of a host; segments are addresses of their own
ONLINE = ("404.html", "sitemap.xml", "sitemap.xml.gz", "llms.txt", "segments")


def downloads(edition: Edition) -> list[Download]:
    """The file that the page of downloads offers."""
    return [named(edition, "read", "offline", "zip", "application/zip")]


def files(edition: Edition, config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
    """Address and content of the archive: the site of `config` built once more, as pages that are files, without what takes time.

    Raises what a build raises.
    """
    own = downloads(edition)[0].address
    with TemporaryDirectory() as folder:
        root = Path(folder, "site")
        cache = MkDocsConfig.plugins.plugin_cache  # type: ignore[attr-defined]
        kept_plugins = dict(cache)
        cache.clear()  # else the copy would get the very plugins that build now, and later builds those of the copy
        copy = load_config(config.config_file_path, use_directory_urls=False, site_dir=str(root), site_url=config.site_url, strict=True)
        cache.clear()
        cache.update(kept_plugins)
        copy.plugins["edition"].is_copy = True  # type: ignore[attr-defined]
        build(copy)
        names = [path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file()]
        kept = [name for name in names if name.parts[0] not in ONLINE and name.name != "404.html"]
        yield own, packed({f"{Path(own).stem}/{name.as_posix()}": (root / name).read_bytes() for name in kept})
