"""The award of support: what the decision committee decided on the application, once or, after a refusal, anew."""

from datetime import datetime
from typing import assert_never

from domain.dates import day
from domain.pact_stage import require_not_over
from domain.refusing import require
from domain.today import require_happened
from schemas.agreement import RecordAwardDecision, SupportAwarded, SupportAwardedWithConditions, SupportRefused
from schemas.event import Pending
from schemas.pact import PactState
from schemas.policy import RulesState

Award = SupportAwarded | SupportAwardedWithConditions | SupportRefused


def record(command: RecordAwardDecision, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Record what the committee decided; after a refusal it may decide anew, after an award it does not."""
    agreement = state.agreement
    before = agreement.refused_on if command.outcome == "refused" else agreement.awarded_on
    if before == command.decided_on:
        return []
    require_not_over(state)
    require(agreement.awarded_on is None, "already_awarded", f"support was awarded on {agreement.awarded_on}")
    require_happened("a decision", command.decided_on, now, rules)
    refused_on = agreement.refused_on
    is_later = refused_on is None or refused_on <= command.decided_on
    require(is_later, "before_refusal", f"the committee refused on {refused_on}: a new decision comes after it")
    payload = _event(command)
    return [Pending(payload=payload, effective=day(command.decided_on), decided_on=command.decided_on)]


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
