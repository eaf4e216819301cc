"""Dresses: a bodice, a waist and a skirt."""

from __future__ import annotations

from dataclasses import replace

from demo.flats.bodice import (
    Cut,
    armhole,
    draw_armholes,
    draw_facing,
    draw_sleeve_shade,
    round_neckline,
    side,
    sleeve_path,
    v_neckline,
)
from demo.flats.collars import draw_band_collar, draw_collar_back, draw_shirt_collar
from demo.flats.path import Path, both, box, pen, polygon, polyline, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.skirts import curved_hem, draw_folds, skirt_side
from demo.flats.spec import Details, Flag, Kind, Number, Word

_WAIST = 41.0
_SHADE = 5.0


def _cut(details: Details) -> Cut:
    """The bodice, down to the waist."""
    sleeve = {"none": (0.0, 0.0, 0.0), "short": (20.0, 17.0, 50.0), "long": (59.0, 11.0, 18.0)}[
        details.word("sleeve")
    ]
    chest = details.number("chest")
    return Cut(
        chest=chest,
        length=_WAIST,
        shoulder=chest * (0.74 if not sleeve[0] else 0.8),
        neck=20.0 if details.word("neck") not in ("shirt", "band") else 16.2,
        slope=4.2,
        armhole=21.5,
        hem=details.number("waist"),
        sleeve=sleeve[0],
        cuff=sleeve[1],
        angle=sleeve[2],
        rib=4.0 if sleeve[0] > 30 else 0.0,
        rib_width=10.4,
    )


def dress(sheet: Sheet, details: Details) -> None:
    """A dress with shoulders."""
    neck, waist = details.word("neck"), float(details.number("waist"))
    edge, low = _skirt(details, waist, _WAIST)
    cut = _clear_of_skirt(_cut(details), edge)
    neckline = _neckline(sheet, cut, neck)
    if not sheet.back and neck not in ("shirt", "band"):
        draw_facing(sheet, cut, neckline, 2.4)
    half = (
        neckline.then(pen(*cut.hps).line(*cut.point))
        .then(sleeve_path(cut))
        .then(side(cut))
        .then(edge)
        .then(low)
    )
    sheet.shape(whole(half))
    _draw_skirt(sheet, details, edge, low, _WAIST)
    _draw_shade(sheet, side(cut).then(edge), low)
    if cut.sleeve:
        draw_sleeve_shade(sheet, cut)
        draw_armholes(sheet, cut, stitched=False)
        _draw_cuffs(sheet, cut)
    else:
        sheet.stitch(both(armhole(cut).offset(1.0)))
    _draw_bodice(sheet, cut, details)
    _draw_neck(sheet, cut, neck, neckline)
    _measure(sheet, cut, details)


def slip(sheet: Sheet, details: Details) -> None:
    """A slip dress on straps."""
    chest, waist = details.number("chest") / 2, details.number("waist") / 2
    top = 13.0
    cup = pen(0, top + 6.4) if not sheet.back else pen(0, top + 9)
    cup = cup.curve(3, top + 5, 6.4, top + 1.5, 8.4, top) if not sheet.back else cup.line(8.4, top + 7)
    flank = cup.curve(11, top + 4, chest - 3, top + 10, chest, top + 10.5).curve(
        chest - 0.6, top + 17, waist, _WAIST - 8, waist, _WAIST
    )
    edge, low = _skirt(details, waist * 2, _WAIST)
    end = top if not sheet.back else top + 7
    for sign in (1, -1):
        strap = pen(6.6 * sign, end + 7).curve(6.4 * sign, 6, 6.6 * sign, -1, 7.4 * sign, -1)
        sheet.tape(strap.curve(8.4 * sign, -1, 8.6 * sign, 5, 8.4 * sign, end + 0.4), sheet.main, 3.4)
    sheet.shape(whole(flank.then(edge).then(low)))
    _draw_shade(sheet, pen(waist, _WAIST).then(edge), low)
    _draw_skirt(sheet, details, edge, low, _WAIST)
    sheet.stitch(both(flank.part(0.02, 0.34).offset(1.0)))
    if not sheet.back:
        sheet.rib(both(pen(8.6, _WAIST - 16).line(8.0, _WAIST - 21)))
    sheet.measure("chest", (-chest, top + 10.5), (chest, top + 10.5))
    sheet.measure("waist", (-waist, _WAIST), (waist, _WAIST))
    sheet.measure("length", (0, top), (0, details.number("length")), "left")
    sheet.measure("hem", low.flip().start, low.start, "below")


