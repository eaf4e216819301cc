"""The returns dock: found by a code, scanned in, checked, judged; and all that can come besides."""

from __future__ import annotations

import io
import re
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from comptoir.cases import queries as cases
from comptoir.core.actors import GUEST, Role
from comptoir.core.numbers import show_number
from comptoir.infra import clock
from comptoir.orders.models import Order
from comptoir.returns import queries, services
from comptoir.stock import queries as stock
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import KNIT, SHIRT
from tests.builders import LOAFER_42
from tests.desk.selling import plain, signed_in

pytestmark = pytest.mark.usefixtures("house")
CHECKS = ("labels", "unworn", "unwashed", "clean", "whole", "packaging")


@pytest.fixture
def hand(house: None) -> Client:
    """A browser in which a warehouse hand is signed in."""
    del house
    return signed_in(Role.WAREHOUSE)


def a_return(order: Order, *places: int) -> queries.ReturnView:
    chosen = [(ship.ids(order)[place], "too_small") for place in places]
    made = services.register_return(
        order_number=order.number, pieces=chosen, pickup=None, actor=GUEST, at=clock.now()
    )
    known = queries.return_view(return_id=made.id)
    assert known
    return known


def scanned(hand: Client, known: queries.ReturnView, code: str, key: str = "") -> str:
    answer = hand.post(f"/desk/returns/{known.id}/scans/", {"code": code, "key": key or str(uuid4())})
    assert answer.status_code == 200
    found = re.search(r'<p class="scan-told.*?</p>', answer.content.decode(), re.DOTALL)
    assert found
    return plain(found.group())


def graded(hand: Client, known: queries.ReturnView, do: str = "finish", **said: object) -> str:
    form = {"piece": [str(row.id) for row in queries.pieces_to_grade(return_id=known.id)], "do": do, **said}
    return plain(hand.post(f"/desk/returns/{known.id}/grades/", form, follow=True).content.decode())


def fine(piece: UUID, **wrong: str) -> dict[str, str]:
    return {f"{check}-{piece}": wrong.get(check, "fine") for check in CHECKS}


def photograph() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (800, 700), "teal").save(out, "JPEG")
    return SimpleUploadedFile("fault.jpg", out.getvalue(), "image/jpeg")


def states(known: queries.ReturnView) -> list[tuple[str, str]]:
    view = queries.return_view(return_id=known.id)
    assert view
    return [(piece.reception, piece.acceptance) for piece in view.pieces]


@pytest.mark.rule("RET-10")
@pytest.mark.parametrize("what", ["number", "tracking_number", "order"])
def test_a_parcel_is_found_by_whatever_is_written_on_it(hand: Client, what: str) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0)
    codes = {
        "number": known.number,
        "tracking_number": known.tracking_number,
        "order": show_number(order.number),
    }
    answer = hand.post("/desk/returns/find/", {"code": codes[what].lower()})
    assert answer["Location"] == f"/desk/returns/{known.id}/"


@pytest.mark.rule("RET-10", "RET-04", "RET-11")
def test_scanned_checked_and_judged_the_money_and_the_stock_follow(hand: Client) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0, 1)
    assert scanned(hand, known, KNIT) == f"Here: {KNIT}. Scan the next piece."
    assert scanned(hand, known, SHIRT).endswith("That is everything. Now check each piece.")
    knit, shirt = (piece.id for piece in known.pieces)
    said = graded(hand, known, **fine(knit), **fine(shirt), **{f"destination-{shirt}": "second_choice"})
    assert "Verdicts given." in said
    assert states(known) == [("received", "accepted")] * 2
    assert ship.on_hand(KNIT) == (20, 0)
    assert stock.set_aside(skus=[SHIRT])[SHIRT] == {("PAR", "second_choice"): 1}
    ship.work()
    assert ship.payment_books(order)[2:] == [("refund", 44000)]


