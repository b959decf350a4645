"""Deadlines over which the service was out of order: told together, as that may be a ground for more time for all."""

from datetime import datetime, timedelta

from pydantic import JsonValue

from domain.dates import end_of_day
from schemas.alarm import Alarm
from schemas.deadline import DeadlineMissed, DeadlineReached
from schemas.event import Recorded
from store.alarms import alarms_of
from store.canonical import instant_text
from store.deadline_log import fired_between
from store.log import head
from store.pool import Pool
from store.views import deadlines

_FAR_ENOUGH_BACK = 20_000
"""Events before the head: more than a day brings, and an outage is looked for every minute."""


async def outage_alarm(pool: Pool, zone: str, outage: timedelta, now: datetime) -> Alarm | None:
    """Name the deadlines that fell due so much too late, whoever fired them, and that no alarm names yet."""
    position = (await head(pool)).position
    told_upto = max((_upto(alarm) for alarm in await alarms_of(pool, "outage")), default=0)
    fired = await fired_between(pool, max(told_upto, position - _FAR_ENOUGH_BACK), position)
    hit: list[JsonValue] = [_told(event) for event in fired if await _lag(pool, event, zone) > outage]
    if not hit:
        return None
    body: dict[str, JsonValue] = {"deadlines": hit, "upto": position}
    return Alarm(key=f"outage|{position}", kind="outage", stream="programme", body=body, raised_at=now)


async def _lag(pool: Pool, event: Recorded, zone: str) -> timedelta:
    """From when it could first be recorded: the end of the due date, or when it was set where that came later."""
    payload = _payload(event)
    rows = {row["deadline"]: row["set_at"] for row in await deadlines(pool, event.stream)}
    set_at = datetime.fromisoformat(rows[payload.deadline]) if payload.deadline in rows else event.recorded_at
    return event.recorded_at - max(end_of_day(payload.due, zone), min(set_at, event.recorded_at))


def _told(event: Recorded) -> dict[str, JsonValue]:
    payload = _payload(event)
    return {
        "stream": event.stream,
        "deadline": payload.deadline,
        "due": payload.due.isoformat(),
        "recorded_at": instant_text(event.recorded_at),
    }


def _payload(event: Recorded) -> DeadlineMissed | DeadlineReached:
    if not isinstance(event.payload, DeadlineMissed | DeadlineReached):
        message = f"{event.type} is no deadline that fell due"
        raise TypeError(message)
    return event.payload


def _upto(alarm: Alarm) -> int:
    upto = alarm.body["upto"]
    return upto if isinstance(upto, int) else 0
