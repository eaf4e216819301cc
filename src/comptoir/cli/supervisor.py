"""Keeps the parts of a house running: starts them in order, starts again what dies, stops them in reverse."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Protocol, Self

from comptoir.cli.home import HouseError
from comptoir.infra.processes import Program, tail

_LOOK_SECONDS = 0.1
_LONGEST_PAUSE = 30.0
# A part that ran this long has come up well: its next death is a first one.
_STEADY_SECONDS = 60.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Part(Protocol):
    """Something that can be started, dies, and is started again."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def log(self) -> Path:
        """Where its words go."""

    def start(self) -> None:
        """Start it, also when it has died."""

    def is_running(self) -> bool:
        """Whether it lives."""

    def is_ready(self) -> bool:
        """Whether it does its work."""

    def stop(self) -> None:
        """Stop it in bounded time."""


class Stopped(Exception):
    """Somebody asked the house to stop while it was starting."""


class Child:
    """A part that is a program."""

    def __init__(
        self,
        *,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str] | None = None,
        ready: Callable[[], bool] = lambda: True,
        patience: float = 10.0,
    ) -> None:
        """`ready` tells that it answers; `patience` is the seconds it gets to end after SIGTERM."""
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment
        self._ready = ready
        self._patience = patience
        self._program: Program | None = None

    def start(self) -> None:
        """Start the program, after clearing what an earlier one left."""
        if self._program is not None:
            self._program.clear()
        self._program = Program(command=self._command, log=self.log, environment=self._environment)

    def is_running(self) -> bool:
        """Whether the program has not ended."""
        return self._program is not None and self._program.poll() is None

    def is_ready(self) -> bool:
        """Whether the program answers."""
        return self.is_running() and self._ready()

    def succeeded(self) -> bool:
        """Whether the program has ended, and well."""
        return self._program is not None and self._program.poll() == 0

    def stop(self) -> None:
        """SIGTERM, then SIGKILL to what is left of it."""
        if self._program is not None:
            self._program.stop(signals=((signal.SIGTERM, self._patience),))
            self._program = None


@dataclass(slots=True, kw_only=True)
class _Kept:
    part: Part
    started: float
    deaths: int = 0
    again_at: float | None = None


class Supervisor:
    """Runs parts until SIGINT, SIGTERM or SIGHUP asks it to stop. A context manager: leaving it stops everything."""

    def __init__(self, *, say: Callable[[str], None]) -> None:
        """`say` gets one line for each thing worth telling the person at the terminal."""
        self._say = say
        self._kept: list[_Kept] = []
        self._stopping = False

    def __enter__(self) -> Self:
        """Take the signals."""
        for number in _SIGNALS:
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every part, the last started first."""
        while self._kept:
            self._kept.pop().part.stop()
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    def start(self, *parts: Part, seconds: float = 60.0) -> None:
        """Start parts together and wait until all are ready; HouseError with the last words of one that is not."""
        end = time.monotonic() + seconds
        for part in parts:
            self._kept.append(_Kept(part=part, started=time.monotonic()))
            part.start()
        for part in parts:
            while not part.is_ready():
                if not part.is_running() or time.monotonic() > end:
                    raise HouseError(
                        f"The {part.name} did not start. {part.log} ends with:\n{tail(log=part.log)}"
                    )
                self._pause()

    def complete(self, task: Child) -> None:
        """Run a program to its end; HouseError with its last words if it fails."""
        self._kept.append(_Kept(part=task, started=time.monotonic()))
        task.start()
        while task.is_running():
            self._pause()
        self._kept.pop()
        if not task.succeeded():
            raise HouseError(f"The step `{task.name}` failed. {task.log} ends with:\n{tail(log=task.log)}")

    def keep(self) -> None:
        """Stay until somebody asks to stop, starting again what dies."""
        while not self._stopping:
            time.sleep(_LOOK_SECONDS)
            for kept in self._kept:
                self._look_after(kept, now=time.monotonic())

    def _look_after(self, kept: _Kept, *, now: float) -> None:
        if kept.part.is_running():
            return
        if kept.again_at is None:
            kept.deaths = kept.deaths + 1 if now - kept.started < _STEADY_SECONDS else 1
            pause = min(_LONGEST_PAUSE, 0.25 * 2.0**kept.deaths)
            kept.again_at = now + pause
            self._say(f"The {kept.part.name} died; starting it again in {pause:g} s. See {kept.part.log}")
        elif now >= kept.again_at:
            kept.again_at, kept.started = None, now
            try:
                kept.part.start()
            except RuntimeError as failed:
                self._say(str(failed))

    def _pause(self) -> None:
        time.sleep(_LOOK_SECONDS)
        if self._stopping:
            raise Stopped

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stopping = True
