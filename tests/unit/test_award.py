"""The award of support: granted, granted with conditions, or refused, and what may be drawn up after it."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain import agreement
from schemas.agreement.award import RecordAwardDecision, SupportAwarded, SupportAwardedWithConditions, SupportRefused
from schemas.agreement.period import DraftAgreement
from schemas.pact import PactState
from schemas.support import PactTerminated
from tests.unit.pact_files import REGISTERED, A, pact_file
from tests.unit.scenario import SECRETARY, Scenario, on

JANUARY, FEBRUARY = date(2020, 1, 15), date(2020, 2, 13)
GRANT = RecordAwardDecision(decided_on=FEBRUARY, minutes="demo minutes 2")
REFUSAL = RecordAwardDecision(decided_on=JANUARY, minutes="demo minutes 1", outcome="refused")
CONDITIONAL = RecordAwardDecision(
    decided_on=JANUARY, minutes="demo minutes 1", outcome="granted_with_conditions", conditions=("demo work plan",)
)
REFUSED = SupportRefused(decided_on=JANUARY, minutes="demo minutes 1")
AWARDED = SupportAwarded(decided_on=FEBRUARY, minutes="demo minutes 2")
DRAFT = DraftAgreement(start=date(2020, 4, 1), text_hash=A)


def file() -> Scenario[PactState]:
    """An open file."""
    return pact_file(agreement.decide).given(*REGISTERED)


def test_an_award_may_have_conditions() -> None:
    """They are named in it, and the agreement can be drawn up."""
    awarded = file().when(CONDITIONAL, by=SECRETARY)
    awarded.then(
        SupportAwardedWithConditions(decided_on=JANUARY, minutes="demo minutes 1", conditions=("demo work plan",))
    )
    awarded.when(CONDITIONAL, by=SECRETARY).then_nothing()
    awarded.when(DRAFT).then_types("agreement.drafted")


@pytest.mark.parametrize("outcome", ["granted", "refused", "granted_with_conditions"])
def test_conditions_go_with_a_grant_with_conditions_alone(outcome: str) -> None:
    """And such a grant names at least one."""
    conditions = () if outcome == "granted_with_conditions" else ("demo work plan",)
    with pytest.raises(ValidationError, match="conditions go with"):
        RecordAwardDecision.model_validate(
            {"decided_on": JANUARY, "minutes": "demo minutes 1", "outcome": outcome, "conditions": conditions}
        )


def test_nothing_is_drawn_up_after_a_refusal() -> None:
    """Recorded under its day; asked again it changes nothing."""
    refused = file().when(REFUSAL, by=SECRETARY).then(REFUSED)
    assert (on(JANUARY), JANUARY) == (refused.answer[0].effective, refused.answer[0].decided_on)
    refused.when(REFUSAL, by=SECRETARY).then_nothing()
    refused.when(DRAFT).then_refused("not_awarded")


def test_a_new_award_may_follow_a_refusal() -> None:
    """Then the agreement is drawn up after all."""
    awarded = file().given(REFUSED).when(GRANT, by=SECRETARY).then(AWARDED)
    awarded.when(DRAFT).then_types("agreement.drafted")


def test_the_committee_can_refuse_twice_and_decides_anew_after_that() -> None:
    """A new decision is not older than the refusal that it follows."""
    again = REFUSAL.model_copy(update={"decided_on": FEBRUARY, "minutes": "demo minutes 2"})
    twice = file().given(REFUSED).when(again, by=SECRETARY)
    twice.then(SupportRefused(decided_on=FEBRUARY, minutes="demo minutes 2"))
    twice.when(GRANT.model_copy(update={"decided_on": JANUARY}), by=SECRETARY).then_refused("before_refusal")


def test_an_award_is_not_taken_back_by_another_decision() -> None:
    """What ends support is a measure of its own."""
    file().given(AWARDED).when(REFUSAL, by=SECRETARY).then_refused("already_awarded")


def test_a_closed_file_takes_no_award_and_no_agreement() -> None:
    """Another chain has a file of its own."""
    over = file().given(PactTerminated(ended_on=JANUARY, grounds="demo grounds"))
    over.when(GRANT, by=SECRETARY).then_refused("pact_over")
    over.when(DRAFT).then_refused("pact_over")
