"""Starts a stand-in as a process of its own and stops it cleanly on SIGTERM."""

import argparse
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from standins.server import Answer, Request, Server
from standins.webhooks import Webhooks


class StandIn(Protocol):
    """What a process runs."""

    webhooks: Webhooks

    def answer(self, request: Request) -> Answer | None:
        """Answer a request; None means: hang up."""

    def open(self, *, base_url: str) -> None:
        """Begin work, knowing the address at which it answers."""

    def close(self) -> None:
        """Finish what is under way and close the books."""


def run_standin(*, name: str, build: Callable[[Path], StandIn]) -> None:
    """Read the command line, serve until SIGTERM or SIGINT."""
    options = _read_options(name)
    options.home.mkdir(parents=True, exist_ok=True)
    standin = build(options.home)
    standin.webhooks.configure(url=options.webhook_url, secrets=options.webhook_secret)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    with Server(port=options.port, application=standin.answer) as server:
        standin.open(base_url=server.base_url)
        threading.Thread(target=server.serve_forever, args=[0.1], name="server", daemon=True).start()
        print(f"{name} stand-in on {server.base_url}", flush=True)
        stopping.wait()
        server.shutdown()
    standin.close()


def _read_options(name: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m standins.{name}", description=f"The {name} stand-in.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--home", type=Path, required=True, help="folder of the books and of clock.json")
    parser.add_argument("--webhook-url", help="where events are pushed; remembered")
    parser.add_argument("--webhook-secret", action="append", help="secret that signs them; may be repeated")
    return parser.parse_args()
