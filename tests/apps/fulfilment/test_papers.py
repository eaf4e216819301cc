"""The papers of a parcel: the slip without a price, and what customs read, to the minor unit."""

from __future__ import annotations

import io
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from comptoir.core.actors import Role
from comptoir.fulfilment import queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import media
from comptoir.invoicing.models import Paper
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED, KNIT, LATER, SHIRT
from tests.desk.selling import signed_in

pytestmark = pytest.mark.usefixtures("shop")


def words(pdf: bytes) -> str:
    """What is on the pages, spaces as one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def label_of(parcel_id: UUID) -> UUID:
    parcel = queries.parcel_by_id(parcel_id=parcel_id)
    assert parcel is not None
    return parcel.label.public_id


@pytest.mark.rule("A-47")
def test_customs_read_what_each_piece_cost_without_tax_and_the_sums_are_the_orders() -> None:
    order, parcel = ship.a_shipped_order(
        lines=((KNIT, 2), (SHIRT, 1)), codes=("WELCOME10",), address=cast.JOHN
    )
    papers = fulfilment.customs_papers(label_id=label_of(parcel), at=LATER)
    assert [paper.kind for paper in papers] == ["invoice", "declaration"]
    rows = ship.pieces(order)
    worth = sum(piece.customs_value or piece.paid - piece.tax for piece in rows)
    shown = f"{worth // 100}.{worth % 100:02d}"
    for paper in papers:
        said = words(paper.pdf)
        for mention in (
            shown,
            rows[0].hs_code,
            "FR00000000000000",
            "John Example",
            "US",
            "USD",
            "Sale of goods",
        ):
            assert mention in said.replace("\u202f", ""), (paper.kind, mention)
    assert "article 262 I" in words(papers[0].pdf)


@pytest.mark.rule("A-47")
def test_papers_are_made_once_and_kept_byte_for_byte() -> None:
    _order, parcel = ship.a_shipped_order(address=cast.JOHN)
    first = fulfilment.customs_papers(label_id=label_of(parcel), at=LATER)
    assert fulfilment.customs_papers(label_id=label_of(parcel), at=ARRIVED) == first
    assert [media.read(row.digest, private=True) for row in Paper.objects.order_by("id")] == [
        paper.pdf for paper in first
    ]


def test_a_parcel_inside_the_union_has_a_slip_alone() -> None:
    _order, parcel = ship.a_shipped_order()
    assert fulfilment.customs_papers(label_id=label_of(parcel), at=LATER) == ()
    assert fulfilment.parcel_paper(parcel_id=parcel, kind="invoice", at=LATER) is None
    assert fulfilment.parcel_paper(parcel_id=parcel, kind="slip", at=LATER) is not None


@pytest.mark.rule("A-43", "A-47")
def test_a_parcel_to_a_territory_behind_a_border_of_its_own_goes_with_its_papers() -> None:
    exclave = replace(cast.JEANNE, line1="3 Hauptstrasse", postal_code="78266", city="Büsingen", country="DE")
    order, parcel = ship.a_shipped_order(address=exclave)
    assert order.taxed == "import"
    papers = fulfilment.customs_papers(label_id=label_of(parcel), at=LATER)
    assert [paper.kind for paper in papers] == ["invoice", "declaration"]


@pytest.mark.rule("A-45")
def test_customs_read_under_which_number_the_tax_of_a_sale_was_taken() -> None:
    sydney = replace(
        cast.JEANNE, line1="9 Park Street", postal_code="2000", city="Sydney", region="NSW", country="AU"
    )
    order, parcel = ship.a_shipped_order(address=sydney)
    assert order.taxed == "sale"
    for paper in fulfilment.customs_papers(label_id=label_of(parcel), at=LATER):
        assert "ABN 00 000 000 000" in words(paper.pdf), paper.kind


@pytest.mark.rule("ORD-05")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_slip_names_every_piece_and_no_price(language: str) -> None:
    order, parcel = ship.a_shipped_order(language=language)
    slip = fulfilment.parcel_paper(parcel_id=parcel, kind="slip", at=LATER)
    assert slip is not None
    said = words(slip.pdf)
    for piece in ship.pieces(order):
        assert piece.reference in said
        assert piece.size in said
    assert "€" not in said
    assert "290" not in said


@pytest.mark.rule("D2-03")
def test_the_desk_opens_a_paper_by_an_address_that_is_signed(client: Client) -> None:
    _order, parcel = ship.a_shipped_order()
    page = f"/desk/parcels/{parcel}/papers/slip/"
    assert "/sign-in/" in client.get(page).headers["Location"]
    warehouse = signed_in(Role.WAREHOUSE)
    there = warehouse.get(page).headers["Location"].partition("://")[2].partition("/")[2]
    assert client.get(f"/{there}").headers["Content-Type"] == "application/pdf"
    assert client.get(f"/{there.partition('?')[0]}").status_code == 404
    assert client.get(f"/{there[:-1]}").status_code == 404
    assert warehouse.get(f"/desk/parcels/{parcel}/papers/declaration/").status_code == 404
