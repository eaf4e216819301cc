"""Photographs of colours: taken in, described, put in order, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max

from comptoir.catalogue.models import Colour, Media
from comptoir.catalogue.services.checking import wrong
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import media, photographs, queue
from comptoir.infra.db import locked, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.i18n import gettext as _
from comptoir.infra.photographs import NotAPhotograph
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record

_PHOTO = "photo"
_MOST_EACH = 12


class PhotographRefused(NotPossible):
    """The file is no photograph that can be used, or there is no such photograph or colour."""


@spans_transactions
def add_photograph(
    *, reference: str, content: bytes, alt: Mapping[str, str], actor: Actor, at: datetime
) -> None:
    """Add a photograph to a colour: made anew from the file, and at every width by a task. Refused with PhotographRefused."""
    try:
        cleaned = photographs.clean(content)
    except NotAPhotograph as not_one:
        raise PhotographRefused(wrong("file", str(not_one))) from not_one
    digest = media.store(cleaned.content, private=False)
    with one_transaction():
        colour = _lock_colour(reference)
        own = Media.objects.filter(colour=colour, kind=_PHOTO)
        if own.filter(digest=digest).exists():
            raise PhotographRefused(
                Refused(
                    rule=None,
                    reason=Reason.ALREADY_THERE,
                    field="file",
                    values=(("text", reference),),
                )
            )
        if own.count() >= _MOST_EACH:
            raise PhotographRefused(
                wrong("file", _("a colour has %(most)s photographs at most.") % {"most": _MOST_EACH})
            )
        last = own.aggregate(last=Max("position"))["last"]
        made = Media.objects.create(
            colour=colour,
            kind=_PHOTO,
            digest=digest,
            mime=cleaned.mime,
            width=cleaned.width,
            height=cleaned.height,
            position=0 if last is None else last + 1,
            alt=_said(alt),
        )
        _note("photograph_added", colour, digest, actor, at)
        queue.defer("catalogue.make_renditions", media_id=made.pk)


@spans_transactions
def make_renditions(*, media_id: int, at: datetime) -> None:
    """Make a photograph in AVIF and WebP at every width; again is the same files."""
    del at
    row = Media.objects.filter(pk=media_id, kind=_PHOTO).first()
    if row is None:
        return
    made = [
        {
            "mime": each.mime,
            "width": each.width,
            "height": each.height,
            "digest": media.store(each.content, private=False),
        }
        for each in photographs.renditions(media.read(row.digest, private=False))
    ]
    with one_transaction():
        Media.objects.filter(pk=media_id).update(renditions=made)


@owns_transaction
def describe_photograph(*, media_id: int, alt: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Say in every language what a photograph shows, for those who do not see it."""
    row = _lock_photograph(media_id)
    said = _said(alt)
    if row.alt == said:
        return
    row.alt = said
    row.save(update_fields=["alt"])
    _note("photograph_described", row.colour, row.digest, actor, at)


@owns_transaction
def move_photograph(*, media_id: int, place: int, actor: Actor, at: datetime) -> None:
    """Put a photograph at a place among those of its colour, the first being 0."""
    row = _lock_photograph(media_id)
    rows = list(Media.objects.filter(colour=row.colour, kind=_PHOTO).order_by("position"))
    order = [each.pk for each in rows if each.pk != media_id]
    order.insert(min(max(place, 0), len(order)), media_id)
    if order == [each.pk for each in rows]:
        return
    # Below zero first: no two may ever stand at one place.
    for sign in (-1, 1):
        for position, pk in enumerate(order, start=1):
            Media.objects.filter(pk=pk).update(position=sign * position)
    _note("photographs_moved", row.colour, row.digest, actor, at)


@owns_transaction
def remove_photograph(*, media_id: int, actor: Actor, at: datetime) -> None:
    """Take a photograph from the shop; its file stays, for orders and mails that show it. The flats remain."""
    row = _lock_photograph(media_id)
    _note("photograph_removed", row.colour, row.digest, actor, at)
    row.delete()


def _lock_colour(reference: str) -> Colour:
    rows = locked(Colour.objects.filter(reference=reference), kind="product")
    if not rows:
        raise PhotographRefused(Refused(rule=None, reason=Reason.NOT_FOUND, field="reference"))
    return rows[0]


def _lock_photograph(media_id: int) -> Media:
    rows = Media.objects.filter(pk=media_id, kind=_PHOTO).select_related("colour__product")
    if found := rows.first():
        _lock_colour(found.colour.reference)
        # Read again: somebody may have been quicker.
        found = rows.first()
    if found is None:
        raise PhotographRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    return found


def _said(alt: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip()[:300] for language, text in alt.items() if text.strip()}


def _note(verb: str, colour: Colour, digest: str, actor: Actor, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="product",
        subject_id=colour.product.style,
        actor=actor,
        at=at,
        data={"reference": colour.reference, "digest": digest},
    )
