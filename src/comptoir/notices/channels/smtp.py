"""Mail by SMTP, with HTML and text as two forms of one message."""

from __future__ import annotations

from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from comptoir.infra.db import outside_transaction
from comptoir.notices.channels.base import Letter, NotSent, Rejected

_FOR_GOOD = 500  # the codes of refusals that another try does not change


class Smtp:
    """Sends through the server of the settings, from the house's address."""

    def hand_over(self, *, letter: Letter) -> None:
        """Send a letter; trouble with the server is NotSent."""
        outside_transaction()
        domain = settings.MAIL_FROM.rpartition("@")[2].strip("> ")
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            from_email=settings.MAIL_FROM,
            to=[letter.to],
            reply_to=[letter.reply_to] if letter.reply_to else None,
            headers={
                "Message-ID": f"<{letter.id}@{domain}>",
                "Content-Language": letter.language,
                **({} if letter.reply_to else {"Auto-Submitted": "auto-generated"}),
                **_leaving(letter),
            },
        )
        mail.attach_alternative(letter.html, "text/html")
        for enclosure in letter.enclosures:
            mail.attach(enclosure.name, enclosure.content, enclosure.mime)
        try:
            mail.send()
        except SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            said = f"{code} {words.decode(errors='replace')}"
            raise (Rejected if code >= _FOR_GOOD else NotSent)(said) from refusal
        except (SMTPException, OSError) as trouble:
            raise NotSent(f"{type(trouble).__name__}: {trouble}") from trouble


def _leaving(letter: Letter) -> dict[str, str]:
    """How the reader's mail program leaves the list with one press (RFC 8058)."""
    if not letter.leave_url:
        return {}
    return {
        "List-Unsubscribe": f"<{letter.leave_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
