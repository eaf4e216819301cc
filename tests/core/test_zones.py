"""The zone an address counts its days in."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from comptoir.core.zones import COUNTRIES, ZONES, zone_of

DAYS = [datetime(2026, month, 15, tzinfo=UTC) for month in (1, 4, 7, 10)]


def test_every_country_has_a_zone_that_exists() -> None:
    assert len(COUNTRIES) == 250
    for country in COUNTRIES:
        assert zone_of(country) in ZONES
        ZoneInfo(zone_of(country))


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize(
    ("country", "region", "postal_code", "zone"),
    [
        ("FR", "", "75003", "Europe/Paris"),
        ("GB", "", "", "Europe/London"),
        ("JP", "13", "", "Asia/Tokyo"),
        ("US", "NY", "", "America/New_York"),
        ("US", "CA", "90210", "America/Los_Angeles"),
        ("US", "ca", "", "America/Los_Angeles"),
        ("US", "TX", "75001", "America/Chicago"),
        ("US", "TX", "79901", "America/Denver"),
        ("US", "FL", "32501", "America/Chicago"),
        ("US", "AZ", "", "America/Phoenix"),
        ("US", "HI", "", "Pacific/Honolulu"),
        ("US", "", "", "Pacific/Pago_Pago"),
        ("US", "ZZ", "", "Pacific/Pago_Pago"),
        ("CA", "QC", "", "America/Toronto"),
        ("CA", "NL", "A0P 1L0", "America/Goose_Bay"),
        ("CA", "", "", "America/Vancouver"),
        ("AU", "WA", "", "Australia/Perth"),
        ("AU", "NSW", "2880", "Australia/Broken_Hill"),
        ("AU", "VIC", "", "Australia/Melbourne"),
        ("BR", "SP", "", "America/Sao_Paulo"),
        ("BR", "", "", "America/Rio_Branco"),
        ("MX", "ROO", "", "America/Cancun"),
        ("MX", "", "", "America/Tijuana"),
        ("ID", "BA", "", "Asia/Makassar"),
        ("RU", "MOW", "", "Europe/Moscow"),
        ("ES", "M", "28013", "Europe/Madrid"),
        ("ES", "GC", "35001", "Atlantic/Canary"),
        ("PT", "", "1100-148", "Europe/Lisbon"),
        ("PT", "", "9500-150", "Atlantic/Azores"),
        ("PT", "", "", "Atlantic/Azores"),
        ("ZZ", "", "", "Etc/GMT+12"),
    ],
)
def test_region_or_postal_code_choose_the_zone(
    country: str, region: str, postal_code: str, zone: str
) -> None:
    assert zone_of(country, region, postal_code=postal_code) == zone


@pytest.mark.rule("RET-01")
@pytest.mark.parametrize(
    ("country", "regions"),
    [
        ("AU", "ACT NSW NT QLD SA TAS VIC WA"),
        ("BR", "AC AM BA CE DF MS MT PE RJ RO RR SP"),
        ("CA", "AB BC MB NB NL NS NT NU ON PE QC SK YT"),
        ("CL", "RM MA AI"),
        ("EC", "P W"),
        ("ES", "M GC CE"),
        ("ID", "JK BA PA"),
        ("MX", "BCN BCS CHH CMX NLE ROO SON YUC"),
        ("RU", "KGD MOW SAM SVE OMS NVS KYA IRK SA PRI MAG KAM"),
        ("US", "AK AS AZ CA CO FL GU HI ID IL IN MI NY PR TX WA"),
    ],
)
def test_an_unknown_region_ends_its_day_no_earlier_than_any_other(country: str, regions: str) -> None:
    latest = ZoneInfo(zone_of(country, "unknown"))
    for day in DAYS:
        for region in regions.split():
            own = ZoneInfo(zone_of(country, region))
            assert day.astimezone(latest).utcoffset() <= day.astimezone(own).utcoffset(), (country, region)
