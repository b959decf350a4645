"""E24: two sources disagree."""

from tests.scenarios.cast import HEAD, OFFICER, REVIEWER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story

EXACT = {"earliest": "2017-06-09", "latest": "2017-06-09"}
LOOSE = {"earliest": "2017-10-01", "latest": "2017-12-31", "precision": "interval", "wording": "eind 2017"}


async def _says(story: Story, claim: str, when: dict[str, str], grade: str) -> None:
    told = {"claim": claim, "predicate": "pact_concluded", "value": {"kind": "date", "date": when}}
    source = {"grade": grade, "evidence": [{"document": f"source of {claim}"}]}
    await story.does(OFFICER, "import_historical_claim", effective=when, **told, **source)


async def test_two_days_for_one_pact_stay_visible_until_two_people_decide(story: Story) -> None:
    """The press says 9 June, the minister says the end of the year: contested, then resolved, both still readable."""
    await story.on("2020-03-02")
    await a_registered_pact(story)
    await _says(story, "press", EXACT, "secondary")
    await _says(story, "minister", LOOSE, "official_statement")
    [matter] = (await story.knowledge("2020-03-02")).conclusions
    assert (True, {"press"}) == (matter.is_contested, {rival.claim for rival in matter.rivals})
    await story.on("2020-03-16")
    chosen = {"predicate": "pact_concluded", "accepted_claim": "press"}
    wish = {**chosen, "reason": "the signed pact bears that day"}
    await story.does(REVIEWER, "propose_conflict_resolution", **wish)
    assert (await story.knowledge("2020-03-16")).conclusions[0].is_contested
    seen = await story.proposal(**chosen)
    await story.fails(OFFICER, "resolve_conflict", code="not_allowed", **chosen, proposal_hash=seen)
    await story.fails(REVIEWER, "resolve_conflict", code="four_eyes", **chosen, proposal_hash=seen)
    await story.does(HEAD, "resolve_conflict", **chosen, proposal_hash=seen)
    [matter] = (await story.knowledge("2020-03-16")).conclusions
    assert (False, "press", {"minister"}) == (
        matter.is_contested,
        matter.leading.claim,
        {rival.claim for rival in matter.rivals},
    )
    [before] = (await story.knowledge("2020-03-16", known_on="2020-03-02")).conclusions
    assert before.is_contested
