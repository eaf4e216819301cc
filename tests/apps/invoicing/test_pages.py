"""The words of a document: everything that French law asks for, in the order's language, with nothing raw."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from comptoir.infra.i18n import speaking
from comptoir.invoicing import services
from comptoir.invoicing.models import Document
from comptoir.invoicing.services.rendering import document_data
from tests import builders, cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import LATER

pytestmark = pytest.mark.usefixtures("shop")


def page(order: ship.Order) -> tuple[dict[str, object], str]:
    document = Document.objects.get(order_number=order.number)
    with speaking(order.language, order.country):
        data = document_data(document=document, order=order)
    return data, json.dumps(data, ensure_ascii=False).replace("\xa0", " ")


@pytest.mark.rule("A-38")
def test_an_invoice_says_who_sold_what_to_whom_when_and_at_which_tax() -> None:
    order, _parcel = ship.a_shipped_order(language="en")
    data, words = page(order)
    for mention in (
        "MEX-FR-2026-000001",
        "23 November 2026",
        "Maison Exemple SAS",
        "12 rue des Exemples",
        "FR00000000000",
        "RCS Paris 000 000 000",
        "Capital 1 000 000 EUR",
        "Jeanne Exemple",
        "12 rue des Archives",
        "75004 Paris",
        "Delivery of goods.",
        "20%",
        "458,00 €",
        "Consumer mediation",
    ):
        assert mention in words, mention
    assert "one-stop shop" not in words
    assert "export" not in words
    assert data["language"] == "en"


@pytest.mark.rule("A-38")
def test_an_export_cites_its_exemption() -> None:
    order, _parcel = ship.a_shipped_order(address=cast.JOHN)
    _data, words = page(order)
    assert "article 262 I" in words
    assert "Tax charged with the sale: United States." in words


@pytest.mark.rule("A-45", "A-38")
@pytest.mark.parametrize(
    ("lines", "taxed", "note"),
    [
        (((builders.SHIRT_M, 1),), "sale", "Tax charged with the sale: United Kingdom."),
        (((builders.KNIT_M, 1),), "import", "Import tax paid with the order: United Kingdom. The carrier"),
    ],
)
def test_an_order_to_the_kingdom_keeps_where_its_tax_fell(
    lines: tuple[tuple[str, int], ...], taxed: str, note: str
) -> None:
    order, _parcel = ship.a_shipped_order(lines=lines, address=cast.MARY)
    _data, words = page(order)
    assert order.taxed == taxed
    assert note in words
    assert ("Registered for tax in United Kingdom: GB 000 0000 00" in words) is (taxed == "sale")


@pytest.mark.rule("A-45", "A-43")
def test_northern_ireland_is_no_export() -> None:
    belfast = replace(cast.MARY, postal_code="BT1 5GS", city="Belfast")
    order, _parcel = ship.a_shipped_order(address=belfast)
    _data, words = page(order)
    assert order.taxed == "home"
    assert "VAT of United Kingdom, declared through the one-stop shop." in words
    assert "article 262 I" not in words


@pytest.mark.rule("PAY-09")
def test_an_invoice_says_that_no_tax_is_refunded() -> None:
    order, _parcel = ship.a_shipped_order(language="en")
    _data, words = page(order)
    assert "There are no tax-free forms for online purchases" in words


@pytest.mark.rule("A-38", "A-43")
def test_tax_of_another_member_state_is_declared_through_the_one_stop_shop() -> None:
    berlin = cast.Address(
        name="Erika Beispiel",
        line1="Weg 1",
        postal_code="10115",
        city="Berlin",
        country="DE",
        phone="+49 30 555010",
    )
    order, _parcel = ship.a_shipped_order(address=berlin)
    _data, words = page(order)
    assert "VAT of Germany, declared through the one-stop shop." in words
    assert '"19 %"' in words


@pytest.mark.rule("I18N-02")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_is_raw(language: str) -> None:
    order, _parcel = ship.a_shipped_order(language=language)
    _data, words = page(order)
    assert not re.search(
        r"%\(|\{\{|\bNone\b.*\bNone\b", words.replace("'receiver': None", "").replace("'taxes': None", "")
    )


@pytest.mark.rule("B-03")
def test_an_erased_customer_leaves_an_invoice_that_can_be_made() -> None:
    order, _parcel = ship.a_shipped_order()
    Document.objects.get()
    order.parties.all().delete()
    _data, words = page(order)
    assert "The address of this order was erased." in words


@pytest.mark.rule("A-38")
def test_a_document_is_set_in_every_language_of_the_house() -> None:
    for language in ("en", "fr", "de", "ja"):
        order, _parcel = ship.a_shipped_order(language=language)
        document = Document.objects.get(order_number=order.number)
        read = services.read_document(public_id=document.public_id, at=LATER)
        assert read is not None
        assert read.content.startswith(b"%PDF-")
