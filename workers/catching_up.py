"""What should have been carried out by now: done in one order of due dates over all files, and told as an alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from activities.clock import Clock
from domain.policy import current
from domain.recording import SYSTEM
from schemas.alarm import Alarm, Driver
from schemas.deadline import DeadlineMissed, DeadlineMissRevoked, DeadlineReached, DueKind
from schemas.event import Recorded
from schemas.policy import RulesState
from store.alarms import open_alarms, raise_alarms, raised_since, settle_alarms
from store.canonical import instant_text
from store.clocks import HostTime
from store.deadline_log import fired_without_alarm, revoked_without_alarm
from store.folding import fold_streams
from store.handle import RULES, handle
from store.pool import Pool
from store.views import agenda_upto, refresh_views
from workers.apart import apart
from workers.outages import outage_alarms, record_outages

_BY: Driver = "sweeper"
_DAY = timedelta(days=1)

Item = dict[str, Any]
log = structlog.get_logger()


@dataclass(frozen=True)
class CaughtUp:
    """Keys of agenda items with their streams: carried out here, and late all the same; and the new alarms."""

    carried_out: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


async def catch_up(pool: Pool, clock: Clock, grace: timedelta, outage: timedelta, fired_often: int) -> CaughtUp:
    """Carry out what is late by more than the settle time and ``grace``, the earliest due date of all first.

    Deadlines that were carried out later than ``outage``, by whomever, are recorded together as well.
    ``fired_often`` is how many alarms of firing in a day have somebody woken.
    An alarm that somebody did not live to raise is raised now: the events say who carried them out.

    Raises:
        Unreachable: the record is away; what was carried out stays so.
    """
    rules = await _rules(pool)
    if not rules.policies:
        return CaughtUp()
    await refresh_views(pool, clock.now())
    terms = current(rules).terms
    late_by = timedelta(seconds=terms.settle_seconds) + grace
    tried = await _carry_out(pool, clock, late_by)
    overdue = await _overdue(pool, clock.now(), late_by) if tried else []
    unrecorded: list[Alarm] = []
    try:
        with apart("outages"):
            unrecorded = await record_outages(pool, rules, outage, overdue, HostTime(clock.now()))
    finally:  # what is late is told, whatever stands in the way of telling why
        raised = await _alarms(pool, overdue, fired_often, clock.now())
    alarms = await raise_alarms(pool, unrecorded) + raised
    left = {_key(item) for item in overdue}
    return CaughtUp(tuple(key for key in tried if key not in left), tuple(sorted(left)), tuple(alarms))


async def _carry_out(pool: Pool, clock: Clock, late_by: timedelta) -> list[str]:
    """Handle the file of the earliest late item up to that item, and look again; each item is tried once."""
    tried: dict[str, None] = {}
    while True:
        host = HostTime(clock.now())  # read here: a slow look at the agenda is no slow clock
        late = await agenda_upto(pool, instant_text(host.at - late_by), limit=len(tried) + 1)
        item = next((one for one in late if _key(one) not in tried), None)
        if item is None:
            return list(tried)
        tried[_key(item)] = None
        with apart(item["stream"]):
            at = datetime.fromisoformat(item["at"])
            await handle(pool, item["stream"], now=host.at, wake=True, by=_BY, upto=at, host=host)
            log.info("caught_up", stream=item["stream"], item=item["key"], at=item["at"])


async def _overdue(pool: Pool, now: datetime, late_by: timedelta) -> list[Item]:
    """What is late still: nobody could carry it out. A reminder that gives way to something later is not."""
    come = await agenda_upto(pool, instant_text(now), limit=None)
    last = {(item["stream"], item["deadline"]): item["at"] for item in come if item["deadline"] is not None}
    latest = instant_text(now - late_by)
    return [item for item in come if item["at"] <= latest and not _gives_way(item, last)]


def _gives_way(item: Item, last: dict[tuple[str, str], str]) -> bool:
    return bool(item["kind"] == DueKind.REMIND) and bool(last[item["stream"], item["deadline"]] > item["at"])


async def _alarms(pool: Pool, overdue: list[Item], fired_often: int, now: datetime) -> list[Alarm]:
    """Raise what is new, and settle what is no longer late."""
    late = {f"overdue|{_key(item)}": item for item in overdue}
    asked = [
        *map(_fired_alarm, await fired_without_alarm(pool)),
        *map(_revoked_alarm, await _received_in_time(pool)),
        *await outage_alarms(pool),
    ]
    alarms = await raise_alarms(pool, asked)
    # Whoever closed one of these has not carried out what is late.
    alarms += await raise_alarms(pool, [_overdue_alarm(key, item, now) for key, item in late.items()], again=True)
    alarms += await raise_alarms(pool, await _often(pool, fired_often, now))
    for alarm in alarms:
        log.warning("overdue_agenda_item" if alarm.kind == "overdue" else alarm.kind, stream=alarm.stream, **alarm.body)
    gone = [alarm.key for alarm in await open_alarms(pool, "overdue", limit=None) if alarm.key not in late]
    if gone:
        await settle_alarms(pool, gone, SYSTEM.person, now)
    return alarms


async def _received_in_time(pool: Pool) -> list[Recorded]:
    """Misses that were fired though what came in before was on its way: the settle time was too short for it."""
    revoked = await revoked_without_alarm(pool)
    return [event for event in revoked if getattr(event.payload, "reason", None) == "received_in_time"]


async def _often(pool: Pool, limit: int, now: datetime) -> list[Alarm]:
    """Have somebody woken where the sweeper did so much in a day that Temporal cannot be well."""
    number = await raised_since(pool, "fired_by_sweeper", now - _DAY)
    if number < limit:
        return []
    key, body = f"fired_often|{now.date().isoformat()}", {"in_a_day": number}
    return [Alarm(key=key, kind="fired_often", stream="programme", body={**body}, raised_at=now)]


def _revoked_alarm(event: Recorded) -> Alarm:
    payload = event.payload
    if not isinstance(payload, DeadlineMissRevoked):
        message = f"{event.type} takes no miss back"
        raise TypeError(message)
    return Alarm(
        key=f"revoked|{event.position}",
        kind="missed_though_received",
        stream=event.stream,
        body={
            "deadline": payload.deadline,
            "revision": payload.revision,
            "due": payload.due.isoformat(),
            "position": event.position,
        },
        raised_at=event.recorded_at,
    )


def _fired_alarm(event: Recorded) -> Alarm:
    payload = event.payload
    if not isinstance(payload, DeadlineMissed | DeadlineReached):
        message = f"{event.type} is no deadline that fell due"
        raise TypeError(message)
    return Alarm(
        key=f"fired|{event.position}",
        kind="fired_by_sweeper",
        stream=event.stream,
        body={
            "deadline": payload.deadline,
            "revision": payload.revision,
            "due": payload.due.isoformat(),
            "position": event.position,
            "recorded_at": instant_text(event.recorded_at),
        },
        raised_at=event.recorded_at,
    )


def _overdue_alarm(key: str, item: Item, now: datetime) -> Alarm:
    body = {"item": item["key"], "at": item["at"], "summary": item["summary"]}
    return Alarm(key=key, kind="overdue", stream=item["stream"], body=body, raised_at=now)


def _key(item: Item) -> str:
    return f"{item['stream']}|{item['key']}"


async def _rules(pool: Pool) -> RulesState:
    rules = (await fold_streams(pool, [RULES]))[RULES].state
    if not isinstance(rules, RulesState):
        message = f"{RULES} folds to {type(rules).__name__}"
        raise TypeError(message)
    return rules
