"""Ten invariants of deadlines, each checked over the record alone, whoever wrote it and by whichever release.

Nothing here decides anything: the checks are written apart from the rules that they hold to account, and share with
them only the folding of a deadline and the arithmetic of dates.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from domain.counted_days import rule_walk
from domain.dates import end_of_day
from domain.deadline_walk import Step, walk
from domain.ladder import ends_at
from domain.policy import calendar_of, current, rule_of
from domain.recording import SYSTEM
from domain.standing import Move
from schemas.deadline import (
    Deadline,
    DeadlineEscalated,
    DeadlineExtended,
    DeadlineKind,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineReached,
    DeadlineRecomputed,
    DeadlineReminded,
    DeadlineReopened,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStage,
    DeadlineStopped,
)
from schemas.guarantee import DeadlineEvidence, DeadlineFinding
from schemas.policy import RulesState, Title
from schemas.refusal import Refused

INVARIANTS = {
    "I11": Title(
        nl="een termijn die verstreken is, heeft een uitkomst of een alarm",
        en="a deadline whose time has passed has an outcome or an alarm",
    ),
    "I12": Title(nl="niets verstrijkt tweemaal", en="nothing falls due twice"),
    "I13": Title(
        nl="niets verstrijkt te vroeg, of hoewel de handeling op tijd binnenkwam",
        en="nothing falls due early, or though the act came in time",
    ),
    "I14": Title(
        nl="wat verschoven, gesloten of stilgezet is, verstrijkt niet",
        en="what was moved, closed or stopped does not fall due",
    ),
    "I15": Title(nl="het gevolg geldt vanaf de uiterste dag", en="the effect holds from the due date"),
    "I16": Title(
        nl="regel, kalender en beginpunt geven opnieuw dezelfde dag",
        en="rule, calendar and anchor give the same date again",
    ),
    "I17": Title(
        nl="een einde verschuift niet, en geen periode gaat voorbij het uiterste einde",
        en="an end never shifts, and no period passes the cap",
    ),
    "I18": Title(nl="alleen een besluit verschuift een termijn", en="only a decision moves a deadline"),
    "I19": Title(
        nl="wat later werd ingevuld, herinnert en verstrijkt niet",
        en="what was filled in later reminds and misses nothing",
    ),
    "I20": Title(
        nl="elke trap gaat eenmaal uit, en elke brief erover eenmaal aan wie het aangaat",
        en="each stage is sent once, and each letter about it once to whom it concerns",
    ),
}
"""What each says, by its name."""

_Fired = DeadlineMissed | DeadlineReached
_Told = DeadlineReminded | DeadlineMissed | DeadlineEscalated
_Check = Callable[[Step, DeadlineEvidence], Iterable[str]]


def audit(evidence: DeadlineEvidence) -> tuple[DeadlineFinding, ...]:
    """Check every invariant over the evidence; findings come in the order of recording, the standing ones last."""
    steps = tuple(walk(evidence.events))
    at_the_end = (*_left_open(steps, evidence), *_beyond_the_cap(evidence))
    return (*_of_steps(steps, evidence), *_doubled(steps), *_without_notice(steps, evidence), *at_the_end)


def _of_steps(steps: Iterable[Step], evidence: DeadlineEvidence) -> Iterator[DeadlineFinding]:
    for step in steps:
        for invariant, check in _CHECKS:
            for detail in check(step, evidence):
                yield _finding(invariant, step, detail)


def _early(step: Step, evidence: DeadlineEvidence) -> Iterator[str]:
    """I13: by the clock of the record, and by the receipt of the act."""
    payload, before, event = step.payload, step.before, step.event
    if before is None:
        return
    first, last = _ends(before, evidence.rules)
    if isinstance(payload, _Fired) and event.recorded_at < first:
        yield f"recorded {event.recorded_at.isoformat()}, before {first.isoformat()}"
    if not isinstance(payload, DeadlineMet) or payload.taken_over or before.stage is DeadlineStage.STOPPED:
        return
    received = evidence.received.get(event.command_id)
    if received is not None and first <= received < last:
        return
    came_in_time = payload.days_late == 0 if received is None else received < first
    if came_in_time and before.stage is DeadlineStage.MISSED:
        yield "the act came in time, and the miss stands"
    if received is not None and came_in_time != (payload.days_late == 0):
        yield f"received {received.isoformat()}, recorded as {payload.days_late} days late"


def _superseded(step: Step, _: DeadlineEvidence) -> Iterator[str]:
    """I14: of a revision or a stage that asks for nothing any more."""
    payload, before = step.payload, step.before
    if not isinstance(payload, DeadlineReminded | DeadlineEscalated | _Fired):
        return
    if before is None:
        yield "it was never set"
        return
    asks = DeadlineStage.MISSED if isinstance(payload, DeadlineEscalated) else DeadlineStage.OPEN
    if payload.revision != before.revision:
        yield f"of revision {payload.revision}, while {before.revision} runs"
    elif before.stage is not asks:
        yield f"it was {before.stage.value}"


def _misdated(step: Step, _: DeadlineEvidence) -> Iterator[str]:
    """I15: in the event's own date, and in the date that it takes effect on."""
    payload, effective = step.payload, step.event.effective
    if not isinstance(payload, _Fired):
        return
    if (effective.earliest, effective.latest) != (payload.due, payload.due):
        yield f"effective {effective.earliest} to {effective.latest}, due {payload.due}"
    if step.before is not None and step.before.revision == payload.revision and step.before.due != payload.due:
        yield f"due {step.before.due}, recorded as {payload.due}"


