"""The carrier stand-in put together: authorisation, routes, pushes."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from standins.carrier import books as book_keeping
from standins.carrier.books import Books
from standins.carrier.errors import CarrierError, error_body
from standins.carrier.locations import find_locations
from standins.carrier.parcels import delete_order, delete_pickup, make_order, make_pickup, make_return
from standins.carrier.reading import read_pickup
from standins.carrier.shipments import buy_shipment, find_by_reference, shape_bought, shape_rates, shape_row
from standins.carrier.track_page import answer_redirect_page, answer_track_page
from standins.carrier.tracking import record_scan, shape_push, shape_tracking, shape_unified
from standins.clock import HouseClock
from standins.control import Control, read_object
from standins.faults import Faults
from standins.server import Answer, Handler, Json, Request, Router, answer_json, answer_redirect, dump_json
from standins.store import Store
from standins.webhooks import Endpoint, Webhooks, give_token

# Basic authentication on MyDHL, an API key elsewhere, both on Parcel; any value is good.
CREDENTIALS = (
    ("/mydhlapi/", "authorization", "Basic "),
    ("/mydhlapi/", "x-version", ""),
    ("/location-finder/", "dhl-api-key", ""),
    ("/parcel/de/", "authorization", "Basic "),
    ("/parcel/de/", "dhl-api-key", ""),
    ("/track/shipments", "dhl-api-key", ""),
    ("/tracking/", "dhl-api-key", ""),
)
API = [
    f"* {start}*"
    for start in ("/mydhlapi/", "/location-finder/", "/parcel/", "/track/shipments", "/tracking/")
]
ORDERS, RETURNS = "/parcel/de/shipping/v2/orders", "/parcel/de/shipping/returns/v1/orders"
PICKUPS = "/parcel/de/transportation/pickup/v3/orders"
SHORTEST_REFERENCE, LONGEST_REFERENCE = 28, 36

Serve = Callable[[Books, Request], Answer]


class CarrierStandIn:
    """Answers requests on the books in one home folder."""

    def __init__(self, home: Path) -> None:
        self._clock = HouseClock(home)
        self._store = Store(path=home / "carrier-standin.sqlite", schema=book_keeping.SCHEMA)
        self._base_url = ""
        self.webhooks = Webhooks(store=self._store, header="DHL-Hook-Token", sign=give_token)
        self._faults = Faults(api=API, error_body=_stumble)
        self._router = Router()
        calls: tuple[tuple[str, str, Serve], ...] = (
            ("POST", "/mydhlapi/shipments", self._buy),
            ("POST", "/mydhlapi/rates", self._rate),
            ("GET", "/mydhlapi/shipments/{number}/tracking", self._track_one),
            ("GET", "/mydhlapi/tracking", self._track),
            ("POST", "/mydhlapi/pickups", self._book_pickup),
            ("DELETE", "/mydhlapi/pickups/{number}", self._cancel_pickup),
            ("POST", ORDERS, self._parcel(make_order, 200)),
            ("DELETE", ORDERS, self._delete_order),
            ("POST", RETURNS, self._parcel(make_return, 201)),
            ("POST", PICKUPS, self._parcel(make_pickup, 200)),
            ("DELETE", PICKUPS, self._delete_pickup),
            ("GET", "/track/shipments", self._track_unified),
            ("POST", "/tracking/push/v1/subscription", self._subscribe),
            ("POST", "/tracking/push/v1/subscription/{name}", self._confirm),
            ("GET", "/location-finder/v1/find-by-address", self._find_locations),
            ("GET", "/location-finder/v1/find-by-geo", self._find_locations),
            ("GET", "/redirect/{number}", self._show_redirect_page),
            ("POST", "/redirect/{number}", self._redirect),
            ("GET", "/track/{number}", self._show_track_page),
            ("GET", "/shipments", self._list_shipments),
            ("GET", "/pickups", self._list_pickups),
            ("POST", "/_control/shipments/{number}/events", self._add_event),
        )
        for method, template, serve in calls:
            self._router.add(method, template, self._handler(serve))
        Control(
            store=self._store,
            faults=self._faults,
            webhooks=self.webhooks,
            now=self._clock.now,
            find_event=self._find_event,
        ).add_routes(self._router)

    def open(self, *, base_url: str) -> None:
        """Begin to push scans."""
        self._base_url = base_url
        self.webhooks.start()

    def close(self) -> None:
        """Stop pushing and close the books."""
        self.webhooks.stop()
        self._store.close()

    def answer(self, request: Request) -> Answer | None:
        """Answer a request; None means: hang up."""
        found = self._router.find(request)
        if found is None:
            return CarrierError(404, "No such path.").answer(path=request.path)
        handler, completed = found
        return self._faults.serve(completed, handler)

    def _handler(self, serve: Serve) -> Handler:
        def handle(request: Request) -> Answer:
            try:
                _check_credentials(request)
                with self._open_books() as books:
                    return serve(books, request)
            except CarrierError as error:
                return error.answer(path=request.path)

        return handle

    @contextmanager
    def _open_books(self) -> Iterator[Books]:
        """The books in a transaction; a refusal takes back what was written."""
        with self._store.transaction() as connection:
            yield Books(connection=connection, now=self._clock.now(), pushes=self.webhooks)

    def _buy(self, books: Books, request: Request) -> Answer:
        kept = buy_shipment(books=books, body=_read_body(request), reference=_read_reference(request))
        return answer_json(status=201, body=shape_bought(kept, base_url=self._base_url))

    def _rate(self, books: Books, request: Request) -> Answer:
        return answer_json(status=200, body=shape_rates(body=_read_body(request), books=books))

    def _parcel(self, make: Callable[..., Json], status: int) -> Serve:
        return lambda books, request: answer_json(
            status=status, body=make(books=books, body=_read_body(request))
        )

    def _delete_order(self, books: Books, request: Request) -> Answer:
        return answer_json(status=200, body=delete_order(books=books, number=request.argument("shipment")))

    def _delete_pickup(self, books: Books, request: Request) -> Answer:
        return answer_json(status=200, body=delete_pickup(books=books, number=request.argument("orderID")))

    def _track_unified(self, books: Books, request: Request) -> Answer:
        kept = books.find_shipment(request.argument("trackingNumber"))
        shape = shape_unified(kept, books.list_scans(kept.number), base_url=self._base_url)
        return answer_json(status=200, body={"shipments": [shape]})

    def _subscribe(self, books: Books, request: Request) -> Answer:
        """A subscription: its hook is asked at once whether it is wanted there."""
        body = _read_body(request)
        secret = secrets.token_urlsafe(16)
        name = books.add_subscription(secret=secret, request=body)
        pushed = {"scope": "subscription.validate", "self": f"{self._base_url}/{name}", "secret": secret}
        _afterwards(self.webhooks.send_now, "", dump_json(pushed), to=_endpoint_of(body))
        return answer_json(
            status=201, body={"self": f"{self._base_url}/tracking/push/v1/subscription/{name}"}
        )

    def _confirm(self, books: Books, request: Request) -> Answer:
        secret, body = books.find_subscription(request.ids[0])
        if request.headers.get("dhl-api-hook-secret") != secret:
            raise CarrierError(401, "The hook secret is wrong.")
        endpoint = _endpoint_of(body)
        _afterwards(self.webhooks.configure, url=endpoint.url, secrets=endpoint.secrets)
        return answer_json(status=200, body={"self": request.path})

    def _track_one(self, books: Books, request: Request) -> Answer:
        return _answer_tracking(books, [request.ids[0]])

    def _track(self, books: Books, request: Request) -> Answer:
        if reference := request.argument("shipmentReference"):
            needed = ("shipmentReferenceType", "shipperAccountNumber", "dateRangeFrom", "dateRangeTo")
            if missing := [name for name in needed if not request.argument(name)]:
                raise CarrierError(400, f"Missing mandatory parameters: {', '.join(missing)}")
            found = find_by_reference(books=books, reference=reference)
            if not found:
                raise CarrierError(404, "No shipment found")
            return _answer_tracking(books, [kept.number for kept in found])
        numbers = [
            number for text in request.query.get("shipmentTrackingNumber", []) for number in text.split(",")
        ]
        if not numbers:
            raise CarrierError(400, "shipmentTrackingNumber is needed.")
        return _answer_tracking(books, numbers)

    def _book_pickup(self, books: Books, request: Request) -> Answer:
        body = _read_body(request)
        planned = read_pickup(body=body, now=books.now)
        _read_reference(request)
        number = books.add_pickup(request=body)
        answer = {
            "dispatchConfirmationNumbers": [number],
            "readyByTime": f"{planned:%H:%M}",
            "nextPickupDate": planned.date().isoformat(),
            "warnings": [],
        }
        return answer_json(status=201, body=answer)

    def _cancel_pickup(self, books: Books, request: Request) -> Answer:
        if not (request.argument("requestorName") and request.argument("reason")):
            raise CarrierError(400, "requestorName and reason are needed.")
        books.cancel_pickup(request.ids[0])
        return answer_json(
            status=200, body={"dispatchConfirmationNumber": request.ids[0], "status": "cancelled"}
        )

    def _find_locations(self, _books: Books, request: Request) -> Answer:
        return answer_json(status=200, body=find_locations(request))

    def _show_redirect_page(self, books: Books, request: Request) -> Answer:
        kept = books.find_shipment(request.ids[0])
        return answer_redirect_page(kept=kept, accept_language=request.headers.get("accept-language", ""))

    def _redirect(self, books: Books, request: Request) -> Answer:
        self._scan(books, request.ids[0], "redirected", None)
        return answer_redirect(location=f"/track/{request.ids[0]}")

    def _list_pickups(self, books: Books, _request: Request) -> Answer:
        return answer_json(status=200, body={"rows": books.list_pickups()})

    def _show_track_page(self, books: Books, request: Request) -> Answer:
        kept = books.find_shipment(request.ids[0])
        return answer_track_page(
            kept=kept,
            scans=books.list_scans(kept.number),
            accept_language=request.headers.get("accept-language", ""),
        )

    def _list_shipments(self, books: Books, _request: Request) -> Answer:
        rows = []
        for kept in books.list_shipments():
            scans = books.list_scans(kept.number)
            rows.append(shape_row(kept, status=scans[-1].status if scans else "announced"))
        return answer_json(status=200, body={"rows": rows})

    def _add_event(self, books: Books, request: Request) -> Answer:
        body = _read_body(request)
        try:
            at = datetime.fromisoformat(body["at"]) if "at" in body else None
        except (TypeError, ValueError) as error:
            raise CarrierError(400, "at is an ISO 8601 time with its offset.") from error
        if at is not None and at.tzinfo is None:
            raise CarrierError(400, "at is an ISO 8601 time with its offset.")
        push = self._scan(books, request.ids[0], str(body.get("status")), at)
        return answer_json(status=201, body=push)

    def _scan(self, books: Books, number: str, status: str, at: datetime | None) -> Json:
        kept = record_scan(books=books, number=number, status=status, at=at)
        push = shape_push(kept, books.list_scans(kept.number), base_url=self._base_url)
        books.push(event=push["id"], body=dump_json(push))
        return push

    def _find_event(self, event: str) -> str | None:
        """The push of a shipment as it would be sent now, by the id of any of its pushes."""
        try:
            with self._open_books() as books:
                kept = books.find_shipment(event.partition("-")[0])
                scans = books.list_scans(kept.number)
        except CarrierError:
            return None
        return dump_json(shape_push(kept, scans, base_url=self._base_url)) if scans else None


def _afterwards(call: Callable[..., object], *arguments: object, **named: object) -> None:
    """Once the books are closed again."""
    threading.Timer(0.05, call, arguments, named).start()


def _endpoint_of(subscription: Json) -> Endpoint:
    hook = subscription.get("hook") or {}
    token = (hook.get("authentication") or {}).get("token", "")
    try:
        return Endpoint(url=hook.get("uri", ""), secrets=(token,))
    except (TypeError, ValueError) as error:
        raise CarrierError(400, str(error)) from error


def _answer_tracking(books: Books, numbers: list[str]) -> Answer:
    shipments = [shape_tracking(books.find_shipment(number), books.list_scans(number)) for number in numbers]
    return answer_json(status=200, body={"shipments": shipments})


def _check_credentials(request: Request) -> None:
    for prefix, header, start in CREDENTIALS:
        value = request.headers.get(header, "")
        if request.path.startswith(prefix) and not (value and value.startswith(start)):
            raise CarrierError(401, "Invalid Credentials")


def _read_reference(request: Request) -> str | None:
    reference = request.headers.get("message-reference")
    if reference is not None and not SHORTEST_REFERENCE <= len(reference) <= LONGEST_REFERENCE:
        raise CarrierError(
            400, f"Message-Reference has {SHORTEST_REFERENCE} to {LONGEST_REFERENCE} characters."
        )
    return reference


def _read_body(request: Request) -> Json:
    try:
        return read_object(request)
    except (TypeError, ValueError) as error:
        raise CarrierError(400, "A JSON object is expected.") from error


def _stumble(status: int) -> Json:
    return error_body(status=status, detail=f"The stand-in was told to answer {status}.", path="")
