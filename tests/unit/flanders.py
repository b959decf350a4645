"""The policy pack of the Flemish spearhead clusters, as the files have it."""

from functools import cache
from pathlib import Path

from domain.policy import content_hash
from gateway.policy_files import read_pack
from schemas.policy import Calendar, DeadlineRule, Policy, RulesState

FOLDER = Path(__file__).parents[2] / "policies" / "flanders-clusters"


@cache
def flanders() -> Policy:
    """The pack, read once."""
    return read_pack(FOLDER)


@cache
def flemish_rules() -> RulesState:
    """The pack, adopted."""
    return RulesState(version=1, policies=(flanders(),), content_hash=content_hash(flanders()))


def calendar(calendar_id: str) -> Calendar:
    """One of its calendars: `legal` or `office`."""
    return next(listed for listed in flanders().calendars if listed.id == calendar_id)


def rule(rule_id: str) -> DeadlineRule:
    """One of its deadline rules."""
    return next(listed for listed in flanders().deadlines if listed.id == rule_id)
