"""Bags: flap bags, totes, bucket bags and crossbody bags."""

from __future__ import annotations

from demo.flats.ink import BRASS, STEEL
from demo.flats.path import Path, both, box, ellipse, pen, polygon, polyline, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word

METALS = {"brass": BRASS, "steel": STEEL}


def half_body(width: float, top: float, bottom: float, flare: float, corner: float = 1.6) -> Path:
    """The half body of a bag, wider at its foot by the flare, with rounded lower corners."""
    x, foot = width / 2, width / 2 + flare
    path = pen(0, top).line(x, top).line(foot - flare * corner / (bottom - top), bottom - corner)
    return path.curve(foot, bottom - corner * 0.3, foot - corner * 0.3, bottom, foot - corner, bottom).line(
        0, bottom
    )


def measure_bag(sheet: Sheet, width: float, top: float, bottom: float, drop: float) -> None:
    """Width, height and the drop of the strap."""
    sheet.measure("width", (-width / 2, bottom), (width / 2, bottom), "below")
    sheet.measure("height", (0, top), (0, bottom), "left")
    sheet.measure("strap", (0, top - drop), (0, top), "right")


def flap_bag(sheet: Sheet, details: Details) -> None:
    """A structured bag with a top handle and a flap that locks."""
    width, height = float(details.number("width")), float(details.number("height"))
    metal, flare = METALS[details.word("metal")], 1.6
    _draw_handle(sheet, width * 0.27, 12.0, 7.0, metal)
    half = half_body(width, 0, height, flare)
    sheet.shape(whole(half))
    sheet.shade(
        polygon(
            (-width / 2, 0),
            (-width / 2 - flare, height - 1),
            (-width / 2 + 1.4, height),
            (-width / 2 + 2.4, 0),
        )
    )
    sheet.stitch(both(pen(0, height - 0.9).line(width / 2 + flare - 1.4, height - 0.9)))
    if sheet.back:
        _draw_slip_pocket(sheet, width, height)
    else:
        _draw_flap(sheet, width, height, details.word("flap"), metal)
    measure_bag(sheet, width + 2 * flare, 0, height, 12.0)


def _draw_flap(sheet: Sheet, width: float, height: float, flap: str, metal: str) -> None:
    x, low = width / 2 + 0.25, height * 0.58
    if flap == "curved":
        half = (
            pen(0, -0.4)
            .line(x, -0.4)
            .line(x + 0.5, low * 0.62)
            .curve(x + 0.4, low * 0.95, x * 0.5, low, 0, low)
        )
    elif flap == "straight":
        half = (
            pen(0, -0.4)
            .line(x, -0.4)
            .line(x + 0.5, low - 1.4)
            .curve(x + 0.5, low - 0.3, x, low, x - 1.2, low)
            .line(0, low)
        )
    else:
        half = (
            pen(0, -0.4)
            .line(x, -0.4)
            .line(x + 0.5, low * 0.5)
            .line(1.6, low * 1.12)
            .curve(1, low * 1.14, 0.5, low * 1.15, 0, low * 1.15)
        )
    sheet.shape(whole(half))
    sheet.stitch(whole(half.offset(0.75)))
    y = low if flap != "pointed" else low * 1.1
    lock = (
        pen(0, y - 2.4).line(1.9, y - 2.4).curve(2.2, y - 2.4, 2.3, y - 2.2, 2.3, y - 1.9).line(2.3, y + 0.9)
    )
    sheet.shape(whole(lock.curve(2.3, y + 1.9, 1.2, y + 2.2, 0, y + 2.2)), metal)
    sheet.shape(box(-0.9, y - 0.6, 1.8, 1.1), metal)


def _draw_handle(sheet: Sheet, half: float, drop: float, thick: float, metal: str) -> None:
    """A stiff top handle on two rings."""
    outer = (
        pen(-half, 0.6)
        .curve(-half, -drop * 0.7, -half * 0.7, -drop, 0, -drop)
        .curve(half * 0.7, -drop, half, -drop * 0.7, half, 0.6)
    )
    sheet.tape(outer, sheet.main, thick + 2)
    for x in (half, -half):
        sheet.shape(box(x - 1.0, -1.5, 2.0, 2.0), metal)


def _draw_slip_pocket(sheet: Sheet, width: float, height: float) -> None:
    x = width / 2 - 2.4
    sheet.seam(pen(-x, height * 0.24).curve(-x * 0.3, height * 0.3, x * 0.3, height * 0.3, x, height * 0.24))
    inner = pen(x, height * 0.24).line(x + 0.5, height - 2.4)
    sheet.stitch(both(inner).beside(pen(-x - 0.5, height - 2.4).line(x + 0.5, height - 2.4)))


