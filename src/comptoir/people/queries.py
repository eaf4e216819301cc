"""Reads of people: who a token or a sign-in stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import CharField, F, Func, Min, Q, Subquery, Value

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.addresses import Address
from comptoir.infra import ids
from comptoir.people.models import Invitation, KeptAddress, Passkey, Proof, RecoveryCode, Session, Token, User

MOST_ADDRESSES = 20
MOST_PASSKEYS = 10
# How long a browser stays signed in: since it was last here, and at the most. Real time.
SESSION_IDLE, SESSION_LONGEST = timedelta(days=30), timedelta(days=180)
_NOTED_AGAIN = timedelta(hours=1)  # how finely the last visit is kept
# How long a link to a new password lives (ACC-06), and how long it is enough by itself (B-21). The house's time.
RESET_LIVES, RESET_OPEN = timedelta(days=30), timedelta(hours=1)


class ResetStage(StrEnum):
    """What a link to a new password still does."""

    FORM = "form"  # opens the form
    ASK = "ask"  # has a code mailed
    CODE = "code"  # opens the form, which wants that code


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A browser in which somebody is signed in."""

    id: UUID
    device: str
    country: str
    made_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyView:
    """A passkey, as its owner called it; `used_at` is the last time that it opened something."""

    id: UUID
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressView:
    """A kept address; the preferred one is chosen at checkout before anybody chooses."""

    id: UUID
    address: Address
    preferred: bool


def actor_for_token(*, token: str, at: datetime) -> Actor | None:
    """Who sends this bearer token; None where it is unknown, expired or revoked, or its person may not act any more."""
    found = (
        Token.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .filter(digest=ids.digest(token), revoked_at__isnull=True)
        .select_related("user")
        .first()
    )
    if found is None:
        return None
    if found.user is None:
        return Actor(kind=ActorKind.STAFF, id=f"token-{found.pk}", role=Role(found.role))
    return actor_of(user=found.user) if found.user.is_active else None


def actor_of(*, user: User) -> Actor:
    """Someone signed in, as the one who acts."""
    kind = ActorKind.STAFF if user.role else ActorKind.CUSTOMER
    return Actor(kind=kind, id=str(user.public_id), role=Role(user.role) if user.role else None)


def customer_key(*, actor: Actor) -> int | None:
    """The row of a signed-in customer, for the orders they place; None for everybody else."""
    if actor.kind is not ActorKind.CUSTOMER:
        return None
    return User.objects.filter(public_id=actor.id).values_list("pk", flat=True).first()


def user_by_email(*, email: str) -> User | None:
    """The person with this e-mail, in whatever case it is written."""
    return User.objects.filter(email__iexact=email.strip()).first()


def names_of(*, people: Iterable[UUID]) -> dict[UUID, str]:
    """The names of people by their public ids, for staff to read; unknown ids are absent."""
    return dict(User.objects.filter(public_id__in=people).values_list("public_id", "name"))


def account_of_email(*, email: str) -> User | None:
    """The customer's account under an e-mail; staff have none."""
    return User.objects.filter(email__iexact=email.strip(), role="").first()


def account_by_id(*, public_id: UUID) -> User | None:
    """A customer's account by its public id."""
    return User.objects.filter(public_id=public_id, role="").first()


def find_accounts(*, name: str, limit: int) -> list[User]:
    """Customers' accounts with these letters in the name, however accented."""
    plain = Func(F("name"), function="comptoir_plain", output_field=CharField())
    wanted = Func(Value(name.strip()), function="comptoir_plain", output_field=CharField())
    return list(
        User.objects.alias(plain=plain).filter(role="", plain__contains=wanted).order_by("-pk")[:limit]
    )


def addresses_of(*, user_id: int) -> tuple[AddressView, ...]:
    """The addresses that a customer keeps, the default first, then the newest."""
    rows = KeptAddress.objects.filter(user_id=user_id).order_by("-preferred", "-made_at", "-id")
    return tuple(
        AddressView(
            id=row.public_id,
            preferred=row.preferred,
            address=Address(**{part.name: getattr(row, part.name) for part in fields(Address)}),
        )
        for row in rows
    )


def proved_customer(*, email: str) -> User | None:
    """The customer who has shown that this mailbox is theirs (ACC-03); nobody else's account counts."""
    rows = User.objects.filter(email__iexact=email.strip(), role="", is_active=True)
    return rows.exclude(email_proved_at=None).first()


def proved_customer_key(*, email: str) -> Subquery:
    """Their row, for a statement that writes it down: one look-up less where an order is placed."""
    rows = User.objects.filter(email__iexact=email.strip(), role="", is_active=True)
    return Subquery(rows.exclude(email_proved_at=None).values("pk")[:1])


