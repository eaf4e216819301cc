"""Addresses that open one file for a time: the path and its last second, signed. Signatures are in real time."""

from __future__ import annotations

import time
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac


class Link(StrEnum):
    """What a signed address is worth."""

    GOOD = "good"
    OVER = "over"  # ours, and its time is past
    WRONG = "wrong"


def sign_link(*, path: str, lasts: timedelta) -> str:
    """The address of a path on our site that opens it for so long."""
    return f"{settings.SITE_URL}{sign_path(path=path, lasts=lasts)}"


def sign_path(*, path: str, lasts: timedelta) -> str:
    """The same for a page of our own, without the site's name."""
    until = str(int(time.time() + lasts.total_seconds()))
    return f"{path}?until={until}&key={_key(path, until)}"


def read_link(*, request: HttpRequest) -> Link:
    """Whether the address that was asked for is one of ours, and still opens."""
    until, key = request.GET.get("until", ""), request.GET.get("key", "")
    if not until.isdecimal() or not constant_time_compare(key, _key(request.path, until)):
        return Link.WRONG
    return Link.GOOD if int(until) >= time.time() else Link.OVER


def _key(path: str, until: str) -> str:
    return salted_hmac("comptoir.signed_links", f"{path}|{until}", algorithm="sha256").hexdigest()
