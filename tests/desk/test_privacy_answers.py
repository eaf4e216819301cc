"""Rectification and objection at the desk, and the two months more: what is answered, what it does, what the journal keeps."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from comptoir.cases import services as case_services
from comptoir.core.actors import Role
from comptoir.core.numbers import show_number
from comptoir.core.privacy import RequestKind
from comptoir.infra import queue
from comptoir.invoicing import queries as invoicing
from comptoir.journal import queries as journal
from comptoir.notices import queries as notices
from comptoir.privacy import queries
from comptoir.privacy.models import Request
from comptoir.privacy.queries import RequestView
from tests import builders, cast
from tests.desk.selling import signed_in
from tests.desk.test_privacy import noted
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")
MONTH_OVER = builders.MONDAY.replace(month=12)


def behind(page: str) -> RequestView:
    """The request that a page is of."""
    known = queries.request_by_id(request_id=UUID(page.split("/")[-2]))
    assert known
    return known


def post(desk: Client, page: str, **typed: str) -> str:
    """What the desk says after a form."""
    return words(desk.post(page, typed, follow=True).content.decode())


def letter(kind: str) -> str:
    """The text of the one letter of a kind that Jeanne got."""
    queue.run_waiting()
    (mail,) = [mail for mail in notices.outbox(to=cast.JEANNE_EMAIL) if mail.kind == kind]
    return mail.text


def lines_of(page: str) -> dict[str, dict[str, object]]:
    """What the journal says of a request, by verb."""
    rows = journal.entries_about(kind="request", subject_id=str(behind(page).id))
    return {row.verb: dict(row.data) for row in rows}


def write_note() -> None:
    """An advisor's note about Jeanne."""
    note = case_services.NoteIn(
        email=cast.JEANNE_EMAIL, key=uuid4(), order_number="", kind="note", text="Prefers the telephone."
    )
    case_services.write_note(note=note, actor=cast.ADVISOR, at=builders.MONDAY)


def notes_held() -> bool:
    return "cases.Note" in {model for model, _, _ in queries.preview_of(email=cast.JEANNE_EMAIL).held}


@pytest.mark.rule("B-04")
def test_a_rectification_shows_both_words_and_where_it_has_to_be_done() -> None:
    placed = builders.a_placed_order()
    page = noted(RequestKind.RECTIFICATION)
    seen = text_of(signed_in(Role.DATA_PROTECTION), page)
    assert "“Jean Exemple”" in seen
    assert "“Jeanne Exemple”" in seen
    assert "An order is under way." in seen
    assert f"{show_number(placed.number)} Put it right there too." in seen
    assert "never rewritten" not in seen


@pytest.mark.rule("B-04")
def test_what_was_corrected_is_noted_and_told_and_no_document_is_rewritten() -> None:
    placed = builders.a_delivered_order()
    issued = list(invoicing.document_rows(order_number=placed.number).values())
    page, desk = noted(RequestKind.RECTIFICATION), signed_in(Role.DATA_PROTECTION)
    assert "never rewritten" in text_of(desk, page)
    refused = desk.post(f"{page}answer/", {"words": "A long letter."})
    assert refused.status_code == 422
    assert "“What was corrected, and where” is missing." in words(refused.content.decode())
    assert "A long letter." in refused.content.decode()
    assert behind(page).answered_at is None
    post(desk, f"{page}answer/", words="Thank you.", corrected="The name in the account")
    known = behind(page)
    assert (known.corrected, known.words, known.refused) == ("The name in the account", "Thank you.", False)
    assert "The name in the account" in text_of(desk, page)
    told = letter("privacy_corrected")
    assert "Corrected: The name in the account" in told
    assert "Invoices that were issued are not rewritten." in told
    assert list(invoicing.document_rows(order_number=placed.number).values()) == issued != []
    lines = lines_of(page)
    assert lines["privacy_answered"] == {"kind": "rectification", "datum": "name", "refused": False}
    assert "Exemple" not in str(lines)


