"""Four eyes by person: whoever had a hand in the preparation does not decide, nor does anyone in their name.

The drafting of what is decided always counts. Which other acts count beside it is the policy's to say, among those
in ``domain.four_eyes``.
"""

from collections.abc import Iterable

from domain.digest import digest
from domain.policy import current
from domain.recording import SYSTEM
from domain.refusing import require
from schemas.model import Model
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.preparation import Preparation


def require_second_person(
    decision: str, drafting: str, prepared_by: Iterable[Preparation], by: Actor, rules: RulesState
) -> None:
    """Refuse with ``four_eyes`` when the decider, or the one they act for, took part in the preparation.

    ``decision`` and ``drafting`` are kinds of commands.
    """
    counting = {drafting} | _acts_before(decision, rules)
    hands = {person for preparation in prepared_by if preparation.act in counting for person in preparation.persons}
    shared = sorted(hands.intersection(_persons(by)))
    require(not shared, "four_eyes", f"{', '.join(shared)} took part in the preparation; another person decides")


def level_of(role: str, rules: RulesState) -> int:
    """Give the level of a role: of one that the pack in force dropped, the last that it had."""
    if role == SYSTEM.role:
        return 0
    known = [one.level for policy in rules.policies for one in policy.roles if one.id == role]
    return known[-1] if known else 0


def require_level(done_as: Iterable[str], by: Actor, rules: RulesState, done: str) -> None:
    """Refuse with ``level_too_low`` a decider below the highest of the roles in which it was done before."""
    asked = max(done_as, key=lambda role: level_of(role, rules))
    level = level_of(asked, rules)
    titles = {role.id: role.title.en for policy in rules.policies for role in policy.roles}
    roles = ", ".join(sorted(role.title.en for role in current(rules).roles if role.level >= level))
    detail = f"{done} as {titles.get(asked, asked)}: it is approved by {roles}"
    require(level_of(by.role, rules) >= level, "level_too_low", detail)


def require_steps(decision: str, prepared_by: Iterable[Preparation], rules: RulesState) -> None:
    """Refuse with ``step_missing`` while an act that the policy says this decision needs has not been done."""
    done = {preparation.act for preparation in prepared_by}
    missing = [
        act for row in current(rules).four_eyes if row.decision == decision for act in row.needs if act not in done
    ]
    require(not missing, "step_missing", f"{decision} comes after {', '.join(missing)}")


def endorsed_anew(
    decision: str, drafting: str, prepared_by: Iterable[Preparation], by: Actor, rules: RulesState
) -> bool:
    """Tell whether this person's endorsement is new; ``already_endorsed`` after another's."""
    hands = tuple(prepared_by)
    if prepared(decision, by) in hands:
        return False
    earlier = sorted({person for hand in hands if hand.act == decision for person in hand.persons})
    require(not earlier, "already_endorsed", f"{', '.join(earlier)} put it to the committee")
    require_second_person(decision, drafting, hands, by, rules)
    return True


def drafters(prepared_by: Iterable[Preparation], drafting: str) -> tuple[Preparation, ...]:
    """Keep who drafted; what others did with a draft falls with its change."""
    return tuple(hand for hand in prepared_by if hand.act == drafting)


def prepared(act: str, by: Actor) -> Preparation:
    """Keep who did this kind of command, the person acted for included."""
    return Preparation(act=act, persons=_persons(by))


def proposal_hash(proposal: Model) -> str:
    """Give the SHA-256 of what is proposed: its approval names exactly this."""
    return digest(proposal.model_dump(mode="json"))


def _acts_before(decision: str, rules: RulesState) -> set[str]:
    return {act for row in current(rules).four_eyes if row.decision == decision for act in row.preparation}


def _persons(actor: Actor) -> tuple[str, ...]:
    return (actor.person,) if actor.on_behalf_of is None else (actor.person, actor.on_behalf_of)
