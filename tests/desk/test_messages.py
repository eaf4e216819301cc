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
from tests.apps.cases.letters import a_mail
from tests.desk.selling import signed_in
from tests.desk.test_orders import text_of

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


def case_page(number: str) -> str:
    """The address of a case at the desk."""
    known = case_queries.case_by_number(number=number)
    assert known
    return f"/desk/cases/{known.id}/"


def test_the_desk_shows_who_wrote_and_where_to_answer() -> None:
    number = write(email="zoe@example.org", text="<script>1</script>\nand more")
    desk = signed_in(Role.ADVISOR)
    assert show_number(number) in text_of(desk, "/desk/cases/")
    page = text_of(desk, case_page(number))
    assert "A message from a customer. An order: The green one" in page
    assert "A letter of the house to zoe@example.org" in page
    assert "Zoë &lt;b&gt;" in page
    assert "&lt;script&gt;1&lt;/script&gt;" in page
    assert "Belgium" in page


@pytest.mark.rule("D2-02")
def test_an_order_is_linked_and_it_is_said_where_the_e_mail_is_not_its_own() -> None:
    placed = builders.a_placed_order()
    known = write(email=cast.JEANNE_EMAIL, order=placed.number)
    desk = signed_in(Role.ADVISOR)
    page = text_of(desk, case_page(known))
    assert f'href="/desk/orders/{placed.number}/"' in page
    assert "Not proved" not in page
    stranger = write(email="stranger@example.org", order=placed.number)
    assert "Not proved: the e-mail is not that of this order." in text_of(desk, case_page(stranger))


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
    page = text_of(advisor, case_page(case.number))
    assert "The customer was written to on" in page
    assert "Write to the customer" not in page
    assert "Customer written to" in text_of(advisor, f"/desk/orders/{number}/")


@pytest.mark.rule("DEL-16")
def test_what_promised_dates_were_worth_is_told_with_their_share() -> None:
    builders.a_delivered_order()
    page = text_of(signed_in(Role.AUDITOR), "/desk/cases/promises/")
    assert "Within the dates" in page
    assert "100" in page


@pytest.mark.rule("I18N-02")
def test_a_macro_is_filled_in_with_the_orders_facts_in_the_customers_language() -> None:
    placed = builders.a_placed_order()
    desk = signed_in(Role.ADVISOR)
    typed = {
        "title.en": "Where it is",
        "text.en": "Order {order}",
        "text.fr": "Commande {order}, tél. {phone}",
    }
    wrong = desk.post("/desk/cases/macros/new/", typed | {"text.fr": "{nom}"})
    assert wrong.status_code == 422
    assert "“{nom}” is no name" in wrong.content.decode().replace("“nom”", "“{nom}”")
    assert desk.post("/desk/cases/macros/new/", typed).status_code == 302
    (macro,) = case_queries.macros()
    page = case_page(write(email=cast.JEANNE_EMAIL, order=placed.number))
    filled = desk.post(f"{page}macro/", {"macro": str(macro.id)}, follow=True).content.decode()
    assert f"Commande {show_number(placed.number)}, tél. +33 1" in filled
    stranger = case_page(write(email="zoe@example.org"))
    empty = desk.post(f"{stranger}macro/", {"macro": str(macro.id)}, follow=True).content.decode()
    assert "There is nothing to fill in for “order” in this case." in empty
    assert "{order}" not in empty


@pytest.mark.rule("D2-06")
def test_a_macro_says_nothing_of_an_order_to_a_sender_whom_nobody_knows() -> None:
    placed = builders.a_placed_order()
    mail = a_mail(From=f"Jeanne <{cast.JEANNE_EMAIL}>")
    assert cases.receive_mail(raw=mail.as_bytes(), at=builders.MONDAY) == "new"
    (known,) = case_queries.open_cases()
    text = {"en": "Order {order}: {order_page}"}
    macro = cases.save_macro(
        macro_id=None, title={"en": "Where"}, text=text, actor=cast.ADVISOR, at=builders.MONDAY
    )
    desk, path = signed_in(Role.ADVISOR), f"/desk/cases/{known.id}/"
    page = desk.get(path).content.decode()
    assert "Not proved" in page
    assert show_number(placed.number) in page
    empty = desk.post(f"{path}macro/", {"macro": str(macro)}, follow=True).content.decode()
    assert "There is nothing to fill in for “order” in this case." in empty
    assert signed_in(Role.AUDITOR).post(f"{path}sender/").status_code == 403
    assert "Not proved" not in desk.post(f"{path}sender/", follow=True).content.decode()
    filled = desk.post(f"{path}macro/", {"macro": str(macro)}, follow=True).content.decode()
    assert f"Order {show_number(placed.number)}: http" in filled


def test_an_advisor_answers_and_who_comes_second_keeps_what_was_typed() -> None:
    number = write(email="zoe@example.org")
    page, known = case_page(number), case_queries.case_by_number(number=number)
    assert known
    typed = {"text": "It left today.", "read": str(known.read_until)}
    first, second = signed_in(Role.ADVISOR), signed_in(Role.WAREHOUSE)
    assert (
        "It is the customer’s turn now." in first.post(f"{page}answer/", typed, follow=True).content.decode()
    )
    late = second.post(f"{page}answer/", typed | {"text": "It leaves tomorrow."})
    assert late.status_code == 409
    assert "Somebody wrote in this case meanwhile." in late.content.decode()
    assert ">It leaves tomorrow.</textarea>" in late.content.decode()
    assert signed_in(Role.AUDITOR).post(f"{page}answer/", typed).status_code == 403


def test_the_inbox_has_what_is_due_first_and_each_team_its_own() -> None:
    first, second = write(email="zoe@example.org"), write(email="zoe@example.org", text="And now?")
    desk = signed_in(Role.ADVISOR)
    for path, said in (("team/", {"team": "quality", "text": "a seam"}), ("holder/", {})):
        assert desk.post(f"{case_page(first)}{path}", said).status_code == 302
    ours = text_of(desk, "/desk/cases/")
    assert show_number(second) in ours
    assert show_number(first) not in ours
    assert show_number(first) in text_of(signed_in(Role.QUALITY), "/desk/cases/")
    assert show_number(first) in text_of(desk, "/desk/cases/?team=all&shelf=mine")
    assert "Nothing lies here." in text_of(desk, "/desk/cases/?team=stores")
    merged = desk.post(f"{case_page(second)}merging/", {"into": first}, follow=True)
    assert merged.redirect_chain[-1][0] == case_page(first)
    desk.post(f"{case_page(first)}resolution/", {"text": "done"})
    assert show_number(first) in text_of(desk, "/desk/cases/?team=all&shelf=resolved")
