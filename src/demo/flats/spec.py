"""What a kind of garment accepts: its parameters with their defaults, and its points of measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from demo.flats.sheet import Sheet

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Word:
    """One of several words; the first is the default."""

    words: tuple[str, ...]

    @property
    def default(self) -> Value:
        """What is drawn when nothing is said."""
        return self.words[0]

    def takes(self, value: Value) -> bool:
        """Whether the value can be drawn."""
        return value in self.words


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, of centimetres unless its name says otherwise, between two limits."""

    default: int
    least: int
    most: int

    def takes(self, value: Value) -> bool:
        """Whether the value can be drawn."""
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    default: bool = False

    def takes(self, value: Value) -> bool:
        """Whether the value can be drawn."""
        return isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Details:
    """The parameters of one drawing, defaults filled in."""

    values: Mapping[str, Value]

    def word(self, name: str) -> str:
        """A word."""
        return str(self.values[name])

    def number(self, name: str) -> int:
        """A number."""
        return int(self.values[name])

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return bool(self.values[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of garment: how it is drawn, what can be chosen, what can be measured on its front."""

    draw: Callable[[Sheet, Details], None]
    takes: Mapping[str, Word | Number | Flag]
    measures: tuple[str, ...]
    largest: float = 4.4
    symmetric: bool = True

    def details(self, params: Mapping[str, Value]) -> Details:
        """The parameters with the defaults filled in; refuses what the kind does not take."""
        for name, value in params.items():
            if name not in self.takes or not self.takes[name].takes(value):
                raise ValueError(f"{name}={value!r} cannot be drawn")
        return Details({name: option.default for name, option in self.takes.items()} | dict(params))
