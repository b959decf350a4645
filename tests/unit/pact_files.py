"""What a pact file already holds where a test begins: one chapter of its life after another."""

from datetime import date

from domain import pact
from domain.preparation import proposal_hash
from schemas.agreement.award import AwardEndorsed, AwardProposed, ProposeAward
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.extension import ExtensionGranted, ExtensionProposed, ProposeExtension
from schemas.agreement.period import AgreementActivated, AgreementDrafted, AgreementSigned
from schemas.evaluation import (
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimVerdict,
    InterimVerdictProposed,
    ProposeInterimVerdict,
)
from schemas.pact import PactEnteredIntoForce, PactRegistered, PactSignedByParty, PactState, PactTextAgreed
from schemas.people import Actor
from tests.unit.scenario import Decide, Scenario

A, B, C = "a" * 64, "b" * 64, "c" * 64
"""Hashes of three different texts."""

STAND_IN = Actor(person="demo-gingko", role="head_of_unit", on_behalf_of="demo-berk")
"""Who acts for the case officer while another role is lent to them."""

REGISTERED = (PactRegistered(cluster="demo-cluster"),)

AWARD = ProposeAward(grounds="eleven companies take part")
PUT_TO_THE_COMMITTEE = (
    AwardProposed(outcome="granted", grounds=AWARD.grounds, proposal_hash=proposal_hash(AWARD)),
    AwardEndorsed(endorsed_on=date(2020, 1, 6), proposal_hash=proposal_hash(AWARD)),
)
"""What the committee decides on: drawn up, and put to it by the head of the unit."""

CAPPED = (*REGISTERED, CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31)))

IN_FORCE = (
    *REGISTERED,
    PactTextAgreed(text_hash=A, signatories=("demo minister", "demo cluster")),
    PactSignedByParty(signatory="demo minister", signed_on=date(2018, 1, 10), signed=1, required=2),
    PactSignedByParty(signatory="demo cluster", signed_on=date(2018, 1, 12), signed=2, required=2),
    PactEnteredIntoForce(pact_version=1, text_hash=A, in_force_on=date(2018, 1, 12)),
)

DRAFTED = AgreementDrafted(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), text_hash=A)

SIGNED = AgreementSigned(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), signed_on=date(2017, 12, 20))

RUNNING = (
    *IN_FORCE,
    DRAFTED,
    SIGNED,
    AgreementActivated(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), activated_on=date(2018, 1, 1)),
)

ANCHORED = (*RUNNING, CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31)))

PROPOSED = ExtensionProposed(
    period=1,
    months=36,
    new_start=date(2021, 1, 1),
    new_end=date(2023, 12, 31),
    cap=date(2027, 12, 31),
    proposal_hash=proposal_hash(ProposeExtension(period=1, months=36)),
)

GRANTED = ExtensionGranted(
    period=1,
    months=36,
    new_start=date(2021, 1, 1),
    new_end=date(2023, 12, 31),
    decided_on=date(2020, 2, 27),
    minutes="demo minutes 3",
)


def evaluated(
    period: int, verdict: InterimVerdict = InterimVerdict.POSITIVE
) -> tuple[InterimEvaluationOpened, InterimVerdictProposed, InterimEvaluationCompleted]:
    """The interim evaluation of a period, from its opening to its verdict."""
    drafted = ProposeInterimVerdict(period=period, verdict=verdict, report_hash=C)
    return (
        InterimEvaluationOpened(period=period, opened_on=date(2020, 1, 6)),
        InterimVerdictProposed(period=period, verdict=verdict, report_hash=C, proposal_hash=proposal_hash(drafted)),
        InterimEvaluationCompleted(period=period, verdict=verdict, report_hash=C, completed_on=date(2020, 2, 3)),
    )


EXTENSIBLE = (*ANCHORED, *evaluated(1))


def pact_file(decide: Decide[PactState]) -> Scenario[PactState]:
    """An empty file, decided by one noun and folded whole."""
    return Scenario(decide, pact.evolve, PactState())
