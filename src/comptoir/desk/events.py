"""What the journal's verbs and the cases' kinds are called at the desk."""

from __future__ import annotations

from comptoir.core.screening import Signal
from comptoir.infra.i18n import gettext as _
from comptoir.journal.queries import JournalEntry
from comptoir.returns.queries import return_reasons


def event_words(entry: JournalEntry) -> str:
    """One line of a timeline; a verb without words of its own is shown as it is."""
    return _event_words().get(entry.verb, entry.verb.replace("_", " ").capitalize())


def _event_words() -> dict[str, str]:
    return {
        "customer_seen": _("A customer’s page looked at"),
        "sign_in_failed": _("Signing in failed"),
        "account_warned": _("Told that an account nobody uses goes"),
        "form_limited": _("A form turned away by its limit"),
        "access_refused": _("A page refused to a role"),
        "privacy_asked": _("Request about personal data"),
        "breach_noted": _("A breach of personal data noted"),
        "breach_step": _("A step about a breach of personal data"),
        "privacy_extended": _("Request about personal data given two months more"),
        "privacy_answered": _("Request about personal data answered"),
        "retention_run": _("What was over was let go of"),
        "order_made": _("Order button pressed, pieces reserved"),
        "order_joined": _("Joined the account of its e-mail, which was proved"),
        "order_placed": _("Order placed"),
        "order_held": _("Order held for a check"),
        "review_taken": _("Check taken over"),
        "hold_ended": _("Check ended, order confirmed"),
        "order_abandoned": _("Order abandoned, not paid"),
        "order_cancelled": _("Order cancelled"),
        "order_released": _("Released to the warehouse"),
        "order_closed": _("Order closed"),
        "pieces_resent": _("Pieces to be sent again"),
        "piece_cancelled": _("Piece taken out of the order"),
        "payment_authorised": _("Payment authorised"),
        "payment_captured": _("Payment taken"),
        "payment_declined": _("Payment refused"),
        "payment_failed": _("Payment failed for a technical reason"),
        "payment_cancelled": _("Payment cancelled"),
        "piece_picked": _("Piece picked"),
        "piece_checked": _("Piece checked at the bench"),
        "piece_lot_read": _("Lot read off a label"),
        "lot_read": _("Lot read off a label"),
        "piece_identified": _("Garment’s own label scanned"),
        "scan_undone": _("Scan taken back"),
        "parcel_packed": _("Parcel packed"),
        "parcel_unpacked": _("Parcel unpacked"),
        "parcel_charging": _("Parcel being charged"),
        "capture_failed": _("The charge for a parcel failed"),
        "parcel_shipped": _("Parcel shipped"),
        "parcel_delivered": _("Parcel delivered"),
        "parcel_returned": _("A parcel was brought back"),
        "label_bought": _("Label bought"),
        "label_refused": _("The carrier refused a label"),
        "label_spare": _("One label too many was bought"),
        "label_voided": _("Label voided"),
        "pickup_booked": _("Courier booked"),
        "pickup_called_off": _("Courier called off"),
        "parcel_redirected": _("Another day or place was chosen with the carrier"),
        "pickup_refused": _("The carrier refused to call"),
        "return_registered": _("Return registered"),
        "return_sent": _("Return handed in"),
        "return_received": _("Return received"),
        "return_inspected": _("Return inspected"),
        "return_cancelled": _("Return cancelled"),
        "extra_taken_in": _("A piece that was not registered taken into the return"),
        "garment_identified": _("Garment’s own label compared at the dock"),
        "piece_graded": _("Piece checked against its list"),
        "stray_found": _("A stray piece or parcel written down"),
        "stray_matched": _("A stray matched to a return"),
        "stray_settled": _("A stray settled"),
        "refused_piece_chosen": _("What becomes of a refused piece was chosen"),
        "refused_piece_reminded": _("Customer reminded of a refused piece"),
        "refused_piece_labelled": _("Label wanted to send a refused piece back"),
        "refused_piece_settled": _("A refused piece has left"),
        "return_withdrawn": _("Return withdrawn"),
        "claim_made": _("Claim made"),
        "claim_decided": _("Claim decided"),
        "claim_contested": _("Decision on a claim contested"),
        "withdrawal_received": _("Withdrawal received"),
        "withdrawal_settled": _("Withdrawal settled"),
        "withdrawal_matched": _("Withdrawal matched to its order by a person"),
        "withdrawal_answered": _("Withdrawal answered by a person"),
        "gesture_made": _("A price lowered as a gesture"),
        "gesture_proposed": _("A gesture proposed, for a second person to decide on"),
        "gesture_declined": _("A gesture declined by a second person"),
        "refund_retried": _("Refund asked for again"),
        "void_retried": _("Release of the authorisation asked for again"),
        "capture_requested": _("Charge asked for"),
        "refund_requested": _("Refund asked for"),
        "void_requested": _("Release of the authorisation asked for"),
        "refund_approved": _("Refund approved by a second person"),
        "refund_declined": _("Refund declined by a second person"),
        "refund_dropped": _("Refund given up for another"),
        "void_dropped": _("Release of the authorisation given up"),
        "transfer_planned": _("Refund planned as a bank transfer"),
        "account_asked_again": _("The customer asked for another account"),
        "account_given": _("Account for a transfer given"),
        "account_opened": _("Account for a transfer opened, to carry it out"),
        "transfer_confirmed": _("Bank transfer carried out"),
        "transfer_returned": _("Bank transfer sent back by the customer’s bank"),
        "transfer_stopped": _("Bank transfer stopped, the provider had paid"),
        "announce_drop": _("Drop announced"),
        "change_drop": _("Drop changed"),
        "draw_drop": _("Order of the line drawn"),
        "end_drop": _("Drop ended"),
        "payment_link_made": _("Payment link sent"),
        "payment_link_used": _("Ordered by payment link"),
        "payment_link_revoked": _("Payment link revoked"),
        "dispute_opened": _("The customer’s bank asks money back"),
        "dispute_answered": _("Evidence sent to the bank"),
        "dispute_won": _("Dispute won, the money is ours again"),
        "dispute_lost": _("Dispute lost, the money stays with the customer"),
        "renewal_begun": _("Authorisation lapses soon, to be paid again"),
        "renewal_tried": _("Another payment begun in place of the one that lapses"),
        "renewal_try_ended": _("The other payment came to nothing"),
        "renewal_done": _("Paid again, the earlier authorisation is released"),
        "renewal_ended": _("Nothing is left to be paid again"),
        "stop_asked": _("The preparation team asked to stop the order"),
        "stop_stopped": _("The preparation team has stopped the order"),
        "stop_too_late": _("The preparation team could not stop the order any more"),
        "mail_bounced": _("A mail came back"),
        "mail_unwanted": _("The reader of a mail called it unwanted"),
        "document_mailed": _("Document sent by mail"),
        "mail_sent_again": _("Mail sent again"),
        "case_opened": _("Case opened"),
        "customer_written": _("Customer written to"),
        "case_resolved": _("Case resolved"),
        "case_answered": _("Customer answered"),
        "case_sender_trusted": _("Sender of a mail trusted"),
        "case_handed_over": _("Case handed over"),
        "case_left": _("Case left to somebody else"),
        "case_merged": _("Case put together with another"),
        "case_taken": _("Case taken"),
        "case_written": _("The customer wrote"),
        **_catalogue_words(),
        **_stock_words(),
    }


