"""Claims by the API: what each kind wants, whose order it is, and what is no photograph."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image

from comptoir.claims.models import Claim, ClaimPhoto
from comptoir.infra import evidence
from comptoir.orders import queries as orders
from tests import cast
from tests.api import hostile
from tests.api.calls import Api
from tests.apps.fulfilment import ship

pytestmark = pytest.mark.usefixtures("api")


def photo(content: bytes | None = None, name: str = "IMG_0001.JPG") -> SimpleUploadedFile:
    honest = hostile.picture() if content is None else content
    return SimpleUploadedFile(name, honest, content_type="image/jpeg")


def send(api: Api, *photos: SimpleUploadedFile, token: str = "", **fields: object) -> HttpResponse:
    headers = {"X-Order-Token": token} if token else {}
    return api.http.post("/api/v1/claims", {**fields, "photos": list(photos)}, headers=headers)


def files() -> set[Path]:
    return {path for path in (Path(settings.COMPTOIR_HOME) / "media").rglob("*") if path.is_file()}


@pytest.mark.rule("CLM-03")
def test_a_claim_with_all_that_its_rule_lists_is_taken(api: Api) -> None:
    order = ship.a_delivered_order()
    reference = ship.pieces(order)[0].reference
    sent = {
        "kind": "faulty",
        "order_number": order.number,
        "email": cast.JEANNE_EMAIL,
        "references": reference,
    }
    answer = send(api, photo(), photo(hostile.picture("HEIF"), "b.heic"), **sent)
    assert answer.status_code == 201, answer.content
    claim = Claim.objects.get()
    assert answer.json() == {"id": str(claim.public_id), "number": claim.number}
    assert [row.piece.public_id for row in claim.pieces.all()] == [ship.ids(order)[0]]
    assert claim.photos.count() == 2
    can = api.http.get(f"/api/v1/orders/{order.number}", headers={"X-Order-Token": _token(order)}).json()[
        "can"
    ]
    first, second = (piece["claim"] for piece in can["pieces"])
    assert (first["allowed"], first["reason"]) == (False, "claim_open")
    assert (second["allowed"], second["rule"]) == (True, "A-12")


def _token(order: ship.Order) -> str:
    return orders.link_token(order)


@pytest.mark.rule("CLM-01", "CLM-02", "CLM-03", "CLM-04", "CLM-06", "CLM-08")
@pytest.mark.parametrize(
    ("kind", "rule", "fields"),
    [
        ("damaged", "CLM-01", {"description", "references", "photos"}),
        ("missing", "CLM-02", {"references"}),
        ("faulty", "CLM-03", {"references", "photos"}),
        ("wrong_item", "CLM-04", {"references", "photos", "not_received"}),
        ("in_use", "CLM-06", {"references", "description", "photos", "washing"}),
        ("not_as_described", "CLM-08", {"references", "photos"}),
    ],
)
def test_what_is_missing_is_refused_by_rule_and_field(
    api: Api, kind: str, rule: str, fields: set[str]
) -> None:
    order = ship.a_delivered_order()
    answer = send(api, kind=kind, order_number=order.number, token=_token(order))
    assert answer.status_code == 422
    assert {(each["rule"], each["field"]) for each in answer.json()["refused"]} == {(rule, f) for f in fields}
    assert not Claim.objects.exists()


def test_the_shape_of_a_request_is_held_to(api: Api) -> None:
    assert send(api, kind="broken").status_code == 400
    assert send(api, kind="wrong_item", colour="blue").status_code == 400
    assert api.http.post("/api/v1/claims", data="{}", content_type="application/json").status_code == 400
    schema = api.http.get("/api/v1/openapi.json").json()["paths"]["/api/v1/claims"]["post"]
    assert "multipart/form-data" in schema["requestBody"]["content"]


@pytest.mark.rule("D2-02")
def test_a_stranger_learns_nothing_of_an_order(api: Api) -> None:
    order = ship.a_delivered_order()
    sent = {"kind": "missing", "references": "X", "email": "stranger@example.org"}
    known = send(api, **sent, order_number=order.number)
    unknown = send(api, **sent, order_number="0000-0000-0")
    assert (known.status_code, known.json()) == (422, unknown.json())


@pytest.mark.rule("D2-04", "CLM-03")
def test_hostile_files_are_refused_or_cleaned_and_nothing_of_them_is_left(api: Api) -> None:
    """One test for all of them, as each wants an order: 70 kinds and more, sent by the public door."""
    order = ship.a_delivered_order()
    sent = {"kind": "faulty", "order_number": order.number, "references": ship.pieces(order)[0].reference}
    assert len(hostile.REFUSED) >= 60
    before = files()
    let_in = {}
    for name, make in hostile.REFUSED.items():
        answer = send(api, photo(), photo(make(), f"{name}.jpg"), token=_token(order), **sent)
        said = [(each["rule"], each["reason"], each["field"]) for each in answer.json().get("refused", [])]
        if (answer.status_code, said) != (422, [("CLM-03", "photo_wrong", "photos")]):
            let_in[name] = answer.content
    assert let_in == {}
    assert files() == before
    assert not Claim.objects.exists()
    assert not ClaimPhoto.objects.exists()


@pytest.mark.rule("D2-04")
@pytest.mark.parametrize("name", hostile.CLEANED)
def test_what_is_a_picture_is_made_anew_and_holds_nothing_else(name: str) -> None:
    kept = evidence.keep_photograph(hostile.CLEANED[name]())
    content = evidence.read_photograph(digest=kept.digest)
    assert b"Secret" not in content
    with Image.open(io.BytesIO(content)) as made:
        assert (made.format, dict(made.getexif()), "icc_profile" in made.info) == ("JPEG", {}, False)


@pytest.mark.rule("D2-04")
def test_nine_files_are_too_many(api: Api) -> None:
    order = ship.a_delivered_order()
    answer = send(
        api, *(photo() for _each in range(9)), token=_token(order), kind="faulty", order_number=order.number,
        references=ship.pieces(order)[0].reference,
    )  # fmt: skip
    assert [each["reason"] for each in answer.json()["refused"]] == ["photos_too_many"]
    assert not ClaimPhoto.objects.exists()
