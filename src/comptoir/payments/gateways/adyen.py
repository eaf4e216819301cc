"""Adyen Checkout, by its documented HTTP API: the shopper pays on a payment link's page (PAY-04).

Adyen has no call that says what became of a payment: a link says whether it was paid, the rest comes as notifications,
each signed over its fields. So what a payment is now is read from its link and from all that was told of it, in
whatever order that came (C-11). A capture, refund or void is taken at once and its outcome told later (NotToldYet).
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx

from comptoir.core.lifecycles import PaymentState
from comptoir.core.money import minor_of
from comptoir.infra.papers import as_pdf
from comptoir.payments.gateways.adyen_amounts import shape_amount, to_adyen, value_of
from comptoir.payments.gateways.adyen_disputes import choose_defence, is_dispute, read_dispute
from comptoir.payments.gateways.base import (
    BadSignature,
    DisputeReport,
    EffectRefused,
    Known,
    Movement,
    MovementKind,
    NotToldYet,
    Opening,
    ProviderUnreachable,
    Report,
    Told,
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

_VERSION = "v71"
_DISPUTES = "ca/services/DisputeService/v30"
_METHODS = {
    "card": "scheme",
    "paypal": "paypal",
    "klarna": "klarna",
    "apple_pay": "applepay",
    "google_pay": "googlepay",
}
_LOCALES = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE", "ja": "ja-JP"}
_CHALLENGE = "04"  # 3-D Secure is asked for, always (C-04)
_SIGNED = ("pspReference", "originalReference", "merchantAccountCode", "merchantReference")
# Reasons of a refusal that are neither the bank's nor the shopper's doing (PAY-10).
_TECHNICAL = {"Acquirer Error", "Issuer Unavailable", "Not Submitted", "Pending"}
_RECORDS: dict[str, MovementKind] = {
    "SentForSettle": "capture",
    "SentForRefund": "refund",
    "Chargeback": "dispute",
    "SecondChargeback": "dispute",
    "ChargebackReversed": "dispute_won",
}
_ZONES = {"CET": "Europe/Amsterdam", "CEST": "Europe/Amsterdam"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """What the notifications of a payment say together: only ever more, whatever their order."""

    paid: Mapping[str, object]  # the notification of the authorisation, empty while there is none
    refusal: str  # why the last try came to nothing
    captured: int
    over: PaymentState | None  # that nothing more can be taken
    outcomes: Mapping[str, str]  # of each capture, refund and void by its reference: blank, or why not


class AdyenGateway:
    """The adapter of `payments.gateways.base.Gateway` to Adyen."""

    name = "adyen"
    report_lag = timedelta(hours=36)  # a day's report is made in the night after

    def open(self, opening: Opening) -> Report:
        """A payment link for the shopper's browser; tokens of cards are not taken."""
        if opening.token:
            return Report(state=PaymentState.DECLINED, failure="token_refused")
        try:
            link = self._ask("POST", "paymentLinks", body=_link(opening), key=opening.key)
        except (Refusal, Unpayable) as refusal:
            return Report(state=PaymentState.FAILED, failure=str(refusal))
        return _report(link, _read_story(Known()))

    def look(self, known: Known) -> Report:
        """The link as it is now, and what was told."""
        try:
            link = self._ask("GET", f"paymentLinks/{known.session_ref}")
        except Refusal as refusal:
            raise ProviderUnreachable(refusal.code) from refusal
        return _report(link, _read_story(known))

    def close(self, known: Known, *, key: str) -> Report:
        """End the link; one that is over stays as it is."""
        with suppress(Refusal):
            self._ask("PATCH", f"paymentLinks/{known.session_ref}", body={"status": "expired"}, key=key)
        return self.look(known)

    def capture(self, known: Known, *, amount: int, currency: str, final: bool, key: str) -> str:
        """Take a part of the authorisation; after the last part what is left is let go of."""
        reference = self._modify(known, "captures", key, amount=shape_amount(amount, currency))
        story = _read_story(known)
        if final and story.captured < value_of(story.paid):
            self._wish(known, "cancels", f"{key}:rest")
        return reference

    def refund(self, known: Known, *, amount: int, currency: str, key: str) -> str:
        """Give back a part of what was captured."""
        return self._modify(known, "refunds", key, amount=shape_amount(amount, currency))

    def void(self, known: Known, *, key: str) -> str:
        """Release the authorisation."""
        return self._modify(known, "cancels", key)

    def disputes(self, *, since: datetime) -> tuple[DisputeReport, ...]:
        """None: Adyen has no list of disputes. One of which no notification came shows in its report (C-12)."""
        del since
        return ()

    def look_at_dispute(self, known: Known, *, reference: str) -> DisputeReport:
        """What was told of it."""
        return read_dispute(known.told(), reference=reference)

    def answer_dispute(self, *, reference: str, evidence: str, key: str) -> None:
        """The evidence as a paper, for a reason that one paper is enough for."""
        reason, kind = choose_defence(self._defend("retrieveApplicableDefenseReasons", reference, f"{key}:r"))
        content = base64.b64encode(as_pdf(evidence)).decode()
        paper = {"content": content, "contentType": "application/pdf", "defenseDocumentTypeCode": kind}
        self._defend("supplyDefenseDocument", reference, f"{key}:s", defenseDocuments=[paper])
        self._defend("defendDispute", reference, f"{key}:d", defenseReasonCode=reason)

    def _defend(self, verb: str, reference: str, key: str, **more: object) -> Json:
        wish = {
            "disputePspReference": reference,
            "merchantAccountCode": setting("adyen", "account"),
            **more,
        }
        try:
            found = self._ask("POST", f"{_DISPUTES}/{verb}", body=wish, key=key, place=_desk())
        except Refusal as refusal:
            raise EffectRefused(refusal.code) from refusal
        result = table_of(found.get("disputeServiceResult"))
        if not result.get("success"):
            raise EffectRefused(text_of(result.get("errorMessage")) or "refused")
        return found

    def movements(self, *, since: datetime, until: datetime) -> tuple[Movement, ...]:
        """The payment accounting reports of the days of a period; a day without one had none."""
        first, days = since.date(), (until.date() - since.date()).days
        rows = [row for count in range(days + 1) for row in self._day(first + timedelta(days=count))]
        moved = (_read_row(row) for row in rows if row.get("Record Type") in _RECORDS)
        return tuple(sorted((row for row in moved if since <= row.at < until), key=lambda row: row.at))

    def read_events(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Told, ...]:
        """Check each notification's signature against every key in use, then read it."""
        del headers
        try:
            items = [item["NotificationRequestItem"] for item in json.loads(body)["notificationItems"]]
            for item in items:
                _check(item)
            return tuple(_told(item) for item in items)
        except (ValueError, KeyError, TypeError, AttributeError) as trouble:
            raise BadSignature from trouble

    def _modify(self, known: Known, what: str, key: str, **body: Json) -> str:
        """Wish for it with the same key, and read what was told of it."""
        try:
            reference = self._wish(known, what, key, **body)
        except Refusal as refusal:
            raise EffectRefused(refusal.code) from refusal
        outcome = _read_story(known).outcomes.get(reference)
        if outcome is None:
            raise NotToldYet(what)
        if outcome:
            raise EffectRefused(outcome)
        return reference

    def _wish(self, known: Known, what: str, key: str, **body: Json) -> str:
        wish = {"merchantAccount": setting("adyen", "account"), "reference": key, **body}
        answer = self._ask("POST", f"payments/{known.provider_ref}/{what}", body=wish, key=key)
        return text_of(answer["pspReference"])

    def _ask(self, method: str, path: str, *, body: object = None, key: str = "", place: str = "") -> Json:
        headers = {"X-API-Key": setting("adyen", "key")} | ({"Idempotency-Key": key} if key else {})
        place = place or f"{setting('adyen', 'url')}/{_VERSION}"
        answer = send(method, f"{place}/{path}", json=body, headers=headers)
        found = read(answer)
        if answer.is_success:
            return found
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise ProviderUnreachable("401")
        raise Refusal(
            status=answer.status_code, code=text_of(found.get("errorCode")) or "refused", body=found
        )

    def _day(self, day: date) -> Iterator[dict[str, str]]:
        account = setting("adyen", "account")
        name = f"payments_accounting_report_{day:%Y_%m_%d}.csv"
        login = base64.b64encode(setting("adyen", "reports").encode()).decode()
        answer = send(
            "GET",
            f"{_desk()}/reports/download/MerchantAccount/{account}/{name}",
            headers={"Authorization": f"Basic {login}"},
        )
        if answer.status_code != httpx.codes.NOT_FOUND:
            yield from csv.DictReader(answer.text.splitlines())


