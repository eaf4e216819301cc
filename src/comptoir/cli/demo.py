"""Loads the demo house."""

from __future__ import annotations

from argparse import Namespace

from demo.load import load_demo


def run(arguments: Namespace) -> int:
    """Load it; the stand-ins must be running, since its orders are placed through them."""
    del arguments
    load_demo()
    return 0
