"""The papers of a parcel: packing slip, commercial invoice, customs declaration; made once, kept as they were made (A-47)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.infra import ids, media
from comptoir.infra.db import one_transaction, spans_transactions
from comptoir.infra.i18n import speaking
from comptoir.invoicing import queries
from comptoir.invoicing.models import Paper
from comptoir.invoicing.services.consignments import Consignment
from comptoir.invoicing.services.customs import commercial_invoice, customs_declaration
from comptoir.invoicing.services.slips import packing_slip
from comptoir.invoicing.services.typesetting import set_pages

_SPOKEN_AT_CUSTOMS = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """A paper as it is handed out: `invoice`, `declaration` or `slip`."""

    id: UUID
    kind: str
    name: str
    pdf: bytes


@spans_transactions
def make_paper(*, consignment: Consignment, kind: str, at: datetime) -> PaperFile:
    """The paper of a consignment, made with the first who asks. An address that was erased is a LookupError."""
    known = queries.paper_of(kind=kind, cause=consignment.cause)
    if known is None:
        digest = media.store(_set(consignment, kind, at), private=True)
        row = Paper(
            public_id=ids.new_id(),
            kind=kind,
            cause=consignment.cause,
            order_number=consignment.order.number,
            number=consignment.number,
            digest=digest,
            made_at=at,
        )
        with one_transaction():
            Paper.objects.bulk_create([row], ignore_conflicts=True)
        known = queries.paper_of(kind=kind, cause=consignment.cause) or row
    return paper_file(paper=known)


def paper_file(*, paper: Paper) -> PaperFile:
    """A paper that was made, with its bytes."""
    return PaperFile(
        id=paper.public_id,
        kind=paper.kind,
        name=f"{paper.kind}-{paper.number}.pdf",
        pdf=media.read(paper.digest, private=True),
    )


def _set(consignment: Consignment, kind: str, at: datetime) -> bytes:
    if kind == "slip":
        with speaking(consignment.order.language, consignment.order.country):
            return set_pages(template="sheet.typ", data=packing_slip(consignment=consignment, at=at))
    with speaking(_SPOKEN_AT_CUSTOMS):
        if kind == "invoice":
            return set_pages(template="sheet.typ", data=commercial_invoice(consignment=consignment, at=at))
        return set_pages(template="cn23.typ", data=customs_declaration(consignment=consignment, at=at))
