"""The bench: weight, packaging, undoing, and garments with an identity, from the warehouse and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.core.policy import Service
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import clock, queue
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns
from comptoir.warehouse import queries
from tests import builders, cast
from tests.apps.fulfilment import ship
from tests.builders import KNIT_M, LOAFER_42
from tests.desk.preparing import checked, packed, scanned, state_of, wave_of
from tests.desk.selling import plain, signed_in

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def hand(house: None) -> Client:
    """A browser in which a warehouse hand is signed in."""
    del house
    return signed_in(Role.WAREHOUSE)


@pytest.mark.rule("DEL-10")
@pytest.mark.parametrize("typed", ["1240", "1240 g", "1.24 kg", "1,240kg"])
def test_what_the_scales_say_is_kept_and_told_the_carrier(hand: Client, typed: str) -> None:
    placed = builders.a_released_order(lines=((LOAFER_42, 1),))
    assert "Parcel packed: 1240 g." in packed(hand, *checked(hand, LOAFER_42), weight=typed)
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    assert parcel.weight_g == 1240
    (row,) = [row for row in ship.shipments() if row["number"] == parcel.tracking_number]
    assert row["weight_kg"] == 1.24


def test_without_scales_a_parcel_weighs_what_its_pieces_do(hand: Client) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1),))
    packed(hand, *checked(hand, KNIT_M), weight="")
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    (piece,) = ship.pieces(ship.known(placed.number))
    assert parcel.weight_g == piece.weight_g


def test_a_weight_that_the_pieces_cannot_have_is_asked_about_and_kept_where_somebody_is_sure(
    hand: Client,
) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1),))
    wave, preparation = checked(hand, KNIT_M)
    assert "The scales say 9,000 g" in packed(hand, wave, preparation, weight="9000")
    assert "is no weight" in packed(hand, wave, preparation, weight=KNIT_M)
    assert fulfilment.parcels_of(order_number=placed.number) == ()
    assert "The scales say 8,000 g" in packed(hand, wave, preparation, weight="8000", sure="9000")
    assert "Parcel packed: 9000 g." in packed(hand, wave, preparation, weight="9000", sure="9000")
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    assert parcel.weight_g == 9000


@pytest.mark.rule("ORD-01")
def test_at_peak_the_dust_bags_are_left_out(hand: Client) -> None:
    builders.a_released_order(lines=((LOAFER_42, 1),))
    wave, _preparation = checked(hand, LOAFER_42)
    assert "A box, 1 dust bag," in plain(hand.get(f"{wave}pack/").content.decode())
    clock.set_to(at=datetime(2026, 12, 14, 9, tzinfo=UTC))
    assert re.search(r"A box, \d+ g of pieces", plain(hand.get(f"{wave}pack/").content.decode()))


def test_a_parcel_is_unpacked_at_the_bench_its_label_void_and_packed_anew(hand: Client) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1),), service=Service.STANDARD)
    wave, preparation = checked(hand, KNIT_M)
    assert "Unpack it again" in packed(hand, wave, preparation)
    (first,) = fulfilment.parcels_of(order_number=placed.number)
    for _twice in range(2):
        said = hand.post(f"{wave}unpacking/", {"preparation": preparation}, follow=True)
        assert "Unpacked. Its label is void" in plain(said.content.decode())
    queue.run_waiting()
    assert [row["status"] for row in ship.shipments() if row["number"] == first.tracking_number] == ["voided"]
    assert state_of(wave) == [(KNIT_M, True, False)]
    scanned(hand, wave, "pack", KNIT_M)
    assert "Parcel packed" in packed(hand, wave, preparation)
    (second,) = fulfilment.parcels_of(order_number=placed.number)
    assert second.tracking_number != first.tracking_number


@pytest.mark.rule("PAY-05")
def test_what_the_carrier_has_is_not_unpacked(hand: Client) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1),))
    wave, preparation = checked(hand, KNIT_M)
    packed(hand, wave, preparation)
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    hand.post("/desk/warehouse/door/", {"code": parcel.tracking_number})
    said = plain(hand.post(f"{wave}unpacking/", {"preparation": preparation}, follow=True).content.decode())
    assert "already moved on" in said
    assert "Unpack it again" not in said
    assert [p.state for p in fulfilment.parcels_of(order_number=placed.number)] == ["shipped"]


def test_what_another_wave_took_meanwhile_stays_there(hand: Client) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1),))
    wave, preparation = checked(hand, KNIT_M)
    packed(hand, wave, preparation)
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    hand.post(f"/desk/parcels/{parcel.id}/unpacking/")
    other = wave_of(hand)
    hand.post(f"{wave}unpacking/", {"preparation": preparation})
    assert (state_of(wave), state_of(other)) == ([], [(KNIT_M, False, False)])


def test_a_garment_is_out_with_one_piece_at_a_time(hand: Client) -> None:
    for _order in range(2):
        builders.a_released_order(lines=((KNIT_M, 1),))
    wave = wave_of(hand)
    for code in (KNIT_M, "ID-77", KNIT_M):
        scanned(hand, wave, "pick", code)
    assert "ID-77 is out with " in scanned(hand, wave, "pick", "ID-77")
    known = queries.wave_by_id(wave_id=wave.rstrip("/").rpartition("/")[2])
    assert known
    assert sorted(row.identity for row in queries.pick_list(wave=known)) == ["", "ID-77"]
    hand.post(f"{wave}end/")  # what never left may go out with another
    second = wave_of(hand)
    scanned(hand, second, "pick", KNIT_M)
    scanned(hand, second, "pick", KNIT_M)
    assert scanned(hand, second, "pick", "ID-77") == f"ID-77 is kept with {KNIT_M}."


@pytest.mark.rule("RET-10")
@pytest.mark.parametrize(
    ("came", "acceptance", "words"),
    [
        ("id-77", "pending", "Received. Now judge each piece."),
        ("", "pending", "Received. Now judge each piece."),
        ("ID-78", "needs_person", "Another garment came back than the one that was sent: a person decides."),
    ],
)
def test_what_comes_back_is_compared_with_what_was_sent(
    hand: Client, came: str, acceptance: str, words: str
) -> None:
    placed = builders.a_released_order(lines=((KNIT_M, 1),))
    wave, preparation = checked(hand, KNIT_M)
    scanned(hand, wave, "pack", "ID-77")
    packed(hand, wave, preparation)
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    hand.post("/desk/warehouse/door/", {"code": parcel.number})
    hand.post(f"/desk/parcels/{parcel.id}/events/", {"status": "delivered"})
    (piece,) = parcel.pieces
    back = returns.register_return(
        order_number=placed.number,
        pieces=[(piece, "too_large")],
        pickup=None,
        actor=cast.GUEST_SHOPPER,
        at=clock.now(),
    )
    page = f"/desk/returns/{back.id}/"
    assert "Sent as ID-77." in plain(hand.get(page).content.decode())
    form = {"piece": piece, f"identity-{piece}": came}
    assert words in plain(hand.post(f"{page}reception/", form, follow=True).content.decode())
    known = returns_queries.return_view(return_id=back.id)
    assert known
    (row,) = known.pieces
    assert (row.reception, row.acceptance, row.identity) == ("received", acceptance, came.upper())
    # The garment that is here again may go out with another piece; one that is still out may not.
    builders.a_released_order(lines=((KNIT_M, 1),))
    again = wave_of(hand)
    scanned(hand, again, "pick", KNIT_M)
    kept = scanned(hand, again, "pick", "ID-77").startswith("ID-77 is kept")
    assert kept is (acceptance == "pending")
