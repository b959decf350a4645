"""The extension of support: proposed after the interim evaluation, decided by the committee, never beyond the cap.

While the interim evaluation is not finished only a bridging period can be proposed, as short as the policy says. The
evaluation of the period that was bridged counts for what follows the bridge. A negative evaluation that leaves room for
mending blocks the extension until the remediation is fulfilled.
"""

from datetime import date, datetime
from typing import assert_never

from domain.chain import arithmetic, day_after, end_after, last_period, period_of, room_in_months
from domain.dates import day
from domain.pact_stage import require_not_over
from domain.policy import current
from domain.preparation import (
    drafters,
    endorsed_anew,
    prepared,
    proposal_hash,
    require_second_person,
    require_steps,
)
from domain.refusing import require
from domain.remedial import plan_of
from domain.today import require_happened, today
from schemas.agreement.extension import (
    EndorseExtension,
    ExtensionEndorsed,
    ExtensionGranted,
    ExtensionProposal,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
    GrantedExtension,
    ProposeExtension,
    RecordExtensionDecision,
)
from schemas.agreement.period import AgreementPeriod, AgreementStage
from schemas.agreement.whole import AgreementState
from schemas.evaluation import InterimStage, InterimVerdict
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.remedial import RemedialStage
from schemas.support import SupportState

EXTENSIBLE = (AgreementStage.ACTIVE, AgreementStage.EXPIRED)


