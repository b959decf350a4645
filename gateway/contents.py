"""What any file can hold beside its own noun: documents, claims of sources, conflicts, corrections that wait."""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import JsonValue

from domain.around import State
from domain.dated_view import Row
from domain.facts import facts_of
from domain.knowledge import known
from domain.timeline import sentences
from gateway.questions import NOW, Standpoint, file_of, rules_from, seen, told_claim
from schemas.answer import Conclusion, Fact
from schemas.budget import BudgetState
from schemas.cluster import ClusterState
from schemas.document import Document
from schemas.pact import PactState
from schemas.programme import ProgrammeState
from schemas.question import QuestionState
from schemas.refusal import Refused
from store.pool import Pool

Sentences = Mapping[int, tuple[str, str]]
"""The sentence of each event by its position, in Dutch and in English."""


async def list_documents(pool: Pool, stream: str, standpoint: Standpoint = NOW) -> list[Row]:
    """List what is attached to a file; the bytes are another matter.

    Raises:
        Refused: ``unknown_pact`` and so on; ``no_documents``: such a file keeps none.
    """
    return [one.model_dump(mode="json") for one in _documents(stream, await file_of(pool, stream, standpoint))]


async def list_claims(pool: Pool, stream: str, as_of: date, known_on: datetime) -> Row:
    """List what sources say of a file's subject, what of it is contested or was settled, and corrections that wait.

    Raises:
        Refused: ``unknown_pact`` and so on: nothing was known of it by then.
    """
    standpoint = Standpoint(known_on=known_on)
    state = await file_of(pool, stream, standpoint)
    events = await seen(pool, stream, standpoint)
    rules = await rules_from(pool, standpoint)
    told = {event.position: sentences(event, rules) for event in events}
    concluded = known(events, as_of, known_on).conclusions
    return {
        "stream": stream,
        "claims": [told_claim(fact, event, rules) for event in events for fact in facts_of(event) if fact.claim],
        "conflicts": [_conflict(one, told) for one in concluded if one.rivals],
        "corrections": [*_waiting(state, told)],
    }


def _documents(stream: str, state: State) -> tuple[Document, ...]:
    match state:
        case PactState() | ClusterState() | QuestionState() | ProgrammeState():
            return state.documents
        case _:
            raise Refused("no_documents", f"{stream} keeps no documents")


def _conflict(one: Conclusion, told: Sentences) -> Row:
    return {
        "subject": one.subject,
        "predicate": one.predicate,
        "qualifier": one.qualifier,
        "is_resolved": one.is_resolved,
        "leading": _side(one.leading, told),
        "rivals": [_side(rival, told) for rival in one.rivals],
    }


def _side(fact: Fact, told: Sentences) -> JsonValue:
    dutch, english = told[fact.position]
    return {
        "position": fact.position,
        "claim": fact.claim,
        "grade": fact.grade.value,
        "sentence": {"nl": dutch, "en": english},
    }


def _waiting(state: State, told: Sentences) -> list[Row]:
    match state:
        case PactState() | ClusterState() | BudgetState() | QuestionState() | ProgrammeState():
            return [
                {**one.model_dump(mode="json"), "sentence": _both(told.get(one.corrects))}
                for one in state.claims.proposals
            ]
        case _:
            return []


def _both(sentence: tuple[str, str] | None) -> JsonValue:
    return None if sentence is None else {"nl": sentence[0], "en": sentence[1]}
