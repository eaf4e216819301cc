"""Jersey: T-shirts, polo shirts, tank tops and sweatshirts."""

from __future__ import annotations

from demo.flats.bodice import (
    Cut,
    armhole,
    draw_armholes,
    draw_body,
    draw_facing,
    draw_raglan,
    draw_side_shade,
    draw_sleeve_shade,
    measure_top,
    round_neckline,
    silhouette,
    sleeve_path,
    v_neckline,
)
from demo.flats.hoods import draw_hood, draw_hood_back, draw_hood_lining
from demo.flats.knit_necks import draw_inside, draw_neck
from demo.flats.path import Path, both, box, pen, polygon, polyline, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word
from demo.flats.stripes import draw_bands, even_bands

_RIB = 6.0


def tshirt(sheet: Sheet, details: Details) -> None:
    """A T-shirt, or with a collar a polo shirt."""
    chest, neck, sleeve = details.number("chest"), details.word("neck"), details.word("sleeve")
    arm = {"short": (22.0, 18.0, 52.0, 0.0), "long": (60.0, 10.5, 19.0, 0.0)}[sleeve]
    cut = Cut(
        chest=chest,
        length=details.number("length"),
        shoulder=chest * 0.84,
        neck=18.0,
        armhole=22.5,
        hem=chest - 0.6,
        sleeve=arm[0],
        cuff=arm[1],
        angle=arm[2],
    )
    if sheet.back:
        neckline = round_neckline(cut, 1.8)
    else:
        depth = {"crew": 9.0, "v": 17.0, "boat": 4.0, "scoop": 14.0, "polo": 6.6}[neck]
        neckline = v_neckline(cut, depth, 1.4) if neck == "v" else round_neckline(cut, depth)
        draw_inside(sheet, cut, neckline)
    hem = pen(cut.hem / 2, cut.length).line(0, cut.length)
    draw_body(sheet, silhouette(cut=cut, neckline=neckline, sleeve=sleeve_path(cut), hem=hem))
    _draw_pattern(sheet, cut, details.word("pattern"), neckline)
    draw_side_shade(sheet, cut)
    draw_sleeve_shade(sheet, cut)
    draw_armholes(sheet, cut)
    _draw_hems(sheet, cut)
    if neck == "polo":
        draw_neck(sheet, cut, "polo", neckline, sheet.second if details.word("pattern") == "tipped" else "")
    else:
        _draw_neckband(sheet, cut, neckline, sheet.second if details.word("pattern") == "tipped" else "")
    if details.flag("pocket") and not sheet.back:
        sheet.shape(polygon((6.5, 18), (16.5, 18), (16.5, 28.4), (11.5, 30), (6.5, 28.4)))
        sheet.stitch(pen(6.5, 19.8).line(16.5, 19.8))
    measure_top(sheet, cut)


def tank(sheet: Sheet, details: Details) -> None:
    """A sleeveless top with straps, for a day or as an undershirt."""
    chest = details.number("chest")
    cut = Cut(
        chest=chest,
        length=details.number("length"),
        shoulder=chest * 0.64,
        neck=chest * 0.44,
        slope=2.0,
        armhole=25.0,
        hem=chest,
        waist=chest - 2,
    )
    neckline = round_neckline(cut, 6.0 if sheet.back else 14.0)
    if not sheet.back:
        draw_facing(sheet, cut, neckline, 6.0)
    hem = pen(cut.hem / 2, cut.length).line(0, cut.length)
    draw_body(sheet, silhouette(cut=cut, neckline=neckline, sleeve=armhole(cut), hem=hem))
    if details.flag("ribbed"):
        lines, x = Path(), 1.0
        while x < chest / 2 - 4:
            top = neckline.y_at(x) if x < cut.neck / 2 else armhole(cut).y_at(x)
            lines = lines.beside(both(pen(x, top + 1.6).line(x, cut.length - 2.2)))
            x += 1.8
        sheet.rib(lines)
    draw_side_shade(sheet, cut)
    for edge in (neckline.offset(1.5), armhole(cut).offset(1.5)):
        sheet.seam(both(edge))
    _draw_hems(sheet, cut)
    measure_top(sheet, cut)


def sweatshirt(sheet: Sheet, details: Details) -> None:
    """A sweatshirt with a ribbed hem, with or without a hood."""
    chest, hood = details.number("chest"), details.flag("hood")
    cut = Cut(
        chest=chest,
        length=details.number("length"),
        shoulder=chest * 0.84,
        neck=18.5,
        armhole=25.0,
        hem=chest - 5,
        rise=_RIB,
        sleeve=60.0,
        cuff=12.4,
        angle=19.0,
        rib=7.0,
        rib_width=9.0,
    )
    neckline = round_neckline(cut, 2.2 if sheet.back else 8.6)
    if not sheet.back:
        if hood:
            draw_hood_lining(sheet, cut)
        else:
            draw_inside(sheet, cut, neckline)
    bottom = cut.length
    hem = pen(cut.hem / 2, bottom - _RIB).line(cut.hem / 2 - 1, bottom).line(0, bottom)
    draw_body(sheet, silhouette(cut=cut, neckline=neckline, sleeve=sleeve_path(cut), hem=hem))
    draw_side_shade(sheet, cut)
    draw_sleeve_shade(sheet, cut)
    if details.word("armhole") == "raglan":
        draw_raglan(sheet, cut)
    else:
        draw_armholes(sheet, cut)
    _draw_sweat_ribs(sheet, cut)
    if not sheet.back:
        _draw_sweat_front(sheet, cut, details)
    if hood and sheet.back:
        draw_hood_back(sheet, cut)
    elif hood:
        draw_hood(sheet, cut, cords=True)
    else:
        draw_neck(sheet, cut, "crew", neckline, "")
    measure_top(sheet, cut)


