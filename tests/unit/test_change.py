"""Changes to a running agreement: asked, shown before and after, decided by a second person, applied by themselves."""

from datetime import date

import pytest

from domain import change_effect, pact
from schemas.change import (
    ApproveChange,
    ChangeApproved,
    ChangeRefused,
    ChangeRequest,
    ChangeRequested,
    ChangeWithdrawn,
    MoneyChange,
    PartnerChange,
    RefuseChange,
    RequestChange,
    ScopeChange,
    TargetChange,
    TimeChange,
    Wish,
    WithdrawChange,
)
from schemas.deadline import DeadlineExtended, GrantExtensionOfTime, RequestExtensionOfTime
from schemas.kpi import KpiDefined, KpiTargetRevised, KpiTargetSet, SetKpiTarget
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import Exclusion, RulesState
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan
from tests.unit.pact_files import IN_FORCE, RUNNING, STAND_IN, A, pact_file
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import CLUSTER, HEAD, MORNING, OFFICER, REVIEWER, SYSTEM, Scenario

TODAY = MORNING.date()

LATER = TimeChange(deadline="D07/2021", new_due=date(2021, 1, 15))
MONEY = MoneyChange(year=2021, cents=45_000_050)
PARTNER = PartnerChange(change="joins", partner="demo-partner", since=date(2021, 1, 1))
TARGET = TargetChange(kpi="members", year=2021, target="120")
SCOPE = ScopeChange(description="blue energy and ports")

KPI = KpiDefined(
    kpi="members",
    family="members",
    title_nl="leden",
    title_en="members",
    definition="paying members",
    unit="count",
    aggregation="sum",
)
TARGETED = KpiTargetSet(kpi="members", year=2021, definition_version=1, target="100")


def file(rules: RulesState | None = None) -> Scenario[PactState]:
    """A running agreement with a KPI and plans that are due."""
    made = Scenario(pact.decide, pact.evolve, PactState(), rules=rules).given(*RUNNING, KPI, TARGETED)
    return made.when(ExpectYearPlan(year=2021), by=SYSTEM).when(ExpectYearPlan(year=2022), by=SYSTEM)


def ask(wish: Wish, change: str = "one") -> RequestChange:
    """The request."""
    return RequestChange(change=change, wish=wish, grounds="a partner came late")


def shown(scenario: Scenario[PactState], change: str = "one") -> ChangeRequest:
    """The request as the file has it."""
    [request] = [one for one in scenario.state.changes if one.change == change]
    return request


def approve(scenario: Scenario[PactState], by: Actor = HEAD, change: str = "one") -> Scenario[PactState]:
    """The approval of the request as it is shown."""
    seen = shown(scenario, change).proposal_hash
    return scenario.when(ApproveChange(change=change, proposal_hash=seen), by=by)


@pytest.mark.parametrize(
    ("wish", "before", "after"),
    [
        (LATER, "D07/2021: 2020-11-30", "D07/2021: 2021-01-15"),
        (MONEY, "2021: —", "2021: EUR 450000.50"),
        (PARTNER, "—", "demo-partner (2021-01-01)"),
        (PARTNER.model_copy(update={"change": "leaves"}), "demo-partner", "— (2021-01-01)"),
        (
            PARTNER.model_copy(update={"change": "replaces_organisation"}),
            "demo-cluster",
            "demo-partner (2021-01-01)",
        ),
        (TARGET, "members 2021: 100", "members 2021: 120"),
        (SCOPE, "—", "blue energy and ports"),
    ],
)
def test_a_request_shows_how_it_is_and_how_it_would_be(wish: Wish, before: str, after: str) -> None:
    """And nothing changes before it is approved."""
    asked = file().when(ask(wish), by=CLUSTER)
    asked.then(
        ChangeRequested(
            change="one",
            wish=wish,
            before=before,
            after=after,
            grounds="a partner came late",
            proposal_hash=shown(asked).proposal_hash,
        )
    )
    asked.when(ask(wish), by=CLUSTER).then_nothing()
    asked.when(ask(wish).model_copy(update={"grounds": "other"}), by=CLUSTER).then_refused("already_requested")


def test_a_request_needs_a_running_agreement() -> None:
    """Before and after it there is nothing to change."""
    pact_file(pact.decide).when(ask(SCOPE)).then_refused("not_registered")
    pact_file(pact.decide).given(*IN_FORCE).when(ask(SCOPE)).then_refused("not_active")


