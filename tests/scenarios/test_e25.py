"""E25: the years from 2016 to 2020 are taken over from public sources."""

from domain.knowledge import find
from domain.policy import current
from domain.record import parse_history
from schemas.event import Recorded
from tests.scenarios.agency import PACK
from tests.scenarios.cast import HEAD, OFFICER, REVIEWER
from tests.scenarios.givens import everybody
from tests.scenarios.story import Story

DEED = {"document": "signed-pact", "title": "the signed pact"}
HISTORY = PACK / "history-2016-2020.yaml"


async def test_the_whole_record_is_taken_over_with_its_sources_and_a_second_time_changes_nothing(story: Story) -> None:
    """Claims first, each with its source; no deadline opens, and asked again nothing is doubled."""
    await story.on("2020-11-02")
    rows = parse_history(HISTORY.name, HISTORY.read_text(encoding="utf-8"), current(await story.rules()))
    for row in rows:
        assert "recorded" == (await story.agency.submit(row)).code
    log = await story.agency.log()
    claims = [event for event in log if event.type == "claim.imported"]
    before_claims = {"cluster.registered", "cluster.renamed", "pact.registered", "claim.imported"}
    assert before_claims == {event.type for event in log if event.command_id.startswith("import:")}
    assert "system" not in {one.source_grade for one in claims}
    [batch] = {one.correlation_id for one in claims}
    assert str(batch).startswith("import:")
    assert (True, True) == (all(one.backfill for one in claims), all(one.evidence for one in claims))
    assert [] == [event for event in log if event.type.startswith("deadline.")]
    for number, row in enumerate(rows):
        again = row.model_copy(update={"command_id": f"import:second-time:{number}"})
        assert "nothing_to_do" == (await story.agency.submit(again)).code
    assert log == await story.agency.log()


async def test_what_was_taken_over_is_confirmed_by_staff_with_the_primary_document(story: Story) -> None:
    """Three dates are told of one pact: an officer accepts one on a document of the agency, and all stay readable."""
    await story.on("2020-11-02")
    await everybody(story)
    policy = current(await story.rules())
    for row in parse_history(HISTORY.name, HISTORY.read_text(encoding="utf-8"), policy):
        await story.agency.submit(row)
    stream = "pact/catalisti"
    claims = [one for one in await story.events("claim.imported", stream=stream) if _tells_when_concluded(one)]
    assert [True] * len(claims) == [one.backfill for one in claims]
    [contested] = find(await story.knowledge("2020-11-02"), stream, "pact_concluded")
    assert contested.is_contested
    accepted = str(getattr(claims[0].payload, "claim", ""))
    chosen = {"stream": stream, "predicate": "pact_concluded", "accepted_claim": accepted}
    wish = {"reason": "it stands in the signed pact", "evidence": [DEED]}
    await story.does(OFFICER, "propose_conflict_resolution", **chosen, **wish)
    await story.approves(HEAD, "resolve_conflict", **chosen)
    resolved = await story.then("conflict.resolved", stream=stream, accepted_claim=accepted)
    assert (HEAD, ["signed-pact"]) == (resolved.actor.person, [one.document for one in resolved.evidence])
    [settled] = find(await story.knowledge("2020-11-02"), stream, "pact_concluded")
    assert (False, accepted) == (settled.is_contested, settled.leading.claim)
    log = await story.agency.log()
    assert claims == [one for one in log if one.stream == stream and _tells_when_concluded(one)]


async def test_a_claim_is_confirmed_with_its_document_or_rejected_and_what_was_known_stays(story: Story) -> None:
    """By two people; nothing of the daily work begins, and an answer rests on the document as well."""
    await story.on("2020-11-02")
    await everybody(story)
    for row in parse_history(HISTORY.name, HISTORY.read_text(encoding="utf-8"), current(await story.rules())):
        await story.agency.submit(row)
    stream, day = "pact/flux50", "2020-11-02"
    before = await story.answer(day, day)
    known = await story.knowledge(day, day)
    [told] = find(known, stream, "pact_concluded")
    claim = told.leading.claim
    assert (claim is not None, told.is_confirmed, told.is_contested) == (True, False, False)
    await story.on("2020-11-09")
    about = {"stream": stream, "claim": claim}
    await story.does(OFFICER, "propose_claim_verdict", verdict="confirmed", reason="the deed", evidence=[DEED], **about)
    seen = await story.proposal(**about)
    await story.fails(OFFICER, "confirm_claim", code="four_eyes", proposal_hash=seen, **about)
    await story.does(REVIEWER, "confirm_claim", proposal_hash=seen, **about)
    [now] = find(await story.knowledge("2020-11-09"), stream, "pact_concluded")
    assert (True, "signed-pact") == (now.is_confirmed, now.evidence[-1].source)
    said = [one for one in await story.says("pact_concluded", "2020-11-09") if one.subject == stream]
    assert ["claim.confirmed"] == [one.event for one in said[0].evidence if one.source == "signed-pact"]
    assert "(confirmed)" in said[0].text
    await story.on("2020-11-16")
    await story.does(OFFICER, "propose_claim_verdict", verdict="rejected", reason="another deed", **about)
    await story.approves(REVIEWER, "reject_claim", **about)
    assert [] == find(await story.knowledge("2020-11-16"), stream, "pact_concluded")
    assert (known, before.parts) == (await story.knowledge(day, day), (await story.answer(day, day)).parts)
    assert [] == [event for event in await story.agency.log() if event.type.startswith("deadline.")]


def _tells_when_concluded(event: Recorded) -> bool:
    return event.type == "claim.imported" and getattr(event.payload, "predicate", "") == "pact_concluded"
