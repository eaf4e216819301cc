"""Letters of the newsletter (ACC-09): written, tried, begun, stopped, gone on with, and handed over lot by lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.core import mailings as core
from comptoir.core.actors import HOUSE, Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import Event, advance
from comptoir.core.mailings import MAILING, LetterText, MailingState
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.infra.i18n import LANGUAGES
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.mailings import queries
from comptoir.mailings.models import Copy, Mailing, MailingText
from comptoir.markets import queries as markets
from comptoir.notices import queries as notices
from comptoir.notices import services as mail
from comptoir.people import queries as people

# A copy proves nothing; it is kept for as long as servers report of it.
_COPY_KEPT = timedelta(days=30)
_NOBODYS = "test"  # in place of the token by which a reader leaves, in letters that go to no reader


class WrongMailing(NotPossible):
    """The letter cannot be written, sent, stopped or gone on with like this; each refusal names its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingInput:
    """Whom a letter is for and how fast it leaves. `countries` none is every market; the rate is readers a minute."""

    name: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    per_minute: int


@owns_transaction
def begin_draft(*, wanted: MailingInput, actor: Actor, at: datetime) -> UUID:
    """Begin to write a letter. Refusals: WrongMailing."""
    _check(wanted, at=at)
    row = Mailing.objects.create(
        public_id=ids.new_id(), state=MAILING.start, made_by=actor.id, made_at=at, **_columns(wanted)
    )
    _note("letter_drafted", row, actor=actor, data=_columns(wanted), at=at)
    return row.public_id


@owns_transaction
def set_mailing(*, public_id: UUID, wanted: MailingInput, version: int, actor: Actor, at: datetime) -> None:
    """Change whom a draft is for, what it is called, its rate. Refused too where somebody else did meanwhile."""
    _check(wanted, at=at)
    row = _lock_draft(public_id)
    _same(row.version, version)
    for name, value in _columns(wanted).items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*_columns(wanted), "version"])
    _note("letter_set", row, actor=actor, data=_columns(wanted), at=at)


@owns_transaction
def write_mailing(
    *, public_id: UUID, language: str, text: LetterText, version: int, actor: Actor, at: datetime
) -> None:
    """Write a draft in a language; `version` is the one that was read, 0 for none yet.

    What is still missing may be missing; what is wrong is refused, and so is writing over what somebody else wrote meanwhile.
    """
    if language not in LANGUAGES:
        raise WrongMailing(Refused(rule=None, reason=Reason.NOT_FOUND, field="language"))
    row = _lock_draft(public_id)
    faults = core.text_faults(text, known=queries.known_of(texts=[text], at=at))
    if wrong := [fault for fault in faults if fault.reason not in core.WANTING]:
        raise WrongMailing(*wrong)
    known = row.texts.filter(language=language).first() or MailingText(
        mailing=row, language=language, version=0
    )
    _same(known.version, version)
    known.subject, known.preheader = text.subject, text.preheader
    known.blocks = [block.plain() for block in text.blocks]
    known.version += 1
    known.save()
    _note("letter_written", row, actor=actor, data={"language": language, "blocks": len(text.blocks)}, at=at)


@owns_transaction
def send_test(*, public_id: UUID, language: str, country: str, actor: Actor, at: datetime) -> str:
    """Mail a letter to the member of staff who asks, and to nobody else, as readers of a market get it; to which address.

    Its link to leave is nobody's. Refusals: WrongMailing.
    """
    row = _found(public_id)
    me = people.staff_member(public_id=UUID(actor.id))
    known = row.texts.filter(language=language).first()
    if known is None or me is None:
        raise WrongMailing(_no(Reason.LETTER_TEXT_MISSING, language=language))
    facts = _facts_of_nobody(text=queries.read_text(known), country=country, language=language, at=at)
    mail.send(
        kind="newsletter_letter",
        to=me.email,
        language=language,
        country=country,
        key=f"letter-test:{row.pk}:{language}:{country}:{me.pk}:{at:%Y%m%d%H%M%S}",
        facts=facts,
        forget_at=at + _COPY_KEPT,
        at=at,
    )
    _note("letter_tested", row, actor=actor, data={"language": language, "country": country}, at=at)
    return me.email


@owns_transaction
def begin_mailing(*, public_id: UUID, actor: Actor, at: datetime) -> None:
    """Send a letter, from now on at its rate (B-08). Refused with WrongMailing: all that is missing or wrong."""
    row = _lock_draft(public_id)
    if faults := queries.begin_faults(public_id=public_id, at=at):
        raise WrongMailing(*faults)
    row.state = advance(MAILING, MailingState(row.state), Event.SEND)
    row.begun_by, row.begun_at, row.going_since = actor.id, at, at
    row.save(update_fields=["state", "begun_by", "begun_at", "going_since"])
    _note("letter_begun", row, actor=actor, at=at)


@owns_transaction
def stop_mailing(*, public_id: UUID, actor: Actor, at: datetime) -> None:
    """Write to nobody more until somebody goes on; copies that are with the worker still leave."""
    row = _lock(public_id)
    if row.state != MailingState.SENDING:
        raise WrongMailing(_no(Reason.LETTER_NOT_GOING))
    row.state = advance(MAILING, MailingState(row.state), Event.WAIT)
    row.save(update_fields=["state"])
    _note("letter_stopped", row, actor=actor, at=at)


@owns_transaction
def resume_mailing(*, public_id: UUID, actor: Actor, at: datetime) -> None:
    """Go on with a letter that was stopped; the time it stood still is not made up for."""
    row = _lock(public_id)
    if row.state != MailingState.STOPPED:
        raise WrongMailing(_no(Reason.LETTER_NOT_GOING))
    row.state = advance(MAILING, MailingState(row.state), Event.SEND)
    row.going_since = at
    row.save(update_fields=["state", "going_since"])
    _note("letter_resumed", row, actor=actor, at=at)


