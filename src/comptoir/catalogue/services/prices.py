"""Prices per market. Their history is the proof behind every struck price (A-16), so the past is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from enum import Enum

from django.db import connection

from comptoir.catalogue.models import Price, Product
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record

_COPY = """
COPY catalogue_price (product_id, country, currency, amount, tax_included, starts_at, ends_at, sale) FROM STDIN
"""


class Same(Enum):
    """The answer that nothing needs to change."""

    SAME = "same"


SAME = Same.SAME


class PriceRefused(NotPossible):
    """The price would change the past, or something that is planned already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceInput:
    """What a style costs in a country from `starts_at` until just before `ends_at`; `sale` marks a reduction."""

    style: str
    country: str
    currency: str
    amount: int  # minor units
    tax_included: bool
    starts_at: datetime
    ends_at: datetime | None = None
    sale: bool = False


@owns_transaction
def load_prices(*, prices: Sequence[PriceInput]) -> None:
    """Write prices with their whole history, for products that have none; periods that overlap are refused by the database."""
    styles = {price.style for price in prices}
    products = dict(Product.objects.filter(style__in=styles).values_list("style", "pk"))
    # Tens of thousands of rows: COPY takes them several times as fast as INSERT.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as rows:
        for price in prices:
            style, *values = astuple(price)
            rows.write_row((products[style], *values))


@owns_transaction
def set_price(*, price: PriceInput, actor: Actor, at: datetime) -> None:
    """Set a price from now or later on; the one that runs then ends there. Refused with PriceRefused.

    The same price again changes nothing, so that a reduction does not begin anew.
    """
    (product,) = locked(Product.objects.filter(style=price.style), kind="product")
    known = Price.objects.filter(product=product, country=price.country).order_by("starts_at")
    fitted = fit_price(known=list(known), price=price, at=at)
    if fitted is SAME:
        return
    if fitted is not None:
        fitted.ends_at = price.starts_at
        fitted.save(update_fields=["ends_at"])
    values = asdict(price)
    values.pop("style")
    Price.objects.create(product=product, **values)
    record(
        verb="set_price",
        subject_kind="product",
        subject_id=price.style,
        actor=actor,
        at=at,
        data={
            "country": price.country,
            "currency": price.currency,
            "amount": price.amount,
            "sale": price.sale,
        },
    )


def fit_price(*, known: Sequence[Price], price: PriceInput, at: datetime) -> Price | Same | None:
    """The period of a market that ends where this price starts, or none; `SAME` where it costs that already.

    Refused with PriceRefused in the past, and where another price is planned from that time on.
    """
    running = [row for row in known if row.ends_at is None or row.ends_at > price.starts_at]
    now = next((row for row in running if row.starts_at < price.starts_at), None)
    planned = [row for row in running if row.starts_at >= price.starts_at]
    if price.starts_at < at:
        raise _refused(_("prices of the past do not change."))
    if now and _same(now, price) and not planned:
        return SAME
    if planned:
        raise _refused(_("another price is planned from that time on."))
    if price.amount <= 0:
        raise PriceRefused(
            Refused(
                rule="PAY-03",
                reason=Reason.FIELD_WRONG,
                field="amount",
                values=(("why", _("write an amount above nothing, as 290.00.")),),
            )
        )
    return now


def _same(row: Price, price: PriceInput) -> bool:
    return row.ends_at == price.ends_at and (row.currency, row.amount, row.tax_included, row.sale) == (
        price.currency,
        price.amount,
        price.tax_included,
        price.sale,
    )


def _refused(why: str) -> PriceRefused:
    return PriceRefused(
        Refused(rule="PAY-03", reason=Reason.FIELD_WRONG, field="starts_at", values=(("why", why),))
    )
