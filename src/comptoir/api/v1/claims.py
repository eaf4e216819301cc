"""Claims on what was delivered, with their photographs, for anybody (CLM-01 to CLM-08)."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from ninja import File, Form, Router, Status, UploadedFile

from comptoir.api import schemas as s
from comptoir.api.auth import caller
from comptoir.api.v1.desk_orders import uuid_of
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import ApiRefusal, language_of, speaking
from comptoir.cases import queries as cases
from comptoir.claims import services as claims
from comptoir.claims.services import ClaimIn, Upload
from comptoir.core.actors import GUEST
from comptoir.core.claims import ClaimKind, rule_of
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import clock, evidence
from comptoir.infra.visitors import INSIDE, visitor_of
from comptoir.markets import queries as markets

router = Router(tags=["claims"])


@router.post("/claims", response={201: s.ClaimOut, REFUSALS: s.RefusedOut})
def make_claim(
    request: HttpRequest,
    body: Form[s.ClaimIn],
    photos: File[tuple[UploadedFile, ...]] = (),
    x_order_token: s.OrderToken = "",
) -> Status[s.ClaimOut]:
    """Claim what is damaged, missing, faulty, wrong or not as described; everything is refused or all of it is taken."""
    _refuse_unknown(request)
    actor = caller(request)
    order = cases.order_for(number=body.order_number, token=x_order_token, actor=actor)
    at = clock.now()
    country = order.country if order else markets.current_policy(at=at).house.entity.country
    kind = ClaimKind(body.kind)
    with speaking(request, language_of(request), country):
        about = order.number if order else ""
        claims.allow_sending(about=about, visitor=INSIDE if actor else visitor_of(request=request))
        _refuse_heavy(photos, kind)
        known = claims.make_claim(
            said=ClaimIn(
                kind=kind,
                language=order.language if order else language_of(request),
                country=country,
                order_number=body.order_number,
                email=body.email,
                proved=order is not None,
                description=body.description,
                references=tuple(part for text in body.references for part in text.split(",")),
                washing=body.washing,
                not_received=body.not_received,
                label_attached=body.label_attached,
                pieces=tuple(uuid_of(piece, field="pieces") for piece in body.pieces),
                photos=tuple(Upload(name=photo.name or "", content=photo.read()) for photo in photos),
            ),
            actor=actor or GUEST,
            at=at,
        )
    return Status(201, s.ClaimOut(id=str(known.id), number=known.number))


def _refuse_unknown(request: HttpRequest) -> None:
    """A form drops what it does not know; here it is refused, as everywhere."""
    known = {*s.ClaimIn.model_fields, "photos"}
    for field in sorted({*request.POST, *request.FILES} - known):
        named = (("field", field[:40]),)
        raise ApiRefusal(Refused(rule=None, reason=Reason.FIELD_UNKNOWN, field=field[:40], values=named))


def _refuse_heavy(photos: Sequence[UploadedFile], kind: ClaimKind) -> None:
    """More files than a claim takes are not even read."""
    if len(photos) > evidence.MOST_PHOTOGRAPHS:
        most = (("most", evidence.MOST_PHOTOGRAPHS),)
        refused = Refused(rule=rule_of(kind), reason=Reason.PHOTOS_TOO_MANY, values=most, field="photos")
        raise claims.CannotClaim(refused)
