"""A drop from its announcement to its end, through the shop's own pages and past them (D2-13)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.checkout import services as checkout
from comptoir.checkout.services import LinkRequest
from comptoir.core.drops import Entrant, commitment, draw
from comptoir.core.policy import Service
from comptoir.drops import queries
from comptoir.drops import services as drops
from comptoir.drops.models import Entry, Taking
from comptoir.infra import queue
from comptoir.infra.refusals import NotPossible
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.stock import queries as stock
from tests import builders, cast
from tests.api.calls import Api, at_the_page, order_json, reasons
from tests.api.pictures import nothing_moves
from tests.storefront.dropping import DROP, ENDS, ENTERS, OPENS, announce, at, entered, order, state
from tests.storefront.pages import fill_basket, hidden, text_of, words

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("D2-13")]
PRODUCT = f"/en-fr/p/{builders.KNIT}/boxy-crewneck/"


def refused_by_api(**changes: Any) -> list[tuple[str | None, str, str | None]]:
    """What a program is told that orders the knit."""
    lines = [{"sku": builders.KNIT_M, "quantity": 1}]
    with nothing_moves():
        return reasons(Api().place(lines=lines, shown_total=30800, status=422, **changes))


def test_the_product_page_says_when_and_leads_to_the_waiting_room(shopper: Client) -> None:
    announce()
    page = text_of(shopper, PRODUCT)
    assert "Sold in a drop that opens on Mon, 23 Nov 11:00" in page
    assert "Add to basket" not in page
    assert f'href="{DROP}"' in shopper.get(PRODUCT).content.decode()
    assert "Enter the waiting room from Mon, 23 Nov 10:00" in text_of(shopper, DROP)


def test_before_the_opening_no_door_sells_the_piece(shopper: Client) -> None:
    announce()
    assert refused_by_api() == [("D2-13", "drop_not_open", "lines")]
    answer = shopper.post("/en-fr/basket/add/", {"sku": builders.KNIT_M})
    assert answer.status_code == 422
    assert "is sold in a drop that opens on Mon, 23 Nov 11:00" in words(answer.content.decode())
    link = LinkRequest(
        country="FR",
        language="en",
        lines=((builders.KNIT_M, 1),),
        codes=(),
        email=cast.JEANNE_EMAIL,
        address=cast.JEANNE,
        service=Service.EXPRESS,
    )
    with pytest.raises(NotPossible, match="drop_not_open"):
        checkout.make_payment_link(request=link, actor=cast.ADVISOR, at=builders.MONDAY)


def test_a_basket_filled_before_the_announcement_is_refused_at_the_order_button(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    announce()
    html = shopper.get("/en-fr/checkout/").content.decode()
    form = {"service": "standard", "payment_method": "card", "key": hidden(html, "key")}
    with nothing_moves():
        answer = shopper.post(
            "/en-fr/checkout/",
            {**form, "shown_standard": hidden(html, "shown_standard"), **address_form()},
        )
    assert answer.status_code == 422
    assert "is sold in a drop that opens on" in words(answer.content.decode())


def address_form() -> dict[str, str]:
    return {
        "email": cast.JEANNE_EMAIL,
        "name": cast.JEANNE.name,
        "line1": cast.JEANNE.line1,
        "postal_code": cast.JEANNE.postal_code,
        "city": cast.JEANNE.city,
        "phone": cast.JEANNE.phone,
    }


def test_while_it_is_open_nobody_orders_without_a_turn(shopper: Client) -> None:
    announce()
    at(OPENS)
    assert refused_by_api() == [("D2-13", "drop_turn_needed", "lines")]
    answer = shopper.post("/en-fr/basket/add/", {"sku": builders.KNIT_M})
    assert "is sold in turns, and it is not yours yet" in words(answer.content.decode())


def test_from_the_window_to_an_order(shopper: Client) -> None:
    announce()
    at(ENTERS)
    builders.count_to(builders.KNIT_M, 1)
    emails = [f"guest{number}@gmail.com" for number in range(4)]
    clients = {email: entered(email) for email in emails}
    assert "You are in the waiting room" in text_of(clients[emails[0]], f"{DROP}line/")
    at(OPENS)
    places = {email: place_of(number) for number, email in enumerate(emails)}
    assert sorted(places.values()) == [1, 2, 3, 4]
    first, second, third, last = sorted(emails, key=lambda email: places[email])
    # One piece is left: two have a turn, the others wait.
    assert state(shopper) | {"again": 0} == {
        "standing": "open", "called": 2, "placed": 4, "left": 1, "again": 0, "spread": 0,
    }  # fmt: skip
    assert "It is your turn Order until Mon, 23 Nov 11:10." in text_of(clients[second], f"{DROP}line/")
    waiting = text_of(clients[third], f"{DROP}line/")
    assert "You are in the line" in waiting
    assert "Your place 3 Before you 0 Pieces left 1" in waiting
    paid = order(clients[first], first)
    assert paid.status_code == 302
    at_the_page(paid.headers["Location"], "approve")
    queue.run_waiting()
    assert state(shopper)["standing"] == "taken"
    for email, title in (
        (first, "You have ordered"),
        (second, "Every piece is promised"),
        (last, "Every piece is promised"),
    ):
        assert title in text_of(clients[email], f"{DROP}line/")
    at(OPENS + timedelta(minutes=31))
    assert state(shopper)["standing"] == "gone"
    assert "Every piece has been sold" in text_of(clients[last], f"{DROP}line/")
    at(ENDS)
    assert state(shopper)["standing"] == "over"


def place_of(number: int) -> int:
    """The place of who entered so many after the first."""
    place = list(Entry.objects.order_by("pk").values_list("place", flat=True))[number]
    assert place is not None
    return place


def test_the_draw_is_published_and_comes_out_the_same_when_done_again(shopper: Client) -> None:
    sealed = announce().sealed
    at(ENTERS)
    for number in range(12):
        entered(f"guest{number}@gmail.com", network="93.184.216.34" if number < 5 else "")
    assert shopper.get(f"{DROP}draw/").status_code == 404
    assert sealed in text_of(shopper, DROP)
    at(OPENS)
    entered("late@gmail.com")
    at(OPENS + timedelta(seconds=2))
    drawn = json.loads(shopper.get(f"{DROP}draw/").content)
    assert commitment(drawn["seed"]) == drawn["sealed"] == sealed
    rows = Entry.objects.filter(place__lte=12)
    again = draw(
        [Entrant(number=row.pk, network=row.network, domain=row.domain, bare=row.bare) for row in rows],
        seed=drawn["seed"],
    )
    assert [row["number"] for row in drawn["order"]] == [each.number for each in again]
    assert [row["sign"] for row in drawn["order"]].count("many_by_network") == 3
    assert {row["sign"] for row in drawn["order"][-3:]} == {"many_by_network"}
    assert Entry.objects.get(place=13).sign == ""


def test_a_mailbox_has_one_place_however_it_is_written_and_is_mailed_the_way_to_it() -> None:
    announce()
    at(ENTERS)
    mine = entered("jeanne.exemple@gmail.com")
    other = Client(headers={"Accept-Language": "en"})
    answer = other.post(f"{DROP}enter/", {"email": "Jeanne.Exemple+drop@googlemail.com"})
    assert "This address has a place" in words(answer.content.decode())
    assert Entry.objects.count() == 1
    assert other.get(f"{DROP}line/").status_code == 302
    queue.run_waiting()
    (mail,) = notices.outbox(to="Jeanne.Exemple+drop@googlemail.com")
    path = re.search(r"/en-fr/drops/poppy/place/[^/]+/", mail.text)
    assert path is not None
    assert other.get(path[0]).status_code == 302
    assert text_of(other, f"{DROP}line/") == text_of(mine, f"{DROP}line/")


def test_a_ticket_is_signed(shopper: Client) -> None:
    announce()
    at(ENTERS)
    client = entered("guest@gmail.com")
    ticket = client.cookies["drop-poppy"].value
    assert client.cookies["drop-poppy"]["httponly"]
    number = Entry.objects.get().pk
    forged = [f"{number}.", str(number), ticket[:-1], f"{number + 1}.{ticket.partition('.')[2]}"]
    for text in forged:
        shopper.cookies["drop-poppy"] = text
        assert shopper.get(f"{DROP}line/").status_code == 302


def test_a_turn_is_for_one_order_of_its_own_mailbox_and_ends() -> None:
    announce()
    at(ENTERS)
    client = entered("guest@gmail.com")
    at(OPENS)
    answer = order(client, "another@gmail.com")
    assert answer.status_code == 422
    assert "A turn is personal" in words(answer.content.decode())
    paid = order(client, "guest+again@gmail.com", key="second")
    at_the_page(paid.headers["Location"], "approve")
    answer = client.post("/en-fr/basket/add/", {"sku": builders.KNIT_M})
    assert "You have ordered in this turn already" in words(answer.content.decode())
    late = entered("late@gmail.com")
    at(OPENS + timedelta(minutes=1))
    fill_basket(late, builders.KNIT_M)
    at(OPENS + timedelta(minutes=11))
    answer = late.post("/en-fr/basket/add/", {"sku": builders.KNIT_M})
    assert "Your turn for Boxy crewneck ended on" in words(answer.content.decode())
    assert "Your turn is over" in text_of(late, f"{DROP}line/")


def test_the_sizes_of_a_piece_stand_in_the_order_of_the_shop() -> None:
    drop = announce(codes=(builders.KNIT,))
    assert [sku.rpartition("-")[2] for sku in drop.skus] == ["S", "M", "L"]
    at(ENTERS)
    client = entered("guest@gmail.com")
    at(OPENS)
    assert "Size S M L Add to basket" in text_of(client, f"{DROP}line/")


def test_a_payment_that_fails_gives_the_turn_back_and_the_same_order_is_paid_in_it(shopper: Client) -> None:
    announce()
    at(ENTERS)
    client = entered("guest@gmail.com")
    at(OPENS)
    back = at_the_page(order(client, "guest@gmail.com").headers["Location"], "fail")
    page = client.get(back, follow=True)
    queue.run_waiting()
    assert Taking.objects.get().ended_at is not None
    assert state(shopper)["left"] == 20
    paid = client.post(page.request["PATH_INFO"], {"payment_method": "card"})
    client.get(at_the_page(paid.headers["Location"], "approve"))
    assert Taking.objects.get().ended_at is None
    (row,) = orders.find_orders(text="")
    assert stock.available(skus=[builders.KNIT_M]) == {builders.KNIT_M: 19}
    builders.cancel(row.number, at=OPENS + timedelta(minutes=1))
    assert Taking.objects.get().ended_at is not None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "Paul Autre", "line1": "12, RUE DES ARCHIVES"}, "go to one address"),
        ({"line1": "Résidence du Parc, 12 r. Archives"}, "One household can have"),
    ],
)
def test_caps_hold_for_an_address_and_for_a_household(changes: dict[str, str], told: str) -> None:
    announce()
    at(ENTERS)
    first, second = entered("first@gmail.com"), entered("second@gmail.com")
    at(OPENS)
    at_the_page(order(first, "first@gmail.com").headers["Location"], "approve")
    answer = order(second, "second@gmail.com", **changes)
    assert answer.status_code == 422
    assert told in words(answer.content.decode())
    elsewhere = {"name": "Paul Autre", "line1": "3 quai Branly", "key": "another"}
    assert order(second, "second@gmail.com", **elsewhere).status_code == 302
    assert queries.broken_caps() == ()


def test_after_its_end_what_is_left_is_sold_as_everything_else(shopper: Client) -> None:
    announce()
    at(ENDS)
    assert "Add to basket" in text_of(shopper, PRODUCT)
    assert builders.a_placed_order(at=ENDS).state == "placed"


def test_entries_come_in_the_window_only(shopper: Client) -> None:
    announce()
    for moment in (builders.MONDAY, ENDS):
        at(moment)
        assert shopper.post(f"{DROP}enter/", {"email": "guest@gmail.com"}).status_code == 422
    assert not Entry.objects.exists()
    at(ENTERS)
    answer = shopper.post(f"{DROP}enter/", {"email": "nobody"})
    assert "Check the e-mail address" in words(answer.content.decode())


def test_what_a_visitor_of_the_waiting_room_costs() -> None:
    announce()
    at(ENTERS)
    client = entered("guest@gmail.com")
    at(OPENS - timedelta(minutes=1))
    # In a web process the drop and its line are in memory, and the state comes from ahead of Django.
    own = {"drops_drop", "drops_line"}
    for path in (f"{DROP}line/", f"{DROP}state/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        asked = [query["sql"] for query in captured.captured_queries]
        of_people = [
            text for text in asked if "drops_" in text and not any(f'FROM "{name}"' in text for name in own)
        ]
        assert len(of_people) == (1 if "line" in path else 0)


def test_a_month_after_the_end_nobody_is_known_and_the_draw_stays() -> None:
    announce()
    at(ENTERS)
    entered("guest@gmail.com", network="93.184.216.34")
    at(OPENS)
    drops.forget_entries(before=ENDS + timedelta(seconds=1))
    entry = Entry.objects.get()
    assert (entry.mailbox, entry.network, entry.place) == (str(entry.pk), "", 1)


def test_orders_by_programs_name_the_reason() -> None:
    announce()
    at(OPENS)
    body = order_json(lines=[{"sku": builders.KNIT_M, "quantity": 1}], shown_total=30800)
    answer = Api().post("orders", body, status=422, Idempotency_Key="one")
    assert answer["refused"][0]["message"].startswith("Boxy crewneck is sold in turns")
