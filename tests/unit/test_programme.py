"""The programme: offices, legal bases, evaluations of the policy, and one extension of time for many pacts."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

import pytest

from domain import pact, stream
from domain import programme as programme_rules
from domain.around import Around
from domain.consequence import consequences
from domain.reactions import reactions
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.budget.reservation import ReleaseReservation
from schemas.budget.whole import BeginBudgetYear
from schemas.command import Command
from schemas.deadline import ApplyGroupExtension, DeadlineExtended, DeadlineStage, FireDeadline
from schemas.event import Pending, Recorded
from schemas.lesson import RecordLesson
from schemas.pact import PactRegistered, PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.preparation import Preparation
from schemas.programme import (
    ChangeMinister,
    DecideGroupExtension,
    GroupExtensionGranted,
    GroupExtensionProposed,
    GroupExtensionRefused,
    GroupItem,
    LegalBasisRecorded,
    MinisterChanged,
    PolicyEvaluationRecorded,
    ProgrammeState,
    ProposeGroupExtension,
    RecordLegalBasis,
    RecordPolicyEvaluation,
)
from schemas.refusal import Refused
from schemas.support import AgreementTerminated, SupportEnded
from schemas.workyear import ExpectYearPlan, WorkYearStarted
from schemas.year_plan import SubmitYearPlan
from tests.unit.programme import LAST_YEAR, RULES, a_policy, a_rule, rules_of
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM, Scenario, pending

PROGRAMME = "programme/clusters"
EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
AT = datetime(2020, 11, 2, 9, 0, tzinfo=UTC)
LATE = datetime(2020, 12, 2, 9, 0, tzinfo=UTC)
DUE, NEW_DUE = date(2020, 11, 30), date(2020, 12, 15)
MINISTER = ChangeMinister(office="minister-innovation", holder="demo-hazel", since=date(2019, 10, 2))
BASIS = RecordLegalBasis(
    basis="exemption", title="block exemption", valid_from=date(2014, 7, 1), valid_until=date(2020, 12, 31)
)
ITEM = GroupItem(pact="demo", deadline="D07/2021", new_due=NEW_DUE)
GROUP = ProposeGroupExtension(group="storm", items=(ITEM,), ground="storm damage")
APPLY = ApplyGroupExtension(
    deadline="D07/2021", new_due=NEW_DUE, decided_by=f"{PROGRAMME}/storm", ground="storm damage"
)


@cache
def watching() -> RulesState:
    """The test programme, which watches legal bases."""
    watch = a_rule(
        "D24",
        "legal_basis.recorded",
        "valid_until",
        kind="validity",
        shift="none",
        subject=("basis",),
        cancelled_by=("legal_basis.recorded",),
    )
    return rules_of(a_policy(deadlines=(*RULES, watch)))


def a_pact() -> Scenario[PactState]:
    """A pact whose plan for 2021 is due on 30 November 2020."""
    start = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    return start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT).at(AT)


def programme(*, of: Scenario[PactState] | None = None) -> Scenario[ProgrammeState]:
    """The programme's own file, beside that pact."""
    around = {"pact/demo": (of or a_pact()).state}
    return Scenario(
        deciding(around),
        folded,
        ProgrammeState(),
        stream=PROGRAMME,
        rules=watching(),
    ).at(AT)


def deciding(
    around: Around,
) -> Callable[[Command, Actor, ProgrammeState, datetime, RulesState], list[Pending]]:
    """The decisions of the whole file, with these neighbours."""

    def decide(command: Command, by: Actor, state: ProgrammeState, now: datetime, rules: RulesState) -> list[Pending]:
        assert set(stream.streams_read(PROGRAMME, command, state)) <= set(around)
        return stream.decide(PROGRAMME, command, by, state, now, rules, around)

    return decide


