"""The papers of a gesture: the page that the customer reads, and the data in a company's credit note."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from comptoir.invoicing import queries as invoicing
from tests import builders
from tests.apps.fulfilment import ship
from tests.apps.goodwill.giving import SOON, give
from tests.apps.invoicing.test_companies import ATELIER, made

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("C-23", "A-41")]


@pytest.mark.parametrize("place", [0, None])
def test_a_company_gets_the_data_of_a_lower_price(place: int | None) -> None:
    order = ship.a_delivered_order(address=ATELIER)
    builders.at_clock(SOON)
    give(order, place, 600)
    ship.work()
    (note,) = invoicing.document_rows(order_number=order.number).filter(kind="credit_note")
    pdf, xml = made(note)
    assert "<ram:TypeCode>381</ram:TypeCode>" in xml
    assert ">6.00<" in xml
    words = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "A lower price, given as a gesture." in words
