"""Two people decide at once, or in the wrong order: R13 to R18, R23, R28, R31, R35."""

from schemas.event import Payload
from store.receipts import refusals
from tests.races.race import Race, orders
from tests.scenarios.cast import ADMINISTRATOR, CLUSTER, HEAD, LEADER, OFFICER, SECOND_OFFICER, document
from tests.scenarios.givens import PARTIES, QUESTION

PLAN = {"year": 2021, "plan_hash": document("plan 2021")}
SECOND_HEAD = "demo-wilg"


async def seen_verdict(race: Race) -> dict[str, object]:
    """What whoever approves has seen."""
    return {**PLAN, "proposal_hash": await race.proposal(**PLAN)}


async def seen_draft(race: Race) -> dict[str, object]:
    """The draft that whoever approves has seen."""
    return {"stream": QUESTION, "part": 1, "draft_hash": await race.seen("draft_hash", stream=QUESTION, part=1)}


async def a_second_head(race: Race) -> None:
    """Appoint another head of unit."""
    stream = f"people/{SECOND_HEAD}"
    await race.does(ADMINISTRATOR, "register_person", stream=stream, person=SECOND_HEAD)
    await race.does(ADMINISTRATOR, "assign_role", stream=stream, role="head_of_unit", valid_from="2016-01-01")


@orders("approve", "withdraw")
async def test_r13_of_an_approval_and_a_withdrawal_one_succeeds(proposed: Race, first: str) -> None:
    """What is decided is not withdrawn any more, and what is withdrawn is not decided on."""
    approve = proposed.door(HEAD, "approve_year_plan_verdict", **await seen_verdict(proposed))
    withdraw = proposed.door(CLUSTER, "withdraw_year_plan", year=2021, reason="a better one comes")
    ended = await proposed.run(first, approve=approve, withdraw=withdraw)
    refused = {"approve": {"withdraw": "already_decided"}, "withdraw": {"approve": "not_proposed"}}[first]
    assert {first: "recorded", **refused} == ended
    assert {"approve", "withdraw"} == set(proposed.turns.met)
    assert 1 == len(await proposed.told("year_plan.approved", "year_plan.withdrawn"))


@orders("approve", "rewrite")
async def test_r14_an_approval_is_of_the_version_that_was_seen(drafted: Race, first: str) -> None:
    """A new draft at the same moment: the approval holds for the old one, and is refused on the new one."""
    approve = drafted.door(HEAD, "approve_answer_part", **await seen_draft(drafted))
    rewrite = drafted.door(OFFICER, "draft_answer_part", stream=QUESTION, part=1, text="Twelve.", relied_on=())
    ended = await drafted.run(first, approve=approve, rewrite=rewrite)
    assert {"approve": "recorded" if first == "approve" else "content_changed", "rewrite": "recorded"} == ended
    assert {"approve", "rewrite"} == set(drafted.turns.met)


@orders("one", "two")
async def test_r15_where_one_approval_is_needed_the_second_hears_of_the_first(proposed: Race, first: str) -> None:
    """Two heads of unit press at once: one event, and the second is told by whom and when."""
    await a_second_head(proposed)
    seen = await seen_verdict(proposed)
    sides = {
        "one": proposed.door(HEAD, "approve_year_plan_verdict", **seen),
        "two": proposed.door(SECOND_HEAD, "approve_year_plan_verdict", **seen),
    }
    ended = await proposed.run(first, **sides)
    assert {first: "recorded", "two" if first == "one" else "one": "already_decided"} == ended
    assert {"one", "two"} == set(proposed.turns.met)
    [approved] = await proposed.events("year_plan.approved")
    winner = {"one": HEAD, "two": SECOND_HEAD}[first]
    assert winner == approved.actor.person
    [refused] = await refusals(proposed.postgres.pool, code="already_decided")
    told = f"year_plan.approved was recorded by {winner} at {approved.recorded_at:%Y-%m-%dT%H:%M:%SZ}"
    assert f"the plan is approved; {told}" == refused.detail


