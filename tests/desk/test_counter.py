"""A store's counter at the desk: a scan, what it comes to, the press; and every wrong thing that can be scanned."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.core.actors import Role
from comptoir.core.receipts import Condition
from comptoir.infra import queue
from comptoir.payments import queries as payments
from comptoir.stores import queries
from comptoir.stores.services import post_to_store
from tests import builders, cast
from tests.apps.stores.receipts import AT, a_receipt, told
from tests.desk.selling import page, plain, signed_in

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def associate() -> Client:
    """Somebody at the counter of Lyon."""
    client = signed_in(Role.ASSOCIATE)
    client.post("/desk/counter/store/", {"store": "LYO1"})
    return client


def chosen(receipt: queries.ReceiptView, **wishes: object) -> dict[str, object]:
    return {
        "piece": [str(piece.id) for piece in receipt.pieces],
        "checked": list(Condition),
        "taken": "",
        "name": "Jeanne Exemple",
        "email": "jeanne@example.org",
    } | wishes


@pytest.mark.rule("STO-01", "STO-02", "STO-08")
def test_a_scanned_receipt_is_taken_back_for_a_credit_that_is_mailed_and_printed(associate: Client) -> None:
    receipt = a_receipt()
    found = associate.post("/desk/counter/search/", {"code": " 1001 "})
    path = f"/desk/counter/receipts/{receipt.id}/"
    assert found.headers["Location"] == path
    said = page(associate, path)
    assert "until" in said
    assert "STO-01" in said
    shown = associate.post(f"{path}plan/", chosen(receipt))
    assert shown.status_code == 200
    assert "€280.00" in plain(shown.content.decode())
    form = chosen(receipt, id=str(uuid4()), seen="-28000")
    first, again = (associate.post(f"{path}return/", form) for _time in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert "€280.00" in page(associate, first.headers["Location"])
    (credit,) = payments.credits_under(email="jeanne@example.org")
    assert "Jeanne Exemple" in page(associate, f"/desk/counter/credits/{credit.number}/")
    assert (
        associate.post("/desk/counter/search/", {"code": credit.number})
        .headers["Location"]
        .endswith(f"{credit.number}/")
    )


@pytest.mark.rule("RET-14")
def test_an_online_order_is_refused_at_the_counter_with_the_way_it_goes_back(associate: Client) -> None:
    number = builders.a_placed_order().number
    queue.run_waiting()
    answer = associate.post("/desk/counter/search/", {"code": number})
    assert answer.status_code == 422
    assert "RET-14" in answer.content.decode()


@pytest.mark.rule("STO-05")
def test_a_refusal_names_its_rule_and_nothing_is_done(associate: Client) -> None:
    receipt = a_receipt()
    form = chosen(receipt, checked=["labels"])
    path = f"/desk/counter/receipts/{receipt.id}/"
    shown = associate.post(f"{path}plan/", form)
    assert shown.status_code == 422
    assert "STO-05" in shown.content.decode()
    pressed = associate.post(f"{path}return/", form | {"id": str(uuid4()), "seen": "-28000"})
    assert pressed.status_code == 422
    assert queries.backs_at(store="LYO1", limit=5) == []


@pytest.mark.rule("STO-02")
def test_a_credit_is_spent_in_parts_with_its_name_checked_once_for_each_press(associate: Client) -> None:
    receipt = a_receipt()
    path = f"/desk/counter/receipts/{receipt.id}/return/"
    associate.post(path, chosen(receipt, id=str(uuid4()), seen="-28000"))
    (credit,) = payments.credits_under(email="jeanne@example.org")
    where = f"/desk/counter/credits/{credit.number}/"
    key = str(uuid4())
    for name, amount, key_used in (
        ("Somebody Else", "10", str(uuid4())),
        ("jeanne  exemple", "280.01", str(uuid4())),
        ("Jeanne Exemple", "100.00", key),
        ("Jeanne Exemple", "100.00", key),
    ):
        associate.post(f"{where}spending/", {"name": name, "amount": amount, "id": key_used})
    left = payments.credit_by_number(number=credit.number)
    assert left
    assert left.left == 18000
    associate.post(f"{where}undo/", {"cause": key})
    associate.post(f"{where}undo/", {"cause": key})
    restored = payments.credit_by_number(number=credit.number)
    assert restored
    assert restored.left == 28000


def test_a_receipt_is_typed_and_a_wrong_line_is_told(associate: Client) -> None:
    form = {"number": "77", "bought_at": "2026-11-22T15:30", "lines": f"{builders.KNIT_M} 280.00"}
    wrong = associate.post("/desk/counter/receipts/new/", form | {"lines": f"{builders.KNIT_M} much"})
    assert wrong.status_code == 422
    made = associate.post("/desk/counter/receipts/new/", form)
    assert made.status_code == 302
    receipt = queries.receipt_named(store="LYO1", number="77")
    assert receipt
    assert receipt.total == 28000


def test_a_tills_export_is_tried_then_taken_in_and_sent_again_changes_nothing(associate: Client) -> None:
    rows = (
        "store,number,bought_at,currency,sku,paid,sale,tax_free,email",
        f"PAR1,1,2026-11-22T10:00,EUR,{builders.KNIT_M},280.00,,,jeanne@example.org",
        f"PAR1,1,2026-11-22T10:00,EUR,{builders.SHIRT_M},190.00,,,jeanne@example.org",
        f"PAR1,2,2026-11-22T10:00,EUR,{builders.KNIT_M},many,,,",
        f"PAR9,3,2026-11-22T10:00,EUR,{builders.KNIT_M},280.00,,,",
    )

    def press(path: str, **form: object) -> str:
        return associate.post(f"/desk/counter/receipts/file/{path}/", form).content.decode()

    for expected in ("1 0 2", "0 1 2"):
        sent = SimpleUploadedFile("till.csv", "\n".join(rows).encode())
        tried = press("trial", file=sent)
        digest = re.search(r'name="digest" value="(\w+)"', tried)
        assert digest
        told_back = press("run", digest=digest[1])
        figures = re.findall(r'<dd class="figures">\s*(\d+)', told_back)
        assert " ".join(figures) == expected
    found = queries.receipts_under(email="jeanne@example.org")
    assert [(receipt.number, receipt.total) for receipt in found] == [("1", 47000)]


def test_who_is_posted_to_a_store_stands_at_its_counter_and_nowhere_else() -> None:
    client = signed_in(Role.ASSOCIATE)
    person = client.get("/desk/counter/").wsgi_request.user.public_id
    post_to_store(person=person, store="PAR1", actor=cast.ADMIN, at=AT)
    client.post("/desk/counter/store/", {"store": "LYO1"})
    said = page(client, "/desk/counter/")
    assert "Maison Exemple Paris" in said
    assert "You stand at the counter of" not in said


@pytest.mark.rule("STO-08", "CLM-06")
def test_a_faulty_piece_is_handed_to_customer_service_and_not_refused(associate: Client) -> None:
    receipt = a_receipt(told(tax_free=True))
    form = {"text": "The seam of the left sleeve opens.", "email": "jeanne@example.org"}
    answer = associate.post(f"/desk/counter/receipts/{receipt.id}/fault/", form)
    assert answer.status_code == 302
    assert "Customer service has it" in page(associate, f"/desk/counter/receipts/{receipt.id}/")
