"""The award of support: proposed, put to the committee, and decided, once or, after a refusal, anew.

Who takes which of these steps, and which of them a decision needs, is the policy's to say. The committee is outside:
it may decide otherwise than was proposed.
"""

from datetime import datetime
from typing import assert_never

from domain.dates import day
from domain.pact_stage import require_not_over
from domain.preparation import (
    drafters,
    endorsed_anew,
    prepared,
    proposal_hash,
    require_second_person,
    require_steps,
)
from domain.refusing import require
from domain.today import require_happened, today
from schemas.agreement.award import (
    AwardEndorsed,
    AwardProposal,
    AwardProposed,
    EndorseAward,
    ProposeAward,
    RecordAwardDecision,
    SupportAwarded,
    SupportAwardedWithConditions,
    SupportRefused,
)
from schemas.agreement.whole import AgreementState
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

Award = SupportAwarded | SupportAwardedWithConditions | SupportRefused


def propose(command: ProposeAward, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Draft a decision on the application, or draft it anew until the committee has decided."""
    agreement, seen = state.agreement, proposal_hash(command)
    if agreement.award is not None and agreement.award.proposal_hash == seen:
        return []
    require_not_over(state)
    _require_not_awarded(agreement)
    payload = AwardProposed(outcome=command.outcome, grounds=command.grounds, proposal_hash=seen)
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def endorse(command: EndorseAward, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Put what waits to the committee."""
    proposal = state.agreement.award
    if proposal is None:
        raise Refused("not_proposed", "no decision on the application is proposed")
    is_as_seen = command.proposal_hash == proposal.proposal_hash
    require(is_as_seen, "content_changed", f"{proposal.outcome} is proposed now, {proposal.proposal_hash}")
    if not endorsed_anew(command.kind, "propose_award", proposal.prepared_by, by, rules):
        return []
    on = today(now, rules)
    payload = AwardEndorsed(endorsed_on=on, proposal_hash=proposal.proposal_hash)
    return [Pending(payload=payload, effective=day(on), decided_on=on)]


def record(
    command: RecordAwardDecision, by: Actor, state: PactState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Record what the committee decided; after a refusal it may decide anew, after an award it does not."""
    agreement = state.agreement
    before = agreement.refused_on if command.outcome == "refused" else agreement.awarded_on
    if before == command.decided_on:
        return []
    require_not_over(state)
    _require_not_awarded(agreement)
    require_happened("a decision", command.decided_on, now, rules)
    refused_on = agreement.refused_on
    is_later = refused_on is None or refused_on <= command.decided_on
    require(is_later, "before_refusal", f"the committee refused on {refused_on}: a new decision comes after it")
    hands = () if agreement.award is None else agreement.award.prepared_by
    require_second_person(command.kind, "propose_award", hands, by, rules)
    require_steps(command.kind, hands, rules)
    payload = _event(command)
    return [Pending(payload=payload, effective=day(command.decided_on), decided_on=command.decided_on)]


def changes(agreement: AgreementState, payload: AwardProposed | AwardEndorsed | Award, by: Actor) -> dict[str, object]:
    """Say which fields of the chain an event of the award changes."""
    match payload:
        case AwardProposed(outcome=outcome, grounds=grounds, proposal_hash=seen):
            before = () if agreement.award is None else drafters(agreement.award.prepared_by, "propose_award")
            hands = (*before, prepared("propose_award", by))
            return {"award": AwardProposal(outcome=outcome, grounds=grounds, proposal_hash=seen, prepared_by=hands)}
        case AwardEndorsed():
            return {"award": _endorsed(agreement.award, by)}
        case SupportAwarded(decided_on=decided_on) | SupportAwardedWithConditions(decided_on=decided_on):
            return {"awarded_on": decided_on, "refused_on": None, "award": None}
        case SupportRefused(decided_on=decided_on):
            return {"refused_on": decided_on, "award": None}
        case _:
            assert_never(payload)


def _endorsed(proposal: AwardProposal | None, by: Actor) -> AwardProposal | None:
    if proposal is None:
        return None
    return proposal.model_copy(update={"prepared_by": (*proposal.prepared_by, prepared("endorse_award", by))})


def _require_not_awarded(agreement: AgreementState) -> None:
    require(agreement.awarded_on is None, "already_awarded", f"support was awarded on {agreement.awarded_on}")


def _event(command: RecordAwardDecision) -> Award:
    on, minutes = command.decided_on, command.minutes
    match command.outcome:
        case "granted":
            return SupportAwarded(decided_on=on, minutes=minutes)
        case "granted_with_conditions":
            return SupportAwardedWithConditions(decided_on=on, minutes=minutes, conditions=command.conditions)
        case "refused":
            return SupportRefused(decided_on=on, minutes=minutes)
        case _:
            assert_never(command.outcome)