def _desk() -> str:
    """Where reports and disputes are."""
    return setting("adyen", "url").replace("checkout-", "ca-", 1)


def _link(opening: Opening) -> Json:
    wanted: Json = {
        "merchantAccount": setting("adyen", "account"),
        "reference": opening.order_number,
        "amount": shape_amount(opening.amount, opening.currency),
        "allowedPaymentMethods": [_METHODS[opening.method]],
        "expiresAt": opening.expires_at.astimezone(UTC).isoformat(timespec="seconds"),
        "returnUrl": opening.return_url,
        "reusable": False,
        "shopperEmail": opening.email,
        "shopperLocale": _LOCALES.get(opening.language, "en-GB"),
        "threeDS2RequestData": {"threeDSRequestorChallengeInd": _CHALLENGE},
        "lineItems": [
            {
                "description": line.name,
                "amountIncludingTax": to_adyen(line.amount, opening.currency),
                "quantity": line.quantity,
            }
            for line in opening.lines
        ],
    }
    return wanted | ({"captureDelayHours": 0} if opening.capture_now else {"manualCapture": True})


def _read_story(known: Known) -> _Story:
    told = [item for item in known.told() if text_of(item.get("eventCode"))]
    done = {(item["eventCode"], item["pspReference"]): item for item in told if item["success"] == "true"}
    failed = {item["pspReference"]: item for item in told if _says_no(item)}
    tries = [item for item in told if item["eventCode"] == "AUTHORISATION"]
    captures = [item for (code, ref), item in done.items() if code == "CAPTURE" and ref not in failed]
    codes = {code for code, _ in done}
    return _Story(
        paid=next((item for item in tries if item["success"] == "true"), {}),
        refusal=text_of(tries[-1].get("reason")) if tries else "",
        captured=sum(value_of(item) for item in captures),
        over=PaymentState.LAPSED if "EXPIRE" in codes else _cancelled(codes),
        outcomes={str(ref): "" for _, ref in done}
        | {str(ref): text_of(item.get("reason")) or "refused" for ref, item in failed.items()},
    )


