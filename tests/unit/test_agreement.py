"""The support agreement: award, periods, signature, and the extension under the cap."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from domain import agreement
from schemas.agreement.award import RecordAwardDecision, SupportAwarded
from schemas.agreement.cap_anchor import CapAnchorContested, CapAnchorFixed, ContestCapAnchor, FixCapAnchor
from schemas.agreement.extension import (
    ExtensionGranted,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
    ProposeExtension,
    RecordExtensionDecision,
)
from schemas.agreement.period import (
    ActivateAgreement,
    AgreementActivated,
    AgreementDrafted,
    AgreementExpired,
    AgreementExtended,
    AgreementSigned,
    AgreementStage,
    DraftAgreement,
    SignAgreement,
)
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage
from schemas.evaluation import InterimVerdict
from schemas.event import Pending
from schemas.pact import PactState
from tests.unit.flanders import flemish_rules
from tests.unit.pact_files import (
    ANCHORED,
    CAPPED,
    DRAFTED,
    EXTENSIBLE,
    GRANTED,
    IN_FORCE,
    PROPOSED,
    REGISTERED,
    RUNNING,
    SIGNED,
    STAND_IN,
    A,
    B,
    evaluated,
    pact_file,
)
from tests.unit.scenario import HEAD, LEADER, OFFICER, SECRETARY, SYSTEM, Scenario, on

SIGN = SignAgreement(period=1, text_hash=A, signed_on=date(2017, 12, 20))
DECISION_DAY = date(2020, 2, 27)
NEXT_DRAFT = AgreementDrafted(period=2, start=date(2021, 1, 1), end=date(2023, 12, 31), text_hash=B)
NEXT_SIGNED = AgreementSigned(period=2, start=date(2021, 1, 1), end=date(2023, 12, 31), signed_on=date(2020, 2, 28))


def file() -> Scenario[PactState]:
    """An empty file."""
    return pact_file(agreement.decide)


def decision(months: int = 36, *, decided_on: date = DECISION_DAY) -> RecordExtensionDecision:
    """The committee, which saw 36 months proposed, grants the next period."""
    return RecordExtensionDecision(
        period=1,
        decision="granted",
        proposal_hash=PROPOSED.proposal_hash,
        months=months,
        decided_on=decided_on,
        minutes="demo minutes 3",
    )


def period_end(due: date, kind: DeadlineKind = DeadlineKind.VALIDITY, rule: str = "D02") -> Deadline:
    """The end of period 1, as a deadline that was reached."""
    return Deadline(
        id=f"{rule}/1",
        rule=rule,
        rule_version="1",
        calendar="legal",
        calendar_version="1",
        kind=kind,
        subject=(("period", "1"),),
        anchor=date(2018, 1, 1),
        raw_due=due,
        due=due,
        instant=datetime(2020, 12, 31, 23, tzinfo=UTC),
        revision=1,
        set_at=datetime(2018, 1, 1, tzinfo=UTC),
        stage=DeadlineStage.REACHED,
    )


def reached(scenario: Scenario[PactState], deadline: Deadline) -> list[Pending]:
    """What the end of a period brings in this file."""
    return agreement.on_reached(deadline, scenario.state, SYSTEM, scenario.now, scenario.rules)


# Award


def test_an_award_is_recorded_with_the_day_of_the_decision() -> None:
    """The committee decided then, whenever it is recorded."""
    command = RecordAwardDecision(decided_on=date(2020, 1, 15), minutes="demo minutes 1")
    awarded = file().given(*REGISTERED).when(command, by=SECRETARY)
    awarded.then(SupportAwarded(decided_on=date(2020, 1, 15), minutes="demo minutes 1"))
    assert (on(date(2020, 1, 15)), date(2020, 1, 15)) == (awarded.answer[0].effective, awarded.answer[0].decided_on)


def test_support_is_awarded_once() -> None:
    """The same day again changes nothing; another day is refused."""
    awarded = file().given(*REGISTERED, SupportAwarded(decided_on=date(2020, 1, 15), minutes="demo minutes 1"))
    awarded.when(RecordAwardDecision(decided_on=date(2020, 1, 15), minutes="demo minutes 1")).then_nothing()
    again = RecordAwardDecision(decided_on=date(2020, 1, 16), minutes="demo minutes 2")
    awarded.when(again).then_refused("already_awarded")


def test_a_decision_of_tomorrow_is_not_recorded_today() -> None:
    """What is still to come did not happen."""
    command = RecordAwardDecision(decided_on=date(2020, 3, 3), minutes="demo minutes 1")
    file().given(*REGISTERED).when(command).then_refused("in_future")


def test_an_agreement_needs_an_open_file() -> None:
    """The file comes first."""
    file().when(DraftAgreement(start=date(2018, 1, 1), text_hash=A)).then_refused("not_registered")


# Periods


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2017, 1, 1), date(2019, 12, 31)),
        (date(2018, 1, 1), date(2020, 12, 31)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2029, 12, 30)),
    ],
)
def test_the_first_period_ends_by_calendar_arithmetic(start: date, end: date) -> None:
    """Three years with the first day included, wherever they start."""
    command = DraftAgreement(start=start, text_hash=A)
    file().given(*REGISTERED).when(command).then(AgreementDrafted(period=1, start=start, end=end, text_hash=A))


def test_a_draft_can_be_drawn_up_again_until_it_is_signed() -> None:
    """It stays the same period."""
    drafted = file().given(*REGISTERED, DRAFTED)
    drafted.when(DraftAgreement(start=date(2018, 1, 1), text_hash=A)).then_nothing()
    other = AgreementDrafted(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), text_hash=B)
    drafted.when(DraftAgreement(start=date(2018, 1, 1), text_hash=B)).then(other)
    assert len(drafted.state.agreement.periods) == 1


def test_a_first_period_beyond_the_cap_is_not_drawn_up() -> None:
    """No period ends after the cap, not even the first."""
    anchored = file().given(*REGISTERED, CapAnchorFixed(anchor=date(2010, 1, 1), cap=date(2019, 12, 31)))
    anchored.when(DraftAgreement(start=date(2018, 1, 1), text_hash=A)).then_refused("beyond_cap")
    anchored.when(DraftAgreement(start=date(2017, 1, 1), text_hash=A)).then_types("agreement.drafted")


def test_a_drafted_period_is_signed_by_another_person() -> None:
    """The signature is recorded under the day on which it was given."""
    signed = file().given(*CAPPED, DRAFTED).when(SIGN, by=LEADER).then(SIGNED)
    assert on(date(2017, 12, 20)) == signed.answer[0].effective


def test_who_drew_up_an_agreement_does_not_sign_it() -> None:
    """Four eyes, also through a stand-in."""
    file().given(*CAPPED, DRAFTED).when(SIGN, by=OFFICER).then_refused("four_eyes")
    file().given(*CAPPED, DRAFTED).when(SIGN, by=STAND_IN).then_refused("four_eyes")


def test_who_let_a_stand_in_draw_it_up_does_not_sign_it() -> None:
    """What is done in somebody's name is theirs too."""
    drafted = file().given(*CAPPED).given(DRAFTED, by=STAND_IN)
    drafted.when(SIGN, by=OFFICER).then_refused("four_eyes")
    drafted.when(SIGN, by=HEAD).then(SIGNED)


