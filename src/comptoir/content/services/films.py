"""The house shows the film of a show (PRD-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from comptoir.content.models import Film
from comptoir.content.queries import Captions, film_of
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import captions as webvtt
from comptoir.infra import films, media, photographs
from comptoir.infra.captions import NotCaptions
from comptoir.infra.db import (
    joins_transaction,
    locked,
    one_transaction,
    owns_transaction,
    spans_transactions,
)
from comptoir.infra.films import Filmed, NotAFilm
from comptoir.infra.photographs import NotAPhotograph
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
    captions: tuple[Captions, ...] = ()


@owns_transaction
def set_film(*, film: FilmInput, actor: Actor, at: datetime) -> None:
    """Show this film with its collection, instead of the one before."""
    _write(film=film, actor=actor, at=at)


@spans_transactions
def upload_film(
    *,
    collection: str,
    content: bytes,
    poster: bytes,
    captions: Mapping[str, bytes],
    edition: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Show the film, the picture and the captions (by language) with a collection; what is not given stays as it is.

    The captions of the film before leave with it.
    `edition` is of the film that was seen, blank for none; refused when somebody changed it meanwhile.
    """
    filmed = _looked_into(content) if content else None
    digest = media.store(content, private=False) if filmed else ""
    poster_digest = _poster(poster) if poster else ""
    written = {language: _captions(language, file) for language, file in captions.items() if file}
    with one_transaction():
        list(locked(Film.objects.filter(collection=collection), kind="look"))
        now = film_of(collection=collection)
        if (now.edition() if now else "") != edition:
            raise FilmRefused(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
        known = filmed or (now and Filmed(mime=now.mime, width=now.width, height=now.height))
        if known is None:
            raise FilmRefused(Refused(rule="PRD-01", reason=Reason.FIELD_MISSING, field="film"))
        before = {each.language: each for each in now.captions} if now and not filmed else {}
        film = FilmInput(
            collection=collection,
            digest=digest or (now.digest if now else ""),
            mime=known.mime,
            poster=poster_digest or (now.poster if now else ""),
            width=known.width,
            height=known.height,
            captions=tuple((before | written).values()),
        )
        _write(film=film, actor=actor, at=at)


@owns_transaction
def remove_film(*, collection: str, actor: Actor, at: datetime) -> None:
    """Take the film of a collection away; refused where there is none."""
    rows = list(locked(Film.objects.filter(collection=collection), kind="look"))
    if not rows:
        raise FilmRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    for row in rows:
        row.delete()
    record(verb="film_removed", subject_kind="film", subject_id=collection, actor=actor, at=at)


@joins_transaction
def _write(*, film: FilmInput, actor: Actor, at: datetime) -> None:
    if film.mime not in MIMES:
        raise FilmRefused(Refused(rule="PRD-01", reason=Reason.NOT_FOUND, field="film"))
    if not (film.digest and film.width > 0 and film.height > 0):
        raise FilmRefused(Refused(rule="PRD-01", reason=Reason.FIELD_MISSING, field="film"))
    if not film.poster:
        raise FilmRefused(Refused(rule="PRD-01", reason=Reason.FIELD_MISSING, field="poster"))
    values = {name: value for name, value in asdict(film).items() if name != "collection"}
    values["captions"] = {
        each.language: {"digest": each.digest, "lines": list(each.lines)} for each in film.captions
    }
    Film.objects.update_or_create(collection=film.collection, defaults=values)
    record(
        verb="film_set",
        subject_kind="film",
        subject_id=film.collection,
        actor=actor,
        at=at,
        data=asdict(film) | {"captions": {each.language: each.digest for each in film.captions}},
    )


def _looked_into(content: bytes) -> Filmed:
    try:
        return films.look_into(content)
    except NotAFilm as not_one:
        raise FilmRefused(_wrong("film", str(not_one))) from not_one


def _poster(content: bytes) -> str:
    try:
        return media.store(photographs.clean(content).content, private=False)
    except NotAPhotograph as not_one:
        raise FilmRefused(_wrong("poster", str(not_one))) from not_one


def _captions(language: str, content: bytes) -> Captions:
    try:
        cues = webvtt.read_captions(content)
    except NotCaptions as not_some:
        raise FilmRefused(_wrong(f"captions.{language}", str(not_some))) from not_some
    return Captions(
        language=language,
        digest=media.store(webvtt.write_captions(cues), private=False),
        lines=tuple(" ".join(cue.text.split()) for cue in cues),
    )


def _wrong(field: str, why: str) -> Refused:
    return Refused(rule=None, reason=Reason.FIELD_WRONG, field=field, values=(("why", why),))
