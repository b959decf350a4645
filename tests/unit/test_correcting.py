"""Corrections on the whole file: within the cap and the money, from the last fact back, by a sufficient level."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain import stream
from domain.correcting import left_standing
from domain.policy import current
from domain.resting import rests_on
from schemas.agreement.period import AgreementDrafted
from schemas.budget.envelope import EnvelopeRevised
from schemas.budget.funds import FundsCommitted, FundsPaid
from schemas.budget.reservation import ClusterReservationMade
from schemas.budget.whole import BudgetState, BudgetYearClosed
from schemas.claim import FactCorrected, ProposeCorrection
from schemas.commitment import CommitmentFulfilled
from schemas.condition import ConditionSet
from schemas.evaluation import InterimVerdict, PactYearlyEvaluationCompleted
from schemas.event import Payload
from schemas.pact import PactEnteredIntoForce, PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.programme import GroupExtensionGranted, GroupItem
from schemas.report import GoalVerdict, WorkYearReportProcessed, WorkYearReportReceived
from schemas.support import (
    AgreementTerminated,
    RecoveryDemanded,
    RecoveryProposed,
    RecoverySettled,
    RepaymentReceived,
    SupportSuspended,
)
from tests.unit.budgets import APPROVED, FORESEEN, MILLION, OPENED, money_rules
from tests.unit.corrected_files import File
from tests.unit.pact_files import ANCHORED, DRAFTED, EXTENSIBLE, GRANTED, REGISTERED, evaluated
from tests.unit.programme import rules_of
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM

SECOND = Actor(person="demo-els", role="case_officer")
LEVELS = {"case_officer": 1, "head_of_unit": 2, "leading_official": 3}
NEXT = AgreementDrafted(period=2, start=date(2021, 1, 1), end=date(2023, 12, 31), text_hash="d" * 64)
RESERVED = ClusterReservationMade(year=2020, cluster="duin", cents=8 * MILLION)
COMMITTED = FundsCommitted(
    year=2020, line="duin", project="p", clusters=(), cents=4 * MILLION, decided_on=date(2020, 3, 2)
)
PAID = FundsPaid(year=2020, project="p", cents=MILLION, open_cents=3 * MILLION, paid_on=date(2020, 3, 2))


def levelled() -> RulesState:
    """The small programme whose roles have levels."""
    policy = current(rules_of())
    roles = tuple(role.model_copy(update={"level": LEVELS.get(role.id, 0)}) for role in policy.roles)
    return rules_of(policy.model_copy(update={"roles": roles}))


def a_pact(*payloads: Payload) -> File:
    """A pact file that holds these."""
    return File("pact/demo").given(*payloads)


def a_year(*payloads: Payload) -> File:
    """A budget year with an approved envelope of 75 million, and these."""
    return File("budget/2020", money_rules()).given(OPENED, FORESEEN, APPROVED, *payloads)


def means(file: File) -> BudgetState:
    """The budget year as it stands."""
    assert isinstance(file.state, BudgetState)
    return file.state


@pytest.mark.parametrize(
    ("payloads", "kind", "right", "code"),
    [
        ((*EXTENSIBLE, GRANTED), "extension.granted", {"new_end": "2039-12-31"}, "beyond_cap"),
        ((*EXTENSIBLE, GRANTED), "extension.granted", {"new_end": "2039-12-31", "months": 228}, "beyond_cap"),
        ((*EXTENSIBLE, GRANTED), "extension.granted", {"new_end": "2022-12-31"}, "not_in_order"),
        ((*EXTENSIBLE, GRANTED), "extension.granted", {"new_start": "2021-02-01"}, "not_in_order"),
        (ANCHORED, "agreement.drafted", {"end": "2029-12-31"}, "beyond_cap"),
        (ANCHORED, "agreement.drafted", {"end": "2025-12-31"}, "beyond_period"),
        (ANCHORED, "agreement.drafted", {"start": "2021-12-31"}, "not_in_order"),
        ((*EXTENSIBLE, GRANTED, NEXT), "agreement.drafted", {"end": "2024-12-31"}, "other_than_granted"),
        ((*REGISTERED, DRAFTED), "agreement.drafted", {"start": "0001-01-01"}, "wrong_value_kind"),
        ((*REGISTERED, DRAFTED), "agreement.drafted", {"end": "9999-12-31"}, "wrong_value_kind"),
        ((*REGISTERED, DRAFTED), "agreement.drafted", {"end": "2200-12-31"}, "beyond_period"),
        (REGISTERED, "pact.registered", {"cluster": "heide"}, "not_correctable_field"),
    ],
)
def test_a_correction_brings_nothing_into_a_pact_that_no_command_could(
    payloads: tuple[Payload, ...], kind: str, right: dict[str, Any], code: str
) -> None:
    """Neither when it is proposed nor later, when it is approved."""
    a_pact(*payloads).proposing(kind, **right).then_refused(code)


def test_a_refusal_at_the_cap_shows_its_arithmetic() -> None:
    """First day, last day, anchor, cap and the room that is left."""
    file = a_pact(*EXTENSIBLE, GRANTED).proposing("extension.granted", new_end="2039-12-31")
    assert file.refusal is not None
    for told in ("2021-01-01", "2039-12-31", "2018-01-01", "2027-12-31", "84 months"):
        assert told in file.refusal.detail


def test_what_became_unsound_since_it_was_proposed_is_refused_at_its_approval() -> None:
    """The reservation could be smaller, until means of it were committed."""
    file = a_year(RESERVED).proposing("reservation.made", cents=3 * MILLION).given(COMMITTED)
    file.approving(LEADER).then_refused("beyond_reservation")


def test_a_shorter_grant_comes_after_a_shorter_period() -> None:
    """The last one first; then the grant, its months and its end together."""
    file = a_pact(*EXTENSIBLE, GRANTED, NEXT)
    shorter: dict[str, Any] = {"months": 24, "new_end": "2022-12-31"}
    file.proposing("extension.granted", **shorter).then_refused("other_than_granted")
    file.correcting("agreement.drafted", end="2022-12-31")
    file.correcting("extension.granted", **shorter).then_types("fact.corrected")
    assert isinstance(file.state, PactState)
    assert [date(2022, 12, 31)] == [grant.new_end for grant in file.state.agreement.grants]


@pytest.mark.parametrize(
    ("payloads", "kind", "right", "code"),
    [
        ((RESERVED, COMMITTED), "reservation.made", {"cents": 3 * MILLION}, "beyond_reservation"),
        ((RESERVED, COMMITTED), "funds.committed", {"cents": 9 * MILLION}, "beyond_reservation"),
        ((RESERVED, COMMITTED, PAID), "funds.committed", {"cents": 1}, "beyond_commitment"),
        ((RESERVED, COMMITTED, PAID), "funds.paid", {"cents": 5 * MILLION}, "beyond_commitment"),
        ((RESERVED, COMMITTED), "funds.committed", {"cents": -5}, "wrong_value_kind"),
        ((RESERVED,), "reservation.made", {"cents": 10**16}, "wrong_value_kind"),
        (
            (RESERVED, BudgetYearClosed(year=2020, closed_on=date(2020, 3, 2), unused=())),
            "envelope.approved",
            {"cents": 1},
            "over_allocated",
        ),
        ((), "envelope.approved", {"decided_on": "2020-03-03"}, "in_future"),
    ],
)
def test_a_correction_unbalances_no_money(
    payloads: tuple[Payload, ...], kind: str, right: dict[str, Any], code: str
) -> None:
    """Committed within the line, paid within the commitment, nothing below zero, nothing of tomorrow."""
    a_year(*payloads).proposing(kind, **right).then_refused(code)


@pytest.mark.parametrize(
    ("kind", "right"), [("envelope.approved", {"cents": 1}), ("reservation.made", {"cents": 80 * MILLION})]
)
def test_an_envelope_that_a_correction_passes_is_over_allocated_in_the_record(kind: str, right: dict[str, Any]) -> None:
    """Never in silence: the year says by how much, and nothing new is committed."""
    file = a_year(RESERVED).correcting(kind, LEADER, **right)
    file.then_types("fact.corrected", "over_allocation.found")
    assert means(file).over_cents > 0
    file.correcting(kind, LEADER, cents=75 * MILLION if kind == "envelope.approved" else MILLION)
    file.then_types("fact.corrected", "over_allocation.resolved")
    assert 0 == means(file).over_cents


RECOVERY = {"recovery": "r", "cents": 100, "grounds": "g", "pay_by": date(2020, 6, 1)}
CLAIMED = (
    *REGISTERED,
    RecoveryProposed.model_validate({**RECOVERY, "proposal_hash": "a" * 64}),
    RecoveryDemanded.model_validate({**RECOVERY, "demanded_on": date(2020, 3, 2)}),
    RepaymentReceived(recovery="r", cents=100, received_on=date(2020, 3, 2), open_cents=0),
)


def test_a_claim_is_never_paid_back_beyond_what_was_demanded() -> None:
    """And a settled one stays settled until its settlement is withdrawn."""
    a_pact(*CLAIMED).proposing("recovery.demanded", cents=99).then_refused("more_than_open")
    settled = a_pact(*CLAIMED, RecoverySettled(recovery="r", settled_on=date(2020, 3, 2)))
    settled.proposing("recovery.repayment_received", cents=50).then_refused("rests_on_it")
    settled.correcting("recovery.settled")
    settled.correcting("recovery.repayment_received", cents=50).then_types("fact.corrected")


IN_FORCE = PactEnteredIntoForce(pact_version=1, text_hash="a" * 64, in_force_on=date(2018, 1, 12))
PROCESSED = WorkYearReportProcessed(
    year=2019, report_hash="a" * 64, verdict=GoalVerdict.REACHED, processed_on=date(2020, 3, 2)
)
RECEIVED = WorkYearReportReceived(year=2019, report_hash="a" * 64, title="t", received_on=date(2020, 3, 2))


@pytest.mark.parametrize(
    ("payloads", "kind", "named"),
    [
        ((*REGISTERED, IN_FORCE), "pact.registered", "pact.entered_into_force at 2"),
        ((*REGISTERED, DRAFTED), "pact.registered", "agreement.drafted at 2"),
        ((*REGISTERED, RECEIVED, PROCESSED), "report.received", "report.processed at 3"),
        (ANCHORED, "agreement.signed", "agreement.activated at 8"),
        ((*EXTENSIBLE, GRANTED, NEXT), "extension.granted", "agreement.drafted at 14"),
        ((*EXTENSIBLE, GRANTED), "interim_evaluation.completed", "the extension after period 1"),
    ],
)
def test_the_last_is_undone_first(payloads: tuple[Payload, ...], kind: str, named: str) -> None:
    """A fact on which later ones rest stays, and the refusal names them."""
    file = a_pact(*payloads).proposing(kind).then_refused("rests_on_it")
    assert file.refusal is not None
    assert named in file.refusal.detail


def test_what_rested_on_a_fact_and_was_withdrawn_rests_on_it_no_more() -> None:
    """From the last one back."""
    file = a_pact(*REGISTERED, RECEIVED, PROCESSED).correcting("report.processed")
    file.correcting("report.received").then_types("fact.corrected")


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (RECEIVED, PROCESSED.model_copy(update={"year": 2020}), False),
        (RESERVED, COMMITTED, True),
        (COMMITTED, PAID, True),
        (COMMITTED, PAID.model_copy(update={"project": "q"}), False),
        (RESERVED, RESERVED.model_copy(update={"cluster": "heide"}), False),
        (APPROVED, RESERVED, True),
        (
            RESERVED,
            EnvelopeRevised(year=2020, former_cents=1, cents=2, over_cents=0, decided_on=date(2020, 3, 2)),
            False,
        ),
        (
            PactYearlyEvaluationCompleted(year=2019, outcome="unchanged", findings="f", completed_on=date(2020, 3, 2)),
            evaluated(1)[2],
            False,
        ),
        (
            evaluated(1)[2],
            ConditionSet(condition="c", source="interim_evaluation", reference="1", text="t", due=date(2020, 9, 1)),
            True,
        ),
    ],
)
def test_what_rests_on_what(earlier: Payload, later: Payload, expected: bool) -> None:
    """The same noun about the same line, project, year or period; a condition on its decision."""
    before, after = a_pact(earlier, later).history
    assert expected is rests_on(after, before)


@pytest.mark.parametrize(
    ("recorded_by", "approved_by", "code"),
    [
        (HEAD, SECOND, "level_too_low"),
        (LEADER, HEAD, "level_too_low"),
        (LEADER, LEADER, None),
        (HEAD, LEADER, None),
        (OFFICER, SECOND, None),
        (CLUSTER, SECOND, None),
        (SYSTEM, SECOND, None),
    ],
)
def test_a_correction_takes_the_level_of_whoever_recorded_the_fact(
    recorded_by: Actor, approved_by: Actor, code: str | None
) -> None:
    """What the service recorded itself takes any second person."""
    file = File("pact/demo", levelled()).given(*REGISTERED).given(IN_FORCE, by=recorded_by)
    file.proposing("pact.entered_into_force", in_force_on="2018-01-11").approving(approved_by)
    if code is None:
        file.then_types("fact.corrected")
    else:
        file.then_refused(code)


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        (IN_FORCE, "in_force_on"),
        (CommitmentFulfilled(commitment="k", on=date(2020, 3, 2)), "on"),
        (SupportSuspended(period=1, suspended_on=date(2020, 3, 2), grounds="g"), "suspended_on"),
    ],
)
def test_a_day_that_no_act_could_have_ahead_is_not_corrected_to_lie_ahead(fact: Payload, field: str) -> None:
    """Whatever the field is called."""
    a_pact(*REGISTERED, fact).proposing(fact.type, OFFICER, **{field: "2020-03-03"}).then_refused("in_future")


def test_an_end_of_which_notice_was_given_can_be_corrected_to_lie_ahead() -> None:
    """Support ends on a day to come."""
    ended = AgreementTerminated(
        cluster="demo", period=1, ended_on=date(2020, 3, 2), grounds="g", decided_on=date(2020, 3, 2), minutes="m"
    )
    a_pact(*ANCHORED, ended).correcting(ended.type, ended_on="2020-04-01").then_types("fact.corrected")


def test_what_a_higher_level_put_right_is_not_put_back_by_a_lower_one() -> None:
    """The level of the last correction counts too."""
    file = File("pact/demo", levelled()).given(*REGISTERED, IN_FORCE)
    file.correcting("pact.entered_into_force", LEADER, in_force_on="2018-01-11")
    file.proposing("pact.entered_into_force", in_force_on="2018-01-12").approving(SECOND).then_refused("level_too_low")


def test_a_corrected_verdict_is_the_one_that_later_decisions_read() -> None:
    """The state takes it from the completed evaluation, not from what had been proposed."""
    file = a_pact(*ANCHORED, *evaluated(1)).correcting("interim_evaluation.completed", verdict="negative")
    assert isinstance(file.state, PactState)
    assert [InterimVerdict.NEGATIVE] == [one.verdict for one in file.state.evaluations.interim]


def test_a_withdrawal_says_what_stays_done_in_other_files() -> None:
    """The group's decision had moved a deadline of a pact: that is for people to undo."""
    moved = (GroupItem(pact="demo", deadline="D07/2021", new_due=date(2020, 12, 15)),)
    granted = GroupExtensionGranted(group="g", items=moved, ground="x", decided_on=date(2020, 3, 2))
    file = File("programme/clusters").given(granted).correcting("group_extension.granted")
    payload = file.history[-1].payload
    assert isinstance(payload, FactCorrected)
    assert ("pact/demo apply_group_extension",) == payload.left_standing
    assert "not undone in other files: pact/demo apply_group_extension" == left_standing(file.answer)


def test_a_correction_is_tried_on_the_whole_file_or_not_at_all() -> None:
    """Whoever forgets to hand the history in hears of it at once."""
    file = a_pact(*REGISTERED, IN_FORCE)
    wish = ProposeCorrection(corrects=2, correction_kind="withdraws", reason="r")
    with pytest.raises(ValueError, match="takes the 2 events"):
        stream.decide("pact/demo", wish, OFFICER, file.state, datetime(2020, 3, 2, tzinfo=UTC), rules_of())
