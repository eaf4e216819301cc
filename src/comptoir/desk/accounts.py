"""The accounts of the ledger as people know them."""

from __future__ import annotations

from collections.abc import Mapping

from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _


def account_words(account: str) -> str:
    """What an account holds; one that nobody has named yet keeps its code."""
    words = {
        "customer": _("Customers"),
        "sales.goods": _("Sales of pieces"),
        "sales.delivery": _("Sales of delivery"),
        "goodwill": _("Gestures of good will"),
        "bank": _("Bank"),
        "duties": _("Duties collected"),
        "disputes": _("Frozen by disputes"),
        "losses.disputes": _("Lost in disputes"),
        "credits.store_credit": _("Owed: credits of stores"),
        "credits.goodwill": _("Owed: credits given as gestures"),
        "credits.voucher": _("Owed: second-hand vouchers"),
        "credits_given": _("Gestures of good will given as credits"),
        "credits_lapsed": _("Credits that lapsed"),
        "stores": _("Between the house and its tills"),
        "second_hand": _("Between the house and its second-hand store"),
        "memo.authorised": _("Authorised, not charged yet"),
        "memo.contra": _("Counterpart of what is authorised"),
    }
    kind, _dot, name = account.partition(".")
    if kind == "psp":
        return _("With the provider, %(name)s") % {"name": name.title()}
    if kind == "tax":
        return _("Taxes, %(country)s") % {"country": formats.country(name)}
    return words.get(account, account)


def by_account(balances: Mapping[tuple[str, str], int]) -> dict[str, list[tuple[str, int]]]:
    """What is on each account, by currency; an account that is even is left out."""
    found: dict[str, list[tuple[str, int]]] = {}
    for (account, currency), balance in balances.items():
        if balance:
            found.setdefault(account, []).append((currency, balance))
    return found
