"""Laws: what holds for every pact, whatever people ask of it and whenever they do."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import pact, stream
from domain.correctable import is_fact
from domain.counted_days import rule_walk
from domain.policy import calendar_of, rule_of
from domain.preparation import proposal_hash
from domain.recording import provisional
from domain.simulation import simulate
from schemas.claim import FactCorrected
from schemas.command import CommandEnvelope, PactCommand
from schemas.deadline import (
    DeadlineExtended,
    DeadlineMet,
    DeadlineMissed,
    DeadlineReached,
    DeadlineReminded,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStopped,
    FireDeadline,
    GrantExtensionOfTime,
    RefuseExtensionOfTime,
    RequestExtensionOfTime,
)
from schemas.effective import Effective
from schemas.event import Pending, Recorded, payload_from_store
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.report import ApproveReportVerdict, GoalVerdict, ProposeReportVerdict, ReceiveReport, StartProcessingReport
from schemas.simulation import Simulated
from schemas.support import Measure, ProposeMeasure, ResumeSupport, SuspendSupport
from schemas.year_plan import (
    ApproveYearPlanVerdict,
    ConfirmComplete,
    PlanVerdict,
    ProposeYearPlanVerdict,
    RequestCompletion,
    ResubmitYearPlan,
    SubmitYearPlan,
    SupplyCompletion,
)
from tests.unit.flanders import flemish_rules
from tests.unit.payloads import payload_kinds, payloads, wire_name
from tests.unit.programme import rules_of
from tests.unit.running import FIRST_DAY, since_2018, until_2023
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM

STREAM = "pact/demo"
UNTIL = datetime(2022, 6, 1, tzinfo=UTC)
HASH = "d" * 64
UNDER = {"test programme": rules_of(), "flanders": flemish_rules()}
PACKS = pytest.mark.parametrize("pack", UNDER)
MANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

years = st.sampled_from([2019, 2020, 2021])
names = st.builds("{}/{}".format, st.sampled_from(["D07", "D12", "D13"]), years)
new_dues = st.dates(min_value=date(2018, 10, 1), max_value=date(2021, 12, 31))


@st.composite
def commands(draw: st.DrawFn) -> PactCommand:
    """Anything that people ask of a running pact, sensible or not."""
    year, name, new_due = draw(years), draw(names), draw(new_dues)
    approved = ProposeYearPlanVerdict(year=year, plan_hash=HASH, verdict=PlanVerdict.APPROVED)
    rejected = ProposeYearPlanVerdict(year=year, plan_hash=HASH, verdict=PlanVerdict.REJECTED, grounds="thin")
    judged = ProposeReportVerdict(year=year, report_hash=HASH, verdict=GoalVerdict.REACHED)
    choices: tuple[PactCommand, ...] = (
        SubmitYearPlan(year=year, plan_hash=HASH),
        RequestCompletion(year=year, missing=("budget",)),
        SupplyCompletion(year=year, plan_hash=HASH),
        ConfirmComplete(year=year, plan_hash=HASH),
        approved,
        rejected,
        ApproveYearPlanVerdict(year=year, plan_hash=HASH, proposal_hash=proposal_hash(approved)),
        ApproveYearPlanVerdict(year=year, plan_hash=HASH, proposal_hash=proposal_hash(rejected)),
        ResubmitYearPlan(year=year, plan_hash=HASH),
        ReceiveReport(year=year, report_hash=HASH),
        StartProcessingReport(year=year),
        judged,
        ApproveReportVerdict(year=year, report_hash=HASH, proposal_hash=proposal_hash(judged)),
        RequestExtensionOfTime(deadline=name, new_due=new_due, ground="force majeure"),
        GrantExtensionOfTime(deadline=name, new_due=new_due),
        RefuseExtensionOfTime(deadline=name, reason="no ground"),
    )
    return draw(st.sampled_from(choices))


@st.composite
def extensions(draw: st.DrawFn) -> list[tuple[datetime, PactCommand, Actor]]:
    """An extension asked and granted as it should be, so that the laws see moved deadlines too."""
    name, new_due = draw(names), draw(new_dues)
    asked = datetime.combine(new_due, datetime.min.time(), UTC) - timedelta(days=draw(st.integers(1, 120)))
    return [
        (asked, RequestExtensionOfTime(deadline=name, new_due=new_due, ground="illness"), CLUSTER),
        (asked + timedelta(hours=draw(st.integers(1, 48))), GrantExtensionOfTime(deadline=name, new_due=new_due), HEAD),
    ]


@st.composite
def suspensions(draw: st.DrawFn) -> list[tuple[datetime, PactCommand, Actor]]:
    """Support suspended and resumed as it should be, so that the laws see deadlines that stood still."""
    since = draw(st.dates(min_value=date(2018, 10, 1), max_value=date(2020, 9, 1)))
    until = since + timedelta(days=draw(st.integers(1, 120)))
    steps: list[tuple[datetime, PactCommand, Actor]] = []
    for on, measure in ((since, Measure.SUSPEND_SUPPORT), (until, Measure.RESUME_SUPPORT)):
        wish = ProposeMeasure(measure=measure, on=on, grounds="g")
        taken = SuspendSupport if measure is Measure.SUSPEND_SUPPORT else ResumeSupport
        at = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=draw(st.integers(1, 20)))
        steps += [(at, wish, OFFICER), (at, taken(proposal_hash=proposal_hash(wish)), HEAD)]
    return steps


@st.composite
def scripts(draw: st.DrawFn) -> list[tuple[datetime, CommandEnvelope]]:
    """Some years of commands by several people, in any order of sense."""
    moments = st.integers(0, int((UNTIL - FIRST_DAY).total_seconds())).map(lambda s: FIRST_DAY + timedelta(seconds=s))
    actors = st.sampled_from([CLUSTER, OFFICER, HEAD, LEADER])
    loose = draw(st.lists(st.tuples(moments, commands(), actors), max_size=15))
    moves = [*draw(st.lists(extensions(), max_size=4)), *draw(st.lists(suspensions(), max_size=2))]
    moved = [step for steps in moves for step in steps]
    return [
        (
            at,
            CommandEnvelope(
                command_id=f"law-{number:05d}", stream=STREAM, person=by.person, role=by.role, command=command
            ),
        )
        for number, (at, command, by) in enumerate([*loose, *moved])
    ]


def lived(script: list[tuple[datetime, CommandEnvelope]], rules: RulesState, until: datetime = UNTIL) -> Simulated:
    """The pact's life under these rules."""
    return simulate(STREAM, script, rules, since=FIRST_DAY, until=until, history=since_2018(rules))


