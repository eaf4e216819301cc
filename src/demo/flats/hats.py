"""Hats: caps, beanies, bucket hats, felt hats and berets."""

from __future__ import annotations

from demo.flats.path import Path, both, box, ellipse, pen, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word


def cap(sheet: Sheet, details: Details) -> None:
    """A six-panel cap, from its side; from behind, the opening and its strap."""
    if sheet.back:
        _draw_cap_back(sheet)
        return
    dome = pen(-9.4, 6.0).curve(-10.4, -2.6, -6.4, -8.2, 0.6, -8.4).curve(7.6, -8.4, 11.2, -3.6, 11.4, 4.4)
    crown = dome.curve(7.4, 4.9, 3.4, 5.9, 0.4, 6.1).curve(-3, 6.4, -6, 6.3, -9.4, 6.0)
    brim = pen(11.0, 4.0).curve(15.4, 4.6, 19.4, 6.6, 20.2, 9.0).curve(20.2, 10.0, 19.2, 9.8, 18.2, 9.2)
    brim = brim.curve(14.0, 7.0, 8.0, 5.4, 1.2, 6.0).line(1.2, 4.0)
    sheet.shape(brim.close(), sheet.second if details.word("brim") == "second" else "")
    sheet.stitch(brim.part(0.02, 0.24, 5).moved(-1.2, 0.9))
    sheet.stitch(brim.part(0.02, 0.24, 5).moved(-2.6, 1.5))
    sheet.shape(crown.close())
    panels = (
        pen(0.6, -8.4)
        .curve(-1.8, -4.4, -2.6, 1.0, -2.4, 6.4)
        .beside(pen(0.6, -8.4).curve(5.0, -5.6, 7.0, -0.6, 7.4, 4.9))
    )
    sheet.seam(panels)
    for seam in (
        pen(0.0, -8.2).curve(-2.4, -4.4, -3.2, 1.0, -3.0, 6.4),
        pen(-0.2, -7.6).curve(-1.2, -4.4, -2.0, 1.0, -1.8, 6.4),
    ):
        sheet.stitch(seam)
    sheet.stitch(pen(1.4, -7.9).curve(5.6, -5.4, 7.6, -0.6, 8.0, 4.8))
    sheet.dots([(-5.6, -3.4), (2.6, -3.8), (9.2, -2.2)], 0.34, sheet.main)
    sheet.shape(ellipse(0.6, -8.6, 0.95, 0.5))
    shaded = dome.part(0.0, 0.42, 6)
    sheet.shade(shaded.curve(-6.4, -3.6, -7.4, 1.0, -7.0, 6.15).close())
    sheet.stitch(pen(-9.4, 4.9).curve(-2, 5.6, 6, 4.0, 11.3, 3.3))
    sheet.measure("head", (-9.4, 6.4), (11.4, 6.4), "below")


def _draw_cap_back(sheet: Sheet) -> None:
    half = pen(0, -8.4).curve(6, -8.4, 9.4, -4.0, 9.6, 6.0).line(4.8, 6.4).curve(4.6, 2.0, 2.6, 1.4, 0, 1.4)
    sheet.shape(box(-5.4, 3.8, 10.8, 2.7), sheet.inside)
    sheet.shape(whole(half))
    sheet.seam(pen(0, -8.4).line(0, 1.4).beside(both(pen(0, -8.4).curve(4.4, -5.4, 6.4, 0, 6.6, 6.2))))
    sheet.stitch(both(pen(4.0, 6.3).curve(3.8, 2.8, 2.2, 2.2, 0, 2.2)))
    sheet.shape(box(-5.4, 4.2, 10.8, 1.9))
    sheet.dots([(-2.7 + 1.8 * i, 5.15) for i in range(4)], 0.26, "#2a2724")
    sheet.shape(box(2.6, 3.9, 1.8, 2.5), "#c9ccd1")
    sheet.shape(ellipse(0, -8.6, 0.9, 0.5))
    sheet.dots([(-3.2, -2.6), (3.2, -2.6)], 0.34, sheet.main)