def test_a_wish_that_its_noun_refuses_is_refused_with_that_code() -> None:
    """Nothing waits that could never take effect."""
    file().when(ask(LATER.model_copy(update={"deadline": "D99"}))).then_refused("unknown_deadline")
    file().when(ask(LATER.model_copy(update={"new_due": date(2020, 11, 1)}))).then_refused("not_later")
    file().when(ask(TARGET.model_copy(update={"kpi": "patents"}))).then_refused("unknown_kpi")
    file().when(ask(TARGET.model_copy(update={"target": "100"}))).then_refused("nothing_changed")


def test_an_approved_change_of_time_moves_the_deadline_itself() -> None:
    """With the old date, the reason and the decision."""
    done = approve(file().when(ask(LATER), by=CLUSTER)).then_types("change.approved", "deadline.extended")
    moved = done.answer[1]
    assert isinstance(moved.payload, DeadlineExtended)
    assert (date(2020, 11, 30), date(2021, 1, 15)) == (moved.payload.old_due, moved.payload.due)
    assert ("a partner came late", TODAY) == (moved.reason, moved.decided_on)
    assert "approved" == shown(done).state


def test_an_approved_change_of_a_target_revises_the_target() -> None:
    """The former one stays in the event."""
    done = approve(file().when(ask(TARGET), by=CLUSTER))
    done.then_types("change.approved", "kpi.target_revised")
    assert done.answer[1].payload == KpiTargetRevised(
        kpi="members", year=2021, definition_version=1, former="100", target="120"
    )


@pytest.mark.parametrize("wish", [MONEY, PARTNER, SCOPE])
def test_an_approved_change_of_anything_else_is_recorded(wish: Wish) -> None:
    """What follows from it elsewhere is kept there."""
    asked = file().when(ask(wish), by=CLUSTER)
    before, after = change_effect.shown(wish, asked.state)
    done = approve(asked).then(ChangeApproved(change="one", wish=wish, before=before, after=after, decided_on=TODAY))
    assert (TODAY, "a partner came late") == (done.answer[0].decided_on, done.answer[0].reason)


def test_an_approval_asked_again_changes_nothing() -> None:
    """It took effect once."""
    approve(approve(file().when(ask(LATER), by=CLUSTER))).then_nothing()


def test_what_was_approved_last_is_what_the_next_request_starts_from() -> None:
    """Amounts of the same year, the scope, the organisation: each counts on from the last decision."""
    second = ask(MoneyChange(year=2021, cents=40_000_000), "two")
    asked = approve(file().when(ask(MONEY), by=CLUSTER)).when(second, by=CLUSTER)
    assert "2021: EUR 450000.50" == shown(asked, "two").before
    other_year = ask(MoneyChange(year=2022, cents=1), "three")
    assert "2022: —" == shown(asked.when(other_year, by=CLUSTER), "three").before
    approve(file().when(ask(SCOPE), by=CLUSTER)).when(ask(SCOPE, "two")).then_refused("nothing_changed")
    replaced = PARTNER.model_copy(update={"change": "replaces_organisation"})
    after = replaced.model_copy(update={"partner": "demo-other"})
    organised = approve(file().when(ask(replaced), by=CLUSTER)).when(ask(after, "two"))
    assert "demo-partner" == shown(organised, "two").before


def test_who_asked_for_a_change_does_not_approve_it() -> None:
    """Neither in person nor through a stand-in."""
    approve(file().when(ask(LATER), by=OFFICER), by=OFFICER).then_refused("four_eyes")
    approve(file().when(ask(SCOPE), by=OFFICER), by=STAND_IN).then_refused("four_eyes")


def test_an_approval_is_of_the_change_that_was_seen() -> None:
    """By its hash, and as long as what it starts from still is so."""
    asked = file().when(ask(TARGET), by=CLUSTER)
    asked.when(ApproveChange(change="one", proposal_hash=A), by=HEAD).then_refused("content_changed")
    other = SetKpiTarget(kpi="members", year=2021, target="110", reason="agreed")
    approve(asked.when(other, by=OFFICER)).then_refused("content_changed")
    handed_in = file().when(ask(LATER), by=CLUSTER).when(SubmitYearPlan(year=2021, plan_hash=A), by=CLUSTER)
    approve(handed_in).then_refused("content_changed")
    wish = RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 31), ground="illness")
    moved = file().when(ask(LATER), by=CLUSTER).when(wish, by=CLUSTER)
    approve(moved).then_refused("request_pending")
    moved.when(GrantExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 31)), by=HEAD)
    approve(moved).then_refused("content_changed")