def test_who_drew_up_an_earlier_draft_keeps_a_hand_in_it() -> None:
    """Having somebody else type it again washes nobody."""
    again = AgreementDrafted(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), text_hash=A)
    twice = file().given(*CAPPED, DRAFTED).given(again, by=HEAD)
    twice.when(SIGN, by=OFFICER).then_refused("four_eyes")


def test_the_signature_is_under_the_drafted_text() -> None:
    """A changed draft is not what was read."""
    command = SignAgreement(period=1, text_hash=B, signed_on=date(2017, 12, 20))
    file().given(*REGISTERED, DRAFTED).when(command, by=LEADER).then_refused("content_changed")


def test_nothing_of_tomorrow_is_recorded_today() -> None:
    """Neither a signature nor a decision."""
    signed = SignAgreement(period=1, text_hash=A, signed_on=date(2020, 3, 3))
    file().given(*REGISTERED, DRAFTED).when(signed, by=LEADER).then_refused("in_future")
    decided = decision(decided_on=date(2020, 3, 3))
    file().given(*EXTENSIBLE, PROPOSED).when(decided, by=SECRETARY).then_refused("in_future")


def test_a_period_is_signed_once() -> None:
    """The same signature again changes nothing; another day is refused."""
    signed = file().given(*REGISTERED, DRAFTED, SIGNED)
    signed.when(SIGN, by=LEADER).then_nothing()
    again = SignAgreement(period=1, text_hash=A, signed_on=date(2017, 12, 21))
    signed.when(again, by=LEADER).then_refused("already_signed")


