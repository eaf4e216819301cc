"""A way on which mail leaves the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail ready to leave. `id` is the same for every try, so that a receiver can tell a repetition."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    leave_url: (
        str  # of a letter to a list: where one press leaves it (RFC 8058); blank for every other letter
    )
    reply_to: str  # of a letter that a person wrote: where an answer goes; blank for every other letter
    enclosures: tuple[Enclosure, ...]


class NotSent(Exception):
    """The channel did not take the letter; it may be handed over again."""


class Rejected(NotSent):
    """The receiver's server will never take it: the address is wrong."""


@runtime_checkable
class Channel(Protocol):
    """What hands letters over."""

    def hand_over(self, *, letter: Letter) -> None:
        """Hand a letter over, or raise NotSent."""
