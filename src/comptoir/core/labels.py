"""What is sewn into a garment: its composition in a notation that people type, and the symbols of its care.

    Shell: 90 % Wool, 10 % Cashmere
    Lining: 100 % Silk

A line is a part; a garment of one part needs no name for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason

SOURCE = "Regulation (EU) No 1007/2011"
# The treatments in the order of the label; a label has at most one symbol of each.
CARE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "wash": ("wash_30", "wash_30_gentle", "wash_hand", "no_wash"),
        "bleach": ("no_bleach",),
        "tumble": ("no_tumble",),
        "dry": ("dry_flat",),
        "iron": ("iron_low", "iron_medium", "no_iron"),
        "clean": ("dry_clean", "no_dry_clean"),
        "wipe": ("wipe",),
    }
)
_WHOLE = 100
_FIBRE = re.compile(r"(\d{1,3})\s*%\s*(\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fibre:
    """A fibre of a part, in whole percent."""

    name: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a garment with its fibres; the only part may have no name."""

    name: str
    fibres: tuple[Fibre, ...]


def read_composition(text: str) -> tuple[Part, ...] | Refused:
    """The parts that somebody typed, a line each; refused with the line that cannot be read."""
    parts = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, rest = line.rpartition(":")
        found = [_FIBRE.fullmatch(each.strip()) for each in rest.split(",")]
        if not all(found) or (colon and not name.strip()):
            return Refused(
                rule=None,
                reason=Reason.COMPOSITION_UNREADABLE,
                field="composition",
                values=(("line", line),),
            )
        fibres = tuple(Fibre(name=match[2].strip(), percent=int(match[1])) for match in found if match)
        parts.append(Part(name=name.strip(), fibres=fibres))
    return tuple(parts)


def write_composition(parts: Sequence[Part]) -> str:
    """The same parts as somebody would type them."""
    return "\n".join(
        (f"{part.name}: " if part.name else "")
        + ", ".join(f"{fibre.percent} % {fibre.name}" for fibre in part.fibres)
        for part in parts
    )


def composition_faults(parts: Sequence[Part]) -> tuple[Refused, ...]:
    """Every part that does not make a hundred percent."""
    return tuple(
        Refused(
            rule=None,
            reason=Reason.COMPOSITION_NOT_WHOLE,
            field="composition",
            values=(("part", part.name or part.fibres[0].name), ("sum", total), ("source", SOURCE)),
        )
        for part in parts
        if (total := sum(fibre.percent for fibre in part.fibres)) != _WHOLE
    )


def care_in_order(symbols: Sequence[str]) -> tuple[str, ...]:
    """Symbols in the order of the label."""
    order = [symbol for group in CARE.values() for symbol in group]
    return tuple(sorted(set(symbols), key=order.index))


def care_fault(symbols: Sequence[str]) -> Refused | None:
    """A symbol that is none, or two of one treatment."""
    known = {symbol: treatment for treatment, group in CARE.items() for symbol in group}
    seen: set[str] = set()
    for symbol in symbols:
        treatment = known.get(symbol, "")
        if not treatment or treatment in seen:
            return Refused(
                rule="PRD-06", reason=Reason.CARE_WRONG, field="care", values=(("symbol", symbol),)
            )
        seen.add(treatment)
    return None
