"""What the service records meets what sources say of the same matter: it bears it out, or conflicts for all to see."""

from datetime import date

import pytest

from domain.knowledge import find, known
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.period import AgreementActivated
from schemas.answer import Conclusion, Status
from schemas.budget.envelope import EnvelopeApproved, EnvelopeForeseen
from schemas.budget.reservation import ClusterReservationMade
from schemas.budget.whole import BudgetYearOpened
from schemas.claim import CodeValue, FactCorrected, MoneyValue
from schemas.cluster import ClusterRecognised, ClusterRecognitionEnded
from schemas.commitment import CommitmentAdded
from schemas.evaluation import FamilyVerdict, InterimEvaluationCompleted, InterimVerdict
from schemas.event import Payload, Pending
from schemas.kpi import KpiDefined, KpiSource, KpiTargetSet, KpiValueRecorded
from schemas.membership import MemberClass, MemberJoined
from schemas.pact import PactSignedByParty
from schemas.programme import LegalBasisRecorded, MinisterChanged
from schemas.report import GoalVerdict
from schemas.support import AgreementTerminated
from tests.unit.history import ANSWER_DAY, EARLY, SEEN_ON, Record, record_of, statements
from tests.unit.own_record import MILLION, STORY, own_record
from tests.unit.scenario import on

A = "a" * 64
FLUX = "pact/flux50"
LATER = date(2021, 3, 1)


def with_own(stream: str, *payloads: Payload, day: date = ANSWER_DAY) -> Record:
    """What sources tell of 2016 to 2020, and then what the service recorded on a day."""
    record = record_of(EARLY)
    for payload in payloads:
        record.append(stream, [Pending(payload=payload, effective=on(day))])
    return record


def concluded(record: Record, subject: str, predicate: str, qualifier: str = "", as_of: date = LATER) -> Conclusion:
    """What the record says of one matter."""
    (found,) = find(known(record.events, as_of, SEEN_ON), subject, predicate, qualifier)
    return found


def signature(signed_on: date, signed: int = 1, required: int = 1) -> PactSignedByParty:
    """One party's signature: of one that is asked for, unless told otherwise."""
    return PactSignedByParty(signatory="demo party", signed_on=signed_on, signed=signed, required=required)


@pytest.mark.parametrize(("signed_on", "is_contested"), [(date(2017, 12, 12), False), (date(2018, 2, 8), True)])
def test_our_signature_bears_out_what_a_minister_said_or_conflicts_with_it(signed_on: date, is_contested: bool) -> None:
    """The minister said: at the end of 2017."""
    found = concluded(with_own(FLUX, signature(signed_on)), FLUX, "pact_concluded")
    assert is_contested == found.is_contested


@pytest.mark.parametrize(("millions", "is_contested"), [(75, False), (70, True)])
def test_our_envelope_bears_out_what_a_minister_said_or_conflicts_with_it(millions: int, is_contested: bool) -> None:
    """The minister said: 75 million."""
    record = with_own("budget/2020", EnvelopeForeseen(year=2020, cents=millions * MILLION))
    assert is_contested == concluded(record, "budget/2020", "means_foreseen").is_contested


def test_our_own_later_amount_takes_the_place_of_our_earlier_one() -> None:
    """And still conflicts with what the minister said; on the days before, the earlier one counts."""
    record = with_own("budget/2020", EnvelopeForeseen(year=2020, cents=70 * MILLION))
    later = EnvelopeForeseen(year=2020, cents=75 * MILLION)
    record.append("budget/2020", [Pending(payload=later, effective=on(LATER))])
    assert not concluded(record, "budget/2020", "means_foreseen").is_contested
    before = concluded(record, "budget/2020", "means_foreseen", as_of=date(2020, 6, 1))
    assert (MoneyValue(cents=70 * MILLION), True) == (before.leading.value, before.is_contested)


def test_an_approved_amount_is_another_rung_and_contradicts_nothing() -> None:
    """Less was approved than foreseen, and both stand."""
    approved = EnvelopeApproved(year=2020, cents=60 * MILLION, decided_on=ANSWER_DAY)
    record = with_own("budget/2020", approved)
    both = [concluded(record, "budget/2020", one).is_contested for one in ("means_foreseen", "means_approved")]
    assert [False, False] == both


def test_a_reservation_of_ours_meets_the_claim_about_the_same_cluster() -> None:
    """Both say 8 million."""
    record = with_own("budget/2020", ClusterReservationMade(year=2020, cluster="vil", cents=8 * MILLION))
    found = concluded(record, "budget/2020", "reservation", "vil")
    assert (False, 1) == (found.is_contested, len(found.agreeing))


