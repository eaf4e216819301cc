"""The vendors' own published models, and whether what went over the wire is theirs: every field known, none missing.

Adyen's are the typings of its library for Node, read as text; PayPal's are the classes of its SDK, read by reflection.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from paypalserversdk import models

from comptoir.config.settings import REPOSITORY

_TYPINGS = REPOSITORY / "node_modules" / "@adyen" / "api-library" / "lib" / "src" / "typings"


class NotTheirs(AssertionError):
    """What went over the wire is not what the vendor describes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A vendor's object: the type of each field, and which may be missing; or the words of an enumeration."""

    fields: Mapping[str, str]
    optional: frozenset[str]
    words: frozenset[str] = frozenset()


Find = Callable[[str], Model]


def check_adyen(name: str, value: object, *, area: str = "checkout") -> None:
    """NotTheirs unless it is such an object of Adyen's library; `disputes/…` is of another area."""
    named, _, name = name.rpartition("/")
    area = named or area
    _check(name, value, name, lambda wanted: _typing(area, wanted))


def check_paypal(name: str, value: object) -> None:
    """NotTheirs unless it is such an object of PayPal's SDK."""
    _check(name, value, name, _class)


def _check(type_: str, value: object, path: str, find: Find) -> None:
    type_ = re.sub(r" \| (null|undefined)", "", type_).strip()
    if inside := re.fullmatch(r"(?:Array<|List\[)(.+)[>\]]", type_):
        _expect(isinstance(value, list), path, type_, value)
        for number, item in enumerate(value if isinstance(value, list) else ()):
            _check(inside[1], item, f"{path}[{number}]", find)
    elif inside := re.fullmatch(r"Map<(.+)>", type_):
        for key, item in (value if isinstance(value, dict) else {}).items():
            _check(inside[1], item, f"{path}.{key}", find)
    elif type_ in _PLAIN:
        _expect(_PLAIN[type_](value), path, type_, value)
    else:
        _check_model(find(type_), value, path, find)


def _check_model(model: Model, value: object, path: str, find: Find) -> None:
    if model.words:
        _expect(value in model.words, path, f"one of {sorted(model.words)}", value)
        return
    if not isinstance(value, dict):
        raise NotTheirs(f"{path} is no object: {value!r}")
    for name in value:
        _expect(name in model.fields, path, "no such field", name)
    for name, type_ in model.fields.items():
        if name in value:
            _check(type_, value[name], f"{path}.{name}", find)
        else:
            _expect(name in model.optional, path, "needed", name)


def _expect(holds: object, path: str, wanted: str, value: object) -> None:
    if not holds:
        raise NotTheirs(f"{path}: {wanted}, not {value!r}")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_PLAIN: dict[str, Callable[[object], object]] = {
    "string": lambda value: isinstance(value, str),
    "str": lambda value: isinstance(value, str),
    "number": _is_number,
    "int": _is_number,
    "float": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "Date": lambda value: datetime.fromisoformat(str(value)),
    "datetime": lambda value: datetime.fromisoformat(str(value)),
}


@cache
def _typing(area: str, name: str) -> Model:
    owner, _, enum = name.partition(".")
    text = (_TYPINGS / area / f"{owner[0].lower()}{owner[1:]}.d.ts").read_text()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\s*\[key: string\]: ([^;}]+);\s*\}", r"Map<\1>", text)
    if enum:
        words = re.search(rf"enum {enum} \{{(.*?)\}}", text, flags=re.DOTALL)
        assert words is not None, name
        return Model(fields={}, optional=frozenset(), words=frozenset(re.findall(r'= "(.*?)"', words[1])))
    body = text.split(f"class {owner} {{")[1].split("static")[0]
    found = re.findall(r"""^\s+["'](\w+)["'](\??): (.+);$""", body, flags=re.MULTILINE)
    return Model(
        fields={field: type_ for field, _, type_ in found},
        optional=frozenset(field for field, mark, _ in found if mark),
    )


@cache
def _class(name: str) -> Model:
    modules = {found.name.replace("_", ""): found.name for found in pkgutil.iter_modules(models.__path__)}
    known = getattr(importlib.import_module(f"{models.__name__}.{modules[name.lower()]}"), name)
    if not hasattr(known, "_names"):
        words = [word for key, word in vars(known).items() if key.isupper() and isinstance(word, str)]
        return Model(fields={}, optional=frozenset(), words=frozenset(words))
    types = dict(re.findall(r"^        (\w+) \(([\w\[\]]+)\):", known.__doc__, flags=re.MULTILINE))
    names = vars(known)["_names"]
    optional = vars(known).get("_optionals", [])
    return Model(
        fields={there: types[here] for here, there in names.items()},
        optional=frozenset(names[here] for here in optional),
    )
