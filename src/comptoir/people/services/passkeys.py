"""Passkeys: customers sign in by them, staff have them as second factor (D1 6.3.3, D2-09).

A challenge is kept here, for one browser and one purpose, works once and for minutes. Whoever answers a wrong one, with a
passkey that nobody has or for somebody who may not sign in is told the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids, passkeys
from comptoir.infra.db import joins_transaction, locked, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.passkeys import Holder, Made, NotProved
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor
from comptoir.journal.services import record
from comptoir.people import queries
from comptoir.people.models import Challenge, Passkey, Session, User
from comptoir.people.services import limits
from comptoir.people.services.factors import new_codes
from comptoir.people.services.proving import Asker
from comptoir.people.services.securing import check_current
from comptoir.people.services.signing import NotSignedIn
from comptoir.people.services.telling import LinkPlace, tell_changed, tell_staff

CHALLENGE_LIVES = timedelta(minutes=5)
_FRESH = timedelta(hours=1)  # since the sign-in of who has no password to ask for again


class WrongPasskey(NotPossible):
    """The browser's answer shows no passkey that opens this; it is never said why."""


class PasskeysFull(NotPossible):
    """Somebody has as many passkeys as one may have."""


class LastFactor(NotPossible):
    """A member of staff would be left without a second factor."""


@spans_transactions
def ask_passkey(*, browser: str, visitor: Visitor, real_at: datetime) -> dict[str, Any]:
    """What a browser asks of its device to sign a customer in; whose it is, the passkey says. Refused with TooManyTries."""
    counted = limits.of_asking(visitor=visitor)
    limits.check_tries(form="passkey_ask", most=counted, visitor=visitor)
    limits.count_try(most=counted, visitor=visitor, at=visitor.at)
    with one_transaction():
        return passkeys.asking(challenge=_new_challenge("sign_in", None, browser, real_at))


@spans_transactions
def customer_by_passkey(
    *, answer: str, browser: str, visitor: Visitor, real_at: datetime, at: datetime
) -> User:
    """The customer whose passkey answered. Staff sign in at the desk. Refusals: WrongPasskey, TooManyTries."""
    counted = limits.of_codes(visitor=visitor)
    limits.check_tries(form="passkey", most=counted, visitor=visitor)
    try:
        return _show(answer, browser, "sign_in", None, real_at, at)
    except WrongPasskey:
        limits.count_try(most=counted, visitor=visitor, at=visitor.at)
        raise


@spans_transactions
def offer_passkey(
    *, user: User, current: str, session: str, house: str, visitor: Visitor, real_at: datetime
) -> dict[str, Any]:
    """What a browser asks of its device to make a passkey for a customer, who shows again that it is them.

    By the password where there is one, else by having signed in within the hour. Refusals: NotSignedIn, TooManyTries,
    PasskeysFull.
    """
    if user.has_usable_password():
        check_current(user=user, password=current, visitor=visitor)
    elif not Session.objects.filter(digest=ids.digest(session), made_at__gt=real_at - _FRESH).exists():
        raise NotSignedIn(Refused(rule=None, reason=Reason.SIGN_IN_AGAIN, field="current"))
    _check_room(user)
    with one_transaction():
        challenge = _new_challenge("add", user, session, real_at)
    return passkeys.making(
        challenge=challenge, holder=_holder(user), house=house, known=_keys(user), found=True
    )


@spans_transactions
def add_passkey(
    *, user: User, answer: str, name: str, session: str, asker: Asker, real_at: datetime, at: datetime
) -> None:
    """Keep the passkey that was made, and say so by mail. Refusals: WrongPasskey, PasskeysFull."""
    made = _make(user, answer, session, real_at)
    with one_transaction():
        _keep(user, made, name, at)
        tell_changed(what="passkey_added", user=user, asker=asker, at=at)


@owns_transaction
def name_passkey(*, user: User, passkey: UUID, name: str, at: datetime) -> None:
    """Call a passkey of one's own otherwise."""
    if Passkey.objects.filter(user=user, public_id=passkey).update(name=name):
        _note("name_passkey", user, at)


@owns_transaction
def remove_passkey(*, user: User, passkey: UUID, asker: Asker, at: datetime) -> None:
    """A customer's passkey opens nothing any more, and a mail says so."""
    if Passkey.objects.filter(user=user, public_id=passkey).delete()[0]:
        tell_changed(what="passkey_removed", user=user, asker=asker, at=at)


@owns_transaction
def ask_factor(*, user: User, browser: str, real_at: datetime) -> dict[str, Any]:
    """What a browser asks of a device for the second factor of a member of staff."""
    return passkeys.asking(challenge=_new_challenge("factor", user, browser, real_at), known=_keys(user))


@spans_transactions
def check_passkey(*, user: User, answer: str, browser: str, real_at: datetime, at: datetime) -> None:
    """A passkey of this member of staff was shown. Refused with WrongPasskey."""
    _show(answer, browser, "factor", user, real_at, at)


@owns_transaction
def offer_factor(*, user: User, browser: str, house: str, real_at: datetime) -> dict[str, Any]:
    """What a browser asks of a device for a new second factor; the shop's pages do not find it. Refused with PasskeysFull."""
    _check_room(user)
    challenge = _new_challenge("add", user, browser, real_at)
    return passkeys.making(
        challenge=challenge, holder=_holder(user), house=house, known=_keys(user), found=False
    )


