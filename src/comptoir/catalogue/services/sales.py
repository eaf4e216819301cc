"""Sales: a reduction for a time in one market, ended early, or dropped before it began. The past stays as it was."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from comptoir.catalogue.models import Price, Product
from comptoir.catalogue.services.checking import wrong
from comptoir.catalogue.services.prices import PriceRefused
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.journal.services import record


@owns_transaction
def start_sale(
    *,
    style: str,
    country: str,
    amount: int,
    starts_at: datetime,
    ends_at: datetime | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Reduce the price of a market for a time; after it the price before comes back. Amounts in minor units.

    Refused with PriceRefused in the past, beside other plans, and where it is no reduction.
    """
    product = _lock(style)
    before = _at(product, country, starts_at)
    if starts_at < at:
        raise PriceRefused(wrong("starts_at", _("prices of the past do not change.")))
    if ends_at is not None and ends_at <= starts_at:
        raise PriceRefused(wrong("ends_at", _("choose an end after the start.")))
    if before is None:
        raise PriceRefused(Refused(rule="PAY-03", reason=Reason.PRICE_MISSING, field="amount"))
    if not 0 < amount < before.amount:
        raise PriceRefused(wrong("amount", _("a reduction is lower than the price that it reduces.")))
    if before.starts_at == starts_at or (
        before.ends_at is not None and (ends_at is None or ends_at > before.ends_at)
    ):
        raise PriceRefused(wrong("starts_at", _("another price is planned in that time.")))
    back_until, before.ends_at = before.ends_at, starts_at
    before.save(update_fields=["ends_at"])
    _add(before, amount=amount, sale=True, starts_at=starts_at, ends_at=ends_at)
    if ends_at is not None and ends_at != back_until:
        _add(before, amount=before.amount, sale=before.sale, starts_at=ends_at, ends_at=back_until)
    _note("sale_planned", product, country, actor, at, amount=amount)


@owns_transaction
def end_sale(*, style: str, country: str, actor: Actor, at: datetime) -> None:
    """End the sale that runs in a market now; the price before it comes back at once. Refused where none runs."""
    product = _lock(style)
    running = _at(product, country, at)
    if running is None or not running.sale:
        raise PriceRefused(wrong("country", _("no sale runs here now.")))
    full = (
        _periods(product, country)
        .filter(sale=False, starts_at__lt=running.starts_at)
        .order_by("-starts_at")
        .first()
    )
    if full is None or running.starts_at == at:
        raise PriceRefused(wrong("country", _("there is no price before it to come back to. Set one.")))
    until = running.ends_at
    back = _periods(product, country).filter(sale=False, amount=full.amount)
    planned = back.filter(starts_at=until).first() if until else None
    running.ends_at = at
    running.save(update_fields=["ends_at"])
    if planned is not None:
        planned.starts_at = at
        planned.save(update_fields=["starts_at"])
    else:
        _add(full, amount=full.amount, sale=False, starts_at=at, ends_at=until)
    _note("sale_ended", product, country, actor, at, amount=full.amount)


@owns_transaction
def drop_price(*, price_id: int, actor: Actor, at: datetime) -> None:
    """Drop a price that has not begun; the one before it runs on in its place. Refused once it has begun."""
    found = Price.objects.filter(pk=price_id).select_related("product").first()
    if found is None:
        raise PriceRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    product = _lock(found.product.style)
    planned = Price.objects.filter(pk=price_id, starts_at__gt=at).first()
    if planned is None:
        raise PriceRefused(wrong("starts_at", _("prices of the past do not change.")))
    before = _periods(product, planned.country).filter(ends_at=planned.starts_at).first()
    until, country, amount = planned.ends_at, planned.country, planned.amount
    planned.delete()
    if before is not None:
        before.ends_at = until
        before.save(update_fields=["ends_at"])
    _note("price_dropped", product, country, actor, at, amount=amount)


def _lock(style: str) -> Product:
    rows = locked(Product.objects.filter(style=style), kind="product")
    if not rows:
        raise PriceRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    return rows[0]


def _periods(product: Product, country: str) -> QuerySet[Price]:
    return Price.objects.filter(product=product, country=country)


def _at(product: Product, country: str, when: datetime) -> Price | None:
    open_end = Q(ends_at__isnull=True) | Q(ends_at__gt=when)
    return _periods(product, country).filter(open_end, starts_at__lte=when).first()


def _add(like: Price, *, amount: int, sale: bool, starts_at: datetime, ends_at: datetime | None) -> None:
    Price.objects.create(
        product=like.product,
        country=like.country,
        currency=like.currency,
        tax_included=like.tax_included,
        amount=amount,
        sale=sale,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _note(verb: str, product: Product, country: str, actor: Actor, at: datetime, *, amount: int) -> None:
    record(
        verb=verb,
        subject_kind="product",
        subject_id=product.style,
        actor=actor,
        at=at,
        data={"country": country, "amount": amount},
    )