def _miscounted(step: Step, evidence: DeadlineEvidence) -> Iterator[str]:
    """I16: from what the event itself names; a date that a decision chose has only its instant to bear out."""
    payload, after = step.payload, step.after
    if after is None or not isinstance(payload, DeadlineSet | Move):
        return
    try:
        if isinstance(payload, DeadlineSet | DeadlineRecomputed):
            counted = _counted(after, evidence.rules)
            if counted != (after.raw_due, after.due):
                yield f"counts to {counted[0]} and {counted[1]}, recorded {after.raw_due} and {after.due}"
        instant = end_of_day(after.due, current(evidence.rules).terms.time_zone)
    except Refused as refused:
        yield f"{refused.code}: {refused.detail}"
        return
    if instant != after.instant and payload.tzdata in {None, evidence.tables}:
        yield f"ends {instant.isoformat()}, recorded {after.instant.isoformat()}"


def _shifted(step: Step, _: DeadlineEvidence) -> Iterator[str]:
    """I17, as far as it is about one deadline."""
    payload, after = step.payload, step.after
    if after is None or after.kind is not DeadlineKind.VALIDITY:
        return
    if isinstance(payload, DeadlineSet | DeadlineRecomputed) and after.due != after.raw_due:
        yield f"counts to {after.raw_due}, recorded {after.due}"
    if isinstance(payload, DeadlineExtended | DeadlineStopped | DeadlineResumed):
        yield f"an end, and {payload.type} moved or stopped it"


def _undecided(step: Step, evidence: DeadlineEvidence) -> Iterator[str]:
    """I18: each move rests on a wish, a proposal, a standstill or a withdrawal that stands before it."""
    payload, before = step.payload, step.before
    if isinstance(payload, DeadlineMissRevoked) and not _is_proposed(payload, before):
        yield f"a miss revoked for {payload.reason}, and nothing before it says so"
    if isinstance(payload, DeadlineSet) and before is not None and before.stage is DeadlineStage.OPEN:
        yield f"set again while it runs until {before.due}"
    if not isinstance(payload, Move) or before is None:
        return
    if payload.revision != before.revision + 1:
        yield f"from revision {before.revision} to {payload.revision}"
    old = before.due if isinstance(payload, DeadlineReopened) else payload.old_due
    if old != before.due:
        yield f"moved from {old}, while it ran until {before.due}"
    if not _rests(payload, before, step, evidence):
        yield f"moved to {payload.due} by {payload.type}, and nothing before it says so"


def _is_proposed(payload: DeadlineMissRevoked, before: Deadline | None) -> bool:
    """What came in time revokes by itself; a wrong fact or clock takes a proposal, of that or of another count."""
    is_asked = before is not None and (before.revocation is not None or before.recomputation is not None)
    return is_asked or payload.reason == "received_in_time"


def _rests(payload: Move, before: Deadline, step: Step, evidence: DeadlineEvidence) -> bool:
    match payload:
        case DeadlineExtended():
            is_wished = before.request is not None and before.request.new_due == payload.due
            return is_wished or _is_of_a_group(payload, step, evidence)
        case DeadlineRecomputed():
            count = before.recomputation
            recorded = (payload.anchor, payload.due, payload.rule_version)
            named = None if count is None else (count.anchor, count.new_due, count.rule_version or before.rule_version)
            return named == recorded
        case DeadlineResumed():
            return before.stage is DeadlineStage.STOPPED
        case DeadlineReopened():
            return 0 < payload.because < step.event.position


def _is_of_a_group(payload: DeadlineExtended, step: Step, evidence: DeadlineEvidence) -> bool:
    """Tell whether the service carried out what the programme had decided for this deadline of this file."""
    if step.event.actor.person != SYSTEM.person or evidence.grants is None:
        return step.event.actor.person == SYSTEM.person
    moved = (step.event.stream, payload.deadline, payload.due)
    before = (one for one in evidence.grants if one.position < step.event.position)
    return any((one.stream, one.deadline, one.new_due) == moved for one in before)