@orders("second", "first_level")
async def test_r16_the_second_level_does_not_come_before_the_first(drafted: Race, first: str) -> None:
    """It is refused and not queued; after the first level it is taken."""
    seen = await seen_draft(drafted)
    sides = {
        "second": drafted.door(LEADER, "approve_answer_part", **seen),
        "first_level": drafted.door(HEAD, "approve_answer_part", **seen),
    }
    ended = await drafted.run(first, **sides)
    assert {"second": "not_next_level" if first == "second" else "recorded", "first_level": "recorded"} == ended
    assert {"second", "first_level"} == set(drafted.turns.met)
    assert (1 if first == "second" else 2) == len(await drafted.told("answer.part_approved", stream=QUESTION))
    if first == "second":
        await drafted.does(LEADER, "approve_answer_part", **seen)
        assert 2 == len(await drafted.told("answer.part_approved", stream=QUESTION))


@orders("own", "lent")
async def test_r17_nobody_passes_two_levels(drafted: Race, first: str) -> None:
    """In their own name and for another person at once: the first one counts, the second is refused."""
    lent = {"role": "leading_official", "to": HEAD, "valid_from": "2020-11-27", "valid_until": "2020-12-31"}
    await drafted.does(LEADER, "delegate_role", stream=f"people/{LEADER}", **lent)
    seen = await seen_draft(drafted)
    own = drafted.door(HEAD, "approve_answer_part", acting_as="head_of_unit", **seen)
    for_leader = drafted.door(HEAD, "approve_answer_part", on_behalf_of=LEADER, **seen)
    ended = await drafted.run(first, own=own, lent=for_leader)
    code = {"own": "four_eyes", "lent": "not_next_level"}[first]
    assert {"own": "recorded", "lent": code} == ended
    assert {"own", "lent"} == set(drafted.turns.met)
    [refused] = await refusals(drafted.postgres.pool)
    assert (HEAD, LEADER, code) == (refused.person, refused.on_behalf_of, refused.code)
    await drafted.fails(HEAD, "approve_answer_part", code="four_eyes", on_behalf_of=LEADER, **seen)
    assert 1 == len(await drafted.told("answer.part_approved", stream=QUESTION))


@orders("second", "edit")
async def test_r18_an_edit_after_the_first_level_voids_its_approval(drafted: Race, first: str) -> None:
    """The second level approves what it saw, or nothing; the new draft starts again at the first."""
    seen = await seen_draft(drafted)
    await drafted.does(HEAD, "approve_answer_part", **seen)
    edit = drafted.door(OFFICER, "draft_answer_part", stream=QUESTION, part=1, text="Twelve.", relied_on=())
    ended = await drafted.run(first, second=drafted.door(LEADER, "approve_answer_part", **seen), edit=edit)
    assert {"second": "recorded" if first == "second" else "content_changed", "edit": "recorded"} == ended
    assert {"second", "edit"} == set(drafted.turns.met)
    await drafted.fails(LEADER, "approve_answer_part", code="not_next_level", **await seen_draft(drafted))


@orders("approve", "return_")
async def test_r23_of_an_approval_and_a_return_the_first_wins(proposed: Race, first: str) -> None:
    """What is decided does not go back, and what went back is not decided on."""
    approve = proposed.door(HEAD, "approve_year_plan_verdict", **await seen_verdict(proposed))
    return_ = proposed.door(HEAD, "return_verdict_proposal", year=2021, remarks="which conditions?")
    ended = await proposed.run(first, approve=approve, return_=return_)
    refused = {"approve": {"return_": "already_decided"}, "return_": {"approve": "not_proposed"}}[first]
    assert {first: "recorded", **refused} == ended
    assert {"approve", "return_"} == set(proposed.turns.met)
    assert 1 == len(await proposed.told("year_plan.approved", "year_plan.verdict_returned"))