def test_a_period_that_nobody_drew_up_is_not_signed() -> None:
    """The chain has no such link."""
    file().given(*REGISTERED).when(SIGN, by=LEADER).then_refused("unknown_period")


def test_a_signed_period_runs_from_its_first_day() -> None:
    """Effective on that day, even when the service saw it later."""
    activated = file().given(*REGISTERED, DRAFTED, SIGNED).when(ActivateAgreement(period=1), by=SYSTEM)
    expected = AgreementActivated(
        period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), activated_on=date(2020, 3, 2)
    )
    activated.then(expected)
    assert on(date(2018, 1, 1)) == activated.answer[0].effective
    activated.when(ActivateAgreement(period=1), by=SYSTEM).then_nothing()


def test_the_years_of_a_file_taken_over_start_with_its_recording() -> None:
    """Nobody is reminded of years that passed before the service knew the file."""
    taken = file().given(*REGISTERED, DRAFTED, SIGNED).when(ActivateAgreement(period=1), by=SYSTEM)
    assert taken.state.agreement.active_since_year == 2020


def test_the_year_of_a_start_at_new_year_is_the_local_one() -> None:
    """Midnight in Brussels is still last year in UTC."""
    midnight = datetime(2020, 12, 31, 23, 0, tzinfo=UTC)
    drafted = AgreementDrafted(period=1, start=date(2021, 1, 1), end=date(2023, 12, 31), text_hash=A)
    signed = AgreementSigned(period=1, start=date(2021, 1, 1), end=date(2023, 12, 31), signed_on=date(2020, 12, 1))
    begun = file().given(*REGISTERED, drafted, signed).when(ActivateAgreement(period=1), by=SYSTEM, at=midnight)
    begun.then_types("agreement.activated")
    assert begun.state.agreement.active_since_year == 2021


def test_a_period_does_not_run_ahead_of_its_first_day() -> None:
    """One microsecond before midnight in Brussels is too early."""
    drafted = AgreementDrafted(period=1, start=date(2021, 1, 1), end=date(2023, 12, 31), text_hash=A)
    signed = AgreementSigned(period=1, start=date(2021, 1, 1), end=date(2023, 12, 31), signed_on=date(2020, 2, 28))
    early = datetime(2020, 12, 31, 22, 59, 59, 999999, tzinfo=UTC)
    waiting = file().given(*REGISTERED, drafted, signed)
    waiting.when(ActivateAgreement(period=1), by=SYSTEM, at=early).then_refused("not_begun")


def test_an_unsigned_period_does_not_run() -> None:
    """A draft binds nobody."""
    file().given(*REGISTERED, DRAFTED).when(ActivateAgreement(period=1), by=SYSTEM).then_refused("not_signed")


# The anchor of the cap


@pytest.mark.parametrize(
    ("anchor", "cap"),
    [
        (date(2017, 1, 1), date(2026, 12, 31)),
        (date(2019, 1, 1), date(2028, 12, 31)),
        (date(2024, 2, 29), date(2034, 2, 28)),
    ],
)
def test_the_cap_is_the_last_day_of_ten_years_from_the_anchor(anchor: date, cap: date) -> None:
    """It never moves off a Sunday."""
    file().given(*REGISTERED).when(FixCapAnchor(anchor=anchor, reason="demo award")).then(
        CapAnchorFixed(anchor=anchor, cap=cap)
    )


