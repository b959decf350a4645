"""The extension of support: proposed after the interim evaluation, decided by the committee, never beyond the cap."""

from datetime import date, datetime
from typing import assert_never

from domain.chain import arithmetic, day_after, end_after, last_period, period_of, room_in_months
from domain.dates import day
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import require_happened, today
from schemas.agreement import (
    AgreementPeriod,
    AgreementStage,
    AgreementState,
    ExtensionGranted,
    ExtensionProposal,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
    GrantedExtension,
    ProposeExtension,
    RecordExtensionDecision,
)
from schemas.evaluation import EvaluationState, InterimStage, InterimVerdict
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

EXTENSIBLE = (AgreementStage.ACTIVE, AgreementStage.EXPIRED)
POSITIVE = (InterimVerdict.POSITIVE, InterimVerdict.POSITIVE_WITH_CONDITIONS)


def propose(command: ProposeExtension, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Propose the next period for the committee, or revise a proposal that it has not decided.

    A period that ended can still be proposed for, since a decision of before its end may be recorded after it.
    """
    agreement, on = state.agreement, today(now, rules)
    _require_undecided(command.period, agreement)
    period = period_of(agreement, command.period)
    is_extensible = period == last_period(agreement) and period.stage in EXTENSIBLE
    require(is_extensible, "not_active", f"period {period.number} is {period.stage}")
    _require_positive_interim(period, state.evaluations)
    new_start, new_end, cap = _next_period(period, command.months, agreement, on)
    seen = proposal_hash(command)
    if agreement.proposal is not None and agreement.proposal.proposal_hash == seen:
        return []
    payload = ExtensionProposed(
        period=period.number, months=command.months, new_start=new_start, new_end=new_end, cap=cap, proposal_hash=seen
    )
    return [Pending(payload=payload, effective=day(on))]


def record_decision(
    command: RecordExtensionDecision, by: Actor, agreement: AgreementState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Record what the committee decided; it may grant less than was proposed, never more, and never after the end."""
    _require_undecided(command.period, agreement)
    proposal = agreement.proposal
    if proposal is None or proposal.period != command.period:
        raise Refused("not_proposed", f"no extension of period {command.period} waits for a decision")
    is_as_seen = command.proposal_hash == proposal.proposal_hash
    require(is_as_seen, "content_changed", f"{proposal.months} months are proposed now, {proposal.proposal_hash}")
    require_happened("a decision", command.decided_on, now, rules)
    require_second_person("record_extension_decision", "propose_extension", proposal.prepared_by, by, rules)
    if command.months is None:
        payload = ExtensionRefused(period=command.period, decided_on=command.decided_on, minutes=command.minutes)
        return [Pending(payload=payload, effective=day(command.decided_on), decided_on=command.decided_on)]
    return _grant(command, command.months, proposal, agreement, today(now, rules))


def changes(
    agreement: AgreementState,
    payload: ExtensionProposed | ExtensionGranted | ExtensionRefused | ExtensionRefusedBecauseCap,
    by: Actor,
) -> dict[str, object]:
    """Say which fields of the chain an event of an extension changes."""
    match payload:
        case ExtensionProposed():
            return {"proposal": _proposal(agreement, payload, by)}
        case ExtensionGranted(period=number, new_start=new_start, new_end=new_end):
            grant = GrantedExtension(period=number, new_start=new_start, new_end=new_end)
            return {"proposal": None, "grants": (*agreement.grants, grant)}
        case ExtensionRefused():
            return {"proposal": None}
        case ExtensionRefusedBecauseCap():
            return {}
        case _:
            assert_never(payload)


def _proposal(agreement: AgreementState, payload: ExtensionProposed, by: Actor) -> ExtensionProposal:
    """Keep the proposal; who proposed before a revision keeps a hand in it."""
    hands = () if agreement.proposal is None else agreement.proposal.prepared_by
    return ExtensionProposal(
        period=payload.period,
        months=payload.months,
        new_start=payload.new_start,
        new_end=payload.new_end,
        proposal_hash=payload.proposal_hash,
        prepared_by=(*hands, prepared("propose_extension", by)),
    )


def _grant(
    command: RecordExtensionDecision, months: int, proposal: ExtensionProposal, agreement: AgreementState, on: date
) -> list[Pending]:
    """Grant within the proposal and the cap as it stands now."""
    period = period_of(agreement, command.period)
    require(months <= proposal.months, "more_than_proposed", f"{proposal.months} months were proposed")
    is_in_time = command.decided_on <= period.end
    require(is_in_time, "period_ended", f"the period ended on {period.end}: nothing rolls over after that day")
    new_start, new_end, _ = _next_period(period, months, agreement, on)
    payload = ExtensionGranted(
        period=command.period,
        months=months,
        new_start=new_start,
        new_end=new_end,
        decided_on=command.decided_on,
        minutes=command.minutes,
    )
    return [Pending(payload=payload, effective=day(command.decided_on), decided_on=command.decided_on)]


def _next_period(period: AgreementPeriod, months: int, agreement: AgreementState, on: date) -> tuple[date, date, date]:
    """Count first day, last day and cap of the next period; a wish beyond the cap is refused, and the refusal kept."""
    anchor, cap = _settled_cap(agreement)
    new_start = day_after(period.end)
    new_end = end_after(new_start, months)
    if new_end > cap:
        count = arithmetic(new_start, months, anchor, cap)
        refused = ExtensionRefusedBecauseCap(
            period=period.number,
            months=months,
            new_start=new_start,
            wished_end=new_end,
            cap=cap,
            room_months=room_in_months(new_start, cap),
            arithmetic=count,
        )
        raise Refused("beyond_cap", count, events=(Pending(payload=refused, effective=day(on)),))
    return new_start, new_end, cap


def _settled_cap(agreement: AgreementState) -> tuple[date, date]:
    """Give anchor and cap; with another anchor possible somebody decides first."""
    if agreement.anchor is None or agreement.cap is None:
        raise Refused("no_cap_anchor", "the day from which the cap counts is not fixed")
    others = ", ".join(str(anchor) for anchor in agreement.contested_anchors)
    detail = f"the cap counts from {agreement.anchor}, or from {others}: fix the anchor first"
    require(not others, "cap_anchor_contested", detail)
    return agreement.anchor, agreement.cap


def _require_undecided(period: int, agreement: AgreementState) -> None:
    is_granted = any(grant.period == period for grant in agreement.grants)
    require(not is_granted, "already_decided", f"the period after period {period} was granted")


def _require_positive_interim(period: AgreementPeriod, evaluations: EvaluationState) -> None:
    """Ask for the completed interim evaluation of exactly the period that ends."""
    verdicts = [
        interim.verdict
        for interim in evaluations.interim
        if interim.period == period.number and interim.stage is InterimStage.COMPLETED
    ]
    require(bool(verdicts), "no_interim_evaluation", f"period {period.number} has no completed interim evaluation")
    is_positive = all(verdict in POSITIVE for verdict in verdicts)
    require(is_positive, "negative_evaluation", f"the interim evaluation ended {verdicts[-1]}")