def family(verdict: GoalVerdict, period: int = 1) -> InterimEvaluationCompleted:
    """An interim evaluation with a verdict on the members."""
    return InterimEvaluationCompleted(
        period=period,
        verdict=InterimVerdict.POSITIVE,
        report_hash=A,
        completed_on=LATER,
        families=(FamilyVerdict(family="members", verdict=verdict),),
    )


def test_a_verdict_per_family_meets_what_was_said_of_the_first_evaluation() -> None:
    """Sources said: largely realised; an evaluation of the second period is another matter."""
    disputed = concluded(with_own(FLUX, family(GoalVerdict.PARTLY_REACHED)), FLUX, "goal_verdict", "members")
    record = with_own(FLUX, family(GoalVerdict.PARTLY_REACHED, period=2))
    agreed = concluded(record, FLUX, "goal_verdict", "members")
    second = concluded(record, FLUX, "goal_verdict", "members/2")
    assert (True, False) == (disputed.is_contested, agreed.is_contested)
    assert CodeValue(code="partly_reached") == second.leading.value
    told = [one.text for one in statements(record.answer(LATER, "en").parts[1], "goal_verdict", FLUX)]
    expected = (
        "Flux50, second period: the goals were partly realised for the number of members (the reach to SMEs included)."
    )
    assert expected == told[-1]


def test_an_interim_evaluation_that_sources_tell_of_counts_for_our_agreement() -> None:
    """It was completed in May 2019, so nobody says that it has not begun."""
    period = AgreementActivated(period=1, start=date(2017, 1, 1), end=date(2019, 12, 31), activated_on=date(2017, 1, 1))
    answer = with_own(FLUX, period, day=date(2017, 1, 1)).answer(date(2019, 11, 1), "en")
    (found,) = statements(answer.parts[3], "next_extension", FLUX)
    assert ("completed", Status.NOT_DECIDED) == (found.value["interim_evaluation"], found.status)


def test_terminated_support_has_no_next_extension_and_no_room() -> None:
    """From the day after its last day on."""
    record = with_own(
        FLUX,
        CapAnchorFixed(anchor=date(2017, 1, 1), cap=date(2026, 12, 31)),
        AgreementActivated(period=1, start=date(2020, 1, 1), end=date(2022, 12, 31), activated_on=date(2020, 1, 1)),
        day=date(2020, 1, 1),
    )
    ended = AgreementTerminated(
        cluster="flux50", period=1, ended_on=LATER, grounds="demo", decided_on=LATER, minutes="demo 4"
    )
    record.append(FLUX, [Pending(payload=ended, effective=on(LATER))])
    after = date(2021, 3, 2)
    room = [len(statements(record.answer(day, "en").parts[3], "room_under_cap", FLUX)) for day in (LATER, after)]
    assert [1, 0] == room
    renewal = record.answer(after, "en").parts[3]
    told = [one.text for one in renewal.statements if "none follows for Flux50" in one.text]
    since = "its first support agreement has been terminated since 2 March 2021."
    expected = [f"{kind}: none follows for Flux50; {since}" for kind in ("Yearly update", "Extension")]
    assert expected == told
    (table,) = renewal.tables
    assert "none" == next(row for row in table.rows if row.heading == "Flux50").cells[5].text
    (found,) = statements(record.answer(date(2021, 3, 2), "en").parts[0], "agreement_state", FLUX)
    assert "Since 2 March 2021, the first support agreement of Flux50 has been terminated." == found.text


def test_offices_and_legal_bases_are_facts_of_the_programme() -> None:
    """Who holds an office now, and until when a basis holds."""
    record = with_own(
        "programme/flanders-clusters",
        MinisterChanged(office="demo-office", holder="demo-one", former=None, since=ANSWER_DAY),
        MinisterChanged(office="demo-office", holder="demo-two", former="demo-one", since=ANSWER_DAY),
        LegalBasisRecorded(basis="demo-act", title="t", valid_from=ANSWER_DAY, valid_until=LATER),
    )
    subject = "programme/flanders-clusters"
    holder = concluded(record, subject, "minister", "demo-office").leading.value
    assert "demo-two" == getattr(holder, "en", None)
    ends = concluded(record, subject, "legal_basis_end", "demo-act").leading.value
    assert LATER == getattr(ends, "date").earliest  # noqa: B009 - one of several kinds of values


def figures(stream: str) -> tuple[Payload, ...]:
    """A KPI with one figure."""
    return (
        KpiDefined(
            kpi="demo-kpi",
            family="members",
            title_nl="leden",
            title_en="members",
            definition=stream,
            unit="count",
            aggregation="sum",
        ),
        KpiValueRecorded(
            kpi="demo-kpi",
            year=2019,
            definition_version=1,
            value="12",
            reference_date=date(2019, 12, 31),
            source=KpiSource.SELF_REPORTED,
            value_hash=A,
        ),
    )


