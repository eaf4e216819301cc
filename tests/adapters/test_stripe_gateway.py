"""The contract of a payment provider, kept by the Stripe adapter: each call made twice with one key happens once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest
import stripe
from django.conf import settings as house_settings
from pytest_django import Settings

from comptoir.infra import clock
from comptoir.infra.db import TransactionRule, one_transaction
from comptoir.payments.gateways.base import (
    BadSignature,
    EffectRefused,
    Known,
    Line,
    Opening,
    ProviderUnreachable,
    Report,
)
from comptoir.payments.gateways.stripe import StripeGateway
from standins.webhooks import sign_body
from tests import builders
from tests.api.calls import OUTSIDE, at_the_page, books
from tests.api.events import events_of

BACK = "http://127.0.0.1:9/back"


@pytest.fixture
def gateway(payment_standin: str) -> StripeGateway:
    del payment_standin
    builders.at_clock(builders.MONDAY)
    return StripeGateway()


def opening(
    order: str = "",
    *,
    token: str = "card_ok",
    method: str = "card",
    capture_now: bool = False,
    amount: int = 30800,
) -> Opening:
    return Opening(
        key=str(uuid4()),
        order_number=order or f"T{uuid4().hex[:10]}",
        method=method,
        amount=amount,
        currency="EUR",
        capture_now=capture_now,
        token=token,
        lines=(Line(name="Pull col rond, Poppy, M", amount=29000), Line(name="DHL Express", amount=1800)),
        email="jeanne@example.org",
        language="fr",
        return_url=BACK,
        cancel_url=f"{BACK}?left",
        expires_at=clock.now() + timedelta(minutes=30),
    )


@pytest.mark.rule("PAY-01", "PAY-04", "PAY-05", "PAY-12")
@pytest.mark.parametrize(
    ("token", "method", "capture_now", "state", "authorised", "captured", "review"),
    [
        ("card_ok", "card", False, "authorised", 30800, 0, False),
        ("card_review", "card", False, "authorised", 30800, 0, True),
        ("apple_pay_ok", "apple_pay", False, "authorised", 30800, 0, False),
        ("paypal_ok", "paypal", True, "captured", 30800, 30800, False),
        ("klarna_ok", "klarna", False, "authorised", 30800, 0, False),
        ("card_3ds", "card", False, "open", 0, 0, False),
        ("card_declined", "card", False, "declined", 0, 0, False),
        ("klarna_refused", "klarna", False, "declined", 0, 0, False),
        ("unheard_of", "card", False, "declined", 0, 0, False),
        ("paypal_ok", "card", False, "declined", 0, 0, False),
    ],
)
def test_a_token_is_confirmed_once_for_its_key(
    gateway: StripeGateway,
    token: str,
    method: str,
    capture_now: bool,
    state: str,
    authorised: int,
    captured: int,
    review: bool,
) -> None:
    wish = opening(token=token, method=method, capture_now=capture_now)
    report = gateway.open(wish)
    assert gateway.open(wish) == report
    assert (report.state, report.authorised, report.captured, report.under_review) == (
        state,
        authorised,
        captured,
        review,
    )
    kinds = [kind for kind, _amount in books(wish.order_number)]
    assert kinds == ["authorisation", "capture"][: 2 if captured else bool(authorised)]
    if report.provider_ref:
        assert gateway.look(Known(provider_ref=report.provider_ref, session_ref="")).state == state


@pytest.mark.rule("C-05")
def test_how_long_a_card_holds_is_the_provider_s_word(gateway: StripeGateway) -> None:
    report = gateway.open(opening())
    assert report.capture_before is not None
    assert timedelta(days=6, hours=23) < report.capture_before - clock.now() <= timedelta(days=7)


@pytest.mark.rule("PAY-04", "PAY-14")
@pytest.mark.parametrize(
    ("outcome", "state", "failure"),
    [
        ("approve", "authorised", ""),
        ("fail", "declined", "payment_intent_authentication_failure"),
        ("cancel", "cancelled", "payment_method_customer_decline"),
    ],
)
def test_a_challenge_ends_as_the_shopper_ends_it(
    gateway: StripeGateway, outcome: str, state: str, failure: str
) -> None:
    waiting = gateway.open(opening(token="card_3ds"))
    assert waiting.page_url.startswith(house_settings.PAYMENT_URL)
    assert at_the_page(waiting.page_url, outcome).startswith("/back?")
    seen = gateway.look(Known(provider_ref=waiting.provider_ref, session_ref=""))
    assert (seen.state, seen.failure) == (state, failure)


@pytest.mark.rule("PAY-10")
def test_a_technical_failure_is_told_from_a_refusal(gateway: StripeGateway) -> None:
    waiting = gateway.open(opening(token="card_error"))
    at_the_page(waiting.page_url, "approve")
    seen = gateway.look(Known(provider_ref=waiting.provider_ref, session_ref=""))
    assert (seen.state, seen.failure) == ("failed", "processing_error")


@pytest.mark.rule("PAY-04", "pitfall-16")
def test_without_a_token_the_shopper_pays_on_the_provider_s_page(gateway: StripeGateway) -> None:
    wish = opening(token="")
    shown = gateway.open(wish)
    assert gateway.open(wish) == shown
    assert (shown.state, shown.provider_ref) == ("open", "")
    lines = OUTSIDE.get(
        f"{house_settings.PAYMENT_URL}/v1/checkout/sessions/{shown.session_ref}/line_items",
        headers={"Authorization": "Bearer sk_test"},
    ).json()["data"]
    assert sum(line["amount_total"] for line in lines) == wish.amount
    assert gateway.look(Known(provider_ref="", session_ref=shown.session_ref)).state == "open"
    assert at_the_page(shown.page_url, "approve") == "/back"
    paid = gateway.look(Known(provider_ref="", session_ref=shown.session_ref))
    assert (paid.state, paid.authorised, paid.session_ref) == ("authorised", 30800, shown.session_ref)
    assert (
        gateway.look(Known(provider_ref=paid.provider_ref, session_ref=shown.session_ref)).state
        == "authorised"
    )


@pytest.mark.rule("PAY-10")
def test_a_page_for_which_too_little_time_is_left_is_a_technical_failure(gateway: StripeGateway) -> None:
    wish = opening(token="")
    builders.at_clock(builders.MONDAY + timedelta(minutes=20))
    assert gateway.open(wish).state == "failed"


@pytest.mark.rule("ORD-07")
@pytest.mark.parametrize("token", ["", "card_3ds"])
def test_a_payment_that_was_closed_takes_no_money(gateway: StripeGateway, token: str) -> None:
    wish = opening(token=token)
    report = gateway.open(wish)
    for _ in range(2):
        close(gateway, report)
    assert look(gateway, report).state == "cancelled"
    answer = OUTSIDE.post(report.page_url, data={"outcome": "approve"})
    assert answer.status_code < 500
    assert books(wish.order_number) == []


def close(gateway: StripeGateway, report: Report) -> None:
    gateway.close(
        Known(provider_ref=report.provider_ref, session_ref=report.session_ref),
        key=f"close:{report.provider_ref}{report.session_ref}",
    )


def look(gateway: StripeGateway, report: Report) -> Report:
    return gateway.look(Known(provider_ref=report.provider_ref, session_ref=report.session_ref))


def test_closing_what_is_over_leaves_it_as_it_is(gateway: StripeGateway) -> None:
    wish = opening(token="paypal_ok", method="paypal", capture_now=True)
    report = gateway.open(wish)
    close(gateway, report)
    assert look(gateway, report).state == "captured"


@pytest.mark.rule("PAY-05", "pitfall-13")
def test_parts_are_taken_once_for_their_keys_and_the_last_frees_the_rest(gateway: StripeGateway) -> None:
    wish = opening()
    known = gateway.open(wish).provider_ref
    for key, amount, final in (("a", 10000, False), ("b", 5000, True)):
        for _ in range(2):
            taken = gateway.capture(
                Known(provider_ref=known), amount=amount, currency="EUR", final=final, key=f"{wish.key}:{key}"
            )
            assert taken == known
    assert books(wish.order_number) == [
        ("authorisation", 30800),
        ("capture", 10000),
        ("capture", 5000),
        ("void", 15800),
    ]
    with pytest.raises(EffectRefused) as refused:
        gateway.capture(Known(provider_ref=known), amount=1, currency="EUR", final=True, key=f"{wish.key}:c")
    assert refused.value.code == "payment_intent_unexpected_state"


@pytest.mark.rule("RET-12", "pitfall-5")
def test_two_equal_refunds_are_two_and_each_is_once(gateway: StripeGateway) -> None:
    wish = opening(token="paypal_ok", method="paypal", capture_now=True)
    known = gateway.open(wish).provider_ref
    references = {
        gateway.refund(Known(provider_ref=known), amount=1000, currency="EUR", key=f"{wish.key}:{key}")
        for key in ("a", "a", "b")
    }
    assert len(references) == 2
    assert books(wish.order_number)[2:] == [("refund", 1000), ("refund", 1000)]
    with pytest.raises(EffectRefused):
        gateway.refund(Known(provider_ref=known), amount=30000, currency="EUR", key=f"{wish.key}:c")


@pytest.mark.rule("ORD-03")
def test_an_authorisation_is_released_once(gateway: StripeGateway) -> None:
    wish = opening()
    known = gateway.open(wish).provider_ref
    for _ in range(2):
        gateway.void(Known(provider_ref=known), key=f"{wish.key}:void")
    assert books(wish.order_number) == [("authorisation", 30800), ("void", 30800)]
    with pytest.raises(EffectRefused):
        gateway.void(Known(provider_ref=known), key=f"{wish.key}:again")


@pytest.mark.rule("PAY-05")
def test_a_capture_that_the_bank_refuses_says_so(gateway: StripeGateway) -> None:
    known = gateway.open(opening(token="card_capture_fails")).provider_ref
    with pytest.raises(EffectRefused) as refused:
        gateway.capture(Known(provider_ref=known), amount=30800, currency="EUR", final=True, key=str(uuid4()))
    assert refused.value.code == "card_declined"


def test_a_payment_that_the_provider_does_not_know_tells_nothing(gateway: StripeGateway) -> None:
    with pytest.raises(ProviderUnreachable):
        gateway.look(Known(provider_ref="pi_nobody", session_ref=""))
    with pytest.raises(ProviderUnreachable):
        gateway.look(Known(provider_ref="", session_ref="cs_nobody"))


@pytest.mark.rule("pitfall-4")
def test_a_key_under_way_elsewhere_is_an_outcome_not_known_and_one_of_another_request_a_bug(
    gateway: StripeGateway, settings: Settings
) -> None:
    wish = opening()
    gateway.open(wish)
    with pytest.raises(stripe.IdempotencyError):
        gateway.open(replace(wish, amount=1))
    with answering(409, {"error": {"type": "idempotency_error", "code": "idempotency_key_in_use"}}) as url:
        settings.PAYMENT_URL = url
        with pytest.raises(ProviderUnreachable):
            StripeGateway().open(wish)


@contextmanager
def answering(status: int, body: dict[str, object]) -> Iterator[str]:
    """A provider that gives this answer to everything; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.dumps(body).encode()
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.django_db
def test_the_provider_is_never_asked_inside_a_transaction(gateway: StripeGateway) -> None:
    with one_transaction(), pytest.raises(TransactionRule):
        gateway.open(opening())


