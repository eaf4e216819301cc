"""Every rule of the house in our own words, by the id that code, tests, help pages and decisions cite.

A rule is decided by code, or it is information that a help page gives; then `help` names that page. Numbers, lists and
periods are those of the shipped profile. The ids of law and payments (A, C, D2) stand for what any such store owes.
`docs/rules.md` is made from this and shows what decides and what proves each rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a rule means; `help` is the help page that gives it where there is nothing to decide."""

    meaning: str
    help: str = ""

    @property
    def decided(self) -> bool:
        """Whether code decides it; or else it is information."""
        return not self.help


def _decided(meaning: str) -> Rule:
    return Rule(meaning=meaning)


def _told(meaning: str, *, by: str) -> Rule:
    return Rule(meaning=meaning, help=by)


CHAPTERS: Mapping[str, str] = MappingProxyType(
    {
        "DEL": "Delivery",
        "CLM": "Claims on a delivery",
        "RET": "Returns of online orders",
        "STO": "Purchases in a store",
        "ACC": "Accounts",
        "ORD": "Orders",
        "PAY": "Payment and prices",
        "PRD": "Products and sizes",
        "I18N": "Languages and places",
        "UI": "The page’s furniture",
        "A": "What the law asks",
        "C": "What safe payments ask",
        "D2": "What safe access asks",
    }
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "DEL-01": _decided(
            "We deliver everywhere but to a short list of destinations, refused before payment."
        ),
        "DEL-02": _decided(
            "Preparation takes 1 to 3 business days; a dated busy period lengthens and says so."
        ),
        "DEL-03": _decided(
            "DHL Express and Standard by destination; estimates in business days, holidays aside."
        ),
        "DEL-04": _decided("Express transit: Europe 1 to 2 business days, USA 1 to 3, elsewhere 1 to 4."),
        "DEL-05": _decided("Standard exists in Europe only: 2 to 5 business days, some areas aside."),
        "DEL-06": _decided(
            "What holds a parcel up is shown on its tracking as soon as the carrier reports it."
        ),
        "DEL-07": _decided(
            "The charge follows destination and service; every service's price shows before payment."
        ),
        "DEL-08": _decided(
            "Standard is free strictly above EUR 300 of goods in the EU and GBP 270 in the UK."
        ),
        "DEL-09": _decided("Express is free without a minimum in the USA and in Australia."),
        "DEL-10": _decided("When a parcel is with the carrier, a mail says so with its tracking link."),
        "DEL-11": _decided("An order is never delivered to one of the house's stores."),
        "DEL-12": _decided("A confirmed order keeps its pieces and its delivery details."),
        "DEL-13": _decided("A PO box is no delivery address, in any language."),
        "DEL-14": _told("A day is not chosen with us but with the carrier, or a locker.", by="delivery-day"),
        "DEL-15": _told("Customs checks and their delays are the local authorities' matter.", by="customs"),
        "DEL-16": _decided(
            "Delivery dates are estimates, called so, and kept to be compared with what happened."
        ),
        "CLM-01": _decided("A damaged parcel: order number, description, references, photos."),
        "CLM-02": _decided("A missing item: order number and the reference of each."),
        "CLM-03": _decided("An item below the expected quality on arrival: order number, photos, reference."),
        "CLM-04": _decided(
            "A wrong item: photo and reference of what came, and what did not where there were more."
        ),
        "CLM-05": _decided(
            "Damaged, faulty on arrival or not as described: taken back with the house label only."
        ),
        "CLM-06": _decided(
            "A fault found in use: with the care label's reference and the washing, for quality."
        ),
        "CLM-07": _decided("Damage from care other than the label's is no defect and gives no refund."),
        "CLM-08": _decided("An item unlike its description: order number, photos, reference, house label."),
        "RET-01": _decided(
            "A return is registered within 14 days of the order's last parcel, address's time."
        ),
        "RET-02": _decided(
            "A return costs nothing; the delivery charge stays, unless market or law gives it back."
        ),
        "RET-03": _told("Nothing is exchanged online: return it and order again.", by="exchanges"),
        "RET-04": _told(
            "What comes back is as new, with every label, in its packaging.", by="return-condition"
        ),
        "RET-05": _decided("A personalised piece does not come back."),
        "RET-06": _decided(
            "A piece that does not comply is refused with a reason and not refunded, piece by piece."
        ),
        "RET-07": _decided("A guest registers a return with a form, a customer from the order."),
        "RET-08": _decided(
            "Registering sends a prepaid label, instructions and the carrier's drop-off points."
        ),
        "RET-09": _decided(
            "The parcel is dropped off or picked up; the proof of posting is kept until the end."
        ),
        "RET-10": _decided("What comes back is received, looked at, and each piece judged once."),
        "RET-11": _decided(
            "A compliant return is confirmed, and refunded within 14 days of that, with a second mail."
        ),
        "RET-12": _decided(
            "Money goes back the way it came; second-hand vouchers only by a person's decision."
        ),
        "RET-13": _decided("Only an advisor cancels a registered return, and only while it is unsent."),
        "RET-14": _decided("An online order is not returned to a store."),
        "RET-15": _decided("The parcel of a timely return may be handed in up to 14 days after registering."),
        "STO-01": _decided("Bought in an own store: exchanged or credited in its country within 30 days."),
        "STO-02": _decided("A credit is in a name, for one year, in own stores of the country that gave it."),
        "STO-03": _decided("Underwear, swimwear and tax-free purchases do not come back to a store."),
        "STO-04": _decided("What was bought in a sale comes back while that sale lasts."),
        "STO-05": _decided("A store takes back only what it can sell again."),
        "STO-06": _decided(
            "The locator shows each place with its kind, address, hours, map and, when asked, phone."
        ),
        "STO-07": _told("A store's stock is asked by phone or with the form.", by="store-stock"),
        "STO-08": _decided("A store return ends in an exchange or a credit, never in money."),
        "ACC-01": _decided("An account keeps orders, details, addresses and one wishlist for every device."),
        "ACC-02": _decided("A guest orders without an account and follows the order by its private link."),
        "ACC-03": _decided("An account made later shows the guest's orders once the e-mail is proved."),
        "ACC-04": _decided("A password has 8 characters or more, a digit and a special character."),
        "ACC-05": _decided(
            "Customers of the former site are led to a new password, and no stranger learns who is one."
        ),
        "ACC-06": _decided("A reset link lives 30 days; the answer is the same for every e-mail."),
        "ACC-07": _decided("Details and addresses can be edited; addresses added and deleted."),
        "ACC-08": _decided("An account is deleted when asked through the contact form."),
        "ACC-09": _decided("The newsletter is joined and left at any time, by link or in the account."),
        "ACC-10": _decided(
            "The heart adds to the wishlist, kept for good when signed in; old collections drop out."
        ),
        "ACC-11": _told(
            "What personal data is asked for, what for, and that it is not passed on.", by="privacy"
        ),
        "ORD-01": _told(
            "Delicate pieces travel in a bag or box, less of it in busy periods.", by="packaging"
        ),
        "ORD-02": _told("There is no gift wrapping.", by="gift-wrapping"),
        "ORD-03": _decided(
            "An order is called back within 30 minutes of placing, or of a later confirmation."
        ),
        "ORD-04": _decided("A confirmed order does not change, its billing not even once placed."),
        "ORD-05": _decided("Every order has an invoice, in the shipping mail and in the account."),
        "ORD-06": _decided("An advisor sends a payment link that the customer pays alone."),
        "ORD-07": _decided("A basket reserves nothing; the order button does."),
        "ORD-08": _told("Advice on a choice is given by phone, everything else by the form.", by="contact"),
        "PAY-01": _decided("Major cards, PayPal and the like, as shown at checkout."),
        "PAY-02": _decided("Free instalments by Klarna or PayPal in the countries on the list."),
        "PAY-03": _decided("The country of delivery sets currency and prices."),
        "PAY-04": _decided("Card data never comes near the store, and each card order asks for 3-D Secure."),
        "PAY-05": _decided(
            "Cards are charged when a parcel leaves, PayPal at confirmation, plans at their pace."
        ),
        "PAY-06": _decided("A piece found out of stock is refunded, or never taken, by itself."),
        "PAY-07": _decided("Codes are entered at checkout, show what they do, and combine."),
        "PAY-08": _decided("A code takes nothing off delivery, unless it is for free delivery."),
        "PAY-09": _told("There is no tax refund on online purchases.", by="tax-refund"),
        "PAY-10": _decided(
            "A technical failure brings back to the same order's payment, debits nothing and is mailed."
        ),
        "PAY-11": _decided("Duties are paid with the order or at the door, by destination, and said before."),
        "PAY-12": _decided("An order can be held to be checked, by the provider or the house."),
        "PAY-13": _decided(
            "A basket is priced again in the delivery country's currency, and the page says so first."
        ),
        "PAY-14": _told("No confirmation and no order in the account means no order.", by="payment-doubt"),
        "PAY-15": _decided("Second-hand vouchers can pay for an online order."),
        "PRD-01": _told("Two collections a year, with their looks and films.", by="collections"),
        "PRD-02": _decided("Some limited editions are shown and not sold online."),
        "PRD-03": _told("An advisor searches for what cannot be found.", by="find-a-piece"),
        "PRD-04": _told("Past collections: outlets and the second-hand store.", by="past-collections"),
        "PRD-05": _decided("Every product has its size guide and says that a wrong size can come back."),
        "PRD-06": _told("How pieces are cared for: the care label above all.", by="care"),
        "PRD-07": _told("Authenticity, and where to report a doubtful seller.", by="authenticity"),
        "I18N-01": _decided("A visitor from elsewhere is asked which country and currency to go on in."),
        "I18N-02": _decided(
            "Nobody ever sees a placeholder, a message key or a fragment of another language."
        ),
        "UI-01": _decided(
            "Header and foot have their parts, each with icon, name and states, in the page's language."
        ),
        "A-01": _decided(
            "Withdrawal within 14 days of the last piece, on to a working day, before dispatch too."
        ),
        "A-02": _decided("A full withdrawal gives back the cheapest delivery offered as well."),
        "A-03": _decided("A partial withdrawal leaves delivery; the last of several makes it full."),
        "A-04": _decided("No free delivery or offer is claimed back when a part is returned."),
        "A-05": _decided(
            "Refund within 14 days of the statement, unless the goods are neither back nor on their way."
        ),
        "A-08": _decided("A withdrawal works for guests, before dispatch, and piece by piece."),
        "A-10": _decided(
            "Nothing is deducted without a look and a reason; a person decides against a withdrawal."
        ),
        "A-11": _decided("Personalised pieces have no right of withdrawal."),
        "A-12": _decided("The legal guarantee runs two years from delivery and past it a person looks."),
        "A-13": _decided("What is late or lost is given back with its delivery."),
        "A-43": _decided("Sales tax is the destination's on the day, and delivery is taxed as the goods."),
        "A-45": _decided(
            "Up to 135 pounds of goods the Kingdom's tax falls on the sale, above it on the import."
        ),
        "A-46": _decided("Duties, surcharges and the sales taxes of the states are dated rows."),
        "A-50": _decided(
            "A promotion lowers what is taxed; a gift costs nothing and has a value for customs."
        ),
        "C-05": _decided("An authorisation is used only until the date the provider gave it."),
        "C-06": _decided("Nothing leaves that is not charged."),
        "C-07": _decided("Each parcel is captured, delivery once, never above what was authorised."),
        "C-08": _decided("What a way to pay can do decides whether a cancellation voids or refunds."),
        "C-12": _decided(
            "Every difference between the provider’s report and our books is put before a person."
        ),
        "C-13": _decided("No payment gives back more than it took; large refunds take two people."),
        "C-16": _decided(
            "Fraud reports and disputes are held against the settled card payments of the month."
        ),
        "C-15": _decided("What a customer’s bank asks back is not refunded as well."),
        "D2-02": _decided("An order number cannot be guessed, and checks itself."),
        "D2-13": _decided(
            "A drop is sold in turns that are drawn, one chance each, under caps, without puzzles."
        ),
    }
)
