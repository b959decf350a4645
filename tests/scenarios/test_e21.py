"""E21: a fact was recorded wrongly."""

from tests.scenarios.cast import HEAD, OFFICER, SECOND_OFFICER
from tests.scenarios.givens import a_running_pact
from tests.scenarios.story import Story

DAY, KNOWN = "2020-05-04", "2020-05-29"
"""About which day was asked, and by when what was told then was known."""


async def test_a_correction_takes_a_second_person_and_leaves_both_readable(story: Story) -> None:
    """In force on the 6th, not the 7th, says the role that recorded it; what was known before stays as it was."""
    await a_running_pact(story, begins="2020-01-07")
    wrong = await story.then("pact.entered_into_force", in_force_on="2020-01-07")
    await story.on("2020-06-02")
    told, seen_as = await story.answer(DAY, KNOWN), await story.knowledge(DAY, KNOWN)
    right = {"correction_kind": "replaces", "fields": [["in_force_on", "2020-01-06"]], "reason": "typing error"}
    await story.does(OFFICER, "propose_correction", corrects=wrong.position, **right)
    assert told.parts == (await story.answer(DAY)).parts
    seen = await story.proposal(corrects=wrong.position)
    approval = {"corrects": wrong.position, "proposal_hash": seen}
    await story.fails(OFFICER, "approve_correction", code="four_eyes", **approval)
    await story.fails(SECOND_OFFICER, "approve_correction", code="level_too_low", **approval)
    await story.does(HEAD, "approve_correction", **approval)
    corrected = await story.then("fact.corrected", corrects=wrong.position)
    assert ("typing error", wrong.position) == (corrected.reason, corrected.corrects)
    assert wrong == await story.then("pact.entered_into_force", in_force_on="2020-01-07")
    pact = (await story.file()).pact
    assert pact is not None
    assert "2020-01-06" == str(pact.in_force_on)
    await story.on("2020-06-03")
    assert seen_as == await story.knowledge(DAY, KNOWN)
    assert told.parts == (await story.answer(DAY, KNOWN)).parts
    assert told.parts != (await story.answer(DAY)).parts
