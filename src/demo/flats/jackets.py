"""Casual outerwear: work jackets, blousons, quilted jackets, parkas and gilets."""

from __future__ import annotations

from collections.abc import Callable

from demo.flats.bodice import (
    Cut,
    armhole,
    draw_armholes,
    draw_body,
    draw_side_shade,
    draw_sleeve_shade,
    measure_top,
    round_neckline,
    side,
    silhouette,
    sleeve_path,
)
from demo.flats.collars import draw_collar_back, draw_shirt_collar
from demo.flats.hoods import draw_hood, draw_hood_back, draw_hood_lining
from demo.flats.path import Path, both, box, pen, polygon, polyline, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word
from demo.flats.stripes import even_bands, sleeve_rows

_RIB = 6.0
_STEEL = "#c9ccd1"


def _cut(details: Details) -> Cut:
    chest, ribbed = details.number("chest"), details.word("hem") == "rib"
    sleeve = 0.0 if details.flag("sleeveless") else 62.0
    return Cut(
        chest=chest,
        length=details.number("length"),
        shoulder=chest * (0.66 if not sleeve else 0.83),
        neck=18.0,
        armhole=26.0,
        hem=chest - (4 if ribbed else 0),
        rise=_RIB if ribbed else 0,
        sleeve=sleeve,
        cuff=13.6 if not ribbed else 13.0,
        angle=20.0 if not ribbed else 18.5,
        rib=7.0 if ribbed and sleeve else 0.0,
        rib_width=10.0,
    )


def jacket(sheet: Sheet, details: Details) -> None:
    """A casual jacket that closes at the front."""
    cut = _cut(details)
    neckline = round_neckline(cut, 1.8 if sheet.back else 6.4)
    x, bottom = cut.hem / 2, cut.length
    inset = 1.0 if cut.rise else 0.0
    hem = pen(x, bottom - cut.rise).line(x - inset, bottom).line(0, bottom)
    if details.word("collar") == "hood" and not sheet.back:
        draw_hood_lining(sheet, cut)
    draw_body(sheet, silhouette(cut=cut, neckline=neckline, sleeve=sleeve_path(cut), hem=hem))
    _draw_quilt(sheet, cut, details.word("quilt"))
    draw_side_shade(sheet, cut)
    if cut.sleeve:
        draw_sleeve_shade(sheet, cut)
    draw_armholes(sheet, cut, stitched=bool(cut.sleeve) and details.word("quilt") == "none")
    _draw_hems(sheet, cut)
    if sheet.back:
        _draw_back(sheet, cut, details)
    else:
        _draw_front(sheet, cut, details)
    measure_top(sheet, cut)


def _draw_quilt(sheet: Sheet, cut: Cut, quilt: str) -> None:
    """Quilting lines: rows square to body and sleeve, or lozenges on the body."""
    if quilt == "none":
        return
    lines, body = Path(), armhole(cut).then(side(cut))
    bands = even_bands(first=12.0, bottom=cut.length - cut.rise - 2, wide=0.1, gap=7.4)
    for y, _ in bands:
        edge = body.x_at(y) - 0.3
        lines = lines.beside(pen(-edge, y).bend(0, y + 0.8, edge, y))
    if quilt == "diamond":
        lines = _lozenges(cut, body)
    if cut.sleeve:
        lines = lines.beside(sleeve_rows(cut, [y for y, _ in bands]))
    (sheet.seam if quilt == "rows" else sheet.stitch)(lines)


def _lozenges(cut: Cut, body: Path) -> Path:
    lines, pitch, bottom = Path(), 9.0, cut.length - cut.rise - 1
    first = -6
    while first * pitch < bottom:
        points = [
            (px, first * pitch + px + cut.chest / 2)
            for px in [x / 2 - cut.chest / 2 for x in range(int(cut.chest * 2) + 1)]
        ]
        inside = [(px, py) for px, py in points if 8 < py < bottom and abs(px) < body.x_at(py) - 0.4]
        if len(inside) > 1:
            lines = lines.beside(both(pen(*inside[0]).line(*inside[-1])))
        first += 1
    return lines


def _draw_hems(sheet: Sheet, cut: Cut) -> None:
    x, bottom = cut.hem / 2, cut.length
    if not cut.rise:
        sheet.stitch(pen(-x + 0.4, bottom - 2.2).line(x - 0.4, bottom - 2.2))
        if cut.sleeve:
            sheet.stitch(
                both(polyline(cut.along(cut.sleeve - 2.4), cut.along(cut.sleeve - 2.4, 0.1 - cut.cuff)))
            )
        return
    top = bottom - _RIB
    sheet.seam(pen(-x, top).line(x, top))
    sheet.rib(both(rungs(pen(x, top).line(0, top), pen(x - 1, bottom).line(0, bottom), 15)))
    if cut.rib:
        upper = polyline(cut.along(cut.sleeve - cut.rib), cut.along(cut.sleeve - cut.rib, -cut.cuff))
        inset = (cut.cuff - cut.rib_width) / 2
        sheet.seam(both(upper))
        lower = polyline(cut.along(cut.sleeve, -inset), cut.along(cut.sleeve, inset - cut.cuff))
        sheet.rib(both(rungs(upper, lower, 8)))


