"""What was answered is in the books, whatever happens to the process."""

from __future__ import annotations

import signal
import threading
import uuid
from pathlib import Path

import httpx
import pytest
import stripe

from tests.standins.paying import open_session, pay
from tests.standins.running import Inbox, StandIn, standin


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_restart_goes_on_with_the_same_books(own_payment: StandIn, how: signal.Signals) -> None:
    client = own_payment.stripe()
    intent = pay(client, "ORDER", key="first")
    session = open_session(client, "OTHER")
    rows = own_payment.rows()
    assert own_payment.end(how) == (0 if how is signal.SIGTERM else -9)

    own_payment.start()
    assert own_payment.rows() == rows
    assert pay(client, "ORDER", key="first").id == intent.id
    assert own_payment.rows() == rows
    assert client.v1.payment_intents.capture(intent.id).status == "succeeded"
    assert own_payment.http.get(str(session.url)).status_code == 200


def test_killed_under_load_it_keeps_all_it_answered_and_no_key_twice(own_payment: StandIn) -> None:
    answered: list[str] = []
    keys = [str(uuid.uuid4()) for _ in range(400)]

    def buy(mine: list[str]) -> None:
        client = own_payment.stripe()
        for key in mine:
            try:
                pay(client, key, key=key)
            except stripe.APIConnectionError:
                return
            answered.append(key)

    threads = [threading.Thread(target=buy, args=[keys[start::8]]) for start in range(8)]
    for thread in threads:
        thread.start()
    while len(answered) < 60:
        threads[0].join(timeout=0.005)
    own_payment.end(signal.SIGKILL)
    for thread in threads:
        thread.join()

    own_payment.start()
    kept = [row["key"] for row in own_payment.rows()]
    assert set(answered) <= set(kept)
    for key in keys[:120]:
        pay(own_payment.stripe(), key, key=key)
    kept = [row["key"] for row in own_payment.rows()]
    assert len(kept) == len(set(kept))


def test_events_not_yet_taken_are_pushed_by_the_next_run(tmp_path: Path, inbox: Inbox) -> None:
    nobody = httpx.URL(inbox.url).copy_with(port=1)
    with standin("payment", tmp_path, "--webhook-url", str(nobody), "--webhook-secret", "whsec_x") as running:
        intent = pay(running.stripe(), "ORDER")
        running.end(signal.SIGKILL)
        running.start("--webhook-url", inbox.url)
        (pushed,) = inbox.take(1)
    assert (
        stripe.Webhook.construct_event(pushed.body, pushed.signature, "whsec_x").data.object["id"]
        == intent.id
    )
