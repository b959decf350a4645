"""Laws of the chain: whatever starts and lengths, no period passes the cap and no room is lost."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import pact
from domain.chain import day_after, end_after, room_in_months
from domain.dates import last_day_of_period
from domain.preparation import proposal_hash
from domain.recording import provisional
from schemas.agreement.cap_anchor import ContestCapAnchor, FixCapAnchor
from schemas.agreement.extension import ProposeExtension, RecordExtensionDecision
from schemas.agreement.period import ActivateAgreement, DraftAgreement, SignAgreement
from schemas.command import PactCommand
from schemas.evaluation import (
    CompleteInterimEvaluation,
    InterimVerdict,
    OpenInterimEvaluation,
    ProposeInterimVerdict,
)
from schemas.pact import PactState, RegisterPact
from schemas.people import Actor
from schemas.policy import Span
from schemas.refusal import Refused
from tests.unit.pact_files import A, C
from tests.unit.programme import rules_of
from tests.unit.scenario import HEAD, OFFICER, SYSTEM

RULES = rules_of()
LATER = datetime(2049, 6, 1, 9, tzinfo=UTC)
"""After every period that these tests walk through, within the years of the calendar."""

days = st.dates(min_value=date(2016, 1, 1), max_value=date(2036, 12, 31))
month_ends = st.sampled_from([date(2016, 2, 29), date(2024, 2, 29), date(2023, 2, 28), date(2026, 12, 31)])
starts = days | month_ends
lengths = st.integers(min_value=1, max_value=600)


@given(starts, starts)
def test_the_room_is_the_longest_period_that_stays_under_the_cap(first_day: date, anchor: date) -> None:
    """One month more would pass it."""
    cap = last_day_of_period(anchor, Span(years=10))
    room = room_in_months(first_day, cap)
    assert room == 0 or end_after(first_day, room) <= cap
    assert end_after(first_day, room + 1) > cap


@given(starts)
def test_a_chain_that_starts_on_its_anchor_has_all_its_room(anchor: date) -> None:
    """Ten years are 120 months, also from 29 February."""
    assert room_in_months(anchor, last_day_of_period(anchor, Span(years=10))) == 120


@given(starts, st.lists(st.integers(min_value=1, max_value=48), min_size=1, max_size=6))
def test_periods_follow_one_another_without_gap_or_overlap(first_day: date, months: list[int]) -> None:
    """Each starts the day after the one before."""
    start = first_day
    for length in months:
        end = end_after(start, length)
        assert start <= end
        assert day_after(end) - end == timedelta(days=1)
        start = day_after(end)


def test_the_first_cohort_has_twelve_months_left_after_three_periods() -> None:
    """3 + 3 + 3 leaves one year, which the service offers and never stretches."""
    cap = date(2026, 12, 31)
    assert [
        room_in_months(start, cap)
        for start in (date(2017, 1, 1), date(2020, 1, 1), date(2023, 1, 1), date(2026, 1, 1), date(2027, 1, 1))
    ] == [120, 84, 48, 12, 0]


def test_loose_days_are_no_room() -> None:
    """A month is whole or it is not there."""
    assert room_in_months(date(2026, 12, 2), date(2026, 12, 31)) == 0
    assert room_in_months(date(2026, 12, 1), date(2026, 12, 31)) == 1
    assert room_in_months(date(2030, 1, 1), date(2026, 12, 31)) == 0


def carried_out(state: PactState, command: PactCommand, by: Actor) -> PactState:
    """The file after the command; a refusal leaves it as it was, but for what the refusal itself records."""
    try:
        events = pact.decide(command, by, state, LATER, RULES)
    except Refused:
        return state
    recorded = provisional(
        events, stream="pact/demo", version=state.version, actor=by, now=LATER, command_id="test-0001"
    )
    for event in recorded:
        state = pact.evolve(state, event)
    return state


def one_more_period(state: PactState, number: int, months: int, granted: int) -> PactState:
    """Everything it takes to have a next period, whether it is refused half-way or not."""
    end = state.agreement.periods[-1].end
    judged = ProposeInterimVerdict(period=number, verdict=InterimVerdict.POSITIVE, report_hash=C)
    wished = ProposeExtension(period=number, months=months)
    steps: tuple[tuple[PactCommand, Actor], ...] = (
        (OpenInterimEvaluation(period=number), OFFICER),
        (judged, OFFICER),
        (CompleteInterimEvaluation(period=number, report_hash=C, proposal_hash=proposal_hash(judged)), HEAD),
        (wished, OFFICER),
        (
            RecordExtensionDecision(
                period=number,
                decision="granted",
                proposal_hash=proposal_hash(wished),
                months=granted,
                decided_on=end,
                minutes="demo minutes",
            ),
            HEAD,
        ),
        (DraftAgreement(start=day_after(end), text_hash=A), OFFICER),
        (SignAgreement(period=number + 1, text_hash=A, signed_on=end), HEAD),
        (ActivateAgreement(period=number + 1), SYSTEM),
    )
    for command, by in steps:
        state = carried_out(state, command, by)
    return state


@settings(max_examples=60, deadline=None)
@given(
    starts,
    st.integers(min_value=-1200, max_value=1200),
    st.lists(st.tuples(st.integers(1, 130), st.integers(1, 130)), max_size=4),
    st.none() | st.tuples(starts, starts),
)
def test_no_period_ever_ends_after_the_cap(
    start: date, offset: int, wishes: list[tuple[int, int]], dispute: tuple[date, date] | None
) -> None:
    """Whatever is asked, in whatever lengths, with an anchor before or after the start, disputed or not."""
    opening: tuple[tuple[PactCommand, Actor], ...] = (
        (RegisterPact(cluster="demo-cluster"), OFFICER),
        (FixCapAnchor(anchor=start + timedelta(days=offset), reason="demo award"), HEAD),
        (DraftAgreement(start=start, text_hash=A), OFFICER),
        (SignAgreement(period=1, text_hash=A, signed_on=start), HEAD),
        (ActivateAgreement(period=1), SYSTEM),
    )
    state = PactState()
    for command, by in opening:
        state = carried_out(state, command, by)
    for number, (months, granted) in enumerate(wishes, start=1):
        if len(state.agreement.periods) == number:
            state = one_more_period(state, number, months, granted)
    chain, cap = state.agreement.periods, state.agreement.cap
    assert cap is not None
    assert [link for link in chain if link.end > cap] == []
    if dispute is not None:
        contested, fixed = dispute
        state = carried_out(state, ContestCapAnchor(anchor=contested, reason="r"), OFFICER)
        state = carried_out(state, FixCapAnchor(anchor=fixed, reason="r"), HEAD)
    after = one_more_period(state, len(chain), 12, 12) if chain else state
    later, cap = after.agreement.periods[len(chain) :], after.agreement.cap
    assert cap is not None
    assert [link for link in later if link.end > cap] == []
    chain = after.agreement.periods
    assert [day_after(link.end) for link in chain[:-1]] == [link.start for link in chain[1:]]
