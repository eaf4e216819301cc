"""The house's time, read from the file that its test clock writes."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path


class HouseClock:
    """House time is real time plus `offset_us` of `<home>/clock.json`; without the file it is real time."""

    def __init__(self, home: Path) -> None:
        self._path = home / "clock.json"
        self._stamp: tuple[int, int, int] | None = None
        self._offset = 0.0

    def now(self) -> datetime:
        """The house's present moment, aware, in UTC."""
        self._refresh()
        return datetime.fromtimestamp(time.time() + self._offset, tz=UTC)

    def _refresh(self) -> None:
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            self._stamp, self._offset = None, 0.0
            return
        stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
        if stamp == self._stamp:
            return
        try:
            self._offset = int(json.loads(self._path.read_text())["offset_us"]) / 1_000_000
        except (ValueError, KeyError, FileNotFoundError):
            return  # caught half written: the last good offset stands until the next look
        self._stamp = stamp
