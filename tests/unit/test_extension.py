"""What may follow a period: a bridge behind an open evaluation, nothing while suspended, and only what room is left."""

from datetime import UTC, date, datetime

import pytest

from domain import agreement
from domain.chain import room_left
from domain.preparation import proposal_hash
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.extension import ExtensionGranted, ExtensionProposed, ProposeExtension, RecordExtensionDecision
from schemas.agreement.period import (
    ActivateAgreement,
    AgreementActivated,
    AgreementDrafted,
    AgreementExpired,
    AgreementExtended,
    AgreementSigned,
)
from schemas.evaluation import InterimVerdict
from schemas.event import Payload, Pending
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.support import AgreementTerminated, PactEnded, SupportResumed
from tests.unit.measures import GROUNDS, SUSPENDED
from tests.unit.pact_files import ANCHORED, EXTENSIBLE, IN_FORCE, PROPOSED, RUNNING, A, evaluated, pact_file
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import SECRETARY, SYSTEM, Scenario

DECIDED = date(2020, 2, 27)
BRIDGE = ProposeExtension(period=1, months=4, bridging=True)
BRIDGE_PROPOSED = ExtensionProposed(
    period=1,
    months=4,
    new_start=date(2021, 1, 1),
    new_end=date(2021, 4, 30),
    cap=date(2027, 12, 31),
    proposal_hash=proposal_hash(BRIDGE),
    bridging=True,
)
BRIDGE_GRANTED = ExtensionGranted(
    period=1,
    months=4,
    new_start=date(2021, 1, 1),
    new_end=date(2021, 4, 30),
    decided_on=DECIDED,
    minutes="demo minutes 5",
    bridging=True,
)
OVER_THE_BRIDGE: tuple[Payload, ...] = (
    *ANCHORED,
    BRIDGE_PROPOSED,
    BRIDGE_GRANTED,
    AgreementDrafted(period=2, start=date(2021, 1, 1), end=date(2021, 4, 30), text_hash=A),
    AgreementSigned(period=2, start=date(2021, 1, 1), end=date(2021, 4, 30), signed_on=DECIDED),
    AgreementExtended(period=1, end=date(2020, 12, 31), next_period=2),
    AgreementActivated(
        period=2, start=date(2021, 1, 1), end=date(2021, 4, 30), activated_on=date(2021, 1, 1), bridging=True
    ),
)
SPRING = datetime(2021, 3, 1, 9, tzinfo=UTC)


def bridging(months: int = 6) -> RulesState:
    """The test programme with a bridge of so many months."""
    policy = a_policy()
    return rules_of(policy.model_copy(update={"terms": policy.terms.model_copy(update={"bridging_months": months})}))


def file() -> Scenario[PactState]:
    """An empty file of a programme that knows bridges."""
    return pact_file(agreement.decide).under(bridging())


def granting(wish: ProposeExtension, decided_on: date = DECIDED) -> RecordExtensionDecision:
    """The committee grants what was proposed."""
    return RecordExtensionDecision(
        period=wish.period,
        decision="granted",
        proposal_hash=proposal_hash(wish),
        months=wish.months,
        decided_on=decided_on,
        minutes="demo minutes 5",
    )


# Bridges


def test_a_bridge_is_proposed_and_granted_while_the_evaluation_is_open() -> None:
    """By a recorded decision, as any other next period."""
    bridged = file().given(*ANCHORED, *evaluated(1)[:1]).when(BRIDGE).then(BRIDGE_PROPOSED)
    bridged.when(BRIDGE).then_nothing()
    bridged.when(granting(BRIDGE), by=SECRETARY).then(BRIDGE_GRANTED)


def test_a_programme_without_bridges_refuses_one() -> None:
    """Then the period ends where it ends."""
    pact_file(agreement.decide).given(*ANCHORED).when(BRIDGE).then_refused("no_bridging")


