"""Countries the stand-in knows: clock, capital's position, customs area."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

# code, time zone of the capital (or the largest city), latitude, longitude
TABLE = """
AE Asia/Dubai 24.45 54.38
AT Europe/Vienna 48.21 16.37
AU Australia/Sydney -33.87 151.21
BE Europe/Brussels 50.85 4.35
BG Europe/Sofia 42.70 23.32
BR America/Sao_Paulo -23.55 -46.63
CA America/Toronto 43.65 -79.38
CH Europe/Zurich 46.95 7.45
CN Asia/Shanghai 39.90 116.41
CY Asia/Nicosia 35.19 33.38
CZ Europe/Prague 50.08 14.44
DE Europe/Berlin 52.52 13.40
DK Europe/Copenhagen 55.68 12.57
EE Europe/Tallinn 59.44 24.75
ES Europe/Madrid 40.42 -3.70
FI Europe/Helsinki 60.17 24.94
FR Europe/Paris 48.86 2.35
GB Europe/London 51.51 -0.13
GR Europe/Athens 37.98 23.73
HK Asia/Hong_Kong 22.32 114.17
HR Europe/Zagreb 45.81 15.98
HU Europe/Budapest 47.50 19.04
IE Europe/Dublin 53.35 -6.26
IL Asia/Jerusalem 31.77 35.21
IS Atlantic/Reykjavik 64.15 -21.94
IT Europe/Rome 41.90 12.50
JP Asia/Tokyo 35.68 139.69
KR Asia/Seoul 37.57 126.98
KW Asia/Kuwait 29.38 47.99
LT Europe/Vilnius 54.69 25.28
LU Europe/Luxembourg 49.61 6.13
LV Europe/Riga 56.95 24.11
MC Europe/Monaco 43.74 7.42
MT Europe/Malta 35.90 14.51
MX America/Mexico_City 19.43 -99.13
MY Asia/Kuala_Lumpur 3.14 101.69
NL Europe/Amsterdam 52.37 4.90
NO Europe/Oslo 59.91 10.75
NZ Pacific/Auckland -36.85 174.76
PL Europe/Warsaw 52.23 21.01
PT Europe/Lisbon 38.72 -9.14
QA Asia/Qatar 25.29 51.53
RO Europe/Bucharest 44.43 26.10
SA Asia/Riyadh 24.71 46.68
SE Europe/Stockholm 59.33 18.07
SG Asia/Singapore 1.35 103.82
SI Europe/Ljubljana 46.06 14.51
SK Europe/Bratislava 48.15 17.11
TH Asia/Bangkok 13.76 100.50
TR Europe/Istanbul 41.01 28.98
TW Asia/Taipei 25.03 121.57
US America/New_York 40.71 -74.01
ZA Africa/Johannesburg -26.20 28.05
"""

# The same countries in three letters, in the order of the table.
THREE_LETTERS = """
ARE AUT AUS BEL BGR BRA CAN CHE CHN CYP CZE DEU DNK EST ESP FIN FRA GBR GRC HKG HRV HUN IRL ISR ISL ITA JPN KOR
KWT LTU LUX LVA MCO MLT MEX MYS NLD NOR NZL POL PRT QAT ROU SAU SWE SGP SVN SVK THA TUR TWN USA ZAF
"""

EU_CUSTOMS = frozenset(
    (
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
    )
    + ("MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A country's clock and a point in it."""

    zone: ZoneInfo
    latitude: float
    longitude: float


def _read_table() -> dict[str, Place]:
    rows = (line.split() for line in TABLE.split("\n") if line)
    return {
        code: Place(zone=ZoneInfo(zone), latitude=float(latitude), longitude=float(longitude))
        for code, zone, latitude, longitude in rows
    }


PLACES = _read_table()
TWO_LETTERS = dict(zip(THREE_LETTERS.split(), PLACES, strict=True))
ELSEWHERE = Place(zone=ZoneInfo("UTC"), latitude=0.0, longitude=0.0)


def find_place(country: str) -> Place:
    """The country's place; one without a row is on UTC."""
    return PLACES.get(country, ELSEWHERE)


def needs_customs(*, origin: str, destination: str) -> bool:
    """Whether goods between two countries must be declared."""
    return origin != destination and not {origin, destination} <= EU_CUSTOMS
