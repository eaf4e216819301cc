"""What an advisor does on a customer's page, and who may not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from comptoir.cases import queries as cases
from comptoir.cases.models import Note
from comptoir.core.actors import Role
from comptoir.core.numbers import show_number
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.returns import queries as returns
from tests import builders, cast
from tests.desk.selling import page, plain, said, signed_in

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def advisor(house: None) -> Client:
    del house
    return signed_in(Role.ADVISOR)


def key_of(number: str) -> str:
    order = orders.order_by_number(number=number)
    assert order is not None
    return str(order.public_id)


def at_order(client: Client, number: str) -> str:
    return page(client, f"/desk/orders/{number}/")


def test_a_call_is_kept_in_the_timeline_and_a_colleague_has_it_on_their_first_page_until_read(
    advisor: Client,
) -> None:
    placed = builders.a_placed_order()
    hand = signed_in(Role.WAREHOUSE)
    form = advisor.get(f"/desk/orders/{placed.number}/").content.decode()
    found = re.search(r'<option value="([0-9a-f-]{36})">\s*Warehouse, warehouse', form)
    assert found
    done = advisor.post(
        f"/desk/customers/{key_of(placed.number)}/notes/",
        {"kind": "call", "number": placed.number, "text": "Wrong house number", "mention": found.group(1)},
        follow=True,
    ).content.decode()
    assert said(done) == "Kept."
    assert "Call answered by Advisor Wrong house number" in plain(done)
    assert "For Warehouse, not read yet" in plain(done)
    first = hand.get("/desk/").content.decode()
    assert "1 note is for you" in plain(first)
    assert f"/desk/orders/{placed.number}/" in first
    reading = re.search(r"/desk/notes/[0-9a-f-]{36}/reading/", first)
    assert reading
    assert "is for you" not in page(advisor, "/desk/")
    assert said(hand.post(reading.group(), follow=True).content.decode()) == "Read."
    assert "is for you" not in page(hand, "/desk/")
    assert "Read by Warehouse" in at_order(advisor, placed.number)


def test_a_note_says_something_and_stays_for_ever(advisor: Client) -> None:
    placed = builders.a_placed_order()
    where = f"/desk/customers/{key_of(placed.number)}/notes/"
    assert said(advisor.post(where, {"text": "  "}, follow=True).content.decode()) != "Kept."
    assert not Note.objects.exists()
    advisor.post(where, {"kind": "note", "text": "Prefers the telephone"})
    assert "Prefers the telephone" in at_order(advisor, placed.number)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Note.objects.update(text="")


def test_work_for_another_team_is_a_case_for_it(advisor: Client) -> None:
    placed = builders.a_placed_order()
    done = advisor.post(
        f"/desk/orders/{placed.number}/cases/", {"team": "quality", "text": "A loose thread"}, follow=True
    ).content.decode()
    assert said(done) == "Handed over. It is among the open cases."
    (case,) = cases.open_cases(order_number=placed.number)
    assert (case.kind, case.team, case.turns[0].text) == ("asked", "quality", "A loose thread")
    assert "An advisor asks the team" in page(advisor, "/desk/cases/?team=quality")
    assert advisor.post(f"/desk/orders/{placed.number}/cases/", {"team": "moon"}).status_code == 404


@pytest.mark.rule("RET-07", "RET-13")
def test_a_return_is_shown_before_it_is_registered_cancelled_while_unsent_and_another_registered(
    advisor: Client,
) -> None:
    placed = builders.a_delivered_order(lines=((builders.KNIT_M, 1),))
    builders.at_clock(builders.MONDAY + timedelta(days=4))
    (piece,) = orders.pieces_of(order_id=_pk(placed.number))
    where = f"/desk/orders/{placed.number}/returns/"
    assert "Choose" in said(advisor.post(where, {}, follow=True).content.decode())
    shown = plain(advisor.post(where, {"piece": piece.public_id, "reason": "too_small"}).content.decode())
    assert "Money moved now €0.00" in shown
    assert re.search(
        r"Refund once accepted, to Card €\d+\.00 Hand in by \w+ \d+ \w+ Mail: return label English", shown
    )
    assert returns.returns_of(order_number=placed.number) == ()
    wish = {"piece": piece.public_id, "reason": "too_small", "do": "register"}
    assert said(advisor.post(where, wish, follow=True).content.decode()).startswith("Return registered.")
    (first,) = returns.returns_of(order_number=placed.number)
    assert first.pieces[0].reason == "too_small"
    shown = at_order(advisor, placed.number)
    assert "HAND IN BY, RET-15" in shown
    assert "GUARANTEE UNTIL, A-12" in shown
    assert "No other return can be registered for these pieces." not in shown
    builders.at_clock(builders.MONDAY + timedelta(days=17))
    assert "No other return can be registered for these pieces." in at_order(advisor, placed.number)
    builders.at_clock(builders.MONDAY + timedelta(days=4))
    again = advisor.post(f"{where}{first.id}/cancellation/", follow=True).content.decode()
    assert said(again) == "Return cancelled. Its label is void."
    advisor.post(where, wish)
    states = [known.state for known in returns.returns_of(order_number=placed.number)]
    assert states == ["cancelled", "registered"]


@pytest.mark.rule("CLM-02")
def test_a_claim_for_the_customer_leads_to_the_order_s_own_form_once_something_was_sent(
    advisor: Client,
) -> None:
    waiting, arrived = builders.a_placed_order(), builders.a_delivered_order()
    forms = [
        re.findall(
            r'href="[^"]*?//[^/"]+(/[^"]+/claim/\?by=[^"]+)"',
            advisor.get(f"/desk/orders/{one}/").content.decode(),
        )
        for one in (waiting.number, arrived.number)
    ]
    assert list(map(len, forms)) == [0, 1]
    assert Client().get(forms[1][0]).status_code == 200
    assert "Make a claim for the customer" not in at_order(signed_in(Role.AUDITOR), arrived.number)


@pytest.mark.rule("ORD-06")
def test_a_payment_link_begins_with_the_pieces_and_the_address_of_the_order(advisor: Client) -> None:
    placed = builders.a_placed_order(lines=((builders.KNIT_M, 2),))
    html = advisor.get(f"/desk/orders/{placed.number}/").content.decode()
    form = html[html.index('action="/desk/links/new/"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)"\s+value="([^"]*)"', form))
    assert (fields[f"quantity.{builders.KNIT_M}"], fields["country"]) == ("2", "FR")
    prepared = plain(advisor.post("/desk/links/new/", fields).content.decode())
    assert "Boxy crewneck" in prepared
    assert "Jeanne" in advisor.post("/desk/links/new/", fields).content.decode()


def test_a_mail_goes_out_again_as_it_was_once_a_day(advisor: Client) -> None:
    placed = builders.a_placed_order(language="fr")
    (mail,) = notices.messages_for_order(number=placed.number)
    for _twice in range(2):
        advisor.post(f"/desk/orders/{placed.number}/mails/{mail.id}/")
    queue.run_waiting()
    first, second = notices.messages_for_order(number=placed.number)
    assert (second.subject, second.text, second.to) == (first.subject, first.text, first.to)
    other = builders.a_placed_order()
    advisor.post(f"/desk/orders/{other.number}/mails/{mail.id}/")
    assert len(notices.messages_for_order(number=other.number)) == 1
    assert "Mail sent again" in at_order(advisor, placed.number)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.WAREHOUSE, Role.MERCHANDISER])
def test_only_advisors_write(role: Role) -> None:
    placed = builders.a_delivered_order()
    (mail, *_more) = notices.messages_for_order(number=placed.number)
    client, at = signed_in(role), f"/desk/orders/{placed.number}"
    for path in ("cases/", "returns/", f"mails/{mail.id}/", "cancellation/"):
        assert client.post(f"{at}/{path}", {"text": "x", "team": "quality"}).status_code == 403, path
    assert client.post(f"/desk/customers/{key_of(placed.number)}/notes/", {"text": "x"}).status_code == 403
    shown = client.get(f"{at}/").content.decode()
    assert show_number(placed.number) in shown
    for words in ("Send again", "Note or call", "Open a case", "See what it will do"):
        assert words not in shown
    assert (cast.JEANNE_EMAIL.partition("@")[2] in shown) == (role is Role.AUDITOR)


def _pk(number: str) -> int:
    order = orders.order_by_number(number=number)
    assert order is not None
    return order.pk
