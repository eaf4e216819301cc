"""Claims at the desk: who sees them, what a verdict would do, and that it does just that."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.claims.queries import ClaimView, claims_of, who_claims
from comptoir.core.actors import GUEST, Role
from comptoir.core.claims import ClaimKind, Outcome
from comptoir.journal.models import Entry
from comptoir.orders import queries as orders
from comptoir.people import queries as people
from tests import builders
from tests.api import hostile
from tests.apps.claims.claiming import SOON, a_photo, claim, decide, view
from tests.apps.fulfilment import ship
from tests.desk.selling import page, plain, said, signed_in

pytestmark = pytest.mark.usefixtures("house")


def a_claim(**given: object) -> tuple[ship.Order, ClaimView]:
    order = ship.a_delivered_order()
    builders.at_clock(SOON)
    return order, claim(order, 0, **given)


def verdict(
    client: Client, known: ClaimView, outcome: Outcome, words: str = "We looked.", **form: object
) -> str:
    path = f"/desk/claims/{known.id}/verdict/"
    answer = client.post(path, {"outcome": outcome, "words": words, **form}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.MERCHANDISER, Role.AUDITOR])
def test_what_customers_send_is_not_for_everybody(role: Role) -> None:
    _order, known = a_claim()
    client = signed_in(role)
    for path in ("/desk/claims/", f"/desk/claims/{known.id}/"):
        assert client.get(path).status_code == 403
    assert (
        client.post(f"/desk/claims/{known.id}/verdict/", {"outcome": "refund", "words": "x"}).status_code
        == 403
    )
    assert view(known.id).state == "open"
    assert signed_in(Role.FINANCE).get(f"/desk/claims/{known.id}/").status_code == 200


@pytest.mark.rule("CLM-03", "A-12")
def test_an_advisor_sees_the_claim_and_pays_what_the_preview_says() -> None:
    order, known = a_claim(label_attached=False)
    client = signed_in(Role.ADVISOR)
    assert known.number[:5].replace("K", "K-", 1) in page(client, "/desk/claims/")
    text = page(client, f"/desk/claims/{known.id}/")
    assert "a person weighs it" in text.lower()
    assert "Refunded in all €290.00" in text
    assert "until 25 November 2028" in text
    html = client.get(f"/desk/claims/{known.id}/").content.decode()
    picture = re.search(r'src="(/evidence/[^"]+)"', html)
    assert picture is not None
    assert client.get(picture[1].replace("&amp;", "&"))["Content-Type"] == "image/jpeg"
    assert "written to" in said(verdict(client, known, Outcome.REFUND))
    ship.work()
    assert ship.payment_books(order)[-1] == ("refund", 29000)


@pytest.mark.rule("CLM-06", "CLM-07")
def test_quality_has_its_own_queue_and_adds_its_photographs() -> None:
    _order, known = a_claim(kind=ClaimKind.IN_USE)
    advisor, quality = signed_in(Role.ADVISOR), signed_in(Role.QUALITY)
    assert "Nothing waits here." in page(quality, "/desk/claims/")
    verdict(advisor, known, Outcome.QUALITY)
    assert "Fault found in use" in page(quality, "/desk/claims/")
    assert "Your role does not allow this." in said(verdict(advisor, known, Outcome.REPAIR))
    files = [SimpleUploadedFile("x.jpg", hostile.SVG, content_type="image/jpeg")]
    assert "“x.jpg” cannot be used" in said(verdict(quality, known, Outcome.REPAIR, photos=files))
    assert view(known.id).state == "quality"
    files = [SimpleUploadedFile("lens.jpg", a_photo().content, content_type="image/jpeg")]
    verdict(quality, known, Outcome.REFUSED, "It was washed hot.", cause="care", photos=files)
    after = view(known.id)
    assert (after.state, after.verdicts[-1].cause) == ("decided", "care")
    assert [photo.stage for photo in after.photos] == ["claim", "verdict"]
    assert "Fault found in use" in page(advisor, "/desk/claims/?queue=decided")


def test_a_claim_made_for_a_customer_names_the_advisor() -> None:
    order = ship.a_delivered_order()
    builders.at_clock(SOON)
    advisor = signed_in(Role.ADVISOR)
    shown = advisor.get(f"/desk/orders/{order.number}/").content.decode()
    link = re.search(r'href="[^"]*?(/[^"/]+/orders/[^"]+/claim/[?]by=[^"]+)"', shown)
    assert link is not None
    assert "by=" in Client().get(link[1]).content.decode()
    form = Client().get(f"{link[1]}&kind=missing").content.decode()
    signature = re.search(r'name="by" value="([^"]+)"', form)
    assert signature is not None
    sent = {"kind": "missing", "kept": "1", "piece": str(ship.ids(order)[0]), "by": signature[1]}
    made = Client().post(link[1], sent)
    assert made.status_code == 302
    assert "Made for you by an advisor." in Client().get(made["Location"]).content.decode()
    (known,) = claims_of(order_number=order.number)
    (user,) = [person for person in people.staff() if person.role == Role.ADVISOR]
    assert known.made_by == str(user.public_id)
    assert f"made for the customer by {user.name}" in page(advisor, f"/desk/claims/{known.id}/")
    (line,) = Entry.objects.filter(verb="claim_made")
    assert (line.actor_kind, line.actor_id) == ("staff", str(user.public_id))
    assert (
        who_claims(order_number="C00000000", signature=signature[1]) == GUEST
    )  # another order's is worth nothing


def test_what_was_decided_meanwhile_is_not_decided_again() -> None:
    _order, known = a_claim()
    client = signed_in(Role.ADVISOR)
    decide(known.id, Outcome.REFUSED)
    assert "moved on" in said(verdict(client, known, Outcome.REFUND))
    assert "Nothing: it is decided." in page(client, f"/desk/claims/{known.id}/")
    assert client.post(f"/desk/claims/{known.id}/verdict/", {"outcome": "shrug"}).status_code == 404


@pytest.mark.rule("A-12", "DEL-16")
def test_a_piece_is_sent_again_and_the_pages_of_the_order_say_so_with_its_own_dates() -> None:
    order, known = a_claim()
    client = signed_in(Role.ADVISOR)
    text = page(client, f"/desk/claims/{known.id}/")
    assert "Money moved now €0.00 Stock 1 piece reserved Arrival, estimate" in text
    assert "Mails verdict, then shipment" in text
    verdict(client, known, Outcome.RESEND, "Sent again, free.")
    text = page(client, f"/desk/orders/{order.number}/")
    assert "Pieces to be sent again A-12" in text
    again = ship.pieces(order)[2]
    dates = re.search(r"ARRIVES, DEL-0\d (\w+ \d+ \w+) to (\w+ \d+ \w+)", text)
    assert dates, text[text.index("ARRIVES") :][:80]
    assert [day.split()[1] for day in dates.groups()] == [str(again.earliest.day), str(again.latest.day)]
    # What a new basket begins with is what was sold.
    assert "Starts from these 2 pieces" in text
    shop = plain(Client().get(f"/en-fr/orders/{orders.link_token(ship.fresh(order))}/").content.decode())
    assert "Another one was sent in its place" in shop
    assert "Sent again: decided on" in shop
    assert verdict(client, known, Outcome.RESEND)  # the same form sent twice
    assert len(ship.pieces(order)) == 3


@pytest.mark.rule("A-12", "ORD-07")
def test_the_desk_says_why_a_piece_cannot_be_sent_again_and_offers_no_form_for_it() -> None:
    order, known = a_claim()
    builders.count_to(ship.KNIT, 0)
    client = signed_in(Role.ADVISOR)
    why = f"No {ship.KNIT} is left to send: what was paid can be refunded."
    raw = client.get(f"/desk/claims/{known.id}/").content.decode()
    assert why in plain(raw)
    assert 'name="outcome" value="refund"' in raw
    assert 'name="outcome" value="resend"' not in raw
    assert why in said(verdict(client, known, Outcome.RESEND))
    assert len(ship.pieces(order)) == 2
