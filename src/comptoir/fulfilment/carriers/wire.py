"""How DHL's APIs are asked: hosts, what an answer says, and what its failures are."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from textwrap import wrap

import httpx
from django.conf import settings

from comptoir.core.money import Money, minor_of
from comptoir.fulfilment.carriers.base import CarrierRefused, CarrierUnreachable, CarrierUnsure, Place
from comptoir.infra import http

Json = dict[str, object]

_HOSTS = {"/mydhlapi": "https://express.api.dhl.com", "/location-finder": "https://api.dhl.com"}
_OTHER_HOST = "https://api-eu.dhl.com"
# About this very request; every other failure is the carrier's bad day and asked again.
_REFUSALS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
# Turned away at the gate: nothing was done.
_TURNED_AWAY = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# Files, and people: neither is kept with an answer.
_LEFT_OUT = {
    "content",
    "b64",
    "zpl2",
    "customerDetails",
    "shipperDetails",
    "receiverDetails",
    "signedBy",
    "remark",
}


def ask(
    method: str,
    path: str,
    *,
    headers: dict[str, str],
    body: object = None,
    params: dict[str, str] | None = None,
) -> Json:
    """One question; decimals stay exact. CarrierUnreachable, CarrierUnsure or CarrierRefused as the words have it."""
    host = settings.CARRIER_URL or next(
        (host for start, host in _HOSTS.items() if path.startswith(start)), _OTHER_HOST
    )
    try:
        answer = http.request(method, host + path, json=body, params=params, headers=headers)
    except _NOT_SENT as trouble:
        raise CarrierUnreachable(type(trouble).__name__) from trouble
    except httpx.HTTPError as trouble:
        raise CarrierUnsure(type(trouble).__name__) from trouble
    if answer.status_code in _TURNED_AWAY:
        raise CarrierUnreachable(str(answer.status_code))
    content = _read(answer)
    if answer.status_code in _REFUSALS:
        raise CarrierRefused(why_refused(content))
    if not answer.is_success:
        raise CarrierUnsure(str(answer.status_code))
    return content


def _read(answer: httpx.Response) -> Json:
    try:
        content = json.loads(answer.content, parse_float=Decimal) if answer.content else {}
    except ValueError as trouble:
        raise CarrierUnsure("an answer that is no JSON") from trouble
    if not isinstance(content, dict):
        raise CarrierUnsure("an answer that is no object")
    return content


def why_refused(content: Json) -> str:
    """The carrier's own words of refusal, of whichever of its APIs."""
    status = content.get("status")
    words = text(content, "detail") or (text(status, "detail") if isinstance(status, dict) else "")
    details = content.get("additionalDetails")
    more = [str(detail) for detail in details] if isinstance(details, list) else []
    for item in rows(content, "items"):
        faults = rows(item, "validationMessages")
        more += [f"{text(fault, 'property')}: {text(fault, 'validationMessage')}" for fault in faults]
    return ": ".join(filter(None, (words, "; ".join(more)))) or "refused"


def rows(answer: object, name: str) -> list[Json]:
    """The objects of a list in an answer; none where there is no such list."""
    found = answer.get(name) if isinstance(answer, dict) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def text(answer: object, *path: str) -> str:
    """A string in an answer, by the names that lead to it; blank where there is none."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer if isinstance(answer, str) else ""


def pdf_of(content: str) -> bytes:
    """A document of an answer; CarrierUnsure where it is none."""
    try:
        pdf = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as trouble:
        raise CarrierUnsure("a document that cannot be read") from trouble
    if not pdf.startswith(b"%PDF"):
        raise CarrierUnsure("a document that is no PDF")
    return pdf


def kept(answer: Json) -> Json:
    """An answer as it is kept: without files and people, and its decimals as they were written."""
    return {name: _kept(part) for name, part in answer.items() if name not in _LEFT_OUT}


def _kept(value: object) -> object:
    if isinstance(value, dict):
        return kept(value)
    if isinstance(value, list):
        return [_kept(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def price(amount: int, currency: str) -> float:
    """Major units as JSON's number: the shortest digits of this float are the amount's own."""
    return float(Money(amount, currency).major)


def minor(value: object, currency: str) -> int:
    """An amount of an answer in minor units; CarrierUnsure where it has more decimals than its currency."""
    amount = minor_of(str(value), currency=currency) if isinstance(value, int | Decimal) else None
    if amount is None:
        raise CarrierUnsure("an amount that makes no sense")
    return amount


def basic(user_and_password: str) -> str:
    """The header of basic authentication."""
    return f"Basic {base64.b64encode(user_and_password.encode()).decode()}"


def page_of(page: str, number: str) -> str:
    """A shipment's page for people: the carrier's, or that of whatever stands in for it."""
    return f"{settings.CARRIER_URL}/track/{number}" if settings.CARRIER_URL else page + number


def address_lines(place: Place, *, longest: int) -> Iterator[str]:
    """The address in lines of a length, none of them cut off in the middle of a word."""
    for line in (place.line1, place.line2):
        yield from wrap(line, longest)