def folded(state: ProgrammeState, event: Recorded) -> ProgrammeState:
    """The whole file after an event."""
    after = stream.evolve(PROGRAMME, state, event)
    assert isinstance(after, ProgrammeState)
    return after


def proposed() -> Scenario[ProgrammeState]:
    """A case officer has proposed the list."""
    return programme().when(GROUP, by=OFFICER)


def decision(of: Scenario[ProgrammeState], decided: str = "granted") -> DecideGroupExtension:
    """The decision on what waits."""
    return DecideGroupExtension.model_validate(
        {"group": "storm", "proposal_hash": of.state.groups[0].proposal_hash, "decision": decided, "reason": "seen"}
    )


def granted() -> Scenario[ProgrammeState]:
    """The list was granted by the leading official."""
    scenario = proposed()
    return scenario.when(decision(scenario), by=LEADER)


def applying(
    of: Scenario[ProgrammeState],
    to: Scenario[PactState],
    command: ApplyGroupExtension = APPLY,
    name: str = "pact/demo",
) -> Scenario[PactState]:
    """The pact, asked by the service to do what the programme decided."""
    around = {PROGRAMME: of.state}
    assert (PROGRAMME,) == stream.streams_read(name, command, to.state)
    to.decide = lambda command, by, state, now, rules: stream.decide(name, command, by, state, now, rules, around)
    return to.when(command, by=SYSTEM)


def test_an_office_has_its_holders_in_order() -> None:
    """What the one before signed stays signed."""
    scenario = programme().when(MINISTER, by=HEAD)
    scenario.then(
        MinisterChanged(office="minister-innovation", holder="demo-hazel", former=None, since=date(2019, 10, 2))
    )
    scenario.when(MINISTER.model_copy(update={"holder": "demo-iris", "since": date(2020, 5, 1)}), by=HEAD)
    holders = (("demo-hazel", date(2019, 10, 2)), ("demo-iris", date(2020, 5, 1)))
    assert [("minister-innovation", holders)] == [(one.office, one.holders) for one in scenario.state.offices]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"since": date(2020, 11, 3), "holder": "demo-iris"}, "in_future"),
        ({"since": date(2020, 5, 1)}, "already_in_office"),
        ({"since": date(2019, 10, 2), "holder": "demo-iris"}, "not_in_order"),
        ({"since": date(2019, 1, 1), "holder": "demo-iris"}, "not_in_order"),
    ],
)
def test_a_change_of_office_that_cannot_be_is_refused(change: dict[str, object], code: str) -> None:
    """Holders follow one another."""
    scenario = programme().when(MINISTER, by=HEAD).when(MINISTER, by=HEAD).then_nothing()
    scenario.when(MINISTER.model_copy(update=change), by=HEAD).then_refused(code)


def test_a_legal_basis_opens_the_end_of_its_validity() -> None:
    """And asked again it changes nothing."""
    scenario = programme().when(BASIS, by=HEAD).then_types("legal_basis.recorded", "deadline.set")
    assert [("D24/exemption", date(2020, 12, 31))] == [(one.id, one.due) for one in scenario.state.deadlines]
    scenario.when(BASIS, by=HEAD).then_nothing()


def test_a_basis_that_was_prolonged_is_watched_until_its_new_end() -> None:
    """The old end falls away."""
    scenario = programme().when(BASIS, by=HEAD)
    scenario.when(BASIS.model_copy(update={"valid_until": date(2023, 12, 31)}), by=HEAD)
    scenario.then_types("legal_basis.recorded", "deadline.cancelled", "deadline.set")
    scenario.when(BASIS, by=HEAD).then_types("legal_basis.recorded", "deadline.cancelled", "deadline.set")


def test_a_basis_without_an_end_is_not_watched() -> None:
    """Nobody gave it one."""
    endless = BASIS.model_copy(update={"valid_until": None})
    programme().when(endless, by=HEAD).then(
        LegalBasisRecorded(basis="exemption", title="block exemption", valid_from=date(2014, 7, 1), valid_until=None)
    )


