"""Backpacks and pouches."""

from __future__ import annotations

from demo.flats.bags import METALS, SIZE, bag_size, half_body, measure_bag
from demo.flats.path import both, box, pen, polygon, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Word


def backpack(sheet: Sheet, details: Details) -> None:
    """A backpack with a flap or a zip, a front pocket and two straps."""
    width, height = float(details.number("width")), float(details.number("height"))
    metal, x = METALS[details.word("metal")], width / 2
    sheet.tape(pen(-2.6, 0.8).curve(-2.6, -4.6, 2.6, -4.6, 2.6, 0.8), sheet.main, 6)
    if not sheet.back:
        for sign in (1, -1):
            sheet.tape(
                pen((x - 0.6) * sign, height * 0.26).curve(
                    (x + 3.2) * sign,
                    height * 0.5,
                    (x + 2.8) * sign,
                    height * 0.8,
                    (x - 0.4) * sign,
                    height - 1,
                ),
                sheet.main,
                6,
            )
    half = pen(0, 0).line(x - 4.5, 0).curve(x - 1.2, 0, x, 1.6, x, 5.5).line(x + 0.6, height - 3)
    half = half.curve(x + 0.6, height - 1, x, height, x - 2.4, height).line(0, height)
    sheet.shape(whole(half))
    sheet.shade(
        pen(-x, 5)
        .line(-x - 0.6, height - 3)
        .curve(-x - 0.6, height - 1, -x, height, -x + 2, height)
        .line(-x + 2.6, 5)
        .close()
    )
    if sheet.back:
        _draw_backpack_back(sheet, x, height)
    else:
        _draw_backpack_front(sheet, x, height, metal, zipped=details.word("closing") == "zip")
    measure_bag(sheet, width, 0, height, 4)


def _draw_backpack_front(sheet: Sheet, x: float, height: float, metal: str, *, zipped: bool) -> None:
    pocket = (
        pen(0, height * 0.56)
        .line(x - 3, height * 0.56)
        .curve(x - 2.2, height * 0.56, x - 1.8, height * 0.58, x - 1.8, height * 0.62)
    )
    pocket = (
        pocket.line(x - 1.6, height - 3.4)
        .curve(x - 1.6, height - 2, x - 2.4, height - 1.6, x - 4, height - 1.6)
        .line(0, height - 1.6)
    )
    sheet.shape(whole(pocket))
    sheet.stitch(both(pen(0, height * 0.56 + 1).line(x - 2.4, height * 0.56 + 1)))
    if zipped:
        arch = (
            pen(x - 1.0, height * 0.42)
            .line(x - 1.0, 6.5)
            .curve(x - 1.0, 2.6, x - 2.6, 1.4, x - 5, 1.4)
            .line(0, 1.4)
        )
        sheet.seam(both(arch))
        sheet.stitch(both(arch.offset(-0.8)))
        sheet.shape(box(x - 1.6, height * 0.42, 1.2, 3), metal)
        return
    flap = (
        pen(0, -0.3)
        .line(x - 4.4, -0.3)
        .curve(x - 1.0, -0.3, x + 0.4, 1.4, x + 0.4, 5.4)
        .line(x + 0.4, height * 0.4)
    )
    flap = flap.curve(x + 0.4, height * 0.46, x - 1, height * 0.48, x - 3, height * 0.48).line(
        0, height * 0.48
    )
    sheet.shape(whole(flap))
    sheet.stitch(whole(flap.offset(0.8)))
    for m in (x * 0.5, -x * 0.5):
        sheet.shape(
            polygon(
                (m - 1.1, height * 0.32),
                (m + 1.1, height * 0.32),
                (m + 1.1, height * 0.66),
                (m, height * 0.69),
                (m - 1.1, height * 0.66),
            )
        )
        sheet.shape(box(m - 1.7, height * 0.56, 3.4, 2.6), metal)
        sheet.shape(box(m - 0.9, height * 0.56 + 0.6, 1.8, 1.4))


def _draw_backpack_back(sheet: Sheet, x: float, height: float) -> None:
    panel = (
        pen(0, 3)
        .line(x - 4, 3)
        .curve(x - 2.6, 3, x - 2, 4, x - 2, 5.6)
        .line(x - 1.6, height - 3.4)
        .line(0, height - 3.4)
    )
    sheet.stitch(whole(panel))
    strap = (
        pen(1.8, 2.2)
        .line(5.2, 2.2)
        .curve(7.4, height * 0.3, 8.4, height * 0.5, x - 2.4, height - 5)
        .line(x - 4.8, height - 4.4)
    )
    strap = strap.curve(5.4, height * 0.56, 4.0, height * 0.3, 1.8, 2.2).close()
    for piece in (strap, strap.flip()):
        sheet.shape(piece)
    sheet.shape(box(-5.6, 1.6, 11.2, 2.4))
    sheet.tape(pen(x - 3.6, height - 4.6).line(x - 0.6, height - 1.2), sheet.main, 4)
    sheet.tape(pen(3.6 - x, height - 4.6).line(0.6 - x, height - 1.2), sheet.main, 4)


def pouch(sheet: Sheet, details: Details) -> None:
    """A flat pouch or clutch, zipped or folded."""
    width, height = float(details.number("width")), float(details.number("height"))
    metal, x = METALS[details.word("metal")], width / 2
    half = half_body(width, 0, height, 0, 1.2)
    sheet.shape(whole(half))
    sheet.shade(polygon((-x, 0), (-x, height - 1), (-x + 1.8, height), (-x + 1.8, 0)))
    if details.word("closing") == "fold" and not sheet.back:
        fold = pen(0, -0.3).line(x + 0.2, -0.3).line(x + 0.2, height * 0.56).line(0, height * 0.62)
        sheet.shape(whole(fold))
        sheet.stitch(whole(fold.offset(0.8)))
        sheet.dots([(0, height * 0.52)], 0.8, metal)
    elif details.word("closing") == "zip":
        sheet.seam(both(pen(0, 1.2).line(x, 1.2).beside(pen(0, 2.0).line(x, 2.0))))
        sheet.rib(rungs(pen(-x, 1.2).line(x, 1.2), pen(-x, 2.0).line(x, 2.0), 40))
        m = x - 2.2 if not sheet.back else 2.2 - x
        sheet.shape(polygon((m - 0.5, 1.1), (m + 0.5, 1.1), (m + 0.6, 4.6), (m - 0.6, 4.6)), metal)
        loop = (
            pen(-x + 0.4, 1.6)
            .curve(-x - 3.4, 3, -x - 3.8, 9, -x - 1.8, 12)
            .curve(-x - 0.4, 10, -x - 0.8, 6, -x + 0.4, 3.2)
        )
        if details.flag("wrist") and not sheet.back:
            sheet.tape(loop, sheet.main, 3.6)
    sheet.stitch(both(pen(0, height - 0.8).line(x - 0.8, height - 0.8)))
    measure_bag(sheet, width, 0, height, 0)


KINDS = {
    "backpack": Kind(
        draw=backpack,
        takes={**bag_size(28, 40), "closing": Word(("flap", "zip"))},
        measures=SIZE,
        largest=8.6,
        symmetric=False,
    ),
    "pouch": Kind(
        draw=pouch,
        takes={**bag_size(24, 16), "closing": Word(("zip", "fold")), "wrist": Flag()},
        measures=SIZE,
        largest=11.0,
        symmetric=False,
    ),
}
