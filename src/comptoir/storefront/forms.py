"""What the shop's forms send, read for its shape only; whether it may be is the core's to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from comptoir.core.addresses import Address
from comptoir.core.decisions import Refused
from comptoir.core.policy import Method, Service
from comptoir.core.reasons import Reason
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.markets.queries import AddressField

# Asked for only when the shopper has one.
FOLDED = ("company", "vat_number", "line2")
ADDRESS = ("name", "company", "vat_number", "line1", "line2", "postal_code", "city", "region", "phone")
# The fields of the checkout page.
CHECKOUT = ("email", *ADDRESS, "service", "payment_method", "kept", "keep")


def checkout_draft(sent: QueryDict) -> dict[str, str]:
    """The fields of the checkout page as they were typed."""
    return {name: sent.get(name, "").strip()[:200] for name in CHECKOUT}


def address_draft(sent: QueryDict) -> dict[str, str]:
    """The fields of an address as they were typed."""
    return {name: sent.get(name, "").strip()[:200] for name in ADDRESS}


def typed_whole(sent: QueryDict, most: Mapping[str, int]) -> dict[str, str]:
    """The fields as they were typed, however long; the end of a line is one character, as the browser counts it."""
    return {name: sent.get(name, "").replace("\r\n", "\n").strip() for name in most}


def too_long(typed: Mapping[str, str], most: Mapping[str, int]) -> dict[str, str]:
    """What is longer than its field takes, by field, with how long it may be."""
    return {
        name: explain(Refused(rule=None, reason=Reason.TOO_LONG, values=(("most", limit),), field=name))
        for name, limit in most.items()
        if len(typed[name]) > limit
    }


def shape_errors(draft: Mapping[str, str]) -> dict[str, str]:
    """What is missing or malformed before any rule is asked."""
    errors = {}
    if text := email_error(draft["email"]):
        errors["email"] = text
    if draft["service"] not in set(Service):
        errors["service"] = _("Choose a delivery.")
    if draft["payment_method"] not in set(Method):
        errors["payment_method"] = _("Choose how to pay.")
    return errors


def email_error(email: str) -> str:
    """What is wrong with an e-mail address, or nothing."""
    if not email:
        return _("Give an e-mail address: the confirmation goes there.")
    try:
        validate_email(email)
    except ValidationError:
        return _("Check the e-mail address: it should look like name@example.com.")
    return ""


def address_of(draft: Mapping[str, str], *, country: str) -> Address:
    """The delivery address that was typed."""
    return Address(
        name=draft["name"],
        company=draft["company"],
        vat_number=draft["vat_number"],
        line1=draft["line1"],
        line2=draft["line2"],
        postal_code=draft["postal_code"],
        city=draft["city"],
        region=draft["region"],
        country=country,
        phone=draft["phone"],
    )


def errors_by_field(refusals: Iterable[Refused], fields: Iterable[AddressField]) -> dict[str, str]:
    """The reasons of a refusal beside the fields they are about; those about none have a name of their own."""
    labels = {field.name: field.label for field in fields}
    errors: dict[str, str] = {}
    for refused in refusals:
        name = (refused.field or "").removeprefix("address.")
        errors.setdefault(name or refused.reason, _said(refused, labels.get(name, "")))
    return errors


def _said(refused: Refused, label: str) -> str:
    """The reason, with the field called as the form calls it."""
    if label and refused.reason is Reason.ADDRESS_FIELD_MISSING:
        return _("%(field)s is missing.") % {"field": label}
    if label and refused.reason is Reason.ADDRESS_FIELD_WRONG:
        return explain(replace(refused, values=(("field", label),)))
    return explain(refused)
