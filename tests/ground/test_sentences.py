"""When a refusal says the year of its deadline, and the clock that it is told by."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.formats import Reader
from comptoir.infra.i18n import explain, speaking

PARIS, TOKYO = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Tokyo")
NEW_YEAR_S_EVE = datetime(2026, 12, 31, 23, 59, 59, tzinfo=PARIS)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=PARIS)


def _said(until: datetime, *, at: datetime | None, language: str = "en") -> str:
    refused = Refused(rule="RET-01", reason=Reason.RETURN_WINDOW_OVER, until=until)
    reader = Reader(at=at.astimezone(UTC), zone="Europe/Paris") if at else None
    with speaking(language, reader=(lambda: reader) if reader else None):
        return explain(refused)


def test_a_deadline_of_this_year_goes_without_it_until_midnight_of_new_year_s_eve() -> None:
    assert (
        _said(NEW_YEAR_S_EVE, at=NEW_YEAR_S_EVE) == "The return could be registered until Thu 31 Dec 23:59."
    )
    over = "The return could be registered until Thu, 31 Dec 2026 23:59."
    assert _said(NEW_YEAR_S_EVE, at=NEW_YEAR) == over


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            "Le retour pouvait être enregistré jusqu’au jeu. 31 déc. 2026 23:59 (heure normale du Japon).",
        ),
        ("de", "Do., 31. Dez. 2026 23:59 (Japanische Normalzeit)"),
        ("ja", "2026年12月31日(木) 23:59 (日本標準時)"),
    ],
)
def test_another_clock_than_the_house_s_is_named_and_counts_for_the_year(language: str, words: str) -> None:
    """At half past four of New Year's Eve in Paris it is the new year in Tokyo."""
    until = NEW_YEAR_S_EVE.replace(tzinfo=TOKYO)
    said = _said(until, at=datetime(2026, 12, 31, 16, 30, tzinfo=PARIS), language=language)
    assert words in said


def test_a_moment_of_no_place_is_told_by_the_house_s_clock_and_by_its_own_to_nobody_known() -> None:
    opening = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert _said(opening, at=NEW_YEAR) == "The return could be registered until Fri 1 Jan 00:30."
    said = _said(opening, at=None)
    assert said == "The return could be registered until Thu, 31 Dec 2026 23:30 (Coordinated Universal Time)."
