"""Compressed copies beside text files, for servers that send precompressed files (nginx: gzip_static, brotli_static)."""

from __future__ import annotations

import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import brotli

# what is text to a compressor; pictures are compressed already
TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".bib", ".ris", ".enw", ".tsv", ".tmx", ".tbx", ".md", ".jsonld", ".csv"}
# up to so many bytes of text are compressed at the highest level, a second a megabyte; a larger site at levels that take a twentieth
THOROUGH = 8_000_000
PART = 1_000_000  # bytes at a time: the whole article of a long edition need not stand in memory


def compress(site: Path) -> None:
    """Write a .gz and a .br beside each text file of `site`, the same bytes every time."""
    sizes = {str(path): path.stat().st_size for path in site.rglob("*") if path.suffix in TEXT}
    thorough = sum(sizes.values()) <= THOROUGH
    paths, threads = sorted(sizes, key=lambda path: -sizes[path]), os.cpu_count() or 1
    # both compressors let other threads run meanwhile; a share each, for a task a file takes more memory than the files
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(partial(_compress, thorough=thorough), (paths[at::threads] for at in range(threads))):
            pass


def _compress(paths: list[str], thorough: bool) -> None:
    for path in map(Path, paths):
        times = path.stat()
        gz = zlib.compressobj(9 if thorough else 4, wbits=16 + zlib.MAX_WBITS)  # with gzip's own header, which states no time
        br = brotli.Compressor(brotli.MODE_TEXT, *((11, 22) if thorough else (5, 18)))  # level; window, as an exponent
        for ending, feed, end in ((".gz", gz.compress, gz.flush), (".br", br.process, br.finish)):
            copy = path.with_name(path.name + ending)
            with path.open("rb") as content, copy.open("wb") as packed:
                while part := content.read(PART):
                    packed.write(feed(part))
                packed.write(end())
            os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))  # one Last-Modified for every encoding
