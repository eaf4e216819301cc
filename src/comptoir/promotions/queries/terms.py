"""The terms of promotions as the rules want them, and whether their counts are right."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Upper

from comptoir.catalogue import queries as catalogue
from comptoir.core.promotions import PromotionFacts, PromotionKind, normalise_code
from comptoir.core.redemption import Entry, customer_key
from comptoir.infra.db import locked
from comptoir.infra.i18n import pick
from comptoir.promotions.models import Promotion, Redemption, SingleCode
from comptoir.stock import queries as stock


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What the terms of several promotions need from elsewhere, read at once."""

    scopes: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    left: Mapping[str, int]
    currency: str
    language: str


def promotion_facts(
    *, codes: Iterable[str], currency: str, language: str, at: datetime
) -> tuple[PromotionFacts, ...]:
    """The terms in this currency of the codes that exist, however they are typed, and of what applies by itself now.

    A category stands for everything below it.
    """
    wanted = {normalise_code(code) for code in codes}
    singles = {row.code: row for row in SingleCode.objects.filter(code__in=wanted)} if wanted else {}
    rows = Promotion.objects.annotate(plain=Upper("code")).filter(
        Q(plain__in=wanted, entry=Entry.CODE)
        | Q(pk__in={row.promotion_id for row in singles.values()})
        | (Q(entry=Entry.AUTOMATIC, starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at)))
    )
    promotions = {row.pk: row for row in rows.order_by("code")}
    around = _around(promotions.values(), currency=currency, language=language)
    facts = [_facts(row, around) for row in promotions.values() if row.entry != Entry.BATCH]
    facts += [_facts(promotions[row.promotion_id], around, single=row) for row in singles.values()]
    return tuple(sorted(facts, key=lambda known: known.code))


def known_codes(*, codes: Iterable[str]) -> frozenset[str]:
    """Those of these codes that there are, as they are compared."""
    wanted = {normalise_code(code) for code in codes}
    plain = Promotion.objects.annotate(plain=Upper("code")).filter(plain__in=wanted, entry=Entry.CODE)
    singles = SingleCode.objects.filter(code__in=wanted)
    return frozenset(plain.values_list("plain", flat=True)) | set(singles.values_list("code", flat=True))


def gift_skus(*, codes: Iterable[str]) -> set[str]:
    """The SKUs of the gifts that these codes add."""
    wanted = {normalise_code(code) for code in codes}
    by_code = Q(plain__in=wanted) | Q(pk__in=SingleCode.objects.filter(code__in=wanted).values("promotion"))
    gifts = Promotion.objects.annotate(plain=Upper("code")).filter(by_code, kind=PromotionKind.GIFT)
    return set(gifts.values_list("gift_sku", flat=True))


def lock_promotions(*, codes: Iterable[str]) -> list[Promotion]:
    """The promotions behind these codes, locked in key order."""
    wanted = {normalise_code(code) for code in codes}
    singles = SingleCode.objects.filter(code__in=wanted)
    plain = Q(plain__in=wanted) & ~Q(entry=Entry.BATCH)
    rows = Promotion.objects.annotate(plain=Upper("code"))
    return locked(rows.filter(plain | Q(pk__in=singles.values("promotion"))), kind="code")


def lock_promotions_named(*, codes: Collection[str]) -> list[Promotion]:
    """The promotions known by these codes, locked in key order."""
    return locked(Promotion.objects.filter(code__in=codes), kind="code")


def promotion_codes(*, codes: Collection[str]) -> frozenset[str]:
    """Those of these codes by which promotions are known."""
    return frozenset(Promotion.objects.filter(code__in=codes).values_list("code", flat=True))


def lock_promotions_of(*, order_number: str) -> list[Promotion]:
    """The promotions that an order uses, locked in key order."""
    used = Redemption.objects.filter(order_number=order_number, ended_at__isnull=True)
    return locked(Promotion.objects.filter(pk__in=used.values("promotion")), kind="code")


