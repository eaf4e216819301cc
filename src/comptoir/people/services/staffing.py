"""The staff comes and goes: asked to join, given another role, cut off at once (D2-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.core.actors import Actor, Role
from comptoir.core.decisions import Refused
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.notices import services as notices
from comptoir.people import queries
from comptoir.people.models import Invitation, Passkey, User
from comptoir.people.services.accounts import add_user, email_taken

_INVITED_FOR = timedelta(days=3)


class InvitationOver(NotPossible):
    """The invitation was used, withdrawn, or is older than three days."""


class LastAdmin(NotPossible):
    """Somebody must be left who may look after the staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is asked to join, and as what."""

    email: str
    name: str
    role: Role
    language: str


@owns_transaction
def invite(*, newcomer: Newcomer, site: str, zone: str, country: str, actor: Actor, at: datetime) -> None:
    """Mail someone a link that works once, for three days, instead of any before. Refused with EmailTaken.

    `site` is the address under which the link is opened, `{site}<token>/`; `zone` and `country` are the house's.
    """
    email = newcomer.email.strip()
    if queries.user_by_email(email=email) is not None:
        raise email_taken()
    Invitation.objects.filter(email__iexact=email, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    token = ids.new_token()
    invitation = Invitation.objects.create(
        public_id=ids.new_id(),
        email=email,
        name=newcomer.name,
        role=newcomer.role,
        language=newcomer.language,
        digest=ids.digest(token),
        made_at=at,
        expires_at=at + _INVITED_FOR,
    )
    _note("invite", "invitation", invitation.public_id, actor, at, role=newcomer.role.value)
    notices.send(
        kind="staff_invited",
        to=email,
        language=newcomer.language,
        country=country,
        key=f"invitation:{invitation.public_id}",
        facts={
            "name": newcomer.name,
            "link": f"{site}{token}/",
            "until": invitation.expires_at.isoformat(),
            "zone": zone,
        },
        forget_at=invitation.expires_at,
        at=at,
    )


@owns_transaction
def withdraw_invitation(*, invitation: Invitation, actor: Actor, at: datetime) -> None:
    """The link works no more."""
    if Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None).update(withdrawn_at=at):
        _note("withdraw_invitation", "invitation", invitation.public_id, actor, at)


@owns_transaction
def accept_invitation(*, token: str, password: str, terms: PasswordTerms, at: datetime) -> User:
    """Join with a password of one's own; the second factor is set up next.

    Refused with InvitationOver, WeakPassword, EmailTaken.
    """
    invitation = queries.open_invitation(token=token, at=at)
    if invitation is None:
        raise InvitationOver(Refused(rule=None, reason=Reason.INVITATION_OVER))
    user = add_user(
        email=invitation.email,
        name=invitation.name,
        password=password,
        role=Role(invitation.role),
        language=invitation.language,
        terms=terms,
        at=at,
    )
    Invitation.objects.filter(pk=invitation.pk).update(used_at=at)
    User.objects.filter(pk=user.pk).update(email_proved_at=at)
    _note("accept_invitation", "user", user.public_id, queries.actor_of(user=user), at, role=user.role)
    return user


@owns_transaction
def change_role(*, user: User, role: Role, actor: Actor, at: datetime) -> None:
    """Another role, from the next request on. Refused with LastAdmin."""
    _keep_an_admin(user, leaves=role is not Role.ADMIN)
    before, user.role = user.role, role
    user.save(update_fields=["role"])
    _note("change_role", "user", user.public_id, actor, at, before=before, after=role.value)


@owns_transaction
def cut_off(*, user: User, actor: Actor, at: datetime) -> None:
    """Someone leaves: no session, no sign-in from now on. What they did keeps their name. Refused with LastAdmin."""
    _keep_an_admin(user, leaves=True)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _note("cut_off", "user", user.public_id, actor, at)


@owns_transaction
def let_back(*, user: User, actor: Actor, at: datetime) -> None:
    """Someone comes back in their old role, and sets up a second factor again."""
    user.is_active, user.factor_secret, user.factor_since = True, b"", None
    user.save(update_fields=["is_active", "factor_secret", "factor_since"])
    Passkey.objects.filter(user=user).delete()
    _note("let_back", "user", user.public_id, actor, at)


@owns_transaction
def note_sign_in(*, user: User, at: datetime) -> None:
    """Somebody is at the desk, with password and code."""
    User.objects.filter(pk=user.pk).update(signed_in_at=at)
    _note("signed_in", "user", user.public_id, queries.actor_of(user=user), at)


def _keep_an_admin(user: User, *, leaves: bool) -> None:
    # Two admins who cut each other off at once wait for one another here.
    admins = locked(User.objects.filter(role=Role.ADMIN, is_active=True), kind="person")
    if leaves and admins == [user]:
        raise LastAdmin(Refused(rule=None, reason=Reason.LAST_ADMIN, values=(("name", user.name),)))


def _note(verb: str, kind: str, subject: UUID, actor: Actor, at: datetime, **data: str) -> None:
    record(verb=verb, subject_kind=kind, subject_id=subject, actor=actor, at=at, data=data)
