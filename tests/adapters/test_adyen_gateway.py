"""What only Adyen does: notifications signed over their fields, outcomes told later, digits of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations

import Adyen
import pytest
from pytest_django import Settings

from comptoir.payments.gateways.adyen import AdyenGateway
from comptoir.payments.gateways.base import BadSignature, Known, Line, NotToldYet
from tests import builders
from tests.adapters.providers import ADYEN
from tests.adapters.test_contract import in_dispute, opening, paid
from tests.adapters.vendor_models import NotTheirs, check_adyen
from tests.api.calls import at_the_page, books
from tests.api.calls import provider as control

pytestmark = pytest.mark.usefixtures("payment_standin")


@pytest.fixture
def gateway() -> AdyenGateway:
    builders.at_clock(builders.MONDAY)
    return AdyenGateway()


@pytest.mark.rule("C-11")
def test_notifications_are_the_vendor_s_and_pass_its_own_check(
    gateway: AdyenGateway, settings: Settings
) -> None:
    wish = opening(ADYEN)
    shown = gateway.open(wish)
    at_the_page(shown.page_url, "fail")
    _, known = paid(ADYEN, wish)
    gateway.capture(known, amount=10000, currency="EUR", final=True, key=f"{wish.key}:a")
    gateway.refund(known, amount=500, currency="EUR", key=f"{wish.key}:b")
    codes = []
    for body, _ in ADYEN.messages(wish.order_number):
        notice = json.loads(body)
        check_adyen("Notification", notice, area="notification")
        key = settings.PAYMENT["adyen"]["webhook"]
        assert Adyen.util.is_valid_hmac_notification(notice, key)
        codes.append(notice["notificationItems"][0]["NotificationRequestItem"]["eventCode"])
    assert codes == ["AUTHORISATION", "AUTHORISATION", "CAPTURE", "CANCELLATION", "REFUND"]


def test_the_models_refuse_what_is_not_the_vendor_s() -> None:
    good = {"merchantAccount": "Demo", "reference": "a", "amount": {"currency": "EUR", "value": 1}}
    check_adyen("PaymentLinkRequest", good)
    for wrong in ({"nonsense": 1}, {"amount": {"value": 1}}, {"reusable": "no"}, {"expiresAt": "soon"}):
        with pytest.raises((NotTheirs, ValueError)):
            check_adyen("PaymentLinkRequest", good | wrong)


@pytest.mark.rule("C-11")
def test_one_forged_notification_spoils_the_message_and_another_account_s_is_not_ours(
    gateway: AdyenGateway, settings: Settings
) -> None:
    wish = opening(ADYEN)
    paid(ADYEN, wish)
    ((body, _),) = ADYEN.messages(wish.order_number)
    notice = json.loads(body)
    item = notice["notificationItems"][0]
    assert len(gateway.read_events(body=_with(item, item), headers={})) == 2
    forged = {"NotificationRequestItem": item["NotificationRequestItem"] | {"success": "false"}}
    with pytest.raises(BadSignature):
        gateway.read_events(body=_with(item, forged), headers={})
    settings.PAYMENT = {**settings.PAYMENT, "adyen": {**settings.PAYMENT["adyen"], "account": "Other"}}
    with pytest.raises(BadSignature):
        gateway.read_events(body=body, headers={})


def _with(*items: dict[str, object]) -> bytes:
    return json.dumps({"live": "false", "notificationItems": list(items)}).encode()


@pytest.mark.rule("C-10", "C-06")
def test_an_outcome_that_was_not_told_is_not_known(gateway: AdyenGateway) -> None:
    wish = opening(ADYEN)
    report, _ = paid(ADYEN, wish)
    deaf = Known(provider_ref=report.provider_ref, session_ref=report.session_ref)
    for _ in range(2):
        with pytest.raises(NotToldYet):
            gateway.capture(deaf, amount=10000, currency="EUR", final=False, key=f"{wish.key}:a")
    assert books(wish.order_number)[1:] == [("capture", 10000)]
    assert gateway.look(deaf).state == "open"
    assert gateway.look(deaf).page_url == ""


@pytest.mark.rule("C-14")
@pytest.mark.parametrize(
    ("currency", "amount"), [("CLP", 25000), ("ISK", 4300), ("IDR", 4300000), ("KWD", 12345)]
)
def test_digits_are_adyen_s_on_the_wire_and_iso_s_in_the_books(
    gateway: AdyenGateway, currency: str, amount: int
) -> None:
    wish = opening(ADYEN, currency=currency, amount=amount, lines=(Line(name="Robe", amount=amount),))
    report, known = paid(ADYEN, wish)
    assert report.authorised == amount
    gateway.capture(known, amount=amount, currency=currency, final=True, key=f"{wish.key}:a")
    assert books(wish.order_number) == [("authorisation", amount), ("capture", amount)]
    sent = json.loads(ADYEN.messages(wish.order_number)[0][0])["notificationItems"][0][
        "NotificationRequestItem"
    ]
    on_the_wire = {"CLP": 2500000, "ISK": 430000, "IDR": 43000, "KWD": 12345}
    assert sent["amount"] == {"currency": currency, "value": on_the_wire[currency]}


@pytest.mark.rule("C-14", "PAY-10")
def test_a_part_of_what_has_no_parts_is_a_technical_failure(gateway: AdyenGateway) -> None:
    wish = opening(ADYEN, currency="IDR", amount=4300050, lines=(Line(name="Robe", amount=4300050),))
    assert (gateway.open(wish).state, books(wish.order_number)) == ("failed", [])
    assert gateway.open(replace(wish, amount=1, currency="EUR")).state == "failed"  # lines that do not add up


@pytest.mark.rule("C-15", "C-11")
@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_what_is_told_of_a_dispute_in_any_order_is_the_same(
    gateway: AdyenGateway, settings: Settings, order: tuple[int, ...]
) -> None:
    known, reference = in_dispute(ADYEN)
    gateway.answer_dispute(reference=reference, evidence="Delivered.", key=f"{reference}:a")
    control("/disputes", dispute=reference, outcome="lost")
    messages = ADYEN.messages(reference)
    codes = []
    for body, _ in messages:
        notice = json.loads(body)
        check_adyen("Notification", notice, area="notification")
        assert Adyen.util.is_valid_hmac_notification(notice, settings.PAYMENT["adyen"]["webhook"])
        codes.append(notice["notificationItems"][0]["NotificationRequestItem"]["eventCode"])
    assert codes == [
        "NOTIFICATION_OF_CHARGEBACK",
        "CHARGEBACK",
        "INFORMATION_SUPPLIED",
        "CHARGEBACK_REVERSED",
        "SECOND_CHARGEBACK",
    ]
    told = [gateway.read_events(body=messages[place][0], headers={})[0].payload for place in order]
    seen = gateway.look_at_dispute(replace(known, told=lambda: told), reference=reference)
    assert (seen.state, seen.amount, seen.taken, seen.returned) == ("lost", 10000, 20000, 10000)
