"""Codes are not to be guessed: who enters too many wrong ones waits (D2-14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from comptoir.core.decisions import Refused
from comptoir.core.promotions import normalise_code
from comptoir.core.reasons import Reason
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.journal.services import notes_limits
from comptoir.promotions import queries
from comptoir.promotions.models import WrongCode
from comptoir.promotions.queries.guesses import WITHIN


class TooManyCodes(NotPossible):
    """Too many wrong codes came from one basket or one network within the hour: this one was not looked at."""


@notes_limits()
@owns_transaction
def watch_codes(*, codes: Collection[str], senders: Collection[str], at: datetime) -> None:
    """Count the codes that nobody knows for the basket and the network they come from. Refused with TooManyCodes.

    What is kept of a sender is a digest, for an hour; no sender is nobody to count.
    """
    wanted = {normalise_code(code) for code in codes if code.strip()}
    if not wanted or not senders:
        return
    digests = [queries.sender_digest(sender=sender) for sender in senders]
    if queries.has_guessed_enough(senders=digests, at=at):
        known = [one for one in digests if queries.has_guessed_enough(senders=[one], at=at)]
        limit = Limit(form="promotion_code", of="any", key=known[0], within=WITHIN, at=at)
        raise TooManyCodes(Refused(rule=None, reason=Reason.TOO_MANY_CODES, field="code"), limit=limit)
    wrong = wanted - queries.known_codes(codes=wanted)
    if wrong:
        WrongCode.objects.filter(at__lte=at - WITHIN).delete()
        WrongCode.objects.bulk_create(
            WrongCode(sender=sender, at=at) for sender in digests for _code in wrong
        )
