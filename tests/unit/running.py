"""A pact whose support runs since 2018: the history from which longer stories start."""

from datetime import UTC, date, datetime

from domain import pact
from schemas.agreement import ActivateAgreement, AgreementDrafted, AgreementSigned, FixCapAnchor
from schemas.event import Recorded
from schemas.pact import PactState, RegisterPact
from schemas.policy import RulesState
from tests.unit.scenario import HEAD, SYSTEM, Scenario

FIRST_DAY = datetime(2017, 12, 31, 23, 0, tzinfo=UTC)
"""1 January 2018, midnight in Brussels."""


def since_2018(rules: RulesState | None = None) -> tuple[Recorded, ...]:
    """Registered, signed for 2018 to 2020, its cap fixed, active: with the deadlines that follow."""
    period = {"period": 1, "start": date(2018, 1, 1), "end": date(2020, 12, 31)}
    scenario = Scenario(pact.decide, pact.evolve, PactState(), rules=rules).at(datetime(2017, 12, 1, 9, 0, tzinfo=UTC))
    scenario.when(RegisterPact(cluster="demo")).given(
        AgreementDrafted.model_validate({**period, "text_hash": "b" * 64}),
        AgreementSigned.model_validate({**period, "signed_on": date(2017, 11, 30)}),
    )
    scenario.when(FixCapAnchor(anchor=date(2018, 1, 1), reason="first day of support"), by=HEAD)
    scenario.when(ActivateAgreement(period=1), by=SYSTEM, at=FIRST_DAY)
    assert scenario.refusal is None
    return tuple(scenario.history)
