"""Reads of credits: one whole, a customer's, those whose time comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Min, QuerySet

from comptoir.core.credits import CreditFacts, can_spend
from comptoir.core.decisions import Refused
from comptoir.core.money import Money
from comptoir.core.reasons import Reason
from comptoir.core.store_returns import Shop
from comptoir.payments.models import CreditHolder, CreditLot, CreditMovement


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStep:
    """A movement of a credit, in minor units, and what was left after it."""

    kind: str
    amount: int
    left: int
    place: str
    cause: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditView:
    """A credit with its holder; the name is blank once it was erased."""

    id: UUID
    number: str
    kind: str
    name: str
    email: str
    country: str
    currency: str
    amount: int
    left: int
    issued_at: datetime
    valid_until: datetime
    steps: tuple[CreditStep, ...]


def credit_by_number(*, number: str) -> CreditView | None:
    """The credit with this number, and everything that happened to it."""
    return next(iter(_views(CreditLot.objects.filter(number=number))), None)


def credits_of(*, customer: int) -> list[CreditView]:
    """The credits of an account: those that can be spent first, by the day on which they end."""
    rows = _views(CreditLot.objects.filter(owner_id=customer).order_by("valid_until", "pk"))
    return sorted(rows, key=lambda lot: not lot.left)


def credits_under(*, email: str) -> list[CreditView]:
    """The credits that were made out under an e-mail."""
    return _views(CreditLot.objects.filter(holder__email__iexact=email).order_by("valid_until", "pk"))


def holder_of(*, lot: CreditLot) -> CreditHolder | None:
    """In whose name a credit is; None where that was erased."""
    return CreditHolder.objects.filter(lot=lot).first()


def spending_refusals(
    *, lot: CreditLot, amount: int, name: str, shop: Shop, at: datetime
) -> tuple[Refused, ...]:
    """Why so much of a credit cannot be spent in a shop under this name now (STO-02)."""
    holder = holder_of(lot=lot)
    facts = CreditFacts(name=holder.name if holder else "", country=lot.country, valid_until=lot.valid_until)
    decision = can_spend(credit=facts, shop=shop, name=name, at=at)
    if isinstance(decision, Refused):
        return (decision,)
    if not 0 < amount <= lot.left:
        values = (("left", Money(lot.left, lot.currency)),)
        return (Refused(rule="STO-02", reason=Reason.CREDIT_TOO_SMALL, values=values, field="amount"),)
    return ()


def lots_over(*, at: datetime, limit: int) -> list[int]:
    """Lots with something left whose last second is over."""
    rows = CreditLot.objects.filter(left__gt=0, valid_until__lt=at.replace(microsecond=0)).order_by(
        "valid_until"
    )
    return list(rows.values_list("pk", flat=True)[:limit])


def next_lapse() -> datetime | None:
    """The first moment at which the next lot with something left is over."""
    last: datetime | None = CreditLot.objects.filter(left__gt=0).aggregate(at=Min("valid_until"))["at"]
    return last + timedelta(seconds=1) if last else None


def lots_to_warn_of(*, at: datetime, limit: int) -> list[int]:
    """Lots with something left whose holders are to be told now that they end."""
    rows = CreditLot.objects.filter(left__gt=0, warned_at__isnull=True, warn_at__lte=at).order_by("warn_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def next_warning() -> datetime | None:
    """When the next holder is to be told."""
    rows = CreditLot.objects.filter(left__gt=0, warned_at__isnull=True)
    first: datetime | None = rows.aggregate(at=Min("warn_at"))["at"]
    return first


def _views(rows: QuerySet[CreditLot]) -> list[CreditView]:
    lots = list(rows.select_related("holder"))
    steps: dict[int, list[CreditStep]] = {lot.pk: [] for lot in lots}
    for move in CreditMovement.objects.filter(lot__in=steps).order_by("pk"):
        known = steps[move.lot_id]
        left = (known[-1].left if known else 0) + move.amount
        known.append(
            CreditStep(
                kind=move.kind,
                amount=move.amount,
                left=left,
                place=move.place,
                cause=move.cause,
                actor=move.actor,
                at=move.at,
            )
        )
    return [_view(lot, steps[lot.pk]) for lot in lots]


def _view(lot: CreditLot, steps: list[CreditStep]) -> CreditView:
    holder = getattr(lot, "holder", None)
    return CreditView(
        id=lot.public_id,
        number=lot.number,
        kind=lot.kind,
        name=holder.name if holder else "",
        email=holder.email if holder else "",
        country=lot.country,
        currency=lot.currency,
        amount=lot.amount,
        left=lot.left,
        issued_at=lot.issued_at,
        valid_until=lot.valid_until,
        steps=tuple(steps),
    )
