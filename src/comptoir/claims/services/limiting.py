"""How often forms with files may come about one order, and from one place (D2-04); whom the house trusts is not counted."""

from __future__ import annotations

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor
from comptoir.people import services as people


class SentEnough(NotPossible):
    """So much came within the hour that this was not looked at."""


@spans_transactions
def allow_sending(*, about: str, visitor: Visitor) -> None:
    """Count a claim, an objection or a message with photographs before any of it is opened. Refusals: SentEnough.

    `about` is the order or claim whose link the sender holds; blank where they hold none.
    """
    counted = people.of_sending(about=about, visitor=visitor)
    try:
        people.check_tries(form="claim", most=counted, visitor=visitor)
    except people.TooManyTries as enough:
        most = (("most", people.MOST_SENT),)
        raise SentEnough(Refused(rule="ORD-08", reason=Reason.WRITTEN_ENOUGH, values=most)) from enough
    people.count_try(most=counted, visitor=visitor, at=visitor.at)
