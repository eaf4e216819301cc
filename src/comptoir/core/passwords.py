"""What a customer's password needs (ACC-04)."""

from __future__ import annotations

from comptoir.core.decisions import Refused
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason

LONGEST = 256  # characters; more is refused when it is chosen, and nowhere cut


def check_password(*, password: str, terms: PasswordTerms) -> tuple[Refused, ...]:
    """Everything the password lacks, at once; empty where it will do (ACC-04).

    A special character is neither letter nor digit nor space, in any script.
    """
    digits = sum(character.isdecimal() for character in password)
    specials = sum(not character.isalnum() and not character.isspace() for character in password)
    lacks = (
        (len(password) > LONGEST, Reason.TOO_LONG, LONGEST),
        (len(password) < terms.length, Reason.TOO_SHORT, terms.length),
        (digits < terms.digits, Reason.NO_DIGIT, terms.digits),
        (specials < terms.specials, Reason.NO_SPECIAL, terms.specials),
    )
    return tuple(
        Refused(
            rule="ACC-04",
            reason=reason,
            field="password",
            values=(("most" if reason is Reason.TOO_LONG else "least", bound),),
        )
        for lacking, reason, bound in lacks
        if lacking
    )
