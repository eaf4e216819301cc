"""The second factor of staff: set up, asked for at every sign-in, taken off when it is lost (D2-09). Codes are on real time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db.models import F, Q

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids, one_time
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.people import queries
from comptoir.people.models import Passkey, RecoveryCode, User
from comptoir.people.services.telling import LinkPlace, tell_staff

_RECOVERY_CODES, _LETTERS, _LENGTH = 10, "23456789abcdefghjkmnpqrstuvwxyz", 10
_TRIES, _WAIT = 10, timedelta(minutes=15)  # wrong codes in a row, and how long one waits then


class WrongCode(NotPossible):
    """The code is not the one that the authenticator shows now, or was used already."""


@owns_transaction
def set_factor(*, user: User, secret: str, code: str, real_at: datetime, at: datetime) -> tuple[str, ...]:
    """Turn the second factor on whose code is shown, instead of any before: its recovery codes, shown this once.

    Sessions that began with another factor are over. Refused with WrongCode.
    """
    step = one_time.step_of(code=code, secret=secret, at=real_at, after=0)
    if step is None:
        raise WrongCode(Refused(rule=None, reason=Reason.ONE_TIME_CODE_WRONG, field="code"))
    user.factor_secret, user.factor_since, user.factor_step = one_time.seal(secret), at, step
    user.save(update_fields=["factor_secret", "factor_since", "factor_step"])
    _note("set_factor", user, queries.actor_of(user=user), at)
    return new_codes(user=user)


@owns_transaction
def renew_recovery_codes(*, user: User, at: datetime) -> tuple[str, ...]:
    """New recovery codes, shown this once; those before are worth nothing."""
    _note("renew_recovery_codes", user, queries.actor_of(user=user), at)
    return new_codes(user=user)


@spans_transactions
def check_factor(*, user: User, code: str, real_at: datetime, at: datetime) -> None:
    """A code of the authenticator, or a recovery code, each good once; wrong ones count. Refused with WrongCode."""
    plain = "".join(code.split()).lower()
    waiting = Q(wrong_codes__gte=_TRIES, wrong_code_at__gt=real_at - _WAIT)
    if User.objects.filter(waiting, pk=user.pk).exists():
        raise WrongCode(Refused(rule=None, reason=Reason.ONE_TIME_CODE_WAIT, field="code"))
    known = User.objects.filter(pk=user.pk)
    with one_transaction():
        if _step_used(user, plain, real_at) or _recovery_used(user, plain, at):
            known.update(wrong_codes=0)
            return
        known.filter(wrong_code_at__lte=real_at - _WAIT).update(wrong_codes=0)
        known.update(wrong_codes=F("wrong_codes") + 1, wrong_code_at=real_at)
        _note("wrong_code", user, queries.actor_of(user=user), at)
    raise WrongCode(Refused(rule=None, reason=Reason.ONE_TIME_CODE_WRONG, field="code"))


@owns_transaction
def take_factor_off(*, user: User, actor: Actor, place: LinkPlace, at: datetime) -> None:
    """A colleague lost theirs: every session of theirs is over, and the next sign-in sets up another. A mail says so."""
    user.factor_secret, user.factor_since = b"", None
    user.save(update_fields=["factor_secret", "factor_since"])
    RecoveryCode.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    tell_staff(what="take_factor_off", user=user, actor=actor, place=place, at=at)


@joins_transaction
def new_codes(*, user: User) -> tuple[str, ...]:
    """Recovery codes instead of any before, to be shown this once."""
    codes = tuple(
        "".join(secrets.choice(_LETTERS) for _each in range(_LENGTH)) for _code in range(_RECOVERY_CODES)
    )
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return tuple(f"{code[:5]} {code[5:]}" for code in codes)


def _step_used(user: User, code: str, real_at: datetime) -> bool:
    if not bytes(user.factor_secret):
        return False  # theirs is a passkey
    secret = one_time.unseal(bytes(user.factor_secret))
    step = one_time.step_of(code=code, secret=secret, at=real_at, after=user.factor_step)
    return bool(step and User.objects.filter(pk=user.pk, factor_step__lt=step).update(factor_step=step))


def _recovery_used(user: User, code: str, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at__isnull=True)
    if not unused.update(used_at=at):
        return False
    _note("use_recovery_code", user, queries.actor_of(user=user), at)
    return True


def _digest(user: User, code: str) -> str:
    return ids.digest(f"{user.public_id}:{code}")


def _note(verb: str, user: User, actor: Actor, at: datetime) -> None:
    record(verb=verb, subject_kind="user", subject_id=user.public_id, actor=actor, at=at, data={})
