"""Adyen's disputes: what all notifications of one say together, in whatever order they came, and how it is defended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from comptoir.core.lifecycles import DisputeState
from comptoir.payments.gateways.adyen_amounts import value_of
from comptoir.payments.gateways.base import DisputeReport, EffectRefused, ProviderUnreachable
from comptoir.payments.gateways.rest import Json, table_of, text_of

_WON = {"ISSUER_RESPONSE_TIMEFRAME_EXPIRED", "PREARBITRATION_WON"}
_LOST = {"DISPUTE_DEFENSE_PERIOD_ENDED", "SECOND_CHARGEBACK", "PREARBITRATION_LOST"}
_BACK = {"CHARGEBACK_REVERSED", "SECOND_CHARGEBACK"}  # what is asked back a second time was given back before
_ANSWERED = {"INFORMATION_SUPPLIED", *_BACK}
_CODES = {"NOTIFICATION_OF_CHARGEBACK", "CHARGEBACK", *_ANSWERED, *_WON, *_LOST}
_PROOFS = ("threeDAuthenticated", "liabilityShift")


def is_dispute(code: str) -> bool:
    """Whether a notification of this code is about a dispute."""
    return code in _CODES


def read_dispute(told: Sequence[Mapping[str, object]], *, reference: str) -> DisputeReport:
    """The dispute of this reference, by what was told of its payment; ProviderUnreachable before anything was."""
    items = [item for item in told if item.get("pspReference") == reference and _code(item) in _CODES]
    if not items:
        raise ProviderUnreachable(reference)
    codes = {_code(item) for item in items}
    asked = next((item for item in items if _code(item) == "CHARGEBACK"), items[0])
    amount = value_of(asked)
    returned = amount if codes & {*_BACK, *_WON} and "CHARGEBACK" in codes or codes & _BACK else 0
    taken = amount * (1 + ("SECOND_CHARGEBACK" in codes)) if returned or "CHARGEBACK" in codes else 0
    ends = [text for item in items if (text := _more(item, "defensePeriodEndsAt"))]
    return DisputeReport(
        reference=reference,
        provider_ref=text_of(asked.get("originalReference")),
        amount=amount,
        currency=text_of(table_of(asked.get("amount")).get("currency")),
        reason=_more(asked, "chargebackReasonCode") or text_of(asked.get("reason")),
        state=_state(codes),
        taken=taken,
        returned=returned,
        opened_at=min(datetime.fromisoformat(text_of(item.get("eventDate"))) for item in items),
        answer_by=datetime.fromisoformat(ends[0]) if ends else None,
        authentication=_authentication(told),
    )


def _state(codes: set[str]) -> DisputeState:
    if codes & _WON:
        return DisputeState.WON
    if codes & (_LOST - {"DISPUTE_DEFENSE_PERIOD_ENDED"}):
        return DisputeState.LOST
    if codes & _ANSWERED:
        return DisputeState.ANSWERED
    return DisputeState.LOST if codes & _LOST else DisputeState.OPEN


def _authentication(told: Iterable[Mapping[str, object]]) -> str:
    paid = [item for item in told if _code(item) == "AUTHORISATION" and item["success"] == "true"]
    return ", ".join(name for item in paid for name in _PROOFS if _more(item, name) == "true")


def choose_defence(found: Json) -> tuple[str, str]:
    """The first reason that one paper of ours is enough for, and the kind of paper it wants; EffectRefused without one."""
    for reason in found.get("defenseReasons") or ():
        papers = reason.get("defenseDocumentTypes") or ()
        wanted = [paper for paper in papers if paper["requirementLevel"] == "Required"] or list(papers[:1])
        if len(wanted) == 1:
            return text_of(reason["defenseReasonCode"]), text_of(wanted[0]["defenseDocumentTypeCode"])
    raise EffectRefused("not_defendable")


def _code(item: Mapping[str, object]) -> str:
    return text_of(item.get("eventCode"))


def _more(item: Mapping[str, object], name: str) -> str:
    return text_of(table_of(item.get("additionalData")).get(name))
