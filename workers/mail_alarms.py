"""What somebody has to look at when mail does not go as it should; most of it closes by itself."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from pydantic import JsonValue

from schemas.alarm import Alarm, AlarmKind
from schemas.mail import Letter, Notice, Trouble
from store.alarms import open_alarms, raise_alarms, settle_alarms
from store.mail import waiting_since
from store.pool import Pool

_STREAM = "mail"
_SYSTEM = "system"

log = structlog.get_logger()


class MailAlarms:
    """Raises each alarm once, by pseudonym and without an address, and closes it when its ground falls away."""

    def __init__(self, pool: Pool) -> None:
        """Take the record, beside which alarms stand."""
        self._pool = pool

    async def untold(self, notices: Iterable[Notice], now: datetime) -> None:
        """Tell of messages that nobody can be told of; one that was among them and no longer is, closes."""
        found = {f"nobody_to_tell|{notice.key}": notice for notice in notices}
        known = await self._open("nobody_to_tell")
        for key, notice in found.items():
            if key not in known:
                body: dict[str, JsonValue] = {
                    "deadline": notice.deadline,
                    "stage": notice.stage,
                    "roles": [*notice.to_roles],
                }
                await self._raise("nobody_to_tell", key, body, now, notice.stream)
        await self._close(known - found.keys(), now)

    async def away(self, found: Trouble, now: datetime) -> None:
        """Tell that the server takes nothing, once for each time that it went away."""
        number, since = await waiting_since(self._pool)
        body: dict[str, JsonValue] = {
            "because": found.because,
            "messages": number,
            "since": None if since is None else since.isoformat(),
        }
        await self._raise("mail_away", f"mail_away|{found.since.isoformat()}", body, now)

    async def is_away(self) -> bool:
        """Whether an alarm still says so, as where we died between the server's return and closing it."""
        return bool(await self._open("mail_away"))

    async def back(self, now: datetime) -> None:
        """Note that the server is there."""
        await self._close(await self._open("mail_away"), now)

    async def refused(self, letter: Letter, code: int, now: datetime) -> None:
        """Tell that a letter will never go: a person has to mend the address, and to close this."""
        key = f"mail_refused|{letter.message_id}|{now.isoformat()}"
        body: dict[str, JsonValue] = {"person": letter.person, "code": code, "messages": len(letter.notices)}
        await self._raise("mail_refused", key, body, now)

    async def waits(self, letter: Letter, because: str, now: datetime) -> None:
        """Tell that the server puts a letter off again and again."""
        body: dict[str, JsonValue] = {"person": letter.person, "because": because, "messages": len(letter.notices)}
        await self._raise("mail_waits", _waits(letter), body, now)

    async def waits_no_more(self, letter: Letter, now: datetime) -> None:
        """Note that it went."""
        await self._close({_waits(letter)}, now)

    async def _raise(
        self, kind: AlarmKind, key: str, body: dict[str, JsonValue], now: datetime, stream: str = _STREAM
    ) -> None:
        alarm = Alarm(key=key, kind=kind, stream=stream, body=body, raised_at=now)
        for new in await raise_alarms(self._pool, [alarm]):
            log.error("alarm", kind=new.kind, stream=new.stream, **new.body)

    async def _open(self, kind: AlarmKind) -> set[str]:
        return {alarm.key for alarm in await open_alarms(self._pool, kind)}

    async def _close(self, keys: Iterable[str], now: datetime) -> None:
        closed = [*keys]
        if closed:
            await settle_alarms(self._pool, closed, _SYSTEM, now)


def _waits(letter: Letter) -> str:
    return f"mail_waits|{letter.message_id}"
