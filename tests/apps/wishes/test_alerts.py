"""Stock alerts: one mail when the size is back in its market, and nothing is left of who asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comptoir.core.reasons import Reason
from comptoir.infra import clock, queue
from comptoir.journal.models import Entry
from comptoir.notices import queries as notices
from comptoir.notices import services as mail
from comptoir.notices.models import Message
from comptoir.notices.queries import SentMail
from comptoir.wishes import queries, services
from comptoir.wishes.models import Alert
from comptoir.wishes.services import CannotWait
from tests import builders
from tests.builders import GOWN_38, KNIT_M, MONDAY, SHIRT_M

pytestmark = pytest.mark.usefixtures("house")

ZOE = "zoe@example.org"


def ask(
    *,
    email: str = ZOE,
    sku: str = KNIT_M,
    country: str = "FR",
    language: str = "en",
    sender: str = "",
    at: datetime = MONDAY,
) -> None:
    services.ask_alert(email=email, sku=sku, country=country, language=language, sender=sender, at=at)


def sweep(*, at: datetime = MONDAY) -> tuple[SentMail, ...]:
    """The sweep of a moment, and every mail that has left by then."""
    clock.set_to(at=at)
    next(each for each in queue.sweeps() if each.name == "wishes.tell_alerts").run()
    queue.run_waiting()
    return notices.outbox()


@pytest.fixture
def sold_out(house: None) -> None:
    del house
    builders.count_to(KNIT_M, 0)


@pytest.mark.rule("ACC-11")
@pytest.mark.usefixtures("sold_out")
def test_the_mail_leaves_once_when_the_size_is_back_and_the_address_is_forgotten() -> None:
    ask(language="fr", country="FR")
    assert sweep() == ()
    builders.count_to(KNIT_M, 3)
    (told,) = sweep()
    assert (told.to, told.kind, told.language) == (ZOE, "back_in_stock", "fr")
    assert "http://127.0.0.1:8000/fr-fr/p/ME-26W-KN014-0410/" in told.text
    assert "Pull col rond" in told.text
    assert Alert.objects.count() == 0
    assert sweep() == (told,)
    assert not [entry for entry in Entry.objects.all() if ZOE in str(entry.data)]


@pytest.mark.rule("ACC-11")
@pytest.mark.usefixtures("sold_out")
def test_the_letter_itself_is_forgotten_a_week_later() -> None:
    ask()
    builders.count_to(KNIT_M, 1)
    assert len(sweep()) == 1
    mail.forget_old(at=MONDAY + timedelta(days=7))  # the letter is some moments younger than Monday
    assert Message.objects.count() == 1
    mail.forget_old(at=MONDAY + timedelta(days=7, minutes=1))
    assert Message.objects.count() == 0


@pytest.mark.usefixtures("sold_out")
def test_an_address_waits_once_for_a_size_in_whatever_letters_it_is_typed() -> None:
    ask(country="FR")
    ask(email=ZOE.upper(), country="GB", at=MONDAY + timedelta(days=1))
    alert = Alert.objects.get()
    assert (alert.email, alert.country) == (ZOE, "GB")
    assert alert.expires_at == MONDAY + timedelta(days=181)
    builders.count_to(KNIT_M, 1)
    assert len(sweep()) == 1


@pytest.mark.usefixtures("sold_out")
def test_one_address_waits_for_so_many_sizes_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_ALERTS", 1)
    ask()
    ask(sku=SHIRT_M)
    ask(email="ada@example.org", sku=SHIRT_M)
    assert sorted(Alert.objects.values_list("email", "sku")) == [("ada@example.org", SHIRT_M), (ZOE, KNIT_M)]


@pytest.mark.usefixtures("sold_out")
def test_one_network_asks_for_so_many_addresses_an_hour() -> None:
    for number in range(20):
        ask(email=f"someone{number}@example.org", sender="9.9.9.9")
    with pytest.raises(CannotWait) as refused:
        ask(sender="9.9.9.9")
    assert [no.reason for no in refused.value.refusals] == [Reason.TOO_MANY]
    assert Alert.objects.count() == 20
    ask(sender="9.9.9.9", at=MONDAY + timedelta(hours=1))
    assert Alert.objects.count() == 21


@pytest.mark.parametrize(
    ("sku", "country"), [("ME-26W-XX999-0100-M", "FR"), (GOWN_38, "FR"), (KNIT_M, "RU"), (KNIT_M, "SG")]
)
def test_nobody_waits_for_what_is_not_sold_in_the_market(sku: str, country: str) -> None:
    with pytest.raises(CannotWait) as refused:
        ask(sku=sku, country=country)
    assert [no.reason for no in refused.value.refusals] == [Reason.UNKNOWN_SKU]
    assert Alert.objects.count() == 0


@pytest.mark.usefixtures("sold_out")
def test_a_size_that_is_sold_again_before_the_mail_is_written_is_not_told() -> None:
    ask()
    builders.count_to(KNIT_M, 1)
    (due,) = queries.alerts_due(at=MONDAY)
    builders.count_to(KNIT_M, 0)
    services.tell_alert(alert_id=due, at=MONDAY)
    assert (Alert.objects.count(), Message.objects.count()) == (1, 0)


@pytest.mark.usefixtures("sold_out")
def test_two_sweeps_at_once_tell_once() -> None:
    ask()
    builders.count_to(KNIT_M, 1)
    (due,) = queries.alerts_due(at=MONDAY)
    for _ in range(2):
        services.tell_alert(alert_id=due, at=MONDAY)
    assert Message.objects.count() == 1


@pytest.mark.rule("ACC-11")
@pytest.mark.usefixtures("sold_out")
def test_who_waited_for_the_days_of_the_policy_is_forgotten_unasked() -> None:
    ask()
    over = MONDAY + timedelta(days=180)
    assert queries.next_end_at() == over
    services.forget_old(at=over - timedelta(seconds=1))
    assert Alert.objects.count() == 1
    builders.count_to(KNIT_M, 1)
    assert queries.alerts_due(at=over) == ()
    services.forget_old(at=over)
    assert Alert.objects.count() == 0
