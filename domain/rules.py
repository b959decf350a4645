"""The rules of the programme over time: packs are adopted one after another, and none is ever changed or taken away."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from domain.dates import day, local_day
from domain.policy import content_hash
from domain.policy_checks import findings_of, parts_of
from domain.policy_text import name_of
from domain.refusing import require
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import AdoptPolicy, Calendar, DeadlineRule, Policy, PolicyAdopted, PolicyCommand, RulesState


def decide(command: PolicyCommand, by: Actor, state: RulesState, now: datetime, rules: RulesState) -> list[Pending]:  # noqa: ARG001 - the same shape for every noun
    """Say whether a pack comes into force; the one in force, asked again, answers nothing."""
    match command:
        case AdoptPolicy(policy=policy, content_hash=seen):
            require(content_hash(policy) == seen, "content_changed", content_hash(policy))
            if seen == state.content_hash:
                return []
            _require_sound(policy)
            for adopted in state.policies:
                _require_new_versions(policy, adopted)
            today = local_day(now, policy.terms.time_zone)
            return [Pending(payload=PolicyAdopted(policy=policy, content_hash=seen), effective=day(today))]
        case _:
            assert_never(command)


def evolve(state: RulesState, event: Recorded) -> RulesState:
    """Put the adopted pack behind those before it."""
    if not isinstance(event.payload, PolicyAdopted):
        return state.model_copy(update={"version": event.version})
    return RulesState(
        version=event.version,
        policies=(*state.policies, event.payload.policy),
        content_hash=event.payload.content_hash,
    )


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
