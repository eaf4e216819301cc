"""Receipts and credits join the account of the e-mail they were made out under, once that is proved (ACC-03)."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.actors import Actor
from comptoir.infra.db import owns_transaction
from comptoir.journal.services import record
from comptoir.payments import services as payments
from comptoir.people import queries as people
from comptoir.stores.models import Receipt


@owns_transaction
def join_receipts(*, user_id: int, email: str, actor: Actor, at: datetime) -> int:
    """Give a customer the receipts and credits of nobody under an e-mail that is proved theirs; how many."""
    owner = people.proved_customer(email=email)
    if owner is None or owner.pk != user_id:
        return 0
    joined = Receipt.objects.filter(email__iexact=email, customer__isnull=True).update(customer_id=user_id)
    joined += payments.join_credits(email=email, owner=user_id, at=at)
    if joined:
        record(
            verb="receipts_joined",
            subject_kind="customer",
            subject_id=owner.public_id,
            actor=actor,
            rule="ACC-03",
            at=at,
            data={"joined": joined},
        )
    return joined
