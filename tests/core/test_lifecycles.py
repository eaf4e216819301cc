"""Every lifecycle can end, and nothing leaves an end."""

from __future__ import annotations

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.claims import CLAIM
from comptoir.core.lifecycles import (
    ACCEPTANCE,
    CASE,
    DISPUTE,
    EFFECT,
    ORDER,
    PARCEL,
    PAYMENT,
    RECEPTION,
    RENEWAL,
    RETURN,
    AcceptanceState,
    CaseState,
    Event,
    Machine,
    NoSuchTransition,
    OrderState,
    ParcelState,
    PaymentState,
    ReturnState,
    advance,
)
from comptoir.core.mailings import MAILING

MACHINES = (
    ORDER,
    PAYMENT,
    EFFECT,
    DISPUTE,
    RENEWAL,
    PARCEL,
    RETURN,
    RECEPTION,
    ACCEPTANCE,
    CASE,
    MAILING,
    CLAIM,
)
each_machine = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)


def reachable(machine: Machine[StrEnum], start: StrEnum) -> set[StrEnum]:
    """The states that can follow, the start included."""
    seen, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        for (source, _), target in machine.edges.items():
            if source == state and target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


@each_machine
def test_every_state_of_the_enum_can_be_reached(machine: Machine[StrEnum]) -> None:
    assert reachable(machine, machine.start) == set(type(machine.start))


@each_machine
def test_every_state_can_come_to_an_end(machine: Machine[StrEnum]) -> None:
    """A conversation ends for now: its customer may write again."""
    ends = {CaseState.RESOLVED} if machine is CASE else machine.ends
    for state in type(machine.start):
        assert reachable(machine, state) & ends


@each_machine
def test_no_edge_leaves_an_end(machine: Machine[StrEnum]) -> None:
    for end in machine.ends:
        for event in Event:
            with pytest.raises(NoSuchTransition):
                advance(machine, end, event)


@each_machine
@given(events=st.lists(st.sampled_from(Event), max_size=40))
def test_any_sequence_of_events_stays_inside_the_table(
    machine: Machine[StrEnum], events: list[Event]
) -> None:
    state = machine.start
    for event in events:
        if (state, event) in machine.edges:
            state = advance(machine, state, event)
        else:
            with pytest.raises(NoSuchTransition):
                advance(machine, state, event)
    assert state in reachable(machine, machine.start)


@each_machine
def test_every_event_of_a_machine_changes_the_state(machine: Machine[StrEnum]) -> None:
    assert all(source != target for (source, _), target in machine.edges.items())


def test_the_words_of_the_order_are_those_of_the_api() -> None:
    assert {str(state) for state in OrderState} == {
        "awaiting_payment", "placed", "released", "closed", "cancelled", "abandoned",
    }  # fmt: skip


@pytest.mark.rule("ORD-03")
def test_a_released_order_is_never_placed_again() -> None:
    assert advance(ORDER, OrderState.PLACED, Event.RELEASE) is OrderState.RELEASED
    with pytest.raises(NoSuchTransition):
        advance(ORDER, OrderState.RELEASED, Event.PLACE)


@pytest.mark.rule("C-06")
def test_no_path_ships_a_parcel_that_was_not_charged() -> None:
    before_shipped = {source for (source, _), target in PARCEL.edges.items() if target is ParcelState.SHIPPED}
    assert before_shipped == {ParcelState.CHARGING}
    assert advance(PARCEL, ParcelState.CHARGING, Event.FAIL) is ParcelState.PACKED


@pytest.mark.rule("PAY-10")
def test_a_failed_payment_ends_and_another_one_is_made() -> None:
    assert advance(PAYMENT, PaymentState.OPEN, Event.FAIL) is PaymentState.FAILED
    assert PaymentState.FAILED in PAYMENT.ends


@pytest.mark.rule("RET-13")
def test_a_return_is_cancelled_only_while_unsent() -> None:
    sources = {source for (source, event), _ in RETURN.edges.items() if event is Event.CANCEL}
    assert sources == {ReturnState.REGISTERED}


@pytest.mark.rule("RET-06")
def test_a_verdict_is_final() -> None:
    assert ACCEPTANCE.ends == {AcceptanceState.ACCEPTED, AcceptanceState.REFUSED}