def test_a_basis_that_ends_before_it_begins_is_refused() -> None:
    """A day of difference is enough."""
    wrong = BASIS.model_copy(update={"valid_until": date(2014, 6, 30)})
    programme().when(wrong, by=HEAD).then_refused("ends_before_start")


def test_the_end_of_a_validity_comes_by_itself() -> None:
    """The programme has an agenda like any file with deadlines."""
    scenario = programme().when(BASIS, by=HEAD)
    item = stream.next_after(scenario.state, scenario.rules, AT)
    assert item is not None
    scenario.when(stream.system_command(item), by=SYSTEM, at=item.at).then_types("deadline.reached")
    assert () == stream.agenda(scenario.state, scenario.rules)


def test_an_evaluation_of_the_policy_goes_forward_only() -> None:
    """It may be foreseen for a day to come."""
    scenario = programme()
    foreseen = RecordPolicyEvaluation(evaluation="mid-term", state="foreseen", on=date(2021, 6, 1))
    done = RecordPolicyEvaluation(evaluation="mid-term", state="completed", on=date(2020, 10, 1))
    scenario.when(foreseen).then(PolicyEvaluationRecorded(evaluation="mid-term", state="foreseen", on=date(2021, 6, 1)))
    assert AT.date() == scenario.answer[0].effective.earliest
    scenario.when(foreseen).then_nothing()
    scenario.when(done.model_copy(update={"on": date(2021, 6, 1)})).then_refused("in_future")
    scenario.when(done).then_types("policy_evaluation.recorded")
    scenario.when(done.model_copy(update={"state": "running"})).then_refused("not_forward")


def test_lessons_documents_and_claims_are_kept_here_too() -> None:
    """A programme has lessons of its own; a budget year has none."""
    lesson = RecordLesson(
        lesson="early-start",
        sort="good_practice",
        text_nl="t",
        text_en="t",
        origin="report",
        origin_reference="2020",
    )
    programme().when(lesson).then_types("lesson.recorded")
    with pytest.raises(Refused, match="wrong_stream"):
        stream.decide("budget/2020", lesson, OFFICER, stream.initial("budget/2020"), AT, watching())


def test_a_list_waits_for_a_second_person() -> None:
    """Proposed again it is the same list; changed, it takes the place of the one that waited."""
    scenario = proposed().then_types("group_extension.proposed")
    scenario.when(GROUP, by=OFFICER).then_nothing()
    first = scenario.state.groups[0].proposal_hash
    scenario.when(GROUP.model_copy(update={"ground": "flood"}), by=HEAD).then_types("group_extension.proposed")
    hands = (
        Preparation(act="propose_group_extension", persons=(OFFICER.person,)),
        Preparation(act="propose_group_extension", persons=(HEAD.person,)),
    )
    assert hands == scenario.state.groups[0].prepared_by
    stale = decision(scenario).model_copy(update={"proposal_hash": first})
    scenario.when(stale, by=LEADER).then_refused("content_changed")


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ((ITEM, ITEM), "listed_twice"),
        ((ITEM.model_copy(update={"deadline": "D99"}),), "unknown_deadline"),
        ((ITEM.model_copy(update={"new_due": DUE}),), "not_later"),
        ((ITEM.model_copy(update={"new_due": date(LAST_YEAR, 12, 31)}),), "calendar_exhausted"),
    ],
)
def test_a_list_that_could_not_be_carried_out_is_refused(items: tuple[GroupItem, ...], code: str) -> None:
    """Before anybody has to judge it."""
    programme().when(GROUP.model_copy(update={"items": items}), by=OFFICER).then_refused(code)


