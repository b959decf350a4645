"""Where lives begin: prepared once by the model and the service together, and copied for each life."""

from datetime import date
from functools import cache

from tests.model import budget
from tests.model.campaign import Start
from tests.model.service import Service, morning


@cache
def budget_starts(*, with_ladders: bool = False) -> tuple[Start, ...]:
    """A year that nobody opened, in the autumn before it."""
    now = morning(date(2019, 11, 4))
    machine = budget.Budget()
    machine.now, machine.today = now, now.date()
    return (Start(machine, Service(machine.stream, now, budget.AROUND, with_ladders=with_ladders)),)
