"""Boots and sneakers."""

from __future__ import annotations

from demo.flats.ink import STEEL
from demo.flats.path import Path, box, ellipse, pen, rungs
from demo.flats.sheet import Sheet
from demo.flats.soles import (
    LEATHER,
    RUBBER,
    TOE,
    Last,
    Rear,
    draw_cup_sole,
    draw_leather_sole,
    draw_pair,
    measure_shoe,
)
from demo.flats.spec import Details, Flag, Kind, Number, Word

_SOLES = {"leather": LEATHER, "black": "#2a2724", "white": RUBBER}


def boot(sheet: Sheet, details: Details) -> None:
    """A boot with an elastic side, laces or a zip, to the ankle or to the knee."""
    last = Last(heel=float(details.number("heel")), sole=1.1, spring=0.7)
    fill, shaft = _SOLES[details.word("sole")], float(details.number("shaft"))
    s = -last.seat
    top = s - shaft
    if sheet.back:
        rear = Rear(
            height=last.seat + shaft,
            collar=min(4.6, 3.0 + shaft * 0.06),
            heel=last.heel,
            sole=1.0,
            counter=3.3,
        )
        draw_pair(sheet, rear, fill)
        return
    draw_leather_sole(sheet, last, fill)
    front = _draw_boot_upper(sheet, last, top)
    closing = details.word("closing")
    if closing == "elastic":
        _draw_gore(sheet, s, top)
    elif closing == "laces":
        _draw_boot_laces(sheet, last, front, top)
    else:
        sheet.seam(pen(6.0, top + 0.2).curve(6.2, top + shaft * 0.5, 5.8, s - 4.0, 6.4, s - 1.0))
        sheet.stitch(pen(5.3, top + 0.4).curve(5.5, top + shaft * 0.5, 5.1, s - 4.0, 5.7, s - 0.6))
        sheet.stitch(pen(6.7, top + 0.4).curve(6.9, top + shaft * 0.5, 6.5, s - 4.0, 7.1, s - 0.8))
        sheet.shape(box(5.6, top + 0.6, 0.9, 2.2), STEEL)
    measure_shoe(sheet, last, (1.0, top))


def _draw_boot_upper(sheet: Sheet, last: Last, top: float) -> Path:
    """The silhouette; returns the front edge from the top of the shaft to the toe."""
    s, low = -last.seat, -last.sole
    wide = 10.6 + max(0.0, -top - 20) * 0.09
    lean = max(0.0, -top - 20) * 0.03
    back = pen(0.9, s - 0.1).curve(0.1, s - 2.0, 0.2, s - 4.8, 1.0, s - 7.4)
    back = back.curve(1.5, s - 9.5, 0.9 - lean, top + (s - top) * 0.4, 0.6 - lean, top)
    rim = back.curve(3, top + 0.5, wide - 3, top + 0.5, wide, top - 0.1)
    front = pen(wide, top - 0.1).curve(wide + 0.1, top + (s - top) * 0.35, 10.2, s - 8.4, 12.4, s - 6.4)
    front = front.curve(15.4, s - 4.4, 18.4, low - 5.2, 21.6, low - 4.9).curve(
        25.4, low - 4.5, 28.4, low - 3.6, TOE, low - last.spring
    )
    far = ellipse((0.6 - lean + wide) / 2, top, (wide - 0.6 + lean) / 2, 0.7)
    sheet.shape(far, sheet.inside)
    sheet.shape(rim.then(front).then(last.feather().back()).close())
    feather = last.feather().part(0.05, 0.97, 7)
    sheet.shade(feather.then(feather.moved(0.2, -0.9).back()).close())
    return front


def _draw_gore(sheet: Sheet, s: float, top: float) -> None:
    gore = pen(3.6, top + 0.4).line(8.6, top + 0.4).curve(8.4, top + 3, 7.6, s - 4.4, 6.4, s - 3.4)
    gore = gore.curve(5.0, s - 4.2, 3.8, top + 3, 3.6, top + 0.4)
    sheet.shape(gore.close(), sheet.inside)
    left, right = pen(3.8, top + 1.0).line(5.9, s - 3.8), pen(8.3, top + 1.0).line(6.9, s - 3.8)
    sheet.rib(rungs(left, right, 9), sheet.inside)
    sheet.seam(pen(6.4, s - 3.4).line(6.6, s - 0.2))
    sheet.stitch(pen(7.0, s - 3.2).line(7.2, s - 0.2))
    sheet.tape(
        pen(1.2, top + 1.6)
        .curve(0.2, top - 0.6, 0.6, top - 2.6, 1.6, top - 2.4)
        .curve(2.4, top - 2.2, 2.4, top - 0.4, 2.2, top + 1.4),
        sheet.main,
        3.4,
    )


def _draw_boot_laces(sheet: Sheet, last: Last, front: Path, top: float) -> None:
    s = -last.seat
    stay = (
        pen(8.2, top + 0.3)
        .curve(8.4, s - 9.6, 9.2, s - 6.0, 12.0, s - 4.2)
        .curve(13.6, s - 3.2, 15.0, s - 2.6, 15.4, s - 1.4)
        .curve(15.2, s - 0.4, 13.6, s - 0.2, 12.6, s + 0.4)
    )
    sheet.seam(stay)
    sheet.stitch(stay.part(0.02, 0.98, 9).offset(0.55))
    count = max(5, round((s - top) / 2.2))
    cord = "#2a2724" if sheet.main > "#6" else "#8a8378"
    for index in range(count):
        share = 0.04 + 0.56 * index / (count - 1)
        x, y = stay.moved(1.0, 0.2).at(share * 0.92)
        fx, fy = front.at(share * 0.62)
        sheet.tape(pen(x, y).line(fx + 0.1, fy - 0.4), cord, 2.4)
        sheet.dots([(x, y)], 0.3, STEEL)


