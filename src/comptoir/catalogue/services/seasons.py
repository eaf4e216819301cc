"""Collections: begun, written in every language, online for their time (PRD-01, ACC-10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from comptoir.catalogue.models import Collection
from comptoir.catalogue.queries.shelves import CollectionRow, collection_rows
from comptoir.catalogue.services.checking import wrong
from comptoir.catalogue.services.editing import ChangedMeanwhile
from comptoir.catalogue.services.writing import slugs_of
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record

SEASONS = ("spring_summer", "fall_winter")
_CODE = re.compile(r"[A-Z0-9]{1,8}")


class CollectionRefused(NotPossible):
    """A collection cannot be written like this; each refusal names its field."""


@owns_transaction
def save_collection(*, collection: CollectionRow, edition: str, actor: Actor, at: datetime) -> None:
    """Begin a collection (blank `edition`), or change one that is as it was seen. The address follows the name."""
    if faults := tuple(_faults(collection)):
        raise CollectionRefused(*faults)
    row = next(iter(locked(Collection.objects.filter(code=collection.code), kind="product")), None)
    before = next((each for each in collection_rows() if each.code == collection.code), None)
    if row is not None and not edition:
        raise CollectionRefused(
            Refused(rule=None, reason=Reason.ALREADY_THERE, field="code", values=(("text", collection.code),))
        )
    if (before.edition() if before else "") != edition:
        raise ChangedMeanwhile(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))
    row = row or Collection(code=collection.code, slug={})
    renamed = {k: v for k, v in collection.name.items() if k not in row.slug or v != row.name.get(k)}
    slugs = slugs_of(names={"en": collection.name["en"], **renamed}, style=collection.code)
    row.slug = {**row.slug, **{language: slugs[language] for language in renamed}}
    row.season, row.name = collection.season, dict(collection.name)
    row.shown, row.text = dict(collection.shown), dict(collection.text)
    row.online_from, row.online_until = collection.online_from, collection.online_until
    row.save()
    record(
        verb="collection_saved",
        subject_kind="collection",
        subject_id=collection.code,
        actor=actor,
        at=at,
        data={"before": before.plain() if before else {}, "after": collection.plain()},
    )


def _faults(collection: CollectionRow) -> Iterator[Refused]:
    if not _CODE.fullmatch(collection.code):
        yield wrong("code", _("use one to eight capital letters or digits, as 27S."))
    if collection.season not in SEASONS:
        yield wrong("season", _("choose one from the list."))
    if not collection.name.get("en"):
        yield Refused(rule=None, reason=Reason.FIELD_MISSING, field="name.en")
    if collection.online_until is not None and collection.online_until <= collection.online_from:
        yield wrong("online_until", _("choose an end after the start."))
