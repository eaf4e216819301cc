"""Prices at the desk: set, reduced for a time, planned, dropped; the past stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.catalogue import queries as catalogue
from comptoir.journal import queries as journal
from tests import builders
from tests.builders import KNIT, MONDAY
from tests.desk.selling import form_of, page, plain, said

pytestmark = pytest.mark.usefixtures("house")
SALE_UNTIL = MONDAY + timedelta(days=10)


def price(client: Client, verb: str, style: str = KNIT, country: str = "FR", **form: str) -> str:
    answer = client.post(f"/desk/products/{style}/prices/{country}/{verb}/", form, follow=True)
    return answer.content.decode()


def periods(country: str = "FR") -> list[tuple[int, bool, str]]:
    """Amount, sale and standing of each period, the latest first."""
    history = catalogue.price_history(style=KNIT, at=MONDAY + timedelta(hours=2))
    return [(each.amount, each.sale, each.standing.value) for each in history.get(country, ())]


def in_the_shop() -> str:
    return plain(Client().get(f"/en-fr/p/{KNIT}/boxy-crewneck/").content.decode())


@pytest.mark.rule("PAY-03")
def test_a_price_is_set_now_and_its_history_stays(desk: Client) -> None:
    assert said(price(desk, "price", amount="310,00")) == "Price kept."
    assert periods() == [(31000, False, "running"), (29000, False, "past")]
    assert "Wool 310 €" in in_the_shop()
    (entry,) = journal.entries_about(kind="product", subject_id=KNIT)
    assert (entry.verb, entry.actor_role) == ("set_price", "merchandiser")


@pytest.mark.rule("A-16")
def test_a_sale_strikes_what_was_computed_and_ends_where_it_was_planned_to(desk: Client) -> None:
    html = price(desk, "sale", amount="203", ends_at=SALE_UNTIL.strftime("%Y-%m-%dT%H:%M"))
    assert said(html).startswith("Sale kept.")
    assert periods() == [(29000, False, "planned"), (20300, True, "running"), (29000, False, "past")]
    now = page(desk, f"/desk/products/{KNIT}/prices/FR/")
    assert "€203 €290 runs now Sale" in now
    assert "was_price" not in form_of(desk, f"/desk/products/{KNIT}/prices/FR/")
    assert "203 €" in in_the_shop()
    builders.at_clock(SALE_UNTIL + timedelta(hours=1))
    assert "Wool 290 €" in in_the_shop()


@pytest.mark.rule("A-16")
def test_a_sale_ends_early_and_the_price_before_it_comes_back(desk: Client) -> None:
    price(desk, "sale", amount="203", ends_at=SALE_UNTIL.strftime("%Y-%m-%dT%H:%M"))
    builders.at_clock(MONDAY + timedelta(hours=1))
    assert said(price(desk, "sale/end")).startswith("Sale ended.")
    assert periods() == [(29000, False, "running"), (20300, True, "past"), (29000, False, "past")]
    assert "No sale runs here now" in price(desk, "sale/end") or "no sale runs" in price(desk, "sale/end")


def test_a_planned_price_is_dropped_and_the_one_before_it_runs_on(desk: Client) -> None:
    price(desk, "price", amount="350", starts_at="2027-01-04T09:00")
    assert periods()[0] == (35000, False, "planned")
    planned = catalogue.price_history(style=KNIT, at=MONDAY)["FR"][0]
    assert "planned from that time on" in plain(price(desk, "price", amount="320"))
    assert said(price(desk, f"{planned.id}/drop")).startswith("Dropped.")
    assert periods() == [(29000, False, "running")]
    running = catalogue.price_history(style=KNIT, at=MONDAY)["FR"][0]
    assert "prices of the past do not change" in price(desk, f"{running.id}/drop")
    assert periods() == [(29000, False, "running")]


@pytest.mark.rule("A-16")
@pytest.mark.parametrize(
    ("verb", "form", "words"),
    [
        ("price", {"amount": "310", "starts_at": "2026-11-01T09:00"}, "prices of the past do not change"),
        ("price", {"amount": "cheap"}, "write an amount above nothing"),
        ("price", {"amount": "1.999"}, "write an amount above nothing"),
        ("sale", {"amount": "300"}, "a reduction is lower"),
        ("sale", {"amount": "200", "starts_at": "2026-11-01T09:00"}, "prices of the past do not change"),
        (
            "sale",
            {"amount": "200", "starts_at": "2026-12-02T09:00", "ends_at": "2026-12-01T09:00"},
            "an end after the start",
        ),
    ],
)
def test_what_is_no_price_is_told_beside_the_field_and_nothing_moves(
    desk: Client, verb: str, form: dict[str, str], words: str
) -> None:
    before = periods()
    html = price(desk, verb, **form)
    assert words in plain(html)
    assert 'aria-invalid="true"' in html
    assert form["amount"] in html
    assert periods() == before


@pytest.mark.rule("PAY-03")
def test_where_a_price_is_missing_one_is_proposed_and_a_person_makes_it_a_price(desk: Client) -> None:
    missing = page(desk, f"/desk/products/{KNIT}/prices/")
    assert "proposed $" not in missing  # the United States have one
    assert "proposed NOK" in missing
    market = page(desk, f"/desk/products/{KNIT}/prices/NO/")
    # 290.00 at 11.7950 is 3,420.55, to fifty crowns.
    assert "Proposed from the price at home: NOK" in market
    assert "3,400.00. Reference rate of 31 December 2024." in market
    assert periods("NO") == []
    assert 'value="3400.00"' in desk.get(f"/desk/products/{KNIT}/prices/NO/").content.decode()
    assert said(price(desk, "price", country="NO", amount="3400.00")) == "Price kept."
    assert periods("NO") == [(340000, False, "running")]
    assert "Proposed from" not in page(desk, f"/desk/products/{KNIT}/prices/NO/")


@pytest.mark.rule("PAY-03")
def test_all_proposals_become_prices_as_they_were_shown(desk: Client) -> None:
    url = f"/desk/products/{KNIT}/prices/proposed/"
    answer = desk.post(url, {"proposed": ["NO:340000", "CA:43500"]}, follow=True)
    assert said(answer.content.decode()) == "Prices kept: 2."
    assert (periods("NO"), periods("CA")) == ([(340000, False, "running")], [(43500, False, "running")])
    assert desk.post(url, {"proposed": "ZZ:100"}).status_code == 404
    desk.post(url, {"proposed": "SE:free"})
    assert periods("SE") == []
