"""Cuts the fonts of the PDFs: `make fonts`, after a character that they lack has come into the text.

PT Serif (ParaType, OFL) in whole: Latin and Cyrillic. Noto Serif SC (Google, OFL): the Chinese characters that stand in the
text and its data. Both come from npm's packages @fontsource/pt-serif and @fontsource/noto-serif-sc, unpacked below the
folder given. They stand in the repository and are not made at each build: the whole Chinese font weighs 86 MB.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import regex
from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
CHINESE = regex.compile(r"[\p{Han}\u3000-\u303f\uff00-\uffef]")
TEXTS = ("docs/**/*.md", "reference/*", "theme/labels/*.yml", "mkdocs.yml")
FACES = {"Regular": "400-normal", "Italic": "400-italic", "Bold": "700-normal"}


def main(packages: Path) -> None:
    """Write the fonts beside this script from the packages unpacked in the folder."""
    serif, chinese = packages / "pt-serif", packages / "noto-serif-sc"
    for face, ending in FACES.items():
        merge(
            [serif / f"files/pt-serif-{part}-{ending}.woff2" for part in ("latin", "latin-ext", "cyrillic")], HERE / f"PTSerif-{face}.ttf"
        )
    root = HERE.parent.parent
    text = "".join(path.read_text(encoding="utf-8") for pattern in TEXTS for path in sorted(root.glob(pattern)))
    wanted = {ord(character) for character in CHINESE.findall(text)}
    parts = []
    for path in sorted(chinese.glob("files/*-400-normal.woff2")):
        if wanted & set(TTFont(path)["cmap"].getBestCmap()) and not path.name.startswith("noto-serif-sc-latin"):
            parts.append(path)
    merge(parts, HERE / "NotoSerifSC-Regular.ttf", wanted)
    for package, name in ((serif, "PTSerif"), (chinese, "NotoSerifSC")):
        shutil.copyfile(package / "LICENSE", HERE / f"{name}-OFL.txt")


def merge(paths: list[Path], target: Path, wanted: set[int] | None = None) -> None:
    """Join parts of a font into one, of which the characters `wanted` are kept; all, without them."""
    with TemporaryDirectory() as folder:
        parts = []
        for at, path in enumerate(paths):
            font = TTFont(path, recalcTimestamp=False)
            options = Options()
            options.layout_features, options.name_IDs, options.hinting = (
                ["kern", "liga", "locl", "mark"],
                [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17],
                False,
            )
            cutter = Subsetter(options)
            cutter.populate(unicodes=wanted or set(font["cmap"].getBestCmap()))
            cutter.subset(font)
            font.flavor = None
            parts.append(str(Path(folder, f"{at}.ttf")))
            font.save(parts[-1])
        font = Merger().merge(parts)
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        font.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
