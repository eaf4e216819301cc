"""Receipts for the tests of the stores."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.receipts import Condition, PieceSold, ReceiptFacts, Source
from comptoir.stores import queries, services
from comptoir.stores.queries import BackView, ReceiptView, Taken
from comptoir.stores.services import ReceiptIn, TakeBack
from tests import builders

AT = builders.MONDAY
YESTERDAY = AT - timedelta(days=1)
ASSOCIATE = Actor(kind=ActorKind.STAFF, id="00000000-0000-7000-8000-000000000002", role=Role.ASSOCIATE)
PAID = 28000
FINE = tuple(Condition)


def told(
    number: str = "1001",
    *,
    store: str = "PAR1",
    pieces: tuple[PieceSold, ...] = (PieceSold(sku=builders.KNIT_M, paid=PAID),),
    bought_at: datetime = YESTERDAY,
    tax_free: bool = False,
    currency: str = "EUR",
    email: str = "",
) -> ReceiptIn:
    """A receipt as the till tells it."""
    facts = ReceiptFacts(
        number=number, bought_at=bought_at, currency=currency, pieces=pieces, tax_free=tax_free
    )
    return ReceiptIn(store=store, facts=facts, email=email)


def a_receipt(wanted: ReceiptIn | None = None, *, at: datetime = AT) -> ReceiptView:
    """One that is recorded."""
    key = services.record_receipt(wanted=wanted or told(), source=Source.TILL, actor=ASSOCIATE, at=at)
    found = queries.receipt_by_id(public_id=key)
    assert found
    return found


def bring_back(
    receipt: ReceiptView,
    *,
    store: str = "LYO1",
    taken: tuple[Taken, ...] = (),
    checked: tuple[Condition, ...] = FINE,
    name: str = "Jeanne Exemple",
    email: str = "",
    seen: int | None = None,
    key: UUID | None = None,
    at: datetime = AT,
) -> BackView:
    """All of a receipt comes back to a counter; by default what is seen is that all of it is credited."""
    wanted = TakeBack(
        key=key or uuid4(),
        receipt=receipt.id,
        store=store,
        checked={piece.id: checked for piece in receipt.pieces},
        taken=taken,
        name=name,
        email=email,
        seen=-receipt.total if seen is None else seen,
    )
    return services.take_back(wanted=wanted, language="en", actor=ASSOCIATE, at=at)