def test_a_fixed_anchor_changes_only_after_it_was_contested() -> None:
    """Nobody moves the cap in silence."""
    anchored = file().given(*ANCHORED)
    anchored.when(FixCapAnchor(anchor=date(2018, 1, 1), reason="demo award")).then_nothing()
    anchored.when(FixCapAnchor(anchor=date(2019, 1, 1), reason="demo award")).then_refused("already_fixed")


def test_a_contested_anchor_shows_both_caps_until_one_is_fixed() -> None:
    """The start of a chain can be disputed."""
    contest = ContestCapAnchor(anchor=date(2017, 6, 1), reason="another source")
    contested = file().given(*ANCHORED).when(contest)
    contested.then(CapAnchorContested(anchor=date(2017, 6, 1), cap=date(2027, 5, 31)))
    contested.when(contest).then_nothing()
    fixed = contested.when(FixCapAnchor(anchor=date(2017, 6, 1), reason="decided"), by=HEAD).then(
        CapAnchorFixed(anchor=date(2017, 6, 1), cap=date(2027, 5, 31))
    )
    assert fixed.state.agreement.contested_anchors == ()


def test_who_contested_the_anchor_does_not_fix_it_nor_does_who_drew_up_the_agreement() -> None:
    """Moving the cap takes two."""
    contest = ContestCapAnchor(anchor=date(2017, 6, 1), reason="another source")
    fixed = FixCapAnchor(anchor=date(2017, 6, 1), reason="decided")
    file().given(*ANCHORED).when(contest, by=HEAD).when(fixed, by=HEAD).then_refused("four_eyes")
    drafted = file().given(*REGISTERED).when(DraftAgreement(start=date(2018, 1, 1), text_hash=A), by=HEAD)
    drafted.under(flemish_rules()).when(fixed, by=HEAD).then_refused("four_eyes")


def test_the_years_of_the_cap_count_from_the_first_day_of_support_at_the_latest() -> None:
    """Counted from a later day, support would run for longer than the cap."""
    file().given(*RUNNING).when(FixCapAnchor(anchor=date(2018, 1, 2), reason="r"), by=HEAD).then_refused(
        "anchor_after_start"
    )
    anchored = file().given(*REGISTERED, CapAnchorFixed(anchor=date(2018, 1, 2), cap=date(2028, 1, 1)))
    anchored.when(DraftAgreement(start=date(2018, 1, 1), text_hash=A)).then_refused("anchor_after_start")


def test_nothing_is_signed_before_it_is_known_which_cap_it_stays_under() -> None:
    """An anchor is fixed, nobody contests it, and the period ends before the cap."""
    drafted = (*REGISTERED, DRAFTED)
    fixed = CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31))
    disputed = CapAnchorContested(anchor=date(2017, 1, 1), cap=date(2026, 12, 31))
    early = CapAnchorFixed(anchor=date(2010, 12, 31), cap=date(2020, 12, 30), beyond=(1,))
    file().given(*drafted).when(SIGN, by=HEAD).then_refused("anchor_missing")
    file().given(*drafted, fixed, disputed).when(SIGN, by=HEAD).then_refused("cap_anchor_contested")
    file().given(*drafted, early).when(SIGN, by=HEAD).then_refused("beyond_cap")
    file().given(*drafted, fixed).when(SIGN, by=HEAD).then_types("agreement.signed")


def test_only_a_fixed_anchor_can_be_contested_and_only_by_another_day() -> None:
    """There is no dispute with nothing, nor with oneself."""
    file().given(*RUNNING).when(ContestCapAnchor(anchor=date(2019, 1, 1), reason="r")).then_refused("no_cap_anchor")
    file().given(*ANCHORED).when(ContestCapAnchor(anchor=date(2018, 1, 1), reason="r")).then_refused("same_anchor")


