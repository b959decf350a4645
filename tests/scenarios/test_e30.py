"""E30: days on which the law and the office disagree."""

from datetime import date

import pytest

from domain.dates import add_working_days, is_working_day
from domain.policy import current
from tests.scenarios.story import Story


@pytest.mark.parametrize("day", [date(2020, 11, 2), date(2022, 12, 26), date(2022, 7, 11)])
async def test_a_day_off_at_the_office_is_a_working_day_before_the_law(story: Story, day: date) -> None:
    """What the cluster owes counts such a day, what the agency owes does not."""
    await story.on("2020-01-06")
    calendars = {one.id: one for one in current(await story.rules()).calendars}
    assert (True, False) == tuple(is_working_day(day, calendars[name]) for name in ("legal", "office"))
    eve = date(day.year, day.month, day.day - 1)
    assert (0, 1) == tuple((add_working_days(eve, 1, calendars[name]) - day).days for name in ("legal", "office"))