def test_a_refused_change_leaves_everything_as_it_is() -> None:
    """Refused again it stays so; it is neither approved nor taken back any more."""
    refuse = RefuseChange(change="one", reason="no ground")
    refused = file().when(ask(LATER), by=CLUSTER).when(refuse, by=HEAD)
    refused.then(ChangeRefused(change="one", decided_on=TODAY))
    assert ("no ground", TODAY) == (refused.answer[0].reason, refused.answer[0].decided_on)
    refused.when(refuse, by=HEAD).then_nothing()
    approve(refused).then_refused("already_decided")
    refused.when(WithdrawChange(change="one"), by=CLUSTER).then_refused("already_decided")


def test_a_request_is_taken_back_by_who_asked() -> None:
    """Nobody else's wish is taken back; after that nothing is decided on it."""
    asked = file().when(ask(LATER), by=CLUSTER)
    asked.when(WithdrawChange(change="one"), by=REVIEWER).then_refused("not_yours")
    gone = asked.when(WithdrawChange(change="one"), by=CLUSTER).then(ChangeWithdrawn(change="one"))
    gone.when(WithdrawChange(change="one"), by=CLUSTER).then_nothing()
    gone.when(RefuseChange(change="one", reason="late"), by=HEAD).then_refused("already_decided")
    for_another = file().when(ask(LATER), by=OFFICER).when(WithdrawChange(change="one"), by=STAND_IN)
    for_another.then_types("change.withdrawn")


@pytest.mark.parametrize(
    "command",
    [
        ApproveChange(change="two", proposal_hash=A),
        RefuseChange(change="two", reason="no"),
        WithdrawChange(change="two"),
    ],
)
def test_nothing_is_decided_that_nobody_asked_for(command: ApproveChange | RefuseChange | WithdrawChange) -> None:
    """The request comes first."""
    file().when(command, by=HEAD).then_refused("unknown_change")


def test_which_requests_exclude_each_other_is_the_policys_to_say() -> None:
    """Without a row nothing does; a decided request excludes none."""
    file().when(ask(SCOPE)).when(ask(LATER, "two")).then_types("change.requested")
    excluded = rules_of(a_policy(change_exclusions=(Exclusion(one="time", other="scope"),)))
    waiting = file(excluded).when(ask(SCOPE), by=CLUSTER)
    waiting.when(ask(LATER, "two")).then_refused("change_excluded")
    waiting.when(ask(MONEY, "two")).then_types("change.requested")
    waiting.when(WithdrawChange(change="one"), by=CLUSTER).when(ask(LATER, "three")).then_types("change.requested")


SAME = tuple(Exclusion(one=kind, other=kind, same_thing=True) for kind in ("time", "money", "partner", "kpi_target"))


@pytest.mark.parametrize(
    ("wish", "same", "other"),
    [
        (
            LATER,
            LATER.model_copy(update={"new_due": date(2021, 2, 1)}),
            TimeChange(deadline="D07/2022", new_due=date(2022, 1, 14)),
        ),
        (MONEY, MONEY.model_copy(update={"cents": 1}), MONEY.model_copy(update={"year": 2022})),
        (PARTNER, PARTNER.model_copy(update={"change": "leaves"}), PARTNER.model_copy(update={"partner": "demo-c"})),
        (TARGET, TARGET.model_copy(update={"target": "90"}), TARGET.model_copy(update={"year": 2022})),
        (SCOPE, None, SCOPE.model_copy(update={"description": "ports"})),
    ],
)
def test_a_kind_may_exclude_itself_only_about_the_same_thing(wish: Wish, same: Wish | None, other: Wish) -> None:
    """Another year, partner or target is another thing."""
    waiting = file(rules_of(a_policy(change_exclusions=SAME))).when(ask(wish))
    if same is not None:
        waiting.when(ask(same, "two")).then_refused("change_excluded")
    waiting.when(ask(other, "three")).then_types("change.requested")
