"""The register of requests about personal data, and the audit log: who may see them, what they say, what they do."""

from __future__ import annotations

import pytest

from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.numbers import show_number
from comptoir.core.privacy import About, Datum, RequestKind, Use
from comptoir.journal import queries as journal
from comptoir.orders import queries as orders
from comptoir.orders import services as order_services
from comptoir.privacy import queries, services
from tests import builders, cast
from tests.desk.selling import sign_in, signed_in
from tests.desk.test_orders import text_of

pytestmark = pytest.mark.usefixtures("house")


WRONG_NAME = About(datum=Datum.NAME, wrong="Jean Exemple", right="Jeanne Exemple")
DEFAULTS = {RequestKind.RECTIFICATION: WRONG_NAME, RequestKind.OBJECTION: About(use=Use.NOTES)}


def noted(kind: RequestKind = RequestKind.ERASURE) -> str:
    """The page of a request of Jeanne's."""
    known = services.ask_proved(
        kind=kind, email=cast.JEANNE_EMAIL, language="en", country="FR", source="account",
        about=DEFAULTS.get(kind, About()),
        actor=cast.STRANGER, at=builders.MONDAY,
    )  # fmt: skip
    return f"/desk/privacy/{known}/"


@pytest.mark.rule("ACC-08")
def test_an_erasure_is_previewed_looked_at_twice_and_done() -> None:
    placed = builders.a_delivered_order()
    page, desk = noted(), signed_in(Role.DATA_PROTECTION)
    assert cast.JEANNE_EMAIL in text_of(desk, "/desk/privacy/")
    seen = text_of(desk, page)
    assert "Names and addresses" in seen
    assert (
        f"Documents of order {show_number(placed.number)} are kept for the books until 1 January 2037."
        in seen
    )
    first = desk.post(f"{page}erasure/", follow=True).content.decode()
    assert "This cannot be undone." in first
    assert not queries.is_restricted(order_number=placed.number)
    assert (
        "Done as far as it can be"
        in desk.post(f"{page}erasure/", {"sure": "yes"}, follow=True).content.decode()
    )
    assert queries.is_restricted(order_number=placed.number)
    advisor = signed_in(Role.ADVISOR)
    found = advisor.post("/desk/search/", {"q": cast.JEANNE_EMAIL}, follow=True).content.decode()
    assert "Jeanne Exemple" not in found
    order = text_of(advisor, f"/desk/orders/{placed.number}/")
    assert "Jeanne" not in order
    assert "rue des Archives" not in order


@pytest.mark.rule("ACC-08")
def test_what_an_open_order_needs_waits_and_the_page_says_so() -> None:
    placed = builders.a_placed_order()
    page, desk = noted(), signed_in(Role.DATA_PROTECTION)
    seen = text_of(desk, page)
    assert "An order is under way." in seen
    assert show_number(placed.number) in seen


@pytest.mark.rule("ACC-11")
def test_only_data_protection_acts_and_the_auditor_reads() -> None:
    page = noted(RequestKind.ACCESS)
    for role, status in (
        (Role.ADVISOR, 403),
        (Role.AUDITOR, 200),
        (Role.DATA_PROTECTION, 200),
        (Role.ADMIN, 200),
    ):
        assert signed_in(role).get(page).status_code == status, role
    auditor = sign_in(f"{Role.AUDITOR}@example.org", later=1)
    assert auditor.post(f"{page}files/").status_code == 403
    assert auditor.post(f"{page}erasure/", {"sure": "yes"}).status_code == 403
    assert queries.requests(answered=True) == ()


@pytest.mark.rule("ACC-11")
def test_access_rectification_and_post_are_each_a_few_touches() -> None:
    desk = signed_in(Role.DATA_PROTECTION)
    page = noted(RequestKind.ACCESS)
    assert "the link is mailed" in desk.post(f"{page}files/", follow=True).content.decode()
    page = noted(RequestKind.RECTIFICATION)
    assert "is missing" in desk.post(f"{page}answer/", {"words": " "}, follow=True).content.decode()
    answer = {"words": "Put right.", "corrected": "The name in the account."}
    assert "Answered by mail." in desk.post(f"{page}answer/", answer, follow=True).content.decode()
    by_post = desk.post("/desk/privacy/new/", {"kind": "access", "email": "zoe@example.org"}, follow=True)
    assert "zoe@example.org" in by_post.content.decode()
    assert len(queries.requests(answered=True)) == 2


def test_who_sees_a_customer_leaves_one_line_and_the_audit_log_finds_it() -> None:
    placed = builders.a_placed_order()
    advisor = signed_in(Role.ADVISOR)
    text_of(advisor, f"/desk/orders/{placed.number}/")
    text_of(advisor, f"/desk/customers/{cases_key(placed.number)}/")
    lines = journal.entries_about(kind="customer", subject_id=cases.customer_key(email=cast.JEANNE_EMAIL))
    assert [(line.verb, line.actor_role) for line in lines] == [("customer_seen", "advisor")] * 2
    assert cast.JEANNE_EMAIL not in str(lines)
    auditor = signed_in(Role.AUDITOR)
    page = auditor.post("/desk/audit/", {"about": cast.JEANNE_EMAIL}).content.decode()
    assert page.count("A customer’s page looked at") == 2
    assert "Order placed" not in page
    assert (
        "Order placed" in auditor.post("/desk/audit/", {"about": show_number(placed.number)}).content.decode()
    )
    assert "No line is like that." in auditor.post("/desk/audit/", {"verb": "never"}).content.decode()
    assert advisor.get("/desk/audit/").status_code == 403


def test_the_audit_log_leaves_as_a_table_without_formulas() -> None:
    number = builders.a_placed_order().number
    order_services.cancel_order(order_number=number, actor=cast.ADVISOR, reason="=cmd()", at=builders.MONDAY)
    sheet = signed_in(Role.AUDITOR).post("/desk/audit.csv", {"about": number}).content.decode("utf-8-sig")
    assert "'=cmd()" in sheet
    assert ",=cmd()" not in sheet


def cases_key(number: str) -> str:
    """The key of an order's customer page."""
    order = orders.order_by_number(number=number)
    assert order
    return str(order.public_id)
