"""Files beside the pacts in a real record: their deadlines, their rows, and what a correction makes of them."""

from datetime import UTC, datetime

from domain.stream import State
from schemas.claim import CorrectionProposed
from schemas.deadline import DeadlineStage
from schemas.question.whole import QuestionState
from store.folding import fold_streams
from store.handle import handle
from store.log import read_stream
from store.outbox import open_messages
from store.pool import Pool, connect
from store.verify import verify
from store.views import agenda_upto, deadlines, rebuild_views, rows_of, streams_with_agenda
from tests.integration.conftest import Database
from tests.integration.desk import BEGIN, HEAD, LIAISON, OFFICER, award, done, later, open_desk, written

QUESTION = "question/384"
OVER = datetime(2020, 3, 30, 22, 0, tzinfo=UTC)
"""The end of the twentieth working day after Monday 2 March 2020, in Brussels."""


async def a_question(pool: Pool) -> None:
    """Register a question on the day it was sent."""
    told = {"number": "384", "title": "Renewel", "asker": "demo-asker", "office": "demo-office", "text": "When?"}
    sent_on = BEGIN.date().isoformat()
    await open_desk(pool)
    await done(pool, written("question-in", QUESTION, LIAISON, "register_question", sent_on=sent_on, **told))


def question_of(state: State) -> QuestionState:
    """The state as that of a question."""
    assert isinstance(state, QuestionState)
    return state


async def test_a_question_runs_out_of_time_as_a_pact_does(pool: Pool) -> None:
    """Reminders, the miss and a message to whom it waits for, once each."""
    await a_question(pool)

    handled = await handle(pool, QUESTION, now=later(minutes=1))
    missed = await handle(pool, QUESTION, now=OVER.replace(second=5))
    await handle(pool, QUESTION, now=OVER.replace(second=9))

    [term] = question_of(missed.state).deadlines
    stages = [message.body["stage"] for message in await open_messages(pool, "notice")]
    assert handled.next_item is not None
    assert (handled.next_item.deadline, term.stage, term.instant) == (term.id, DeadlineStage.MISSED, OVER)
    assert stages.count("missed") == 1
    assert [event.type for event in await read_stream(pool, QUESTION)].count("deadline.missed") == 1


async def test_every_file_with_deadlines_has_its_rows(pool: Pool) -> None:
    """One row for itself, one for each deadline, one for each thing that time will bring; the same when rebuilt."""
    await a_question(pool)
    pact = await award(pool, "one")
    await done(pool, written("year-opened", "budget/2021", "system", "begin_budget_year"))
    views = ("question_view", "budget_view", "deadline_view", "agenda_view")

    before = {view: await rows_of(pool, view) for view in views}
    await rebuild_views(pool)

    assert before == {view: await rows_of(pool, view) for view in views}
    assert [(row["number"], row["stage"], row["waiting_for"]) for row in before["question_view"]] == [
        ("384", "registered", ["cabinet_liaison"])
    ]
    assert [(row["year"], row["next_deadline"]) for row in before["budget_view"]] == [(2021, "D16/2021")]
    assert await streams_with_agenda(pool) == ["budget/2021", pact, QUESTION]
    assert {row["stream"] for row in await deadlines(pool)} == {"budget/2021", pact, QUESTION}
    first = (await agenda_upto(pool, "9"))[0]
    assert (first["stream"], first["deadline"]) == (QUESTION, "D18")


async def test_what_is_recorded_beside_its_workflow_wakes_it(pool: Pool) -> None:
    """Of every file with deadlines."""
    await a_question(pool)

    assert {message.stream for message in await open_messages(pool, "wake")} == {QUESTION}


async def test_a_correction_is_read_by_all_who_had_read_the_file_before(database: Database, pool: Pool) -> None:
    """By the rows written with it, by the process that decided it, by another one, and after a rebuild."""
    await a_question(pool)
    other = await connect(database.service_url, max_size=2)
    await fold_streams(other, [QUESTION])

    await _corrected(pool)

    [row] = await rows_of(pool, "question_view")
    titles = [question_of((await fold_streams(one, [QUESTION]))[QUESTION].state).title for one in (pool, other)]
    await other.close()
    await rebuild_views(pool)
    assert (row["title"], titles) == ("Renewal", ["Renewal", "Renewal"])
    assert await rows_of(pool, "question_view") == [row]
    assert (await verify(pool)).problem is None


async def _corrected(pool: Pool) -> None:
    [registered] = [event for event in await read_stream(pool, QUESTION) if event.type == "question.registered"]
    wish = {"corrects": registered.position, "correction_kind": "replaces", "fields": [["title", "Renewal"]]}
    await done(pool, written("title-wrong", QUESTION, OFFICER, "propose_correction", **wish, reason="misspelt"))
    proposal = (await read_stream(pool, QUESTION))[-1].payload
    assert isinstance(proposal, CorrectionProposed)
    seen = {"corrects": registered.position, "proposal_hash": proposal.proposal_hash}
    await done(pool, written("title-right", QUESTION, HEAD, "approve_correction", **seen), later(hours=1))
