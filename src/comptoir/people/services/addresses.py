"""What customers keep of themselves: their name and language, and where their parcels go (ACC-07)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.addresses import Address, AddressRules, check_address
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.people import queries
from comptoir.people.models import KeptAddress, User


class CannotKeep(NotPossible):
    """Nothing could be delivered to the address, or there are too many already; every refusal says what."""


@owns_transaction
def keep_address(
    *,
    user_id: int,
    address: Address,
    rules: AddressRules,
    stores: frozenset[str],
    preferred: bool,
    replaces: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Keep an address, or change the one that it replaces; the first is the default. One that is kept already stays one.

    `rules` are the country's, `stores` the keys of the house's own, to which nothing is sent. Refused with CannotKeep.
    """
    if refused := check_address(address, rules=rules, stores=stores):
        raise CannotKeep(*refused)
    user = _lock(user_id)
    mine = KeptAddress.objects.filter(user=user)
    row = mine.filter(public_id=replaces).first() if replaces else mine.filter(**asdict(address)).first()
    if row is None:
        if mine.count() >= queries.MOST_ADDRESSES:
            most = (("most", queries.MOST_ADDRESSES),)
            raise CannotKeep(Refused(rule="ACC-07", reason=Reason.ADDRESSES_FULL, values=most))
        row = KeptAddress(public_id=ids.new_id(), user=user, preferred=not mine.exists(), made_at=at)
    for name, text in asdict(address).items():
        setattr(row, name, text)
    row.save()
    if preferred:
        _prefer(user, row)
    _note(user, "keep_address", actor, at)
    return row.public_id


@owns_transaction
def choose_address(*, user_id: int, address_id: UUID, actor: Actor, at: datetime) -> bool:
    """Make a kept address the default; False where the customer has none of this id."""
    user = _lock(user_id)
    row = KeptAddress.objects.filter(user=user, public_id=address_id).first()
    if row is None:
        return False
    _prefer(user, row)
    _note(user, "choose_address", actor, at)
    return True


@owns_transaction
def delete_address(*, user_id: int, address_id: UUID, actor: Actor, at: datetime) -> bool:
    """Forget a kept address; the newest of the others becomes the default. False where there is none of this id."""
    user = _lock(user_id)
    mine = KeptAddress.objects.filter(user=user)
    if not mine.filter(public_id=address_id).delete()[0]:
        return False
    if not mine.filter(preferred=True).exists() and (newest := mine.order_by("-made_at", "-id").first()):
        _prefer(user, newest)
    _note(user, "delete_address", actor, at)
    return True


@owns_transaction
def change_details(*, user_id: int, name: str, language: str, actor: Actor, at: datetime) -> None:
    """What a customer is called, and the language in which the house writes to them (ACC-07)."""
    user = _lock(user_id)
    user.name, user.language = name.strip()[:200], language
    user.save(update_fields=["name", "language"])
    _note(user, "change_details", actor, at)


def _lock(user_id: int) -> User:
    (user,) = locked(User.objects.filter(pk=user_id), kind="person")
    return user


def _prefer(user: User, row: KeptAddress) -> None:
    KeptAddress.objects.filter(user=user, preferred=True).exclude(pk=row.pk).update(preferred=False)
    KeptAddress.objects.filter(pk=row.pk).update(preferred=True)


def _note(user: User, verb: str, actor: Actor, at: datetime) -> None:
    """That it happened, and nothing of what was typed."""
    record(
        verb=verb,
        subject_kind="user",
        subject_id=user.public_id,
        actor=actor,
        rule="ACC-07",
        at=at,
    )
