"""What becomes of personal data: how long it is kept and why, what stands in the way of an erasure, what outlives it."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason

_MONTHS_A_YEAR = 12


class RequestKind(StrEnum):
    """What a person may ask of the house about their data (GDPR 15 to 17 and 21)."""

    ACCESS = "access"
    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    OBJECTION = "objection"


class Datum(StrEnum):
    """Which data a rectification is of (GDPR 16)."""

    NAME = "name"
    ADDRESS = "address"
    EMAIL = "email"
    PHONE = "phone"
    COMPANY = "company"  # with its VAT number
    OTHER = "other"


class Use(StrEnum):
    """What an objection is to: the letters, or what the house does on the ground of its own interest (GDPR 21)."""

    LETTERS = "letters"  # direct marketing: it ends at once, and no ground outweighs that
    FRAUD = "fraud"
    NOTES = "notes"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a rectification or an objection is about, in the person's words; nothing for the other kinds."""

    datum: Datum | None = None
    wrong: str = ""
    right: str = ""
    use: Use | None = None


def read_about(*, kind: RequestKind, typed: Mapping[str, str]) -> About:
    """What a form says of what belongs to a kind; what was typed for another, or is no choice of ours, is left out."""
    said = {name: typed.get(name, "").strip() for name in ("datum", "wrong", "right", "use")}
    if kind is RequestKind.RECTIFICATION:
        datum = Datum(said["datum"]) if said["datum"] in [*Datum] else None
        return About(datum=datum, wrong=said["wrong"], right=said["right"])
    if kind is RequestKind.OBJECTION:
        return About(use=Use(said["use"]) if said["use"] in [*Use] else None)
    return About()


def check_about(*, kind: RequestKind, wish: str, about: About) -> tuple[Refused, ...]:
    """What a request lacks: which data, what is wrong and what is right; what the objection is to, or that in words."""
    said: dict[str, object] = {}
    if kind is RequestKind.RECTIFICATION:
        said = {"datum": about.datum, "wrong": about.wrong.strip(), "right": about.right.strip()}
    elif kind is RequestKind.OBJECTION:
        said = {"use": about.use}
        if about.use is Use.OTHER:
            said["wish"] = wish.strip()
    rule = "B-04" if kind is RequestKind.RECTIFICATION else "B-05"
    return tuple(_missing(name, rule=rule) for name, value in said.items() if not value)


class Basis(StrEnum):
    """Why the house may hold it (GDPR 6)."""

    CONTRACT = "contract"
    CONSENT = "consent"
    LAW = "law"
    INTEREST = "interest"


class Fate(StrEnum):
    """What an erasure does to a row."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays, without what was personal in it
    KEEP = "keep"  # out of everybody's sight, until its time is over


class Keep(StrEnum):
    """How long something is kept where nobody asks for its end (standards B2)."""

    ACCOUNT = "account"
    LETTERS = "letters"
    PROOF = "proof"
    BASKET = "basket"
    ORDER = "order"
    BOOKS = "books"
    CLAIM = "claim"
    TALK = "talk"
    FRAUD = "fraud"
    REQUEST = "request"
    DOWNLOAD = "download"
    SOON = "soon"  # its own app forgets it, by its own clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """So many months from the moment that counts, or from the end of its year; `row` is that of standards B2."""

    months: int
    row: str
    from_year_end: bool = False


TERMS: dict[Keep, Term] = {
    Keep.ACCOUNT: Term(months=36, row="inactive account: three years after the last contact"),
    Keep.LETTERS: Term(months=36, row="newsletter: three years after the last action"),
    Keep.PROOF: Term(months=60, row="proof of consent: five years after its end"),
    Keep.BASKET: Term(months=3, row="unpaid basket: ninety days"),
    Keep.ORDER: Term(months=120, row="order and proof of the contract: ten years"),
    Keep.BOOKS: Term(
        months=120, row="invoices and ledger: ten years from the end of the year", from_year_end=True
    ),
    Keep.CLAIM: Term(months=24, row="photographs of a claim: two years after the case"),
    Keep.TALK: Term(months=60, row="messages: five years, the limitation"),
    Keep.FRAUD: Term(months=15, row="marks against fraud on orders: fifteen months"),
    Keep.REQUEST: Term(months=12, row="request about personal data: a year after the reply"),
    Keep.DOWNLOAD: Term(months=1, row="file of an access request: a month"),
}


NOTICE = timedelta(days=30)  # from the warning that an account goes to its going


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time so many months on, before or after; the last day of a month that is shorter."""
    years, month = divmod(moment.year * _MONTHS_A_YEAR + moment.month - 1 + months, _MONTHS_A_YEAR)
    last = calendar.monthrange(years, month + 1)[1]
    return moment.replace(year=years, month=month + 1, day=min(moment.day, last))


def due_by(*, asked_at: datetime, extended: bool = False) -> datetime:
    """By when a request is answered: one month, or two more where the person was told why (GDPR 12(3), B-02)."""
    return months_later(asked_at, 3 if extended else 1)


