"""A program that tries stolen cards comes to the provider a few times only, and learns nothing (C-17)."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest

from comptoir.payments.models import Payment
from comptoir.stock import queries as stock
from tests import builders
from tests.api.calls import Api, Json, order_json, reasons
from tests.api.pictures import nothing_moves

AWAY = "93.184.216.34"
CARDS = int(os.environ.get("COMPTOIR_CARDS", "60"))


def tries(
    api: Api, *, network: str = AWAY, token: str = "card_declined", **changes: object
) -> tuple[int, Json]:
    """One press of the order button from somewhere else."""
    body = order_json(payment={"token": token}, **changes)
    answer = api.http.post(
        "/api/v1/orders",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
        REMOTE_ADDR=network,
    )
    return answer.status_code, answer.json()


@pytest.mark.rule("C-17")
def test_a_program_with_many_cards_reaches_the_provider_less_than_ten_times(api: Api) -> None:
    statuses = [tries(api, email=f"card{number}@example.org")[0] for number in range(CARDS)]
    assert statuses == [402] * 8 + [429] * (CARDS - 8)
    assert Payment.objects.exclude(provider_ref="").count() == 8
    assert stock.available(skus=[builders.KNIT_M])[builders.KNIT_M] == 20


@pytest.mark.rule("C-17")
def test_from_many_networks_one_e_mail_is_counted(api: Api) -> None:
    statuses = [tries(api, network=f"93.184.216.{number}")[0] for number in range(10)]
    assert statuses == [402] * 8 + [429] * 2


@pytest.mark.rule("C-17")
def test_the_answer_is_the_same_for_every_card_and_of_the_refused_try_only_the_refusal_is_kept(
    api: Api,
) -> None:
    for _ in range(8):
        status, body = tries(api)
        assert (status, reasons(body)) == (402, [("PAY-14", "payment_declined", None)])
    with nothing_moves(but="journal"):
        status, body = tries(api, token="card_ok")
    assert (status, reasons(body)) == (429, [("PAY-12", "too_many_tries", None)])


@pytest.mark.rule("C-17")
def test_orders_that_are_paid_are_not_counted_against_anybody(api: Api) -> None:
    for number in range(3):
        assert tries(api, token="card_ok", email=f"a{number}@example.org")[0] == 201
    assert tries(api)[0] == 402


@pytest.mark.rule("C-17")
def test_in_the_demo_the_same_machine_is_trusted(api: Api) -> None:
    assert {tries(api, network="127.0.0.1")[0] for _ in range(10)} == {402}
