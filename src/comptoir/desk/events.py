"""What the journal's verbs and the cases' kinds are called at the desk."""

from __future__ import annotations

from comptoir.infra.i18n import gettext as _
from comptoir.journal.queries import JournalEntry


def event_words(entry: JournalEntry) -> str:
    """One line of a timeline; a verb without words of its own is shown as it is."""
    return _event_words().get(entry.verb, entry.verb.replace("_", " ").capitalize())


def _event_words() -> dict[str, str]:
    return {
        "order_made": _("Order button pressed, pieces reserved"),
        "order_placed": _("Order placed"),
        "order_held": _("Order held for a check"),
        "hold_ended": _("Check ended, order confirmed"),
        "order_abandoned": _("Order abandoned, not paid"),
        "order_cancelled": _("Order cancelled"),
        "order_released": _("Released to the warehouse"),
        "order_closed": _("Order closed"),
        "piece_cancelled": _("Piece taken out of the order"),
        "payment_authorised": _("Payment authorised"),
        "payment_captured": _("Payment taken"),
        "payment_declined": _("Payment refused"),
        "payment_failed": _("Payment failed for a technical reason"),
        "payment_cancelled": _("Payment cancelled"),
        "parcel_packed": _("Parcel packed"),
        "parcel_unpacked": _("Parcel unpacked"),
        "parcel_charging": _("Parcel being charged"),
        "capture_failed": _("The charge for a parcel failed"),
        "parcel_shipped": _("Parcel shipped"),
        "parcel_delivered": _("Parcel delivered"),
        "parcel_lost": _("A parcel is lost"),
        "parcel_returned": _("A parcel was brought back"),
        "label_bought": _("Label bought"),
        "label_refused": _("The carrier refused a label"),
        "label_voided": _("Label voided"),
        "pickup_booked": _("Courier booked"),
        "pickup_refused": _("The carrier refused to call"),
        "return_registered": _("Return registered"),
        "return_sent": _("Return handed in"),
        "return_received": _("Return received"),
        "return_inspected": _("Return inspected"),
        "return_cancelled": _("Return cancelled"),
        "return_withdrawn": _("Return withdrawn"),
        "withdrawal_received": _("Withdrawal received"),
        "withdrawal_settled": _("Withdrawal settled"),
        "refund_retried": _("Refund asked for again"),
        "void_retried": _("Release of the authorisation asked for again"),
        "capture_requested": _("Charge asked for"),
        "refund_requested": _("Refund asked for"),
        "void_requested": _("Release of the authorisation asked for"),
        "refund_dropped": _("Refund given up for another"),
        "void_dropped": _("Release of the authorisation given up"),
        "case_opened": _("Case opened"),
        "case_resolved": _("Case resolved"),
        **_catalogue_words(),
    }


def _catalogue_words() -> dict[str, str]:
    return {
        "product_created": _("Draft begun"),
        "product_facts_changed": _("Facts changed"),
        "product_texts_changed": _("Texts changed"),
        "product_colours_changed": _("Colours and sizes changed"),
        "product_published": _("Published"),
        "product_retired": _("Taken out of the shop"),
        "set_price": _("Price set"),
        "sale_planned": _("Sale planned"),
        "sale_ended": _("Sale ended"),
        "price_dropped": _("Planned price dropped"),
        "photograph_added": _("Photograph added"),
        "photograph_described": _("Photograph described"),
        "photographs_moved": _("Photographs put in order"),
        "photograph_removed": _("Photograph taken away"),
    }


def case_words(kind: str) -> str:
    """What a case is about."""
    words = {
        "capture_failed": _("The charge for a parcel failed"),
        "refund_failed": _("A refund was refused"),
        "void_failed": _("An authorisation could not be released"),
        "label_failed": _("The carrier refused a label"),
        "parcel_lost": _("A parcel is lost"),
        "parcel_returned": _("A parcel was brought back"),
        "withdrawal_unmatched": _("A withdrawal needs a person"),
        "piece_needs_person": _("A piece that came back needs a person"),
        "message": _("A message from a customer"),
    }
    return words.get(kind, kind.replace("_", " ").capitalize())


def reason_words(reason: str) -> str:
    """Why something happened: a code of ours or of a provider's in words, and what somebody typed as it is."""
    words = {
        "too_small": _("Too small"),
        "too_large": _("Too large"),
        "colour": _("The colour is not what I expected"),
        "material": _("The material is not what I expected"),
        "changed_mind": _("I changed my mind"),
        "late": _("It came too late"),
        "other": _("Something else"),
        "asked_by_phone": _("Asked by phone"),
        "refused_after_check": _("Refused after the check"),
        "expired": _("Its time to pay was over"),
        "shortage": _("Not in stock"),
        "withdrawal": _("The customer withdrew"),
        "payment_review": _("The provider checks the payment"),
        "card_declined": _("Card declined"),
        "processing_error": _("Error at the provider"),
        "not_covered": _("Not covered by an authorisation"),
    }
    return words.get(reason, reason)
