"""Whether this machine's clock, the database's and the time that has passed agree; no reading costs a round trip.

Whoever acts says what time it is once, and how long ago that was is measured by a clock that nobody can set. The
database's own time comes with a row that is read anyway. Two readings lie apart by the length of the trip at least, so
a clock is called wrong only where no trip could explain it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from store.failures import ClockWrong
from store.pool import Pool

Elapsed = Callable[[], float]
"""Seconds since some moment, which neither NTP nor a person can set."""


def elapsed_seconds() -> float:
    """Give seconds that go on through a machine's sleep, where the system counts them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(frozen=True)
class HostTime:
    """What this machine's clock showed, and when that was."""

    at: datetime
    taken: float = field(default_factory=elapsed_seconds)

    def later(self) -> datetime:
        """Tell what it must show by now."""
        return self.at + timedelta(seconds=elapsed_seconds() - self.taken)


@dataclass(frozen=True)
class DatabaseClock:
    """What the database's clock showed with a row that was read, and how far a clock may be off."""

    at: datetime
    is_simulated: bool  # a story's record: every instant is taken
    may_be_ahead: timedelta
    may_be_behind: timedelta
    may_drift: timedelta  # between three clocks, for firing what can hardly be taken back


class ClockWatch:
    """The clocks of one process: its start, and whether they have run alike since."""

    def __init__(self, elapsed: Elapsed = elapsed_seconds) -> None:
        """Take the clock that nobody can set."""
        self._elapsed = elapsed
        self._start: tuple[datetime, datetime, float] | None = None  # host, database, elapsed

    def require_right(self, host: HostTime, clock: DatabaseClock, last: datetime) -> None:
        """Refuse to go on with a clock that is wrong; the first reading that is right is the start.

        ``last`` is the log's last instant, which nobody is ahead of, though the database's clock was put back.

        Raises:
            ClockWrong: ``clock_wrong``.
        """
        if clock.is_simulated:
            return
        now = host.later()
        ahead = host.at - max(clock.at, last)
        if ahead > clock.may_be_ahead:
            raise ClockWrong.ahead(ahead, clock.may_be_ahead)
        behind = clock.at - now
        if behind > clock.may_be_behind:
            raise ClockWrong.behind(behind, clock.may_be_behind)
        if self._start is None:
            self._start = (now, clock.at, self._elapsed())

    def require_agreement(self, host: HostTime, clock: DatabaseClock) -> None:
        """Refuse to fire what is due where one of three clocks has jumped since the start, and back is not yet.

        Raises:
            ClockWrong: ``clocks_disagree``.
        """
        if clock.is_simulated or self._start is None:
            return
        host_began, database_began, began = self._start
        passed = timedelta(seconds=self._elapsed() - began)
        jumps = (host.later() - host_began - passed, clock.at - database_began - passed)
        if max(*jumps, timedelta(0)) - min(*jumps, timedelta(0)) > clock.may_drift:
            raise ClockWrong.apart(*jumps, clock.may_drift)


_watches: dict[Pool, ClockWatch] = {}


def watch_of(pool: Pool) -> ClockWatch:
    """Give the one watch of a pool in this process; it begins with the first reading that is right."""
    for closed in [known for known in _watches if known.is_closing() and known is not pool]:
        del _watches[closed]
    return _watches.setdefault(pool, ClockWatch())


def watch_with(pool: Pool, watch: ClockWatch) -> None:
    """Have a pool watched by this one: for a process that counts elapsed time in its own way."""
    _watches[pool] = watch
