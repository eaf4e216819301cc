"""Reads of the register: who asked what about their data, by when it is answered, what an answer would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db.models import F, Max, Model, Q, QuerySet

from comptoir.core.lifecycles import DisputeState, EffectState, OrderState
from comptoir.core.privacy import (
    About,
    Datum,
    ErasureFacts,
    Fate,
    Kept,
    RequestKind,
    Use,
    Waits,
    hindrances,
    kept_after,
)
from comptoir.infra import ids
from comptoir.payments.queries import TRANSFER
from comptoir.privacy.models import Erasure, Request, Restricted
from comptoir.privacy.queries.holding import Person, person_behind
from comptoir.privacy.queries.map import MAP

# How often one address, of mail or of the network, may ask within an hour.
ASKED_WITHIN = timedelta(hours=1)
MOST_AN_HOUR = 5
_UNDER_WAY = (OrderState.AWAITING_PAYMENT, OrderState.PLACED, OrderState.RELEASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request as the register and the person who made it see it."""

    id: UUID
    number: str
    kind: RequestKind
    email: str
    language: str
    country: str
    wish: str
    about: About
    source: str
    case_number: str
    asked_at: datetime
    proved_at: datetime | None
    due_at: datetime
    extended_at: datetime | None
    extension: str
    started_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    refused: bool
    words: str
    corrected: str
    file: str
    file_until: datetime | None
    link_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an answer would do: rows by table, what waits for what, what is kept and until when."""

    held: tuple[tuple[str, Fate, int], ...]
    waits: tuple[Waits, ...]
    kept: tuple[Kept, ...]
    is_nobody: bool


def requests(*, answered: bool) -> tuple[RequestView, ...]:
    """The proved requests: those that wait, the soonest due first, or the last that were answered."""
    rows = Request.objects.filter(proved_at__isnull=False, answered_at__isnull=not answered)
    return tuple(map(_view, rows.order_by("-answered_at" if answered else "due_at")[:200]))


def request_by_id(*, request_id: UUID) -> RequestView | None:
    """One request."""
    return next(map(_view, Request.objects.filter(public_id=request_id)), None)


def request_by_link(*, token: str, at: datetime) -> RequestView | None:
    """The request behind a mailed link, while that works."""
    rows = Request.objects.filter(link_digest=ids.digest(token), link_until__gt=at)
    return next(map(_view, rows), None)


def has_asked_enough(*, address: str, sender: str, at: datetime) -> bool:
    """Whether so much was asked for an address, or from a network, that the next one has to wait."""
    asked = Request.objects.filter(asked_at__gt=at - ASKED_WITHIN)
    return any(
        asked.filter(**{field: known}).count() >= MOST_AN_HOUR
        for field, known in (("address", address), ("sender", sender))
        if known
    )


def erasures_under_way() -> tuple[UUID, ...]:
    """The erasures that were ordered and waited for something."""
    rows = Request.objects.filter(started_at__isnull=False, answered_at__isnull=True)
    return tuple(rows.order_by("id").values_list("public_id", flat=True))


def preview_of(*, email: str) -> Preview:
    """What is held about an address and what an erasure of it would come to."""
    person = person_behind(email=email)
    counts = tuple(
        (entry.model, entry.fate, count)
        for entry in MAP
        if entry.model != "privacy.Request" and (count := entry.speaking_of(person).count())
    )
    return Preview(
        held=counts, waits=waits_of(person=person), kept=kept_of(person=person), is_nobody=not counts
    )


def waits_of(*, person: Person) -> tuple[Waits, ...]:
    """What the erasure of a person has to wait for."""
    return hindrances(facts=_facts(person))


def kept_of(*, person: Person) -> tuple[Kept, ...]:
    """The orders whose documents outlive a person, and until when."""
    issued = _table("invoicing.Document").filter(order_number__in=person.orders).values("order_number")
    return kept_after(issued=dict(issued.annotate(last=Max("issued_at")).values_list("order_number", "last")))


def is_restricted(*, order_number: str) -> bool:
    """Whether an order's documents are kept for the books alone: its customer was erased (B-03)."""
    return Restricted.objects.filter(order_number=order_number).exists()


def tombstones() -> tuple[tuple[str, datetime], ...]:
    """Who was erased, by the digest of the address, and when."""
    return tuple(Erasure.objects.order_by("id").values_list("address", "at"))


def emails_held() -> Iterator[str]:
    """Every e-mail address that somebody is found by in the tables of the map."""
    for entry in MAP:
        for lookup, name in entry.via.items():
            if name == "email" and "draft" not in lookup:
                column = lookup.removesuffix("__iexact")
                yield from entry.every().values_list(column, flat=True).distinct()


def _facts(person: Person) -> ErasureFacts:
    mine = {"order_number__in": person.orders}
    states = (EffectState.WAITING, EffectState.REQUESTED, EffectState.FAILED)
    disputed = (DisputeState.OPEN, DisputeState.ANSWERED)
    claims = _table("claims.Claim").filter(
        Q(email__iexact=person.email) | Q(order__number__in=person.orders), closed_at__isnull=True
    )
    moving = _table("payments.Effect").filter(payment__order_number__in=person.orders, state__in=states)
    return ErasureFacts(
        orders=_numbers(
            _table("orders.Order").filter(number__in=person.orders, state__in=_UNDER_WAY), "number"
        ),
        returns=_numbers(
            _table("returns.Return").filter(
                order__number__in=person.orders, closed_at__isnull=True, cancelled_at__isnull=True
            ),
            "number",
        ),
        claims=_numbers(claims.filter(decided_at__isnull=True), "number"),
        refunds=_numbers(moving.exclude(kind=TRANSFER), "payment__order_number"),
        transfers=_numbers(moving.filter(kind=TRANSFER), "payment__order_number"),
        disputes=_numbers(
            _table("payments.Dispute").filter(payment__order_number__in=person.orders, state__in=disputed),
            "payment__order_number",
        ),
        documents=_numbers(_table("invoicing.Document").filter(**mine, file__isnull=True), "order_number"),
        is_staff=_table("people.User").filter(email__iexact=person.email).exclude(role="").exists(),
    )


def _numbers(rows: QuerySet[Model], column: str) -> tuple[str, ...]:
    return tuple(rows.order_by(F(column)).values_list(column, flat=True).distinct())


def _table(model: str) -> QuerySet[Model]:
    return QuerySet(apps.get_model(model))


def _view(row: Request) -> RequestView:
    return RequestView(
        id=row.public_id,
        number=row.number,
        kind=RequestKind(row.kind),
        email=row.email,
        language=row.language,
        country=row.country,
        wish=row.wish,
        about=About(
            datum=Datum(row.datum) if row.datum else None,
            wrong=row.wrong,
            right=row.right,
            use=Use(row.use) if row.use else None,
        ),
        source=row.source,
        case_number=row.case_number,
        asked_at=row.asked_at,
        proved_at=row.proved_at,
        due_at=row.due_at,
        extended_at=row.extended_at,
        extension=row.extension,
        started_at=row.started_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        refused=row.refused,
        words=row.words,
        corrected=row.corrected,
        file=row.file,
        file_until=row.file_until,
        link_until=row.link_until,
    )
