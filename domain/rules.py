"""The rules of the programme over time: packs are adopted one after another, and none is ever changed or taken away.

A pack is put up by one person and adopted by another, where the pack in force says so. Before the first one there is
nobody who could: the service adopts it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from domain.dates import day, local_day
from domain.policy import content_hash
from domain.policy_checks import findings_of, parts_of
from domain.policy_text import name_of
from domain.preparation import prepared, require_second_person, require_steps
from domain.refusing import require
from schemas.effective import Effective
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import (
    AdoptPolicy,
    Calendar,
    DeadlineRule,
    Policy,
    PolicyAdopted,
    PolicyCommand,
    PolicyProposal,
    PolicyProposed,
    ProposePolicy,
    RulesState,
)
from schemas.preparation import Preparation
from schemas.refusal import Refused


def decide(command: PolicyCommand, by: Actor, state: RulesState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say whether a pack waits or comes into force; the one that already does, asked again, answers nothing."""
    del rules  # those in force are the state itself
    match command:
        case ProposePolicy():
            return _proposed(command, state, now)
        case AdoptPolicy():
            return _adopted(command, by, state, now)
        case _:
            assert_never(command)


def evolve(state: RulesState, event: Recorded) -> RulesState:
    """Put the adopted pack behind those before it; one that waits is in force for nobody."""
    match event.payload:
        case PolicyProposed(policy=policy, content_hash=seen):
            proposal = PolicyProposal(policy=policy, content_hash=seen, prepared_by=_hands(state, event.actor))
            return state.model_copy(update={"version": event.version, "proposal": proposal})
        case PolicyAdopted(policy=policy, content_hash=seen):
            return RulesState(version=event.version, policies=(*state.policies, policy), content_hash=seen)
        case _:
            return state.model_copy(update={"version": event.version})


def _proposed(command: ProposePolicy, state: RulesState, now: datetime) -> list[Pending]:
    """Let a pack wait that could be adopted today, in the place of the one that waited."""
    policy, seen = command.policy, command.content_hash
    waits = state.proposal is not None and state.proposal.content_hash == seen
    _require_adoptable(policy, seen, state)
    if waits or seen == state.content_hash:
        return []
    _require_calendars_kept(command, state)
    return [Pending(payload=PolicyProposed(policy=policy, content_hash=seen), effective=_today(policy, now))]


def _adopted(command: AdoptPolicy, by: Actor, state: RulesState, now: datetime) -> list[Pending]:
    """Bring the pack into force that was put up, by another person where the rules in force ask for one."""
    seen = command.content_hash
    policy = _seen_pack(command, state)
    _require_adoptable(policy, seen, state)
    if seen == state.content_hash:
        return []
    if state.policies:
        waiting = state.proposal
        hands = waiting.prepared_by if waiting is not None and waiting.content_hash == seen else ()
        require_second_person(command.kind, "propose_policy", hands, by, state)
        require_steps(command.kind, hands, state)
    return [Pending(payload=PolicyAdopted(policy=policy, content_hash=seen), effective=_today(policy, now))]


def _seen_pack(command: AdoptPolicy, state: RulesState) -> Policy:
    """Give the pack that the hash stands for: that of the command, the one in force, or the one that waits."""
    if command.policy is not None:
        return command.policy
    if command.content_hash == state.content_hash:
        return state.policies[-1]
    if state.proposal is None:
        raise Refused("not_proposed", "no pack waits for adoption")
    is_as_seen = state.proposal.content_hash == command.content_hash
    require(is_as_seen, "content_changed", f"what waits has the hash {state.proposal.content_hash}")
    return state.proposal.policy


def _hands(state: RulesState, by: Actor) -> tuple[Preparation, ...]:
    """Keep who put up the packs that were changed before this one came into force."""
    before = () if state.proposal is None else state.proposal.prepared_by
    return (*before, prepared("propose_policy", by))


def _require_adoptable(policy: Policy, seen: str, state: RulesState) -> None:
    require(content_hash(policy) == seen, "content_changed", content_hash(policy))
    if seen == state.content_hash:
        return
    _require_sound(policy)
    for adopted in state.policies:
        _require_new_versions(policy, adopted)


def _today(policy: Policy, now: datetime) -> Effective:
    return day(local_day(now, policy.terms.time_zone))


def _require_calendars_kept(command: ProposePolicy, state: RulesState) -> None:
    """Refuse files that do not know what was amended in the record since: the days would go unnoticed."""
    dropped = [name for name in _dropped(command.policy, state) if name not in command.drops]
    names = ", ".join(dropped)
    detail = f"in force and not in this pack: {names}; take it over into the files, or name it as dropped"
    require(not dropped, "calendar_version_dropped", detail)


def _dropped(policy: Policy, state: RulesState) -> Iterator[str]:
    """Name what is in force of the same programme and neither kept nor followed by a version that is new."""
    adopted = {(one.id, one.version) for pack in state.policies for one in pack.calendars}
    kept = {(one.id, one.version) for one in policy.calendars}
    followed = {(one.id, one.valid_from) for one in policy.calendars if (one.id, one.version) not in adopted}
    for one in state.policies[-1].calendars if state.policies and state.policies[-1].id == policy.id else ():
        if (one.id, one.version) not in kept and (one.id, one.valid_from) not in followed:
            yield f"{one.id} {one.version}"


def _require_sound(policy: Policy) -> None:
    """Check what the files were checked for: a pack may also come in by another way."""
    wrong = [f"{name_of(finding.path)}: {finding.message}" for finding in findings_of(parts_of(policy))]
    require(not wrong, "policy_unsound", "\n".join(wrong))


def _require_new_versions(policy: Policy, adopted: Policy) -> None:
    """A version stands for one content, for ever: what was computed with it must be computable again."""
    if (policy.id, policy.version) == (adopted.id, adopted.version):
        require(
            policy == adopted, "policy_version_reused", f"{policy.id} {policy.version} was adopted with other content"
        )
    _require_same(policy.deadlines, adopted.deadlines, "rule_version_reused")
    _require_same(policy.calendars, adopted.calendars, "calendar_version_reused")


def _require_same(
    new: Iterable[DeadlineRule] | Iterable[Calendar], old: Iterable[DeadlineRule] | Iterable[Calendar], code: str
) -> None:
    known = {(part.id, part.version): part for part in old}
    for part in new:
        before = known.get((part.id, part.version), part)
        require(before == part, code, f"{part.id} version {part.version} was adopted with other content")
