"""What the house asks of a publisher of reference rates."""

from __future__ import annotations

from typing import Protocol

from comptoir.core.proposals import ReferenceRate


class RatesUnavailable(Exception):
    """No answer, or one that makes no sense; the rates that are known stay."""


class RatePublisher(Protocol):
    """A publisher of units of currencies for one euro."""

    def latest(self) -> tuple[ReferenceRate, ...]:
        """The rates published last, or RatesUnavailable; nothing where no address of a publisher is set."""
