"""Names of tables and columns as people read them in an export, in the language that is spoken."""

from __future__ import annotations

from comptoir.core.privacy import Basis
from comptoir.infra.i18n import gettext as _


def basis_words() -> dict[Basis, str]:
    """Why the house may hold something (GDPR 6)."""
    return {
        Basis.CONTRACT: _("needed for what you asked of us"),
        Basis.CONSENT: _("you agreed to it"),
        Basis.LAW: _("the law asks for it"),
        Basis.INTEREST: _("our legitimate interest"),
    }


def table_words(model: str) -> str:
    """A table by the name of what is in it."""
    words = {
        "people.User": _("Account"),
        "people.KeptAddress": _("Names and addresses"),
        "people.Token": _("Sign-ins of programs"),
        "notices.Subscription": _("Newsletter"),
        "wishes.Alert": _("Stock alerts"),
        "checkout.Basket": _("Baskets"),
        "checkout.PaymentLink": _("Payment links"),
        "checkout.Attempt": _("Tries to pay"),
        "payments.Payment": _("Payments"),
        "payments.ProviderEvent": _("Reports of the payment provider"),
        "promotions.Redemption": _("Codes used"),
        "claims.Claim": _("Claims"),
        "claims.ClaimPhoto": _("Photographs"),
        "claims.Verdict": _("Answers to claims"),
        "returns.Return": _("Returns"),
        "returns.ReturnPiece": _("Pieces returned"),
        "returns.Withdrawal": _("Withdrawals"),
        "fulfilment.Label": _("Labels of parcels"),
        "fulfilment.CarrierEvent": _("Scans of the carrier"),
        "cases.Contact": _("Contact form"),
        "cases.Turn": _("Messages"),
        "cases.Note": _("Notes of our advisors"),
        "notices.Message": _("Mails we wrote"),
        "orders.Party": _("Names and addresses"),
        "orders.Order": _("Orders"),
        "orders.Piece": _("Pieces ordered"),
        "invoicing.Document": _("Invoices and credit notes"),
        "journal.Entry": _("What was done, and who looked at your page"),
        "privacy.Request": _("Requests about your data"),
        "people.Session": _("Browsers signed in"),
        "people.Passkey": _("Passkeys"),
        "people.Proof": _("Codes and links by mail"),
        "orders.LinkCode": _("Codes by mail that open an order"),
        "people.Invitation": _("Invitations to work here"),
        "wishes.WishList": _("Wishlists"),
        "drops.Mark": _("Entries of drops"),
        "drops.Entry": _("Entries of drops"),
        "payments.BankTransfer": _("Refunds by bank transfer"),
        "goodwill.Gesture": _("Gestures"),
        "goodwill.Proposal": _("Gestures"),
        "returns.HeldPiece": _("Pieces sent back to you"),
        "returns.Stray": _("Parcels of nobody known"),
        "fulfilment.Stop": _("Parcels to be stopped"),
        "invoicing.Paper": _("Papers of parcels"),
        "cases.Mention": _("Notes of our advisors"),
        "cases.IncomingMail": _("Messages"),
        "invoicing.DocumentFile": _("Invoices and credit notes"),
        "infra.IdempotencyKey": _("Answers to what was sent twice"),
    }
    return words.get(model, model.partition(".")[2])


def column_words(name: str) -> str:
    """A column by what it says; those that are only for programs keep their name."""
    words = {
        "email": _("E-mail"), "name": _("Name"), "company": _("Company"), "line1": _("Address"), "line2": _("Address, more"),
        "postal_code": _("Postcode"), "city": _("City"), "region": _("Region"), "country": _("Country"),
        "phone": _("Phone"), "language": _("Language"), "number": _("Number"), "order_number": _("Order"),
        "state": _("State"), "text": _("Text"), "subject": _("Subject"), "at": _("When"), "description": _("Description"),
        "kind": _("Kind"), "verb": _("What"), "reason": _("Reason"), "to": _("To"), "size": _("Size"),
        "colour": _("Colour"), "currency": _("Currency"), "total": _("Total"), "paid": _("Paid"),
    }  # fmt: skip
    return words.get(name, name.replace("_", " "))


def verb_in(verb: object) -> str:
    """A line of the journal, in words where a customer is in it."""
    return (
        _("somebody of the house looked at your page")
        if verb == "customer_seen"
        else str(verb).replace("_", " ")
    )
