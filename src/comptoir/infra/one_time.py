"""One-time codes of an authenticator app (RFC 6238: six digits, thirty seconds), and how their secrets are kept."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from comptoir.infra import sealing

_PURPOSE = "second factor"
_SECONDS = 30
_DIGITS = 6
_BYTES = 20  # RFC 4226 asks for 160 bits


def new_secret() -> str:
    """A secret as authenticator apps read it."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode()


def code_at(*, secret: str, at: datetime) -> str:
    """The code that an app shows at this real time."""
    return _totp(secret).generate(int(at.timestamp())).decode()


def step_of(*, code: str, secret: str, at: datetime, after: int) -> int | None:
    """The half minute that the code belongs to: this one or a neighbour, and later than the last that was used."""
    now = int(at.timestamp()) // _SECONDS
    for step in (now, now - 1, now + 1):
        if step > after and hmac.compare_digest(_totp(secret).generate(step * _SECONDS), code.encode()):
            return step
    return None


def address_of(*, secret: str, email: str, issuer: str) -> str:
    """What the QR code says to the app."""
    label = f"{issuer}:{email}"
    return f"otpauth://totp/{quote(label)}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def seal(secret: str) -> bytes:
    """A secret as it is stored: readable with this installation's key only."""
    return sealing.seal(secret, purpose=_PURPOSE)


def unseal(sealed: bytes) -> str:
    """The secret again."""
    return sealing.unseal(sealed, purpose=_PURPOSE)


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), _DIGITS, SHA1(), _SECONDS)
