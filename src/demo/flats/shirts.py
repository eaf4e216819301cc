"""Shirts and blouses: collars, plackets, yokes, cuffs and tails."""

from __future__ import annotations

from demo.flats.bodice import (
    Cut,
    armhole,
    draw_armholes,
    draw_body,
    draw_side_shade,
    draw_sleeve_shade,
    measure_top,
    round_neckline,
    silhouette,
    sleeve_path,
    v_neckline,
)
from demo.flats.collars import (
    Lapel,
    draw_band_collar,
    draw_bow_collar,
    draw_collar_back,
    draw_lapels,
    draw_shirt_collar,
)
from demo.flats.path import Path, both, box, pen, polygon, polyline
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word
from demo.flats.stripes import draw_bands, even_bands, verticals

_PLACKET = 1.7
_CUFF = 6.5


def _cut(details: Details) -> Cut:
    chest, short = details.number("chest"), details.word("sleeve") == "short"
    curved = details.word("hem") == "curved"
    return Cut(
        chest=chest,
        length=details.number("length"),
        shoulder=chest * 0.82,
        neck=16.4,
        armhole=25.0,
        hem=chest - 1,
        rise=7.5 if curved else 0.0,
        sleeve=24.0 if short else 59.0,
        cuff=19.0 if short else 13.2,
        angle=50.0 if short else 20.5,
        rib=0.0 if short else _CUFF,
        rib_width=0.0 if short else 12.0,
    )


def shirt(sheet: Sheet, details: Details) -> None:
    """A shirt that buttons at the front."""
    cut, collar = _cut(details), details.word("collar")
    if sheet.back:
        neckline = round_neckline(cut, 1.6)
    elif collar == "camp":
        neckline = v_neckline(cut, 14.0)
    else:
        neckline = round_neckline(cut, 6.2 if collar == "classic" else 8.2)
    draw_body(sheet, silhouette(cut=cut, neckline=neckline, sleeve=sleeve_path(cut), hem=_hem(cut)))
    _draw_pattern(sheet, cut, details.word("pattern"), neckline)
    draw_side_shade(sheet, cut)
    draw_sleeve_shade(sheet, cut)
    draw_armholes(sheet, cut)
    _draw_hems(sheet, cut)
    if sheet.back:
        _draw_back(sheet, cut, details)
    else:
        _draw_front(sheet, cut, details)
    measure_top(sheet, cut)


def _hem(cut: Cut) -> Path:
    x, bottom = cut.hem / 2, cut.length
    if not cut.rise:
        return pen(x, bottom).line(0, bottom)
    return (
        pen(x, bottom - cut.rise).curve(x - 4.0, bottom - 6.4, x - 6, bottom, x - 15, bottom).line(0, bottom)
    )


def _draw_pattern(sheet: Sheet, cut: Cut, pattern: str, neckline: Path) -> None:
    if pattern == "stripe":
        sheet.thread(verticals(cut, neckline, _hem(cut), step=2.2), sheet.second, 1.5)
    elif pattern == "check":
        bands = even_bands(first=11.0, bottom=cut.length - cut.rise, wide=1.1, gap=5.9)
        draw_bands(sheet, cut, bands)
        sheet.thread(verticals(cut, neckline, _hem(cut), step=7.0), sheet.second, 4)


def _draw_hems(sheet: Sheet, cut: Cut) -> None:
    hem = _hem(cut)
    sheet.stitch(both(hem.offset(1.0)))
    if not cut.rib:
        edge = pen(*cut.along(cut.sleeve - 2.4)).line(*cut.along(cut.sleeve - 2.4, 0.7 - cut.cuff))
        sheet.stitch(both(edge))
        return
    top, end = cut.sleeve - _CUFF, cut.sleeve
    inset = (cut.cuff - cut.rib_width) / 2
    cuff = polygon(
        cut.along(top, 0.3),
        cut.along(end, -inset),
        cut.along(end, inset - cut.cuff),
        cut.along(top, -0.3 - cut.cuff),
    )
    for piece in (cuff, cuff.flip()):
        sheet.shape(piece)
    sheet.stitch(both(polyline(cut.along(top + 0.9), cut.along(top + 0.9, -cut.cuff))))
    sheet.stitch(both(polyline(cut.along(end - 0.9, -inset), cut.along(end - 0.9, inset - cut.cuff))))
    button = cut.along(top + _CUFF / 2, 2.2 - cut.cuff)
    pleats = both(
        polyline(cut.along(top, -4.6), cut.along(top - 5, -4.9)).beside(
            polyline(cut.along(top, -6.6), cut.along(top - 5, -6.9))
        )
    )
    sheet.rib(pleats)
    sheet.dots([button, (-button[0], button[1])], 0.6)