def test_a_scan_sent_twice_takes_in_one_piece(hand: Client) -> None:
    order = ship.a_delivered_order(lines=((KNIT, 2),))
    known = a_return(order, 0, 1)
    key = str(uuid4())
    assert scanned(hand, known, KNIT, key) == scanned(hand, known, KNIT, key)
    assert states(known) == [("received", "pending"), ("expected", "pending")]


@pytest.mark.rule("RET-10", "pitfall-8")
def test_what_was_not_expected_is_told_apart(hand: Client) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0)
    assert scanned(hand, known, LOAFER_42) == f"{LOAFER_42} is not of this order. Keep it apart, as a stray."
    assert scanned(hand, known, "NOSUCH").startswith("Nothing is known under NOSUCH.")
    assert scanned(hand, known, SHIRT).startswith(f"{SHIRT} is of this order and was not registered.")
    scanned(hand, known, KNIT)
    assert scanned(hand, known, KNIT).startswith(f"{KNIT} is here already.")
    assert states(known) == [("received", "pending")]


@pytest.mark.rule("RET-10", "pitfall-8")
def test_a_piece_that_was_not_registered_comes_into_the_return_and_is_refunded(hand: Client) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0)
    extra = ship.ids(order)[1]
    for _twice in range(2):
        hand.post(f"/desk/returns/{known.id}/extra/", {"piece": extra})
    assert states(known) == [("expected", "pending"), ("received", "pending")]
    said = graded(hand, known, **fine(extra))
    assert "Verdicts given." in said
    assert states(known) == [("missing", "pending"), ("received", "accepted")]
    ship.work()
    assert ship.payment_books(order)[2:] == [("refund", 15000)]


@pytest.mark.rule("RET-06", "RET-04")
def test_a_fault_wants_a_photograph_and_the_customer_reads_what_is_wrong(hand: Client) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0)
    scanned(hand, known, KNIT)
    (piece,) = (row.id for row in known.pieces)
    worn = {**fine(piece, unworn="fault"), f"note-{piece}": "At both cuffs."}
    still = ship.on_hand(KNIT)
    assert "A refusal needs a photograph of what is wrong." in graded(hand, known, **worn)
    assert states(known) == [("received", "pending")]
    graded(hand, known, **worn, **{f"photographs-{piece}": photograph()})
    assert states(known) == [("received", "refused")]
    assert ship.on_hand(KNIT) == still
    mail = ship.mails(order)[-1]
    assert [row["reason"] for row in mail.facts["refused"]] == ["The piece has been worn. At both cuffs."]
    assert mail.facts["choose_url"].endswith(f"/return/{known.number}/refused/")
    shown = re.search(r'<img src="(/evidence/[^"]+)', hand.get(f"/desk/returns/{known.id}/").content.decode())
    assert shown
    assert hand.get(shown.group(1).replace("&amp;", "&"))["Content-Type"] == "image/jpeg"
    assert hand.get(shown.group(1).partition("?")[0]).status_code == 404


@pytest.mark.rule("RET-10")
def test_what_is_unsure_waits_for_a_person_who_decides(hand: Client) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0)
    scanned(hand, known, KNIT)
    (piece,) = (row.id for row in known.pieces)
    graded(hand, known, **fine(piece, clean="unsure"))
    assert states(known) == [("received", "needs_person")]
    decision = f"/desk/returns/{known.id}/decision/"
    assert hand.post(decision, {"piece": piece, "verdict": "accepted"}).status_code == 403
    advisor = signed_in(Role.ADVISOR)
    said = advisor.post(decision, {"piece": piece, "verdict": "refused", "reason": ""}, follow=True)
    assert "A refusal needs a reason" in plain(said.content.decode())
    advisor.post(decision, {"piece": piece, "verdict": "accepted", "destination": "atelier"})
    assert states(known) == [("received", "accepted")]
    assert stock.set_aside(skus=[KNIT])[KNIT] == {("PAR", "atelier"): 1}


