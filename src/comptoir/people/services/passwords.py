"""What a new password must be: as the policy wants it (ACC-04), and none of those that are guessed first (6.2.12)."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator

from comptoir.core.decisions import Refused
from comptoir.core.passwords import check_password
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason
from comptoir.infra.refusals import NotPossible

_ORNAMENT = "0123456789!?.,;:-_*+#$%&@/()= "


class WeakPassword(NotPossible):
    """The password lacks something; every refusal says what."""


def check_new_password(*, password: str, email: str, terms: PasswordTerms) -> None:
    """Refused with WeakPassword, for all that it lacks at once.

    Common is what stands in the list of stolen passwords that comes with Django, or the e-mail's own name, also with
    digits and signs put before or after it.
    """
    password = _composed(password)
    refused = check_password(password=password, terms=terms)
    bare = password.lower().strip(_ORNAMENT)
    own = {email.strip().lower(), email.strip().lower().partition("@")[0]}
    known = {password.lower(), bare} & (_common() | own)
    if not refused and (known or not bare):
        refused = (Refused(rule=None, reason=Reason.TOO_COMMON, field="password"),)
    if refused:
        raise WeakPassword(*refused)


def digest_password(password: str) -> str:
    """What is stored of a password: of its composed form, for one keyboard sends é as one sign and another as two."""
    return hashers.make_password(_composed(password))


def is_password(password: str, *, digest: str, upgrade: Callable[[str], None] | None = None) -> bool:
    """Whether the digest is of this; `upgrade` is called with it where the digest is to be made anew.

    What was digested elsewhere, or before passwords were composed, may be of what was typed.
    """
    composed = _composed(password)
    if hashers.check_password(composed, digest, setter=upgrade):
        return True
    if composed == password or not hashers.check_password(password, digest):
        return False
    if upgrade:
        upgrade(password)
    return True


def work_as_much(password: str) -> None:
    """The work of a wrong password, where there is nobody whose it could be (D2-01)."""
    for typed in {_composed(password), password}:
        hashers.make_password(typed)


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
