"""Form-encoded parameters with brackets, read with the provider's own complaints."""

import re
from collections.abc import Mapping, Sequence

from standins.payment.errors import ApiError

Node = str | dict[str, "Node"]

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
INTEGER = re.compile(r"-?\d{1,15}")


class Params:
    """One level of parameters; `prefix` names it in complaints."""

    def __init__(self, values: Mapping[str, Node], prefix: str = "") -> None:
        self._values = values
        self._prefix = prefix

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def refuse_unknown(self, known: str) -> None:
        """400 parameter_unknown for a name that is not among the known ones, given in one string."""
        names = known.split()
        for name in self._values:
            if name not in names:
                raise ApiError(
                    f"Received unknown parameter: {self._path(name)}",
                    code="parameter_unknown",
                    param=self._path(name),
                )

    def text(self, name: str, default: str | None = None) -> str | None:
        """A string; an empty one is refused."""
        value = self._values.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise ApiError(f"Invalid string: {self._path(name)}", param=self._path(name))
        if not value:
            raise ApiError(
                f"You passed an empty string for '{self._path(name)}'.",
                code="parameter_invalid_empty",
                param=self._path(name),
            )
        return value

    def required(self, name: str) -> str:
        """A string that must be there."""
        value = self.text(name)
        if value is None:
            raise ApiError(
                f"Missing required param: {self._path(name)}.",
                code="parameter_missing",
                param=self._path(name),
            )
        return value

    def choice(self, name: str, *, of: tuple[str, ...], default: str) -> str:
        """One of the documented words."""
        value = self.text(name, default) or default
        if value not in of:
            raise ApiError(
                f"Invalid {self._path(name)}: must be one of {', '.join(of)}", param=self._path(name)
            )
        return value

    def integer(self, name: str, *, least: int = 1) -> int | None:
        """An integer of at least `least`, or None when not given."""
        value = self.text(name)
        if value is None:
            return None
        if not INTEGER.fullmatch(value) or int(value) < least:
            raise ApiError(
                f"Invalid integer: {value}", code="parameter_invalid_integer", param=self._path(name)
            )
        return int(value)

    def required_integer(self, name: str, *, least: int = 1) -> int:
        """An integer that must be there."""
        self.required(name)
        return self.integer(name, least=least) or 0

    def flag(self, name: str, *, default: bool) -> bool:
        """true or false."""
        word = self.choice(name, of=("true", "false"), default="true" if default else "false")
        return word == "true"

    def texts(self, name: str) -> list[str]:
        """A list of strings, in order."""
        return [item for _, item in _in_order(self.tree(name)) if isinstance(item, str)]

    def mapping(self, name: str) -> dict[str, str]:
        """Keys and strings, such as metadata."""
        return {key: item for key, item in self.tree(name).items() if isinstance(item, str)}

    def child(self, name: str) -> "Params":
        """The level below, empty when not given."""
        return Params(self.tree(name), self._path(name))

    def children(self, name: str) -> list["Params"]:
        """A list of levels below, in order."""
        value = self.child(name)
        return [value.child(index) for index, _ in _in_order(self.tree(name))]

    def tree(self, name: str) -> dict[str, Node]:
        """All below a name, as given."""
        value = self._values.get(name, {})
        if isinstance(value, str):
            raise ApiError("Invalid object", param=self._path(name))
        return value

    def _path(self, name: str) -> str:
        return f"{self._prefix}[{name}]" if self._prefix else name


def read_params(pairs: Sequence[tuple[str, str]]) -> Params:
    """Nest `a[b][0]=c` forms and queries; `a[]=c` appends."""
    root: dict[str, Node] = {}
    for name, value in pairs:
        match = NAME.fullmatch(name)
        if match is None:
            raise ApiError(f"Invalid parameter name: {name}", code="parameter_unknown", param=name)
        _place(root, [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])], value)
    return Params(root)


def _place(root: dict[str, Node], path: list[str], value: str) -> None:
    level = root
    for step in path[:-1]:
        below = level.setdefault(step, {})
        if isinstance(below, str):
            raise ApiError(f"Invalid object: {step}", param=path[0])
        level = below
    level[path[-1] or str(len(level))] = value


def _in_order(values: Mapping[str, Node]) -> list[tuple[str, Node]]:
    if not all(key.isdecimal() for key in values):
        raise ApiError("Invalid array")
    return sorted(values.items(), key=lambda item: int(item[0]))
