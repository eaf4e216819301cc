"""Tries to pay: each written once, counted with those it shares something with, and ended.

What they are counted by are keyed digests: nobody can read or guess an e-mail, an address or a card from them. A try of
whom the house trusts has none and is never counted.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from comptoir.checkout.models import Attempt
from comptoir.checkout.services.claiming import address_of
from comptoir.core.addresses import address_keys
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.core.redemption import customer_key
from comptoir.core.screening import ScreeningTerms, Signal, is_one_try_too_many
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.infra.visitors import Visitor

if TYPE_CHECKING:
    from comptoir.checkout.models import Basket
    from comptoir.orders.models import Party

Outcome = Literal["placed", "refused", "failed", "cancelled", "expired"]

# One statement writes the try and counts those before it that came to nothing, by whichever they share most with.
_BEGIN = """
INSERT INTO checkout_attempt (
    order_number, payment, basket_id, made_at, expires_at, order_waits, outcome, tried_at,
    by_email, by_address, by_name, by_network, by_card, network_country
) VALUES (
    %(order_number)s, %(payment)s, %(basket)s, %(at)s, %(expires_at)s, true, '', %(tried_at)s,
    %(email)s, %(address)s, %(name)s, %(network)s, '', %(country)s
)
RETURNING id, greatest(
    (SELECT count(*) FROM checkout_attempt WHERE by_email <> '' AND by_email = %(email)s
        AND tried_at > %(since)s AND outcome <> 'placed'),
    (SELECT count(*) FROM checkout_attempt WHERE by_network <> '' AND by_network = %(network)s
        AND tried_at > %(since)s AND outcome <> 'placed'),
    (SELECT count(*) FROM checkout_attempt WHERE basket_id = %(basket)s
        AND tried_at > %(since)s AND outcome <> 'placed')
)
"""

# The same for a try that was paid: how many orders it shares something with.
_PLACED = """
UPDATE checkout_attempt AS this
SET ended_at = %(at)s, outcome = 'placed', order_waits = false, by_card = %(card)s
WHERE id = %(id)s
RETURNING
    (SELECT count(*) FROM checkout_attempt AS other WHERE other.by_email <> '' AND other.by_email = this.by_email
        AND other.made_at > %(since)s AND other.outcome = 'placed' AND other.id <> this.id),
    (SELECT count(*) FROM checkout_attempt AS other WHERE other.by_address <> '' AND other.by_address = this.by_address
        AND other.made_at > %(since)s AND other.outcome = 'placed' AND other.id <> this.id),
    (SELECT count(*) FROM checkout_attempt AS other WHERE other.by_card <> '' AND other.by_card = this.by_card
        AND other.made_at > %(since)s AND other.outcome = 'placed' AND other.id <> this.id),
    (SELECT count(*) FROM checkout_attempt AS other WHERE other.by_network <> '' AND other.by_network = this.by_network
        AND other.made_at > %(since)s AND other.outcome = 'placed' AND other.id <> this.id),
    EXISTS (SELECT FROM checkout_attempt AS other WHERE other.by_email <> '' AND other.by_email = this.by_email
        AND other.outcome = 'placed' AND other.by_name <> this.by_name AND other.id <> this.id)
"""


class TooManyTries(NotPossible):
    """So many tries to pay came to nothing that the next one has to wait (C-17); the provider is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """By what a try is counted: digests, all blank for whom the house trusts."""

    email: str = ""
    address: str = ""
    name: str = ""
    network: str = ""
    country: str = ""  # of the network; not a digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a paid try has in common with orders before it."""

    orders: dict[Signal, int]
    other_name: bool


def marks_of(*, party: Party | None, visitor: Visitor) -> Marks:
    """The marks of a try."""
    if visitor.trusted or party is None:
        return Marks(country=visitor.country)
    place = address_keys(replace(address_of(party), line2=""))
    return Marks(
        email=_digest("email", customer_key(party.email)),
        address=_digest("address", min(place, default="")),
        name=_digest("name", "".join(sign for sign in party.name.casefold() if sign.isalnum())),
        network=_digest("network", visitor.network),
        country=visitor.country,
    )


def _digest(kind: str, text: str) -> str:
    return salted_hmac(f"comptoir.checkout.{kind}", text, algorithm="sha256").hexdigest() if text else ""


@joins_transaction
def begin_attempt(
    *,
    order_number: str,
    payment: UUID,
    basket: Basket | None,
    marks: Marks,
    visitor: Visitor,
    terms: ScreeningTerms,
    expires_at: datetime,
    at: datetime,
) -> Attempt:
    """Write down a try to pay. Refused with TooManyTries."""
    tried_at = None if visitor.trusted else visitor.at
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGIN,
            {
                **asdict(marks),
                "order_number": order_number,
                "payment": payment,
                "basket": basket.pk if basket else None,
                "at": at,
                "expires_at": expires_at,
                "tried_at": tried_at,
                "since": tried_at - timedelta(minutes=terms.tries_minutes) if tried_at else None,
            },
        )
        key, tries = cursor.fetchone()
    if is_one_try_too_many(tries=tries, terms=terms):
        within = timedelta(minutes=terms.tries_minutes)
        counted = marks.network or marks.email or order_number
        limit = Limit(form="payment", of="any", key=counted, within=within, at=at)
        raise TooManyTries(Refused(rule="PAY-12", reason=Reason.TOO_MANY_TRIES), limit=limit)
    return Attempt(
        pk=key,
        order_number=order_number,
        payment=payment,
        basket=basket,
        made_at=at,
        expires_at=expires_at,
        tried_at=tried_at,
        network_country=marks.country,
    )


@joins_transaction
def end_placed(*, attempt: Attempt, card: str, terms: ScreeningTerms, at: datetime) -> Shared:
    """The try was paid; what it shares with the orders before it. `card` is the provider's fingerprint of the card."""
    attempt.ended_at, attempt.outcome, attempt.order_waits = at, "placed", False
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACED,
            {
                "id": attempt.pk,
                "at": at,
                "card": _digest("card", card) if attempt.tried_at else "",
                "since": at - timedelta(hours=terms.window_hours),
            },
        )
        email, address, of_card, network, other_name = cursor.fetchone()
    counts = {Signal.EMAIL: email, Signal.ADDRESS: address, Signal.CARD: of_card, Signal.NETWORK: network}
    return Shared(orders=counts, other_name=other_name)


@joins_transaction
def end_unpaid(*, attempt: Attempt, outcome: Outcome, at: datetime, waits: bool) -> None:
    """The try came to nothing; `waits` where the order is still to be paid."""
    attempt.ended_at, attempt.outcome, attempt.order_waits = at, outcome, waits
    attempt.save(update_fields=["ended_at", "outcome", "order_waits"])


@owns_transaction
def forget_marks(*, before: datetime) -> None:
    """Digests of tries made before a moment are taken away: they are needed no more."""
    old = Attempt.objects.filter(made_at__lt=before).exclude(by_email="")
    old.update(by_email="", by_address="", by_name="", by_network="", by_card="")