def _draw_front(sheet: Sheet, cut: Cut, details: Details) -> None:
    x, collar = cut.neck / 2, details.word("collar")
    yoke = pen(x + 0.4, 3.6).line(armhole(cut).x_at(8.6), 8.6)
    sheet.seam(both(yoke))
    sheet.stitch(both(yoke.moved(0, 1.0)))
    top = {"classic": 6.4, "band": 8.1, "bow": 8.1, "camp": 14.0}[collar]
    sheet.seam(both(pen(_PLACKET, top).line(_PLACKET, cut.length)))
    sheet.stitch(both(pen(_PLACKET - 0.7, top).line(_PLACKET - 0.7, cut.length)))
    _draw_pockets(sheet, details)
    if collar == "classic":
        draw_shirt_collar(sheet, x)
    elif collar == "camp":
        draw_lapels(sheet, Lapel(x=x, overlap=0, depth=15.0, width=6.6))
    else:
        (draw_bow_collar if collar == "bow" else draw_band_collar)(sheet, x)
    first = top + (3.4 if collar != "bow" else 9.0)
    count = 6
    step = (cut.length - 11.0 - first) / (count - 1)
    sheet.dots([(0, first + step * i) for i in range(count)], 0.68)


def _draw_pockets(sheet: Sheet, details: Details) -> None:
    pockets, flaps = details.number("pockets"), details.flag("flaps")
    for index in range(pockets):
        pocket = polygon((7.2, 20), (18.2, 20), (18.2, 31.4), (12.7, 33.4), (7.2, 31.4))
        inner = polyline((8.0, 20.4), (8.0, 30.8), (12.7, 32.5), (17.4, 30.8), (17.4, 20.4))
        flap = polygon((6.9, 19), (18.5, 19), (18.5, 22.6), (12.7, 24.6), (6.9, 22.6))
        pieces = (pocket, inner, flap) if index == 0 else (pocket.flip(), inner.flip(), flap.flip())
        sheet.shape(pieces[0])
        sheet.stitch(pieces[1])
        if flaps:
            sheet.shape(pieces[2])
            sheet.dots([(12.7 if index == 0 else -12.7, 22.6)], 0.6)
        else:
            left = 7.2 if index == 0 else -18.2
            sheet.seam(pen(left, 22.2).line(left + 11, 22.2))


def _draw_back(sheet: Sheet, cut: Cut, details: Details) -> None:
    x = cut.neck / 2
    edge = armhole(cut).x_at(10.5)
    sheet.seam(pen(-edge, 10.5).line(edge, 10.5))
    sheet.stitch(pen(-edge, 11.5).line(edge, 11.5))
    sheet.seam(both(pen(1.8, 10.5).line(1.8, 24)))
    sheet.rib(both(pen(1.8, 24).line(1.8, cut.length - 8)))
    sheet.shape(box(-0.5, 8.4, 1.0, 3.2))
    if details.word("collar") in ("band", "bow"):
        draw_band_collar(sheet, x)
    else:
        draw_collar_back(sheet, x, drop=2.4)


KINDS = {
    "shirt": Kind(
        draw=shirt,
        takes={
            "collar": Word(("classic", "band", "camp", "bow")),
            "sleeve": Word(("long", "short")),
            "hem": Word(("curved", "straight")),
            "pattern": Word(("plain", "stripe", "check")),
            "pockets": Number(1, 0, 2),
            "flaps": Flag(),
            "chest": Number(57, 40, 72),
            "length": Number(76, 45, 110),
        },
        measures=("chest", "length", "shoulder", "sleeve", "hem"),
    ),
}
