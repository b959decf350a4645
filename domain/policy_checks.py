"""What must hold between the parts of a policy pack, beyond the form of each."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import combinations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.dates import last_day_of_period
from domain.four_eyes import PREPARATIONS
from domain.policy_reach import unreached
from domain.vocabulary import COMMANDS, EVENTS, NOUNS, date_fields, fields, flags
from schemas.deadline import DeadlineKind
from schemas.pack import PackFinding, PackParts, Path
from schemas.policy import Calendar, DeadlineRule, FixedDay, FourEyes, Money, Policy, Terms

LEAP_YEAR = 2024
A_FIRST_DAY = date(2024, 1, 1)
CLOCK_CHANGE_HOUR = 2  # does not exist or exists twice on the days the clock changes


def findings_of(parts: PackParts) -> tuple[PackFinding, ...]:
    """Check every part against the vocabulary and against the others; nothing is skipped after a first finding."""
    return (
        *_doubles(parts),
        *(finding for path, rule in parts.rules for finding in _rule(path, rule, parts)),
        *(finding for path, calendar in parts.calendars for finding in _calendar(path, calendar)),
        *(
            finding
            for path, role in parts.roles
            for finding in _names((*path, "may"), role.may, {**COMMANDS, **NOUNS}, "command")
        ),
        *_four_eyes(parts),
        *(_terms(parts.terms) if parts.terms else ()),
        *unreached(parts),
    )


def parts_of(policy: Policy) -> PackParts:
    """Take a whole pack apart, as when it comes in by a command."""
    predicates = (((("predicates", index)), name) for index, name in enumerate(policy.predicates))
    settings = (((("settings", index, "id")), setting.id) for index, setting in enumerate(policy.settings))
    words = (((("words", index, "id")), word.id) for index, word in enumerate(policy.words))
    families = (((("kpi_families", index, "id")), family.id) for index, family in enumerate(policy.kpi_families))
    return PackParts(
        rules=tuple((("deadlines", index), rule) for index, rule in enumerate(policy.deadlines)),
        calendars=tuple((("calendars", index), calendar) for index, calendar in enumerate(policy.calendars)),
        roles=tuple((("roles", index), role) for index, role in enumerate(policy.roles)),
        four_eyes=tuple((("four_eyes", index), pair) for index, pair in enumerate(policy.four_eyes)),
        terms=policy.terms,
        calendar_ids=frozenset(calendar.id for calendar in policy.calendars),
        role_ids=frozenset(role.id for role in policy.roles),
        listed=(*predicates, *settings, *words, *families, *earmarks_of(policy.money)),
    )


def earmarks_of(money: Money | None) -> tuple[tuple[Path, str], ...]:
    """List the earmarks of the residual pool, each with its path."""
    known = () if money is None else money.earmarks
    return tuple((("money", "earmarks", index, "id"), earmark.id) for index, earmark in enumerate(known))


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known words the writer may have meant; all of them where none is near and they are few."""
    words = sorted(known)
    near = get_close_matches(word, words, n=3)
    few = 12
    if near:
        return " or ".join(near)
    return "one of " + ", ".join(words) if len(words) <= few else f"a name such as {words[0]}"


def _rule(path: Path, rule: DeadlineRule, parts: PackParts) -> Iterator[PackFinding]:
    for field in ("opened_by", "met_by", "cancelled_by"):
        yield from _names((*path, field), getattr(rule, field), EVENTS, "event")
    yield from _event_fields(path, rule)
    yield from _names((*path, "acts"), rule.acts, COMMANDS, "command")
    yield from _names((*path, "calendar"), (rule.calendar,), parts.calendar_ids, "calendar")
    yield from _names((*path, "waits_for"), (rule.waits_for,), parts.role_ids, "role")
    for index, reminder in enumerate(rule.reminders):
        yield from _names((*path, "reminders", index, "to"), reminder.to, parts.role_ids, "role")
    for index, escalation in enumerate(rule.escalations):
        yield from _names((*path, "escalations", index, "to"), escalation.to, parts.role_ids, "role")
    yield from _stages(path, rule)
    if rule.fixed_day:
        yield from _day_of_year((*path, "fixed_day"), rule.fixed_day)
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        yield PackFinding((*path, "valid_until"), f"{rule.valid_until} lies before valid_from", "a later day")


