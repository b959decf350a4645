"""The pact itself, from an empty file to its entry into force."""

from datetime import date

from domain import pact_document
from schemas.evaluation import PactVersionAdopted
from schemas.pact import (
    AgreePactText,
    BringPactIntoForce,
    OpenPactNegotiation,
    PactEnteredIntoForce,
    PactNegotiationOpened,
    PactRegistered,
    PactSignedByParty,
    PactStage,
    PactState,
    PactTextAgreed,
    RecordSignature,
    RegisterPact,
)
from schemas.policy import RulesState
from schemas.support import PactSuspended, PactTerminated
from tests.unit.pact_files import IN_FORCE, REGISTERED, STAND_IN, A, B, pact_file
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import HEAD, LEADER, OFFICER, Scenario, on

PARTIES = ("demo minister", "demo cluster")
AGREED = PactTextAgreed(text_hash=A, signatories=PARTIES)
MINISTER_SIGNED = PactSignedByParty(signatory="demo minister", signed_on=date(2020, 2, 3), signed=1, required=2)
CLUSTER_SIGNED = PactSignedByParty(signatory="demo cluster", signed_on=date(2020, 2, 10), signed=2, required=2)
LAST_DAY_SIGNED = date(2020, 2, 10)


def file() -> Scenario[PactState]:
    """An empty file."""
    return pact_file(pact_document.decide)


def signed() -> Scenario[PactState]:
    """A file whose every party has signed."""
    return file().given(*REGISTERED, AGREED, MINISTER_SIGNED, CLUSTER_SIGNED)


def test_a_file_is_opened_for_a_cluster() -> None:
    """Registering opens the file."""
    file().when(RegisterPact(cluster="demo-cluster")).then(PactRegistered(cluster="demo-cluster"))


def test_registering_the_same_cluster_again_changes_nothing() -> None:
    """It already is so."""
    file().given(*REGISTERED).when(RegisterPact(cluster="demo-cluster")).then_nothing()


def test_a_file_belongs_to_one_cluster() -> None:
    """Another cluster needs a file of its own."""
    file().given(*REGISTERED).when(RegisterPact(cluster="demo-other")).then_refused("already_registered")


def test_nothing_happens_to_a_pact_that_was_not_registered() -> None:
    """The file comes first."""
    file().when(OpenPactNegotiation()).then_refused("not_registered")


def test_negotiation_opens_once() -> None:
    """The second time it is already open."""
    opened = file().given(*REGISTERED).when(OpenPactNegotiation()).then(PactNegotiationOpened())
    opened.when(OpenPactNegotiation()).then_nothing()


def test_negotiation_does_not_open_behind_an_agreed_text() -> None:
    """What is agreed is not negotiated."""
    file().given(*REGISTERED, AGREED).when(OpenPactNegotiation()).then_refused("already_agreed")


def test_a_text_can_be_agreed_without_a_recorded_negotiation() -> None:
    """A running file that is taken over has its negotiation behind it."""
    file().given(*REGISTERED).when(AgreePactText(text_hash=A, signatories=PARTIES)).then(AGREED)


def test_agreeing_the_same_text_again_changes_nothing() -> None:
    """It already is so, in force or not."""
    file().given(*REGISTERED, AGREED).when(AgreePactText(text_hash=A, signatories=PARTIES)).then_nothing()


def test_another_text_takes_the_place_of_one_that_nobody_signed() -> None:
    """Until the first signature the text can change."""
    command = AgreePactText(text_hash=B, signatories=PARTIES)
    file().given(*REGISTERED, AGREED).when(command).then(PactTextAgreed(text_hash=B, signatories=PARTIES))


def test_a_text_that_somebody_signed_no_longer_changes() -> None:
    """A signature is under one text."""
    command = AgreePactText(text_hash=B, signatories=PARTIES)
    file().given(*REGISTERED, AGREED, MINISTER_SIGNED).when(command).then_refused("already_signed")


def test_the_text_of_a_pact_in_force_changes_only_by_evaluation() -> None:
    """A new version comes another way."""
    file().given(*IN_FORCE).when(AgreePactText(text_hash=B, signatories=PARTIES)).then_refused("already_in_force")


def test_a_party_is_named_once() -> None:
    """Two signatures of one party would count as two parties."""
    command = AgreePactText(text_hash=A, signatories=("demo minister", "demo minister"))
    file().given(*REGISTERED).when(command).then_refused("signatory_twice")


