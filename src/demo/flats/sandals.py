"""Sandals and mules."""

from __future__ import annotations

from demo.flats.ink import BRASS
from demo.flats.path import box, pen
from demo.flats.sheet import Sheet
from demo.flats.shoes import SOLE, sole_colour
from demo.flats.soles import Last, Rear, draw_leather_sole, draw_pair, draw_pair_of_mules, measure_shoe
from demo.flats.spec import Details, Flag, Kind, Number


def sandal(sheet: Sheet, details: Details) -> None:
    """Straps on a footbed, flat or on a heel, closed at the ankle or slipped on."""
    last = Last(heel=float(details.number("heel")), sole=1.2, spring=0.5)
    fill = sole_colour(details)
    ankle = details.flag("ankle")
    s = -last.seat
    if sheet.back:
        rear = Rear(height=last.seat + 5.6, collar=2.7, heel=last.heel, sole=1.1)
        (draw_pair if ankle else draw_pair_of_mules)(sheet, rear, fill)
        return
    draw_leather_sole(sheet, last, fill)
    feather = last.feather()
    bed = feather.then(feather.moved(-0.1, -0.7).back()).close()
    sheet.shape(bed, "#c9a878")
    if ankle:
        _draw_ankle(sheet, s)
    for index in range(details.number("straps")):
        _draw_band(sheet, last, 21.4 - index * 5.8, 3.5 + index * 1.2)
    measure_shoe(sheet, last, (1.2, s - 6.6))


def _draw_ankle(sheet: Sheet, s: float) -> None:
    """The heel counter and the strap around the ankle, its far side behind."""
    far = (
        pen(1.2, s - 6.9)
        .curve(3.6, s - 8.0, 9.0, s - 8.8, 11.0, s - 7.6)
        .line(10.8, s - 6.2)
        .curve(8.0, s - 7.6, 4.0, s - 6.8, 1.4, s - 5.6)
    )
    sheet.shape(far.close(), sheet.inside)
    back = pen(0.9, s - 0.5).curve(0.2, s - 2.6, 0.5, s - 5.4, 1.2, s - 6.6).line(3.6, s - 6.0)
    sheet.shape(back.curve(3.4, s - 3.6, 4.6, s - 1.6, 6.6, s - 0.2).close())
    strap = pen(1.2, s - 6.9).curve(3.2, s - 5.0, 8.6, s - 4.8, 11.2, s - 7.4).line(11.0, s - 6.0)
    sheet.shape(strap.curve(8.8, s - 3.4, 3.4, s - 3.6, 1.1, s - 5.4).close())
    sheet.shape(box(5.6, s - 5.6, 1.5, 2.0), BRASS)


def _draw_band(sheet: Sheet, last: Last, x: float, high: float) -> None:
    """A strap over the foot; its far side shows behind."""
    feather = last.feather()
    base, end, crest = feather.y_at(x - 2.4), feather.y_at(x + 1.0), feather.y_at(x) - high
    left = pen(x - 2.6, base).curve(
        x - 2.3, base - high * 0.4, x - 2.0, base - high * 0.8, x - 1.4, crest - 0.3
    )
    over = left.curve(x - 0.4, crest - 0.4, x + 0.8, crest, x + 1.8, crest + 0.7)
    right = pen(x + 1.8, crest + 0.7).curve(x + 1.0, end - high * 0.5, x + 0.9, end - 0.8, x + 0.9, end)
    far = over.curve(x + 2.6, crest + high * 0.4, x + 2.9, end - 1.0, x + 2.9, feather.y_at(x + 2.9))
    sheet.shape(far.close(), sheet.inside)
    sheet.shape(over.then(right).close())
    sheet.stitch(left.offset(0.5).beside(right.offset(0.5)))


KINDS = {
    "sandal": Kind(
        draw=sandal,
        takes={
            "heel": Number(2, 1, 8),
            "straps": Number(2, 1, 3),
            "ankle": Flag(default=True),
            "sole": SOLE,
        },
        measures=("foot", "heel"),
        largest=16.0,
        symmetric=False,
    ),
}