def test_a_bridge_is_as_short_as_the_policy_says() -> None:
    """Six months here, not seven."""
    file().given(*ANCHORED).when(ProposeExtension(period=1, months=7, bridging=True)).then_refused("bridging_too_long")
    file().given(*ANCHORED).when(ProposeExtension(period=1, months=6, bridging=True)).then_types("extension.proposed")


def test_bridges_in_a_row_are_together_no_longer_than_one() -> None:
    """Four months were bridged, two are left."""
    bridged = file().given(*OVER_THE_BRIDGE).at(SPRING)
    bridged.when(ProposeExtension(period=2, months=3, bridging=True)).then_refused("bridging_too_long")
    bridged.when(ProposeExtension(period=2, months=2, bridging=True)).then_types("extension.proposed")


def test_a_bridge_stays_under_the_cap() -> None:
    """Its refusal shows the arithmetic like any other."""
    near = CapAnchorFixed(anchor=date(2011, 3, 1), cap=date(2021, 2, 28))
    file().given(*RUNNING, near).when(BRIDGE).then_refused("beyond_cap")


def test_no_bridge_is_needed_behind_a_completed_evaluation() -> None:
    """Propose the whole extension."""
    file().given(*EXTENSIBLE).when(BRIDGE).then_refused("evaluation_completed")


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (InterimVerdict.NEGATIVE, "negative_evaluation"),
        (InterimVerdict.NEGATIVE_WITH_REMEDIATION, "remediation_open"),
    ],
)
def test_no_bridge_leads_around_a_bad_evaluation(verdict: InterimVerdict, code: str) -> None:
    """Neither a new one, nor one that was proposed before the verdict."""
    file().given(*ANCHORED, *evaluated(1, verdict)).when(BRIDGE).then_refused(code)
    proposed = file().given(*ANCHORED, BRIDGE_PROPOSED, *evaluated(1, verdict))
    proposed.when(granting(BRIDGE), by=SECRETARY).then_refused(code)


def test_a_bridge_decided_before_the_evaluation_was_completed_can_still_be_recorded() -> None:
    """The committee's decision was sound on its day."""
    proposed = file().given(*ANCHORED, BRIDGE_PROPOSED, *evaluated(1))
    proposed.when(granting(BRIDGE), by=SECRETARY).then_types("extension.granted")


def test_the_evaluation_of_the_bridged_period_counts_after_the_bridge() -> None:
    """Unless it was bad, or is still open."""
    wish = ProposeExtension(period=2, months=32)
    open_still = file().given(*OVER_THE_BRIDGE).at(SPRING)
    open_still.when(wish).then_refused("no_interim_evaluation")
    open_still.given(*evaluated(1)).when(wish).then_types("extension.proposed")
    bad = file().given(*OVER_THE_BRIDGE, *evaluated(1, InterimVerdict.NEGATIVE)).at(SPRING)
    bad.when(wish).then_refused("negative_evaluation")


def test_the_evaluation_before_a_whole_extension_does_not_count_again() -> None:
    """Only a bridge hands it on."""
    whole = [
        event.model_copy(update={"bridging": False}) if event.type == "extension.granted" else event
        for event in OVER_THE_BRIDGE
    ]
    file().given(*whole, *evaluated(1)).at(SPRING).when(ProposeExtension(period=2, months=12)).then_refused(
        "no_interim_evaluation"
    )


def test_a_bridge_begins_as_a_bridge() -> None:
    """So that no deadline asks for an interim evaluation of its own."""
    begun = file().given(*OVER_THE_BRIDGE[:-1]).when(ActivateAgreement(period=2), by=SYSTEM, at=SPRING)
    begun.then(
        AgreementActivated(
            period=2, start=date(2021, 1, 1), end=date(2021, 4, 30), activated_on=date(2021, 3, 1), bridging=True
        )
    )


# Suspended support


def test_a_suspended_period_is_not_extended_until_it_is_resumed() -> None:
    """Neither proposed nor granted."""
    wish = ProposeExtension(period=1, months=36)
    suspended = file().given(*EXTENSIBLE, SUSPENDED).when(wish).then_refused("suspended")
    resumed = SupportResumed(period=1, suspended_on=date(2020, 1, 15), resumed_on=date(2020, 2, 15))
    suspended.given(resumed).when(wish).then(PROPOSED)


