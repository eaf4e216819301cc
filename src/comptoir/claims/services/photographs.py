"""The photographs of claims: looked at before anything is kept, drafts forgotten after a day (D2-04)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.claims import queries
from comptoir.claims.models import Claim, ClaimPhoto
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import evidence, ids
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.photographs import NotAPhotograph
from comptoir.infra.pixels import Encoded

_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What was made of an upload: clean, and not kept yet."""

    name: str
    picture: Encoded


def look_at(*, photos: Sequence[Upload], besides: int = 0, rule: str) -> tuple[list[Picture], list[Refused]]:
    """The clean pictures of the uploads, and a refusal for each that is none; `besides` are there already."""
    if len(photos) + besides > evidence.MOST_PHOTOGRAPHS:
        most = (("most", evidence.MOST_PHOTOGRAPHS),)
        return [], [Refused(rule=rule, reason=Reason.PHOTOS_TOO_MANY, values=most, field="photos")]
    good, bad = [], []
    cleaned = evidence.clean_photographs([photo.content for photo in photos])
    for photo, made in zip(photos, cleaned, strict=True):
        name = "".join(c for c in photo.name if c.isprintable())[:_NAME] or "?"
        if isinstance(made, NotAPhotograph):
            values = (("name", name), ("why", str(made)))
            bad.append(Refused(rule=rule, reason=Reason.PHOTO_WRONG, values=values, field="photos"))
        else:
            good.append(Picture(name=name, picture=made))
    return good, bad


@spans_transactions
def keep_drafts(
    *, photos: Sequence[Upload], besides: int, rule: str, at: datetime
) -> tuple[tuple[UUID, ...], tuple[Refused, ...]]:
    """Keep what is good of some uploads for a form that is not finished, and say what is wrong with the others."""
    good, bad = look_at(photos=photos, besides=besides, rule=rule)
    with one_transaction():
        rows = keep(pictures=good, claim=None, stage="", at=at)
    return tuple(row.public_id for row in rows), tuple(bad)


@joins_transaction
def keep(*, pictures: Sequence[Picture], claim: Claim | None, stage: str, at: datetime) -> list[ClaimPhoto]:
    """Keep clean pictures, of a claim or of a draft."""
    kept = [(each.name, evidence.keep_cleaned(each.picture)) for each in pictures]
    return ClaimPhoto.objects.bulk_create(
        ClaimPhoto(
            public_id=ids.new_id(),
            claim=claim,
            stage=stage,
            name=name,
            digest=photo.digest,
            width=photo.width,
            height=photo.height,
            added_at=at,
        )
        for name, photo in kept
    )


@joins_transaction
def take_drafts(*, photo_ids: Collection[UUID], claim: Claim, stage: str) -> None:
    """The drafts become photographs of a claim."""
    ClaimPhoto.objects.filter(public_id__in=photo_ids, claim__isnull=True).update(claim=claim, stage=stage)


@owns_transaction
def forget_drafts(*, at: datetime) -> None:
    """Forget the photographs of forms that were never finished, and their files."""
    rows = ClaimPhoto.objects.filter(pk__in=queries.drafts_over(at=at), claim__isnull=True)
    digests = set(rows.values_list("digest", flat=True))
    rows.delete()
    kept = set(ClaimPhoto.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in digests - kept:
        evidence.forget_photograph(digest=digest)
