"""The pact itself: registered, negotiated, agreed, signed by every party, in force; later versions come by evaluation.

A file that already runs elsewhere is taken over with the same commands and dates in the past: negotiation may be
skipped, signatures may not.

Other nouns move the pact as well: its yearly evaluation gives it versions, measures suspend and end it, and while the
remediation of a period is under way the pact shows it.
"""

from datetime import datetime
from typing import assert_never

from domain.dates import day
from domain.pact_stage import require_not_over, standing
from domain.policy import current
from domain.preparation import prepared, require_second_person
from domain.refusing import require
from domain.today import require_happened, today
from schemas.agreement.period import AgreementExpired
from schemas.evaluation import PactVersionAdopted
from schemas.event import Pending, Recorded
from schemas.pact import (
    AgreePactText,
    BringPactIntoForce,
    OpenPactNegotiation,
    PactDocument,
    PactEnteredIntoForce,
    PactNegotiationOpened,
    PactOwnCommand,
    PactOwnEvent,
    PactRegistered,
    PactSignedByParty,
    PactStage,
    PactState,
    PactTextAgreed,
    RecordSignature,
    RegisterPact,
    Signature,
)
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.remedial import RemedialPlanRequested, RemediationFailed, RemediationFulfilled
from schemas.support import AgreementTerminated, PactEnded, PactResumed, PactSuspended, PactTerminated

FIRST_VERSION = 1
BEFORE_AGREEMENT = (PactStage.REGISTERED, PactStage.IN_NEGOTIATION)

Remediation = RemedialPlanRequested | RemediationFulfilled | RemediationFailed | AgreementExpired | AgreementTerminated
Measure = PactSuspended | PactResumed | PactEnded | PactTerminated
Moving = PactOwnEvent | PactVersionAdopted | Measure | Remediation