def test_what_was_decided_before_a_suspension_can_be_recorded_in_it() -> None:
    """The decision counts as of its day; one of the first suspended day does not."""
    wish = ProposeExtension(period=1, months=36)
    suspended = file().given(*EXTENSIBLE, PROPOSED, SUSPENDED)
    suspended.when(granting(wish, date(2020, 1, 15)), by=SECRETARY).then_refused("suspended")
    refusing = RecordExtensionDecision(
        period=1, decision="refused", proposal_hash=PROPOSED.proposal_hash, decided_on=DECIDED, minutes="demo minutes 5"
    )
    file().given(*EXTENSIBLE, PROPOSED, SUSPENDED).when(refusing, by=SECRETARY).then_types("extension.refused")
    suspended.when(granting(wish, date(2020, 1, 14)), by=SECRETARY).then_types("extension.granted")


def test_a_suspension_still_to_come_blocks_nothing_yet() -> None:
    """It is drafted, not taken."""
    file().given(*EXTENSIBLE).when(ProposeExtension(period=1, months=36)).then(PROPOSED)


# The end, and the room


def test_a_file_that_is_over_has_no_extension() -> None:
    """What comes next is another file."""
    over = file().given(*EXTENSIBLE, AgreementExpired(period=1, end=date(2020, 12, 31)))
    over.given(PactEnded(ended_on=date(2020, 12, 31), how="superseded", grounds=GROUNDS))
    over.when(ProposeExtension(period=1, months=12)).then_refused("pact_over")


LAST_YEARS = (
    *IN_FORCE,
    AgreementDrafted(period=1, start=date(2023, 1, 1), end=date(2025, 12, 31), text_hash=A),
    AgreementSigned(period=1, start=date(2023, 1, 1), end=date(2025, 12, 31), signed_on=date(2022, 12, 1)),
    AgreementActivated(period=1, start=date(2023, 1, 1), end=date(2025, 12, 31), activated_on=date(2023, 1, 1)),
    CapAnchorFixed(anchor=date(2017, 1, 1), cap=date(2026, 12, 31)),
    *evaluated(1),
)


def test_a_wish_for_more_than_the_room_tells_how_much_room_there_is() -> None:
    """Nine years ran under a cap of ten: twelve months are left, and can be asked for."""
    near = file().given(*LAST_YEARS).at(datetime(2025, 9, 1, 9, tzinfo=UTC))
    near.when(ProposeExtension(period=1, months=36)).then_refused("beyond_cap")
    assert near.refusal is not None
    assert near.refusal.detail.endswith("room left: 12 months")
    assert 12 == room_left(near.state.agreement)
    near.when(ProposeExtension(period=1, months=12)).then_types("extension.proposed")


def test_there_is_no_room_behind_a_terminated_period_and_none_known_without_a_cap() -> None:
    """The chain ended."""
    ended = AgreementTerminated(
        cluster="demo-cluster",
        period=1,
        ended_on=date(2025, 6, 30),
        grounds=GROUNDS,
        decided_on=DECIDED,
        minutes="demo minutes 9",
    )
    assert 0 == room_left(file().given(*LAST_YEARS, ended).state.agreement)
    assert room_left(file().given(*RUNNING).state.agreement) is None
    assert room_left(file().state.agreement) is None


def test_a_wish_beyond_the_cap_is_told_so_whatever_else_stands_in_its_way() -> None:
    """Without an interim evaluation too: the attempt is kept with its count."""
    file = pact_file(agreement.decide).given(*ANCHORED).when(ProposeExtension(period=1, months=120))
    file.then_refused("beyond_cap")
    assert file.refusal is not None
    assert ["extension.refused_because_cap"] == [
        event.payload.type for event in file.refusal.events if isinstance(event, Pending)
    ]