def tote(sheet: Sheet, details: Details) -> None:
    """An open bag with two handles, plain, with a base of its own, or plaited."""
    width, height = float(details.number("width")), float(details.number("height"))
    drop, x = float(details.number("drop")), width * 0.24
    sheet.tape(_loop(x - 0.8, -drop - 0.8, 3), sheet.inside, 8)
    sheet.shape(whole(half_body(width, 0, height, -2.2, 0.8)))
    shaded = (-width / 2, 0), (-width / 2 + 2.2, height), (-width / 2 + 5, height), (-width / 2 + 2.6, 0)
    sheet.shade(polygon(*shaded))
    sheet.stitch(both(pen(0, 1.6).line(width / 2 - 0.3, 1.6)))
    if details.word("base") == "panel":
        for y, draw in ((height - 6, sheet.seam), (height - 5.2, sheet.stitch)):
            draw(both(pen(0, y).line(width / 2 - 1.9, y)))
    elif details.word("base") == "woven":
        sheet.rib(_plait(width, height))
    sheet.tape(_loop(x, -drop, 6), sheet.main, 8)
    for m in (x, -x):
        sheet.shape(polygon((m - 1.5, 0.4), (m + 1.5, 0.4), (m + 1.5, 8), (m, 9.4), (m - 1.5, 8)))
        sheet.stitch(polyline((m - 0.9, 1.0), (m - 0.9, 7.8), (m, 8.7), (m + 0.9, 7.8), (m + 0.9, 1.0)))
    if not sheet.back and details.flag("pocket"):
        sheet.shape(box(-7, 11, 14, 12))
        sheet.stitch(pen(-7, 12.4).line(7, 12.4))
    measure_bag(sheet, width, 0, height, drop)


def _loop(x: float, top: float, foot: float) -> Path:
    """A handle that rises from its foot on one side and comes down on the other."""
    path = pen(-x, foot).line(-x, top * 0.45).curve(-x, top, -x * 0.4, top, 0, top)
    return path.curve(x * 0.4, top, x, top, x, top * 0.45).line(x, foot)


def _plait(width: float, height: float) -> Path:
    """Rows of plaited strips, each turned against the next."""
    rows, y, row = Path(), 2.8, 0
    while y < height - 1.4:
        edge = width / 2 - 2.2 * y / height - 0.3
        rows = rows.beside(pen(-edge, y).line(edge, y))
        x = 0.6 + (row % 2) * 1.2
        while x < edge - 1.4:
            rows = rows.beside(both(pen(x, y).line(x + (0.9 if row % 2 else -0.9) * 0.6, y + 2.4)))
            x += 2.4
        y, row = y + 2.4, row + 1
    return rows


def bucket(sheet: Sheet, details: Details) -> None:
    """A round bag drawn in by a cord."""
    width, height = float(details.number("width")), float(details.number("height"))
    metal, x = METALS[details.word("metal")], width / 2
    strap = (
        pen(-x + 0.6, 2.4)
        .curve(-x + 0.2, -14, -x * 0.5, -20, 0, -20)
        .curve(x * 0.5, -20, x - 0.2, -14, x - 0.6, 2.4)
    )
    sheet.tape(strap, sheet.main, 7)
    rim = pen(0, -1.0)
    for i, dip in enumerate((0.5, -0.5, 0.5, -0.4)):
        rim = rim.bend((i + 0.5) * x / 4, dip - 0.6, (i + 1) * x / 4, -0.2 * i)
    half = rim.curve(x + 1.0, height * 0.3, x + 1.4, height * 0.66, x + 1.0, height - 2)
    half = half.curve(x + 0.8, height + 0.4, x * 0.5, height + 1.6, 0, height + 1.6)
    sheet.shape(whole(half))
    sheet.shade(
        pen(-x, 0)
        .curve(-x - 1.0, height * 0.3, -x - 1.4, height * 0.66, -x - 1.0, height - 2)
        .line(-x + 2.4, height + 0.6)
        .curve(-x + 1.6, height * 0.6, -x + 1.8, height * 0.3, -x + 2.6, 0)
        .close()
    )
    sheet.seam(both(pen(x + 1.05, height - 4).bend(x * 0.5, height - 2.6, 0, height - 2.6)))
    sheet.stitch(both(pen(x + 1.1, height - 3.1).bend(x * 0.5, height - 1.7, 0, height - 1.7)))
    folds = Path()
    for share in (0.2, 0.45, 0.7):
        folds = folds.beside(
            pen(x * share, 1).curve(x * share * 0.9, 4, x * share * 0.95, 7, x * share * 1.02, 10)
        )
    sheet.rib(both(folds))
    sheet.tape(pen(-x - 0.2, 3.6).curve(-x * 0.4, 4.8, x * 0.4, 4.8, x + 0.2, 3.6), sheet.main, 3.4)
    if not sheet.back:
        for sign in (1, -1):
            sheet.tape(
                pen(0.5 * sign, 4.6).curve(1.4 * sign, 7, 1.0 * sign, 9, 1.8 * sign, 12.5), sheet.main, 3.0
            )
            sheet.shape(box(1.8 * sign - 0.6, 12, 1.2, 2.6), metal)
        sheet.shape(ellipse(0, 4.6, 0.9, 0.9), metal)
    measure_bag(sheet, width, -1, height + 1.6, 20)


