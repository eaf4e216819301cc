"""The statutory right: fourteen days after the last piece, on to a working day, and usable from the contract on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.decisions import Allowed, NeedsPerson, Refused
from comptoir.core.facts import OrderFacts, PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.reasons import Reason
from comptoir.core.withdrawal import (
    can_withdraw,
    can_withdraw_piece,
    refund_payable_from,
    withdrawable,
    withdrawal_refund_due_by,
    withdrawal_until,
)
from tests.core.order_facts import PLACED_AT, a_piece, an_order

EU = EffectiveTerms(
    withdrawal_days=14,
    refund_days=14,
    refund_delivery=True,
    guarantee_months=24,
    next_working_day=True,
    overridden=(),
)
UK = replace(EU, next_working_day=False)
NO_LAW = replace(EU, withdrawal_days=None, refund_delivery=False)
DELIVERED_AT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)  # a Thursday; fourteen days later is another


def delivered(at: datetime, zone: str = "Europe/Paris", country: str = "FR") -> OrderFacts:
    return an_order(a_piece("a", delivered_at=at), state="closed", zone=zone, country=country)


def paris_end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


@pytest.mark.rule("A-01")
def test_the_last_second_of_the_fourteenth_day_counts_and_the_next_does_not() -> None:
    order = delivered(DELIVERED_AT)
    until = paris_end(date(2026, 12, 10))
    allowed = Allowed(rule="A-01", until=until, values=(("days", 14),))
    assert can_withdraw(order=order, terms=EU, at=until) == allowed
    assert can_withdraw(order=order, terms=EU, at=until + timedelta(microseconds=999_999)) == allowed
    assert can_withdraw(order=order, terms=EU, at=until + timedelta(seconds=1)) == Refused(
        rule="A-01", reason=Reason.WITHDRAWAL_OVER, until=until, values=(("until", until),)
    )


@pytest.mark.rule("A-01")
@pytest.mark.parametrize(
    ("received_on", "last_day"),
    [
        (date(2026, 11, 27), date(2026, 12, 11)),  # to a Friday
        (date(2026, 11, 28), date(2026, 12, 14)),  # to a Saturday, so Monday
        (date(2026, 11, 29), date(2026, 12, 14)),  # to a Sunday
        (date(2026, 12, 11), date(2026, 12, 28)),  # to Christmas, a Friday: on over the weekend
        (date(2026, 12, 18), date(2027, 1, 4)),  # to New Year's Day, in the next year's calendar
        (date(2026, 4, 30), date(2026, 5, 15)),  # to Ascension Day, a Thursday
    ],
)
def test_a_period_that_ends_on_a_day_of_rest_ends_on_the_next_working_day(
    received_on: date, last_day: date
) -> None:
    order = delivered(datetime.combine(received_on, time(9), tzinfo=UTC))
    assert withdrawal_until(order=order, terms=EU) == paris_end(last_day)


@pytest.mark.rule("A-01")
def test_where_the_law_does_not_move_the_day_it_stays() -> None:
    order = delivered(datetime(2026, 11, 28, 9, tzinfo=UTC), "Europe/London", "GB")
    assert withdrawal_until(order=order, terms=UK) == datetime(2026, 12, 12, 23, 59, 59, tzinfo=UTC)


@pytest.mark.rule("A-01")
@pytest.mark.parametrize("state", [PieceState.ORDERED, PieceState.PACKED, PieceState.SHIPPED])
def test_before_the_last_piece_has_arrived_the_right_stands_without_an_end(state: PieceState) -> None:
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT), a_piece("b", state=state))
    at = DELIVERED_AT + timedelta(days=100)
    for piece in order.pieces:
        assert can_withdraw_piece(piece=piece, order=order, terms=EU, at=at) == Allowed(
            rule="A-01", until=None, values=(("days", 14),)
        )


@pytest.mark.rule("A-01")
def test_where_the_law_gives_no_right_there_is_none() -> None:
    decision = can_withdraw(order=delivered(DELIVERED_AT), terms=NO_LAW, at=DELIVERED_AT)
    assert decision == Refused(rule=None, reason=Reason.NO_WITHDRAWAL_HERE)
    assert withdrawal_until(order=delivered(DELIVERED_AT), terms=NO_LAW) is None


@pytest.mark.rule("A-01")
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("awaiting_payment", Reason.NOT_PLACED),
        ("abandoned", Reason.NOT_PLACED),
        ("cancelled", Reason.ALREADY_CANCELLED),
    ],
)
def test_without_a_contract_there_is_nothing_to_withdraw_from(state: str, reason: Reason) -> None:
    decision = can_withdraw(order=an_order(state=state), terms=EU, at=PLACED_AT)
    assert decision == Refused(rule="A-01", reason=reason)


@pytest.mark.rule("A-11", "RET-05")
def test_personalised_pieces_are_left_out_of_a_withdrawal() -> None:
    order = an_order(a_piece("a"), a_piece("b", personalised=True))
    assert withdrawable(order=order, terms=EU, at=PLACED_AT) == ("a",)
    own = order.pieces[1]
    refused = Refused(rule="A-11", reason=Reason.PERSONALISED)
    assert can_withdraw_piece(piece=own, order=order, terms=EU, at=PLACED_AT) == refused
    assert can_withdraw(order=an_order(own), terms=EU, at=PLACED_AT) == refused


@pytest.mark.rule("A-08")
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PieceState.CANCELLED, Reason.PIECE_CANCELLED),
        (PieceState.LOST, Reason.PIECE_LOST),
        (PieceState.RETURN_ACCEPTED, Reason.ALREADY_RETURNED),
    ],
)
def test_what_is_gone_is_not_withdrawn_from_again(state: PieceState, reason: Reason) -> None:
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT), a_piece("b", state=state))
    decision = can_withdraw_piece(piece=order.pieces[1], order=order, terms=EU, at=DELIVERED_AT)
    assert decision == Refused(rule="A-01", reason=reason)


@pytest.mark.rule("A-08")
@pytest.mark.parametrize("state", [PieceState.RETURN_REGISTERED, PieceState.RETURN_RECEIVED])
def test_an_open_return_does_not_take_the_right_away(state: PieceState) -> None:
    order = an_order(a_piece("a", state=state, delivered_at=DELIVERED_AT))
    decision = can_withdraw_piece(piece=order.pieces[0], order=order, terms=EU, at=DELIVERED_AT)
    assert isinstance(decision, Allowed)


@pytest.mark.rule("A-10")
def test_after_a_verdict_of_the_house_a_person_looks() -> None:
    order = an_order(a_piece("a", state=PieceState.RETURN_REFUSED, delivered_at=DELIVERED_AT))
    decision = can_withdraw_piece(piece=order.pieces[0], order=order, terms=EU, at=DELIVERED_AT)
    assert decision == NeedsPerson(
        rule="A-10", reason=Reason.ALREADY_JUDGED, until=paris_end(date(2026, 12, 10))
    )


@pytest.mark.rule("A-05")
def test_the_money_is_due_fourteen_days_after_the_statement() -> None:
    stated_at = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # 1 December in Paris
    due = withdrawal_refund_due_by(stated_at=stated_at, zone="Europe/Paris", terms=EU)
    assert due == paris_end(date(2026, 12, 15))


@pytest.mark.rule("A-05")
def test_the_house_waits_for_the_goods_or_the_proof_that_they_were_sent() -> None:
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT), a_piece("b"))
    stated_at = DELIVERED_AT + timedelta(days=1)
    posted_at, back_at = stated_at + timedelta(days=2), stated_at + timedelta(days=5)

    def payable(*pieces: str, proofs: tuple[datetime, ...] = ()) -> datetime | None:
        return refund_payable_from(order=order, pieces=pieces, stated_at=stated_at, proofs=proofs)

    assert payable("a") is None
    assert payable("a", proofs=(back_at, posted_at)) == posted_at
    assert payable("a", proofs=(DELIVERED_AT,)) == stated_at
    assert payable("b") == stated_at


@pytest.mark.rule("A-01")
@given(
    first=st.integers(0, 86400 * 30),
    second=st.integers(0, 86400 * 30),
    place=st.sampled_from([("FR", "Europe/Paris"), ("DE", "Europe/Berlin"), ("PT", "Atlantic/Azores")]),
)
def test_the_days_run_from_the_last_piece_and_never_end_early(
    first: int, second: int, place: tuple[str, str]
) -> None:
    country, zone = place
    arrivals = [DELIVERED_AT + timedelta(seconds=seconds) for seconds in (first, second)]
    order = an_order(
        a_piece("a", delivered_at=arrivals[0]),
        a_piece("b", delivered_at=arrivals[1]),
        zone=zone,
        country=country,
    )
    until = withdrawal_until(order=order, terms=EU)
    assert until is not None
    local = until.astimezone(ZoneInfo(zone))
    received_on = max(arrivals).astimezone(ZoneInfo(zone)).date()
    assert local.time() == time(23, 59, 59)
    assert local.date() >= received_on + timedelta(days=14)
    assert local.weekday() < 5
