"""The carrier's adapter and the mail's channel on the worst of days: chosen in settings by their path, as any adapter is."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from comptoir.fulfilment.carriers.base import BoughtLabel, LabelRequest
from comptoir.fulfilment.carriers.dhl import Dhl
from comptoir.notices.channels.base import Letter
from tests.apps.payments.gateways import Killed

T = TypeVar("T")


class DyingCarrier(Dhl):
    """The process dies before the carrier hears what is asked of it, or before its answer is written down."""

    dies: ClassVar[list[str]] = []

    def buy_label(self, wanted: LabelRequest) -> BoughtLabel:
        return self._die(lambda: super(DyingCarrier, self).buy_label(wanted))

    def void_label(self, *, tracking_number: str, comes_back: bool) -> str:
        parent = super()
        return self._die(lambda: parent.void_label(tracking_number=tracking_number, comes_back=comes_back))

    def _die(self, call: Callable[[], T]) -> T:
        when = self.dies.pop() if self.dies else ""
        if when == "before":
            raise Killed(when)
        answer = call()
        if when == "after":
            raise Killed(when)
        return answer


class DyingChannel:
    """Hands letters over; the first time, the process dies before or after."""

    dies: ClassVar[list[str]] = []
    handed: ClassVar[list[str]] = []

    def hand_over(self, *, letter: Letter) -> None:
        when = self.dies.pop() if self.dies else ""
        if when == "before":
            raise Killed(when)
        self.handed.append(letter.id)
        if when == "after":
            raise Killed(when)
