"""The files beside the pacts that dates fall in: budget years, questions of parliament, the programme."""

from collections.abc import Iterable

from pydantic import JsonValue

from domain.correction import amended
from domain.dated_view import Row, deadline_rows, role_title
from domain.file_views import programme_row, question_row
from domain.means import figures
from domain.question_sending import answer_hash, answer_text
from domain.refusing import require
from domain.stream import fold
from gateway.kept import waiting_rows
from gateway.parliament import stream_of as question_stream
from gateway.questions import NOW, Standpoint, claims_of, file_of, rules_from, seen
from gateway.waiting import waiting_on
from schemas.budget.whole import BudgetState
from schemas.event import Recorded
from schemas.programme import LegalBasisRecorded, ProgrammeState
from schemas.question.whole import QuestionStage, QuestionState
from schemas.refusal import Refused
from store.log import all_streams
from store.pool import Pool


async def show_budget(pool: Pool, year: int, standpoint: Standpoint = NOW) -> Row:
    """Show one budget year in figures, with what was promised to projects, what runs, and what sources say of it.

    Raises:
        Refused: ``unknown_budget``: nothing was known of it from there.
    """
    stream = f"budget/{year}"
    state = await file_of(pool, stream, standpoint)
    if not isinstance(state, BudgetState):
        raise Refused("unknown_budget", f"{stream} is no budget year")
    rules = await rules_from(pool, standpoint)
    kept = state.model_dump(mode="json", include={"projects", "operating", "proposal", "resolution", "unused"})
    events = await seen(pool, stream, standpoint)
    return {
        "stream": stream,
        **figures(state).model_dump(mode="json"),
        **kept,
        "waiting": [*await waiting_on(pool, stream, standpoint)],
        "deadlines": [*deadline_rows(stream, state, rules)],
        "claims": claims_of(state.claims, events, rules),
    }


async def list_questions(pool: Pool, standpoint: Standpoint = NOW) -> list[Row]:
    """Give one row for each written question."""
    rules = await rules_from(pool, standpoint)
    rows: list[Row] = []
    for stream in await all_streams(pool, "question"):
        state = fold(stream, await seen(pool, stream, standpoint))
        if isinstance(state, QuestionState) and state.stage is not None:
            rows.append(question_row(stream, state, rules))
    return rows


async def show_question(pool: Pool, question: str, standpoint: Standpoint = NOW) -> Row:
    """Show one question with its parts, drafts and approvals, what was frozen for it, and what was promised.

    ``answer_hash`` is over the whole answer once every part is approved: what its release and its sending name.

    Raises:
        Refused: ``unknown_question``: nothing was known of it from there.
    """
    stream = question_stream(question)
    state = await file_of(pool, stream, standpoint)
    if not isinstance(state, QuestionState):
        raise Refused("unknown_question", f"{question} is no question")
    rules = await rules_from(pool, standpoint)
    whole = state.model_dump(mode="json", include=_OF_A_QUESTION)
    return {
        **question_row(stream, state, rules),
        **whole,
        "role_titles": {one: role_title(one, rules) for part in state.parts for one in part.approvals},
        "answer_hash": answer_hash(state) if state.stage is QuestionStage.APPROVED else state.answer_hash,
        "waiting": [*await waiting_on(pool, stream, standpoint)],
        "deadlines": [*deadline_rows(stream, state, rules)],
    }


async def approved_answer(pool: Pool, question: str) -> tuple[Row, str]:
    """Give the approved answer as it would leave now, and the hash that its release names.

    Raises:
        Refused: ``unknown_question``; ``not_approved``: not every part went through all approvals.
    """
    stream = question_stream(question)
    state = await file_of(pool, stream, NOW)
    if not isinstance(state, QuestionState):
        raise Refused("unknown_question", f"{question} is no question")
    is_approved = state.stage in {QuestionStage.APPROVED, QuestionStage.RELEASED}
    require(is_approved, "not_approved", f"every part goes through all approvals first; the question is {state.stage}")
    return dict(answer_text(state)), answer_hash(state)


_OF_A_QUESTION = {
    "asker",
    "offices",
    "cabinet_due",
    "snapshot",
    "parts",
    "promises",
    "published_on",
    "withdrawn_on",
    "is_by_reference",
}


async def show_programmes(pool: Pool, standpoint: Standpoint = NOW) -> list[Row]:
    """Show each programme: offices with their holders, legal bases, policy evaluations, group decisions."""
    rules = await rules_from(pool, standpoint)
    rows: list[Row] = []
    for stream in await all_streams(pool, "programme"):
        events = await seen(pool, stream, standpoint)
        state = fold(stream, events)
        if isinstance(state, ProgrammeState) and state.version:
            held = state.model_dump(mode="json", include={"offices", "groups"})
            row = {**programme_row(stream, state, rules), **held, "legal_bases": _bases(events)}
            waits: list[JsonValue] = [*waiting_rows(stream, events, rules)]
            rows.append({**row, "waiting": waits, "deadlines": [*deadline_rows(stream, state, rules)]})
    return rows


def _bases(events: Iterable[Recorded]) -> list[JsonValue]:
    """Give each legal basis as it was recorded last; the state keeps no more than a hash of it."""
    told = (event.payload for event in amended(events))
    latest = {basis.basis: basis for basis in told if isinstance(basis, LegalBasisRecorded)}
    return [one.model_dump(mode="json", exclude={"type"}) for one in latest.values()]
