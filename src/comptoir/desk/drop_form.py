"""What is typed into the desk's form for a drop, read into what the drop shall be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import QueryDict

from comptoir.desk import typed
from comptoir.drops.services import DropInput
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _


class DropForm:
    """The form as it was sent; `errors` is what cannot be read, by field."""

    def __init__(self, post: QueryDict, *, zone: str) -> None:
        self.errors: dict[str, str] = {}
        self._post, self._zone = post, zone

    def drop(self, *, known: DropInput, is_new: bool) -> DropInput:
        """The drop as typed; one that is announced keeps its name in addresses."""
        words = self._post.get("codes", "")[:2000].replace(",", " ").upper().split()
        return replace(
            known,
            slug=self._post.get("slug", "").strip().lower()[:60] if is_new else known.slug,
            name=typed.by_language(self._post, "name"),
            codes=tuple(dict.fromkeys(words)),
            enters_at=self._moment("enters_at", known.enters_at),
            opens_at=self._moment("opens_at", known.opens_at),
            ends_at=self._moment("ends_at", known.ends_at),
            turn_minutes=self._number("turn_minutes"),
            per_customer=self._number("per_customer"),
            per_address=self._number("per_address"),
            per_household=self._number("per_household"),
        )

    def _moment(self, field: str, otherwise: datetime) -> datetime:
        moment = typed.moment_of(self._post.get(field, ""), zone=self._zone)
        if moment is None:
            self.errors[field] = _("Write a day and a time.")
        return moment or otherwise

    def _number(self, field: str) -> int:
        number = whole_number(self._post.get(field, "").strip(), most=99)
        if not number:
            self.errors[field] = _("Write a whole number from 1 to 99.")
        return number or 1
