"""Promotions are made, changed and ended at the desk; their single codes are made in batches."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.promotions import PromotionKind, normalise_code
from comptoir.core.reasons import Reason
from comptoir.core.redemption import Entry
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import SOURCE
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.markets import queries as markets
from comptoir.promotions import queries
from comptoir.promotions.models import Promotion, SingleCode
from comptoir.promotions.queries.rows import Terms

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,39}")
Wrong = Iterator[tuple[str, str]]  # a field, and why
MOST_IN_BATCH = 10_000
# 16 symbols of 5 bits: 80 bits that nobody guesses (D2-14). I, L, O and U are left out.
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16
# What may still change of a promotion that orders have used: the others keep what they were given.
_OPEN_TERMS = frozenset({"name", "ends_at", "uses_most"})


class CodeExists(NotPossible):
    """There is a promotion with this code already."""


class WrongTerms(NotPossible):
    """The terms make no promotion, and why, field by field."""


@owns_transaction
def create_promotion(*, terms: Terms, actor: Actor, at: datetime) -> None:
    """Make a promotion. Refused with WrongTerms, or CodeExists in whatever case the code is written."""
    terms = replace(terms, code=normalise_code(terms.code))
    if refused := _terms_refused(terms, at=at):
        raise WrongTerms(*refused)
    _promotion, made = Promotion.objects.get_or_create(code=terms.code, defaults=_columns(terms))
    if not made or SingleCode.objects.filter(code=terms.code).exists():
        raise CodeExists(_wrong("code", _("there is such a code already.")))
    _note(terms.code, "create_promotion", actor=actor, at=at, data=_plain(terms))


@owns_transaction
def change_promotion(*, terms: Terms, actor: Actor, at: datetime) -> None:
    """Change the promotion of this code. Refused with WrongTerms: what orders have used keeps what it gives them.

    Then only its names, its end and its number of uses change.
    """
    terms = replace(terms, code=normalise_code(terms.code))
    promotion = _lock(terms.code)
    row = queries.promotion_row(code=terms.code, at=at)
    before = row.terms if row else terms
    changed = {name for name, value in asdict(terms).items() if value != asdict(before)[name]}
    refused = _terms_refused(terms, at=at)
    if row and row.fixed:
        why = _("orders have used this promotion: only its names, its end and its number of uses change.")
        refused += [_wrong(name, why) for name in sorted(changed - _OPEN_TERMS)]
    if terms.uses_most is not None and terms.uses_most < promotion.uses:
        why = _("it has been used %(uses)s times.") % {"uses": promotion.uses}
        refused.append(_wrong("uses_most", why))
    if refused:
        raise WrongTerms(*refused)
    if not changed:
        return
    for name, value in _columns(terms).items():
        setattr(promotion, name, value)
    promotion.save(update_fields=list(_columns(terms)))
    data: dict[str, object] = {name: [_plain(before)[name], _plain(terms)[name]] for name in sorted(changed)}
    _note(terms.code, "change_promotion", actor=actor, at=at, data=data)


@owns_transaction
def end_promotion(*, code: str, actor: Actor, at: datetime) -> None:
    """End a promotion now; one that is over stays as it is. Orders that use it keep it."""
    promotion = _lock(normalise_code(code))
    if promotion.ends_at is not None and promotion.ends_at <= at:
        return
    promotion.ends_at = max(at, promotion.starts_at)
    promotion.save(update_fields=["ends_at"])
    _note(promotion.code, "end_promotion", actor=actor, at=at)


@owns_transaction
def make_batch(*, code: str, count: int, actor: Actor, at: datetime) -> int:
    """Make so many single codes of a promotion, each for one order; the number of the batch. Refused with WrongTerms."""
    promotion = _lock(normalise_code(code))
    if promotion.entry != Entry.BATCH:
        raise WrongTerms(_wrong("count", _("this promotion has no single codes.")))
    if not 1 <= count <= MOST_IN_BATCH:
        why = _("write a number from 1 to %(most)s.") % {"most": MOST_IN_BATCH}
        raise WrongTerms(_wrong("count", why))
    last = SingleCode.objects.filter(promotion=promotion).order_by("-batch").first()
    number = last.batch + 1 if last else 1
    SingleCode.objects.bulk_create(
        SingleCode(promotion=promotion, code=_new_code(), batch=number, made_at=at) for _ in range(count)
    )
    _note(promotion.code, "make_codes", actor=actor, at=at, data={"batch": number, "codes": count})
    return number


def _new_code() -> str:
    bits = ids.random_bits(5 * _LENGTH)
    text = "".join(_SYMBOLS[bits >> 5 * place & 31] for place in range(_LENGTH))
    return "-".join(text[place : place + 4] for place in range(0, _LENGTH, 4))


@joins_transaction
def _lock(code: str) -> Promotion:
    rows = queries.lock_promotions_named(codes=[code])
    if not rows:
        raise WrongTerms(Refused(rule=None, reason=Reason.NOT_FOUND, field="code"))
    return rows[0]


def _columns(terms: Terms) -> dict[str, object]:
    """The terms as the columns of a row."""
    lists = ("excludes", "countries", "categories", "styles")
    texts = ("name", "amounts", "minimums")
    plain = {name: value for name, value in asdict(terms).items() if name != "code"}
    return {
        **plain,
        **{name: list(plain[name]) for name in lists},
        **{name: dict(plain[name]) for name in texts},
    }


def _plain(terms: Terms) -> dict[str, object]:
    """The terms as the journal keeps them."""
    dated = {"starts_at": terms.starts_at.isoformat(), "rate": str(terms.rate) if terms.rate else None}
    return {**_columns(terms), **dated, "ends_at": terms.ends_at.isoformat() if terms.ends_at else None}


def _wrong(field: str, why: str) -> Refused:
    return Refused(rule="PAY-07", reason=Reason.FIELD_WRONG, values=(("why", why),), field=field)


@joins_transaction
def _note(code: str, verb: str, *, actor: Actor, at: datetime, data: dict[str, object] | None = None) -> None:
    record(verb=verb, subject_kind="promotion", subject_id=code, actor=actor, rule="PAY-07", data=data, at=at)


def _terms_refused(terms: Terms, *, at: datetime) -> list[Refused]:
    """Everything that stands in the way of this promotion, each by its field."""
    checks: tuple[Callable[[Terms], Wrong], ...] = (_wrong_code, _wrong_kind, _wrong_limits, _wrong_scopes)
    wrong = [known for check in checks for known in check(terms)]
    wrong += _wrong_countries(terms, at)
    return [
        Refused(rule="PAY-07", reason=Reason.FIELD_WRONG, values=(("why", why),), field=field)
        for field, why in wrong
    ]


def _wrong_code(terms: Terms) -> Wrong:
    if not _CODE.fullmatch(terms.code):
        yield "code", _("use 2 to 40 letters, digits, dots and dashes.")
    if terms.entry is Entry.AUTOMATIC:
        if not terms.name.get(SOURCE, "").strip():
            yield "name.en", _("a promotion that applies by itself is shown by its name.")
        if terms.first_order or terms.per_customer is not None:
            yield "entry", _("a limit by customer needs a code.")


def _wrong_kind(terms: Terms) -> Wrong:
    match terms.kind:
        case PromotionKind.PERCENT:
            if terms.rate is None or not Decimal(0) < terms.rate <= 1:
                yield "rate", _("write a percentage above 0, and at most 100.")
        case PromotionKind.AMOUNT:
            if not terms.amounts:
                yield "amounts", _("write the amount for at least one currency.")
        case PromotionKind.GIFT:
            yield from _wrong_gift(terms)
        case PromotionKind.FREE_DELIVERY:
            pass
    if any(amount <= 0 for amount in (*terms.amounts.values(), *terms.minimums.values())):
        yield "amounts", _("amounts are above 0.")


def _wrong_gift(terms: Terms) -> Wrong:
    if not catalogue.names_of(skus=[terms.gift_sku], language=SOURCE):
        yield "gift_sku", _("there is no such SKU.")
    if not terms.amounts:
        yield "amounts", _("customs want to know what a gift is worth: write it for each currency.")


def _wrong_limits(terms: Terms) -> Wrong:
    if terms.ends_at is not None and terms.ends_at <= terms.starts_at:
        yield "ends_at", _("it ends before it starts.")
    if terms.uses_most is not None and terms.uses_most < 1:
        yield "uses_most", _("write 1 or more, or nothing.")
    if terms.per_customer is not None and terms.per_customer < 1:
        yield "per_customer", _("write 1 or more, or nothing.")
    if not 0 <= terms.lane <= 99:
        yield "lane", _("write a number from 0 to 99.")


def _wrong_countries(terms: Terms, at: datetime) -> Wrong:
    if not terms.countries:
        return
    missing = [code for code in terms.countries if code not in markets.current_policy(at=at).markets]
    if missing:
        yield "countries", _("we do not know %(codes)s.") % {"codes": ", ".join(missing)}


def _wrong_scopes(terms: Terms) -> Wrong:
    categories = catalogue.names_of(categories=terms.categories, language=SOURCE)
    styles = catalogue.names_of(styles=terms.styles, language=SOURCE)
    others = dict.fromkeys(queries.promotion_codes(codes=terms.excludes), "")
    known: Mapping[str, tuple[Collection[str], Mapping[str, str]]] = {
        "categories": (terms.categories, categories),
        "styles": (terms.styles, styles),
        "excludes": (terms.excludes, others),
    }
    for field, (typed, there) in known.items():
        missing = [code for code in typed if code not in there]
        if missing:
            yield field, _("we do not know %(codes)s.") % {"codes": ", ".join(missing)}
