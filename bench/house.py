"""The house under measurement: `comptoir run` in a folder of its own, with the whole demo."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_S = 400


@dataclass(frozen=True)
class House:
    """Where it listens, and how to act in it."""

    url: str
    home: Path
    dsn: str
    token: str
    first_start_s: float


@contextmanager
def running_house() -> Iterator[House]:
    """Start it from nothing, wait until it answers, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        Path(folder).chmod(0o711)
        environment = {**os.environ, "COMPTOIR_HOME": folder, "PORT": str(port), "COMPTOIR_DEMO": "on"}
        environment.pop("DATABASE_URL", None)
        comptoir = [sys.executable, "-m", "comptoir.cli.main"]
        began = time.monotonic()
        process = subprocess.Popen([*comptoir, "run"], env=environment, stdout=subprocess.DEVNULL)
        try:
            noted = Path(folder) / "run.json"
            while not noted.exists():
                if process.poll() is not None or time.monotonic() - began > _PATIENCE_S:
                    raise RuntimeError("the house did not open; its logs are in the data folder")
                time.sleep(0.1)
            took = time.monotonic() - began
            said = subprocess.run(
                [*comptoir, "token", "--role", "admin"],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            dsn = json.loads((Path(folder) / "database.json").read_text())["dsn"]
            yield House(json.loads(noted.read_text())["url"], Path(folder), dsn, said.stdout.strip(), took)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
