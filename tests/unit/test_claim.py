"""Claims: taken over once, never changed; corrected and resolved by two people."""

from datetime import date
from typing import Any

import pytest

from domain import claim
from domain.preparation import proposal_hash
from schemas.claim import (
    ApproveCorrection,
    ClaimsState,
    CodeValue,
    CorrectionProposed,
    DateValue,
    Evidence,
    FactConflictResolved,
    FactCorrected,
    Grade,
    HistoricalClaimImported,
    ImportHistoricalClaim,
    ProposeConflictResolution,
    ProposeCorrection,
    ResolveConflict,
)
from schemas.people import Actor
from schemas.policy import RulesState
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import OFFICER, REVIEWER, SYSTEM, Scenario, on

DEED = Evidence(document="signed-deed", sha256="ab" * 32)
JUNE, DECEMBER = date(2017, 6, 9), date(2017, 12, 15)


@pytest.fixture
def rules() -> RulesState:
    """The test programme, with the predicates that these tests claim something about."""
    return rules_of(a_policy(predicates=("pact_concluded", "colour")))


@pytest.fixture
def claims(rules: RulesState) -> Scenario[ClaimsState]:
    """A stream without claims."""
    return Scenario(claim.decide, claim.evolve, ClaimsState(), rules=rules)


def a_claim(name: str = "F19/vil", day: date = JUNE, **changes: object) -> ImportHistoricalClaim:
    """A source that says when the pact was concluded."""
    command = ImportHistoricalClaim(
        claim=name,
        predicate="pact_concluded",
        value=DateValue(date=on(day)),
        effective=on(day),
        grade=Grade.SECONDARY,
        evidence=(Evidence(document="press"),),
    )
    return ImportHistoricalClaim.model_validate({**command.model_dump(), **changes})


def test_a_claim_is_taken_over_silently_with_its_source(claims: Scenario[ClaimsState]) -> None:
    """Backfill is what keeps old dates from opening deadlines."""
    claims.when(a_claim(), by=SYSTEM)
    event = claims.answer[0]
    payload = HistoricalClaimImported(claim="F19/vil", predicate="pact_concluded", value=DateValue(date=on(JUNE)))
    claims.then(payload)
    assert (True, Grade.SECONDARY, on(JUNE)) == (event.backfill, event.source_grade, event.effective)
    assert (Evidence(document="press"),) == event.evidence


def test_the_same_claim_again_changes_nothing(claims: Scenario[ClaimsState]) -> None:
    """An import can be repeated."""
    claims.when(a_claim(), by=SYSTEM).when(a_claim(), by=SYSTEM).then_nothing()


@pytest.mark.parametrize(
    "change",
    [
        {"value": {"kind": "date", "date": on(DECEMBER)}},
        {"effective": on(DECEMBER)},
        {"grade": "primary"},
        {"evidence": [{"document": "another"}]},
        {"remark": "read otherwise"},
    ],
)
def test_a_known_claim_with_other_content_is_refused(claims: Scenario[ClaimsState], change: dict[str, Any]) -> None:
    """What was taken over is corrected, never replaced by another import."""
    claims.when(a_claim(), by=SYSTEM).when(a_claim(**change), by=SYSTEM).then_refused("claim_changed")


def test_a_predicate_that_the_policy_does_not_list_is_refused(claims: Scenario[ClaimsState]) -> None:
    """The programme says what its record is about."""
    claims.when(a_claim(predicate="shoe_size"), by=SYSTEM).then_refused("unknown_predicate")


def test_a_value_of_another_kind_is_refused(claims: Scenario[ClaimsState]) -> None:
    """The day of a pact is a date."""
    claims.when(a_claim(value=CodeValue(code="soon")), by=SYSTEM).then_refused("wrong_value_kind")


def test_a_predicate_of_the_programme_alone_takes_any_value(claims: Scenario[ClaimsState]) -> None:
    """Adding a predicate to a pack changes no code."""
    claims.when(a_claim(predicate="colour", value=CodeValue(code="blue")), by=SYSTEM).then_types("claim.imported")


def choice(accepted: str = "b") -> ProposeConflictResolution:
    """The wish that one of the claims be taken as right."""
    return ProposeConflictResolution(
        predicate="pact_concluded", accepted_claim=accepted, reason="signed copy seen", evidence=(DEED,)
    )


def test_two_people_resolve_a_conflict_with_a_reason(claims: Scenario[ClaimsState]) -> None:
    """The claim that was not accepted stays among the claims."""
    wish = choice()
    resolve = ResolveConflict(predicate="pact_concluded", accepted_claim="b", proposal_hash=proposal_hash(wish))
    claims.when(a_claim("a"), by=SYSTEM).when(a_claim("b", DECEMBER), by=SYSTEM).when(wish, by=OFFICER)
    claims.then_types("conflict.resolution_proposed").when(wish, by=OFFICER).then_nothing()
    claims.when(resolve, by=OFFICER).then_refused("four_eyes")
    claims.when(resolve, by=REVIEWER)
    claims.then(FactConflictResolved(predicate="pact_concluded", accepted_claim="b"))
    assert ("signed copy seen", (DEED,)) == (claims.answer[0].reason, claims.answer[0].evidence)
    assert ["a", "b"] == [known.claim for known in claims.state.claims]
    claims.when(resolve, by=REVIEWER).then_nothing()
    claims.when(wish, by=OFFICER).then_nothing()
    assert () == claims.state.resolutions


