"""The doctor's look at mail: whether it is on, whether the server answers, and what waits."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

import asyncpg

from store.failures import Unreachable
from store.mail import waiting_since
from store.pool import connect
from workers.embedded.own_loop import run_apart
from workers.embedded.running import RunningInstance
from workers.finding import Finding, Said, found, plain
from workers.mail_server import MailAway, MailServer, NoMail, mail_server
from workers.settings import Settings

_HOW = Said(
    "zet CLUSTERPACT_SMTP_URL en CLUSTERPACT_MAIL_FROM, en start de relay opnieuw",
    "set CLUSTERPACT_SMTP_URL and CLUSTERPACT_MAIL_FROM, and start the relay again",
)
_LOOK = Said("kijk de instellingen en de mailserver na", "check the settings and the mail server")


def examine_mail(settings: Settings, running: RunningInstance | None) -> Iterator[Finding]:
    """Examine the server of the settings; what waits is told where the record can be asked."""
    number, since = _waiting(settings, running)
    lang = settings.lang
    waits = Said("", "")
    if number and since is not None:
        day = f"{since:%Y-%m-%d}"
        waits = Said(f"; {number} berichten wachten, sinds {day}", f"; {number} messages wait, since {day}")
    try:
        server = mail_server(settings)
    except NoMail as wrong:
        yield found(lang, "mail", "fail", plain(f"{wrong}{waits.to(lang)}"), _HOW)
        return
    if server is None:
        words = Said(f"uit{waits.nl}", f"off{waits.en}")
        yield found(lang, "mail", "warn" if number else "ok", words, *([_HOW] if number else []))
        return
    try:
        run_apart(lambda: _greet(server))
    except (MailAway, TimeoutError) as trouble:
        words = plain(f"{server.host}:{server.port}: {str(trouble) or 'TimeoutError'}{waits.to(lang)}")
        yield found(lang, "mail", "fail", words, _LOOK)
        return
    yield found(lang, "mail", "ok", plain(f"{server.host}:{server.port}{waits.to(lang)}"))


async def _greet(server: MailServer) -> None:
    async with asyncio.timeout(10), server.open():
        pass


def _waiting(settings: Settings, running: RunningInstance | None) -> tuple[int, datetime | None]:
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
    elif running is not None and running.is_postgres_running:
        url = running.database_url
    else:
        return 0, None
    try:
        return run_apart(lambda: _ask(url))
    except (OSError, TimeoutError, ValueError, Unreachable, asyncpg.PostgresError, asyncpg.InterfaceError):
        return 0, None  # others say what is wrong with the database


async def _ask(url: str) -> tuple[int, datetime | None]:
    async with asyncio.timeout(10):
        pool = await connect(url, max_size=1)
        try:
            return await waiting_since(pool)
        finally:
            await pool.close()
