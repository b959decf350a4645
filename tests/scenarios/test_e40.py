"""E40: two officers act at once."""

from typing import Literal

from domain.timeline import sentence
from tests.scenarios.cast import CLUSTER, OFFICER, SECOND_OFFICER, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story

LANGUAGES: tuple[Literal["nl", "en"], ...] = ("nl", "en")


@also_served
async def test_the_second_of_two_officers_hears_that_the_file_has_moved(story: Story) -> None:
    """Both looked at the same version; the second act changes nothing and names both versions."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    plan = {"year": 2021, "plan_hash": document("plan 2021")}
    await story.does(CLUSTER, "submit_year_plan", **plan)
    seen = (await story.file()).version
    await story.does(OFFICER, "request_completion", year=2021, missing=["budget"], expected_version=seen)
    outcome = await story.fails(SECOND_OFFICER, "confirm_complete", code="conflict", expected_version=seen, **plan)
    now = (await story.file()).version
    moved_on, _, told = outcome.detail.partition("; ")
    assert f"{story.pact} is at version {now}, you saw {seen}" == moved_on
    assert told == "" or told.startswith(f"year_plan.completion_requested was recorded by {OFFICER} at 2020-11-16T")
    await story.then_no("year_plan.found_complete")
    since = [event for event in await story.events() if event.version > seen]
    assert (now - seen, now) == (len(since), since[-1].version)
    moved = since[0]
    assert (OFFICER, "year_plan.completion_requested") == (moved.actor.person, moved.type)
    assert "budget" in sentence(moved, await story.rules(), "en")
    assert "" not in {sentence(event, await story.rules(), lang) for event in since for lang in LANGUAGES}
    again = await story.fails(SECOND_OFFICER, "confirm_complete", code="not_submitted", expected_version=now, **plan)
    assert now == (await story.file()).version
    assert "" != again.detail
