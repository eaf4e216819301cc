"""The session of someone at the desk, on real time: half an hour idle, twelve hours in all (D1 7.3.1), a proof that ages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from comptoir.infra import clock, ids, one_time
from comptoir.people import queries as people

if TYPE_CHECKING:
    from comptoir.people.models import User

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
PROOF = timedelta(minutes=15)  # how long a code speaks for what asks for one again
_HALF = timedelta(minutes=10)  # from the password to the code
_NOTED = timedelta(minutes=1)  # how finely the last request is kept
_SINCE, _SEEN, _PROVED, _HALF_KEY, _BROWSER = "since", "seen", "proved", "half", "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """Somebody whose password was right, and whose code is still to come; `secret` where they set one up now."""

    user: User
    secret: str


def begin_half(request: HttpRequest, user: User) -> None:
    """The password was right: what was in this session before is over."""
    request.session.flush()
    secret = "" if user.factor_since else one_time.seal(one_time.new_secret()).decode()
    request.session[_HALF_KEY] = {"user": user.pk, "at": _now(), "secret": secret}


def half_of(request: HttpRequest) -> Half | None:
    """Who is half signed in here; None for nobody, or for too long."""
    kept = request.session.get(_HALF_KEY)
    if not kept or _now() - kept["at"] > _HALF.total_seconds():
        return None
    user = people.staff_by_key(key=kept["user"])
    if user is None or bool(user.factor_since) == bool(kept["secret"]):
        return None
    return Half(user=user, secret=one_time.unseal(kept["secret"].encode()) if kept["secret"] else "")


def begin(request: HttpRequest, user: User) -> None:
    """Password and code were right: a new session, under a new key."""
    request.session.flush()
    login(request, user)
    prove(request)
    request.session[_SINCE] = request.session[_SEEN] = _now()


def goes_on(request: HttpRequest) -> bool:
    """Whether the session is neither idle nor old; it is ended where it is, and noted where it is not."""
    session, now = request.session, _now()
    since, seen = session.get(_SINCE, 0), session.get(_SEEN, 0)
    if now - seen > IDLE.total_seconds() or now - since > LONGEST.total_seconds():
        session.flush()
        return False
    if now - seen > _NOTED.total_seconds():
        session[_SEEN] = now
    return True


def asks_here(request: HttpRequest) -> str:
    """What only this session knows: a device that is asked for a passkey answers to it alone."""
    token = request.session.setdefault(_BROWSER, ids.new_token())
    return str(token)


def prove(request: HttpRequest) -> None:
    """A code was given just now."""
    request.session[_PROVED] = _now()


def is_proved(request: HttpRequest) -> bool:
    """Whether a code was given so lately that it still speaks."""
    return bool(_now() - request.session.get(_PROVED, 0) <= PROOF.total_seconds())


def ask_proof(request: HttpRequest) -> HttpResponse:
    """To the page that asks for a code, and back to where the button was."""
    came_from = urlsplit(request.headers.get("Referer", "")).path
    back = request.get_full_path() if request.method == "GET" else came_from
    query = urlencode({"next": page_of_desk(back), "again": "" if request.method == "GET" else "1"})
    return HttpResponseRedirect(f"{reverse('desk:prove')}?{query}")


def page_of_desk(wanted: str) -> str:
    """The page that was wanted where it is one of the desk's; else its first."""
    ours = url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/desk/")
    return wanted if ours else reverse("desk:index")


def _now() -> int:
    return int(clock.real_now().timestamp())
