"""The desk's calls on returns, for programs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from comptoir.api import schemas as s
from comptoir.api.auth import staff
from comptoir.api.orders_out import return_out
from comptoir.api.v1.desk_orders import uuid_of
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, refuse, speaking
from comptoir.core.actors import Role
from comptoir.core.reasons import Reason
from comptoir.infra import clock
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns

router = Router(tags=["desk"])


def _answer(return_id: UUID) -> dict[str, object]:
    known = returns_queries.return_view(return_id=return_id)
    if known is None:
        raise refuse(Reason.NOT_FOUND)
    return return_out(known)


@router.post("/desk/returns/{return_id}/reception", response={200: s.ReturnOut, REFUSALS: s.RefusedOut})
def receive_return(request: HttpRequest, return_id: str, body: s.PiecesIn) -> dict[str, object]:
    """The warehouse has these pieces of a return in hand (RET-10)."""
    actor = staff(request, Role.WAREHOUSE)
    known = uuid_of(return_id, field="id")
    with speaking(request, language_of(request)):
        returns.receive_return(
            return_id=known,
            pieces=[uuid_of(piece, field="pieces") for piece in body.pieces],
            actor=actor,
            at=clock.now(),
        )
    return _answer(known)


@router.post("/desk/returns/{return_id}/inspection", response={200: s.ReturnOut, REFUSALS: s.RefusedOut})
def inspect_return(request: HttpRequest, return_id: str, body: s.InspectionIn) -> dict[str, object]:
    """Verdicts, piece by piece; a refusal says why (RET-06)."""
    actor = staff(request, Role.WAREHOUSE)
    known = uuid_of(return_id, field="id")
    verdicts = [
        returns.VerdictIn(
            piece=uuid_of(verdict.id, field="pieces"),
            verdict=returns.Verdict(verdict.verdict),
            reason=verdict.reason or "",
        )
        for verdict in body.pieces
    ]
    with speaking(request, language_of(request)):
        returns.inspect_return(return_id=known, verdicts=verdicts, actor=actor, at=clock.now())
    return _answer(known)


@router.delete("/desk/returns/{return_id}", response={200: s.ReturnOut, REFUSALS: s.RefusedOut})
def cancel_return(request: HttpRequest, return_id: str) -> dict[str, object]:
    """Cancel a return, only while it has not been sent (RET-13)."""
    actor = staff(request, Role.ADVISOR)
    known = uuid_of(return_id, field="id")
    with speaking(request, language_of(request)):
        returns.cancel_return(return_id=known, actor=actor, at=clock.now())
    return _answer(known)
