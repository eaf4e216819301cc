"""What the other tests stand on: a copy of the template in a transaction, a fresh one, and the stand-ins."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from threading import Thread

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, connections

from comptoir.core.actors import HOUSE, Role
from comptoir.infra import clock
from comptoir.people.services import create_token


def current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_tests_talk_to_the_database_as_the_application_and_not_as_its_owner() -> None:
    assert current_role() == "comptoir_app"


def test_a_fresh_database_is_seen_by_threads_and_keeps_what_they_commit(fresh_database: str) -> None:
    def commit() -> None:
        Group.objects.create(name="thread")
        connections.close_all()

    thread = Thread(target=commit)
    thread.start()
    thread.join()
    assert [group.name for group in Group.objects.all()] == ["thread"]
    assert os.environ["DATABASE_URL"] == fresh_database
    assert current_role() == "comptoir_app"


def test_a_fresh_database_has_nothing_of_another(fresh_database: str) -> None:
    assert connection.settings_dict["NAME"] in fresh_database
    assert Group.objects.count() == 0


def test_services_commit_in_a_fresh_database(fresh_database: str) -> None:
    assert fresh_database
    assert len(create_token(role=Role.ADMIN, actor=HOUSE, at=clock.now())) >= 32


def test_the_stand_ins_answer_where_the_settings_say(payment_standin: str, carrier_standin: str) -> None:
    assert (payment_standin, carrier_standin) == (settings.PAYMENT_URL, settings.CARRIER_URL)
    for url in (payment_standin, carrier_standin):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url}/no/such/page", timeout=5)
        assert 400 <= refused.value.code < 500
        refused.value.close()