def _stock_words() -> dict[str, str]:
    return {
        "consignment_begun": _("Begun"),
        "consignment_written": _("Figures written"),
        "transfer_sent": _("Sent"),
        "consignment_cancelled": _("Cancelled"),
        "consignment_booked": _("Booked"),
        "lot_named": _("Lot named"),
        "count_begun": _("Begun"),
        "count_written": _("Figures written"),
        "count_booked": _("Booked"),
        "count_dropped": _("Dropped"),
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
        "size_chart_changed": _("Size chart changed"),
        "create_promotion": _("Promotion made"),
        "change_promotion": _("Promotion changed"),
        "end_promotion": _("Promotion ended"),
        "make_codes": _("Single codes made"),
    }


def case_words(kind: str) -> str:
    """What a case is about."""
    words = {
        "capture_failed": _("The charge for a parcel failed"),
        "refund_failed": _("A refund was refused"),
        "refund_waits": _("A refund waits for a second person and is due"),
        "transfer_waits": _("A refund by bank transfer is due"),
        "refund_late": _("The provider has paid a refund that a transfer replaces"),
        "void_failed": _("An authorisation could not be released"),
        "label_failed": _("The carrier refused a label"),
        "mail_bounced": _("A mail to the customer came back"),
        "mail_unreadable": _("A mail came in that cannot be read"),
        "parcel_returned": _("A parcel was brought back"),
        "parcel_late": _("A parcel is late: its dates are over"),
        "parcel_silent": _("A parcel that the carrier has not reported for days"),
        "order_unsent": _("An order that should have left by now"),
        "withdrawal_unmatched": _("A withdrawal needs a person"),
        "piece_needs_person": _("A piece that came back needs a person"),
        "refund_due": _("A refund is due and not with the customer yet"),
        "stray": _("Something came back that belongs to nothing known"),
        "refused_unanswered": _("A refused piece waits, and its customer has said nothing"),
        "message": _("A message from a customer"),
        "dispute": _("A customer’s bank asks money back"),
        "breach": _("A breach of personal data: its authority is told within 72 hours"),
        "asked": _("An advisor asks the team"),
        "authorisation_lapses": _("An authorisation lapses before its pieces have left"),
        "payment_renewal": _("A customer is to pay again"),
        **_books_words(),
        "review_due": _("An order waits for the end of its check"),
        "document_invalid": _("The e-invoice of a company breaks a rule: it was not sent"),
    }
    return words.get(kind, kind.replace("_", " ").capitalize())


