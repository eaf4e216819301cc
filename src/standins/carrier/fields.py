"""Reads a JSON request field by field and gathers every complaint, worded as the carrier does."""

from collections.abc import Sequence


class Fields:
    """One JSON object and its place in the request; complaints go to the list that all places share."""

    def __init__(self, value: object, *, path: str, problems: list[str]) -> None:
        self._values = value if isinstance(value, dict) else {}
        self._path = path
        self.problems = problems

    def __contains__(self, name: str) -> bool:
        return name in self._values

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

    def word(self, name: str, *, of: Sequence[str]) -> str:
        """One of the documented words."""
        value = self.text(name)
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

    def flag(self, name: str) -> bool:
        """true or false, which must be given."""
        value = self._get(name, needed=True)
        if value is not None and not isinstance(value, bool):
            self._complain(name, "expected type: Boolean")
        return value is True

    def child(self, name: str, *, needed: bool = True) -> "Fields":
        """The object below a name, empty when it is left out."""
        value = self._get(name, needed=needed)
        if value is not None and not isinstance(value, dict):
            self._complain(name, "expected type: JSONObject")
        return Fields(value, path=f"{self._path}/{name}", problems=self.problems)

    def children(self, name: str, *, needed: bool = True) -> list["Fields"]:
        """The objects of a list; at least one when it is needed."""
        value = self._get(name, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list) or (needed and not value):
            self._complain(name, "expected type: JSONArray with at least 1 item")
            return []
        return [
            Fields(item, path=f"{self._path}/{name}/{number}", problems=self.problems)
            for number, item in enumerate(value)
        ]

    def _get(self, name: str, *, needed: bool) -> object:
        value = self._values.get(name)
        if value is None and needed:
            self.problems.append(f"{self._path}: required key [{name}] not found")
        return value

    def _complain(self, name: str, what: str) -> None:
        self.problems.append(f"{self._path}/{name}: {what}")
