"""What the providers that speak JSON have in common: how a call is read, and how a payment of theirs is opened."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from standins.pages import THOUSANDTHS, WITHOUT_MINOR_UNIT
from standins.payment.books import Books, Page
from standins.payment.errors import ApiError
from standins.server import Answer, Json, Request

MULTICAPTURE = {"card": {"request_multicapture": "if_available"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class WireCall:
    """One authorised call within its transaction; `secrets` are those that sign events now."""

    books: Books
    request: Request
    secrets: Sequence[str]

    @property
    def id(self) -> str:
        """The first id in the path."""
        return self.request.ids[0]

    def body(self, known: str, *, needs: str = "") -> Json:
        """The JSON object sent: 400 for a field that is not known, for one that is missing, and for anything else."""
        try:
            value = json.loads(self.request.body or b"{}")
        except ValueError as error:
            raise ApiError("The body is no JSON.", code="parameter_invalid_json") from error
        return check_fields(value, known, needs=needs)


def check_fields(value: object, known: str, *, needs: str = "") -> Json:
    """An object with known fields only, and all that are needed."""
    if not isinstance(value, dict):
        raise ApiError("An object is expected.", code="parameter_invalid_json")
    for name in set(value) - set(known.split()):
        raise ApiError(f"Unknown field: {name}", code="parameter_unknown", param=name)
    for name in needs.split():
        if value.get(name) in (None, "", [], {}):
            raise ApiError(f"Required field: {name}", code="parameter_missing", param=name)
    return value


WirePerform = Callable[[WireCall], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A provider's shapes: its calls, its errors, its events. `mark` begins the ids of its events."""

    name: str
    mark: str
    key_header: str
    calls: Mapping[tuple[str, str], WirePerform]
    refuse_stranger: Callable[[Request], Answer | None]
    refuse: Callable[[ApiError], Answer]
    tell: Callable[..., Json | None]
    sign: Callable[[bytes, Sequence[str], str, int], tuple[str, dict[str, str], bytes]]


def list_notices(
    books: Books, *, order: str, sign: Callable[[str, bytes], tuple[str, dict[str, str], bytes]]
) -> list[Json]:
    """The events about an order, the oldest first."""
    bodies, _more = books.list_page("notice", Page(limit=100_000))
    notices = []
    for body in reversed(bodies):
        if order in body:
            path, headers, signed = sign(json.loads(body)["id"], body.encode())
            notices.append({"path": path, "headers": headers, "body": signed.decode()})
    return notices


def places_of(currency: str) -> int:
    """Digits after the point of a currency in the books."""
    return 0 if currency in f"{WITHOUT_MINOR_UNIT} ISK" else 3 if currency in THOUSANDTHS else 2


def major_of(amount: int, currency: str) -> str:
    """Minor units of the books as a decimal."""
    places = places_of(currency)
    whole, part = divmod(amount, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
