"""The contract of a payment provider, kept by every adapter: each call made twice with one key happens once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from pytest_django import Settings

from comptoir.infra import clock
from comptoir.payments.gateways.base import (
    BadSignature,
    EffectRefused,
    Known,
    Line,
    Opening,
    ProviderUnreachable,
    Report,
)
from tests import builders
from tests.adapters.providers import Provider
from tests.api.calls import at_the_page, books
from tests.api.calls import provider as control

T = TypeVar("T")
BACK = "http://127.0.0.1:9/back"
WHOLE = 30800


def opening(provider: Provider, *, capture_now: bool = False, **changes: Any) -> Opening:
    wish = Opening(
        key=str(uuid4()),
        order_number=f"T{uuid4().hex[:10]}",
        method=provider.method,
        amount=WHOLE,
        currency="EUR",
        capture_now=capture_now,
        token="",
        lines=(Line(name="Pull col rond, Poppy, M", amount=29000), Line(name="DHL Express", amount=1800)),
        email="jeanne@example.org",
        language="fr",
        return_url=BACK,
        cancel_url=f"{BACK}?left",
        expires_at=clock.now() + timedelta(minutes=30),
    )
    return replace(wish, **changes)


def twice(call: Callable[[], T]) -> T:
    """The same wish again, with the same key: the same answer."""
    first = call()
    assert call() == first
    return first


def paid(provider: Provider, wish: Opening) -> tuple[Report, Known]:
    """A shopper pays on the provider's page; what the house reads then."""
    shown = twice(lambda: provider.gateway().open(wish))
    at_the_page(shown.page_url, "approve")
    report = twice(lambda: provider.gateway().look(provider.known(wish.order_number, shown)))
    return report, provider.known(wish.order_number, report)


@pytest.mark.rule("PAY-01", "PAY-04", "PAY-05")
@pytest.mark.parametrize("capture_now", [False, True])
def test_the_shopper_pays_on_the_provider_s_page(provider: Provider, capture_now: bool) -> None:
    wish = opening(provider, capture_now=capture_now)
    shown = provider.gateway().open(wish)
    assert (shown.state, shown.authorised, books(wish.order_number)) == ("open", 0, [])
    report, _ = paid(provider, wish)
    assert (report.state, report.authorised) == ("captured" if capture_now else "authorised", WHOLE)
    assert report.captured == (WHOLE if capture_now else 0)
    kinds = ["authorisation", "capture"] if capture_now else ["authorisation"]
    assert books(wish.order_number) == [(kind, WHOLE) for kind in kinds]


@pytest.mark.rule("PAY-10", "PAY-14")
@pytest.mark.parametrize("outcome", ["fail", "cancel", None])
def test_a_shopper_who_is_refused_or_leaves_pays_nothing_and_never_later(
    provider: Provider, outcome: str | None
) -> None:
    wish = opening(provider)
    shown = provider.gateway().open(wish)
    if outcome:
        at_the_page(shown.page_url, outcome)
    known = provider.known(wish.order_number, shown)
    report = twice(lambda: provider.gateway().close(known, key=f"{wish.key}:close"))
    assert report.state in {"cancelled", "declined"}
    assert books(wish.order_number) == []


@pytest.mark.rule("ORD-07")
def test_closing_what_is_paid_leaves_it_as_it_is(provider: Provider) -> None:
    wish = opening(provider)
    shown = provider.gateway().open(wish)
    at_the_page(shown.page_url, "approve")
    known = provider.known(wish.order_number, shown)  # the house has not heard of it
    report = twice(lambda: provider.gateway().close(known, key=f"{wish.key}:close"))
    assert (report.state, report.authorised) == ("authorised", WHOLE)
    assert books(wish.order_number) == [("authorisation", WHOLE)]


@pytest.mark.rule("PAY-04")
def test_a_token_of_nobody_s_is_a_refusal(provider: Provider) -> None:
    wish = opening(provider, token="unheard_of")
    assert provider.gateway().open(wish).state == "declined"
    assert books(wish.order_number) == []


