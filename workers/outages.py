"""Outages: deadlines that we could not record when they passed, told together as one fact that may be a ground."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import JsonValue

from domain.dates import end_of_day
from domain.policy import current
from domain.recording import SYSTEM
from gateway.own_acts import carry_out
from schemas.alarm import Alarm
from schemas.command import CommandEnvelope
from schemas.deadline import DeadlineMissed, DeadlineReached, DueKind
from schemas.event import Recorded
from schemas.policy import RulesState
from schemas.programme import HitDeadline, OutageOverDeadline, ProgrammeState, RecordOutage
from store.alarms import alarms_of
from store.canonical import instant_text
from store.clocks import HostTime
from store.deadline_log import fired_between, outages_without_alarm
from store.folding import fold_streams
from store.log import head
from store.pool import Pool
from store.receipts import OUTAGES
from store.views import deadlines

_FAR_ENOUGH_BACK = 20_000
"""Events before the head: more than a day brings, and an outage is looked for every minute."""


@dataclass(frozen=True)
class _Hit:
    """A deadline with the time over which it could have been recorded and was not."""

    deadline: HitDeadline
    began: datetime
    ended: datetime


async def record_outages(
    pool: Pool, rules: RulesState, outage: timedelta, overdue: Sequence[dict[str, Any]], host: HostTime
) -> list[Alarm]:
    """Record each outage once, as an event of the programme's stream, when all that could be caught up has been.

    A deadline counts as hit where it was carried out later than ``outage``, by whomever, or still is not (``overdue``).
    Those whose times overlap were hit by the same one. Gives an alarm for each that the rules in force do not let the
    service record; all others have theirs by ``outage_alarms``.

    Raises:
        Unreachable: the record is away; the next look finds the same.
    """
    policy, now = current(rules), host.at
    stream = f"programme/{policy.id}"
    late = [
        *await _fired_late(pool, policy.terms.time_zone, outage),
        *await _still_late(pool, overdue, policy.terms.time_zone, outage, now),
    ]
    if not late:
        return []
    programme = (await fold_streams(pool, [stream]))[stream].state
    told = frozenset(programme.outages) if isinstance(programme, ProgrammeState) else frozenset[tuple[str, str, int]]()
    new = {_key(hit): hit for hit in late if _key(hit) not in told}
    asked = [_envelope(stream, together) for together in _outages(new.values())]
    ended = [(envelope, await carry_out(pool, envelope, now, host)) for envelope in asked]
    return [_unrecorded(envelope, now) for envelope, outcome in ended if outcome.status == "refused"]


async def outage_alarms(pool: Pool) -> list[Alarm]:
    """Tell of every recorded outage that nobody was told of: whoever recorded it may not have lived to."""
    return [_alarm(event) for event in await outages_without_alarm(pool)]


def _outages(hits: Iterable[_Hit]) -> list[list[_Hit]]:
    """Put together what overlaps, the earliest first."""
    found: list[list[_Hit]] = []
    for hit in sorted(hits, key=lambda one: (one.began, _key(one))):
        if found and hit.began <= max(one.ended for one in found[-1]):
            found[-1].append(hit)
        else:
            found.append([hit])
    return found


async def _fired_late(pool: Pool, zone: str, outage: timedelta) -> list[_Hit]:
    position = (await head(pool)).position
    # Alarms of before outages were events name up to where they told.
    told_upto = max((_upto(alarm) for alarm in await alarms_of(pool, "outage")), default=0)
    fired = await fired_between(pool, max(told_upto, position - _FAR_ENOUGH_BACK), position)
    hits = [await _hit_of(pool, event, zone) for event in fired]
    return [hit for hit in hits if hit.ended - hit.began > outage]


async def _still_late(
    pool: Pool, overdue: Sequence[dict[str, Any]], zone: str, outage: timedelta, now: datetime
) -> list[_Hit]:
    hits: list[_Hit] = []
    for item in overdue:
        row = next((one for one in await deadlines(pool, item["stream"]) if one["deadline"] == item["deadline"]), None)
        if item["kind"] != DueKind.FIRE or row is None:
            continue
        due = date.fromisoformat(row["due"])
        deadline = HitDeadline(stream=item["stream"], deadline=row["deadline"], revision=row["revision"], due=due)
        began = _could_be_recorded(due, datetime.fromisoformat(row["set_at"]), now, zone)
        hits.append(_Hit(deadline, began, now))
    return [hit for hit in hits if hit.ended - hit.began > outage]


async def _hit_of(pool: Pool, event: Recorded, zone: str) -> _Hit:
    payload = event.payload
    if not isinstance(payload, DeadlineMissed | DeadlineReached):
        message = f"{event.type} is no deadline that fell due"
        raise TypeError(message)
    set_at = {row["deadline"]: row["set_at"] for row in await deadlines(pool, event.stream)}.get(payload.deadline)
    at = event.recorded_at if set_at is None else datetime.fromisoformat(set_at)
    deadline = HitDeadline(stream=event.stream, deadline=payload.deadline, revision=payload.revision, due=payload.due)
    return _Hit(deadline, _could_be_recorded(payload.due, at, event.recorded_at, zone), event.recorded_at)


def _could_be_recorded(due: date, set_at: datetime, ended: datetime, zone: str) -> datetime:
    """Give the end of the due date, or when the deadline was set where that came later."""
    return max(end_of_day(due, zone), min(set_at, ended))


def _envelope(stream: str, hits: Sequence[_Hit]) -> CommandEnvelope:
    """Ask for the event; the id follows from the deadlines, so the same again is the same command."""
    ordered = sorted(hits, key=lambda one: (one.deadline.due, one.deadline.stream, one.deadline.deadline))
    names = "\n".join("|".join(map(str, _key(hit))) for hit in ordered)
    command = RecordOutage(
        began=min(hit.began for hit in hits),
        ended=max(hit.ended for hit in hits),
        deadlines=tuple(hit.deadline for hit in ordered),
    )
    command_id = f"{OUTAGES}{sha256(names.encode()).hexdigest()}"
    return CommandEnvelope(command_id=command_id, stream=stream, person=SYSTEM.person, command=command)


def _alarm(event: Recorded) -> Alarm:
    """Point at the event, and name what it names."""
    payload = event.payload
    if not isinstance(payload, OutageOverDeadline):
        message = f"{event.type} is no outage"
        raise TypeError(message)
    body = {**_body(payload), "position": event.position}
    key = f"outage|{event.position}"
    return Alarm(key=key, kind="outage", stream=event.stream, body=body, raised_at=event.recorded_at)


def _unrecorded(envelope: CommandEnvelope, now: datetime) -> Alarm:
    """Name what no event names, because the pack in force is of before there was one for it."""
    command = RecordOutage.model_validate(envelope.command)
    return Alarm(key=envelope.command_id, kind="outage", stream=envelope.stream, body=_body(command), raised_at=now)


def _body(outage: OutageOverDeadline | RecordOutage) -> dict[str, JsonValue]:
    hit: list[JsonValue] = [one.model_dump(mode="json") for one in outage.deadlines]
    return {"began": instant_text(outage.began), "ended": instant_text(outage.ended), "deadlines": hit}


def _upto(alarm: Alarm) -> int:
    upto = alarm.body.get("upto")
    return upto if isinstance(upto, int) else 0


def _key(hit: _Hit) -> tuple[str, str, int]:
    return hit.deadline.stream, hit.deadline.deadline, hit.deadline.revision
