"""The desk's one search: whatever a caller can tell, and what it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from uuid import UUID

from django.db.models import CharField, F, Func, Value
from django.db.models.expressions import Combinable

from comptoir.cases.models import Case, Contact
from comptoir.catalogue import queries as catalogue
from comptoir.core.numbers import Series, check_number, show_number
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import i18n
from comptoir.invoicing import queries as invoicing
from comptoir.orders import queries as orders
from comptoir.people import queries as people
from comptoir.returns import queries as returns

_MOST = 50
_SHORTEST = 2  # letters of a name


class Found(StrEnum):
    """What was found; the page of each is another."""

    CUSTOMER = "customer"
    ORDER = "order"
    RETURN = "return"
    CASE = "case"
    PIECE = "piece"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something found: `key` leads to its page, `shown` names it, `about` says more of it."""

    kind: Found
    key: str
    shown: str
    about: str = ""
    at: datetime | None = None


def search(*, words: str, people_too: bool) -> tuple[Hit, ...]:
    """What these words may mean; a number that exists means that alone. Who may not see customers finds none of them."""
    text = words.strip()
    if len(text) < _SHORTEST:
        return ()
    ways: list[Callable[[str], Iterator[Hit]]] = [_by_number, _by_other_number]
    for way in ways:
        if hits := tuple(way(text)):
            return hits
    pieces = () if "@" in text else (*_pieces(text), *_orders_with(text))
    return tuple(chain(_customers(text) if people_too else (), pieces))


def _by_number(text: str) -> Iterator[Hit]:
    """Numbers of ours that check themselves."""
    if order := orders.order_by_number(number=text):
        yield _order(order.number, at=order.ordered_at)
    number = check_number(text, series=Series.RETURN)
    if number and (known := returns.return_by_number(number=number)):
        yield Hit(kind=Found.RETURN, key=str(known.public_id), shown=show_number(number))
    number = check_number(text, series=Series.CASE)
    if number and (case := Case.objects.filter(number=number).first()):
        yield Hit(kind=Found.CASE, key=str(case.public_id), shown=show_number(number))


def _by_other_number(text: str) -> Iterator[Hit]:
    """Numbers of parcels and documents, and the carrier's, ours or of a return."""
    code = "".join(text.upper().split())
    if parcel := fulfilment.parcel_by_code(code=code):
        yield _order(parcel.order.number, about=parcel.number, at=parcel.packed_at)
    elif known := returns.return_by_tracking(tracking_number=code):
        yield Hit(kind=Found.RETURN, key=str(known.public_id), shown=show_number(known.number), about=code)
    if document := invoicing.document_by_number(number=text):
        yield _order(document.order_number, about=document.number)


def _order(number: str, *, about: str = "", at: datetime | None = None) -> Hit:
    return Hit(kind=Found.ORDER, key=number, shown=show_number(number), about=about, at=at)


def _pieces(text: str) -> Iterator[Hit]:
    skus = catalogue.skus_named(codes=[text.upper()])
    names = catalogue.piece_names(skus=skus, language=i18n.current().language) if skus else {}
    for sku in skus:
        yield Hit(kind=Found.PIECE, key=sku, shown=sku, about=names[sku])


def _orders_with(text: str) -> Iterator[Hit]:
    for row in orders.orders_with(code=text, limit=_MOST):
        yield _order(row.number, about=row.name, at=row.ordered_at)


def _customers(text: str) -> Iterator[Hit]:
    """Each e-mail once: who ordered, who has an account, who wrote."""
    known: dict[str, Hit] = {}
    for email, hit in chain(_ordered(text), _with_account(text), _wrote(text)):
        known.setdefault(email.lower(), hit)
    yield from list(known.values())[:_MOST]


def _ordered(text: str) -> Iterator[tuple[str, Hit]]:
    for person in orders.find_people(text=text, limit=_MOST):
        yield person.email, _customer(person.order_id, person.name, person.email, person.ordered_at)


def _with_account(text: str) -> Iterator[tuple[str, Hit]]:
    one = people.account_of_email(email=text) if "@" in text else None
    for user in [one] if one else [] if "@" in text else people.find_accounts(name=text, limit=_MOST):
        yield user.email, _customer(user.public_id, user.name, user.email, user.made_at)


def _wrote(text: str) -> Iterator[tuple[str, Hit]]:
    rows = (
        Contact.objects.filter(email__iexact=text)
        if "@" in text
        else Contact.objects.alias(plain=_plain(F("name"))).filter(plain__contains=_plain(Value(text)))
    )
    for row in rows.select_related("case").order_by("-received_at")[:_MOST]:
        yield row.email, _customer(row.case.public_id, row.name, row.email, row.received_at)


def _plain(text: Combinable) -> Func:
    return Func(text, function="comptoir_plain", output_field=CharField())


def _customer(key: UUID, name: str, email: str, at: datetime) -> Hit:
    return Hit(kind=Found.CUSTOMER, key=str(key), shown=name, about=email, at=at)