@orders("one", "two")
async def test_r28_of_two_corrections_at_once_one_is_made_and_can_be_corrected_in_turn(
    awaited: Race, first: str
) -> None:
    """Two people correct one day in two ways; the second approval finds nothing that waits, and the chain goes on."""
    wrong = (await awaited.then("pact.entered_into_force")).position
    for person, day in ((OFFICER, "2020-01-07"), (SECOND_OFFICER, "2020-01-08")):
        await awaited.does(person, "propose_correction", **_correction(wrong, day))
    one, two = [one.payload for one in await awaited.events("correction.proposed")]
    sides = {
        "one": awaited.door(HEAD, "approve_correction", corrects=wrong, proposal_hash=_hash_of(one)),
        "two": awaited.door(LEADER, "approve_correction", corrects=wrong, proposal_hash=_hash_of(two)),
    }
    ended = await awaited.run(first, **sides)
    assert {first: "recorded", "two" if first == "one" else "one": "not_proposed"} == ended
    assert {"one", "two"} == set(awaited.turns.met)
    await awaited.does(OFFICER, "propose_correction", **_correction(wrong, "2020-01-09"))
    await awaited.approves(LEADER, "approve_correction", corrects=wrong)
    assert ["fact.corrected"] * 2 == await awaited.told("fact.corrected")
    pact = (await awaited.file()).pact
    assert pact is not None
    assert "2020-01-09" == str(pact.in_force_on)


def _correction(corrects: int, day: str) -> dict[str, object]:
    fields = [["in_force_on", day]]
    return {"corrects": corrects, "correction_kind": "replaces", "fields": fields, "reason": "typing error"}


def _hash_of(proposal: Payload) -> str:
    return str(proposal.model_dump()["proposal_hash"])


@orders("withdrawal", "force")
async def test_r31_a_pact_is_in_force_only_if_every_signature_holds_at_that_moment(awaited: Race, first: str) -> None:
    """A signature is withdrawn as recorded by mistake while the pact is brought into force: the first commit counts."""
    other = "pact/heide"
    await awaited.does(OFFICER, "register_cluster", stream="cluster/heide", name="Heide")
    await awaited.does(OFFICER, "register_pact", stream=other, cluster="heide")
    text = document("pact text")
    await awaited.does(OFFICER, "agree_pact_text", stream=other, text_hash=text, signatories=PARTIES)
    for party in PARTIES:
        signed = {"signatory": party, "text_hash": text, "signed_on": "2020-11-27"}
        await awaited.does(OFFICER, "record_signature", stream=other, **signed)
    wrong = {"stream": other, "corrects": (await awaited.then("pact.signed_by_party", stream=other)).position}
    why = {"correction_kind": "withdraws", "fields": [], "reason": "of another text"}
    await awaited.does(OFFICER, "propose_correction", **why, **wrong)
    seen = {"proposal_hash": await awaited.proposal(**wrong), **wrong}
    sides = {
        "withdrawal": awaited.door(HEAD, "approve_correction", **seen),
        "force": awaited.door(HEAD, "bring_pact_into_force", stream=other, in_force_on="2020-11-27"),
    }
    ended = await awaited.run(first, **sides)
    refused = {"withdrawal": {"force": "signatures_missing"}, "force": {"withdrawal": "rests_on_it"}}[first]
    assert {first: "recorded", **refused} == ended
    assert {"withdrawal", "force"} == set(awaited.turns.met)


@orders("one", "two")
async def test_r35_a_year_is_evaluated_once(awaited: Race, first: str) -> None:
    """Two evaluations of one year at once: the second is refused."""
    drafted = {"year": 2020, "outcome": "unchanged", "findings": "nothing to change"}
    await awaited.does(OFFICER, "propose_pact_evaluation", **drafted)
    await a_second_head(awaited)
    seen = {"year": 2020, "proposal_hash": await awaited.proposal(year=2020)}
    sides = {
        "one": awaited.door(HEAD, "evaluate_pact", **seen),
        "two": awaited.door(SECOND_HEAD, "evaluate_pact", **seen),
    }
    ended = await awaited.run(first, **sides)
    assert {first: "recorded", "two" if first == "one" else "one": "already_evaluated"} == ended
    assert {"one", "two"} == set(awaited.turns.met)
    assert 1 == len(await awaited.told("pact.yearly_evaluation_completed"))
