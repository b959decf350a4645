"""When a fact holds: imprecise dates are intervals that keep the wording of their source."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, TypeAdapter, model_validator

from schemas.model import Day, Model

_DAY: TypeAdapter[date] = TypeAdapter(Day)


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


def within_days(given: Effective) -> Effective:
    """Refuse an interval that leaves the years in which people may date something."""
    for end in (given.earliest, given.latest):
        _DAY.validate_python(end)
    return given


GivenEffective = Annotated[Effective, AfterValidator(within_days)]
"""An interval that others send; what the record holds is read as it was written."""


class Ordering(StrEnum):
    """The answer of a comparison between imprecise dates; overlapping intervals cannot be ordered."""

    BEFORE = "before"
    SAME = "same"
    AFTER = "after"
    UNDETERMINED = "undetermined"
