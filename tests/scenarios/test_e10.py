"""E10: an extension beyond ten years."""

from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import a_next_period, a_running_pact, an_extension, an_interim_evaluation
from tests.scenarios.story import Story


async def test_an_extension_beyond_the_cap_is_refused_and_the_refusal_shows_its_arithmetic(story: Story) -> None:
    """After three periods of three years another three would end two years after the cap."""
    await a_running_pact(story, begins="2017-01-02", start="2017-01-01")
    for period, decided_on, start in ((1, "2019-10-01", "2020-01-01"), (2, "2022-10-03", "2023-01-01")):
        await story.on(decided_on)
        await an_interim_evaluation(story, period)
        await an_extension(story, period, 36, decided_on)
        await a_next_period(story, period + 1, start, decided_on)
    await story.on("2025-10-01")
    await an_interim_evaluation(story, 3)
    outcome = await story.fails(OFFICER, "propose_extension", code="beyond_cap", period=3, months=36)
    kept = await story.then(
        "extension.refused_because_cap", wished_end="2028-12-31", cap="2026-12-31", room_months=12, months=36
    )
    assert outcome.detail == kept.payload.model_dump()["arithmetic"]
    assert "room left: 12 months" in outcome.detail
    await story.then_no("extension.proposed", period=3)