def folded(events: tuple[Recorded, ...], state: PactState | None = None) -> PactState:
    """The state after these events."""
    return reduce(pact.evolve, events, state or PactState())


@PACKS
@MANY
@given(script=scripts())
def test_folding_can_stop_anywhere(pack: str, script: list[tuple[datetime, CommandEnvelope]]) -> None:
    """From the middle on it comes to the same state; and the events alone give the state of the life."""
    rules = UNDER[pack]
    life = lived(script, rules)
    half = len(life.events) // 2
    assert life.state == folded(life.events) == folded(life.events[half:], folded(life.events[:half]))


def withdrawn(life: Simulated, positions: list[int]) -> list[Recorded]:
    """Corrections that withdraw these events, recorded after the life in this order."""
    made = [
        Pending(
            payload=FactCorrected(corrects=position, correction_kind="withdraws"),
            effective=Effective(earliest=UNTIL.date(), latest=UNTIL.date()),
        )
        for position in positions
    ]
    version = life.state.version
    recorded = provisional(made, stream=STREAM, version=version, actor=HEAD, now=UNTIL, command_id="law-withdraws")
    return [event.model_copy(update={"position": event.version}) for event in recorded]


def nouns(state: object) -> dict[str, Any]:
    """What a file says, apart from how many events it has and what was said of corrections."""
    assert isinstance(state, PactState)
    return {name: value for name, value in state if name not in {"version", "claims"}}


@PACKS
@MANY
@given(script=scripts(), data=st.data())
def test_a_file_with_withdrawn_facts_reads_as_if_they_had_never_been_recorded(
    pack: str, script: list[tuple[datetime, CommandEnvelope]], data: st.DataObject
) -> None:
    """Whichever facts they are, and in whichever order they were withdrawn; and folding never stops on them."""
    life = lived(script, UNDER[pack])
    facts = [event.position for event in life.events if is_fact(event)]
    chosen = data.draw(st.lists(st.sampled_from(facts), min_size=1, max_size=5, unique=True))
    without = [event for event in life.events if event.position not in chosen]
    expected = nouns(stream.fold(STREAM, without))
    for order in (chosen, list(reversed(chosen))):
        assert expected == nouns(stream.fold(STREAM, [*life.events, *withdrawn(life, order)]))


