"""The other streams that a decision rests on: read before it, and unchanged when it is recorded."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.budget.whole import BudgetState
from schemas.claim import ClaimsState
from schemas.cluster import ClusterState
from schemas.pact import PactState
from schemas.people import PersonState
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState

Dated = PactState | BudgetState | QuestionState | ProgrammeState
"""The states of streams that deadlines run on."""

State = Dated | ClusterState | PersonState | RulesState | ClaimsState
"""What decisions about any stream read."""

Around = Mapping[str, State]
"""States of other streams by their names; a stream without events is there in its first state."""

NOTHING: Around = MappingProxyType({})


def programme_of(around: Around, stream: str) -> ProgrammeState:
    """Give a programme's state by the whole name of its stream; one that nobody wrote to is empty."""
    state = around.get(stream)
    return state if isinstance(state, ProgrammeState) else ProgrammeState()


def pact_of(around: Around, pact: str) -> PactState:
    """Give a pact's state; one that nobody opened is empty."""
    state = around.get(f"pact/{pact}")
    return state if isinstance(state, PactState) else PactState()
