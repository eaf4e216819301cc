"""Jinja2 for pages and mails: strict about missing names, translated by our catalogue, with the house's formats."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import BaseLoader, Environment, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from comptoir.core.delivery import CARRIER
from comptoir.core.money import Money
from comptoir.core.numbers import show_number
from comptoir.core.publishing import ONE_SIZE
from comptoir.infra import formats, i18n, pages
from comptoir.infra.i18n import gettext as _


def size(name: str) -> str:
    """A size in a list of words; what has no sizes says so."""
    return _("one size") if name == ONE_SIZE else name


def size_words(name: str) -> str:
    """A size inside a sentence."""
    return _("one size") if name == ONE_SIZE else _("size %(size)s") % {"size": name}


FILTERS = {
    "money": formats.money,
    "exact_money": formats.exact_money,
    "day": formats.day,
    "full_day": formats.full_day,
    "moment": formats.moment,
    "clock_time": formats.clock_time,
    "percent": formats.percent,
    "country": formats.country,
    "month": formats.month,
    "time_of_day": formats.time_of_day,
    "weekday": formats.weekday,
    "number": formats.number,
    "pick": i18n.pick,
    "explain": i18n.explain,
    "shown_number": show_number,
    "size": size,
    "size_words": size_words,
}


def price(amount: int, currency: str) -> str:
    """Minor units as a shop shows them: cents only where there are any."""
    return formats.money(Money(amount, currency))


def exact_price(amount: int, currency: str) -> str:
    """Minor units with their cents, for totals."""
    return formats.exact_money(Money(amount, currency))


def kept(*key: object, caller: Callable[[], str]) -> str:
    """A piece of a page, made once for as long as nothing changes that is shown; `key` is all that it is made of."""
    return pages.kept(("piece", *key), caller)


def url(name: str, *args: object) -> str:
    """The address of a named page."""
    return reverse(name, args=args)


def media_url(digest: str) -> str:
    """Where a public picture is served."""
    return f"/media/{digest}"


def _ending_once(message: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def say(context: Context, *words: object, **values: object) -> str:
        text = message(context, *words, **values)
        return i18n.one_stop(text) if values else text

    return say


class HouseEnvironment(Environment):
    """What the i18n extension adds to an environment when it is loaded."""

    install_gettext_callables: Callable[..., None]


def environment(*, loader: BaseLoader, auto_reload: bool = False, **options: object) -> Environment:
    """The environment of every template of the product; Django's own wishes for it (`options`) are ours to decide."""
    del options
    env = HouseEnvironment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=select_autoescape(enabled_extensions=("html", "jinja", "svg"), default_for_string=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)
    for name in ("gettext", "ngettext"):
        env.globals[name] = _ending_once(cast(Callable[..., str], env.globals[name]))
    env.filters.update(FILTERS)
    env.globals.update(
        static=functools.cache(static),  # the names of files are settled when a process starts
        kept=kept,
        media_url=media_url,
        price=price,
        exact_price=exact_price,
        url=url,
        carrier=CARRIER,
        demo=settings.COMPTOIR_DEMO,
        language=lambda: i18n.current().language,
    )
    return env
