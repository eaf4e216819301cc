"""Raised hoods, for sweatshirts and jackets."""

from __future__ import annotations

from demo.flats.bodice import Cut
from demo.flats.path import Path, both, box, pen, whole
from demo.flats.sheet import Sheet


def _edges(cut: Cut) -> tuple[Path, Path]:
    """The outer edge and the edge of the opening, both from the crown to the neck."""
    x = cut.neck / 2
    outer = pen(0, -22.4).curve(x * 0.95, -22.4, x + 5.4, -15.4, x + 3.8, -6)
    opening = pen(0, -17.7).curve(x * 0.74, -17.7, x + 1.0, -11, x - 0.5, -3)
    return (
        outer.curve(x + 2.9, -2, x + 1.8, 0, x + 1.4, 1.7),
        opening.curve(x - 2.0, 3.2, x * 0.42, 5.4, 0.6, 7.2),
    )


def draw_hood_lining(sheet: Sheet, cut: Cut) -> None:
    """The inside of the hood, drawn before the body."""
    _, opening = _edges(cut)
    sheet.shape(whole(opening.line(0, 7.4)), sheet.inside)
    sheet.seam(both(pen(0, -1.2).curve(4, -1.2, 6, -1.6, 7.6, -2.4)), sheet.inside)
    sheet.patch(box(-1.6, -0.8, 3.2, 1.8), "#f4f2ec")


def draw_hood(sheet: Sheet, cut: Cut, *, cords: bool) -> None:
    """Both halves of the hood over the neck, with or without cords."""
    outer, opening = _edges(cut)
    low = pen(cut.neck / 2 + 1.4, 1.7).curve(cut.neck * 0.43, 7.0, cut.neck * 0.24, 9.2, 0.6, 9.9)
    piece = outer.then(low).then(opening.back()).close()
    for half in (piece, piece.flip()):
        sheet.shape(half)
    sheet.stitch(both(opening.offset(-1.6)))
    if cords:
        sheet.dots([(2.6, 6.6), (-2.6, 6.6)], 0.5, "#c9ccd1")
        for sign in (1, -1):
            cord = pen(2.6 * sign, 6.8).curve(3.0 * sign, 12, 2.6 * sign, 17, 3.2 * sign, 22)
            sheet.tape(cord, "#f4f2ec", 2.2)


def draw_hood_back(sheet: Sheet, cut: Cut) -> None:
    """The hood from behind, with the seams of its middle panel."""
    outer, _ = _edges(cut)
    low = pen(cut.neck / 2 + 1.4, 1.7).curve(cut.neck * 0.36, 3.2, cut.neck * 0.2, 3.6, 0, 3.6)
    sheet.shape(whole(outer.then(low)))
    sheet.seam(both(pen(2.7, -22.1).curve(3.5, -14, 3.1, -4, 2.5, 3.6)))
    sheet.stitch(both(pen(3.7, -21.7).curve(4.5, -14, 4.1, -4, 3.5, 3.5)))
