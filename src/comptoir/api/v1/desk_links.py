"""Payment links (ORD-06), for programs."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from comptoir.api import schemas as s
from comptoir.api.auth import staff
from comptoir.api.v1.orders import address_in
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import speaking
from comptoir.checkout import services as checkout
from comptoir.core.actors import Role
from comptoir.core.policy import Service
from comptoir.infra import clock

router = Router(tags=["desk"])


@router.post("/desk/payment-links", response={201: s.PaymentLinkOut, REFUSALS: s.RefusedOut})
def make_link(request: HttpRequest, body: s.PaymentLinkIn) -> Status[s.PaymentLinkOut]:
    """Prepare an order for a caller and mail its link; it can be paid once, until it expires."""
    actor = staff(request, Role.ADVISOR)
    wanted = checkout.LinkRequest(
        country=body.country,
        language=body.language,
        lines=tuple((line.sku, line.quantity) for line in body.lines),
        codes=tuple(body.codes),
        email=body.email,
        address=address_in(body.address),
        service=Service(body.service),
    )
    with speaking(request, body.language, body.country):
        link = checkout.make_payment_link(request=wanted, actor=actor, at=clock.now())
    return Status(201, s.PaymentLinkOut(url=link.url, expires_at=link.expires_at))
