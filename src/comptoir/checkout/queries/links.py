"""Reads of payment links (ORD-06). The token is made from the link's id, so that its mail can carry it and none is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings

from comptoir.checkout.models import PaymentLink
from comptoir.core.addresses import Address
from comptoir.core.policy import Service
from comptoir.infra import ids
from comptoir.infra.db import locked

LinkState = Literal["open", "used", "revoked", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A prepared order: `total` is what it came to when it was made, in minor units of `currency`."""

    id: UUID
    url: str
    country: str
    language: str
    lines: tuple[tuple[str, int], ...]
    codes: tuple[str, ...]
    service: Service
    email: str
    address: Address
    total: int
    currency: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    order_number: str
    state: LinkState


def link_token(*, public_id: UUID) -> str:
    """The secret of a link."""
    return ids.derived_token(f"payment-link:{public_id}")


def link_by_token(*, token: str, at: datetime) -> LinkView | None:
    """The link that somebody holds."""
    row = PaymentLink.objects.filter(digest=ids.digest(token)).first()
    return _view(row, at) if row else None


def link_by_id(*, public_id: UUID, at: datetime) -> LinkView | None:
    """A link as the desk knows it."""
    row = PaymentLink.objects.filter(public_id=public_id).first()
    return _view(row, at) if row else None


def recent_links(*, at: datetime) -> list[LinkView]:
    """The links that were made last, the newest first."""
    return [_view(row, at) for row in PaymentLink.objects.order_by("-made_at", "-id")[:100]]


def lock_link(*, public_id: UUID) -> PaymentLink | None:
    """A link, so that nobody else uses or revokes it meanwhile: it comes before the order, as a basket does."""
    found = locked(PaymentLink.objects.filter(public_id=public_id), kind="basket")
    return found[0] if found else None


def _view(row: PaymentLink, at: datetime) -> LinkView:
    page = f"{settings.SITE_URL}/{row.language}-{row.country.lower()}/pay"
    return LinkView(
        id=row.public_id,
        url=f"{page}/{link_token(public_id=row.public_id)}/",
        country=row.country,
        language=row.language,
        lines=tuple((str(sku), int(quantity)) for sku, quantity in row.lines),
        codes=tuple(row.codes),
        service=Service(row.service),
        email=row.email,
        address=Address(**row.address),
        total=row.total,
        currency=row.currency,
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        order_number=row.order_number,
        state=_state(row, at),
    )


def _state(row: PaymentLink, at: datetime) -> LinkState:
    if row.order_number:
        return "used"
    if row.revoked_at:
        return "revoked"
    return "over" if row.expires_at <= at else "open"
