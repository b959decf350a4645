"""Changes to a running agreement as requests: shown before and after, decided by a second person, applied by itself.

Before and after are in figures, dates and names, which read the same in every language. An approval is of what was
shown: where what is to be changed has moved meanwhile, it is refused. Which requests cannot wait at the same time is
the policy's to say.
"""

from datetime import date, datetime
from typing import assert_never

from domain import change_effect
from domain.dates import day
from domain.digest import digest
from domain.policy import current
from domain.preparation import prepared, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.agreement.period import AgreementStage
from schemas.change import (
    ApproveChange,
    ChangeApproved,
    ChangeCommand,
    ChangeEvent,
    ChangeRefused,
    ChangeRequest,
    ChangeRequested,
    ChangeWithdrawn,
    RefuseChange,
    RequestChange,
    WithdrawChange,
)
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import Exclusion, RulesState
from schemas.refusal import Refused

Requests = tuple[ChangeRequest, ...]


def decide(command: ChangeCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to a request; an empty answer means it already did."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    known = next((each for each in state.changes if each.change == command.change), None)
    if isinstance(command, RequestChange):
        return _requested(command, known, by, state, now, rules)
    if known is None:
        raise Refused("unknown_change", f"nobody asked for a change '{command.change}' here")
    match command:
        case ApproveChange():
            return _approved(command, known, by, state, now, rules)
        case RefuseChange():
            return _refused(command, known, today(now, rules))
        case WithdrawChange():
            return _withdrawn(known, by, today(now, rules))
        case _:
            assert_never(command)


def evolve(kept: Requests, event: Recorded) -> Requests:
    """Fold one event, the request that ended last; events of other nouns pass by."""
    payload = event.payload
    if not isinstance(payload, ChangeEvent):
        return kept
    if isinstance(payload, ChangeRequested):
        return (*kept, _new(payload, event.actor))
    ended = [each.model_copy(update={"state": _end(payload)}) for each in kept if each.change == payload.change]
    return (*(each for each in kept if each.change != payload.change), *ended)


def _requested(
    command: RequestChange, known: ChangeRequest | None, by: Actor, state: PactState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Keep the request with what it would change; nothing changes before it is approved."""
    if known is not None:
        is_same = (known.wish, known.grounds) == (command.wish, command.grounds)
        require(is_same, "already_requested", f"change {command.change} asks for something else; take another name")
        return []
    is_running = any(period.stage is AgreementStage.ACTIVE for period in state.agreement.periods)
    require(is_running, "not_active", "no agreement is running that could be changed")
    _require_compatible(command, state.changes, current(rules).change_exclusions)
    change_effect.require_possible(command.wish, command.grounds, by, state, now, rules)
    before, after = change_effect.shown(command.wish, state)
    require(before != after, "nothing_changed", f"it is so already: {before}")
    payload = ChangeRequested(
        change=command.change,
        wish=command.wish,
        before=before,
        after=after,
        grounds=command.grounds,
        proposal_hash=digest({**command.model_dump(mode="json"), "before": before, "after": after}),
    )
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def _approved(
    command: ApproveChange, known: ChangeRequest, by: Actor, state: PactState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Approve the change as it was seen, by a second person; what it changes is recorded with it."""
    if known.state == "approved" and known.proposal_hash == command.proposal_hash:
        return []
    _require_waiting(known)
    is_as_seen = command.proposal_hash == known.proposal_hash
    require(is_as_seen, "content_changed", f"the request is {known.proposal_hash}: {known.before} to {known.after}")
    before, _ = change_effect.shown(known.wish, state)
    require(before == known.before, "content_changed", f"it was {known.before}, and is now {before}: ask anew")
    require_second_person("approve_change", "request_change", known.prepared_by, by, rules)
    on = today(now, rules)
    payload = ChangeApproved(
        change=known.change, wish=known.wish, before=known.before, after=known.after, decided_on=on
    )
    approved = Pending(payload=payload, effective=day(on), decided_on=on, reason=known.grounds)
    return [approved, *change_effect.effects(known, by, state, now, rules)]


def _refused(command: RefuseChange, known: ChangeRequest, on: date) -> list[Pending]:
    if known.state == "refused":
        return []
    _require_waiting(known)
    payload = ChangeRefused(change=known.change, decided_on=on)
    return [Pending(payload=payload, effective=day(on), decided_on=on, reason=command.reason)]


def _withdrawn(known: ChangeRequest, by: Actor, on: date) -> list[Pending]:
    """Take it back: whoever asked, or whoever they asked for."""
    if known.state == "withdrawn":
        return []
    _require_waiting(known)
    asked = {person for preparation in known.prepared_by for person in preparation.persons}
    is_own = bool(asked & {by.person, by.on_behalf_of})
    require(is_own, "not_yours", f"{', '.join(sorted(asked))} asked for it, and can take it back")
    return [Pending(payload=ChangeWithdrawn(change=known.change), effective=day(on))]


def _require_compatible(command: RequestChange, kept: Requests, exclusions: tuple[Exclusion, ...]) -> None:
    for other in (each for each in kept if each.state == "waiting"):
        kinds = sorted((command.wish.on, other.wish.on))
        is_same_thing = change_effect.thing(command.wish) == change_effect.thing(other.wish)
        excluding = [
            rule
            for rule in exclusions
            if sorted((rule.one, rule.other)) == kinds and (is_same_thing or not rule.same_thing)
        ]
        detail = f"change {other.change} waits, of {other.before} to {other.after}: decide or withdraw it first"
        require(not excluding, "change_excluded", detail)


def _require_waiting(known: ChangeRequest) -> None:
    require(known.state == "waiting", "already_decided", f"change {known.change} is {known.state}")


def _new(payload: ChangeRequested, by: Actor) -> ChangeRequest:
    asked = prepared("request_change", by)
    return ChangeRequest(**payload.model_dump(exclude={"type", "wish"}), wish=payload.wish, prepared_by=(asked,))


def _end(payload: ChangeApproved | ChangeRefused | ChangeWithdrawn) -> str:
    match payload:
        case ChangeApproved():
            return "approved"
        case ChangeRefused():
            return "refused"
        case ChangeWithdrawn():
            return "withdrawn"
        case _:
            assert_never(payload)
