"""Every garment is drawn: well-formed, small, symmetric, visible on any colour, the same each time."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Literal
from xml.etree import ElementTree as ET

import pytest

from demo.catalogue import Catalogue
from demo.facts import Colour, Product
from demo.flats import KINDS, draw, measured, spans
from demo.flats.ink import INK, contrast, line_on
from demo.flats.spec import Flag, Number, Value, Word

VIEWS: tuple[Literal["front", "back"], ...] = ("front", "back")
COLOURS = ("#ffffff", "#e9e4d8", "#c9402f", "#1f3bb3", "#1d2b4f", "#20211f", "#101010")
SVG = "{http://www.w3.org/2000/svg}"
LIMIT = 8_000


def choices(kind: str) -> Iterator[dict[str, Value]]:
    """Every single choice a kind offers, one at a time."""
    yield {}
    for name, option in KINDS[kind].takes.items():
        if isinstance(option, Word):
            yield from ({name: word} for word in option.words)
        elif isinstance(option, Number):
            yield from ({name: number} for number in (option.least, option.most))
        elif isinstance(option, Flag):
            yield {name: not option.default}


def drawings(house: Catalogue) -> Iterator[tuple[Product, Colour]]:
    return ((product, colour) for product in house.products for colour in product.colours)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_draws_each_of_its_choices_as_one_small_file(kind: str) -> None:
    for params in choices(kind):
        for view in VIEWS:
            svg = draw(kind, colour="#c9402f", second="#e9e4d8", view=view, params=params)
            root = ET.fromstring(svg)
            assert root.tag == f"{SVG}svg"
            assert root.attrib["viewBox"] == "0 0 400 440"
            assert root.attrib["aria-hidden"] == "true"
            assert len(svg) < LIMIT, (params, view, len(svg))


@pytest.mark.parametrize("kind", KINDS)
def test_each_drawing_stays_on_its_page(kind: str) -> None:
    for params in choices(kind):
        for view in VIEWS:
            xs, ys = coordinates(draw(kind, colour="#c9402f", view=view, params=params))
            assert min(xs) >= 0, params
            assert max(xs) <= 400, params
            assert min(ys) >= 0, params
            assert max(ys) <= 440, params


def test_files_carry_no_script_no_style_no_id_and_no_reference() -> None:
    for kind in KINDS:
        svg = draw(kind, colour="#24355e", second="#e9e4d8")
        names = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}
        assert names <= {"svg", "path", "g"}
        assert not re.search(r"\b(id|href|class|style|on\w+)=|url\(|var\(", svg)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.symmetric])
def test_symmetric_garments_are_symmetric_to_the_tenth_of_a_unit(kind: str) -> None:
    svg = draw(kind, colour="#c9402f")
    seams = [path for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("opacity") != ".1"]
    points = {point for path in seams for point in pairs(path.attrib["d"])}
    lonely = {(x, y) for x, y in points if (round(400 - x, 1), y) not in points}
    assert len(lonely) <= len(points) // 5, lonely
    outline = next(path for path in seams if path.get("fill", "none") == "#c9402f")
    mirrored = {(round(400 - x, 1), y) for x, y in pairs(outline.attrib["d"])}
    assert mirrored == set(pairs(outline.attrib["d"])) or kind in ("gloves", "earrings")


@pytest.mark.parametrize("colour", COLOURS)
def test_lines_show_on_every_colour(colour: str) -> None:
    assert contrast(line_on(colour), colour) >= 2
    svg = draw("shirt", colour=colour)
    assert f'stroke="{line_on(colour)}"' in svg


def test_ink_is_the_line_wherever_it_shows() -> None:
    assert line_on("#c9402f") == INK
    assert line_on("#20211f") != INK


def test_the_same_garment_is_drawn_the_same_in_another_process() -> None:
    told = (
        "import hashlib; from demo.flats import KINDS, draw;"
        "print(hashlib.sha256(''.join(draw(k, colour='#7b8b5a', view=v) for k in KINDS"
        " for v in ('front', 'back')).encode()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    ours = "".join(draw(kind, colour="#7b8b5a", view=view) for kind in KINDS for view in VIEWS)
    assert other.strip() == hashlib.sha256(ours.encode()).hexdigest()


def test_a_parameter_the_kind_does_not_take_is_refused() -> None:
    with pytest.raises(ValueError, match="neck='turtle' cannot be drawn"):
        draw("sweater", colour="#ffffff", params={"neck": "turtle"})
    with pytest.raises(ValueError, match="chest=7 cannot be drawn"):
        draw("sweater", colour="#ffffff", params={"chest": 7})
    with pytest.raises(ValueError, match="hood=True cannot be drawn"):
        draw("sweater", colour="#ffffff", params={"hood": True})


def test_points_of_measure_are_drawn_in_work_blue_with_their_labels() -> None:
    svg = measured("sweater", colour="#c9402f", measures=[("chest", "56 cm"), ("length", "66 cm")])
    root = ET.fromstring(svg)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts == ["56 cm", "66 cm"]
    assert '<path stroke="#1f3bb3"' in svg
    for box in root.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) >= 0
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= 400


def test_a_garment_without_sleeves_has_no_sleeve_to_measure() -> None:
    assert "sleeve" in spans("sweater")
    assert "sleeve" not in spans("sweater", {"sleeve": "none"})
    with pytest.raises(KeyError):
        measured("sweater", colour="#ffffff", params={"sleeve": "none"}, measures=[("sleeve", "60 cm")])


def test_proportions_are_true() -> None:
    drawn = spans("sweater", {"chest": 56, "length": 66})
    assert drawn["chest"] == pytest.approx(56)
    assert drawn["length"] == pytest.approx(66)
    assert spans("trousers", {"inseam": 78})["length"] == pytest.approx(29 + 78)


def test_every_colourway_of_the_house_is_drawn_under_eight_kilobytes(house: Catalogue) -> None:
    for product, colour in drawings(house):
        flat = product.flat
        for view in VIEWS:
            svg = draw(flat.kind, colour=colour.hex, second=colour.second_hex, view=view, params=flat.params)
            assert len(svg) < LIMIT, product.style


def test_colourways_draw_differently(house: Catalogue) -> None:
    for product in house.products:
        drawn = {
            draw(product.flat.kind, colour=c.hex, second=c.second_hex, params=product.flat.params)
            for c in product.colours
        }
        assert len(drawn) == len(product.colours), product.style


def pairs(data: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", data)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def coordinates(svg: str) -> tuple[list[float], list[float]]:
    found = [point for path in ET.fromstring(svg).iter(f"{SVG}path") for point in pairs(path.attrib["d"])]
    return [x for x, _ in found], [y for _, y in found]