def test_an_open_list_gives_no_verdict_and_keeps_what_was_ticked(hand: Client) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0)
    scanned(hand, known, KNIT)
    (piece,) = (row.id for row in known.pieces)
    assert "The checklist is not complete" in graded(hand, known, **{f"labels-{piece}": "fine"})
    (row,) = queries.pieces_to_grade(return_id=known.id)
    assert (row.findings, row.grade.verdict) == ({"labels": "fine"}, None)
    graded(hand, known, do="keep", fine=str(piece))
    (row,) = queries.pieces_to_grade(return_id=known.id)
    assert row.grade.verdict == "accepted"
    assert states(known) == [("received", "pending")]


@pytest.mark.rule("RET-10")
def test_a_parcel_that_nobody_knows_is_a_stray_with_a_case_until_it_is_matched(hand: Client) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0)
    page = hand.post("/desk/returns/find/", {"code": "1ZUNKNOWN"})
    assert "No return is known under 1ZUNKNOWN." in plain(page.content.decode())
    form = {"id": uuid4(), "code": "1ZUNKNOWN", "contents": "a black knit, M"}
    for _twice in range(2):
        hand.post("/desk/returns/strays/", {**form, "photographs": photograph()})
    (stray,) = queries.open_strays()
    assert (stray.code, len(stray.photographs)) == ("1ZUNKNOWN", 1)
    ship.sweep("cases.open_cases_for_trouble")
    assert "stray" in [case.kind for case in cases.open_cases()]
    answer = hand.post(f"/desk/returns/strays/{stray.id}/match/", {"code": known.number})
    assert answer["Location"] == f"/desk/returns/{known.id}/"
    assert queries.open_strays() == ()
    ship.sweep("cases.open_cases_for_trouble")
    assert "stray" not in [case.kind for case in cases.open_cases()]


def test_a_stray_without_a_word_is_not_kept(hand: Client) -> None:
    hand.post("/desk/returns/strays/", {"id": uuid4(), "contents": " "})
    assert queries.open_strays() == ()


@pytest.mark.rule("A-08")
def test_a_statement_that_matches_nothing_is_matched_by_a_person_and_then_acted_upon(house: None) -> None:
    del house
    order = ship.a_placed_order()
    services.withdraw(
        name="Jeanne Martin",
        contract="the knit of Monday",
        email="other@example.org",
        pieces=[],
        language="en",
        at=clock.now(),
    )
    (row,) = queries.statements_for_person()
    advisor = signed_in(Role.ADVISOR)
    page = f"/desk/withdrawals/{row.id}/match/"
    assert advisor.get("/desk/withdrawals/").status_code == 200
    advisor.post(page, {"order": "AAAAAAAAA"})
    assert len(queries.statements_for_person()) == 1
    advisor.post(page, {"order": show_number(order.number)})
    assert queries.statements_for_person() == ()
    assert ship.fresh(order).state == "cancelled"
    assert "withdrawal_matched" in ship.verbs(order)


@pytest.mark.rule("A-08")
def test_a_statement_is_settled_in_words_only(house: None) -> None:
    del house
    services.withdraw(
        name="J", contract="?", email="other@example.org", pieces=[], language="en", at=clock.now()
    )
    (row,) = queries.statements_for_person()
    advisor = signed_in(Role.ADVISOR)
    advisor.post(f"/desk/withdrawals/{row.id}/settlement/", {"how": " "})
    assert len(queries.statements_for_person()) == 1
    advisor.post(f"/desk/withdrawals/{row.id}/settlement/", {"how": "Called: not a customer of ours."})
    assert queries.statements_for_person() == ()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_the_dock_renders(language: str) -> None:
    order = ship.a_delivered_order()
    known = a_return(order, 0, 1)
    desk = signed_in(Role.ADMIN, language)
    scanned(desk, known, KNIT)
    for path in ("", "strays/", "held/", f"{known.id}/"):
        answer = desk.get(f"/desk/returns/{path}")
        assert answer.status_code == 200
        assert "%(" not in answer.content.decode()
    assert desk.get("/desk/withdrawals/").status_code == 200
