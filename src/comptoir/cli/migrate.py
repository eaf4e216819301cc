"""Brings the database to this version's shape, as its owner, and lets the application into what is new."""

from __future__ import annotations

from argparse import Namespace

from django.core.management import call_command

from comptoir.infra.roles import grant_application_role


def run(arguments: Namespace) -> int:
    """Migrate, then grant."""
    del arguments
    call_command("migrate", interactive=False, verbosity=1)
    grant_application_role()
    return 0