@spans_transactions
def add_factor(
    *, user: User, answer: str, name: str, browser: str, place: LinkPlace, real_at: datetime, at: datetime
) -> tuple[str, ...]:
    """Keep a passkey as second factor: the recovery codes, where it is the first; beside another it is told by mail.

    Refusals: WrongPasskey, PasskeysFull.
    """
    made, actor = _make(user, answer, browser, real_at), queries.actor_of(user=user)
    with one_transaction():
        _keep(user, made, name, at)
        if user.factor_since:
            tell_staff(what="passkey_added", user=user, actor=actor, place=place, at=at)
            return ()
        _note("passkey_added", user, at)
        user.factor_since = at
        user.save(update_fields=["factor_since"])
        return new_codes(user=user)


@owns_transaction
def remove_factor(*, user: User, passkey: UUID, place: LinkPlace, at: datetime) -> None:
    """A passkey of a member of staff counts no more, and a mail says so. Refused with LastFactor."""
    (mine,) = locked(User.objects.filter(pk=user.pk), kind="person")
    left = Passkey.objects.filter(user=mine).exclude(public_id=passkey)
    if not bytes(mine.factor_secret) and not left.exists():
        raise LastFactor(Refused(rule=None, reason=Reason.LAST_FACTOR))
    if Passkey.objects.filter(user=mine, public_id=passkey).delete()[0]:
        tell_staff(what="passkey_removed", user=user, actor=queries.actor_of(user=user), place=place, at=at)


@joins_transaction
def _new_challenge(purpose: str, user: User | None, browser: str, real_at: datetime) -> str:
    """A challenge for this browser, instead of any before; those that are over go."""
    Challenge.objects.filter(expires_at__lte=real_at).delete()
    Challenge.objects.filter(browser=ids.digest(browser), purpose=purpose).delete()
    challenge = passkeys.new_challenge()
    Challenge.objects.create(
        digest=ids.digest(challenge),
        browser=ids.digest(browser),
        purpose=purpose,
        user=user,
        expires_at=real_at + CHALLENGE_LIVES,
    )
    return challenge


def _spend(answer: str, browser: str, purpose: str, user: User | None, real_at: datetime) -> str:
    """The challenge that an answer is to, which nobody can answer again, whatever comes of this one."""
    challenge = passkeys.challenge_in(answer=answer)
    mine = Challenge.objects.filter(browser=ids.digest(browser), purpose=purpose, user=user)
    with one_transaction():
        spent = mine.filter(digest=ids.digest(challenge), expires_at__gt=real_at).delete()[0]
    if not spent:
        raise NotProved
    return challenge


def _make(user: User, answer: str, browser: str, real_at: datetime) -> Made:
    try:
        return passkeys.made(challenge=_spend(answer, browser, "add", user, real_at), answer=answer)
    except NotProved:
        raise _wrong() from None


def _show(
    answer: str, browser: str, purpose: str, user: User | None, real_at: datetime, at: datetime
) -> User:
    """Whose passkey answered: of anybody who is a customer, or of this member of staff."""
    try:
        challenge = _spend(answer, browser, purpose, user, real_at)
        known = Passkey.objects.filter(key_id=passkeys.key_in(answer=answer), user__is_active=True)
        whose = known.filter(user=user) if user else known.filter(user__role="")
        passkey = whose.select_related("user").first()
        if passkey is None:
            raise NotProved
        signed = passkeys.check_shown(
            challenge=challenge,
            answer=answer,
            public_key=bytes(passkey.public_key),
            handle=passkey.user.public_id.bytes,
            signed=passkey.signed,
        )
        with one_transaction():
            used = Passkey.objects.filter(pk=passkey.pk, signed=passkey.signed).update(
                signed=signed, used_at=at
            )
        if not used:
            raise NotProved
    except NotProved:
        raise _wrong() from None
    return passkey.user


def _check_room(user: User) -> None:
    if Passkey.objects.filter(user=user).count() >= queries.MOST_PASSKEYS:
        most = str(queries.MOST_PASSKEYS)
        raise PasskeysFull(Refused(rule=None, reason=Reason.PASSKEYS_FULL, values=(("most", most),)))


@joins_transaction
def _keep(user: User, made: Made, name: str, at: datetime) -> None:
    locked(User.objects.filter(pk=user.pk), kind="person")
    _check_room(user)
    if Passkey.objects.filter(key_id=made.key_id).exists():
        raise _wrong()
    Passkey.objects.create(
        public_id=ids.new_id(),
        user=user,
        key_id=made.key_id,
        public_key=made.public_key,
        signed=made.signed,
        name=name,
        made_at=at,
    )


def _keys(user: User) -> list[bytes]:
    return [bytes(key) for key in Passkey.objects.filter(user=user).values_list("key_id", flat=True)]


def _holder(user: User) -> Holder:
    return Holder(handle=user.public_id.bytes, email=user.email, name=user.name or user.email)


def _wrong() -> WrongPasskey:
    return WrongPasskey(Refused(rule=None, reason=Reason.PASSKEY_WRONG))


def _note(verb: str, user: User, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="user",
        subject_id=user.public_id,
        actor=queries.actor_of(user=user),
        at=at,
        data={},
    )
