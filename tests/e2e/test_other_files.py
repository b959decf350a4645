"""Files beside the pacts, on real servers: each with a workflow of its own, and what they ask of one another."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus

from schemas.event import Recorded
from store.log import read_stream
from store.outbox import open_messages
from store.pool import fetch
from store.verify import verify
from tests.e2e.agency import HASH, LIAISON, OFFICER, Agency
from workers.relay import Relay
from workflows.attributes import OVERDUE, STAGE, WAITING_FOR

SIGNED = {"start": "2020-01-15", "signed_on": "2020-01-06"}
SENT_ON = "2020-01-06"
OVER = datetime(2020, 2, 3, 23, 0, tzinfo=UTC)
"""The end of the twentieth working day after Monday 6 January 2020, in Brussels."""

NEW_YEAR = datetime(2020, 12, 31, 23, 0, tzinfo=UTC)
BUDGET = "budget/2021"
_BROUGHT_BY_TIME = (
    "SELECT stream, received_at, recorded_at FROM outcome WHERE command_id LIKE 'system:%' ORDER BY number"
)
"""What time brought in the order of recording; what it brings counts as received at its instant."""


async def a_question(agency: Agency, number: str, sent_on: str = SENT_ON) -> str:
    """Register a question on the day it was sent, and give its stream."""
    stream = f"question/{number}"
    told = {"number": number, "title": "Renewal", "asker": "demo-asker", "office": "demo-office", "text": "When?"}
    await agency.done(LIAISON, "register_question", stream=stream, sent_on=sent_on, **told)
    return stream


async def described(agency: Agency, stream: str) -> WorkflowExecutionDescription:
    """What Temporal shows of a stream's newest run."""
    return await agency.client.get_workflow_handle(stream).describe()


async def of_type(agency: Agency, stream: str, kind: str) -> list[Recorded]:
    """A stream's events of one type."""
    return [event for event in await read_stream(agency.pool, stream) if event.type == kind]


async def test_a_question_misses_its_term_by_a_timer_of_its_own(agency: Agency) -> None:
    """And Temporal's pages show whom it waits for."""
    question = await a_question(agency, "384")
    before = await described(agency, question)

    await agency.time.skip_to(question, OVER + timedelta(minutes=1))

    [missed] = await of_type(agency, question, "deadline.missed")
    after = await described(agency, question)
    assert before.workflow_type == "Question"
    assert timedelta(seconds=5) <= missed.recorded_at - OVER < timedelta(seconds=30)
    shown = after.typed_search_attributes
    assert (shown.get(STAGE), shown.get(OVERDUE), shown.get(WAITING_FOR)) == ("registered", True, ["cabinet_liaison"])


async def test_a_question_that_is_over_ends_and_starts_again_for_a_command(agency: Agency) -> None:
    """Nobody waits for anything any more; whoever still asks is answered."""
    question = await a_question(agency, "385")
    await agency.done(LIAISON, "withdraw_question", stream=question, withdrawn_on=SENT_ON)
    await agency.client.get_workflow_handle(question).result()
    ended = await described(agency, question)

    late = await agency.ask(OFFICER, "split_question", stream=question, part=1, text="What then?")

    assert ended.status is WorkflowExecutionStatus.COMPLETED
    assert (late.status, late.code) == ("refused", "withdrawn")
    assert (await described(agency, question)).run_id != ended.run_id


async def test_a_file_that_is_opened_late_is_not_behind_the_others(agency: Agency) -> None:
    """Its workflow's own clock is; the record tells it how late it is."""
    await agency.sign(**SIGNED)
    await agency.time.skip_all_to(datetime(2020, 6, 1, 9, tzinfo=UTC))

    question = await a_question(agency, "388", sent_on="2020-05-29")

    [registered] = await of_type(agency, question, "question.registered")
    over = datetime(2020, 6, 29, 22, tzinfo=UTC)
    await agency.time.skip_all_to(over + timedelta(minutes=1))
    [missed] = await of_type(agency, question, "deadline.missed")
    assert registered.recorded_at > datetime(2020, 6, 1, 9, tzinfo=UTC)
    assert timedelta(seconds=5) <= missed.recorded_at - over < timedelta(seconds=30)


async def test_a_command_for_another_kind_of_file_is_refused_there(agency: Agency) -> None:
    """By its general name: the pact's workflow has no such act."""
    refused = await agency.ask(LIAISON, "record_answer_sent", sent_on=SENT_ON, answer_hash=HASH)

    assert (refused.status, refused.code) == ("refused", "wrong_stream")


async def test_a_new_work_year_opens_its_budget_once_whoever_relays(agency: Agency) -> None:
    """Two relays at the same moment; the budget's workflow waits for its own dates from then on."""
    await agency.sign(**SIGNED)
    await agency.skip_to(NEW_YEAR + timedelta(minutes=1))
    relays = [Relay(agency.pool, agency.clock, agency.reach) for _ in range(2)]

    await asyncio.gather(*(relay.look() for relay in relays))
    await asyncio.gather(*(relay.look() for relay in relays))

    [begun] = [event for event in await agency.events("work_year.started") if event.recorded_at > NEW_YEAR]
    [opened] = await of_type(agency, BUDGET, "budget_year.opened")
    assert (opened.causation_id, opened.actor.person) == (begun.command_id, "system")
    assert await open_messages(agency.pool, "ask") == []
    assert ((await described(agency, BUDGET)).workflow_type, (await verify(agency.pool)).problem) == ("Budget", None)


async def test_the_dates_of_several_files_come_in_one_order_of_time(agency: Agency) -> None:
    """Each by a timer of its own workflow, and what one asks of another before the next date."""
    await agency.sign(**SIGNED)
    question = await a_question(agency, "386")
    other = await a_question(agency, "387")

    await agency.time.skip_all_to(NEW_YEAR + timedelta(days=32))

    brought = await fetch(agency.pool, _BROUGHT_BY_TIME)
    due, recorded = [row["received_at"] for row in brought], [row["recorded_at"] for row in brought]
    assert {row["stream"] for row in brought} == {agency.pact, question, other, BUDGET}
    assert due == sorted(due)
    assert max(at - instant for at, instant in zip(recorded, due, strict=True)) < timedelta(minutes=1)
