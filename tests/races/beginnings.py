"""What has happened when a race begins."""

from collections.abc import Awaitable, Callable

from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import (
    QUESTION,
    a_complete_plan,
    a_frozen_snapshot,
    a_question,
    a_running_pact,
    an_interim_evaluation,
)
from tests.scenarios.story import Story

Beginning = Callable[[Story], Awaitable[None]]
"""Tells what has happened by then."""

FRIDAY = "2020-11-27"
"""The last working day before the plan for 2021 is due."""


async def a_plan_awaited(story: Story) -> None:
    """A pact in force with running support: the plan for 2021 has not come, and is due on Monday."""
    await a_running_pact(story)
    await story.on(FRIDAY, "09:00")


async def a_verdict_proposed(story: Story) -> None:
    """The plan for 2021 is there on that Friday, complete, and its approval is proposed."""
    await a_plan_awaited(story)
    plan = {"year": 2021, "plan_hash": await a_complete_plan(story, 2021)}
    await story.does(OFFICER, "propose_year_plan_verdict", verdict="approved", **plan)


async def an_answer_drafted(story: Story) -> None:
    """A question of parliament of one part, with a draft for it that nobody approved yet."""
    await a_plan_awaited(story)
    await a_question(story, FRIDAY)
    await a_frozen_snapshot(story)
    await story.does(OFFICER, "draft_answer_part", stream=QUESTION, part=1, text="Eleven.", relied_on=())


async def an_end_in_sight(story: Story) -> None:
    """The first period ends in the middle of January 2023, and its interim evaluation was positive."""
    await a_running_pact(story)
    await story.on("2022-06-01", "09:00")
    await an_interim_evaluation(story, 1)


DAYS: dict[Beginning, tuple[str, str]] = {
    a_plan_awaited: (FRIDAY, "10:00"),
    a_verdict_proposed: (FRIDAY, "10:00"),
    an_answer_drafted: (FRIDAY, "10:00"),
    an_end_in_sight: ("2022-06-01", "10:00"),
}
"""When the race goes on from each."""
