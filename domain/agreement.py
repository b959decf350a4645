"""The support agreement: a chain of periods that follow one another and never pass the cap.

The first period has the policy's length. Each later one is first proposed, then granted by the committee, and only then
drawn up and signed: a grant alone makes nobody's agreement run. No period rolls over by itself. Support that is ended
before its time ends the chain with it; support under another legal basis is another chain, in a pact file of its own.
"""

from datetime import date, datetime
from typing import assert_never

from domain import award, cap_anchor, extension
from domain.chain import BINDING, last_period, period_of
from domain.dates import day, last_day_of_period
from domain.pact_stage import require_not_over
from domain.policy import current, rule_of
from domain.preparation import prepared, require_second_person
from domain.refusing import require
from domain.today import require_happened, today
from schemas.agreement.award import (
    AwardEndorsed,
    AwardProposed,
    EndorseAward,
    ProposeAward,
    RecordAwardDecision,
    SupportAwarded,
    SupportAwardedWithConditions,
    SupportRefused,
)
from schemas.agreement.cap_anchor import CapAnchorContested, CapAnchorFixed, ContestCapAnchor, FixCapAnchor
from schemas.agreement.extension import (
    EndorseExtension,
    ExtensionEndorsed,
    ExtensionGranted,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
    ProposeExtension,
    RecordExtensionDecision,
)
from schemas.agreement.period import (
    ActivateAgreement,
    AgreementActivated,
    AgreementDrafted,
    AgreementExpired,
    AgreementExtended,
    AgreementPeriod,
    AgreementSigned,
    AgreementStage,
    DraftAgreement,
    SignAgreement,
)
from schemas.agreement.whole import AgreementCommand, AgreementEvent, AgreementState
from schemas.deadline import Deadline, DeadlineKind
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.support import AgreementTerminated, SupportEnded

BEFORE_END = (AgreementStage.DRAFT, *BINDING)


