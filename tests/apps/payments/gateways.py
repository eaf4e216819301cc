"""The payment provider's adapter on bad days: chosen in settings by its path, as any adapter is."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

import stripe
from django.conf import settings

from comptoir.payments.gateways.base import Known, Opening, Report
from comptoir.payments.gateways.stripe import StripeGateway

T = TypeVar("T")


class Killed(BaseException):
    """The process dies here: no code of ours catches it."""


class DyingGateway(StripeGateway):
    """The provider does what it is asked, and the process dies before it can write down the answer."""

    dies_at: ClassVar[set[str]] = set()

    def open(self, opening: Opening) -> Report:
        return self._die("open", lambda: super(DyingGateway, self).open(opening))

    def capture(self, known: Known, *, amount: int, currency: str, final: bool, key: str) -> str:
        return self._die(
            "capture",
            lambda: super(DyingGateway, self).capture(
                known, amount=amount, currency=currency, final=final, key=key
            ),
        )

    def refund(self, known: Known, *, amount: int, currency: str, key: str) -> str:
        return self._die(
            "refund",
            lambda: super(DyingGateway, self).refund(known, amount=amount, currency=currency, key=key),
        )

    def void(self, known: Known, *, key: str) -> str:
        return self._die("void", lambda: super(DyingGateway, self).void(known, key=key))

    def _die(self, verb: str, call: Callable[[], T]) -> T:
        answer = call()
        if verb in self.dies_at:
            self.dies_at.discard(verb)
            raise Killed(verb)
        return answer


class ImpatientGateway(StripeGateway):
    """Waits for an answer for a fifth of a second only, and does not ask twice."""

    patience: ClassVar[float] = 0.2  # seconds

    def __init__(self) -> None:
        super().__init__()
        self._client = stripe.StripeClient(
            settings.PAYMENT_KEY,
            base_addresses={"api": settings.PAYMENT_URL},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=self.patience),
        )
