"""DHL's Unified Tracking: asked for one shipment, or pushed to us under a subscription."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from comptoir.core.zones import zone_of
from comptoir.fulfilment.carriers.base import BadSignature, CarrierUnsure, Push, Scan, ScanStatus, Tracked
from comptoir.fulfilment.carriers.wire import Json, ask, kept, rows, text

# DHL's pushes carry the token that we gave when we subscribed; it signs nothing.
HOOK_HEADER = "DHL-Hook-Token"
_EVENTS = ["Pre-Transit", "Transit", "Delivered", "Failure", "Unknown"]
# The words of an event say more than its code; the first that fits counts.
_WORDS = (
    (
        ScanStatus.COMING_BACK,
        r"(being|will be) returned|on its way back|return\w* to (the )?sender (has )?(begun|started)",
    ),
    (ScanStatus.RETURNED, r"return\w* to (the )?(shipper|sender)"),
    (ScanStatus.LOST, r"\blost\b"),
    (ScanStatus.REFUSED, r"refused"),
    (ScanStatus.DAMAGED, r"damag"),
    (ScanStatus.AT_POINT, r"(awaiting|ready for|available for) (\w+ )?(collection|pick-?up)"),
    (ScanStatus.ATTEMPTED, r"attempt|not (at )?home|premises (are )?closed|absent"),
    (
        ScanStatus.AT_CUSTOMS,
        r"(customs|clearance)\b.*(delay|held|hold|payment)|(held|hold|delay).*(customs|clearance)",
    ),
    (
        ScanStatus.REDIRECTED,
        r"redirect|re-?rout|(delivery|address|location) (date )?(was |has been )?(changed|agreed)",
    ),
    (ScanStatus.OUT_FOR_DELIVERY, r"out (with courier )?for delivery|with delivery courier|delivery vehicle"),
)
_UNTIL = re.compile(r"until (\d{4})-(\d\d)-(\d\d)")
_CODES = {"delivered": ScanStatus.DELIVERED, "failure": ScanStatus.EXCEPTION}


def track(*, service: str, tracking_number: str) -> Tracked:
    """All events of a shipment of a division of DHL."""
    answer = ask(
        "GET",
        "/track/shipments",
        headers={"DHL-API-Key": settings.CARRIER_FINDER_KEY},
        params={"trackingNumber": tracking_number, "service": service, "language": "en"},
    )
    found = [tracked(row) for row in rows(answer, "shipments") if text(row, "id") == tracking_number]
    return found[0] if found else Tracked(tracking_number=tracking_number, scans=())


def subscribe(*, url: str, service: str, account: str) -> None:
    """Ask for the events of all shipments of an account; a push with a secret answers, to be confirmed."""
    token = {
        "type": "ApiKeyAuthentication",
        "header": HOOK_HEADER,
        "token": settings.CARRIER_WEBHOOK_SECRETS[0],
    }
    body: Json = {
        "hook": {"uri": url, "authentication": token},
        "format": "Default",
        "type": "Account",
        "service": service,
        "events": _EVENTS,
        "accountID": account,
    }
    _push_api("", {}, body)


def confirm_subscription(*, subscription: str, secret: str) -> None:
    """Answer the push that asks whether a subscription is ours."""
    _push_api(f"/{subscription}", {"DHL-API-Hook-Secret": secret}, None)


def _push_api(path: str, headers: dict[str, str], body: Json | None) -> None:
    headers = {"DHL-API-Key": settings.CARRIER_FINDER_KEY, **headers}
    ask("POST", f"/tracking/push/v1/subscription{path}", headers=headers, body=body)


def read_push(*, body: bytes, headers: Mapping[str, str]) -> Push:
    """A push tells all events of its shipments; BadSignature without our token, or when it makes no sense."""
    given = headers.get(HOOK_HEADER, "").encode()
    if not any(hmac.compare_digest(token.encode(), given) for token in settings.CARRIER_WEBHOOK_SECRETS):
        raise BadSignature
    try:
        pushed = json.loads(body)
        if text(pushed, "scope") == "subscription.validate":
            subscription = text(pushed, "self").rstrip("/").rpartition("/")[2]
            return Push(subscription=subscription, secret=text(pushed, "secret"))
        return Push(shipments=tuple(tracked(row) for row in rows(pushed, "shipments")))
    except (ValueError, CarrierUnsure) as trouble:
        raise BadSignature from trouble


def tracked(row: Json) -> Tracked:
    """A shipment of the unified shape; its status is its newest event."""
    number = text(row, "id")
    events = rows(row, "events")
    status = row.get("status")
    if isinstance(status, dict) and text(status, "timestamp") not in {
        text(one, "timestamp") for one in events
    }:
        events.append(status)
    scans = (
        scan_of(
            number,
            stamp=text(event, "timestamp"),
            country=text(event, "location", "address", "countryCode"),
            status=_status(event),
            event=event,
            place=text(event, "location", "address", "addressLocality"),
        )
        for event in events
    )
    return Tracked(tracking_number=number, scans=tuple(scans), redirect_url=text(row, "rerouteUrl"))


def _status(event: Json) -> ScanStatus:
    words = " ".join(text(event, name) for name in ("status", "description", "remark")).lower()
    for status, pattern in _WORDS:
        if re.search(pattern, words):
            return status
    return _CODES.get(text(event, "statusCode"), ScanStatus.IN_TRANSIT)


def scan_of(
    number: str, *, stamp: str, country: str, status: ScanStatus, event: Json, place: str = ""
) -> Scan:
    """A scan at its local time; one that comes without an offset is on the clock of the country it was made in.

    Polled or pushed, by whichever API, the same scan has the same id.
    """
    try:
        local = datetime.fromisoformat(stamp)
    except ValueError as trouble:
        raise CarrierUnsure("a scan without its time") from trouble
    if local.utcoffset() is None:
        local = local.replace(tzinfo=ZoneInfo(zone_of(country)))
    until = _UNTIL.search(text(event, "description")) if status is ScanStatus.AT_POINT else None
    return Scan(
        event_id=f"dhl:{number}:{local.astimezone(UTC):%Y%m%dT%H%M%S}:{status}",
        tracking_number=number,
        status=status,
        at=local,
        local_at=local.isoformat(timespec="seconds"),
        text=text(event, "description") or text(event, "status"),
        payload=kept(event),
        place=place[:80],
        until=date(*map(int, until.groups())) if until else None,
    )
