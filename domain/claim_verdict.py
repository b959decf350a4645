"""What two people find of claims: one is confirmed on evidence or rejected, or one of several is accepted.

What waits rests on what was known when it was proposed. It falls away when the claim is corrected or judged otherwise,
and a resolution also when anything new is told of the matter.
"""

from collections.abc import Sequence
from typing import assert_never

from domain.facts import facts_of
from domain.preparation import prepared, proposal_hash, require_level, require_second_person
from domain.refusing import require
from schemas.claim import (
    ClaimConfirmed,
    ClaimRejected,
    ClaimsState,
    ClaimVerdictProposed,
    ConfirmClaim,
    ConflictResolutionProposed,
    FactConflictResolved,
    FactCorrected,
    KnownClaim,
    ProposeClaimVerdict,
    ProposeConflictResolution,
    ProposedResolution,
    ProposedVerdict,
    RejectClaim,
    ResolutionCommand,
    ResolveConflict,
    Standing,
    Verdict,
    VerdictCommand,
)
from schemas.effective import Effective
from schemas.event import Payload, Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

Proposal = ProposedVerdict | ProposedResolution
_GONE = frozenset({Standing.REJECTED, Standing.WITHDRAWN})


def decide(
    command: VerdictCommand | ResolutionCommand, by: Actor, state: ClaimsState, today: Effective, rules: RulesState
) -> list[Pending]:
    """Say what a proposal or its approval does; an empty answer means that it already is so."""
    match command:
        case ProposeClaimVerdict():
            return _propose_verdict(command, state, today)
        case ConfirmClaim():
            return _judge(command, "confirmed", by, state, today, rules)
        case RejectClaim():
            return _judge(command, "rejected", by, state, today, rules)
        case ProposeConflictResolution():
            return _propose_resolution(command, state, today)
        case ResolveConflict():
            return _resolve(command, by, state, today, rules)
        case _:
            assert_never(command)


def evolve(state: ClaimsState, event: Recorded) -> ClaimsState:
    """Fold one event of any kind: most only tell something, which can open a matter again."""
    state = _reopened(state, event)
    match event.payload:
        case ClaimVerdictProposed():
            return _with(state, verdicts=(*state.verdicts, _verdict(event.payload, event)))
        case ClaimConfirmed(claim=claim):
            return _judged(state, claim, Standing.CONFIRMED)
        case ClaimRejected(claim=claim):
            return _judged(state, claim, Standing.REJECTED)
        case ConflictResolutionProposed():
            return _with(state, resolutions=(*state.resolutions, _resolution(event.payload, event)))
        case FactConflictResolved(predicate=predicate, qualifier=qualifier, accepted_claim=accepted):
            matter = (predicate, qualifier)
            others = tuple(kept for kept in state.resolved if kept[:2] != matter)
            return _without_waiting(_with(state, resolved=(*others, (*matter, accepted))), matter)
        case FactCorrected(corrects=corrects, correction_kind=kind):
            return _corrected(state, corrects, is_withdrawn=kind == "withdraws")
        case _:
            return state


def _propose_verdict(command: ProposeClaimVerdict, state: ClaimsState, today: Effective) -> list[Pending]:
    claim = _known(command.claim, state.claims)
    require(claim.standing is not Standing.WITHDRAWN, "already_withdrawn", f"claim '{claim.claim}' was withdrawn")
    is_so = claim.standing.value == command.verdict
    require(not is_so, "already_judged", f"claim '{claim.claim}' was {command.verdict} before")
    confirms_on_nothing = command.verdict == "confirmed" and not command.evidence
    require(not confirms_on_nothing, "evidence_missing", "a claim is confirmed on evidence: name the document")
    seen = proposal_hash(command)
    if any(waiting.proposal_hash == seen for waiting in state.verdicts):
        return []
    payload = ClaimVerdictProposed(claim=command.claim, verdict=command.verdict, proposal_hash=seen)
    return [Pending(payload=payload, effective=today, evidence=command.evidence, reason=command.reason)]


def _judge(
    command: ConfirmClaim | RejectClaim,
    verdict: Verdict,
    by: Actor,
    state: ClaimsState,
    today: Effective,
    rules: RulesState,
) -> list[Pending]:
    claim = _known(command.claim, state.claims)
    if claim.standing.value == verdict:
        return []
    waiting = [one for one in state.verdicts if (one.claim, one.verdict) == (command.claim, verdict)]
    what = f"that claim '{command.claim}' be {verdict}"
    proposal = _seen(waiting, command.proposal_hash, what)
    _require_another(command.kind, "propose_claim_verdict", proposal, by, rules, what)
    made = ClaimConfirmed if verdict == "confirmed" else ClaimRejected
    return [_approved(made(claim=command.claim), proposal, today)]


def _propose_resolution(command: ProposeConflictResolution, state: ClaimsState, today: Effective) -> list[Pending]:
    _require_conflict(command, state)
    matter = (command.predicate, command.qualifier)
    seen = proposal_hash(command)
    is_so = (*matter, command.accepted_claim) in state.resolved
    if is_so or any(waiting.proposal_hash == seen for waiting in state.resolutions):
        return []
    payload = ConflictResolutionProposed(
        predicate=matter[0], qualifier=matter[1], accepted_claim=command.accepted_claim, proposal_hash=seen
    )
    return [Pending(payload=payload, effective=today, evidence=command.evidence, reason=command.reason)]


