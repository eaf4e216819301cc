"""Levels put right: by what was counted, and by pieces set aside in a condition in which nothing is sold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.stock import queries
from comptoir.stock.services.moving import MovementKind, lock_or_make_levels, move_pieces


class CannotCount(NotPossible):
    """Fewer pieces were counted than are promised, or the SKU or place is not known."""


class CannotSetAside(NotPossible):
    """There are not that many pieces in the condition that they are to leave, or the SKU or place is not known."""


class Condition(StrEnum):
    """How a piece lies somewhere: only what is in stock is sold."""

    STOCK = "stock"
    SECOND_CHOICE = "second_choice"
    ATELIER = "atelier"
    RECYCLING = "recycling"


@owns_transaction
def count_stock(*, sku: str, location: str, quantity: int, cause: str, actor: Actor, at: datetime) -> None:
    """What was counted is what lies there. Refused with CannotCount if that is less than what is promised."""
    place = queries.location_ids(codes=[location]).get(location)
    level = queries.lock_levels(keys=[(sku, place)]).get((sku, place)) if place else None
    if place is None or level is None:
        raise CannotCount(Refused(rule=None, reason=Reason.NOT_FOUND, field="location"))
    if quantity < level.reserved:
        raise CannotCount(_too_few("quantity", level.reserved))
    change = [(sku, place, quantity - level.on_hand, cause)]
    move_pieces(rows=change, kind=MovementKind.COUNT, actor=actor, at=at)
    record(
        verb="count_stock",
        subject_kind="sku",
        subject_id=sku,
        actor=actor,
        at=at,
        data={"location": location, "before": level.on_hand, "counted": quantity},
    )


@joins_transaction
def correct_levels(
    *, location: str, changes: Mapping[str, int], cause: str, reason: str, actor: Actor, at: datetime
) -> None:
    """A count found so many more or fewer of each SKU; all or none. Refused with CannotCount, SKU by SKU."""
    place = queries.location_ids(codes=[location])[location]
    levels = lock_or_make_levels(keys=[(sku, place) for sku in changes])
    short = [
        _too_few(sku, level.reserved)
        for (sku, _place), level in sorted(levels.items())
        if level.on_hand + changes[sku] < level.reserved
    ]
    if short:
        raise CannotCount(*short)
    rows = [(sku, place, change, cause) for sku, change in changes.items()]
    move_pieces(rows=rows, kind=MovementKind.COUNT, actor=actor, reason=reason, at=at)


@owns_transaction
def change_condition(
    *,
    sku: str,
    location: str,
    quantity: int,
    before: Condition,
    after: Condition,
    reason: str,
    key: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Pieces go from one condition into another; the same `key` twice counts once. Refused with CannotSetAside.

    Promised pieces are never set aside.
    """
    place = queries.location_ids(codes=[location]).get(location)
    level = queries.lock_levels(keys=[(sku, place)]).get((sku, place)) if place else None
    if place is None or level is None or before is after:
        raise CannotSetAside(Refused(rule=None, reason=Reason.NOT_FOUND, field="location"))
    if queries.has_moved(sku=sku, cause=key):
        return
    there = level.on_hand - level.reserved
    if before is not Condition.STOCK:
        there = queries.set_aside(skus=[sku])[sku].get((location, before), 0)
    if not 0 < quantity <= there:
        why = _("only %(count)s can be moved.") % {"count": there}
        refused = Refused(rule=None, reason=Reason.FIELD_WRONG, values=(("why", why),), field="quantity")
        raise CannotSetAside(refused)
    for condition, change in ((before, quantity), (after, -quantity)):
        if condition is not Condition.STOCK:
            kind = MovementKind(condition)
            move_pieces(rows=[(sku, place, change, key)], kind=kind, actor=actor, reason=reason, at=at)
    data = {"location": location, "quantity": quantity, "before": before, "after": after}
    record(
        verb="condition_changed",
        subject_kind="sku",
        subject_id=sku,
        actor=actor,
        at=at,
        reason=reason,
        data=data,
    )


def _too_few(field: str, promised: int) -> Refused:
    why = _("%(count)s pieces are promised to orders. Report those that are missing first.")
    return Refused(
        rule=None, reason=Reason.FIELD_WRONG, values=(("why", why % {"count": promised}),), field=field
    )