def _event_fields(path: Path, rule: DeadlineRule) -> Iterator[PackFinding]:
    """A deadline counts from a date of the event that opens it, and is found again by its subject.

    An event that cancels may carry nothing of the subject: the end of support or of a pact is about every instance.
    """
    for event in filter(EVENTS.__contains__, rule.opened_by):
        if rule.anchor not in date_fields(event):
            message = f"{rule.anchor} is no date field of {event}"
            yield PackFinding((*path, "anchor"), message, nearest(rule.anchor, date_fields(event)))
        for index, flag in enumerate(rule.unless):
            if flag not in flags(event):
                message = f"{flag} is no flag of {event}"
                yield PackFinding((*path, "unless", index), message, nearest(flag, flags(event)))
    ends_some = [event for event in rule.cancelled_by if event in EVENTS and fields(event).intersection(rule.subject)]
    for event in (*filter(EVENTS.__contains__, (*rule.opened_by, *rule.met_by)), *ends_some):
        for index, field in enumerate(rule.subject):
            if field not in fields(event):
                message = f"{event} has no field {field}"
                yield PackFinding((*path, "subject", index), message, nearest(field, fields(event)))


def _stages(path: Path, rule: DeadlineRule) -> Iterator[PackFinding]:
    for field, numbers in (
        ("reminders", [reminder.days_before for reminder in rule.reminders]),
        ("escalations", [escalation.working_days_after for escalation in rule.escalations]),
    ):
        for number in sorted({number for number in numbers if numbers.count(number) > 1}):
            yield PackFinding((*path, field), f"stage {number} is given twice", "each stage once")
    if rule.kind is DeadlineKind.VALIDITY and rule.escalations:
        yield PackFinding((*path, "escalations"), "a validity end is never missed", "no escalations")


def _day_of_year(path: Path, fixed: FixedDay) -> Iterator[PackFinding]:
    last = monthrange(LEAP_YEAR, fixed.month)[1]
    if fixed.day > last:
        yield PackFinding((*path, "day"), f"month {fixed.month} has no day {fixed.day}", f"1 to {last}")


def _calendar(path: Path, calendar: Calendar) -> Iterator[PackFinding]:
    if calendar.last_year < calendar.first_year:
        yield PackFinding((*path, "last_year"), f"{calendar.last_year} lies before first_year", "a later year")
    listed = {closed.date.year for closed in calendar.closed}
    for year in range(calendar.first_year, calendar.last_year + 1):
        if year not in listed:
            yield PackFinding((*path, "closed"), f"{year} has no closed day", "every year listed, or fewer years")
    for index, closed in enumerate(calendar.closed):
        if not calendar.first_year <= closed.date.year <= calendar.last_year:
            years = f"a day in {calendar.first_year} to {calendar.last_year}"
            yield PackFinding((*path, "closed", index, "date"), f"{closed.date} is outside the years", years)


def _calendar_versions(parts: PackParts) -> Iterator[PackFinding]:
    """Report two versions of a calendar for the same anchors, and a calendar that early anchors find nothing in."""
    first: dict[tuple[str, date | None], Calendar] = {}
    for path, one in parts.calendars:
        same = first.setdefault((one.id, one.valid_from), one)
        if same is not one and same.version != one.version:
            since = "every day" if one.valid_from is None else str(one.valid_from)
            message = f"{one.id} {same.version} and {one.version} both count for anchors from {since}"
            yield PackFinding((*path, "valid_from"), message, "a day on which the later version starts to count")
    always = {one.id for _, one in parts.calendars if one.valid_from is None}
    for path, one in parts.calendars:
        if one.id not in always:
            always.add(one.id)  # told once
            message = f"no version of {one.id} counts for every earlier anchor"
            yield PackFinding((*path, "valid_from"), message, "one version without valid_from")