def _clear_of_skirt(cut: Cut, edge: Path) -> Cut:
    """The same cut with its long sleeves swung out until they hang beside the skirt."""
    angle = cut.angle
    while cut.sleeve > 35 and angle < 40:
        swung = replace(cut, angle=angle)
        x, y = swung.along(cut.sleeve, 1.0 - cut.cuff)
        if x > edge.x_at(y) + 1.5:
            return swung
        angle += 1
    return cut


def _neckline(sheet: Sheet, cut: Cut, neck: str) -> Path:
    x = cut.neck / 2
    if sheet.back:
        return round_neckline(cut, 2.4)
    if neck == "v":
        return v_neckline(cut, 19.0, 1.2)
    if neck == "square":
        return pen(0, 13.0).line(x - 0.8, 13.0).line(x, 0)
    return round_neckline(cut, {"round": 11.0, "boat": 4.0, "shirt": 6.2, "band": 8.0}[neck])


def _skirt(details: Details, waist: float, top: float) -> tuple[Path, Path]:
    hem, bottom, shape = float(details.number("hem")), float(details.number("length")), details.word("shape")
    dip = 0.0 if shape == "pencil" else hem * 0.02
    return (
        skirt_side(waist=waist, hem=hem, top=top, bottom=bottom - dip, shape=shape),
        curved_hem(hem=hem, bottom=bottom - dip, dip=dip),
    )


def _draw_skirt(sheet: Sheet, details: Details, edge: Path, low: Path, top: float) -> None:
    style = details.word("style")
    if style in ("pleated", "gathered"):
        draw_folds(sheet, side=edge, hem=low, top=top, style=style, count=8)
    elif style == "tiered":
        _draw_tiers(sheet, edge, low, top)
    elif style == "wrap" and not sheet.back:
        x = edge.start[0]
        sheet.seam(pen(x * 0.5, top).curve(x * 0.4, top + 24, x * 0.1, low.end[1] - 20, -x * 0.2, low.end[1]))
    sheet.stitch(both(low.offset(1.6)))


def _draw_tiers(sheet: Sheet, edge: Path, low: Path, top: float) -> None:
    bottom = low.end[1]
    upper = pen(edge.start[0], top).line(0, top)
    for share in (0.33, 0.66, 1.0):
        y = top + (bottom - top) * share
        x = edge.x_at(y)
        tier = pen(x, y).bend(x * 0.5, y + 0.8, 0, y + 0.8) if share < 1 else low
        folds = rungs(upper, tier, 9)
        short = Path()
        for index in range(0, len(folds.steps), 2):
            (x0, y0), (x1, y1) = folds.steps[index][1][0], folds.steps[index + 1][1][0]
            short = short.beside(pen(x0, y0).line(x0 + (x1 - x0) * 0.4, y0 + (y1 - y0) * 0.4))
        sheet.rib(both(short))
        if share < 1:
            sheet.seam(both(tier))
        upper = tier


def _draw_shade(sheet: Sheet, edge: Path, low: Path) -> None:
    (x, y), (hx, hy) = edge.start, low.start
    waist = edge.x_at(_WAIST)
    inner = (
        pen(x, y).curve(x - 1, y + 10, waist - 2, _WAIST - 6, waist - 1.6, _WAIST).line(hx - _SHADE, hy + 0.3)
    )
    sheet.shade(edge.then(inner.back()).close().flip())


def _draw_cuffs(sheet: Sheet, cut: Cut) -> None:
    if not cut.rib:
        sheet.stitch(both(polyline(cut.along(cut.sleeve - 1.8), cut.along(cut.sleeve - 1.8, 0.5 - cut.cuff))))
        return
    top = cut.sleeve - cut.rib
    sheet.seam(both(polyline(cut.along(top), cut.along(top, -cut.cuff))))
    gathers = Path()
    for out in (-2.4, -4.8, -7.2):
        gathers = gathers.beside(polyline(cut.along(top, out), cut.along(top - 6, out - 0.4)))
    sheet.rib(both(gathers))