def sneaker(sheet: Sheet, details: Details) -> None:
    """A laced sneaker on a rubber sole, low or high; the second colour goes to heel tab and line."""
    last = Last(heel=0.9, sole=1.9, spring=0.4)
    high = details.flag("high")
    sole = {"white": RUBBER, "gum": "#b98a5a", "black": "#2a2724"}[details.word("sole")]
    s = -last.seat
    lift = 6.4 if high else 0.0
    if sheet.back:
        rear = Rear(
            height=last.seat + 5.6 + lift,
            collar=2.9,
            heel=0.5,
            sole=2.2,
            heel_top=3.6,
            heel_foot=3.5,
            welt=3.8,
            counter=3.4,
        )
        draw_pair(sheet, rear, sole)
        return
    top = s - 5.4 - lift
    far = (
        pen(1.0, top)
        .curve(4, top + 0.4, 8, top + 0.6, 11.0, top - 1.6)
        .curve(9, top + 3, 4, top + 3, 1.0, top)
    )
    sheet.shape(far.close(), sheet.inside)
    tongue = (
        pen(9.4, top + 1.4)
        .curve(9.8, top - 1.4, 10.4, top - 2.6, 11.6, top - 2.6)
        .curve(12.6, top - 2.4, 13.0, top - 1.2, 13.4, top + 0.6)
    )
    sheet.shape(tongue.close())
    _draw_sneaker_upper(sheet, last, top)
    _draw_sneaker_parts(sheet, last, top, lift)
    draw_cup_sole(sheet, last, sole, sheet.second if sheet.second != sheet.main else "")
    measure_shoe(sheet, last, (1.0, top))


def _draw_sneaker_upper(sheet: Sheet, last: Last, top: float) -> None:
    s, low = -last.seat, -last.sole
    heel = (
        pen(0.8, s + 0.4)
        .curve(-0.1, s - 1.6, 0.2, top + 2.0, 0.9, top - 0.2)
        .curve(1.3, top - 0.7, 2.0, top - 0.6, 2.4, top)
    )
    collar = heel.curve(4.0, top + 1.6, 6.6, top + 1.8, 8.8, top + 0.6).line(9.6, top + 0.1)
    vamp = collar.curve(12.6, top + 0.4 + (s - top) * 0.1, 14.4, s - 5.0, 16.6, s - 3.9).curve(
        19.4, s - 2.7, 21.0, low - 3.6, 23.2, low - 3.5
    )
    toe = vamp.curve(26.4, low - 3.2, 28.6, low - 2.6, TOE + 0.2, low)
    sheet.shape(toe.line(0.8, s + 1.2).close())
    sheet.stitch(collar.part(0.46, 0.98, 6).offset(0.6))


def _draw_sneaker_parts(sheet: Sheet, last: Last, top: float, lift: float) -> None:
    s, low = -last.seat, -last.sole
    tab = (
        pen(0.62, s - 2.4 - lift * 0.6)
        .curve(0.3, top + 1.8, 0.5, top + 0.6, 0.9, top - 0.2)
        .curve(1.3, top - 0.7, 2.0, top - 0.6, 2.4, top)
    )
    tab = tab.curve(3.4, top + 1.4, 3.6, top + 2.2, 3.2, s - 2.4 - lift * 0.6).close()
    sheet.shape(tab, sheet.second)
    stay = (
        pen(9.4, top + 0.3)
        .curve(9.8, top + 1.6 + lift * 0.3, 11.4, s - 3.6, 15.2, s - 2.2)
        .curve(16.6, s - 1.8, 17.2, s - 2.6, 16.8, s - 3.6)
    )
    sheet.seam(stay)
    sheet.stitch(stay.part(0.02, 0.72, 6).offset(0.55))
    quarter = pen(5.6, s + 0.4).curve(7.2, s - 2.0, 8.4, s - 2.8, 11.6, s - 2.6)
    sheet.seam(quarter)
    cap = pen(21.6, low - 3.6).curve(20.4, low - 2.4, 20.2, low - 1.2, 20.6, low)
    sheet.seam(cap)
    sheet.stitch(cap.offset(0.55))
    sheet.dots([(23.4 + 0.9 * i, low - 2.2 + 0.14 * i) for i in range(3)], 0.16, "#15161a")
    count = 7 if lift else 5
    cord = "#f7f5ef"
    for index in range(count):
        share = 0.06 + 0.72 * index / (count - 1)
        x, y = stay.moved(0.9, -0.5).at(share)
        sheet.tape(pen(x, y).line(x + 1.2, y - 0.85), cord, 3.0)


KINDS = {
    "boot": Kind(
        draw=boot,
        takes={
            "closing": Word(("elastic", "laces", "zip")),
            "heel": Number(3, 2, 9),
            "shaft": Number(12, 9, 38),
            "sole": Word(("leather", "black", "white")),
        },
        measures=("foot", "heel", "shaft"),
        largest=16.0,
        symmetric=False,
    ),
    "sneaker": Kind(
        draw=sneaker,
        takes={"high": Flag(), "sole": Word(("white", "gum", "black"))},
        measures=("foot", "heel"),
        largest=16.0,
        symmetric=False,
    ),
}
