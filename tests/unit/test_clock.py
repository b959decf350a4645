"""Business time and workflow time, in production and in a simulation."""

from datetime import UTC, datetime, timedelta

from activities.clock import SimulatedClock, WallClock

OFFSET = timedelta(days=-2000)
ASKED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_in_a_simulation_both_clocks_differ_by_the_offset() -> None:
    """There and back again."""
    clock = SimulatedClock(OFFSET)

    there = clock.business(ASKED_AT)

    assert (there, clock.workflow(there)) == (ASKED_AT + OFFSET, ASKED_AT)


def test_a_simulation_that_skipped_time_is_that_much_further() -> None:
    """Receipts bear the time to which the story has come."""
    clock = SimulatedClock(OFFSET)

    clock.skipped_to(datetime.now(UTC) + timedelta(days=100))

    assert clock.now() - (datetime.now(UTC) + OFFSET) > timedelta(days=99)


def test_a_simulation_never_goes_back() -> None:
    """A late word about an earlier skip changes nothing."""
    clock = SimulatedClock.beginning(datetime(2020, 1, 6, tzinfo=UTC))
    clock.skipped_to(datetime.now(UTC) + timedelta(days=100))
    before = clock.now()

    clock.skipped_to(datetime.now(UTC) + timedelta(days=1))

    assert clock.now() >= before


def test_in_production_it_is_the_time_that_it_is() -> None:
    """However long ago a workflow asked: an activity may be tried again for hours."""
    before = datetime.now(UTC)

    assert before <= WallClock().business(ASKED_AT - timedelta(days=400)) <= datetime.now(UTC)
    assert WallClock().workflow(ASKED_AT) == ASKED_AT