def _draw_bodice(sheet: Sheet, cut: Cut, details: Details) -> None:
    x = cut.hem / 2
    if details.flag("seam"):
        sheet.seam(pen(-x, _WAIST).line(x, _WAIST))
        sheet.stitch(pen(-x + 0.2, _WAIST + 1.2).line(x - 0.2, _WAIST + 1.2))
    if details.word("neck") in ("shirt", "band") or details.word("style") == "buttoned":
        _draw_placket(sheet, details)
    elif sheet.back:
        sheet.seam(pen(0, 2.4).line(0, _WAIST + 16))
        sheet.stitch(both(pen(0.9, 2.6).line(0.9, _WAIST + 15)))
    elif details.word("style") == "wrap":
        sheet.seam(pen(0, 19).line(x * 0.5, _WAIST))
    else:
        sheet.seam(both(pen(x * 0.5, _WAIST).line(x * 0.56, _WAIST - 12)))
    if details.flag("belt"):
        _draw_belt(sheet, x)


def _draw_placket(sheet: Sheet, details: Details) -> None:
    if sheet.back:
        sheet.seam(both(pen(8, _WAIST).line(8.4, _WAIST - 12)))
        return
    bottom = float(details.number("length"))
    end = bottom if details.word("style") == "buttoned" else _WAIST - 4
    sheet.seam(both(pen(1.6, 6.4).line(1.6, end)))
    sheet.stitch(both(pen(0.9, 6.4).line(0.9, end)))
    count = round((end - 12) / 9) + 1
    sheet.dots([(0, 10 + (end - 17) * i / (count - 1)) for i in range(count)], 0.65)


def _draw_belt(sheet: Sheet, x: float) -> None:
    band = whole(
        pen(0, _WAIST - 1.6).line(x + 0.5, _WAIST - 1.6).line(x + 0.5, _WAIST + 1.6).line(0, _WAIST + 1.6)
    )
    sheet.shape(band)
    if not sheet.back:
        sheet.shape(polygon((2, _WAIST - 1.2), (8, _WAIST + 12), (5, _WAIST + 13.4), (-0.6, _WAIST + 1)))
        sheet.shape(box(-2, _WAIST - 2.1, 4.6, 4.2))


def _draw_neck(sheet: Sheet, cut: Cut, neck: str, neckline: Path) -> None:
    x = cut.neck / 2
    if neck == "shirt":
        if sheet.back:
            draw_collar_back(sheet, x)
        else:
            draw_shirt_collar(sheet, x)
    elif neck == "band":
        draw_band_collar(sheet, x)
    else:
        sheet.stitch(both(neckline.offset(1.0)))


def _measure(sheet: Sheet, cut: Cut, details: Details) -> None:
    (ux, uy), hem, bottom = cut.underarm, details.number("hem") / 2, details.number("length")
    sheet.measure("chest", (-ux, uy), (ux, uy))
    sheet.measure("waist", (-cut.hem / 2, _WAIST), (cut.hem / 2, _WAIST))
    sheet.measure("length", (0, 0), (0, bottom), "left")
    sheet.measure("hem", (-hem, bottom), (hem, bottom), "below")
    if cut.sleeve:
        sheet.measure("sleeve", cut.along(0, cut.cap + 1.6), cut.along(cut.sleeve, 1.6))


_TAKES: dict[str, Word | Number | Flag] = {
    "shape": Word(("a-line", "pencil", "bell")),
    "style": Word(("plain", "pleated", "gathered", "tiered", "wrap", "buttoned")),
    "chest": Number(45, 38, 60),
    "waist": Number(37, 30, 64),
    "hem": Number(74, 40, 140),
    "length": Number(112, 75, 140),
}

KINDS = {
    "dress": Kind(
        draw=dress,
        takes={
            **_TAKES,
            "neck": Word(("round", "v", "square", "boat", "shirt", "band")),
            "sleeve": Word(("none", "short", "long")),
            "seam": Flag(default=True),
            "belt": Flag(),
        },
        measures=("chest", "waist", "length", "hem", "sleeve"),
        symmetric=False,
    ),
    "slip": Kind(draw=slip, takes=_TAKES, measures=("chest", "waist", "length", "hem"), symmetric=False),
}
