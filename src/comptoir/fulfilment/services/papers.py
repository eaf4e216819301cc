"""The papers of a parcel, for the warehouse's printer and for the carrier's call (A-47)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.core.policy import DutyMode
from comptoir.fulfilment import queries
from comptoir.fulfilment.models import Parcel
from comptoir.infra.db import spans_transactions
from comptoir.invoicing import queries as invoicing_queries
from comptoir.invoicing import services as invoicing
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders


@spans_transactions
def customs_papers(*, label_id: UUID, at: datetime) -> tuple[invoicing.PaperFile, ...]:
    """Commercial invoice and declaration of what travels under a label, there or back; none inside the customs union."""
    consignment = _consignment(label_id)
    if consignment is None or not invoicing_queries.is_declared(order=consignment.order):
        return ()
    return tuple(
        invoicing.make_paper(consignment=consignment, kind=kind, at=at) for kind in queries.AT_CUSTOMS
    )


@spans_transactions
def parcel_paper(*, parcel_id: UUID, kind: str, at: datetime) -> invoicing.PaperFile | None:
    """One paper of a parcel: its slip, or what customs want; None where the parcel has none such."""
    parcel = queries.parcel_by_id(parcel_id=parcel_id)
    if parcel is None or kind not in queries.papers_for(order=parcel.order):
        return None
    consignment = _consignment(parcel.label.public_id)
    return invoicing.make_paper(consignment=consignment, kind=kind, at=at) if consignment else None


def _consignment(label_id: UUID) -> invoicing.Consignment | None:
    label = queries.label_by_id(public_id=label_id)
    order = orders.order_by_number(number=label.order_number) if label else None
    if label is None or order is None or orders.delivery_party(order_id=order.pk) is None:
        return None
    pieces = orders.pieces_by_ids(public_ids=[UUID(piece) for piece in label.contents])
    parcel = Parcel.objects.filter(label=label).first()
    comes_back = label.kind == "return"
    market = markets.policy_version(number=order.policy_version).market(order.country)
    return invoicing.Consignment(
        cause=f"label:{label.public_id}",
        order=order,
        pieces=pieces,
        number=parcel.number if parcel else order.number,
        weight_g=parcel.weight_g if parcel else sum(piece.weight_g for piece in pieces),
        duties_prepaid=label.kind != "parcel"
        or (market is not None and market.duties is not DutyMode.ON_DELIVERY),
        comes_back=comes_back,
        tracking_number=label.tracking_number,
    )
