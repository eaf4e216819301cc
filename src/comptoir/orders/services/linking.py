"""The private link of an order, mailed again to the address it was placed with."""

from __future__ import annotations

from datetime import datetime

from comptoir.infra import ids, queue
from comptoir.infra.db import owns_transaction
from comptoir.notices import services as notices
from comptoir.orders import queries


@owns_transaction
def ask_for_link(*, number: str, email: str) -> None:
    """Have the link mailed if number and e-mail belong together; asking is the same work either way (D2-02)."""
    queue.defer("orders.mail_link", number=number.strip()[:20], email_digest=_digest(email))


@owns_transaction
def mail_link(*, number: str, email_digest: str, at: datetime) -> None:
    """Mail the link to the address of the order, at most once a minute; nothing where they do not belong together."""
    order = queries.order_by_number(number=number)
    party = queries.delivery_party(order_id=order.pk) if order else None
    if order is None or party is None or _digest(party.email) != email_digest:
        return
    notices.send(
        kind="order_link",
        to=party.email,
        language=order.language,
        country=order.country,
        key=f"order_link:{order.public_id}:{at:%Y%m%d%H%M}",
        facts={"order": queries.summary_of(order=order)},
        order_number=order.number,
        at=at,
    )


def _digest(email: str) -> str:
    return ids.digest(email.strip().lower())
