"""The looks of the demo's collections: an outfit on a figure, at true proportions, from the flats of its pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from demo import flats
from demo.facts import Catalogue, Colour, Product
from demo.flats.ink import line_on
from demo.languages import Text, text_of
from demo.tables import read_table

WIDTH, HEIGHT = 600, 840
COLLECTIONS = ("26S", "26W")
_CM = 4.0  # units of the plate
_TOP = 15.0  # cm above the head
_SHOULDER, _WAIST, _GROUND = 26.0, 67.0, 181.0  # cm below the top of the head


@dataclass(frozen=True, slots=True)
class _Place:
    """Where pieces of a kind go: their zero on the figure and their spot from there, in cm; lower layers come first."""

    x: float
    y: float
    spot: tuple[float, float]
    layer: int


_TOP_PLACE = _Place(0, _SHOULDER, (9, 36), 4)
_BOTTOM = _Place(0, _WAIST, (-11, 58), 3)
_DRESS = _Place(0, _SHOULDER, (9, 62), 4)
_OUTER = _Place(0, _SHOULDER, (-14, 60), 5)
_SHOE = _Place(5.5, _GROUND, (19, -3.5), 2)
_BAG = _Place(45, 102, (2, 6), 7)
_HAT = _Place(0, 6, (4, -2), 6)
_PLACES = {
    **dict.fromkeys(("sweater", "cardigan", "shirt", "tshirt", "tank", "sweatshirt"), _TOP_PLACE),
    **dict.fromkeys(("blazer", "jacket"), _Place(0, _SHOULDER, (-12, 40), 5)),
    **dict.fromkeys(("trousers", "jeans"), _BOTTOM),
    "skirt": _Place(0, _WAIST, (-9, 40), 3),
    **dict.fromkeys(("dress", "slip"), _DRESS),
    "coat": _OUTER,
    **dict.fromkeys(("loafer", "derby", "sneaker", "pump", "ballerina", "sandal"), _SHOE),
    "boot": _Place(5.5, _GROUND, (17, -4), 2),
    **dict.fromkeys(("flap_bag", "bucket", "crossbody", "tote"), _BAG),
    "pouch": _Place(45, 93, (2, 8), 7),
    "cap": _Place(-2.5, 9, (6, -2), 6),
    "beanie": _Place(0, 8, (3, -3), 6),
    "beret": _Place(1, 6, (4, 0), 6),
    "felt_hat": _Place(0, 6, (5, -3), 6),
    "bucket_hat": _Place(0, 5, (4, 4), 6),
    "gloves": _Place(-50, 120, (2, 6), 7),
}
_BESIDE = _Place(27, 20, (27, 44), 1)  # hung behind the figure's shoulder
_LEAN = 7  # degrees
_RISE, _LEG = 25, 0.7  # where on trousers their spot is: so far down, then so much of the leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A piece on the plate: its reference, and where it is in per mille from the top left."""

    reference: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look as the house shows it; `drawing` is an SVG file of WIDTH by HEIGHT."""

    collection: str
    number: int
    title: Text
    drawing: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worn:
    product: Product
    colour: Colour
    place: _Place
    lean: int


def build_looks(house: Catalogue) -> tuple[Look, ...]:
    """Every look of every collection, in the order of its show."""
    products = {product.style: product for product in house.products}
    return tuple(
        _look(collection, number, row, products)
        for collection in COLLECTIONS
        for number, row in enumerate(read_table(f"looks/{collection.lower()}"), start=1)
    )


def _look(collection: str, number: int, row: tuple[str, ...], products: Mapping[str, Product]) -> Look:
    tint, pieces, *title = row
    worn = [_worn(collection, piece, products) for piece in pieces.split()]
    return Look(
        collection=collection,
        number=number,
        title=text_of(tuple(title)),
        drawing=_plate(f"#{tint}", worn),
        spots=tuple(_spot(piece) for piece in worn),
    )


def _worn(collection: str, piece: str, products: Mapping[str, Product]) -> _Worn:
    number, colourway, *way = piece.split(":")
    product = products[f"ME-{collection}-{number}"]
    place, lean = _PLACES[product.flat.kind], 0
    if way == ["under"]:
        place = _Place(place.x, place.y, place.spot, _BOTTOM.layer - 1)
    elif way == ["beside"] and place.layer < _BAG.layer:
        place, lean = _BESIDE, _LEAN
    return _Worn(product=product, colour=product.colours[int(colourway)], place=place, lean=lean)


def _spot(worn: _Worn) -> Spot:
    """Low on the leg of trousers, whatever its length and whatever is worn over it."""
    below = worn.place.spot[1]
    if inseam := worn.product.flat.params.get("inseam"):
        below = _RISE + _LEG * int(inseam)
    x, y = _at(worn.place.x + worn.place.spot[0], worn.place.y + below)
    reference = f"{worn.product.style}-{worn.colour.code}"
    return Spot(reference=reference, x=round(1000 * x / WIDTH), y=round(1000 * y / HEIGHT))


def _at(x: float, y: float) -> tuple[float, float]:
    """Centimetres of the figure in units of the plate."""
    return WIDTH / 2 + x * _CM, (_TOP + y) * _CM


def _plate(field: str, worn: list[_Worn]) -> str:
    line = line_on(field)
    layers = sorted(worn, key=lambda piece: piece.place.layer)
    behind = "".join(_drawn(piece) for piece in layers if piece.place.layer <= _BESIDE.layer)
    before = "".join(_drawn(piece) for piece in layers if piece.place.layer > _BESIDE.layer)
    ground = (_TOP + _GROUND) * _CM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-hidden="true"'
        f' fill="none" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">'
        f'<path fill="{field}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{behind}'
        f'<g stroke="{line}" stroke-width="1" opacity=".6">'
        f'<path d="M40 {ground:g}H{WIDTH - 40}"/>'
        f'<path stroke-dasharray="7 4 1 4" d="M{WIDTH / 2:g} 24V{HEIGHT - 24}"/>'
        f'<path d="{"".join(_figure())}"/></g>{before}</svg>'
    )


def _drawn(worn: _Worn) -> str:
    def at(origin: tuple[float, float]) -> str:
        return flats.placed(
            worn.product.flat.kind,
            colour=worn.colour.hex,
            second=worn.colour.second_hex,
            params=worn.product.flat.params,
            origin=origin,
            scale=_CM,
        )

    x, y = _at(worn.place.x, worn.place.y)
    if worn.place.layer == _SHOE.layer and worn.place.x == _SHOE.x:
        return f'{at((x, y))}<g transform="matrix(-1 0 0 1 {WIDTH} 0)">{at((x, y))}</g>'
    if worn.lean:
        return f'<g transform="rotate({worn.lean} {x:g} {y:g})">{at((x, y))}</g>'
    return at((x, y))


# Half of the figure, in cm from the plumb line and from the top of the head: each stroke is a start and its curves.
_HALF = (
    ((0, 0.5), ((5.5, 0.5, 8, 5, 7.6, 11), (7.2, 17, 3.6, 22.5, 0, 22.5))),
    ((4.4, 19.5), ((4.2, 23, 4.6, 25, 8, 26.5), (13, 28.4, 18.5, 28.6, 20.5, 33), (24, 41, 26, 52, 30, 61),
                   (33, 69, 36, 77, 38.5, 85), (41, 89, 43, 93, 42, 99), (40, 98, 38.6, 94, 36.4, 87.5),
                   (32, 77, 27, 67, 24, 58), (21.5, 52, 18.5, 48, 16.5, 45))),
    ((16.5, 45), ((15.6, 54, 12.4, 62, 12.2, 67), (13, 75, 17.4, 82, 17.8, 92), (18, 106, 15.4, 118, 14.6, 128),
                  (15.4, 142, 12.4, 156, 11.6, 172))),
    ((0.6, 95), ((2.4, 110, 5, 120, 6, 129), (5.4, 142, 6.6, 158, 7.4, 172))),
)  # fmt: skip


def _figure() -> Iterator[str]:
    for side in (1, -1):
        for start, curves in _HALF:
            yield f"M{_pair(start, side)}"
            for curve in curves:
                points = zip(curve[::2], curve[1::2], strict=True)
                yield "C" + " ".join(_pair(point, side) for point in points)


def _pair(point: tuple[float, float], side: int) -> str:
    x, y = _at(side * point[0], point[1])
    return f"{x:g} {y:g}"
