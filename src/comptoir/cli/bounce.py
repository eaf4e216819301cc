"""`comptoir bounce`: a mail server's report of a mail that came back, on standard input, as an alias of the sender pipes it."""

from __future__ import annotations

import sys
from argparse import Namespace

from comptoir.infra import clock
from comptoir.notices import services


def run(arguments: Namespace) -> int:
    """Note it; a report that is about nothing of ours is passed over."""
    del arguments
    known = services.take_returned(raw=sys.stdin.buffer.read(), at=clock.now())
    print("Noted." if known else "About no mail of this house that did not arrive.")
    return 0
