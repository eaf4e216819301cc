"""Reads of the looks of a collection and of the film of its show (PRD-01)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from comptoir.content.models import Film, Look, LookPiece
from comptoir.infra.i18n import pick

_ON_SCREEN = 800  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSpot:
    """A piece of a look by its reference; `x` and `y` are per mille of the picture, from the top left."""

    reference: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPlate:
    """A look with its picture and the pieces on it; `alt` is what a photograph shows, blank for a drawing."""

    collection: str
    number: int
    title: str
    text: str
    digest: str
    width: int
    height: int
    spots: tuple[LookSpot, ...]
    alt: str = ""
    renditions: tuple[dict[str, Any], ...] = ()

    @property
    def on_screen(self) -> str:
        """A copy that fills a telephone, or the picture itself."""
        fitting = [digest for digest, width in self.copies("image/webp") if width <= _ON_SCREEN]
        return fitting[-1] if fitting else self.digest

    def copies(self, mime: str) -> tuple[tuple[str, int], ...]:
        """The copies of a kind, by digest and width."""
        return tuple((each["digest"], each["width"]) for each in self.renditions if each["mime"] == mime)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """A look in every language, as the desk edits it; `ready` when the widths of its photograph have been made."""

    id: int
    collection: str
    number: int
    title: dict[str, str]
    text: dict[str, str]
    alt: dict[str, str]
    digest: str
    small: str
    width: int
    height: int
    ready: bool
    spots: tuple[LookSpot, ...]

    def edition(self) -> str:
        """A short digest of what it says: what somebody saw when they began to change it."""
        spots = [asdict(spot) for spot in self.spots]
        said = [self.title, self.text, self.alt, self.digest, spots]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """What is said in a film, in a language: the WebVTT file by its digest, and its lines as a transcript."""

    language: str
    digest: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFilm:
    """The film of a show: the house's own file, the picture shown before it is played, and its captions."""

    digest: str
    mime: str
    poster: str
    width: int
    height: int
    captions: tuple[Captions, ...] = ()

    def edition(self) -> str:
        """What somebody saw when they began to change it."""
        parts = (self.digest, self.poster, *(each.digest for each in self.captions))
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:20]

    def transcript(self, language: str) -> tuple[str, ...]:
        """What is said in it, line by line; nothing where there are no captions in the language."""
        return next((each.lines for each in self.captions if each.language == language), ())


def looks_of(*, collection: str, language: str) -> tuple[LookPlate, ...]:
    """The looks of a collection in the order of their numbers. One statement."""
    return _plates(Q(collection=collection), language)


def look_rows(*, collection: str | None = None) -> tuple[LookRow, ...]:
    """The looks of a collection, or of all of them, in every language and in order. One statement."""
    wanted = Q() if collection is None else Q(collection=collection)
    return tuple(
        LookRow(
            id=row.pk,
            collection=row.collection,
            number=row.number,
            title=row.title,
            text=row.text,
            alt=row.alt,
            digest=row.digest,
            small=_small(row.renditions, row.digest),
            width=row.width,
            height=row.height,
            # A drawing says nothing of what it shows, and is as it is.
            ready=bool(row.renditions) or not row.alt,
            spots=spots,
        )
        for row, spots in _rows(wanted)
    )


def look_numbers() -> tuple[tuple[str, int, dict[str, str]], ...]:
    """Every look by collection and number, with its title in every language, the newest collection first."""
    rows = Look.objects.order_by("-collection", "number")
    return tuple(rows.values_list("collection", "number", "title"))


def film_of(*, collection: str) -> ShowFilm | None:
    """The film of a collection's show, where the house has one."""
    row = Film.objects.filter(collection=collection).first()
    if row is None:
        return None
    return _shown(row)


def films() -> tuple[tuple[str, ShowFilm], ...]:
    """Every film by the code of its collection, the newest first. One statement."""
    return tuple((row.collection, _shown(row)) for row in Film.objects.order_by("-collection"))


def _shown(row: Film) -> ShowFilm:
    return ShowFilm(
        digest=row.digest,
        mime=row.mime,
        poster=row.poster,
        width=row.width,
        height=row.height,
        captions=tuple(
            Captions(language=language, digest=each["digest"], lines=tuple(each["lines"]))
            for language, each in sorted(row.captions.items())
        ),
    )


def _plates(wanted: Q, language: str) -> tuple[LookPlate, ...]:
    return tuple(
        LookPlate(
            collection=row.collection,
            number=row.number,
            title=pick(row.title, language),
            text=pick(row.text, language),
            digest=row.digest,
            width=row.width,
            height=row.height,
            spots=spots,
            alt=pick(row.alt, language),
            renditions=tuple(row.renditions),
        )
        for row, spots in _rows(wanted)
    )


def _rows(wanted: Q) -> Iterator[tuple[Look, tuple[LookSpot, ...]]]:
    pieces = LookPiece.objects.filter(look=OuterRef("pk")).order_by("position")
    spots = ArraySubquery(pieces.values(spot=JSONObject(reference="reference", x="x", y="y")))
    for row in Look.objects.filter(wanted).annotate(spots=spots).order_by("-collection", "number"):
        yield row, tuple(LookSpot(**spot) for spot in row.spots)


def _small(renditions: Iterable[dict[str, Any]], digest: str) -> str:
    return next((each["digest"] for each in renditions if each["mime"] == "image/webp"), digest)
