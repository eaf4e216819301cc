"""Texts as they are stored sealed: readable with this installation's key only, each purpose under a key of its own."""

from __future__ import annotations

import base64
import functools
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def seal(text: str, *, purpose: str) -> bytes:
    """A text as it is stored."""
    return _box(settings.SECRET_KEY, purpose).encrypt(text.encode())


def unseal(sealed: bytes, *, purpose: str) -> str:
    """The text again."""
    return _box(settings.SECRET_KEY, purpose).decrypt(sealed).decode()


@functools.cache
def _box(key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{key}".encode()).digest()))
