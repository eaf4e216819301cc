"""The sentence of every reason, in English; translations go by it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comptoir.core.lifecycles import ParcelState
from comptoir.core.reasons import Reason
from comptoir.infra.saying import say
from comptoir.infra.sentences_stores import OF_STORES

SENTENCES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.EXCLUDED_DESTINATION: say("We do not deliver to %(country)s. %(why)s"),
        Reason.UNKNOWN_MARKET: say(
            "We do not deliver to %(country)s yet. Choose another destination from the list."
        ),
        Reason.PO_BOX: say("Parcels cannot go to a PO box. Give a street address where someone can sign."),
        Reason.SERVICE_NOT_OFFERED: say(
            "%(service)s delivery is not offered to this address. Choose another one."
        ),
        Reason.AREA_NOT_SERVED: say(
            "We do not deliver to the postal code %(postal_code)s. Choose another address or destination."
        ),
        Reason.STORE_DELIVERY: say("Orders are not delivered to our stores. Give a home or work address."),
        Reason.ADDRESS_FIELD_MISSING: say("This address needs a %(field)s."),
        Reason.ADDRESS_FIELD_WRONG: say("Check this field, it does not fit this country: %(field)s."),
        Reason.ADDRESSES_FULL: say(
            "You keep %(most)s addresses already. Delete one that you no longer need."
        ),
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
        Reason.CODE_NO_MATCH: say(
            "The code “%(code)s” is only for: %(pieces)s. None of it is in the basket."
        ),
        Reason.CODE_USED_UP: say("The code “%(code)s” has been used up."),
        Reason.CODE_EXCLUSIVE: say("The code “%(code)s” does not combine with “%(other)s”."),
        Reason.CODE_FIRST_ORDER: say(
            "The code “%(code)s” is for a first order, and there is one with this e-mail. Remove the code to go on."
        ),
        Reason.CODE_USED_BY_YOU: say(
            "The code “%(code)s” has been used with this e-mail as often as it can be. Remove it to go on."
        ),
        Reason.GIFT_GONE: say("“%(code)s”: the gift, %(name)s, has run out. The order goes on without it."),
        Reason.TOO_MANY_CODES: say(
            "Too many codes that we do not know. Wait an hour, or order now without a code."
        ),
        Reason.DROP_NOT_ENTERING: say("The waiting room takes entries from %(enters)s."),
        Reason.DROP_NOT_OPEN: say(
            "%(name)s is sold in a drop that opens on %(opens)s. Enter its waiting room to have a turn."
        ),
        Reason.DROP_TURN_NEEDED: say(
            "%(name)s is sold in turns, and it is not yours yet. Enter the waiting room, or wait there until you are called."
        ),
        Reason.DROP_TURN_USED: say(
            "You have ordered in this turn already: %(name)s goes to the next in line."
        ),
        Reason.DROP_TURN_OVER: say(
            "Your turn for %(name)s ended on %(until)s. Nothing was ordered and nothing charged."
        ),
        Reason.DROP_OTHER_EMAIL: say(
            "A turn is personal: order %(name)s with the e-mail with which you entered the waiting room."
        ),
        Reason.DROP_CAP_CUSTOMER: say(
            "One customer can have at most %(most)s of this drop, and more were ordered with this e-mail: %(name)s."
        ),
        Reason.DROP_CAP_ADDRESS: say(
            "At most %(most)s of this drop go to one address, and that would be more: %(name)s."
        ),
        Reason.DROP_CAP_HOUSEHOLD: say(
            "One household can have at most %(most)s of this drop, and that would be more: %(name)s."
        ),
        Reason.DROP_OVER: say("This drop is over. What is left of it is sold in the shop."),
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
            "We could not confirm the payment: the payment service does not answer. You were not charged. "
            "Try again in a minute; what is confirmed later we tell you by e-mail."
        ),
        Reason.TOO_MANY_TRIES: say(
            "Too many tries to pay came to nothing. Nothing was ordered: wait an hour, or call us and order by phone."
        ),
        Reason.LINK_OVER: say(
            "This payment link is not valid any more. Call us and we make you another one."
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
        Reason.STOP_ASKED: say(
            "The preparation team has been asked to stop this order. Whether it was in time is known when they answer."
        ),
        Reason.STOP_TOO_LATE: say(
            "The preparation team could not stop this order any more. You can return it free of charge."
        ),
        Reason.ORDER_FIXED: say(
            "A confirmed order does not change. Cancel it in time and order again, or return it free of charge."
        ),
        Reason.BILLING_FIXED: say(
            "The billing details do not change from the moment the order is placed, for the safety of the payment."
        ),
        Reason.PIECE_NOT_HERE: say("This piece is not part of the order."),
        Reason.PIECE_IN_PARCEL: say("This piece is already in a parcel."),
        Reason.PIECE_CANCELLED: say("This piece was cancelled."),
        Reason.GIFT_LEAVES_ALONG: say("A gift leaves with something that was bought, or after it."),
        Reason.PARCEL_NOT_PACKED: say("The parcel is not packed."),
        Reason.PARCEL_MOVED_ON: say("The parcel has already moved on: it is %(state)s."),
        Reason.PARCEL_NOT_SHIPPED: say("The parcel has not been shipped yet."),
        Reason.WEIGHT_DOUBTED: say(
            "The scales say %(weighed)s g, and the pieces alone weigh %(pieces)s g. Nothing was packed: look "
            "into the box and weigh again, or confirm the weight."
        ),
        Reason.LABEL_PENDING: say(
            "The carrier has not sent the label yet. It comes by itself: try again in a minute."
        ),
        Reason.LABEL_REFUSED: say("The carrier refused the label: %(why)s"),
        Reason.REFUND_DISPUTED: say(
            "The customer’s bank asks this money back: it cannot be refunded as well."
        ),
        Reason.REFUND_DECIDED: say("This refund does not wait for a decision any more."),
        Reason.REFUND_OWN: say("You asked for this refund yourself: somebody else has to decide on it."),
        Reason.TRANSFER_NOT_SENT: say("This transfer has not left: nothing can come back."),
        Reason.TRANSFER_NOT_NOW: say("This refund is not one that can be sent by bank transfer now."),
        Reason.TRANSFER_PROVIDER_PAID: say(
            "The provider has paid this refund after all. Nothing is transferred: it would be paid twice."
        ),
        Reason.TRANSFER_UNSURE: say(
            "The provider does not answer, so that we cannot know whether it has paid after all. Try again in a minute."
        ),
        Reason.ACCOUNT_WANTED: say("The account is not known yet. Ask the customer, or type it in."),
        Reason.ACCOUNT_GIVEN: say("We have an account for this refund already. Call us to change it."),
        Reason.ACCOUNT_UNSEEN: say("Open the account first: the transfer is carried out from there."),
        Reason.ACCOUNT_HOLDER: say("Give the name of the account’s holder."),
        Reason.ACCOUNT_NUMBER: say("Check the account number: 4 to 34 letters and digits."),
        Reason.BANK_CODE: say("Check the code of the bank: a BIC of 8 or 11 characters, or 6 to 12 digits."),
        Reason.IBAN_WRONG: say("This IBAN is not right. Check it character by character."),
        Reason.GESTURE_AMOUNT: say("Type an amount above zero, such as 20.00."),
        Reason.GESTURE_FREE: say("Nothing was paid for this, so that no price can be lowered."),
        Reason.GESTURE_NOT_CHARGED: say(
            "This has not been charged yet. A gesture lowers a price that was paid: wait until the parcel has left."
        ),
        Reason.GESTURE_TOO_LARGE: say("At most %(most)s of this can still go back. Give less."),
        Reason.GESTURE_ENVELOPE: say(
            "%(left)s are left of your envelope, and it is full again on %(renews)s. Give less, or ask a senior advisor."
        ),
        Reason.GESTURE_NO_ENVELOPE: say(
            "Your role has no envelope for good will. Ask an advisor or a senior advisor."
        ),
        Reason.DISPUTE_ANSWERED: say("The bank already has our evidence, or has decided."),
        Reason.DISPUTE_TOO_LATE: say("The bank no longer takes evidence for this dispute."),
        Reason.DISPUTE_UNSENT: say(
            "The provider does not answer. The evidence is not sent: try again in a minute."
        ),
        Reason.CHARGE_PENDING: say(
            "The provider has not answered whether it was charged. Keep the parcel here, and scan it again in a minute."
        ),
        Reason.CAPTURE_FAILED: say(
            "The charge for this parcel failed. The parcel stays here; an advisor has been told."
        ),
        Reason.NOT_RECEIVED_YET: say(
            "Returns open when the order has been delivered, and then for %(days)s days."
        ),
        Reason.RETURN_WINDOW_OVER: say("The return could be registered until %(until)s."),
        Reason.PIECE_LOST: say("This piece was lost on its way to you, so there is nothing to send back."),
        Reason.GIFT_GOES_ALONG: say(
            "This is a gift. It is yours while you keep a piece of the order; if all of them go back, it goes with them."
        ),
        Reason.OTHER_GARMENT: say("Another garment came back than the one that was sent."),
        Reason.HANDED_IN_LATE: say(
            "The parcel could be handed in until %(until)s; a person will look at it."
        ),
        Reason.PERSONALISED: say("A personalised piece cannot be returned."),
        Reason.ALREADY_RETURNED: say("This piece has already been returned."),
        Reason.ALREADY_REFUNDED: say("This piece has already been refunded."),
        Reason.RETURN_OPEN: say("A return is already registered for this piece."),
        Reason.WITHDRAWAL_STANDS: say(
            "The customer has withdrawn from the contract: that stands, and so does its return."
        ),
        Reason.RETURN_SENT: say("The parcel has been sent: the return can no longer be cancelled."),
        Reason.RETURN_NOT_OPEN: say("This return is not open any more."),
        Reason.NOT_EXPECTED: say("This piece is not part of the return."),
        Reason.NOT_RECEIVED_BACK: say("This piece has not been received yet."),
        Reason.ALREADY_JUDGED: say("A verdict has already been given on this piece."),
        Reason.VERDICT_WANTS_REASON: say("A refusal needs a reason that the customer can read."),
        Reason.CHECKLIST_OPEN: say("The checklist is not complete: answer every line."),
        Reason.NO_FAULT_FOUND: say("A piece in which nothing is wrong cannot be refused."),
        Reason.FOR_A_PERSON: say("The checklist leaves this to a person: hand it over."),
        Reason.FAULT_WANTS_PHOTOGRAPH: say("A refusal needs a photograph of what is wrong."),
        Reason.NOT_SOLD_AS_NEW: say("A piece with a fault does not go back among what is sold as new."),
        Reason.NOT_WAITING: say("This piece waits for no choice any more."),
        Reason.STRAY_SETTLED: say("It has already been settled where this belongs."),
        Reason.NOT_SENT_BACK: say("A label is made for a piece that its customer wants sent back."),
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
        Reason.CLAIM_OPEN: say("We are already looking into this piece: claim %(number)s."),
        Reason.CLAIM_DECIDED: say("The claim has moved on meanwhile. Look at it again."),
        Reason.CLAIM_OWN: say("You decided on this claim before. Someone else looks at what is contested."),
        Reason.CLAIM_CONTESTED: say("A decision can be contested once."),
        Reason.CLAIM_WITHOUT_ORDER: say("Nothing can be paid before the order is known."),
        Reason.PIECE_REPLACED: say(
            "Another one was sent in place of this piece: what happens next is about that one."
        ),
        Reason.NOTHING_TO_RESEND: say("No %(sku)s is left to send: what was paid can be refunded."),
        Reason.PERSON_DECIDES: say("A claim is decided by a person."),
        Reason.NOT_WITH_CUSTOMER: say("What has not arrived cannot be sent back."),
        Reason.PHOTO_WRONG: say("“%(name)s” cannot be used: %(why)s"),
        Reason.PHOTOS_TOO_MANY: say("Send %(most)s photographs at most."),
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
        Reason.CREDIT_TOO_SMALL: say("Spend an amount up to what is left of this credit, %(left)s."),
        Reason.CREDIT_OTHER_NAME: say("This credit is in another name."),
        Reason.BREACH_CLOSED: say("This breach is closed. Note what is new as a breach of its own."),
        Reason.BREACH_DATES: say(
            "It happened before it was noticed, and was noticed before now. Correct the moments."
        ),
        Reason.BREACH_UNDECIDED: say(
            "First write down that the authority was told, or why it need not be. Then it can be closed."
        ),
        Reason.EXTENDED_ALREADY: say("This request was given two months more already. Answer it in them."),
        Reason.EXTENDED_TOO_LATE: say(
            "The month is over: only within it can the person be told that it takes longer. Answer now."
        ),
        Reason.TOO_SHORT: say("Use at least %(least)s characters."),
        Reason.TOO_LONG: say("Use at most %(most)s characters."),
        Reason.NO_DIGIT: say("Use at least one digit."),
        Reason.NO_SPECIAL: say("Use at least one special character, such as ! or ?"),
        Reason.TOO_COMMON: say("This password is among the first that are guessed. Choose another."),
        Reason.PROOF_WRONG: say(
            "This is not the code of our last message, or its ten minutes are over. Check it, or ask for a new one."
        ),
        Reason.PROOF_OVER: say("This link is over. Ask for a new one."),
        Reason.ASKED_ENOUGH: say(
            "Too many tries. Look for our last message, also in the spam folder, or try again in an hour."
        ),
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
        **OF_STORES,
        Reason.WISHLIST_FULL: say("A wishlist holds %(most)s pieces. Remove one to add another."),
        Reason.WRITTEN_ENOUGH: say(
            "%(most)s messages came from you within the hour. We have them; write the next one a little later."
        ),
        Reason.LETTER_SUBJECT_MISSING: say("Write a subject: it is what is read first."),
        Reason.LETTER_WORDS_MISSING: say("Write something here, or remove the block."),
        Reason.LETTER_EMPTY: say("The letter has no block yet. Add one."),
        Reason.LETTER_BLOCKS_FULL: say("A letter has at most %(most)s blocks. Remove some."),
        Reason.LETTER_PICTURE_UNKNOWN: say(
            "There is no such picture. Write a reference such as ME-26W-KN014-0410, or a look such as 26W/1."
        ),
        Reason.LETTER_ADDRESS_ELSEWHERE: say(
            "This is no address of the shop. Write what stands behind the language, such as collections/ or c/knitwear/."
        ),
        Reason.LETTER_STYLES_UNKNOWN: say("Not in the shop: %(styles)s. Write styles such as ME-26W-KN014."),
        Reason.LETTER_STYLES_FULL: say("A block shows at most %(most)s styles. Use a second one."),
        Reason.LETTER_NAME_WRONG: say("Write a name of at most 80 characters, for the house."),
        Reason.LETTER_CHOICE_WRONG: say("Choose from the list, one at least."),
        Reason.LETTER_RATE_WRONG: say("Write a whole number from 1 to %(most)s."),
        Reason.LETTER_TEXT_MISSING: say(
            "The letter is not written in this language yet: %(language)s. Write it, or leave the language out."
        ),
        Reason.LETTER_NOBODY: say("Nobody whom this letter is for has confirmed a subscription."),
        Reason.LETTER_BEGUN: say("This letter has begun, and stays as it is. Write another one."),
        Reason.LETTER_NOT_GOING: say(
            "This letter is not under way any more, or not stopped. Look at where it stands."
        ),
        Reason.CASE_OVER: say("This case is resolved. It opens again when its customer writes."),
        Reason.CASE_MERGED: say("This case goes on as %(number)s."),
        Reason.CASE_OF_ANOTHER: say(
            "The two cases are of different customers: what one of them wrote is not for the other."
        ),
        Reason.CASE_MOVED: say(
            "Somebody wrote in this case meanwhile. Read it; what you wrote is still in the form."
        ),
        Reason.NOBODY_TO_WRITE_TO: say("This case has no customer to write to."),
        Reason.NAME_UNKNOWN: say("“%(name)s” is no name that can be filled in. Use: %(known)s."),
        Reason.NAME_EMPTY: say("There is nothing to fill in for “%(name)s” in this case. Write it yourself."),
        Reason.ALREADY_ANSWERED: say(
            "This request has been answered already, or cannot be answered like this."
        ),
        Reason.FIELD_MISSING: say("“%(field)s” is missing."),
        Reason.FIELD_WRONG: say("“%(field)s” is not right: %(why)s"),
        Reason.FIELD_UNKNOWN: say("“%(field)s” is not a field of this request. Remove it."),
        Reason.KEY_MISSING: say(
            "Send an Idempotency-Key header, so that a repeated request is not a second order."
        ),
        Reason.KEY_REUSED: say("This Idempotency-Key was used for another request. Use a new one."),
        Reason.NOT_FOUND: say("There is nothing here under that name."),
        Reason.ONE_TIME_CODE_WRONG: say(
            "This is not the code that your authenticator shows now, or it was used already. Wait for the next one."
        ),
        Reason.ONE_TIME_CODE_WAIT: say("Too many wrong codes. Wait a quarter of an hour and try again."),
        Reason.PASSKEY_WRONG: say("This passkey is not known here, or its answer came too late. Try again."),
        Reason.PASSKEYS_FULL: say("You have %(most)s passkeys. Remove one to add another."),
        Reason.SIGN_IN_AGAIN: say("You signed in here more than an hour ago. Sign out and in again first."),
        Reason.LAST_FACTOR: say("This is your only second factor. Set up another one first."),
        Reason.INVITATION_OVER: say(
            "This invitation was used or withdrawn, or is older than three days. Ask an admin for another."
        ),
        Reason.LAST_ADMIN: say("%(name)s is the only admin. Make somebody else one first."),
        Reason.NOT_SIGNED_IN: say("Sign in first, or send a valid token."),
        Reason.NOT_ALLOWED: say("Your role does not allow this."),
        Reason.TOO_MANY: say("Too many tries. Wait a minute and try again."),
        Reason.CLOCK_BACKWARDS: say("The test clock does not go back. It stands at %(now)s."),
    }
)

# Where a parcel is, inside a sentence.
STATES: Mapping[str, str] = MappingProxyType(
    {
        ParcelState.PACKED: say("packed"),
        ParcelState.CHARGING: say("being charged for"),
        ParcelState.SHIPPED: say("shipped"),
        ParcelState.DELIVERED: say("delivered"),
        ParcelState.LOST: say("lost"),
        ParcelState.RETURNED: say("brought back by the carrier"),
        ParcelState.VOIDED: say("unpacked"),
    }
)
