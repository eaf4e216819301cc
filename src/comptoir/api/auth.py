"""Who calls: a bearer token of staff or of a customer, or the token of an order's private link."""

from __future__ import annotations

from django.http import HttpRequest

from comptoir.api.words import refuse
from comptoir.core.actors import Actor, ActorKind, Role, may_act_as
from comptoir.core.reasons import Reason
from comptoir.infra import clock
from comptoir.people import queries as people


def caller(request: HttpRequest) -> Actor | None:
    """Who sends the request, by its bearer token; None without one, refused when it is not valid."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return None
    actor = (
        people.actor_for_token(token=token.strip(), at=clock.real_now())
        if scheme.lower() == "bearer"
        else None
    )
    if actor is None:
        raise refuse(Reason.NOT_SIGNED_IN)
    return actor


def staff(request: HttpRequest, *roles: Role) -> Actor:
    """A member of staff in one of these roles; admin may do all of it."""
    actor = caller(request)
    if actor is None or actor.kind is not ActorKind.STAFF:
        raise refuse(Reason.NOT_SIGNED_IN)
    if not may_act_as(actor.role, roles):
        raise refuse(Reason.NOT_ALLOWED)
    return actor