@owns_transaction
def hand_over_lot(*, public_id: UUID, at: datetime) -> int:
    """Hand the next readers' copies to the mail, never more than the rate, and say how many; none to come ends the letter.

    Copies, mails and jobs are of one transaction: what breaks off in the middle wrote to nobody. An address has one copy,
    by the row and by the mail's key.
    """
    row = _lock(public_id)
    if row.state != MailingState.SENDING:
        return 0
    size = queries.lot_of(mailing=row, at=at)
    to_come = queries.readers_to_come(mailing=row, at=at)
    readers = list(to_come.order_by("pk")[:size])
    texts = {text.language: queries.read_text(text) for text in row.texts.all()}
    policy = markets.current_policy(at=at)
    facts = {
        (country, language): queries.letter_facts(
            text=texts[language], country=country, language=language, policy=policy, at=at
        )
        for country, language in {(reader.country, reader.language) for reader in readers}
    }
    for reader in readers:
        Copy.objects.create(mailing=row, subscription=reader, handed_at=at)
        shown = facts[reader.country, reader.language]
        token = notices.leave_token(public_id=reader.public_id)
        mail.send(
            kind="newsletter_letter",
            to=reader.email,
            language=reader.language,
            country=reader.country,
            key=f"letter:{row.pk}:{reader.address}",
            facts={
                **shown,
                "letter": row.public_id,
                "subscription": reader.public_id,
                "leave_url": _leave_url(str(shown["store_url"]), token, row.public_id),
            },
            forget_at=at + _COPY_KEPT,
            at=at,
        )
    if not to_come.exists():
        row.state = advance(MAILING, MailingState(row.state), Event.FINISH)
        row.ended_at = at
        row.save(update_fields=["state", "ended_at"])
        _note("letter_sent", row, actor=HOUSE, at=at)
    return len(readers)


def preview_mailing(*, public_id: UUID, language: str, country: str, at: datetime) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter as readers of a market get it. Refusals: WrongMailing where it is not written."""
    known = _found(public_id).texts.filter(language=language).first()
    if known is None:
        raise WrongMailing(_no(Reason.LETTER_TEXT_MISSING, language=language))
    facts = _facts_of_nobody(text=queries.read_text(known), country=country, language=language, at=at)
    return mail.preview(kind="newsletter_letter", language=language, country=country, facts=facts)


def _facts_of_nobody(*, text: LetterText, country: str, language: str, at: datetime) -> dict[str, object]:
    """A letter as readers of a market get it, but for the link by which one of them leaves."""
    policy = markets.current_policy(at=at)
    facts = queries.letter_facts(text=text, country=country, language=language, policy=policy, at=at)
    return {**facts, "leave_url": f"{facts['store_url']}newsletter/leave/{_NOBODYS}/"}


def _leave_url(store: str, token: str, letter: UUID) -> str:
    return f"{store}newsletter/leave/{token}/?letter={letter}"


def _check(wanted: MailingInput, *, at: datetime) -> None:
    """Refused with WrongMailing: everything that makes it no audience, or no rate."""
    sold_in = set(markets.current_policy(at=at).markets)
    right = {
        "name": 0 < len(wanted.name.strip()) <= 80,
        "countries": set(wanted.countries) <= sold_in,
        "languages": bool(wanted.languages) and set(wanted.languages) <= set(LANGUAGES),
        "per_minute": 1 <= wanted.per_minute <= core.MOST_A_MINUTE,
    }
    reasons = {"per_minute": Reason.LETTER_RATE_WRONG, "name": Reason.LETTER_NAME_WRONG}
    wrong = [
        Refused(
            rule=None,
            reason=reasons.get(field, Reason.LETTER_CHOICE_WRONG),
            values=(("most", core.MOST_A_MINUTE),) if field == "per_minute" else (),
            field=field,
        )
        for field, is_right in right.items()
        if not is_right
    ]
    if wrong:
        raise WrongMailing(*wrong)


def _columns(wanted: MailingInput) -> dict[str, object]:
    return {
        "name": wanted.name.strip(),
        "countries": sorted(set(wanted.countries)),
        "languages": [language for language in LANGUAGES if language in wanted.languages],
        "per_minute": wanted.per_minute,
    }


def _same(kept: int, seen: int) -> None:
    if kept != seen:
        raise WrongMailing(_no(Reason.CHANGED_MEANWHILE))


def _found(public_id: UUID) -> Mailing:
    row = Mailing.objects.filter(public_id=public_id).first()
    if row is None:
        raise WrongMailing(_no(Reason.NOT_FOUND))
    return row


def _lock(public_id: UUID) -> Mailing:
    for row in locked(Mailing.objects.filter(public_id=public_id), kind="mailing"):
        return row
    raise WrongMailing(_no(Reason.NOT_FOUND))


def _lock_draft(public_id: UUID) -> Mailing:
    row = _lock(public_id)
    if row.state != MailingState.DRAFT:
        raise WrongMailing(_no(Reason.LETTER_BEGUN))
    return row


def _no(reason: Reason, **values: str) -> Refused:
    return Refused(rule=None, reason=reason, values=tuple(values.items()))


@joins_transaction
def _note(
    verb: str, row: Mailing, *, actor: Actor, at: datetime, data: Mapping[str, object] | None = None
) -> None:
    record(
        verb=verb,
        subject_kind="letter",
        subject_id=row.public_id,
        actor=actor,
        rule="ACC-09",
        data=data,
        at=at,
    )