def _says_no(item: Mapping[str, object]) -> bool:
    return item["success"] == "false" or item["eventCode"] in {"CAPTURE_FAILED", "REFUND_FAILED"}


def _cancelled(codes: set[object]) -> PaymentState | None:
    return PaymentState.CANCELLED if codes & {"CANCELLATION", "TECHNICAL_CANCEL"} else None


def _report(link: Json, story: _Story) -> Report:
    if not story.paid:
        return _unpaid(link, story)
    item, amount = story.paid, value_of(story.paid)
    more = table_of(item.get("additionalData"))
    taken = story.captured if link.get("manualCapture") else amount
    ended = taken >= amount or (story.over and taken)
    state = PaymentState.CAPTURED if ended else story.over or PaymentState.AUTHORISED
    return Report(
        state=state,
        provider_ref=text_of(item["pspReference"]),
        session_ref=link["id"],
        authorised=amount if state in {PaymentState.AUTHORISED, PaymentState.CAPTURED} else 0,
        captured=taken,
        under_review=more.get("fraudManualReview") == "true",
        card_country=text_of(more.get("cardIssuingCountry")),
        card_mark=text_of(more.get("alias")),
    )


def _unpaid(link: Json, story: _Story) -> Report:
    """A link nobody has paid on; one that says it is paid waits for the notification that says by which payment."""
    if link["status"] != "expired":
        page = link["url"] if link["status"] == "active" else ""
        return Report(state=PaymentState.OPEN, session_ref=link["id"], page_url=page)
    technical = story.refusal in _TECHNICAL
    return Report(
        state=PaymentState.FAILED if technical else PaymentState.CANCELLED,
        session_ref=link["id"],
        failure=story.refusal if technical else "page_closed",
    )


def _check(item: Mapping[str, object]) -> None:
    """BadSignature unless a notification is signed with one of our keys and about our account."""
    amount = table_of(item["amount"])
    signed = [item.get(name) or "" for name in _SIGNED]
    signed += [amount.get("value"), amount.get("currency"), item["eventCode"], item["success"]]
    text = ":".join(str(part) for part in signed).encode()
    given = text_of(table_of(item.get("additionalData")).get("hmacSignature")).encode()
    for key in filter(None, setting("adyen", "webhook").split(",")):
        digest = hmac.new(binascii.a2b_hex(key), text, hashlib.sha256).digest()
        ours = item["merchantAccountCode"] == setting("adyen", "account")
        if ours and hmac.compare_digest(base64.b64encode(digest), given):
            return
    raise BadSignature


def _told(item: Mapping[str, object]) -> Told:
    code, reference = text_of(item["eventCode"]), text_of(item["pspReference"])
    return Told(
        event_id=f"{reference}:{code}:{item['success']}",
        kind=code,
        provider_ref=text_of(item.get("originalReference")) or reference,
        session_ref=text_of(table_of(item.get("additionalData")).get("paymentLinkId")),
        dispute_ref=reference if is_dispute(code) else "",
        payload=item,
    )


def _read_row(row: Mapping[str, str]) -> Movement:
    currency, zone = row["Payment Currency"], row["TimeZone"]
    moment = datetime.fromisoformat(row["Booking Date"]).replace(tzinfo=ZoneInfo(_ZONES.get(zone, zone)))
    return Movement(
        reference=f"{row['Modification Merchant Reference'] or row['Psp Reference']}:{row['Record Type']}",
        kind=_RECORDS[row["Record Type"]],
        provider_ref=row["Psp Reference"],
        amount=abs(minor_of(row["Captured (PC)"].lstrip("-"), currency=currency) or 0),
        currency=currency,
        at=moment.astimezone(UTC),
        order=row["Merchant Reference"],
    )
