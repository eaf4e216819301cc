"""Makes a bearer token for the staff part of the API."""

from __future__ import annotations

from argparse import Namespace

from comptoir.core.actors import HOUSE, Role
from comptoir.infra import clock
from comptoir.people.services import create_token


def run(arguments: Namespace) -> int:
    """Print the token, and nothing else."""
    print(create_token(role=Role(arguments.role), actor=HOUSE, at=clock.now()))
    return 0
