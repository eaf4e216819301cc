"""Drawings as pixels, for programs that read no SVG."""

from __future__ import annotations

import typst

_PAGE = b"""#set page(width: 400pt, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%)
"""
_PIXELS_PER_INCH = 216.0  # 1,200 pixels across


class NotADrawing(ValueError):
    """The bytes are no SVG."""


def as_png(drawing: bytes) -> bytes:
    """A drawing on white, 1,200 pixels wide; NotADrawing where it is none."""
    try:
        return typst.compile(
            _PAGE, format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"drawing": drawing.decode()}
        )
    except (UnicodeDecodeError, typst.TypstError) as broken:
        raise NotADrawing from broken
