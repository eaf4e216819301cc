"""A return as its customer sees it: the code for the counter, points near any address, its dates, its refund."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.cases import queries as cases
from comptoir.checkout.services import Progress
from comptoir.core.grading import Check, Finding
from comptoir.infra import clock
from comptoir.orders import queries as orders
from comptoir.returns import queries as returns
from comptoir.returns import services
from tests import builders
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import HAND
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def placed(house: None) -> Progress:
    """An order that has arrived."""
    del house
    return builders.a_delivered_order()


def pieces_of(placed: Progress) -> list[str]:
    order = orders.order_by_number(number=placed.number)
    assert order
    return [str(piece.public_id) for piece in orders.pieces_of(order_id=order.pk)]


def registered(shopper: Client, placed: Progress, *pieces: str, **form: str) -> str:
    """A return registered on the page; the address of its own."""
    page = f"/en-fr/orders/{placed.token}/return/"
    answer = shopper.post(page, {"piece": pieces, "step": "confirm", **form})
    assert answer.status_code == 302, words(answer.content.decode())
    return str(answer["Location"])


def judged(placed: Progress, *, fault: bool) -> returns.ReturnView:
    (known,) = returns.returns_of(order_number=placed.number)
    ids = [piece.id for piece in known.pieces]
    services.receive_return(return_id=known.id, pieces=ids, actor=HAND, at=clock.now())
    for row in returns.pieces_to_grade(return_id=known.id):
        findings = dict.fromkeys(row.checks, Finding.FINE)
        if fault:
            findings[Check.UNWORN] = Finding.FAULT
        services.keep_grade(
            return_id=known.id,
            piece=row.id,
            findings=findings,
            note="",
            photographs=["0" * 64],
            destination=None,
            actor=HAND,
            at=clock.now(),
        )
    services.finish_grading(return_id=known.id, refer=[], actor=HAND, at=clock.now())
    return known


@pytest.mark.rule("RET-08", "RET-09", "RET-13")
def test_the_registered_return_has_a_code_its_dates_and_points_near_any_address(
    shopper: Client, placed: Progress
) -> None:
    page = registered(shopper, placed, pieces_of(placed)[0])
    html = shopper.get(page).content.decode()
    (known,) = returns.returns_of(order_number=placed.number)
    assert html.count('<svg viewBox="-3 -3') == 1
    assert known.tracking_number in html
    said = words(html)
    assert "A registered return cannot be changed." in said
    assert "Points near the delivery address" in said
    assert html.partition('class="point-map"')[2].partition("</svg>")[0].count("<circle") == 5
    near = text_of(shopper, f"{page}?postal_code=69002&city=Lyon")
    assert "Points near 69002 Lyon" in near
    assert "69002 Lyon" in near.partition("Points near 69002 Lyon")[2]


@pytest.mark.rule("RET-09")
def test_a_courier_calls_at_another_address_of_the_country(shopper: Client, placed: Progress) -> None:
    day = (clock.now() + timedelta(days=1)).date().isoformat()
    elsewhere = {
        "pickup": "courier",
        "day": day,
        "begins": "09:00",
        "ends": "12:00",
        "where": "other",
        "at_name": "Jeanne Martin",
        "at_line1": "3 quai Jules Courmont",
        "at_postal_code": "69002",
        "at_city": "Lyon",
        "at_phone": "+33 6 12 34 56 78",
    }
    (first, _second) = pieces_of(placed)
    page = f"/en-fr/orders/{placed.token}/return/"
    wrong = shopper.post(page, {"piece": first, "step": "confirm", **elsewhere, "at_line1": "BP 12"})
    assert wrong.status_code == 422
    assert returns.returns_of(order_number=placed.number) == ()
    registered(shopper, placed, first, **elsewhere)
    (known,) = returns.returns_of(order_number=placed.number)
    assert known.pickup_confirmation.startswith("PRG")
    row = returns.return_by_id(return_id=known.id)
    assert row
    assert (row.pickup["address"]["city"], row.pickup["address"]["country"]) == ("Lyon", "FR")


@pytest.mark.rule("CLM-03")
def test_a_fault_leads_to_a_claim_and_nobody_has_to_take_it(shopper: Client, placed: Progress) -> None:
    first = pieces_of(placed)[0]
    page = f"/en-fr/orders/{placed.token}/return/"
    html = shopper.post(page, {"piece": first, f"reason-{first}": "faulty"}).content.decode()
    assert f"/claim/?kind=faulty&amp;piece={first}" in html
    assert "Register the return" in words(html)


@pytest.mark.rule("RET-11", "RET-12", "RET-02")
def test_the_statement_explains_each_cent_before_and_after(shopper: Client, placed: Progress) -> None:
    page = registered(shopper, placed, *pieces_of(placed))
    before = text_of(shopper, f"{page}refund/")
    assert "Your refund: 440,00 €" in before
    assert "once it is accepted" in before
    known = judged(placed, fault=False)
    ship.work()
    account = returns.refund_statement(return_id=known.id)
    assert account
    assert [(line.kind, line.amount, line.rule, line.planned) for line in account.lines] == [
        ("piece", 29000, "RET-11", False),
        ("piece", 15000, "RET-11", False),
        ("delivery", 0, "RET-02", False),
    ]
    (leg,) = account.legs
    assert (leg.method, leg.amount, leg.state, account.total) == ("card", 44000, "done", 44000)
    after = text_of(shopper, f"{page}refund/")
    assert "Given back" in after
    assert leg.reference
    assert leg.reference in after
    assert "once it is accepted" not in after
    assert "Money given back" in text_of(shopper, page)


@pytest.mark.rule("RET-06", "A-36")
def test_a_refused_piece_waits_for_its_customers_choice_is_reminded_and_then_a_persons(
    shopper: Client, placed: Progress
) -> None:
    page = registered(shopper, placed, pieces_of(placed)[0])
    known = judged(placed, fault=True)
    piece = known.pieces[0].id
    said = text_of(shopper, f"{page}refused/")
    assert "The piece has been worn." in said
    order = ship.known(placed.number)
    builders.at_clock(clock.now() + timedelta(days=8))
    for _twice in range(2):
        ship.sweep("returns.remind_of_held")
    assert [mail.kind for mail in ship.mails(order)].count("return_waits") == 1
    builders.at_clock(clock.now() + timedelta(days=8))
    assert [row.piece for row in returns.held_unanswered(at=clock.now())] == [piece]
    assert shopper.post(f"{page}refused/", {f"choice-{piece}": "give_up"}).status_code == 302
    assert returns.held_unanswered(at=clock.now()) == ()
    (row,) = returns.held_pieces()
    assert row.choice == "give_up"
    before = ship.on_hand(ship.KNIT)
    services.settle_held(return_id=known.id, piece=piece, reference="", actor=HAND, at=clock.now())
    assert ship.on_hand(ship.KNIT) == before
    assert returns.held_pieces() == ()
    late = shopper.post(f"{page}refused/", {f"choice-{piece}": "send_back"})
    assert late.status_code == 422
    assert ship.payment_books(order)[1:] == [("capture", 45800)]


@pytest.mark.rule("A-05", "RET-11")
def test_a_refund_that_is_not_there_three_days_before_its_date_has_a_case_until_it_is(
    shopper: Client, placed: Progress
) -> None:
    registered(shopper, placed, pieces_of(placed)[0])
    ship.break_payments(mode="down", endpoint="POST /v1/refunds")
    known = judged(placed, fault=False)
    assert returns.refunds_due(at=clock.now()) == ()
    builders.at_clock(clock.now() + timedelta(days=12))
    assert [row.id for row in returns.refunds_due(at=clock.now())] == [known.id]
    ship.sweep("cases.open_cases_for_trouble")
    assert "refund_due" in [case.kind for case in cases.open_cases(order_number=placed.number)]
    ship.mend()
    ship.perform_effects()
    assert returns.refunds_due(at=clock.now()) == ()


def test_a_number_of_nothing_is_no_page(shopper: Client, placed: Progress) -> None:
    for rest in ("", "refund/", "refused/"):
        assert shopper.get(f"/en-fr/orders/{placed.token}/return/R0000000/{rest}").status_code == 404
