"""Evaluations: the pact's once a year, and the interim one of an agreement period."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from domain import evaluation, pact
from domain.preparation import proposal_hash
from schemas.agreement.period import AgreementExpired
from schemas.evaluation import (
    ClusterReplyRecorded,
    CompleteInterimEvaluation,
    EvaluatePact,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimStage,
    InterimVerdict,
    InterimVerdictProposed,
    OpenInterimEvaluation,
    PactConfirmedUnchanged,
    PactEvaluationProposed,
    PactVersionAdopted,
    PactYearlyEvaluationCompleted,
    ProposeInterimVerdict,
    ProposePactEvaluation,
    RecordClusterReply,
)
from schemas.pact import PactState
from schemas.policy import FourEyes
from schemas.remedial import RemedialPlanRequested
from schemas.support import PactEnded, PactSuspended
from schemas.workyear import StartWorkYear
from tests.unit.flanders import flemish_rules
from tests.unit.pact_files import (
    DRAFTED,
    IN_FORCE,
    REGISTERED,
    RUNNING,
    SIGNED,
    STAND_IN,
    A,
    B,
    C,
    evaluated,
    pact_file,
)
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import HEAD, MORNING, OFFICER, REVIEWER, SYSTEM, Scenario, on

TODAY = MORNING.date()

UNCHANGED = ProposePactEvaluation(year=2020, outcome="unchanged", findings="on course")
NEW_VERSION = ProposePactEvaluation(year=2020, outcome="new_version", text_hash=B, findings="more members")


def file() -> Scenario[PactState]:
    """An empty file."""
    return pact_file(evaluation.decide)


def in_force() -> Scenario[PactState]:
    """A pact in force."""
    return file().given(*IN_FORCE)


def approve(proposal: ProposePactEvaluation) -> EvaluatePact:
    """The approval of exactly this draft."""
    return EvaluatePact(year=proposal.year, proposal_hash=proposal_hash(proposal))


# The yearly evaluation


def test_an_evaluation_is_drafted_and_bound_by_its_hash() -> None:
    """The hash covers outcome, text and findings."""
    in_force().when(NEW_VERSION).then(
        PactEvaluationProposed(
            year=2020,
            outcome="new_version",
            text_hash=B,
            findings="more members",
            proposal_hash=proposal_hash(NEW_VERSION),
        )
    )
    other = NEW_VERSION.model_copy(update={"findings": "fewer members"})
    assert proposal_hash(NEW_VERSION) != proposal_hash(other)


def test_the_hash_of_a_draft_does_not_depend_on_how_an_accent_is_written() -> None:
    """One letter, or a letter and its accent: the same words."""
    composed = UNCHANGED.model_copy(update={"findings": "geëvalueerd"})
    apart = UNCHANGED.model_copy(update={"findings": "gee\u0308valueerd"})
    assert proposal_hash(composed) == proposal_hash(apart)


def test_the_pact_is_evaluated_for_no_year_before_its_first() -> None:
    """The first is that of the pact, or of the support that began before it."""
    in_2017, in_2018 = (UNCHANGED.model_copy(update={"year": year}) for year in (2017, 2018))
    in_force().when(in_2017).then_refused("not_a_year_of_the_pact")
    in_force().when(in_2018).then_types("pact.evaluation_proposed")
    before = DRAFTED.model_copy(update={"start": date(2017, 7, 1)})
    in_force().given(before).when(in_2017).then_types("pact.evaluation_proposed")


def test_a_pact_that_was_evaluated_before_the_year_began_is_not_owed_an_evaluation_for_it() -> None:
    """Nothing is missed that was done."""
    early = UNCHANGED.model_copy(update={"year": 2020})
    begins = datetime(2019, 12, 31, 23, tzinfo=UTC)

    def life() -> Scenario[PactState]:
        since = Scenario(pact.decide, pact.evolve, PactState(), rules=flemish_rules()).given(*RUNNING)
        return since.at(datetime(2019, 12, 2, 9, tzinfo=UTC))

    owed = life().when(StartWorkYear(year=2020), by=SYSTEM, at=begins)
    assert "D12/2020" in [one.id for one in owed.state.deadlines]
    done = life().when(early).when(approve(early), by=HEAD)
    done.when(StartWorkYear(year=2020), by=SYSTEM, at=begins)
    assert "work_year.started" == done.answer[0].payload.type
    assert "D12/2020" not in [one.id for one in done.state.deadlines]


def test_a_new_version_counts_on_and_names_its_text() -> None:
    """Evaluated and adopted on the same day."""
    completed = PactYearlyEvaluationCompleted(
        year=2020, outcome="new_version", findings="more members", completed_on=TODAY
    )
    adopted = PactVersionAdopted(pact_version=2, year=2020, text_hash=B, adopted_on=TODAY)
    done = in_force().when(NEW_VERSION).when(approve(NEW_VERSION), by=HEAD).then(completed, adopted)
    assert [(on(TODAY), TODAY)] * 2 == [(event.effective, event.decided_on) for event in done.answer]
    assert done.state.pact is not None
    assert done.state.pact.pact_version == 2


def test_no_change_is_said_explicitly_and_the_version_stays() -> None:
    """An evaluation without a new version is an evaluation."""
    completed = PactYearlyEvaluationCompleted(year=2020, outcome="unchanged", findings="on course", completed_on=TODAY)
    confirmed = PactConfirmedUnchanged(pact_version=1, year=2020, confirmed_on=TODAY)
    in_force().when(UNCHANGED).when(approve(UNCHANGED), by=HEAD).then(completed, confirmed)


def test_a_pact_is_evaluated_once_a_calendar_year() -> None:
    """Neither drafted nor approved again; another year is another evaluation."""
    done = in_force().when(UNCHANGED).when(approve(UNCHANGED), by=HEAD)
    done.when(approve(UNCHANGED), by=HEAD).then_refused("already_evaluated")
    done.when(NEW_VERSION).then_refused("already_evaluated")
    done.when(UNCHANGED.model_copy(update={"year": 2021})).then_types("pact.evaluation_proposed")


def test_versions_count_on_over_the_years() -> None:
    """A year without change leaves no gap."""
    done = in_force().when(UNCHANGED).when(approve(UNCHANGED), by=HEAD)
    next_year = NEW_VERSION.model_copy(update={"year": 2021})
    again = done.when(next_year).when(approve(next_year), by=HEAD)
    assert again.state.pact is not None
    assert (again.state.pact.pact_version, again.state.pact.text_hash) == (2, B)


def test_only_a_pact_in_force_is_evaluated() -> None:
    """Before that there is nothing to evaluate."""
    file().given(*REGISTERED).when(UNCHANGED).then_refused("not_in_force")
    file().given(*IN_FORCE[:-1]).when(approve(UNCHANGED), by=HEAD).then_refused("not_in_force")


def test_a_pact_is_evaluated_while_it_is_suspended_or_under_remediation_but_not_after_its_end() -> None:
    """Once each calendar year, whatever lies over it."""
    suspended = PactSuspended(suspended_on=date(2020, 2, 3), grounds="demo grounds")
    asked = RemedialPlanRequested(period=1, round=1, grounds="demo grounds", requested_on=date(2020, 2, 3))
    for side in (suspended, asked):
        file().given(*IN_FORCE, side).when(UNCHANGED).then_types("pact.evaluation_proposed")
    ended = PactEnded(ended_on=date(2020, 2, 3), how="ended", grounds="demo grounds")
    file().given(*IN_FORCE, ended).when(UNCHANGED).then_refused("not_in_force")
    file().when(UNCHANGED).then_refused("not_registered")


def test_a_pact_is_evaluated_for_this_year_or_the_next_at_the_latest() -> None:
    """A year of long after is a slip of the pen; one of before may be made up for."""
    in_force().when(UNCHANGED.model_copy(update={"year": 2022})).then_refused("year_out_of_reach")
    in_force().when(UNCHANGED.model_copy(update={"year": 2019})).then_types("pact.evaluation_proposed")


def test_the_text_in_force_is_no_new_version() -> None:
    """Then nothing changes, and that is what is to be said."""
    in_force().when(NEW_VERSION.model_copy(update={"text_hash": A})).then_refused("nothing_changed")


def test_who_drafted_an_evaluation_does_not_approve_it() -> None:
    """Neither in person, nor through a stand-in, nor by having it drafted again."""
    drafted = in_force().when(UNCHANGED)
    drafted.when(approve(UNCHANGED), by=OFFICER).then_refused("four_eyes")
    drafted.when(approve(UNCHANGED), by=STAND_IN).then_refused("four_eyes")
    again = drafted.when(NEW_VERSION, by=REVIEWER)
    again.when(approve(NEW_VERSION), by=OFFICER).then_refused("four_eyes")


def test_an_approval_is_of_the_draft_that_was_seen() -> None:
    """A new draft voids what was read of the old one."""
    drafted = in_force().when(UNCHANGED).when(NEW_VERSION).then_types("pact.evaluation_proposed")
    drafted.when(NEW_VERSION).then_nothing()
    drafted.when(approve(UNCHANGED), by=HEAD).then_refused("content_changed")
    drafted.when(approve(NEW_VERSION), by=HEAD).then_types("pact.yearly_evaluation_completed", "pact.version_adopted")


def test_nothing_is_approved_that_was_not_drafted() -> None:
    """The draft comes first."""
    in_force().when(approve(UNCHANGED), by=HEAD).then_refused("not_proposed")


# The interim evaluation

OPENED = InterimEvaluationOpened(period=1, opened_on=TODAY)
POSITIVE = ProposeInterimVerdict(period=1, verdict=InterimVerdict.POSITIVE, report_hash=C)
COMPLETE = CompleteInterimEvaluation(period=1, report_hash=C, proposal_hash=proposal_hash(POSITIVE))


def opened() -> Scenario[PactState]:
    """A running period whose interim evaluation is open."""
    return file().given(*RUNNING, OPENED)


def test_an_interim_evaluation_is_opened_once_for_a_period() -> None:
    """Opening it again changes nothing."""
    begun = file().given(*RUNNING).when(OpenInterimEvaluation(period=1)).then(OPENED)
    begun.when(OpenInterimEvaluation(period=1)).then_nothing()


def test_a_completed_interim_evaluation_is_not_opened_again() -> None:
    """One for each period."""
    done = file().given(*RUNNING, *evaluated(1))
    done.when(OpenInterimEvaluation(period=1)).then_refused("already_decided")


def test_only_a_period_that_ran_is_evaluated() -> None:
    """A period that ended still is, since what is owed stays owed."""
    file().given(*IN_FORCE).when(OpenInterimEvaluation(period=1)).then_refused("unknown_period")
    file().given(*IN_FORCE, DRAFTED).when(OpenInterimEvaluation(period=1)).then_refused("not_active")
    file().given(*IN_FORCE, DRAFTED, SIGNED).when(OpenInterimEvaluation(period=1)).then_refused("not_active")
    ended = file().given(*RUNNING, AgreementExpired(period=1, end=date(2020, 12, 31)))
    ended.when(OpenInterimEvaluation(period=1)).then_types("interim_evaluation.opened")


@pytest.mark.parametrize("command", [POSITIVE, COMPLETE, RecordClusterReply(period=1, reply_hash=A)])
def test_nothing_happens_to_an_interim_evaluation_that_is_not_open(
    command: ProposeInterimVerdict | CompleteInterimEvaluation | RecordClusterReply,
) -> None:
    """It is opened first."""
    file().given(*RUNNING).when(command).then_refused("not_opened")


def test_an_interim_evaluation_is_completed_without_a_reply() -> None:
    """The reply is a right, not a duty."""
    drafted = opened().when(POSITIVE)
    drafted.then(
        InterimVerdictProposed(
            period=1, verdict=InterimVerdict.POSITIVE, report_hash=C, proposal_hash=proposal_hash(POSITIVE)
        )
    )
    done = drafted.when(COMPLETE, by=HEAD)
    done.then(InterimEvaluationCompleted(period=1, verdict=InterimVerdict.POSITIVE, report_hash=C, completed_on=TODAY))
    assert (on(TODAY), TODAY) == (done.answer[0].effective, done.answer[0].decided_on)


def test_a_reply_is_recorded_once_and_stays_when_the_verdict_comes() -> None:
    """The same reply again changes nothing."""
    reply = RecordClusterReply(period=1, reply_hash=A)
    replied = opened().when(reply).then(ClusterReplyRecorded(period=1, reply_hash=A))
    replied.when(reply).then_nothing()
    replied.when(POSITIVE).when(COMPLETE, by=HEAD).then_types("interim_evaluation.completed")


def test_a_reply_to_a_drafted_verdict_sends_the_draft_back() -> None:
    """Nobody approves what does not know the reply; the same verdict can be drafted again."""
    replied = opened().when(POSITIVE).when(RecordClusterReply(period=1, reply_hash=A))
    [interim] = replied.state.evaluations.interim
    assert InterimStage.REPLY_RECORDED is interim.stage
    replied.when(COMPLETE, by=HEAD).then_refused("not_proposed")
    again = replied.when(POSITIVE, by=REVIEWER).then_types("interim_evaluation.verdict_proposed")
    again.when(COMPLETE, by=OFFICER).then_refused("four_eyes")


def test_who_drafted_an_interim_verdict_does_not_approve_it() -> None:
    """Neither in person nor through a stand-in."""
    opened().when(POSITIVE).when(COMPLETE, by=OFFICER).then_refused("four_eyes")
    opened().when(POSITIVE).when(COMPLETE, by=STAND_IN).then_refused("four_eyes")


def test_who_opened_may_approve_unless_the_policy_counts_the_opening() -> None:
    """An approval is a row of the policy."""
    row = FourEyes(decision="complete_interim_evaluation", preparation=("open_interim_evaluation",))
    drafted = opened().when(POSITIVE, by=REVIEWER)
    drafted.under(rules_of(a_policy(four_eyes=(row,)))).when(COMPLETE, by=OFFICER).then_refused("four_eyes")
    drafted.under(rules_of()).when(COMPLETE, by=OFFICER).then_types("interim_evaluation.completed")


def test_an_interim_approval_is_of_the_report_and_the_verdict_that_were_seen() -> None:
    """Another draft voids what was read of the first."""
    drafted = opened().when(POSITIVE)
    drafted.when(POSITIVE).then_nothing()
    drafted.when(COMPLETE.model_copy(update={"report_hash": B}), by=HEAD).then_refused("content_changed")
    negative = ProposeInterimVerdict(period=1, verdict=InterimVerdict.NEGATIVE, report_hash=C)
    again = drafted.when(negative).then_types("interim_evaluation.verdict_proposed")
    again.when(COMPLETE, by=HEAD).then_refused("content_changed")
    seen = COMPLETE.model_copy(update={"proposal_hash": proposal_hash(negative)})
    again.when(seen, by=HEAD).then_types("interim_evaluation.completed")
    with pytest.raises(ValidationError, match="proposal_hash"):
        CompleteInterimEvaluation.model_validate({"period": 1, "report_hash": C})


def test_a_completed_interim_evaluation_stays_as_it_is() -> None:
    """Neither reply, nor draft, nor approval comes after."""
    done = file().given(*RUNNING, *evaluated(1))
    done.when(RecordClusterReply(period=1, reply_hash=A)).then_refused("already_decided")
    done.when(POSITIVE).then_refused("already_decided")
    done.when(COMPLETE, by=HEAD).then_refused("already_decided")
