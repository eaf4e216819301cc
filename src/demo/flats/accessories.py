"""Scarves, belts and gloves."""

from __future__ import annotations

from demo.flats.ink import BRASS, STEEL
from demo.flats.path import Path, both, box, ellipse, pen, polygon, rungs, smooth
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word


def scarf(sheet: Sheet, details: Details) -> None:
    """A long scarf laid around the neck, its two ends hanging."""
    end, width = float(details.number("length")) / 2, float(details.number("width")) / 2
    fringe = details.flag("fringe")
    sheet.shape(
        pen(-width * 0.62, 12)
        .curve(-width * 0.6, 2, width * 0.6, 2, width * 0.62, 12)
        .curve(width, 4, width * 0.8, -7, 0, -7)
        .curve(-width * 0.8, -7, -width, 4, -width * 0.62, 12)
        .close(),
        sheet.inside,
    )
    for sign, low in ((1, end - 9), (-1, end)):
        tail = _tail(sign, width, low)
        if fringe:
            _draw_fringe(sheet, sign, width, low)
        sheet.shape(tail)
        _draw_scarf_pattern(sheet, details.word("pattern"), sign, width, low)
        sheet.rib(
            pen(sign * width * 0.3, 16).curve(
                sign * width * 0.5, low * 0.4, sign * width * 0.5, low * 0.6, sign * width * 0.5, low - 3
            )
        )
    roll = (
        pen(-width * 1.15, 13)
        .curve(-width * 1.3, 0, -width * 0.9, -8, 0, -8)
        .curve(width * 0.9, -8, width * 1.3, 0, width * 1.15, 13)
    )
    roll = (
        roll.curve(width * 0.6, 16, width * 0.2, 14, width * 0.02, 11)
        .curve(width * 0.6, 8, width * 0.7, 1, 0, 0)
        .curve(-width * 0.7, 1, -width * 0.6, 8, width * 0.02, 11)
    )
    sheet.shape(roll.curve(-width * 0.2, 14, -width * 0.6, 16, -width * 1.15, 13).close())
    sheet.rib(both(pen(width * 0.9, 10).curve(width, 2, width * 0.7, -4, width * 0.2, -5)))
    sheet.measure("length", (0, 0), (0, end), "left")
    sheet.measure("width", (-width * 1.1, end), (-width * 0.02, end), "below")


def _tail(sign: int, width: float, low: float) -> Path:
    return polygon(
        (sign * width * 1.12, 8), (sign * width * 1.18, low), (sign * width * 0.06, low + 1), (0, 8)
    )


def _draw_fringe(sheet: Sheet, sign: int, width: float, low: float) -> None:
    top = pen(sign * width * 1.16, low).line(sign * width * 0.08, low + 1)
    sheet.seam(rungs(top, top.moved(0, 5.5), 13))


def _draw_scarf_pattern(sheet: Sheet, pattern: str, sign: int, width: float, low: float) -> None:
    outer, inner = sign * width * 1.15, sign * width * 0.08
    if pattern == "stripe":
        for index in range(5):
            y = low - 6 - index * 6.4
            sheet.patch(
                polygon((outer, y), (inner, y + 0.8), (inner, y - 2.4), (outer, y - 3.2)), sheet.second
            )
    elif pattern == "check":
        for index in range(6):
            y = low - 5 - index * 9
            sheet.thread(pen(outer, y).line(inner, y + 0.6), sheet.second, 5)
        for share in (0.35, 0.7):
            sheet.thread(
                pen(inner + (outer - inner) * share, 12).line(inner + (outer - inner) * share, low + 0.2),
                sheet.second,
                5,
            )
    elif pattern == "block":
        sheet.patch(
            polygon((outer, low - 0.3), (inner, low + 0.6), (inner, low - 21), (outer, low - 22)),
            sheet.second,
        )