def test_no_list_moves_a_deadline_into_the_past() -> None:
    """Neither as it is proposed, nor by the time of the decision; a refusal is always possible."""
    passed = datetime(2020, 12, 16, 9, tzinfo=UTC)
    missed = a_pact().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LATE)
    programme(of=missed).when(GROUP, by=OFFICER, at=passed).then_refused("not_later")
    waiting = programme(of=missed).when(GROUP, by=OFFICER, at=LATE).at(passed)
    waiting.when(decision(waiting), by=LEADER).then_refused("not_later")
    waiting.when(decision(waiting, "refused"), by=LEADER).then_types("group_extension.refused")


def test_what_was_met_while_the_list_waited_holds_up_no_other() -> None:
    """It is left alone."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    waiting = proposed()
    met = programme(of=a_pact().when(plan, by=CLUSTER))
    met.state = waiting.state
    met.when(decision(waiting), by=LEADER).then_types("group_extension.granted")


def test_a_closed_deadline_cannot_stand_on_a_list() -> None:
    """Its act has come."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    programme(of=a_pact().when(plan, by=CLUSTER)).when(GROUP, by=OFFICER).then_refused("not_running")


def with_a_cap() -> Scenario[PactState]:
    """That pact, with the absolute end of support."""
    fixed = CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31))
    scenario = a_pact().given(fixed)
    return scenario.given(*consequences([pending(fixed)], HEAD, scenario.state, scenario.now, scenario.rules))


def test_an_end_of_validity_is_moved_by_no_group_either() -> None:
    """Neither proposed, nor carried out should it ever be granted."""
    item = GroupItem(pact="demo", deadline="D03", new_due=date(2028, 12, 31))
    listed = GROUP.model_copy(update={"items": (item,)})
    scenario = programme(of=with_a_cap()).when(listed, by=OFFICER).then_refused("validity_end")
    scenario.given(
        GroupExtensionProposed(group="storm", items=(item,), ground="g", proposal_hash="a" * 64),
        GroupExtensionGranted(group="storm", items=(item,), ground="g", decided_on=AT.date()),
    )
    wish = APPLY.model_copy(update={"deadline": "D03", "new_due": item.new_due})
    applying(scenario, with_a_cap(), wish).then_refused("validity_end")


def test_a_grant_asks_each_pact_to_move_its_deadline() -> None:
    """The file of each pact gets its own event."""
    scenario = granted()
    decided = GroupExtensionGranted(group="storm", items=(ITEM,), ground="storm damage", decided_on=AT.date())
    scenario.then(decided)
    assert (("pact/demo", APPLY),) == reactions(scenario.history[-1])
    scenario.when(decision(scenario), by=LEADER).then_nothing()
    scenario.when(decision(scenario, "refused"), by=LEADER).then_refused("already_decided")
    scenario.when(GROUP.model_copy(update={"ground": "flood"}), by=OFFICER).then_refused("already_decided")


def test_a_refusal_is_recorded_and_moves_nothing() -> None:
    """With its reason."""
    scenario = proposed()
    scenario.when(decision(scenario, "refused"), by=LEADER)
    scenario.then(GroupExtensionRefused(group="storm", decided_on=AT.date()))
    assert ("seen", ()) == (scenario.answer[0].reason, reactions(scenario.history[-1]))
    applying(scenario, a_pact()).then_refused("not_decided")


def test_who_proposed_the_list_does_not_decide_on_it() -> None:
    """Nor does somebody in their name."""
    scenario = proposed()
    scenario.when(decision(scenario), by=Actor(person=OFFICER.person, role="leading_official")).then_refused(
        "four_eyes"
    )
    delegate = Actor(person="demo-gagel", role="leading_official", on_behalf_of=OFFICER.person)
    scenario.when(decision(scenario), by=delegate).then_refused("four_eyes")


def test_what_nobody_proposed_is_not_decided() -> None:
    """There are two steps."""
    command = DecideGroupExtension(group="storm", proposal_hash="0" * 64, decision="granted", reason="r")
    programme().when(command, by=LEADER).then_refused("not_proposed")