def _four_eyes(parts: PackParts) -> Iterator[PackFinding]:
    for path, pair in parts.four_eyes:
        yield from _names((*path, "decision"), (pair.decision,), COMMANDS, "command")
        yield from _names((*path, "preparation"), pair.preparation, COMMANDS, "command")
        yield from _names((*path, "needs"), pair.needs, pair.preparation, "preparation")
        if pair.decision in COMMANDS:
            yield from _untracked(path, pair)


def _untracked(path: Path, pair: FourEyes) -> Iterator[PackFinding]:
    """Report what would never be enforced: a promise of four eyes that nobody keeps is worse than none."""
    if pair.decision not in PREPARATIONS:
        message = f"{pair.decision} asks for no second person"
        yield PackFinding((*path, "decision"), message, nearest(pair.decision, PREPARATIONS))
        return
    tracked = PREPARATIONS[pair.decision]
    for index, act in enumerate(pair.preparation):
        if act in COMMANDS and act not in tracked:
            message = f"{pair.decision} does not know who did {act}"
            yield PackFinding((*path, "preparation", index), message, nearest(act, tracked))


def _terms(terms: Terms) -> Iterator[PackFinding]:
    if terms.plan_expected is not None:
        yield from _day_of_year(("terms", "plan_expected"), terms.plan_expected)
    for field in ("agreement_period", "cap"):
        if getattr(terms, field).working_days or not getattr(terms, field).is_forward:
            yield PackFinding(("terms", field), "a period has a first and a last day", "years, months or days forward")
    yield from _first_period(terms)
    if terms.reminder_hour == CLOCK_CHANGE_HOUR:
        message = "hour 2 does not exist, or exists twice, on the days the clock changes"
        yield PackFinding(("terms", "reminder_hour"), message, "another hour")
    try:
        ZoneInfo(terms.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones, such as Europe
        yield PackFinding(("terms", "time_zone"), f"no time zone {terms.time_zone}", "a name such as Europe/Brussels")


def _first_period(terms: Terms) -> Iterator[PackFinding]:
    """Report a first period that no agreement could ever have."""
    spans = (terms.agreement_period, terms.cap)
    if any(span.working_days or not span.is_forward for span in spans):
        return
    end, cap = (last_day_of_period(A_FIRST_DAY, span) for span in spans)
    if end > cap:
        yield PackFinding(("terms", "agreement_period"), "lasts longer than the cap allows", "a period within the cap")


def _doubles(parts: PackParts) -> Iterator[PackFinding]:
    yield from _once([((*path, "version"), f"{one.id} version {one.version}") for path, one in parts.calendars])
    yield from _calendar_versions(parts)
    yield from _once([((*path, "id"), role.id) for path, role in parts.roles])
    yield from _once([((*path, "decision"), pair.decision) for path, pair in parts.four_eyes])
    yield from _once([((*path, "version"), f"{rule.id} version {rule.version}") for path, rule in parts.rules])
    for section in ("predicates", "settings", "words", "kpi_families", "money"):
        yield from _once([(path, name) for path, name in parts.listed if path[0] == section])
    for (_, one), (path, other) in combinations(parts.rules, 2):
        if one.id == other.id and one.version != other.version and _overlap(one, other):
            message = f"{one.id} {one.version} and {other.version} hold on the same days: each would open a deadline"
            yield PackFinding((*path, "valid_from"), message, "days after those of the earlier version")


def _overlap(one: DeadlineRule, other: DeadlineRule) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_until or date.max, other.valid_until or date.max)


def _once(named: Sequence[tuple[Path, str]]) -> Iterator[PackFinding]:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield PackFinding(path, f"{name} is given twice", "each one once")
        seen.add(name)


def _names(path: Path, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[PackFinding]:
    """Report every name that is not known; in a list by its place."""
    is_list = path[-1] in {"opened_by", "met_by", "cancelled_by", "acts", "to", "may", "preparation", "needs"}
    for index, name in enumerate(names):
        if name not in set(known):
            yield PackFinding((*path, index) if is_list else path, f"unknown {what} {name}", nearest(name, known))
