"""The account's page of stores and credits: what was bought at a counter joins it once the e-mail is proved."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.infra import clock
from comptoir.people.models import User
from tests.apps.stores.receipts import a_receipt, bring_back, told
from tests.storefront.accounts import EMAIL, PAGE, a_customer, last_mail, sign_in
from tests.storefront.pages import text_of

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.rule("STO-02", "ACC-03")
def test_receipts_and_credits_join_an_account_once_its_mailbox_is_proved_and_never_before(
    shopper: Client,
) -> None:
    at = clock.now()
    bring_back(a_receipt(told(email=EMAIL), at=at), at=at)
    mail = last_mail(EMAIL)
    assert "280,00" in mail.subject
    known = a_customer()
    sign_in(shopper)
    assert "Maison Exemple Paris" not in text_of(shopper, f"{PAGE}wallet/")
    User.objects.filter(pk=known.pk).update(email_proved_at=clock.now())
    sign_in(shopper)
    said = text_of(shopper, f"{PAGE}wallet/")
    assert "Maison Exemple Paris" in said
    assert said.count("280,00") == 3
    assert "Not online" in said
