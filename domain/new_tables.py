"""What newer tables of time zones make of running deadlines: another instant for the same date, and no fault."""

from collections.abc import Iterable
from datetime import date, datetime

from domain.dated_view import Row
from domain.dates import end_of_day
from schemas.deadline import DeadlineStage
from schemas.guarantee import MovedInstant


def moved_instants(rows: Iterable[Row], zone: str) -> list[MovedInstant]:
    """List the open deadlines whose day ends at another instant than was recorded; the date of each stays (I16).

    ``rows`` are those of the deadlines' view.
    """
    found = [_found(row, zone) for row in rows if row["stage"] == DeadlineStage.OPEN]
    return sorted((one for one in found if one.instant != one.recorded), key=lambda one: (one.due, one.stream))


def _found(row: Row, zone: str) -> MovedInstant:
    due = date.fromisoformat(str(row["due"]))
    return MovedInstant(
        stream=str(row["stream"]),
        deadline=str(row["deadline"]),
        due=due,
        recorded=datetime.fromisoformat(str(row["instant"])),
        instant=end_of_day(due, zone),
    )
