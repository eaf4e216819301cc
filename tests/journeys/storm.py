"""Bad weather for the journeys: processes that die before the commit, providers that refuse, and the calm after."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings

from comptoir.fulfilment.carriers.base import BoughtLabel, LabelRequest
from comptoir.fulfilment.carriers.dhl import Dhl
from comptoir.infra import http, queue
from comptoir.payments.gateways.base import EffectRefused, Known, ProviderUnreachable
from tests.api.calls import OUTSIDE
from tests.apps.payments.gateways import DyingGateway, ImpatientGateway, Killed


class StormyGateway(DyingGateway, ImpatientGateway):
    """Processes die between the provider's answer and the commit, and nobody waits long or asks twice."""

    patience = 2.0


class RefusingGateway(StormyGateway):
    """And now and then the card to which a refund goes is closed."""

    closed: ClassVar[set[str]] = set()

    def refund(self, known: Known, *, amount: int, currency: str, key: str) -> str:
        if known.provider_ref in self.closed:
            self.closed.discard(known.provider_ref)
            raise EffectRefused("expired_or_canceled_card")
        return super().refund(known, amount=amount, currency=currency, key=key)


class DyingCarrier(Dhl):
    """The carrier makes a label, and the process dies before it can write that down."""

    dies: ClassVar[set[str]] = set()

    def buy_label(self, wanted: LabelRequest) -> BoughtLabel:
        bought = super().buy_label(wanted)
        if self.dies:
            self.dies.clear()
            raise Killed("label")
        return bought


def calm() -> None:
    """Both providers behave again, and nobody dies."""
    for url in (settings.PAYMENT_URL, settings.CARRIER_URL):
        OUTSIDE.post(f"{url}/_control/reset").raise_for_status()
    DyingGateway.dies_at.clear()
    RefusingGateway.closed.clear()
    DyingCarrier.dies.clear()


def drain() -> None:
    """Run the queue to its end; what a dead process or a silent provider left is put back, as the worker does."""
    for _ in range(20):
        try:
            queue.run_waiting()
        except (Killed, ProviderUnreachable, http.Trouble):
            queue.retry_stalled()
        else:
            return
    raise AssertionError("the queue does not come to rest")


def sweep_all() -> None:
    """Every sweep once and the queue, whatever happens on the way."""
    for sweep in queue.sweeps():
        try:
            sweep.run()
        except (Killed, ProviderUnreachable, http.Trouble):
            queue.retry_stalled()
    drain()
