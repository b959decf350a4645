"""The ways in for a command, by gateway, by update, by signal: once, with a receipt, and answered for ever."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from gateway.submit import Gateway, named_call
from schemas.acts import GrantExtensionOfTimeCall, JudgeYearPlanCall, SubmitYearPlanCall
from schemas.calls import CommandCall
from schemas.command import CommandEnvelope, Outcome, Receipt
from schemas.deadline import DeadlineSet
from schemas.refusal import Refused
from store.receipts import outcome_of, store_receipt
from tests.e2e.agency import CLUSTER, HASH, OFFICER, SECRETARY, Agency
from workflows.pact import PactWorkflow


def _award(agency: Agency, **more: str) -> CommandEnvelope:
    fields = {"decided_on": "2020-01-06", "minutes": "minutes 1", **more}
    return agency.envelope(SECRETARY, "record_award_decision", **fields)


async def _received(agency: Agency, envelope: CommandEnvelope) -> Receipt:
    return await store_receipt(agency.pool, envelope, agency.clock.now())


async def test_the_same_command_again_gets_its_outcome_without_temporal(agency: Agency) -> None:
    """For ever means: also while nothing but the record is there."""
    envelope = _award(agency)
    asked: list[str] = []

    async def nowhere() -> Client:
        asked.append("Temporal")
        raise RuntimeError("there is none")

    first = await agency.gateway.submit(envelope)
    again = await Gateway(agency.pool, agency.clock, nowhere).submit(envelope)

    assert isinstance(first, Outcome)
    assert (again, asked, len(await agency.events("support.awarded"))) == (first, [], 1)


async def test_the_same_id_with_another_content_is_refused(agency: Agency) -> None:
    """An id stands for one intent."""
    await agency.gateway.submit(_award(agency, command_id="award-decision"))
    other = agency.envelope(
        SECRETARY, "record_award_decision", decided_on="2020-01-05", minutes="2", command_id="award-decision"
    )

    with pytest.raises(Refused) as refused:
        await agency.gateway.submit(other)

    assert refused.value.code == "command_id_reused"


async def test_a_command_by_update_and_by_signal_is_recorded_once(agency: Agency) -> None:
    """Whoever comes first; the other finds the outcome."""
    receipt = await _received(agency, _award(agency))
    call = CommandCall(command_id=receipt.command_id, content_hash=receipt.content_hash)

    await agency.workflow.signal(PactWorkflow.command_signal, call)
    answer, outcome = await asyncio.gather(
        agency.workflow.execute_update(PactWorkflow.command, call),
        agency.gateway.submit(receipt.envelope),
    )

    assert isinstance(outcome, Outcome)
    assert answer.first_position == outcome.first_position
    assert len(await agency.events("support.awarded")) == 1


async def test_a_refusal_is_an_outcome_and_an_error_of_the_update(agency: Agency) -> None:
    """The record, the gateway and Temporal say the same code."""
    receipt = await _received(
        agency, agency.envelope(OFFICER, "record_award_decision", decided_on="2020-01-06", minutes="1")
    )
    call = CommandCall(command_id=receipt.command_id, content_hash=receipt.content_hash)

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await agency.workflow.execute_update(PactWorkflow.command, call)
    history = (await agency.workflow.fetch_history()).to_json()
    outcome = await outcome_of(agency.pool, receipt.command_id)

    assert outcome is not None
    assert isinstance(refused.value.cause, ApplicationError)
    assert (outcome.status, outcome.code, refused.value.cause.type) == ("refused", "not_allowed", "not_allowed")
    assert "Traceback" not in history
    assert ".py" not in history


async def test_a_call_without_a_receipt_does_nothing(agency: Agency) -> None:
    """Whoever reaches Temporal cannot act on the record by that alone; what comes in later is carried out."""
    envelope = _award(agency)
    forged = CommandCall(command_id=envelope.command_id, content_hash=HASH)

    with pytest.raises(WorkflowUpdateFailedError) as without:
        await agency.workflow.execute_update(PactWorkflow.command, forged)
    before = await agency.events("support.awarded")
    receipt = await _received(agency, envelope)
    with pytest.raises(WorkflowUpdateFailedError) as mismatch:
        await agency.workflow.execute_update(PactWorkflow.command, forged)
    answer = await agency.workflow.execute_update(
        PactWorkflow.command, CommandCall(command_id=envelope.command_id, content_hash=receipt.content_hash)
    )

    codes = [
        failure.value.cause.type for failure in (without, mismatch) if isinstance(failure.value.cause, ApplicationError)
    ]
    assert (codes, before, answer.status) == (["no_receipt", "receipt_mismatch"], [], "recorded")


async def test_a_command_cannot_come_by_the_name_of_another_act(agency: Agency) -> None:
    """The act that Temporal shows is the act that the receipt holds: the same kind, the same year."""
    submit = agency.envelope(OFFICER, "submit_year_plan", year=2021, plan_hash=HASH)
    receipt = await _received(agency, submit)
    known = {"command_id": receipt.command_id, "content_hash": receipt.content_hash}
    codes: list[str | None] = []

    for update, call in (
        ("judge_year_plan", JudgeYearPlanCall.model_validate({**known, "year": 2021})),
        ("submit_year_plan", SubmitYearPlanCall.model_validate({**known, "year": 2022})),
    ):
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await agency.workflow.execute_update(update, call)
        assert isinstance(refused.value.cause, ApplicationError)
        codes.append(refused.value.cause.type)

    assert codes == ["other_act", "other_act"]


async def test_the_gateway_uses_the_name_of_the_act(agency: Agency) -> None:
    """What has no name of its own goes by the general one."""
    grant = agency.envelope(OFFICER, "grant_extension_of_time", deadline="D07/2021", new_due="2020-12-11")
    named = named_call(await _received(agency, grant))
    general = named_call(await _received(agency, _award(agency)))

    assert isinstance(named[1], GrantExtensionOfTimeCall)
    assert (named[0], named[1].deadline, general[0]) == ("grant_extension_of_time", "D07/2021", "command")


async def test_ten_people_at_once_get_ten_answers(agency: Agency) -> None:
    """One pact carries out one thing at a time."""
    envelopes = [_award(agency) for _ in range(10)]

    outcomes = await asyncio.gather(*(agency.gateway.submit(envelope) for envelope in envelopes))

    ended = sorted(outcome.code for outcome in outcomes if isinstance(outcome, Outcome))
    assert (len(ended), len(await agency.events("support.awarded"))) == (10, 1)


async def test_a_refused_command_to_no_pact_leaves_no_workflow(agency: Agency) -> None:
    """The refusal is kept; nobody has to wait for what does not exist."""
    stream = "pact/no-such"
    outcome = await agency.ask(CLUSTER, "submit_year_plan", stream=stream, year=2021, plan_hash=HASH)

    await agency.client.get_workflow_handle(stream).result()

    assert outcome.status == "refused"


async def test_a_command_just_after_a_deadline_waits_for_it_and_is_answered(agency: Agency) -> None:
    """Whoever hands in half a second late gets an answer some seconds later, with the miss on record before it."""
    await agency.done(SECRETARY, "record_award_decision", decided_on="2020-01-06", minutes="minutes 1")
    running = (await agency.events("deadline.set"))[0].payload
    assert isinstance(running, DeadlineSet)
    await agency.skip_to(running.instant + timedelta(milliseconds=500))

    late = await agency.ask(
        OFFICER,
        "request_extension_of_time",
        deadline=running.deadline,
        new_due="2021-06-01",
        ground="still negotiating",
    )

    (missed,) = await agency.events("deadline.missed")
    assert late.first_position is not None
    assert late.first_position > missed.position
    assert missed.recorded_at >= running.instant + timedelta(seconds=5)