def crossbody(sheet: Sheet, details: Details) -> None:
    """A small zipped bag on a long strap."""
    width, height = float(details.number("width")), float(details.number("height"))
    metal, x = METALS[details.word("metal")], width / 2
    strap = (
        pen(-x + 0.4, 1.6)
        .curve(-x * 0.9, -10, -x * 0.72, -18, 0, -18)
        .curve(x * 0.72, -18, x * 0.9, -10, x - 0.4, 1.6)
    )
    sheet.tape(strap, sheet.main, 5.4)
    half = pen(0, 0).line(x - 1.6, 0).curve(x - 0.4, 0, x, 0.4, x, 1.6).line(x, height - 2.2)
    half = half.curve(x, height - 0.6, x - 0.6, height, x - 2.2, height).line(0, height)
    sheet.shape(whole(half))
    sheet.shade(polygon((-x, 1.4), (-x, height - 2), (-x + 2, height - 0.2), (-x + 2, 0.6)))
    sheet.stitch(whole(half.offset(0.7)))
    for m in (x - 0.4, -x + 0.4):
        sheet.shape(ellipse(m, 1.5, 0.85, 1.0), metal)
    sheet.seam(both(pen(0, 2.4).line(x - 1.2, 2.4).beside(pen(0, 3.4).line(x - 1.2, 3.4))))
    sheet.rib(rungs(pen(-x + 1.2, 2.4).line(x - 1.2, 2.4), pen(-x + 1.2, 3.4).line(x - 1.2, 3.4), 36))
    pull = -x + 2.6 if not sheet.back else x - 2.6
    sheet.shape(polygon((pull - 0.5, 2.3), (pull + 0.5, 2.3), (pull + 0.7, 5.8), (pull - 0.7, 5.8)), metal)
    if not sheet.back:
        pocket = (
            pen(0, height * 0.42)
            .line(x - 2, height * 0.42)
            .line(x - 2, height - 2.6)
            .curve(x - 2, height - 1.8, x - 2.4, height - 1.6, x - 3, height - 1.6)
            .line(0, height - 1.6)
        )
        sheet.shape(whole(pocket))
        sheet.stitch(both(pen(0, height * 0.42 + 0.8).line(x - 2.2, height * 0.42 + 0.8)))
    measure_bag(sheet, width, 0, height, 18)


_METAL_WORDS = Word(("brass", "steel"))
SIZE = ("width", "height")


def bag_size(width: int, height: int) -> dict[str, Word | Number | Flag]:
    """The parameters every bag takes."""
    return {"width": Number(width, 8, 60), "height": Number(height, 6, 60), "metal": _METAL_WORDS}


KINDS = {
    "flap_bag": Kind(
        draw=flap_bag,
        takes={**bag_size(24, 18), "flap": Word(("curved", "straight", "pointed"))},
        measures=(*SIZE, "strap"),
        largest=10.0,
        symmetric=False,
    ),
    "tote": Kind(
        draw=tote,
        takes={
            **bag_size(36, 34),
            "drop": Number(20, 6, 30),
            "base": Word(("plain", "panel", "woven")),
            "pocket": Flag(),
        },
        measures=(*SIZE, "strap"),
        largest=9.0,
        symmetric=False,
    ),
    "bucket": Kind(draw=bucket, takes=bag_size(24, 24), measures=SIZE, largest=9.0, symmetric=False),
    "crossbody": Kind(draw=crossbody, takes=bag_size(22, 16), measures=SIZE, largest=11.0, symmetric=False),
}
