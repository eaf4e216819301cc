"""Two hands of the warehouse, by the verbs that the desk calls: each piece is scanned twice, each parcel labelled and charged."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from uuid import UUID, uuid4

from django.db import connection

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock
from comptoir.infra.refusals import NotPossible
from comptoir.stock import queries as stock
from comptoir.warehouse import queries, services
from comptoir.warehouse.services import Station

_HANDS, _WAVE = 2, 10


def main(count: int) -> None:
    """Prepare and ship so many orders, or all that wait; print, as JSON, the seconds of all and of each from the bench on."""
    began = time.perf_counter()
    with ThreadPoolExecutor(_HANDS) as pool:
        each = [
            seconds for some in pool.map(_work, range(_HANDS), [count // _HANDS] * _HANDS) for seconds in some
        ]
    if not each:
        raise RuntimeError("no order waited")
    print(json.dumps({"seconds": time.perf_counter() - began, "each": each}))


def _work(place: int, count: int) -> list[float]:
    hand = Actor(kind=ActorKind.STAFF, id=f"hand {place}", role=Role.WAREHOUSE)
    times: list[float] = []
    for location in stock.shipping_locations():
        while len(times) < count and (wave := _take(location, hand)):
            times += _prepare(wave, hand)
    connection.close()
    return times


def _take(location: str, hand: Actor) -> UUID | None:
    try:
        return services.make_wave(location=location, most=_WAVE, actor=hand, at=clock.now())
    except NotPossible:
        return None


def _prepare(wave: UUID, hand: Actor) -> Iterator[float]:
    """Pick the whole wave, then compartment by compartment to the door."""
    known = queries.wave_by_id(wave_id=wave)
    rows = queries.pick_list(wave=known) if known else ()
    for row in rows:
        _scan(wave, Station.PICK, row.sku, hand)
    in_order = sorted(rows, key=lambda row: row.position)
    for preparation, pieces in groupby(in_order, key=lambda row: row.preparation):
        began = time.perf_counter()
        for row in pieces:
            _scan(wave, Station.PACK, row.sku, hand)
        parcel = services.pack_preparation(preparation_id=preparation, actor=hand, at=clock.now())
        if (
            parcel is None
            or fulfilment.ship_parcel(parcel_id=parcel.id, actor=hand, at=clock.now()) != "shipped"
        ):
            raise RuntimeError(f"preparation {preparation} did not leave")
        yield time.perf_counter() - began


def _scan(wave: UUID, station: Station, sku: str, hand: Actor) -> None:
    answer = services.scan_code(
        wave_id=wave, station=station, code=sku, key=str(uuid4()), actor=hand, at=clock.now()
    )
    if not answer.done:
        raise RuntimeError(f"{sku}: {answer.told}")
