"""Claims of sources, of one file or of all: where each stands, what contradicts it, and what two people found of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import JsonValue

from domain.around import State
from domain.claim_states import ClaimState, claim_states
from domain.dated_view import Row
from domain.facts import facts_of
from domain.knowledge import known
from domain.timeline import sentences
from gateway.kept import waiting_rows
from gateway.questions import Standpoint, file_of, rules_from, seen, told_claim
from gateway.steps import step
from schemas.answer import Conclusion, Fact
from schemas.budget.whole import BudgetState
from schemas.claim import (
    ClaimConfirmed,
    ClaimRejected,
    ClaimsState,
    ClaimVerdictProposed,
    ConflictResolutionProposed,
    CorrectionProposed,
    FactConflictResolved,
    FactCorrected,
    HistoricalClaimImported,
)
from schemas.cluster import ClusterState
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from store.log import all_streams
from store.pool import Pool

_FILES = ("pact", "cluster", "budget", "question", "programme")
_DECISIONS = frozenset({"confirm_claim", "reject_claim", "resolve_conflict"})


@dataclass(frozen=True)
class _File:
    """What is known of one file by an instant, and what follows of it about a day."""

    stream: str
    events: Sequence[Recorded]
    claims: ClaimsState
    conclusions: Sequence[Conclusion]
    rules: RulesState

    @property
    def states(self) -> Mapping[str, ClaimState]:
        return claim_states(self.claims, self.conclusions)

    @property
    def told(self) -> Mapping[int, JsonValue]:
        """The sentence of each event by its position."""
        return {event.position: _both(sentences(event, self.rules)) for event in self.events}

    def rows(self) -> list[Row]:
        states = self.states
        return [
            {**told_claim(fact, event, self.rules), "state": states[fact.claim].value}
            for event in self.events
            for fact in facts_of(event)
            if fact.claim is not None
        ]


async def list_claims(
    pool: Pool, stream: str | None, as_of: date, known_on: datetime, state: ClaimState | None = None
) -> Row:
    """List what sources say, of one file or of all, each with where it stands; what is contested, and what waits.

    With ``state``, only the claims that stand so, and nothing beside them.

    Raises:
        Refused: ``unknown_pact`` and so on: nothing was known of it by then.
    """
    files = [await _file(pool, name, as_of, known_on) for name in await _streams(pool, stream, known_on)]
    rows = [row for file in files for row in file.rows()]
    if state is not None:
        return {"stream": stream, "claims": [row for row in rows if row["state"] == state.value]}
    return {
        "stream": stream,
        "claims": [*rows],
        "conflicts": [_conflict(one, file) for file in files for one in file.conclusions if one.rivals],
        "corrections": [row for file in files for row in _corrections(file)],
        "waiting": [row for file in files for row in _waiting(file)],
    }


async def show_claim(pool: Pool, stream: str, claim: str, as_of: date, known_on: datetime) -> Row:
    """Show one claim with everything that people did with it, in the order of recording.

    Raises:
        Refused: ``unknown_claim``, or ``unknown_pact`` and so on.
    """
    await file_of(pool, stream, Standpoint(known_on=known_on))
    file = await _file(pool, stream, as_of, known_on)
    row = next((row for row in file.rows() if row["claim"] == claim), None)
    found = next((one for one in file.claims.claims if one.claim == claim), None)
    if row is None or found is None:
        raise Refused("unknown_claim", f"no claim '{claim}' is known of {stream}")
    matter = (found.predicate, found.qualifier)
    about = [event for event in file.events if _is_about(event, claim, found.position, matter)]
    named = [each for each in _waiting(file) if _names(each, claim)]
    return {**row, "history": [step(event, file.rules) for event in about], "waiting": [*named]}


async def _streams(pool: Pool, stream: str | None, known_on: datetime) -> list[str]:
    """Name the file, or every file of which something was known by then."""
    if stream is not None:
        return [stream]
    standpoint = Standpoint(known_on=known_on)
    names = [name for category in _FILES for name in await all_streams(pool, category)]
    return [name for name in names if await seen(pool, name, standpoint)]


async def _file(pool: Pool, stream: str, as_of: date, known_on: datetime) -> _File:
    standpoint = Standpoint(known_on=known_on)
    state = await file_of(pool, stream, standpoint)
    events = await seen(pool, stream, standpoint)
    rules = await rules_from(pool, standpoint)
    return _File(stream, events, _claims(state), known(events, as_of, known_on).conclusions, rules)


def _claims(state: State) -> ClaimsState:
    match state:
        case PactState() | ClusterState() | BudgetState() | QuestionState() | ProgrammeState():
            return state.claims
        case _:
            return ClaimsState()


def _conflict(one: Conclusion, file: _File) -> Row:
    return {
        "subject": one.subject,
        "predicate": one.predicate,
        "qualifier": one.qualifier,
        "is_resolved": one.is_resolved,
        "leading": _side(one.leading, file),
        "rivals": [_side(rival, file) for rival in one.rivals],
    }


def _side(fact: Fact, file: _File) -> JsonValue:
    told = file.told[fact.position]
    return {"position": fact.position, "claim": fact.claim, "grade": fact.grade.value, "sentence": told}


def _corrections(file: _File) -> list[Row]:
    told = file.told
    return [{**one.model_dump(mode="json"), "sentence": told.get(one.corrects)} for one in file.claims.proposals]


def _waiting(file: _File) -> list[Row]:
    """Give what waits for another person, with the hash that its approval names."""
    return [row for row in waiting_rows(file.stream, file.events, file.rules) if row["decision"] in _DECISIONS]


def _names(waiting: Row, claim: str) -> bool:
    names = waiting["names"]
    return isinstance(names, dict) and claim in (names.get("claim"), names.get("accepted_claim"))


def _is_about(event: Recorded, claim: str, position: int, matter: tuple[str, str]) -> bool:
    match event.payload:
        case (
            HistoricalClaimImported(claim=named)
            | ClaimVerdictProposed(claim=named)
            | ClaimConfirmed(claim=named)
            | ClaimRejected(claim=named)
        ):
            return named == claim
        case (
            ConflictResolutionProposed(predicate=predicate, qualifier=qualifier)
            | FactConflictResolved(predicate=predicate, qualifier=qualifier)
        ):
            return (predicate, qualifier) == matter
        case CorrectionProposed(corrects=corrects) | FactCorrected(corrects=corrects):
            return corrects == position
        case _:
            return False


def _both(told: tuple[str, str]) -> JsonValue:
    return {"nl": told[0], "en": told[1]}
