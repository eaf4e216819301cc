"""Before payment the shopper reads who pays duties and import taxes, and how much."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.storefront.pages import fill_basket, text_of

pytestmark = pytest.mark.rule("PAY-11", "A-46")


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("en-us", ["Duties and import taxes $55.83", "Nothing is due to the courier."]),
        (
            "en-jp",
            [
                "The courier collects duties and import taxes at the door: about ¥5,040, on top of this total.",
                "Estimated: ¥0 of duties, ¥5,040 of import tax. Customs decide the amount.",
            ],
        ),
        ("en-gb", ["No duties are due on this order. The courier asks for nothing.", "of tax at 20%"]),
    ],
)
def test_basket_and_checkout_say_who_pays(shopper: Client, store: str, said: list[str]) -> None:
    fill_basket(shopper, builders.KNIT_M, store=store)
    for page in ("basket", "checkout"):
        words = text_of(shopper, f"/{store}/{page}/")
        for sentence in said:
            assert sentence in words, page


def test_at_home_nobody_speaks_of_duties(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    for page in ("basket", "checkout"):
        assert "dut" not in text_of(shopper, f"/en-fr/{page}/").partition("Goods ")[2].partition("Total")[0]
