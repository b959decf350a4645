"""When a fact holds: imprecise dates are intervals that keep the wording of their source."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from schemas.model import Model


class Precision(StrEnum):
    """How exactly a source gives a date; ``interval`` is any other span, such as "begin 2017"."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"


class Effective(Model):
    """The earliest and the latest day on which something became true, both included."""

    earliest: date
    latest: date
    precision: Precision = Precision.DAY
    wording: str | None = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Refuse an interval that ends before it begins, or a day that spans several."""
        if self.latest < self.earliest:
            message = f"latest {self.latest} lies before earliest {self.earliest}"
            raise ValueError(message)
        if self.precision is Precision.DAY and self.latest != self.earliest:
            message = f"precision 'day' with two days: {self.earliest} and {self.latest}"
            raise ValueError(message)
        return self


class Ordering(StrEnum):
    """The answer of a comparison between imprecise dates; overlapping intervals cannot be ordered."""

    BEFORE = "before"
    SAME = "same"
    AFTER = "after"
    UNDETERMINED = "undetermined"
