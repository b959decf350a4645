"""Award, extension and end of support: drawn up, put to the committee by another person, decided; in this order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from domain.policy_checks import findings_of, parts_of
from domain.preparation import proposal_hash
from schemas.agreement.award import EndorseAward, ProposeAward, RecordAwardDecision
from schemas.agreement.extension import EndorseExtension, ProposeExtension, RecordExtensionDecision
from schemas.command import Command
from schemas.event import Payload
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.support import Measure
from tests.unit.flanders import flanders
from tests.unit.measures import draft, endorsing, taking
from tests.unit.pact_files import EXTENSIBLE, REGISTERED, RUNNING
from tests.unit.scenario import HEAD, LEADER, OFFICER, SECRETARY, Scenario
from tests.unit.test_second_person import a_file

File = Scenario[Any]
TODAY = date(2020, 3, 2)
ELSEWHERE = Actor(person="demo-wilg", role="head_of_unit")
LENT = Actor(person="demo-wilg", role="head_of_unit", on_behalf_of=OFFICER.person)
"""Somebody who stands in for the drafter."""


@dataclass(frozen=True)
class Ladder:
    """The three steps of one decision, with another draft of the same."""

    given: tuple[Payload, ...]
    draft: Command
    other: Command
    endorsing: Callable[[Command], Command]
    deciding: Callable[[Command], Command]
    decided: str

    def file(self, *acts: tuple[Command, Actor]) -> File:
        """The file after these acts."""
        file = a_file("pact/demo", *self.given)
        for act, by in acts:
            file.when(act, by=by)
            assert file.refusal is None, file.refusal
        return file


def _extended(wish: Any) -> Command:  # noqa: ANN401 - the wish of this ladder
    seen = {"period": wish.period, "proposal_hash": proposal_hash(wish)}
    told = {"decision": "granted", "months": wish.months, "decided_on": date(2020, 2, 27), "minutes": "m"}
    return RecordExtensionDecision.model_validate({**seen, **told})


def _on(wish: Any) -> date:  # noqa: ANN401 - the wish of this ladder
    on: date = wish.on
    return on


LADDERS = (
    Ladder(
        REGISTERED,
        ProposeAward(grounds="eleven companies"),
        ProposeAward(grounds="ten companies"),
        lambda wish: EndorseAward(proposal_hash=proposal_hash(wish)),
        lambda _: RecordAwardDecision(decided_on=date(2020, 2, 27), minutes="m"),
        "support.awarded",
    ),
    Ladder(
        EXTENSIBLE,
        ProposeExtension(period=1, months=36),
        ProposeExtension(period=1, months=24),
        lambda wish: EndorseExtension(period=1, proposal_hash=proposal_hash(wish)),
        _extended,
        "extension.granted",
    ),
    Ladder(
        RUNNING,
        draft(Measure.TERMINATE_SUPPORT, date(2020, 3, 31)),
        draft(Measure.TERMINATE_SUPPORT, TODAY),
        lambda wish: endorsing(_on(wish)),
        lambda wish: taking(Measure.TERMINATE_SUPPORT, _on(wish)),
        "agreement.terminated",
    ),
)
each = pytest.mark.parametrize("ladder", LADDERS, ids=[ladder.decided for ladder in LADDERS])


@each
def test_the_committee_decides_on_what_was_drawn_up_and_put_to_it(ladder: Ladder) -> None:
    """Each step by another person."""
    put = ladder.file((ladder.draft, OFFICER), (ladder.endorsing(ladder.draft), HEAD))
    put.when(ladder.deciding(ladder.draft), by=SECRETARY)
    assert ladder.decided in [event.payload.type for event in put.answer]


@each
def test_a_decision_without_the_step_before_it_is_refused_and_not_queued(ladder: Ladder) -> None:
    """It comes again after the step, by hand."""
    drafted = ladder.file((ladder.draft, OFFICER))
    drafted.when(ladder.deciding(ladder.draft), by=SECRETARY).then_refused("step_missing")
    drafted.when(ladder.endorsing(ladder.draft), by=HEAD)
    assert ladder.decided not in [event.payload.type for event in drafted.history]


@each
def test_nothing_is_put_to_the_committee_that_nobody_drew_up(ladder: Ladder) -> None:
    """Nor what was replaced meanwhile."""
    ladder.file().when(ladder.endorsing(ladder.draft), by=HEAD).then_refused("not_proposed")
    drafted = ladder.file((ladder.draft, OFFICER))
    drafted.when(ladder.endorsing(ladder.other), by=HEAD).then_refused("content_changed")


@each
def test_nobody_passes_two_levels(ladder: Ladder) -> None:
    """Not in another role, and not in another's name."""
    drafted = ladder.file((ladder.draft, OFFICER))
    drafted.when(ladder.endorsing(ladder.draft), by=OFFICER).then_refused("four_eyes")
    drafted.when(ladder.endorsing(ladder.draft), by=LENT).then_refused("four_eyes")
    put = drafted.when(ladder.endorsing(ladder.draft), by=HEAD)
    for person in (OFFICER.person, HEAD.person):
        twice = Actor(person=person, role="committee_secretary")
        put.when(ladder.deciding(ladder.draft), by=twice).then_refused("four_eyes")


@each
def test_another_draft_makes_what_was_put_to_the_committee_void(ladder: Ladder) -> None:
    """It goes through every level anew."""
    put = ladder.file((ladder.draft, OFFICER), (ladder.endorsing(ladder.draft), HEAD), (ladder.other, OFFICER))
    put.when(ladder.deciding(ladder.other), by=SECRETARY).then_refused("step_missing")
    put.when(ladder.endorsing(ladder.other), by=ELSEWHERE)
    assert put.refusal is None


@each
def test_of_two_who_put_it_to_the_committee_the_second_is_told_of_the_first(ladder: Ladder) -> None:
    """The same person again changes nothing."""
    put = ladder.file((ladder.draft, OFFICER), (ladder.endorsing(ladder.draft), HEAD))
    put.when(ladder.endorsing(ladder.draft), by=HEAD).then_nothing()
    put.when(ladder.endorsing(ladder.draft), by=LEADER).then_refused("already_endorsed")


@each
def test_which_steps_a_decision_needs_is_the_policys_to_say(ladder: Ladder) -> None:
    """A programme without the step decides without it."""
    rows = tuple(row.model_copy(update={"needs": ()}) for row in flanders().four_eyes)
    policy = flanders().model_copy(update={"four_eyes": rows})
    drafted = ladder.file((ladder.draft, OFFICER)).under(RulesState(version=1, policies=(policy,)))
    drafted.when(ladder.deciding(ladder.draft), by=SECRETARY)
    assert drafted.refusal is None


def test_a_step_that_no_preparation_of_the_decision_is_makes_the_pack_unsound() -> None:
    """It could never be told whether it was taken."""
    rows = tuple(row.model_copy(update={"needs": ("propose_measure",)}) for row in flanders().four_eyes[:1])
    found = findings_of(parts_of(flanders().model_copy(update={"four_eyes": rows})))
    assert ["unknown preparation propose_measure"] == [one.message for one in found]


def test_after_a_refusal_the_committee_is_asked_anew() -> None:
    """What it refused does not wait any more."""
    award = LADDERS[0]
    refusing = RecordAwardDecision(decided_on=date(2020, 2, 13), minutes="m", outcome="refused")
    file = award.file((award.draft, OFFICER), (award.endorsing(award.draft), HEAD), (refusing, SECRETARY))
    file.when(award.deciding(award.draft), by=SECRETARY).then_refused("step_missing")
    file.when(award.draft, by=OFFICER).then_types("award.proposed")
