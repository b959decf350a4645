"""One extension of time for deadlines of many pacts: proposed as a list, decided as a whole by another person.

What a grant does to each pact is recorded on that pact, by way of ``domain.reactions``.
"""

from collections import Counter
from datetime import datetime
from typing import assert_never

from domain.around import Around, pact_of
from domain.dates import day
from domain.extension_of_time import require_can_move, require_reach
from domain.ladder import STILL_RUNNING
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.deadline import Deadline
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.programme import (
    DecideGroupExtension,
    GroupExtensionGranted,
    GroupExtensionProposed,
    GroupExtensionRefused,
    GroupItem,
    GroupProposal,
    ProposeGroupExtension,
)
from schemas.refusal import Refused

Groups = tuple[GroupProposal, ...]
GroupEvent = GroupExtensionProposed | GroupExtensionGranted | GroupExtensionRefused


def propose(
    command: ProposeGroupExtension, groups: Groups, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Let the list wait for a decision; a changed list takes the place of the one that waited."""
    seen, before = proposal_hash(command), _found(command.group, groups)
    if before is not None and before.proposal_hash == seen:
        return []
    is_open = before is None or before.state == "waiting"
    require(is_open, "already_decided", f"group {command.group} was decided; another group takes another name")
    _require_once_each(command.items)
    for item in command.items:
        _require_can_move(item, _deadline_of(item, around), now, rules)
    payload = GroupExtensionProposed(
        group=command.group,
        items=command.items,
        ground=command.ground,
        document=command.document,
        proposal_hash=seen,
    )
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def decide(
    command: DecideGroupExtension, by: Actor, groups: Groups, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Grant or refuse the whole list, as it was seen; nothing is granted that a pact could not carry out today."""
    proposal = _found(command.group, groups)
    if proposal is None:
        raise Refused("not_proposed", f"no group {command.group} waits for a decision")
    if proposal.state == command.decision:
        return []
    require(proposal.state == "waiting", "already_decided", f"group {command.group} was {proposal.state}")
    is_as_seen = proposal.proposal_hash == command.proposal_hash
    require(is_as_seen, "content_changed", f"what waits has the hash {proposal.proposal_hash}")
    require_second_person(command.kind, "propose_group_extension", proposal.prepared_by, by, rules)
    if command.decision == "granted":
        _require_still_possible(proposal.items, by, now, rules, around)
    decided_on = today(now, rules)
    granted = GroupExtensionGranted(
        group=proposal.group, items=proposal.items, ground=proposal.ground, decided_on=decided_on
    )
    refused = GroupExtensionRefused(group=proposal.group, decided_on=decided_on)
    payload = granted if command.decision == "granted" else refused
    return [Pending(payload=payload, effective=day(decided_on), decided_on=decided_on, reason=command.reason)]


def evolve(groups: Groups, payload: GroupEvent, by: Actor) -> Groups:
    """Fold one event; who proposed before a change of the list keeps a hand in it."""
    match payload:
        case GroupExtensionProposed():
            before = _found(payload.group, groups)
            hands = () if before is None else before.prepared_by
            waiting = GroupProposal(
                group=payload.group,
                items=payload.items,
                ground=payload.ground,
                proposal_hash=payload.proposal_hash,
                prepared_by=(*hands, prepared("propose_group_extension", by)),
            )
            return (*(one for one in groups if one.group != payload.group), waiting)
        case GroupExtensionGranted(group=group):
            return _decided(groups, group, "granted")
        case GroupExtensionRefused(group=group):
            return _decided(groups, group, "refused")
        case _:
            assert_never(payload)


def streams_read(command: ProposeGroupExtension | DecideGroupExtension, groups: Groups) -> tuple[str, ...]:
    """Name the pacts whose deadlines the list would move."""
    listed: tuple[GroupItem, ...] = ()
    if isinstance(command, ProposeGroupExtension):
        listed = command.items
    elif command.decision == "granted":
        proposal = _found(command.group, groups)
        listed = () if proposal is None else proposal.items
    return tuple(sorted({f"pact/{item.pact}" for item in listed}))


def _require_once_each(items: tuple[GroupItem, ...]) -> None:
    for (pact, name), count in Counter((item.pact, item.deadline) for item in items).items():
        require(count == 1, "listed_twice", f"{name} of pact {pact} stands {count} times on the list")


def _require_still_possible(
    items: tuple[GroupItem, ...], by: Actor, now: datetime, rules: RulesState, around: Around
) -> None:
    """Hold the list against the files of today; what was met or moved as far meanwhile asks for nothing any more."""
    for item in items:
        deadline = _deadline_of(item, around)
        if deadline.stage in STILL_RUNNING and deadline.due < item.new_due:
            _require_can_move(item, deadline, now, rules)
            require_reach(item.new_due, deadline, by, rules)


def _require_can_move(item: GroupItem, deadline: Deadline, now: datetime, rules: RulesState) -> None:
    """Refuse what could not be moved by itself either, and say of which pact."""
    try:
        require_can_move(deadline, item.new_due, now, rules)
    except Refused as refused:
        raise Refused(refused.code, f"{deadline.id} of pact {item.pact}: {refused.detail}") from None


def _deadline_of(item: GroupItem, around: Around) -> Deadline:
    for deadline in pact_of(around, item.pact).deadlines:
        if deadline.id == item.deadline:
            return deadline
    raise Refused("unknown_deadline", f"pact {item.pact} has no deadline '{item.deadline}'")


def _decided(groups: Groups, group: str, state: str) -> Groups:
    return tuple(one.model_copy(update={"state": state}) if one.group == group else one for one in groups)


def _found(group: str, groups: Groups) -> GroupProposal | None:
    return next((one for one in groups if one.group == group), None)
