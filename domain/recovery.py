"""Recovery of support that was paid: claimed by two persons, repaid in one sum or in several, settled with the last."""

from datetime import datetime
from typing import assert_never

from domain.chain import RAN
from domain.dates import day
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import require_happened, today
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.support import (
    DemandRecovery,
    ProposeRecovery,
    RecordRepayment,
    Recovery,
    RecoveryDemanded,
    RecoveryProposed,
    RecoverySettled,
    Repayment,
    RepaymentReceived,
)

RecoveryCommand = ProposeRecovery | DemandRecovery | RecordRepayment
RecoveryEvent = RecoveryProposed | RecoveryDemanded | RepaymentReceived | RecoverySettled


def decide(command: RecoveryCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to one claim; an empty answer means it already did."""
    match command:
        case ProposeRecovery():
            return _propose(command, state, now, rules)
        case DemandRecovery():
            return _demand(command, by, state, now, rules)
        case RecordRepayment():
            return _repaid(command, state, now, rules)
        case _:
            assert_never(command)


def evolve(recoveries: tuple[Recovery, ...], payload: RecoveryEvent, by: Actor) -> tuple[Recovery, ...]:
    """Fold one event into the claim that it names; a draft takes the place of the one before it."""
    before = next((one for one in recoveries if one.recovery == payload.recovery), None)
    if isinstance(payload, RecoveryProposed):
        return (*(one for one in recoveries if one is not before), _drafted(payload, before, by))
    return tuple(_changed(one, payload) if one is before else one for one in recoveries)


def _propose(command: ProposeRecovery, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Draft the claim, or draft it again until it is sent; also long after support has ended."""
    before = next((one for one in state.support.recoveries if one.recovery == command.recovery), None)
    seen = proposal_hash(command)
    if before is not None and before.proposal_hash == seen:
        return []
    is_draft = before is None or before.state == "proposed"
    require(is_draft, "already_demanded", f"recovery {command.recovery} was sent: another claim has another name")
    has_run = any(link.stage in RAN for link in state.agreement.periods)
    require(has_run, "not_active", "no period of support has run: there is nothing to pay back")
    require(command.cents > 0, "nothing_claimed", "a claim of nothing is none")
    on = today(now, rules)
    require(command.pay_by > on, "pay_by_passed", f"{command.pay_by} is not after today, {on}")
    payload = RecoveryProposed(
        recovery=command.recovery,
        cents=command.cents,
        grounds=command.grounds,
        pay_by=command.pay_by,
        proposal_hash=seen,
    )
    return [Pending(payload=payload, effective=day(on))]


def _demand(command: DemandRecovery, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    claim, on = _found(command.recovery, state), today(now, rules)
    require(
        command.proposal_hash == claim.proposal_hash,
        "content_changed",
        f"{claim.cents} cents by {claim.pay_by} are claimed now, {claim.proposal_hash}",
    )
    if claim.state != "proposed":
        return []
    require(claim.pay_by > on, "pay_by_passed", f"{claim.pay_by} is not after today, {on}: draft it again")
    require_second_person("demand_recovery", "propose_recovery", claim.prepared_by, by, rules)
    payload = RecoveryDemanded(
        recovery=claim.recovery, cents=claim.cents, grounds=claim.grounds, demanded_on=on, pay_by=claim.pay_by
    )
    return [Pending(payload=payload, effective=day(on), decided_on=on)]


def _repaid(command: RecordRepayment, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Record one sum; the one that leaves nothing open settles the claim."""
    claim = _found(command.recovery, state)
    sum_of_day = Repayment(cents=command.cents, received_on=command.received_on, reference=command.reference)
    if sum_of_day in claim.repayments:
        return []
    require(claim.state != "proposed", "not_demanded", f"recovery {claim.recovery} was not sent yet")
    require(claim.state != "settled", "already_settled", f"recovery {claim.recovery} was paid back whole")
    require(command.cents > 0, "nothing_received", "a repayment of nothing is none")
    require_happened("a repayment", command.received_on, now, rules)
    still_open = claim.cents - claim.repaid_cents
    require(command.cents <= still_open, "more_than_open", f"{still_open} cents are still open")
    received = RepaymentReceived(
        recovery=claim.recovery,
        cents=command.cents,
        received_on=command.received_on,
        reference=command.reference,
        open_cents=still_open - command.cents,
    )
    events = [Pending(payload=received, effective=day(command.received_on))]
    if received.open_cents == 0:
        settled = RecoverySettled(recovery=claim.recovery, settled_on=command.received_on)
        events.append(Pending(payload=settled, effective=day(command.received_on)))
    return events


def _found(name: str, state: PactState) -> Recovery:
    for claim in state.support.recoveries:
        if claim.recovery == name:
            return claim
    raise Refused("unknown_recovery", f"no recovery '{name}' was proposed here")


def _drafted(payload: RecoveryProposed, before: Recovery | None, by: Actor) -> Recovery:
    """Give the draft; who drafted it before keeps a hand in it."""
    hands = () if before is None else before.prepared_by
    return Recovery(
        recovery=payload.recovery,
        cents=payload.cents,
        grounds=payload.grounds,
        pay_by=payload.pay_by,
        proposal_hash=payload.proposal_hash,
        prepared_by=(*hands, prepared("propose_recovery", by)),
    )


def _changed(claim: Recovery, payload: RecoveryDemanded | RepaymentReceived | RecoverySettled) -> Recovery:
    match payload:
        case RecoveryDemanded(cents=cents, grounds=grounds, pay_by=pay_by):
            return claim.model_copy(update={"state": "demanded", "cents": cents, "grounds": grounds, "pay_by": pay_by})
        case RepaymentReceived(cents=cents, received_on=received_on, reference=reference):
            back = Repayment(cents=cents, received_on=received_on, reference=reference)
            return claim.model_copy(
                update={"repaid_cents": claim.repaid_cents + cents, "repayments": (*claim.repayments, back)}
            )
        case RecoverySettled():
            return claim.model_copy(update={"state": "settled"})
        case _:
            assert_never(payload)
