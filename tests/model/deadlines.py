"""The model's own deadlines: which ones run, from the rows of the pack, and until when, by its own count."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from tests.model.reckoning import (
    DAY,
    day_over,
    last_day,
    moved_off,
    same_day_later,
    working_days_between,
    working_days_later,
)
from tests.unit.flanders import flanders

Fields = dict[str, Any]
"""A command or an event as JSON has it."""

RUNNING = ("open", "missed", "stopped")


class Row(dict[str, Any]):
    """A row of the pack; a copy of a life shares it."""

    def __deepcopy__(self, _: object) -> "Row":
        return self


@cache
def rows() -> tuple[Row, ...]:
    """The pack's rows as plain data."""
    return tuple(Row(rule.model_dump()) for rule in flanders().deadlines)


@cache
def closed_days(calendar: str) -> frozenset[date]:
    """The days on which nobody works, by the pack's calendar."""
    [listed] = [one for one in flanders().calendars if one.id == calendar]
    return frozenset(one.date for one in listed.closed)


@dataclass
class Clock:
    """One deadline."""

    row: Row
    subject: dict[str, str]
    anchor: date
    due: date
    stage: str = "open"
    revision: int = 1
    taken_over: bool = False
    granted: int = 0  # days, on request
    since: date | None = None  # it stands still
    wish: tuple[date, str, frozenset[str]] | None = None
    placed_by: int = 0  # the position of the event that it follows
    has_fallen: bool = False  # with that event, which was withdrawn

    def __deepcopy__(self, _: object) -> "Clock":
        """A copy for another life; what its fields hold is never changed, only replaced."""
        return copy(self)

    def extend(self, due: date) -> None:
        """Run anew until a later day; the days given count, a miss is cured, and what stands still goes on doing so."""
        self.granted += (due - self.due).days
        self.due, self.revision, self.stage = due, self.revision + 1, "open" if self.since is None else "stopped"
        self.wish, self.taken_over = self.unmet_wish(), False

    def unmet_wish(self) -> tuple[date, str, frozenset[str]] | None:
        """What waits on after a move: a day that was asked for and not reached."""
        return self.wish if self.wish is not None and self.wish[0] > self.due else None

    def may_end(self, due: date, today: date) -> bool:
        """Whether it may be given until that day: a later one, and not past where it runs."""
        return due > self.due and (self.since is not None or due >= today)

    def told_of_more_time(self) -> tuple[str, ...]:
        """What is recorded where it is given more time."""
        return ("deadline.extended",) if self.since is None else ("deadline.extended", "deadline.stopped")


class Deadlines:
    """All deadlines of one stream."""

    def __init__(self) -> None:
        """None runs."""
        self.clocks: dict[str, Clock] = {}
        self.position = 0

    def follow(self, event: Fields, on: date, known_at: datetime, suspended: date | None, lifted: date | None) -> None:
        """Let one event that is no deadline's own end, move, start and stop what it does."""
        kind = event["type"]
        if not kind.startswith("deadline."):
            for clock in self._touched(kind, event, "cancelled_by"):
                clock.stage, clock.since, clock.wish = "cancelled", None, None
            for clock in self._touched(kind, event, "met_by"):
                clock.stage, clock.since, clock.wish = "met", None, None
            if suspended is None:
                self._run_on(lifted)
            self._open(kind, event, known_at)
        if suspended is not None:
            self._stop(max(suspended, on))

    def is_due(self, clock: Clock, now: datetime) -> bool:
        """The day is over, and somebody was expected to act or something was to end."""
        return clock.stage == "open" and not clock.taken_over and day_over(clock.due) <= now

    def _touched(self, kind: str, event: Fields, names: str) -> list[Clock]:
        return [
            clock
            for clock in self.clocks.values()
            if clock.stage in RUNNING
            and kind in clock.row[names]
            and all(str(event.get(name, value)) == value for name, value in clock.subject.items())
        ]

    def _open(self, kind: str, event: Fields, known_at: datetime) -> None:
        for row in rows():
            if kind not in row["opened_by"] or any(event[flag] for flag in row["unless"]):
                continue
            if event[row["anchor"]] is None:
                continue
            anchor = date.fromisoformat(event[row["anchor"]])
            subject = {name: str(event[name]) for name in row["subject"]}
            name = "/".join((row["id"], *subject.values()))
            same = [clock for key, clock in self.clocks.items() if key == name or key.startswith(f"{name}.")]
            if any(clock.stage in RUNNING for clock in same):
                continue
            due = due_date(row, anchor)
            taken_over = row["kind"] == "action" and day_over(due) <= known_at
            key = f"{name}.{len(same) + 1}" if same else name
            self.clocks[key] = Clock(row, subject, anchor, due, taken_over=taken_over, placed_by=self.position)

    def _stop(self, since: date) -> None:
        for clock in self.clocks.values():
            may_stop = clock.row["stops_while_suspended"] and clock.row["kind"] == "action"
            if may_stop and clock.stage == "open" and clock.due >= since:
                clock.stage, clock.since = "stopped", since

    def _run_on(self, lifted: date | None) -> None:
        for clock in self.clocks.values():
            if clock.stage == "stopped" and clock.since is not None:
                clock.due = _later(clock, clock.since, max(clock.since, lifted or clock.since))
                clock.stage, clock.since, clock.wish = "open", None, clock.unmet_wish()
                clock.revision, clock.taken_over = clock.revision + 1, False


def due_date(row: Fields, anchor: date) -> date:
    """The due date of a row, moved off closed days where the row says so."""
    fixed, span, closed = row["fixed_day"], row["span"], closed_days(row["calendar"])
    if fixed is not None:
        day = date(anchor.year + fixed["year_offset"], fixed["month"], fixed["day"])
    elif span is None:
        day = anchor
    else:
        day = _counted(span, anchor, row["convention"], closed)
    return moved_off(day, closed) if row["shift"] == "forward" else day


def _counted(span: dict[str, Any], anchor: date, convention: str, closed: frozenset[date]) -> date:
    months, days = int(12 * span["years"] + span["months"]), int(span["days"])
    if span["working_days"]:
        return working_days_later(anchor, span["working_days"], closed)
    if convention == "P":
        return last_day(anchor, months) + days * DAY
    return same_day_later(anchor, months) + days * DAY


def _later(clock: Clock, since: date, resumed: date) -> date:
    closed, span = closed_days(clock.row["calendar"]), clock.row["span"]
    if span is not None and span["working_days"]:
        day = working_days_later(clock.due, working_days_between(since, resumed, closed), closed)
    else:
        day = clock.due + (resumed - since)
    return moved_off(day, closed) if clock.row["shift"] == "forward" else day
