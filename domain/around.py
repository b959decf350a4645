"""The other streams that a decision rests on: read before it, and unchanged when it is recorded."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.budget import BudgetState
from schemas.claim import ClaimsState
from schemas.cluster import ClusterState
from schemas.pact import PactState
from schemas.people import PersonState
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question import QuestionState

State = PactState | ClusterState | BudgetState | QuestionState | ProgrammeState | PersonState | RulesState | ClaimsState
"""What decisions about any stream read."""

Around = Mapping[str, State]
"""States of other streams by their names; a stream without events is there in its first state."""

NOTHING: Around = MappingProxyType({})


def pact_of(around: Around, pact: str) -> PactState:
    """Give a pact's state; one that nobody opened is empty."""
    state = around.get(f"pact/{pact}")
    return state if isinstance(state, PactState) else PactState()
