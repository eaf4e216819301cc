"""The API keeps what its OpenAPI document says, whatever it is sent: half of it made up, half of it nearly right."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from comptoir.core.actors import Role
from tests import builders
from tests.api.calls import Api, Json, address_json

EXAMPLES = int(os.environ.get("N", "3"))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Moving the clock waits for a worker; its refusals are in test_clock.
LEFT_OUT = ("/api/v1/desk/clock", "POST")


def make_likely(case: Case, known: Json) -> None:
    """Put things that exist where the made-up ones are, so that a call gets further than its first check."""
    for name in case.path_parameters or {}:
        case.path_parameters[name] = known.get(name, case.path_parameters[name])
    body = case.body
    if not isinstance(body, dict):
        return
    for name in body:
        body[name] = known.get(name, body[name])
    if isinstance(body.get("pieces"), list):
        body["pieces"] = [
            {**piece, "id": known["piece"]} if isinstance(piece, dict) else known["piece"]
            for piece in body["pieces"]
        ]


def things_that_exist(api: Api) -> Json:
    """An order that arrived, with a return on its way, and what an order to place needs."""
    progress = builders.a_delivered_order()
    order = api.desk_order({"number": progress.number})
    piece = order["pieces"][0]["id"]
    registered = api.post(
        f"orders/{progress.number}/returns",
        {"pieces": [{"id": piece}]},
        status=201,
        X_Order_Token=progress.token,
    )
    return {
        "number": progress.number,
        "parcel_id": order["parcels"][0]["id"],
        "return_id": registered["id"],
        "piece": piece,
        "style": builders.KNIT,
        "sku": builders.KNIT_M,
        "country": "FR",
        "language": "fr",
        "lines": [{"sku": builders.KNIT_M, "quantity": 1}],
        "codes": [],
        "address": address_json(),
        "shown_total": 30800,
        "service": "express",
        "payment_method": "card",
        "token": progress.token,
    }


@pytest.mark.rule("pitfall-4")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_call_answers_as_its_document_says(lasting_api: Api, mode: GenerationMode) -> None:
    api = lasting_api
    known = things_that_exist(api)
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers = {"Authorization": f"Bearer {api.token(Role.ADMIN)}", "X-Order-Token": known["token"]}
    called = set()
    for found in document.get_all_operations():
        operation: Any = found.ok()
        if (operation.path, operation.method.upper()) == LEFT_OUT:
            continue
        called.add(operation.label)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), likely=st.booleans())
        def check(case: Case, likely: bool) -> None:
            if likely:
                make_likely(case, known)
            keys = {"Idempotency-Key": f"{case.id}"} if likely else {}
            answer = case.call(headers=headers | keys)
            case.validate_response(answer, checks=CHECKS)

        # Calls without a parameter have nothing that could be wrong.
        with suppress(Unsatisfiable):
            check()
    assert len(called) >= 24
