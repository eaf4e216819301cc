"""Jewellery: rings, necklaces, bracelets, earrings and brooches, in the colour of the metal."""

from __future__ import annotations

from demo.flats.path import Path, both, box, ellipse, pen, polygon, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Kind, Number, Word


def ring(sheet: Sheet, details: Details) -> None:
    """A ring seen from a little above: plain, signet, with a stone or twisted."""
    style = details.word("style")
    sheet.punched(ellipse(0, 0, 1.05, 1.05).beside(ellipse(0, 0.04, 0.86, 0.86)), sheet.main)
    sheet.rib(pen(-0.78, -0.5).curve(-0.9, 0, -0.9, 0.4, -0.7, 0.7))
    if style == "signet":
        top = (
            pen(0, -1.32)
            .curve(0.34, -1.32, 0.62, -1.24, 0.66, -1.06)
            .curve(0.68, -0.9, 0.8, -0.74, 0.9, -0.56)
            .curve(0.6, -0.76, 0.3, -0.84, 0, -0.84)
        )
        sheet.shape(whole(top))
        sheet.seam(ellipse(0, -1.08, 0.46, 0.15))
    elif style == "stone":
        stone = polygon((-0.34, -1.5), (0.34, -1.5), (0.54, -1.28), (0, -0.84), (-0.54, -1.28))
        sheet.shape(stone, sheet.second)
        sheet.seam(
            pen(-0.54, -1.28).line(0.54, -1.28).beside(pen(-0.18, -1.28).line(0, -0.84).line(0.18, -1.28)),
            sheet.second,
        )
        sheet.shape(polygon((-0.5, -1.2), (-0.4, -1.2), (-0.14, -0.86), (-0.3, -0.84)))
        sheet.shape(polygon((0.5, -1.2), (0.4, -1.2), (0.14, -0.86), (0.3, -0.84)))
    elif style == "twist":
        marks = Path()
        for degrees in range(0, 360, 20):
            marks = marks.beside(pen(-0.06, -1.05).line(0.1, -0.87).turned(degrees))
        sheet.seam(marks)
    if sheet.back:
        sheet.seam(box(-0.16, 0.92, 0.32, 0.07))
    sheet.measure("width", (-0.86, 0), (0.86, 0))


def necklace(sheet: Sheet, details: Details) -> None:
    """A chain that hangs in a curve, with or without a pendant."""
    drop = float(details.number("length")) * 0.36
    chain = pen(0, drop).curve(5.4, drop, 7.4, drop * 0.4, 6.6, 0).curve(6.0, -2.4, 3.0, -3.4, 0, -3.4)
    loop = chain.then(chain.flip().back())
    sheet.chain(loop, sheet.main, 6.4 if details.word("style") == "chain" else 4.4)
    if details.word("style") == "pendant":
        sheet.shape(ellipse(0, drop + 0.9, 0.4, 0.7))
        sheet.shape(ellipse(0, drop + 3.0, 1.7, 1.7))
        sheet.seam(ellipse(0, drop + 3.0, 1.2, 1.2))
    elif details.word("style") == "stone":
        sheet.shape(
            polygon(
                (-1.1, drop + 0.6), (1.1, drop + 0.6), (1.5, drop + 1.7), (0, drop + 4.0), (-1.5, drop + 1.7)
            ),
            sheet.second,
        )
        sheet.seam(
            pen(-1.5, drop + 1.7)
            .line(1.5, drop + 1.7)
            .beside(pen(-0.5, drop + 1.7).line(0, drop + 4.0).line(0.5, drop + 1.7)),
            sheet.second,
        )
    sheet.shape(ellipse(0, -3.4, 0.9, 0.5))
    sheet.measure("length", (0, -3.4), (0, drop), "left")