@pytest.mark.rule("B-04")
def test_a_refused_rectification_corrects_nothing_and_says_why() -> None:
    page, desk = noted(RequestKind.RECTIFICATION), signed_in(Role.DATA_PROTECTION)
    post(desk, f"{page}answer/", words="It is written so in your passport.", corrected="x", refused="yes")
    assert (behind(page).corrected, behind(page).refused) == ("", True)
    assert "It is written so in your passport." in letter("privacy_answer")


@pytest.mark.rule("B-05")
@pytest.mark.parametrize(("refused", "stays"), [("", False), ("yes", True)])
def test_an_objection_that_is_granted_ends_the_use_and_one_that_is_refused_says_why(
    refused: str, *, stays: bool
) -> None:
    write_note()
    page, desk = noted(RequestKind.OBJECTION), signed_in(Role.DATA_PROTECTION)
    assert "Notes of our advisors" in text_of(desk, page)
    assert notes_held()
    post(desk, f"{page}answer/", words="This is our answer.", refused=refused)
    assert notes_held() is stays
    assert behind(page).refused is stays
    assert "This is our answer." in letter("privacy_answer")
    assert lines_of(page)["privacy_answered"]["use"] == "notes"


@pytest.mark.rule("B-05")
def test_an_objection_to_the_letters_that_came_by_post_is_answered_as_it_is_noted() -> None:
    desk = signed_in(Role.DATA_PROTECTION)
    asked = {"kind": "objection", "email": cast.JEANNE_EMAIL}
    assert "“Objection to” is missing." in post(desk, "/desk/privacy/new/", **asked)
    assert queries.requests(answered=True) == ()
    post(desk, "/desk/privacy/new/", **asked, use="letters")
    (known,) = queries.requests(answered=True)
    assert (known.about.use, known.answered_by) == ("letters", "house")
    assert "Objection: Letters and stock alerts" in text_of(desk, "/desk/privacy/")


@pytest.mark.rule("B-05")
def test_the_database_knows_no_refused_objection_to_letters_and_no_request_about_nothing() -> None:
    noted(RequestKind.OBJECTION)
    for changes in ({"use": "letters", "refused": True}, {"use": ""}, {"use": "all"}, {"datum": "name"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Request.objects.update(**changes)


@pytest.mark.rule("B-02")
def test_two_months_more_are_told_with_the_reason_once() -> None:
    page, desk = noted(RequestKind.ACCESS), signed_in(Role.DATA_PROTECTION)
    assert "“Words for the customer” is missing." in post(desk, f"{page}extension/", words=" ")
    assert behind(page).due_at == builders.MONDAY.replace(month=12)
    assert "Two months more" in post(desk, f"{page}extension/", words="Eleven claims with photographs.")
    assert behind(page).due_at.isoformat()[:10] == "2027-02-23"
    told = letter("privacy_extended")
    assert "Eleven claims with photographs." in told
    assert "23 February 2027" in told
    assert lines_of(page)["privacy_extended"]["due_at"] == behind(page).due_at.isoformat()
    assert "two months more already" in post(desk, f"{page}extension/", words="And more.")
    assert behind(page).extension == "Eleven claims with photographs."


@pytest.mark.rule("B-02")
def test_once_the_month_is_over_nobody_takes_two_months_more() -> None:
    page = noted(RequestKind.ACCESS)
    builders.at_clock(MONTH_OVER + timedelta(seconds=1))
    said = post(signed_in(Role.DATA_PROTECTION), f"{page}extension/", words="Much to do.")
    assert "The month is over" in said
    assert behind(page).extended_at is None


@pytest.mark.rule("B-02")
def test_what_is_answered_takes_no_longer() -> None:
    page, desk = noted(RequestKind.RECTIFICATION), signed_in(Role.DATA_PROTECTION)
    post(desk, f"{page}answer/", words="Done.", corrected="The name")
    assert "answered already" in post(desk, f"{page}extension/", words="Much to do.")
    assert "Why it takes longer" not in text_of(desk, page)
    assert behind(page).due_at == MONTH_OVER
