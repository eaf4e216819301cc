"""Reads a JSON request field by field and gathers every complaint, worded as the carrier does."""

import re
from collections.abc import Sequence


class Fields:
    """One JSON object and its place in the request; complaints go to the list that all places share."""

    def __init__(self, value: object, *, path: str, problems: list[str]) -> None:
        self._values = dict(value) if isinstance(value, dict) else {}
        self._path = path
        self._below: list[Fields] = []
        self.problems = problems

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def allow(self, *names: str) -> None:
        """Names that are documented and not looked at."""
        for name in names:
            self._values.pop(name, None)

    def finish(self) -> None:
        """Complain about every name that nobody has asked for, here and below."""
        self.problems.extend(
            f"{self._path}: extraneous key [{name}] is not permitted" for name in self._values
        )
        for fields in self._below:
            fields.finish()

    def _child(self, value: object, path: str) -> "Fields":
        fields = Fields(value, path=path, problems=self.problems)
        self._below.append(fields)
        return fields

    def text(self, name: str, *, most: int = 255, needed: bool = True) -> str:
        """A string of at most `most` characters; empty when it may be left out."""
        value = self._get(name, needed=needed)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._complain(name, "expected type: String")
            return ""
        if not needed or value.strip():
            if len(value) > most:
                self._complain(name, f"expected maxLength: {most}, actual: {len(value)}")
            return value
        self._complain(name, "expected minLength: 1, actual: 0")
        return ""

    def pattern(self, name: str, pattern: str, *, needed: bool = True) -> str:
        """A string of a documented form."""
        value = self.text(name, needed=needed)
        if value and not re.fullmatch(pattern, value):
            self._complain(name, f"string [{value}] does not match pattern {pattern}")
        return value

    def word(self, name: str, *, of: Sequence[str], needed: bool = True) -> str:
        """One of the documented words."""
        value = self.text(name, needed=needed)
        if value and value not in of:
            self._complain(name, f"{value} is not a valid enum value")
        return value

    def number(self, name: str, *, needed: bool = True) -> float:
        """A number above zero; zero when it may be left out."""
        value = self._get(name, needed=needed)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            self._complain(name, "expected a number above 0")
            return 0.0
        return float(value)

    def flag(self, name: str, *, needed: bool = True) -> bool:
        """true or false."""
        value = self._get(name, needed=needed)
        if value is not None and not isinstance(value, bool):
            self._complain(name, "expected type: Boolean")
        return value is True

    def child(self, name: str, *, needed: bool = True) -> "Fields":
        """The object below a name, empty when it is left out."""
        value = self._get(name, needed=needed)
        if value is not None and not isinstance(value, dict):
            self._complain(name, "expected type: JSONObject")
        return self._child(value, f"{self._path}/{name}")

    def children(self, name: str, *, needed: bool = True) -> list["Fields"]:
        """The objects of a list; at least one when it is needed."""
        value = self._get(name, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list) or (needed and not value):
            self._complain(name, "expected type: JSONArray with at least 1 item")
            return []
        return [self._child(item, f"{self._path}/{name}/{number}") for number, item in enumerate(value)]

    def _get(self, name: str, *, needed: bool) -> object:
        value = self._values.pop(name, None)
        if value is None and needed:
            self.problems.append(f"{self._path}: required key [{name}] not found")
        return value

    def _complain(self, name: str, what: str) -> None:
        self.problems.append(f"{self._path}/{name}: {what}")
