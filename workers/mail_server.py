"""The mail server of the settings: where it is, how it is spoken to, and what its answers mean for a letter.

Nothing that it says goes on from here but its codes: its words often repeat an address.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib

from domain.mail import is_address
from workers.settings import Settings

SECONDS = 20.0
"""How long the server may take for one answer."""

_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
_FINAL = 500
_UNAVAILABLE = 421


class NoMail(Exception):
    """The settings name no mail server that can be used; the message says what is missing."""


class MailAway(Exception):
    """The server cannot be reached, or takes nothing from us: it concerns every letter."""


class MailRefused(Exception):
    """The server will never take this letter."""

    def __init__(self, code: int) -> None:
        """Take the server's code, 500 to 599."""
        super().__init__(f"refused with {code}")
        self.code = code


class MailDelayed(Exception):
    """The server does not take this letter now."""

    def __init__(self, code: int) -> None:
        """Take the server's code, 400 to 499."""
        super().__init__(f"answered {code}")
        self.code = code


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed over; only ``smtp+plain`` does so in the open, for a server on the same machine."""

    host: str
    port: int
    security: str  # 'smtps': TLS from the first byte; 'smtp': STARTTLS or nothing; 'smtp+plain': neither
    user: str | None
    password_file: Path | None
    sender: str

    @property
    def domain(self) -> str:
        """The right-hand side of the sender's address."""
        return self.sender.rpartition("@")[2].lower()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["Line"]:
        """Connect, encrypt and sign in.

        Raises:
            MailAway: one of them failed.
        """
        smtp = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self._password(),
            use_tls=self.security == "smtps",
            start_tls=self.security == "smtp",
            timeout=SECONDS,
        )
        try:
            await smtp.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as trouble:
            raise MailAway(_said(trouble)) from trouble
        try:
            yield Line(smtp, self.sender)
            with suppress(aiosmtplib.SMTPException):  # everything is said by then
                await smtp.quit()
        finally:
            smtp.close()

    def _password(self) -> str | None:
        """Read it at each connection, so that a new one needs no new start."""
        if self.user is None or self.password_file is None:
            return None
        try:
            return self.password_file.read_text("utf-8").strip()
        except OSError as trouble:
            message = f"the file with the password cannot be read: {trouble.strerror}"
            raise MailAway(message) from trouble


class Line:
    """A connection over which letters go."""

    def __init__(self, smtp: aiosmtplib.SMTP, sender: str) -> None:
        """Take what is connected, and who writes."""
        self._smtp = smtp
        self._sender = sender

    async def send(self, mail: EmailMessage, address: str) -> None:
        """Hand one letter over; when this returns the server has it.

        Raises:
            MailRefused: it never takes this letter.
            MailDelayed: not now.
            MailAway: the line is down, so it may or may not have it; or it takes nothing that we write.
        """
        try:
            await self._smtp.send_message(mail, sender=self._sender, recipients=[address])
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _refusal(min(one.code for one in refused.recipients)) from refused
        except aiosmtplib.SMTPSenderRefused as refused:
            raise MailAway(_said(refused)) from refused
        except aiosmtplib.SMTPResponseException as refused:
            raise _refusal(refused.code) from refused
        except (aiosmtplib.SMTPException, OSError) as trouble:
            raise MailAway(_said(trouble)) from trouble


def mail_server(settings: Settings) -> MailServer | None:
    """Read the settings; None where mail is off.

    Raises:
        NoMail: the address is none, or the sender is missing.
    """
    if settings.smtp_url is None:
        return None
    url = urlsplit(settings.smtp_url.get_secret_value())
    try:
        port = url.port
    except ValueError as wrong:
        raise NoMail("the port in CLUSTERPACT_SMTP_URL is none") from wrong
    if url.scheme not in _PORTS or not url.hostname or url.path.strip("/") or url.query:
        raise NoMail("CLUSTERPACT_SMTP_URL is smtps://user@host:465, smtp://user@host:587 or smtp+plain://host:25")
    if url.password is not None:
        raise NoMail("CLUSTERPACT_SMTP_URL bears no password: CLUSTERPACT_SMTP_PASSWORD_FILE names the file with it")
    if url.scheme == "smtp+plain" and url.username is not None:
        raise NoMail("smtp+plain bears no user: nobody signs in over a line that others can read")
    if settings.mail_from is None or not is_address(settings.mail_from):
        raise NoMail("CLUSTERPACT_MAIL_FROM is the mail address that letters come from")
    user = None if url.username is None else unquote(url.username)
    if user is not None and settings.smtp_password_file is None:
        raise NoMail("CLUSTERPACT_SMTP_PASSWORD_FILE names the file with the password")
    return MailServer(
        host=url.hostname,
        port=port or _PORTS[url.scheme],
        security=url.scheme,
        user=user,
        password_file=settings.smtp_password_file,
        sender=settings.mail_from,
    )


def _refusal(code: int) -> Exception:
    if code == _UNAVAILABLE:
        return MailAway(f"answered {code}")
    return MailRefused(code) if code >= _FINAL else MailDelayed(code)


def _said(trouble: Exception) -> str:
    """Say what happened in our words: a server's own could repeat an address."""
    code = getattr(trouble, "code", None)
    return type(trouble).__name__ if code is None else f"{type(trouble).__name__} {code}"
