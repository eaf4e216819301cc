"""PayPal Orders v2 and Payments v2, by their documented HTTP API: the shopper approves on PayPal's page (PAY-04).

An approval moves no money: the order is charged, or held, by a call of ours when it is looked at. So an order that is
given up needs no call at all. Everything about a payment is in its order, whose id is both references.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from comptoir.core.lifecycles import PaymentState
from comptoir.infra.papers import as_pdf
from comptoir.payments.gateways.base import (
    BadSignature,
    DisputeReport,
    EffectRefused,
    Known,
    Movement,
    NotToldYet,
    Opening,
    ProviderUnreachable,
    Report,
    Told,
)
from comptoir.payments.gateways.paypal_disputes import (
    captures_of,
    next_page,
    report_dispute,
    shape_evidence,
)
from comptoir.payments.gateways.paypal_orders import (
    TAKEN,
    UNAPPROVED,
    authorisation_of,
    left_of,
    minor_of,
    payments_of,
    read_event,
    read_row,
    report_order,
    shape_amount,
    shape_order,
)
from comptoir.payments.gateways.rest import (
    Json,
    Refusal,
    Unpayable,
    read,
    send,
    setting,
    table_of,
    text_of,
)

_HONOURED = timedelta(days=3)  # after that PayPal wants an authorisation renewed before it is captured
_PAGE = 500
_DISPUTES_A_PAGE = 50
_MOST_DAYS = timedelta(days=30)
_TOKEN_MARGIN_S = 60
_SIGNED = ("auth-algo", "cert-url", "transmission-id", "transmission-sig", "transmission-time")


class PaypalGateway:
    """The adapter of `payments.gateways.base.Gateway` to PayPal."""

    name = "paypal"
    report_lag = timedelta(hours=4)  # PayPal names three

    def __init__(self) -> None:
        self._token, self._token_ends = "", 0.0

    def open(self, opening: Opening) -> Report:
        """An order for the shopper to approve; tokens are not taken."""
        if opening.token:
            return Report(state=PaymentState.DECLINED, failure="token_refused")
        try:
            order, _ = self._ask("POST", "v2/checkout/orders", body=shape_order(opening), key=opening.key)
        except (Refusal, Unpayable) as refusal:
            return Report(state=PaymentState.FAILED, failure=str(refusal))
        return report_order(order)

    def look(self, known: Known) -> Report:
        """The order as it is now; one that was approved is charged or held first, once."""
        try:
            order, _ = self._find(known)
            if order["status"] == "APPROVED":
                return self._finish(order)
        except Refusal as refusal:
            raise ProviderUnreachable(refusal.code) from refusal
        return report_order(order)

    def close(self, known: Known, *, key: str) -> Report:
        """Nothing is asked: what nobody approved is never charged, and PayPal forgets it."""
        del key
        given_up = Report(
            state=PaymentState.CANCELLED,
            provider_ref=known.provider_ref,
            session_ref=known.session_ref,
            failure="page_closed",
        )
        try:
            order, _ = self._find(known)
        except Refusal:
            return given_up
        return given_up if order["status"] in UNAPPROVED else self.look(known)

    def capture(self, known: Known, *, amount: int, currency: str, final: bool, key: str) -> str:
        """Take a part of the authorisation, renewed first where PayPal no longer honours it."""
        try:
            authorisation = self._honoured(known)
            body = {"amount": shape_amount(amount, currency), "final_capture": final}
            path = f"v2/payments/authorizations/{authorisation}/capture"
            taken, _ = self._ask("POST", path, body=body, key=key)
            if taken["status"] == "PENDING":
                taken, _ = self._ask("GET", f"v2/payments/captures/{taken['id']}")
        except Refusal as refusal:
            raise EffectRefused(refusal.code) from refusal
        if taken["status"] == "PENDING":
            raise NotToldYet("capture")
        if taken["status"] not in TAKEN:
            raise EffectRefused(taken["status"].lower())
        return text_of(taken["id"])

    def refund(self, known: Known, *, amount: int, currency: str, key: str) -> str:
        """Give back a part of what was captured, from one capture after the other; what this key gave before counts."""
        done: list[str] = []
        try:
            parts = payments_of(self._find(known)[0])
            before = [row for row in parts["refunds"] if row.get("custom_id") == key]
            done += [text_of(row["id"]) for row in before]
            rest = amount - sum(minor_of(row["amount"]) for row in before)
            free = {text_of(row["id"]): left_of(row, parts["refunds"]) for row in parts["captures"]}
            if rest > sum(free.values()):
                raise EffectRefused("refund_amount_exceeded")
            for capture, left in free.items():
                if part := min(rest, left):
                    done.append(self._give_back(capture, part, currency, key))
                    rest -= part
        except Refusal as refusal:
            if (
                done
            ):  # a part went back: the rest is asked for with the same key, never the whole with another
                raise NotToldYet(refusal.code) from refusal
            raise EffectRefused(refusal.code) from refusal
        return ",".join(done)[:80]

    def void(self, known: Known, *, key: str) -> str:
        """Release the authorisation."""
        try:
            authorisation = authorisation_of(self._find(known)[0])
            self._ask("POST", f"v2/payments/authorizations/{authorisation['id']}/void", body={}, key=key)
        except Refusal as refusal:
            raise EffectRefused(refusal.code) from refusal
        return text_of(authorisation["id"])

    def disputes(self, *, since: datetime) -> tuple[DisputeReport, ...]:
        """Every dispute opened since a moment, page by page, each looked at."""
        asked = {
            "start_time": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
            "page_size": str(_DISPUTES_A_PAGE),
        }
        found: list[Json] = []
        try:
            while True:
                page, _ = self._ask("GET", "v1/customer/disputes", params=asked)
                found += page.get("items") or ()
                if not (token := next_page(page)):
                    break
                asked["next_page_token"] = token
        except Refusal as refusal:
            raise ProviderUnreachable(refusal.code) from refusal
        return tuple(self.look_at_dispute(Known(), reference=row["dispute_id"]) for row in found)

    def look_at_dispute(self, known: Known, *, reference: str) -> DisputeReport:
        """The dispute as it is now; it names a capture, which names the order."""
        try:
            dispute, _ = self._ask("GET", f"v1/customer/disputes/{reference}")
            order = known.session_ref or self._order_of(dispute)
        except Refusal as refusal:
            raise ProviderUnreachable(refusal.code) from refusal
        return report_dispute(dispute, order=order)

    def answer_dispute(self, *, reference: str, evidence: str, key: str) -> None:
        """The evidence as notes and as a paper."""
        kind, form = shape_evidence(evidence, paper=as_pdf(evidence))
        path = f"v1/customer/disputes/{reference}/provide-evidence"
        try:
            self._ask("POST", path, content=form, kind=kind, key=key)
        except Refusal as refusal:
            raise EffectRefused(refusal.code) from refusal

    def _order_of(self, dispute: Mapping[str, Any]) -> str:
        for capture in captures_of(dispute)[:1]:
            found, _ = self._ask("GET", f"v2/payments/captures/{capture}")
            related = table_of(table_of(found.get("supplementary_data")).get("related_ids"))
            return text_of(related.get("order_id"))
        return ""

    def movements(self, *, since: datetime, until: datetime) -> tuple[Movement, ...]:
        """The transactions of a period that are about payments, as the search gives them."""
        found = []
        while since < until:
            end = min(until, since + _MOST_DAYS)
            found += [move for row in self._transactions(since, end) for move in read_row(row)]
            since = end
        return tuple(sorted({move.reference: move for move in found}.values(), key=lambda move: move.at))

    def read_events(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Told, ...]:
        """Have PayPal say that it is theirs, for each webhook of ours, then read it."""
        try:
            event = json.loads(body)
            told = read_event(event)
        except (ValueError, KeyError, TypeError, AttributeError) as trouble:
            raise BadSignature from trouble
        given = {name.lower(): text for name, text in headers.items()}
        signed = {name.replace("-", "_"): given.get(f"paypal-{name}", "") for name in _SIGNED}
        for webhook in filter(None, setting("paypal", "webhook").split(",")):
            if all(signed.values()) and self._verifies(signed | {"webhook_id": webhook}, body):
                return (self._named(told),)
        raise BadSignature

    def _named(self, told: Told) -> Told:
        """An event about a dispute, with the order that it does not name itself."""
        if not told.dispute_ref:
            return told
        try:
            order = self._order_of(table_of(told.payload.get("resource")))
        except Refusal as refusal:
            raise ProviderUnreachable(refusal.code) from refusal
        return replace(told, provider_ref=order, session_ref=order)

    def _verifies(self, signed: Mapping[str, str], body: bytes) -> bool:
        # The event goes back as it came: its bytes are what was signed.
        asked = json.dumps(signed)[:-1].encode() + b', "webhook_event": ' + body + b"}"
        try:
            answer, _ = self._ask("POST", "v1/notifications/verify-webhook-signature", content=asked)
        except Refusal:
            return False
        return answer.get("verification_status") == "SUCCESS"

    def _finish(self, order: Json) -> Report:
        """Charge or hold what the shopper approved: once for the order, whoever asks."""
        verb = order["intent"].lower()
        path = f"v2/checkout/orders/{order['id']}/{verb}"
        try:
            finished, _ = self._ask("POST", path, body={}, key=f"{order['id']}:{verb}")
        except Refusal as refusal:
            if refusal.code.startswith("ORDER_ALREADY"):
                raise  # somebody else was quicker: it is looked at again
            return Report(
                state=PaymentState.DECLINED,
                provider_ref=order["id"],
                session_ref=order["id"],
                failure=refusal.code.lower(),
            )
        return report_order(finished)

    def _honoured(self, known: Known) -> str:
        order, now = self._find(known)
        authorisation = authorisation_of(order)
        old = now and now - datetime.fromisoformat(authorisation["create_time"]) > _HONOURED
        if not old or authorisation["status"] != "CREATED":
            return text_of(authorisation["id"])
        path = f"v2/payments/authorizations/{authorisation['id']}/reauthorize"
        body = {"amount": authorisation["amount"]}
        renewed, _ = self._ask("POST", path, body=body, key=f"{authorisation['id']}:again")
        return text_of(renewed["id"])

    def _give_back(self, capture: str, part: int, currency: str, key: str) -> str:
        body = {"amount": shape_amount(part, currency), "custom_id": key}
        path = f"v2/payments/captures/{capture}/refund"
        refund, _ = self._ask("POST", path, body=body, key=f"{key}:{capture}")
        if refund["status"] not in {"COMPLETED", "PENDING"}:
            raise EffectRefused(refund["status"].lower())
        return text_of(refund["id"])

    def _transactions(self, since: datetime, until: datetime) -> Iterator[Json]:
        page, pages = 1, 1
        while page <= pages:
            asked = {
                "start_date": since.isoformat(timespec="seconds"),
                "end_date": until.isoformat(timespec="seconds"),
                "fields": "transaction_info",
                "page_size": str(_PAGE),
                "page": str(page),
            }
            found, _ = self._ask("GET", "v1/reporting/transactions", params=asked)
            yield from (row["transaction_info"] for row in found.get("transaction_details", ()))
            page, pages = page + 1, found.get("total_pages", 1)

    def _find(self, known: Known) -> tuple[Json, datetime | None]:
        return self._ask("GET", f"v2/checkout/orders/{known.session_ref or known.provider_ref}")

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        content: bytes | None = None,
        params: dict[str, str] | None = None,
        key: str = "",
        kind: str = "application/json",
    ) -> tuple[Json, datetime | None]:
        """What PayPal answers, and when by its own clock; with a fresh token where ours is no longer taken."""
        answer = self._send(method, path, json=body, content=content, params=params, key=key, kind=kind)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._token = ""
            answer = self._send(method, path, json=body, content=content, params=params, key=key, kind=kind)
        found = read(answer)
        if answer.is_success:
            stamp = answer.headers.get("Date")
            return found, parsedate_to_datetime(stamp) if stamp else None
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise ProviderUnreachable("401")
        issues = [text_of(issue.get("issue")) for issue in found.get("details") or ()]
        code = next(filter(None, issues), "") or text_of(found.get("name")) or "refused"
        raise Refusal(status=answer.status_code, code=code, body=found)

    def _send(
        self,
        method: str,
        path: str,
        *,
        json: object,
        content: bytes | None,
        params: dict[str, str] | None,
        key: str,
        kind: str,
    ) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self._find_token()}",
            "Content-Type": kind,
            "Prefer": "return=representation",
        }
        if key:
            headers["PayPal-Request-Id"] = key
        url = f"{setting('paypal', 'url')}/{path}"
        return send(method, url, json=json, content=content, params=params, headers=headers)

    def _find_token(self) -> str:
        """The token that the calls carry, kept until shortly before it ends."""
        if not self._token or time.monotonic() > self._token_ends:
            login = base64.b64encode(setting("paypal", "key").encode()).decode()
            answer = send(
                "POST",
                f"{setting('paypal', 'url')}/v1/oauth2/token",
                content=b"grant_type=client_credentials",
                headers={
                    "Authorization": f"Basic {login}",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
            if not answer.is_success:
                raise ProviderUnreachable(str(answer.status_code))
            found = read(answer)
            self._token_ends = time.monotonic() + int(found["expires_in"]) - _TOKEN_MARGIN_S
            self._token = text_of(found["access_token"])
        return self._token