def test_a_true_anchor_is_fixed_also_where_support_already_passes_its_cap() -> None:
    """The excess is recorded with it, and nothing further is granted."""
    fixed = file().given(*RUNNING).when(FixCapAnchor(anchor=date(2010, 6, 1), reason="r"), by=HEAD)
    fixed.then(CapAnchorFixed(anchor=date(2010, 6, 1), cap=date(2020, 5, 31), beyond=(1,)))
    contested = CapAnchorContested(anchor=date(2013, 1, 1), cap=date(2022, 12, 31))
    granted = file().given(*EXTENSIBLE, PROPOSED, GRANTED, contested)
    granted.when(FixCapAnchor(anchor=date(2013, 1, 1), reason="r"), by=HEAD)
    granted.then(CapAnchorFixed(anchor=date(2013, 1, 1), cap=date(2022, 12, 31), beyond=(2,)))
    short = file().given(*EXTENSIBLE, contested, CapAnchorFixed(anchor=date(2010, 6, 1), cap=date(2020, 5, 31)))
    short.when(ProposeExtension(period=1, months=1)).then_refused("beyond_cap")


# Extension


def test_an_extension_is_proposed_with_its_days_and_the_cap() -> None:
    """The next period starts the day after."""
    file().given(*EXTENSIBLE).when(ProposeExtension(period=1, months=36)).then(PROPOSED)


def test_proposing_the_same_again_changes_nothing_and_another_length_revises() -> None:
    """Until the committee decides, a proposal can be drawn up again."""
    proposed = file().given(*EXTENSIBLE, PROPOSED)
    proposed.when(ProposeExtension(period=1, months=36)).then_nothing()
    proposed.when(ProposeExtension(period=1, months=12)).then_types("extension.proposed")


def test_there_is_no_extension_before_the_interim_evaluation() -> None:
    """The period that ends is evaluated first."""
    file().given(*ANCHORED).when(ProposeExtension(period=1, months=36)).then_refused("no_interim_evaluation")


def test_the_interim_evaluation_of_another_period_does_not_count() -> None:
    """It is the period that ends which was to be evaluated."""
    other = file().given(*ANCHORED, *evaluated(2))
    other.when(ProposeExtension(period=1, months=36)).then_refused("no_interim_evaluation")


def test_an_open_interim_evaluation_does_not_count() -> None:
    """A proposed verdict is no verdict."""
    opened = file().given(*ANCHORED, *evaluated(1)[:2])
    opened.when(ProposeExtension(period=1, months=36)).then_refused("no_interim_evaluation")


def test_a_negative_interim_evaluation_blocks_the_extension() -> None:
    """The agreement keeps its end."""
    negative = file().given(*ANCHORED, *evaluated(1, InterimVerdict.NEGATIVE))
    negative.when(ProposeExtension(period=1, months=36)).then_refused("negative_evaluation")


def test_conditions_do_not_block_the_extension() -> None:
    """Positive with conditions is positive."""
    conditional = file().given(*ANCHORED, *evaluated(1, InterimVerdict.POSITIVE_WITH_CONDITIONS))
    conditional.when(ProposeExtension(period=1, months=36)).then(PROPOSED)


def test_an_extension_needs_an_anchor_that_nobody_contests() -> None:
    """Without it there is no telling where the cap is."""
    file().given(*RUNNING, *evaluated(1)).when(ProposeExtension(period=1, months=36)).then_refused("no_cap_anchor")
    contested = file().given(*EXTENSIBLE, CapAnchorContested(anchor=date(2019, 1, 1), cap=date(2028, 12, 31)))
    contested.when(ProposeExtension(period=1, months=36)).then_refused("cap_anchor_contested")


def test_an_extension_beyond_the_cap_is_refused_with_the_arithmetic_and_kept() -> None:
    """The refusal is itself a fact."""
    refused = file().given(*EXTENSIBLE).when(ProposeExtension(period=1, months=85))
    refused.then_refused("beyond_cap")
    count = (
        "2021-01-01 + 85 months ends on 2028-01-31; the cap counted from 2018-01-01 is 2027-12-31; room left: 84 months"
    )
    kept = ExtensionRefusedBecauseCap(
        period=1,
        months=85,
        new_start=date(2021, 1, 1),
        wished_end=date(2028, 1, 31),
        cap=date(2027, 12, 31),
        room_months=84,
        arithmetic=count,
    )
    assert refused.refusal is not None
    assert count == refused.refusal.detail
    assert (Pending(payload=kept, effective=on(date(2020, 3, 2))),) == refused.refusal.events