def test_what_one_person_once_asked_to_resolve_is_read_and_resolves_nothing(claims: Scenario[ClaimsState]) -> None:
    """Of the time when that was enough; what it resolved then still stands."""
    claims.when(a_claim("a"), by=SYSTEM).when(a_claim("b", DECEMBER), by=SYSTEM)
    alone = ResolveConflict(predicate="pact_concluded", accepted_claim="b", reason="signed copy seen")
    claims.when(alone, by=REVIEWER).then_refused("not_proposed")
    claims.given(FactConflictResolved(predicate="pact_concluded", accepted_claim="b"), by=REVIEWER)
    claims.when(choice(), by=OFFICER).then_nothing()


def test_a_resolution_that_waits_falls_away_when_something_new_is_told(claims: Scenario[ClaimsState]) -> None:
    """Whoever proposed it did not know that."""
    wish = choice()
    resolve = ResolveConflict(predicate="pact_concluded", accepted_claim="b", proposal_hash=proposal_hash(wish))
    claims.when(a_claim("a"), by=SYSTEM).when(a_claim("b", DECEMBER), by=SYSTEM).when(wish, by=OFFICER)
    claims.when(a_claim("c", DECEMBER), by=SYSTEM)
    claims.when(resolve, by=REVIEWER).then_refused("not_proposed")


@pytest.mark.parametrize(("accepted", "code"), [("a", "no_conflict"), ("z", "unknown_claim")])
def test_only_one_of_several_known_claims_can_be_accepted(
    claims: Scenario[ClaimsState], accepted: str, code: str
) -> None:
    """Nothing is resolved that is not there."""
    claims.when(a_claim("a"), by=SYSTEM).when(choice(accepted), by=OFFICER).then_refused(code)
    resolve = ResolveConflict(predicate="pact_concluded", accepted_claim=accepted, proposal_hash="0" * 64)
    claims.when(resolve, by=REVIEWER).then_refused(code)


def a_correction(**changes: object) -> ProposeCorrection:
    """The first claim of the stream, with another day."""
    fields = {"corrects": 1, "correction_kind": "replaces", "value": DateValue(date=on(DECEMBER)), "reason": "misread"}
    return ProposeCorrection.model_validate({**fields, **changes})


def proposed(claims: Scenario[ClaimsState]) -> str:
    """Take over a claim and propose to correct it; the hash of the proposal."""
    claims.when(a_claim(), by=SYSTEM).when(a_correction(), by=OFFICER)
    payload = claims.answer[0].payload
    assert isinstance(payload, CorrectionProposed)
    return payload.proposal_hash


def test_a_correction_takes_effect_when_a_second_person_approves_it(claims: Scenario[ClaimsState]) -> None:
    """It is a new event that names the one it corrects."""
    seen = proposed(claims)
    claims.when(ApproveCorrection(corrects=1, proposal_hash=seen), by=REVIEWER)
    claims.then(FactCorrected(corrects=1, correction_kind="replaces", value=DateValue(date=on(DECEMBER))))
    event = claims.answer[0]
    assert (1, "replaces", "misread") == (event.corrects, event.correction_kind, event.reason)
    assert ((), (1,)) == (claims.state.proposals, claims.state.corrected)


def test_nobody_approves_their_own_correction(claims: Scenario[ClaimsState]) -> None:
    """Persons are compared, whatever their role."""
    seen = proposed(claims)
    same_person = Actor(person=OFFICER.person, role="reviewer")
    claims.when(ApproveCorrection(corrects=1, proposal_hash=seen), by=same_person).then_refused("four_eyes")
    in_their_name = Actor(person="demo-gingko", role="case_officer", on_behalf_of=OFFICER.person)
    claims.when(ApproveCorrection(corrects=1, proposal_hash=seen), by=in_their_name).then_refused("four_eyes")


def test_an_approval_is_bound_to_what_was_proposed(claims: Scenario[ClaimsState]) -> None:
    """A hash of something else approves nothing."""
    proposed(claims)
    claims.when(ApproveCorrection(corrects=1, proposal_hash="0" * 64), by=REVIEWER).then_refused("content_changed")


def test_a_correction_that_nobody_proposed_cannot_be_approved(claims: Scenario[ClaimsState]) -> None:
    """There are two steps, by two people."""
    claims.when(ApproveCorrection(corrects=1, proposal_hash="0" * 64), by=REVIEWER).then_refused("not_proposed")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"corrects": 7}, "unknown_fact"),
        ({"value": None}, "empty_correction"),
        ({"fields": [["qualifier", "2021"]]}, "empty_correction"),
        ({"correction_kind": "withdraws"}, "empty_correction"),
        ({"value": CodeValue(code="soon")}, "wrong_value_kind"),
    ],
)
def test_an_unsound_correction_is_refused(claims: Scenario[ClaimsState], change: dict[str, object], code: str) -> None:
    """Before anybody has to judge it."""
    claims.when(a_claim(), by=SYSTEM).when(a_correction(**change), by=OFFICER).then_refused(code)


def test_the_same_proposal_again_changes_nothing(claims: Scenario[ClaimsState]) -> None:
    """Asking twice is asking once."""
    proposed(claims)
    claims.when(a_correction(), by=OFFICER).then_nothing()


def test_a_corrected_claim_can_be_imported_again_without_effect(claims: Scenario[ClaimsState]) -> None:
    """The correction stands; the file still says what its source says."""
    seen = proposed(claims)
    claims.when(ApproveCorrection(corrects=1, proposal_hash=seen), by=REVIEWER)
    claims.when(a_claim(), by=SYSTEM).then_nothing()
