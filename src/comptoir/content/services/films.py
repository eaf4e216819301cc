"""The house shows the film of a show (PRD-01)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from comptoir.content.models import Film
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record

# What every browser plays by itself; the house plays its own files and nobody else's.
MIMES = ("video/mp4", "video/webm")


class FilmRefused(NotPossible):
    """A film cannot be shown; each refusal names its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmInput:
    """The film of a collection (code): `digest` and `poster` lie in the public media store."""

    collection: str
    digest: str
    mime: str  # one of MIMES
    poster: str
    width: int
    height: int


@owns_transaction
def set_film(*, film: FilmInput, actor: Actor, at: datetime) -> None:
    """Show this film with its collection, instead of the one before."""
    if film.mime not in MIMES:
        raise FilmRefused(Refused(rule="PRD-01", reason=Reason.NOT_FOUND, field="mime"))
    if not (film.digest and film.poster and film.width > 0 and film.height > 0):
        raise FilmRefused(Refused(rule="PRD-01", reason=Reason.FIELD_MISSING, field="film"))
    Film.objects.update_or_create(
        collection=film.collection,
        defaults={
            "digest": film.digest,
            "mime": film.mime,
            "poster": film.poster,
            "width": film.width,
            "height": film.height,
        },
    )
    record(
        verb="film_set",
        subject_kind="film",
        subject_id=film.collection,
        actor=actor,
        at=at,
        data=asdict(film),
    )


@owns_transaction
def remove_film(*, collection: str, actor: Actor, at: datetime) -> None:
    """Take the film of a collection away; refused where there is none."""
    rows = list(locked(Film.objects.filter(collection=collection), kind="look"))
    if not rows:
        raise FilmRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    for row in rows:
        row.delete()
    record(verb="film_removed", subject_kind="film", subject_id=collection, actor=actor, at=at)
