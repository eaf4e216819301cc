"""Accounts are made, and programs get tokens. Passwords and tokens are stored as digests only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.contrib.auth import hashers
from django.db import IntegrityError, transaction

from comptoir.core.actors import Actor, Role
from comptoir.core.decisions import Refused
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.former_digests import wrap_digest
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.people import queries
from comptoir.people.models import Token, User
from comptoir.people.services.passwords import check_new_password, digest_password

_STAFF_LENGTH = 15  # standards F-34: staff passwords are long; only customers' are the house's policy


class EmailTaken(NotPossible):
    """Somebody has this e-mail already. Say so to staff only."""


@owns_transaction
def create_user(
    *,
    email: str,
    name: str,
    password: str,
    role: Role | None,
    language: str,
    terms: PasswordTerms,
    actor: Actor,
    at: datetime,
) -> User:
    """Make a member of staff, or a customer where there is no role (ACC-04). Refused with WeakPassword, EmailTaken."""
    user = add_user(
        email=email, name=name, password=password, role=role, language=language, terms=terms, at=at
    )
    record(
        verb="create_user",
        subject_kind="user",
        subject_id=user.public_id,
        actor=actor,
        at=at,
        data={"role": role or ""},
    )
    return user


@joins_transaction
def add_user(
    *,
    email: str,
    name: str,
    password: str,
    role: Role | None,
    language: str,
    terms: PasswordTerms,
    at: datetime,
) -> User:
    """The row of somebody new, of whose coming the caller makes the note. Refused with WeakPassword, EmailTaken."""
    check_new_password(password=password, email=email, terms=staff_terms(terms=terms) if role else terms)
    try:
        with transaction.atomic():
            return User.objects.create(
                public_id=ids.new_id(),
                email=email.strip(),
                name=name,
                password=digest_password(password),
                role=role or "",
                language=language,
                made_at=at,
            )
    except IntegrityError as taken:
        raise email_taken() from taken


def staff_terms(*, terms: PasswordTerms) -> PasswordTerms:
    """What a password of the staff must be, beside what the policy wants of customers."""
    return replace(terms, length=max(terms.length, _STAFF_LENGTH))


def email_taken() -> EmailTaken:
    """The refusal of an e-mail that belongs to somebody."""
    why = (("why", _("it has an account already.")),)
    return EmailTaken(Refused(rule=None, reason=Reason.FIELD_WRONG, field="email", values=why))


@owns_transaction
def import_customer(
    *, email: str, name: str, language: str, digest: str, rehearsal: bool, actor: Actor, at: datetime
) -> bool:
    """A customer of the former site (ACC-05), with its digest of their password or with none; known ones stay as they are.

    Says whether one is made. In a rehearsal nothing is written. Refused with EmailTaken where a member of staff has the
    e-mail. UnknownDigest where the digest could not be checked.
    """
    password = wrap_digest(digest) if digest else hashers.make_password(None)
    known = queries.user_by_email(email=email)
    if known is not None and known.role:
        raise EmailTaken(Refused(rule=None, reason=Reason.NOT_ALLOWED, field="email"))
    if known is not None or rehearsal:
        return known is None
    user = User.objects.create(
        public_id=ids.new_id(),
        email=email.strip(),
        name=name,
        password=password,
        role="",
        language=language,
        made_at=at,
    )
    record(
        verb="import_customer",
        subject_kind="user",
        subject_id=user.public_id,
        actor=actor,
        at=at,
        rule="ACC-05",
        data={"password": bool(digest)},
    )
    return True


@owns_transaction
def create_token(*, role: Role, actor: Actor, at: datetime) -> str:
    """A bearer token with which a program acts in a role until it is revoked; it is shown this once."""
    secret = ids.new_token()
    token = Token.objects.create(digest=ids.digest(secret), role=role, made_at=at)
    record(
        verb="create_token",
        subject_kind="token",
        subject_id=token.pk,
        actor=actor,
        at=at,
        data={"role": role},
    )
    return secret