def test_the_whole_room_can_be_asked_for() -> None:
    """A period that ends on the cap itself stays under it."""
    file().given(*EXTENSIBLE).when(ProposeExtension(period=1, months=84)).then_types("extension.proposed")


def test_a_period_that_does_not_run_is_not_extended() -> None:
    """What never began has no next."""
    file().given(*IN_FORCE, DRAFTED, SIGNED).when(ProposeExtension(period=1, months=36)).then_refused("not_active")


def test_the_committee_grants_what_was_proposed_or_less() -> None:
    """Never more."""
    proposed = file().given(*EXTENSIBLE, PROPOSED)
    proposed.when(decision(37), by=SECRETARY).then_refused("more_than_proposed")
    proposed.when(decision(), by=SECRETARY).then(GRANTED)


def test_a_shorter_grant_ends_sooner() -> None:
    """The months are the committee's."""
    expected = ExtensionGranted(
        period=1,
        months=12,
        new_start=date(2021, 1, 1),
        new_end=date(2021, 12, 31),
        decided_on=DECISION_DAY,
        minutes="demo minutes 3",
    )
    granted = file().given(*EXTENSIBLE, PROPOSED).when(decision(12), by=SECRETARY).then(expected)
    assert (on(DECISION_DAY), DECISION_DAY) == (granted.answer[0].effective, granted.answer[0].decided_on)


def test_who_proposed_an_extension_does_not_record_the_decision() -> None:
    """Four eyes, also through a stand-in."""
    file().given(*EXTENSIBLE, PROPOSED).when(decision(), by=OFFICER).then_refused("four_eyes")
    file().given(*EXTENSIBLE, PROPOSED).when(decision(), by=STAND_IN).then_refused("four_eyes")


def test_an_extension_is_granted_once() -> None:
    """Neither a second decision nor a second proposal."""
    granted = file().given(*EXTENSIBLE, PROPOSED, GRANTED)
    granted.when(decision(), by=SECRETARY).then_refused("already_decided")
    granted.when(ProposeExtension(period=1, months=12)).then_refused("already_decided")


def test_nothing_is_decided_that_was_not_proposed() -> None:
    """The proposal comes first."""
    file().given(*EXTENSIBLE).when(decision(), by=SECRETARY).then_refused("not_proposed")


def test_a_grant_is_judged_by_the_cap_of_its_own_day() -> None:
    """An anchor contested since the proposal stops the grant."""
    contested = (*EXTENSIBLE, PROPOSED, CapAnchorContested(anchor=date(2012, 1, 1), cap=date(2021, 12, 31)))
    file().given(*contested).when(decision(), by=SECRETARY).then_refused("cap_anchor_contested")
    earlier = CapAnchorFixed(anchor=date(2012, 1, 1), cap=date(2021, 12, 31))
    refused = file().given(*contested, earlier).when(decision(), by=SECRETARY)
    refused.then_refused("beyond_cap")
    assert refused.refusal is not None
    assert len(refused.refusal.events) == 1


def test_the_committee_decides_on_the_proposal_that_it_saw() -> None:
    """A proposal revised since, to more or to less, is another one; a grant says for how long."""
    for months in (12, 48):
        revised = file().given(*EXTENSIBLE, PROPOSED).when(ProposeExtension(period=1, months=months))
        revised.then_types("extension.proposed").when(decision(), by=SECRETARY).then_refused("content_changed")
        assert revised.state.agreement.proposal is not None
        assert revised.state.agreement.proposal.months == months
    for left_out in ("months", "proposal_hash"):
        with pytest.raises(ValidationError, match=left_out):
            RecordExtensionDecision.model_validate(decision().model_dump(exclude={left_out}))


def test_a_refusal_of_the_committee_leaves_room_for_another_proposal() -> None:
    """No is an answer to one proposal."""
    command = RecordExtensionDecision(
        period=1,
        decision="refused",
        proposal_hash=PROPOSED.proposal_hash,
        decided_on=DECISION_DAY,
        minutes="demo minutes 4",
    )
    refused = file().given(*EXTENSIBLE, PROPOSED).when(command, by=SECRETARY)
    refused.then(ExtensionRefused(period=1, decided_on=DECISION_DAY, minutes="demo minutes 4"))
    refused.when(ProposeExtension(period=1, months=12)).then_types("extension.proposed")


