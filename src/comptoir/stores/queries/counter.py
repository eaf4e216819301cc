"""What a counter may do with a receipt now, and what it would come to; what was done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.catalogue import queries as catalogue
from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.reasons import Reason
from comptoir.core.receipts import Condition, Settlement, is_resaleable, settle
from comptoir.core.store_returns import Purchase, Shop, StoreKind, can_exchange
from comptoir.markets import queries as markets
from comptoir.markets.queries import HouseStore
from comptoir.stores.models import CounterReturn
from comptoir.stores.queries.postings import store_of
from comptoir.stores.queries.receipts import PieceView, ReceiptView


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceAtCounter:
    """A piece of a receipt and whether this counter may take it back now, its condition granted."""

    piece: PieceView
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A SKU that is to be taken instead; `price` is what the till asks with tax, where it is not the shop's price."""

    sku: str
    price: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenPiece:
    """A piece that is taken instead, at what it costs with tax, in minor units."""

    sku: str
    name: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPreview:
    """What a return at the counter would come to; with refusals nothing of it can be done."""

    back: tuple[PieceView, ...]
    taken: tuple[TakenPiece, ...]
    settlement: Settlement
    refusals: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackView:
    """What a counter did with a receipt."""

    id: UUID
    store: str
    receipt: UUID
    number: str
    taken: UUID | None
    outcome: str
    worth: int
    taken_worth: int
    paid: int
    credited: int
    currency: str
    credit_number: str
    made_by: str
    made_at: datetime


def shop_of(store: HouseStore) -> Shop:
    """A store as the rules see it."""
    return Shop(kind=StoreKind(store.kind), country=store.country, zone=store.zone)


def pieces_at_counter(
    *, receipt: ReceiptView, counter: HouseStore, at: datetime
) -> tuple[PieceAtCounter, ...]:
    """Each piece with its yes or no and the rule (STO-01 to STO-05)."""
    every = set(Condition)
    return tuple(
        PieceAtCounter(
            piece=piece,
            decision=_decide(receipt=receipt, piece=piece, checked=every, counter=counter, at=at),
        )
        for piece in receipt.pieces
    )


def preview_counter(
    *,
    receipt: ReceiptView,
    counter: HouseStore,
    checked: Mapping[UUID, Collection[Condition]],
    taken: Sequence[Taken],
    name: str,
    language: str,
    at: datetime,
) -> CounterPreview:
    """What it comes to if these pieces come back, each with what was found right about it, for what is `taken`.

    `name` is the customer's, in which a credit is made out.
    """
    chosen = tuple(piece for piece in receipt.pieces if piece.id in checked)
    decisions = [
        _decide(receipt=receipt, piece=piece, checked=checked[piece.id], counter=counter, at=at)
        for piece in chosen
    ]
    refused = [decision for decision in decisions if isinstance(decision, Refused)]
    if not chosen or len(chosen) != len(checked):
        refused.append(_missing("pieces"))
    goods, unsold = _priced(taken, counter=counter, language=language, at=at)
    settlement = settle(worth=[piece.paid for piece in chosen], taken=[each.price for each in goods])
    if settlement.to_credit and not name.strip():
        refused.append(_missing("name"))
    return CounterPreview(
        back=chosen, taken=goods, settlement=settlement, refusals=(*dict.fromkeys(refused), *unsold)
    )


def back_by_id(*, public_id: UUID) -> BackView | None:
    """What a counter did, by its id."""
    row = CounterReturn.objects.filter(public_id=public_id).select_related("receipt", "taken").first()
    return _view(row) if row else None


def backs_at(*, store: str, limit: int) -> list[BackView]:
    """What a store's counter did last."""
    rows = CounterReturn.objects.filter(store=store).select_related("receipt", "taken")
    return [_view(row) for row in rows.order_by("-made_at", "-pk")[:limit]]


def _decide(
    *,
    receipt: ReceiptView,
    piece: PieceView,
    checked: Collection[Condition],
    counter: HouseStore,
    at: datetime,
) -> Decision:
    if piece.back_at is not None:
        values = (("moment", piece.back_at),)
        return Refused(rule="STO-01", reason=Reason.CAME_BACK_ALREADY, values=values)
    bought_in = store_of(code=receipt.store)
    if bought_in is None:
        return Refused(rule="STO-01", reason=Reason.NOT_OWN_STORE)
    decision = can_exchange(
        purchase=Purchase(
            shop=shop_of(bought_in),
            bought_on=receipt.bought_on,
            never_returnable=piece.never_returnable,
            tax_free=receipt.tax_free,
            sale_until=piece.sale_until,
        ),
        shop=shop_of(counter),
        resaleable=is_resaleable(checked),
        policy=markets.current_policy(at=at),
        at=at,
    )
    if isinstance(decision, Allowed) and counter.closed_on is not None:
        return Refused(rule="STO-01", reason=Reason.NOT_OWN_STORE)
    return decision


def _priced(
    wanted: Sequence[Taken], *, counter: HouseStore, language: str, at: datetime
) -> tuple[tuple[TakenPiece, ...], tuple[Refused, ...]]:
    """What is taken at the till's price, or at today's of the country where that is with tax; the rest is refused."""
    skus = [each.sku for each in wanted]
    known = catalogue.sellables(skus=skus, country=counter.country, language=language, at=at) if skus else {}
    goods: list[TakenPiece] = []
    refused: list[Refused] = []
    for each in wanted:
        found = known.get(each.sku)
        if found is None:
            values = (("sku", each.sku[:40]),)
            refused.append(Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=values, field="taken"))
            continue
        price = each.price if each.price is not None else found.unit_price if found.tax_included else None
        if price is None:
            values = (("name", found.name),)
            refused.append(Refused(rule=None, reason=Reason.TILL_PRICE_MISSING, values=values, field="taken"))
        else:
            name = f"{found.name}, {found.colour}, {found.size}"
            goods.append(TakenPiece(sku=each.sku, name=name, price=price))
    return tuple(goods), tuple(refused)


def _missing(field: str) -> Refused:
    return Refused(rule=None, reason=Reason.FIELD_MISSING, values=(("field", field),), field=field)


def _view(row: CounterReturn) -> BackView:
    return BackView(
        id=row.public_id,
        store=row.store,
        receipt=row.receipt.public_id,
        number=row.receipt.number,
        taken=row.taken.public_id if row.taken else None,
        outcome=row.outcome,
        worth=row.worth,
        taken_worth=row.taken_worth,
        paid=row.paid,
        credited=row.credited,
        currency=row.receipt.currency,
        credit_number=row.credit_number,
        made_by=row.made_by,
        made_at=row.made_at,
    )
