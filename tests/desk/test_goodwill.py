"""Good will at the desk: who may give, what it would do, that it does just that, and what is left of the envelope."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.goodwill import queries as goodwill
from comptoir.orders import queries as orders
from tests import builders
from tests.apps.fulfilment import ship
from tests.apps.goodwill.giving import SOON
from tests.apps.payments import large
from tests.desk.selling import page, plain, said, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("C-23")]


@pytest.fixture
def order() -> ship.Order:
    known = ship.a_delivered_order()
    builders.at_clock(SOON)
    return known


def fields(
    order: ship.Order, amount: str = "20.00", piece: object = None, **others: object
) -> dict[str, object]:
    return {
        "piece": piece or ship.ids(order)[0],
        "amount": amount,
        "reason": "Parcel late",
        "words": "We are sorry that it took so long.",
        **others,
    }


def look(client: Client, order: ship.Order, **form: object) -> str:
    answer = client.post(f"/desk/orders/{order.number}/gestures/", fields(order, **form))
    assert answer.status_code == 200
    return answer.content.decode()


def give(client: Client, order: ship.Order, html: str) -> str:
    """Press the button of the preview, with what its form holds."""
    form = html[html.index('id="gesture"') :]
    sent = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', form[: form.index("</form>")]))
    answer = client.post(f"/desk/orders/{order.number}/gestures/", {**sent, "do": "give"}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_advisor_sees_what_a_gesture_does_and_it_does_just_that(order: ship.Order) -> None:
    client = signed_in(Role.ADVISOR)
    assert "€300.00 of your envelope until Tue 1 Dec" in page(client, f"/desk/orders/{order.number}/")
    shown = look(client, order)
    text = plain(shown)
    assert "Goes back to Card €20.00" in text
    assert "Credit note, with its tax of €3.33" in text
    assert "Can still go back of it later €270.00" in text
    assert "Left of your envelope afterwards €280.00" in text
    assert not goodwill.gestures_of(order_number=order.number)
    done = give(client, order, shown)
    assert "Given." in said(done)
    ship.work()
    assert ship.payment_books(order)[-1] == ("refund", 2000)
    text = page(client, f"/desk/orders/{order.number}/")
    assert "A price lowered as a gesture" in text
    assert "€20.00, Parcel late" in text
    assert "€270.00 after a gesture" in text
    assert "€280.00 of your envelope" in text
    # The same form sent again is the same gesture.
    give(client, order, shown)
    assert len(goodwill.gestures_of(order_number=order.number)) == 1


def test_the_customer_reads_it_on_the_page_of_the_order_and_in_a_letter(order: ship.Order) -> None:
    client = signed_in(Role.ADVISOR)
    give(client, order, look(client, order, piece="delivery", amount="6"))
    ship.work()
    text = plain(Client().get(orders.link_for(order)).content.decode())
    assert "Prices lowered afterwards Delivery −&#8239;6,00 € We are sorry that it took so long." in text
    assert "Card, 6,00 €: Given back" in text
    letter = next(mail for mail in ship.mails(order) if mail.kind == "gesture_made")
    assert letter.facts["amount"] == 600
    assert letter.facts["words_to_you"] == "We are sorry that it took so long."


def test_a_refused_gesture_says_why_and_keeps_what_was_typed(order: ship.Order) -> None:
    client = signed_in(Role.ADVISOR)
    text = look(client, order, amount="300.01")
    assert "At most €290.00 of this can still go back. Give less." in plain(text)
    assert "€300.00 are left of your envelope, and it is full again on" in plain(text)
    assert 'value="300.01"' in text
    assert "We are sorry that it took so long." in text
    assert "Type an amount above zero" in plain(look(client, order, amount="a lot"))
    # Straight to the end, past the preview: refused as well.
    sent = fields(order, amount="300.01", do="give")
    answer = client.post(f"/desk/orders/{order.number}/gestures/", sent, follow=True)
    assert "At most €290.00" in said(answer.content.decode())
    assert not goodwill.gestures_of(order_number=order.number)


def test_what_has_not_left_cannot_be_lowered_and_the_page_says_so() -> None:
    waiting = ship.a_released_order()
    text = page(signed_in(Role.ADVISOR), f"/desk/orders/{waiting.number}/")
    assert "Make a gesture C-23 This has not been charged yet." in text


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.FINANCE, Role.QUALITY, Role.AUDITOR])
def test_others_give_nothing(role: Role, order: ship.Order) -> None:
    client = signed_in(role)
    assert "Make a gesture C-23 Your role does not allow this." in page(
        client, f"/desk/orders/{order.number}/"
    )
    answer = client.post(f"/desk/orders/{order.number}/gestures/", fields(order, do="give"))
    assert answer.status_code == 403
    assert not goodwill.gestures_of(order_number=order.number)


def test_everybody_sees_their_own_envelope_and_those_above_see_all(order: ship.Order) -> None:
    client = signed_in(Role.ADVISOR)
    give(client, order, look(client, order))
    text = page(client, "/desk/money/")
    assert "You can still give €280.00 of €300.00. Your envelope is full again on Tue 1 Dec." in text
    assert "Advisor Gestures" not in text
    for role in (Role.SENIOR_ADVISOR, Role.FINANCE, Role.AUDITOR, Role.ADMIN):
        assert "Advisor 1 €20.00 €280.00" in page(signed_in(role), "/desk/money/")


@pytest.mark.rule("C-13")
def test_above_the_limit_a_gesture_is_proposed_and_a_second_person_decides_on_the_page_of_money(
    order: ship.Order,
) -> None:
    large.be_careful()
    senior, finance = signed_in(Role.SENIOR_ADVISOR), signed_in(Role.FINANCE)
    first, second = ship.ids(order)
    for amount, piece in (("150.00", first), ("149.00", second)):
        give(senior, order, look(senior, order, amount=amount, piece=piece))
    shown = look(senior, order, amount="1.01")
    assert "A second person decides first: nothing goes out before." in plain(shown)
    done = give(senior, order, shown)
    assert "Proposed. Nothing goes out before a second person has agreed." in said(done)
    assert "A gesture of €1.01 waits for a second person" in plain(done)
    assert "You asked for it: somebody else decides." in page(senior, "/desk/money/")
    text = page(finance, "/desk/money/")
    assert "Gestures that want a second person 1" in text
    (waits,) = goodwill.proposals_waiting()
    assert finance.post(f"/desk/gestures/{waits.id}/refusal/").status_code == 404  # without a reason
    answer = finance.post(f"/desk/gestures/{waits.id}/refusal/", {"reason": "Enough"}, follow=True)
    assert "The gesture is declined. Nothing went out; its envelope has it back." in said(
        answer.content.decode()
    )
    assert "A gesture declined by a second person" in page(senior, f"/desk/orders/{order.number}/")
    give(senior, order, look(senior, order, amount="2.00"))
    (waits,) = goodwill.proposals_waiting()
    answer = finance.post(f"/desk/gestures/{waits.id}/approval/", follow=True)
    assert "Given. The customer has been written to." in said(answer.content.decode())
    assert [known.amount for known in goodwill.gestures_of(order_number=order.number)] == [15000, 14900, 200]
