"""The house's clock: everything promised to people is reckoned on it.

House time is real time plus an offset. The offset is one small file in the data folder, replaced at once, so that web,
worker, commands and the stand-ins follow it without a query. Outside the demo there is no file and the offset is nothing.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

_seen: dict[Path, tuple[int, timedelta]] = {}


def _file() -> Path:
    return Path(settings.COMPTOIR_HOME) / "clock.json"


def offset() -> timedelta:
    """How far the house's clock stands from real time."""
    if not settings.COMPTOIR_DEMO:
        return timedelta(0)
    path = _file()
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta(0)
    known = _seen.get(path)
    if known is None or known[0] != stamp:
        known = (stamp, timedelta(microseconds=json.loads(path.read_text())["offset_us"]))
        _seen[path] = known
    return known[1]


def now() -> datetime:
    """The house's time, aware, in UTC."""
    return real_now() + offset()


def real_now() -> datetime:
    """Real time, for sessions, signatures, rate limits and the queue."""
    return datetime.fromtimestamp(time.time(), UTC)


def set_to(*, at: datetime) -> None:
    """Put the test clock to `at`, from where it runs on at real speed. Only the demo has one."""
    if not settings.COMPTOIR_DEMO:
        raise RuntimeError("only the demo house has a test clock")
    moved = at - real_now()
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix="clock-")
    with os.fdopen(handle, "w") as out:
        json.dump({"offset_us": moved // timedelta(microseconds=1)}, out)
    Path(name).replace(path)
    _seen.pop(path, None)
