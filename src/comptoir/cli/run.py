"""The whole house in one command: database, migrations, demo, stand-ins, web and worker, under one supervisor."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from comptoir.cli import database
from comptoir.cli.home import Home, HouseError, find_home
from comptoir.cli.production import refuse_unsafe
from comptoir.cli.supervisor import Child, Stopped, Supervisor
from comptoir.infra.processes import die_with_parent

_OFF = {"0", "off", "no", "false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What this run of the house is to be."""

    home: Home
    demo: bool
    ports: dict[str, int]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['web']}"

    @property
    def standins(self) -> list[str]:
        return [name for name in self.ports if name != "web"]


def run(arguments: Namespace) -> int:
    """Run the house until somebody stops it."""
    if arguments.with_parent:
        die_with_parent(parent=os.getppid(), signal_number=signal.SIGTERM)
    home = find_home()
    home.prepare()
    with home.occupied(), Supervisor(say=_say) as house:
        home.remove("run.json", "database.json")
        try:
            plan = _plan(home)
            _open_house(house, plan)
            _say(_welcome(plan))
            house.keep()
        except Stopped:
            pass
        finally:
            home.remove("run.json", "database.json")
        _say("Stopping.")
    return 0


def _plan(home: Home) -> _Plan:
    demo = os.environ.get("COMPTOIR_DEMO", "on").lower() not in _OFF
    ports = {"web": _web_port()}
    # The stand-ins' ports of last time, if they are free: addresses of theirs are in the books.
    noted = home.read("house.json").get("ports")
    for name in ("payment", "carrier") if demo else ():
        ports[name] = _free_port(noted.get(name) if isinstance(noted, dict) else None)
    home.write("house.json", {"demo": demo, "ports": ports})
    return _Plan(home=home, demo=demo, ports=ports)


def _open_house(house: Supervisor, plan: _Plan) -> None:
    dsn = os.environ.get("DATABASE_URL") or _start_database(house, plan)
    environment = _environment(plan, dsn)
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    refuse_unsafe()  # before anything is loaded or opened
    begins = plan.demo and _demo_begins(plan, dsn)
    house.complete(_command(plan, "migrate"))
    house.start(*(_standin(plan, name) for name in plan.standins))
    if begins:
        _say("Loading the demo house; this happens once.")
        house.complete(_command(plan, "demo"))
        database.note_demo(dsn=dsn, loading=False)
    web = _command(plan, "serve", called="web", ready=lambda: _answers(plan.ports["web"]))
    house.start(web, _command(plan, "worker"))
    plan.home.write("database.json", {"dsn": dsn, "environment": environment})
    plan.home.write("run.json", {"url": plan.url, "ports": plan.ports, "logins": _logins(plan)})


def _start_database(house: Supervisor, plan: _Plan) -> str:
    cluster = plan.home.cluster()
    house.start(cluster)
    cluster.create_database(name=database.NAME)
    return cluster.dsn(database=database.NAME)


def _environment(plan: _Plan, dsn: str) -> dict[str, str]:
    return {
        "DATABASE_URL": dsn,
        "COMPTOIR_HOME": str(plan.home.folder),
        "COMPTOIR_DEMO": "on" if plan.demo else "off",
        "PORT": str(plan.ports["web"]),
        **{f"COMPTOIR_{name.upper()}_URL": _address(plan.ports[name]) for name in plan.standins},
        # The payment stand-in speaks for every provider.
        **{
            f"COMPTOIR_{name}_{what}": _address(plan.ports["payment"])
            for name in ("ADYEN", "PAYPAL")
            for what in ("URL", "PAGE")
            if plan.demo
        },
    }


def _demo_begins(plan: _Plan, dsn: str) -> bool:
    """Whether the demo is to be loaded: into an empty database, or afresh when the last loading was cut off."""
    if database.demo_was_cut_off(dsn=dsn):
        _say("The loading of the demo house was cut off; beginning afresh.")
        database.clear(dsn=dsn)
    elif not database.is_empty(dsn=dsn):
        return False
    plan.home.forget_demo()
    database.note_demo(dsn=dsn, loading=True)
    return True


def _command(plan: _Plan, name: str, *, called: str = "", ready: Callable[[], bool] = lambda: True) -> Child:
    called = called or name
    command = [sys.executable, "-m", "comptoir.cli.main", name]
    return Child(name=called, command=command, log=plan.home.log(called), ready=ready)


def _standin(plan: _Plan, name: str) -> Child:
    port = plan.ports[name]
    secret = str(plan.home.read("secrets.json")[f"COMPTOIR_SECRET_{name.upper()}_WEBHOOK"])
    command = [
        sys.executable, "-m", f"standins.{name}", "--port", str(port), "--home", str(plan.home.folder),
        "--webhook-url", f"{plan.url}/webhooks/{name}/", "--webhook-secret", secret,
    ]  # fmt: skip
    return Child(name=name, command=command, log=plan.home.log(name), ready=lambda: _listens(port))


def _logins(plan: _Plan) -> object:
    return plan.home.read("logins.json").get("logins", [])


def _welcome(plan: _Plan) -> str:
    lines = ["", "Comptoir is open.", f"  Store    {plan.url}/", f"  Desk     {plan.url}/desk/"]
    lines += [f"  {name.capitalize():8} {_address(plan.ports[name])}/ (stand-in)" for name in plan.standins]
    logins = _logins(plan)
    for login in logins if isinstance(logins, list) else ():
        code = f"  one-time codes {login['totp_secret']}" if login.get("totp_secret") else ""
        lines.append(f"  {login['role']:12} {login['email']}  {login['password']}{code}")
    return "\n".join([*lines, f"Logs are in {plan.home.log('web').parent}. Ctrl-C stops everything.", ""])


def _web_port() -> int:
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise HouseError(f"PORT must be a number from 1 to 65535, not {wanted}.")
    if not _is_free(int(wanted)):
        raise HouseError(f"Port {wanted} is in use. Stop what uses it, or choose another: PORT=8001.")
    return int(wanted)


def _free_port(wanted: object) -> int:
    if isinstance(wanted, int) and _is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    return False


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _say(line: str) -> None:
    print(line, flush=True)