def letter_words() -> dict[str, str]:
    """What the customer is told of a parcel, in the middle of a sentence, by the kind of its case."""
    return {
        "parcel_late": _("the parcel is late and when it was last seen"),
        "parcel_silent": _("the parcel is late and when it was last seen"),
        "parcel_returned": _("the parcel came back to the house"),
        "order_unsent": _("the order leaves later than it should"),
    }


def _review_words() -> dict[str, str]:
    """What speaks against an order that is checked, and how a check ends (PAY-12)."""
    return {
        Signal.PROVIDER: _("The provider doubts the payment"),
        Signal.EMAIL: _("Many orders by this e-mail address"),
        Signal.ADDRESS: _("Many orders to this address"),
        Signal.CARD: _("Many orders by this card"),
        Signal.NETWORK: _("Many orders from this network"),
        Signal.CARD_COUNTRY: _("The card is from another country"),
        Signal.NETWORK_COUNTRY: _("Ordered from another country"),
        Signal.NAME: _("This e-mail address ordered under another name before"),
        Signal.VALUE: _("The total is unusually high"),
        "nothing_found": _("Nothing found"),
        "customer_answered": _("The customer answered our questions"),
        "known_customer": _("We know the customer"),
        "provider_cleared": _("The provider has cleared it"),
        "customer_unreachable": _("The customer could not be reached"),
        "provider_refused": _("The provider advises against it"),
        "looks_like_fraud": _("It looks like fraud"),
        "review_over": _("Nobody decided in time"),
        "cancelled": _("Cancelled meanwhile"),
    }


def _books_words() -> dict[str, str]:
    return {
        "books_missing_here": _("The provider moved money that our ledger does not know"),
        "books_missing_there": _("Our ledger says of money what the provider does not"),
        "books_amount_differs": _("The provider and our ledger name different amounts"),
        "books_double": _("The same amount is once more in one of the books"),
        "books_no_order": _("Money of an order that was never placed"),
    }


def reason_words(reason: str) -> str:
    """Why something happened: a code of ours or of a provider's in words, and what somebody typed as it is."""
    words = {
        "commercial_return": _("Return"),
        "statutory_withdrawal": _("Withdrawal"),
        "non_conformity": _("Faulty or not as described"),
        "late_delivery": _("It came too late"),
        "goodwill": _("Good will"),
        "other_garment": _("Another garment came back than the one that was sent."),
        "handed_in_late": _("Handed in after its last day"),
        **return_reasons(),
        "piece": _("Pieces"),
        "duty": _("Duties and import taxes"),
        "delivery": _("Delivery"),
        "earlier": _("Given back before"),
        "asked_by_phone": _("Asked by phone"),
        "asked_on_the_page": _("Cancelled by the customer on the order’s page"),
        "refused_after_check": _("Refused after the check"),
        "expired": _("Its time to pay was over"),
        "shortage": _("Not in stock"),
        "withdrawal": _("The customer withdrew"),
        **_review_words(),
        "card_declined": _("Card declined"),
        "processing_error": _("Error at the provider"),
        "not_covered": _("Not covered by an authorisation"),
        "fraudulent": _("Not ordered by the cardholder"),
        "product_not_received": _("Not received"),
        "product_unacceptable": _("Not as described"),
        "duplicate": _("Charged twice"),
        "credit_not_processed": _("Refund not received"),
    }
    return words.get(reason, reason)