def bracelet(sheet: Sheet, details: Details) -> None:
    """A bangle, an open cuff, or a chain."""
    if details.word("style") == "chain":
        sheet.chain(ellipse(0, 0, 3.3, 2.5), sheet.main, 8)
        sheet.shape(box(-0.7, 2.05, 1.4, 0.9))
    else:
        wide = 0.55 if details.word("style") == "bangle" else 1.5
        behind = (
            pen(-3.2, 0)
            .curve(-3.2, -2.2, 3.2, -2.2, 3.2, 0)
            .line(3.2, wide)
            .curve(3.2, wide - 2.2, -3.2, wide - 2.2, -3.2, wide)
            .close()
        )
        front = (
            pen(-3.2, 0)
            .curve(-3.2, 2.2, 3.2, 2.2, 3.2, 0)
            .line(3.2, wide)
            .curve(3.2, wide + 2.2, -3.2, wide + 2.2, -3.2, wide)
            .close()
        )
        sheet.shape(behind, sheet.inside)
        sheet.shape(front)
        if wide > 1 and sheet.back:
            sheet.patch(box(-0.8, 1.5, 1.6, 1.8), "#ffffff")
            sheet.outline(both(pen(0.8, 1.62).line(0.8, 1.62 + wide)))
        elif wide > 1:
            sheet.rib(pen(-3.1, 0.5).curve(-2.8, 2.4, 2.8, 2.4, 3.1, 0.5))
    sheet.measure("width", (-3.2, 0), (3.2, 0))


def earrings(sheet: Sheet, details: Details) -> None:
    """A pair: hoops, studs or drops."""
    style = details.word("style")
    for m in (2.4, -2.4):
        if style == "hoop":
            sheet.punched(ellipse(m, 0, 1.6, 1.6).beside(ellipse(m, 0, 1.28, 1.28)), sheet.main)
            sheet.shape(box(m - 0.14, -1.75, 0.28, 0.5))
        elif style == "stud":
            sheet.shape(ellipse(m, 0, 0.8, 0.8))
            sheet.seam(ellipse(m, 0, 0.5, 0.5))
        else:
            sheet.outline(pen(m, -0.6).curve(m, -2.2, m + 0.9, -2.2, m + 0.8, -0.9))
            sheet.shape(ellipse(m, -0.3, 0.32, 0.32))
            sheet.shape(
                pen(m, 0)
                .curve(m + 0.5, 1.2, m + 0.9, 1.6, m + 0.9, 2.3)
                .curve(m + 0.9, 3.3, m - 0.9, 3.3, m - 0.9, 2.3)
                .curve(m - 0.9, 1.6, m - 0.5, 1.2, m, 0)
                .close(),
                sheet.second,
            )
    sheet.measure("width", (0.8, 0), (4.0, 0), "below")


def brooch(sheet: Sheet, details: Details) -> None:
    """A brooch in the shape of a pair of scissors' bow, a leaf or a bar."""
    del details
    leaf = pen(0, -3).curve(2.6, -1.6, 2.6, 1.6, 0, 3.2)
    sheet.shape(whole(leaf))
    veins = Path()
    for y in (-1.4, -0.3, 0.8, 1.9):
        veins = veins.beside(pen(0, y).line(1.1, y - 0.8))
    sheet.seam(both(veins).beside(pen(0, -3).line(0, 4.2)))
    if sheet.back:
        sheet.shape(box(-0.25, -2.4, 0.5, 4.9), sheet.inside)
        sheet.shape(ellipse(0, -2.4, 0.4, 0.4))
    sheet.measure("height", (0, -3), (0, 3.2), "left")


KINDS = {
    "ring": Kind(
        draw=ring,
        takes={"style": Word(("plain", "signet", "stone", "twist"))},
        measures=("width",),
        largest=110.0,
    ),
    "necklace": Kind(
        draw=necklace,
        takes={"style": Word(("chain", "pendant", "stone")), "length": Number(45, 38, 80)},
        measures=("length",),
        largest=14.0,
    ),
    "bracelet": Kind(
        draw=bracelet,
        takes={"style": Word(("bangle", "cuff", "chain"))},
        measures=("width",),
        largest=40.0,
        symmetric=False,
    ),
    "earrings": Kind(
        draw=earrings,
        takes={"style": Word(("hoop", "stud", "drop"))},
        measures=("width",),
        largest=40.0,
        symmetric=False,
    ),
    "brooch": Kind(draw=brooch, takes={}, measures=("height",), largest=40.0),
}
