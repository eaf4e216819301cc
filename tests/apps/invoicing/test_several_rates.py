"""Goods of two rates in one order: delivery bears both, and the papers say so to the cent (A-43)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from comptoir.cases import queries as cases
from comptoir.catalogue import services as catalogue
from comptoir.catalogue.services import PriceInput, ProductInput
from comptoir.checkout import queries as checkout
from comptoir.core.addresses import Address
from comptoir.core.policy import Service
from comptoir.infra import queue
from comptoir.invoicing.models import Document
from comptoir.orders import queries as orders
from comptoir.returns import services as returns
from tests import builders, cast

DUBLIN = Address(
    name="Nora Example",
    line1="12 Main Street",
    postal_code="D02 X285",
    city="Dublin",
    country="IE",
    phone="+353 1 555 0100",
)
LINES = ((builders.KNIT_M, 2), (builders.SHIRT_M, 1))


def knits_are_for_children(plain: ProductInput) -> ProductInput:
    """What children wear bears no tax in Ireland; the shirt is of the general class."""
    return replace(plain, tax_class="children") if plain.style == builders.KNIT else plain


@pytest.fixture(autouse=True)
def _house(db: None, payment_standin: str, carrier_standin: str) -> None:
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house(dressed=knits_are_for_children)
    for style, amount in ((builders.KNIT, 3333), (builders.SHIRT, 4999)):  # delivery is free for more
        price = PriceInput(
            style=style,
            country="IE",
            currency="EUR",
            amount=amount,
            tax_included=True,
            starts_at=builders.OPENED + timedelta(days=1),
        )
        catalogue.set_price(price=price, actor=cast.ADMIN, at=builders.OPENED + timedelta(days=1))


def by_rate(document: Document) -> list[tuple[Decimal, int, int]]:
    return [(Decimal(row["rate"]), row["net"], row["tax"]) for row in document.body["taxes"]]


@pytest.mark.rule("A-43", "A-38", "pitfall-15")
def test_invoice_and_credit_note_say_each_rate_of_goods_and_delivery() -> None:
    where = {"country": "IE", "postal_code": DUBLIN.postal_code}
    quote = checkout.price_lines(lines=LINES, language="en", at=builders.MONDAY, **where).quote
    delivery = quote.delivery(Service.EXPRESS)
    assert [line.rate for line in delivery.delivery_tax] != [delivery.delivery_tax[0].rate]
    placed = builders.a_delivered_order(lines=LINES, address=DUBLIN)
    (invoice,) = Document.objects.filter(kind="invoice")
    assert by_rate(invoice) == [(line.rate, line.base, line.amount) for line in delivery.tax]
    assert len(by_rate(invoice)) == 2
    parts = [(Decimal(x["rate"]), x["net"], x["tax"]) for x in invoice.body["delivery"]["parts"]]
    assert parts == [(line.rate, line.base, line.amount) for line in delivery.delivery_tax]
    assert invoice.gross == sum(net + tax for _, net, tax in by_rate(invoice)) + invoice.body["duties"]

    back = builders.MONDAY + timedelta(days=5)
    builders.at_clock(back)
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    pieces = [piece.public_id for piece in orders.pieces_of(order_id=order.pk)]
    known = returns.register_return(
        order_number=placed.number, pieces=[(p, "") for p in pieces], pickup=None, actor=cast.ADVISOR, at=back
    ).id
    returns.receive_return(return_id=known, pieces=pieces, actor=cast.WAREHOUSE, at=back)
    verdicts = [returns.VerdictIn(piece=piece, verdict=returns.Verdict.ACCEPTED) for piece in pieces]
    returns.inspect_return(return_id=known, verdicts=verdicts, actor=cast.WAREHOUSE, at=back)
    queue.run_waiting()
    (note,) = Document.objects.filter(kind="credit_note")
    assert note.tax == sum(tax for _, _, tax in by_rate(note))
    assert note.net == sum(net for _, net, _ in by_rate(note)) + note.body["duties"]
    goods = [(line["net"], line["tax"]) for line in invoice.body["lines"]]
    assert [(line["net"], line["tax"]) for line in note.body["lines"]] == goods
    assert {known.id: f for known in cases.INVARIANTS if (f := cases.check_invariant(invariant=known))} == {}
