"""E43: the rules change while cycles run."""

from tests.scenarios.cast import RULES
from tests.scenarios.givens import a_running_pact, newer_rules
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_what_runs_finishes_under_the_old_rule_and_what_begins_follows_the_new_one(story: Story) -> None:
    """From 2021 on plans are due on 15 November: the plan for 2021 keeps its day, that for 2022 has the new one."""
    await a_running_pact(story)
    await story.on("2020-10-05")
    running = await story.deadline("D07/2021")
    await newer_rules(story, RULES, "D07", fixed_day={"month": 11, "day": 15, "year_offset": -1})
    assert running == await story.deadline("D07/2021")
    assert ("2020-11-30", "open") == await story.due("D07/2021")
    await story.on("2020-11-29")
    await story.then_no("deadline.missed", deadline="D07/2021")
    await story.on("2021-09-02")
    missed = await story.then("deadline.missed", deadline="D07/2021", due="2020-11-30")
    assert running.rule_version == missed.rule_version
    old, new = await story.deadline("D07/2021"), await story.deadline("D07/2022")
    assert ("2020-11-30", "2021-11-15") == (old.due.isoformat(), new.due.isoformat())
    assert running.rule_version == old.rule_version
    assert int(old.rule_version) + 1 == int(new.rule_version)
    opened = await story.then("deadline.set", deadline="D07/2022", due="2021-11-15")
    assert new.rule_version == opened.rule_version
    await story.on("2021-11-17")
    await story.then("deadline.missed", deadline="D07/2022", due="2021-11-15")
