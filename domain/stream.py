"""Every stream by its name: what it starts as, what may be asked of it, and how its events fold."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce

from domain import claim, cluster, pact, people
from domain import rules as rule_book
from schemas.claim import ClaimCommand, ClaimsState
from schemas.cluster import ClusterCommand, ClusterState
from schemas.command import Command, PactCommand
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor, PeopleCommand, PersonState
from schemas.policy import PolicyCommand, RulesState
from schemas.refusal import Refused

State = PactState | ClusterState | PersonState | RulesState | ClaimsState
"""What decisions about any stream read."""


def category(stream: str) -> str:
    """Give the part of a stream's name before the slash: 'pact', 'cluster', 'people', 'rules', 'budget', …."""
    return stream.partition("/")[0]


def initial(stream: str) -> State:
    """Give the state before the first event; ``unknown_stream`` for a category that does not exist."""
    match category(stream):
        case "pact":
            return PactState()
        case "cluster":
            return ClusterState()
        case "people":
            return PersonState(person=stream.partition("/")[2])
        case "rules":
            return RulesState()
        case "budget" | "programme" | "question":
            return ClaimsState()
        case other:
            raise Refused("unknown_stream", f"there are no streams of the category '{other}'")


def decide(stream: str, command: Command, by: Actor, state: State, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what a command brings on this stream; ``wrong_stream`` where such a stream does not know the command."""
    match state:
        case PactState() if isinstance(command, PactCommand):
            return pact.decide(command, by, state, now, rules)
        case ClusterState() if isinstance(command, ClusterCommand | ClaimCommand):
            return cluster.decide(command, by, state, now, rules)
        case PersonState() if isinstance(command, PeopleCommand):
            return people.decide(command, by, state, now, rules)
        case RulesState() if isinstance(command, PolicyCommand):
            return rule_book.decide(command, by, state, now, rules)
        case ClaimsState() if isinstance(command, ClaimCommand):
            return claim.decide(command, by, state, now, rules)
        case _:
            raise Refused("wrong_stream", f"'{command.kind}' cannot be asked of {stream}")


def evolve(stream: str, state: State, event: Recorded) -> State:
    """Fold one event of this stream; ``stream`` names it for the reader, the state says which rules fold it."""
    del stream
    match state:
        case PactState():
            return pact.evolve(state, event)
        case ClusterState():
            return cluster.evolve(state, event)
        case PersonState():
            return people.evolve(state, event)
        case RulesState():
            return rule_book.evolve(state, event)
        case ClaimsState():
            return claim.evolve(state, event)


def fold(stream: str, events: Iterable[Recorded]) -> State:
    """Fold a stream's events from its beginning, in the order of their versions."""
    return reduce(lambda state, event: evolve(stream, state, event), events, initial(stream))
