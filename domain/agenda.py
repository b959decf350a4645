"""The agenda of a stream: everything that time alone will bring, in order.

It is the one function that workflow, sweeper, work list and simulator share. It depends on state and rules only; what
of it has come by now, and what gives way to something later, is asked with an instant.
"""

from datetime import date, datetime, timedelta

from domain.around import Dated, State
from domain.chain import last_year
from domain.dates import at_hour, fixed_day
from domain.ladder import agenda_of
from domain.policy import current
from schemas.agreement.period import ActivateAgreement, AgreementStage
from schemas.agreement.whole import AgreementState
from schemas.command import PactCommand
from schemas.deadline import DueItem, DueKind, EscalateDeadline, FireDeadline, RemindOfDeadline
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.workyear import ExpectYearPlan, StartWorkYear

MIDNIGHT = 0


def agenda(state: State, rules: RulesState) -> tuple[DueItem, ...]:
    """List what is still to be done on this stream, by instant and then by key; nothing before a policy is adopted.

    A stream on which no deadlines run has an empty agenda.
    """
    if not rules.policies or not isinstance(state, Dated):
        return ()
    own = _of_the_pact(state, rules) if isinstance(state, PactState) else ()
    items = (*agenda_of(state.deadlines, rules), *own)
    return tuple(sorted(items, key=lambda item: (item.at, item.key)))


def due_now(state: State, rules: RulesState, now: datetime) -> tuple[DueItem, ...]:
    """List what has come by now and is still to be done, without the reminders that something later overtook.

    Each item, carried out as its system command, records at least one event and leaves the agenda.
    """
    return come_by(agenda(state, rules), now)


def come_by(items: tuple[DueItem, ...], now: datetime) -> tuple[DueItem, ...]:
    """List the same of an agenda that is at hand."""
    come = tuple(item for item in items if item.at <= now)
    return tuple(item for item in come if not _is_overtaken(item, come))


def next_after(state: State, rules: RulesState, now: datetime) -> DueItem | None:
    """Give the first thing that is still to come: what a timer waits for."""
    return next((item for item in agenda(state, rules) if item.at > now), None)


def ready_at(item: DueItem, rules: RulesState) -> datetime:
    """Give the instant at which a timer may carry the item out.

    A deadline falls due some seconds after its instant, since what came in just before may still be on its way.
    """
    settle = current(rules).terms.settle_seconds if item.kind is DueKind.FIRE else 0
    return item.at + timedelta(seconds=settle)


def system_command(item: DueItem) -> PactCommand:
    """Give the command that carries the item out."""
    match item:
        case DueItem(kind=DueKind.OPEN_YEAR, year=int(year)):
            return ExpectYearPlan(year=year)
        case DueItem(kind=DueKind.START_YEAR | DueKind.EXPECT_REPORT, year=int(year)):
            return StartWorkYear(year=year)
        case DueItem(kind=DueKind.ACTIVATE, period=int(period)):
            return ActivateAgreement(period=period)
        case DueItem(kind=DueKind.REMIND, deadline=str(name), revision=int(revision), stage=str(stage)):
            return RemindOfDeadline(deadline=name, revision=revision, stage=stage)
        case DueItem(kind=DueKind.FIRE, deadline=str(name), revision=int(revision)):
            return FireDeadline(deadline=name, revision=revision)
        case DueItem(kind=DueKind.ESCALATE, deadline=str(name), revision=int(revision), stage=str(stage)):
            return EscalateDeadline(deadline=name, revision=revision, stage=stage)
        case _:
            message = f"an item of the agenda without what its kind needs: {item}"
            raise ValueError(message)


def _is_overtaken(item: DueItem, come: tuple[DueItem, ...]) -> bool:
    """A reminder gives way to a later reminder of the same deadline, and to the deadline itself."""
    return item.kind is DueKind.REMIND and any(other.deadline == item.deadline and other.at > item.at for other in come)


def _of_the_pact(state: PactState, rules: RulesState) -> tuple[DueItem, ...]:
    return (*_activations(state.agreement, rules), *_next_plan(state, rules), *_next_year(state, rules))


def _activations(agreement: AgreementState, rules: RulesState) -> tuple[DueItem, ...]:
    return tuple(
        DueItem(
            at=_midnight(period.start, rules),
            kind=DueKind.ACTIVATE,
            key=f"agreement|{period.number}|activate",
            summary=f"agreement period {period.number} begins {period.start}",
            period=period.number,
        )
        for period in agreement.periods
        if period.stage is AgreementStage.SIGNED
    )


def _next_plan(state: PactState, rules: RulesState) -> tuple[DueItem, ...]:
    """The next plan to expect, one at a time, as long as support is active and covers that year."""
    agreement, terms = state.agreement, current(rules).terms
    is_active = any(period.stage is AgreementStage.ACTIVE for period in agreement.periods)
    if terms.plan_expected is None or agreement.active_since_year is None or not is_active:
        return ()
    first = agreement.active_since_year + terms.first_plan_year_after_activation
    year = _first_free(first, {one.year for one in state.years if one.plan is not None})
    if year > last_year(agreement):
        return ()
    expected = fixed_day(date(year, 1, 1), terms.plan_expected)
    return (
        DueItem(
            at=_midnight(expected, rules),
            kind=DueKind.OPEN_YEAR,
            key=f"year|{year}|expect",
            summary=f"year plan {year} expected from {expected}",
            year=year,
        ),
    )


def _next_year(state: PactState, rules: RulesState) -> tuple[DueItem, ...]:
    """The next work year to start, or after the last one the report on it, as long as it is still to be expected.

    The two have keys of their own: a grant that is recorded after New Year has the same year start after all.
    """
    agreement = state.agreement
    if agreement.active_since_year is None:
        return ()
    last = last_year(agreement)
    year = _first_free(agreement.active_since_year + 1, {one.year for one in state.years if one.is_started})
    is_reported = any(one.year == last and one.report is not None for one in state.years)
    if year <= last:
        return (_on_new_year(DueKind.START_YEAR, "start", f"work year {year} begins", year, rules),)
    if year == last + 1 and not is_reported:
        return (_on_new_year(DueKind.EXPECT_REPORT, "report", f"report on {last} expected from", year, rules),)
    return ()


def _on_new_year(kind: DueKind, what: str, summary: str, year: int, rules: RulesState) -> DueItem:
    begins = date(year, 1, 1)
    return DueItem(
        at=_midnight(begins, rules), kind=kind, key=f"year|{year}|{what}", summary=f"{summary} {begins}", year=year
    )


def _first_free(first: int, taken: set[int]) -> int:
    year = first
    while year in taken:
        year += 1
    return year


def _midnight(day: date, rules: RulesState) -> datetime:
    return at_hour(day, MIDNIGHT, current(rules).terms.time_zone)
