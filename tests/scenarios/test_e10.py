"""E10: an extension beyond ten years."""

from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import (
    a_next_period,
    a_pact_in_force,
    a_running_pact,
    an_extension,
    an_interim_evaluation,
    support,
)
from tests.scenarios.story import NAME, Story

SECOND_FILE = f"pact/{NAME}-2"


async def test_an_extension_beyond_the_cap_is_refused_and_the_refusal_shows_its_arithmetic(story: Story) -> None:
    """After three periods of three years another three would end two years after the cap."""
    await _three_periods(story)
    await an_interim_evaluation(story, 3)
    outcome = await story.fails(OFFICER, "propose_extension", code="beyond_cap", period=3, months=36)
    kept = await story.then(
        "extension.refused_because_cap", wished_end="2028-12-31", cap="2026-12-31", room_months=12, months=36
    )
    assert outcome.detail == kept.payload.model_dump()["arithmetic"]
    assert "room left: 12 months" in outcome.detail
    await story.then_no("extension.proposed", period=3)


async def test_support_under_a_newer_policy_is_a_file_of_its_own_with_a_chain_and_a_cap_of_its_own(
    story: Story,
) -> None:
    """The old chain stays as long as it was; what goes on in 2027 counts its three and ten years from there."""
    await _three_periods(story)
    await an_interim_evaluation(story, 3)
    await an_extension(story, 3, 12, "2025-10-01")
    await a_next_period(story, 4, "2026-01-01", "2025-10-01")
    follows = {"cluster": NAME, "succeeds": NAME}
    await story.fails(OFFICER, "register_pact", stream=SECOND_FILE, code="same_basis", **follows)
    await story.on("2026-11-02")
    await story.does(OFFICER, "register_pact", stream=SECOND_FILE, legal_basis="decree of 2026", **follows)
    await support(story, "2027-01-01", signed_on="2026-11-02", stream=SECOND_FILE)
    await a_pact_in_force(story, "2026-11-02", stream=SECOND_FILE)
    await story.on("2027-01-04")
    await story.then("agreement.expired", period=4, end="2026-12-31")
    assert ("2026-12-31", "reached") == await story.due("D03")
    assert ("2036-12-31", "open") == await story.due("D03", stream=SECOND_FILE)
    assert ("2029-12-31", "open") == await story.due("D02/1", stream=SECOND_FILE)
    old, new = await story.file(), await story.file(SECOND_FILE)
    assert [1, 2, 3, 4] == [period.number for period in old.agreement.periods]
    assert [(1, "active")] == [(period.number, period.stage.value) for period in new.agreement.periods]
    assert new.pact is not None
    assert (NAME, "decree of 2026") == (new.pact.succeeds, new.pact.legal_basis)


async def test_a_newer_file_takes_nothing_from_what_is_told_of_the_chain_before_it(story: Story) -> None:
    """About earlier days the first chain is told, however old the second file is; that one from its first day on."""
    await _three_periods(story)
    await an_interim_evaluation(story, 3)
    await an_extension(story, 3, 12, "2025-10-01")
    await a_next_period(story, 4, "2026-01-01", "2025-10-01")
    await story.on("2026-11-02")
    before = (await story.answer("2026-11-02")).parts
    assert 4 == len(await story.says("agreement_period", "2026-11-02"))
    basis = {"legal_basis": "decree of 2026", "succeeds": NAME}
    await story.does(OFFICER, "register_pact", stream=SECOND_FILE, cluster=NAME, **basis)
    assert before == (await story.answer("2026-11-02")).parts
    await support(story, "2027-01-01", signed_on="2026-11-02", stream=SECOND_FILE)
    await a_pact_in_force(story, "2026-11-02", stream=SECOND_FILE)
    await story.on("2027-01-04")
    told = {day: await story.says("agreement_period", day) for day in ("2020-06-01", "2026-12-31", "2027-01-04")}
    assert {"2020-06-01": 2, "2026-12-31": 4, "2027-01-04": 1} == {day: len(found) for day, found in told.items()}
    new = "The first support agreement of Duin runs from 1 January 2027 to 31 December 2029, both included."
    assert [new] == [one.text for one in told["2027-01-04"]]


async def _three_periods(story: Story) -> None:
    """Support from 2017 on, twice extended by three years, until the autumn before the end of the third period."""
    await a_running_pact(story, begins="2017-01-02", start="2017-01-01")
    for period, decided_on, start in ((1, "2019-10-01", "2020-01-01"), (2, "2022-10-03", "2023-01-01")):
        await story.on(decided_on)
        await an_interim_evaluation(story, period)
        await an_extension(story, period, 36, decided_on)
        await a_next_period(story, period + 1, start, decided_on)
    await story.on("2025-10-01")
