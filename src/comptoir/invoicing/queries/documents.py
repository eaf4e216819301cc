"""Reads of invoices and credit notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from comptoir.core.duties import Taxed
from comptoir.infra.db import joins_transaction, locked
from comptoir.infra.signed_links import sign_link
from comptoir.invoicing.models import Counter, Document, DocumentFault, DocumentFile, Paper

if TYPE_CHECKING:
    from comptoir.orders.models import Order

# Where goods of the house travel without export: the customs union, and Monaco inside it.
_UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip

# How long the address of a document opens it (D2-03): an order's page makes a fresh one each time it is shown.
ON_A_PAGE = timedelta(days=1)
IN_A_MAIL = timedelta(days=30)


def is_declared(*, order: Order) -> bool:
    """Whether the carrier wants customs data for a parcel: to a country beyond the union, of which it goes by the country
    alone, and to a territory of a member state behind a border of its own, the Canary Islands or Livigno."""
    return order.country not in _UNION or is_export(order=order)


def is_export(*, order: Order) -> bool:
    """Whether goods cross a border of taxes on their way, so that no French tax is charged.

    The order keeps what its address meant; one that was placed before it did is judged by its country.
    """
    return order.taxed != Taxed.HOME if order.taxed else order.country not in _UNION


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document as faces and mails show it; amounts in minor units."""

    id: UUID
    kind: str
    number: str
    cause: str
    issued_at: datetime
    currency: str
    gross: int
    url: str


def documents_of(*, order_number: str, lasts: timedelta = ON_A_PAGE) -> tuple[DocumentView, ...]:
    """The invoices and credit notes of an order, oldest first, each with an address that opens it for so long."""
    return tuple(
        DocumentView(
            id=row.public_id,
            kind=row.kind,
            number=row.number,
            cause=row.cause,
            issued_at=row.issued_at,
            currency=row.currency,
            gross=row.gross,
            url=sign_link(path=f"/documents/{row.public_id}/", lasts=lasts),
        )
        for row in document_rows(order_number=order_number)
    )


def document_rows(*, order_number: str) -> QuerySet[Document]:
    """The documents of an order as they were issued, oldest first."""
    return Document.objects.filter(order_number=order_number).order_by("id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What credit notes have given back of an order: pieces (ids), and delivery in minor units."""

    pieces: frozenset[str]
    delivery: int


def credited(*, order_number: str) -> Credited:
    """What went back of what was invoiced: the money of these pieces, and so much of the delivery charge."""
    bodies = [row.body for row in document_rows(order_number=order_number).filter(kind="credit_note")]
    return Credited(
        pieces=frozenset(piece for body in bodies for piece in body["pieces"]),
        delivery=sum(body["delivery"]["gross"] for body in bodies if body["delivery"]),
    )


def document_by_id(*, public_id: UUID) -> Document | None:
    """A document by its public id."""
    return Document.objects.filter(public_id=public_id).first()


def document_by_number(*, number: str) -> Document | None:
    """A document by the number that is printed on it."""
    return Document.objects.filter(number=number.strip().upper()).first()


def document_of(*, kind: str, cause: str) -> Document | None:
    """The document that a parcel or a refund gave rise to."""
    return Document.objects.filter(kind=kind, cause=cause).first()


def file_digest(*, document: Document) -> str | None:
    """The digest of a document's PDF in the private media; None while it is not made."""
    return DocumentFile.objects.filter(document=document).values_list("digest", flat=True).first()


def paper_of(*, kind: str, cause: str) -> Paper | None:
    """A paper of a label, where it was made."""
    return Paper.objects.filter(kind=kind, cause=cause).first()


def paper_by_id(*, public_id: UUID) -> Paper | None:
    """A paper by its public id."""
    return Paper.objects.filter(public_id=public_id).first()


def kept_digests() -> Iterator[tuple[str, str]]:
    """The name and the digest of every document and paper that is kept as a file."""
    yield from DocumentFile.objects.values_list("document__number", "digest").order_by("id").iterator()
    yield from Paper.objects.values_list("number", "digest").order_by("id").iterator()


def unmade_documents() -> QuerySet[Document]:
    """Documents whose PDF is not made yet."""
    return Document.objects.filter(file__isnull=True).order_by("id")


def faulty_documents() -> tuple[DocumentFault, ...]:
    """The latest fault of each document that has no PDF because its e-invoice breaks a rule: a person must look."""
    rows = DocumentFault.objects.filter(document__file__isnull=True).select_related("document")
    return tuple(rows.order_by("document_id", "-id").distinct("document_id"))


def has_fault(*, document: Document) -> bool:
    """Whether a document was found not to hold the rules of its e-invoice, and is not made since."""
    return DocumentFault.objects.filter(document=document, document__file__isnull=True).exists()


def rows_of(body: Mapping[str, object], *, part: str) -> Sequence[dict[str, object]]:
    """The rows of a part of what a document states."""
    rows = body[part]
    return rows if isinstance(rows, list) else []


def amount_in(value: object) -> int:
    """A figure of what a document states; anything but a whole number is a bug."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no amount")
    return value


def series() -> list[tuple[str, str, int, list[int]]]:
    """Every series (entity, kind, year) with its numbers in the order of their issue: they run 1, 2, 3 (A-39)."""
    rows = Document.objects.order_by("entity", "kind", "year", "issued_at", "id")
    found: dict[tuple[str, str, int], list[int]] = {}
    for entity, kind, year, sequence in rows.values_list("entity", "kind", "year", "sequence"):
        found.setdefault((entity, kind, year), []).append(sequence)
    return [(*key, numbers) for key, numbers in found.items()]


@joins_transaction
def lock_counter(*, entity: str, kind: str, year: int) -> Counter:
    """The counter of a series, locked until the transaction ends; made with the first number."""
    Counter.objects.bulk_create([Counter(entity=entity, kind=kind, year=year)], ignore_conflicts=True)
    return locked(Counter.objects.filter(entity=entity, kind=kind, year=year), kind="counter")[0]
