"""After the order nothing of it changes: every way is refused with the rule, for staff too, and the database holds it."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction
from django.urls import get_resolver

from comptoir.core.actors import Role
from comptoir.core.changes import Part
from comptoir.fulfilment import queries as fulfilment
from comptoir.orders.models import Order, Party, Piece
from tests import builders
from tests.api.calls import Api
from tests.desk.selling import signed_in

pytestmark = [pytest.mark.usefixtures("api"), pytest.mark.rule("ORD-04"), pytest.mark.rule("DEL-12")]
# What may happen to an order is in these columns; everything else was agreed.
HAPPENS = {
    "orders_order": {
        "state", "link_digest", "link_version", "customer_id", "placed_at", "confirmed_at", "cancellable_until",
        "kept_until", "released_at", "closed_at", "cancelled_at", "abandoned_at",
    },
    "orders_piece": {
        "cancelled_at", "cancelled_because", "picture", "weight_g", "hs_code", "origin", "customs_value", "needs_box",
    },
    "orders_party": set(),
}  # fmt: skip
OTHERWISE = {
    "address": "4 Box Lane", "line1": "4 Box Lane", "city": "London", "country": "GB", "size": "S", "sku": builders.RARE,
    "lines": builders.RARE, "service": "standard", "quantity": "9", "email": "other@example.org", "name": "Somebody",
    "reason": "other", "status": "redirected", "most": "5", "place": "PAR", "code": builders.KNIT_M, "key": "0123456789",
}  # fmt: skip


def agreed() -> list[dict[str, object]]:
    """All that was agreed, row by row."""
    return [
        {name: value for name, value in row.items() if name not in HAPPENS[model._meta.db_table]}
        for model in (Order, Piece, Party)
        for row in model.objects.order_by("pk").values()
    ]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("part", list(Part))
def test_every_way_to_change_it_is_refused_with_the_rule_and_what_can_be_done(
    api: Api, part: Part, method: str
) -> None:
    placed = api.place()
    before = agreed()
    for path, who in (
        (f"orders/{placed['number']}/{part}", {"X_Order_Token": placed["token"]}),
        (f"desk/orders/{placed['number']}/{part}", {"role": Role.ADVISOR}),
    ):
        assert api.send(method, path, {"to": OTHERWISE}).status_code in (401, 404)
        answer = api.send(method, path, {"to": OTHERWISE}, **who)
        assert answer.status_code == 422, answer.content
        (refused,) = answer.json()["refused"]
        assert refused["rule"] == ("DEL-12" if part in (Part.ADDRESS, Part.DELIVERY) else "ORD-04")
        assert refused["reason"] == ("billing_fixed" if part is Part.BILLING else "order_fixed")
        assert answer.json()["can"]["cancel"]["allowed"] is True
    assert agreed() == before


def test_no_form_of_the_desk_and_no_page_of_the_order_changes_what_was_agreed() -> None:
    placed = builders.a_shipped_order()
    waiting = builders.a_placed_order()
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    before = agreed()
    desk = signed_in(Role.ADMIN)
    routes = [
        str(pattern.pattern)
        for pattern in next(
            known for known in get_resolver().url_patterns if getattr(known, "namespace", "") == "desk"
        ).url_patterns
    ]
    walked = 0
    for route in routes:
        for number in (placed.number, waiting.number):
            path = f"/desk/{route}".replace("<str:number>", number)
            path = path.replace("<uuid:parcel_id>", str(parcel.id)).replace("<str:kind>", "slip")
            if path != f"/desk/{route}" and "<" not in path:
                desk.post(path, OTHERWISE)
                walked += 1
    assert walked > 20
    for page in ("", "paid/", "pay/", "cancel/", "renewal/", "renewed/", "return/", "help/"):
        desk.post(f"/en-fr/orders/{placed.token}/{page}", OTHERWISE)
    assert agreed() == before


@pytest.mark.parametrize("table", list(HAPPENS))
def test_the_database_itself_refuses_to_change_what_was_agreed(table: str) -> None:
    builders.a_placed_order()
    model = next(known for known in (Order, Piece, Party) if known._meta.db_table == table)
    guarded = 0
    for field in model._meta.concrete_fields:
        if field.column in HAPPENS[table] or field.primary_key:
            continue
        other = {
            "CharField": "x", "EmailField": "x@y.example", "BooleanField": not getattr(model.objects.first(), field.name),
            "DateField": "2027-01-01", "DateTimeField": "2027-01-01T00:00:00Z", "JSONField": "[7]",
            "UUIDField": "00000000-0000-7000-8000-000000000000", "DecimalField": "0.5",
        }.get(field.get_internal_type(), 4711)  # fmt: skip
        with (
            pytest.raises(Error, match="UPDATE is refused"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f'UPDATE {table} SET "{field.column}" = %s', [other])
        guarded += 1
    assert guarded >= 12
