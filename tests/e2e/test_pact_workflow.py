"""The pact's workflow alone, against a record in memory: what it asks for, when, and how it ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from schemas.acts import SubmitYearPlanCall
from schemas.calls import CommandCall, StreamRun
from tests.e2e.record import HASH, Record
from workflows.attributes import STAGE
from workflows.pact import PactWorkflow
from workflows.runtime import TASK_QUEUE, worker

Pact = WorkflowHandle[PactWorkflow, None]
DAY = timedelta(days=1)
YEAR = timedelta(days=366)


class Stage:
    """One pact on a worker with a scripted record, and its own virtual clock."""

    def __init__(self, skipper: TimeSkipper, name: str, record: Record) -> None:
        """Keep what every test needs."""
        self.skipper = skipper
        self.client = skipper.client
        self.name = name
        self.record = record

    @property
    def pact(self) -> Pact:
        """The pact's newest run."""
        return self.client.get_workflow_handle_for(PactWorkflow.run, self.name)

    async def start(self) -> datetime:
        """Start the pact and answer its time: early in a year, with a month's sleep before it."""
        await self.client.start_workflow(
            PactWorkflow.run, StreamRun(stream=self.name), id=self.name, task_queue=TASK_QUEUE
        )
        # By February even a month's sleep that began in December has met the new year, and the run that comes with it.
        february = datetime(datetime.now(UTC).year + 1, 2, 2, tzinfo=UTC)
        await self.forward(february - datetime.now(UTC))
        await self.look()
        self.record.calls.clear()
        return await self.now()

    async def forward(self, span: timedelta) -> None:
        """Move the pact's clock; a date that lies exactly there needs some seconds more."""
        assert await self.skipper.fast_forward(self.pact, span + timedelta(seconds=5))

    async def look(self) -> None:
        """Have the record looked at now."""
        self.record.is_reached.clear()
        await self.pact.signal(PactWorkflow.nudge)
        await self.record.is_reached.wait()

    async def now(self) -> datetime:
        """Tell the pact's time."""
        return await self.skipper.get_current_time(self.pact)

    async def events(self, kind: EventType.ValueType) -> list[HistoryEvent]:
        """List the events of one kind in the history of the newest run."""
        history = await self.pact.fetch_history()
        return [event for event in history.events if event.event_type == kind]

    async def run_id(self) -> str | None:
        """Tell which run is the newest."""
        return (await self.pact.describe()).run_id


@pytest.fixture
async def stage(skipper: TimeSkipper, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Run a worker; the pact bears the test's name and is ended with it."""
    stage = Stage(skipper, f"pact/{request.node.name.replace('_', '-')[:60]}", Record())
    async with worker(skipper.client, [stage.record.handle]):
        yield stage
        with suppress(RPCError):  # it may have ended by itself
            await stage.pact.terminate()


def call(name: str) -> CommandCall:
    """Refer to a command."""
    return CommandCall(command_id=f"command-{name}", content_hash=HASH)


async def test_a_date_is_handled_when_it_comes_and_not_before(stage: Stage) -> None:
    """Three months ahead, although no timer is longer than one."""
    stage.record.agenda.append((await stage.start() + 90 * DAY, "year plan due"))
    await stage.look()

    await stage.forward(89 * DAY)
    before = list(stage.record.events)
    await stage.forward(1 * DAY)

    assert (before, stage.record.events) == ([], ["year plan due"])


async def test_a_timer_says_what_it_waits_for_and_is_never_longer_than_a_month(stage: Stage) -> None:
    """People read it on Temporal's pages."""
    stage.record.agenda.append((await stage.start() + 90 * DAY, "year plan 2021 due"))
    await stage.look()
    await stage.forward(1 * DAY)

    timer = (await stage.events(EventType.EVENT_TYPE_TIMER_STARTED))[-1]

    assert timer.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta() == 30 * DAY
    assert json.loads(timer.user_metadata.summary.data) == "year plan 2021 due"


async def test_with_nothing_on_the_agenda_the_record_is_looked_at_every_month(stage: Stage) -> None:
    """A plan that changed behind Temporal's back is seen within a month."""
    await stage.start()
    await stage.forward(60 * DAY)

    assert len(stage.record.calls) == 2


async def test_a_nudge_has_the_record_looked_at_now(stage: Stage) -> None:
    """The relay sends them; ten in a row are no trouble."""
    await stage.start()
    stage.record.is_reached.clear()

    for _ in range(10):
        await stage.pact.signal(PactWorkflow.nudge)
    await stage.record.is_reached.wait()

    assert stage.record.calls[0].command_id is None


async def test_a_named_act_tells_what_it_is_about(stage: Stage) -> None:
    """The activity compares it with the receipt."""
    await stage.start()

    answer = await stage.pact.execute_update(
        PactWorkflow.submit_year_plan,
        SubmitYearPlanCall(command_id="command-plan", content_hash=HASH, year=2021),
        id="command-plan",
    )

    asked = stage.record.calls[-1]
    assert (asked.act, asked.subject, answer.status) == ("submit_year_plan", {"year": 2021}, "recorded")


async def test_a_refusal_ends_its_update_with_the_code_and_nothing_else(stage: Stage) -> None:
    """The next command finds the pact alive."""
    stage.record.refused["command-mine"] = "four_eyes"
    await stage.start()

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await stage.pact.execute_update(PactWorkflow.command, call("mine"))
    answer = await stage.pact.execute_update(PactWorkflow.command, call("theirs"))

    assert isinstance(refused.value.cause, ApplicationError)
    assert (refused.value.cause.type, answer.status) == ("four_eyes", "recorded")


async def test_a_refused_signal_does_not_end_the_pact(stage: Stage) -> None:
    """A failure raised in a signal's handler would."""
    stage.record.refused["command-mine"] = "four_eyes"
    await stage.start()

    await stage.pact.signal(PactWorkflow.command_signal, call("mine"))
    answer = await stage.pact.execute_update(PactWorkflow.command, call("theirs"))

    assert [seen.command_id for seen in stage.record.calls] == ["command-mine", "command-theirs"]
    assert answer.status == "recorded"


async def test_a_signal_that_is_no_command_is_passed_over(stage: Stage) -> None:
    """Whoever sent it, the pact goes on."""
    await stage.start()

    await stage.pact.signal("command_signal", {"nonsense": True})
    answer = await stage.pact.execute_update(PactWorkflow.command, call("real"))

    assert answer.status == "recorded"


@pytest.mark.parametrize("wrong", [{"command_id": "short"}, {"content_hash": "ab"}])
async def test_a_malformed_call_is_turned_away_without_a_trace(stage: Stage, wrong: dict[str, str]) -> None:
    """The validator looks at the shape alone."""
    await stage.start()

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await stage.pact.execute_update(PactWorkflow.command, call("fine").model_copy(update=wrong))

    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "malformed"
    assert await stage.events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED) == []


