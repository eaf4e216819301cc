"""Ids that leave the house: UUIDv7 for things, tokens for private links. Inside, rows have bigint keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings


def new_id() -> uuid.UUID:
    """A UUIDv7: sorts by the real time it was made, 74 random bits."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp & ((1 << 48) - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def new_token() -> str:
    """A bearer secret of 256 bits for a private link; only its digest is stored."""
    return secrets.token_urlsafe(32)


def derived_token(text: str) -> str:
    """A secret of 256 bits that only this installation can make of a text, and makes the same each time (ADR 0016)."""
    mac = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


_numbers: ContextVar[random.Random | None] = ContextVar("numbers", default=None)


def random_bits(bits: int) -> int:
    """Unguessable bits, for numbers that people read."""
    source = _numbers.get()
    return secrets.randbits(bits) if source is None else source.getrandbits(bits)


@contextmanager
def numbered_from(source: random.Random) -> Iterator[None]:
    """Draw the numbers that people read from here: the demo house has the same ones on every machine."""
    token = _numbers.set(source)
    try:
        yield
    finally:
        _numbers.reset(token)
