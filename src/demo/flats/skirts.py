"""Skirts."""

from __future__ import annotations

from demo.flats.path import Path, both, box, pen, polygon, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word

_BAND = 3.6


def skirt_side(*, waist: float, hem: float, top: float, bottom: float, shape: str) -> Path:
    """The side of a skirt, from waist to hem."""
    x, foot, reach = waist / 2, hem / 2, bottom - top
    path = pen(x, top)
    if shape == "pencil":
        hip = waist / 2 + 5.4
        path = path.curve(x + 2.2, top + 5, hip - 0.3, top + 12, hip, top + 20)
        return path.curve(hip + 0.3, top + 20 + (reach - 20) * 0.4, foot + 0.7, bottom - 14, foot, bottom)
    if shape == "bell":
        return path.curve(x + 9, top + reach * 0.16, foot - 1, top + reach * 0.5, foot, bottom)
    return path.curve(
        x + (foot - x) * 0.3, top + reach * 0.22, foot - (foot - x) * 0.28, top + reach * 0.7, foot, bottom
    )


def curved_hem(*, hem: float, bottom: float, dip: float) -> Path:
    """The hem from the side to the centre, hanging lower in the middle."""
    return pen(hem / 2, bottom).curve(
        hem * 0.3, bottom + dip * 0.8, hem * 0.16, bottom + dip, 0, bottom + dip
    )


def draw_folds(sheet: Sheet, *, side: Path, hem: Path, top: float, style: str, count: int = 7) -> None:
    """Knife pleats, or soft gathers, from the waist to the hem."""
    waist = pen(side.start[0], top).line(0, top)
    if style == "pleated":
        lines = rungs(waist, hem, count)
        sheet.seam(both(lines).beside(pen(0, top).line(*hem.end)))
        return
    short = Path()
    for index in range(1, count * 2):
        share = index / (count * 2)
        (x0, y0), (x1, y1) = waist.at(share), hem.at(share)
        reach = 0.34 if index % 2 else 0.2
        short = short.beside(pen(x0, y0).line(x0 + (x1 - x0) * reach, y0 + (y1 - y0) * reach))
    sheet.rib(both(short))
    lower = rungs(waist, hem, 5)
    folds = Path()
    for index in range(0, len(lower.steps), 2):
        (x0, y0), (x1, y1) = lower.steps[index][1][0], lower.steps[index + 1][1][0]
        folds = folds.beside(pen(x0 + (x1 - x0) * 0.56, y0 + (y1 - y0) * 0.56).line(x1, y1))
    sheet.rib(both(folds))


def skirt(sheet: Sheet, details: Details) -> None:
    """A skirt on a waistband."""
    waist, bottom, shape = details.number("waist"), details.number("length"), details.word("shape")
    hem = float(details.number("hem"))
    edge = skirt_side(waist=waist + 0.6, hem=hem, top=_BAND, bottom=bottom, shape=shape)
    low = curved_hem(hem=hem, bottom=bottom, dip=0.0 if shape == "pencil" else hem * 0.025)
    half = pen(0, 0).line(waist / 2, 0).line(waist / 2 + 0.3, _BAND).then(edge).then(low)
    sheet.shape(whole(half))
    sheet.shade(edge.then(pen(hem / 2 - 5, bottom + 0.4).line(waist / 2, _BAND)).close().flip())
    style = details.word("style")
    if style in ("pleated", "gathered"):
        draw_folds(sheet, side=edge, hem=low, top=_BAND, style=style, count=details.number("folds"))
    elif style == "wrap" and not sheet.back:
        _draw_wrap(sheet, waist, bottom)
    elif style == "buttoned" and not sheet.back:
        _draw_buttons(sheet, bottom + hem * 0.025)
    else:
        _draw_darts(sheet, waist, bottom, shape)
    sheet.stitch(both(low.offset(1.6)))
    _draw_band(sheet, waist, details)
    if details.flag("pockets") and not sheet.back:
        line = pen(waist / 2 - 3.6, _BAND).line(edge.x_at(_BAND + 14) - 0.1, _BAND + 14)
        sheet.seam(both(line))
        sheet.stitch(both(line.offset(0.9)))
    sheet.measure("waist", (-waist / 2, 0), (waist / 2, 0), "above")
    hip = edge.x_at(_BAND + 17)
    sheet.measure("hip", (-hip, _BAND + 17), (hip, _BAND + 17))
    sheet.measure("length", (0, 0), (0, bottom), "left")
    sheet.measure("hem", (-hem / 2, bottom), (hem / 2, bottom), "below")


def _draw_band(sheet: Sheet, waist: float, details: Details) -> None:
    x = waist / 2
    sheet.shape(whole(pen(0, 0).line(x, 0).line(x + 0.3, _BAND).line(0, _BAND)))
    if details.flag("elastic"):
        sheet.rib(both(rungs(pen(x, 0).line(0, 0), pen(x + 0.3, _BAND).line(0, _BAND), 14)))
        return
    sheet.stitch(both(pen(x - 0.2, 0.8).line(0, 0.8).beside(pen(x, _BAND - 0.8).line(0, _BAND - 0.8))))
    if sheet.back:
        sheet.dots([(1.2, _BAND / 2)], 0.5, "#f4efe4")


def _draw_darts(sheet: Sheet, waist: float, bottom: float, shape: str) -> None:
    sheet.seam(both(pen(waist * 0.24, _BAND).line(waist * 0.25, _BAND + 9)))
    if sheet.back:
        sheet.seam(pen(0, _BAND).line(0, bottom))
        sheet.stitch(pen(0.9, _BAND).line(0.9, _BAND + 18))
        if shape == "pencil":
            sheet.seam(pen(0, bottom - 18).line(-2, bottom - 17).line(-2, bottom))


def _draw_wrap(sheet: Sheet, waist: float, bottom: float) -> None:
    edge = pen(-waist * 0.26, _BAND).curve(
        -waist * 0.24, bottom * 0.4, -waist * 0.2, bottom * 0.8, -waist * 0.1, bottom + 0.8
    )
    sheet.seam(edge)
    sheet.stitch(edge.offset(-1.1))
    sheet.shape(
        polygon(
            (-waist * 0.26, 1.0),
            (-waist * 0.26 - 8, 9.6),
            (-waist * 0.26 - 5.4, 11.2),
            (-waist * 0.26 + 1.2, 2.6),
        )
    )
    sheet.shape(box(-waist * 0.26 - 1, 0.4, 2.6, 2.8))


def _draw_buttons(sheet: Sheet, bottom: float) -> None:
    sheet.seam(both(pen(1.8, _BAND).line(1.8, bottom)))
    sheet.stitch(both(pen(1.1, _BAND).line(1.1, bottom)))
    count = max(4, round(bottom / 10))
    sheet.dots([(0, 6.4 + (bottom - 14) * i / (count - 1)) for i in range(count)], 0.85, "#f4efe4")


KINDS = {
    "skirt": Kind(
        draw=skirt,
        takes={
            "shape": Word(("a-line", "pencil", "bell")),
            "style": Word(("plain", "pleated", "gathered", "wrap", "buttoned")),
            "folds": Number(7, 4, 14),
            "elastic": Flag(),
            "pockets": Flag(),
            "waist": Number(36, 30, 48),
            "hem": Number(58, 36, 130),
            "length": Number(68, 34, 100),
        },
        measures=("waist", "hip", "length", "hem"),
        largest=4.6,
        symmetric=False,
    ),
}
