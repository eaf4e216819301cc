"""The registers of data protection: processing as the map says it, breaches with the clock of 72 hours."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.privacy import BreachStep, check_breach_step
from comptoir.privacy import queries
from comptoir.privacy.models import Breach
from comptoir.privacy.queries import MAP
from tests.desk.selling import page, plain, said, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("B-10")]
LOG = "/desk/privacy/breaches/"
SAID = {
    "noticed_at": "2026-11-16T08:00", "happened_at": "2026-11-15T20:00", "what": "A laptop was stolen from a car.",
    "data": "Names and telephone numbers of customers", "people": "120", "consequences": "Unwanted calls",
}  # fmt: skip


def noted(client: Client, **changed: str) -> str:
    return client.post(f"{LOG}new/", {**SAID, **changed}, follow=True).content.decode()


def test_the_register_tells_every_purpose_and_table_of_the_map() -> None:
    client = signed_in(Role.AUDITOR)
    text = page(client, "/desk/privacy/processing/")
    assert "To keep an account. Contract" in text
    answer = client.get("/desk/privacy/processing/file/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + len({held.purpose for held in MAP})
    assert all(all(cell for cell in row) for row in rows)
    told = {held.model for row in queries.activities() for held in MAP if held.model in row.tables}
    assert told == {held.model for held in MAP}


def test_a_breach_is_noted_with_a_clock_of_72_hours_and_closed_once_the_authority_knows() -> None:
    client = signed_in(Role.DATA_PROTECTION)
    html = noted(client)
    assert "Noted." in said(html)
    (known,) = queries.breaches()
    assert known.authority_by == known.noticed_at + timedelta(hours=72)
    assert "The authority is told by" in plain(html)
    (case,) = [row for row in cases.open_cases() if row.kind == "breach"]
    assert (case.team, case.turns[0].text) == ("privacy", known.number)
    at = f"{LOG}{known.id}/steps/"
    early = client.post(at, {"step": "closed", "words": "Done"}, follow=True).content.decode()
    assert "First write down that the authority was told, or why it need not be." in said(early)
    for step, words in (
        ("authority", "Told on the site of the CNIL."),
        ("closed", "Discs are encrypted now."),
    ):
        assert "Written down." in said(
            client.post(at, {"step": step, "words": words}, follow=True).content.decode()
        )
    (known,) = queries.breaches()
    assert (known.closed, known.authority_by) == (True, None)
    late = client.post(at, {"step": "measure", "words": "More"}, follow=True).content.decode()
    assert "This breach is closed." in said(late)
    assert "Told on the site of the CNIL." in page(signed_in(Role.AUDITOR), f"{LOG}{known.id}/")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"what": " "}, "B-10"),
        ({"people": "many"}, "B-10"),
        ({"noticed_at": ""}, "B-10"),
        ({"noticed_at": "2099-01-01T00:00"}, "It happened before it was noticed"),
        ({"happened_at": "2026-11-16T09:00"}, "It happened before it was noticed"),
    ],
)
def test_what_lacks_something_is_refused_and_stays_typed(changed: dict[str, str], words: str) -> None:
    answer = signed_in(Role.DATA_PROTECTION).post(f"{LOG}new/", {**SAID, **changed})
    assert answer.status_code == 422
    assert words in said(answer.content.decode())
    assert "Unwanted calls" in answer.content.decode()
    assert queries.breaches() == ()


def test_an_auditor_reads_the_log_and_writes_nothing() -> None:
    client = signed_in(Role.AUDITOR)
    assert "Note a breach" not in page(client, LOG)
    assert client.post(f"{LOG}new/", SAID).status_code == 403
    noted(signed_in(Role.DATA_PROTECTION))
    (known,) = queries.breaches()
    assert client.post(f"{LOG}{known.id}/steps/", {"step": "closed", "words": "x"}).status_code == 403


def test_what_was_noted_cannot_be_changed() -> None:
    noted(signed_in(Role.DATA_PROTECTION))
    rows = Breach.objects.all()
    for change in (lambda: rows.update(people=0), rows.delete):
        with pytest.raises(DatabaseError, match="permission denied|append"), transaction.atomic():
            change()


@pytest.mark.parametrize("step", [*BreachStep])
def test_a_step_has_words(step: BreachStep) -> None:
    done = [BreachStep.NO_RISK]
    assert check_breach_step(step=step, words="It was so.", done=done) == ()
    assert [no.field for no in check_breach_step(step=step, words=" ", done=done)] == ["words"]
