"""Entry of the operator's tool. The table below is all it can do; each command is a module of this package."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import django

from comptoir.cli import database
from comptoir.cli.home import HouseError, find_home
from comptoir.core.actors import Role
from comptoir.infra.postgres import PostgresError


def _no_arguments(parser: ArgumentParser) -> None:
    del parser


def _run_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--with-parent",
        action="store_true",
        help="stop when the process that started it dies, as `make run` wants",
    )


def _token_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=[role.value for role in Role])


def _policy_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    publish = actions.add_parser("import", help="publish a file as the policy")
    publish.add_argument("file")
    publish.add_argument("--since", help="moment from which it is in force, with offset; now if not given")
    actions.add_parser("export", help="write the policy in force as TOML")
    actions.add_parser("diff", help="show what a file would change").add_argument("file")


def _ledger_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    write = actions.add_parser("export", help="write closed days as JSON and CSV, with their digests")
    write.add_argument("--from", dest="since", required=True, metavar="DAY")
    write.add_argument("--to", dest="until", required=True, metavar="DAY")
    write.add_argument("folder")
    check = actions.add_parser("verify", help="check an archive; needs no database")
    check.add_argument("folder")
    check.set_defaults(alone="archive_check")


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["fec", "ereporting"])
    parser.add_argument("--month", required=True, help="such as 2026-11")
    parser.add_argument("folder", help="where the file of each legal entity is written")


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", help="CSV with the columns email, name, language, password (a digest, or empty)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and write nothing")
    parser.add_argument("--json", action="store_true", help="say it for a program")


def _privacy_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    retention = actions.add_parser("retention", help="let go of personal data whose time is over")
    retention.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    retention.add_argument("--json", action="store_true", help="print it for programs")
    actions.add_parser("replay", help="after a restore: erase again who was erased since the backup")


def _code_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="who signs in, as advisor@example.org")


def _doctor_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--rebuild-stock",
        action="store_true",
        help="first make every level of the stock again from its movements and reservations",
    )
    parser.add_argument(
        "--production",
        action="store_true",
        help="instead of the books, whether real customers may come: what is unsafe, and what to do",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: `comptoir.cli.<name>` has its `run(arguments)`, imported once Django stands."""

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None] = _no_arguments
    needs_django: bool = True  # and so a database: a running house's, or one started for the command
    as_owner: bool = False  # connects as the database's owner, who may change its shape


COMMANDS = (
    Command(
        name="run",
        help="run the whole house in the foreground: database, web, worker and, in the demo, the stand-ins",
        arguments=_run_arguments,
        needs_django=False,
    ),
    Command(name="serve", help="run the web server alone, on 127.0.0.1 and PORT"),
    Command(name="worker", help="run the worker alone: queue and sweeps"),
    Command(name="migrate", help="bring the database to this version's shape", as_owner=True),
    Command(name="demo", help="load the demo house into an empty, migrated database"),
    Command(name="scans", help="ask the carrier to push its scans to this house"),
    Command(
        name="token",
        help="make a bearer token for the staff part of the API and print it, and nothing else",
        arguments=_token_arguments,
    ),
    Command(
        name="policy",
        help="publish, write or compare the house's policy",
        arguments=_policy_arguments,
    ),
    Command(
        name="ledger",
        help="write an archive of the ledger's closed days, or check one",
        arguments=_ledger_arguments,
    ),
    Command(
        name="export",
        help="write a month for the accountant: fec, the entries; ereporting, the sales to consumers",
        arguments=_export_arguments,
    ),
    Command(
        name="import-customers",
        help="bring in the customers of a former site, with their passwords' digests or without",
        arguments=_import_arguments,
    ),
    Command(
        name="privacy",
        help="personal data: what is over by its term, and erasing again after a restore",
        arguments=_privacy_arguments,
    ),
    Command(
        name="code",
        help="in the demo: the code that a member of staff's authenticator shows now",
        arguments=_code_arguments,
    ),
    Command(name="bounce", help="note a mail that came back, by its server's report on standard input"),
    Command(
        name="doctor",
        help="check every invariant of the books, or the installation; 0 when all hold",
        arguments=_doctor_arguments,
    ),
)

_EPILOGUE = """environment:
  PORT            port of the web server (8000); the stand-ins take free ones
  COMPTOIR_HOME   data folder (.comptoir in the repository)
  DATABASE_URL    postgresql:// address of a server of yours, instead of the embedded one
  COMPTOIR_DEMO   on or off: the demo house with its test clock and stand-ins; on under `comptoir run`
"""


def main() -> int:
    """Read the command line, do what it says, and return the exit status."""
    command, arguments = _read_command_line()
    if alone := getattr(arguments, "alone", ""):
        return _call(alone, arguments)
    home = find_home()
    os.environ["COMPTOIR_HOME"] = str(home.folder)
    if command.as_owner:
        os.environ["COMPTOIR_DB_ROLE"] = "owner"
    try:
        if not command.needs_django:
            return _call(command.name, arguments)
        home.prepare()
        with database.connected(home=home):
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
            django.setup()
            return _call(command.name, arguments)
    except (HouseError, PostgresError) as reason:
        print(reason, file=sys.stderr)
        return 1


def _call(module: str, arguments: Namespace) -> int:
    # Loaded by name, because the apps that a command imports can only be imported once Django stands.
    status: int = import_module(f"comptoir.cli.{module.replace('-', '_')}").run(arguments)
    return status


def _read_command_line() -> tuple[Command, Namespace]:
    parser = ArgumentParser(prog="comptoir", description="The operator's tool.", epilog=_EPILOGUE)
    parser.formatter_class = RawDescriptionHelpFormatter
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in COMMANDS:
        subparser = commands.add_parser(command.name, help=command.help, description=command.help)
        subparser.set_defaults(command=command)
        command.arguments(subparser)
    arguments = parser.parse_args()
    return arguments.command, arguments


if __name__ == "__main__":
    sys.exit(main())