@PACKS
@MANY
@given(script=scripts(), data=st.data())
def test_folding_can_stop_anywhere_and_starts_over_only_at_a_correction(
    pack: str, script: list[tuple[datetime, CommandEnvelope]], data: st.DataObject
) -> None:
    """What the store does with a state it kept: continue it, unless a correction came."""
    life = lived(script, UNDER[pack])
    facts = [event.position for event in life.events if is_fact(event)]
    events = [*life.events, *withdrawn(life, [data.draw(st.sampled_from(facts))])]
    stop = data.draw(st.integers(0, len(events)))
    kept, rest = stream.fold(STREAM, events[:stop]), events[stop:]
    if any(stream.needs_refold(event) for event in rest):
        kept, rest = stream.fold(STREAM, events), []
    assert stream.fold(STREAM, events) == reduce(lambda state, event: stream.evolve(STREAM, state, event), rest, kept)


@pytest.mark.parametrize("kind", payload_kinds(), ids=wire_name)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_folding_never_stops_on_an_event_whose_forerunner_was_withdrawn(kind: type[Any], data: st.DataObject) -> None:
    """Every kind of event folds into every kind of file, even as the first one."""
    made = [Pending(payload=data.draw(payloads(kind)), effective=Effective(earliest=UNTIL.date(), latest=UNTIL.date()))]
    for name in ("pact/demo", "cluster/demo", "budget/2021", "question/demo-1", "programme/clusters"):
        (event,) = provisional(made, stream=name, version=0, actor=HEAD, now=UNTIL, command_id="law-first")
        assert 1 == getattr(stream.evolve(name, stream.initial(name), event), "version", None)


@PACKS
@MANY
@given(script=scripts())
def test_history_survives_the_wire(pack: str, script: list[tuple[datetime, CommandEnvelope]]) -> None:
    """Every payload of a life, written as JSON and read back, is the same payload."""
    rules = UNDER[pack]
    for event in lived(script, rules).events:
        assert event.payload == payload_from_store(json.loads(event.payload.model_dump_json()))


@pytest.mark.parametrize("kind", payload_kinds(), ids=wire_name)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_kind_of_event_survives_the_wire_and_a_field_it_does_not_know(
    kind: type[Any], data: st.DataObject
) -> None:
    """What we once wrote is read for ever, even by a version that knows fewer fields."""
    payload = data.draw(payloads(kind))
    written = json.loads(payload.model_dump_json()) | {"a_later_field": 1}
    assert payload == payload_from_store(written)


@PACKS
@MANY
@given(script=scripts())
def test_asking_again_changes_nothing(pack: str, script: list[tuple[datetime, CommandEnvelope]]) -> None:
    """What was just recorded, asked again by the same person, brings nothing or a refusal."""
    rules = UNDER[pack]
    life = lived(script, rules)
    for at, envelope in script:
        told = tuple(event for event in life.events if event.recorded_at <= at)
        if told[-1].recorded_at != at or all(event.command_id != envelope.command_id for event in told):
            continue
        by = Actor(person=envelope.person, role=envelope.role or "")
        assert isinstance(envelope.command, PactCommand)
        assert [] == answered(envelope.command, by, folded(told), at, rules)


@PACKS
@MANY
@given(script=scripts())
def test_nothing_is_missed_or_met_twice_for_one_revision(
    pack: str, script: list[tuple[datetime, CommandEnvelope]]
) -> None:
    """Nor is one stage of a revision reminded of twice."""
    rules = UNDER[pack]
    once = Counter(
        (event.type, event.payload.deadline, event.payload.revision, getattr(event.payload, "stage", ""))
        for event in lived(script, rules).events
        if isinstance(event.payload, DeadlineMissed | DeadlineMet | DeadlineReached | DeadlineReminded)
    )
    assert {} == {key: count for key, count in once.items() if count > 1}


@PACKS
@MANY
@given(script=scripts())
def test_nothing_falls_due_before_its_instant_or_under_a_superseded_revision(
    pack: str, script: list[tuple[datetime, CommandEnvelope]]
) -> None:
    """The instant and the revision are those of the last event that set or moved the deadline."""
    rules = UNDER[pack]
    standing: dict[str, tuple[int, datetime, date]] = {}
    for event in lived(script, rules).events:
        match event.payload:
            case DeadlineSet() | DeadlineExtended() | DeadlineResumed():
                standing[event.payload.deadline] = (event.payload.revision, event.payload.instant, event.payload.due)
            case DeadlineMissed() | DeadlineReached():
                revision, instant, due = standing[event.payload.deadline]
                assert (revision, due) == (event.payload.revision, event.payload.due)
                assert event.recorded_at >= instant
                assert due == event.effective.earliest == event.effective.latest
            case _:
                pass


