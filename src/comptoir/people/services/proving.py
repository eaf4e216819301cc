"""Codes by mail: whoever types one reads that mailbox. An account is made when its e-mail is proved, never before (ACC-03).

What an asker sees does not depend on whether there is an account: both branches do the same work (D2-01).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Lower

from comptoir.core.decisions import Refused
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor
from comptoir.journal.services import record
from comptoir.notices import queries as notices_queries
from comptoir.notices.services import send
from comptoir.people import queries
from comptoir.people.models import Proof, User
from comptoir.people.services import limits
from comptoir.people.services.passwords import check_new_password, digest_password

CODE_LIVES = timedelta(minutes=10)
MOST_TRIES = 5
_PROOF_LIVES = timedelta(days=1)  # how long one that is over is kept, so that its page can say so
_LETTER_KEPT = timedelta(days=1)
_DIGITS = 8


class WrongProof(NotPossible):
    """The code is not the one that was mailed, was used, or is over; it is never said which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks for a mail, from where, and in which store version; `terms` are those of the house's letters."""

    visitor: Visitor
    language: str
    country: str
    site: str  # the address of the store version, with its last slash
    zone: str
    terms: Mapping[str, object]


@spans_transactions
def ask_sign_up(
    *, email: str, name: str, password: str, terms: PasswordTerms, asker: Asker, at: datetime
) -> str:
    """Mail the code that makes the account, or that there is one; gives what the asking browser keeps.

    Refusals: WeakPassword, TooManyTries.
    """
    check_new_password(password=password, email=email, terms=terms)
    allow_mail(form="sign_up", email=email, visitor=asker.visitor)
    waiting = {"name": name, "password": digest_password(password), "language": asker.language}
    with one_transaction():
        known = queries.user_by_email(email=email) is not None
        return _ask(
            "sign_up", email, None, asker, at, kind="account_known" if known else "code", waiting=waiting
        )


@spans_transactions
def ask_sign_in(*, email: str, asker: Asker, at: datetime) -> str:
    """Mail the code that signs in, or the invitation to make an account (ACC-06); gives what the browser keeps.

    Refusals: TooManyTries.
    """
    allow_mail(form="sign_in_code", email=email, visitor=asker.visitor)
    with one_transaction():
        user = queries.account_of_email(email=email)
        return _ask("sign_in", email, user, asker, at, kind="code" if user else "account_unknown", waiting={})


@spans_transactions
def prove_by_code(*, token: str, code: str, visitor: Visitor, at: datetime) -> User:
    """Who the code signs in, or the account that it makes. Once, and within ten minutes. Refusals: WrongProof, TooManyTries."""
    counted = limits.of_codes(visitor=visitor)
    limits.check_tries(form="code", most=counted, visitor=visitor)
    with one_transaction():
        proof = take_try(token=token, code=code, purposes=("sign_up", "sign_in"), at=at)
        user = _enter(proof, at) if proof else None
    if user is None:
        limits.count_try(most=counted, visitor=visitor, at=visitor.at)
        raise WrongProof(Refused(rule=None, reason=Reason.PROOF_WRONG, field="code"))
    return user


@spans_transactions
def allow_mail(*, form: str, email: str, visitor: Visitor) -> None:
    """Count a mail that somebody's typing sends. Refused with TooManyTries (B-26)."""
    counted = limits.of_mails(email=email, visitor=visitor)
    limits.check_tries(form=form, most=counted, visitor=visitor)
    limits.count_try(most=counted, visitor=visitor, at=visitor.at)


@joins_transaction
def take_try(*, token: str, code: str, purposes: tuple[str, ...], at: datetime) -> Proof | None:
    """The proof that this code belongs to, used up by it; a wrong code uses up one of its tries."""
    proof = spend_try(token=token, code=code, purposes=purposes, at=at)
    if proof is None:
        return None
    return proof if Proof.objects.filter(pk=proof.pk, used_at=None).update(used_at=at) else None


