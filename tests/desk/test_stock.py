"""The stock at the desk: movements of a SKU, transfers, goods in, counts, bins; by scanner, by keyboard, by list."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.core.actors import Role
from comptoir.stock import queries as stock
from comptoir.warehouse import queries, services
from tests import builders, cast
from tests.builders import KNIT, KNIT_M, LOAFER_42, MONDAY, SHIRT_M
from tests.desk.selling import page, plain, said, signed_in

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def hand(house: None) -> Client:
    """A browser in which a warehouse hand is signed in."""
    del house
    return signed_in(Role.WAREHOUSE)


def a_transfer(hand: Client) -> str:
    """A transfer from Paris to Lille, by its address."""
    form = {"id": str(uuid4()), "origin": "PAR", "destination": "LIL"}
    return hand.post("/desk/stock/transfers/", form)["Location"]


def a_delivery(hand: Client) -> str:
    """Goods in, by their address."""
    form = {"id": str(uuid4()), "supplier": "Atelier Lavigne", "note": "BL 7", "destination": "PAR"}
    return hand.post("/desk/stock/goods-in/", form)["Location"]


def a_count(hand: Client, what: str = "") -> str:
    form = {"id": str(uuid4()), "place": "PAR", "what": what}
    return hand.post("/desk/stock/counts/", form)["Location"]


def scanned(hand: Client, address: str, code: str, *, key: str = "") -> str:
    """What the page says in big words after a scan."""
    answer = hand.post(f"{address}scans/", {"code": code, "key": key or str(uuid4())})
    found = re.search(r'<p class="scan-told.*?</p>', answer.content.decode(), re.DOTALL)
    assert found, answer.content.decode()[:3000]
    return plain(found.group())


def posted(hand: Client, address: str, **form: object) -> str:
    """What the next page says of a form."""
    return said(hand.post(address, form, follow=True).content.decode())


def lying(sku: str) -> dict[str, int]:
    return {level.location: level.on_hand for level in stock.levels(skus=[sku])[sku]}


def test_a_transfer_is_scanned_sent_and_received_with_its_difference(hand: Client) -> None:
    transfer = a_transfer(hand)
    assert scanned(hand, transfer, KNIT_M.lower()) == f"{KNIT_M}: 1 to send."
    assert posted(hand, f"{transfer}lines/", what="announced", lines=f"{KNIT_M};3\n{SHIRT_M}\t2") == "Saved."
    assert "Sent." in posted(hand, f"{transfer}departure/")
    assert lying(KNIT_M) == {"PAR": 17}
    assert "T-" in page(hand, "/desk/stock/transfers/")
    assert scanned(hand, transfer, KNIT_M) == f"{KNIT_M}: 1 of 3 here."
    assert scanned(hand, transfer, LOAFER_42) == f"{LOAFER_42}: 1 here, and nobody announced it."
    text = page(hand, transfer)
    assert "4 pieces are missing, 1 piece is too many" in text
    assert "Booked. The rest" in posted(hand, f"{transfer}booking/", seen=2, rest="follows")
    table = {f"was.{KNIT_M}": 0, f"now.{KNIT_M}": "2", f"was.{SHIRT_M}": "0", f"now.{SHIRT_M}": "0"}
    assert posted(hand, f"{transfer}lines/", what="counted", **table) == "Saved."
    assert posted(hand, f"{transfer}booking/", seen=2, rest="none") == "Booked and closed."
    assert (lying(KNIT_M), lying(SHIRT_M)) == ({"PAR": 17, "LIL": 3}, {"PAR": 18, "LIL": 0})
    assert lying(LOAFER_42) == {"PAR": 20, "LIL": 1}
    assert "Cancel" not in page(hand, transfer)


def test_a_delivery_is_announced_by_a_file_and_received_by_scans(hand: Client) -> None:
    delivery = a_delivery(hand)
    file = SimpleUploadedFile("note.csv", f"sku,pieces\n{KNIT_M},2\n{SHIRT_M},1\n".encode())
    assert posted(hand, f"{delivery}lines/", what="announced", file=file) == "Saved."
    key = str(uuid4())
    assert scanned(hand, delivery, KNIT_M, key=key) == scanned(hand, delivery, KNIT_M, key=key)
    scanned(hand, delivery, KNIT_M)
    assert scanned(hand, delivery, KNIT_M) == f"{KNIT_M}: 3 here, 2 announced."
    text = page(hand, delivery)
    assert "Atelier Lavigne → to Paris" in text
    assert "1 piece is missing, 1 piece is too many" in text
    assert "Somebody changed this meanwhile" in posted(hand, f"{delivery}booking/", seen=1, rest="none")
    posted(hand, f"{delivery}booking/", seen=3, rest="none")
    assert lying(KNIT_M) == {"PAR": 23}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "There is no line to read."),
        (f"{KNIT_M} many", "Row 1: write a SKU and a number of pieces"),
        (f"sku;pieces\n{KNIT_M} 1\n{SHIRT_M} 2 3", "Row 3: write a SKU"),
        (f"ME-NOTHING 2\n{KNIT_M} 1", "We do not know the piece “ME-NOTHING”."),
        (f"{KNIT_M} 21", "only 20 can leave"),
    ],
)
def test_wrong_lines_are_told_and_change_nothing(hand: Client, lines: str, told: str) -> None:
    transfer = a_transfer(hand)
    scanned(hand, transfer, KNIT_M)
    assert told in posted(hand, f"{transfer}lines/", what="announced", lines=lines)
    assert "We do not know the piece “4006381333931”." in scanned(hand, transfer, "4006381333931")
    row = stock.consignment_lines(consignment_id=transfer.split("/")[-2])
    assert [(line.sku, line.announced) for line in row] == [(KNIT_M, 1)]


def test_what_cannot_begin_says_why(hand: Client) -> None:
    form = {"id": str(uuid4()), "origin": "PAR", "destination": "PAR"}
    answer = hand.post("/desk/stock/transfers/", form)
    assert answer.status_code == 422
    assert "choose two different places" in plain(answer.content.decode())
    answer = hand.post("/desk/stock/goods-in/", {"id": str(uuid4()), "destination": "PAR"})
    assert answer.status_code == 422
    assert "“Supplier” is missing." in plain(answer.content.decode())
    answer = hand.post("/desk/stock/counts/", {"id": str(uuid4()), "place": "PAR", "what": "Z-9"})
    assert answer.status_code == 422
    assert "“Z-9” is no bin here and no SKU." in plain(answer.content.decode())
    assert stock.consignments(transfers=True, over=False, page=1, size=9) == ((), 0)


def test_a_transfer_is_cancelled_and_then_takes_no_scan(hand: Client) -> None:
    transfer = a_transfer(hand)
    scanned(hand, transfer, KNIT_M)
    assert posted(hand, f"{transfer}cancellation/") == "Cancelled. Nothing was moved."
    assert "it has moved on" in scanned_wrong(hand, transfer)
    assert "it has moved on" in posted(hand, f"{transfer}departure/")
    assert lying(KNIT_M) == {"PAR": 20}


def scanned_wrong(hand: Client, address: str) -> str:
    return scanned(hand, address, KNIT_M)


def test_a_bin_is_counted_and_booked_with_its_reason(hand: Client) -> None:
    services.place_bins(
        location="PAR", bins={KNIT_M: "A-01", SHIRT_M: "A-01"}, actor=cast.WAREHOUSE, at=MONDAY
    )
    assert "A-01 never counted" in page(hand, "/desk/stock/counts/")
    count = a_count(hand, "A-01")
    assert scanned(hand, count, SHIRT_M) == f"{SHIRT_M}: 1 counted."
    file = SimpleUploadedFile("count.csv", f"{KNIT_M};19\n{SHIRT_M};20\n".encode())
    assert posted(hand, f"{count}lines/", what="counted", file=file) == "Saved."
    assert "1 SKU differs" in page(hand, count)
    assert "“Reason” is missing." in posted(hand, f"{count}booking/", seen=39, reason=" ")
    assert lying(KNIT_M) == {"PAR": 20}
    assert "Booked" in posted(hand, f"{count}booking/", seen=39, reason="Cycle count")
    assert lying(KNIT_M) == {"PAR": 19}
    assert "Cycle count" in page(hand, f"/desk/stock/pieces/{KNIT_M}/")
    dropped = a_count(hand, KNIT_M)
    assert "dropped" in posted(hand, f"{dropped}end/")
    assert len(queries.counts(location="PAR", over=True, limit=9)) == 2


def test_the_movements_of_a_sku_are_found_from_its_product_filtered_and_paged(hand: Client) -> None:
    builders.a_shipped_order(lines=((KNIT_M, 1),))
    for number in range(51):
        builders.count_to(KNIT_M, 30 + number)
    assert f"/desk/stock/pieces/{KNIT_M}/" in hand.get(f"/desk/products/{KNIT}/").content.decode()
    assert KNIT_M in page(hand, f"/desk/stock/?q={KNIT}")
    address = f"/desk/stock/pieces/{KNIT_M}/"
    text = page(hand, address)
    assert "Movements 53" in text
    assert "+1 80" in text
    assert "Left with a parcel" in page(hand, f"{address}?page=2")
    only = page(hand, f"{address}?kind=sale&place=PAR")
    assert "−1 19" in only
    assert "Movements 1 " in only
    assert "Nothing moved that fits." in page(hand, f"{address}?place=LIL")
    assert hand.get("/desk/stock/pieces/ME-NOTHING/").status_code == 404
    assert "We know no piece called “ME-NOTHING”" in page(hand, "/desk/stock/?q=me-nothing")


def test_a_piece_is_set_aside_once_and_never_sold(hand: Client) -> None:
    address = f"/desk/stock/pieces/{KNIT_M}/"
    form = {
        "key": str(uuid4()),
        "location": "PAR",
        "before": "stock",
        "after": "atelier",
        "reason": "a thread",
    }
    assert "only 20 can be moved" in posted(hand, f"{address}conditions/", quantity=21, **form)
    for _twice in range(2):
        assert "Moved." in posted(hand, f"{address}conditions/", quantity=2, **form)
    text = page(hand, address)
    assert "Paris 2 At the atelier" in text
    assert "a thread" in text
    assert stock.available(skus=[KNIT_M]) == {KNIT_M: 18}


def test_bins_are_written_one_by_one_and_found(hand: Client) -> None:
    form = {"location": "PAR", "sku": KNIT_M.lower(), "bin": "b-02"}
    assert posted(hand, "/desk/stock/bins/places/", **form) == f"{KNIT_M} lies in B-02."
    assert KNIT_M in page(hand, "/desk/stock/bins/?q=b-0")
    assert "is not right" in posted(hand, "/desk/stock/bins/places/", **form | {"bin": "no spaces"})
    assert "We do not know the piece" in posted(hand, "/desk/stock/bins/places/", **form | {"sku": "XX"})
    assert queries.bins_of(sku=KNIT_M) == {"PAR": "B-02"}
    assert "no bin any more" in posted(hand, "/desk/stock/bins/places/", **form | {"bin": ""})
    assert queries.all_bins() == []


def test_a_file_of_bins_is_tried_first_and_tells_every_fault(hand: Client) -> None:
    def tried(text: str) -> str:
        file = SimpleUploadedFile("bins.csv", text.encode())
        return plain(hand.post("/desk/stock/bins/trial/", {"file": file}).content.decode())

    services.place_bins(location="PAR", bins={KNIT_M: "A-01"}, actor=cast.WAREHOUSE, at=MONDAY)
    wrong = f"location,sku,bin\nXXX,{KNIT_M},A-1\nPAR,NOTHING,A-1\nPAR,{SHIRT_M},a b\nPAR,{KNIT_M},C-1\nPAR,{KNIT_M},C-2\n"
    text = tried(wrong)
    assert "4 faults in the file: nothing was changed" in text
    for fault in ("2 location", "3 sku", "4 bin", "6 sku"):
        assert fault in text
    assert "This column is missing" in tried("sku;bin\n")
    right = f"location;sku;bin\nPAR;{KNIT_M};C-1\nLIL;{SHIRT_M};D-2\n"
    assert "New 1 Changed 1 Taken away 0 The same 0" in tried(right)
    assert queries.all_bins() == [("PAR", KNIT_M, "A-01")]
    digest = re.search(
        r'name="digest" value="(\w+)"',
        hand.post(
            "/desk/stock/bins/trial/", {"file": SimpleUploadedFile("bins.csv", right.encode())}
        ).content.decode(),
    )
    assert digest
    taken = hand.post("/desk/stock/bins/run/", {"digest": digest.group(1)})
    assert "The file has been taken in" in plain(taken.content.decode())
    assert hand.get("/desk/stock/bins.csv").content.decode("utf-8-sig").splitlines() == [
        "location,sku,bin",
        f"LIL,{SHIRT_M},D-2",
        f"PAR,{KNIT_M},C-1",
    ]


def test_only_the_warehouse_acts_and_others_read(hand: Client) -> None:
    transfer, count = a_transfer(hand), a_count(hand, KNIT_M)
    advisor = signed_in(Role.ADVISOR)
    for address in ("", "transfers/", "goods-in/", "counts/", "bins/", f"pieces/{KNIT_M}/"):
        assert advisor.get(f"/desk/stock/{address}").status_code == 200
    for address in (transfer, count):
        assert "<form" not in advisor.get(address).content.decode().partition("<main")[2]
        assert advisor.post(f"{address}scans/", {"code": KNIT_M, "key": str(uuid4())}).status_code == 403
        assert advisor.post(f"{address}lines/", {"lines": KNIT_M}).status_code == 403
        assert advisor.post(f"{address}booking/", {"seen": 0}).status_code == 403
    for address in (
        "transfers/",
        "goods-in/",
        "counts/",
        "bins/places/",
        "bins/trial/",
        f"pieces/{KNIT_M}/conditions/",
    ):
        assert advisor.post(f"/desk/stock/{address}", {"id": str(uuid4())}).status_code == 403


@pytest.mark.parametrize(
    "what", ["consignment", "count", "movements", "bins", "transfers", "counts", "stock"]
)
def test_more_lines_cost_no_more_statements(hand: Client, what: str) -> None:
    transfer, count = a_transfer(hand), a_count(hand)
    address = {
        "consignment": transfer,
        "count": count,
        "movements": f"/desk/stock/pieces/{KNIT_M}/",
        "stock": f"/desk/stock/?q={KNIT}",
    }.get(what, f"/desk/stock/{what}/")

    def cost() -> int:
        hand.get(address)
        with CaptureQueriesContext(connection) as asked:
            hand.get(address)
        return len(asked)

    def more(*skus: str) -> None:
        lines = "\n".join(skus)
        posted(hand, f"{transfer}lines/", what="announced", lines=lines)
        posted(hand, f"{count}lines/", what="counted", lines=lines)
        posted(hand, f"{a_transfer(hand)}lines/", what="announced", lines=lines)
        posted(hand, f"{a_count(hand, skus[0])}lines/", what="counted", lines=lines)
        bins = dict.fromkeys(skus, "A-01")
        services.place_bins(location="PAR", bins=bins, actor=cast.WAREHOUSE, at=MONDAY)
        builders.count_to(KNIT_M, 30 + len(skus))

    more(KNIT_M)
    one = cost()
    more(KNIT_M, SHIRT_M, LOAFER_42)
    assert cost() == one <= 17