def beanie(sheet: Sheet, details: Details) -> None:
    """A knitted hat with a turned-up edge."""
    turned = details.flag("turned")
    foot = 7.0
    half = pen(0, -11).curve(5.6, -11, 9.6, -7.4, 10, 0).line(10.2, foot).line(0, foot)
    sheet.shape(whole(half))
    edge = 1.4 if turned else foot - 0.5
    top = pen(0, -10.9).curve(3, -10.9, 6, -9.4, 8.0, -6.4)
    sheet.rib(
        both(rungs(pen(0.4, -10.8).then(top), pen(0, edge).line(10.1, edge), 8)).beside(
            pen(0, -11).line(0, edge)
        )
    )
    sheet.shade(
        pen(-10.2, foot)
        .line(-10, 0)
        .curve(-9.8, -4.6, -8.2, -7.8, -6.4, -9.2)
        .curve(-7.8, -5, -8, 0, -7.8, foot)
        .close()
    )
    if turned:
        cuff = pen(0, 0.6).line(10.3, 0.6).curve(10.9, 2.4, 10.9, 6.0, 10.5, foot + 0.4).line(0, foot + 0.4)
        sheet.shape(whole(cuff), sheet.second if details.flag("contrast") else "")
        sheet.rib(both(rungs(pen(0, 0.6).line(10.4, 0.6), pen(0, foot + 0.4).line(10.5, foot + 0.4), 14)))
    if details.flag("pompom"):
        _draw_pompom(sheet)
    sheet.measure("head", (-10.2, foot), (10.2, foot), "below")
    sheet.measure("height", (0, -11), (0, foot), "left")


def _draw_pompom(sheet: Sheet) -> None:
    sheet.shape(ellipse(0, -14.2, 4, 4), sheet.second)
    threads = Path()
    for degrees in range(0, 360, 30):
        threads = threads.beside(pen(0, -16.6).line(0, -17.9).turned(degrees, 0, -14.2))
    sheet.seam(threads, sheet.second)


def bucket_hat(sheet: Sheet, details: Details) -> None:
    """A soft hat with a stitched, sloping brim."""
    brim = float(details.number("brim"))
    low = 4.4 + brim
    sheet.shape(
        whole(
            pen(0, 4.0)
            .line(8.4, 3.4)
            .curve(10, 4.4, 9.4 + brim * 0.5, low - 2, 9.8 + brim * 0.62, low - 1.2)
            .curve(7, low + 1.2, 3, low + 1.6, 0, low + 1.6)
        )
    )
    for index in range(1, 5):
        y, x = 4.0 + (brim + 1.4) * index / 5, 8.6 + (brim * 0.6) * index / 5
        sheet.stitch(both(pen(x, y - 0.8).curve(x * 0.7, y + 0.9, x * 0.3, y + 1.2, 0, y + 1.2)))
    crown = (
        pen(0, -6.6)
        .curve(4, -6.6, 6.6, -6.2, 7.2, -5.2)
        .curve(7.8, -2, 8.3, 1, 8.6, 3.6)
        .curve(6, 5.0, 3, 5.3, 0, 5.3)
    )
    sheet.shape(whole(crown))
    sheet.seam(both(pen(7.2, -5.2).curve(5, -4.2, 2.4, -4.0, 0, -4.0)))
    sheet.stitch(both(pen(7.3, -4.4).curve(5, -3.4, 2.4, -3.2, 0, -3.2)))
    sheet.seam(pen(6.0, -4.6).line(6.8, 4.7).flip())
    sheet.dots([(-4.0, 0.2), (-2.0, 0.5)], 0.34, "#c9ccd1")
    sheet.shade(
        pen(-7.2, -5.2)
        .curve(-7.8, -2, -8.3, 1, -8.6, 3.6)
        .line(-6.4, 4.6)
        .curve(-6.2, 1, -6.0, -2, -5.6, -4.6)
        .close()
    )
    sheet.measure("head", (-8.6, 3.6), (8.6, 3.6))
    sheet.measure("brim", (0, 5.3), (0, low + 1.6))


