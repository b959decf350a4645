"""Whom a refused command was overtaken by: the one event without which it would have ended otherwise."""

from datetime import UTC, date, datetime

from domain.overtaking import in_words, overtaking
from schemas.agreement.period import SignAgreement
from schemas.command import CommandEnvelope, Overtaking, SentField
from schemas.deadline import RequestExtensionOfTime, RevokeMiss
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan, WithdrawYearPlan
from tests.unit.scenario import CLUSTER, HEAD, OFFICER
from tests.unit.test_second_person import File, with_a_late_plan, with_a_plan_expected

LATER = datetime(2020, 12, 1, 10, tzinfo=UTC)
PLAN = SubmitYearPlan(year=2021, plan_hash="b" * 64, title="plan")


def told(file: File, command: object, code: str, seen: int | None = None) -> tuple[Overtaking, ...]:
    """What overtook this command of an officer."""
    sent = {"command_id": "overtaken-1", "stream": "pact/demo", "person": OFFICER.person, "expected_version": seen}
    envelope = CommandEnvelope.model_validate({**sent, "command": command})
    return overtaking(envelope, code, OFFICER, file.history, LATER, file.rules)


def test_it_is_the_event_without_which_it_would_have_ended_otherwise() -> None:
    """Whatever came after it; with what reads otherwise in it."""
    wish = {"deadline": "D07/2021", "new_due": "2020-12-14", "ground": "an inquiry"}
    file = with_a_plan_expected().when(RequestExtensionOfTime.model_validate(wish), by=CLUSTER)
    other = RequestExtensionOfTime.model_validate({**wish, "ground": "ill"})
    [found] = told(file, other, "request_pending")
    assert ("deadline.extension_requested", CLUSTER.person) == (found.type, found.by)
    assert (SentField(field="ground", sent="ill", recorded="an inquiry"),) == found.fields


def test_what_never_would_have_been_taken_was_overtaken_by_nothing() -> None:
    """Refused on the empty file already, or ended otherwise than was said."""
    file = with_a_plan_expected()
    assert () == told(file, RevokeMiss(deadline="D99", ground="clock_fault"), "unknown_deadline")
    assert () == told(file, RevokeMiss(deadline="D07/2021", ground="clock_fault"), "not_allowed")
    assert () == told(file, ExpectYearPlan(year=2021), "not_submitted")


def test_what_was_refused_otherwise_before_was_overtaken_by_nothing() -> None:
    """On the empty file the act is refused as well, with other words: no event made the difference."""
    file = with_a_plan_expected()
    assert () == told(file, SignAgreement(period=3, text_hash="a" * 64, signed_on=date(2020, 1, 2)), "unknown_period")


def test_a_version_that_was_named_is_overtaken_by_all_that_came_since() -> None:
    """In the order of recording."""
    file = with_a_late_plan()
    since = [event for event in file.history if event.version > file.history[-1].version - 3]
    found = told(file, PLAN, "conflict", since[0].version - 1)
    assert [event.type for event in since] == [one.type for one in found]
    assert ["b" * 64] == [
        field.sent
        for one in found
        if one.type == "year_plan.submitted"
        for field in one.fields
        if field.field == "plan_hash"
    ]


def test_it_is_told_in_one_line_by_whom_and_when() -> None:
    """For whom they stood in, too; and of many how many more."""
    at = datetime(2020, 11, 27, 10, 0, 1, tzinfo=UTC)
    one = Overtaking(position=7, type="year_plan.approved", by=HEAD.person, on_behalf_of="demo-x", recorded_at=at)
    line = f"year_plan.approved was recorded by {HEAD.person} for demo-x at 2020-11-27T10:00:01Z"
    assert ("", line) == (in_words(()), in_words((one,)))
    fields = (SentField(field="plan_hash", sent="b", recorded="a"),)
    assert f"{line}: plan_hash a, you sent b" == in_words((one.model_copy(update={"fields": fields}),))
    assert in_words((one,) * 5).endswith("; and 2 more")


def test_what_was_taken_back_since_stands_in_nobodys_way() -> None:
    """A plan that was withdrawn leaves room for another one, which names no event."""
    file = with_a_late_plan().when(WithdrawYearPlan(year=2021, reason="a better one"), by=CLUSTER)
    assert () == told(file, PLAN, "already_submitted")
