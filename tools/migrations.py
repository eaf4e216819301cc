"""Tells whether the models have changes that no migration makes. Needs no database, unlike Django's own check."""

from __future__ import annotations

import os
import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def main() -> int:
    """Print what is missing; 1 when something is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    django.setup()
    loader = MigrationLoader(None)
    known, wanted = loader.project_state(), ProjectState.from_apps(apps)
    missing = MigrationAutodetector(known, wanted).changes(graph=loader.graph)
    for app, migrations in missing.items():
        for operation in (operation for migration in migrations for operation in migration.operations):
            print(f"{app}: {operation.describe()}")
    conflicts = loader.detect_conflicts()
    for app, names in conflicts.items():
        print(f"{app}: several last migrations, {', '.join(names)}")
    return 1 if missing or conflicts else 0


if __name__ == "__main__":
    sys.exit(main())
