"""The clock as a port: which time it is for the business, and which instant of a workflow's clock that is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

_NO_TIME = timedelta(0)


class Clock(Protocol):
    """Business time and workflow time, both aware and in UTC."""

    @property
    def may_lag(self) -> bool:
        """Whether a workflow's clock can stand behind what the record already bears."""
        ...

    def now(self) -> datetime:
        """Tell the business time at this moment: what a receipt bears."""
        ...

    def business(self, asked_at: datetime) -> datetime:
        """Tell the business time at which a workflow asked, ``asked_at`` in its own clock."""
        ...

    def workflow(self, at: datetime) -> datetime:
        """Tell when that business time comes in the workflow's clock."""
        ...


class WallClock:
    """Production: one time for all, that of this machine."""

    may_lag = False

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC)

    def business(self, asked_at: datetime) -> datetime:
        """Tell the time now: a workflow's clock stands still while its activity is tried again."""
        del asked_at
        return self.now()

    def workflow(self, at: datetime) -> datetime:
        """Tell the same instant."""
        return at


class SimulatedClock:
    """Simulation: business time is a workflow's virtual time plus a fixed offset, so that a story can begin in 2020.

    Each workflow skips time for itself, so one that begins late, or is not skipped, stands behind the others; what the
    record bears then says how late it is. Nothing outside of Temporal sees it skip time, so whoever makes it skip says
    so with ``skipped_to``.
    """

    may_lag = True

    def __init__(self, offset: timedelta = _NO_TIME) -> None:
        """Take what is added to a workflow's time to get business time."""
        self.offset = offset
        self._skipped = _NO_TIME

    @classmethod
    def beginning(cls, at: datetime) -> "SimulatedClock":
        """Build a clock that shows this business time now."""
        return cls(at - datetime.now(UTC))

    def skipped_to(self, workflow_now: datetime) -> None:
        """Take over where a workflow's virtual clock stands at this moment; never back."""
        self._skipped = max(self._skipped, workflow_now - datetime.now(UTC))

    def now(self) -> datetime:
        """Tell the business time as far as it is known here."""
        return datetime.now(UTC) + self._skipped + self.offset

    def business(self, asked_at: datetime) -> datetime:
        """Tell the business time of an instant of the workflow's clock."""
        return asked_at + self.offset

    def workflow(self, at: datetime) -> datetime:
        """Tell the instant of the workflow's clock."""
        return at - self.offset
