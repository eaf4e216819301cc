"""The one shape of a service's no: it carries the decisions of the core, for any face to put into words."""

from __future__ import annotations

from comptoir.core.decisions import Refused


class NotPossible(Exception):
    """A verb was refused and changed nothing. Each service has its own kinds."""

    def __init__(self, *refusals: Refused) -> None:
        super().__init__(", ".join(refusal.reason for refusal in refusals))
        self.refusals = refusals
