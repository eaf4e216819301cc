"""What one entry of the map says, and which rows of it are a person's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Field, Model, Q, QuerySet

from comptoir.cases import queries as cases
from comptoir.core.drops import Cap
from comptoir.core.privacy import NOTICE, Basis, Fate, Keep, Use, over_before, warned_between
from comptoir.core.redemption import customer_key
from comptoir.drops import queries as drops
from comptoir.infra import ids
from comptoir.notices import queries as notices
from comptoir.promotions import queries as promotions

_OWN = "own-"  # as storefront/customers.py begins the tokens of what a customer has on every device


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A table with personal data: whose rows by which look-up (`via`: look-up -> a field of `Person`), why, how long, and
    what an erasure does.

    `fields` are personal; `files` hold digests of private media; `only` narrows the rows; `spoiled` digests are replaced by
    ones that nobody has the secret of; `stamped` moments are set. `since` are the moments that the time of `keep` counts
    from: the first must be over, none of the others may be later. `warned` is when the person was told that it goes.
    `at_once` goes even while something is under way.
    `use` is what an objection to it names: all that rests on consent, and of what rests on interest what is about customers.
    """

    model: str
    via: Mapping[str, str]
    fields: tuple[str, ...]
    purpose: str
    basis: Basis
    keep: Keep
    fate: Fate
    files: tuple[str, ...] = ()
    only: Mapping[str, object] = field(default_factory=dict)
    spoiled: tuple[str, ...] = ()
    stamped: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    warned: str = ""
    at_once: bool = False
    use: Use | None = None

    @property
    def table(self) -> type[Model]:
        """Its model."""
        return apps.get_model(self.model)

    def every(self) -> QuerySet[Model]:
        """All rows that it speaks of."""
        return QuerySet(self.table).filter(**self.only)

    def of(self, person: Person) -> QuerySet[Model]:
        """The rows of a person."""
        wanted = [
            Q(**{lookup: getattr(person, name)}) for lookup, name in self.via.items() if getattr(person, name)
        ]
        if not wanted:
            return QuerySet(self.table).none()
        keys = self.every().filter(reduce(or_, wanted)).values("pk")
        return QuerySet(self.table).filter(pk__in=keys)

    def speaking_of(self, person: Person) -> QuerySet[Model]:
        """Those of them that still say something."""
        rows = self.of(person)
        return rows.exclude(self.is_blank()) if self.fate is Fate.BLANK else rows

    def over(self, *, at: datetime) -> QuerySet[Model]:
        """The rows whose time is over and that still say something."""
        if not self.since:
            return QuerySet(self.table).none()
        rows = self._quiet_since(over_before(keep=self.keep, at=at))
        if self.warned:
            rows = rows.filter(**{f"{self.warned}__range": warned_between(keep=self.keep, at=at)})
        if self.fate is Fate.BLANK:
            rows = rows.exclude(self.is_blank())
        return rows

    def to_warn(self, *, at: datetime) -> QuerySet[Model]:
        """The rows that are over in thirty days, and whose person has not been warned of it."""
        since, _until = warned_between(keep=self.keep, at=at)
        return self._quiet_since(over_before(keep=self.keep, at=at + NOTICE)).exclude(
            **{f"{self.warned}__gte": since}
        )

    def _quiet_since(self, limit: datetime) -> QuerySet[Model]:
        first, *others = self.since
        rows = self.every().filter(**{f"{first}__lt": limit})
        for moment in others:
            rows = rows.exclude(pk__in=self.every().filter(**{f"{moment}__gte": limit}).values("pk"))
        return rows

    def is_blank(self) -> Q:
        """Whether a row says nothing any more."""
        empty = self.blanks().items()
        return Q(
            **{f"{name}__isnull" if text is None else name: text is None or text for name, text in empty}
        )

    def blanks(self) -> dict[str, object]:
        """What its personal fields say once they say nothing."""
        return {name: _nothing(self.table, name) for name in (*self.fields, *self.files)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Everything that somebody is known by, found from a proved e-mail address."""

    email: str
    address: str  # keyed digest: newsletter, requests
    customer: str  # keyed digest: advisors' notes
    redeemer: str  # keyed digest: promotions
    mailbox: str  # keyed digest: drops
    orders: tuple[str, ...]
    order_ids: tuple[str, ...]
    cases: tuple[int, ...]
    account_keys: tuple[int, ...]
    baskets: tuple[str, ...]  # digests of the tokens of those that are kept for who is signed in
    references: tuple[str, ...]  # of the payment provider
    subjects: tuple[str, ...]  # what the journal and repeated requests call their things


def person_behind(*, email: str) -> Person:
    """Who an e-mail address is."""
    email = email.strip()
    mine = Q(parties__email__iexact=email) | Q(customer__email__iexact=email)
    rows = _rows("orders.Order").filter(mine).distinct()
    orders = dict(rows.values_list("number", "public_id"))
    said = Q(contact__email__iexact=email) | Q(order_number__in=orders)
    talks = dict(_rows("cases.Case").filter(said).values_list("pk", "public_id"))
    accounts = dict(_rows("people.User").filter(email__iexact=email).values_list("pk", "public_id"))
    claims = _rows("claims.Claim").filter(Q(email__iexact=email) | Q(order__number__in=orders))
    return Person(
        email=email,
        address=notices.address_digest(email=email),
        customer=cases.customer_key(email=email),
        redeemer=promotions.customer_digest(email=email),
        mailbox=drops.digest(Cap.CUSTOMER, text=customer_key(email)),
        orders=tuple(orders),
        order_ids=tuple(str(known) for known in orders.values()),
        cases=tuple(talks),
        account_keys=tuple(accounts),
        baskets=tuple(
            ids.digest(f"{_OWN}{ids.derived_token(f'basket:{known}')}") for known in accounts.values()
        ),
        references=_references(orders),
        subjects=tuple(
            str(known)
            for known in (
                cases.customer_key(email=email),
                *orders,
                *orders.values(),
                *talks.values(),
                *accounts.values(),
                *claims.values_list("public_id", flat=True),
            )
        ),
    )


def _references(orders: Iterable[str]) -> tuple[str, ...]:
    paid = _rows("payments.Payment").filter(order_number__in=list(orders))
    effects = _rows("payments.Effect").filter(payment__in=paid.values("pk"))
    found = {
        *(ref for pair in paid.values_list("provider_ref", "session_ref") for ref in pair),
        *effects.values_list("provider_ref", flat=True),
    }
    return tuple(sorted(found - {""}))


def _rows(model: str) -> QuerySet[Model]:
    return QuerySet(apps.get_model(model))


def _nothing(table: type[Model], name: str) -> object:
    """Empty, as the column takes it."""
    column = table._meta.get_field(name)
    if not isinstance(column, Field):
        raise TypeError(f"{name} is no column of {table.__name__}")
    if column.null:
        return None
    if column.get_internal_type() != "JSONField":
        return ""
    return column.get_default() if column.has_default() else {}