async def test_a_command_by_update_and_by_signal_is_carried_out_once(stage: Stage) -> None:
    """Two ways to one act."""
    await stage.start()

    await stage.pact.signal(PactWorkflow.command_signal, call("plan"))
    answer = await stage.pact.execute_update(PactWorkflow.command, call("plan"))
    await stage.pact.signal(PactWorkflow.command_signal, call("plan"))
    await stage.pact.execute_update(PactWorkflow.command, call("other"))

    assert stage.record.events == ["command-plan", "command-other"]
    assert answer.first_position == 1


async def test_a_new_run_each_year_keeps_the_answers_that_temporal_forgets(stage: Stage) -> None:
    """The same update id would run again otherwise."""
    await stage.start()
    run = await stage.run_id()
    first = await stage.pact.execute_update(PactWorkflow.command, call("plan"), id="command-plan")
    await stage.forward(YEAR)
    asked_before = len(stage.record.calls)

    again = await stage.pact.execute_update(PactWorkflow.command, call("plan"), id="command-plan")

    assert (len(stage.record.calls), again) == (asked_before, first)
    assert await stage.run_id() != run


async def test_nobody_in_flight_is_lost_when_the_year_turns(stage: Stage) -> None:
    """Updates are answered by the old run, signals may go with the new one; each is carried out once."""
    new_year = (await stage.start()).replace(month=1, day=1) + YEAR
    run = await stage.run_id()
    forward = await _hold_at(stage, new_year)

    updates = [
        await stage.pact.start_update(
            PactWorkflow.command, call(name), id=name, wait_for_stage=WorkflowUpdateStage.ACCEPTED
        )
        for name in ("one", "two", "three")
    ]
    for name in ("four", "five", "two"):
        await stage.pact.signal(PactWorkflow.command_signal, call(name))
    stage.record.may_go_on.set()
    answers = [await update.result() for update in updates]
    await forward
    await stage.pact.execute_update(PactWorkflow.command, call("last"))

    names = ["new year", *(f"command-{name}" for name in ("one", "two", "three", "four", "five", "last"))]
    assert sorted(stage.record.events) == sorted(names)
    assert [answer.status for answer in answers] == ["recorded"] * 3
    assert await stage.run_id() != run


async def _hold_at(stage: Stage, instant: datetime) -> asyncio.Task[None]:
    """Move to the instant, where the activity is reached and held."""
    stage.record.agenda.append((instant, "new year"))
    stage.record.hold_at = instant
    stage.record.is_reached.clear()
    forward = asyncio.create_task(stage.forward(instant - await stage.now()))
    await stage.record.is_reached.wait()
    return forward


async def test_a_pact_that_is_over_ends_and_still_answers(stage: Stage) -> None:
    """The record has the last word, whenever it is asked."""
    stage.record.closes_on = "command-end"
    await stage.start()

    await stage.pact.execute_update(PactWorkflow.command, call("end"))
    await stage.pact.result()
    answer = await stage.client.execute_update_with_start_workflow(
        PactWorkflow.command,
        call("end"),
        start_workflow_operation=WithStartWorkflowOperation(
            PactWorkflow.run,
            StreamRun(stream=stage.name),
            id=stage.name,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        ),
    )

    assert answer.first_position == 1


async def test_attributes_are_written_only_when_they_change(stage: Stage) -> None:
    """Each upsert is a command in the history."""
    await stage.start()
    await stage.forward(60 * DAY)
    stage.record.stage = "ended"
    await stage.forward(30 * DAY)

    upserts = await stage.events(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
    description = await stage.pact.describe()

    assert len(upserts) == 1  # the first ones were written in the run before this one
    assert description.typed_search_attributes.get(STAGE) == "ended"
