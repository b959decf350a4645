"""The two clocks of a question, and spans of time, as people type them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cli.ending import Ended, Exit

_SPAN = re.compile(r"(\d{1,5})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 31, "y": 366}
_FURTHEST = 100_000
"""Days; no term lies further ahead, and no calendar goes on for ever."""


def day_of(text: str | None, option: str = "--as-of") -> date | None:
    """Read a day.

    Raises:
        Ended: usage; it is no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Ended(Exit.USAGE, "usage", f"{option} {text!r} is no date; write it like 2020-03-01") from None


def instant_of(text: str | None, zone: ZoneInfo) -> datetime | None:
    """Read an instant; a bare day means its last moment, and without an offset it is the programme's local time.

    Raises:
        Ended: usage; it is no instant.
    """
    if text is None:
        return None
    try:
        if len(text) == len("2020-12-31"):
            instant = datetime.combine(date.fromisoformat(text), time.max)
        else:
            instant = datetime.fromisoformat(text)
        return (instant.replace(tzinfo=zone) if instant.tzinfo is None else instant).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"--known-on {text!r} is no instant; write 2020-12-31 or 2020-12-31T12:00Z"
        raise Ended(Exit.USAGE, "usage", message) from None


def local_text(instant: datetime, zone: ZoneInfo) -> str:
    """Write an instant for a person: the programme's local time, to the minute."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def span_of(text: str) -> timedelta:
    """Read a span such as 30d, 8w, 3m or 2y; a month counts 31 days and a year 366, so that nothing is left out.

    Raises:
        Ended: usage; it is no span.
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Ended(Exit.USAGE, "usage", f"--within {text!r} is no span; write 30d, 8w, 3m or 2y")
    return timedelta(days=min(int(found[1]) * _DAYS[found[2]], _FURTHEST))