def check_extension(*, words: str, due_at: datetime, is_extended: bool, at: datetime) -> tuple[Refused, ...]:
    """What speaks against two months more: no reason to tell, they were taken already, or the month is over (GDPR 12(3))."""
    found = []
    if not words.strip():
        found.append(_missing("words", rule="B-02"))
    if is_extended:
        found.append(Refused(rule="B-02", reason=Reason.EXTENDED_ALREADY))
    elif at > due_at:
        found.append(Refused(rule="B-02", reason=Reason.EXTENDED_TOO_LATE))
    return tuple(found)


def kept_until(*, keep: Keep, since: datetime) -> datetime:
    """When the time of something is over that counts from a moment."""
    term = TERMS[keep]
    start = datetime(since.year + 1, 1, 1, tzinfo=UTC) if term.from_year_end else since
    return months_later(start, term.months)


def over_before(*, keep: Keep, at: datetime) -> datetime:
    """What counts from before this moment is over at `at`: the way back from `kept_until`."""
    term = TERMS[keep]
    start = months_later(at, -term.months)
    return datetime(start.year, 1, 1, tzinfo=UTC) if term.from_year_end else start


def warned_between(*, keep: Keep, at: datetime) -> tuple[datetime, datetime]:
    """When a person must have been warned for something of theirs to go at `at`: thirty days ago at the latest, and after
    whatever they did last, which is over before the first of these moments."""
    return over_before(keep=keep, at=at), at - NOTICE


class BreachStep(StrEnum):
    """What was done about a breach of personal data (GDPR 33 and 34)."""

    AUTHORITY = "authority"  # the authority was told
    NO_RISK = "no_risk"  # decided, with the reason, that it need not be: nobody is at risk
    PEOPLE = "people"  # those concerned were told
    MEASURE = "measure"  # something was done so that it ends, or does not happen again
    CLOSED = "closed"


def authority_by(*, noticed_at: datetime) -> datetime:
    """By when the authority is told of a breach: 72 hours from when it was noticed (GDPR 33(1), B-10)."""
    return noticed_at + timedelta(hours=72)


def check_breach_step(*, step: BreachStep, words: str, done: Collection[BreachStep]) -> tuple[Refused, ...]:
    """What speaks against writing a step down: no words, it is closed, or it would close without a word on the authority."""
    found = []
    if not words.strip():
        found.append(_missing("words", rule="B-10"))
    if BreachStep.CLOSED in done:
        found.append(Refused(rule="B-10", reason=Reason.BREACH_CLOSED))
    elif step is BreachStep.CLOSED and not {BreachStep.AUTHORITY, BreachStep.NO_RISK} & set(done):
        found.append(Refused(rule="B-10", reason=Reason.BREACH_UNDECIDED))
    return tuple(found)


class Hindrance(StrEnum):
    """What an erasure waits for: it still needs the person's data."""

    ORDER = "order"
    RETURN = "return"
    CLAIM = "claim"
    REFUND = "refund"
    TRANSFER = "transfer"
    DISPUTE = "dispute"
    DOCUMENT = "document"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureFacts:
    """What is still under way for a person, as the numbers of the orders, returns and claims it is about."""

    orders: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    refunds: tuple[str, ...] = ()
    transfers: tuple[str, ...] = ()  # by bank, planned and not settled: its account is asked by mail
    disputes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()  # issued, and their file not made yet: it needs the address
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One reason for an erasure to wait, and what it is about."""

    why: Hindrance
    numbers: tuple[str, ...] = ()


def hindrances(*, facts: ErasureFacts) -> tuple[Waits, ...]:
    """Everything that an erasure has to wait for; none is free to go (B-03, GDPR 17(3)). Members of staff are let go first."""
    known = (
        (Hindrance.ORDER, facts.orders),
        (Hindrance.RETURN, facts.returns),
        (Hindrance.CLAIM, facts.claims),
        (Hindrance.REFUND, facts.refunds),
        (Hindrance.TRANSFER, facts.transfers),
        (Hindrance.DISPUTE, facts.disputes),
        (Hindrance.DOCUMENT, facts.documents),
    )
    found = [Waits(why=why, numbers=numbers) for why, numbers in known if numbers]
    return (Waits(why=Hindrance.STAFF), *found) if facts.is_staff else tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What outlives an erasure, and until when: the documents of an order, for the books."""

    order_number: str
    until: datetime


def kept_after(*, issued: dict[str, datetime]) -> tuple[Kept, ...]:
    """What stays of orders with documents: ten years from the end of the year of the last one (C. com. L123-22)."""
    return tuple(
        Kept(order_number=number, until=kept_until(keep=Keep.BOOKS, since=last))
        for number, last in sorted(issued.items())
    )


def check_answer(*, said: Mapping[str, str]) -> tuple[Refused, ...]:
    """What an answer in words lacks, of the fields that it must have."""
    return tuple(_missing(name, rule=None) for name, text in said.items() if not text.strip())


def _missing(field: str, *, rule: str | None) -> Refused:
    return Refused(rule=rule, reason=Reason.FIELD_MISSING, field=field, values=(("field", field),))
