"""A refund by bank transfer that several confirm at once is booked once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.payments import queries as payments
from comptoir.payments import services
from tests.apps.payments.closed import BACK, FINANCE, KNIT, give, planned, refused_refund
from tests.races.test_buying_races import broken, together


@pytest.fixture(autouse=True)
def _lasting_house(lasting_house: str) -> Iterator[None]:
    del lasting_house
    yield
    assert broken() == {}


@pytest.mark.rule("C-24")
def test_of_seven_confirmations_at_once_one_is_booked() -> None:
    number = refused_refund()
    transfer = planned(number)
    give(transfer)
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)

    def confirm(place: int) -> str:
        actor = Actor(kind=ActorKind.STAFF, id=f"finance-{place}", role=Role.FINANCE)
        services.confirm_transfer(transfer_id=transfer.id, reference=f"SCT-{place}", actor=actor, at=BACK)
        return "booked"

    answers = together([partial(confirm, place) for place in range(7)])
    assert sorted(answers) == ["booked"] + ["refund_decided"] * 6
    assert payments.balances(order_number=number)["bank", "EUR"] == -KNIT
