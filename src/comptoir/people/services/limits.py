"""How often something may be done in an hour: by whom it is about, by where it comes from, by all. On real time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.infra.visitors import Visitor, connection_of
from comptoir.journal.services import notes_limits
from comptoir.people.models import Tally

WITHIN = timedelta(hours=1)
MOST_SENT = 30


class TooManyTries(NotPossible):
    """So much has been tried within the hour that this was not looked at."""


@notes_limits()
@owns_transaction
def check_tries(*, form: str, most: Mapping[str, int], visitor: Visitor) -> None:
    """Refused with TooManyTries where one of these has been done as often as it may; whom the house trusts, never."""
    reached = _reached(most, visitor)
    if reached and visitor.at:
        limit = Limit(form=form, of=_counted(reached), key=reached, within=WITHIN, at=visitor.at)
        raise TooManyTries(Refused(rule=None, reason=Reason.ASKED_ENOUGH), limit=limit)


def is_slowed(*, most: Mapping[str, int], visitor: Visitor) -> bool:
    """Whether one of these has been done as often as it may."""
    return bool(_reached(most, visitor))


def _reached(most: Mapping[str, int], visitor: Visitor) -> str:
    if visitor.trusted or visitor.at is None:
        return ""
    alive = Tally.objects.filter(at__gt=visitor.at - WITHIN)
    return next((who for who, limit in most.items() if alive.filter(key=_key(who)).count() >= limit), "")


def _counted(who: str) -> str:
    """What such a key counts: one place, all, or a subject, as an e-mail is."""
    return "place" if ":from:" in who else "all" if who.endswith(":all") else "subject"


@owns_transaction
def count_try(*, most: Mapping[str, int], visitor: Visitor, at: datetime | None) -> None:
    """Count one of each at this real time; nobody counts who is trusted."""
    if visitor.trusted or at is None:
        return
    Tally.objects.filter(at__lte=at - WITHIN).delete()
    Tally.objects.bulk_create(Tally(key=_key(who), at=at) for who in most)


def of_sign_in(*, email: str, door: str, visitor: Visitor) -> dict[str, int]:
    """Wrong passwords at a door, `shop` or `desk`: of one e-mail from one place and from anywhere, of one place.

    Beyond them a mail still lets its owner in: a code, or at the desk the link to a new password.
    """
    whom = f"password:{door}:{email.strip().lower()}"
    return {f"{whom}:{_place(visitor)}": 10, whom: 50, **_from_one_place(f"password:{door}", visitor, 100)}


def of_mails(*, email: str, visitor: Visitor) -> dict[str, int]:
    """Mails that somebody's typing sends: to one address, from one place, in all (B-26)."""
    return {f"mail:{email.strip().lower()}": 3, **_from_one_place("mail", visitor, 20), "mail:all": 3000}


def of_codes(*, visitor: Visitor) -> dict[str, int]:
    """Wrong codes from one place; of one code there are five."""
    return _from_one_place("code", visitor, 50)


def of_asking(*, visitor: Visitor) -> dict[str, int]:
    """Challenges for a passkey from one place: each page of signing in asks for one."""
    return _from_one_place("passkey", visitor, 600)


def of_sending(*, about: str, visitor: Visitor) -> dict[str, int]:
    """Forms with files that are sent in: about one thing of theirs, where it is known, and from one place."""
    of_one = {f"sent:about:{about}": MOST_SENT} if about else {}
    return {**of_one, **_from_one_place("sent", visitor, MOST_SENT)}


def _from_one_place(kind: str, visitor: Visitor, limit: int) -> dict[str, int]:
    return {f"{kind}:from:{_place(visitor)}": limit} if visitor.network else {}


def _place(visitor: Visitor) -> str:
    return connection_of(network=visitor.network)


def _key(who: str) -> str:
    return ids.derived_token(f"tally:{who}")
