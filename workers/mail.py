"""The mailer: what the outbox has to tell about deadlines goes out by SMTP, each thing to each person once.

A letter is written down before it is sent and marked after the server took it. Between the two lies the one window in
which it can go twice: the server has it, and we died before the mark. It then goes again under the same Message-ID and
with the same rows, so that whoever receives it can tell; nothing can be sent less often than once.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from activities.clock import Clock
from domain.dates import local_day
from domain.mail import Desk, Round, may_try, round_of
from domain.policy import current
from gateway.mail_text import Hand, mail_of
from gateway.rules import rules_of
from gateway.work import everybody_on
from schemas.directory import Lang
from schemas.mail import Letter, Trouble
from store.failures import Unreachable
from store.mail import (
    alone,
    directory,
    note_given_up,
    note_put_off,
    note_sent,
    note_tried,
    note_trouble,
    notices,
    parts,
    plan_letter,
    trouble,
    waiting_since,
)
from store.outbox import mark_delivered
from store.pool import Pool
from workers.apart import apart
from workers.mail_alarms import MailAlarms
from workers.mail_server import Line, MailAway, MailDelayed, MailRefused, MailServer, NoMail, mail_server
from workers.settings import Settings
from workers.stopping import pause

POLL_SECONDS = 10.0
TRIES = 5
"""After so many tries in vain somebody has to look; with growing pauses that is some five minutes."""

log = structlog.get_logger()


class Mailer:
    """Looks at the outbox again and again; several at once do no harm, since one mails and the others wait."""

    def __init__(self, pool: Pool, clock: Clock, server: MailServer, *, lang: Lang, spread: timedelta) -> None:
        """Take the record, the business clock, the server, and how letters are written and spread."""
        self._pool = pool
        self._clock = clock
        self._server = server
        self._lang: Lang = lang
        self._spread = spread
        self._alarms = MailAlarms(pool)
        self._stop = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Look until told to stop; the letter in hand is finished, the others wait for the next start."""
        self._stop = stop
        while not stop.is_set():
            try:
                with apart("mail"):
                    await self.look()
            except Unreachable as trouble:
                log.warning("away", because=str(trouble), pause=POLL_SECONDS)
            await pause(stop, POLL_SECONDS)

    async def look(self) -> tuple[str, ...]:
        """Send what is to be sent now and answer the message ids that went.

        Raises:
            Unreachable: the record is away; the next look takes up where this ended.
        """
        if not (await waiting_since(self._pool))[0]:
            return ()
        async with alone(self._pool) as is_alone:
            if not is_alone:
                return ()
            now, away = self._clock.now(), await trouble(self._pool)
            if away is not None and not may_try(away.tries, away.tried_at, now):
                return ()
            desk, hand = await self._desk(now)
            todo = round_of(desk, now)
            await self._settle(todo, now)
            sent = await self._send_all(_ripe(todo.letters, now), desk, hand, away)
            if sent:  # what everybody has been told of by now is done
                now = self._clock.now()
                desk, _ = await self._desk(now)
                await self._settle(round_of(desk, now), now)
            return sent

    async def _desk(self, now: datetime) -> tuple[Desk, Hand]:
        policy = current(await rules_of(self._pool))
        today = local_day(now, policy.terms.time_zone)
        everybody, _ = await everybody_on(self._pool, today)
        desk = Desk(
            notices=await notices(self._pool),
            parts=await parts(self._pool, today),
            everybody=everybody,
            directory=await directory(self._pool),
            terms=policy.terms,
            spread=self._spread,
            domain=self._server.domain,
        )
        return desk, Hand(sender=self._server.sender, lang=self._lang, policy=policy)

    async def _settle(self, todo: Round, now: datetime) -> None:
        """Note what is done or for nobody any more, and tell of what nobody can be told of."""
        for message_id in todo.withdrawn:
            await note_given_up(self._pool, message_id, None, now)
        if todo.done:
            await mark_delivered(self._pool, todo.done, now)
        await self._alarms.untold(todo.untold, now)

    async def _send_all(self, letters: list[Letter], desk: Desk, hand: Hand, away: Trouble | None) -> tuple[str, ...]:
        """Send letters over one line, one after the other; what is not sent is tried again, less and less often."""
        sent: list[Letter] = []
        if not letters:
            return ()
        try:
            async with self._server.open() as line:
                for letter in letters:
                    if self._stop.is_set():
                        break
                    sent += [letter] if await self._send(line, letter, desk, hand) else []
        except MailAway as failed:
            if sent:  # it was there a moment ago, so these pauses begin anew
                await self._is_back()
            await self._is_away(str(failed))
        else:
            if away is not None or await self._alarms.is_away():
                await self._is_back()
        return tuple(letter.message_id for letter in sent)

    async def _send(self, line: Line, letter: Letter, desk: Desk, hand: Hand) -> bool:
        """Write down, send, mark; true if the server took it."""
        now = self._clock.now()
        is_new = letter.planned_at is None
        begun = plan_letter(self._pool, letter, now) if is_new else note_tried(self._pool, letter.message_id, now)
        if not await begun:
            return False  # it has gone, or is about to, from elsewhere
        known = {notice.key: notice for notice in desk.notices}
        to = desk.directory[letter.person]
        told = [known[key] for key in letter.notices if key in known]
        mail = mail_of(letter, told, to, hand, letter.planned_at or now)
        try:
            await line.send(mail, to.address.strip())
        except MailRefused as refused:
            now = self._clock.now()
            await note_given_up(self._pool, letter.message_id, refused.code, now)
            await self._alarms.refused(letter, refused.code, now)
            return False
        except MailDelayed as delayed:
            await self._put_off(letter, delayed)
            return False
        await note_sent(self._pool, letter.message_id, self._clock.now())
        log.info("mailed", person=letter.person, kind=letter.kind, message_id=letter.message_id)
        if letter.tries:
            await self._alarms.waits_no_more(letter, self._clock.now())
        return True

    async def _put_off(self, letter: Letter, delayed: MailDelayed) -> None:
        """Keep what the server said; after some tries somebody has to look."""
        tries = letter.tries + 1
        await note_put_off(self._pool, letter.message_id, delayed.code)
        log.warning("mail_waits", person=letter.person, because=str(delayed), tries=tries)
        if tries >= TRIES:
            await self._alarms.waits(letter, str(delayed), self._clock.now())

    async def _is_away(self, because: str) -> None:
        now = self._clock.now()
        await note_trouble(self._pool, because, now)
        found = await trouble(self._pool)
        log.warning("mail_away", because=because, tries=0 if found is None else found.tries)
        if found is not None and found.tries >= TRIES:
            await self._alarms.away(found, now)

    async def _is_back(self) -> None:
        now = self._clock.now()
        await note_trouble(self._pool, None, now)
        await self._alarms.back(now)


def mailer_of(settings: Settings, pool: Pool, clock: Clock) -> Mailer | None:
    """Give a mailer as the settings have it; None where mail is off or cannot be, which the log and the doctor say."""
    try:
        server = mail_server(settings)
    except NoMail as wrong:
        log.error("mail_off", because=str(wrong))  # noqa: TRY400 - what the settings lack, not a bug
        return None
    if server is None:
        log.warning("mail_off", because="CLUSTERPACT_SMTP_URL is not set")
        return None
    spread = timedelta(minutes=settings.mail_spread_minutes)
    return Mailer(pool, clock, server, lang=settings.lang, spread=spread)


def _ripe(letters: Iterable[Letter], now: datetime) -> list[Letter]:
    """Choose what may be tried now; a letter that was put off has its own patience, also over a new start."""
    return [one for one in letters if may_try(one.tries, one.tried_at, now)]
