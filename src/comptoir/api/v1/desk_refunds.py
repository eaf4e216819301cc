"""Refunds that take two people (C-13), for programs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from comptoir.api import schemas as s
from comptoir.api.auth import staff
from comptoir.api.v1.desk_orders import uuid_of
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, refuse, speaking
from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.numbers import show_number
from comptoir.core.reasons import Reason
from comptoir.infra import clock
from comptoir.payments import queries as payments
from comptoir.payments import services

router = Router(tags=["desk"])


@router.get("/desk/refunds", response={200: s.RefundsOut, REFUSALS: s.RefusedOut})
def list_refunds(request: HttpRequest) -> s.RefundsOut:
    """What waits for a second member of staff, the first that is due first."""
    staff(request, Role.ADVISOR, Role.FINANCE, Role.AUDITOR)
    return s.RefundsOut(
        items=[
            s.WaitingRefundOut(
                id=str(row.id),
                order=show_number(row.order_number),
                amount=row.amount,
                currency=row.currency,
                reason=row.basis,
                asked_by=row.asked_by,
                asked_at=row.asked_at,
                due_at=row.due_at,
            )
            for row in cases.waiting_refunds()
        ]
    )


@router.post("/desk/refunds/{refund_id}/approval", response={200: s.RefundStateOut, REFUSALS: s.RefusedOut})
def approve_refund(request: HttpRequest, refund_id: str) -> s.RefundStateOut:
    """Let a refund go that another asked for."""
    actor, known = staff(request, Role.SENIOR_ADVISOR, Role.FINANCE), _known(refund_id)
    with speaking(request, language_of(request)):
        services.approve_refund(refund_id=known, actor=actor, at=clock.now())
    return s.RefundStateOut(id=refund_id, state="approved")


@router.post("/desk/refunds/{refund_id}/refusal", response={200: s.RefundStateOut, REFUSALS: s.RefusedOut})
def decline_refund(request: HttpRequest, refund_id: str, body: s.ReasonIn) -> s.RefundStateOut:
    """Refuse a refund that another asked for, and say why."""
    actor, known = staff(request, Role.SENIOR_ADVISOR, Role.FINANCE), _known(refund_id)
    with speaking(request, language_of(request)):
        services.decline_refund(refund_id=known, reason=body.reason, actor=actor, at=clock.now())
    return s.RefundStateOut(id=refund_id, state="declined")


def _known(text: str) -> UUID:
    refund_id = uuid_of(text, field="id")
    if not payments.is_refund(public_id=refund_id):
        raise refuse(Reason.NOT_FOUND)
    return refund_id