def square(sheet: Sheet, details: Details) -> None:
    """A printed silk square, laid flat."""
    side = float(details.number("width"))
    half = side / 2
    sheet.shape(box(-half, -half, side, side), sheet.second if not sheet.back else sheet.main)
    if sheet.back:
        sheet.stitch(box(-half + 1.4, -half + 1.4, side - 2.8, side - 2.8))
        sheet.patch(box(half - 9, half - 6, 5, 3), "#f4f2ec")
    else:
        sheet.shape(box(-half + 5, -half + 5, side - 10, side - 10))
        _draw_print(sheet, half, details.word("pattern"))
    sheet.measure("width", (-half, half), (half, half), "below")


def _draw_print(sheet: Sheet, half: float, pattern: str) -> None:
    path, reach = Path(), half - 8
    if pattern == "dots":
        step = reach / 3
        sheet.dotted(
            [
                (-reach + (column + row % 2 / 2) * step, -reach + row * step)
                for row in range(7)
                for column in range(7 - row % 2)
            ],
            sheet.second,
            14,
        )
        return
    if pattern == "rings":
        for radius in (0.86, 0.62, 0.38):
            sheet.thread(ellipse(0, 0, reach * radius, reach * radius), sheet.second, 7)
        return
    for index in range(9):
        y = -reach + index * reach * 2 / 8
        path = path.beside(pen(-reach, y).line(reach, y))
    sheet.thread(path, sheet.second, 5)


def belt(sheet: Sheet, details: Details) -> None:
    """A belt closed on itself, its buckle at the front."""
    wide, metal = float(details.number("width")) / 10, {"brass": BRASS, "steel": STEEL}[details.word("metal")]
    rx, ry = 17.0, 5.4
    behind = pen(-rx, 0).curve(-rx, -ry * 1.3, rx, -ry * 1.3, rx, 0)
    front = pen(-rx, 0).curve(-rx, ry * 1.3, rx, ry * 1.3, rx, 0)
    sheet.shape(
        behind.line(rx, wide).curve(rx, wide - ry * 1.3, -rx, wide - ry * 1.3, -rx, wide).close(),
        sheet.inside,
    )
    sheet.shape(front.line(rx, wide).curve(rx, wide + ry * 1.3, -rx, wide + ry * 1.3, -rx, wide).close())
    sheet.stitch(front.moved(0, 0.55).part(0.03, 0.97, 9))
    sheet.stitch(front.moved(0, wide - 0.55).part(0.03, 0.97, 9))
    middle = ry * 0.975
    if sheet.back:
        return
    sheet.dots(
        [(3.6 + 1.9 * i, middle + wide / 2 - 0.03 * (i + 1) ** 2 * 2) for i in range(4)], 0.24, "#2a2724"
    )
    sheet.shape(box(-3.9, middle - 0.35, 1.3, wide + 0.7))
    if details.word("buckle") == "plate":
        sheet.shape(box(-1.9, middle - 0.5, 4.2, wide + 1.0), metal)
        sheet.seam(box(-1.4, middle, 3.2, wide), metal)
    else:
        frame = box(-2.1, middle - 0.8, 4.0, wide + 1.6).beside(box(-1.2, middle + 0.1, 2.2, wide - 0.2))
        sheet.punched(frame, metal)
        sheet.tape(pen(-1.7, middle + wide / 2).line(1.5, middle + wide / 2), metal, 4)
    sheet.measure("width", (rx + 2, 0), (rx + 2, wide))


def gloves(sheet: Sheet, details: Details) -> None:
    """A pair of gloves or mittens, seen from the back of the hand, or from the palm."""
    long = 5.0 if details.word("cuff") == "long" else 0.0
    hand = _mitten() if details.flag("mitten") else _hand()
    cuff = pen(4.2, 12).line(4.1, 17 + long).line(-4.1, 17 + long).line(-4.2, 12)
    outline = hand.then(cuff).close()
    for sign in (1, -1):
        piece = outline.moved(6.6, 0)
        sheet.shape(piece if sign > 0 else piece.flip())
    _draw_glove_details(sheet, details, long)
    sheet.measure("width", (6.6 - 4.3, 9), (6.6 + 4.3, 9))
    sheet.measure("length", (0, -8.4 if details.flag("mitten") else -7.6), (0, 17 + long), "right")


