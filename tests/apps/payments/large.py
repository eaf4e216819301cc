"""A house in which 300 euros are much money to give back, and a return of that much."""

from __future__ import annotations

import tomllib
from datetime import timedelta

from comptoir.core.actors import HOUSE, Actor
from comptoir.core.policy import Method
from comptoir.markets import services as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments.models import Effect
from comptoir.returns import services as returns
from tests import builders, cast

BACK = builders.MONDAY + timedelta(days=5)


def be_careful() -> None:
    """From now on one member of staff gives back 300 euros of an order, and no more."""
    data = tomllib.loads((builders.PROFILE / "house.toml").read_text())
    data["refunds"]["alone"]["EUR"]["over"] = "300.00"
    opened = builders.OPENED + timedelta(days=1)
    markets.publish_policy(policy_data=data, effective_from=opened, actor=HOUSE, at=opened)


def accepted_return(
    *places: int, number: str = "", actor: Actor = cast.WAREHOUSE, method: Method = Method.CARD
) -> str:
    """The number of an order of a knit (290 euros) and a shirt (150), of which these came back and were accepted."""
    token = "paypal_ok" if method is Method.PAYPAL else "card_ok"
    number = number or builders.a_delivered_order(method=method, token=token).number
    order = orders.order_by_number(number=number)
    assert order is not None
    builders.at_clock(BACK)
    pieces = [piece.public_id for piece in orders.pieces_of(order_id=order.pk)]
    chosen = [pieces[place] for place in places]
    known = returns.register_return(
        order_number=number,
        pieces=[(piece, "") for piece in chosen],
        pickup=None,
        actor=cast.ADVISOR,
        at=BACK,
    ).id
    returns.receive_return(return_id=known, pieces=chosen, actor=actor, at=BACK)
    verdicts = [returns.VerdictIn(piece=piece, verdict=returns.Verdict.ACCEPTED) for piece in chosen]
    returns.inspect_return(return_id=known, verdicts=verdicts, actor=actor, at=BACK)
    return number


def refunds(number: str) -> list[Effect]:
    """The refunds of an order, as they are now."""
    return list(payments.effects_of(order_number=number).filter(kind="refund"))