def test_a_cluster_of_which_there_are_verdicts_and_no_figures_says_so() -> None:
    """As soon as another one has figures; before, it is said of all together."""
    goals = with_own(FLUX, *figures(FLUX)).answer(ANSWER_DAY, "en").parts[1]
    silent = [one.subject for one in statements(goals, "kpi_figures")]
    assert "programme/flanders-clusters" not in silent
    assert {"pact/catalisti", "pact/sim", "pact/vil", "pact/flanders-food", "pact/blauwe-cluster"} == set(silent)


def test_a_kpi_without_a_figure_shows_its_target_and_an_empty_cell() -> None:
    """Nothing is made up for the year."""
    defined, _ = figures(FLUX)
    record = with_own(FLUX, defined, KpiTargetSet(kpi="demo-kpi", year=2020, definition_version=1, target="15"))
    (found,) = [one for one in record.answer(ANSWER_DAY, "en").parts[1].tables if one.id == "kpi/flux50/members"]
    expected = [("Members: target", ["15"]), ("Members: value", [""])]
    assert expected == [(row.heading, [cell.text for cell in row.cells]) for row in found.rows]
    assert "kpi_figures" in {one.predicate for one in record.answer(ANSWER_DAY, "en").parts[1].statements}


def correction(record: Record, corrects: int, **fields: object) -> FactCorrected:
    """A correction of some fields, as approved."""
    del record
    told = tuple((name, value) for name, value in fields.items())
    return FactCorrected.model_validate({"corrects": corrects, "correction_kind": "replaces", "fields": told})


def test_a_corrected_fact_changes_the_answer_from_then_on_and_is_its_evidence() -> None:
    """What was known before stays as it was; the sentence of today names the correction too."""
    record = own_record(STORY)
    before = record.now
    approved = next(event for event in record.events if isinstance(event.payload, EnvelopeApproved))
    added = next(event for event in record.events if isinstance(event.payload, CommitmentAdded))
    then = record.answer(LATER, "en", before)
    record.now = SEEN_ON
    record.append(
        "budget/2019",
        [Pending(payload=correction(record, approved.position, cents=24 * MILLION), effective=on(date(2026, 11, 30)))],
    )
    record.append(
        "pact/duin",
        [Pending(payload=correction(record, added.position, party="minister"), effective=on(date(2026, 11, 30)))],
    )
    assert then == record.answer(LATER, "en", before)
    today = record.answer(LATER, "en", SEEN_ON)
    (statement,) = statements(today.parts[4], "means_approved")
    positions = [one.position for one in statement.evidence]
    assert ({"amount": 24_000_000, "currency": "EUR"}, [approved.position, len(record.events) - 1]) == (
        statement.value,
        positions,
    )
    (late,) = statements(today.parts[1], "commitment_late")
    assert ("minister", True) == (late.value["party"], len(record.events) in {one.position for one in late.evidence})


def test_an_opened_year_tells_of_no_amount() -> None:
    """Neither a fact nor a row of a table; that nothing is recorded is said."""
    opened = BudgetYearOpened(year=2021, year_start=date(2021, 1, 1), year_end=date(2021, 12, 31))
    record = with_own("budget/2021", opened)
    assert [] == find(known(record.events, ANSWER_DAY, SEEN_ON), "budget/2021", "means_foreseen")
    (found,) = statements(record.answer(ANSWER_DAY, "en").parts[4], "envelope", "budget/2021")
    assert Status.NOT_RECORDED is found.status


def test_members_of_a_cluster_whose_recognition_ended_no_longer_count() -> None:
    """Its own history stays; on the days before, they count."""
    joined = [
        MemberJoined(member=f"demo-{name}", member_class=MemberClass.SME, since=date(2017, 1, 2)) for name in ("a", "b")
    ]
    record = with_own("cluster/vil", ClusterRecognised(recognised_on=date(2017, 1, 2)), joined[0], day=date(2017, 1, 2))
    record.append("cluster/flux50", [Pending(payload=joined[1], effective=on(date(2017, 1, 2)))])
    record.append(
        "cluster/vil", [Pending(payload=ClusterRecognitionEnded(ended_on=ANSWER_DAY), effective=on(ANSWER_DAY))]
    )
    days = (date(2020, 2, 29), ANSWER_DAY)
    told = [statements(record.answer(day, "en").parts[1], "members_total")[0].value["total"] for day in days]
    assert [2, 1] == told
