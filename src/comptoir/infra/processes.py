"""Programs that the product starts: each in a session of its own, with its output in a file, dying when we die."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
_LOG_LIMIT = 5_000_000


def die_with_parent(*, parent: int, signal_number: int) -> None:
    """Have the kernel send this process a signal when `parent` dies; exits if it already has. Linux only."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        sys.exit(f"process {parent} is gone")


class Program(subprocess.Popen[bytes]):
    """A started program. However this process dies, `kill -9` included, the program gets `orphan_signal`."""

    def __init__(
        self,
        *,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        orphan_signal: signal.Signals = signal.SIGKILL,
    ) -> None:
        """Start it, as another account if `user` names one, adding its output to `log`."""
        parent = os.getpid()
        account = pwd.getpwnam(user) if user else None
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".1.log"))
        with log.open("ab") as output:
            super().__init__(
                [str(word) for word in command],
                cwd="/",
                env=None if environment is None else dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=account and account.pw_uid,
                group=account and account.pw_gid,
                extra_groups=[] if account else None,
                # Ctrl-C in the terminal reaches the supervisor only, which stops things in order.
                start_new_session=True,
                # Runs after the change of account, which would make the kernel forget it.
                preexec_fn=lambda: die_with_parent(parent=parent, signal_number=orphan_signal),
            )

    def stop(self, *, signals: Sequence[tuple[signal.Signals, float]]) -> None:
        """Send each signal in turn, waiting its seconds, until the program has ended; then clear."""
        for number, seconds in signals:
            if self.poll() is not None:
                break
            self.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self.wait(timeout=seconds)
        self.clear()

    def clear(self) -> None:
        """Kill what is left of the session, such as workers whose master was killed, and reap the program."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()


def tail(*, log: Path, since: int = 0, lines: int = 15) -> str:
    """The last lines of a log, of what was added after its byte `since`."""
    if not log.exists():
        return ""
    with log.open("rb") as text:
        text.seek(since if since <= log.stat().st_size else 0)
        return "\n".join(text.read().decode(errors="replace").splitlines()[-lines:])
