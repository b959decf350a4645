"""Processes of ours whose business clock runs fast, so that dates which lie days apart fall due seconds apart."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workers.entry import leave
from workers.settings import Settings

NAMES = ("relay", "sweeper", "worker")


@dataclass(frozen=True)
class FastClock:
    """Business time began somewhere at an instant of the real clock, and goes so many times as fast."""

    began_at: datetime
    business_began: datetime
    speed: float

    @property
    def may_lag(self) -> bool:
        """All processes of one machine read the same clock."""
        return False

    def now(self) -> datetime:
        """Tell the business time."""
        return self.business_began + (datetime.now(UTC) - self.began_at) * self.speed

    def business(self, asked_at: datetime) -> datetime:
        """Tell the business time now."""
        del asked_at
        return self.now()

    def workflow(self, at: datetime) -> datetime:
        """Tell when that business time comes by the real clock."""
        return self.began_at + (at - self.business_began) / self.speed

    def arguments(self) -> tuple[str, ...]:
        """Write it down for a process."""
        return self.began_at.isoformat(), self.business_began.isoformat(), str(self.speed)


def started_now(business_began: datetime, a_day_takes: timedelta) -> FastClock:
    """Start a clock."""
    return FastClock(datetime.now(UTC), business_began, timedelta(days=1) / a_day_takes)


def main() -> None:
    """Run one process until it is told to stop."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("name", choices=NAMES)
    arguments.add_argument("began_at", type=datetime.fromisoformat)
    arguments.add_argument("business_began", type=datetime.fromisoformat)
    arguments.add_argument("speed", type=float)
    arguments.add_argument("--parent", type=int)
    chosen = arguments.parse_args()
    clock = FastClock(chosen.began_at, chosen.business_began, chosen.speed)
    leave(_run(chosen.name)(Settings(), clock=clock, parent=chosen.parent))


def _run(name: str) -> Callable[..., int]:
    """Load what this process needs and no more: it is started often."""
    match name:
        case "relay":
            from workers.relay import run_relay  # noqa: PLC0415

            return run_relay
        case "sweeper":
            from workers.sweeper import run_sweeper  # noqa: PLC0415

            return run_sweeper
        case _:
            from workers.worker import run_worker  # noqa: PLC0415

            return run_worker


if __name__ == "__main__":
    main()
