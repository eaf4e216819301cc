"""What looks mistyped in a form and may be right all the same: it is asked about, never refused."""

from __future__ import annotations

# The mailboxes that most people have. Only what is nearly one of them is doubted, so every near neighbour that exists is here.
_HOSTS = frozenset(
    {
        "gmail.com", "googlemail.com", "icloud.com", "me.com", "mac.com", "mail.com", "email.com",
        "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.fr", "web.de", "t-online.de", "freenet.de",
        "posteo.de", "outlook.com", "outlook.fr", "outlook.de", "outlook.es", "outlook.it", "outlook.jp",
        "hotmail.com", "hotmail.fr", "hotmail.de", "hotmail.es", "hotmail.it", "hotmail.be", "hotmail.se",
        "hotmail.co.uk", "hotmail.co.jp", "live.com", "live.fr", "live.de", "live.it", "live.be", "live.se",
        "live.nl", "live.ca", "live.co.uk", "msn.com", "yahoo.com", "yahoo.fr", "yahoo.de", "yahoo.es",
        "yahoo.it", "yahoo.ca", "yahoo.co.uk", "yahoo.co.jp", "ymail.com", "aol.com", "aol.fr", "aol.de",
        "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr", "neuf.fr", "bluewin.ch",
        "protonmail.com", "proton.me", "libero.it", "tiscali.it", "telenet.be", "skynet.be", "ziggo.nl",
        "btinternet.com", "sky.com", "comcast.net", "verizon.net", "att.net", "docomo.ne.jp", "ezweb.ne.jp",
        "softbank.ne.jp", "naver.com", "qq.com", "163.com", "126.com", "yandex.com", "example.com",
        "example.org",
    }
)  # fmt: skip
_ENDINGS = {
    "con": "com",
    "cmo": "com",
    "comm": "com",
    "cpm": "com",
    "vom": "com",
    "ocm": "com",
    "nett": "net",
}
_SHORT = 6  # hosts that are shorter resemble too many others
# Where every house has a number.
_NUMBERED = frozenset(
    {
        "FR", "DE", "AT", "CH", "LI", "BE", "NL", "LU", "IT", "ES", "PT", "DK", "SE", "FI", "NO", "PL",
        "CZ", "SK", "HU", "SI", "HR", "EE", "LV", "LT", "GR", "RO", "BG", "US", "CA", "AU", "NZ", "MC",
    }
)  # fmt: skip


def likely_email(email: str) -> str | None:
    """The address that was probably meant; None where nothing looks mistyped."""
    mailbox, _, host = email.strip().rpartition("@")
    meant = _likely_host(host.lower())
    return f"{mailbox}@{meant}" if mailbox and meant else None


def _likely_host(host: str) -> str | None:
    if host in _HOSTS:
        return None
    name, _, ending = host.rpartition(".")
    ended = f"{name}.{_ENDINGS[ending]}" if ending in _ENDINGS else host
    near = [known for known in sorted(_HOSTS) if len(known) >= _SHORT and _is_one_slip(ended, known)]
    if ended in _HOSTS or (ended != host and not near):
        return ended
    return near[0] if len(near) == 1 else None


def _is_one_slip(typed: str, meant: str) -> bool:
    """One letter left out, doubled, wrong, or two of them swapped."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant))
    )
    rest, other = typed[start:], meant[start:]
    if len(rest) == len(other):
        swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
        return rest[1:] == other[1:] or swapped
    return rest[1:] == other if len(rest) > len(other) else rest == other[1:]


def lacks_house_number(*, country: str, lines: tuple[str, ...]) -> bool:
    """Whether a street address has no number, where every house has one."""
    typed = "".join(lines)
    return country in _NUMBERED and bool(typed.strip()) and not any(sign.isdigit() for sign in typed)
