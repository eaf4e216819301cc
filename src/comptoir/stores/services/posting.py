"""People are posted to a store, and leave it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.people import queries as people
from comptoir.stores import queries
from comptoir.stores.models import Posting


class CannotPost(NotPossible):
    """There is no such store, or nobody on the staff with that id."""


@owns_transaction
def post_to_store(*, person: UUID, store: str, actor: Actor, at: datetime) -> None:
    """Somebody works in this store from now on; a blank one is none. Refusals: CannotPost."""
    if store and queries.store_of(code=store) is None:
        values = (("code", store[:20]),)
        raise CannotPost(Refused(rule=None, reason=Reason.UNKNOWN_STORE, values=values, field="store"))
    member = people.staff_member(public_id=person)
    if member is None:
        raise CannotPost(Refused(rule=None, reason=Reason.NOT_FOUND, field="person"))
    before = queries.postings().get(person, "")
    if before == store:
        return
    if store:
        Posting.objects.update_or_create(user_id=member.pk, defaults={"store": store, "since": at})
    else:
        Posting.objects.filter(user_id=member.pk).delete()
    record(
        verb="posted_to_store",
        subject_kind="person",
        subject_id=person,
        actor=actor,
        at=at,
        data={"before": before, "after": store},
    )
