"""The accounting export of a month: the file of entries that French law asks for (FEC, LPF A47 A-1), from closed days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from comptoir.core.money import Money, rounded, split
from comptoir.core.numbers import show_number
from comptoir.core.policy import HousePolicy
from comptoir.core.vat_numbers import siren_of
from comptoir.invoicing.models import Document
from comptoir.markets import queries as markets
from comptoir.payments import queries as payments
from comptoir.payments.queries import BookedEntry

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
ENCODING = "iso8859-15"
_BATCH = 500
_SALES, _BANK, _OTHER = ("VE", "Ventes"), ("EN", "Encaissements"), ("OD", "Opérations diverses")
_JOURNALS = {
    "sale": _SALES,
    "credit_note": _SALES,
    "capture": _BANK,
    "refund": _BANK,
    "refund_returned": _BANK,
}
_SAID = {"sale": "Vente", "credit_note": "Avoir", "capture": "Encaissement", "refund": "Remboursement"} | {
    "refund_returned": "Remboursement revenu"
}
# Accounts of the general chart (PCG); those with a part after the point are told apart by it.
_ACCOUNTS = {
    "customer": ("411000", "Clients"),
    "sales.goods": ("707000", "Ventes de marchandises"),
    "sales.delivery": ("708500", "Ports et frais accessoires facturés"),
    "goodwill": ("709700", "Rabais, remises et ristournes accordés"),
    "bank": ("512000", "Banque"),
    "duties": ("467100", "Droits et taxes à l'importation à reverser"),
    "credits.store_credit": ("419700", "Clients - autres avoirs"),
    "credits.goodwill": ("419700", "Clients - autres avoirs"),
    "credits.voucher": ("419700", "Clients - autres avoirs"),
    "credits_given": ("709700", "Rabais, remises et ristournes accordés"),
    "credits_lapsed": ("758000", "Produits divers de gestion courante"),
    "stores": ("181000", "Comptes de liaison des établissements"),
    "second_hand": ("181100", "Compte de liaison, seconde main"),
    "disputes": ("416000", "Clients litigieux"),
    "losses.disputes": ("654000", "Pertes sur créances irrécouvrables"),
}
_SUSPENSE = ("471000", "Compte d'attente")


def fec_name(*, policy: HousePolicy, entity: str, last: date) -> str:
    """The name that the file must have: the company's number in the register, FEC, the day on which the period ends."""
    known = policy.house.entity
    siren = siren_of(known.vat_number) if known.code == entity else ""
    return f"{siren or entity}FEC{last:%Y%m%d}.txt"


def fec_lines(*, policy: HousePolicy, entity: str, first: date, last: date) -> Iterator[str]:
    """The file line by line, header first, for the days that are closed: each entry balances, numbers run through the year."""
    yield "\t".join(COLUMNS) + "\r\n"
    zone = ZoneInfo(policy.house.time_zone)
    number = payments.count_booked(entity=entity, year=first.year, before=first)
    entries = payments.booked_entries(entity=entity, first=first, last=last)
    while batch := list(islice(entries, _BATCH)):
        numbers = _document_numbers(batch)
        for entry in batch:
            number += 1
            piece = numbers.get(entry.cause, show_number(entry.order_number))
            for cells in _lines(entry, number=number, piece=piece, zone=zone):
                yield "\t".join(cells) + "\r\n"


def _document_numbers(entries: Iterable[BookedEntry]) -> dict[str, str]:
    """The number of the document behind each sale and credit note, by its cause."""
    causes = [entry.cause for entry in entries if entry.kind in ("sale", "credit_note")]
    rows = Document.objects.filter(public_id__in=causes).values_list("public_id", "number")
    return {str(public_id): number for public_id, number in rows}


def _lines(entry: BookedEntry, *, number: int, piece: str, zone: ZoneInfo) -> Iterator[list[str]]:
    code, journal = _JOURNALS.get(entry.kind, _OTHER)
    for account, currency, amount, euros in _in_euros(entry):
        compte, label, aux, aux_label = _account(account, entry)
        foreign = currency != "EUR"
        yield [
            code,
            journal,
            str(number),
            f"{entry.day:%Y%m%d}",
            compte,
            label,
            aux,
            aux_label,
            piece,
            f"{entry.at.astimezone(zone):%Y%m%d}",
            f"{_SAID.get(entry.kind, entry.kind)} {piece}",
            _figure(max(euros, 0), "EUR"),
            _figure(max(-euros, 0), "EUR"),
            "",
            "",
            f"{entry.closed_at.astimezone(zone):%Y%m%d}",
            _figure(abs(amount), currency) if foreign else "",
            currency if foreign else "",
        ]


def _in_euros(entry: BookedEntry) -> Iterator[tuple[str, str, int, int]]:
    """Account, currency, amount and the same in cents of a euro at the day's reference rate: debits stay equal to credits."""
    for sign in (1, -1):
        side = [
            (account, currency, debit - credit)
            for account, currency, debit, credit in entry.lines
            if (debit - credit) * sign > 0
        ]
        if not side:
            continue
        currency = side[0][1]
        amounts = [abs(amount) for _account, _currency, amount in side]
        parts = split(_euros(sum(amounts), currency, entry.day), weights=amounts)
        for (account, _currency, amount), part in zip(side, parts, strict=True):
            yield account, currency, amount, sign * part


def _euros(amount: int, currency: str, day: date) -> int:
    if currency == "EUR":
        return amount
    rate = markets.reference_rates(on=day)[currency].rate
    return rounded(Money(amount, currency).major * 100 / rate)


def _account(name: str, entry: BookedEntry) -> tuple[str, str, str, str]:
    """Number and label of an account, and of the auxiliary one below it."""
    kind, _, part = name.partition(".")
    if kind == "customer":
        return (*_ACCOUNTS[name], entry.order_number, f"Commande {show_number(entry.order_number)}")
    if kind == "tax":
        home = part in ("FR", "MC")
        return (
            ("445710", "TVA collectée", "", "")
            if home
            else (f"44571{part}", f"Taxe collectée {part}", "", "")
        )
    if kind == "psp":
        return ("467200", "Prestataires de paiement", part, part.capitalize())
    known = _ACCOUNTS.get(name)
    return (*known, "", "") if known else (*_SUSPENSE, name, name)


def _figure(amount: int, currency: str) -> str:
    return f"{Decimal(Money(amount, currency).major)}".replace(".", ",")
