"""Small leather goods: wallets, card holders, coin purses, passport covers and key rings."""

from __future__ import annotations

from demo.flats.ink import BRASS, STEEL
from demo.flats.path import Path, both, box, ellipse, pen, polyline, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word


def _panel(width: float, height: float, corner: float = 0.6) -> Path:
    """A half panel with rounded corners, from the centre of its top edge to that of its foot."""
    x = width / 2
    path = pen(0, 0).line(x - corner, 0).curve(x - corner * 0.4, 0, x, corner * 0.4, x, corner)
    return (
        path.line(x, height - corner)
        .curve(x, height - corner * 0.4, x - corner * 0.4, height, x - corner, height)
        .line(0, height)
    )


def _draw_panel(sheet: Sheet, width: float, height: float) -> None:
    half = _panel(width, height)
    sheet.shape(whole(half))
    sheet.shade(box(-width / 2, 0.4, width * 0.07, height - 0.8))
    sheet.stitch(whole(half.offset(0.28)))
    sheet.measure("width", (-width / 2, height), (width / 2, height), "below")
    sheet.measure("height", (0, 0), (0, height), "left")


def _draw_monogram(sheet: Sheet, details: Details, x: float, y: float) -> None:
    """Where the letters are engraved: a framed field with two sample letters."""
    if details.flag("monogram") and not sheet.back:
        sheet.stitch(box(x - 1.5, y - 0.9, 3.0, 1.8))
        m = (
            pen(x - 1.0, y + 0.5)
            .line(x - 1.0, y - 0.5)
            .line(x - 0.6, y + 0.1)
            .line(x - 0.2, y - 0.5)
            .line(x - 0.2, y + 0.5)
        )
        e = polyline((x + 0.9, y - 0.5), (x + 0.3, y - 0.5), (x + 0.3, y + 0.5), (x + 0.9, y + 0.5))
        sheet.seam(m.beside(e).beside(pen(x + 0.3, y).line(x + 0.8, y)))


def wallet(sheet: Sheet, details: Details) -> None:
    """A folded wallet, or a long one with a zip around it."""
    width, height = float(details.number("width")), float(details.number("height"))
    zipped = details.word("closing") == "zip"
    x = width / 2
    if not zipped:
        sheet.shape(whole(_panel(width, height).moved(0, 0.35)), sheet.inside)
    _draw_panel(sheet, width, height)
    if zipped:
        teeth = _panel(width - 1.1, height - 1.1, 0.4).moved(0, 0.55)
        sheet.seam(whole(teeth))
        sheet.rib(rungs(whole(_panel(width, height)), whole(teeth), 90))
        sheet.shape(box(x - 1.6, -0.1, 1.0, 2.4), BRASS)
    elif details.word("closing") == "flap" and not sheet.back:
        flap = (
            pen(0, -0.15)
            .line(x + 0.08, -0.15)
            .line(x + 0.08, height * 0.5)
            .curve(x, height * 0.62, x * 0.5, height * 0.62, 0, height * 0.62)
        )
        sheet.shape(whole(flap))
        sheet.stitch(whole(flap.offset(0.28)))
        sheet.dots([(0, height * 0.5)], 0.45, BRASS)
    _draw_monogram(sheet, details, x - 2.6, height - 1.8)


def card_holder(sheet: Sheet, details: Details) -> None:
    """A flat holder with slots cut on each side."""
    width, height = float(details.number("width")), float(details.number("height"))
    if not sheet.back:
        sheet.shape(box(-width / 2 + 0.8, -1.3, width - 1.6, 3), "#e9e4d8")
        sheet.seam(pen(-width / 2 + 1.4, -0.5).line(-width / 2 + 3.2, -0.5), "#e9e4d8")
    _draw_panel(sheet, width, height)
    slots = details.number("slots")
    x = width / 2 - 0.3
    for index in range(slots):
        y = 1.5 + index * 1.3
        slot = pen(-x, y).line(-1.3, y).curve(-0.9, y + 0.7, 0.9, y + 0.7, 1.3, y).line(x, y)
        sheet.seam(slot)
        sheet.stitch(slot.moved(0, 0.35))
    _draw_monogram(sheet, details, width / 2 - 2.4, height - 1.6)


