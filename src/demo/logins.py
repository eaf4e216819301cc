"""Who can sign in to the demo house, and with what."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from comptoir.core.actors import HOUSE, Role
from comptoir.core.policy import HousePolicy
from comptoir.infra import clock, one_time
from comptoir.people import services as people
from demo.people import customers, staff

if TYPE_CHECKING:
    from comptoir.people.models import User

PASSWORD = "Maison-Exemple-2026!"


def open_accounts(policy: HousePolicy, *, at: datetime) -> None:
    """Staff for every role and two customers with accounts; everybody else in the demo orders as a guest."""
    logins = []
    known: list[tuple[Role | None, str, str, str]] = [
        *((Role(member.role), member.name, member.email, "en") for member in staff()),
        *((None, shopper.name, shopper.email, shopper.language) for shopper in customers()[:2]),
    ]
    for role, name, email, language in known:
        user = people.create_user(
            email=email,
            name=name,
            password=PASSWORD,
            role=role,
            language=language,
            terms=policy.passwords,
            actor=HOUSE,
            at=at,
        )
        login = {"role": role or "customer", "email": email, "password": PASSWORD}
        logins.append({**login, "totp_secret": _second_factor(user, at)} if role else login)
    path = Path(settings.COMPTOIR_HOME) / "logins.json"
    path.write_text(json.dumps({"logins": logins}, indent=2))


def _second_factor(user: User, at: datetime) -> str:
    """An authenticator for a member of staff, set up a moment ago: the code of right now is still unused."""
    secret, then = one_time.new_secret(), clock.real_now() - timedelta(minutes=5)
    code = one_time.code_at(secret=secret, at=then)
    people.set_factor(user=user, secret=secret, code=code, real_at=then, at=at)
    return secret
