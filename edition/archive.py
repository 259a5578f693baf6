"""Archives whose bytes depend on their contents alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# zip knows no time before; the files' own times say nothing
EPOCH = (1980, 1, 1, 0, 0, 0)
# what is compressed already, and the type of an EPUB, which must stand as it is (https://www.w3.org/TR/epub-33/#sec-zip-container-mime)
STORED = (".png", ".pdf", ".epub", ".woff2", "mimetype")


def packed(contents: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of files by name, in the order given, without times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, whatever the machine
            archive.writestr(entry, content, zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