def coin_purse(sheet: Sheet, details: Details) -> None:
    """A small round purse on a metal frame, or a zipped one."""
    width = float(details.number("width"))
    x, height = width / 2, width * 0.86
    half = (
        pen(0, 0)
        .line(x * 0.72, 0)
        .curve(x * 1.12, height * 0.3, x * 1.1, height * 0.98, x * 0.5, height)
        .line(0, height)
    )
    sheet.shape(whole(half))
    sheet.rib(
        both(
            pen(x * 0.5, 1.0)
            .curve(x * 0.6, 2, x * 0.66, 3, x * 0.7, 4.2)
            .beside(pen(x * 0.25, 1.0).line(x * 0.32, 3.4))
        )
    )
    sheet.shape(
        whole(
            pen(0, -0.7)
            .line(x * 0.76, -0.7)
            .curve(x * 0.9, -0.5, x * 0.96, 0.6, x * 1.0, 1.6)
            .line(x * 0.86, 1.7)
            .curve(x * 0.8, 0.8, x * 0.7, 0.5, x * 0.6, 0.4)
            .line(0, 0.4)
        ),
        STEEL,
    )
    sheet.shape(ellipse(-0.35, -1.2, 0.55, 0.6), STEEL)
    sheet.shape(ellipse(0.4, -1.25, 0.55, 0.6), STEEL)
    sheet.measure("width", (-x, height), (x, height), "below")
    sheet.measure("height", (0, -0.7), (0, height), "left")


def passport_cover(sheet: Sheet, details: Details) -> None:
    """A cover with a turned spine."""
    width, height = float(details.number("width")), float(details.number("height"))
    _draw_panel(sheet, width, height)
    x = -width / 2 + 1.1 if not sheet.back else width / 2 - 1.1
    sheet.seam(pen(x, 0).line(x, height))
    if not sheet.back:
        sheet.seam(ellipse(0.5, height * 0.45, 1.7, 1.7))
        sheet.seam(
            pen(-1.2, height * 0.45).line(2.2, height * 0.45).beside(ellipse(0.5, height * 0.45, 0.8, 1.7))
        )
    _draw_monogram(sheet, details, width / 2 - 2.4, height - 1.8)


def key_ring(sheet: Sheet, details: Details) -> None:
    """A leather fob on a ring."""
    length = float(details.number("height"))
    sheet.outline(ellipse(0, -3.6, 2.0, 2.0))
    sheet.tape(ellipse(0, -3.6, 2.0, 2.0), STEEL, 4)
    sheet.tape(ellipse(0, -1.1, 0.6, 0.9), STEEL, 3.4)
    half = pen(0, -0.6).line(0.7, -0.6).curve(1.6, 0.8, 2.0, 1.8, 2.0, 3.2).line(2.0, length - 1.2)
    half = half.curve(2.0, length - 0.2, 1.4, length, 0.6, length).line(0, length)
    sheet.shape(whole(half))
    sheet.stitch(whole(half.offset(0.3)))
    sheet.dots([(0, 0.6)], 0.36, STEEL)
    if details.flag("monogram") and not sheet.back:
        sheet.seam(
            polyline(
                (-0.8, length - 2),
                (-0.8, length - 3.2),
                (-0.3, length - 2.6),
                (0.2, length - 3.2),
                (0.2, length - 2),
            )
        )
    sheet.measure("height", (0, -0.6), (0, length), "left")


def _size(width: int, height: int) -> dict[str, Word | Number | Flag]:
    return {"width": Number(width, 6, 24), "height": Number(height, 6, 20), "monogram": Flag()}


KINDS = {
    "wallet": Kind(
        draw=wallet,
        takes={**_size(11, 9), "closing": Word(("fold", "flap", "zip"))},
        measures=("width", "height"),
        largest=22.0,
        symmetric=False,
    ),
    "card_holder": Kind(
        draw=card_holder,
        takes={**_size(10, 8), "slots": Number(3, 1, 3)},
        measures=("width", "height"),
        largest=22.0,
        symmetric=False,
    ),
    "coin_purse": Kind(
        draw=coin_purse,
        takes={"width": Number(10, 8, 14)},
        measures=("width", "height"),
        largest=20.0,
        symmetric=False,
    ),
    "passport_cover": Kind(
        draw=passport_cover, takes=_size(10, 14), measures=("width", "height"), largest=20.0, symmetric=False
    ),
    "key_ring": Kind(
        draw=key_ring,
        takes={"height": Number(8, 6, 12), "monogram": Flag()},
        measures=("height",),
        largest=22.0,
    ),
}