def test_each_signature_keeps_its_own_day_and_the_count() -> None:
    """Several parties sign on several days."""
    agreed = file().given(*REGISTERED, AGREED)
    first = RecordSignature(signatory="demo minister", text_hash=A, signed_on=date(2020, 2, 3))
    agreed.when(first).then(MINISTER_SIGNED)
    assert on(date(2020, 2, 3)) == agreed.answer[0].effective
    second = RecordSignature(signatory="demo cluster", text_hash=A, signed_on=date(2020, 2, 10))
    agreed.when(second).then(CLUSTER_SIGNED)


def test_the_same_signature_twice_changes_nothing() -> None:
    """It already stands there."""
    command = RecordSignature(signatory="demo minister", text_hash=A, signed_on=date(2020, 2, 3))
    file().given(*REGISTERED, AGREED, MINISTER_SIGNED).when(command).then_nothing()


def test_a_party_does_not_sign_on_a_second_day() -> None:
    """Another day would be another fact; that takes a correction."""
    command = RecordSignature(signatory="demo minister", text_hash=A, signed_on=date(2020, 2, 4))
    file().given(*REGISTERED, AGREED, MINISTER_SIGNED).when(command).then_refused("already_signed")


def test_a_stranger_does_not_sign() -> None:
    """Only who the agreed text names."""
    command = RecordSignature(signatory="demo stranger", text_hash=A, signed_on=date(2020, 2, 4))
    file().given(*REGISTERED, AGREED).when(command).then_refused("unknown_signatory")


def test_a_signature_is_under_the_agreed_text() -> None:
    """A signature under another text is none."""
    command = RecordSignature(signatory="demo minister", text_hash=B, signed_on=date(2020, 2, 4))
    file().given(*REGISTERED, AGREED).when(command).then_refused("content_changed")


def test_nobody_signs_before_a_text_is_agreed() -> None:
    """There is nothing to sign."""
    command = RecordSignature(signatory="demo minister", text_hash=A, signed_on=date(2020, 2, 4))
    file().given(*REGISTERED).when(command).then_refused("not_agreed")


def test_a_signature_of_tomorrow_is_not_recorded_today() -> None:
    """What is still to come did not happen."""
    command = RecordSignature(signatory="demo minister", text_hash=A, signed_on=date(2020, 3, 3))
    file().given(*REGISTERED, AGREED).when(command).then_refused("in_future")


def test_a_fully_signed_pact_enters_into_force_as_version_one() -> None:
    """The day is the agreed one, not that of the recording."""
    command = BringPactIntoForce(in_force_on=date(2020, 2, 15))
    done = signed().when(command, by=HEAD)
    done.then(PactEnteredIntoForce(pact_version=1, text_hash=A, in_force_on=date(2020, 2, 15)))
    assert on(date(2020, 2, 15)) == done.answer[0].effective
    assert date(2020, 3, 2) == done.answer[0].decided_on


def test_a_pact_without_all_signatures_names_who_is_missing() -> None:
    """K of n is not enough."""
    command = BringPactIntoForce(in_force_on=date(2020, 2, 15))
    refused = file().given(*REGISTERED, AGREED, MINISTER_SIGNED).when(command, by=HEAD)
    refused.then_refused("signatures_missing")
    assert refused.refusal is not None
    assert refused.refusal.detail == "1 of 2 signed; missing: demo cluster"


def test_a_pact_without_an_agreed_text_does_not_enter_into_force() -> None:
    """Nobody required to sign is not everybody signed."""
    file().given(*REGISTERED).when(BringPactIntoForce(in_force_on=LAST_DAY_SIGNED)).then_refused("not_agreed")


def test_a_pact_has_no_force_before_its_last_signature() -> None:
    """All required parties sign first."""
    command = BringPactIntoForce(in_force_on=date(2020, 2, 9))
    signed().when(command, by=HEAD).then_refused("before_last_signature")


def test_a_pact_enters_into_force_on_the_day_of_its_last_signature() -> None:
    """The earliest day there is."""
    signed().when(BringPactIntoForce(in_force_on=LAST_DAY_SIGNED), by=HEAD).then_types("pact.entered_into_force")


def test_a_pact_is_not_in_force_ahead_of_its_day() -> None:
    """The day is recorded when it came."""
    signed().when(BringPactIntoForce(in_force_on=date(2020, 3, 3)), by=HEAD).then_refused("in_future")


