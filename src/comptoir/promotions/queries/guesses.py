"""How often codes were entered that nobody knows (D2-14)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from comptoir.promotions.models import WrongCode

# How many wrong codes in an hour one basket, or one network address, may enter before the next one is not looked at.
MOST_WRONG_AN_HOUR = 10
WITHIN = timedelta(hours=1)


def sender_digest(*, sender: str) -> str:
    """By what a basket or a network address is counted that is itself not kept."""
    text = f"wrong-code:{sender}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def has_guessed_enough(*, senders: Collection[str], at: datetime) -> bool:
    """Whether one of these (digests) has entered so many wrong codes within the hour that the next has to wait."""
    wrong = WrongCode.objects.filter(sender__in=senders, at__gt=at - WITHIN).values("sender")
    return wrong.annotate(count=Count("pk")).filter(count__gte=MOST_WRONG_AN_HOUR).exists()
