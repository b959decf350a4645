"""Verdicts on claims: confirmed on evidence or rejected, by two people, and undone only by another verdict."""

from datetime import date, datetime
from typing import Any

import pytest

from domain import claim
from domain.correction import amended
from domain.knowledge import find, known
from domain.preparation import proposal_hash
from domain.stream import fold
from schemas.answer import Conclusion
from schemas.claim import (
    ApproveCorrection,
    ClaimConfirmed,
    ClaimRejected,
    ClaimsState,
    ConfirmClaim,
    CorrectionProposed,
    DateValue,
    Evidence,
    Grade,
    ImportHistoricalClaim,
    ProposeClaimVerdict,
    ProposeConflictResolution,
    ProposeCorrection,
    RejectClaim,
    ResolveConflict,
    Standing,
    Verdict,
)
from schemas.people import Actor
from tests.unit.flanders import flanders
from tests.unit.history import SEEN_ON, Record
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import HEAD, LEADER, OFFICER, REVIEWER, SYSTEM, Scenario, on

Claims = Scenario[ClaimsState]
DEED = Evidence(document="signed-deed", sha256="ab" * 32)
JUNE, DECEMBER = date(2017, 6, 9), date(2017, 12, 15)
PACT = "pact/vil"
LATER = date(2020, 3, 1)


@pytest.fixture
def claims() -> Claims:
    """A stream with one claim."""
    rules = rules_of(a_policy(predicates=("pact_concluded",)))
    return Scenario(claim.decide, claim.evolve, ClaimsState(), rules=rules).when(a_claim("a"), by=SYSTEM)


@pytest.fixture
def record() -> Record:
    """A record with one claim about one pact."""
    record = Record()
    record.ask(PACT, a_claim("a"), SYSTEM)
    return record


def a_claim(name: str, day: date = JUNE, grade: Grade = Grade.SECONDARY) -> ImportHistoricalClaim:
    """A source that says when the pact was concluded."""
    return ImportHistoricalClaim(
        claim=name,
        predicate="pact_concluded",
        value=DateValue(date=on(day)),
        effective=on(day),
        grade=grade,
        evidence=(Evidence(document=f"source-{name}"),),
    )


def wish(verdict: Verdict = "confirmed", of: str = "a", **changes: object) -> ProposeClaimVerdict:
    """The wish for a verdict."""
    told = {"claim": of, "verdict": verdict, "reason": "it stands there", "evidence": (DEED,), **changes}
    return ProposeClaimVerdict.model_validate(told)


def approval(of: ProposeClaimVerdict) -> ConfirmClaim | RejectClaim:
    """What lets it take effect."""
    made = ConfirmClaim if of.verdict == "confirmed" else RejectClaim
    return made(claim=of.claim, proposal_hash=proposal_hash(of))


def judged(claims: Claims, verdict: Verdict, of: str = "a") -> Claims:
    """A verdict by two people."""
    asked = wish(verdict, of)
    return claims.when(asked, by=OFFICER).when(approval(asked), by=REVIEWER)


def standing(claims: Claims, of: str = "a") -> Standing:
    """Where a claim stands."""
    return next(one.standing for one in claims.state.claims if one.claim == of)


@pytest.mark.parametrize(
    ("verdict", "event"), [("confirmed", ClaimConfirmed(claim="a")), ("rejected", ClaimRejected(claim="a"))]
)
def test_a_verdict_takes_effect_when_another_person_approves_it(
    claims: Claims, verdict: Verdict, event: ClaimConfirmed | ClaimRejected
) -> None:
    """With the evidence, the hash of the document and the reason that were proposed."""
    asked = wish(verdict)
    claims.when(asked, by=OFFICER).then_types("claim.verdict_proposed")
    assert Standing.UNCONFIRMED is standing(claims)
    claims.when(asked, by=OFFICER).then_nothing()
    claims.when(approval(asked), by=REVIEWER).then(event)
    [made] = claims.answer
    assert ((DEED,), "it stands there", False) == (made.evidence, made.reason, made.backfill)
    assert (verdict, ()) == (standing(claims).value, claims.state.verdicts)
    claims.when(approval(asked), by=REVIEWER).then_nothing()


@pytest.mark.parametrize("verdict", ["confirmed", "rejected"])
def test_nobody_approves_their_own_verdict(claims: Claims, verdict: Verdict) -> None:
    """Persons are compared, whatever their role, and so is whoever acts in their name."""
    asked = wish(verdict)
    claims.when(asked, by=OFFICER)
    claims.when(approval(asked), by=Actor(person=OFFICER.person, role="head_of_unit")).then_refused("four_eyes")
    in_their_name = Actor(person="demo-gingko", role="case_officer", on_behalf_of=OFFICER.person)
    claims.when(approval(asked), by=in_their_name).then_refused("four_eyes")


