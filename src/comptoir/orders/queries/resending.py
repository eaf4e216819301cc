"""Reads of pieces that are sent again (A-12)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from comptoir.core.calendar import local_date
from comptoir.core.delivery import Destination, Promise, promise_for
from comptoir.core.policy import Service
from comptoir.markets import queries as markets
from comptoir.orders.queries.reading import regions_of

if TYPE_CHECKING:
    from comptoir.orders.models import Order


def resend_dates(*, order: Order, at: datetime) -> Promise:
    """When what is sent again from now on should arrive: by the order's own service and policy (DEL-03)."""
    policy = markets.policy_version(number=order.policy_version)
    return promise_for(
        Service(order.delivery_service),
        destination=Destination(
            country=order.country, region=regions_of(order_ids=[order.pk]).get(order.pk, "")
        ),
        ordered_on=local_date(at, zone=policy.house.time_zone),
        policy=policy,
    )
