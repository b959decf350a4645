"""Which decision comes next for what waits, under the pack in force: a step that it does not ask for is left out."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from domain.policy import current
from domain.waiting import Followed, Waiting, followed_from_the_start, key_of
from schemas.event import Recorded
from schemas.policy import RulesState

_LEADS_TO: Mapping[str, str] = MappingProxyType(
    {
        "endorse_award": "record_award_decision",
        "endorse_extension": "record_extension_decision",
        "endorse_termination": "terminate_agreement",
    }
)
_WITHOUT_HASH = frozenset({"record_award_decision"})
"""What the committee decided is recorded from its minutes."""


def waiting(stream: str, events: Iterable[Recorded], rules: RulesState) -> tuple[Waiting, ...]:
    """List what waits on a file under these rules, each since when it stands there unchanged."""
    found, since = under(rules, followed_from_the_start(stream, events))
    return tuple(one.model_copy(update={"since": since[key_of(one)]}) for one in found)


def under(rules: RulesState, followed: Followed) -> Followed:
    """Give the same with the decision that the pack in force asks for next, each since it waits."""
    if not rules.policies:
        return followed
    found, since = followed
    pairs = [(one, _asked(one, rules)) for one in found]
    begun = {key_of(new): since[key_of(old)] for old, new in pairs if key_of(old) in since}
    return tuple(new for _, new in pairs), begun


def _asked(one: Waiting, rules: RulesState) -> Waiting:
    decision = _LEADS_TO.get(one.decision)
    if decision is None or one.decision in _needed(decision, rules):
        return one
    names = {} if decision in _WITHOUT_HASH else one.names
    return one.model_copy(update={"decision": decision, "names": names})


def _needed(decision: str, rules: RulesState) -> set[str]:
    return {act for row in current(rules).four_eyes if row.decision == decision for act in row.needs}
