"""Reads of the promotions: the terms of codes as the rules want them, and whether their counts are right."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Upper

from comptoir.catalogue.queries import with_descendants
from comptoir.core.promotions import PromotionFacts, PromotionKind, normalise_code
from comptoir.infra.db import locked
from comptoir.promotions.models import Promotion, Redemption


def promotion_facts(*, codes: Iterable[str], currency: str) -> tuple[PromotionFacts, ...]:
    """The terms in this currency of the codes that exist, however they are typed; the others are absent.

    A category stands for everything below it.
    """
    rows = list(_by_code(codes).order_by("code"))
    scopes = with_descendants(codes={code for row in rows for code in row.categories})
    return tuple(_facts(row, currency=currency, scopes=scopes) for row in rows)


def lock_promotions(*, codes: Iterable[str]) -> list[Promotion]:
    """The promotions behind these codes, locked in key order."""
    return locked(_by_code(codes), kind="code")


def open_redemptions(*, order_number: str) -> tuple[str, ...]:
    """The codes that an order uses."""
    rows = Redemption.objects.filter(order_number=order_number, ended_at__isnull=True)
    return tuple(rows.order_by("promotion__code").values_list("promotion__code", flat=True))


def miscounted_promotions() -> tuple[tuple[str, int, int], ...]:
    """Every code whose count of uses (the second) is not its open redemptions (the third)."""
    rows = Promotion.objects.annotate(
        redeemed=Count("redemption", filter=Q(redemption__ended_at__isnull=True))
    ).exclude(uses=F("redeemed"))
    return tuple(rows.order_by("code").values_list("code", "uses", "redeemed"))


def _by_code(codes: Iterable[str]) -> QuerySet[Promotion]:
    wanted = {normalise_code(code) for code in codes}
    return Promotion.objects.annotate(plain=Upper("code")).filter(plain__in=wanted)


def _facts(row: Promotion, *, currency: str, scopes: dict[str, frozenset[str]]) -> PromotionFacts:
    uses_left = None if row.uses_most is None else row.uses_most - row.uses
    return PromotionFacts(
        code=row.code,
        kind=PromotionKind(row.kind),
        starts=row.starts_at,
        ends=row.ends_at,
        rate=row.rate or Decimal(0),
        amount=row.amounts.get(currency, 0),
        currency=_currency(row, wanted=currency),
        lane=row.lane,
        countries=frozenset(row.countries),
        categories=frozenset().union(*(scopes[code] for code in row.categories)),
        styles=frozenset(row.styles),
        minimum_goods=row.minimums.get(currency, 0),
        uses_left=uses_left,
        combines=row.combines,
    )


def _currency(row: Promotion, *, wanted: str) -> str | None:
    """The currency its amounts are in: the wanted one where there is one, None where it has no amounts."""
    for amounts in (row.amounts, row.minimums):
        if amounts and wanted not in amounts:
            return str(next(iter(amounts)))
    return wanted if row.amounts or row.minimums else None
