"""DHL's Location Finder: lockers and service points near an address or a spot."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings

from comptoir.fulfilment.carriers.base import CarrierRefused, DropoffPoint, Place, Spot
from comptoir.fulfilment.carriers.wire import Json, ask, rows, text

_PAGE = "https://locator.dhl.com/results"


def find_points(*, takes: str, near: Place | Spot, most: int) -> tuple[DropoffPoint, ...]:
    """The points that give a service, as DHL names it; none where the address is not understood."""
    if isinstance(near, Spot):
        path, params = "geo", {"latitude": f"{near.latitude:.6f}", "longitude": f"{near.longitude:.6f}"}
    else:
        path = "address"
        params = {
            "countryCode": near.country,
            "postalCode": near.postal_code,
            "addressLocality": near.city,
            "streetAddress": near.line1,
        }
    try:
        answer = ask(
            "GET",
            f"/location-finder/v1/find-by-{path}",
            params={name: value for name, value in params.items() if value}
            | {"serviceType": takes, "limit": str(most)},
            headers={"DHL-API-Key": settings.CARRIER_FINDER_KEY},
        )
    except CarrierRefused:
        return ()
    return tuple(_point(row) for row in rows(answer, "locations"))


def points_page(*, country: str, place: str) -> str:
    """DHL's service point locator."""
    return f"{_PAGE}?{urlencode({'countryCode': country, 'searchTerm': place})}"


def _point(row: Json) -> DropoffPoint:
    street, *town = (
        text(row, "place", "address", name) for name in ("streetAddress", "postalCode", "addressLocality")
    )
    distance = row.get("distance")
    return DropoffPoint(
        name=text(row, "name"),
        address=", ".join(filter(None, (street, " ".join(filter(None, town))))),
        distance_m=int(str(distance).partition(".")[0]) if distance else 0,
        kind=text(row, "location", "type"),
        hours=tuple(
            f"{text(one, 'dayOfWeek').rpartition('/')[2]} {text(one, 'opens')[:5]}-{text(one, 'closes')[:5]}"
            for one in rows(row, "openingHours")
        ),
        spot=_spot(row),
    )


def _spot(row: Json) -> Spot | None:
    place = row.get("place")
    geo = place.get("geo") if isinstance(place, dict) else None
    known = [geo.get(name) for name in ("latitude", "longitude")] if isinstance(geo, dict) else []
    degrees = [float(one) for one in known if isinstance(one, int | Decimal)]
    return Spot(latitude=degrees[0], longitude=degrees[1]) if len(degrees) == 2 else None
