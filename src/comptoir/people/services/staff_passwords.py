"""A new password for a member of staff, by a link of a quarter of an hour that they or an admin ask for (D2-09).

The link opens no session: the second factor is asked for as always.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason
from comptoir.infra import ids, queue
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.visitors import INSIDE, Visitor
from comptoir.journal.services import record
from comptoir.notices import services as notices
from comptoir.people import queries
from comptoir.people.models import Proof, Token, User
from comptoir.people.services.accounts import staff_terms
from comptoir.people.services.passwords import check_new_password, digest_password
from comptoir.people.services.proving import WrongProof, allow_mail, make_proof, supersede_resets
from comptoir.people.services.telling import LinkPlace, tell_staff

_LIVES = timedelta(minutes=15)


@spans_transactions
def ask_staff_reset(*, email: str, place: LinkPlace, visitor: Visitor) -> None:
    """Have the link mailed to whoever of the staff has this e-mail: asking is the same work for every other (D2-01).

    Refused with TooManyTries.
    """
    allow_mail(form="staff_reset", email=email, visitor=visitor)
    with one_transaction():
        queue.defer(
            "people.answer_staff_reset",
            email_digest=ids.digest(email.strip().lower()),
            site=place.site,
            zone=place.zone,
            country=place.country,
        )


@owns_transaction
def answer_staff_reset(*, email_digest: str, site: str, zone: str, country: str, at: datetime) -> None:
    """Mail the link that somebody asked for, if the e-mail of this digest is one of the staff's."""
    place = LinkPlace(site=site, zone=zone, country=country)
    for user in queries.staff():
        if ids.digest(user.email.strip().lower()) == email_digest:
            _mail(user, place, queries.actor_of(user=user), at)


@owns_transaction
def mail_staff_reset(*, user: User, place: LinkPlace, actor: Actor, at: datetime) -> None:
    """Mail the link to a colleague who cannot get in."""
    _mail(user, place, actor, at)


@owns_transaction
def reset_staff_password(
    *, token: str, password: str, terms: PasswordTerms, place: LinkPlace, at: datetime
) -> User:
    """Set the password by the link, once: every session of theirs is over, and none begins. A mail says so.

    Refusals: WeakPassword, WrongProof.
    """
    proof = queries.staff_reset_proof(token=token, at=at)
    if proof is None or proof.user is None:
        raise WrongProof(Refused(rule=None, reason=Reason.PROOF_OVER))
    user = proof.user
    check_new_password(password=password, email=user.email, terms=staff_terms(terms=terms))
    if not Proof.objects.filter(pk=proof.pk, used_at=None, superseded_at=None).update(used_at=at):
        raise WrongProof(Refused(rule=None, reason=Reason.PROOF_OVER))
    user.password = digest_password(password)  # sessions hold on to the digest
    user.save(update_fields=["password"])
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    tell_staff(what="password_changed", user=user, actor=queries.actor_of(user=user), place=place, at=at)
    return user


@joins_transaction
def _mail(user: User, place: LinkPlace, actor: Actor, at: datetime) -> None:
    token = ids.new_token()
    supersede_resets(email=user.email, at=at)
    proof = make_proof(
        purpose="reset",
        email=user.email,
        user=user,
        token=token,
        lives=_LIVES,
        visitor=INSIDE,  # who asked is counted, and not kept
        waiting={},
        at=at,
    )
    _note("ask_staff_reset", user, actor, at)
    notices.send(
        kind="staff_reset",
        to=user.email,
        language=user.language,
        country=place.country,
        key=f"staff_reset:{proof.public_id}",
        facts={
            "name": user.name,
            "link": f"{place.site}{token}/",
            "until": proof.expires_at.isoformat(),
            "zone": place.zone,
        },
        forget_at=proof.expires_at,
        at=at,
    )


def _note(verb: str, user: User, actor: Actor, at: datetime) -> None:
    record(verb=verb, subject_kind="user", subject_id=user.public_id, actor=actor, at=at, data={})
