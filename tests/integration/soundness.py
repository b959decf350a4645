"""What has to hold of every record after whatever befell it: the ten invariants of deadlines, as of its last moment."""

from datetime import UTC, datetime, timedelta

from gateway.guarantee import audit_deadlines
from store.alarms import last_sweep
from store.pool import Pool, fetch

GRACE = timedelta(minutes=1)
"""What the sweeper may take beyond the settle time: its grace, and some seconds in which somebody is at it."""


async def require_sound_deadlines(pool: Pool) -> None:
    """Audit a record as of the last event or the sweeper's last look, whichever was later.

    Raises:
        AssertionError: a deadline breaks an invariant.
    """
    found = await audit_deadlines(pool, await _last_moment(pool), GRACE)
    assert [] == [f"{one.invariant} {one.stream} {one.deadline}: {one.detail}" for one in found]


async def _last_moment(pool: Pool) -> datetime:
    [row] = await fetch(pool, "SELECT max(recorded_at) AS at FROM event")
    swept = await last_sweep(pool)
    moments = [row["at"], None if swept is None else swept.looked_at]
    return max((one for one in moments if one is not None), default=datetime.min.replace(tzinfo=UTC))