def felt_hat(sheet: Sheet, details: Details) -> None:
    """A hat with a pinched crown, a ribbon and a brim."""
    brim = float(details.number("brim"))
    x = 8.8 + brim
    edge = (
        pen(0, 5.0)
        .curve(4, 5.0, 8, 4.4, x - 1.4, 3.0)
        .curve(x - 0.2, 2.6, x + 0.3, 3.2, x - 0.2, 3.9)
        .curve(x - 4, 6.8, 5, 8.2, 0, 8.2)
    )
    sheet.shape(whole(edge), sheet.main)
    crown = (
        pen(0, -6.2)
        .curve(1.6, -6.8, 3.2, -8.8, 5.0, -8.6)
        .curve(6.8, -8.4, 7.6, -5.6, 8.0, -2.2)
        .line(8.8, 4.2)
        .curve(6, 5.9, 3, 6.3, 0, 6.3)
    )
    sheet.shape(whole(crown))
    sheet.rib(both(pen(1.6, -5.6).curve(2.6, -4.2, 3.2, -2.6, 3.4, -0.6)))
    ribbon = sheet.second if details.word("ribbon") == "second" else sheet.inside
    sheet.shape(
        whole(pen(0, 2.6).curve(2.8, 2.6, 5.6, 2.2, 8.3, 0.6).line(8.8, 4.2).curve(6, 5.9, 3, 6.3, 0, 6.3)),
        ribbon,
    )
    bow = pen(-8.2, 0.9).line(-5.6, 2.0).line(-5.8, 5.6).line(-8.6, 4.4).close()
    if not sheet.back:
        sheet.shape(bow, ribbon)
        sheet.seam(pen(-7.0, 1.5).line(-7.3, 5.0), ribbon)
    sheet.shade(
        pen(-8.0, -2.2)
        .line(-8.3, 0.6)
        .curve(-7.4, 1.2, -6.8, 1.5, -6.0, 1.8)
        .curve(-6.2, -2, -6.0, -5.6, -5.0, -8.6)
        .curve(-6.8, -8.4, -7.6, -5.6, -8.0, -2.2)
        .close()
    )
    sheet.measure("head", (-8.8, 6.3), (8.8, 6.3))
    sheet.measure("brim", (x, 9), (8.8, 9), "below")


def beret(sheet: Sheet, details: Details) -> None:
    """A beret laid flat, its stalk on top."""
    half = float(details.number("width")) / 2
    body = (
        pen(0, -5.4)
        .curve(half * 0.5, -5.6, half, -4.2, half, -0.6)
        .curve(half, 2.2, half * 0.8, 3.4, 8.2, 4.2)
        .line(8.2, 6.0)
        .line(0, 6.3)
    )
    sheet.shape(whole(body))
    sheet.seam(both(pen(8.2, 4.2).curve(5, 4.7, 2.4, 4.8, 0, 4.8)))
    sheet.rib(both(pen(half * 0.9, -2.8).curve(half * 0.5, -0.2, half * 0.2, 0.4, 0, 0.4)))
    sheet.tape(pen(0, -5.4).curve(0.3, -6.2, 0.2, -6.8, 0.6, -7.4), sheet.main, 4)
    sheet.shade(
        pen(-half, -0.6)
        .curve(-half, 2.2, -half * 0.8, 3.4, -8.2, 4.2)
        .line(-6, 4.6)
        .curve(-half * 0.8, 2.6, -half * 0.84, 0, -half * 0.84, -2.8)
        .close()
    )
    sheet.measure("width", (-half, -0.6), (half, -0.6))


KINDS = {
    "cap": Kind(
        draw=cap, takes={"brim": Word(("main", "second"))}, measures=("head",), largest=11.0, symmetric=False
    ),
    "beanie": Kind(
        draw=beanie,
        takes={"turned": Flag(default=True), "pompom": Flag(), "contrast": Flag()},
        measures=("head", "height"),
        largest=11.0,
        symmetric=False,
    ),
    "bucket_hat": Kind(
        draw=bucket_hat,
        takes={"brim": Number(6, 4, 9)},
        measures=("head", "brim"),
        largest=11.0,
        symmetric=False,
    ),
    "felt_hat": Kind(
        draw=felt_hat,
        takes={"brim": Number(6, 3, 10), "ribbon": Word(("dark", "second"))},
        measures=("head", "brim"),
        largest=10.0,
        symmetric=False,
    ),
    "beret": Kind(
        draw=beret, takes={"width": Number(28, 24, 32)}, measures=("width",), largest=10.0, symmetric=False
    ),
}
