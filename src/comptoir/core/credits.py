"""Store credits: in a name, for a time, in one country (STO-02)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comptoir.core.calendar import add_months, end_of_day_after, local_date, not_after, start_of_day
from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.policy import HousePolicy
from comptoir.core.reasons import Reason
from comptoir.core.store_returns import Shop, StoreKind


class CreditKind(StrEnum):
    """Where a credit came from."""

    STORE_CREDIT = "store_credit"  # a piece that came back to a store (STO-08)
    GOODWILL = "goodwill"
    VOUCHER = "voucher"  # of the house's second-hand store (PAY-15)


class CreditMove(StrEnum):
    """Why what is left of a credit changed."""

    ISSUE = "issue"
    SPEND = "spend"
    RESTORE = "restore"  # what it was spent on did not come about
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFacts:
    """A credit as it was issued: to whom, in which country, and until when (the last whole second)."""

    name: str
    country: str
    valid_until: datetime


def credit_valid_until(*, issued_at: datetime, zone: str, policy: HousePolicy) -> datetime:
    """The last second of a credit issued now, in the zone of the store that issues it (STO-02)."""
    last_day = add_months(local_date(issued_at, zone=zone), months=policy.stores.credit_months)
    return end_of_day_after(last_day, days=0, zone=zone)


def can_spend(*, credit: CreditFacts, shop: Shop, name: str, at: datetime) -> Decision:
    """STO-02: by its holder, in an own store of the country that issued it, to its last second."""
    if shop.kind is not StoreKind.OWN:
        return Refused(rule="STO-02", reason=Reason.NOT_OWN_STORE)
    if shop.country != credit.country:
        return Refused(
            rule="STO-02", reason=Reason.CREDIT_OTHER_COUNTRY, values=(("country", credit.country),)
        )
    if same_person(name) != same_person(credit.name):
        return Refused(rule="STO-02", reason=Reason.CREDIT_OTHER_NAME)
    until = credit.valid_until
    if not not_after(at, until=until):
        return Refused(rule="STO-02", reason=Reason.CREDIT_EXPIRED, until=until, values=(("until", until),))
    return Allowed(rule="STO-02", until=until)


def same_person(name: str) -> str:
    """A name as it is compared: without case, accents or extra spaces."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(letters.casefold().split())


def warn_at(*, valid_until: datetime, zone: str) -> datetime:
    """When its holder is told that a credit ends: a month before its last day, at the start of that day in its zone."""
    return start_of_day(add_months(local_date(valid_until, zone=zone), months=-1), zone=zone)