def test_who_fixed_the_text_does_not_bring_it_into_force() -> None:
    """Four eyes, also through a stand-in."""
    command = BringPactIntoForce(in_force_on=LAST_DAY_SIGNED)
    signed().when(command, by=OFFICER).then_refused("four_eyes")
    signed().when(command, by=STAND_IN).then_refused("four_eyes")


def test_a_pact_enters_into_force_once() -> None:
    """The same day again changes nothing; another day is refused."""
    running = file().given(*IN_FORCE)
    running.when(BringPactIntoForce(in_force_on=date(2018, 1, 12)), by=LEADER).then_nothing()
    running.when(BringPactIntoForce(in_force_on=date(2018, 1, 13)), by=LEADER).then_refused("already_in_force")


def test_an_adopted_version_becomes_the_text_of_the_pact() -> None:
    """The evaluation adopts; the pact has the version."""
    adopted = PactVersionAdopted(pact_version=2, year=2020, text_hash=B, adopted_on=date(2020, 3, 2))
    document = file().given(*IN_FORCE, adopted).state.pact
    assert document is not None
    assert (document.pact_version, document.text_hash) == (2, B)


def signature_rule() -> RulesState:
    """The test programme in which a pact takes effect with its last signature."""
    policy = a_policy()
    return rules_of(policy.model_copy(update={"terms": policy.terms.model_copy(update={"in_force": "last_signature"})}))


def test_where_the_policy_says_so_a_pact_takes_effect_with_its_last_signature() -> None:
    """No other day will do; in other programmes a later day can be agreed."""
    strict = signed().under(signature_rule())
    strict.when(BringPactIntoForce(in_force_on=date(2020, 2, 11)), by=HEAD).then_refused("after_last_signature")
    strict.when(BringPactIntoForce(in_force_on=date(2020, 2, 9)), by=HEAD).then_refused("before_last_signature")
    strict.when(BringPactIntoForce(in_force_on=LAST_DAY_SIGNED), by=HEAD).then_types("pact.entered_into_force")


def test_who_signed_so_far_stands_in_the_file() -> None:
    """K of n, with the day of each, in whatever order they signed."""
    partly = file().given(*REGISTERED, AGREED, MINISTER_SIGNED)
    document = partly.state.pact
    assert document is not None
    assert [("demo minister", date(2020, 2, 3))] == [(one.signatory, one.signed_on) for one in document.signatures]
    assert PARTIES == document.signatories
    assert PactStage.SIGNING is document.stage


def test_a_pact_under_another_legal_basis_has_a_file_that_names_the_one_before() -> None:
    """The chain begins anew; the same again changes nothing, and other words are refused."""
    command = RegisterPact(cluster="demo-cluster", succeeds="demo-old", legal_basis="demo decree")
    opened = file().when(command)
    opened.then(PactRegistered(cluster="demo-cluster", succeeds="demo-old", legal_basis="demo decree"))
    assert "demo decree" == opened.answer[0].legal_basis
    opened.when(command).then_nothing()
    opened.when(command.model_copy(update={"legal_basis": "other decree"})).then_refused("already_registered")
    opened.when(RegisterPact(cluster="demo-cluster")).then_refused("already_registered")


def test_nothing_is_negotiated_agreed_or_signed_after_the_end() -> None:
    """What comes next is another file."""
    over = file().given(*REGISTERED, AGREED, PactTerminated(ended_on=date(2020, 2, 20), grounds="demo grounds"))
    signing = RecordSignature(signatory="demo minister", text_hash=A, signed_on=date(2020, 2, 3))
    for command in (
        OpenPactNegotiation(),
        AgreePactText(text_hash=B, signatories=PARTIES),
        signing,
        BringPactIntoForce(in_force_on=LAST_DAY_SIGNED),
    ):
        over.when(command).then_refused("pact_over")
    over.when(RegisterPact(cluster="demo-cluster")).then_nothing()


def test_a_version_that_is_adopted_lifts_no_suspension() -> None:
    """The text is one thing, the side stage another."""
    suspended = file().given(*IN_FORCE, PactSuspended(suspended_on=date(2020, 2, 3), grounds="demo grounds"))
    suspended.given(PactVersionAdopted(pact_version=2, year=2020, text_hash=B, adopted_on=date(2020, 3, 2)))
    assert suspended.state.pact is not None
    assert (PactStage.SUSPENDED, 2) == (suspended.state.pact.stage, suspended.state.pact.pact_version)
