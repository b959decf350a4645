"""Co-financing of a cluster's operation: proven, short, and decided on by two people."""

from datetime import UTC, date, datetime

import pytest

from domain import cofinancing, pact
from domain.cofinancing import required_cents
from domain.preparation import proposal_hash
from schemas.cofinancing import (
    CofinancingProven,
    CofinancingShortfallFound,
    Consequence,
    DecideShortfall,
    ProposeShortfallDecision,
    RecordCofinancing,
    ShortfallDecided,
    ShortfallDecisionProposed,
)
from schemas.deadline import DeadlineStage
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.workyear import StartWorkYear
from tests.unit.budgets import TODAY, money_rules, supported
from tests.unit.flanders import flemish_rules
from tests.unit.programme import rules_of
from tests.unit.running import FIRST_DAY, since_2018
from tests.unit.scenario import HEAD, OFFICER, REVIEWER, SYSTEM, Scenario

PROOF, BETTER = "a" * 64, "b" * 64
RECORD = RecordCofinancing(year=2019, private_cents=300, support_cents=500, proof_hash=PROOF)
SHORT = CofinancingShortfallFound(
    year=2019,
    private_cents=300,
    support_cents=500,
    required_cents=500,
    shortfall_cents=200,
    proof_hash=PROOF,
    recorded_on=TODAY,
)
PROPOSE = ProposeShortfallDecision(year=2019, consequence="reduce_support", cents=200, grounds="as much as is short")
DECIDE = DecideShortfall(year=2019, proposal_hash=proposal_hash(PROPOSE))


def evolve(state: PactState, event: Recorded) -> PactState:
    """Fold into the register alone."""
    return state.model_copy(update={"cofinancing": cofinancing.evolve(state.cofinancing, event)})


def file(percent: int = 100) -> Scenario[PactState]:
    """A pact supported from 2018 to 2020."""
    state = supported((date(2018, 1, 1), date(2020, 12, 31)))
    return Scenario(cofinancing.decide, evolve, state, rules=money_rules(percent=percent))


def test_as_much_private_money_as_support_is_proven() -> None:
    """To the cent; the same proof again changes nothing."""
    equal = RECORD.model_copy(update={"private_cents": 500})
    proven = CofinancingProven(year=2019, private_cents=500, support_cents=500, proof_hash=PROOF, recorded_on=TODAY)
    scenario = file().when(equal, by=OFFICER).then(proven)
    scenario.when(equal, by=REVIEWER).then_nothing()


def test_one_cent_less_is_a_shortfall_of_one_cent() -> None:
    """It has no effect by itself."""
    scenario = file().when(RECORD.model_copy(update={"private_cents": 499}), by=OFFICER)
    scenario.then(SHORT.model_copy(update={"private_cents": 499, "shortfall_cents": 1}))
    file().when(RECORD, by=OFFICER).then(SHORT)


@pytest.mark.parametrize(
    ("support", "percent", "required"),
    [(500, 100, 500), (3, 50, 2), (1, 1, 1), (0, 100, 0), (10**15, 150, 15 * 10**14)],
)
def test_the_least_private_money_is_counted_in_whole_cents(support: int, percent: int, required: int) -> None:
    """Rounded up: half a cent short is short."""
    assert required == required_cents(support, percent)


def test_the_ratio_is_the_policys() -> None:
    """Another programme asks for less, and one without a ratio for nothing that could be weighed."""
    file(percent=60).when(RECORD).then_types("cofinancing.proven")
    file(percent=61).when(RECORD).then_types("cofinancing.shortfall_found")
    file().under(rules_of()).when(RECORD).then_refused("no_money_rules")


@pytest.mark.parametrize(("year", "code"), [(2021, "in_future"), (2017, "no_support")])
def test_a_proof_is_about_a_year_that_began_and_had_support(year: int, code: str) -> None:
    """The first and the last year of a period count."""
    file().when(RECORD.model_copy(update={"year": year})).then_refused(code)
    file().when(RECORD.model_copy(update={"year": 2018})).then_types("cofinancing.shortfall_found")
    file().when(RECORD.model_copy(update={"year": 2020})).then_types("cofinancing.shortfall_found")


def test_a_better_proof_takes_the_place_of_a_shortfall_and_of_what_was_drafted_on_it() -> None:
    """As long as nothing was decided."""
    scenario = file().given(SHORT).when(PROPOSE, by=OFFICER)
    better = RECORD.model_copy(update={"private_cents": 600, "proof_hash": BETTER})
    scenario.when(better, by=OFFICER).then_types("cofinancing.proven")
    scenario.when(DECIDE, by=HEAD).then_refused("no_shortfall")
    again = scenario.when(RECORD).then_types("cofinancing.shortfall_found")
    again.when(DECIDE, by=HEAD).then_refused("not_proposed")


