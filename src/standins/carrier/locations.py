"""Invented service points near any address, the same ones each time."""

from collections.abc import Iterator
from hashlib import sha256

from standins.carrier.errors import CarrierError
from standins.carrier.places import PLACES, Place, find_place
from standins.server import Json, Request

SERVICES = ("express:drop-off-prelabeled", "express:pick-up", "parcel:drop-off", "parcel:pick-up")
FURTHEST = 25_000
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
KINDS = (
    ("servicepoint", "{street} News", "08:00:00", "20:00:00"),
    ("locker", "Locker {number}", "00:00:00", "23:59:59"),
    ("servicepoint", "{street} Pharmacy", "09:00:00", "19:00:00"),
    ("postoffice", "{city} Post Office", "09:00:00", "18:00:00"),
    ("locker", "Locker {number}", "00:00:00", "23:59:59"),
    ("servicepoint", "{street} Flowers", "10:00:00", "19:30:00"),
    ("servicepoint", "{city} Express Centre", "07:30:00", "21:00:00"),
    ("servicepoint", "{street} Books", "10:00:00", "18:30:00"),
)
STREETS = {
    "FR": "rue des Lilas,rue du Moulin,place du Marché,rue Victor Hugo,rue de la Gare,avenue des Tilleuls",
    "GB": "High Street,Station Road,Church Lane,Mill Road,Market Place,Victoria Street",
    "DE": "Hauptstraße,Bahnhofstraße,Gartenstraße,Marktplatz,Schulstraße,Lindenweg",
    "IT": "Via Roma,Via Garibaldi,Corso Italia,Piazza del Mercato,Via Verdi,Via dei Mille",
    "ES": "Calle Mayor,Calle Real,Plaza del Mercado,Calle del Sol,Avenida del Puerto,Calle Nueva",
}
OTHER_STREETS = "Main Street,Station Street,Park Road,Market Square,Garden Street,Bridge Road"


def find_locations(request: Request) -> Json:
    """The points near an address or a spot within a radius in metres (5,000 unless told), the nearest first."""
    country = request.argument("countryCode").upper()
    town = request.argument("addressLocality") or request.argument("postalCode")
    if request.path.endswith("by-geo"):
        country, town = _country_at(request), "here"
    if len(country) != 2 or not (town or request.argument("streetAddress")):
        raise CarrierError(
            400, "countryCode and one of addressLocality, postalCode, streetAddress are needed."
        )
    if request.argument("serviceType") not in ("", *SERVICES):
        raise CarrierError(400, f"serviceType is one of {', '.join(SERVICES)}.")
    radius = _read_number(request, "radius", default=5_000, most=FURTHEST)
    limit = _read_number(request, "limit", default=15, most=50)
    wanted = request.argument("locationType")
    points = sorted(_invent_points(request, country), key=lambda point: int(point["distance"]))
    near = [
        point for point in points if point["distance"] <= radius and wanted in ("", point["location"]["type"])
    ]
    return {"locations": near[:limit]}


def _country_at(request: Request) -> str:
    """The country whose own point is nearest."""
    try:
        latitude, longitude = float(request.argument("latitude")), float(request.argument("longitude"))
    except ValueError as error:
        raise CarrierError(400, "latitude and longitude are needed.") from error
    return min(
        PLACES,
        key=lambda code: abs(PLACES[code].latitude - latitude) + abs(PLACES[code].longitude - longitude),
    )


def _read_number(request: Request, name: str, *, default: int, most: int) -> int:
    text = request.argument(name)
    if not text:
        return default
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise CarrierError(400, f"{name} is a number from 1 to {most}.")
    return int(text)


def _invent_points(request: Request, country: str) -> Iterator[Json]:
    postal_code = request.argument("postalCode")
    city = request.argument("addressLocality") or f"{country} {postal_code}"
    streets = STREETS.get(country, OTHER_STREETS).split(",")
    place = find_place(country)
    for number, kind in enumerate(KINDS):
        dice = sha256(f"{country}|{city.casefold()}|{postal_code}|{number}".encode()).digest()
        street = streets[dice[0] % len(streets)]
        distance = 120 + number * 330 + dice[1] * 2
        names = {"street": street, "city": city, "number": 100 + dice[2]}
        yield {
            "url": f"/locations/{dice[:6].hex()}",
            "location": {
                "ids": [{"locationId": f"8{dice[:4].hex().upper()}", "provider": "express"}],
                "keyword": "",
                "keywordId": "",
                "type": kind[0],
            },
            "name": kind[1].format(**names),
            "distance": distance,
            "place": {
                "address": {
                    "countryCode": country,
                    "postalCode": postal_code,
                    "addressLocality": city,
                    "streetAddress": _write_street(country, street, 1 + dice[3] % 120),
                },
                "geo": _locate(place, dice, distance),
            },
            "openingHours": [
                {"opens": kind[2], "closes": kind[3], "dayOfWeek": f"http://schema.org/{day}"}
                for day in (*DAYS, *(("Sunday",) if kind[0] == "locker" else ()))
            ],
            "closurePeriods": [],
            "serviceTypes": list(SERVICES),
        }


def _write_street(country: str, street: str, number: int) -> str:
    return f"{number} {street}" if country in ("FR", "GB", "US", "CA", "AU", "IE") else f"{street} {number}"


def _locate(place: Place, dice: bytes, distance: int) -> Json:
    """A point about as far from the country's own point as the distance says."""
    east = 1 if dice[4] % 2 else -1
    degrees = distance / 111_000
    return {
        "latitude": round(place.latitude + degrees * (dice[5] / 255), 6),
        "longitude": round(place.longitude + east * degrees, 6),
    }