def _draw_front(sheet: Sheet, cut: Cut, details: Details) -> None:
    if details.flag("yoke"):
        _draw_yoke(sheet, cut)
    _draw_pockets(sheet, cut, details)
    _draw_closing(sheet, cut, details.word("front"), details.word("collar"))
    _COLLARS[details.word("collar")](sheet, cut)


def _draw_yoke(sheet: Sheet, cut: Cut) -> None:
    """The seams of a jeans jacket: a yoke, and two panels that narrow to the hem."""
    edge = armhole(cut).x_at(17)
    sheet.seam(both(pen(1.8, 18).line(edge, 17)))
    sheet.stitch(both(pen(1.8, 18.9).line(edge, 17.9)))
    bottom = cut.length - 5
    for x in (7.0, 15.5):
        sheet.seam(both(pen(x, 18).line(x - 2.6, bottom)))
        sheet.stitch(both(pen(x + 0.9, 18).line(x - 1.7, bottom)))
    sheet.seam(pen(-cut.hem / 2, bottom).line(cut.hem / 2, bottom))


def _draw_pockets(sheet: Sheet, cut: Cut, details: Details) -> None:
    y, pieces = cut.length - cut.rise - 24.0, details.word("pockets")
    if pieces in ("patch", "flap"):
        patch = polygon(
            (5.8, y), (20.4, y), (20.4, y + 16.2), (19.2, y + 17.4), (7, y + 17.4), (5.8, y + 16.2)
        )
        for piece in (patch, patch.flip()):
            sheet.shape(piece)
        sheet.stitch(both(polyline((6.8, y), (6.8, y + 16), (19.4, y + 16), (19.4, y))))
        sheet.stitch(both(pen(5.8, y + 2.4).line(20.4, y + 2.4)))
    if pieces == "flap":
        flap = polygon((5.4, y - 1.6), (20.8, y - 1.6), (20.8, y + 3.4), (13.1, y + 5.0), (5.4, y + 3.4))
        for piece in (flap, flap.flip()):
            sheet.shape(piece)
        sheet.dots([(13.1, y + 3.2), (-13.1, y + 3.2)], 0.7, _STEEL)
    if pieces == "slant":
        welt = polygon((13.4, y), (16.2, y + 0.7), (12.0, y + 16), (9.2, y + 15.3))
        for piece in (welt, welt.flip()):
            sheet.shape(piece)
    _draw_chest_pockets(sheet, details.number("chest_pockets"), flap=pieces != "patch")


def _draw_chest_pockets(sheet: Sheet, count: int, *, flap: bool) -> None:
    for index in range(count):
        pocket = polygon((6.6, 20), (17.0, 20), (17.0, 30.4), (15.8, 31.6), (7.8, 31.6), (6.6, 30.4))
        lid = polygon((6.2, 18.6), (17.4, 18.6), (17.4, 22.4), (11.8, 24), (6.2, 22.4))
        sheet.shape(pocket if index == 0 else pocket.flip())
        x = 11.8 if index == 0 else -11.8
        if flap:
            sheet.shape(lid if index == 0 else lid.flip())
            sheet.dots([(x, 22.4)], 0.65, _STEEL)
        else:
            sheet.stitch(pen(x - 5.2, 22).line(x + 5.2, 22))


def _draw_closing(sheet: Sheet, cut: Cut, front: str, collar: str) -> None:
    top = {"shirt": 5.6, "stand": -3.8, "rib": 4.6, "funnel": -6.6, "hood": 6.0}[collar]
    if front == "zip":
        sheet.seam(both(pen(0.6, max(top, 4.6)).line(0.6, cut.length)))
        sheet.stitch(both(pen(1.9, max(top, 5.4)).line(1.9, cut.length - 0.4)))
        return
    sheet.seam(pen(-2.4, 5.8).line(-2.4, cut.length))
    sheet.stitch(both(pen(1.7, 7.0).line(1.7, cut.length - 0.6)))
    count = 5 if cut.length < 80 else 6
    first, last = 9.4, cut.length - (4.0 if cut.rise else 9.0)
    places = [(0.0, first + (last - first) * i / (count - 1)) for i in range(count)]
    if front == "snaps":
        sheet.dots(places, 0.85, _STEEL)
        sheet.dots(places, 0.35, _STEEL)
    else:
        sheet.dots(places, 0.95, "#f4efe4")