def decide(command: PactOwnCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to the pact; an empty answer means it already did."""
    match command:
        case RegisterPact():
            return _register(command, state, now, rules)
        case OpenPactNegotiation():
            return _open_negotiation(_registered(state), now, rules)
        case AgreePactText():
            return _agree_text(command, _registered(state), now, rules)
        case RecordSignature():
            return _record_signature(command, _registered(state), now, rules)
        case BringPactIntoForce():
            return _bring_into_force(command, by, _registered(state), now, rules)
        case _:
            assert_never(command)


def evolve(document: PactDocument | None, event: Recorded) -> PactDocument | None:
    """Fold one event; events of other nouns pass by, a new version adopted after an evaluation does not."""
    payload = event.payload
    if isinstance(payload, PactRegistered):
        return PactDocument(stage=PactStage.REGISTERED, succeeds=payload.succeeds, legal_basis=payload.legal_basis)
    if document is None or not isinstance(payload, Moving):
        return document
    return standing(document.model_copy(update=_changes(document, payload, event.actor)))


def _changes(document: PactDocument, payload: Moving, by: Actor) -> dict[str, object]:
    match payload:
        case PactSuspended() | PactResumed() | PactEnded() | PactTerminated():
            return _measured(payload)
        case RemedialPlanRequested(period=period):
            return {"remediation": (*document.remediation, period)}
        case (
            RemediationFulfilled(period=period)
            | RemediationFailed(period=period)
            | AgreementExpired(period=period)
            | AgreementTerminated(period=period)
        ):
            return {"remediation": tuple(one for one in document.remediation if one != period)}
        case PactRegistered():
            return {}
        case PactNegotiationOpened():
            return {"stage": PactStage.IN_NEGOTIATION}
        case PactTextAgreed(text_hash=text_hash, signatories=signatories):
            hands = (*document.prepared_by, prepared("agree_pact_text", by))
            return {
                "stage": PactStage.AGREED,
                "text_hash": text_hash,
                "signatories": signatories,
                "prepared_by": hands,
            }
        case PactSignedByParty(signatory=signatory, signed_on=signed_on):
            signatures = (*document.signatures, Signature(signatory=signatory, signed_on=signed_on))
            hands = (*document.prepared_by, prepared("record_signature", by))
            return {"stage": PactStage.SIGNING, "signatures": signatures, "prepared_by": hands}
        case PactEnteredIntoForce(pact_version=version, in_force_on=in_force_on):
            return {"stage": PactStage.IN_FORCE, "pact_version": version, "in_force_on": in_force_on}
        case PactVersionAdopted(pact_version=version, text_hash=text_hash):
            return {"pact_version": version, "text_hash": text_hash}
        case _:
            assert_never(payload)


def _measured(payload: Measure) -> dict[str, object]:
    match payload:
        case PactSuspended(suspended_on=on):
            return {"suspended_on": on}
        case PactResumed():
            return {"suspended_on": None}
        case PactEnded(ended_on=on, how=how):
            return {"stage": PactStage.ENDED if how == "ended" else PactStage.SUPERSEDED, "ended_on": on}
        case PactTerminated(ended_on=on):
            return {"stage": PactStage.TERMINATED, "ended_on": on}
        case _:
            assert_never(payload)


def _register(command: RegisterPact, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Open the file; support under another legal basis has a file of its own, which names the one before it."""
    document = state.pact
    if document is None:
        payload = PactRegistered(cluster=command.cluster, succeeds=command.succeeds, legal_basis=command.legal_basis)
        return [Pending(payload=payload, effective=day(today(now, rules)), legal_basis=command.legal_basis)]
    is_same = (state.cluster, document.succeeds, document.legal_basis) == (
        command.cluster,
        command.succeeds,
        command.legal_basis,
    )
    detail = f"this file is of cluster {state.cluster}, succeeds {document.succeeds}, under {document.legal_basis}"
    require(is_same, "already_registered", detail)
    return []


def _open_negotiation(document: PactDocument, now: datetime, rules: RulesState) -> list[Pending]:
    if document.stage is PactStage.IN_NEGOTIATION:
        return []
    require(document.stage is PactStage.REGISTERED, "already_agreed", f"the pact is {document.stage}")
    return [Pending(payload=PactNegotiationOpened(), effective=day(today(now, rules)))]


def _agree_text(command: AgreePactText, document: PactDocument, now: datetime, rules: RulesState) -> list[Pending]:
    """Fix the text; another one may take its place until the first signature."""
    if (command.text_hash, command.signatories) == (document.text_hash, document.signatories):
        return []
    _require_not_in_force(document)
    signed = ", ".join(signature.signatory for signature in document.signatures)
    require(not signed, "already_signed", f"signed by {signed}: the text can no longer change")
    is_once_each = len(set(command.signatories)) == len(command.signatories)
    require(is_once_each, "signatory_twice", "every party signs once: a signatory is named twice")
    payload = PactTextAgreed(text_hash=command.text_hash, signatories=command.signatories)
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def _record_signature(
    command: RecordSignature, document: PactDocument, now: datetime, rules: RulesState
) -> list[Pending]:
    """Record one of the signatures, each with a day of its own."""
    require(document.stage not in BEFORE_AGREEMENT, "not_agreed", f"no text was agreed: the pact is {document.stage}")
    known = ", ".join(document.signatories)
    require(
        command.signatory in document.signatories, "unknown_signatory", f"{command.signatory} is not one of {known}"
    )
    for signature in document.signatures:
        if signature.signatory == command.signatory:
            on = signature.signed_on
            require(on == command.signed_on, "already_signed", f"{command.signatory} signed on {on}")
            return []
    require(command.text_hash == document.text_hash, "content_changed", f"the agreed text is {document.text_hash}")
    require_happened("a signature", command.signed_on, now, rules)
    payload = PactSignedByParty(
        signatory=command.signatory,
        signed_on=command.signed_on,
        signed=len(document.signatures) + 1,
        required=len(document.signatories),
    )
    return [Pending(payload=payload, effective=day(command.signed_on))]


def _bring_into_force(
    command: BringPactIntoForce, by: Actor, document: PactDocument, now: datetime, rules: RulesState
) -> list[Pending]:
    """Let the pact take effect once all have signed, not before the last signature."""
    if document.in_force_on == command.in_force_on:
        return []
    _require_not_in_force(document)
    if document.stage in BEFORE_AGREEMENT or document.text_hash is None:
        raise Refused("not_agreed", f"no text was agreed: the pact is {document.stage}")
    missing = [name for name in document.signatories if name not in {s.signatory for s in document.signatures}]
    count = f"{len(document.signatures)} of {len(document.signatories)} signed"
    require(not missing, "signatures_missing", f"{count}; missing: {', '.join(missing)}")
    last = max(signature.signed_on for signature in document.signatures)
    require(last <= command.in_force_on, "before_last_signature", f"the last party signed on {last}")
    is_free = current(rules).terms.in_force == "agreed_date"
    is_right = is_free or command.in_force_on == last
    require(is_right, "after_last_signature", f"a pact takes effect with its last signature, on {last}")
    require_happened("entry into force", command.in_force_on, now, rules)
    require_second_person("bring_pact_into_force", "agree_pact_text", document.prepared_by, by, rules)
    payload = PactEnteredIntoForce(
        pact_version=FIRST_VERSION, text_hash=document.text_hash, in_force_on=command.in_force_on
    )
    return [Pending(payload=payload, effective=day(command.in_force_on), decided_on=today(now, rules))]


def _registered(state: PactState) -> PactDocument:
    if state.pact is None:
        raise Refused("not_registered", "no pact file was opened here: register the pact first")
    require_not_over(state)
    return state.pact


def _require_not_in_force(document: PactDocument) -> None:
    is_running = document.in_force_on is not None
    require(not is_running, "already_in_force", f"the pact is in force since {document.in_force_on}")
