"""The campaign can fail: it misses each guard that is taken out of the service, and the life that shows it is short."""

import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date, datetime
from functools import partial

import pytest

from domain import extension_of_time
from domain import stream as streams
from domain.preparation import require_second_person
from domain.refusing import require
from schemas.budget.funds import ProjectFunds
from schemas.deadline import ApplyGroupExtension, Deadline, DeadlineStage
from schemas.event import Pending
from schemas.policy import RulesState
from tests.model.campaign import Start, first_failure, random_life, shortest
from tests.model.changes import CHANGES
from tests.model.corrections import CORRECTIONS
from tests.model.groups import GROUPS
from tests.model.machine import Step
from tests.model.pact import COMMITMENTS, Pact
from tests.model.service import morning
from tests.model.starts import budget_starts, pact_starts, question_starts

WITHIN = 4_000
"""So many lives are enough for every fault here."""


def at_a_hearing() -> tuple[Start, ...]:
    """The last of the pact files' beginnings: elsewhere a hearing is rare, and the search for it long."""
    return pact_starts()[-1:]


def keeping_to(*chapters: tuple[str, ...]) -> tuple[Start, ...]:
    """A file whose agreement runs, of which nothing else is asked: what is rare elsewhere is found at once."""
    began = pact_starts()[2]
    machine = deepcopy(began.machine)
    assert isinstance(machine, Pact)
    machine.only = chapters
    return (Start(machine, began.service),)


def changing() -> tuple[Start, ...]:
    """Requests for change."""
    return keeping_to(CHANGES)


def correcting() -> tuple[Start, ...]:
    """Promises, and what was recorded of them wrongly."""
    return keeping_to(CORRECTIONS, COMMITMENTS)


def grouped() -> tuple[Start, ...]:
    """What was decided for many files at once."""
    return keeping_to(GROUPS)


GUARDS = [
    (budget_starts, "beyond_envelope"),
    (budget_starts, "beyond_reservation"),
    (budget_starts, "beyond_commitment"),
    (budget_starts, "over_allocated"),
    (budget_starts, "year_closed"),
    (budget_starts, "suspended"),
    (question_starts, "not_in_snapshot"),
    (question_starts, "not_next_level"),
    (question_starts, "under_embargo"),
    (question_starts, "already_sent"),
    (question_starts, "circular_reference"),
    (pact_starts, "content_changed"),
    (pact_starts, "signatures_missing"),
    (pact_starts, "no_interim_evaluation"),
    (pact_starts, "cap_anchor_contested"),
    (pact_starts, "already_evaluated"),
    (at_a_hearing, "hearing_open"),
    (pact_starts, "rounds_exhausted"),
    (pact_starts, "support_running"),
    (pact_starts, "in_future"),
    (pact_starts, "beyond_support"),
    (pact_starts, "no_support"),
    (changing, "change_excluded"),
    (changing, "nothing_changed"),
    (changing, "not_yours"),
    (changing, "takes_higher_role"),
    (correcting, "rests_on_it"),
    (correcting, "level_too_low"),
    (correcting, "not_correctable"),
    (correcting, "in_future"),
    (grouped, "not_decided"),
    (grouped, "validity_end"),
]

Starts = Callable[[], Sequence[Start]]


def replace_everywhere(monkeypatch: pytest.MonkeyPatch, original: object, other: object) -> None:
    """Put another function in the place of one, wherever the domain imported it."""
    name = getattr(original, "__name__", "")
    for module in [module for key, module in sys.modules.items() if key.startswith("domain.")]:
        if getattr(module, name, None) is original:
            monkeypatch.setattr(module, name, other)


def assert_found(starts: Starts) -> str:
    """The campaign disagrees, and shows it in a life that is no longer than it has to be."""
    found = first_failure(starts(), range(WITHIN))
    assert found is not None
    return str(found)


