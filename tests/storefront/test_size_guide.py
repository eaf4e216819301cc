"""Every product page has the size guide of its own garment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from tests import builders
from tests.storefront.pages import text_of

CHART = {
    "unit": "cm",
    "points": {"chest": {"en": "Chest", "fr": "Poitrine"}},
    "garment": {"S": {"chest": 50}, "M": {"chest": 53.5}},
    "body": {"S": {"chest": [84, 88]}},
    "labels": {"S": {"UK": "8"}},
    "drawn": "M",
}


@pytest.fixture
def measured(db: None, payment_standin: str, carrier_standin: str) -> None:
    """The house with measures on its pieces."""
    del db, payment_standin, carrier_standin
    builders.at_clock(builders.MONDAY)
    builders.a_house(dressed=lambda plain: replace(plain, size_chart=CHART))


@pytest.mark.rule("PRD-05")
@pytest.mark.usefixtures("measured")
def test_a_product_page_measures_its_own_garment_and_says_that_a_wrong_size_comes_back() -> None:
    said = text_of(Client(), f"/en-fr/p/{builders.KNIT}-0410/")
    for words in (
        "The garment, measured flat",
        "53,5",
        "21,1",
        "The body it is cut for",
        "84–88",
        "The same size elsewhere",
        "A wrong size comes back the same way.",
    ):
        assert words in said
