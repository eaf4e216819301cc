"""Refusals as JSON, in the request's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from comptoir.api.schemas import RefusalOut
from comptoir.core.decisions import Allowed, Decision, NeedsPerson, Refused
from comptoir.core.reasons import Reason
from comptoir.infra import clock, i18n
from comptoir.infra.formats import Reader
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets

_SPOKEN = "comptoir.language"
_STATUS = {
    Reason.KEY_REUSED: 409,
    Reason.TOTAL_CHANGED: 409,
    Reason.CAPTURE_FAILED: 409,
    Reason.CLOCK_BACKWARDS: 409,
    Reason.PAYMENT_DECLINED: 402,
    Reason.PAYMENT_FAILED: 402,
    Reason.PAYMENT_CANCELLED: 402,
    Reason.NOT_FOUND: 404,
    Reason.NOT_SIGNED_IN: 401,
    Reason.NOT_ALLOWED: 403,
    Reason.TOO_MANY: 429,
    Reason.TOO_MANY_TRIES: 429,
    Reason.TOO_MANY_CODES: 429,
    Reason.ASKED_ENOUGH: 429,
    Reason.KEY_MISSING: 400,
    Reason.FIELD_MISSING: 400,
    Reason.FIELD_WRONG: 400,
    Reason.FIELD_UNKNOWN: 400,
}


class ApiRefusal(NotPossible):
    """A refusal that the API itself gives: who asks, the shape of the request, nothing there."""


def refuse(
    reason: Reason, *, field: str | None = None, rule: str | None = None, **values: str | int
) -> ApiRefusal:
    """A refusal by the API, to raise."""
    return ApiRefusal(Refused(rule=rule, reason=reason, field=field, values=tuple(values.items())))


def house_reader() -> Reader:
    """A program reads on the house's clock: another zone is named to it, and another year."""
    at = clock.now()
    return Reader(at=at, zone=markets.shown_policy(at=at).house.time_zone)


@contextmanager
def speaking(request: HttpRequest, language: str, country: str = "") -> Iterator[None]:
    """Answer in this language, also where the answer is a refusal that is put into words later."""
    request.META[_SPOKEN] = language
    with i18n.speaking(language, country, house_reader):
        yield


def language_of(request: HttpRequest) -> str:
    """The language of the request: of its body or query, else of its Accept-Language header."""
    asked = (
        request.META.get(_SPOKEN)
        or _written_language(request)
        or request.GET.get("language")
        or request.headers.get("Accept-Language", "")
    )
    first = asked.split(",")[0].strip()[:2].lower()
    return first if first in i18n.LANGUAGES else i18n.SOURCE


def _written_language(request: HttpRequest) -> str:
    """The language that a body names, also where the rest of it is wrong."""
    if request.content_type == "multipart/form-data":
        return request.POST.get("language", "")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        return ""
    language = body.get("language") if isinstance(body, dict) else None
    return language if isinstance(language, str) else ""


def status_of(refusal: NotPossible) -> int:
    """The HTTP status of a refusal, by its first reason: 422 where a rule or the stock says no."""
    status = _STATUS.get(refusal.refusals[0].reason, 422)
    # Only the API speaks of shape: to a service the same reason is a rule's no.
    return 422 if status == 400 and not isinstance(refusal, ApiRefusal) else status


def refusal_out(refusal: Refused | NeedsPerson) -> RefusalOut:
    """One refusal in the current language."""
    field = refusal.field if isinstance(refusal, Refused) else None
    return RefusalOut(rule=refusal.rule, reason=refusal.reason, message=i18n.explain(refusal), field=field)


def refusals_out(refusals: Iterable[Refused]) -> list[dict[str, Any]]:
    """The refusals as the body of an answer has them; a field is only there when one is meant."""
    return [
        refusal_out(refusal).dict(exclude={"field"} if refusal.field is None else set())
        for refusal in refusals
    ]


def answer_out(decision: Decision) -> dict[str, object]:
    """A decision as `can` shows it."""
    if isinstance(decision, Allowed):
        return {
            "allowed": True,
            "rule": decision.rule,
            "reason": None,
            "message": None,
            "until": decision.until,
        }
    return {
        "allowed": False,
        "rule": decision.rule,
        "reason": decision.reason,
        "message": i18n.explain(decision),
        "until": decision.until,
    }
