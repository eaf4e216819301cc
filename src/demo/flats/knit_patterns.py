"""What is knitted into the ground: stripes, blocks, cables, ribs and jacquard rows."""

from __future__ import annotations

from demo.flats.bodice import Cut, armhole, side
from demo.flats.path import Path, both, pen, polygon
from demo.flats.sheet import Sheet
from demo.flats.stripes import draw_bands, even_bands, verticals


def draw_pattern(sheet: Sheet, cut: Cut, pattern: str, neckline: Path) -> None:
    """The pattern on body and sleeves, if there is one."""
    bottom = cut.length - cut.rise
    if pattern == "stripe":
        first = neckline.start[1] + 4.5 if neckline.start[1] < 12 else 13.0
        draw_bands(sheet, cut, even_bands(first=first, bottom=bottom, wide=1.9, gap=3.0))
    elif pattern == "block":
        draw_bands(sheet, cut, [(34.0, bottom)])
    elif pattern == "cable":
        _draw_cables(sheet, neckline.start[1], bottom)
    elif pattern == "rib":
        sheet.rib(verticals(cut, neckline, pen(cut.hem / 2, bottom).line(0, bottom), step=2.6))
    elif pattern == "jacquard":
        _draw_jacquard(sheet, cut)


def _draw_cables(sheet: Sheet, top: float, bottom: float) -> None:
    """Three cables on the body, each a row of crossings between two ridges."""
    crossings, ridges = Path(), Path()
    for middle in (0.0, 11.0):
        first = top + 2.0 if middle == 0 else 7.0
        ridge = pen(middle - 2.3, first).line(middle - 2.3, bottom)
        ridges = ridges.beside(ridge).beside(ridge.moved(4.6, 0))
        y = first + 1.0
        while y + 4.6 < bottom:
            turn = pen(middle - 1.6, y).curve(
                middle - 1.4, y + 2.4, middle + 1.4, y + 2.0, middle + 1.6, y + 4.4
            )
            crossings = crossings.beside(turn if middle == 0 else both(turn))
            y += 3.4
    sheet.rib(both(ridges))
    sheet.seam(crossings)


def _draw_jacquard(sheet: Sheet, cut: Cut) -> None:
    """Rows of small lozenges across the chest and the sleeves."""
    body, path = armhole(cut).then(side(cut)), Path()
    for row, y in enumerate((15.0, 18.4, 21.8)):
        edge = body.x_at(y) - 1.6
        x = 0.0 if row % 2 == 0 else 1.7
        while x < edge:
            lozenge = polygon((x, y - 1.3), (x + 1.2, y), (x, y + 1.3), (x - 1.2, y))
            path = path.beside(lozenge if x == 0 else both(lozenge))
            x += 3.4
    sheet.patch(path, sheet.second)
