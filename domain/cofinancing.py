"""Co-financing of a cluster's operation: proven each year, and a shortfall has no effect before two people decided one.

What was decided (less support, money back) is recorded here and carried out by acts of their own.
"""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.policy import current
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.sentences.wording import amount
from domain.today import today
from schemas.cofinancing import (
    Cofinancing,
    CofinancingCommand,
    CofinancingEvent,
    CofinancingProven,
    CofinancingShortfallFound,
    DecideShortfall,
    ProposeShortfallDecision,
    RecordCofinancing,
    ShortfallDecided,
    ShortfallDecisionProposed,
)
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

WHOLE = 100  # per cent


def decide(command: CofinancingCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    on = today(now, rules)
    kept = _of_year(command.year, state.cofinancing)
    payload = _outcome(command, by, state, kept, on, rules)
    if payload is None:
        return []
    reason = command.grounds if isinstance(command, ProposeShortfallDecision) else None
    decided_on = on if isinstance(payload, ShortfallDecided) else None
    return [Pending(payload=payload, effective=day(on), decided_on=decided_on, reason=reason)]


def evolve(kept: tuple[Cofinancing, ...], event: Recorded) -> tuple[Cofinancing, ...]:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    if not isinstance(payload, CofinancingEvent):
        return kept
    before = _of_year(payload.year, kept)
    after = _folded(before, payload, event.actor)
    if after is None:
        return kept
    if before is None:
        return (*kept, after)
    return tuple(after if one.year == payload.year else one for one in kept)


def required_cents(support_cents: int, percent: int) -> int:
    """Give the least private money beside this support, in whole cents, rounded up."""
    return -(-support_cents * percent // WHOLE)


def _outcome(
    command: CofinancingCommand, by: Actor, state: PactState, kept: Cofinancing | None, on: date, rules: RulesState
) -> CofinancingEvent | None:
    match command:
        case RecordCofinancing():
            return _recorded(command, state, kept, on, rules)
        case ProposeShortfallDecision():
            return _proposed(command, kept)
        case DecideShortfall():
            return _decided(command, by, kept, on, rules)
        case _:
            assert_never(command)


def _recorded(
    command: RecordCofinancing, state: PactState, kept: Cofinancing | None, on: date, rules: RulesState
) -> CofinancingProven | CofinancingShortfallFound | None:
    """Weigh the proof; another one takes its place until a shortfall was decided on."""
    given = (command.private_cents, command.support_cents, command.proof_hash)
    if kept is not None and (kept.private_cents, kept.support_cents, kept.proof_hash) == given:
        return None
    require(kept is None or not kept.is_decided, "already_decided", f"the shortfall of {command.year} was decided on")
    require(command.year <= on.year, "in_future", f"{command.year} has not begun")
    years = [(period.start.year, period.end.year) for period in state.agreement.periods]
    is_supported = any(first <= command.year <= last for first, last in years)
    require(is_supported, "no_support", f"no period of support covers {command.year}")
    required = required_cents(command.support_cents, _percent(rules))
    facts = {**command.model_dump(exclude={"kind"}), "recorded_on": on}
    if command.private_cents >= required:
        return CofinancingProven.model_validate(facts)
    short = {"required_cents": required, "shortfall_cents": required - command.private_cents}
    return CofinancingShortfallFound.model_validate({**facts, **short})


def _proposed(command: ProposeShortfallDecision, kept: Cofinancing | None) -> ShortfallDecisionProposed | None:
    """Draft a consequence, or draft it again; whoever drafted before keeps a hand in it."""
    short = _require_shortfall(command.year, kept)
    seen = proposal_hash(command)
    if short.proposal_hash == seen:
        return None
    require(not short.is_decided, "already_decided", f"the shortfall of {command.year} was decided on")
    is_none = command.consequence == "none"
    require(is_none or command.cents > 0, "cents_missing", f"say by how much: {command.consequence}")
    require(not is_none or command.cents == 0, "cents_unexpected", "without a consequence there is no amount")
    most = amount(short.support_cents)[1]
    require(command.cents <= short.support_cents, "beyond_support", f"the support of {command.year} is {most}")
    return ShortfallDecisionProposed(**command.model_dump(exclude={"kind"}), proposal_hash=seen)


def _decided(
    command: DecideShortfall, by: Actor, kept: Cofinancing | None, on: date, rules: RulesState
) -> ShortfallDecided | None:
    short = _require_shortfall(command.year, kept)
    is_as_seen = command.proposal_hash == short.proposal_hash
    if short.is_decided and is_as_seen:
        return None
    require(not short.is_decided, "already_decided", f"the shortfall of {command.year} was decided on")
    require(short.proposal_hash is not None, "not_proposed", f"no consequence of {command.year} waits for a decision")
    require(is_as_seen, "content_changed", f"{short.consequence} is proposed now, {short.proposal_hash}")
    require_second_person("decide_shortfall", "propose_shortfall_decision", short.prepared_by, by, rules)
    return ShortfallDecided.model_validate(
        {"year": command.year, "consequence": short.consequence, "cents": short.cents, "decided_on": on}
    )


def _folded(before: Cofinancing | None, payload: CofinancingEvent, by: Actor) -> Cofinancing | None:
    hands = () if before is None else before.prepared_by
    match payload:
        case CofinancingProven() | CofinancingShortfallFound():
            return Cofinancing(
                year=payload.year,
                private_cents=payload.private_cents,
                support_cents=payload.support_cents,
                proof_hash=payload.proof_hash,
                shortfall_cents=payload.shortfall_cents if isinstance(payload, CofinancingShortfallFound) else 0,
                prepared_by=(*hands, prepared("record_cofinancing", by)),
            )
        case ShortfallDecisionProposed(consequence=consequence, cents=cents, proposal_hash=seen):
            drafted = {"consequence": consequence, "cents": cents, "proposal_hash": seen}
            hands = (*hands, prepared("propose_shortfall_decision", by))
            return None if before is None else before.model_copy(update={**drafted, "prepared_by": hands})
        case ShortfallDecided(consequence=consequence, cents=cents):
            decided = {"consequence": consequence, "cents": cents, "is_decided": True}
            return None if before is None else before.model_copy(update=decided)
        case _:
            assert_never(payload)


def _percent(rules: RulesState) -> int:
    money = current(rules).money
    if money is None or money.cofinancing_percent is None:
        raise Refused("no_money_rules", "the policy names no ratio of co-financing")
    return money.cofinancing_percent


def _of_year(year: int, kept: tuple[Cofinancing, ...]) -> Cofinancing | None:
    return next((one for one in kept if one.year == year), None)


def _require_shortfall(year: int, kept: Cofinancing | None) -> Cofinancing:
    if kept is None or kept.shortfall_cents == 0:
        raise Refused("no_shortfall", f"no shortfall is recorded for {year}")
    return kept
