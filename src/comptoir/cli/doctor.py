"""Checks every invariant of the house's books and the stand-in's books against the ledger; or whether customers may come."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator

from django.conf import settings

from comptoir.cases import queries as cases
from comptoir.cli import production
from comptoir.core.actors import HOUSE
from comptoir.infra import clock, http, media, roles
from comptoir.invoicing import queries as invoicing
from comptoir.journal import queries as journal
from comptoir.payments import queries as payments
from comptoir.people import queries as people
from comptoir.stock import services as stock

_KINDS = ("authorisation", "capture", "refund")


def run(arguments: Namespace) -> int:
    """Print each invariant with how much it was checked on; 0 when all hold, 1 when one is broken.

    With `--production` each check of the installation instead; 0 when real customers may come.
    """
    if arguments.production:
        return _check_installation()
    if arguments.rebuild_stock:
        wrong = stock.rebuild_levels(actor=HOUSE, at=clock.now())
        print(f"Stock made again from its movements and reservations: {wrong} levels were wrong.")
    broken = 0
    for invariant, meaning, checked, found in _results():
        print(f"{'ok    ' if not found else 'BROKEN'}  {invariant:6} {meaning} ({checked})")
        for line in found:
            print(f"        {line}", file=sys.stderr)
        broken += bool(found)
    print("All invariants hold." if not broken else f"{broken} invariants are broken.")
    return 1 if broken else 0


def _check_installation() -> int:
    unsafe = 0
    for check in (*production.CHECKS, *_DATA):
        found = list(check.wrong())
        print(f"{'ok    ' if not found else 'UNSAFE'}  {check.id:10} {check.meaning}")
        for line in found:
            print(f"        {line}", file=sys.stderr)
        if found:
            print(f"        {check.remedy}", file=sys.stderr)
        unsafe += bool(found)
    print("Real customers may come." if not unsafe else f"{unsafe} things are not safe.")
    return 1 if unsafe else 0


def _without_factor() -> Iterator[str]:
    if count := sum(user.factor_since is None for user in people.staff()):
        yield f"staff without a second factor: {count}"


def _of_the_demo() -> Iterator[str]:
    if count := sum(production.is_nobodys(user.email) for user in people.staff()):
        yield f"staff with the address of a demo, whose passwords everybody knows: {count}"


# What the database must be, beside the settings and the folder.
_DATA = (
    production.Check(
        id="role",
        meaning="the database gives the house no more than it needs",
        remedy="Give `serve` and `worker` a login that is only a member of comptoir_app, and `migrate` the owner's.",
        wrong=lambda: iter(roles.needless_rights()),
    ),
    production.Check(
        id="factors",
        meaning="everybody on the staff has a second factor",
        remedy="They set it up when they next sign in; who does not is let go at the desk, under Staff.",
        wrong=_without_factor,
    ),
    production.Check(
        id="staff",
        meaning="nobody on the staff is of a demo",
        remedy="Begin with an empty database.",
        wrong=_of_the_demo,
    ),
)


def _results() -> Iterator[tuple[str, str, int, list[str]]]:
    for invariant in cases.INVARIANTS:
        found = [f"{known.subject}: {known.detail}" for known in cases.check_invariant(invariant=invariant)]
        yield invariant.id, invariant.meaning, cases.count_rows(invariant=invariant), found
    seals = [
        f"journal entry {number} was {what}"
        for seal in journal.verify_seals()
        for number, what in seal.changed or [(seal.last_entry, "sealed otherwise, or one before it")]
    ]
    seals += payments.broken_seals()
    yield "I-13", "the hash chains of journal and ledger are whole", payments.count_seals(), seals
    days = list(payments.broken_closings())
    yield "I-14", "every closed day follows the last and can be made again", payments.count_closings(), days
    kept = list(invoicing.kept_digests())
    changed = [
        f"{name}: its file is {what}" for name, digest in kept if (what := media.fault(digest, private=True))
    ]
    yield "I-18", "the bytes of every document are those that were kept", len(kept), changed
    if settings.COMPTOIR_DEMO and settings.PAYMENT_URL:
        yield _compare_books()


def _compare_books() -> tuple[str, str, int, list[str]]:
    """I-12: the provider's books say what our ledger says, order by order."""
    meaning = "the payment provider's books are our ledger"
    try:
        rows = http.request("GET", f"{settings.PAYMENT_URL}/books").json()["rows"]
    except (http.Trouble, ValueError) as trouble:
        return "I-12", meaning, 0, [f"the stand-in does not answer: {type(trouble).__name__}"]
    theirs = _sums((row["order"], row["kind"], row["amount"]) for row in rows)
    ours = _sums(payments.booked_amounts())
    found = [
        f"{order} {kind}: provider {theirs.get((order, kind), 0)}, ledger {ours.get((order, kind), 0)}"
        for order, kind in sorted(theirs.keys() | ours.keys())
        if theirs.get((order, kind), 0) != ours.get((order, kind), 0)
    ]
    return "I-12", meaning, len(rows), found


def _sums(rows: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for order, kind, amount in rows:
        if kind in _KINDS:
            sums[order, kind] = sums.get((order, kind), 0) + amount
    return sums