@pytest.mark.rule("PAY-05", "pitfall-13")
def test_parts_are_taken_once_for_their_keys_and_the_last_frees_the_rest(provider: Provider) -> None:
    wish = opening(provider)
    _, known = paid(provider, wish)
    for key, amount, final in (("a", 10000, False), ("b", 5000, True)):
        assert twice(
            lambda key=key, amount=amount, final=final: provider.gateway().capture(
                known, amount=amount, currency="EUR", final=final, key=f"{wish.key}:{key}"
            )
        )
    assert books(wish.order_number) == [
        ("authorisation", WHOLE),
        ("capture", 10000),
        ("capture", 5000),
        ("void", 15800),
    ]
    seen = provider.gateway().look(known)
    assert (seen.state, seen.captured) == ("captured", 15000)
    with pytest.raises(EffectRefused):
        provider.gateway().capture(known, amount=1, currency="EUR", final=True, key=f"{wish.key}:c")


@pytest.mark.rule("PAY-05")
def test_more_than_is_held_is_not_taken(provider: Provider) -> None:
    wish = opening(provider)
    _, known = paid(provider, wish)
    with pytest.raises(EffectRefused):
        provider.gateway().capture(
            known, amount=WHOLE + 1, currency="EUR", final=True, key=f"{wish.key}:over"
        )
    assert books(wish.order_number) == [("authorisation", WHOLE)]


@pytest.mark.rule("RET-12", "pitfall-5")
def test_two_equal_refunds_are_two_each_is_once_and_none_is_too_much(provider: Provider) -> None:
    wish = opening(provider)
    _, known = paid(provider, wish)
    for part in (10000, 20800):  # what was taken in parts goes back in any
        provider.gateway().capture(
            known, amount=part, currency="EUR", final=part == 20800, key=f"{wish.key}:{part}"
        )

    def refund(key: str, amount: int) -> str:
        return provider.gateway().refund(known, amount=amount, currency="EUR", key=f"{wish.key}:{key}")

    assert twice(lambda: refund("a", 1000)) != twice(lambda: refund("b", 1000))
    with pytest.raises(EffectRefused):
        refund("c", 28801)
    twice(lambda: refund("d", 28800))
    refunds = [amount for kind, amount in books(wish.order_number) if kind == "refund"]
    assert (refunds[:2], sum(refunds)) == ([1000, 1000], WHOLE)


@pytest.mark.rule("ORD-03")
def test_an_authorisation_is_released_once(provider: Provider) -> None:
    wish = opening(provider)
    _, known = paid(provider, wish)
    twice(lambda: provider.gateway().void(known, key=f"{wish.key}:void"))
    assert books(wish.order_number) == [("authorisation", WHOLE), ("void", WHOLE)]
    assert provider.gateway().look(known).state == "cancelled"
    with pytest.raises(EffectRefused):
        provider.gateway().void(known, key=f"{wish.key}:again")


@pytest.mark.rule("C-05")
def test_an_authorisation_lapses_and_can_no_longer_be_taken(provider: Provider) -> None:
    wish = opening(provider)
    _, known = paid(provider, wish)
    builders.at_clock(builders.MONDAY + timedelta(days=30))
    assert provider.gateway().look(known).state in {"lapsed", "cancelled"}
    with pytest.raises(EffectRefused):
        provider.gateway().capture(known, amount=WHOLE, currency="EUR", final=True, key=f"{wish.key}:late")
    assert books(wish.order_number) == [("authorisation", WHOLE), ("void", WHOLE)]


@pytest.mark.rule("ORD-07")
def test_a_page_nobody_paid_on_expires(provider: Provider) -> None:
    wish = opening(provider)
    shown = provider.gateway().open(wish)
    builders.at_clock(builders.MONDAY + timedelta(days=2))
    known = provider.known(wish.order_number, shown)
    assert provider.gateway().close(known, key=f"{wish.key}:close").state == "cancelled"


@pytest.mark.rule("pitfall-4", "E-03")
@pytest.mark.parametrize("mode", ["broken", "garbage", "half_open", "down"])
def test_an_answer_that_is_lost_is_found_with_the_same_key(provider: Provider, mode: str) -> None:
    wish = opening(provider)
    control(mode=mode, endpoint=provider.opens)
    with pytest.raises(ProviderUnreachable):
        provider.gateway().open(wish)
    control("/reset")
    _, known = paid(provider, wish)

    def capture() -> str:
        return provider.gateway().capture(
            known, amount=WHOLE, currency="EUR", final=True, key=f"{wish.key}:a"
        )

    control(mode=mode)
    with pytest.raises(ProviderUnreachable):
        capture()
    control("/reset")
    twice(capture)
    assert books(wish.order_number) == [("authorisation", WHOLE), ("capture", WHOLE)]


