"""The letters of a claim: it has come, it is handed over, what is decided."""

from __future__ import annotations

from datetime import datetime

from comptoir.claims import queries
from comptoir.claims.models import Claim, Verdict
from comptoir.core.calendar import local_date
from comptoir.core.numbers import show_number
from comptoir.infra.db import joins_transaction
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders


@joins_transaction
def tell_received(*, claim: Claim, at: datetime) -> None:
    """The claim has come, from the customer or by the carrier's report: its number, and the link to its page."""
    _tell(claim, kind="claim_received", key=f"claim_received:{claim.public_id}", facts={}, at=at)


@joins_transaction
def tell_contested(*, claim: Claim, at: datetime) -> None:
    """The decision was contested: somebody else looks at it."""
    _tell(claim, kind="claim_contested", key=f"claim_contested:{claim.public_id}", facts={}, at=at)


@joins_transaction
def tell_verdict(*, claim: Claim, verdict: Verdict, at: datetime) -> None:
    """What was decided and why, what goes back, and that it can be contested once."""
    facts: dict[str, object] = {
        "outcome": verdict.outcome,
        "words": verdict.words,
        "amount": verdict.amount,
        "return_number": show_number(verdict.return_number) if verdict.return_number else "",
        "earliest": verdict.earliest,
        "latest": verdict.latest,
        "final": claim.contested_at is not None,
    }
    _tell(claim, kind="claim_verdict", key=f"claim_verdict:{verdict.pk}", facts={"verdict": facts}, at=at)


def _tell(claim: Claim, *, kind: str, key: str, facts: dict[str, object], at: datetime) -> None:
    view = queries.claim_view(claim_id=claim.public_id)
    if view is None or not claim.email:
        return
    # An order keeps the terms it was placed under, and those of a country that the house serves no more are nowhere else.
    order = claim.order
    policy = markets.policy_version(number=order.policy_version) if order else markets.current_policy(at=at)
    zone = view.zone if order else policy.house.time_zone
    pieces = orders.pieces_by_ids(public_ids=[piece.id for piece in view.pieces])
    terms = markets.letter_terms(
        policy=policy,
        country=order.country if order else claim.country,
        language=claim.language,
        on=local_date(at, zone=zone),
    )
    known: dict[str, object] = {"order": orders.summary_of(order=order)} if order else {}
    notices.send(
        kind=kind,
        to=claim.email,
        language=claim.language,
        country=claim.country,
        key=key,
        facts={
            "claim": {
                "number": show_number(view.number),
                "kind": view.kind,
                "by_carrier": view.by_carrier,
                "received_at": view.received_at,
                "zone": zone,
                "currency": view.currency,
                "link": view.link,
                "lines": orders.line_summaries(pieces),
            },
            "terms": terms,
            **known,
            **facts,
        },
        order_number=order.number if order else "",
        at=at,
    )
