"""The account: orders first, guest orders that join, returns and claims from there, and nobody else's anything."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.cases import services as cases
from comptoir.cases.queries import Topic
from comptoir.claims import queries as claims
from comptoir.infra import clock
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.people.models import User
from comptoir.returns import queries as returns
from tests import builders, cast
from tests.storefront.accounts import PAGE, PASSWORD, a_customer, sign_in
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")

PAGES = ("", "after/", "wallet/", "messages/", "addresses/", "addresses/new/", "details/")


def jeanne(shopper: Client, *, proved: bool = True, email: str = cast.JEANNE_EMAIL) -> User:
    """Jeanne at her browser; whether she has proved her e-mail."""
    known = a_customer(email)
    if proved:
        User.objects.filter(pk=known.pk).update(email_proved_at=clock.now())
    assert sign_in(shopper, email=email, password=PASSWORD).status_code == 302
    return known


def own_page(number: str) -> str:
    return f"{PAGE}orders/{number}/"


@pytest.mark.parametrize("page", [*PAGES, "orders/M7K492QD3/"])
def test_strangers_sign_in_first_and_come_back(shopper: Client, page: str) -> None:
    answer = shopper.get(PAGE + page)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{PAGE}sign-in/?next=")


@pytest.mark.rule("ACC-01", "ACC-02", "ACC-03")
def test_orders_come_first_with_what_can_be_done_now(shopper: Client) -> None:
    placed, arrived = builders.a_placed_order(), builders.a_delivered_order()
    jeanne(shopper)
    html = shopper.get(PAGE).content.decode()
    said = words(html)
    assert html.index(arrived.number) > 0
    assert {placed.number, arrived.number} <= set(re.findall(r"account/orders/(\w+)/", html))
    assert "Delivered on" in said
    assert f'href="{own_page(arrived.number)}return/"' in html
    assert f'href="{own_page(placed.number)}return/"' not in html
    assert "Invoice" in said
    assert placed.token not in html
    assert arrived.token not in html


@pytest.mark.rule("ACC-03", "pitfall-19")
def test_who_has_not_proved_the_e_mail_sees_no_order_no_message_and_no_letters(shopper: Client) -> None:
    placed = builders.a_placed_order()
    a_message(cast.JEANNE_EMAIL)
    jeanne(shopper, proved=False)
    assert "No orders yet." in text_of(shopper, PAGE)
    assert "No messages yet." in text_of(shopper, f"{PAGE}messages/")
    assert shopper.get(own_page(placed.number)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.rule("ACC-01")
def test_every_page_is_kept_nowhere_and_says_what_will_come(shopper: Client, page: str) -> None:
    jeanne(shopper)
    answer = shopper.get(PAGE + page)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.rule("D2-02", "ACC-01")
def test_another_customers_order_claim_and_message_are_not_there(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    number = a_message(cast.JEANNE_EMAIL)
    jeanne(Client())
    jeanne(shopper, email="eve@example.org")
    ways = ("", "return/", "claim/", "cancel/", "pay/", "help/", "return/R-1/", "renewal/")
    for way in ways:
        assert shopper.get(own_page(placed.number) + way).status_code == 404
    assert shopper.get(f"{PAGE}claims/{uuid4()}/").status_code == 404
    assert shopper.get(f"{PAGE}messages/{uuid4()}/").status_code == 404
    assert number not in text_of(shopper, f"{PAGE}messages/")


@pytest.mark.rule("RET-07", "RET-08")
def test_a_piece_goes_back_from_the_account_and_no_token_is_on_the_way(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    jeanne(shopper)
    page = own_page(placed.number)
    choosing = shopper.get(f"{page}return/").content.decode()
    order = orders.order_by_number(number=placed.number)
    assert order
    piece = str(orders.pieces_of(order_id=order.pk)[0].public_id)
    answer = shopper.post(f"{page}return/", {"piece": piece, "step": "confirm"})
    (known,) = returns.returns_of(order_number=placed.number)
    assert answer.headers["Location"] == f"{page}return/{known.number}/"
    done = shopper.get(answer.headers["Location"]).content.decode()
    listed = shopper.get(f"{PAGE}after/").content.decode()
    assert known.number in listed
    for html in (choosing, done, listed):
        assert placed.token not in html
    label = re.search(r'href="[^"]*(/labels/[^"]+)"', done)
    assert label
    assert shopper.get(label[1]).headers["Content-Type"] == "application/pdf"
    assert Client().get(label[1]).status_code == 404


@pytest.mark.rule("CLM-02")
def test_a_claim_from_the_account_is_followed_there(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    customer = jeanne(shopper)
    order = orders.order_by_number(number=placed.number)
    assert order
    piece = str(orders.pieces_of(order_id=order.pk)[0].public_id)
    form = {"kind": "missing", "piece": piece, "description": "The shirt was not in it.", "kept": "1"}
    answer = shopper.post(f"{own_page(placed.number)}claim/", form)
    (claim,) = claims.claims_of_customer(customer_id=customer.pk)
    assert answer.headers["Location"] == f"{PAGE}claims/{claim.id}/"
    assert "The shirt was not in it." in text_of(shopper, answer.headers["Location"])
    assert "Something is missing" in text_of(shopper, f"{PAGE}after/")


def test_the_accounts_forms_carry_a_token(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    strict = Client(enforce_csrf_checks=True)
    jeanne(shopper)
    strict.cookies = shopper.cookies
    html = strict.get(f"{own_page(placed.number)}return/").content.decode()
    assert "csrfmiddlewaretoken" in html
    assert strict.post(f"{own_page(placed.number)}return/", {}).status_code == 403
    guest = Client().get(f"/en-fr/orders/{placed.token}/return/")
    assert "csrfmiddlewaretoken" not in guest.content.decode()
    assert not guest.cookies


def a_message(email: str) -> str:
    message = cases.Message(
        topic=Topic.OTHER,
        name="Jeanne",
        email=email,
        language="en",
        country="FR",
        text="Do you repair seams?",
    )
    return cases.take_message(message=message, at=clock.now())


def test_messages_are_read_in_the_account(shopper: Client) -> None:
    a_message(cast.JEANNE_EMAIL)
    jeanne(shopper)
    html = shopper.get(f"{PAGE}messages/").content.decode()
    assert "Do you repair seams?" in html
    link = re.search(r"/en-fr/account/messages/[\w-]{36}/", html)
    assert link
    assert "Do you repair seams?" in text_of(shopper, link[0])


@pytest.mark.rule("ACC-07", "ACC-11")
def test_name_and_language_are_changed_and_nothing_else_is_asked(shopper: Client) -> None:
    known = jeanne(shopper)
    answer = shopper.post(f"{PAGE}details/", {"name": "Jeanne Neuve", "language": "fr"})
    assert answer.headers["Location"] == f"{PAGE}details/?done=details"
    known.refresh_from_db()
    assert (known.name, known.language) == ("Jeanne Neuve", "fr")
    html = shopper.get(f"{PAGE}details/").content.decode()
    form = html.partition('id="details-heading"')[2].partition("</form>")[0]
    assert set(re.findall(r'name="(\w+)"', form)) == {"csrfmiddlewaretoken", "name", "language"}
    assert shopper.post(f"{PAGE}details/", {"name": " ", "language": "fr"}).status_code == 422


@pytest.mark.rule("ACC-09")
def test_the_newsletter_is_asked_for_and_left_in_the_account(shopper: Client) -> None:
    jeanne(shopper)
    page = f"{PAGE}details/newsletter/"
    assert shopper.post(page, {}).headers["Location"] == f"{PAGE}details/?done=asked"
    asked = notices.subscription_of(email=cast.JEANNE_EMAIL)
    assert asked
    assert not asked.confirmed
    builders.queue.run_waiting()
    link = re.search(r"/en-fr/newsletter/confirm/[\w-]+/", notices.outbox(to=cast.JEANNE_EMAIL)[0].text)
    assert link
    shopper.post(link[0])
    assert "You get our letters at" in text_of(shopper, f"{PAGE}details/")
    assert shopper.post(page, {"leave": "1"}).headers["Location"] == f"{PAGE}details/?done=left"
    assert notices.subscription_of(email=cast.JEANNE_EMAIL) is None


@pytest.mark.rule("A-07")
def test_withdrawal_and_contact_know_who_is_signed_in(shopper: Client) -> None:
    jeanne(shopper)
    for page in ("/en-fr/withdraw/?contract=X", "/en-fr/contact/?topic=order"):
        answer = shopper.get(page)
        assert f'value="{cast.JEANNE_EMAIL}"' in answer.content.decode()
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert cast.JEANNE_EMAIL not in Client().get("/en-fr/contact/").content.decode()


@pytest.mark.rule("A-08", "D2-02")
def test_part_of_an_order_is_withdrawn_from_in_the_account_and_of_no_other(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    jeanne(shopper)
    page = re.search(r'href="(/en-fr/withdraw/[^"]+)"', shopper.get(own_page(placed.number)).content.decode())
    assert page
    assert placed.token not in page[1]
    way = page[1].replace("&amp;", "&")
    assert "Boxy crewneck" in text_of(shopper, way)
    eve = Client()
    jeanne(eve, email="eve@example.org")
    assert "Boxy crewneck" not in text_of(eve, way)
    assert "Boxy crewneck" not in text_of(Client(), way)


@pytest.mark.rule("B-01", "ACC-02")
def test_an_account_is_offered_to_a_guest_after_the_order_and_asked_of_nobody(shopper: Client) -> None:
    placed = builders.a_placed_order()
    offer = "Every order in one place"
    assert offer in text_of(shopper, f"/en-fr/orders/{placed.token}/")
    jeanne(shopper)
    assert offer not in text_of(shopper, f"/en-fr/orders/{placed.token}/")


@pytest.mark.parametrize(("page", "most"), [("", 60), ("after/", 20), ("messages/", 8), ("addresses/", 6)])
def test_a_page_of_the_account_asks_the_database_no_more_often_than_it_may(
    shopper: Client, page: str, most: int
) -> None:
    builders.a_placed_order()
    builders.a_delivered_order()
    jeanne(shopper)
    assert shopper.get(PAGE + page).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        shopper.get(PAGE + page)
    assert len(asked) <= most
