"""Sends through Django's mail settings: an SMTP server, or a provider by django-anymail."""

import smtplib
from typing import Any, Self

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives, get_connection

from tessera.domain.mailing.senders import NotNow, Parcel, Refused, Sender

FOR_EVER = range(500, 600)
"""What an SMTP server answers when it makes no sense to try again (RFC 5321)."""


class Smtp(Sender):
    """One connection for everything that is sent together."""

    code = "smtp"

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        self._connection = get_connection()
        return self

    def __exit__(self, *failure: object) -> None:
        self._connection.close()

    def send(self, parcel: Parcel) -> None:
        """Hand it to the server; what it refuses for good is not tried again."""
        try:
            self._connection.open()
            _email(parcel, self._connection).send()
        except smtplib.SMTPRecipientsRefused as refused:
            raise _answer(*next(iter(refused.recipients.values()))) from refused
        except smtplib.SMTPResponseException as refused:
            self._connection.close()
            is_ours = isinstance(refused, smtplib.SMTPAuthenticationError)
            answer = _answer(refused.smtp_code, refused.smtp_error)
            raise (NotNow(str(answer)) if is_ours else answer) from refused
        except AnymailRecipientsRefused as refused:
            raise Refused(str(refused)) from refused
        except (smtplib.SMTPException, AnymailError, OSError) as away:
            self._connection.close()
            raise NotNow(str(away) or type(away).__name__) from away


def _answer(code: int, said: bytes | str) -> Refused | NotNow:
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    reason = f"{code} {text}".strip()
    return Refused(reason) if code in FOR_EVER else NotNow(reason)


def _email(parcel: Parcel, connection: Any) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": parcel.message_id,
        "Content-Language": parcel.language,
        "Auto-Submitted": "auto-generated",
    }
    email = EmailMultiAlternatives(
        parcel.subject,
        parcel.text,
        parcel.sender,
        [parcel.to],
        connection=connection,
        headers=headers,
        reply_to=[parcel.reply_to] if parcel.reply_to else None,
    )
    email.attach_alternative(parcel.html, "text/html")
    for file in parcel.files:
        email.attach(file.name, file.content, file.mime)
    return email
