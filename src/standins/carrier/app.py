"""The carrier stand-in put together: authorisation, routes, pushes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from standins.carrier import books as book_keeping
from standins.carrier.books import Books
from standins.carrier.errors import CarrierError, error_body
from standins.carrier.locations import find_locations
from standins.carrier.reading import read_pickup
from standins.carrier.shipments import buy_shipment, shape_bought, shape_row, void_shipment
from standins.carrier.track_page import answer_track_page
from standins.carrier.tracking import record_scan, shape_push, shape_tracking
from standins.clock import HouseClock
from standins.control import Control, read_object
from standins.faults import Faults
from standins.server import Answer, Handler, Json, Request, Router, answer_json, dump_json
from standins.store import Store
from standins.webhooks import Webhooks

# Basic authentication on MyDHL, an API key on the location finder; any value is good.
CREDENTIALS = {"/mydhlapi/": ("authorization", "Basic "), "/location-finder/": ("dhl-api-key", "")}
SHORTEST_REFERENCE, LONGEST_REFERENCE = 28, 36

Serve = Callable[[Books, Request], Answer]


class CarrierStandIn:
    """Answers requests on the books in one home folder."""

    def __init__(self, home: Path) -> None:
        self._clock = HouseClock(home)
        self._store = Store(path=home / "carrier-standin.sqlite", schema=book_keeping.SCHEMA)
        self._base_url = ""
        self.webhooks = Webhooks(store=self._store, header="DHL-Hook-Signature")
        self._faults = Faults(api=["* /mydhlapi/*", "* /location-finder/*"], error_body=_stumble)
        self._router = Router()
        calls: tuple[tuple[str, str, Serve], ...] = (
            ("POST", "/mydhlapi/shipments", self._buy),
            ("DELETE", "/mydhlapi/shipments/{number}", self._void),
            ("GET", "/mydhlapi/shipments/{number}/tracking", self._track_one),
            ("GET", "/mydhlapi/tracking", self._track),
            ("POST", "/mydhlapi/pickups", self._book_pickup),
            ("DELETE", "/mydhlapi/pickups/{number}", self._cancel_pickup),
            ("GET", "/location-finder/v1/find-by-address", self._find_locations),
            ("GET", "/track/{number}", self._show_track_page),
            ("GET", "/shipments", self._list_shipments),
            ("POST", "/_control/shipments/{number}/events", self._add_event),
        )
        for method, template, serve in calls:
            self._router.add(method, template, self._handler(serve))
        Control(
            faults=self._faults, webhooks=self.webhooks, now=self._clock.now, find_event=self._find_event
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

    def _void(self, books: Books, request: Request) -> Answer:
        void_shipment(books=books, number=request.ids[0])
        return answer_json(status=200, body={"shipmentTrackingNumber": request.ids[0], "status": "voided"})

    def _track_one(self, books: Books, request: Request) -> Answer:
        return _answer_tracking(books, [request.ids[0]])

    def _track(self, books: Books, request: Request) -> Answer:
        numbers = [
            number for text in request.query.get("shipmentTrackingNumber", []) for number in text.split(",")
        ]
        if not numbers:
            raise CarrierError(400, "shipmentTrackingNumber is needed.")
        return _answer_tracking(books, numbers)

    def _book_pickup(self, books: Books, request: Request) -> Answer:
        body = _read_body(request)
        planned = read_pickup(body=body, now=books.now)
        number = books.add_pickup(reference=_read_reference(request), request=body)
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
        kept = record_scan(books=books, number=request.ids[0], status=str(body.get("status")), at=at)
        push = shape_push(kept, books.list_scans(kept.number))
        books.push(event=push["id"], body=dump_json(push))
        return answer_json(status=201, body=push)

    def _find_event(self, event: str) -> str | None:
        """The push of a shipment as it would be sent now, by the id of any of its pushes."""
        try:
            with self._open_books() as books:
                kept = books.find_shipment(event.partition("-")[0])
                scans = books.list_scans(kept.number)
        except CarrierError:
            return None
        return dump_json(shape_push(kept, scans)) if scans else None


def _answer_tracking(books: Books, numbers: list[str]) -> Answer:
    shipments = [shape_tracking(books.find_shipment(number), books.list_scans(number)) for number in numbers]
    return answer_json(status=200, body={"shipments": shipments})


def _check_credentials(request: Request) -> None:
    for prefix, (header, start) in CREDENTIALS.items():
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
