"""Receipts of the stores, recorded once: by the till's export, by a program, typed, or by an exchange (STO-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Actor
from comptoir.core.calendar import local_date
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.core.receipts import ReceiptFacts, Source, receipt_refusals
from comptoir.infra import ids
from comptoir.infra.db import insert_once, joins_transaction, owns_transaction
from comptoir.infra.idempotency import request_hash
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.markets import queries as markets
from comptoir.markets.queries import HouseStore
from comptoir.people import queries as people
from comptoir.stock import services as stock
from comptoir.stores import queries
from comptoir.stores.models import Receipt, ReceiptPiece


class CannotRecord(NotPossible):
    """The receipt cannot be true, or its number is that of another one; nothing was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptIn:
    """A receipt to record; `store` is the code of a store, `email` the customer's where it was given."""

    store: str
    facts: ReceiptFacts
    email: str = ""


@owns_transaction
def record_receipt(*, wanted: ReceiptIn, source: Source, actor: Actor, at: datetime) -> UUID:
    """Record a receipt; told again in the same words it is the one there is. Refusals: CannotRecord."""
    return keep_receipt(wanted=wanted, source=source, actor=actor, at=at).public_id


@joins_transaction
def keep_receipt(*, wanted: ReceiptIn, source: Source, actor: Actor, at: datetime) -> Receipt:
    """The same within a transaction; what was sold leaves the stock of the store."""
    store, sale_until = check_receipt(wanted=wanted, at=at)
    facts, email = wanted.facts, wanted.email.strip()
    account = people.proved_customer(email=email) if email else None
    row = Receipt(
        public_id=ids.new_id(),
        store=store.code,
        number=facts.number,
        bought_at=facts.bought_at,
        bought_on=local_date(facts.bought_at, zone=store.zone),
        currency=facts.currency,
        tax_free=facts.tax_free,
        source=source,
        email=email,
        customer_id=account.pk if account else None,
        digest=request_hash(_told(wanted)),
        recorded_by=actor.id,
        recorded_at=at,
    )
    if not insert_once(row):
        known = Receipt.objects.get(store=store.code, number=facts.number)
        if known.digest != row.digest:
            values = (("number", facts.number),)
            raise CannotRecord(
                Refused(rule=None, reason=Reason.RECEIPT_DIFFERS, values=values, field="number")
            )
        return known
    skus = {piece.sku for piece in facts.pieces}
    never = catalogue.never_returned(skus=skus)
    pieces = ReceiptPiece.objects.bulk_create(
        ReceiptPiece(
            public_id=ids.new_id(),
            receipt=row,
            position=position,
            sku=piece.sku,
            paid=piece.paid,
            never_returnable=piece.sku in never,
            sale_until=sale_until if piece.sale else None,
        )
        for position, piece in enumerate(facts.pieces)
    )
    sold = {piece.public_id: piece.sku for piece in pieces}
    stock.move_over_counter(location=store.code, sold=sold, back={}, actor=actor, at=at)
    record(
        verb="receipt_recorded",
        subject_kind="receipt",
        subject_id=row.public_id,
        actor=actor,
        at=at,
        data={"store": store.code, "number": facts.number, "source": source, "pieces": len(pieces)},
    )
    return row


def check_receipt(*, wanted: ReceiptIn, at: datetime) -> tuple[HouseStore, date | None]:
    """The receipt's store and the last day of the sale that ran there. Refusals: CannotRecord, all that is wrong at once."""
    store = queries.store_of(code=wanted.store)
    if store is None:
        values = (("code", wanted.store[:20]),)
        raise CannotRecord(Refused(rule=None, reason=Reason.UNKNOWN_STORE, values=values, field="store"))
    facts = wanted.facts
    sale = markets.sale_period(country=store.country, on=local_date(facts.bought_at, zone=store.zone))
    sale_until = sale.ends_on if sale else None
    skus = {piece.sku for piece in facts.pieces}
    refused = receipt_refusals(
        receipt=facts,
        known=set(catalogue.piece_names(skus=skus, language="en")),
        currency=_currency_of(store, at=at),
        sale_until=sale_until,
        at=at,
    )
    if refused:
        raise CannotRecord(*refused)
    return store, sale_until


def _currency_of(store: HouseStore, *, at: datetime) -> str:
    market = markets.current_policy(at=at).markets.get(store.country)
    return market.currency if market else ""


def _told(wanted: ReceiptIn) -> dict[str, object]:
    """A receipt as its digest sees it. The customer is not of it: who they are may be told later."""
    facts = wanted.facts
    return {
        "bought_at": facts.bought_at.timestamp(),
        "currency": facts.currency,
        "tax_free": facts.tax_free,
        "pieces": [[piece.sku, piece.paid, piece.sale] for piece in facts.pieces],
    }
