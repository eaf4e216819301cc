"""The documents are checked facts: what they name is there, and what must be named is named."""

from __future__ import annotations

import json
import re
from pathlib import Path

from comptoir.cli.main import COMMANDS
from tests.shape.reading import APPS, ROOT, committed, functions, modules
from tests.shape.test_queue import tasks

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
# A path in backticks, as `src/comptoir/core/quote.py` or `checkout/services/placing.py`.
PATH = re.compile(r"`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+/?)`")
PLACES = (ROOT, ROOT / "src", ROOT / "src/comptoir")
# A function as `place_order`, a job as `checkout.settle_event`.
CALLED = re.compile(r"`((?:[a-z]+\.)?[a-z]+(?:_[a-z]+)+)`")
VARIABLE = re.compile(r"""["'](COMPTOIR_[A-Z_]*[A-Z]|DATABASE_URL|PORT)["']""")
MADE = ("build", "node_modules", "media", "log")  # not committed


def packages(listing: Path) -> set[str]:
    """The packages that a requirements file asks for, in lower case."""
    lines = listing.read_text(encoding="utf-8").splitlines()
    return {re.split(r"[\[<=>]", line)[0].lower() for line in lines if line and line[0] not in "-#"}


def test_paths_in_the_documents_lead_somewhere() -> None:
    named = {(page, path) for page in PAGES for path in PATH.findall(page.read_text(encoding="utf-8"))}
    dead = [
        f"{page.name}: {path}"
        for page, path in named
        if not path.startswith(MADE) and not any((place / path).exists() for place in PLACES)
    ]
    assert not dead, sorted(dead)


def test_what_the_flows_call_is_there() -> None:
    page = (ROOT / "docs/flows.md").read_text(encoding="utf-8")
    defined = {function.name for module in modules() for function in functions(module)}
    jobs = set(tasks())
    dead = sorted(
        name for name in set(CALLED.findall(page)) if name not in (jobs if "." in name else defined)
    )
    assert not dead, dead


def test_every_package_is_accounted_for() -> None:
    front = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = {*front["dependencies"], *front["devDependencies"]}
    wanted = wanted.union(*(packages(listing) for listing in ROOT.glob("requirements/*.in")))
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    accounted = {name.lower() for name in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)}
    assert accounted == wanted


def test_every_variable_of_the_environment_is_told_to_operators() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    read = {
        name
        for path in committed()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "src")
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    untold = sorted(name for name in read if f"`{name}`" not in page)
    assert not untold, untold


def test_every_command_is_told_to_operators() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    untold = [command.name for command in COMMANDS if f"| `comptoir {command.name}" not in page]
    assert not untold, untold


def test_every_app_and_every_kind_of_test_is_on_the_map() -> None:
    page = (ROOT / "docs/map.md").read_text(encoding="utf-8")
    kinds = {
        f"tests/{path.relative_to(ROOT / 'tests').parts[0]}/" for path in ROOT.glob("tests/*/**/test_*.py")
    }
    missing = sorted(name for name in APPS | kinds if f"`{name}`" not in page)
    assert not missing, missing


def test_decisions_are_numbered_without_a_gap_and_say_why() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [record.name[:4] for record in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    listing = (ROOT / "docs/map.md").read_text(encoding="utf-8")
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert all(heading in text for heading in ("**Why.**", "**What.**", "**Price.**")), record.name
        assert record.name in listing, record.name