@pytest.mark.parametrize(("starts", "code"), GUARDS, ids=[code for _, code in GUARDS])
def test_a_guard_that_is_taken_out_is_found(starts: Starts, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prepared beginnings were lived through before: only what follows has lost the guard."""
    starts()

    def without(left_out: str, holds: bool, given: str, detail: str) -> None:
        require(holds or given == left_out, given, detail)

    replace_everywhere(monkeypatch, require, partial(without, code))
    assert_found(starts)


@pytest.mark.parametrize("starts", [budget_starts, question_starts, pact_starts])
def test_one_pair_of_eyes_is_found(starts: Starts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether a second person decides."""
    starts()
    replace_everywhere(monkeypatch, require_second_person, lambda *_: None)
    monkeypatch.setattr("domain.question_draft._require_new_hand", lambda *_: None)
    assert_found(starts)


def test_a_cap_that_is_not_kept_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extensions pass it."""
    pact_starts()
    monkeypatch.setattr("domain.extension._settled_cap", lambda agreement: (agreement.anchor, date(2200, 1, 1)))
    assert_found(pact_starts)


def test_payments_that_are_not_added_up_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is held against the whole commitment, and the model adds them up."""
    budget_starts()
    monkeypatch.setattr(ProjectFunds, "paid_cents", 0)
    assert_found(budget_starts)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("domain.cofinancing.required_cents", lambda support, percent: support * percent // 100 - 1),
        ("domain.counted_days.walk_off", lambda day, *_: (day, ())),
        ("domain.consequence._cancelled_by", lambda *_: []),
        ("domain.consequence.stands_still", lambda *_: []),
        ("domain.agreement.on_reached", lambda *_: []),
        ("domain.condition.on_missed", lambda *_: []),
        ("domain.agenda._next_plan", lambda *_: ()),
        ("domain.authority.holds_on", lambda *_: True),
        ("domain.change_effect.effects", lambda *_: []),
        ("domain.authority._reaches", lambda *_, **__: True),
    ],
)
def test_what_goes_wrong_unseen_is_found(what: str, instead: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days off, deadlines that stay or run on, ends and plans that do not come, roles that reach too far."""
    pact_starts()
    monkeypatch.setattr(what, instead)
    assert_found(pact_starts)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("domain.correcting.follows", lambda *_: []),
        ("domain.correction._with_fields", lambda payload, _: payload),
        ("domain.stream.needs_refold", lambda _: False),
    ],
)
def test_a_correction_that_goes_half_way_is_found(what: str, instead: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that stay closed, a fact that reads as before, a file that is not read anew."""
    starts = correcting()
    monkeypatch.setattr(what, instead)
    monkeypatch.setattr("tests.model.service.needs_refold", streams.needs_refold)
    assert_found(lambda: starts)


def test_a_group_extension_that_leaves_a_miss_as_it_is_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was not missed yet is moved."""
    starts = grouped()
    monkeypatch.setattr("domain.extension_of_time.STILL_RUNNING", (DeadlineStage.OPEN, DeadlineStage.STOPPED))
    assert_found(lambda: starts)


def test_a_group_extension_that_moves_what_lies_later_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again, it would move it again, or back."""
    starts = grouped()

    def moved(
        command: ApplyGroupExtension, deadline: Deadline, now: datetime, rules: RulesState, _: object
    ) -> list[Pending]:
        return extension_of_time._extended(deadline, command.new_due, command.ground, now, rules)

    monkeypatch.setattr("domain.extension_of_time.applied", moved)
    assert_found(lambda: starts)


def test_an_event_that_is_not_folded_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The view of the service stays behind that of the model."""
    budget_starts()
    monkeypatch.setattr("domain.funds.changes", lambda *_: {})
    assert_found(budget_starts)


def test_a_crash_is_found_and_told_with_its_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but a refusal is ever raised; what is found names its seed and its steps."""
    starts = budget_starts()

    def crash(*_: object) -> None:
        message = "a bug"
        raise ValueError(message)

    monkeypatch.setattr("domain.funds.pay", crash)
    told = assert_found(lambda: starts)
    assert "seed " in told
    assert "record_payment" in told.splitlines()[-2]
    assert "a bug" in told.splitlines()[-1]


def test_the_same_seed_gives_the_same_life() -> None:
    """So what a seed showed can be looked at again."""
    for starts in (budget_starts, question_starts, pact_starts):
        first, *_ = starts()
        assert random_life(first, 7, 12) == random_life(first, 7, 12)


def test_a_life_that_fails_is_made_as_short_as_it_gets() -> None:
    """Steps without which it fails as well are left out."""
    steps = [Step(morning(date(2020, 1, day)), "demo-berk", None, None, {"day": day}) for day in range(1, 20)]
    needed = {3, 11}
    short = shortest(steps, lambda fewer: needed <= {step.command["day"] for step in fewer})
    assert sorted(needed) == [step.command["day"] for step in short]
