"""Files by content: stored once under their SHA-256 in the data folder, public and private apart."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def _path(digest: str, *, private: bool) -> Path:
    if len(digest) != 64 or not digest.isalnum():
        raise ValueError("not a digest")
    kind = "private" if private else "public"
    return Path(settings.COMPTOIR_HOME) / "media" / kind / digest[:2] / digest


def store(content: bytes, *, private: bool) -> str:
    """Keep the bytes and return their digest; storing the same twice is one file."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest, private=private)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    return digest


def read(digest: str, *, private: bool) -> bytes:
    """The bytes under a digest; FileNotFoundError when there are none."""
    return _path(digest, private=private).read_bytes()
