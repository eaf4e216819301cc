"""Mails as customers and their programs send them."""

from __future__ import annotations

import io
from email.message import EmailMessage

from PIL import Image

WRITER = "zoe@example.org"


def a_mail(
    *, to: str = "service@maison-exemple.example", text: str = "Where is it?", **headers: str
) -> EmailMessage:
    """A mail in plain text; headers by their names with underscores for dashes."""
    mail = EmailMessage()
    plain = {
        "From": f"Zoë Exemple <{WRITER}>",
        "To": to,
        "Subject": "My order",
        "Message-ID": "<m1@example.org>",
    }
    for name, value in (plain | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def a_photograph(side: int = 400) -> bytes:
    """A JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), "tomato").save(out, "JPEG")
    return out.getvalue()
