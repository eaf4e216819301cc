"""What the demo's stores sold before it opens: receipts, a credit, an exchange, and who stands at which counter."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from comptoir.core.actors import HOUSE, Role
from comptoir.core.receipts import Condition, PieceSold, ReceiptFacts, Source
from comptoir.infra import ids
from comptoir.markets import queries as markets
from comptoir.people import queries as people
from comptoir.stock import services as stock
from comptoir.stores import queries, services
from comptoir.stores.queries import Taken
from comptoir.stores.services import ReceiptIn, TakeBack

SWEATER, OTHER = "ME-26W-KN003-0020-M", "ME-26W-KN003-0020-L"
_PAID = {"FR": 29000, "GB": 26000}


def open_stores(*, opens: datetime) -> None:
    """Stock of the stores, their receipts of the last weeks, and what came back of them."""
    own = markets.house_stores(kind="own")
    stock.load_locations(
        places=[
            stock.Place(
                code=store.code, name=store.name, country=store.country, ships=False, position=10 + place
            )
            for place, store in enumerate(own)
        ]
    )
    lines = [
        stock.Received(sku=sku, location=store.code, quantity=4) for store in own for sku in (SWEATER, OTHER)
    ]
    stock.receive_delivery(lines=lines, cause="opening of the stores", at=opens - timedelta(days=60))
    for member in people.staff():
        if member.role == Role.ASSOCIATE:
            services.post_to_store(person=member.public_id, store="PAR1", actor=HOUSE, at=opens)
    for number, days, store in (("240917", 45, "PAR1"), ("240982", 12, "LYO1"), ("240990", 3, "PAR1")):
        _receipt(number, store, at=opens - timedelta(days=days), email="jeanne@example.org")
    _receipt("240991", "PAR1", at=opens - timedelta(days=2), sale=True)
    _receipt("240992", "PAR1", at=opens - timedelta(days=1), tax_free=True)
    _receipt("77013", "LON1", at=opens - timedelta(days=5))
    credited = _receipt("240975", "PAR1", at=opens - timedelta(days=14), email="jeanne@example.org")
    exchanged = _receipt("240980", "LYO1", at=opens - timedelta(days=13))
    _back(credited, taken=(), seen=-_PAID["FR"], at=opens - timedelta(days=6))
    _back(exchanged, taken=(Taken(sku=OTHER, price=_PAID["FR"]),), seen=0, at=opens - timedelta(days=4))


def _receipt(
    number: str, store: str, *, at: datetime, email: str = "", sale: bool = False, tax_free: bool = False
) -> UUID:
    country = "GB" if store == "LON1" else "FR"
    currency = "GBP" if country == "GB" else "EUR"
    facts = ReceiptFacts(
        number=number,
        bought_at=at,
        currency=currency,
        tax_free=tax_free,
        pieces=(PieceSold(sku=SWEATER, paid=_PAID[country], sale=sale),),
    )
    wanted = ReceiptIn(store=store, facts=facts, email=email)
    return services.record_receipt(wanted=wanted, source=Source.TILL, actor=HOUSE, at=at)


def _back(receipt: UUID, *, taken: tuple[Taken, ...], seen: int, at: datetime) -> None:
    known = queries.receipt_by_id(public_id=receipt)
    if known is None:
        raise LookupError(receipt)
    wanted = TakeBack(
        key=ids.new_id(),
        receipt=receipt,
        store="PAR1",
        checked={piece.id: tuple(Condition) for piece in known.pieces},
        taken=taken,
        name="Jeanne Exemple",
        email=known.email,
        seen=seen,
    )
    services.take_back(wanted=wanted, language="fr", actor=HOUSE, at=at)