def staff() -> list[User]:
    """Everybody who may act at the desk, by name."""
    return list(User.objects.filter(is_active=True).exclude(role="").order_by("name", "pk"))


def customer_in(*, token: str, at: datetime) -> tuple[User, bool] | None:
    """Who is signed in with this cookie at this real time, never a member of staff; and whether to note the visit."""
    found = (
        Session.objects.filter(digest=ids.digest(token), user__is_active=True, user__role="")
        .filter(seen_at__gt=at - SESSION_IDLE, made_at__gt=at - SESSION_LONGEST)
        .select_related("user")
        .first()
    )
    return (found.user, found.seen_at <= at - _NOTED_AGAIN) if found else None


def sessions_of(*, user_id: int, token: str, at: datetime) -> tuple[SessionView, ...]:
    """Where a customer is signed in, the last visit first; `token` is that of the browser that asks."""
    live = Session.objects.filter(
        user_id=user_id, seen_at__gt=at - SESSION_IDLE, made_at__gt=at - SESSION_LONGEST
    )
    return tuple(
        SessionView(
            id=row.public_id,
            device=row.device,
            country=row.country,
            made_at=row.made_at,
            seen_at=row.seen_at,
            here=row.digest == ids.digest(token),
        )
        for row in live.order_by("-seen_at", "-pk")
    )


def passkeys_of(*, user_id: int) -> tuple[PasskeyView, ...]:
    """Somebody's passkeys, the oldest first."""
    rows = Passkey.objects.filter(user_id=user_id).order_by("made_at", "pk")
    return tuple(
        PasskeyView(id=row.public_id, name=row.name, made_at=row.made_at, used_at=row.used_at) for row in rows
    )


def reset_proof(*, token: str, at: datetime) -> Proof | None:
    """The link to a new password, where it still leads somewhere; looking at it changes nothing (B-25)."""
    alive = Proof.objects.filter(purpose="reset", used_at=None, superseded_at=None, expires_at__gt=at)
    mine = alive.filter(digest=ids.digest(token), user__is_active=True, user__role="")
    return mine.select_related("user").first()


def staff_reset_proof(*, token: str, at: datetime) -> Proof | None:
    """The link to a new password of a member of staff, where it still leads somewhere."""
    alive = Proof.objects.filter(purpose="reset", used_at=None, superseded_at=None, expires_at__gt=at)
    theirs = alive.filter(digest=ids.digest(token), user__is_active=True).exclude(user__role="")
    return theirs.select_related("user").first()


def reset_stage(*, proof: Proof, at: datetime) -> ResetStage:
    """What a link still does."""
    if at <= proof.asked_at + RESET_OPEN:
        return ResetStage.FORM
    return ResetStage.CODE if proof.code_until and proof.code_until > at else ResetStage.ASK


def next_proof_over() -> datetime | None:
    """When the next code or link can be forgotten."""
    first: datetime | None = Proof.objects.aggregate(first=Min("expires_at"))["first"]
    return first


def mailed_to(*, token: str) -> str:
    """The address to which the code went that this browser asked for; blank where it asked for none."""
    return Proof.objects.filter(digest=ids.digest(token)).values_list("email", flat=True).first() or ""


def staff_member(*, public_id: UUID) -> User | None:
    """A member of staff, also one who has left."""
    return User.objects.filter(public_id=public_id).exclude(role="").first()


def staff_by_key(*, key: int) -> User | None:
    """A member of staff who may sign in, by the row that a session keeps."""
    return User.objects.filter(pk=key, is_active=True).exclude(role="").first()


def everybody() -> list[User]:
    """The staff, those who have left last."""
    return list(User.objects.exclude(role="").order_by("-is_active", "name", "pk"))


def recovery_codes_left(*, user_id: int) -> int:
    """How many recovery codes have not been used."""
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def open_invitations(*, at: datetime) -> list[Invitation]:
    """Who has been asked to join and has not answered, the newest first."""
    return list(
        Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=at).order_by("-made_at")
    )


def open_invitation(*, token: str, at: datetime) -> Invitation | None:
    """The invitation that a link stands for; None where it is over."""
    return Invitation.objects.filter(
        digest=ids.digest(token), used_at=None, withdrawn_at=None, expires_at__gt=at
    ).first()


def invitation_by_id(*, public_id: UUID) -> Invitation | None:
    """An invitation, whatever became of it."""
    return Invitation.objects.filter(public_id=public_id).first()
