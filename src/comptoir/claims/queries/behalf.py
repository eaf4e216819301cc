"""Who makes a claim for a customer: an advisor's form carries their signature, so that the claim can name them."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from comptoir.core.actors import GUEST, Actor, ActorKind, Role

_SALT, _LASTS = "comptoir.claims.behalf", timedelta(hours=2)


def sign_behalf(*, order_number: str, actor: Actor) -> str:
    """What the form of this order carries when this advisor fills it in; worth nothing after two hours (real time)."""
    return signing.dumps([order_number, actor.id], salt=_SALT)


def who_claims(*, order_number: str, signature: str) -> Actor:
    """The advisor who signed for this order, or the guest who holds its link."""
    try:
        number, person = signing.loads(signature, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return GUEST
    return Actor(kind=ActorKind.STAFF, id=str(person), role=Role.ADVISOR) if number == order_number else GUEST
