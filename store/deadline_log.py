"""What the log says of deadlines, over all files: for the sweeper, the audit and the certificate."""

from datetime import datetime

from schemas.event import Recorded
from schemas.guarantee import GroupGrant
from schemas.programme import GroupExtensionGranted
from store.pool import Pool, fetch
from store.recorded import EVENT_COLUMNS, event_of

_COLUMNS = ", ".join(f"e.{name.strip()}" for name in EVENT_COLUMNS.split(","))


async def fired_without_alarm(pool: Pool) -> list[Recorded]:
    """Deadlines that the sweeper fired and that no alarm was raised of, in the order of recording."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM event e"  # noqa: S608 - column names of our own
        " WHERE e.causation_id = 'sweeper' AND e.type IN ('deadline.missed', 'deadline.reached')"
        " AND NOT EXISTS (SELECT FROM alarm a WHERE a.key = 'fired|' || e.position) ORDER BY e.position",
    )
    return [event_of(row) for row in rows]


async def revoked_without_alarm(pool: Pool) -> list[Recorded]:
    """Misses that were taken back for whatever reason and that no alarm was raised of, in the order of recording."""
    return await _without_alarm(pool, "deadline.miss_revoked", "revoked|")


async def outages_without_alarm(pool: Pool) -> list[Recorded]:
    """Outages that no alarm was raised of, in the order of recording."""
    return await _without_alarm(pool, "outage.recorded", "outage|")


async def _without_alarm(pool: Pool, name: str, prefix: str) -> list[Recorded]:
    """Find events by an index of their own name; the name therefore stands in the statement."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM event e WHERE e.type = '{name}'"  # noqa: S608 - names of our own
        f" AND NOT EXISTS (SELECT FROM alarm a WHERE a.key = '{prefix}' || e.position) ORDER BY e.position",
    )
    return [event_of(row) for row in rows]


async def fired_between(pool: Pool, after: int, upto: int) -> list[Recorded]:
    """Deadlines that fell due behind a position up to another one, whoever fired them, in the order of recording."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM event e WHERE e.position > $1 AND e.position <= $2"  # noqa: S608 - column names of our own
        " AND e.type IN ('deadline.missed', 'deadline.reached') ORDER BY e.position",
        after,
        upto,
    )
    return [event_of(row) for row in rows]


async def deadline_events(pool: Pool, *, upto: int) -> list[Recorded]:
    """Every event of a deadline up to a position, in the order of recording."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM event e"  # noqa: S608 - column names of our own
        " WHERE e.position <= $1 AND starts_with(e.type, 'deadline.') ORDER BY e.position",
        upto,
    )
    return [event_of(row) for row in rows]


async def received_of(pool: Pool, *, upto: int) -> dict[str, datetime]:
    """When what met deadlines came in, by the id of the command, up to a position."""
    rows = await fetch(
        pool,
        "SELECT DISTINCT o.command_id, o.received_at FROM outcome o JOIN event e USING (command_id)"
        " WHERE e.type = 'deadline.met' AND e.position <= $1",
        upto,
    )
    return {row["command_id"]: row["received_at"] for row in rows}


async def group_grants(pool: Pool, *, upto: int) -> list[GroupGrant]:
    """What programmes decided for many files up to a position, deadline by deadline."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM event e"  # noqa: S608 - column names of our own
        " WHERE e.position <= $1 AND e.type = 'group_extension.granted' ORDER BY e.position",
        upto,
    )
    return [
        GroupGrant(position=event.position, stream=f"pact/{one.pact}", deadline=one.deadline, new_due=one.new_due)
        for event in map(event_of, rows)
        if isinstance(event.payload, GroupExtensionGranted)
        for one in event.payload.items
    ]


async def notice_keys(pool: Pool, *, upto: int) -> list[str]:
    """Keys of all messages that tell somebody of a deadline, delivered or not."""
    rows = await fetch(pool, "SELECT key FROM outbox WHERE kind = 'notice' AND position <= $1 ORDER BY key", upto)
    return [row["key"] for row in rows]


async def deadline_leaves(pool: Pool, *, upto: int) -> dict[int, str]:
    """The hash of every event of a deadline up to a position, in hexadecimal, by its position."""
    rows = await fetch(
        pool,
        "SELECT position, leaf FROM event WHERE position <= $1 AND starts_with(type, 'deadline.') ORDER BY position",
        upto,
    )
    return {row["position"]: row["leaf"].hex() for row in rows}


async def point_at(pool: Pool, number: int) -> tuple[int, str, datetime] | None:
    """The last position, the chain (hexadecimal) and the instant of recording as of the outcome of this number."""
    rows = await fetch(
        pool,
        "SELECT o.chain, o.recorded_at,"
        " coalesce((SELECT max(last_position) FROM outcome WHERE number <= $1), 0) AS position"
        " FROM outcome o WHERE o.number = $1",
        number,
    )
    return (rows[0]["position"], rows[0]["chain"].hex(), rows[0]["recorded_at"]) if rows else None
