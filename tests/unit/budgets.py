"""Budget years for the tests: under a small programme with amounts of its own, beside the pacts that a test gives."""

from datetime import date
from functools import cache, partial

from domain import budget
from domain.around import Around, State
from schemas.agreement.period import AgreementPeriod, AgreementStage
from schemas.agreement.whole import AgreementState
from schemas.budget.envelope import ApproveEnvelope, EnvelopeApproved, EnvelopeForeseen, ProposeEnvelope
from schemas.budget.reservation import ClusterReservationMade
from schemas.budget.whole import BudgetState, BudgetYearOpened
from schemas.cluster import ClusterState
from schemas.pact import PactDocument, PactStage, PactState
from schemas.people import Actor
from schemas.policy import Earmark, Money, RulesState, Title
from schemas.support import SupportState
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import Scenario

OFFICER = Actor(person="demo-gagel", role="budget_officer")
CHIEF = Actor(person="demo-eik", role="leading_official")
STAND_IN = Actor(person="demo-hulst", role="leading_official", on_behalf_of=OFFICER.person)

MILLION = 100_000_000
"""A million euros, in cents."""

TODAY = date(2020, 3, 2)
OPENED = BudgetYearOpened(year=2020, year_start=date(2020, 1, 1), year_end=date(2020, 12, 31))
FORESEEN = EnvelopeForeseen(year=2020, cents=75 * MILLION, wording="75 mio")
APPROVED = EnvelopeApproved(year=2020, cents=75 * MILLION, decided_on=TODAY)

MONEY = Money(
    operating_support_cap=50_000_000,
    operating_support_percent=50,
    cofinancing_percent=100,
    earmarks=(Earmark(id="between", title=Title(nl="tussen clusters", en="between clusters")),),
)


CLUSTERS: dict[str, State] = {
    f"cluster/{name}": ClusterState(is_registered=True)
    for name in ("demo", "other", "late", *(f"cluster-{number}" for number in range(1, 11)))
}
"""The clusters that are registered in every test."""


@cache
def money_rules(*, is_inside: bool | None = None, percent: int = 100) -> RulesState:
    """The small programme with amounts; operating support inside the envelope or not, another ratio where asked."""
    changed = {"operating_support_in_envelope": is_inside, "cofinancing_percent": percent}
    return rules_of(a_policy(money=MONEY.model_copy(update=changed)))


def year(around: Around | None = None, rules: RulesState | None = None, number: int = 2020) -> Scenario[BudgetState]:
    """A budget year that nobody opened yet, beside these streams."""
    return Scenario(
        partial(budget.decide, around=CLUSTERS | dict(around or {})),
        budget.evolve,
        BudgetState(year=number),
        stream=f"budget/{number}",
        rules=rules or money_rules(),
    )


def opened(around: Around | None = None, rules: RulesState | None = None) -> Scenario[BudgetState]:
    """An open year without any amount."""
    return year(around, rules).given(OPENED)


def foreseen(around: Around | None = None, rules: RulesState | None = None) -> Scenario[BudgetState]:
    """75 million foreseen."""
    return opened(around, rules).given(FORESEEN)


def approved(around: Around | None = None, rules: RulesState | None = None) -> Scenario[BudgetState]:
    """75 million approved, and 8 of them reserved for one cluster."""
    return foreseen(around, rules).given(APPROVED, reserved("demo", 8 * MILLION))


def reserved(cluster: str, cents: int) -> ClusterReservationMade:
    """So much for a cluster, for the first time, against the approved envelope."""
    return ClusterReservationMade(year=2020, cluster=cluster, cents=cents)


def revised(scenario: Scenario[BudgetState], cents: int) -> Scenario[BudgetState]:
    """Another amount, drafted by one person and approved by another."""
    scenario.when(ProposeEnvelope(cents=cents, grounds="a new decree"), by=OFFICER).then_types("envelope.proposed")
    assert scenario.state.proposal is not None
    return scenario.when(ApproveEnvelope(proposal_hash=scenario.state.proposal.proposal_hash), by=CHIEF)


def suspended(since: date, until: date | None = None) -> PactState:
    """A pact whose support is suspended from a day on, or was until another day."""
    if until is None:
        return PactState(support=SupportState(suspended_since=since))
    return PactState(support=SupportState(suspensions=((since, until),)))


def terminated(on: date) -> PactState:
    """A pact whose support ended early."""
    return PactState(support=SupportState(terminated_on=on))


def staged(stage: PactStage) -> PactState:
    """A pact that itself stands at this stage."""
    return PactState(pact=PactDocument(stage=stage))


def supported(*years: tuple[date, date]) -> PactState:
    """A pact with these periods of support."""
    periods = (
        AgreementPeriod(number=number, start=start, end=end, stage=AgreementStage.ACTIVE, text_hash=None)
        for number, (start, end) in enumerate(years, start=1)
    )
    return PactState(agreement=AgreementState(periods=tuple(periods)))