@PACKS
@MANY
@given(script=scripts(), after=st.integers(0, 10**6))
def test_firing_again_brings_nothing(pack: str, script: list[tuple[datetime, CommandEnvelope]], after: int) -> None:
    """Whatever revision a late timer names: each deadline of the past has been fired, met or moved."""
    rules = UNDER[pack]
    life = lived(script, rules)
    for deadline in life.state.deadlines:
        for revision in range(1, deadline.revision + 1):
            fire = FireDeadline(deadline=deadline.id, revision=revision)
            at = UNTIL + timedelta(microseconds=after)
            assert [] == answered(fire, SYSTEM, life.state, at, rules)


@PACKS
@MANY
@given(script=scripts())
def test_what_has_come_was_carried_out(pack: str, script: list[tuple[datetime, CommandEnvelope]]) -> None:
    """At the end of a life nothing that lies in the past still waits."""
    rules = UNDER[pack]
    life = lived(script, rules)
    assert () == pact.due_now(life.state, rules, UNTIL)


@PACKS
@MANY
@given(script=scripts())
def test_while_support_is_suspended_nothing_that_stands_still_reminds_or_is_missed(
    pack: str, script: list[tuple[datetime, CommandEnvelope]]
) -> None:
    """And what ran on came out at least as late as before."""
    still: set[str] = set()
    for event in lived(script, UNDER[pack]).events:
        match event.payload:
            case DeadlineStopped(deadline=name):
                still.add(name)
            case DeadlineResumed(deadline=name, old_due=old_due, due=due):
                assert name in still
                assert due >= old_due
                still.remove(name)
            case DeadlineMissed(deadline=name) | DeadlineReminded(deadline=name) | DeadlineReached(deadline=name):
                assert name not in still
            case _:
                pass


@PACKS
@MANY
@given(script=scripts())
def test_the_agenda_is_strictly_ordered_and_never_before_what_it_is_about(
    pack: str, script: list[tuple[datetime, CommandEnvelope]]
) -> None:
    """After every event of a life."""
    rules = UNDER[pack]
    state = PactState()
    for event in lived(script, rules).events:
        state = pact.evolve(state, event)
        items = pact.agenda(state, rules)
        marks = [(item.at, item.key) for item in items]
        assert sorted(set(marks)) == marks
        assert len({item.key for item in items}) == len(items)
        set_at = {deadline.id: deadline.set_at for deadline in state.deadlines}
        assert all(item.at >= set_at[item.deadline] for item in items if item.deadline is not None)


@PACKS
@MANY
@given(script=scripts(), granted_at=st.datetimes(datetime(2020, 7, 1), datetime(2022, 3, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants its bounds bare
def test_what_was_carried_out_never_comes_back_on_the_agenda(
    pack: str, script: list[tuple[datetime, CommandEnvelope]], granted_at: datetime
) -> None:
    """Its key is its identity: the store hides what has an outcome, so a key that comes back is an act that is lost."""
    rules = UNDER[pack]
    asked = [step for step in script if step[0] <= granted_at]
    history = until_2023(lived(asked, rules, granted_at), granted_at)
    life = simulate(STREAM, (), rules, since=granted_at, until=datetime(2024, 6, 1, tzinfo=UTC), history=history)
    done: set[str] = set()
    state = PactState()
    for event in life.events:
        state = pact.evolve(state, event)
        done.add(event.command_id)
        is_decided = event is life.events[-1] or life.events[event.version].command_id != event.command_id
        if is_decided:
            assert set() == done & {f"system:{STREAM}|{item.key}" for item in pact.agenda(state, rules)}


@PACKS
@MANY
@given(script=scripts())
def test_a_due_date_is_what_its_own_versions_of_rule_and_calendar_give(
    pack: str, script: list[tuple[datetime, CommandEnvelope]]
) -> None:
    """Computed again from what the event names."""
    rules = UNDER[pack]
    for event in lived(script, rules).events:
        match event.payload:
            case DeadlineSet() as payload:
                rule = rule_of(rules, payload.rule, payload.rule_version)
                calendar = calendar_of(rules, payload.calendar, payload.calendar_version)
                walked = rule_walk(rule, payload.anchor, calendar)
                assert (payload.raw_due, payload.due) == (walked.raw, walked.due)
            case _:
                pass


def answered(command: PactCommand, by: Actor, state: PactState, at: datetime, rules: RulesState) -> list[Pending]:
    """What a decision gives; a refusal gives nothing."""
    try:
        return list(pact.decide(command, by, state, at, rules))
    except Refused:
        return []
