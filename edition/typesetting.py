"""Runs Typst with the theme's fonts and none of the machine's, for the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


def typeset(source: Path | bytes, theme: Path, inputs: Mapping[str, str], *, own_letters: bool = False, **options: Any) -> bytes:
    """What a template, or its text, makes of `inputs`; `options` are those of `typst.compile`: format, ppi, pdf_standards.

    With `own_letters` a letter that theme/fonts has not is an error; otherwise Typst has it of fonts of its own. Raises typst.TypstError.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=not own_letters, font_paths=[str(theme / "fonts")])
    made = typst.compile(source if isinstance(source, bytes) else str(source), sys_inputs=dict(inputs), font_paths=fonts, **options)
    assert isinstance(made, bytes)
    return made
