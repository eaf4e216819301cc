"""Passwords and e-mails are changed: by the link of a mail (ACC-06, B-20 to B-26), or by who is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from comptoir.core.decisions import Refused
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.infra.visitors import Visitor
from comptoir.people import queries
from comptoir.people.models import Passkey, Proof, Session, Token, User
from comptoir.people.queries import ResetStage
from comptoir.people.services import limits
from comptoir.people.services.passwords import check_new_password, digest_password, is_password
from comptoir.people.services.proving import (
    Asker,
    WrongProof,
    allow_mail,
    mail_code,
    make_proof,
    spend_try,
    supersede_resets,
    take_try,
)
from comptoir.people.services.signing import NotSignedIn
from comptoir.people.services.telling import send_letter, tell_changed

_CHANGE_LIVES = timedelta(hours=1)


@spans_transactions
def ask_reset(*, email: str, asker: Asker, at: datetime) -> None:
    """Mail the link to a new password, or the invitation to make an account (ACC-06); an earlier link is over.

    Refusals: TooManyTries.
    """
    allow_mail(form="reset", email=email, visitor=asker.visitor)
    token = ids.new_token()
    with one_transaction():
        user = queries.account_of_email(email=email)
        supersede_resets(email=email, at=at)
        proof = make_proof(
            purpose="reset",
            email=email.strip(),
            user=user,
            token=token,
            lives=queries.RESET_LIVES,
            visitor=asker.visitor,
            waiting={},
            at=at,
        )
        facts = {"link": f"{asker.site}account/reset/{token}/", "until": proof.expires_at}
        kind = "password_reset" if user else "account_unknown"
        send_letter(
            kind=kind, to=proof.email, key=f"{kind}:{proof.public_id}", facts=facts, asker=asker, at=at
        )


@spans_transactions
def mail_reset_code(*, token: str, asker: Asker, at: datetime) -> None:
    """Mail the short code that a link needs after its first hour (B-21). Refusals: WrongProof, TooManyTries."""
    proof = queries.reset_proof(token=token, at=at)
    if proof is None:
        raise _over()
    allow_mail(form="reset_code", email=proof.email, visitor=asker.visitor)
    with one_transaction():
        mail_code(proof=proof, kind="code", asker=asker, at=at)


@spans_transactions
def reset_password(
    *, token: str, code: str, password: str, terms: PasswordTerms, asker: Asker, at: datetime
) -> None:
    """Set the password by a link, once; it signs nobody in, ends every session and takes passkeys off (B-23, B-25).

    Refusals: WeakPassword, WrongProof, TooManyTries.
    """
    proof = queries.reset_proof(token=token, at=at)
    if proof is None:
        raise _over()
    check_new_password(password=password, email=proof.email, terms=terms)
    counted = limits.of_codes(visitor=asker.visitor)
    limits.check_tries(form="new_password", most=counted, visitor=asker.visitor)
    digest = digest_password(password)
    with one_transaction():
        used = _use(proof, token, code, at)
        if used and proof.user:
            _set_password(proof.user, digest, but="", asker=asker, at=at)
            Passkey.objects.filter(user=proof.user).delete()  # whoever got in may have added one
            User.objects.filter(pk=proof.user.pk, email_proved_at=None).update(email_proved_at=at)
    if not used:
        limits.count_try(most=counted, visitor=asker.visitor, at=asker.visitor.at)
        raise WrongProof(Refused(rule="ACC-06", reason=Reason.PROOF_WRONG, field="code"))


@spans_transactions
def change_password(
    *,
    user: User,
    current: str,
    password: str,
    session: str,
    terms: PasswordTerms,
    asker: Asker,
    at: datetime,
) -> None:
    """Change the password of who knows the current one; the other browsers are signed out.

    Refusals: NotSignedIn where the current one is wrong, WeakPassword, TooManyTries.
    """
    check_current(user=user, password=current, visitor=asker.visitor)
    check_new_password(password=password, email=user.email, terms=terms)
    digest = digest_password(password)
    with one_transaction():
        _set_password(user, digest, but=session, asker=asker, at=at)


@spans_transactions
def check_current(*, user: User, password: str, visitor: Visitor) -> None:
    """Ask for the password again before something grave. Refusals: NotSignedIn, TooManyTries."""
    counted = limits.of_sign_in(email=user.email, door="shop", visitor=visitor)
    limits.check_tries(form="current_password", most=counted, visitor=visitor)
    if not is_password(password, digest=user.password):
        limits.count_try(most=counted, visitor=visitor, at=visitor.at)
        raise NotSignedIn(Refused(rule=None, reason=Reason.NOT_SIGNED_IN, field="current"))


@spans_transactions
def ask_email_change(*, user: User, email: str, asker: Asker, at: datetime) -> str:
    """Mail a code to the new address and one to the old; gives what the asking browser keeps. Refusals: TooManyTries."""
    for address in (email, user.email):
        allow_mail(form="email_change", email=address, visitor=asker.visitor)
    token = ids.new_token()
    with one_transaction():
        taken = queries.user_by_email(email=email) is not None
        for end, address in (("new", email.strip()), ("old", user.email)):
            proof = make_proof(
                purpose="email",
                email=address,
                user=user,
                token=f"{token}.{end}",
                lives=_CHANGE_LIVES,
                visitor=asker.visitor,
                waiting={},
                at=at,
            )
            known = end == "new" and taken
            mail_code(proof=proof, kind="account_known" if known else "code", asker=asker, at=at)
    return token


@spans_transactions
def change_email(
    *, user: User, token: str, new_code: str, old_code: str, session: str, asker: Asker, at: datetime
) -> None:
    """Change the e-mail of who reads both mailboxes; the other browsers are signed out. Refusals: WrongProof."""
    with one_transaction():
        codes = {"new": new_code, "old": old_code}
        ends = {
            end: spend_try(token=f"{token}.{end}", code=code, purposes=("email",), at=at)
            for end, code in codes.items()
        }
        done = _move(user, ends["new"], ends["old"], at)
        if done:
            _end_all(user, but=session, at=at)
            tell_changed(what="email", user=user, asker=asker, at=at)
    if not done:
        raise WrongProof(Refused(rule=None, reason=Reason.PROOF_WRONG, field="code"))


def _move(user: User, new: Proof | None, old: Proof | None, at: datetime) -> bool:
    mine = new and old and new.user_id == old.user_id == user.pk and old.email.lower() == user.email.lower()
    if not new or not old or not mine:
        return False
    if Proof.objects.filter(pk__in=(new.pk, old.pk), used_at=None).update(used_at=at) != len((new, old)):
        return False
    try:
        with transaction.atomic():
            return User.objects.filter(pk=user.pk).update(email=new.email, email_proved_at=at) == 1
    except IntegrityError:
        return False


@joins_transaction
def _use(proof: Proof, token: str, code: str, at: datetime) -> bool:
    """Use a link up; after its first hour a code does it."""
    if queries.reset_stage(proof=proof, at=at) is not ResetStage.FORM:
        return take_try(token=token, code=code, purposes=("reset",), at=at) is not None
    unused = Proof.objects.filter(pk=proof.pk, used_at=None, superseded_at=None)
    return unused.update(used_at=at) == 1


def _set_password(user: User, digest: str, *, but: str, asker: Asker, at: datetime) -> None:
    User.objects.filter(pk=user.pk).update(password=digest)
    _end_all(user, but=but, at=at)
    tell_changed(what="password", user=user, asker=asker, at=at)


def _end_all(user: User, *, but: str, at: datetime) -> None:
    """After a change nothing works that worked before it: links, other sessions, tokens of programs."""
    supersede_resets(email=user.email, at=at)
    Session.objects.filter(user=user).exclude(digest=ids.digest(but)).delete()
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)


def _over() -> WrongProof:
    return WrongProof(Refused(rule="ACC-06", reason=Reason.PROOF_OVER))
