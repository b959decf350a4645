"""One pact file: its slices decide each for themselves, and deadlines follow from what they decided."""

from collections.abc import Sequence
from datetime import datetime

from domain import (
    agreement,
    change,
    cofinancing,
    commitment,
    condition,
    dated,
    evaluation,
    kpi,
    pact_document,
    remedial,
    support,
    workyear,
)
from domain.agenda import agenda, due_now, next_after, ready_at, system_command
from domain.around import NOTHING, Around
from schemas.agreement.whole import AgreementCommand
from schemas.change import ChangeCommand
from schemas.cofinancing import CofinancingCommand
from schemas.command import PactCommand
from schemas.commitment import CommitmentCommand
from schemas.condition import ConditionCommand
from schemas.deadline import DeadlineMissed, DeadlineReached
from schemas.evaluation import EvaluationCommand
from schemas.event import Pending, Recorded
from schemas.kpi import KpiCommand
from schemas.pact import PactOwnCommand, PactRegistered, PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.remedial import RemedialCommand
from schemas.support import SupportCommand
from schemas.workyear import WorkYearCommand

RegisterCommand = CommitmentCommand | ConditionCommand | ChangeCommand | KpiCommand | CofinancingCommand
OwnCommand = (
    PactOwnCommand
    | AgreementCommand
    | WorkYearCommand
    | EvaluationCommand
    | SupportCommand
    | RemedialCommand
    | RegisterCommand
)

__all__ = ["agenda", "decide", "due_now", "evolve", "next_after", "ready_at", "system_command"]


def decide(
    command: PactCommand, by: Actor, state: PactState, now: datetime, rules: RulesState, around: Around = NOTHING
) -> list[Pending]:
    """Say what a command brings, deadlines that follow included; an empty answer means it already is so.

    ``now`` is when a person's command was received, which is what lateness is judged by.
    """
    if isinstance(command, dated.SharedCommand):
        decided = dated.decide(command, by, state, now, rules, around)
    else:
        decided = _decided(command, by, state, now, rules)

    def brought(events: Sequence[Pending], after: PactState) -> list[Pending]:
        return [*_ends(events, by, after, now, rules), *_misses(events, after, now, rules)]

    return dated.with_what_follows(decided, by, state, now, rules, evolve, brought)


def evolve(state: PactState, event: Recorded) -> PactState:
    """Fold one event into every slice that it concerns; the version counts them all."""
    payload = event.payload
    own: dict[str, object] = {
        "cluster": payload.cluster if isinstance(payload, PactRegistered) else state.cluster,
        "pact": pact_document.evolve(state.pact, event),
        "agreement": agreement.evolve(state.agreement, event),
        "years": workyear.evolve(state.years, event),
        "evaluations": evaluation.evolve(state.evaluations, event),
        "support": support.evolve(state.support, event),
        "commitments": commitment.evolve(state.commitments, event),
        "conditions": condition.evolve(state.conditions, event),
        "remedial": remedial.evolve(state.remedial, event),
        "changes": change.evolve(state.changes, event),
        "kpis": kpi.evolve(state.kpis, event),
        "cofinancing": cofinancing.evolve(state.cofinancing, event),
    }
    return state.model_copy(update=own | dated.fold_shared(state, event))


def _decided(command: OwnCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    if isinstance(command, PactOwnCommand):
        return pact_document.decide(command, by, state, now, rules)
    if isinstance(command, AgreementCommand):
        return agreement.decide(command, by, state, now, rules)
    if isinstance(command, WorkYearCommand):
        return workyear.decide(command, by, state, now, rules)
    if isinstance(command, EvaluationCommand):
        return evaluation.decide(command, by, state, now, rules)
    if isinstance(command, SupportCommand):
        return support.decide(command, by, state, now, rules)
    if isinstance(command, RemedialCommand):
        return remedial.decide(command, by, state, now, rules)
    return _kept(command, by, state, now, rules)


def _kept(command: RegisterCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Decide on what is kept in the registers of the file."""
    if isinstance(command, CommitmentCommand):
        return commitment.decide(command, by, state, now, rules)
    if isinstance(command, ConditionCommand):
        return condition.decide(command, by, state, now, rules)
    if isinstance(command, ChangeCommand):
        return change.decide(command, by, state, now, rules)
    if isinstance(command, KpiCommand):
        return kpi.decide(command, by, state, now, rules)
    return cofinancing.decide(command, by, state, now, rules)


def _ends(events: Sequence[Pending], by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """A validity end that was reached may end a period of support."""
    reached = {event.payload.deadline for event in events if isinstance(event.payload, DeadlineReached)}
    return [
        ended
        for one in state.deadlines
        if one.id in reached
        for ended in agreement.on_reached(one, state, by, now, rules)
    ]


def _misses(events: Sequence[Pending], state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """A condition whose deadline was missed is missed itself."""
    names = {event.payload.deadline for event in events if isinstance(event.payload, DeadlineMissed)}
    missed = (one for one in state.deadlines if one.id in names)
    return [brought for one in missed for brought in condition.on_missed(one, state, now, rules)]
