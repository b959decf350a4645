"""Claims: taken over once, never changed; confirmed, rejected, corrected and resolved only by two people."""

from datetime import datetime
from typing import assert_never

from domain import claim_verdict
from domain.correctable import is_fact
from domain.correction import require_sound
from domain.dates import day, local_day
from domain.digest import digest
from domain.policy import current
from domain.predicate import VALUE_KINDS
from domain.preparation import prepared, require_second_person
from domain.refusing import require
from schemas.claim import (
    ApproveCorrection,
    ClaimCommand,
    ClaimsState,
    CorrectionProposed,
    Evidence,
    FactCorrected,
    Grade,
    HistoricalClaimImported,
    ImportHistoricalClaim,
    KnownClaim,
    ProposeCorrection,
    ProposedCorrection,
    ResolutionCommand,
    VerdictCommand,
)
from schemas.effective import Effective
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(command: ClaimCommand, by: Actor, state: ClaimsState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what a command does to the claims of a stream; an empty answer means that it already is so."""
    if isinstance(command, VerdictCommand | ResolutionCommand):
        return claim_verdict.decide(command, by, state, _today(now, rules), rules)
    match command:
        case ImportHistoricalClaim():
            return _import(command, state, rules)
        case ProposeCorrection():
            return _propose(command, state, _today(now, rules))
        case ApproveCorrection():
            return _approve(command, by, state, now, rules)
        case _:
            assert_never(command)


def evolve(state: ClaimsState, event: Recorded) -> ClaimsState:
    """Fold one event of any kind; a fact is kept for a correction, anything else only moves the version on."""
    state = claim_verdict.evolve(_with(state, version=event.version), event)
    match event.payload:
        case HistoricalClaimImported():
            return _with(state, claims=(*state.claims, _known(event.payload, event)))
        case CorrectionProposed():
            return _with(state, proposals=(*state.proposals, _proposal(event.payload, event)))
        case FactCorrected(corrects=corrects):
            waiting = tuple(proposal for proposal in state.proposals if proposal.corrects != corrects)
            return _with(state, proposals=waiting, corrected=(*state.corrected, corrects))
        case _ if is_fact(event):
            return _with(state, facts=(*state.facts, (event.position, event.type)))
        case _:
            return state


def _import(command: ImportHistoricalClaim, state: ClaimsState, rules: RulesState) -> list[Pending]:
    predicate = command.predicate
    require(predicate in current(rules).predicates, "unknown_predicate", f"the policy lists no predicate '{predicate}'")
    expected = VALUE_KINDS.get(predicate, command.value.kind)
    found = command.value.kind
    require(found == expected, "wrong_value_kind", f"'{predicate}' takes a {expected} value, not a {found}")
    payload = HistoricalClaimImported.model_validate(
        command.model_dump(include={"claim", "predicate", "qualifier", "value", "fact", "remark"})
    )
    known = next((claim for claim in state.claims if claim.claim == command.claim), None)
    if known is None:
        return [_imported(payload, command)]
    same = known.content_hash == _content(payload, command.effective, command.grade, command.evidence)
    require(same, "claim_changed", f"claim '{command.claim}' is already known with other content")
    return []


def _imported(payload: HistoricalClaimImported, command: ImportHistoricalClaim) -> Pending:
    """Mark it as backfill: what happened long ago opens no deadline and sends nothing."""
    return Pending(
        payload=payload,
        effective=command.effective,
        evidence=command.evidence,
        source_grade=command.grade,
        backfill=True,
    )


def _propose(command: ProposeCorrection, state: ClaimsState, today: Effective) -> list[Pending]:
    require_sound(command, state)
    content = command.model_dump(mode="json", exclude={"kind"})
    proposal_hash = digest(content)
    if any(proposal.proposal_hash == proposal_hash for proposal in state.proposals):
        return []
    payload = CorrectionProposed(
        corrects=command.corrects,
        correction_kind=command.correction_kind,
        value=command.value,
        effective=command.effective,
        fields=command.fields,
        moved_to=command.moved_to,
        proposal_hash=proposal_hash,
    )
    return [Pending(payload=payload, effective=today, evidence=command.evidence, reason=command.reason)]


def _approve(
    command: ApproveCorrection, by: Actor, state: ClaimsState, now: datetime, rules: RulesState
) -> list[Pending]:
    waiting = [proposal for proposal in state.proposals if proposal.corrects == command.corrects]
    require(bool(waiting), "not_proposed", f"no correction of position {command.corrects} waits for approval")
    proposal = next((one for one in waiting if one.proposal_hash == command.proposal_hash), None)
    if proposal is None:
        raise Refused("content_changed", f"what waits has the hash {waiting[-1].proposal_hash}")
    require_second_person("approve_correction", "propose_correction", (proposal.proposed_by,), by, rules)
    payload = FactCorrected(
        corrects=proposal.corrects,
        correction_kind=proposal.correction_kind,
        value=proposal.value,
        effective=proposal.effective,
        fields=proposal.fields,
        moved_to=proposal.moved_to,
    )
    return [
        Pending(
            payload=payload,
            effective=_today(now, rules),
            decided_on=_today(now, rules).earliest,
            evidence=proposal.evidence,
            reason=proposal.reason,
            corrects=proposal.corrects,
            correction_kind=proposal.correction_kind,
        )
    ]


def _known(payload: HistoricalClaimImported, event: Recorded) -> KnownClaim:
    return KnownClaim(
        claim=payload.claim,
        position=event.position,
        predicate=payload.predicate,
        qualifier=payload.qualifier,
        content_hash=_content(payload, event.effective, event.source_grade, event.evidence),
    )


def _proposal(payload: CorrectionProposed, event: Recorded) -> ProposedCorrection:
    return ProposedCorrection(
        corrects=payload.corrects,
        correction_kind=payload.correction_kind,
        value=payload.value,
        effective=payload.effective,
        fields=payload.fields,
        moved_to=payload.moved_to,
        proposal_hash=payload.proposal_hash,
        proposed_by=prepared("propose_correction", event.actor),
        reason=event.reason or "",
        evidence=event.evidence,
    )


def _content(
    payload: HistoricalClaimImported, effective: Effective, grade: Grade, evidence: tuple[Evidence, ...]
) -> str:
    """Hash everything that a claim says and rests on."""
    sources = [source.model_dump(mode="json") for source in evidence]
    says = [payload.model_dump(mode="json"), effective.model_dump(mode="json"), grade.value, sources]
    return digest(says)


def _today(now: datetime, rules: RulesState) -> Effective:
    return day(local_day(now, current(rules).terms.time_zone))


def _with(state: ClaimsState, **changes: object) -> ClaimsState:
    return state.model_copy(update=changes)
