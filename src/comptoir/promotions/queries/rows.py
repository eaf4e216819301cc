"""Promotions as the desk shows them: their terms, how often they were used and what they gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from comptoir.core.promotions import PromotionKind, normalise_code
from comptoir.core.redemption import Entry
from comptoir.promotions.models import Promotion, Redemption, SingleCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a promotion. Amounts are minor units by currency; empty scopes mean everywhere and everything.

    `rate` is for percentages (0.10 is 10 %), `amounts` for amounts off and what customs are told that a gift is worth;
    `minimums` is the goods total it needs, `excludes` the codes of promotions that it does not go with.
    """

    code: str
    kind: PromotionKind
    starts_at: datetime
    entry: Entry = Entry.CODE
    name: Mapping[str, str] = field(default_factory=dict)
    ends_at: datetime | None = None
    rate: Decimal | None = None
    amounts: Mapping[str, int] = field(default_factory=dict)
    minimums: Mapping[str, int] = field(default_factory=dict)
    gift_sku: str = ""
    lane: int = 1
    combines: bool = True
    excludes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    uses_most: int | None = None
    per_customer: int | None = None
    first_order: bool = False


class Shown(StrEnum):
    """Where a promotion stands."""

    RUNNING = "running"
    TO_COME = "to_come"
    USED_UP = "used_up"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One batch of single codes."""

    number: int
    made_at: datetime
    codes: int
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRow:
    """A promotion: `given` is what it took off the orders that used it, by currency; `fixed` that its terms stay."""

    terms: Terms
    shown: Shown
    uses: int
    given: tuple[tuple[str, int], ...]
    fixed: bool
    batches: tuple[BatchRow, ...] = ()


def promotion_rows(*, at: datetime) -> tuple[PromotionRow, ...]:
    """Every promotion, those that run first."""
    order = list(Shown)
    given = _given(Redemption.objects.all())
    rows = [_row(row, at, given=given) for row in _rows(Promotion.objects.all())]
    return tuple(sorted(rows, key=lambda row: (order.index(row.shown), row.terms.code)))


def promotion_row(*, code: str, at: datetime) -> PromotionRow | None:
    """One promotion with its batches."""
    row = _rows(Promotion.objects.filter(code=normalise_code(code))).first()
    if row is None:
        return None
    given = _given(Redemption.objects.filter(promotion=row))
    return _row(row, at, given=given, batches=_batches(row))


def codes_of_batch(*, code: str, number: int) -> tuple[tuple[str, str], ...]:
    """The single codes of a batch, each with the order that used it or nothing."""
    rows = SingleCode.objects.filter(promotion__code=normalise_code(code), batch=number)
    return tuple(rows.order_by("pk").values_list("code", "order_number"))


def _rows(rows: QuerySet[Promotion]) -> QuerySet[Promotion]:
    return rows.annotate(ever=Exists(Redemption.objects.filter(promotion=OuterRef("pk")))).order_by("code")


def _batches(row: Promotion) -> Iterable[BatchRow]:
    batches = (
        SingleCode.objects.filter(promotion=row)
        .values("batch", "made_at")
        .annotate(codes=Count("pk"), used=Count("pk", filter=~Q(order_number="")))
    )
    for known in batches.order_by("batch"):
        yield BatchRow(
            number=known["batch"], made_at=known["made_at"], codes=known["codes"], used=known["used"]
        )


def _given(redemptions: QuerySet[Redemption]) -> dict[int, list[tuple[str, int]]]:
    """What promotions (keys) took off the orders that stand, by currency."""
    sums = redemptions.filter(ended_at__isnull=True, amount__gt=0).values("promotion_id", "currency")
    given: dict[int, list[tuple[str, int]]] = {}
    for row in sums.annotate(sum=Sum("amount")).order_by("currency"):
        given.setdefault(row["promotion_id"], []).append((row["currency"], row["sum"]))
    return given


def _row(
    row: Promotion,
    at: datetime,
    *,
    given: Mapping[int, Sequence[tuple[str, int]]],
    batches: Iterable[BatchRow] = (),
) -> PromotionRow:
    return PromotionRow(
        terms=Terms(
            code=row.code,
            kind=PromotionKind(row.kind),
            entry=Entry(row.entry),
            name=row.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            rate=row.rate,
            amounts=row.amounts,
            minimums=row.minimums,
            gift_sku=row.gift_sku,
            lane=row.lane,
            combines=row.combines,
            excludes=tuple(row.excludes),
            countries=tuple(row.countries),
            categories=tuple(row.categories),
            styles=tuple(row.styles),
            uses_most=row.uses_most,
            per_customer=row.per_customer,
            first_order=row.first_order,
        ),
        shown=_shown(row, at),
        uses=row.uses,
        given=tuple(given.get(row.pk, ())),
        fixed=bool(getattr(row, "ever", False)),
        batches=tuple(batches),
    )


def _shown(row: Promotion, at: datetime) -> Shown:
    if at < row.starts_at:
        return Shown.TO_COME
    if row.ends_at is not None and row.ends_at <= at:
        return Shown.OVER
    return Shown.USED_UP if row.uses_most is not None and row.uses >= row.uses_most else Shown.RUNNING
