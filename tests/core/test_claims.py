"""CLM: what each kind of claim carries, and what is left to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.claims import (
    Cause,
    ClaimFacts,
    ClaimKind,
    ClaimState,
    Outcome,
    VerdictFacts,
    can_claim,
    check_claim,
    check_verdict,
    guarantee_until,
    judge_cause,
    judge_label,
    rule_of,
)
from comptoir.core.decisions import Allowed, NeedsPerson, Refused
from comptoir.core.facts import PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.reasons import Reason
from tests.core.order_facts import ZONES, a_piece, an_order

EU = EffectiveTerms(
    withdrawal_days=14,
    refund_days=14,
    refund_delivery=True,
    guarantee_months=24,
    next_working_day=True,
    overridden=(),
)
ADVISOR = Actor(kind=ActorKind.STAFF, id="advisor", role=Role.ADVISOR)
NO_LAW = replace(EU, guarantee_months=None)
DELIVERED_AT = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
FULL = ClaimFacts(
    kind=ClaimKind.DAMAGED,
    order_number="M7K4-92QD-3",
    description="The box was open and the sleeve is torn.",
    references=("ME-26W-KN014-0410",),
    photos=2,
    washing="By hand, cold.",
    not_received="ME-26W-KN020-0100",
    pieces_ordered=2,
)
EMPTY = ClaimFacts(kind=ClaimKind.DAMAGED)


@pytest.mark.rule("CLM-01", "CLM-02", "CLM-03", "CLM-04", "CLM-06", "CLM-08")
@pytest.mark.parametrize("kind", ClaimKind)
def test_a_claim_with_everything_its_rule_asks_for_is_complete(kind: ClaimKind) -> None:
    assert check_claim(replace(FULL, kind=kind)) == ()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        pytest.param(
            ClaimKind.DAMAGED,
            ["order_number", "description", "references", "photos"],
            marks=pytest.mark.rule("CLM-01"),
        ),
        pytest.param(ClaimKind.MISSING, ["order_number", "references"], marks=pytest.mark.rule("CLM-02")),
        pytest.param(
            ClaimKind.FAULTY, ["order_number", "references", "photos"], marks=pytest.mark.rule("CLM-03")
        ),
        pytest.param(ClaimKind.WRONG_ITEM, ["references", "photos"], marks=pytest.mark.rule("CLM-04")),
        pytest.param(
            ClaimKind.IN_USE,
            ["order_number", "references", "description", "photos", "washing"],
            marks=pytest.mark.rule("CLM-06"),
        ),
        pytest.param(
            ClaimKind.NOT_AS_DESCRIBED,
            ["order_number", "references", "photos"],
            marks=pytest.mark.rule("CLM-08"),
        ),
    ],
)
def test_each_kind_names_every_field_that_is_missing(kind: ClaimKind, fields: list[str]) -> None:
    assert check_claim(replace(EMPTY, kind=kind)) == tuple(
        Refused(rule=rule_of(kind), reason=Reason.FIELD_MISSING, field=field, values=(("field", field),))
        for field in fields
    )


@pytest.mark.rule("CLM-01")
def test_spaces_describe_nothing() -> None:
    (refusal,) = check_claim(replace(FULL, description="  \n"))
    assert refusal.field == "description"


@pytest.mark.rule("CLM-04")
def test_a_wrong_item_of_several_says_which_one_did_not_come() -> None:
    wrong = replace(FULL, kind=ClaimKind.WRONG_ITEM, not_received="")
    assert [refusal.field for refusal in check_claim(wrong)] == ["not_received"]
    assert check_claim(replace(wrong, pieces_ordered=1)) == ()


@pytest.mark.rule("CLM-05")
@pytest.mark.parametrize("kind", [ClaimKind.DAMAGED, ClaimKind.FAULTY, ClaimKind.NOT_AS_DESCRIBED])
def test_without_its_label_a_piece_is_not_accepted_back(kind: ClaimKind) -> None:
    claim = replace(FULL, kind=kind, label_attached=False)
    refused = Refused(rule="CLM-05", reason=Reason.LABEL_REMOVED, field="label_attached")
    assert judge_label(claim=claim, terms=NO_LAW) == refused
    # The law on faulty goods asks for no label, so no machine says no.
    person = NeedsPerson(rule="CLM-05", reason=Reason.LABEL_REMOVED)
    assert judge_label(claim=claim, terms=EU) == person


@pytest.mark.rule("CLM-05")
def test_with_its_label_or_where_none_is_asked_for_a_piece_is_accepted() -> None:
    for kind in ClaimKind:
        for attached in (True, None):
            claim = replace(FULL, kind=kind, label_attached=attached)
            assert judge_label(claim=claim, terms=NO_LAW) == Allowed(rule="CLM-05")
    for kind in (ClaimKind.MISSING, ClaimKind.WRONG_ITEM, ClaimKind.IN_USE):
        claim = replace(FULL, kind=kind, label_attached=False)
        assert judge_label(claim=claim, terms=NO_LAW) == Allowed(rule="CLM-05")


@pytest.mark.rule("CLM-06", "CLM-07")
def test_damage_from_other_care_than_the_labels_is_no_defect() -> None:
    assert judge_cause(cause=Cause.CARE) == Refused(rule="CLM-07", reason=Reason.CARE_NOT_FOLLOWED)
    assert judge_cause(cause=Cause.DEFECT) == Allowed(rule="CLM-06")
    assert judge_cause(cause=Cause.UNKNOWN) == NeedsPerson(rule="CLM-06", reason=Reason.CAUSE_UNKNOWN)


@pytest.mark.rule("A-12")
@pytest.mark.parametrize("zone", ZONES)
def test_the_guarantee_ends_with_the_same_day_two_years_later(zone: str) -> None:
    day = DELIVERED_AT.astimezone(ZoneInfo(zone)).date()
    until = datetime.combine(day.replace(year=2028), time(23, 59, 59), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert guarantee_until(delivered_at=DELIVERED_AT, zone=zone, terms=EU) == until
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT), zone=zone)
    piece = order.pieces[0]
    assert can_claim(piece=piece, order=order, terms=EU, at=until) == Allowed(rule="A-12", until=until)
    late = until + timedelta(seconds=1)
    assert can_claim(piece=piece, order=order, terms=EU, at=late) == NeedsPerson(
        rule="A-12", reason=Reason.CLAIM_WINDOW_OVER, until=until, values=(("until", until),)
    )


@pytest.mark.rule("A-12")
def test_without_a_legal_guarantee_no_day_is_counted() -> None:
    order = an_order(a_piece("a", delivered_at=DELIVERED_AT))
    at = DELIVERED_AT + timedelta(days=5000)
    decision = can_claim(piece=order.pieces[0], order=order, terms=NO_LAW, at=at)
    assert decision == Allowed(rule="CLM-06")
    assert guarantee_until(delivered_at=DELIVERED_AT, zone="Asia/Tokyo", terms=NO_LAW) is None


@pytest.mark.rule("CLM-02")
@pytest.mark.parametrize("state", [PieceState.SHIPPED, PieceState.LOST])
def test_a_piece_that_never_came_can_be_claimed(state: PieceState) -> None:
    order = an_order(a_piece("a", state=state))
    decision = can_claim(piece=order.pieces[0], order=order, terms=EU, at=DELIVERED_AT)
    assert decision == Allowed(rule="CLM-02")


@pytest.mark.rule("CLM-01", "CLM-02", "A-12")
@pytest.mark.parametrize(
    ("state", "rule", "reason"),
    [
        (PieceState.ORDERED, "CLM-02", Reason.NOT_SENT_YET),
        (PieceState.PACKED, "CLM-02", Reason.NOT_SENT_YET),
        (PieceState.CANCELLED, "CLM-02", Reason.PIECE_CANCELLED),
        (PieceState.REFUNDED, "A-12", Reason.ALREADY_REFUNDED),
        (PieceState.REPLACED, "A-12", Reason.PIECE_REPLACED),
        (PieceState.RETURN_ACCEPTED, "A-12", Reason.ALREADY_RETURNED),
    ],
)
def test_what_is_with_the_house_is_not_claimed(state: PieceState, rule: str, reason: Reason) -> None:
    order = an_order(a_piece("a", state=state))
    decision = can_claim(piece=order.pieces[0], order=order, terms=EU, at=DELIVERED_AT)
    assert decision == Refused(rule=rule, reason=reason)


@pytest.mark.rule("A-12")
def test_the_guarantee_of_the_last_day_of_february_ends_with_its_month() -> None:
    until = guarantee_until(delivered_at=datetime(2028, 2, 29, 12, tzinfo=UTC), zone="Europe/Paris", terms=EU)
    assert until is not None
    assert until.date() == date(2030, 2, 28)


def a_verdict(**given: object) -> VerdictFacts:
    """A verdict that sends one piece again which is with its customer, and may be given."""
    whole: dict[str, object] = {
        "outcome": Outcome.RESEND, "words": "We send it again.", "cause": None,
        "state": ClaimState.OPEN, "pieces": (PieceState.DELIVERED,),
    }  # fmt: skip
    return VerdictFacts(**{**whole, **given})


def said_of(verdict: VerdictFacts) -> list[tuple[str | None, Reason]]:
    return [(no.rule, no.reason) for no in check_verdict(verdict, actor=ADVISOR)]


@pytest.mark.rule("A-12")
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PieceState.REFUNDED, Reason.ALREADY_REFUNDED),
        (PieceState.REPLACED, Reason.PIECE_REPLACED),
        (PieceState.RETURN_REGISTERED, Reason.RETURN_OPEN),
        (PieceState.RETURN_RECEIVED, Reason.RETURN_OPEN),
        (PieceState.RETURN_ACCEPTED, Reason.ALREADY_RETURNED),
        (PieceState.CANCELLED, Reason.PIECE_CANCELLED),
    ],
)
def test_what_was_given_back_or_may_be_is_not_sent_again(state: PieceState, reason: Reason) -> None:
    assert said_of(a_verdict()) == []
    assert said_of(a_verdict(pieces=(PieceState.DELIVERED, state))) == [("A-12", reason)]


@pytest.mark.rule("A-12")
def test_a_piece_is_sent_again_when_it_is_there_and_its_country_is_served() -> None:
    closed = Refused(rule="DEL-01", reason=Reason.EXCLUDED_DESTINATION)
    assert said_of(a_verdict(short=("ME-26W-KN014-0410-M",))) == [("A-12", Reason.NOTHING_TO_RESEND)]
    assert said_of(a_verdict(closed=closed)) == [("DEL-01", Reason.EXCLUDED_DESTINATION)]
    for outcome in (Outcome.REFUND, Outcome.SEND_BACK):
        assert said_of(a_verdict(outcome=outcome, short=("ME-26W-KN014-0410-M",), closed=closed)) == []


@pytest.mark.rule("A-12", "CLM-07")
def test_damage_from_other_care_than_the_labels_sends_nothing_again() -> None:
    assert said_of(a_verdict(cause=Cause.CARE)) == [("CLM-07", Reason.CARE_NOT_FOLLOWED)]
