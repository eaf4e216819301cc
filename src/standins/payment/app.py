"""The payment stand-in put together: authorisation, idempotency, routes, the sweep of what falls due."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

from standins.clock import HouseClock
from standins.control import Control
from standins.faults import Faults
from standins.payment import adyen, calls, dispute_calls, hosted, list_calls, paypal, session_calls
from standins.payment import books as book_keeping
from standins.payment.books import Books, list_entries, new_id
from standins.payment.calls import Call, Perform
from standins.payment.errors import ApiError
from standins.payment.intents import lapse_intent
from standins.payment.keys import find_answer, fingerprint_request, keep_answer
from standins.payment.params import read_params
from standins.payment.records import Intent, Session
from standins.payment.sessions import expire_session
from standins.payment.shapes import API_VERSION
from standins.payment.wires import Wire, WireCall, WirePerform, list_notices
from standins.server import Answer, Handler, Json, Request, Router, answer_json
from standins.store import Store
from standins.webhooks import Webhooks

SWEEP_SECONDS = 0.5

# The other providers on these books.
WIRES = (adyen.WIRE, paypal.WIRE)
TELLERS = {wire.name: (wire.mark, wire.tell) for wire in WIRES}

CALLS: dict[tuple[str, str], Perform] = {
    ("POST", "/v1/payment_intents"): calls.post_intent,
    ("GET", "/v1/payment_intents"): list_calls.list_intents,
    ("GET", "/v1/payment_intents/{id}"): calls.get_intent,
    ("POST", "/v1/payment_intents/{id}/confirm"): calls.post_confirm,
    ("POST", "/v1/payment_intents/{id}/capture"): calls.post_capture,
    ("POST", "/v1/payment_intents/{id}/cancel"): calls.post_cancel,
    ("GET", "/v1/charges/{id}"): calls.get_charge,
    ("POST", "/v1/refunds"): calls.post_refund,
    ("GET", "/v1/refunds"): list_calls.list_refunds,
    ("GET", "/v1/refunds/{id}"): calls.get_refund,
    ("POST", "/v1/checkout/sessions"): session_calls.post_session,
    ("GET", "/v1/checkout/sessions"): list_calls.list_sessions,
    ("GET", "/v1/checkout/sessions/{id}"): session_calls.get_session,
    ("GET", "/v1/checkout/sessions/{id}/line_items"): session_calls.get_session_lines,
    ("POST", "/v1/checkout/sessions/{id}/expire"): session_calls.post_session_expire,
    ("GET", "/v1/balance_transactions"): dispute_calls.list_transactions,
    ("GET", "/v1/disputes"): dispute_calls.list_disputes,
    ("GET", "/v1/disputes/{id}"): dispute_calls.get_dispute,
    ("POST", "/v1/disputes/{id}"): dispute_calls.post_dispute,
    ("GET", "/v1/reviews/{id}"): calls.get_review,
    ("POST", "/v1/reviews/{id}/approve"): calls.post_review_approve,
    ("GET", "/v1/events"): list_calls.list_events,
    ("GET", "/v1/events/{id}"): calls.get_event,
}

PAGES: dict[tuple[str, str], hosted.Show] = {
    ("GET", "/c/pay/{id}"): hosted.show_session,
    ("POST", "/c/pay/{id}"): hosted.submit_session,
    ("GET", "/authorise/{id}"): hosted.show_authorisation,
    ("POST", "/authorise/{id}"): hosted.submit_authorisation,
}


class PaymentStandIn:
    """Answers requests on the books in one home folder."""

    def __init__(self, home: Path) -> None:
        self._clock = HouseClock(home)
        self._store = Store(path=home / "payment-standin.sqlite", schema=book_keeping.SCHEMA)
        self._base_url = ""
        self._closing = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep, name="sweep", daemon=True)
        self.webhooks = Webhooks(
            store=self._store, header="Stripe-Signature", others={wire.mark: wire.sign for wire in WIRES}
        )
        self._faults = Faults(api=["* /v1/*", "* /v2/*", "* /v71/*"], error_body=_error_body)
        self._router = Router()
        for (method, template), perform in CALLS.items():
            self._router.add(method, template, self._call_handler(perform))
        for wire in WIRES:
            for (method, template), wire_perform in wire.calls.items():
                self._router.add(method, template, self._wire_handler(wire, wire_perform))
        for (method, template), show in PAGES.items():
            self._router.add(method, template, self._page_handler(show))
        self._router.add("GET", "/books", self._show_books)
        self._router.add("GET", "/_control/notices", self._show_notices)
        self._router.add("POST", "/_control/disputes", self._page_handler(dispute_calls.play_bank))
        Control(
            store=self._store,
            faults=self._faults,
            webhooks=self.webhooks,
            now=self._clock.now,
            find_event=self._find_event,
        ).add_routes(self._router)

    def open(self, *, base_url: str) -> None:
        """Begin to push events and to let things fall due."""
        self._base_url = base_url
        self.webhooks.start()
        self._sweeper.start()

    def close(self) -> None:
        """Stop the threads and close the books."""
        self._closing.set()
        self.webhooks.stop()
        self._store.close()

    def answer(self, request: Request) -> Answer | None:
        """Answer a request; None means: hang up."""
        found = self._router.find(request)
        if found is None:
            message = f"Unrecognized request URL ({request.method}: {request.path})."
            return ApiError(message, status=404).answer
        handler, completed = found
        return self._faults.serve(completed, handler)

    def _call_handler(self, perform: Perform) -> Handler:
        def handle(request: Request) -> Answer:
            if not request.headers.get("authorization", "").startswith(("Bearer sk_", "Bearer rk_")):
                return ApiError("Invalid API Key provided.", status=401).answer
            return self._perform(request, perform)

        return handle

    def _wire_handler(self, wire: Wire, perform: WirePerform) -> Handler:
        def handle(request: Request) -> Answer:
            refused = wire.refuse_stranger(request)
            if refused is not None:
                return refused
            secrets = self.webhooks.secrets
            key = request.headers.get(wire.key_header) if request.method in ("POST", "PATCH") else None
            return self._once(
                key=key,
                named=f"{wire.name}:{key}",
                fingerprint=fingerprint_request(
                    path=request.path, pairs=[("body", request.body.decode("latin-1"))]
                ),
                run=lambda books: perform(WireCall(books=books, request=request, secrets=secrets)),
                refuse=wire.refuse,
            )

        return handle

    def _page_handler(self, show: hosted.Show) -> Handler:
        def handle(request: Request) -> Answer:
            with self._open_books() as (_connection, books):
                try:
                    return show(books, request)
                except ApiError as error:
                    return error.answer

        return handle

    def _perform(self, request: Request, perform: Perform) -> Answer:
        """Run a call once per idempotency key: effect and answer are written in one transaction."""
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        request_id = new_id("req")
        text = request.body.decode() if request.method == "POST" else request.raw_query
        pairs = parse_qsl(text, keep_blank_values=True)
        fingerprint = fingerprint_request(path=request.path, pairs=pairs) if key else ""
        answer = self._once(
            key=key,
            named=key or "",
            fingerprint=fingerprint,
            run=lambda books: perform(
                Call(books=books, params=read_params(pairs), path=request.path, ids=request.ids)
            ),
            refuse=lambda error: error.answer,
            request_id=request_id,
        )
        version = request.headers.get("stripe-version", API_VERSION)
        named = (("Request-Id", request_id), ("Stripe-Version", version))
        echoed = (("Idempotency-Key", key),) if key else ()
        return replace(answer, headers=(*answer.headers, *named, *echoed))

    def _once(
        self,
        *,
        key: str | None,
        named: str,
        fingerprint: str,
        run: Callable[[Books], Answer],
        refuse: Callable[[ApiError], Answer],
        request_id: str | None = None,
    ) -> Answer:
        """The answer kept under a key, or that of the run, kept `named` so with its effect."""
        with self._open_books(key=key, request_id=request_id) as (connection, books):
            try:
                kept = find_answer(connection=connection, key=named, fingerprint=fingerprint) if key else None
                answer, keep = kept or run(books), kept is None
            except ApiError as error:
                answer, keep = refuse(error), error.kept
            if key and keep:
                keep_answer(connection=connection, key=named, fingerprint=fingerprint, answer=answer)
            return answer

    @contextmanager
    def _open_books(
        self, *, key: str | None = None, request_id: str | None = None
    ) -> Iterator[tuple[sqlite3.Connection, Books]]:
        """The books in a transaction, with all that has fallen due done first."""
        with self._store.transaction() as connection:
            now = self._clock.now()
            due = Books(
                connection=connection,
                now=now,
                base_url=self._base_url,
                pushes=self.webhooks,
                tellers=TELLERS,
            )
            _settle_due(due)
            yield (
                connection,
                Books(
                    connection=connection,
                    now=now,
                    base_url=self._base_url,
                    pushes=self.webhooks,
                    key=key,
                    request_id=request_id,
                    tellers=TELLERS,
                ),
            )

    def _sweep(self) -> None:
        while not self._closing.wait(SWEEP_SECONDS):
            with self._open_books() as (_connection, books):
                books.forget_events()

    def _show_books(self, request: Request) -> Answer:
        after = request.argument("after") or "0"
        if not after.isdecimal():
            return answer_json(status=400, body={"error": "after is how many rows to leave out."})
        with self._open_books() as (connection, _books):
            rows = list_entries(
                connection=connection, after=int(after), order=request.argument("order") or None
            )
        return answer_json(status=200, body={"rows": rows})

    def _show_notices(self, request: Request) -> Answer:
        """What other providers told of an order, as it goes over the wire when it is signed now."""
        with self._open_books() as (_connection, books):
            found = list_notices(books, order=request.argument("order"), sign=self.webhooks.sign)
        return answer_json(status=200, body={"notices": found})

    def _find_event(self, event: str) -> str | None:
        with self._open_books() as (_connection, books):
            try:
                return books.find_body("event" if event.startswith("evt_") else "notice", event)
            except ApiError:
                return None


def _settle_due(books: Books) -> None:
    for intent in books.list_due(Intent):
        lapse_intent(books=books, intent=intent)
    for session in books.list_due(Session):
        expire_session(books=books, session=session)


def _error_body(status: int) -> Json:
    return {"error": {"type": "api_error", "message": f"The stand-in was told to answer {status}."}}
