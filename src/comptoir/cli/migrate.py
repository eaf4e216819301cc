"""Brings the database to this version's shape, as its owner, lets the application in, and has it tell of what changes."""

from __future__ import annotations

from argparse import Namespace

from django.core.management import call_command

from comptoir.catalogue import queries as catalogue_queries
from comptoir.catalogue import services as catalogue
from comptoir.infra.roles import grant_application_role
from comptoir.stock import services as stock
from comptoir.storefront.changes import announce_changes


def run(arguments: Namespace) -> int:
    """Migrate, grant, watch what the shop shows, fill the lists that an older house lacks."""
    del arguments
    call_command("migrate", interactive=False, verbosity=1)
    grant_application_role()
    announce_changes()
    if catalogue_queries.has_unlisted():
        catalogue.refresh_search()
        stock.refresh_lists()
    return 0
