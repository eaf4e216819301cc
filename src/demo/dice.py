"""Choices that come out the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence


class Dice(random.Random):
    """Random numbers from a seed and the name of what is chosen, so that one choice never moves another."""

    def __init__(self, seed: int, name: str) -> None:
        super().__init__(f"{seed}/{name}")


def chosen(seed: int, name: str, items: Sequence[str], count: int) -> frozenset[str]:
    """A fixed number of items drawn without repetition."""
    return frozenset(Dice(seed, name).sample(sorted(items), count))
