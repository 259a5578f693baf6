"""Compressed copies beside text files, for hosts that serve what stands ready (nginx: gzip_static, brotli_static)."""

from __future__ import annotations

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import brotli

# what is text to a compressor; pictures are compressed already
TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".bib", ".ris", ".enw", ".tsv", ".tmx", ".tbx", ".md", ".jsonld", ".csv"}
# so many bytes of text are pressed as hard as can be, a second a megabyte; a larger site at levels that take a twentieth
THOROUGH = 8_000_000


def compress(site: Path) -> None:
    """Write a .gz and a .br beside each text file of `site`, the same bytes every time."""
    paths = [path for path in sorted(site.rglob("*")) if path.suffix in TEXT]
    thorough = sum(path.stat().st_size for path in paths) <= THOROUGH
    # both compressors let other threads run meanwhile
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(partial(_compress, thorough=thorough), paths):
            pass


def _compress(path: Path, thorough: bool) -> None:
    content, times = path.read_bytes(), path.stat()
    for ending, packed in (
        (".gz", gzip.compress(content, 9 if thorough else 4, mtime=0)),
        (".br", brotli.compress(content, brotli.MODE_TEXT, 11 if thorough else 5)),
    ):
        copy = path.with_name(path.name + ending)
        copy.write_bytes(packed)
        os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))  # one Last-Modified for every encoding
