"""Whether this machine's clock, the database's and the time that has passed agree; no reading costs a round trip.

Whoever acts says what time it is once, and how long ago that was is measured by a clock that nobody can set. The
database's own time comes with a row that is read anyway. Two readings lie apart by the length of the trip at least, so
a clock is called wrong only where no trip could explain it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from store.failures import ClockWrong
from store.pool import Pool

Elapsed = Callable[[], float]
"""Seconds since some moment, which neither NTP nor a person can set."""


_THROUGH_SLEEP = ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC")
"""Linux has the first; where there is only the second (macOS), it counts a sleep too, and Python's own does not."""


def elapsed_seconds() -> float:
    """Give seconds that go on through a machine's sleep, where the system counts them."""
    for name in _THROUGH_SLEEP:
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()


@dataclass(frozen=True)
class HostTime:
    """What this machine's clock showed, and when that was."""

    at: datetime
    taken: float = field(default_factory=elapsed_seconds)

    def later(self, elapsed: float | None = None) -> datetime:
        """Tell what it must show by now, or at another moment of elapsed time."""
        until = elapsed_seconds() if elapsed is None else elapsed
        return self.at + timedelta(seconds=until - self.taken)


@dataclass(frozen=True)
class DatabaseClock:
    """What the database's clock showed with a row that was read, and how far a clock may be off."""

    at: datetime
    is_simulated: bool  # a story's record: every instant is taken
    may_be_ahead: timedelta
    may_be_behind: timedelta
    may_drift: timedelta  # between three clocks, for firing what can hardly be taken back
    alike_for: timedelta  # how long three clocks have to run alike until that is a new beginning
    taken: float = field(default_factory=elapsed_seconds)  # elapsed time when the row came


@dataclass(frozen=True)
class _Reading:
    """What three clocks showed at one moment."""

    host: datetime
    database: datetime
    elapsed: float

    def jumps_since(self, began: Self) -> tuple[timedelta, timedelta]:
        """By how much the host's clock and the database's have run on more than time has passed."""
        passed = timedelta(seconds=self.elapsed - began.elapsed)
        return self.host - began.host - passed, self.database - began.database - passed


class ClockWatch:
    """The clocks of one process: its start, and whether they have run alike since.

    After a machine was paused, both clocks lie ahead of the time that it counted, and so they do after somebody set
    both wrong: nothing tells the two apart. What jumped is right again where it has run alike for ``alike_for``,
    and at least for as long as it jumped, so that a person has read the alarm of a jump that is large.
    """

    def __init__(self, elapsed: Elapsed = elapsed_seconds) -> None:
        """Take the clock that nobody can set."""
        self._elapsed = elapsed
        self._start: _Reading | None = None
        self._again: _Reading | None = None  # since when they have run alike, after a jump

    def require_right(self, host: HostTime, clock: DatabaseClock, last: datetime) -> None:
        """Refuse to go on with a clock that is wrong; the first reading that is right is the start.

        ``last`` is the log's last instant, which nobody is ahead of, though the database's clock was put back.

        Raises:
            ClockWrong: ``clock_wrong``.
        """
        if clock.is_simulated:
            return
        reading = self._reading(host, clock)
        ahead = host.at - max(clock.at, last)
        behind = clock.at - reading.host
        if ahead > clock.may_be_ahead or behind > clock.may_be_behind:
            self._again = None
        if ahead > clock.may_be_ahead:
            raise ClockWrong.ahead(ahead, clock.may_be_ahead)
        if behind > clock.may_be_behind:
            raise ClockWrong.behind(behind, clock.may_be_behind)
        self._start = self._start or reading
        self._look_for_new_start(reading, clock)

    def require_agreement(self, host: HostTime, clock: DatabaseClock) -> None:
        """Refuse to fire what is due where one of three clocks has jumped since the start, and back is not yet.

        Raises:
            ClockWrong: ``clocks_disagree``.
        """
        if clock.is_simulated or self._start is None:
            return
        jumps = self._reading(host, clock).jumps_since(self._start)
        if _apart(jumps) > clock.may_drift:
            raise ClockWrong.apart(*jumps, clock.may_drift, _needed(jumps, clock))

    def _reading(self, host: HostTime, clock: DatabaseClock) -> _Reading:
        """Take all three as of the moment when the database's row came, however slow what followed."""
        since = elapsed_seconds() - clock.taken
        return _Reading(host.later(clock.taken), clock.at, self._elapsed() - since)

    def _look_for_new_start(self, now: _Reading, clock: DatabaseClock) -> None:
        """Begin anew where all have run alike for long enough since they jumped."""
        jumps = (timedelta(0), timedelta(0)) if self._start is None else now.jumps_since(self._start)
        if _apart(jumps) <= clock.may_drift or abs(now.host - now.database) > clock.may_drift:
            self._again = None
        elif self._again is None or _apart(now.jumps_since(self._again)) > clock.may_drift:
            self._again = now
        elif timedelta(seconds=now.elapsed - self._again.elapsed) >= _needed(jumps, clock):
            self._start, self._again = self._again, None


def _apart(jumps: tuple[timedelta, timedelta]) -> timedelta:
    return max(*jumps, timedelta(0)) - min(*jumps, timedelta(0))


def _needed(jumps: tuple[timedelta, timedelta], clock: DatabaseClock) -> timedelta:
    return max(clock.alike_for, _apart(jumps))


_watches: dict[Pool, ClockWatch] = {}


def watch_of(pool: Pool) -> ClockWatch:
    """Give the one watch of a pool in this process; it begins with the first reading that is right."""
    for closed in [known for known in _watches if known.is_closing() and known is not pool]:
        del _watches[closed]
    return _watches.setdefault(pool, ClockWatch())


def watch_with(pool: Pool, watch: ClockWatch) -> None:
    """Have a pool watched by this one: for a process that counts elapsed time in its own way."""
    _watches[pool] = watch
