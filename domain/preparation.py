"""Four eyes by person: whoever had a hand in the preparation does not decide, nor does anyone in their name.

The drafting of what is decided always counts. Which other acts count beside it is the policy's to say, among those
in ``domain.four_eyes``.
"""

from collections.abc import Iterable

from domain.digest import digest
from domain.policy import current
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
