"""The API: its routers, and the one shape of every refusal."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from comptoir.api.docs import Reference
from comptoir.api.v1 import (
    catalogue,
    changing,
    claims,
    desk_clock,
    desk_links,
    desk_orders,
    desk_refunds,
    desk_returns,
    desk_stock,
    messages,
    orders,
    quotes,
    returns,
)
from comptoir.api.v1.quotes import quote_out
from comptoir.api.words import house_reader, language_of, refusals_out, status_of
from comptoir.checkout.services import CannotPlace
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import i18n
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.stock.services import OutOfStock

_ABOUT = (
    "Money is an integer in minor units of the currency beside it; times are ISO 8601 with their offset. "
    "Staff and customers send `Authorization: Bearer …`; whoever holds an order's link sends its token as `X-Order-Token`. "
    "Every refusal has the shape RefusedOut, in the language of the request."
)


class Api(NinjaAPI):
    """The calls do not change while a process lives: their schema is made once, for it takes a second."""

    @functools.cached_property
    def _schema(self) -> OpenAPISchema:
        return super().get_openapi_schema()

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The schema of every call, under the address that the API has."""
        del path_prefix, path_params
        return self._schema


api = Api(
    title="Comptoir",
    version="1",
    description=_ABOUT,
    urls_namespace="api",
    docs=Reference(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)
_ROUTERS = (
    quotes,
    catalogue,
    orders,
    returns,
    messages,
    claims,
    desk_orders,
    desk_links,
    desk_refunds,
    desk_returns,
    desk_stock,
    desk_clock,
    changing,
)
for router in _ROUTERS:
    api.add_router("", router.router)


@api.exception_handler(NotPossible)
def refused(request: HttpRequest, refusal: NotPossible) -> HttpResponse:
    """Any service's no, in words."""
    with i18n.speaking(language_of(request), reader=house_reader):
        body: dict[str, Any] = {"refused": refusals_out(refusal.refusals)}
    if isinstance(refusal, OutOfStock):
        body["missing"] = [
            {"sku": sku, "wanted": wanted, "available": available}
            for sku, wanted, available in refusal.missing
        ]
    if isinstance(refusal, CannotPlace) and refusal.priced is not None:
        body["quote"] = quote_out(refusal.priced.quote).dict(exclude_unset=True)
    return api.create_response(request, body, status=status_of(refusal))


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    """A request of the wrong shape: every field that is wrong, at once."""
    with i18n.speaking(language_of(request)):
        body = {"refused": refusals_out([_shape(error) for error in trouble.errors])}
    return api.create_response(request, body, status=400)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, trouble: HttpError) -> HttpResponse:
    """What the framework refuses by itself: a body that cannot be read."""
    with i18n.speaking(language_of(request)):
        values = (("field", "body"), ("why", _("it cannot be read as JSON.")))
        body = {
            "refused": refusals_out(
                [Refused(rule=None, reason=Reason.FIELD_WRONG, values=values, field="body")]
            )
        }
    return api.create_response(request, body, status=trouble.status_code)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """An address of the API that leads nowhere."""
    with i18n.speaking(language_of(request)):
        body = {"refused": refusals_out([Refused(rule=None, reason=Reason.NOT_FOUND)])}
    return api.create_response(request, body, status=404)


def _shape(error: dict[str, Any]) -> Refused:
    place = [str(step) for step in error["loc"] if step not in {"body", "query", "path", "header"}]
    field = ".".join(place[1:] if place[:1] in (["body"], ["wanted"]) else place) or "body"
    kind = error["type"]
    reason = {"missing": Reason.FIELD_MISSING, "extra_forbidden": Reason.FIELD_UNKNOWN}.get(
        kind, Reason.FIELD_WRONG
    )
    values = (("field", field), ("why", _why(kind, error.get("ctx", {}))))
    return Refused(rule=None, reason=reason, values=values, field=field)


def _why(kind: str, limits: dict[str, Any]) -> str:
    """What is wrong with a value, in the current language; the kinds are those of the schemas."""
    match kind:
        case "string_too_short" | "too_short":
            return _("it is shorter than %(least)s.") % {"least": limits["min_length"]}
        case "string_too_long" | "too_long":
            return _("it is longer than %(most)s.") % {"most": limits["max_length"]}
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return _("it is not a whole number.")
        case "greater_than_equal" | "less_than_equal" | "less_than":
            return _("it is out of range.")
        case "literal_error":
            return _("choose one of %(words)s.") % {"words": limits["expected"]}
        case _:
            return _("it does not have the form that is expected.")
