"""A deadline that stands still, on both clocks: the one that stopped, and the one on the wall."""

from datetime import date
from typing import Literal

from schemas.model import Model


class Standstill(Model):
    """What was left of a deadline when it stopped, and where that ends if it runs again today."""

    since: date
    left: int  # from that day to its date, as days left are told while it runs: 0 on the date itself
    unit: Literal["days", "working_days"]  # of its rule
    today: date
    due_if_resumed: date | None  # if support were resumed today; none where its calendar lists no such day
