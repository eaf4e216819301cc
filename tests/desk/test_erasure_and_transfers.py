"""An erasure waits for a refund by bank transfer until it is settled: the account is asked of the person (B-03, C-24)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.cases import services as cases
from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.privacy import Hindrance, RequestKind
from comptoir.payments import services as payments
from comptoir.privacy import queries, services
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.payments.closed import FINANCE, give, planned, refused_refund
from tests.apps.payments.large import BACK
from tests.desk.selling import page, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("ACC-08", "C-24")]
OFFICER = Actor(kind=ActorKind.STAFF, id="officer", role=Role.ADMIN)


def test_a_person_is_not_erased_before_the_transfer_is_settled() -> None:
    number = refused_refund()
    transfer = planned(number)
    ship.work()
    request = services.ask_proved(
        kind=RequestKind.ERASURE,
        email=cast.JEANNE_EMAIL,
        language="en",
        country="FR",
        source="desk",
        actor=OFFICER,
        at=BACK,
    )
    waits = services.answer_erasure(request_id=request, actor=OFFICER, at=BACK)
    assert (Hindrance.TRANSFER, (number,)) in [(wait.why, wait.numbers) for wait in waits]
    sentence = "A refund by bank transfer is not settled"
    assert sentence in page(signed_in(Role.ADMIN), f"/desk/privacy/{request}/")
    give(transfer)
    payments.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    payments.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=FINANCE, at=BACK)
    assert Hindrance.TRANSFER not in reasons()
    cases.return_transfer(transfer_id=transfer.id, why="AC04", actor=FINANCE, at=BACK + timedelta(days=1))
    assert Hindrance.TRANSFER in reasons()


def reasons() -> list[Hindrance]:
    """What an erasure would wait for now."""
    return [wait.why for wait in queries.waits_of(person=queries.person_behind(email=cast.JEANNE_EMAIL))]
