"""Looks as a page shows them: plates of a lookbook, and one look with its pieces led out like points of measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Colourway, Season
from comptoir.content import queries as content
from comptoir.content.queries import LookPlate, ShowFilm
from comptoir.infra import pages
from comptoir.stock import queries as stock
from comptoir.storefront.store import Store

# Of a plate 600 wide; leaders run to its edges, and their words keep this distance.
_WIDE, _EDGE, _APART, _LETTER, _PAD, _MARK = 600, 14, 30, 7.2, 8, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A look in a lookbook."""

    number: int
    title: str
    path: str
    picture: LookPlate
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookbook:
    """What is watched of a collection (PRD-01): its looks, and the film of its show where there is one."""

    season: Season
    plates: tuple[Plate, ...]
    film: ShowFilm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A piece pointed at: its mark on the plate and the label at the edge, in units of a plate 600 wide."""

    number: int
    x: int
    y: int
    end: float
    end_y: int
    label: str
    label_x: float
    label_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a look; one that has left the store has no colourway."""

    number: int
    reference: str
    path: str
    colourway: Colourway | None
    left: tuple[tuple[str, int], ...]  # sizes of which something is left, and how much

    @property
    def name(self) -> str:
        """What it is called, the colour included; its reference where it has left."""
        known = self.colourway
        return f"{known.name}, {known.colour}" if known else self.reference

    @property
    def last(self) -> tuple[str, ...]:
        """The sizes of which one piece is left."""
        return tuple(size for size, count in self.left if count == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLook:
    """A look with everything around it: its pieces as this market sells them, each with its leader."""

    look: LookPlate
    high: int  # of a plate 600 wide
    led: tuple[tuple[Leader, Piece], ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces in the order of the look."""
        return tuple(piece for _, piece in self.led)


def lookbook(store: Store, season: Season) -> Lookbook:
    """The lookbook of a collection."""
    film = pages.kept(("film", season.code), lambda: content.film_of(collection=season.code))
    plates = tuple(_plate(look, season.slug) for look in _looks(store, season.code))
    return Lookbook(season=season, plates=plates, film=film)


def plates_with(
    store: Store, *, references: Collection[str], collection: str, slug: str
) -> tuple[Plate, ...]:
    """The looks of a collection that any of these references is worn in."""
    return tuple(
        _plate(look, slug)
        for look in _looks(store, collection)
        if any(spot.reference in references for spot in look.spots)
    )


def _looks(store: Store, collection: str) -> tuple[LookPlate, ...]:
    return pages.kept(
        ("looks", store.language, collection),
        lambda: content.looks_of(collection=collection, language=store.language),
    )


def show_look(store: Store, look: LookPlate, *, at: datetime) -> ShownLook:
    """A look with its pieces as this market sells them now. Two statements."""
    led = tuple(zip(_leaders(look), _pieces(store, look, at), strict=True))
    return ShownLook(look=look, high=_height(look), led=led)


def _pieces(store: Store, look: LookPlate, at: datetime) -> tuple[Piece, ...]:
    references = [spot.reference for spot in look.spots]
    known = catalogue.colourways(references=references, country=store.country, language=store.language, at=at)
    skus = [sku for colourway in known.values() for sku, _ in colourway.sizes]
    left = stock.available(skus=skus)
    return tuple(
        Piece(
            number=number,
            reference=reference,
            path=f"p/{reference}/",
            colourway=known.get(reference),
            left=_left(known.get(reference), left),
        )
        for number, reference in enumerate(references, start=1)
    )


def _leaders(look: LookPlate) -> tuple[Leader, ...]:
    """Where the marks of a look stand and their leaders run: each to its nearer edge, one below the other."""
    high = _height(look)
    placed = [
        (number, spot.reference, round(spot.x * _WIDE / 1000), round(spot.y * high / 1000))
        for number, spot in enumerate(look.spots, start=1)
    ]
    found: list[Leader] = []
    for right in (False, True):
        own = sorted((row for row in placed if (row[2] > _WIDE / 2) is right), key=lambda row: row[3])
        for (number, reference, x, y), end_y in zip(own, _spread([row[3] for row in own]), strict=True):
            found.append(_leader(number, reference, x, y, end_y, right=right))
    return tuple(sorted(found, key=lambda leader: leader.number))


def _height(look: LookPlate) -> int:
    return round(_WIDE * look.height / look.width)


def _leader(number: int, reference: str, x: int, y: int, end_y: int, *, right: bool) -> Leader:
    style = reference.rpartition("-")[0]
    width = len(style) * _LETTER + 2 * _PAD
    reach = _WIDE - x if right else x
    if reach < _EDGE + width + _MARK:
        end_y += _APART + _PAD  # the label would lie on its own mark
    return Leader(
        number=number,
        x=x,
        y=y,
        end=round(_WIDE - _EDGE - width if right else _EDGE + width, 1),
        end_y=end_y,
        label=style,
        label_x=round(_WIDE - _EDGE - width if right else _EDGE, 1),
        label_width=round(width, 1),
    )


def _spread(heights: Sequence[int]) -> Iterator[int]:
    """Heights in order, moved down where two labels would touch."""
    last = -_APART
    for height in heights:
        last = max(height, last + _APART)
        yield last


def _left(colourway: Colourway | None, left: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    if colourway is None:
        return ()
    counted = ((size, left.get(sku, 0)) for sku, size in colourway.sizes)
    return tuple((size, count) for size, count in counted if count)


def _plate(look: LookPlate, slug: str) -> Plate:
    return Plate(
        number=look.number,
        title=look.title,
        path=f"collections/{slug}/looks/{look.number}/",
        picture=look,
        references=tuple(spot.reference for spot in look.spots),
    )