def test_nothing_rolls_over_after_the_end() -> None:
    """A decision of the day after is no extension; one of the last day is, whenever it is recorded."""
    late = datetime(2021, 2, 1, 9, tzinfo=UTC)
    ended = (*EXTENSIBLE, PROPOSED, AgreementExpired(period=1, end=date(2020, 12, 31)))
    after = decision(decided_on=date(2021, 1, 1))
    file().given(*ended).when(after, by=SECRETARY, at=late).then_refused("period_ended")
    on_last_day = decision(decided_on=date(2020, 12, 31))
    file().given(*ended).when(on_last_day, by=SECRETARY, at=late).then_types("extension.granted")


# The next period


def test_the_next_period_is_drawn_up_exactly_as_it_was_granted() -> None:
    """Its days are the committee's, not the policy's."""
    granted = file().given(*EXTENSIBLE, PROPOSED, GRANTED)
    granted.when(DraftAgreement(start=date(2021, 1, 2), text_hash=B)).then_refused("other_than_granted")
    granted.when(DraftAgreement(start=date(2021, 1, 1), text_hash=B)).then(NEXT_DRAFT)


def test_there_is_no_next_period_without_a_grant() -> None:
    """A proposal is no grant."""
    command = DraftAgreement(start=date(2021, 1, 1), text_hash=B)
    file().given(*EXTENSIBLE, PROPOSED).when(command).then_refused("not_granted")


def test_a_period_that_ends_with_a_signed_next_one_is_extended() -> None:
    """Effective on its last day."""
    followed = file().given(*EXTENSIBLE, PROPOSED, GRANTED, NEXT_DRAFT, NEXT_SIGNED)
    [ended] = reached(followed, period_end(date(2020, 12, 31)))
    assert AgreementExtended(period=1, end=date(2020, 12, 31), next_period=2) == ended.payload
    assert on(date(2020, 12, 31)) == ended.effective


@pytest.mark.parametrize("after", [(), (PROPOSED,), (PROPOSED, GRANTED), (PROPOSED, GRANTED, NEXT_DRAFT)])
def test_a_period_that_ends_without_a_signed_next_one_expires(
    after: tuple[ExtensionProposed | ExtensionGranted | AgreementDrafted, ...],
) -> None:
    """A grant or a draft makes nobody's agreement run."""
    [ended] = reached(file().given(*EXTENSIBLE, *after), period_end(date(2020, 12, 31)))
    assert AgreementExpired(period=1, end=date(2020, 12, 31)) == ended.payload


def test_a_next_period_signed_late_takes_the_chain_up_again() -> None:
    """It was granted in time; the gap is in the paper, not in the support."""
    expired = AgreementExpired(period=1, end=date(2020, 12, 31))
    signed = file().given(*EXTENSIBLE, PROPOSED, GRANTED, NEXT_DRAFT, expired)
    command = SignAgreement(period=2, text_hash=B, signed_on=date(2021, 1, 20))
    signed.when(command, by=LEADER, at=datetime(2021, 1, 20, 9, tzinfo=UTC))
    signed.then_types("agreement.signed", "agreement.extended")
    assert AgreementStage.EXTENDED is signed.state.agreement.periods[0].stage


def test_other_deadlines_end_no_period() -> None:
    """Neither an action, nor the cap, nor a day before the period's own last day, nor a second time."""
    running = file().given(*EXTENSIBLE)
    assert reached(running, period_end(date(2020, 12, 31), kind=DeadlineKind.ACTION, rule="D04")) == []
    assert reached(running, period_end(date(2027, 12, 31), rule="D03")) == []
    assert reached(running, period_end(date(2020, 12, 30))) == []
    ended = running.given(AgreementExpired(period=1, end=date(2020, 12, 31)))
    assert reached(ended, period_end(date(2020, 12, 31))) == []
