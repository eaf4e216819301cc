"""A turn is used by an order, and free again when the order comes to nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from comptoir.core.addresses import Address, address_keys
from comptoir.core.drops import Cap, caps_refused, household_key, order_refused
from comptoir.core.redemption import customer_key
from comptoir.drops import queries
from comptoir.drops.models import Mark, Taking
from comptoir.drops.queries import DropView, EntryView
from comptoir.infra.db import joins_transaction
from comptoir.infra.queue import defer_once
from comptoir.infra.refusals import NotPossible


class NoTurn(NotPossible):
    """Pieces of a drop cannot be ordered: it is not open, the turn is not this shopper's, or a cap is reached."""


@joins_transaction
def claim_turn(
    *,
    order_number: str,
    pieces: Sequence[tuple[str, str]],
    tickets: Collection[str],
    email: str,
    address: Address,
    at: datetime,
) -> None:
    """The order uses the turns of its tickets for those of its pieces (SKU, name) that are in a drop. Refused with NoTurn.

    An order that is paid again uses the turn it had. Under the lock of the line nobody else counts.
    """
    for drop in queries.drops_with(skus=[sku for sku, _ in pieces], at=at):
        wanted = [(sku, name) for sku, name in pieces if sku in drop.skus]
        queries.lock_line(drop_id=drop.id)
        if queries.has_taken(drop_id=drop.id, order_number=order_number):
            continue
        entry = queries.entry_of(drop_id=drop.id, tickets=tickets, order_number=order_number)
        name = wanted[0][1]
        refused = order_refused(drop.terms, queries.turn_facts(entry, email=email), name=name, at=at)
        if refused is not None or entry is None:
            raise NoTurn(*filter(None, [refused]))
        _claim(drop, entry, order_number, len(wanted), name=name, marks=_marks(email, address), at=at)
        defer_once("drops.move_line", key=f"drop-{drop.id}", drop_id=drop.id)


def _marks(email: str, address: Address) -> dict[Cap, tuple[str, ...]]:
    places = sorted(address_keys(address))
    return {
        Cap.CUSTOMER: (queries.digest(Cap.CUSTOMER, text=customer_key(email)),),
        Cap.ADDRESS: tuple(queries.digest(Cap.ADDRESS, text=place) for place in places),
        Cap.HOUSEHOLD: (queries.digest(Cap.HOUSEHOLD, text=household_key(address)),),
    }


@joins_transaction
def _claim(
    drop: DropView,
    entry: EntryView,
    order_number: str,
    pieces: int,
    *,
    name: str,
    marks: dict[Cap, tuple[str, ...]],
    at: datetime,
) -> None:
    held = queries.held_by(drop_id=drop.id, marks=marks)
    if refused := caps_refused(drop.terms, held=held, pieces=pieces, name=name):
        raise NoTurn(*refused)
    taking, made = Taking.objects.get_or_create(
        order_number=order_number, entry_id=entry.number, defaults={"pieces": pieces, "taken_at": at}
    )
    if not made:
        Taking.objects.filter(pk=taking.pk).update(pieces=pieces, taken_at=at, ended_at=None)
        return
    Mark.objects.bulk_create(
        Mark(taking=taking, kind=kind, digest=text) for kind, texts in marks.items() for text in texts
    )


@joins_transaction
def free_turns(*, order_number: str, at: datetime) -> None:
    """An order came to nothing: what it took of a drop counts no more. Freeing twice frees once."""
    standing = Taking.objects.filter(order_number=order_number, ended_at__isnull=True)
    if standing.update(ended_at=at):
        for drop_id in Taking.objects.filter(order_number=order_number).values_list(
            "entry__drop_id", flat=True
        ):
            defer_once("drops.move_line", key=f"drop-{drop_id}", drop_id=drop_id)
