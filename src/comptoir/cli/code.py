"""`comptoir code`: what the authenticator of a member of the demo's staff shows now. Only a demo house has their secrets."""

from __future__ import annotations

import sys
from argparse import Namespace

from comptoir.cli.home import find_home
from comptoir.infra import clock, one_time


def run(arguments: Namespace) -> int:
    """Print it, and nothing else."""
    logins = find_home().read("logins.json").get("logins")
    known = {login["email"]: login.get("totp_secret") for login in logins} if isinstance(logins, list) else {}
    secret = known.get(arguments.email)
    if not secret:
        print(f"No member of a demo's staff signs in as {arguments.email}.", file=sys.stderr)
        return 1
    print(one_time.code_at(secret=secret, at=clock.real_now()))
    return 0
