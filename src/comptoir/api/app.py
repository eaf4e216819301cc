"""The API: its routers, and the one shape of every refusal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comptoir.api.v1 import (
    catalogue,
    desk_clock,
    desk_orders,
    desk_returns,
    desk_stock,
    orders,
    quotes,
    returns,
)
from comptoir.api.v1.quotes import quote_out
from comptoir.api.words import language_of, refusals_out, status_of
from comptoir.checkout.services import CannotPlace
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import i18n
from comptoir.infra.refusals import NotPossible
from comptoir.stock.services import OutOfStock

api = NinjaAPI(
    title="Comptoir", version="1", urls_namespace="api", docs_url="/docs", openapi_url="/openapi.json"
)
for router in (quotes, catalogue, orders, returns, desk_orders, desk_returns, desk_stock, desk_clock):
    api.add_router("", router.router)


@api.exception_handler(NotPossible)
def refused(request: HttpRequest, refusal: NotPossible) -> HttpResponse:
    """Any service's no, in words."""
    with i18n.speaking(language_of(request)):
        body: dict[str, Any] = {"refused": refusals_out(refusal.refusals)}
    if isinstance(refusal, OutOfStock):
        body["missing"] = [
            {"sku": sku, "wanted": wanted, "available": available}
            for sku, wanted, available in refusal.missing
        ]
    if isinstance(refusal, CannotPlace) and refusal.priced is not None:
        body["quote"] = quote_out(refusal.priced.quote).dict()
    return api.create_response(request, body, status=status_of(refusal.refusals))


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    """A request of the wrong shape: every field that is wrong, at once."""
    with i18n.speaking(language_of(request)):
        body = {"refused": refusals_out([_shape(error) for error in trouble.errors])}
    return api.create_response(request, body, status=400)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, trouble: HttpError) -> HttpResponse:
    """What the framework refuses by itself, as a body that cannot be read."""
    with i18n.speaking(language_of(request)):
        values = (("field", "body"), ("why", str(trouble)))
        body = {
            "refused": refusals_out(
                [Refused(rule=None, reason=Reason.FIELD_WRONG, values=values, field="body")]
            )
        }
    return api.create_response(request, body, status=trouble.status_code)


def _shape(error: dict[str, Any]) -> Refused:
    place = [str(step) for step in error["loc"] if step not in {"body", "query", "path", "header"}]
    field = ".".join(place[1:] if place[:1] == ["body"] else place) or "body"
    kind = error["type"]
    reason = {"missing": Reason.FIELD_MISSING, "extra_forbidden": Reason.FIELD_UNKNOWN}.get(
        kind, Reason.FIELD_WRONG
    )
    values = (("field", field), ("why", str(error["msg"])))
    return Refused(rule=None, reason=reason, values=values, field=field)