def _resolve(
    command: ResolveConflict, by: Actor, state: ClaimsState, today: Effective, rules: RulesState
) -> list[Pending]:
    _require_conflict(command, state)
    subject = (command.predicate, command.qualifier, command.accepted_claim)
    if subject in state.resolved:
        return []
    waiting = [one for one in state.resolutions if (one.predicate, one.qualifier, one.accepted_claim) == subject]
    what = f"that claim '{command.accepted_claim}' be accepted"
    proposal = _seen(waiting, command.proposal_hash, what)
    _require_another(command.kind, "propose_conflict_resolution", proposal, by, rules, what)
    payload = FactConflictResolved(predicate=subject[0], qualifier=subject[1], accepted_claim=subject[2])
    return [_approved(payload, proposal, today)]


def _require_conflict(command: ProposeConflictResolution | ResolveConflict, state: ClaimsState) -> None:
    """Refuse where there is nothing to choose between: what was rejected or withdrawn stands no more."""
    about = [one for one in state.claims if (one.predicate, one.qualifier) == (command.predicate, command.qualifier)]
    accepted = _known(command.accepted_claim, about)
    is_gone = accepted.standing in _GONE
    require(not is_gone, f"already_{accepted.standing.value}", f"claim '{accepted.claim}' stands no more")
    standing = [one for one in about if one.standing not in _GONE]
    require(len(standing) > 1, "no_conflict", f"'{accepted.claim}' is the only claim about '{command.predicate}'")


def _known(claim: str, among: Sequence[KnownClaim]) -> KnownClaim:
    found = next((known for known in among if known.claim == claim), None)
    if found is None:
        raise Refused("unknown_claim", f"no claim '{claim}' stands here")
    return found


def _seen(waiting: Sequence[ProposedVerdict] | Sequence[ProposedResolution], seen: str | None, what: str) -> Proposal:
    require(bool(waiting), "not_proposed", f"nobody proposed {what}")
    proposal = next((one for one in waiting if one.proposal_hash == seen), None)
    if proposal is None:
        raise Refused("content_changed", f"what waits has the hash {waiting[-1].proposal_hash}")
    return proposal


def _require_another(decision: str, drafting: str, proposal: Proposal, by: Actor, rules: RulesState, what: str) -> None:
    """Ask for another person, of at least the level of the one who proposed."""
    require_second_person(decision, drafting, (proposal.proposed_by,), by, rules)
    require_level((proposal.proposed_as,), by, rules, f"{what} was proposed")


def _approved(payload: Payload, proposal: Proposal, today: Effective) -> Pending:
    return Pending(
        payload=payload,
        effective=today,
        decided_on=today.earliest,
        evidence=proposal.evidence,
        reason=proposal.reason,
    )


def _reopened(state: ClaimsState, event: Recorded) -> ClaimsState:
    """Forget what was resolved, or proposed to be, of a matter of which something was told since."""
    if not (state.resolved or state.resolutions):
        return state
    for fact in facts_of(event):
        matter = (fact.predicate, fact.qualifier)
        state = _without_waiting(state, matter)
        state = _with(state, resolved=tuple(kept for kept in state.resolved if kept[:2] != matter))
    return state


def _judged(state: ClaimsState, claim: str, standing: Standing) -> ClaimsState:
    """Keep the verdict; what else waited for this claim rested on what was known before.

    As of an earlier day a verdict can be known about a claim that tells of later ones, and is not among these events.
    """
    known = next((one for one in state.claims if one.claim == claim), None)
    return state if known is None else _standing(state, known, standing)


def _corrected(state: ClaimsState, corrects: int, *, is_withdrawn: bool) -> ClaimsState:
    known = next((one for one in state.claims if one.position == corrects), None)
    if known is None:
        return state
    return _standing(state, known, Standing.WITHDRAWN if is_withdrawn else known.standing)


def _standing(state: ClaimsState, known: KnownClaim, standing: Standing) -> ClaimsState:
    changed = known.model_copy(update={"standing": standing})
    state = _with(
        state,
        claims=tuple(changed if one is known else one for one in state.claims),
        verdicts=tuple(one for one in state.verdicts if one.claim != known.claim),
        proposals=tuple(one for one in state.proposals if one.corrects != known.position),
    )
    if standing in _GONE:
        state = _with(state, resolved=tuple(one for one in state.resolved if one[2] != known.claim))
    return _without_waiting(state, (known.predicate, known.qualifier))


def _without_waiting(state: ClaimsState, matter: tuple[str, str]) -> ClaimsState:
    left = tuple(one for one in state.resolutions if (one.predicate, one.qualifier) != matter)
    return _with(state, resolutions=left)


def _verdict(payload: ClaimVerdictProposed, event: Recorded) -> ProposedVerdict:
    return ProposedVerdict(
        **payload.model_dump(exclude={"type"}),
        proposed_by=prepared("propose_claim_verdict", event.actor),
        proposed_as=event.actor.role,
        reason=event.reason or "",
        evidence=event.evidence,
    )


def _resolution(payload: ConflictResolutionProposed, event: Recorded) -> ProposedResolution:
    return ProposedResolution(
        **payload.model_dump(exclude={"type"}),
        proposed_by=prepared("propose_conflict_resolution", event.actor),
        proposed_as=event.actor.role,
        reason=event.reason or "",
        evidence=event.evidence,
    )


def _with(state: ClaimsState, **changes: object) -> ClaimsState:
    return state.model_copy(update=changes)
