"""Merchandisers make, change and end promotions at the desk, and make single codes in batches (PAY-07)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.promotions import queries
from tests import builders
from tests.desk.selling import plain, said, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("PAY-07")]
NEW = "/desk/promotions/new/"
SUMMER = {
    "code": "summer10",
    "entry": "code",
    "kind": "percent",
    "rate": "10",
    "starts_at": "2026-11-23T09:00",
    "lane": "1",
    "combines": "yes",
}


def row(code: str) -> queries.PromotionRow:
    found = queries.promotion_row(code=code, at=builders.MONDAY + timedelta(hours=1))
    assert found is not None
    return found


def test_a_promotion_is_made_and_listed(desk: Client) -> None:
    answer = desk.post(
        NEW,
        SUMMER | {"minimums": "EUR 100.00\ngbp 90", "categories": "knitwear", "per_customer": "2"},
        follow=True,
    )
    assert said(answer.content.decode()) == "Saved."
    terms = row("SUMMER10").terms
    assert (str(terms.rate), terms.minimums) == ("0.1000", {"EUR": 10000, "GBP": 9000})
    assert (terms.categories, terms.per_customer, terms.combines) == (("knitwear",), 2, True)
    page = plain(desk.get("/desk/promotions/").content.decode())
    assert "SUMMER10 A percentage off (10%)" in page or "SUMMER10" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rate": ""}, "write a percentage above 0, and at most 100."),
        ({"rate": "ten"}, "Write a percentage, such as 10 or 12.5."),
        ({"kind": "amount"}, "write the amount for at least one currency."),
        ({"kind": "amount", "amounts": "EUR ten"}, "“EUR ten” cannot be read. Write each as EUR 20.00."),
        ({"kind": "gift", "gift_sku": "ME-NOTHING"}, "there is no such SKU."),
        ({"ends_at": "2026-11-23T08:00"}, "it ends before it starts."),
        ({"categories": "nonsense"}, "we do not know nonsense."),
        ({"countries": "FR ZZ"}, "we do not know ZZ."),
        ({"excludes": "NOBODY"}, "we do not know NOBODY."),
        ({"entry": "automatic"}, "a promotion that applies by itself is shown by its name."),
        ({"uses_most": "0"}, "write 1 or more, or nothing."),
        ({"code": "WELCOME10"}, "there is such a code already."),
        ({"code": "a b"}, "use 2 to 40 letters, digits, dots and dashes."),
    ],
)
def test_what_is_not_right_is_said_beside_its_field_and_nothing_is_made(
    desk: Client, changes: dict[str, str], told: str
) -> None:
    before = len(queries.promotion_rows(at=builders.MONDAY))
    answer = desk.post(NEW, SUMMER | changes)
    assert answer.status_code == 422
    assert told in plain(answer.content.decode())
    assert len(queries.promotion_rows(at=builders.MONDAY)) == before


def test_of_a_promotion_that_orders_have_used_only_names_end_and_number_change(desk: Client) -> None:
    builders.a_placed_order(codes=("WELCOME10",))
    desk.post(
        "/desk/promotions/WELCOME10/",
        {"rate": "50", "lane": "7", "uses_most": "100", "ends_at": "2026-12-24T18:00", "name.en": "Welcome"},
    )
    terms = row("WELCOME10").terms
    assert (str(terms.rate), terms.lane) == ("0.1000", 1)
    assert (terms.uses_most, terms.name) == (100, {"en": "Welcome"})
    assert terms.ends_at is not None
    assert terms.ends_at.isoformat() == "2026-12-24T17:00:00+00:00"
    page = plain(desk.get("/desk/promotions/WELCOME10/").content.decode())
    assert "used 1 time" in page
    assert "Promotion changed Staff (merchandiser) Until, Uses in all, Name" in page


def test_a_promotion_is_ended_now(desk: Client) -> None:
    answer = desk.post("/desk/promotions/WELCOME10/end/", follow=True).content.decode()
    assert said(answer) == "Ended. Orders that used it keep what it gave them."
    assert row("WELCOME10").shown == "over"


@pytest.mark.rule("D2-14")
def test_single_codes_are_made_and_downloaded_safe_for_spreadsheets(desk: Client) -> None:
    desk.post(NEW, SUMMER | {"entry": "batch", "code": "guests"})
    told = desk.post("/desk/promotions/GUESTS/codes/", {"count": "3"}, follow=True).content.decode()
    assert said(told) == "Codes made. Download them below."
    answer = desk.get("/desk/promotions/GUESTS/codes/1.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="GUESTS-1.csv"'
    heading, *codes = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heading == ["code", "order"]
    assert len({code for code, _ in codes}) == 3
    assert all(len(code.replace("-", "")) == 16 and order == "" for code, order in codes)
    wrong = desk.post("/desk/promotions/GUESTS/codes/", {"count": "many"}, follow=True).content.decode()
    assert "write a number from 1 to 10000." in said(wrong)


def test_others_read_and_do_not_change(desk: Client) -> None:
    del desk
    auditor = signed_in(Role.AUDITOR)
    assert auditor.get("/desk/promotions/").status_code == 200
    assert auditor.get("/desk/promotions/WELCOME10/").status_code == 200
    assert auditor.get(NEW).status_code == 403
    assert auditor.post("/desk/promotions/WELCOME10/end/").status_code == 403
    assert row("WELCOME10").shown == "running"
