"""Where a request comes from: what limits and checks may know of it, and nothing more."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from comptoir.infra import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """`network` is the address it came from and `country` where that is, blank where nobody told; `at` is real time.

    Whom the house trusts is not counted: its own programs, and in the demo whatever runs on the same machine.
    """

    network: str = ""
    country: str = ""
    at: datetime | None = None
    trusted: bool = False


INSIDE = Visitor(trusted=True)


def visitor_of(*, request: HttpRequest) -> Visitor:
    """Who sends this request, as our proxy tells it."""
    return Visitor(
        network=network_of(request=request),
        country=_country(request),
        at=clock.real_now(),
        trusted=settings.COMPTOIR_DEMO and _is_here(request),
    )


def network_of(*, request: HttpRequest) -> str:
    """The network address of the one who asks; blank where only our own proxy is seen."""
    told = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(told or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    return str(address) if address.is_global else ""


def connection_of(*, network: str) -> str:
    """What one connection has of a network address: of version 6 its first 64 bits."""
    return str(ipaddress.ip_network(f"{network}/64", strict=False)) if ":" in network else network


def _country(request: HttpRequest) -> str:
    told = request.headers.get(settings.PLACE_HEADER, "").strip().upper()
    return told if len(told) == 2 and told.isascii() and told.isalpha() else ""


def _is_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
