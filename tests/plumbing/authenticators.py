"""The authenticator that every member of staff of the tests carries."""

from __future__ import annotations

from datetime import timedelta

from comptoir.infra import clock, one_time
from comptoir.people import services as people
from comptoir.people.models import User
from tests import builders

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
_STEP = timedelta(seconds=30)


def set_up(user: User) -> None:
    """As if it had been a while ago: the codes of now are unused."""
    then = clock.real_now() - 10 * _STEP
    code = one_time.code_at(secret=SECRET, at=then)
    people.set_factor(user=user, secret=SECRET, code=code, real_at=then, at=builders.MONDAY)


def code(*, later: int = 0) -> str:
    """What it shows now, or so many half minutes later: each code is good once."""
    return one_time.code_at(secret=SECRET, at=clock.real_now() + later * _STEP)