@pytest.mark.rule("pitfall-4")
def test_a_key_of_another_wish_has_no_effect(provider: Provider) -> None:
    wish = opening(provider)
    _, known = paid(provider, wish)
    key = f"{wish.key}:a"
    provider.gateway().capture(known, amount=10000, currency="EUR", final=False, key=key)
    with pytest.raises(Exception, match=r".") as refused:
        provider.gateway().capture(known, amount=20000, currency="EUR", final=False, key=key)
    assert refused.type.__name__ in {"EffectRefused", "IdempotencyError"}
    assert books(wish.order_number) == [("authorisation", WHOLE), ("capture", 10000)]


@pytest.mark.rule("C-11")
def test_messages_name_their_payment_in_any_order_and_twice(provider: Provider) -> None:
    wish = opening(provider)
    report, known = paid(provider, wish)
    provider.gateway().capture(known, amount=WHOLE, currency="EUR", final=True, key=f"{wish.key}:a")
    heard = [
        event
        for body, headers in provider.messages(wish.order_number)
        for event in provider.gateway().read_events(body=body, headers=headers)
    ]
    assert len({event.event_id for event in heard}) == len(heard) >= 2
    assert {event.provider_ref or report.provider_ref for event in heard} == {report.provider_ref}
    payloads = [event.payload for event in reversed(heard)] * 2
    seen = provider.gateway().look(replace(known, told=lambda: payloads))
    assert (seen.state, seen.captured, seen.authorised) == ("captured", WHOLE, WHOLE)


def _forged(body: bytes) -> bytes:
    for honest, forged in ((b'"EUR"', b'"USD"'), (b'"eur"', b'"usd"')):
        if honest in body:
            return body.replace(honest, forged)
    raise AssertionError(body)


@pytest.mark.rule("C-11")
def test_a_message_is_only_believed_with_a_signature_of_theirs(
    provider: Provider, settings: Settings
) -> None:
    wish = opening(provider)
    paid(provider, wish)
    body, headers = provider.messages(wish.order_number)[0]
    for content in (_forged(body), b"", b"\xff", b"[]", b"{}", b"null"):
        with pytest.raises(BadSignature):
            provider.gateway().read_events(body=content, headers=headers)
    secret = settings.PAYMENT_WEBHOOK_SECRETS[0]
    ours = {"adyen": secret.encode().hex(), "paypal": secret}
    for secrets, believed in ((("ab12", "{}"), True), (("ab12", "cd34"), False)):
        named = [word.format(ours.get(provider.name, secret)) for word in secrets]
        settings.PAYMENT_WEBHOOK_SECRETS = tuple(named)
        settings.PAYMENT = {
            name: {**known, "webhook": ",".join(named)} for name, known in settings.PAYMENT.items()
        }
        if believed:
            assert provider.gateway().read_events(body=body, headers=headers)
        else:
            with pytest.raises(BadSignature):
                provider.gateway().read_events(body=body, headers=headers)


@pytest.mark.rule("C-12")
def test_the_report_has_all_that_moved(provider: Provider) -> None:
    wish = opening(provider)
    report, known = paid(provider, wish)
    gateway = provider.gateway()
    gateway.capture(known, amount=10000, currency="EUR", final=False, key=f"{wish.key}:a")
    gateway.capture(known, amount=WHOLE - 10000, currency="EUR", final=True, key=f"{wish.key}:b")
    gateway.refund(known, amount=1000, currency="EUR", key=f"{wish.key}:c")
    day = timedelta(days=1)
    moved = [
        row
        for row in gateway.movements(since=builders.MONDAY - day, until=builders.MONDAY + day)
        if wish.order_number == row.order or report.provider_ref == row.provider_ref
    ]
    assert [(row.kind, row.amount, row.currency) for row in moved] == [
        ("capture", 10000, "EUR"),
        ("capture", WHOLE - 10000, "EUR"),
        ("refund", 1000, "EUR"),
    ]
    assert len({row.reference for row in moved}) == 3
    assert not [
        row
        for row in gateway.movements(since=builders.MONDAY + day, until=builders.MONDAY + 2 * day)
        if row.order == wish.order_number
    ]


