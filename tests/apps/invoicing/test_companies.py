"""The invoice of a company: EN 16931 inside the PDF, checked before anything is kept; what breaks a rule is not sent."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from facturx import get_facturx_xml_from_pdf
from pypdf import PdfReader

from comptoir.cases import queries as cases
from comptoir.cases import services as cases_services
from comptoir.core.addresses import Address
from comptoir.invoicing import queries, services
from comptoir.invoicing.models import Document, DocumentFile
from comptoir.invoicing.services import making
from comptoir.invoicing.services.making import BreaksRules, check_rules
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import KNIT, LATER, SHIRT
from tests.apps.invoicing.test_documents import credit

pytestmark = pytest.mark.usefixtures("shop")

ATELIER = replace(cast.JEANNE, company="Atelier Fictif SARL", vat_number="FR 32 123 456 789")
WERKSTATT = Address(
    name="Erika Beispiel",
    company="Werkstatt Beispiel GmbH",
    vat_number="DE123456789",
    line1="Weg 1",
    postal_code="10115",
    city="Berlin",
    country="DE",
    phone="+49 30 555010",
)


def made(document: Document) -> tuple[bytes, str]:
    """The PDF of a document and the XML inside it."""
    read = services.read_document(public_id=document.public_id, at=LATER)
    assert read is not None, [fault.problems for fault in queries.faulty_documents()]
    _name, xml = get_facturx_xml_from_pdf(read.content, check_xsd=True)
    return read.content, xml.decode()


@pytest.mark.rule("A-41", "A-38")
def test_the_invoice_of_a_french_company_carries_the_data_of_its_page() -> None:
    ship.a_shipped_order(lines=((KNIT, 3), (SHIRT, 1)), codes=("WELCOME10",), address=ATELIER)
    document = Document.objects.get()
    pdf, xml = made(document)
    for figure in (document.net, document.tax, document.gross):
        assert f">{figure // 100}.{figure % 100:02d}<" in xml, figure
    for mention in (
        "Atelier Fictif SARL",
        "FR32123456789",
        ">123456789<",
        document.number,
        "PMT",
        "PMD",
        "AAB",
    ):
        assert mention in xml, mention
    words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "FR32123456789" in words
    assert not queries.faulty_documents()


@pytest.mark.rule("A-41", "A-39")
def test_a_credit_note_of_a_company_names_what_it_corrects_in_its_data() -> None:
    order = ship.a_delivered_order(address=ATELIER)
    note = credit(order, 0)
    _pdf, xml = made(note)
    assert "<ram:TypeCode>381</ram:TypeCode>" in xml
    assert Document.objects.get(kind="invoice").number in xml


@pytest.mark.rule("A-41", "A-43")
def test_a_company_elsewhere_in_the_union_gets_the_european_rules_alone() -> None:
    ship.a_shipped_order(address=WERKSTATT)
    _pdf, xml = made(Document.objects.get())
    assert ">19<" in xml
    assert "DE123456789" in xml


@pytest.mark.rule("A-41")
def test_a_wrong_total_is_found_and_so_is_one_rule_of_france() -> None:
    ship.a_shipped_order(address=ATELIER)
    document = Document.objects.get()
    _pdf, xml = made(document)
    total = f"<ram:GrandTotalAmount>{document.gross // 100}.{document.gross % 100:02d}"
    assert total in xml
    with pytest.raises(BreaksRules, match="BR-CO-15"):
        check_rules(xml=xml.replace(total, "<ram:GrandTotalAmount>1.00"), in_france=False)
    with pytest.raises(BreaksRules, match="not valid against"):
        check_rules(xml=xml.replace("GrandTotalAmount", "GreatTotalAmount"), in_france=False)
    with pytest.raises(BreaksRules, match="BR-FR"):
        check_rules(xml=xml.replace(">PMT<", ">AAI<"), in_france=True)


def faults() -> list[cases.CaseView]:
    """Open cases; the provider's books also hold payments of other tests, which have cases of their own."""
    return [case for case in cases.open_cases() if not case.kind.startswith("books_")]


@pytest.mark.rule("A-41")
def test_a_document_that_breaks_a_rule_is_not_kept_and_a_case_waits_until_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(making, "_EUROPEAN", Path("/nowhere.xslt"))  # the rules cannot run: it fails closed
        order, _parcel = ship.a_shipped_order(address=ATELIER)
        ship.work()
    document = Document.objects.get()
    assert not DocumentFile.objects.exists()
    assert services.read_document(public_id=document.public_id, at=LATER) is None
    (fault,) = queries.faulty_documents()
    assert "did not run" in fault.problems[0]
    (case,) = faults()
    assert (case.kind, case.order_number) == ("document_invalid", order.number)
    cases_services.retry_effect(case_id=case.id, actor=cast.ADVISOR, at=LATER)
    ship.work()
    assert DocumentFile.objects.get().document == document
    assert not faults()
