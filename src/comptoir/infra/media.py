"""Files by content: stored once under their SHA-256 in the data folder, public and private apart."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
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
        _write(path, content)
    return digest


def read(digest: str, *, private: bool) -> bytes:
    """The bytes under a digest; FileNotFoundError when there are none."""
    return _path(digest, private=private).read_bytes()


def remove(digest: str, *, private: bool) -> None:
    """Remove the file of a digest, if it is there; the caller knows that nothing refers to it."""
    _path(digest, private=private).unlink(missing_ok=True)


def fault(digest: str, *, private: bool) -> str:
    """What is wrong with the file of a digest: missing or changed; blank where it is as it was stored."""
    try:
        content = read(digest, private=private)
    except FileNotFoundError:
        return "missing"
    return "" if hashlib.sha256(content).hexdigest() == digest else "changed"


def derive(digest: str, *, form: str, make: Callable[[bytes], bytes]) -> bytes:
    """Public bytes in another form, made the first time somebody asks; FileNotFoundError where there are none."""
    path = _path(digest, private=False).with_suffix(f".{form}")
    if not path.exists():
        _write(path, make(read(digest, private=False)))
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, whoever else writes the same meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(path)
