"""Customers sign in and out; where they are signed in they see, and can end (B-25). Sessions are on real time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from comptoir.core.actors import GUEST
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import INSIDE, Visitor
from comptoir.journal.services import record
from comptoir.people import queries
from comptoir.people.models import Proof, Session, Tally, Token, User
from comptoir.people.services import limits
from comptoir.people.services.passwords import digest_password, is_password, work_as_much
from comptoir.people.services.proving import supersede_resets

_BEARER = timedelta(days=30)


class NotSignedIn(NotPossible):
    """E-mail and password do not belong together, or the person may not sign in here; it is never said which."""


@spans_transactions
def customer_by_password(*, email: str, password: str, visitor: Visitor, at: datetime) -> User:
    """The customer who has this password, whose links to a new one are over (B-24). Staff sign in at the desk.

    Refusals: NotSignedIn, TooManyTries.
    """
    user = _by_password(email, password, "shop", visitor, at)
    with one_transaction():
        supersede_resets(email=email, at=at)
    return user


@spans_transactions
def staff_by_password(*, email: str, password: str, visitor: Visitor, at: datetime) -> User:
    """The member of staff who has this password; their second factor is still to come (D2-09).

    Refusals: NotSignedIn, TooManyTries.
    """
    return _by_password(email, password, "desk", visitor, at)


@spans_transactions
def session_token(
    *, email: str, password: str, visitor: Visitor = INSIDE, real_at: datetime, at: datetime
) -> str:
    """A customer's bearer token for thirty real days. Refusals: NotSignedIn, TooManyTries."""
    user = customer_by_password(email=email, password=password, visitor=visitor, at=at)
    secret = ids.new_token()
    with one_transaction():
        Token.objects.create(
            digest=ids.digest(secret), user=user, made_at=real_at, expires_at=real_at + _BEARER
        )
        User.objects.filter(pk=user.pk).update(seen_at=at)
    return secret


@owns_transaction
def open_session(
    *, user: User, instead_of: str, device: str, country: str, way: str, real_at: datetime, at: datetime
) -> str:
    """Sign a customer in at a browser: the token for its cookie, another at every sign-in. What it had before is over.

    `way` is how they showed who they are, for the journal.
    """
    Session.objects.filter(digest=ids.digest(instead_of)).delete()
    token = ids.new_token()
    Session.objects.create(
        public_id=ids.new_id(),
        digest=ids.digest(token),
        user=user,
        device=device[:200],
        country=country,
        made_at=real_at,
        seen_at=real_at,
    )
    User.objects.filter(pk=user.pk).update(seen_at=at)
    _note("signed_in", user, at, way=way)
    return token


@owns_transaction
def note_visit(*, token: str, real_at: datetime, at: datetime) -> None:
    """The session is in use, and with it the account."""
    Session.objects.filter(digest=ids.digest(token)).update(seen_at=real_at)
    User.objects.filter(session__digest=ids.digest(token)).update(seen_at=at)


@owns_transaction
def end_session(*, user: User, token: str, at: datetime) -> None:
    """Sign out at this browser."""
    if Session.objects.filter(digest=ids.digest(token), user=user).delete()[0]:
        _note("signed_out", user, at)


@owns_transaction
def end_sessions(*, user: User, only: UUID | None = None, but: str = "", at: datetime) -> None:
    """Sign a customer out at one browser, or at all of them but the one with the token `but`."""
    ended = Session.objects.filter(user=user).exclude(digest=ids.digest(but))
    if (ended.filter(public_id=only) if only else ended).delete()[0]:
        _note("sessions_ended", user, at)


@owns_transaction
def forget_old(*, real_at: datetime, at: datetime) -> None:
    """Drop codes and links whose time is over, sessions that nobody used for long, and what was counted."""
    Proof.objects.filter(expires_at__lte=at).delete()
    Session.objects.filter(seen_at__lte=real_at - queries.SESSION_IDLE).delete()
    Tally.objects.filter(at__lte=real_at - limits.WITHIN).delete()


def _by_password(email: str, password: str, door: str, visitor: Visitor, at: datetime) -> User:
    """Who has this password at the door; whom it does not know takes as much work as a wrong password."""
    counted = limits.of_sign_in(email=email, door=door, visitor=visitor)
    limits.check_tries(form=f"sign_in_{door}", most=counted, visitor=visitor)
    user = queries.user_by_email(email=email)
    if user and not (user.is_active and bool(user.role) == (door == "desk")):
        user = None
    if user is None:
        work_as_much(password)
    elif _has_password(user, password, at):
        return user
    limits.count_try(most=counted, visitor=visitor, at=visitor.at)
    slowed = limits.is_slowed(most=counted, visitor=visitor)
    with one_transaction():
        record(
            verb="sign_in_failed",
            subject_kind="user",
            subject_id=user.public_id if user else "",
            actor=GUEST,
            at=at,
            data={"door": door, "slowed": slowed},
        )
    raise NotSignedIn(Refused(rule=None, reason=Reason.NOT_SIGNED_IN))


def _has_password(user: User, password: str, at: datetime) -> bool:
    """Whether it is theirs; a digest of former days is made anew."""

    def upgrade(raw: str) -> None:
        with one_transaction():
            User.objects.filter(pk=user.pk).update(password=digest_password(raw))
            _note("upgrade_password", user, at)

    return is_password(password, digest=user.password, upgrade=upgrade)


def _note(verb: str, user: User, at: datetime, **data: object) -> None:
    record(
        verb=verb,
        subject_kind="user",
        subject_id=user.public_id,
        actor=queries.actor_of(user=user),
        at=at,
        data=data,
    )