def test_the_pact_moves_its_deadline_on_the_ground_of_the_group() -> None:
    """Asked again it is where it should be."""
    scenario = applying(granted(), a_pact())
    scenario.then(
        DeadlineExtended(
            deadline="D07/2021",
            revision=2,
            old_due=DUE,
            due=NEW_DUE,
            instant=datetime(2020, 12, 15, 23, 0, tzinfo=UTC),
        )
    )
    assert "storm damage" == scenario.answer[0].reason
    scenario.when(APPLY, by=SYSTEM).then_nothing()


def test_a_group_extension_cures_a_miss() -> None:
    """As a single one does."""
    missed = a_pact().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LATE)
    scenario = applying(granted(), missed)
    moved = scenario.answer[0].payload
    assert isinstance(moved, DeadlineExtended)
    assert (True, DeadlineStage.OPEN) == (moved.cures_miss, scenario.state.deadlines[0].stage)


def test_a_deadline_that_was_met_meanwhile_is_left_alone() -> None:
    """Nobody owes anything any more."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    applying(granted(), a_pact().when(plan, by=CLUSTER)).then_nothing()


def test_a_pact_moves_nothing_that_no_decision_grants() -> None:
    """Neither another date, nor before the decision."""
    other = APPLY.model_copy(update={"new_due": date(2021, 6, 30)})
    applying(granted(), a_pact(), other).then_refused("not_decided")
    applying(proposed(), a_pact()).then_refused("not_decided")


def test_a_pact_moves_nothing_that_was_granted_to_another() -> None:
    """A deadline of the same name and day stands on the list of the other one."""
    applying(granted(), a_pact(), name="pact/other").then_refused("not_decided")


def recorded(payload: object, *, backfill: bool = False) -> Recorded:
    """An event of a pact, as recorded."""
    scenario = Scenario(pact.decide, pact.evolve, PactState())
    event = scenario.given(PactRegistered(cluster="demo")).history[0]
    return event.model_copy(update={"payload": payload, "backfill": backfill})


def test_a_work_year_opens_the_budget_year() -> None:
    """Whichever pact comes first."""
    signed = datetime(2019, 12, 2, 9, tzinfo=UTC)
    event = recorded(WorkYearStarted(year=2021, year_start=date(2021, 1, 1), known_at=signed))
    assert (("budget/2021", BeginBudgetYear(known_at=signed)),) == reactions(event)


def test_the_end_of_support_gives_back_what_was_reserved_for_the_cluster() -> None:
    """In the budget of the year in which it ended, and in that of the next, which may be set already."""
    ended = SupportEnded(cluster="demo", period=1, ended_on=date(2021, 5, 3), grounds="g")
    release = ReleaseReservation(line="demo", reason="g")
    assert (("budget/2021", release), ("budget/2022", release)) == reactions(recorded(ended))
    notice = AgreementTerminated(
        cluster="demo", period=1, ended_on=date(2021, 5, 3), grounds="g", decided_on=date(2021, 2, 3), minutes="m"
    )
    assert () == reactions(recorded(notice))


def test_what_was_filled_in_from_the_past_asks_nothing_of_others() -> None:
    """Nor does an event that nothing follows from."""
    started = WorkYearStarted(year=2016, year_start=date(2016, 1, 1))
    assert () == reactions(recorded(started, backfill=True))
    assert () == reactions(recorded(PactRegistered(cluster="demo")))


def test_a_programme_without_rules_has_no_file() -> None:
    """The one in force is meant where none is named."""
    rules = rules_of(a_policy())
    known = a_policy().id
    in_force = f"programme/{known}"
    assert [in_force, in_force] == [programme_rules.stream_named(name, rules) for name in (None, known)]
    with pytest.raises(Refused, match="no programme 'elsewhere'") as refused:
        programme_rules.stream_named("elsewhere", rules)
    assert "unknown_programme" == refused.value.code
