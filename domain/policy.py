"""The rules of a programme: read from the texts of a pack, and looked up in all packs adopted so far."""

from collections.abc import Mapping
from datetime import date

from domain.digest import digest
from domain.policy_checks import findings_of
from domain.policy_shape import readable_parts, shape
from domain.policy_text import name_of, read_texts, spot_of
from schemas.pack import PackFinding, PackText, PolicyError, PolicyProblem
from schemas.policy import Calendar, DeadlineRule, Policy, RulesState
from schemas.refusal import Refused


def parse_pack(files: Mapping[str, str]) -> Policy:
    """Read a pack from its YAML texts by file name; ``PolicyError`` names every problem at once, by file and line."""
    text, unreadable = read_texts(files)
    policy, misshapen = shape(text)
    findings = findings_of(readable_parts(text))
    problems = {*unreadable, *(_problem(finding, text) for finding in (*misshapen, *findings))}
    if policy is None or problems:
        raise PolicyError(tuple(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.field))))
    return policy


def content_hash(policy: Policy) -> str:
    """Hash the content, whatever the layout of its files: SHA-256 over sorted, NFC-normalised JSON."""
    return digest(policy.model_dump(mode="json"))


def current(rules: RulesState) -> Policy:
    """Give the pack in force; ``no_policy`` before any was adopted."""
    if not rules.policies:
        raise Refused("no_policy", "no policy pack has been adopted yet")
    return rules.policies[-1]


def rule_of(rules: RulesState, rule_id: str, rule_version: str) -> DeadlineRule:
    """Find the rule under which a deadline was opened, in whichever pack had it; ``unknown_rule`` if none."""
    for policy in reversed(rules.policies):
        for rule in policy.deadlines:
            if rule.id == rule_id and rule.version == rule_version:
                return rule
    raise Refused("unknown_rule", f"{rule_id} version {rule_version}")


def holds_on_anchor(rule: DeadlineRule, anchor: date) -> bool:
    """Tell whether the rule's version is for anchors on this day; both ends are included."""
    return (rule.valid_from or date.min) <= anchor <= (rule.valid_until or date.max)


def calendar_named(policy: Policy, calendar_id: str, on: date) -> Calendar:
    """Choose the version of a pack's calendar that counts from this anchor: the latest that holds on it.

    ``unknown_calendar`` if the pack has none of that name for that day.
    """
    holding = [one for one in policy.calendars if one.id == calendar_id and (one.valid_from or date.min) <= on]
    if not holding:
        raise Refused("unknown_calendar", f"{policy.id} {policy.version} has no calendar '{calendar_id}' for {on}")
    return max(holding, key=lambda one: one.valid_from or date.min)


def calendar_kept(policy: Policy, own: Calendar, on: date) -> Calendar:
    """Choose the pack's version of a deadline's calendar; one that the pack dropped stays as the deadline knows it."""
    is_named = any(one.id == own.id for one in policy.calendars)
    return calendar_named(policy, own.id, on) if is_named else own


def calendar_of(rules: RulesState, calendar_id: str, version: str) -> Calendar:
    """Find the calendar with which a deadline was counted; ``unknown_calendar`` if no pack had it."""
    for policy in reversed(rules.policies):
        for calendar in policy.calendars:
            if calendar.id == calendar_id and calendar.version == version:
                return calendar
    raise Refused("unknown_calendar", f"{calendar_id} version {version}")


def _problem(finding: PackFinding, text: PackText) -> PolicyProblem:
    spot = spot_of(finding.path, text)
    return PolicyProblem(
        file=spot.file,
        line=spot.line,
        field=name_of(finding.path),
        message=finding.message,
        expected=finding.expected,
    )
