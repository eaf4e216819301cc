"""Pictures of strangers are taken apart by a program of its own: little memory, little time, nothing of ours (D2-04)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

from comptoir.infra import pixels
from comptoir.infra.photographs import NotAPhotograph, in_words
from comptoir.infra.pixels import Encoded, NoPicture

_MEMORY, _SECONDS = 1_500_000_000, 10  # bytes; of processor, for each picture
_PATIENCE = 3  # so many times as long by the clock on the wall


def clean_apart(
    contents: Sequence[bytes], *, least_side: int, memory: int = _MEMORY, seconds: int = _SECONDS
) -> list[Encoded | NotAPhotograph]:
    """Each file's picture as JPEG, or why it is none. One program for all of them, and another behind each that ended it."""
    found: list[Encoded | NotAPhotograph] = []
    while len(found) < len(contents):
        program = Decoder(memory=memory, seconds=seconds, least_side=least_side)
        try:
            for content in contents[len(found) :]:
                made = program.ask(content)
                found.append(made or in_words(NoPicture("heavy")))
                if made is None:
                    break
        finally:
            program.end()
    return found


class Decoder(subprocess.Popen[bytes]):
    """`infra.pixels` as a program, without our environment, our folder or our files."""

    def __init__(self, *, memory: int, seconds: int, least_side: int) -> None:
        """Start it; it sets its limits before it reads anything."""
        self.patience = seconds * _PATIENCE
        super().__init__(
            [sys.executable, "-I", pixels.__file__, str(memory), str(seconds), str(least_side)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"MALLOC_ARENA_MAX": "2"},  # threads' own arenas would count as memory
            cwd="/",
        )

    def ask(self, content: bytes) -> Encoded | NotAPhotograph | None:
        """The picture or why there is none; None where the program ended over it."""
        late = threading.Timer(self.patience, self.kill)
        late.start()
        try:
            if self.stdin is None or self.stdout is None:
                return None
            pixels.send(self.stdin, content)
            told, made = json.loads(pixels.receive(self.stdout)), pixels.receive(self.stdout)
        except (EOFError, OSError):
            return None
        finally:
            late.cancel()
        if "why" in told:
            return in_words(NoPicture(told["why"], **told["figures"]))
        return Encoded(content=made, mime=told["mime"], width=told["width"], height=told["height"])

    def end(self) -> None:
        """Kill it, whatever it is doing, and clear what was still to be said to it."""
        self.kill()
        for pipe in (self.stdin, self.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self.wait()