def _of_the_past(step: Step, _: DeadlineEvidence) -> Iterator[str]:
    """I19: neither what is marked as filled in, nor what ran out before the file was known."""
    if not isinstance(step.payload, _Told):
        return
    if step.event.backfill:
        yield "filled in from the past"
    if step.before is not None and step.before.taken_over:
        yield "it had passed before the file was known"


_CHECKS: tuple[tuple[str, _Check], ...] = (
    ("I13", _early),
    ("I14", _superseded),
    ("I15", _misdated),
    ("I16", _miscounted),
    ("I17", _shifted),
    ("I18", _undecided),
    ("I19", _of_the_past),
)


def _doubled(steps: Iterable[Step]) -> Iterator[DeadlineFinding]:
    """I12 and I20: once for each revision and stage, from which side ever."""
    seen: Counter[tuple[str, str, int, str]] = Counter()
    for step in steps:
        payload = step.payload
        if isinstance(payload, _Fired | DeadlineReminded | DeadlineEscalated):
            stage = "fire" if isinstance(payload, _Fired) else payload.stage
            name = (step.event.stream, payload.deadline, payload.revision, stage)
            seen[name] += 1
            if seen[name] > 1:
                yield _finding(
                    "I12" if stage == "fire" else "I20", step, f"{stage} of revision {payload.revision} again"
                )


def _without_notice(steps: Iterable[Step], evidence: DeadlineEvidence) -> Iterator[DeadlineFinding]:
    """I20: whom a stage is for hears of it; what was filled in tells nobody."""
    if evidence.notices is None:
        return
    kept = set(evidence.notices)
    for step in steps:
        payload = step.payload
        if isinstance(payload, _Told) and not step.event.backfill:
            stage = "missed" if isinstance(payload, DeadlineMissed) else payload.stage
            if f"notice|{step.event.stream}|{payload.deadline}|{payload.revision}|{stage}" not in kept:
                yield _finding("I20", step, f"no message of {stage} was ever kept")


def _left_open(steps: Iterable[Step], evidence: DeadlineEvidence) -> Iterator[DeadlineFinding]:
    """I11: what stands at the instant of the audit, with the last event that was recorded of it."""
    if not evidence.rules.policies:
        return
    settle = current(evidence.rules).terms.settle_seconds
    latest = evidence.now - timedelta(seconds=settle + evidence.grace_seconds)
    last = {(step.event.stream, step.payload.deadline): step for step in steps if step.after is not None}
    for name, step in last.items():
        deadline = step.after
        if deadline is None or deadline.stage is not DeadlineStage.OPEN or deadline.taken_over:
            continue
        ends = max(*_ends(deadline, evidence.rules), deadline.set_at)
        if ends <= latest and name not in evidence.alarms:
            yield _finding("I11", step, f"ended {deadline.instant.isoformat()} and nothing was recorded")


def _beyond_the_cap(evidence: DeadlineEvidence) -> Iterator[DeadlineFinding]:
    """I17, as far as it is about periods."""
    for one in evidence.periods:
        if one.cap is not None and one.end > one.cap:
            yield _standing_finding("I17", one.stream, f"period {one.period}", f"ends {one.end}, beyond {one.cap}")


def _ends(deadline: Deadline, rules: RulesState) -> tuple[datetime, datetime]:
    """Give the instant by the tables of time zones it was set with and by those in use now, the earlier one first.

    Between the two it is late by one and not by the other, and neither is held against anybody.
    """
    if not rules.policies:
        return deadline.instant, deadline.instant
    derived = ends_at(deadline, rules)
    return min(deadline.instant, derived), max(deadline.instant, derived)


def _counted(deadline: Deadline, rules: RulesState) -> tuple[object, object]:
    rule = rule_of(rules, deadline.rule, deadline.rule_version)
    walked = rule_walk(rule, deadline.anchor, calendar_of(rules, deadline.calendar, deadline.calendar_version))
    return walked.raw, walked.due


def _finding(invariant: str, step: Step, detail: str) -> DeadlineFinding:
    found = _standing_finding(invariant, step.event.stream, step.payload.deadline, detail)
    return found.model_copy(update={"position": step.event.position, "event": step.event.type})


def _standing_finding(invariant: str, stream: str, deadline: str, detail: str) -> DeadlineFinding:
    return DeadlineFinding(
        invariant=invariant, says=INVARIANTS[invariant], stream=stream, deadline=deadline, detail=detail
    )