@pytest.mark.parametrize(("drafter", "decider"), [(HEAD, OFFICER), (LEADER, HEAD)])
def test_a_verdict_takes_at_least_the_level_of_whoever_proposed_it(
    record: Record, drafter: Actor, decider: Actor
) -> None:
    """A different officer of the same level or a higher one; for one of several claims too."""
    record.ask(PACT, a_claim("b", DECEMBER), SYSTEM)
    file = Scenario[Any](claim.decide, claim.evolve, record.states[PACT].claims, rules=rules_of(flanders()))  # type: ignore[union-attr]
    asked = wish()
    file.when(asked, by=drafter).when(approval(asked), by=decider).then_refused("level_too_low")
    chosen = ProposeConflictResolution(predicate="pact_concluded", accepted_claim="a", reason="copy seen")
    takes = ResolveConflict(predicate="pact_concluded", accepted_claim="a", proposal_hash=proposal_hash(chosen))
    file.when(chosen, by=drafter).when(takes, by=decider).then_refused("level_too_low")
    second = Actor(person="demo-zilverlinde", role=drafter.role)
    file.when(takes, by=second).then_types("conflict.resolved")
    file.when(asked, by=drafter).when(approval(asked), by=second).then_types("claim.confirmed")


def test_an_approval_is_bound_to_what_was_proposed(claims: Claims) -> None:
    """A hash of something else approves nothing, nor does an approval of the other verdict."""
    asked = wish()
    claims.when(ConfirmClaim(claim="a", proposal_hash="0" * 64), by=REVIEWER).then_refused("not_proposed")
    claims.when(asked, by=OFFICER)
    claims.when(ConfirmClaim(claim="a", proposal_hash="0" * 64), by=REVIEWER).then_refused("content_changed")
    other = RejectClaim(claim="a", proposal_hash=proposal_hash(asked))
    claims.when(other, by=REVIEWER).then_refused("not_proposed")


def test_a_claim_is_confirmed_on_evidence_and_only_where_it_stands(claims: Claims) -> None:
    """A reason alone confirms nothing; it can be enough to reject."""
    claims.when(wish(evidence=()), by=OFFICER).then_refused("evidence_missing")
    claims.when(wish("rejected", evidence=()), by=OFFICER).then_types("claim.verdict_proposed")
    claims.when(wish(of="z"), by=OFFICER).then_refused("unknown_claim")
    claims.when(ConfirmClaim(claim="z", proposal_hash="0" * 64), by=REVIEWER).then_refused("unknown_claim")


@pytest.mark.parametrize("verdict", ["confirmed", "rejected"])
def test_what_was_judged_is_judged_so_once_and_not_corrected(claims: Claims, verdict: Verdict) -> None:
    """No correction goes around a verdict: who finds it wrong proposes the other one."""
    judged(claims, verdict).when(wish(verdict, reason="again"), by=OFFICER).then_refused("already_judged")
    for kind, value in (("withdraws", None), ("replaces", DateValue(date=on(DECEMBER)))):
        told = {"corrects": 1, "correction_kind": kind, "value": value, "reason": "misread"}
        claims.when(ProposeCorrection.model_validate(told), by=OFFICER).then_refused("already_judged")


def test_a_verdict_is_undone_by_the_other_verdict(claims: Claims) -> None:
    """Again by two people; both stay in the file."""
    judged(claims, "confirmed")
    judged(claims, "rejected").then(ClaimRejected(claim="a"))
    judged(claims, "confirmed").then(ClaimConfirmed(claim="a"))
    assert Standing.CONFIRMED is standing(claims)


def test_a_correction_that_waits_falls_away_with_a_verdict_and_the_other_way_round(claims: Claims) -> None:
    """Each rested on a claim that was still open, or read otherwise."""
    correction = ProposeCorrection(corrects=1, correction_kind="withdraws", reason="misread")
    claims.when(correction, by=OFFICER)
    seen = _hash(claims)
    judged(claims, "confirmed").when(ApproveCorrection(corrects=1, proposal_hash=seen), by=REVIEWER)
    claims.then_refused("not_proposed")
    claims.when(a_claim("b"), by=SYSTEM)
    asked, position = wish(of="b"), claims.state.claims[-1].position
    withdrawal = ProposeCorrection(corrects=position, correction_kind="withdraws", reason="misread")
    claims.when(asked, by=OFFICER).when(withdrawal, by=OFFICER)
    claims.when(ApproveCorrection(corrects=position, proposal_hash=_hash(claims)), by=REVIEWER)
    claims.then_types("fact.corrected").when(approval(asked), by=REVIEWER).then_refused("not_proposed")
    claims.when(asked, by=OFFICER).then_refused("already_withdrawn")
    claims.when(withdrawal, by=OFFICER).then_refused("already_withdrawn")


