"""Reads of claims: one as people see it, the queues of those who decide, what is claimed by piece and day."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from comptoir.claims.models import Claim, ClaimPhoto, ClaimPiece, Verdict
from comptoir.core.claims import OPEN_STATES, ClaimKind, ClaimState
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import ids

MOST_AN_HOUR = 5
_DRAFT_LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """A piece of a claim."""

    id: UUID
    sku: str
    style: str
    reference: str
    name: str
    colour: str
    size: str
    picture: str
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoView:
    """A photograph of a claim, by its digest."""

    id: UUID
    stage: str
    name: str
    digest: str
    width: int
    height: int
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictView:
    """A verdict as customers and staff read it; `amount` in minor units goes back at once."""

    outcome: str
    cause: str
    words: str
    basis: str
    amount: int
    return_number: str
    earliest: date | None  # what is sent again should arrive between these
    latest: date | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A claim, whole. `order_number` and `currency` are blank where its order is not known."""

    id: UUID
    number: str
    kind: ClaimKind
    state: ClaimState
    by_carrier: bool
    made_by: str  # the actor's id, where an advisor made it for the customer
    order_number: str
    currency: str
    zone: str
    email: str
    language: str
    country: str
    description: str
    references: tuple[str, ...]
    not_received: str
    washing: str
    label_attached: bool | None
    doubts: tuple[tuple[str, str], ...]
    guarantee_until: datetime | None
    received_at: datetime
    decided_at: datetime | None
    contest: str
    contested_at: datetime | None
    closed_at: datetime | None
    pieces: tuple[PieceView, ...]
    photos: tuple[PhotoView, ...]
    verdicts: tuple[VerdictView, ...]
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedPiece:
    """One claimed piece, for statistics."""

    kind: ClaimKind
    cause: str  # what was found of it last (core Cause), or blank
    sku: str
    style: str
    size: str
    received_at: datetime


def link_token(claim: Claim) -> str:
    """The token of a claim's private page: derived from its id, and stored nowhere."""
    return ids.derived_token(f"claim-link:{claim.public_id}")


def claim_by_link(*, claim_id: UUID, token: str) -> Claim | None:
    """The claim behind a private link."""
    claim = Claim.objects.select_related("order").filter(public_id=claim_id).first()
    known = claim is not None and hmac.compare_digest(link_token(claim).encode(), token.encode())
    return claim if known else None


def claim_by_id(*, claim_id: UUID) -> Claim | None:
    """A claim with its order."""
    return Claim.objects.select_related("order").filter(public_id=claim_id).first()


def claim_view(*, claim_id: UUID) -> ClaimView | None:
    """A claim, whole."""
    row = _with_all(Claim.objects.filter(public_id=claim_id)).first()
    return _view(row) if row else None


def claims_of(*, order_number: str) -> tuple[ClaimView, ...]:
    """The claims on an order, oldest first."""
    rows = _with_all(Claim.objects.filter(order__number=order_number)).order_by("received_at", "id")
    return tuple(_view(row) for row in rows)


def claims_of_customer(*, customer_id: int) -> tuple[ClaimView, ...]:
    """The claims on a customer's orders, newest first."""
    rows = _with_all(Claim.objects.filter(order__customer_id=customer_id)).order_by("-received_at", "-id")
    return tuple(_view(row) for row in rows[:50])


def queue_of(*, states: Collection[ClaimState], limit: int = 200) -> tuple[ClaimView, ...]:
    """The claims in these states; those that wait longest first."""
    rows = _with_all(Claim.objects.filter(state__in=states)).order_by("received_at", "id")
    return tuple(_view(row) for row in rows[:limit])


def count_by_state() -> dict[ClaimState, int]:
    """How many claims wait where."""
    rows = Claim.objects.filter(state__in=OPEN_STATES).values_list("state", flat=True)
    found = list(rows)
    return {state: found.count(state) for state in OPEN_STATES}


def claims_on(*, order_id: int) -> dict[UUID, str]:
    """The pieces of an order that are being looked into, with the number of their claim."""
    rows = ClaimPiece.objects.filter(claim__order_id=order_id, claim__state__in=OPEN_STATES)
    return dict(rows.values_list("piece__public_id", "claim__number"))


def has_claimed_enough(*, email: str, at: datetime) -> bool:
    """Whether so many claims came from this address that the next one has to wait (ORD-08)."""
    recent = Claim.objects.filter(
        email__iexact=email, received_at__gt=at - timedelta(hours=1), received_at__lte=at
    )
    return recent.count() >= MOST_AN_HOUR


def drafts(*, photo_ids: Collection[UUID]) -> tuple[PhotoView, ...]:
    """The photographs of these ids that no claim has taken yet."""
    rows = ClaimPhoto.objects.filter(public_id__in=photo_ids, claim__isnull=True).order_by("id")
    return tuple(_photo(row) for row in rows)


