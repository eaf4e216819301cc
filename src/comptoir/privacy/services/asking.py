"""A request about personal data from the ask to the answer: proved from the mailbox, answered within a month (GDPR 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.core.actors import HOUSE, Actor
from comptoir.core.calendar import local_date
from comptoir.core.decisions import Refused
from comptoir.core.numbers import Series, make_number, show_number
from comptoir.core.privacy import (
    About,
    Fate,
    Keep,
    Kept,
    RequestKind,
    Use,
    Waits,
    check_about,
    check_answer,
    check_extension,
    due_by,
    kept_until,
)
from comptoir.core.reasons import Reason
from comptoir.infra import ids, media
from comptoir.infra.db import joins_transaction, locked, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.journal.services import notes_limits, record
from comptoir.markets import queries as markets
from comptoir.notices import queries as notices
from comptoir.notices.services import send
from comptoir.privacy import queries
from comptoir.privacy.models import Request
from comptoir.privacy.queries import MAP
from comptoir.privacy.services import erasing

# How long the mailed link works: to prove who asks, and afterwards to read the answer.
PROVE_WITHIN = timedelta(days=7)
_LETTER_KEPT = timedelta(days=2)


_NOTHING = About()


class NotAsked(NotPossible):
    """It does not say what it is about, or so much was asked for this address, or from there, that the next has to wait."""


class NotAnswered(NotPossible):
    """The request was answered already, or is not one that can be answered so."""


@notes_limits()
@owns_transaction
def ask(
    *,
    kind: RequestKind,
    email: str,
    language: str,
    country: str,
    source: str,
    wish: str = "",
    about: About = _NOTHING,
    case_number: str = "",
    sender: str = "",
    at: datetime,
) -> None:
    """Mail the link by which somebody proves that the address is theirs; what is known of it is told to nobody. NotAsked."""
    address, sender = notices.address_digest(email=email), notices.sender_digest(sender=sender)
    if queries.has_asked_enough(address=address, sender=sender, at=at):
        alone = queries.has_asked_enough(address=address, sender="", at=at)
        of, counted = ("subject", address) if alone else ("place", sender)
        limit = Limit(form="privacy", of=of, key=counted, within=queries.ASKED_WITHIN, at=at)
        raise NotAsked(Refused(rule="ACC-11", reason=Reason.TOO_MANY), limit=limit)
    row, token = _note(kind, email, language, country, source, wish, about, case_number, sender, at)
    _tell(row, "privacy_prove", {"link": _page(row, token), "until": row.link_until}, at)


@owns_transaction
def ask_proved(
    *,
    kind: RequestKind,
    email: str,
    language: str,
    country: str,
    source: str,
    wish: str = "",
    about: About = _NOTHING,
    actor: Actor,
    at: datetime,
) -> UUID:
    """The same for somebody whose address is proved already: signed in, or known to the desk. Its id. Refusals: NotAsked."""
    row, _token = _note(kind, email, language, country, source, wish, about, "", "", at)
    _prove(row, actor=actor, at=at)
    return row.public_id


def ask_erasure(*, email: str, language: str, country: str, actor: Actor, at: datetime) -> UUID:
    """Somebody who is signed in wants their account gone (ACC-08): it waits for data protection, who looks at it."""
    return ask_proved(
        kind=RequestKind.ERASURE,
        email=email,
        language=language,
        country=country,
        source="account",
        actor=actor,
        at=at,
    )


@owns_transaction
def prove(*, token: str, actor: Actor, at: datetime) -> bool:
    """The link was pressed: who asks holds the mailbox. Once; False where the link is over. An objection is carried out."""
    known = queries.request_by_link(token=token, at=at)
    if known is None:
        return False
    (row,) = locked(Request.objects.filter(public_id=known.id), kind="request")
    if row.proved_at is None:
        _prove(row, actor=actor, at=at)
    return True


@spans_transactions
def answer_access(*, request_id: UUID, actor: Actor, at: datetime) -> None:
    """Make the files, and mail the link to them; they lie ready for a month. NotAnswered."""
    known = _open(request_id, RequestKind.ACCESS)
    content = queries.export_of(email=known.email, language=known.language, country=known.country, at=at)
    until = kept_until(keep=Keep.DOWNLOAD, since=at)
    digest = media.store(content, private=True)
    with one_transaction():
        row = _lock_open(request_id)
        token = ids.new_token()
        row.file, row.file_until, row.link_until, row.link_digest = digest, until, until, ids.digest(token)
        row.save(update_fields=["file", "file_until", "link_until", "link_digest"])
        _answer(row, actor=actor, at=at)
        _tell(row, "privacy_export", {"link": _page(row, token), "until": until}, at)
    _end_case(known.case_number, actor=actor, at=at)


@spans_transactions
def answer_erasure(*, request_id: UUID, actor: Actor, at: datetime) -> tuple[Waits, ...]:
    """Erase what nothing needs any more, and say what is kept and why; what it still waits for, none when it is done.

    While something waits, account and letters are gone already, and the sweep goes on when the rest is free. NotAnswered.
    """
    known = _open(request_id, RequestKind.ERASURE)
    with one_transaction():
        row = _lock_open(request_id)
        is_first = row.started_at is None
        row.started_at = row.started_at or at
        row.save(update_fields=["started_at"])
        kept = queries.kept_of(person=queries.person_behind(email=row.email))
        done = erasing.erase_person(email=row.email, at=at)
        if done.waits:
            if is_first:
                numbers = sorted({number for wait in done.waits for number in wait.numbers})
                _tell(
                    row,
                    "privacy_erasure_waits",
                    {"numbers": [show_number(n) for n in numbers]},
                    at,
                    to=known.email,
                )
        else:
            _tell(row, "privacy_erased", _kept_facts(kept), at, to=known.email)
            row.email = row.wish = row.extension = ""
            _answer(row, actor=actor, at=at, data={"rows": sum(done.counts.values())})
            row.save(update_fields=["email", "wish", "extension"])
    erasing.remove_files(digests=done.files)
    erasing.keep_tombstones()
    if not done.waits:
        _end_case(known.case_number, actor=actor, at=at)
    return done.waits


@spans_transactions
def answer_in_words(
    *, request_id: UUID, words: str, corrected: str = "", refused: bool, actor: Actor, at: datetime
) -> None:
    """Answer a request in a letter. NotAnswered.

    A rectification that is granted says what was corrected; of an objection that is granted, what is held for the use goes;
    where either is refused, the words are the grounds.
    """
    with one_transaction():
        row = _lock_open(request_id)
        is_corrected = row.kind == RequestKind.RECTIFICATION and not refused
        said = {"words": words.strip()} | ({"corrected": corrected.strip()} if is_corrected else {})
        if refusals := check_answer(said=said):
            raise NotAnswered(*refusals)
        for name, text in said.items():
            setattr(row, name, text)
        row.refused = refused
        row.save(update_fields=[*said, "refused"])
        if row.kind == RequestKind.OBJECTION and not refused:
            _stop(row, at)
        _answer(row, actor=actor, at=at)
        _tell(row, "privacy_corrected" if is_corrected else "privacy_answer", said, at)
    _end_case(row.case_number, actor=actor, at=at)


@owns_transaction
def extend(*, request_id: UUID, words: str, actor: Actor, at: datetime) -> None:
    """Take two months more and tell the person why, within the first month (GDPR 12(3)). Once. NotAnswered."""
    row = _lock_open(request_id)
    refusals = check_extension(words=words, due_at=row.due_at, is_extended=row.extended_at is not None, at=at)
    if refusals:
        raise NotAnswered(*refusals)
    row.extended_at, row.extension = at, words.strip()
    row.due_at = due_by(asked_at=row.asked_at, extended=True)
    row.save(update_fields=["extended_at", "extension", "due_at"])
    record(
        verb="privacy_extended",
        subject_kind="request",
        subject_id=row.public_id,
        actor=actor,
        at=at,
        rule="B-02",
        data={**_said(row), "due_at": row.due_at.isoformat()},
    )
    _tell(row, "privacy_extended", {"words": row.extension}, at)


def _note(
    kind: RequestKind,
    email: str,
    language: str,
    country: str,
    source: str,
    wish: str,
    about: About,
    case: str,
    sender: str,
    at: datetime,
) -> tuple[Request, str]:
    if refusals := check_about(kind=kind, wish=wish, about=about):
        raise NotAsked(*refusals)
    token = ids.new_token()
    row = Request.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(40), series=Series.REQUEST),
        kind=kind,
        email=email.strip(),
        address=notices.address_digest(email=email),
        language=language,
        country=country,
        wish=wish.strip()[:4000],
        datum=about.datum or "",
        wrong=about.wrong.strip()[:4000],
        right=about.right.strip()[:4000],
        use=about.use or "",
        source=source,
        case_number=case,
        sender=sender,
        link_digest=ids.digest(token),
        link_until=at + PROVE_WITHIN,
        asked_at=at,
        due_at=due_by(asked_at=at),
    )
    return row, token


@joins_transaction
def _prove(row: Request, *, actor: Actor, at: datetime) -> None:
    row.proved_at, row.sender = at, ""
    row.save(update_fields=["proved_at", "sender"])
    record(
        verb="privacy_asked",
        subject_kind="request",
        subject_id=row.public_id,
        actor=actor,
        at=at,
        data=_said(row),
    )
    if row.use == Use.LETTERS:
        _stop(row, at)
        _answer(row, actor=HOUSE, at=at)
        _tell(row, "privacy_objected", {}, at)


def _stop(row: Request, at: datetime) -> None:
    """What is held for the use that is objected to goes: the letters and alerts of every channel at once (B-05)."""
    person = queries.person_behind(email=row.email)
    for entry in MAP:
        if entry.use == row.use and entry.fate is not Fate.KEEP:
            erasing.forget_rows(entry=entry, rows=entry.of(person), at=at)


def _said(row: Request) -> dict[str, object]:
    """What the journal says a request was; nothing of what the person wrote."""
    return {"kind": row.kind} | {name: known for name in ("datum", "use") if (known := getattr(row, name))}


@joins_transaction
def _answer(row: Request, *, actor: Actor, at: datetime, data: Mapping[str, object] | None = None) -> None:
    row.answered_at, row.answered_by = at, actor.id
    row.save(update_fields=["answered_at", "answered_by"])
    record(
        verb="privacy_answered",
        subject_kind="request",
        subject_id=row.public_id,
        actor=actor,
        at=at,
        data={**_said(row), "refused": row.refused, **(data or {})},
    )


def _open(request_id: UUID, kind: RequestKind) -> queries.RequestView:
    known = queries.request_by_id(request_id=request_id)
    if known is None or known.kind is not kind or known.proved_at is None or known.answered_at is not None:
        raise NotAnswered(Refused(rule="ACC-11", reason=Reason.ALREADY_ANSWERED))
    return known


def _lock_open(request_id: UUID) -> Request:
    rows = locked(Request.objects.filter(public_id=request_id), kind="request")
    if not rows or rows[0].answered_at is not None or rows[0].proved_at is None:
        raise NotAnswered(Refused(rule="ACC-11", reason=Reason.ALREADY_ANSWERED))
    return rows[0]


def _kept_facts(kept: tuple[Kept, ...]) -> dict[str, object]:
    return {"kept": [{"order": show_number(one.order_number), "until": one.until} for one in kept]}


def _page(row: Request, token: str) -> str:
    return f"{settings.SITE_URL}/{row.language}-{row.country.lower()}/privacy/{token}/"


def _tell(row: Request, kind: str, facts: Mapping[str, object], at: datetime, to: str = "") -> None:
    policy = markets.current_policy(at=at)
    on = local_date(at, zone=policy.house.time_zone)
    send(
        kind=kind,
        to=to or row.email,
        language=row.language,
        country=row.country,
        key=f"{kind}:{row.public_id}",
        facts={
            "request": {"number": show_number(row.number), "kind": row.kind, "due_at": row.due_at},
            "terms": markets.letter_terms(policy=policy, country=row.country, language=row.language, on=on),
            **facts,
        },
        forget_at=max(at + _LETTER_KEPT, row.link_until if row.proved_at is None else at),
        at=at,
    )


def _end_case(number: str, *, actor: Actor, at: datetime) -> None:
    """The message by which it was asked is over with it."""
    case = cases.case_by_number(number=number) if number else None
    if case is not None:
        case_services.resolve_case(case_id=case.id, text="", actor=actor, at=at)