def _hash(claims: Claims) -> str:
    payload = claims.answer[0].payload
    assert isinstance(payload, CorrectionProposed)
    return payload.proposal_hash


def test_a_rejected_claim_is_no_side_of_a_conflict(claims: Claims) -> None:
    """One that is left alone needs no resolution, and one that was accepted falls with its claim."""
    claims.when(a_claim("b", DECEMBER), by=SYSTEM)
    chosen = ProposeConflictResolution(predicate="pact_concluded", accepted_claim="b", reason="copy seen")
    takes = ResolveConflict(predicate="pact_concluded", accepted_claim="b", proposal_hash=proposal_hash(chosen))
    claims.when(chosen, by=OFFICER).when(takes, by=REVIEWER).then_types("conflict.resolved")
    judged(claims, "rejected", "b")
    assert () == claims.state.resolved
    claims.when(chosen, by=OFFICER).then_refused("already_rejected")
    other = chosen.model_copy(update={"accepted_claim": "a"})
    claims.when(other, by=OFFICER).then_refused("no_conflict")


def test_a_rejected_claim_imported_again_stays_rejected(claims: Claims) -> None:
    """Its source still says it."""
    judged(claims, "rejected").when(a_claim("a"), by=SYSTEM).then_nothing()
    assert Standing.REJECTED is standing(claims)


def concluded(record: Record, known_on: datetime = SEEN_ON) -> list[Conclusion]:
    """What the record says of the day of the pact."""
    return find(known(record.events, LATER, known_on), PACT, "pact_concluded")


def test_a_confirmed_claim_rests_on_what_confirmed_it_as_well(record: Record) -> None:
    """From then on; what was known before is as it was."""
    before, then = concluded(record), record.now
    record.now = record.now.replace(day=record.now.day + 1)
    record.judge(PACT, "a", "confirmed")
    [now] = concluded(record)
    sources = [(one.event, one.source) for one in now.evidence]
    assert (True, [("claim.imported", "source-a"), ("claim.confirmed", "deed")]) == (now.is_confirmed, sources)
    assert before == concluded(record, then)


def test_a_rejected_claim_is_not_stated_any_more(record: Record) -> None:
    """Those that are left are; what was known before is as it was."""
    record.ask(PACT, a_claim("b", DECEMBER), SYSTEM)
    before, then = concluded(record), record.now
    record.now = record.now.replace(day=record.now.day + 1)
    record.judge(PACT, "a", "rejected")
    [left] = concluded(record)
    assert ("b", ()) == (left.leading.claim, left.rivals)
    record.judge(PACT, "b", "rejected")
    assert [] == concluded(record)
    assert before == concluded(record, then)
    record.judge(PACT, "a", "confirmed")
    assert ["a"] == [one.leading.claim for one in concluded(record)]


def test_a_confirmed_claim_leads_and_who_says_otherwise_stays_visible(record: Record) -> None:
    """Confirming one side decides no conflict."""
    record.ask(PACT, a_claim("b", DECEMBER, Grade.PRIMARY), SYSTEM)
    record.judge(PACT, "a", "confirmed")
    [told] = concluded(record)
    assert ("a", ["b"], True) == (told.leading.claim, [one.claim for one in told.rivals], told.is_contested)


def test_a_resolution_does_not_come_back_with_a_claim_that_was_rejected_and_confirmed(record: Record) -> None:
    """It fell with the rejection; two people would have to resolve anew."""
    record.ask(PACT, a_claim("b", DECEMBER), SYSTEM)
    record.resolve(PACT, "pact_concluded", "a")
    assert concluded(record)[0].is_resolved
    record.judge(PACT, "a", "rejected")
    record.judge(PACT, "a", "confirmed")
    assert concluded(record)[0].is_contested


def test_a_verdict_opens_no_deadline_and_the_file_folds_anew_to_the_same(record: Record) -> None:
    """What happened long ago stays silent."""
    record.judge(PACT, "a", "confirmed")
    assert {"claim.imported", "claim.verdict_proposed", "claim.confirmed"} == {one.type for one in record.events}
    assert record.states[PACT] == fold(PACT, amended(record.events))
    assert () == record.states[PACT].deadlines  # type: ignore[union-attr]
