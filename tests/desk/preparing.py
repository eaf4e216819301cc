"""What the tests of the warehouse desk share: waves, scans, an order that is ready to pack."""

from __future__ import annotations

import re
from uuid import uuid4

from django.test import Client

from comptoir.warehouse import queries
from tests.desk.selling import plain


def wave_of(hand: Client, most: int = 12) -> str:
    """A wave in Paris, by its address without the station."""
    answer = hand.post("/desk/warehouse/waves/", {"place": "PAR", "most": most})
    return answer["Location"].removesuffix("pick/")


def scanned(hand: Client, wave: str, station: str, code: str, *, key: str = "") -> str:
    """What the page says in big words after a scan."""
    answer = hand.post(f"{wave}{station}/scans/", {"code": code, "key": key or str(uuid4())})
    found = re.search(r'<p class="scan-told.*?</p>', answer.content.decode(), re.DOTALL)
    assert found, answer.content.decode()[:3000]
    return plain(found.group())


def state_of(wave: str) -> list[tuple[str, bool, bool]]:
    """What is picked and checked of a wave."""
    known = queries.wave_by_id(wave_id=wave.rstrip("/").rpartition("/")[2])
    assert known
    return sorted((row.sku, row.picked, row.checked) for row in queries.pick_list(wave=known))


def checked(hand: Client, *skus: str) -> tuple[str, str]:
    """An order whose pieces were picked and checked: its wave and its preparation."""
    wave = wave_of(hand)
    for station in ("pick", "pack"):
        for sku in skus:
            scanned(hand, wave, station, sku)
    found = re.search(r'name="preparation" value="(\d+)"', hand.get(f"{wave}pack/").content.decode())
    assert found
    return wave, found.group(1)


def packed(hand: Client, wave: str, preparation: str, **typed: str) -> str:
    """What the page says after the button was pressed."""
    answer = hand.post(f"{wave}parcels/", {"preparation": preparation, **typed}, follow=True)
    return plain(answer.content.decode())