def drafts_over(*, at: datetime) -> list[int]:
    """Photographs that were sent and never became part of a claim."""
    rows = ClaimPhoto.objects.filter(claim__isnull=True, added_at__lte=at - _DRAFT_LASTS)
    return list(rows.values_list("id", flat=True)[:500])


def unclaimed_troubles() -> list[tuple[UUID, ClaimKind]]:
    """The parcels that the carrier reports lost or damaged, and about which there is no claim yet."""
    troubles = [
        *((parcel, ClaimKind.MISSING) for parcel in fulfilment.lost_parcels()),
        *((parcel, ClaimKind.DAMAGED) for parcel in fulfilment.damaged_parcels()),
    ]
    causes = {carrier_cause(parcel_id=parcel, kind=kind): (parcel, kind) for parcel, kind in troubles}
    known = set(Claim.objects.filter(cause__in=causes).values_list("cause", flat=True))
    return [trouble for cause, trouble in causes.items() if cause not in known]


def carrier_cause(*, parcel_id: UUID, kind: ClaimKind) -> str:
    """What makes a claim of the carrier's own once."""
    return f"parcel:{parcel_id}:{kind}"


def claimed_pieces(*, since: datetime, until: datetime) -> tuple[ClaimedPiece, ...]:
    """What was claimed of which piece in a period, by the moment of its claim: for statistics."""
    rows = ClaimPiece.objects.filter(claim__received_at__gte=since, claim__received_at__lt=until)
    found = rows.select_related("claim", "piece").prefetch_related(
        Prefetch("claim__verdicts", Verdict.objects.order_by("id"))
    )
    return tuple(
        ClaimedPiece(
            kind=ClaimKind(row.claim.kind),
            cause=next((v.cause for v in reversed(row.claim.verdicts.all()) if v.cause), ""),
            sku=row.piece.sku,
            style=row.piece.style,
            size=row.piece.size,
            received_at=row.claim.received_at,
        )
        for row in found.order_by("claim__received_at", "id")
    )


def _with_all(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    pieces = ClaimPiece.objects.select_related("piece").order_by("piece__position")
    photos = ClaimPhoto.objects.order_by("id")
    return rows.select_related("order").prefetch_related(
        Prefetch("pieces", pieces),
        Prefetch("photos", photos),
        Prefetch("verdicts", Verdict.objects.order_by("id")),
    )


def _view(row: Claim) -> ClaimView:
    order = row.order
    site = f"{settings.SITE_URL}/{row.language}-{row.country.lower()}"
    return ClaimView(
        id=row.public_id,
        number=row.number,
        kind=ClaimKind(row.kind),
        state=ClaimState(row.state),
        by_carrier=row.cause.startswith("parcel:"),
        made_by=row.made_by,
        order_number=order.number if order else "",
        currency=order.currency if order else "",
        zone=order.zone if order else "UTC",
        email=row.email,
        language=row.language,
        country=row.country,
        description=row.description,
        references=tuple(row.references),
        not_received=row.not_received,
        washing=row.washing,
        label_attached=row.label_attached,
        doubts=tuple((rule, reason) for rule, reason in row.doubts),
        guarantee_until=row.guarantee_until,
        received_at=row.received_at,
        decided_at=row.decided_at,
        contest=row.contest,
        contested_at=row.contested_at,
        closed_at=row.closed_at,
        pieces=tuple(_piece(each) for each in row.pieces.all()),
        photos=tuple(_photo(each) for each in row.photos.all()),
        verdicts=tuple(_verdict(each) for each in row.verdicts.all()),
        link=f"{site}/claims/{row.public_id}/{link_token(row)}/",
    )


def _piece(row: ClaimPiece) -> PieceView:
    piece = row.piece
    return PieceView(
        id=piece.public_id,
        sku=piece.sku,
        style=piece.style,
        reference=piece.reference,
        name=piece.name,
        colour=piece.colour,
        size=piece.size,
        picture=piece.picture,
        paid=piece.paid,
    )


def _photo(row: ClaimPhoto) -> PhotoView:
    return PhotoView(
        id=row.public_id,
        stage=row.stage,
        name=row.name,
        digest=row.digest,
        width=row.width,
        height=row.height,
        added_at=row.added_at,
    )


def _verdict(row: Verdict) -> VerdictView:
    return VerdictView(
        outcome=row.outcome,
        cause=row.cause,
        words=row.words,
        basis=row.basis,
        amount=row.amount,
        return_number=row.return_number,
        earliest=row.earliest,
        latest=row.latest,
        by=row.by,
        at=row.at,
    )
