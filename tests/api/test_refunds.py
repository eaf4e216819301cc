"""Refunds that take two people, over the API and at the desk (C-13)."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user

from comptoir.core.actors import Role
from comptoir.infra import clock, queue
from comptoir.people import queries as people
from tests import builders
from tests.api.calls import Api, books, reasons
from tests.api.pictures import nothing_moves
from tests.apps.payments import large
from tests.desk.selling import page, said, signed_in

pytestmark = pytest.mark.rule("C-13")
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def api(db: None, payment_standin: str, carrier_standin: str) -> Api:
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house()
    large.be_careful()
    return Api()


def waiting(api: Api) -> list[dict]:
    items: list[dict] = api.get("desk/refunds", role=Role.AUDITOR)["items"]
    return items


def test_a_program_sees_what_waits_and_decides_with_a_reason(api: Api) -> None:
    number = large.accepted_return(0, 1)
    (row,) = waiting(api)
    assert (row["amount"], row["currency"], row["reason"], row["asked_by"]) == (
        44000,
        "EUR",
        "commercial_return",
        "warehouse",
    )
    assert row["order"].replace("-", "") == number
    path = f"desk/refunds/{row['id']}/approval"
    for role in (Role.ADVISOR, Role.WAREHOUSE, Role.AUDITOR, Role.MERCHANDISER):
        api.post(path, {}, status=403, role=role)
    api.post(f"desk/refunds/{NOBODY}/approval", {}, status=404, role=Role.SENIOR_ADVISOR)
    api.post(f"desk/refunds/{row['id']}/refusal", {}, status=400, role=Role.FINANCE)
    assert api.post(path, {}, role=Role.SENIOR_ADVISOR) == {"id": row["id"], "state": "approved"}
    queue.run_waiting()
    assert books(number)[-1] == ("refund", 44000)
    with nothing_moves():
        refused = api.post(path, {}, status=422, role=Role.FINANCE)
    assert reasons(refused) == [("C-13", "refund_decided", None)]
    assert waiting(api) == []


def test_the_program_that_judged_cannot_approve(api: Api) -> None:
    actor = people.actor_for_token(token=api.token(Role.ADMIN), at=clock.real_now())
    assert actor is not None
    large.accepted_return(0, 1, actor=actor)
    (row,) = waiting(api)
    with nothing_moves():
        refused = api.post(f"desk/refunds/{row['id']}/approval", {}, status=422, role=Role.ADMIN)
    assert reasons(refused) == [("C-13", "refund_own", None)]


def test_the_desk_shows_amount_reason_who_and_until_when(api: Api) -> None:
    number = large.accepted_return(0, 1)
    assert "A senior advisor or finance decides." in page(signed_in(Role.ADVISOR), "/desk/money/")
    advisor = signed_in(Role.SENIOR_ADVISOR)
    text = page(advisor, "/desk/money/")
    assert "Refunds that want a second person 1" in text
    assert "€440.00 Return a program" in text
    assert "days left" in text
    (row,) = waiting(api)
    assert advisor.post(f"/desk/refunds/{row['id']}/refusal/", {}).status_code == 404
    answer = advisor.post(f"/desk/refunds/{row['id']}/refusal/", {"reason": "worn"}, follow=True)
    assert "The refund is declined. A case is opened for it." in said(answer.content.decode())
    assert "Refunds that want a second person 0" in page(advisor, "/desk/money/")
    assert "Refund declined by a second person" in page(advisor, f"/desk/orders/{number}/")


def test_the_desk_lets_another_approve_and_not_who_asked(api: Api) -> None:
    advisor = signed_in(Role.ADVISOR)
    own = people.actor_of(user=get_user(advisor))
    number = large.accepted_return(0, 1, actor=own)
    assert "You asked for it: somebody else decides." in page(advisor, "/desk/money/")
    (row,) = waiting(api)
    answer = signed_in(Role.ADMIN).post(f"/desk/refunds/{row['id']}/approval/", follow=True)
    assert "The refund is on its way." in said(answer.content.decode())
    queue.run_waiting()
    assert books(number)[-1] == ("refund", 44000)
