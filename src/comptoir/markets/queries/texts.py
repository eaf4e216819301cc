"""A policy as text that people edit, and what changed from one version to another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comptoir.core.policy import HousePolicy
from comptoir.core.policy_data import Plain, policy_to_data
from comptoir.markets.queries.policies import policy_version


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """One value that differs, at its dotted path; None where a version does not have it."""

    path: str
    old: Plain | None
    new: Plain | None


def export_policy(*, number: int) -> str:
    """A version as TOML, in the shape of `profile/house.toml`; importing it publishes the same policy."""
    return "\n".join(_toml(policy_to_data(policy_version(number=number)), path=())).strip() + "\n"


def policy_changes(*, old: HousePolicy, new: HousePolicy) -> tuple[PolicyChange, ...]:
    """Every value that differs between two policies, by path."""
    before, after = (dict(_values(policy_to_data(policy), path="")) for policy in (old, new))
    return tuple(
        PolicyChange(path=path, old=before.get(path), new=after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    )


def _values(value: Plain, *, path: str) -> Iterator[tuple[str, Plain]]:
    match value:
        case dict():
            for key, part in value.items():
                yield from _values(part, path=f"{path}.{key}" if path else key)
        case [{}, *_]:
            for place, part in enumerate(value):
                yield from _values(part, path=f"{path}.{place}")
        case _:
            yield path, value


def _toml(table: Mapping[str, Plain], *, path: tuple[str, ...]) -> Iterator[str]:
    """A table: its own values first, then the tables inside it; from the third level on they are written inline."""
    for key, value in table.items():
        if not _is_section(value, path):
            yield f"{_key(key)} = {_inline(value)}"
    for key, value in table.items():
        inside = (*path, key)
        header = ".".join(map(_key, inside))
        match value:
            case dict() if _is_section(value, path):
                yield from ("", f"[{header}]")
                yield from _toml(value, path=inside)
            case list() if _is_section(value, path):
                for part in value:
                    yield from ("", f"[[{header}]]")
                    yield from (f"{_key(name)} = {_inline(own)}" for name, own in _items(part))


def _is_section(value: Plain, path: tuple[str, ...]) -> bool:
    """Whether it has a header of its own: a table near the top, or a list of tables at the top."""
    match value:
        case dict():
            return len(path) < 2
        case [{}, *_]:
            return not path
        case _:
            return False


def _items(value: Plain) -> Iterator[tuple[str, Plain]]:
    if isinstance(value, dict):
        yield from value.items()


def _inline(value: Plain) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int():
            return json.dumps(value, ensure_ascii=False)
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {_inline(part)}" for key, part in value.items()) + " }"


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)
