"""Every reason a decision can give, with its sentence in English; translations go by that sentence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


def say(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


class Reason(StrEnum):
    """Machine word of a refusal; the API shows it, people read its sentence."""

    # Delivery
    EXCLUDED_DESTINATION = "excluded_destination"
    UNKNOWN_MARKET = "unknown_market"
    PO_BOX = "po_box"
    SERVICE_NOT_OFFERED = "service_not_offered"
    AREA_NOT_SERVED = "area_not_served"
    STORE_DELIVERY = "store_delivery"
    ADDRESS_FIELD_MISSING = "address_field_missing"
    ADDRESS_FIELD_WRONG = "address_field_wrong"
    # Basket and prices
    UNKNOWN_SKU = "unknown_sku"
    NOT_SOLD_HERE = "not_sold_here"
    NOT_SOLD_ONLINE = "not_sold_online"
    QUANTITY_WRONG = "quantity_wrong"
    BASKET_FULL = "basket_full"
    OUT_OF_STOCK = "out_of_stock"
    TOTAL_CHANGED = "total_changed"
    NOTHING_ORDERED = "nothing_ordered"
    # Codes
    CODE_UNKNOWN = "code_unknown"
    CODE_NOT_YET = "code_not_yet"
    CODE_OVER = "code_over"
    CODE_NOT_HERE = "code_not_here"
    CODE_BELOW_MINIMUM = "code_below_minimum"
    CODE_NO_MATCH = "code_no_match"
    CODE_USED_UP = "code_used_up"
    CODE_EXCLUSIVE = "code_exclusive"
    # Payment
    METHOD_NOT_OFFERED = "method_not_offered"
    PAYMENT_DECLINED = "payment_declined"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_CANCELLED = "payment_cancelled"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    # Orders
    CANCELLATION_OVER = "cancellation_over"
    ALREADY_CANCELLED = "already_cancelled"
    ALREADY_RELEASED = "already_released"
    NOT_PLACED = "not_placed"
    ORDER_HELD = "order_held"
    NOT_RELEASED = "not_released"
    BY_PHONE = "by_phone"
    BY_PHONE_WHILE_HELD = "by_phone_while_held"
    # Parcels
    PIECE_NOT_HERE = "piece_not_here"
    PIECE_IN_PARCEL = "piece_in_parcel"
    PIECE_CANCELLED = "piece_cancelled"
    PARCEL_NOT_PACKED = "parcel_not_packed"
    PARCEL_MOVED_ON = "parcel_moved_on"
    PARCEL_NOT_SHIPPED = "parcel_not_shipped"
    LABEL_PENDING = "label_pending"
    LABEL_REFUSED = "label_refused"
    CAPTURE_FAILED = "capture_failed"
    # Returns, withdrawal, claims
    NOT_RECEIVED_YET = "not_received_yet"
    RETURN_WINDOW_OVER = "return_window_over"
    PIECE_LOST = "piece_lost"
    HANDED_IN_LATE = "handed_in_late"
    PERSONALISED = "personalised"
    ALREADY_RETURNED = "already_returned"
    RETURN_OPEN = "return_open"
    RETURN_SENT = "return_sent"
    RETURN_NOT_OPEN = "return_not_open"
    NOT_EXPECTED = "not_expected"
    NOT_RECEIVED_BACK = "not_received_back"
    ALREADY_JUDGED = "already_judged"
    VERDICT_WANTS_REASON = "verdict_wants_reason"
    NOTHING_CHOSEN = "nothing_chosen"
    WITHDRAWAL_OVER = "withdrawal_over"
    NO_WITHDRAWAL_HERE = "no_withdrawal_here"
    CLAIM_WINDOW_OVER = "claim_window_over"
    LABEL_REMOVED = "label_removed"
    CARE_NOT_FOLLOWED = "care_not_followed"
    CAUSE_UNKNOWN = "cause_unknown"
    NOT_SENT_YET = "not_sent_yet"
    # Store purchases
    OTHER_COUNTRY = "other_country"
    NOT_OWN_STORE = "not_own_store"
    BOUGHT_IN_OUTLET = "bought_in_outlet"
    BOUGHT_ONLINE = "bought_online"
    NEVER_RETURNABLE = "never_returnable"
    TAX_FREE = "tax_free"
    SALE_OVER = "sale_over"
    STORE_WINDOW_OVER = "store_window_over"
    NOT_RESALEABLE = "not_resaleable"
    CREDIT_EXPIRED = "credit_expired"
    CREDIT_OTHER_COUNTRY = "credit_other_country"
    CREDIT_OTHER_NAME = "credit_other_name"
    # People
    TOO_SHORT = "too_short"
    NO_DIGIT = "no_digit"
    NO_SPECIAL = "no_special"
    # The catalogue, at the desk
    CHANGED_MEANWHILE = "changed_meanwhile"
    ALREADY_THERE = "already_there"
    STAYS = "stays"
    COMPOSITION_UNREADABLE = "composition_unreadable"
    COMPOSITION_NOT_WHOLE = "composition_not_whole"
    CARE_WRONG = "care_wrong"
    CUSTOMS_NEED = "customs_need"
    TRANSLATION_MISSING = "translation_missing"
    SIZE_MISSING = "size_missing"
    PICTURE_MISSING = "picture_missing"
    PRICE_MISSING = "price_missing"
    # The wishlist
    WISHLIST_FULL = "wishlist_full"
    # Writing to us
    WRITTEN_ENOUGH = "written_enough"
    # The request itself
    FIELD_MISSING = "field_missing"
    FIELD_WRONG = "field_wrong"
    FIELD_UNKNOWN = "field_unknown"
    KEY_MISSING = "key_missing"
    KEY_REUSED = "key_reused"
    NOT_FOUND = "not_found"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    TOO_MANY = "too_many"
    CLOCK_BACKWARDS = "clock_backwards"


SENTENCES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.EXCLUDED_DESTINATION: say("We do not deliver to %(country)s. %(why)s"),
        Reason.UNKNOWN_MARKET: say("We do not know the destination “%(country)s”. Choose one from the list."),
        Reason.PO_BOX: say("Parcels cannot go to a PO box. Give a street address where someone can sign."),
        Reason.SERVICE_NOT_OFFERED: say(
            "%(service)s delivery is not offered to this address. Choose another one."
        ),
        Reason.AREA_NOT_SERVED: say(
            "We do not deliver to the postal code %(postal_code)s. Choose another address or destination."
        ),
        Reason.STORE_DELIVERY: say("Orders are not delivered to our stores. Give a home or work address."),
        Reason.ADDRESS_FIELD_MISSING: say("This address needs a %(field)s."),
        Reason.ADDRESS_FIELD_WRONG: say("Check the %(field)s: it does not fit this country."),
        Reason.UNKNOWN_SKU: say("We do not know the piece “%(sku)s”."),
        Reason.NOT_SOLD_HERE: say("%(name)s is not sold in this country."),
        Reason.NOT_SOLD_ONLINE: say("%(name)s is a limited edition and is not sold online."),
        Reason.QUANTITY_WRONG: say("Choose a quantity from 1 to %(most)s."),
        Reason.BASKET_FULL: say("An order holds at most %(most)s different pieces. Make two orders of it."),
        Reason.OUT_OF_STOCK: say("Only %(available)s left of %(name)s. Change the quantity to go on."),
        Reason.TOTAL_CHANGED: say(
            "The total has changed to %(total)s. Check it and confirm again; nothing was ordered."
        ),
        Reason.NOTHING_ORDERED: say("Your basket is empty. Add a piece first."),
        Reason.CODE_UNKNOWN: say("We do not know the code “%(code)s”. Check the spelling."),
        Reason.CODE_NOT_YET: say("The code “%(code)s” starts on %(starts)s."),
        Reason.CODE_OVER: say("The code “%(code)s” ended on %(ended)s."),
        Reason.CODE_NOT_HERE: say("The code “%(code)s” is not for this country."),
        Reason.CODE_BELOW_MINIMUM: say(
            "The code “%(code)s” needs a goods total of %(minimum)s; %(missing)s is missing."
        ),
        Reason.CODE_NO_MATCH: say("The code “%(code)s” is not for the pieces in this basket."),
        Reason.CODE_USED_UP: say("The code “%(code)s” has been used up."),
        Reason.CODE_EXCLUSIVE: say("The code “%(code)s” does not combine with “%(other)s”."),
        Reason.METHOD_NOT_OFFERED: say("This way to pay is not offered in this country. Choose another one."),
        Reason.PAYMENT_DECLINED: say(
            "The payment was refused and nothing was charged. Use another card or way to pay."
        ),
        Reason.PAYMENT_FAILED: say(
            "The payment did not go through for a technical reason. Nothing was charged: you can try again."
        ),
        Reason.PAYMENT_CANCELLED: say(
            "The payment was cancelled and nothing was charged. You can pay again or leave it."
        ),
        Reason.PROVIDER_UNREACHABLE: say(
            "The payment service does not answer. Nothing was ordered and nothing charged: try again in a minute."
        ),
        Reason.CANCELLATION_OVER: say(
            "The order could be cancelled until %(until)s. It cannot change now; you can return it free of charge."
        ),
        Reason.ALREADY_CANCELLED: say("The order is already cancelled."),
        Reason.ALREADY_RELEASED: say(
            "The order is already with the preparation team and cannot be cancelled."
        ),
        Reason.NOT_PLACED: say("The order is not placed yet: its payment is not finished."),
        Reason.ORDER_HELD: say("The order is being checked and cannot go on until that is done."),
        Reason.NOT_RELEASED: say(
            "The order is not with the warehouse yet: it can still be cancelled until %(until)s."
        ),
        Reason.BY_PHONE: say("Call us on %(phone)s until %(until)s to cancel this order."),
        Reason.BY_PHONE_WHILE_HELD: say(
            "Call us on %(phone)s to cancel this order while it is being checked."
        ),
        Reason.PIECE_NOT_HERE: say("This piece is not part of the order."),
        Reason.PIECE_IN_PARCEL: say("This piece is already in a parcel."),
        Reason.PIECE_CANCELLED: say("This piece was cancelled."),
        Reason.PARCEL_NOT_PACKED: say("The parcel is not packed."),
        Reason.PARCEL_MOVED_ON: say("The parcel has already moved on: it is %(state)s."),
        Reason.PARCEL_NOT_SHIPPED: say("The parcel has not been shipped yet."),
        Reason.LABEL_PENDING: say(
            "The carrier has not sent the label yet. It comes by itself: try again in a minute."
        ),
        Reason.LABEL_REFUSED: say("The carrier refused the label: %(why)s"),
        Reason.CAPTURE_FAILED: say(
            "The charge for this parcel failed. The parcel stays here; an advisor has been told."
        ),
        Reason.NOT_RECEIVED_YET: say(
            "Returns open when the order has been delivered, and then for %(days)s days."
        ),
        Reason.RETURN_WINDOW_OVER: say("The return could be registered until %(until)s."),
        Reason.PIECE_LOST: say("This piece was lost on its way to you, so there is nothing to send back."),
        Reason.HANDED_IN_LATE: say(
            "The parcel could be handed in until %(until)s; a person will look at it."
        ),
        Reason.PERSONALISED: say("A personalised piece cannot be returned."),
        Reason.ALREADY_RETURNED: say("This piece has already been returned."),
        Reason.RETURN_OPEN: say("A return is already registered for this piece."),
        Reason.RETURN_SENT: say("The parcel has been sent: the return can no longer be cancelled."),
        Reason.RETURN_NOT_OPEN: say("This return is not open any more."),
        Reason.NOT_EXPECTED: say("This piece is not part of the return."),
        Reason.NOT_RECEIVED_BACK: say("This piece has not been received yet."),
        Reason.ALREADY_JUDGED: say("A verdict has already been given on this piece."),
        Reason.VERDICT_WANTS_REASON: say("A refusal needs a reason that the customer can read."),
        Reason.NOTHING_CHOSEN: say("Choose at least one piece."),
        Reason.WITHDRAWAL_OVER: say("The contract could be withdrawn from until %(until)s."),
        Reason.NO_WITHDRAWAL_HERE: say(
            "The law of this country gives no right of withdrawal; the house's returns apply."
        ),
        Reason.CLAIM_WINDOW_OVER: say(
            "The legal guarantee ran until %(until)s. Write to us all the same: a person will look."
        ),
        Reason.LABEL_REMOVED: say("The piece is taken back only with the house label still on it."),
        Reason.CARE_NOT_FOLLOWED: say(
            "The damage comes from care other than the care label asks for: it is no defect and is not refunded."
        ),
        Reason.CAUSE_UNKNOWN: say("The cause is not known yet: the quality department looks into it."),
        Reason.NOT_SENT_YET: say("This piece has not left us yet. If something is wrong, write to us."),
        Reason.OTHER_COUNTRY: say(
            "It was bought in another country: exchanges are made in the country of purchase."
        ),
        Reason.NOT_OWN_STORE: say(
            "Exchanges are made in the house's own stores, not in a concession or an outlet."
        ),
        Reason.BOUGHT_IN_OUTLET: say("Pieces bought in an outlet are neither exchanged nor credited."),
        Reason.BOUGHT_ONLINE: say(
            "An online order is not returned to a store. Register the return online; it is free."
        ),
        Reason.NEVER_RETURNABLE: say("Underwear and swimwear are neither returned nor exchanged."),
        Reason.TAX_FREE: say("A tax-free purchase is neither returned nor exchanged."),
        Reason.SALE_OVER: say(
            "A piece bought in a sale comes back within the same sale, which ended on %(ended)s."
        ),
        Reason.STORE_WINDOW_OVER: say("It could be exchanged until %(until)s."),
        Reason.NOT_RESALEABLE: say("The piece must be in perfect, resaleable condition with its labels."),
        Reason.CREDIT_EXPIRED: say("This credit was valid until %(until)s."),
        Reason.CREDIT_OTHER_COUNTRY: say("This credit is for our stores in %(country)s."),
        Reason.CREDIT_OTHER_NAME: say("This credit is in another name."),
        Reason.TOO_SHORT: say("Use at least %(least)s characters."),
        Reason.NO_DIGIT: say("Use at least one digit."),
        Reason.NO_SPECIAL: say("Use at least one special character, such as ! or ?"),
        Reason.CHANGED_MEANWHILE: say(
            "Somebody changed this meanwhile. Compare, and save again to keep yours."
        ),
        Reason.ALREADY_THERE: say("“%(text)s” is there already. Choose another one."),
        Reason.STAYS: say("“%(text)s” has been in the shop and stays. Retire the product instead."),
        Reason.COMPOSITION_UNREADABLE: say("“%(line)s” cannot be read. Write each part like the example."),
        Reason.COMPOSITION_NOT_WHOLE: say(
            "The fibres of “%(part)s” make %(sum)s percent. They must make 100."
        ),
        Reason.CARE_WRONG: say("“%(symbol)s” is no care symbol, or a second one of its kind."),
        Reason.CUSTOMS_NEED: say("“%(field)s” is missing: customs ask for it in %(country)s."),
        Reason.TRANSLATION_MISSING: say("“%(text)s” is missing in %(language)s."),
        Reason.SIZE_MISSING: say("%(reference)s has no size yet."),
        Reason.PICTURE_MISSING: say("%(reference)s has no picture yet."),
        Reason.PRICE_MISSING: say("It has no price in any market."),
        Reason.WISHLIST_FULL: say("A wishlist holds %(most)s pieces. Remove one to add another."),
        Reason.WRITTEN_ENOUGH: say(
            "%(most)s messages came from you within the hour. We have them; write the next one a little later."
        ),
        Reason.FIELD_MISSING: say("“%(field)s” is missing."),
        Reason.FIELD_WRONG: say("“%(field)s” is not right: %(why)s"),
        Reason.FIELD_UNKNOWN: say("“%(field)s” is not a field of this request. Remove it."),
        Reason.KEY_MISSING: say(
            "Send an Idempotency-Key header, so that a repeated request is not a second order."
        ),
        Reason.KEY_REUSED: say("This Idempotency-Key was used for another request. Use a new one."),
        Reason.NOT_FOUND: say("There is nothing here under that name."),
        Reason.NOT_SIGNED_IN: say("Sign in first, or send a valid token."),
        Reason.NOT_ALLOWED: say("Your role does not allow this."),
        Reason.TOO_MANY: say("Too many tries. Wait a minute and try again."),
        Reason.CLOCK_BACKWARDS: say("The test clock does not go back. It stands at %(now)s."),
    }
)
