"""What a new password must be: as the policy wants it (ACC-04), and none of those that are guessed first (6.2.12)."""

from __future__ import annotations

import functools

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
    refused = check_password(password=password, terms=terms)
    bare = password.lower().strip(_ORNAMENT)
    own = {email.strip().lower(), email.strip().lower().partition("@")[0]}
    known = {password.lower(), bare} & (_common() | own)
    if not refused and (known or not bare):
        refused = (Refused(rule=None, reason=Reason.TOO_COMMON, field="password"),)
    if refused:
        raise WeakPassword(*refused)


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
