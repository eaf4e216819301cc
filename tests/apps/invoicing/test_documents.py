"""What is on an invoice and a credit note, and what is in the books because of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from comptoir.fulfilment import services as fulfilment
from comptoir.infra import media
from comptoir.infra.db import one_transaction
from comptoir.invoicing import queries, services
from comptoir.invoicing.models import Document, DocumentFile
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED, HAND, KNIT, LATER, SHIRT

pytestmark = pytest.mark.usefixtures("shop")


def credit(order: ship.Order, *places: int, cause: str = "return:x:1", delivery: int = 0) -> Document:
    rows = [ship.pieces(order)[place] for place in places]
    with one_transaction():
        orders.lock_order(number=order.number)
        return services.issue_credit_note(
            order=order, refund_cause=cause, pieces=rows, delivery_amount=delivery, delivery_tax=0, at=ARRIVED
        )


@pytest.mark.rule("A-38", "ORD-05", "A-50")
def test_an_invoice_adds_up_line_by_line_and_rate_by_rate() -> None:
    order, _parcel = ship.a_shipped_order(lines=((KNIT, 3), (SHIRT, 1)), codes=("WELCOME10",))
    document = Document.objects.get()
    body = document.body
    assert document.gross == order.total
    assert document.tax == sum(piece.tax for piece in ship.pieces(order)) + order.delivery_tax
    assert [line["quantity"] for line in body["lines"]] == [3, 1]
    for line in body["lines"]:
        assert line["net"] + line["tax"] == line["gross"]
        assert line["unit_net"] * line["quantity"] - line["discount_net"] == line["net"]
    assert sum(line["gross"] for line in body["lines"]) + body["delivery"]["gross"] == document.gross
    assert [(row["rate"], row["tax"]) for row in body["taxes"]] == [("0.2", document.tax)]
    assert sum(row["net"] for row in body["taxes"]) == document.net
    assert body["discounts"] == [{"code": "WELCOME10", "amount": 10200}]
    assert "Jeanne" not in str(body)


@pytest.mark.rule("A-38", "I-1")
def test_the_sale_is_in_the_ledger_with_the_tax_of_the_country() -> None:
    order, _parcel = ship.a_shipped_order()
    (sale,) = [entry for entry in payments.ledger_of(order_number=order.number) if entry.kind == "sale"]
    tax = Document.objects.get().tax
    delivery_net = order.delivery_paid - order.delivery_tax
    assert sorted(sale.lines) == sorted(
        [
            ("customer", "EUR", 45800, 0),
            ("sales.goods", "EUR", 0, 45800 - tax - delivery_net),
            ("sales.delivery", "EUR", 0, delivery_net),
            ("tax.FR", "EUR", 0, tax),
        ]
    )


@pytest.mark.rule("A-38", "PAY-11")
def test_prepaid_duties_are_a_line_of_their_own_without_tax() -> None:
    order, _parcel = ship.a_shipped_order(address=cast.JOHN)
    document = Document.objects.get()
    assert order.duties > 0
    assert document.body["duties"] == order.duties
    assert document.gross == order.total
    (sale,) = [entry for entry in payments.ledger_of(order_number=order.number) if entry.kind == "sale"]
    assert ("duties", "USD", 0, order.duties) in sale.lines
    assert ship.clears(order)


@pytest.mark.rule("A-39")
def test_issuing_again_for_the_same_cause_is_the_same_document() -> None:
    order = ship.a_delivered_order()
    first = credit(order, 0)
    still = ship.snapshot()
    assert credit(order, 0) == first
    assert ship.snapshot() == still


@pytest.mark.rule("A-39")
def test_a_credit_note_has_a_series_of_its_own_and_names_what_it_corrects() -> None:
    order = ship.a_delivered_order()
    note = credit(order, 0)
    invoice = Document.objects.get(kind="invoice")
    assert (note.number, note.corrects) == ("MEX-FR-CN-2026-000001", invoice)
    assert [row["number"] for row in note.body["corrects"]] == [invoice.number]
    (entry,) = [e for e in payments.ledger_of(order_number=order.number) if e.kind == "credit_note"]
    assert ("customer", "EUR", 0, 29000) in entry.lines
    assert queries.credited(order_number=order.number).pieces == {str(ship.ids(order)[0])}


@pytest.mark.rule("A-39")
def test_a_credit_note_of_pieces_in_two_parcels_names_both_invoices() -> None:
    order = ship.a_released_order()
    for piece in ship.ids(order):
        part = fulfilment.pack_parcel(order_number=order.number, pieces=[piece], actor=HAND, at=LATER)
        fulfilment.ship_parcel(parcel_id=part.id, actor=HAND, at=LATER)
    note = credit(order, 0, 1)
    assert len(note.body["corrects"]) == 2


def test_what_was_never_invoiced_is_not_credited() -> None:
    order = ship.a_released_order()
    with pytest.raises(ValueError, match="never invoiced"):
        credit(order, 0)


@pytest.mark.rule("A-39")
@pytest.mark.parametrize(
    "change", ["UPDATE invoicing_document SET gross = gross + 1", "DELETE FROM invoicing_document"]
)
def test_the_database_refuses_to_change_an_issued_document(change: str) -> None:
    ship.a_shipped_order()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Document.objects.get().gross == ship.TOTAL


@pytest.mark.rule("A-39")
def test_a_new_year_in_paris_begins_a_new_series() -> None:
    order = ship.a_delivered_order()
    rows = ship.pieces(order)
    eve = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    numbers = []
    for cause, at in (("a", eve), ("b", eve + timedelta(seconds=1))):
        with one_transaction():
            document = services.issue_invoice(
                order=order, parcel_cause=cause, pieces=rows[:1], delivery_share=0, at=at
            )
        assert document is not None
        numbers.append(document.number)
    assert numbers == ["MEX-FR-2026-000002", "MEX-FR-2027-000001"]


@pytest.mark.rule("A-39")
def test_no_document_is_dated_before_the_one_with_the_number_below() -> None:
    order = ship.a_delivered_order()
    row = ship.pieces(order)[:1]
    dates = []
    for cause, at in (("a", ARRIVED), ("b", ARRIVED - timedelta(seconds=5))):
        with one_transaction():
            document = services.issue_invoice(
                order=order, parcel_cause=cause, pieces=row, delivery_share=0, at=at
            )
        assert document is not None
        dates.append(document.issued_at)
    assert dates == [ARRIVED, ARRIVED]


@pytest.mark.rule("ORD-05", "A-20")
def test_the_pdf_is_made_once_and_stays_byte_for_byte() -> None:
    order, _parcel = ship.a_shipped_order()
    del order
    document = Document.objects.get()
    read = services.read_document(public_id=document.public_id, at=LATER)
    assert read is not None
    assert (read.name, read.content[:5]) == ("MEX-FR-2026-000001.pdf", b"%PDF-")
    kept = DocumentFile.objects.get()
    assert media.read(kept.digest, private=True) == read.content
    assert services.render_document(document_id=document.pk, at=ARRIVED) == kept.digest
    assert not queries.unmade_documents().exists()


def test_an_unknown_document_is_nothing() -> None:
    assert services.read_document(public_id=uuid4(), at=LATER) is None
