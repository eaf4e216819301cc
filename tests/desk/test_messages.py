"""What customers write, as the desk reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.cases import queries as case_queries
from comptoir.cases import services as cases
from comptoir.cases.queries import Topic
from comptoir.cases.services import Message
from comptoir.core.actors import HOUSE, Role
from comptoir.core.numbers import show_number
from tests import builders, cast
from tests.desk.test_orders import signed_in, text_of

pytestmark = pytest.mark.usefixtures("house")


def write(*, email: str, order: str = "", text: str = "Where is it?") -> str:
    """A message of the contact form; the number of its case."""
    message = Message(
        topic=Topic.ORDER,
        name="Zoë <b>",
        email=email,
        language="fr",
        country="BE",
        text=text,
        about="The green one",
        order_typed=order,
    )
    return cases.take_message(message=message, at=builders.MONDAY)


def test_the_desk_shows_who_wrote_and_where_to_answer() -> None:
    number = write(email="zoe@example.org", text="<script>1</script>\nand more")
    page = text_of(signed_in(Role.ADVISOR), "/desk/cases/")
    assert show_number(number) in page
    assert "A message from a customer" in page
    assert "An order: The green one" in page
    assert 'href="mailto:zoe@example.org?subject=' in page
    assert "Zoë &lt;b&gt;" in page
    assert "&lt;script&gt;1&lt;/script&gt;" in page
    assert "Belgium" in page


@pytest.mark.rule("D2-02")
def test_an_order_is_linked_and_it_is_said_where_the_e_mail_is_not_its_own() -> None:
    placed = builders.a_placed_order()
    write(email=cast.JEANNE_EMAIL, order=placed.number)
    desk = signed_in(Role.ADVISOR)
    page = text_of(desk, "/desk/cases/")
    assert f'href="/desk/orders/{placed.number}/"' in page
    assert "Not proved" not in page
    write(email="stranger@example.org", order=placed.number)
    assert "Not proved: the e-mail is not that of this order." in text_of(desk, "/desk/cases/")


@pytest.mark.rule("DEL-06", "DEL-16")
def test_an_advisor_writes_about_a_late_parcel_once_and_sees_that_it_was_done() -> None:
    number = builders.a_shipped_order().number
    later = builders.MONDAY + timedelta(days=30)
    builders.at_clock(later)
    cases.watch_promises(actor=HOUSE, at=later)
    (case,) = [case for case in case_queries.open_cases() if case.has_letter]
    advisor, letter = signed_in(Role.ADVISOR), f"/desk/cases/{case.id}/letter/"
    assert "A parcel is late: its dates are over" in text_of(advisor, "/desk/cases/")
    assert signed_in(Role.WAREHOUSE).post(letter).status_code == 403
    assert advisor.post(letter, follow=True).status_code == 200
    page = text_of(advisor, "/desk/cases/")
    assert "The customer was written to on" in page
    assert "Write to the customer" not in page
    assert "Customer written to" in text_of(advisor, f"/desk/orders/{number}/")


@pytest.mark.rule("DEL-16")
def test_what_promised_dates_were_worth_is_told_with_their_share() -> None:
    builders.a_delivered_order()
    page = text_of(signed_in(Role.AUDITOR), "/desk/cases/promises/")
    assert "Within the dates" in page
    assert "100" in page
