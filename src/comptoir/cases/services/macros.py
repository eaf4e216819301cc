"""Macros are written once in every language, and filled in with the facts of a case before anybody reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from comptoir.cases import queries
from comptoir.cases.models import Case, Macro
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import owns_transaction
from comptoir.infra.i18n import pick
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.markets import queries as markets


class MacroWrong(NotPossible):
    """A name in it is not known, or there is nothing to fill in for it."""


@owns_transaction
def save_macro(
    *, macro_id: UUID | None, title: Mapping[str, str], text: Mapping[str, str], actor: Actor, at: datetime
) -> UUID:
    """Write a macro, or write it anew. Refusals: MacroWrong, with the language of the text."""
    refusals = [
        Refused(
            rule="I18N-02",
            reason=Reason.NAME_UNKNOWN,
            field=f"text.{language}",
            values=(("name", name), ("known", ", ".join(f"{{{known}}}" for known in queries.NAMES))),
        )
        for language, words in text.items()
        for name in queries.names_in(text=words)
        if name not in queries.NAMES
    ]
    refusals += [
        Refused(rule="I18N-02", reason=Reason.FIELD_MISSING, field=f"{field}.en", values=(("field", field),))
        for field, words in (("title", title), ("text", text))
        if not words.get("en", "").strip()
    ]
    if refusals:
        raise MacroWrong(*refusals)
    known = Macro.objects.filter(public_id=macro_id).first() if macro_id else None
    macro = known or Macro(public_id=ids.new_id())
    macro.title = {language: words.strip() for language, words in title.items() if words.strip()}
    macro.text = {language: words.strip() for language, words in text.items() if words.strip()}
    macro.changed_at = at
    macro.save()
    _note(macro.public_id, "macro_saved", actor, at)
    return macro.public_id


@owns_transaction
def remove_macro(*, macro_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a macro away; answers that were written with it stay."""
    if Macro.objects.filter(public_id=macro_id).delete()[0]:
        _note(macro_id, "macro_removed", actor, at)


def fill_macro(*, macro_id: UUID, case_id: UUID, at: datetime) -> str:
    """The text of a macro for a case, in its customer's language. Refusals: MacroWrong."""
    macro = Macro.objects.filter(public_id=macro_id).first()
    case = Case.objects.filter(public_id=case_id).first()
    writer = queries.writer_of(case=case) if case else None
    if macro is None or case is None or writer is None:
        raise MacroWrong(Refused(rule=None, reason=Reason.NOT_FOUND))
    phone = markets.current_policy(at=at).house.phone
    facts = queries.facts_of(case=case, writer=writer, phone=phone)
    text = pick(macro.text, writer.language)
    missing = [name for name in queries.names_in(text=text) if not facts[name]]
    if missing:
        raise MacroWrong(
            *(Refused(rule=None, reason=Reason.NAME_EMPTY, values=(("name", name),)) for name in missing)
        )
    return queries.filled(text=text, facts=facts)


def _note(macro_id: UUID, verb: str, actor: Actor, at: datetime) -> None:
    journal.record(verb=verb, subject_kind="macro", subject_id=macro_id, actor=actor, at=at)
