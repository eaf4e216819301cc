"""What is typed into the desk's form for a promotion, read into its terms, and the terms written out for the form."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from comptoir.core.money import Money, minor_of
from comptoir.core.promotions import PromotionKind, normalise_code
from comptoir.core.redemption import Entry
from comptoir.desk import typed
from comptoir.infra.i18n import gettext as _
from comptoir.promotions.services import Terms

_AMOUNT = re.compile(r"([A-Za-z]{3})\s+(\S.*)")
_PERCENT = Decimal(100)
E = TypeVar("E", bound=StrEnum)


class TermsForm:
    """The form as it was sent; `errors` is what cannot be read, by field."""

    def __init__(self, post: QueryDict, *, zone: str, currencies: Collection[str]) -> None:
        self.errors: dict[str, str] = {}
        self._post, self._zone, self._currencies = post, zone, currencies

    def terms(self, *, known: Terms, fixed: bool) -> Terms:
        """The terms as typed; of a promotion that orders have used, only what may still change is read."""
        open_terms = replace(
            known,
            name=typed.by_language(self._post, "name"),
            ends_at=self._moment("ends_at"),
            uses_most=self._number("uses_most"),
        )
        if fixed:
            return open_terms
        post = self._post
        return replace(
            open_terms,
            entry=_one_of(Entry, post.get("entry", ""), otherwise=Entry.CODE),
            kind=_one_of(PromotionKind, post.get("kind", ""), otherwise=PromotionKind.PERCENT),
            starts_at=self._moment("starts_at") or known.starts_at,
            rate=self._rate(),
            amounts=self._amounts("amounts"),
            minimums=self._amounts("minimums"),
            gift_sku=post.get("gift_sku", "").strip().upper()[:40],
            lane=self._number("lane") or 0,
            combines=post.get("combines") == "yes",
            excludes=tuple(normalise_code(code) for code in self._words("excludes")),
            countries=tuple(code.upper() for code in self._words("countries")),
            categories=self._words("categories"),
            styles=tuple(style.upper() for style in self._words("styles")),
            per_customer=self._number("per_customer"),
            first_order=post.get("first_order") == "yes",
        )

    def _words(self, field: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._post.get(field, "").replace(",", " ").split()))

    def _moment(self, field: str) -> datetime | None:
        text = self._post.get(field, "").strip()
        moment = typed.moment_of(text, zone=self._zone)
        if text and moment is None:
            self.errors[field] = _("Write a day and a time.")
        return moment

    def _number(self, field: str) -> int | None:
        text = self._post.get(field, "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            self.errors[field] = _("Write a whole number.")
            return None
        return int(text)

    def _rate(self) -> Decimal | None:
        text = self._post.get("rate", "").strip().replace(",", ".")
        try:
            rate = Decimal(text) / _PERCENT if text else None
        except InvalidOperation:
            rate = None
        if text and (rate is None or not rate.is_finite() or rate != round(rate, 4)):
            self.errors["rate"] = _("Write a percentage, such as 10 or 12.5.")
            return None
        return rate

    def _amounts(self, field: str) -> dict[str, int]:
        amounts: dict[str, int] = {}
        for line in filter(None, map(str.strip, self._post.get(field, "")[:2000].splitlines())):
            found = _AMOUNT.fullmatch(line)
            currency = found[1].upper() if found else ""
            minor = minor_of(found[2], currency=currency) if found and currency in self._currencies else None
            if minor is None:
                self.errors[field] = _("“%(line)s” cannot be read. Write each as EUR 20.00.") % {"line": line}
            else:
                amounts[currency] = minor
        return amounts


def amounts_as_typed(amounts: Mapping[str, int]) -> str:
    """Amounts as the form takes them, one currency a line."""
    return "\n".join(
        f"{currency} {Money(amount, currency).major}" for currency, amount in sorted(amounts.items())
    )


def percent_as_typed(rate: Decimal | None) -> str:
    """A rate as the form takes it: 0.1250 as 12.5."""
    return f"{(rate * _PERCENT).normalize():f}" if rate else ""


def _one_of(kinds: type[E], text: str, *, otherwise: E) -> E:
    return kinds(text) if text in set(kinds) else otherwise