def open_redemptions(*, order_number: str) -> tuple[str, ...]:
    """The codes that an order uses, as they were entered."""
    rows = Redemption.objects.filter(order_number=order_number, ended_at__isnull=True)
    known = rows.order_by("promotion__code").values_list("code", "promotion__code")
    return tuple(entered or code for entered, code in known)


def customer_digest(*, email: str) -> str:
    """By what a customer is counted whose e-mail is kept elsewhere; blank where it is not known."""
    if not email:
        return ""
    text = f"promotion-customer:{customer_key(email)}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def miscounted_promotions() -> tuple[tuple[str, int, int], ...]:
    """Every promotion whose count of uses (the second) is not its open redemptions (the third)."""
    rows = Promotion.objects.annotate(
        redeemed=Count("redemption", filter=Q(redemption__ended_at__isnull=True))
    ).exclude(uses=F("redeemed"))
    return tuple(rows.order_by("code").values_list("code", "uses", "redeemed"))


def stray_single_codes() -> tuple[str, ...]:
    """Every single code that is taken by an order without a redemption, or the other way round."""
    held: QuerySet[Redemption] = Redemption.objects.filter(
        promotion__entry=Entry.BATCH, ended_at__isnull=True
    )
    redeemed = set(held.values_list("code", "order_number"))
    taken = set(SingleCode.objects.exclude(order_number="").values_list("code", "order_number"))
    return tuple(sorted({code for code, _ in redeemed ^ taken}))


def _around(rows: Iterable[Promotion], *, currency: str, language: str) -> _Around:
    rows = list(rows)
    categories = {code for row in rows for code in row.categories}
    gifts = {row.gift_sku for row in rows if row.gift_sku}
    return _Around(
        scopes=catalogue.with_descendants(codes=categories),
        names=catalogue.names_of(
            categories=categories,
            styles={style for row in rows for style in row.styles},
            skus=gifts,
            language=language,
        ),
        left=stock.available(skus=gifts) if gifts else {},
        currency=currency,
        language=language,
    )


def _facts(row: Promotion, around: _Around, *, single: SingleCode | None = None) -> PromotionFacts:
    uses_left = None if row.uses_most is None else row.uses_most - row.uses
    if single is not None and single.order_number:
        uses_left = 0
    return PromotionFacts(
        code=single.code if single else row.code,
        key=row.code,
        name=(pick(row.name, around.language) or row.code) if row.entry == Entry.AUTOMATIC else "",
        kind=PromotionKind(row.kind),
        starts=row.starts_at,
        ends=row.ends_at,
        rate=row.rate or Decimal(0),
        amount=row.amounts.get(around.currency, 0),
        currency=_currency(row, wanted=around.currency),
        lane=row.lane,
        countries=frozenset(row.countries),
        categories=frozenset().union(*(around.scopes[code] for code in row.categories)),
        styles=frozenset(row.styles),
        pieces=", ".join(_scope_names(row, around.names)),
        minimum_goods=row.minimums.get(around.currency, 0),
        uses_left=uses_left,
        combines=row.combines,
        excludes=frozenset(row.excludes),
        gift=row.gift_sku,
        gift_name=around.names.get(row.gift_sku, ""),
        gifts_left=around.left.get(row.gift_sku, 0),
    )


def _scope_names(row: Promotion, names: Mapping[str, str]) -> Iterator[str]:
    for code in (*row.categories, *row.styles):
        yield names.get(code, code)


def _currency(row: Promotion, *, wanted: str) -> str | None:
    """The currency its amounts are in: the wanted one where there is one, None where it has no amounts."""
    for amounts in (row.amounts, row.minimums):
        if amounts and wanted not in amounts:
            return str(next(iter(amounts)))
    return wanted if row.amounts or row.minimums else None


def codes_of(*, order_number: str) -> tuple[str, ...]:
    """The codes that an order uses up, as long as it stands."""
    used = Redemption.objects.filter(order_number=order_number, ended_at__isnull=True)
    return tuple(used.order_by("code").values_list("code", flat=True))
