"""Drops are announced, changed until their window opens, and ended at the desk."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue import services as catalogue_services
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.drops import commitment
from comptoir.core.reasons import Reason
from comptoir.drops import queries
from comptoir.drops.models import Drop, Line
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import SOURCE
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBERS = ("turn_minutes", "per_customer", "per_address", "per_household")


class WrongDrop(NotPossible):
    """These terms make no drop, or it cannot change any more: why, field by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropInput:
    """A drop as the desk writes it. `codes` are styles, references of colours, or SKUs; the caps are pieces."""

    slug: str
    name: Mapping[str, str]
    codes: tuple[str, ...]
    enters_at: datetime
    opens_at: datetime
    ends_at: datetime
    turn_minutes: int = 10
    per_customer: int = 1
    per_address: int = 1
    per_household: int = 1


@owns_transaction
def announce_drop(*, wanted: DropInput, actor: Actor, at: datetime) -> None:
    """Announce a drop: from now on its pieces are sold in turns only, and the digest of its seed is public.

    Refused with WrongDrop.
    """
    skus = _check(wanted, at=at, known=None)
    seed = secrets.token_hex(32)
    drop, made = Drop.objects.get_or_create(
        slug=wanted.slug, defaults={**_columns(wanted, skus), "seed": seed, "made_at": at}
    )
    if not made:
        raise WrongDrop(_wrong("slug", _("there is such a drop already.")))
    Line.objects.create(drop=drop)
    catalogue_services.sell_in_turns(skus=skus, until=wanted.ends_at)
    _note(
        wanted.slug, "announce_drop", actor=actor, data=_plain(wanted) | {"sealed": commitment(seed)}, at=at
    )


@owns_transaction
def change_drop(*, wanted: DropInput, actor: Actor, at: datetime) -> None:
    """Change a drop before its window opens. Refused with WrongDrop."""
    drop = _lock(wanted.slug)
    if at >= drop.enters_at:
        raise WrongDrop(_wrong("", _("people have entered: its terms stay as they were announced.")))
    skus = _check(wanted, at=at, known=drop)
    Drop.objects.filter(pk=drop.pk).update(**_columns(wanted, skus))
    catalogue_services.sell_in_turns(skus=drop.skus, until=None)
    catalogue_services.sell_in_turns(skus=skus, until=wanted.ends_at)
    _note(wanted.slug, "change_drop", actor=actor, data=_plain(wanted), at=at)


@owns_transaction
def end_drop(*, slug: str, actor: Actor, at: datetime) -> None:
    """End a drop now: what is left of it is sold as everything else. One that is over stays so."""
    drop = _lock(slug)
    if drop.ends_at <= at:
        return
    # One that is called off before its opening keeps the order of its times.
    opened = min(drop.opens_at, at - timedelta(seconds=1))
    entered = min(drop.enters_at, opened - timedelta(seconds=1))
    Drop.objects.filter(pk=drop.pk).update(enters_at=entered, opens_at=opened, ends_at=at)
    catalogue_services.sell_in_turns(skus=drop.skus, until=at)
    _note(slug, "end_drop", actor=actor, at=at)


@joins_transaction
def _lock(slug: str) -> Drop:
    drop = Drop.objects.filter(slug=slug).first()
    if drop is None:
        raise WrongDrop(Refused(rule=None, reason=Reason.NOT_FOUND, field="slug"))
    queries.lock_line(drop_id=drop.pk)
    drop.refresh_from_db()
    return drop


def _columns(wanted: DropInput, skus: tuple[str, ...]) -> dict[str, object]:
    plain = {name: value for name, value in asdict(wanted).items() if name != "slug"}
    return {**plain, "codes": list(wanted.codes), "skus": list(skus), "name": dict(wanted.name)}


def _plain(wanted: DropInput) -> dict[str, object]:
    """The terms as the journal keeps them."""
    times = {name: getattr(wanted, name).isoformat() for name in ("enters_at", "opens_at", "ends_at")}
    return {**asdict(wanted), **times, "codes": list(wanted.codes)}


def _wrong(field: str, why: str) -> Refused:
    return Refused(rule="D2-13", reason=Reason.FIELD_WRONG, values=(("why", why),), field=field)


@joins_transaction
def _note(
    slug: str, verb: str, *, actor: Actor, at: datetime, data: Mapping[str, object] | None = None
) -> None:
    record(verb=verb, subject_kind="drop", subject_id=slug, actor=actor, rule="D2-13", data=data, at=at)


def _check(wanted: DropInput, *, at: datetime, known: Drop | None) -> tuple[str, ...]:
    """The SKUs of the drop. Refused with WrongDrop: everything that stands in its way."""
    skus = catalogue.skus_named(codes=wanted.codes)
    others = (drop for drop in queries.drops_with(skus=skus, at=at) if known is None or drop.id != known.pk)
    wrong = [*_wrong_words(wanted), *_wrong_times(wanted, at)]
    wrong += [
        (name, _("write a number from 1 to 99.")) for name in _NUMBERS if not 1 <= getattr(wanted, name) <= 99
    ]
    wrong += [("codes", _("it is in the drop %(drop)s already.") % {"drop": other.slug}) for other in others]
    missing = [code for code in wanted.codes if not any(_names(code, sku) for sku in skus)]
    if missing or not wanted.codes:
        wrong.append(("codes", _("we do not know %(codes)s.") % {"codes": ", ".join(missing) or "–"}))
    if wrong:
        raise WrongDrop(*(_wrong(field, why) for field, why in wrong))
    return skus


def _names(code: str, sku: str) -> bool:
    return sku == code or sku.startswith(f"{code}-")


def _wrong_words(wanted: DropInput) -> Iterator[tuple[str, str]]:
    if not (_SLUG.fullmatch(wanted.slug) and len(wanted.slug) <= 60):
        yield "slug", _("use small letters, digits and dashes, at most 60.")
    if not wanted.name.get(SOURCE, "").strip():
        yield "name.en", _("write its name, in English at least.")


def _wrong_times(wanted: DropInput, at: datetime) -> Iterator[tuple[str, str]]:
    if wanted.enters_at < at:
        yield "enters_at", _("the window cannot open in the past.")
    if wanted.opens_at <= wanted.enters_at:
        yield "opens_at", _("it opens after the window in which people enter.")
    if wanted.ends_at <= wanted.opens_at:
        yield "ends_at", _("it ends before it opens.")
