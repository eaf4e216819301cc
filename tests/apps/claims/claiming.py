"""What the tests of claims share: a claim on an order that arrived, and the verdicts on it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from PIL import Image

from comptoir.claims import queries, services
from comptoir.claims.queries import ClaimView, VerdictIn
from comptoir.claims.services import ClaimIn, Upload
from comptoir.core.actors import GUEST, Actor, ActorKind, Role
from comptoir.core.claims import Cause, ClaimKind, Outcome
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ADVISOR, ARRIVED

QUALITY = Actor(kind=ActorKind.STAFF, id="quality", role=Role.QUALITY)
OTHER = Actor(kind=ActorKind.STAFF, id="other", role=Role.ADVISOR)
_BLANK = ClaimIn(kind=ClaimKind.FAULTY, language="fr", country="FR")
SOON = ARRIVED + timedelta(days=1)


def a_photo(colour: str = "#c9402f") -> Upload:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return Upload(name="photo.jpg", content=out.getvalue())


def said(order: ship.Order, *places: int, **given: object) -> ClaimIn:
    """A whole claim on pieces of an order, by its link."""
    whole: dict[str, object] = {
        "order_number": order.number, "proved": True,
        "pieces": tuple(ship.ids(order)[place] for place in places), "photos": (a_photo(),),
        "description": "A hole under the arm", "washing": "By hand, cold",
    }  # fmt: skip
    return replace(_BLANK, **{**whole, **given})


def claim(order: ship.Order, *places: int, **given: object) -> ClaimView:
    return services.make_claim(said=said(order, *places, **given), actor=GUEST, at=SOON)


def decide(
    known: UUID,
    outcome: Outcome,
    words: str = "We looked.",
    *,
    by: Actor = ADVISOR,
    cause: Cause | None = None,
) -> None:
    verdict = VerdictIn(outcome=outcome, words=words, cause=cause)
    services.decide_claim(claim_id=known, said=verdict, actor=by, at=SOON)


def view(known: UUID) -> ClaimView:
    found = queries.claim_view(claim_id=known)
    assert found is not None
    return found