@pytest.mark.rule("C-14")
@pytest.mark.parametrize(("currency", "amount"), [("JPY", 43000), ("GBP", 1999)])
def test_amounts_are_the_same_in_every_currency_s_smallest_unit(
    provider: Provider, currency: str, amount: int
) -> None:
    wish = opening(provider, currency=currency, amount=amount, lines=(Line(name="Robe", amount=amount),))
    report, _ = paid(provider, wish)
    assert report.authorised == amount
    assert books(wish.order_number) == [("authorisation", amount)]


def in_dispute(provider: Provider) -> tuple[Known, str]:
    """A payment that was taken, and that the payer's bank asks 100.00 back of; the dispute's reference."""
    wish = opening(provider)
    report, known = paid(provider, wish)
    provider.gateway().capture(known, amount=WHOLE, currency="EUR", final=True, key=f"{wish.key}:a")
    asked = {"payment_intent": report.provider_ref, "amount": 10000, "reason": "fraudulent"}
    return provider.known(wish.order_number, report), control("/disputes", **asked)["id"]


def told_of(provider: Provider, reference: str) -> set[tuple[str, str]]:
    """Of which payment and which dispute the messages about the dispute are."""
    return {
        (heard.provider_ref, heard.dispute_ref)
        for body, headers in provider.messages(reference)
        for heard in provider.gateway().read_events(body=body, headers=headers)
        if heard.dispute_ref
    }


@pytest.mark.rule("C-15", "C-11")
@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_dispute_is_told_looked_at_and_decided(provider: Provider, outcome: str) -> None:
    known, reference = in_dispute(provider)
    assert told_of(provider, reference) == {(known.provider_ref, reference)}
    seen = twice(lambda: provider.gateway().look_at_dispute(known, reference=reference))
    assert (seen.reference, seen.provider_ref, seen.state) == (reference, known.provider_ref, "open")
    assert (seen.amount, seen.currency, seen.taken, seen.returned) == (10000, "EUR", 10000, 0)
    assert seen.answer_by == seen.opened_at + timedelta(days=7)
    control("/disputes", dispute=reference, outcome=outcome)
    seen = provider.gateway().look_at_dispute(known, reference=reference)
    assert (seen.state, seen.taken - seen.returned) == (outcome, 0 if outcome == "won" else 10000)


@pytest.mark.rule("C-15", "C-10")
@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_dispute_is_answered_once_with_our_evidence(provider: Provider, outcome: str) -> None:
    known, reference = in_dispute(provider)
    evidence = "Delivered to Jeanne on 24 November.\n" * 80

    def answer(key: str = "a") -> None:
        provider.gateway().answer_dispute(reference=reference, evidence=evidence, key=f"{reference}:{key}")

    twice(answer)
    assert provider.gateway().look_at_dispute(known, reference=reference).state == "answered"
    with pytest.raises(EffectRefused):
        answer("b")
    control("/disputes", dispute=reference, outcome=outcome)
    seen = provider.gateway().look_at_dispute(known, reference=reference)
    assert (seen.state, seen.taken - seen.returned) == (outcome, 0 if outcome == "won" else 10000)


@pytest.mark.rule("C-15")
def test_evidence_that_comes_too_late_is_refused(provider: Provider) -> None:
    _, reference = in_dispute(provider)
    builders.at_clock(builders.MONDAY + timedelta(days=7, seconds=1))
    with pytest.raises(EffectRefused):
        provider.gateway().answer_dispute(reference=reference, evidence="Late.", key=f"{reference}:a")


@pytest.mark.rule("C-15", "C-12")
def test_disputes_are_listed_where_the_provider_has_a_list_and_in_every_report(provider: Provider) -> None:
    known, reference = in_dispute(provider)
    control("/disputes", dispute=reference, outcome="won")
    gateway = provider.gateway()
    listed = [found.reference for found in gateway.disputes(since=builders.MONDAY - timedelta(minutes=1))]
    assert listed.count(reference) == provider.lists_disputes
    day = timedelta(days=1)
    moved = gateway.movements(since=builders.MONDAY - day, until=builders.MONDAY + day)
    ours = [(row.kind, row.amount) for row in moved if row.provider_ref == known.provider_ref]
    assert ours == [("capture", WHOLE), ("dispute", 10000), ("dispute_won", 10000)]
