"""`POST /api/v1/messages`: the contact form for programs."""

from __future__ import annotations

import pytest

from comptoir.cases import queries as cases
from comptoir.core.teams import Team
from tests.api.calls import Api, reasons

pytestmark = [pytest.mark.usefixtures("furnished"), pytest.mark.rule("ORD-08")]
WRITER = {"email": "zoe@example.org", "language": "fr", "country": "BE"}
STORE = {"store": "Paris", "reference": "ME-26W-KN014-0410", "colour": "Poppy", "size": "M"}


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"purpose": "order", "message": "Where is it?", "order_number": "M7K4-92QD-3"}, Team.ADVISORS),
        ({"purpose": "store_stock", **STORE}, Team.STORES),
        ({"purpose": "seller", "seller": "bargains.example"}, Team.ADVISORS),
        ({"purpose": "account_deletion"}, Team.PRIVACY),
        ({"purpose": "privacy", "message": "My data"}, Team.PRIVACY),
        ({"purpose": "voucher", "message": "My voucher"}, Team.ADVISORS),
        ({"purpose": "reset_mail"}, Team.ADVISORS),
        ({"purpose": "other", "message": "Hello"}, Team.ADVISORS),
    ],
)
def test_a_message_is_a_case_of_the_team_that_its_purpose_needs(body: dict[str, str], team: Team) -> None:
    answer = Api().post("messages", body | WRITER, status=201)
    (case,) = cases.open_cases()
    assert answer == {"id": str(case.id), "number": case.number}
    assert (case.team, case.contact and case.contact.language) == (team, "fr")


@pytest.mark.rule("STO-07")
@pytest.mark.parametrize(
    ("body", "status", "rule", "field"),
    [
        ({"purpose": "store_stock", **STORE, "size": ""}, 422, "STO-07", "size"),
        ({"purpose": "store_stock", **STORE, "reference": ""}, 422, "STO-07", "reference"),
        ({"purpose": "seller"}, 422, "PRD-07", "seller"),
        ({"purpose": "other"}, 422, "ORD-08", "message"),
        ({"purpose": "weather", "message": "x"}, 422, "ORD-08", "purpose"),
        ({"purpose": "other", "message": "x", "colour_of_hair": "x"}, 400, None, "colour_of_hair"),
        ({"message": "x"}, 400, None, "purpose"),
    ],
)
def test_what_is_missing_is_said_with_its_rule_and_nothing_is_opened(
    body: dict[str, str], status: int, rule: str | None, field: str
) -> None:
    answer = Api().post("messages", body | WRITER, status=status)
    assert [(known, place) for known, _reason, place in reasons(answer)] == [(rule, field)]
    assert cases.open_cases() == ()


def test_an_address_that_is_none_is_refused() -> None:
    answer = Api().post("messages", {"purpose": "other", "message": "x", "email": "zoe"}, status=400)
    assert [place for _rule, _reason, place in reasons(answer)] == ["email"]
