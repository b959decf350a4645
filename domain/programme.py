"""What concerns the programme and no single pact: offices, legal bases, evaluations of the policy, group decisions."""

from datetime import date, datetime
from typing import assert_never

from domain import group_extension
from domain.around import Around
from domain.dates import day, local_day
from domain.digest import digest
from domain.policy import current
from domain.refusing import require
from domain.today import require_happened, today
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.programme import (
    ChangeMinister,
    DecideGroupExtension,
    HitDeadline,
    LegalBasisRecorded,
    MinisterChanged,
    Office,
    OutageOverDeadline,
    PolicyEvaluationRecorded,
    ProgrammeCommand,
    ProgrammeEvent,
    ProgrammeState,
    ProposeGroupExtension,
    RecordLegalBasis,
    RecordOutage,
    RecordPolicyEvaluation,
)

CATEGORY = "programme"

EVALUATION_STATES = ("foreseen", "running", "completed")
"""In the order in which an evaluation goes through them; it may skip one."""


def stream_named(programme: str | None, rules: RulesState) -> str:
    """Give the file of a programme that an adopted pack is about; of the one in force where none is named.

    Raises:
        Refused: ``unknown_programme``; ``no_policy``: nothing was adopted yet.
    """
    if programme is None:
        return f"{CATEGORY}/{current(rules).id}"
    known = tuple(dict.fromkeys(policy.id for policy in rules.policies))
    told = f"there is no programme '{programme}'; the rules that were adopted are those of {', '.join(known)}"
    require(programme in known, "unknown_programme", told)
    return f"{CATEGORY}/{programme}"


def decide(
    command: ProgrammeCommand, by: Actor, state: ProgrammeState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    match command:
        case ChangeMinister():
            return _minister(command, state, now, rules)
        case RecordLegalBasis():
            return _basis(command, state)
        case RecordPolicyEvaluation():
            return _evaluation(command, state, now, rules)
        case ProposeGroupExtension():
            return group_extension.propose(command, state.groups, now, rules, around)
        case DecideGroupExtension():
            return group_extension.decide(command, by, state.groups, now, rules, around)
        case RecordOutage():
            return _outage(command, state, rules)
        case _:
            assert_never(command)


def evolve(state: ProgrammeState, event: Recorded) -> ProgrammeState:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    if not isinstance(payload, ProgrammeEvent):
        return state
    match payload:
        case MinisterChanged(office=office, holder=holder, since=since):
            former = _holders(office, state)
            others = tuple(one for one in state.offices if one.office != office)
            held = Office(office=office, holders=(*former, (holder, since)))
            return state.model_copy(update={"offices": (*others, held)})
        case LegalBasisRecorded(basis=basis):
            others_of_it = tuple(one for one in state.bases if one[0] != basis)
            return state.model_copy(update={"bases": (*others_of_it, (basis, _content(payload)))})
        case PolicyEvaluationRecorded(evaluation=evaluation, state=reached):
            kept = tuple(one for one in state.evaluations if one[0] != evaluation)
            return state.model_copy(update={"evaluations": (*kept, (evaluation, reached))})
        case OutageOverDeadline(deadlines=hit):
            return state.model_copy(update={"outages": (*state.outages, *map(_hit, hit))})
        case _:
            return state.model_copy(update={"groups": group_extension.evolve(state.groups, payload, event.actor)})


def streams_read(command: ProgrammeCommand, state: ProgrammeState) -> tuple[str, ...]:
    """Name the pacts whose deadlines a group extension would move."""
    if not isinstance(command, ProposeGroupExtension | DecideGroupExtension):
        return ()
    return group_extension.streams_read(command, state.groups)


def _minister(command: ChangeMinister, state: ProgrammeState, now: datetime, rules: RulesState) -> list[Pending]:
    """Put the next holder behind the ones before; nobody's days in office overlap."""
    holders = _holders(command.office, state)
    former, since = holders[-1] if holders else (None, None)
    if (former, since) == (command.holder, command.since):
        return []
    require_happened("a change of office", command.since, now, rules)
    require(former != command.holder, "already_in_office", f"{former} holds {command.office} since {since}")
    is_later = since is None or command.since > since
    require(is_later, "not_in_order", f"{former} holds {command.office} since {since}; the next one comes after")
    payload = MinisterChanged(office=command.office, holder=command.holder, former=former, since=command.since)
    return [Pending(payload=payload, effective=day(command.since))]


def _basis(command: RecordLegalBasis, state: ProgrammeState) -> list[Pending]:
    """Record it, or what is known of it now: another end of validity takes the place of the one before."""
    payload = LegalBasisRecorded.model_validate(command.model_dump(exclude={"kind"}))
    if (command.basis, _content(payload)) in state.bases:
        return []
    until = command.valid_until
    is_in_order = until is None or until >= command.valid_from
    require(is_in_order, "ends_before_start", f"{until} lies before {command.valid_from}")
    return [Pending(payload=payload, effective=day(command.valid_from))]


def _evaluation(
    command: RecordPolicyEvaluation, state: ProgrammeState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Record the next state; one that is foreseen may lie ahead, and is known from today."""
    reached = dict(state.evaluations).get(command.evaluation)
    if reached == command.state:
        return []
    if reached is not None:
        goes_on = EVALUATION_STATES.index(command.state) > EVALUATION_STATES.index(reached)
        require(goes_on, "not_forward", f"evaluation {command.evaluation} is {reached}")
    is_ahead = command.state == "foreseen"
    if not is_ahead:
        require_happened("an evaluation", command.on, now, rules)
    payload = PolicyEvaluationRecorded.model_validate(command.model_dump(exclude={"kind"}))
    return [Pending(payload=payload, effective=day(today(now, rules) if is_ahead else command.on))]


def _outage(command: RecordOutage, state: ProgrammeState, rules: RulesState) -> list[Pending]:
    """Tell each deadline once, however many looked for an outage, and however often."""
    new = tuple(one for one in command.deadlines if _hit(one) not in state.outages)
    if not new:
        return []
    payload = OutageOverDeadline(began=command.began, ended=command.ended, deadlines=new)
    return [Pending(payload=payload, effective=day(local_day(command.began, current(rules).terms.time_zone)))]


def _hit(one: HitDeadline) -> tuple[str, str, int]:
    return one.stream, one.deadline, one.revision


def _holders(office: str, state: ProgrammeState) -> tuple[tuple[str, date], ...]:
    return next((one.holders for one in state.offices if one.office == office), ())


def _content(payload: LegalBasisRecorded) -> str:
    return digest(payload.model_dump(mode="json"))
