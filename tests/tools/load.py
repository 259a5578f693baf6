"""Many readers at once, on this machine alone: `python -m tests.tools.load FOLDER [ADDRESS]` prints figures for BENCHMARKS.md.

FOLDER is the built site. Without ADDRESS, which must be of this machine, an nginx is started with deploy/edition.conf.
"""

from __future__ import annotations

import asyncio
import ipaddress
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from . import nginx

CLIENTS, SECONDS, PATIENCE = 500, 20.0, 10.0
ENCODINGS = {"br": ".br", "gzip": ".gz", "identity": ""}


@dataclass
class Figures:
    """What the clients saw."""

    seconds: float = 0
    octets: int = 0
    waits: list[float] = field(default_factory=list)  # of whole answers, in seconds
    asked: set[tuple[str, str]] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        waits = sorted(self.waits) or [0.0]
        marks = {
            name: waits[min(len(waits) - 1, int(len(waits) * share))] * 1000
            for name, share in (("median", 0.5), ("95 %", 0.95), ("99 %", 0.99))
        }
        return (
            f"| requests | requests/s | MB/s | median, ms | 95 %, ms | 99 %, ms | longest, ms | errors |\n|---|---|---|---|---|---|---|---|\n"
            f"| {len(self.waits)} | {len(self.waits) / self.seconds:.0f} | {self.octets / self.seconds / 1e6:.1f} | "
            + " | ".join(f"{mark:.0f}" for mark in marks.values())
            + f" | {waits[-1] * 1000:.0f} | {len(self.errors)} |"
        )


def addresses(folder: Path) -> dict[str, Path]:
    """Every address of the site and the file that answers there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        # sitemap.xml.gz and its like are copies, whether asked for by name or not
        if path.is_file() and path.suffix not in (".gz", ".br"):
            found[quote(name.removesuffix("index.html") if path.name == "index.html" else name)] = path
    return found


def expected(folder: Path, encodings: list[str]) -> list[tuple[str, str, bytes]]:
    """Each address in each encoding, with the body that must come."""
    wanted = []
    for address, path in addresses(folder).items():
        for encoding in encodings:
            compressed = path.with_name(path.name + ENCODINGS[encoding])
            wanted.append((address, encoding, (compressed if compressed.exists() else path).read_bytes()))
    return wanted


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str, encoding: str) -> tuple[int, bytes, bool]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status, headers = head.split("\r\n", 1)
    fields = dict(line.split(": ", 1) for line in headers.split("\r\n") if ": " in line)
    body = await reader.readexactly(int(fields["content-length"]))
    return int(status.split(" ")[1]), body, fields.get("connection") == "close"


async def _client(
    number: int,
    address: str,
    wanted: list[tuple[str, str, bytes]],
    gate: asyncio.Barrier,
    figures: Figures,
    seconds: float,
    patience: float,
) -> None:
    parts = urlsplit(address)
    at = number * 7
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(parts.hostname, parts.port), patience)
    except (OSError, TimeoutError) as error:
        figures.errors.append(f"connection {number}: {type(error).__name__} {error}")
    # all are connected before the first asks
    await gate.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end or (len(figures.asked) < len(wanted) and not figures.errors):
        path, encoding, right = wanted[at % len(wanted)]
        at += 1
        began = time.monotonic()
        try:
            if reader is None or writer is None:
                opened = await asyncio.wait_for(asyncio.open_connection(parts.hostname, parts.port), patience)
                reader, writer = opened
            status, body, closes = await asyncio.wait_for(_ask(reader, writer, parts.netloc, parts.path + path, encoding), patience)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, KeyError, ValueError) as error:
            figures.errors.append(f"{path} ({encoding}): {type(error).__name__} {error}")
            if writer:
                writer.close()
            writer = None
            continue
        if status != 200 or body != right:
            figures.errors.append(f"{path} ({encoding}): {status}, {len(body)} bytes of {len(right)}")
        figures.waits.append(time.monotonic() - began)
        figures.octets += len(body)
        figures.asked.add((path, encoding))
        if closes:
            writer.close()
            writer = None
    if writer:
        writer.close()


async def _all(address: str, wanted: list[tuple[str, str, bytes]], clients: int, seconds: float, patience: float) -> Figures:
    figures, gate = Figures(), asyncio.Barrier(clients)
    began = time.monotonic()
    async with asyncio.timeout(seconds + 3 * patience):
        await asyncio.gather(*(_client(number, address, wanted, gate, figures, seconds, patience) for number in range(clients)))
    figures.seconds = time.monotonic() - began
    return figures


def load(
    address: str, wanted: list[tuple[str, str, bytes]], clients: int = CLIENTS, seconds: float = SECONDS, patience: float = PATIENCE
) -> Figures:
    """What `clients` see who ask for everything wanted, over and over, for `seconds` and until all has come.

    An answer that does not come within `patience` seconds is an error. Raises ValueError for an address elsewhere.
    """
    if not ipaddress.ip_address(urlsplit(address).hostname or "").is_loopback:
        raise ValueError(f"{address} is not of this machine: write http://127.0.0.1:…/")
    # in a thread of its own: a browser of the tests may have a loop running in this one
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _all(address, wanted, clients, seconds, patience)).result()


def main(arguments: list[str]) -> int:
    """1 where any answer was wrong or missing."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0]).resolve()
    if len(arguments) > 1:
        figures = load(arguments[1], expected(folder, ["gzip", "identity"]))
    else:
        modules = nginx.brotli(nginx.find())
        with tempfile.TemporaryDirectory() as temporary:
            one = nginx.listener()
            port = one.getsockname()[1]
            rules = ["edition.conf", *(["brotli.conf"] if modules is not None else [])]
            deploy = Path(__file__).resolve().parents[2] / "deploy"
            includes = "".join(f"include {deploy / name};\n" for name in rules)
            block = f"server {{ listen 127.0.0.1:{port} backlog=1024; root {folder}; {includes} }}"
            with nginx.running(Path(temporary) / "nginx", block, [one], modules or ""):
                wanted = expected(folder, list(ENCODINGS) if modules is not None else ["gzip", "identity"])
                figures = load(f"http://127.0.0.1:{port}/", wanted)
    print(f"{CLIENTS} clients, {SECONDS:.0f} s, {len(figures.asked)} addresses and encodings:\n\n{figures}")
    print(*figures.errors[:20], sep="\n", file=sys.stderr)
    return 1 if figures.errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