def decide(command: AgreementCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to the chain; an empty answer means it already did."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    agreement = state.agreement
    match command:
        case ProposeAward():
            return award.propose(command, state, now, rules)
        case EndorseAward():
            return award.endorse(command, by, state, now, rules)
        case RecordAwardDecision():
            return award.record(command, by, state, now, rules)
        case DraftAgreement():
            return _draft(command, state, now, rules)
        case SignAgreement():
            return _sign(command, by, agreement, now, rules)
        case ActivateAgreement():
            return _activate(command, agreement, now, rules)
        case FixCapAnchor():
            return cap_anchor.fix(command, by, agreement, now, rules)
        case ContestCapAnchor():
            return cap_anchor.contest(command, agreement, now, rules)
        case ProposeExtension():
            return extension.propose(command, state, now, rules)
        case EndorseExtension():
            return extension.endorse(command, by, state, now, rules)
        case RecordExtensionDecision():
            return extension.record_decision(command, by, state, now, rules)
        case _:
            assert_never(command)


def evolve(agreement: AgreementState, event: Recorded) -> AgreementState:
    """Fold one event; those of other nouns pass by, except the measure that ends the chain."""
    payload = event.payload
    if isinstance(payload, AgreementTerminated):
        return agreement.model_copy(update=_ended(agreement, payload))
    if not isinstance(payload, AgreementEvent):
        return agreement
    return agreement.model_copy(update=_changes(agreement, payload, event))


def on_reached(deadline: Deadline, state: PactState, by: Actor, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what the end of a period brings: the next one where it is signed, else the end of the agreement.

    The last day of support that was terminated brings its end. Any other deadline that is reached brings nothing here.
    Effective on the last day, whenever it is noticed.
    """
    del by, now
    rule = rule_of(rules, deadline.rule, deadline.rule_version)
    numbers = {int(value) for name, value in deadline.subject if name == "period"}
    if deadline.kind is not DeadlineKind.VALIDITY:
        return []
    ends = [period for period in state.agreement.periods if period.number in numbers]
    if "agreement.activated" in rule.opened_by:
        active = (one for one in ends if one.stage is AgreementStage.ACTIVE and one.end <= deadline.due)
        return [_end_of(period, state.agreement) for period in active]
    if "agreement.terminated" in rule.opened_by:
        return [_over(one.number, one.ended_on, state) for one in ends if one.ended_on and one.ended_on <= deadline.due]
    return []


def _changes(agreement: AgreementState, payload: AgreementEvent, event: Recorded) -> dict[str, object]:
    match payload:
        case AwardProposed() | AwardEndorsed() | SupportAwarded() | SupportAwardedWithConditions() | SupportRefused():
            return award.changes(agreement, payload, event.actor)
        case AgreementDrafted():
            return {"periods": _drafted(agreement, payload, event.actor)}
        case AgreementSigned(period=number, signed_on=signed_on):
            return {
                "periods": _changed(
                    agreement, number, stage=AgreementStage.SIGNED, signed_on=signed_on, known_at=event.recorded_at
                )
            }
        case AgreementActivated(period=number, activated_on=activated_on):
            return {
                "periods": _changed(agreement, number, stage=AgreementStage.ACTIVE),
                "active_since_year": agreement.active_since_year or _first_year(activated_on, event),
            }
        case CapAnchorFixed(anchor=anchor, cap=cap):
            return {"anchor": anchor, "cap": cap, "contested_anchors": (), "anchor_prepared_by": ()}
        case CapAnchorContested(anchor=anchor):
            hands = (*agreement.anchor_prepared_by, prepared("contest_cap_anchor", event.actor))
            return {"contested_anchors": (*agreement.contested_anchors, anchor), "anchor_prepared_by": hands}
        case (
            ExtensionProposed()
            | ExtensionEndorsed()
            | ExtensionGranted()
            | ExtensionRefused()
            | ExtensionRefusedBecauseCap()
        ):
            return extension.changes(agreement, payload, event.actor)
        case AgreementExpired(period=number):
            return {"periods": _changed(agreement, number, stage=AgreementStage.EXPIRED)}
        case AgreementExtended(period=number):
            return {"periods": _changed(agreement, number, stage=AgreementStage.EXTENDED)}
        case _:
            assert_never(payload)


def _draft(command: DraftAgreement, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Draw up the first period, or the one that was granted; until it is signed it can be drawn up again.

    An award may be known only as a claim, when a running file is taken over: it is not asked for here. A refusal is.
    """
    agreement = state.agreement
    for link in agreement.periods:
        if (link.start, link.text_hash) == (command.start, command.text_hash):
            return []
    require_not_over(state)
    last = last_period(agreement)
    is_draft = last is not None and last.stage is AgreementStage.DRAFT
    number = len(agreement.periods) + (0 if is_draft else 1)
    end = _first_end(command, agreement, rules) if number == 1 else _granted_end(command, number, agreement)
    payload = AgreementDrafted(period=number, start=command.start, end=end, text_hash=command.text_hash)
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def _first_end(command: DraftAgreement, agreement: AgreementState, rules: RulesState) -> date:
    refused_on = agreement.refused_on
    require(refused_on is None, "not_awarded", f"the committee refused support on {refused_on}")
    is_counted = agreement.anchor is None or agreement.anchor <= command.start
    require(is_counted, "anchor_after_start", f"the cap counts from {agreement.anchor}: support begins no earlier")
    end = last_day_of_period(command.start, current(rules).terms.agreement_period)
    is_under = agreement.cap is None or end <= agreement.cap
    require(is_under, "beyond_cap", f"a period from {command.start} ends on {end}; the cap is {agreement.cap}")
    return end


def _granted_end(command: DraftAgreement, number: int, agreement: AgreementState) -> date:
    grants = [grant for grant in agreement.grants if grant.period == number - 1]
    require(bool(grants), "not_granted", f"no extension was granted after period {number - 1}")
    start = grants[-1].new_start
    require(command.start == start, "other_than_granted", f"the granted period starts on {start}")
    return grants[-1].new_end


def _sign(
    command: SignAgreement, by: Actor, agreement: AgreementState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Sign a drafted period under a cap that is known; signed late, it takes up a chain that was found at its end."""
    period = period_of(agreement, command.period)
    if (period.signed_on, period.text_hash) == (command.signed_on, command.text_hash):
        return []
    require(period.stage is AgreementStage.DRAFT, "already_signed", f"period {period.number} is {period.stage}")
    require(period.text_hash == command.text_hash, "content_changed", f"the drafted text is {period.text_hash}")
    require_happened("a signature", command.signed_on, now, rules)
    cap_anchor.require_under_cap(period.end, agreement)
    require_second_person("sign_agreement", "draft_agreement", period.prepared_by, by, rules)
    payload = AgreementSigned(period=period.number, start=period.start, end=period.end, signed_on=command.signed_on)
    signed = Pending(payload=payload, effective=day(command.signed_on), decided_on=command.signed_on)
    expired = [
        link for link in agreement.periods if link.number == period.number - 1 and link.stage is AgreementStage.EXPIRED
    ]
    return [signed, *(_extended(link) for link in expired)]


def _activate(command: ActivateAgreement, agreement: AgreementState, now: datetime, rules: RulesState) -> list[Pending]:
    period = period_of(agreement, command.period)
    if period.stage is AgreementStage.ACTIVE:
        return []
    require(period.stage is AgreementStage.SIGNED, "not_signed", f"period {period.number} is {period.stage}")
    on = today(now, rules)
    require(period.start <= on, "not_begun", f"period {period.number} begins on {period.start}")
    is_bridge = any(grant.bridging and grant.period == period.number - 1 for grant in agreement.grants)
    payload = AgreementActivated(
        period=period.number, start=period.start, end=period.end, activated_on=on, bridging=is_bridge
    )
    return [Pending(payload=payload, effective=day(period.start))]


def _end_of(period: AgreementPeriod, agreement: AgreementState) -> Pending:
    follows = any(link.number == period.number + 1 and link.stage in BINDING for link in agreement.periods)
    if follows:
        return _extended(period)
    return Pending(payload=AgreementExpired(period=period.number, end=period.end), effective=day(period.end))


def _over(number: int, ended_on: date, state: PactState) -> Pending:
    grounds = state.support.termination_grounds
    payload = SupportEnded(cluster=state.cluster or "", period=number, ended_on=ended_on, grounds=grounds)
    return Pending(payload=payload, effective=day(ended_on))


def _extended(period: AgreementPeriod) -> Pending:
    payload = AgreementExtended(period=period.number, end=period.end, next_period=period.number + 1)
    return Pending(payload=payload, effective=day(period.end))


def _changed(agreement: AgreementState, number: int, **changes: object) -> tuple[AgreementPeriod, ...]:
    return tuple(link.model_copy(update=changes) if link.number == number else link for link in agreement.periods)


def _drafted(agreement: AgreementState, payload: AgreementDrafted, by: Actor) -> tuple[AgreementPeriod, ...]:
    """Put the draft at the end; who drew up a draft before it keeps a hand in it."""
    before = [link for link in agreement.periods if link.number == payload.period]
    hands = [hand for link in before for hand in link.prepared_by]
    link = AgreementPeriod(
        number=payload.period,
        start=payload.start,
        end=payload.end,
        stage=AgreementStage.DRAFT,
        text_hash=payload.text_hash,
        prepared_by=(*hands, prepared("draft_agreement", by)),
    )
    return (*(other for other in agreement.periods if other.number != payload.period), link)


def _ended(agreement: AgreementState, payload: AgreementTerminated) -> dict[str, object]:
    """End the chain: what was still to come of it falls away, and what ran keeps its days and its text."""
    ended = {"stage": AgreementStage.TERMINATED, "ended_on": payload.ended_on}
    return {
        "periods": tuple(
            link.model_copy(update=ended) if link.number >= payload.period and link.stage in BEFORE_END else link
            for link in agreement.periods
        ),
        "proposal": None,
        "grants": tuple(grant for grant in agreement.grants if grant.period < payload.period),
    }


def _first_year(activated_on: date, event: Recorded) -> int:
    """Give the year in which the service first saw a period run: for a file taken over, that of the recording."""
    return max(activated_on, event.recorded_at.date()).year
