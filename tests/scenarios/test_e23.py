"""E23: what happened years ago is entered today."""

from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import a_pact_in_force, a_registered_pact, support
from tests.scenarios.story import Story


async def test_a_pact_of_2017_entered_in_2020_bears_its_own_dates_and_raises_no_alarm(story: Story) -> None:
    """Signed in 2017, known since 2020: nobody is reminded of or blamed for what lay before."""
    await story.on("2020-03-02")
    await a_registered_pact(story)
    await support(story, "2018-01-01", signed_on="2017-12-18")
    await a_pact_in_force(story, "2018-02-01")
    signed = await story.then("pact.signed_by_party", signed_on="2018-02-01")
    assert ("2018-02-01", 2020) == (signed.effective.earliest.isoformat(), signed.recorded_at.year)
    await story.on("2020-03-09")
    for alarm in ("deadline.missed", "deadline.escalated"):
        await story.then_no(alarm)
    [known] = [one for one in (await story.knowledge("2018-06-01")).conclusions if one.predicate == "pact_version"]
    assert story.pact == known.subject
    assert () == (await story.knowledge("2018-06-01", known_on="2019-12-31")).conclusions


async def test_a_loose_date_is_kept_as_the_interval_that_its_source_gives(story: Story) -> None:
    """'The beginning of 2017' is a quarter with its own wording, and opens no deadline."""
    await story.on("2020-03-02")
    await a_registered_pact(story)
    loose = {"earliest": "2017-01-01", "latest": "2017-03-31", "precision": "interval", "wording": "begin 2017"}
    claim = {"claim": "start", "predicate": "agreement_start", "value": {"kind": "date", "date": loose}}
    source = [{"document": "answer-2020", "title": "answer to a written question"}]
    said = {**claim, "effective": loose, "grade": "official_statement", "evidence": source}
    await story.does(OFFICER, "import_historical_claim", **said)
    event = await story.then("claim.imported", claim="start")
    assert ("begin 2017", True) == (event.effective.wording, event.backfill)
    assert () == (await story.file()).deadlines