@joins_transaction
def spend_try(*, token: str, code: str, purposes: tuple[str, ...], at: datetime) -> Proof | None:
    """The proof that this code belongs to, still to be used; each try counts before it is looked at."""
    alive = Proof.objects.filter(
        digest=ids.digest(token), purpose__in=purposes, used_at=None, superseded_at=None, code_until__gt=at
    )
    if not alive.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return None
    proof = alive.get()
    return proof if hmac.compare_digest(proof.code_digest, code_digest(proof=proof, code=code)) else None


@joins_transaction
def make_proof(
    *,
    purpose: str,
    email: str,
    user: User | None,
    token: str,
    lives: timedelta,
    visitor: Visitor,
    waiting: Mapping[str, object],
    at: datetime,
) -> Proof:
    """A proof that is waited for."""
    return Proof.objects.create(
        public_id=ids.new_id(),
        purpose=purpose,
        email=email,
        user=user,
        digest=ids.digest(token),
        waiting=dict(waiting),
        sender=notices_queries.sender_digest(sender=visitor.network),
        asked_at=at,
        expires_at=at + lives,
    )


@joins_transaction
def supersede_resets(*, email: str, at: datetime) -> None:
    """The links to a new password that were mailed to this address work no more (B-24)."""
    mailed = Proof.objects.alias(address=Lower("email")).filter(address=email.strip().lower())
    mailed.filter(purpose="reset", used_at=None, superseded_at=None).update(superseded_at=at)


@joins_transaction
def mail_code(*, proof: Proof, kind: str, asker: Asker, at: datetime) -> None:
    """Give a proof a new code of ten minutes and mail it; or, by the same work, a code that nobody knows."""
    code = f"{ids.random_bits(64) % 10**_DIGITS:0{_DIGITS}}"
    digest = code_digest(proof=proof, code=code)
    until = at + CODE_LIVES
    Proof.objects.filter(pk=proof.pk).update(code_digest=digest, code_until=until, tries=0)
    send(
        kind=kind,
        to=proof.email,
        language=asker.language,
        country=asker.country,
        key=f"proof:{proof.public_id}:{ids.digest(digest)[:16]}",
        facts={
            "code": f"{code[:4]} {code[4:]}" if kind == "code" else "",
            "purpose": proof.purpose,
            "until": until,
            "site": asker.site,
            "terms": asker.terms,
        },
        forget_at=at + _LETTER_KEPT,
        at=at,
    )


def code_digest(*, proof: Proof, code: str) -> str:
    """What is stored of a code: only this installation can make it, so that nobody finds the code by trying all."""
    plain = "".join(sign for sign in code if sign.isdecimal())
    return ids.derived_token(f"code:{proof.public_id}:{plain}")


def _ask(
    purpose: str,
    email: str,
    user: User | None,
    asker: Asker,
    at: datetime,
    *,
    kind: str,
    waiting: Mapping[str, object],
) -> str:
    token = ids.new_token()
    proof = make_proof(
        purpose=purpose,
        email=email.strip(),
        user=user,
        token=token,
        lives=_PROOF_LIVES,
        visitor=asker.visitor,
        waiting=waiting,
        at=at,
    )
    mail_code(proof=proof, kind=kind, asker=asker, at=at)
    return token


def _enter(proof: Proof, at: datetime) -> User | None:
    """The account behind a proof, its e-mail proved."""
    if proof.purpose == "sign_up":
        return _make_account(proof, at)
    if proof.user_id is None:
        return None
    found = User.objects.filter(pk=proof.user_id, is_active=True, role="", email__iexact=proof.email)
    found.filter(email_proved_at=None).update(email_proved_at=at)
    return found.first()


def _make_account(proof: Proof, at: datetime) -> User | None:
    if queries.user_by_email(email=proof.email):
        return None
    user = User.objects.create(
        public_id=ids.new_id(),
        email=proof.email,
        role="",
        made_at=at,
        email_proved_at=at,
        **{name: str(proof.waiting[name]) for name in ("name", "password", "language")},
    )
    Proof.objects.filter(pk=proof.pk).update(waiting={})
    record(
        verb="create_user",
        subject_kind="user",
        subject_id=user.public_id,
        actor=queries.actor_of(user=user),
        at=at,
        data={"role": ""},
    )
    return user