def propose(command: ProposeExtension, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Propose the next period for the committee, or revise a proposal that it has not decided.

    A period that ended can still be proposed for, since a decision of before its end may be recorded after it. A wish
    that passes the cap is told so, with the count, whatever else stands in its way.
    """
    agreement, on = state.agreement, today(now, rules)
    require_not_over(state)
    _require_undecided(command.period, agreement)
    period = period_of(agreement, command.period)
    if agreement.cap is not None and not agreement.contested_anchors:
        _next_period(period, command.months, agreement, on)
    is_extensible = period == last_period(agreement) and period.stage in EXTENSIBLE
    require(is_extensible, "not_active", f"period {period.number} is {period.stage}")
    _require_not_suspended(state.support, on)
    _require_ground(period, command.months, state, rules, bridging=command.bridging)
    if command.bridging:
        _require_unfinished(period, state)
    new_start, new_end, cap = _next_period(period, command.months, agreement, on)
    seen = proposal_hash(command)
    if agreement.proposal is not None and agreement.proposal.proposal_hash == seen:
        return []
    payload = ExtensionProposed(
        period=period.number,
        months=command.months,
        new_start=new_start,
        new_end=new_end,
        cap=cap,
        proposal_hash=seen,
        bridging=command.bridging,
    )
    return [Pending(payload=payload, effective=day(on))]


def endorse(command: EndorseExtension, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Put the proposed period to the committee."""
    _require_undecided(command.period, state.agreement)
    proposal = _waiting(command, state.agreement)
    if not endorsed_anew(command.kind, "propose_extension", proposal.prepared_by, by, rules):
        return []
    on = today(now, rules)
    payload = ExtensionEndorsed(period=proposal.period, endorsed_on=on, proposal_hash=proposal.proposal_hash)
    return [Pending(payload=payload, effective=day(on), decided_on=on)]


def record_decision(
    command: RecordExtensionDecision, by: Actor, state: PactState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Record what the committee decided; it may grant less than was proposed, never more, and never after the end."""
    agreement = state.agreement
    _require_undecided(command.period, agreement)
    proposal = _waiting(command, agreement)
    require_happened("a decision", command.decided_on, now, rules)
    require_second_person("record_extension_decision", "propose_extension", proposal.prepared_by, by, rules)
    require_steps(command.kind, proposal.prepared_by, rules)
    if command.months is None:
        payload = ExtensionRefused(period=command.period, decided_on=command.decided_on, minutes=command.minutes)
        return [Pending(payload=payload, effective=day(command.decided_on), decided_on=command.decided_on)]
    _require_not_suspended(state.support, command.decided_on)
    period = period_of(agreement, command.period)
    _require_ground(period, command.months, state, rules, bridging=proposal.bridging)
    return _grant(command, command.months, proposal, agreement, today(now, rules))


def changes(
    agreement: AgreementState,
    payload: ExtensionProposed | ExtensionEndorsed | ExtensionGranted | ExtensionRefused | ExtensionRefusedBecauseCap,
    by: Actor,
) -> dict[str, object]:
    """Say which fields of the chain an event of an extension changes."""
    match payload:
        case ExtensionProposed():
            return {"proposal": _proposal(agreement, payload, by)}
        case ExtensionEndorsed():
            return {"proposal": _endorsed(agreement.proposal, by)}
        case ExtensionGranted(period=number, new_start=new_start, new_end=new_end):
            grant = GrantedExtension(
                period=number,
                new_start=new_start,
                new_end=new_end,
                months=payload.months,
                bridging=payload.bridging,
            )
            return {"proposal": None, "grants": (*agreement.grants, grant)}
        case ExtensionRefused():
            return {"proposal": None}
        case ExtensionRefusedBecauseCap():
            return {}
        case _:
            assert_never(payload)


def _proposal(agreement: AgreementState, payload: ExtensionProposed, by: Actor) -> ExtensionProposal:
    """Keep the proposal; who proposed before a revision keeps a hand in it, and its endorsement is void."""
    hands = () if agreement.proposal is None else drafters(agreement.proposal.prepared_by, "propose_extension")
    return ExtensionProposal(
        period=payload.period,
        months=payload.months,
        new_start=payload.new_start,
        new_end=payload.new_end,
        proposal_hash=payload.proposal_hash,
        bridging=payload.bridging,
        prepared_by=(*hands, prepared("propose_extension", by)),
    )


def _endorsed(proposal: ExtensionProposal | None, by: Actor) -> ExtensionProposal | None:
    if proposal is None:
        return None
    return proposal.model_copy(update={"prepared_by": (*proposal.prepared_by, prepared("endorse_extension", by))})


def _waiting(command: EndorseExtension | RecordExtensionDecision, agreement: AgreementState) -> ExtensionProposal:
    """Give the proposal exactly as it was seen."""
    proposal = agreement.proposal
    if proposal is None or proposal.period != command.period:
        raise Refused("not_proposed", f"no extension of period {command.period} waits for a decision")
    is_as_seen = command.proposal_hash == proposal.proposal_hash
    require(is_as_seen, "content_changed", f"{proposal.months} months are proposed now, {proposal.proposal_hash}")
    return proposal


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
        bridging=proposal.bridging,
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


def _require_not_suspended(support: SupportState, on: date) -> None:
    """Extend nothing that is suspended on that day; what was decided before the suspension stands."""
    since = support.suspended_since
    is_running = since is None or on < since
    require(is_running, "suspended", f"support is suspended since {since}: an extension waits for its resumption")


def _require_ground(
    period: AgreementPeriod, months: int, state: PactState, rules: RulesState, *, bridging: bool
) -> None:
    """Ask for the completed interim evaluation of what ends, or for none behind a bridge; neither follows a bad one."""
    verdicts = _verdicts(period, state)
    if bridging:
        _require_short(period, months, state.agreement, rules)
    else:
        require(bool(verdicts), "no_interim_evaluation", f"period {period.number} has no completed interim evaluation")
    for number, verdict in verdicts:
        is_bad = verdict is InterimVerdict.NEGATIVE
        require(not is_bad, "negative_evaluation", f"the interim evaluation of period {number} ended {verdict}")
        if verdict is InterimVerdict.NEGATIVE_WITH_REMEDIATION:
            _require_remedied(number, state)


def _require_unfinished(period: AgreementPeriod, state: PactState) -> None:
    """Propose a bridge for an open evaluation alone; one decided before it was completed can still be recorded."""
    is_unfinished = not _verdicts(period, state)
    require(is_unfinished, "evaluation_completed", "the interim evaluation is complete: no bridge is needed")


def _verdicts(period: AgreementPeriod, state: PactState) -> list[tuple[int, InterimVerdict]]:
    """Give the completed interim evaluations of the period that ends and of those that it bridges."""
    counting = (period.number, *(grant.period for grant in _bridges_to(period, state.agreement)))
    return [
        (interim.period, interim.verdict)
        for interim in state.evaluations.interim
        if interim.period in counting and interim.stage is InterimStage.COMPLETED and interim.verdict is not None
    ]


def _bridges_to(period: AgreementPeriod, agreement: AgreementState) -> tuple[GrantedExtension, ...]:
    """Give the unbroken row of bridging grants that led to this period, the last one first."""
    bridging = {grant.period: grant for grant in agreement.grants if grant.bridging}
    row: list[GrantedExtension] = []
    while (number := period.number - 1 - len(row)) in bridging:
        row.append(bridging[number])
    return tuple(row)


def _require_short(period: AgreementPeriod, months: int, agreement: AgreementState, rules: RulesState) -> None:
    """Let bridges in a row together be as long as the policy says, no longer."""
    longest = current(rules).terms.bridging_months
    require(longest > 0, "no_bridging", "this programme knows no bridging period")
    before = sum(grant.months for grant in _bridges_to(period, agreement))
    is_short = before + months <= longest
    detail = f"at most {longest} months are bridged, {before} of them were; {months} more would be too many"
    require(is_short, "bridging_too_long", detail)


def _require_remedied(number: int, state: PactState) -> None:
    plan = plan_of(state.remedial, number)
    is_failed = plan is not None and plan.stage is RemedialStage.FAILED
    require(not is_failed, "remediation_failed", f"the remediation of period {number} failed: no extension follows")
    is_fulfilled = plan is not None and plan.stage is RemedialStage.FULFILLED
    stage = "not asked for" if plan is None else plan.stage
    require(is_fulfilled, "remediation_open", f"the remediation of period {number} is {stage}")