@pytest.mark.rule("pitfall-4")
def test_each_kind_of_message_says_which_payment_it_is_about(gateway: StripeGateway) -> None:
    wish = opening(token="")
    shown = gateway.open(wish)
    at_the_page(shown.page_url, "approve")
    known = look(gateway, shown).provider_ref
    gateway.capture(Known(provider_ref=known), amount=30800, currency="EUR", final=True, key=f"{wish.key}:c")
    gateway.refund(Known(provider_ref=known), amount=100, currency="EUR", key=f"{wish.key}:r")
    told = {}
    for event in events_about(known):
        body, headers = signed(event)
        (heard,) = gateway.read_events(body=body, headers=headers)
        assert heard.event_id == event["id"]
        assert heard.provider_ref == known
        told[heard.kind] = heard.session_ref
    assert told["checkout.session.completed"] == shown.session_ref
    assert {"payment_intent.succeeded", "charge.captured", "charge.refunded", "refund.created"} <= set(told)


def events_about(intent: str) -> list[dict[str, object]]:
    return [event for event in events_of("") if intent in json.dumps(event)]


def signed(
    event: dict[str, object], *, secret: str = "", at: int | None = None
) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(event).encode()
    secrets = [secret or house_settings.PAYMENT_WEBHOOK_SECRETS[0]]
    return body, {"Stripe-Signature": sign_body(body=body, secrets=secrets, at=at or int(time.time()))}


EVENT: dict[str, object] = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "data": {"object": {"id": "pi_1", "object": "payment_intent"}},
}


def test_a_secret_can_be_changed_without_losing_a_message(gateway: StripeGateway, settings: Settings) -> None:
    settings.PAYMENT_WEBHOOK_SECRETS = ("whsec_new", "whsec_old")
    for secret in settings.PAYMENT_WEBHOOK_SECRETS:
        body, headers = signed(EVENT, secret=secret)
        assert gateway.read_events(body=body, headers=headers)[0].provider_ref == "pi_1"


def test_a_message_is_only_believed_with_a_fresh_signature_of_ours(gateway: StripeGateway) -> None:
    body, good = signed(EVENT)
    stale = signed(EVENT, at=int(time.time()) - 301)[1]
    for content, headers in (
        (body, {}),
        (body, {"Stripe-Signature": "nonsense"}),
        (body, stale),
        (body, signed(EVENT, secret="whsec_other")[1]),
        (body + b" ", good),
        (b"\xff", signed(EVENT)[1]),
    ):
        with pytest.raises(BadSignature):
            gateway.read_events(body=content, headers=headers)
