"""What holds after every step of every life, whatever the model knew to predict."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from domain.around import Dated
from schemas.budget.whole import BudgetState
from schemas.event import Recorded
from schemas.pact import PactState
from tests.model.machine import second_hands
from tests.model.reckoning import day_over, last_day, local

DECISIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "agreement.signed": ("sign_agreement", ("period",)),
    "support.awarded": ("record_award_decision", ()),
    "support.awarded_with_conditions": ("record_award_decision", ()),
    "support.refused": ("record_award_decision", ()),
    "extension.granted": ("record_extension_decision", ("period",)),
    "extension.refused": ("record_extension_decision", ("period",)),
    "pact.entered_into_force": ("bring_pact_into_force", ()),
    "year_plan.approved": ("approve_year_plan_verdict", ("year",)),
    "year_plan.approved_with_conditions": ("approve_year_plan_verdict", ("year",)),
    "year_plan.rejected": ("approve_year_plan_verdict", ("year",)),
    "year_plan.waived": ("waive_year_plan", ("year",)),
    "year_plan.amended": ("amend_year_plan", ("year",)),
    "report.processed": ("approve_report_verdict", ("year",)),
    "pact.yearly_evaluation_completed": ("evaluate_pact", ("year",)),
    "interim_evaluation.completed": ("complete_interim_evaluation", ("period",)),
    "condition.met": ("record_condition_met", ("condition",)),
    "remedial_plan.accepted": ("judge_remedial_plan", ("period", "round")),
    "remedial_plan.refused": ("judge_remedial_plan", ("period", "round")),
    "remediation.fulfilled": ("close_remediation", ("period",)),
    "remediation.failed": ("close_remediation", ("period",)),
    "support.suspended": ("suspend_support", ("measure",)),
    "support.resumed": ("resume_support", ("measure",)),
    "agreement.terminated": ("terminate_agreement", ("measure",)),
    "deadline.extended": ("grant_extension_of_time", ("deadline",)),
    "envelope.approved": ("approve_envelope", ()),
    "envelope.revised": ("approve_envelope", ()),
    "change.approved": ("approve_change", ("change",)),
    "kpi.value_verified": ("verify_kpi_value", ("kpi", "year")),
}
"""By wire name: the decision it is, and the fields that say about what."""

DRAFTS: dict[str, str] = {
    "agreement.drafted": "draft_agreement",
    "award.proposed": "propose_award",
    "award.endorsed": "endorse_award",
    "extension.proposed": "propose_extension",
    "extension.endorsed": "endorse_extension",
    "termination.endorsed": "endorse_termination",
    "pact.text_agreed": "agree_pact_text",
    "year_plan.verdict_proposed": "propose_year_plan_verdict",
    "year_plan.submitted": "submit_year_plan",
    "year_plan.resubmitted": "resubmit_year_plan",
    "year_plan.completion_supplied": "supply_completion",
    "year_plan.found_complete": "confirm_complete",
    "year_plan.waiver_proposed": "propose_year_plan_waiver",
    "year_plan.amendment_proposed": "propose_year_plan_amendment",
    "report.received": "receive_report",
    "report.replaced": "replace_report",
    "report.verdict_proposed": "propose_report_verdict",
    "pact.evaluation_proposed": "propose_pact_evaluation",
    "interim_evaluation.verdict_proposed": "propose_interim_verdict",
    "condition.reported": "report_condition_met",
    "remedial_plan.submitted": "submit_remedial_plan",
    "remedial_plan.verdict_proposed": "propose_remedial_verdict",
    "remediation.outcome_proposed": "propose_remediation_outcome",
    "deadline.extension_requested": "request_extension_of_time",
    "envelope.proposed": "propose_envelope",
    "change.requested": "request_change",
}
"""By wire name: the preparing act that it is."""

AFRESH = frozenset(
    {
        "deadline.extension_refused",
        "year_plan.resubmitted",
        "remedial_plan.submitted",
        "remedial_plan.requested",
        "envelope.approved",
    }
)
"""What begins a new piece of work: the hands before it do not count."""

OUTCOMES = ("deadline.met", "deadline.missed", "deadline.reached", "deadline.cancelled")


def check(before: int, log: Sequence[Recorded], state: Any, now: datetime) -> None:  # noqa: ANN401 - every kind of state
    """Hold the record, of which everything after ``before`` is new, and what it folds to, against what never fails."""
    new = log[before:]
    assert [event.version for event in log[before:]] == list(range(before + 1, len(log) + 1)), "versions have a gap"
    assert state.version == len(log), "the state counts other versions than the record"
    for event in new:
        assert event.recorded_at <= now, "recorded in the future"
        _by_another_person(event, log[: event.version - 1])
        _not_early(event, log[: event.version - 1])
    if any(event.type in OUTCOMES for event in new):
        _one_outcome(log)
    _clocks(state, now)
    if isinstance(state, BudgetState):
        _money(state)
    if isinstance(state, PactState):
        _pact(state, log, new)


def _by_another_person(decision: Recorded, told: Sequence[Recorded]) -> None:
    """Whoever decides had no hand in what is decided: since the last decision of its kind about the same."""
    if decision.type not in DECISIONS or decision.actor.person == "system":
        return
    kind, about = DECISIONS[decision.type]
    counting = second_hands().get(kind, frozenset())
    deciders = {decision.actor.person, decision.actor.on_behalf_of} - {None}
    for event in reversed(told):
        if event.type in DECISIONS and DECISIONS[event.type][0] == kind and _same(event, decision, about):
            break
        if DRAFTS.get(event.type) in counting and _same(event, decision, about):
            hands = {event.actor.person, event.actor.on_behalf_of}
            assert not hands & deciders, f"{decision.type} by a hand of {event.type}"
        if event.type in AFRESH and _same(event, decision, about):
            break


def _same(one: Recorded, other: Recorded, about: tuple[str, ...]) -> bool:
    return all(
        getattr(one.payload, name, None) == getattr(other.payload, name, None) for name in about if name != "measure"
    )


def _not_early(event: Recorded, told: Sequence[Recorded]) -> None:
    if event.type not in {"deadline.missed", "deadline.reached"}:
        return
    due = _due_of(event, told)
    assert due == getattr(event.payload, "due", None), "fired under a date that no longer counts"
    assert event.recorded_at >= day_over(due), f"{event.type} came early"


def _due_of(event: Recorded, told: Sequence[Recorded]) -> Any:  # noqa: ANN401 - a date, if the log is right
    name = getattr(event.payload, "deadline", "")
    for other in reversed(told):
        moves = {"deadline.set", "deadline.extended", "deadline.resumed", "deadline.recomputed", "deadline.reopened"}
        if other.type in moves and getattr(other.payload, "deadline", "") == name:
            return getattr(other.payload, "due", None)
    raise AssertionError(f"{name} fired and was never set")


def _one_outcome(log: Sequence[Recorded]) -> None:
    """Each revision ends once; a miss can be followed by the late act, and be revoked."""
    counted: Counter[tuple[str, str, int]] = Counter()
    for event in log:
        if event.type in OUTCOMES:
            counted[event.type, *_revision(event)] += 1
        if event.type == "deadline.miss_revoked":
            counted["deadline.missed", *_revision(event)] -= 1
    assert all(times <= 1 for times in counted.values()), "one revision has two outcomes"
    final = Counter(
        (name, revision) for (kind, name, revision), times in counted.items() if kind != OUTCOMES[1] and times
    )
    assert all(times == 1 for times in final.values()), "one revision ended twice"


def _revision(event: Recorded) -> tuple[str, int]:
    return getattr(event.payload, "deadline", ""), getattr(event.payload, "revision", 0)


def _clocks(state: Dated, now: datetime) -> None:
    for one in state.deadlines:
        assert one.instant == day_over(one.due), "the instant is not the end of the day"
        fires = one.stage == "open" and not one.taken_over
        assert not fires or now <= max(one.instant, one.set_at) or local(now) == one.due, (
            f"{one.id} is overdue and open"
        )


def _money(state: BudgetState) -> None:
    envelope = state.foreseen_cents if state.approved_cents is None else state.approved_cents
    reserved = sum(one.reserved_cents for one in state.lines)
    assert state.over_cents == max(0, reserved - (reserved if envelope is None else envelope)), (
        "over the envelope, unsaid"
    )
    for one in state.lines:
        own = [project for project in state.projects if project.line == one.line]
        assert one.committed_cents == sum(project.committed_cents for project in own), "commitments do not add up"
        assert min(one.reserved_cents, one.carried_cents, one.released_cents) >= 0, "a line below nothing"
        assert one.committed_cents <= one.reserved_cents + one.carried_cents, "more committed than the line holds"
    for project in state.projects:
        paid = sum(payment.cents for payment in project.payments)
        assert 0 <= paid <= project.committed_cents, "more paid than committed"


def _pact(state: PactState, log: Sequence[Recorded], new: Sequence[Recorded]) -> None:
    agreement = state.agreement
    if agreement.cap is not None and agreement.anchor is not None:
        assert agreement.cap == _cap(agreement.anchor), "the cap is not ten years"
        fixed = next(one.payload for one in reversed(log) if one.type == "cap_anchor.fixed")
        ends = {one.period + 1: one.new_end for one in agreement.grants}
        ends |= {one.number: one.ended_on or one.end for one in agreement.periods}
        beyond = {number for number, end in ends.items() if end > agreement.cap}
        assert beyond <= set(getattr(fixed, "beyond", ())), "beyond the cap"
    for event in new:
        match event.type:
            case "extension.granted" | "agreement.signed":
                end = getattr(event.payload, "new_end", None) or getattr(event.payload, "end", None)
                assert agreement.cap is None or (end is not None and end <= agreement.cap), "bound beyond the cap"
                if event.type == "extension.granted" and not getattr(event.payload, "bridging", False):
                    _evaluated(event, log)
            case "pact.entered_into_force":
                document = state.pact
                assert document is not None
                assert {one.signatory for one in document.signatures} == set(document.signatories), "not all signed"
            case "pact.yearly_evaluation_completed":
                year = getattr(event.payload, "year", 0)
                same = [one for one in log if one.type == event.type and getattr(one.payload, "year", 0) == year]
                assert len(same) == 1, "two yearly evaluations"
                assert _ends_in_a_word(event, log), "an evaluation without a version or a word that nothing changes"
            case _:
                pass


def _evaluated(granted: Recorded, log: Sequence[Recorded]) -> None:
    """The period that ends, or one that only bridges to its end, has a completed interim evaluation."""
    bridged = {
        getattr(one.payload, "period", 0)
        for one in log
        if one.type == "extension.granted" and getattr(one.payload, "bridging", False)
    }
    periods: list[int] = [getattr(granted.payload, "period", 0)]
    while periods[-1] - 1 in bridged:
        periods.append(periods[-1] - 1)
    done = [one for one in log[: granted.version] if one.type == "interim_evaluation.completed"]
    assert any(getattr(one.payload, "period", 0) in periods for one in done), "extended without an interim evaluation"


def _ends_in_a_word(event: Recorded, log: Sequence[Recorded]) -> bool:
    after = log[event.version] if event.version < len(log) else None
    return after is not None and after.type in {"pact.version_adopted", "pact.confirmed_unchanged"}


@cache
def _cap(anchor: Any) -> Any:  # noqa: ANN401 - dates
    return last_day(anchor, 120)