def _draw_sweat_front(sheet: Sheet, cut: Cut, details: Details) -> None:
    """The pouch, the zip, or the small gusset under a round neck."""
    if details.flag("pouch"):
        _draw_pouch(sheet, cut)
    if details.flag("zip"):
        sheet.seam(both(pen(0.5, 7.6).line(0.5, cut.length)))
        sheet.stitch(both(pen(1.7, 8.6).line(1.7, cut.length - 0.6)))
        sheet.shape(box(-0.55, 10, 1.1, 3.4), "#c9ccd1")
    elif not details.flag("hood"):
        sheet.seam(polyline((-3.2, 8.2), (0, 12.6), (3.2, 8.2)))


def _draw_pattern(sheet: Sheet, cut: Cut, pattern: str, neckline: Path) -> None:
    if pattern == "stripe":
        first = max(neckline.start[1] + 5, 9)
        draw_bands(sheet, cut, even_bands(first=first, bottom=cut.length - 3, wide=1.3, gap=2.6))
    elif pattern == "block":
        draw_bands(sheet, cut, [(30.0, cut.length)])
        sheet.seam(pen(-cut.chest / 2 + 0.4, 30).line(cut.chest / 2 - 0.4, 30))


def _draw_neckband(sheet: Sheet, cut: Cut, neckline: Path, fill: str) -> None:
    x, drop = cut.neck / 2, neckline.start[1]
    top = (x - 1.0, -1.5)
    if sheet.back:
        inner = pen(0, -0.4).curve(x * 0.45, -0.5, x * 0.75, -1.0, *top)
    elif drop > 16:
        inner = pen(0, drop - 2.6).curve(
            x * 0.36 + 0.3, drop * 0.64 - 1.6, x * 0.76 + 0.3, drop * 0.3 - 1.2, *top
        )
    else:
        low = drop - 2.0
        inner = pen(0, low).curve(x * 0.6, low, x * 0.86, low * 0.5, *top)
    sheet.shape(whole(inner.then(neckline.back())), fill)
    sheet.stitch(both(neckline.offset(1.0)))


def _draw_hems(sheet: Sheet, cut: Cut) -> None:
    for height in (2.2, 1.5):
        sheet.stitch(
            pen(-cut.hem / 2 + 0.2, cut.length - height).line(cut.hem / 2 - 0.2, cut.length - height)
        )
    if cut.sleeve:
        for height in (2.2, 1.5):
            lean = height * (0.34 if cut.sleeve < 35 else 0.02)
            edge = polyline(cut.along(cut.sleeve - height), cut.along(cut.sleeve - height, lean - cut.cuff))
            sheet.stitch(both(edge))


def _draw_sweat_ribs(sheet: Sheet, cut: Cut) -> None:
    x, top = cut.hem / 2, cut.length - _RIB
    sheet.seam(pen(-x, top).line(x, top))
    sheet.stitch(pen(-x, top - 1.0).line(x, top - 1.0))
    sheet.rib(both(rungs(pen(x, top).line(0, top), pen(x - 1, cut.length).line(0, cut.length), 15)))
    upper = polyline(cut.along(cut.sleeve - cut.rib), cut.along(cut.sleeve - cut.rib, -cut.cuff))
    inset = (cut.cuff - cut.rib_width) / 2
    lower = polyline(cut.along(cut.sleeve, -inset), cut.along(cut.sleeve, inset - cut.cuff))
    sheet.seam(both(upper))
    sheet.rib(both(rungs(upper, lower, 8)))


def _draw_pouch(sheet: Sheet, cut: Cut) -> None:
    low, high = cut.length - _RIB, cut.length - _RIB - 19
    half = pen(0, high).line(8.5, high).line(14.5, low - 7).line(14.5, low).line(0, low)
    sheet.shape(whole(half))
    sheet.stitch(both(polyline((7.9, high + 1), (13.4, low - 6.6), (13.4, low - 0.4))))


KINDS = {
    "tshirt": Kind(
        draw=tshirt,
        takes={
            "neck": Word(("crew", "v", "boat", "scoop", "polo")),
            "sleeve": Word(("short", "long")),
            "pattern": Word(("plain", "stripe", "tipped", "block")),
            "pocket": Flag(),
            "chest": Number(54, 38, 70),
            "length": Number(70, 40, 90),
        },
        measures=("chest", "length", "shoulder", "sleeve", "hem"),
    ),
    "tank": Kind(
        draw=tank,
        takes={"ribbed": Flag(), "chest": Number(46, 34, 60), "length": Number(66, 40, 80)},
        measures=("chest", "length", "waist", "hem"),
    ),
    "sweatshirt": Kind(
        draw=sweatshirt,
        takes={
            "armhole": Word(("set", "raglan")),
            "hood": Flag(),
            "pouch": Flag(),
            "zip": Flag(),
            "chest": Number(58, 44, 72),
            "length": Number(68, 50, 85),
        },
        measures=("chest", "length", "shoulder", "sleeve", "hem"),
    ),
}
