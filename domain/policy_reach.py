"""What the rules of a pack would never do: a period that never ends, a deadline that nothing opens, meets or allows.

Each part may be well formed and name only what exists, and the pack still promise what never happens.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from domain.dates import ONE_DAY, fixed_day, last_day_of_period
from domain.vocabulary import COMMANDS, EVENTS, allowed, noun_of
from schemas.deadline import DeadlineKind
from schemas.pack import PackFinding, PackParts, Path
from schemas.policy import DeadlineRule, Span, Terms

A_FIRST_DAY = date(2024, 1, 1)
ENDINGS = (
    ("sign_agreement", "agreement.activated", "end"),
    ("terminate_agreement", "agreement.terminated", "ended_on"),
)
"""What a role may do that begins something with an end, the event that opens this end, and the last day in it."""

_OWN_FILES = ("budget", "programme", "question")
"""Nouns whose events stand in a file of their own; the others that deadlines follow from stand in a pact's."""

_NO_DEADLINES = frozenset({"claim", "cluster", "membership", "people", "policy"})
_EVERYWHERE = frozenset({"document", "lesson"})


def unreached(parts: PackParts) -> Iterator[PackFinding]:
    """Report what would never happen under these rules, though every part of them can be read."""
    for path, rule in parts.rules:
        yield from _sources(path, rule)
        yield from _outcomes(path, rule)
        if rule.span is not None:
            yield from _length((*path, "span"), rule.span)
    yield from _acts(parts)
    yield from _endings(parts)
    yield from _gaps(parts)


def _sources(path: Path, rule: DeadlineRule) -> Iterator[PackFinding]:
    """Deadlines follow neither from deadlines nor from what is recorded where none runs."""
    for field in ("opened_by", "met_by", "cancelled_by"):
        for index, event in enumerate(getattr(rule, field)):
            if event in EVENTS and not _homes(event):
                message = f"no deadline follows from {event}: it would never be {_DONE[field]} by it"
                yield PackFinding((*path, field, index), message, "an event of a pact, budget, programme or question")
    homes = {home for event in rule.opened_by if event in EVENTS for home in _homes(event)}
    for index, event in enumerate(rule.met_by):
        if event in EVENTS and homes and _homes(event) and homes.isdisjoint(_homes(event)):
            where = f"{event} is recorded in a file of another kind than {', '.join(rule.opened_by)}"
            yield PackFinding((*path, "met_by", index), f"{where}: it would never meet it", "an event of the same file")


_DONE = {"opened_by": "opened", "met_by": "met", "cancelled_by": "cancelled"}


def _outcomes(path: Path, rule: DeadlineRule) -> Iterator[PackFinding]:
    for index, event in enumerate(rule.met_by):
        if event in rule.cancelled_by:
            message = f"{event} also cancels it, and that comes first: it would never be met by it"
            yield PackFinding((*path, "met_by", index), message, "an event that does not cancel it")


def _length(path: Path, span: Span) -> Iterator[PackFinding]:
    lengths = (span.years, span.months, span.days)
    if min(lengths) < 0 < max(lengths):
        message = "counts forward and backward at once, and may come to nothing"
        yield PackFinding(path, message, "all forward, or all backward")


def _acts(parts: PackParts) -> Iterator[PackFinding]:
    """Report an act that would bring it about and that nobody may ask."""
    may = {kind for _, role in parts.roles for kind in allowed(role.may)}
    for path, rule in parts.rules:
        for index, act in enumerate(rule.acts):
            if act in COMMANDS and act not in may:
                yield PackFinding((*path, "acts", index), f"no role may {act}", "an act that some role may ask")


def _endings(parts: PackParts) -> Iterator[PackFinding]:
    """Report support that begins, or is terminated, and that no rule would ever end."""
    for path, role in parts.roles:
        for act, event, last_day in ENDINGS:
            if act not in allowed(role.may):
                continue
            ending = [rule for _, rule in parts.rules if _ends(rule, event, last_day, parts.terms)]
            if not ending:
                message = f"{role.id} may {act}, and no rule ends what {event} begins: it would never end"
                wanted = f"a rule of kind validity, opened by {event}, with anchor {last_day} and subject [period]"
                yield PackFinding((*path, "may"), message, wanted)


def _ends(rule: DeadlineRule, event: str, last_day: str, terms: Terms | None) -> bool:
    """Tell whether the rule ends every period: about each, without exception, and on its last day at the earliest."""
    is_about_it = rule.kind is DeadlineKind.VALIDITY and event in rule.opened_by and "period" in rule.subject
    is_always = not rule.unless and event not in rule.cancelled_by
    if not is_about_it or not is_always:
        return False
    if rule.anchor == last_day:
        return rule.fixed_day is None and (rule.span is None or rule.span.is_forward)
    return rule.anchor == "start" and terms is not None and _lasts(rule, terms)


def _lasts(rule: DeadlineRule, terms: Terms) -> bool:
    """Tell whether the rule counts from the first day over the whole of the policy's period."""
    if rule.fixed_day is not None:
        return fixed_day(A_FIRST_DAY, rule.fixed_day) >= last_day_of_period(A_FIRST_DAY, terms.agreement_period)
    if rule.span is None or rule.span.working_days or not rule.span.is_forward:
        return False
    return last_day_of_period(A_FIRST_DAY, rule.span) >= last_day_of_period(A_FIRST_DAY, terms.agreement_period)


def _gaps(parts: PackParts) -> Iterator[PackFinding]:
    """Report days between two versions of a rule on which neither holds: what begins then would have no deadline."""
    by_name: dict[str, list[tuple[Path, DeadlineRule]]] = {}
    for path, rule in parts.rules:
        by_name.setdefault(rule.id, []).append((path, rule))
    for versions in by_name.values():
        in_order = sorted(versions, key=lambda one: one[1].valid_from or date.min)
        for (_, earlier), (path, later) in pairwise(in_order):
            yield from _gap(path, earlier, later)


def _gap(path: Path, earlier: DeadlineRule, later: DeadlineRule) -> Iterator[PackFinding]:
    if earlier.valid_until is None or later.valid_from is None or later.valid_from <= earlier.valid_until + ONE_DAY:
        return
    first, last = earlier.valid_until + ONE_DAY, later.valid_from - ONE_DAY
    message = f"no version of {later.id} holds from {first} to {last}: what begins then would have no deadline"
    yield PackFinding((*path, "valid_from"), message, f"{first}")


def _homes(event: str) -> frozenset[str]:
    """Name the kinds of files in which an event is recorded and deadlines can follow from it."""
    noun = noun_of(EVENTS[event])
    if noun == "deadline" or noun in _NO_DEADLINES:
        return frozenset()
    if noun in _EVERYWHERE:
        return frozenset({"pact", *_OWN_FILES})
    return frozenset({noun if noun in _OWN_FILES else "pact"})