def _draw_back(sheet: Sheet, cut: Cut, details: Details) -> None:
    x, collar = cut.neck / 2, details.word("collar")
    if details.flag("yoke"):
        edge = armhole(cut).x_at(13)
        sheet.seam(both(pen(edge, 13).line(0, 15)))
        sheet.stitch(both(pen(edge, 14).line(0, 16)))
        sheet.seam(both(pen(11.5, 14).line(8.0, cut.length - 5)))
        sheet.stitch(both(pen(12.4, 14).line(8.9, cut.length - 5)))
        sheet.seam(pen(-cut.hem / 2, cut.length - 5).line(cut.hem / 2, cut.length - 5))
    elif details.word("quilt") == "none":
        sheet.seam(pen(0, 2).line(0, cut.length - cut.rise))
        sheet.stitch(pen(1.0, 3).line(1.0, cut.length - cut.rise))
    if collar == "shirt":
        draw_collar_back(sheet, x, drop=3.0)
    elif collar == "hood":
        draw_hood_back(sheet, cut)
    else:
        height = {"stand": 4.4, "rib": 3.2, "funnel": 7.4}[collar]
        rim = pen(0, -height - 0.4).curve(x * 0.5, -height - 0.4, x * 0.8, -height - 0.2, x - 0.9, -height)
        half = rim.line(x, 0).curve(x * 0.7, 1.6, x * 0.4, 1.8, 0, 1.8)
        sheet.shape(whole(half))
        if collar == "rib":
            sheet.rib(both(rungs(pen(x, 0).bend(x * 0.6, 1.8, 0, 1.8), rim.back(), 13)))


def _draw_shirt(sheet: Sheet, cut: Cut) -> None:
    draw_shirt_collar(sheet, cut.neck / 2, spread=7.0)


def _draw_stand(sheet: Sheet, cut: Cut, height: float = 4.4) -> None:
    """A collar that stands, closed by the zip or open at the top."""
    x = cut.neck / 2
    rim = pen(0, -height - 0.4).curve(x * 0.5, -height - 0.4, x * 0.8, -height - 0.2, x - 0.9, -height)
    top = pen(0.6, -height + 2.6).curve(x * 0.5, -height + 2.4, x * 0.8, -height + 1.2, x - 0.9, -height)
    sheet.shape(whole(rim.then(top.back()).line(0, -height + 2.6)), sheet.inside)
    sheet.patch(box(-1.4, -height + 0.5, 2.8, 1.4), "#f4f2ec")
    low = pen(x, 0).curve(x * 0.93, 3.5, x * 0.62, 6.4, 0, 6.4)
    sheet.shape(whole(pen(0, -height + 2.6).then(top).then(low)))
    sheet.seam(both(pen(0.6, -height + 2.6).line(0.6, 6.4)))
    sheet.shape(box(-0.55, -height + 3.6, 1.1, 3.2), _STEEL)


def _draw_funnel(sheet: Sheet, cut: Cut) -> None:
    _draw_stand(sheet, cut, 7.4)


def _draw_rib_collar(sheet: Sheet, cut: Cut) -> None:
    """The knitted collar of a blouson."""
    x = cut.neck / 2
    rim = pen(0, -2.6).curve(x * 0.5, -2.6, x * 0.8, -2.8, x - 1.0, -3.2)
    top = pen(0.6, 3.4).curve(x * 0.5, 3.0, x * 0.9, 0.6, x - 1.0, -3.2)
    low = pen(x, 0).curve(x * 0.93, 3.5, x * 0.62, 6.4, 0.6, 6.4)
    sheet.shape(whole(rim.then(top.back()).line(0, 3.4)), sheet.inside)
    sheet.seam(both(pen(0, 0.4).curve(x * 0.5, 0.4, x * 0.8, 0.0, x - 0.8, -0.6)), sheet.inside)
    sheet.patch(box(-1.6, 0.7, 3.2, 1.7), "#f4f2ec")
    half = top.then(low).close()
    for piece in (half, half.flip()):
        sheet.shape(piece)
    sheet.rib(both(rungs(low.back(), top, 13)))
    sheet.shape(box(-0.55, 6.6, 1.1, 3.2), _STEEL)


def _draw_hood(sheet: Sheet, cut: Cut) -> None:
    draw_hood(sheet, cut, cords=False)


_COLLARS: dict[str, Callable[[Sheet, Cut], None]] = {
    "shirt": _draw_shirt,
    "stand": _draw_stand,
    "rib": _draw_rib_collar,
    "funnel": _draw_funnel,
    "hood": _draw_hood,
}

KINDS = {
    "jacket": Kind(
        draw=jacket,
        takes={
            "collar": Word(("shirt", "stand", "rib", "funnel", "hood")),
            "front": Word(("buttons", "zip", "snaps")),
            "hem": Word(("straight", "rib")),
            "pockets": Word(("patch", "flap", "slant", "none")),
            "chest_pockets": Number(0, 0, 2),
            "quilt": Word(("none", "rows", "diamond")),
            "yoke": Flag(),
            "sleeveless": Flag(),
            "chest": Number(58, 46, 72),
            "length": Number(70, 48, 105),
        },
        measures=("chest", "length", "shoulder", "sleeve", "hem"),
        symmetric=False,
    ),
}
