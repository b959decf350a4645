"""What somebody has to look at, beside the record."""

from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from schemas.model import Model

Driver = Literal["temporal", "sweeper", "relay"]
"""Who carried out what time asks for; events keep it as their cause. Those of before it was kept have none."""

AlarmKind = Literal[
    "clock_wrong",
    "clocks_disagree",
    "fired_by_sweeper",
    "mail_away",
    "mail_refused",
    "mail_waits",
    "nobody_to_tell",
    "outage",
    "overdue",
    "projection_differs",
]


class Alarm(Model):
    """One alarm; raised once, and open until its ground falls away or a person has settled it."""

    key: str
    kind: AlarmKind
    stream: str
    body: dict[str, JsonValue]
    raised_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None


class Sweep(Model):
    """When the sweeper last looked, and when it last recomputed the open set from the events."""

    looked_at: datetime
    reconciled_at: datetime | None = None
