"""What somebody has to look at, beside the record."""

from datetime import datetime
from typing import Literal

from pydantic import JsonValue, computed_field

from schemas.model import Model

Driver = Literal["temporal", "sweeper", "relay"]
"""Who carried out what time asks for; events keep it as their cause. Those of before it was kept have none."""

AlarmKind = Literal[
    "clock_put_back",
    "clock_wrong",
    "clocks_disagree",
    "fired_by_sweeper",
    "fired_often",
    "mail_away",
    "mail_refused",
    "mail_waits",
    "missed_though_received",
    "nobody_to_tell",
    "outage",
    "overdue",
    "projection_differs",
    "receipt_undecided",
    "sweeper_silent",
]

Severity = Literal["page", "warn"]
"""Whether somebody is to be woken for it, or it can wait for the day."""

PAGES: frozenset[AlarmKind] = frozenset(
    {
        "clock_put_back",
        "clock_wrong",
        "clocks_disagree",
        "fired_often",
        "missed_though_received",
        "overdue",
        "projection_differs",
        "receipt_undecided",
        "sweeper_silent",
    }
)
"""What cannot wait: a date is late or will be, people wait in vain, or the second path is gone."""


class Alarm(Model):
    """One alarm; raised once, and open until its ground falls away or a person has settled it."""

    key: str
    kind: AlarmKind
    stream: str
    body: dict[str, JsonValue]
    raised_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def severity(self) -> Severity:
        """Follows from the kind."""
        return "page" if self.kind in PAGES else "warn"


class Sweep(Model):
    """When the sweeper last looked, and when it last recomputed the open set from the events."""

    looked_at: datetime
    reconciled_at: datetime | None = None
