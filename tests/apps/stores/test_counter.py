"""The counter: what comes back to a store, for others or for a credit, and never for money."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from comptoir.core.reasons import Reason
from comptoir.core.receipts import Condition, PieceSold
from comptoir.infra.refusals import NotPossible
from comptoir.payments import queries as payments
from comptoir.payments.models import LedgerLine
from comptoir.stock import queries as stock
from comptoir.stock import services as stocking
from comptoir.stores import queries
from comptoir.stores.queries import Taken
from comptoir.stores.services import CannotRecord, CannotTakeBack
from tests import builders
from tests.apps.stores.receipts import AT, FINE, PAID, a_receipt, bring_back, told

pytestmark = pytest.mark.usefixtures("house")


def reasons(refusal: pytest.ExceptionInfo[NotPossible]) -> list[Reason]:
    return [each.reason for each in refusal.value.refusals]


def liability() -> int:
    rows = LedgerLine.objects.filter(account="credits.store_credit")
    return sum(line.credit - line.debit for line in rows)


@pytest.mark.rule("STO-01", "STO-02", "STO-08")
def test_a_piece_comes_back_to_another_store_of_the_country_for_a_credit_in_the_customers_name() -> None:
    back = bring_back(a_receipt(), email="jeanne@example.org")
    credit = payments.credit_by_number(number=back.credit_number)
    assert credit
    assert (back.outcome, back.paid, back.credited) == ("credit", 0, PAID)
    assert (credit.name, credit.country, credit.left) == ("Jeanne Exemple", "FR", PAID)
    assert credit.valid_until == datetime(2027, 11, 23, 22, 59, 59, tzinfo=UTC)
    assert liability() == PAID


@pytest.mark.rule("STO-08")
def test_a_dearer_piece_is_paid_for_and_a_cheaper_one_leaves_a_credit() -> None:
    dearer = bring_back(a_receipt(told("1")), taken=(Taken(sku=builders.KNIT_M, price=PAID + 500),), seen=500)
    cheaper = bring_back(a_receipt(told("2")), taken=(Taken(sku=builders.KNIT_M, price=PAID - 1),), seen=-1)
    assert (dearer.outcome, dearer.paid, dearer.credited, dearer.credit_number) == ("exchange", 500, 0, "")
    assert (cheaper.outcome, cheaper.paid, cheaper.credited) == ("exchange", 0, 1)
    assert dearer.taken
    assert liability() == 1


@pytest.mark.rule("STO-01")
def test_what_was_taken_in_an_exchange_can_come_back_by_the_same_rules_and_what_came_back_cannot_twice() -> (
    None
):
    receipt = a_receipt()
    first = bring_back(receipt, taken=(Taken(sku=builders.KNIT_M, price=PAID),), seen=0)
    assert first.taken
    taken = queries.receipt_by_id(public_id=first.taken)
    assert taken
    assert bring_back(taken).credited == PAID
    with pytest.raises(CannotTakeBack) as refusal:
        bring_back(receipt)
    assert reasons(refusal) == [Reason.CAME_BACK_ALREADY]


def test_what_is_sent_twice_under_one_key_happens_once_and_another_request_under_it_is_refused() -> None:
    receipt, key = a_receipt(), uuid4()
    assert bring_back(receipt, key=key) == bring_back(receipt, key=key)
    with pytest.raises(CannotTakeBack) as refusal:
        bring_back(receipt, key=key, name="Somebody Else")
    assert reasons(refusal) == [Reason.KEY_REUSED]
    assert liability() == PAID


@pytest.mark.rule("STO-05", "STO-08")
def test_a_worn_piece_a_nameless_credit_and_a_figure_nobody_saw_change_nothing() -> None:
    receipt = a_receipt()
    worn = tuple(each for each in FINE if each is not Condition.UNWORN)
    for wishes, reason in (
        ({"checked": worn}, Reason.NOT_RESALEABLE),
        ({"name": " "}, Reason.FIELD_MISSING),
        ({"seen": 0}, Reason.TOTAL_CHANGED),
        ({"taken": (Taken(sku="NO-SUCH"),)}, Reason.UNKNOWN_SKU),
    ):
        with pytest.raises(CannotTakeBack) as refusal:
            bring_back(receipt, **wishes)
        assert reasons(refusal) == [reason]
    assert liability() == 0


@pytest.mark.rule("STO-01", "STO-03", "STO-04")
@pytest.mark.parametrize(
    ("wishes", "store", "later", "reason"),
    [
        ({}, "LON1", timedelta(), Reason.OTHER_COUNTRY),
        ({}, "PAR2", timedelta(), Reason.NOT_OWN_STORE),
        ({"store": "PAR2"}, "LYO1", timedelta(), Reason.NOT_OWN_STORE),
        ({"tax_free": True}, "LYO1", timedelta(), Reason.TAX_FREE),
        ({}, "LYO1", timedelta(days=31), Reason.STORE_WINDOW_OVER),
    ],
)
def test_each_refusal_of_the_counter_has_its_reason(
    wishes: dict[str, object], store: str, later: timedelta, reason: Reason
) -> None:
    receipt = a_receipt(told(**wishes))
    with pytest.raises(CannotTakeBack) as refusal:
        bring_back(receipt, store=store, at=AT + later)
    assert reasons(refusal) == [reason]


@pytest.mark.rule("STO-04")
def test_a_piece_of_a_sale_comes_back_to_the_last_second_of_that_sale() -> None:
    receipt = a_receipt(told(pieces=(PieceSold(sku=builders.KNIT_M, paid=PAID, sale=True),)))
    last = datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC)
    with pytest.raises(CannotTakeBack) as refusal:
        bring_back(receipt, at=last + timedelta(seconds=1))
    assert reasons(refusal) == [Reason.SALE_OVER]
    assert bring_back(receipt, at=last).credited == PAID


def test_a_receipt_told_again_is_the_one_there_is_and_one_that_says_something_else_is_refused() -> None:
    first = a_receipt()
    assert a_receipt().id == first.id
    with pytest.raises(CannotRecord) as refusal:
        a_receipt(told(tax_free=True))
    assert reasons(refusal) == [Reason.RECEIPT_DIFFERS]


def test_a_receipt_that_cannot_be_true_is_refused_with_everything_that_is_wrong() -> None:
    with pytest.raises(CannotRecord) as refusal:
        a_receipt(
            told(
                "",
                pieces=(PieceSold(sku="NO-SUCH", paid=-1, sale=True),),
                currency="USD",
                store="LON1",
                bought_at=AT + timedelta(days=40),
            )
        )
    assert set(reasons(refusal)) == {
        Reason.UNKNOWN_SKU,
        Reason.RECEIPT_NUMBER,
        Reason.RECEIPT_PRICE,
        Reason.RECEIPT_CURRENCY,
        Reason.RECEIPT_TO_COME,
        Reason.NO_SALE_THEN,
    }
    with pytest.raises(CannotRecord) as unknown:
        a_receipt(told(store="NOWHERE"))
    assert reasons(unknown) == [Reason.UNKNOWN_STORE]


def test_the_stock_of_a_store_moves_with_what_is_bought_and_brought_back() -> None:
    stocking.load_locations(
        places=[
            stocking.Place(code="PAR", name="Paris", country="FR", ships=True, position=0),
            stocking.Place(code="PAR1", name="Paris store", country="FR", ships=False, position=5),
        ]
    )

    def lying() -> int:
        levels = stock.levels(skus=[builders.KNIT_M])[builders.KNIT_M]
        return sum(level.on_hand for level in levels if level.location == "PAR1")

    receipt = a_receipt()  # sold, though nobody had counted it in
    assert lying() == 0
    bring_back(receipt, store="PAR1")
    assert lying() == 1
    a_receipt(told("2"))
    assert lying() == 0