def _hand() -> Path:
    """The left hand's outline on the sheet: thumb to the inside, four fingers up."""
    path = (
        pen(-4.2, 12)
        .curve(-4.6, 9, -4.9, 7.4, -5.4, 6.0)
        .curve(-6.2, 4.0, -7.0, 2.6, -6.6, 1.6)
        .curve(-6.2, 0.8, -5.0, 1.0, -4.4, 2.2)
        .line(-3.9, 3.4)
    )
    for left, top, right, web in (
        (-3.9, -6.0, -2.1, -1.0),
        (-2.0, -8.2, 0.0, -1.4),
        (0.1, -7.2, 2.0, -0.9),
        (2.1, -4.6, 3.9, 3.0),
    ):
        path = path.line(left, top + 1.2).curve(left, top - 0.2, right, top - 0.2, right, top + 1.2)
        path = path.line(right + 0.05, web)
    return path.curve(4.5, 6, 4.4, 9, 4.2, 12)


def _mitten() -> Path:
    path = (
        pen(-4.2, 12)
        .curve(-4.6, 9, -4.9, 7.4, -5.4, 6.0)
        .curve(-6.4, 3.6, -7.0, 1.6, -6.2, 0.8)
        .curve(-5.2, 0.2, -4.4, 1.6, -4.1, 3.0)
    )
    return (
        path.line(-4.2, -2)
        .curve(-4.2, -7.4, -1.6, -8.4, 0, -8.4)
        .curve(2.2, -8.4, 4.5, -7.0, 4.5, -1.6)
        .curve(4.6, 4, 4.4, 9, 4.2, 12)
    )


def _draw_glove_details(sheet: Sheet, details: Details, long: float) -> None:
    if details.word("cuff") == "rib":
        top, low = pen(2.4, 12).line(10.8, 12), pen(2.5, 17).line(10.7, 17)
        sheet.seam(both(top))
        sheet.rib(both(rungs(top, low, 11)))
    else:
        sheet.stitch(both(pen(2.5, 16.2 + long).line(10.7, 16.2 + long)))
        sheet.seam(both(pen(4.6, 12.2).curve(5.8, 12.8, 7.4, 12.8, 8.6, 12.2)))
    if not details.flag("mitten") and not sheet.back and details.word("cuff") != "rib":
        points = Path()
        for x in (4.5, 6.6, 8.7):
            points = points.beside(pen(x, 0.6).line(x + 0.06, 6.6))
        sheet.stitch(both(points))
    sheet.seam(both(smooth([(2.7, 3.6), (3.0, 6.0), (3.6, 8.4)])))


KINDS = {
    "scarf": Kind(
        draw=scarf,
        takes={
            "pattern": Word(("plain", "stripe", "check", "block")),
            "fringe": Flag(default=True),
            "width": Number(30, 14, 60),
            "length": Number(180, 120, 220),
        },
        measures=("length", "width"),
        largest=5.0,
        symmetric=False,
    ),
    "square": Kind(
        draw=square,
        takes={"pattern": Word(("rings", "dots", "stripe")), "width": Number(70, 45, 120)},
        measures=("width",),
        largest=5.0,
        symmetric=False,
    ),
    "belt": Kind(
        draw=belt,
        takes={
            "buckle": Word(("frame", "plate")),
            "metal": Word(("brass", "steel")),
            "width": Number(30, 12, 60),
        },
        measures=("width",),
        largest=9.6,
        symmetric=False,
    ),
    "gloves": Kind(
        draw=gloves,
        takes={"cuff": Word(("short", "long", "rib")), "mitten": Flag()},
        measures=("length", "width"),
        largest=13.0,
    ),
}
