"""QR codes, drawn by the page itself."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A QR code: how many modules a side has, and the dark ones as one path of an SVG."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code that a telephone or a scanner at a counter reads as this text."""
    rows = segno.make(text, micro=False, error="m").matrix
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return QrCode(size=len(rows), path="".join(dark))
