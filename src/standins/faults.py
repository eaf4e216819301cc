"""Bad days on demand: slow, late, down, broken, garbage and half-open answers."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from zlib import crc32

from standins.server import Answer, Handler, Json, Request, answer_json


class Mode(StrEnum):
    """What goes wrong with a request that a rule picks."""

    SLOW = "slow"  # waits `seconds`, then answers as usual
    LATE = "late"  # does it, waits `seconds`, then answers as usual
    DOWN = "down"  # 503 before doing anything
    BROKEN = "broken"  # does it, then answers 500
    GARBAGE = "garbage"  # does it, then answers 200 with what is not JSON
    HALF_OPEN = "half_open"  # does it, then closes the connection without an answer


@dataclass(slots=True, kw_only=True)
class Rule:
    """Which requests are hit: "METHOD /path" against a glob, the next `count` of them, each with a `chance`."""

    mode: Mode
    endpoint: str | None = None
    count: int | None = None
    seconds: float = 1.0
    chance: float = 1.0
    seed: int = 0
    seen: int = 0

    def __post_init__(self) -> None:
        self.mode = Mode(self.mode)

    def hits(self, *, target: str, globs: Sequence[str]) -> bool:
        """Whether this request is picked; a hit uses up one of `count`."""
        if self.count == 0 or not any(fnmatchcase(target, glob) for glob in globs):
            return False
        self.seen += 1
        if crc32(f"{self.seed}:{self.seen}".encode()) >= self.chance * 2**32:
            return False
        if self.count is not None:
            self.count -= 1
        return True


class Faults:
    """The rules in force; the first that picks a request decides about it."""

    def __init__(self, *, api: Sequence[str], error_body: Callable[[int], Json]) -> None:
        self._api = api
        self._error_body = error_body
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, rule: Rule) -> None:
        """Put a rule in force, after those already there; without an endpoint it is for the whole API."""
        with self._lock:
            self._rules.append(rule)

    def reset(self) -> None:
        """Lift every rule."""
        with self._lock:
            self._rules.clear()

    def listing(self) -> list[Json]:
        """The rules in force, with what is left of their counts."""
        with self._lock:
            return [asdict(rule) for rule in self._rules]

    def serve(self, request: Request, handler: Handler) -> Answer | None:
        """Answer through the handler under the rules in force; None means: hang up."""
        rule = self._pick(request)
        if rule is None:
            return handler(request)
        if rule.mode is Mode.DOWN:
            return answer_json(status=503, body=self._error_body(503))
        if rule.mode is Mode.SLOW:
            time.sleep(rule.seconds)
        answer = handler(request)
        if rule.mode is Mode.LATE:
            time.sleep(rule.seconds)
        if rule.mode is Mode.BROKEN:
            return answer_json(status=500, body=self._error_body(500))
        if rule.mode is Mode.GARBAGE:
            return Answer(status=200, body=b"<html><h1>It works!</h1>", content_type="text/html")
        return None if rule.mode is Mode.HALF_OPEN else answer

    def _pick(self, request: Request) -> Rule | None:
        if not self._rules:
            return None
        target = f"{request.method} {request.path}"
        with self._lock:
            for rule in self._rules:
                if rule.hits(target=target, globs=[rule.endpoint] if rule.endpoint else self._api):
                    return rule
        return None
