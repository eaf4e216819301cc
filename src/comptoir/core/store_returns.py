"""Pieces bought in a store: exchanged or turned into a credit, never into money (STO)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from comptoir.core.calendar import end_of_day_after, not_after
from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.policy import HousePolicy
from comptoir.core.reasons import Reason


class StoreKind(StrEnum):
    """How a place sells the house's pieces (STO-06)."""

    OWN = "own"
    CONCESSION = "concession"
    OUTLET = "outlet"


class Outcome(StrEnum):
    """What a store return can end in (STO-08); a fault is a claim, where the law speaks."""

    EXCHANGE = "exchange"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A place on the house's list: its kind, its country and the time zone its days are counted in."""

    kind: StoreKind
    country: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One piece as the receipt shows it; `shop` is None for an online order.

    `never_returnable` marks underwear and swimwear, `sale_until` is the last day of the sale in which it was bought.
    """

    shop: Shop | None
    bought_on: date
    never_returnable: bool = False
    tax_free: bool = False
    sale_until: date | None = None


def exchange_until(*, purchase: Purchase, shop: Shop, policy: HousePolicy) -> datetime:
    """The last second of the period: its days, and for a piece bought in a sale not past the sale (STO-01, STO-04)."""
    until = end_of_day_after(purchase.bought_on, days=policy.stores.days, zone=shop.zone)
    if purchase.sale_until is None:
        return until
    return min(until, end_of_day_after(purchase.sale_until, days=0, zone=shop.zone))


def can_exchange(
    *, purchase: Purchase, shop: Shop, resaleable: bool, policy: HousePolicy, at: datetime
) -> Decision:
    """Whether the piece can be exchanged or credited in this shop now (RET-14, STO-01 to STO-05)."""
    if purchase.shop is None:
        return Refused(rule="RET-14", reason=Reason.BOUGHT_ONLINE)
    refused = _wrong_place(bought_in=purchase.shop, shop=shop) or _never(purchase)
    if refused:
        return refused
    until = exchange_until(purchase=purchase, shop=purchase.shop, policy=policy)
    if not not_after(at, until=until):
        return _too_late(purchase=purchase, until=until)
    if not resaleable:
        return Refused(rule="STO-05", reason=Reason.NOT_RESALEABLE)
    return Allowed(rule="STO-01", until=until, values=(("days", policy.stores.days),))


def _wrong_place(*, bought_in: Shop, shop: Shop) -> Refused | None:
    if bought_in.kind is StoreKind.OUTLET:
        return Refused(rule="STO-01", reason=Reason.BOUGHT_IN_OUTLET)
    if StoreKind.CONCESSION in (bought_in.kind, shop.kind) or shop.kind is StoreKind.OUTLET:
        return Refused(rule="STO-01", reason=Reason.NOT_OWN_STORE)
    if bought_in.country != shop.country:
        return Refused(rule="STO-01", reason=Reason.OTHER_COUNTRY)
    return None


def _never(purchase: Purchase) -> Refused | None:
    if purchase.never_returnable:
        return Refused(rule="STO-03", reason=Reason.NEVER_RETURNABLE)
    if purchase.tax_free:
        return Refused(rule="STO-03", reason=Reason.TAX_FREE)
    return None


def _too_late(*, purchase: Purchase, until: datetime) -> Refused:
    if purchase.sale_until and until.date() == purchase.sale_until:
        values = (("ended", purchase.sale_until),)
        return Refused(rule="STO-04", reason=Reason.SALE_OVER, until=until, values=values)
    return Refused(rule="STO-01", reason=Reason.STORE_WINDOW_OVER, until=until, values=(("until", until),))