def test_a_shortfall_is_decided_as_drafted_by_a_second_person() -> None:
    """Then neither figures nor consequence change any more."""
    scenario = file().given(SHORT)
    drafted = ShortfallDecisionProposed(**PROPOSE.model_dump(exclude={"kind"}), proposal_hash=DECIDE.proposal_hash)
    scenario.when(DECIDE, by=HEAD).then_refused("not_proposed")
    scenario.when(PROPOSE, by=REVIEWER).then(drafted)
    scenario.when(PROPOSE, by=REVIEWER).then_nothing()
    scenario.when(DecideShortfall(year=2019, proposal_hash="0" * 64), by=HEAD).then_refused("content_changed")
    scenario.when(DECIDE, by=REVIEWER).then_refused("four_eyes")
    scenario.when(DECIDE, by=HEAD).then(
        ShortfallDecided(year=2019, consequence="reduce_support", cents=200, decided_on=TODAY)
    )
    assert TODAY == scenario.answer[0].decided_on
    scenario.when(DECIDE, by=HEAD).then_nothing()
    scenario.when(PROPOSE, by=REVIEWER).then_nothing()
    scenario.when(RECORD).then_nothing()
    scenario.when(RECORD.model_copy(update={"private_cents": 900})).then_refused("already_decided")
    scenario.when(PROPOSE.model_copy(update={"cents": 1})).then_refused("already_decided")
    other = DecideShortfall(year=2019, proposal_hash="0" * 64)
    scenario.when(other, by=HEAD).then_refused("already_decided")


def test_a_revised_draft_keeps_the_hands_of_the_first() -> None:
    """Who drafted a milder consequence does not decide a harsher one."""
    milder = ProposeShortfallDecision(year=2019, consequence="none", grounds="first year")
    scenario = file().given(SHORT).when(milder, by=HEAD).when(PROPOSE, by=OFFICER)
    scenario.when(DECIDE, by=HEAD).then_refused("four_eyes")


@pytest.mark.parametrize(
    ("consequence", "cents", "code"),
    [
        ("none", 1, "cents_unexpected"),
        ("reduce_support", 0, "cents_missing"),
        ("recover", 0, "cents_missing"),
        ("recover", 501, "beyond_support"),
    ],
)
def test_a_consequence_has_an_amount_that_fits(consequence: Consequence, cents: int, code: str) -> None:
    """No more is taken back than was given."""
    command = ProposeShortfallDecision(year=2019, consequence=consequence, cents=cents, grounds="so")
    file().given(SHORT).when(command).then_refused(code)


def test_without_a_shortfall_there_is_nothing_to_decide() -> None:
    """Neither before a proof nor after a good one."""
    file().when(PROPOSE).then_refused("no_shortfall")
    file().when(RECORD.model_copy(update={"private_cents": 500})).when(PROPOSE).then_refused("no_shortfall")


@pytest.mark.parametrize("private", [0, 500])
def test_the_proof_is_due_with_the_report_and_met_by_any_outcome(private: int) -> None:
    """What is owed is the proof; whether it is enough is another matter."""
    scenario = Scenario(pact.decide, pact.evolve, PactState(), rules=flemish_rules())
    scenario.at(FIRST_DAY).given(*since_2018(flemish_rules()))
    scenario.when(StartWorkYear(year=2019), by=SYSTEM, at=datetime(2018, 12, 31, 23, tzinfo=UTC))
    due = {one.rule: one.due for one in scenario.state.deadlines if one.rule in {"D13", "D15"}}
    assert dict.fromkeys(("D13", "D15"), date(2019, 4, 1)) == due
    record = RECORD.model_copy(update={"year": 2018, "private_cents": private})
    scenario.when(record, at=datetime(2019, 3, 1, 9, tzinfo=UTC))
    assert "deadline.met" == scenario.answer[-1].payload.type
    assert {"D15": DeadlineStage.MET, "D13": DeadlineStage.OPEN} == {
        one.rule: one.stage for one in scenario.state.deadlines if one.rule in due
    }


def test_co_financing_that_was_recorded_before_the_year_was_over_is_not_owed_again() -> None:
    """The report is, and no proof beside it."""
    scenario = Scenario(pact.decide, pact.evolve, PactState(), rules=flemish_rules())
    scenario.at(FIRST_DAY).given(*since_2018(flemish_rules()))
    record = RECORD.model_copy(update={"year": 2018, "private_cents": 500})
    scenario.when(record, at=datetime(2018, 12, 20, 9, tzinfo=UTC)).then_types("cofinancing.proven")
    scenario.when(StartWorkYear(year=2019), by=SYSTEM, at=datetime(2018, 12, 31, 23, tzinfo=UTC))
    rules = {one.rule for one in scenario.state.deadlines}
    assert {"D13"} == rules & {"D13", "D15"}
