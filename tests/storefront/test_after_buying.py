"""The order by its private link, returns and the withdrawal."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.test import Client

from comptoir.infra import queue, signed_links
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.returns import queries as returns
from tests import builders
from tests.storefront.pages import an_order_page, text_of, words

pytestmark = pytest.mark.usefixtures("house")
NOWHERE = "/en-fr/orders/not-a-token/"


def mails_to(email: str) -> list[str]:
    queue.run_waiting()
    return [mail.kind for mail in notices.outbox(to=email)]


@pytest.mark.rule("ORD-03")
@pytest.mark.rule("DEL-16")
def test_the_order_page_has_the_clocks_that_run(shopper: Client) -> None:
    page = an_order_page()
    said = text_of(shopper, page)
    assert "Cancel, by phone" in said
    assert "until 09:30" in said
    assert "+33 1 99 00 12 34" in said
    assert "Arrival, estimate" in said
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    assert "Cancel, by phone" not in text_of(shopper, page)


def test_the_order_page_is_private_and_tells_nobody_its_address(shopper: Client) -> None:
    answer = shopper.get(an_order_page())
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.content.decode()


@pytest.mark.parametrize("rest", ["", "paid/", "pay/", "return/", "return/R0000000/"])
def test_a_link_that_opens_nothing_says_how_to_get_a_fresh_one(shopper: Client, rest: str) -> None:
    said = text_of(shopper, NOWHERE + rest, status=404)
    assert "This link does not open an order." in said
    assert "Send me the link" in said


@pytest.mark.rule("ORD-05")
def test_the_invoice_is_for_whoever_holds_the_link(shopper: Client) -> None:
    placed = builders.a_shipped_order()
    page = f"/en-fr/orders/{placed.token}/"
    assert "Invoice MEX-FR-2026-000001" in text_of(shopper, page)
    html = shopper.get(page).content.decode()
    path = html[html.index("/documents/") :].split('"')[0].replace("&amp;", "&")
    answer = shopper.get(path)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert shopper.get(path.split("?")[0]).status_code == 404
    assert shopper.get(path.replace("until=1", "until=2")).status_code == 404


@pytest.mark.rule("ORD-05", "D2-03")
def test_a_link_to_an_invoice_is_over_one_day_and_the_order_page_has_a_fresh_one(
    shopper: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = builders.a_shipped_order()
    page = f"/en-fr/orders/{placed.token}/"

    def shown() -> str:
        html = shopper.get(page).content.decode()
        return html[html.index("/documents/") :].split('"')[0].replace("&amp;", "&")

    old = shown()
    later = time.time() + 24 * 3600 + 1
    monkeypatch.setattr(signed_links.time, "time", lambda: later)
    over = shopper.get(old)
    assert (over.status_code, over.headers["Location"]) == (302, "/en-fr/returns/")
    assert shopper.get(shown()).status_code == 200


@pytest.mark.rule("RET-07")
@pytest.mark.rule("RET-08")
def test_a_guest_registers_a_return_of_one_piece_of_two(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    page = f"/en-fr/orders/{placed.token}/"
    order = orders.order_by_number(number=placed.number)
    assert order
    knit = orders.pieces_of(order_id=order.pk)[0]
    assert "Which pieces come back?" in text_of(shopper, f"{page}return/")
    chosen = {"piece": str(knit.public_id), f"reason-{knit.public_id}": "too_small"}
    review = words(shopper.post(f"{page}return/", chosen).content.decode())
    assert "290,00 € comes back to you." in review
    assert not returns.returns_of(order_number=placed.number)
    done = shopper.post(f"{page}return/", {**chosen, "step": "confirm"}, follow=True)
    known = returns.returns_of(order_number=placed.number)[0]
    assert done.redirect_chain[-1][0] == f"{page}return/{known.number}/"
    said = words(done.content.decode())
    assert "Hand the parcel in until" in said
    assert "Open the label" in said
    label = known.label_url.partition("/labels/")[2]
    assert shopper.get(f"/labels/{label}").headers["Content-Type"] == "application/pdf"
    assert shopper.get(f"/labels/{label.split('?')[0]}").status_code == 404
    again = shopper.post(f"{page}return/", {**chosen, "step": "confirm"})
    assert again.status_code == 422
    assert len(returns.returns_of(order_number=placed.number)) == 1


@pytest.mark.rule("RET-01")
def test_after_the_last_day_there_is_no_way_into_a_return(shopper: Client) -> None:
    placed = builders.a_delivered_order()
    page = f"/en-fr/orders/{placed.token}/"
    assert "Choose pieces" in text_of(shopper, page)
    builders.at_clock(builders.MONDAY + timedelta(days=17))
    said = text_of(shopper, page)
    assert "Choose pieces" not in said
    assert "The return could be registered until" in said


@pytest.mark.rule("RET-07")
def test_asking_for_a_link_is_answered_alike_and_mails_it_only_to_the_orders_address(shopper: Client) -> None:
    placed = builders.a_placed_order()
    sent = {"number": placed.number, "email": "jeanne@example.org"}
    pages = [
        words(shopper.post("/en-fr/returns/", form).content.decode())
        .replace(form["number"], "…")
        .replace(form["email"], "…")
        for form in (sent, {**sent, "email": "stranger@example.org"}, {**sent, "number": "AAAAAAAAA"})
    ]
    assert pages[0] == pages[1] == pages[2]
    assert mails_to("stranger@example.org") == []
    assert mails_to("jeanne@example.org").count("order_link") == 1


@pytest.mark.parametrize("field", ["name", "contract", "email"])
def test_a_withdrawal_asks_only_for_name_contract_and_e_mail(shopper: Client, field: str) -> None:
    form = {"name": "Jeanne", "contract": "An order of Monday", "email": "jeanne@example.org", field: ""}
    answer = shopper.post("/en-fr/withdraw/", form)
    assert answer.status_code == 422
    assert answer.content.decode().count("wrong-text") == 1
    form_itself = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert form_itself.count('class="input"') == 3


@pytest.mark.parametrize(
    ("store", "button"), [("en-fr", "confirm withdrawal"), ("fr-fr", "confirmer la rétractation")]
)
def test_a_withdrawal_is_stated_shown_and_confirmed_by_a_button_that_says_so(
    shopper: Client, store: str, button: str
) -> None:
    form = {"name": "Jeanne", "contract": "An order of Monday", "email": "jeanne@example.org"}
    shown = shopper.post(f"/{store}/withdraw/", form).content.decode()
    assert f">{button}</button>" in shown
    assert mails_to("jeanne@example.org") == []
    done = shopper.post(f"/{store}/withdraw/", {**form, "step": "confirm"})
    assert done.status_code == 200
    assert mails_to("jeanne@example.org") == ["withdrawal_received"]


def test_every_page_leads_to_the_withdrawal(shopper: Client) -> None:
    for path in ("/en-fr/", "/en-fr/basket/", "/en-fr/help/", an_order_page(), "/en-fr/nowhere/"):
        assert "/en-fr/withdraw/" in shopper.get(path).content.decode(), path


@pytest.mark.rule("A-07", "A-08")
def test_a_withdrawal_of_part_of_an_order_is_chosen_on_the_page(shopper: Client) -> None:
    placed = builders.a_placed_order(lines=((builders.KNIT_M, 1), (builders.SHIRT_M, 1)))
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    knit, shirt = orders.pieces_of(order_id=order.pk)
    link = re.search(
        r'href="([^"]*/withdraw/[?][^"]*order=[^"]+)"',
        shopper.get(f"/en-fr/orders/{placed.token}/").content.decode(),
    )
    assert link is not None
    page = shopper.get(link[1].replace("&amp;", "&")).content.decode()
    assert str(knit.public_id) in page
    form = {
        "name": "Jeanne",
        "contract": placed.number,
        "email": "else@example.org",
        "order": placed.token,
        "piece": str(knit.public_id),
    }
    shown = shopper.post("/en-fr/withdraw/", form).content.decode()
    assert knit.name in shown
    assert shirt.name not in shown
    assert shopper.post("/en-fr/withdraw/", {**form, "step": "confirm"}).status_code == 200
    after = orders.pieces_of(order_id=order.pk)
    assert [piece.cancelled_at is not None for piece in after] == [True, False]


@pytest.mark.rule("A-08", "D2-02")
def test_without_the_link_the_references_say_which_part_and_no_page_shows_a_piece(shopper: Client) -> None:
    placed = builders.a_placed_order(lines=((builders.KNIT_M, 1), (builders.SHIRT_M, 1)))
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    knit, shirt = orders.pieces_of(order_id=order.pk)
    words_of = f"{placed.number}, only {shirt.reference}."
    form = {
        "name": "Jeanne",
        "contract": words_of,
        "email": "jeanne@example.org",
        "piece": str(knit.public_id),
    }
    shown = shopper.post("/en-fr/withdraw/", form).content.decode()
    assert knit.name not in shown
    assert shopper.post("/en-fr/withdraw/", {**form, "step": "confirm"}).status_code == 200
    after = orders.pieces_of(order_id=order.pk)
    assert [piece.cancelled_at is not None for piece in after] == [False, True]
