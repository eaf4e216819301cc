"""A product goes into the shop when nothing is missing, and leaves it."""

from __future__ import annotations

from datetime import datetime

from comptoir.catalogue.models import Product
from comptoir.catalogue.queries.sheets import product_sheet
from comptoir.catalogue.queries.shelves import Shown, gaps_of, shown_at
from comptoir.catalogue.services.checking import wrong
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.markets.queries import current_policy


class NotReady(NotPossible):
    """What keeps a product from the shop, or from its dates."""


@owns_transaction
def publish_product(
    *,
    style: str,
    online_from: datetime,
    online_until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Show a product from a time on; refused with NotReady for everything that is missing. The same again changes nothing."""
    product = _lock(style)
    sheet = product_sheet(style=style)
    if sheet is None:
        raise NotReady(Refused(rule=None, reason=Reason.NOT_FOUND))
    if online_until is not None and online_until <= max(online_from, at):
        raise NotReady(wrong("online_until", _("choose a time that is after the start and not past.")))
    if gaps := gaps_of(sheets=[sheet], policy=current_policy(at=at), at=at)[style]:
        raise NotReady(*gaps)
    # What is in the shop began when it began.
    begun = shown_at(sheet, at=at) is Shown.ONLINE and sheet.online_from
    start = begun or max(online_from, at)
    if (start, online_until) == (product.online_from, product.online_until):
        return
    product.online_from, product.online_until = start, online_until
    product.save(update_fields=["online_from", "online_until"])
    record(
        verb="product_published",
        subject_kind="product",
        subject_id=style,
        actor=actor,
        at=at,
        data={"from": start.isoformat(), "until": online_until.isoformat() if online_until else None},
    )


@owns_transaction
def retire_product(*, style: str, actor: Actor, at: datetime) -> None:
    """Take a product out of the shop now; one that had not come yet is a draft again. Twice is once."""
    product = _lock(style)
    if product.online_from is None or (product.online_until and product.online_until <= at):
        return
    if product.online_from > at:
        product.online_from = product.online_until = None
    else:
        product.online_until = at
    product.save(update_fields=["online_from", "online_until"])
    record(verb="product_retired", subject_kind="product", subject_id=style, actor=actor, at=at)


def _lock(style: str) -> Product:
    rows = locked(Product.objects.filter(style=style), kind="product")
    if not rows:
        raise NotReady(Refused(rule=None, reason=Reason.NOT_FOUND))
    return rows[0]
