"""An outage over deadlines: one fact of the programme that lists them, and that a group extension can name."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from domain import programme
from domain.authority import authorise
from domain.recording import SYSTEM
from domain.timeline import sentences
from schemas.command import CommandEnvelope
from schemas.people import PersonState
from schemas.programme import HitDeadline, OutageOverDeadline, ProgrammeState, RecordOutage
from schemas.refusal import Refused
from tests.unit.flanders import flemish_rules
from tests.unit.scenario import Scenario

BEGAN, ENDED = datetime(2020, 11, 30, 23, 0, tzinfo=UTC), datetime(2020, 12, 2, 8, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = (
    HitDeadline(stream=f"pact/demo-{name}", deadline="D07/2021", revision=1, due=date(2020, 11, 30))
    for name in ("aster", "berk", "ceder")
)


def outage(*hit: HitDeadline) -> RecordOutage:
    """What the sweeper asks."""
    return RecordOutage(began=BEGAN, ended=ENDED, deadlines=hit)


def scenario() -> Scenario[ProgrammeState]:
    """A programme of which nothing is known yet."""
    decide = partial(programme.decide, around={})
    started = Scenario(decide, programme.evolve, ProgrammeState(), stream="programme/clusters")
    return started.under(flemish_rules()).at(ENDED)


def test_an_outage_lists_its_deadlines_and_holds_from_where_it_began() -> None:
    """By the local day: half past midnight in Brussels is the day after the due date."""
    told = scenario().when(outage(FIRST, SECOND), by=SYSTEM)
    told.then(OutageOverDeadline(began=BEGAN, ended=ENDED, deadlines=(FIRST, SECOND)))
    assert [date(2020, 12, 1)] == [event.effective.earliest for event in told.answer]


def test_no_deadline_is_told_of_twice() -> None:
    """Two sweepers at once, or one that begins anew: only what nobody told yet is told."""
    first = scenario().when(outage(FIRST, SECOND), by=SYSTEM)
    first.when(outage(SECOND, THIRD), by=SYSTEM).then(OutageOverDeadline(began=BEGAN, ended=ENDED, deadlines=(THIRD,)))
    first.when(outage(SECOND), by=SYSTEM).then_nothing()


def test_it_is_told_in_one_sentence() -> None:
    """With each file and its date."""
    told = scenario().when(outage(FIRST), by=SYSTEM)
    dutch, english = sentences(told.history[-1], flemish_rules())
    assert dutch.startswith("De dienst lag stil over termijnen, van ")
    assert english.endswith(": pact/demo-aster D07/2021 (2020-11-30).")


def test_nobody_but_the_service_records_one() -> None:
    """It follows from what was carried out when."""
    envelope = CommandEnvelope(
        command_id="outage-01", stream="programme/clusters", person="demo-berk", command=outage(FIRST)
    )
    with pytest.raises(Refused) as refused:
        authorise(envelope, PersonState(), None, flemish_rules(), None, ENDED.date())
    assert refused.value.code == "system_only"
