"""Reads of the looks of a collection and of the film of its show (PRD-01)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from comptoir.content.models import Film, Look, LookPiece
from comptoir.infra.i18n import pick


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSpot:
    """A piece of a look by its reference; `x` and `y` are per mille of the picture, from the top left."""

    reference: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPlate:
    """A look with its picture and the pieces on it."""

    collection: str
    number: int
    title: str
    text: str
    digest: str
    width: int
    height: int
    spots: tuple[LookSpot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFilm:
    """The film of a show: the house's own file, and the picture shown before it is played."""

    digest: str
    mime: str
    poster: str
    width: int
    height: int


def looks_of(*, collection: str, language: str) -> tuple[LookPlate, ...]:
    """The looks of a collection in the order of their numbers. One statement."""
    return _plates(Q(collection=collection), language)


def looks_with(*, references: Iterable[str], language: str) -> tuple[LookPlate, ...]:
    """The looks that any of these references is worn in. One statement."""
    worn = LookPiece.objects.filter(reference__in=sorted(set(references))).values("look_id")
    return _plates(Q(pk__in=worn), language)


def look_numbers() -> tuple[tuple[str, int, dict[str, str]], ...]:
    """Every look by collection and number, with its title in every language, the newest collection first."""
    rows = Look.objects.order_by("-collection", "number")
    return tuple(rows.values_list("collection", "number", "title"))


def film_of(*, collection: str) -> ShowFilm | None:
    """The film of a collection's show, where the house has one."""
    row = Film.objects.filter(collection=collection).first()
    if row is None:
        return None
    return ShowFilm(digest=row.digest, mime=row.mime, poster=row.poster, width=row.width, height=row.height)


def _plates(wanted: Q, language: str) -> tuple[LookPlate, ...]:
    pieces = LookPiece.objects.filter(look=OuterRef("pk")).order_by("position")
    spots = ArraySubquery(pieces.values(spot=JSONObject(reference="reference", x="x", y="y")))
    rows = Look.objects.filter(wanted).annotate(spots=spots).order_by("-collection", "number")
    return tuple(
        LookPlate(
            collection=row.collection,
            number=row.number,
            title=pick(row.title, language),
            text=pick(row.text, language),
            digest=row.digest,
            width=row.width,
            height=row.height,
            spots=tuple(LookSpot(**spot) for spot in row.spots),
        )
        for row in rows
    )
