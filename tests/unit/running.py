"""A pact whose support runs since 2018: the history from which longer stories start."""

from datetime import UTC, date, datetime

from domain import pact
from domain.recording import provisional
from schemas.agreement.cap_anchor import FixCapAnchor
from schemas.agreement.extension import ExtensionGranted
from schemas.agreement.period import ActivateAgreement, AgreementDrafted, AgreementExtended, AgreementSigned
from schemas.event import Payload, Recorded
from schemas.pact import PactState, RegisterPact
from schemas.policy import RulesState
from schemas.simulation import Simulated
from tests.unit.scenario import HEAD, SYSTEM, Scenario, pending

FIRST_DAY = datetime(2017, 12, 31, 23, 0, tzinfo=UTC)
"""1 January 2018, midnight in Brussels."""

LAST_YEAR = 2020
"""The last year that the first period covers."""


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


def until_2023(life: Simulated, at: datetime) -> tuple[Recorded, ...]:
    """That life, and at this instant the extension granted in June 2020, signed and recorded."""
    period = {"period": 2, "start": date(2021, 1, 1), "end": date(2023, 12, 31)}
    grant = {"period": 1, "months": 36, "new_start": period["start"], "new_end": period["end"]}
    payloads: tuple[Payload, ...] = (
        ExtensionGranted.model_validate({**grant, "decided_on": date(2020, 6, 1), "minutes": "m"}),
        AgreementDrafted.model_validate({**period, "text_hash": "a" * 64}),
        AgreementSigned.model_validate({**period, "signed_on": at.date()}),
        *([AgreementExtended(period=1, end=date(2020, 12, 31), next_period=2)] if at.year > LAST_YEAR else []),
    )
    made = [pending(payload, day=at.date()) for payload in payloads]
    version = life.state.version
    granted = provisional(made, stream=life.stream, version=version, actor=HEAD, now=at, command_id="late-grant")
    return (*life.events, *(event.model_copy(update={"position": event.version}) for event in granted))
