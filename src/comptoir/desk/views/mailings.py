"""Letters of the newsletter at the desk (ACC-09): written from blocks, tried, begun, watched, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.decisions import Refused
from comptoir.core.mailings import (
    MOST_PREHEADER,
    MOST_SUBJECT,
    Kind,
    LetterText,
    MailingState,
    longest,
    minutes_for,
)
from comptoir.core.reasons import Reason
from comptoir.desk import mailing_form
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, framed_mail, say, take_said
from comptoir.desk.events import event_words
from comptoir.desk.labels import Beside, by_field, sentence
from comptoir.desk.words import language_name
from comptoir.infra.formats import country as country_name
from comptoir.infra.i18n import LANGUAGES
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal import queries as journal
from comptoir.mailings import queries, services
from comptoir.mailings.queries import MailingView
from comptoir.mailings.services import MailingInput
from comptoir.markets import queries as markets

_READ = (Role.MERCHANDISER, Role.AUDITOR)
_WRITE = (Role.MERCHANDISER,)
_USUAL_RATE = 60


@for_roles(*_READ)
def index(desk: Desk) -> HttpResponse:
    """Every letter, the newest first."""
    return desk.page(
        "mailings.html",
        rows=queries.mailings(),
        written=queries.written_to(),
        states=state_words(),
        said=take_said(desk),
    )


@for_roles(*_WRITE)
def create(desk: Desk) -> HttpResponse:
    """Begin to write a letter."""
    blank = MailingInput(name="", countries=(), languages=(desk.language,), per_minute=_USUAL_RATE)
    return _settings(desk, blank, found=None)


@for_roles(*_READ)
def show(desk: Desk, letter_id: UUID) -> HttpResponse:
    """A letter: where it stands, its figures, its texts, what happened."""
    found = _found(letter_id)
    return desk.page(
        "mailing.html",
        letter=found,
        figures=queries.figures(public_id=found.id, at=desk.at),
        languages=_languages_of(found),
        states=state_words(),
        names=names_of_actors({found.made_by, found.begun_by} - {""}),
        history=journal.entries_about(kind="letter", subject_id=str(found.id)),
        event_of=event_words,
        said=take_said(desk),
    )


@for_roles(*_WRITE)
def settings(desk: Desk, letter_id: UUID) -> HttpResponse:
    """Whom a draft is for, and how fast it leaves."""
    found = _found(letter_id)
    known = MailingInput(
        name=found.name, countries=found.countries, languages=found.languages, per_minute=found.per_minute
    )
    return _settings(desk, known, found=found)


@for_roles(*_WRITE)
def text(desk: Desk, letter_id: UUID, language: str) -> HttpResponse:
    """A letter in one language: its blocks, put in order by buttons of the same form."""
    found = _found(letter_id)
    if language not in LANGUAGES:
        raise Http404
    post, errors = desk.request.POST, Beside()
    shown, version = found.texts.get(language, LetterText()), str(found.versions.get(language, 0))
    arranged = False
    if desk.request.method == "POST":
        shown, version = _with_known_words(mailing_form.text_of(post), language), post.get("version", "")
        moved = mailing_form.pressed(post, shown)
        arranged, shown = moved is not None, moved or shown
        refusals = () if arranged else _save_text(desk, found, language, shown, version)
        errors = by_field(refusals)
        if not errors and not arranged:
            name = "desk:mailing_preview" if post.get("press") == "preview" else "desk:mailing_text"
            return HttpResponseRedirect(reverse(name, args=[found.id, language]))
        if _is_conflict(refusals):
            version = str(found.versions.get(language, 0))
    return desk.page(
        "mailing_text.html",
        status=422 if errors else 200,
        letter=found,
        letter_language=language,
        languages=_languages_of(found),
        text=shown,
        version=version,
        errors=errors,
        arranged=arranged,
        kinds=kind_words(),
        longest=longest,
        most_subject=MOST_SUBJECT,
        most_preheader=MOST_PREHEADER,
        said=take_said(desk),
    )


@for_roles(*_READ)
def preview(desk: Desk, letter_id: UUID, language: str) -> HttpResponse:
    """A letter in one language as its readers in a market get it."""
    found = _written(letter_id, language)
    country, countries = _country(desk, found, language)
    subject, plain, _html = _preview(desk, found, language, country)
    return desk.page(
        "mailing_preview.html",
        letter=found,
        letter_language=language,
        languages=[each for each in _languages_of(found) if each in found.texts],
        country=country,
        countries=countries,
        subject=subject,
        plain=plain,
        said=take_said(desk),
    )


@for_roles(*_READ)
def body(desk: Desk, letter_id: UUID, language: str) -> HttpResponse:
    """The HTML of a letter, for its frame."""
    found = _written(letter_id, language)
    country, _countries = _country(desk, found, language)
    return framed_mail(_preview(desk, found, language, country)[2])


@require_POST
@for_roles(*_WRITE)
def test(desk: Desk, letter_id: UUID, language: str) -> HttpResponse:
    """Mail a letter to whoever presses, and to nobody else."""
    found = _written(letter_id, language)
    country, _countries = _country(desk, found, language)
    return carry_out(
        desk,
        lambda: services.send_test(
            public_id=found.id, language=language, country=country, actor=desk.actor, at=desk.at
        ),
        done=_("A copy is on its way to your own address, and to nobody else."),
        back=f"{reverse('desk:mailing_preview', args=[found.id, language])}?country={country}",
    )


@for_roles(*_WRITE)
def begin(desk: Desk, letter_id: UUID) -> HttpResponse:
    """How many get a letter, where, and for how long it leaves; pressed, it begins."""
    found = _found(letter_id)
    if found.state is not MailingState.DRAFT:
        say(desk, _("This letter has begun, and stays as it is. Write another one."))
        return HttpResponseRedirect(reverse("desk:mailing", args=[found.id]))
    refusals = queries.begin_faults(public_id=found.id, at=desk.at)
    pressed = desk.request.method == "POST"
    if pressed:
        try:
            services.begin_mailing(public_id=found.id, actor=desk.actor, at=desk.at)
        except NotPossible as refused:
            refusals = refused.refusals
        else:
            say(desk, _("The letter is under way."))
            return HttpResponseRedirect(reverse("desk:mailing", args=[found.id]))
    rows = queries.readers_by_market(public_id=found.id, at=desk.at)
    readers = sum(number for _country_code, _language, number in rows)
    return desk.page(
        "mailing_begin.html",
        status=422 if pressed else 200,
        letter=found,
        rows=rows,
        readers=readers,
        minutes=minutes_for(readers, per_minute=found.per_minute),
        figures=queries.figures(public_id=found.id, at=desk.at),
        wrong=_lines(refusals),
    )


@require_POST
@for_roles(*_WRITE)
def stop(desk: Desk, letter_id: UUID) -> HttpResponse:
    """Write to nobody more for now."""
    return carry_out(
        desk,
        lambda: services.stop_mailing(public_id=letter_id, actor=desk.actor, at=desk.at),
        done=_("Stopped. Nobody more is written to until you go on."),
        back=reverse("desk:mailing", args=[letter_id]),
    )


@require_POST
@for_roles(*_WRITE)
def resume(desk: Desk, letter_id: UUID) -> HttpResponse:
    """Go on with a letter that was stopped."""
    return carry_out(
        desk,
        lambda: services.resume_mailing(public_id=letter_id, actor=desk.actor, at=desk.at),
        done=_("The letter is under way."),
        back=reverse("desk:mailing", args=[letter_id]),
    )


def _settings(desk: Desk, known: MailingInput, *, found: MailingView | None) -> HttpResponse:
    post, errors = desk.request.POST, Beside()
    version = str(found.version if found else 0)
    if desk.request.method == "POST":
        known, version = mailing_form.mailing_of(post), post.get("version", "")
        try:
            letter_id = _save(desk, known, found, version)
        except NotPossible as refused:
            errors = by_field(refused.refusals)
            if found and _is_conflict(refused.refusals):
                version = str(found.version)
        else:
            say(desk, _("Saved."))
            return HttpResponseRedirect(reverse("desk:mailing", args=[letter_id]))
    return desk.page(
        "mailing_settings.html",
        status=422 if errors else 200,
        letter=found,
        wanted=known,
        version=version,
        rate=post.get("per_minute", known.per_minute),
        countries=_sold_in(desk),
        errors=errors,
    )


def _save(desk: Desk, wanted: MailingInput, found: MailingView | None, version: str) -> UUID:
    if found is None:
        return services.begin_draft(wanted=wanted, actor=desk.actor, at=desk.at)
    services.set_mailing(
        public_id=found.id, wanted=wanted, version=_number(version), actor=desk.actor, at=desk.at
    )
    return found.id


def _save_text(
    desk: Desk, found: MailingView, language: str, wanted: LetterText, version: str
) -> tuple[Refused, ...]:
    try:
        services.write_mailing(
            public_id=found.id,
            language=language,
            text=wanted,
            version=_number(version),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refused:
        return refused.refusals
    say(desk, _("Saved."))
    return ()


def _is_conflict(refusals: Sequence[Refused]) -> bool:
    """Whether somebody else wrote meanwhile: saved again, what is typed here stays."""
    return any(refusal.reason is Reason.CHANGED_MEANWHILE for refusal in refusals)


def _with_known_words(typed: LetterText, language: str) -> LetterText:
    """A picture that the house has words for takes them where nobody wrote others."""
    bare = [block.of for block in typed.blocks if block.kind is Kind.PICTURE and block.of and not block.words]
    words = queries.picture_words(names=bare, language=language)
    blocks = (
        replace(block, words=words.get(block.of, "")) if block.of in bare and not block.words else block
        for block in typed.blocks
    )
    return replace(typed, blocks=tuple(blocks)) if bare else typed


def _preview(desk: Desk, found: MailingView, language: str, country: str) -> tuple[str, str, str]:
    return services.preview_mailing(public_id=found.id, language=language, country=country, at=desk.at)


def _country(desk: Desk, found: MailingView, language: str) -> tuple[str, list[tuple[str, str]]]:
    """The market that a letter is looked at in, and those to choose from with their names.

    Unless asked otherwise it is the house's own, else one in which the language is read.
    """
    policy = markets.current_policy(at=desk.at)
    sold_in = _sold_in(desk)
    countries = [each for each in sold_in if each[0] in found.countries] or sold_in
    asked, home = (desk.request.POST or desk.request.GET).get("country", ""), policy.house.entity.country
    codes = [code for code, _name in countries]
    read_in = [code for code in codes if language in policy.markets[code].languages]
    return next(code for code in (asked, home, *read_in, *codes) if code in codes), countries


def _sold_in(desk: Desk) -> list[tuple[str, str]]:
    """Every market with its name, by these."""
    named = [(code, country_name(code)) for code in markets.current_policy(at=desk.at).markets]
    return sorted(named, key=lambda each: each[1])


def _languages_of(found: MailingView) -> list[str]:
    """The languages that a letter is for, or is written in."""
    return [each for each in LANGUAGES if each in found.languages or each in found.texts]


def _lines(refusals: Sequence[Refused]) -> list[str]:
    """What keeps a letter from being sent, each with its language and its block."""
    return [_line(refusal) for refusal in refusals]


def _line(refusal: Refused) -> str:
    language, _dot, field = (refusal.field or "").partition(".")
    place = field.split(".")[1] if field.startswith("blocks.") else ""
    words = sentence(refusal)
    if place:
        where = _("%(language)s, block %(number)s") % {
            "language": language_name(language),
            "number": int(place) + 1,
        }
    else:
        where = language_name(language) if field else ""
    return _("%(label)s: %(value)s") % {"label": where, "value": words} if where else words


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _found(letter_id: UUID) -> MailingView:
    found = queries.mailing(public_id=letter_id)
    if found is None:
        raise Http404
    return found


def _written(letter_id: UUID, language: str) -> MailingView:
    found = _found(letter_id)
    if language not in found.texts:
        raise Http404
    return found


def state_words() -> dict[str, str]:
    """Where a letter stands."""
    return {
        MailingState.DRAFT: _("Draft"),
        MailingState.SENDING: _("Being sent"),
        MailingState.STOPPED: _("Stopped"),
        MailingState.SENT: _("Sent to everybody"),
    }


def kind_words() -> dict[str, str]:
    """What the kinds of blocks are called."""
    return {
        Kind.HEADING: _("Heading"),
        Kind.PARAGRAPH: _("Paragraph"),
        Kind.PICTURE: _("Picture"),
        Kind.BUTTON: _("Button"),
        Kind.PRODUCTS: _("Products"),
        Kind.RULE: _("Rule"),
    }
