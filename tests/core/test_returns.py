"""RET: the fourteen days in the zone of the address, and what a return needs on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.actors import GUEST, HOUSE, Actor, ActorKind, Role
from comptoir.core.decisions import Allowed, NeedsPerson, Refused
from comptoir.core.facts import OrderFacts, PieceState
from comptoir.core.lifecycles import AcceptanceState, ReceptionState, ReturnState
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.core.returns import (
    Verdict,
    can_cancel_return,
    can_judge,
    can_return,
    check_return,
    hand_in_by,
    judge_hand_in,
    refund_due_by,
    return_until,
)
from tests.core.order_facts import POLICY, ZONES, a_piece, an_order

DELIVERED_AT = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
ADVISOR = Actor(kind=ActorKind.STAFF, id="s1", role=Role.ADVISOR)


def delivered(zone: str, at: datetime = DELIVERED_AT) -> OrderFacts:
    """An order of one piece that has arrived."""
    return an_order(a_piece("a", delivered_at=at), state="closed", zone=zone)


def last_second(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize("zone", ZONES)
def test_the_fourteenth_day_is_included_to_its_last_second(zone: str) -> None:
    order = delivered(zone)
    received_on = DELIVERED_AT.astimezone(ZoneInfo(zone)).date()
    until = last_second(received_on + timedelta(days=14), zone)
    expected = Allowed(rule="RET-01", until=until, values=(("days", 14),))
    for at in (DELIVERED_AT, until, until + timedelta(microseconds=999_999)):
        assert can_return(piece=order.pieces[0], order=order, policy=POLICY, at=at) == expected
    assert can_return(
        piece=order.pieces[0], order=order, policy=POLICY, at=until + timedelta(seconds=1)
    ) == Refused(rule="RET-01", reason=Reason.RETURN_WINDOW_OVER, until=until, values=(("until", until),))


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Europe/Paris", datetime(2026, 12, 11, 22, 59, 59, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 12, 12, 4, 59, 59, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 12, 12, 14, 59, 59, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 12, 12, 10, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_day_of_receipt_is_the_one_on_the_addresss_own_calendar(zone: str, until: datetime) -> None:
    order = delivered(zone, datetime(2026, 11, 27, 20, 0, tzinfo=UTC))
    assert return_until(order=order, policy=POLICY) == until


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize(
    ("zone", "delivered_at", "until"),
    [
        # Clocks go back between the receipt and the last day, then forward.
        ("Europe/Paris", datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 11, 3, 22, 59, 59, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 3, 20, 9, tzinfo=UTC), datetime(2026, 4, 3, 21, 59, 59, tzinfo=UTC)),
        # The last day is the day of the change itself.
        ("America/New_York", datetime(2026, 10, 18, 15, tzinfo=UTC), datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 3, 22, 1, tzinfo=UTC), datetime(2026, 4, 5, 11, 59, 59, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_change_of_clocks_neither_takes_nor_gives_an_hour(
    zone: str, delivered_at: datetime, until: datetime
) -> None:
    assert return_until(order=delivered(zone, delivered_at), policy=POLICY) == until


@pytest.mark.rule("RET-01")
def test_the_days_are_the_policys() -> None:
    policy = replace(POLICY, returns=replace(POLICY.returns, days=30))
    order = delivered("Europe/Paris")
    assert return_until(order=order, policy=policy) == datetime(2026, 12, 27, 22, 59, 59, tzinfo=UTC)


@pytest.mark.rule("RET-01")
def test_an_order_in_two_parcels_is_received_when_the_last_one_is() -> None:
    later = DELIVERED_AT + timedelta(days=5)
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT), a_piece("b", delivered_at=later))
    at = DELIVERED_AT + timedelta(days=18)
    until = datetime(2026, 12, 16, 22, 59, 59, tzinfo=UTC)
    for piece in order.pieces:
        assert can_return(piece=piece, order=order, policy=POLICY, at=at) == Allowed(
            rule="RET-01", until=until, values=(("days", 14),)
        )


@pytest.mark.rule("RET-01")
def test_while_a_part_is_on_its_way_what_arrived_may_come_back_and_no_day_is_counted() -> None:
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT), a_piece("b", state=PieceState.SHIPPED))
    here, there = order.pieces
    at = DELIVERED_AT + timedelta(days=60)
    assert can_return(piece=here, order=order, policy=POLICY, at=at) == Allowed(
        rule="RET-01", until=None, values=(("days", 14),)
    )
    assert can_return(piece=there, order=order, policy=POLICY, at=at) == Refused(
        rule="RET-01", reason=Reason.NOT_RECEIVED_YET, values=(("days", 14),)
    )


@pytest.mark.rule("RET-01")
def test_pieces_that_were_cancelled_or_lost_do_not_keep_the_days_from_running() -> None:
    order = an_order(
        a_piece("a", delivered_at=DELIVERED_AT),
        a_piece("b", state=PieceState.CANCELLED),
        a_piece("c", state=PieceState.LOST),
    )
    assert return_until(order=order, policy=POLICY) == datetime(2026, 12, 11, 22, 59, 59, tzinfo=UTC)


@pytest.mark.rule("RET-05")
def test_a_personalised_piece_never_comes_back() -> None:
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT, personalised=True))
    assert can_return(piece=order.pieces[0], order=order, policy=POLICY, at=DELIVERED_AT) == Refused(
        rule="RET-05", reason=Reason.PERSONALISED
    )


@pytest.mark.rule("RET-01", "RET-06", "RET-13")
@pytest.mark.parametrize(
    ("state", "rule", "reason"),
    [
        (PieceState.ORDERED, "RET-01", Reason.NOT_RECEIVED_YET),
        (PieceState.PACKED, "RET-01", Reason.NOT_RECEIVED_YET),
        (PieceState.SHIPPED, "RET-01", Reason.NOT_RECEIVED_YET),
        (PieceState.CANCELLED, "RET-01", Reason.PIECE_CANCELLED),
        (PieceState.LOST, "RET-01", Reason.PIECE_LOST),
        (PieceState.RETURN_REGISTERED, "RET-13", Reason.RETURN_OPEN),
        (PieceState.RETURN_RECEIVED, "RET-13", Reason.RETURN_OPEN),
        (PieceState.RETURN_ACCEPTED, "RET-01", Reason.ALREADY_RETURNED),
        (PieceState.RETURN_REFUSED, "RET-06", Reason.ALREADY_JUDGED),
    ],
)
def test_only_a_delivered_piece_is_returned(state: PieceState, rule: str, reason: Reason) -> None:
    order = an_order(a_piece("a", state=state))
    decision = can_return(piece=order.pieces[0], order=order, policy=POLICY, at=DELIVERED_AT)
    assert isinstance(decision, Refused)
    assert (decision.rule, decision.reason) == (rule, reason)


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize("state", ["awaiting_payment", "abandoned"])
def test_what_was_never_placed_is_never_returned(state: str) -> None:
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT), state=state)
    decision = can_return(piece=order.pieces[0], order=order, policy=POLICY, at=DELIVERED_AT)
    assert decision == Refused(rule="RET-01", reason=Reason.NOT_PLACED)


@pytest.mark.rule("RET-07")
def test_a_return_says_everything_that_is_wrong_with_it_at_once() -> None:
    order = an_order(
        a_piece("a", delivered_at=DELIVERED_AT),
        a_piece("b", delivered_at=DELIVERED_AT, personalised=True),
        a_piece("c", state=PieceState.SHIPPED),
    )

    def reasons(*chosen: str) -> list[Reason]:
        found = check_return(order=order, chosen=chosen, policy=POLICY, at=DELIVERED_AT)
        return [refusal.reason for refusal in found]

    assert reasons("a") == []
    assert reasons("a", "b", "c") == [Reason.PERSONALISED, Reason.NOT_RECEIVED_YET]
    assert reasons() == [Reason.NOTHING_CHOSEN]
    assert reasons("a", "z") == [Reason.PIECE_NOT_HERE]


@pytest.mark.rule("RET-01")
@given(
    zone=st.sampled_from(ZONES),
    seconds=st.integers(0, 4 * 365 * 86400),
    days=st.integers(0, 20),
)
def test_the_last_second_is_one_before_midnight_wherever_and_whenever(
    zone: str, seconds: int, days: int
) -> None:
    delivered_at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    order = delivered(zone, delivered_at)
    until = return_until(order=order, policy=POLICY)
    assert until is not None
    local = until.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.second) == (23, 59, 59)
    assert (local.date() - delivered_at.astimezone(ZoneInfo(zone)).date()).days == 14
    at = delivered_at + timedelta(days=days)
    decision = can_return(piece=order.pieces[0], order=order, policy=POLICY, at=at)
    assert isinstance(decision, Allowed) == (at < until.astimezone(UTC) + timedelta(seconds=1))


@pytest.mark.rule("RET-15")
@pytest.mark.parametrize("zone", ZONES)
def test_a_parcel_is_handed_in_within_fourteen_days_of_its_registration(zone: str) -> None:
    registered_at = datetime(2026, 12, 11, 21, 0, tzinfo=UTC)
    day = registered_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=14)
    until = last_second(day, zone)
    assert hand_in_by(registered_at=registered_at, zone=zone, policy=POLICY) == until

    def judged(at: datetime) -> Allowed | Refused | NeedsPerson:
        return judge_hand_in(registered_at=registered_at, handed_in_at=at, zone=zone, policy=POLICY)

    assert judged(until) == Allowed(rule="RET-15", until=until)
    assert judged(until + timedelta(seconds=1)) == NeedsPerson(
        rule="RET-15", reason=Reason.HANDED_IN_LATE, until=until, values=(("until", until),)
    )


@pytest.mark.rule("RET-11")
def test_the_money_is_due_fourteen_days_after_the_confirmation() -> None:
    confirmed_at = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # 2 December in Paris
    assert refund_due_by(confirmed_at=confirmed_at, zone="Europe/Paris", policy=POLICY) == last_second(
        date(2026, 12, 16), "Europe/Paris"
    )


@pytest.mark.rule("RET-13")
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ReturnState.SENT, Reason.RETURN_SENT),
        (ReturnState.RECEIVED, Reason.RETURN_SENT),
        (ReturnState.CLOSED, Reason.RETURN_NOT_OPEN),
        (ReturnState.CANCELLED, Reason.RETURN_NOT_OPEN),
        (ReturnState.LAPSED, Reason.RETURN_NOT_OPEN),
    ],
)
def test_a_return_that_moved_on_is_not_cancelled(state: ReturnState, reason: Reason) -> None:
    assert can_cancel_return(state=state, basis=Basis.COMMERCIAL_RETURN, actor=ADVISOR) == Refused(
        rule="RET-13", reason=reason
    )


@pytest.mark.rule("A-08")
def test_a_return_that_follows_from_a_withdrawal_is_not_cancelled() -> None:
    decision = can_cancel_return(
        state=ReturnState.REGISTERED, basis=Basis.STATUTORY_WITHDRAWAL, actor=ADVISOR
    )
    assert decision == Refused(rule="A-08", reason=Reason.WITHDRAWAL_STANDS)


@pytest.mark.rule("RET-13")
def test_an_unsent_return_is_cancelled_by_an_advisor_and_by_nobody_else() -> None:
    admin = replace(ADVISOR, role=Role.ADMIN)
    for actor in (ADVISOR, admin):
        assert can_cancel_return(
            state=ReturnState.REGISTERED, basis=Basis.COMMERCIAL_RETURN, actor=actor
        ) == Allowed(rule="RET-13")
    warehouse = replace(ADVISOR, role=Role.WAREHOUSE)
    customer = Actor(kind=ActorKind.CUSTOMER, id="c1")
    for actor in (warehouse, customer, GUEST, HOUSE):
        decision = can_cancel_return(state=ReturnState.REGISTERED, basis=Basis.COMMERCIAL_RETURN, actor=actor)
        assert decision == Refused(rule="RET-13", reason=Reason.NOT_ALLOWED)


@pytest.mark.rule("RET-06", "RET-10")
def test_a_refusal_needs_a_reason_that_can_be_read() -> None:
    for reason in ("", "  \n"):
        assert can_judge(
            reception=ReceptionState.RECEIVED,
            acceptance=AcceptanceState.PENDING,
            verdict=Verdict.REFUSED,
            reason=reason,
        ) == Refused(rule="RET-06", reason=Reason.VERDICT_WANTS_REASON, field="reason")


@pytest.mark.rule("RET-10")
@pytest.mark.parametrize("acceptance", [AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON])
@pytest.mark.parametrize(
    ("verdict", "reason"),
    [(Verdict.ACCEPTED, ""), (Verdict.REFUSED, "The hem is worn."), (Verdict.NEEDS_PERSON, "")],
)
def test_a_received_piece_is_judged(acceptance: AcceptanceState, verdict: Verdict, reason: str) -> None:
    assert can_judge(
        reception=ReceptionState.RECEIVED, acceptance=acceptance, verdict=verdict, reason=reason
    ) == Allowed(rule="RET-10")


@pytest.mark.rule("RET-10")
@pytest.mark.parametrize("reception", [ReceptionState.EXPECTED, ReceptionState.MISSING])
def test_what_did_not_come_back_is_not_judged(reception: ReceptionState) -> None:
    assert can_judge(
        reception=reception, acceptance=AcceptanceState.PENDING, verdict=Verdict.ACCEPTED, reason=""
    ) == Refused(rule="RET-10", reason=Reason.NOT_RECEIVED_BACK)


@pytest.mark.rule("RET-06", "RET-10")
@pytest.mark.parametrize("acceptance", [AcceptanceState.ACCEPTED, AcceptanceState.REFUSED])
def test_a_verdict_falls_once(acceptance: AcceptanceState) -> None:
    assert can_judge(
        reception=ReceptionState.RECEIVED, acceptance=acceptance, verdict=Verdict.ACCEPTED, reason=""
    ) == Refused(rule="RET-10", reason=Reason.ALREADY_JUDGED)
