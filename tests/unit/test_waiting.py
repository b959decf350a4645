"""What waits for a second person: everything that a policy may ask four eyes of, with what its decision names."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from cli.headings import HEADINGS
from cli.values import VALUES
from cli.waiting import print_one
from cli.waiting_words import DECISIONS, NAMED
from domain.four_eyes import PREPARATIONS
from domain.next_step import waiting
from domain.question_sending import answer_hash
from domain.sentences.wording import WORDS
from domain.waiting import WITHOUT_PROPOSAL, Waiting, waits
from schemas.budget.envelope import ProposeEnvelope
from schemas.command import Command
from schemas.people import Actor
from schemas.question.sending import ReleaseAnswer
from tests.unit import question_files, test_preparation, test_second_person
from tests.unit.budgets import FORESEEN, OPENED
from tests.unit.flanders import flemish_rules
from tests.unit.scenario import LEADER, Scenario

File = Scenario[Any]
Told = tuple[File, Command]
SECOND = Actor(person="demo-zilverlinde", role="head_of_unit")


def _drafted(number: int) -> Told:
    file = test_second_person.prepared(number)
    return file, test_second_person.DRAFTS[number].decision(file)


def _part() -> Told:
    story = question_files.drafted()
    return story, question_files.approval(story, 1)


def _answer() -> Told:
    story = question_files.approved()
    return story, ReleaseAnswer(answer_hash=answer_hash(story.state))


TELLS: tuple[Callable[[], Told], ...] = (
    *(partial(test_preparation.prepared, story, ()) for story in test_preparation.STORIES),
    *(partial(_drafted, number) for number in range(len(test_second_person.DRAFTS))),
    _part,
    _answer,
)
"""Files on which something waits, each with the decision that it waits for."""


def found(file: File, decision: Command) -> list[Waiting]:
    """Give what waits for exactly this decision."""
    given = decision.model_dump(mode="json")
    return [
        one
        for one in waits(file.state)
        if one.decision == decision.kind and all(given[name] == value for name, value in one.names.items())
    ]


def test_every_decision_that_takes_a_second_person_is_covered() -> None:
    """A decision added to the list of preparations is missing here until what it waits for is found."""
    told = {one.decision for tell in TELLS for one in waits(tell()[0].state)}
    assert set(PREPARATIONS) - WITHOUT_PROPOSAL == told


@pytest.mark.parametrize("number", range(len(TELLS)))
def test_what_waits_names_what_its_decision_takes_and_is_gone_after_it(number: int) -> None:
    """The hash as well; and who drafted it, who cannot decide it."""
    file, decision = TELLS[number]()
    if decision.kind in WITHOUT_PROPOSAL:
        assert () == waits(file.state)
        return
    [one] = found(file, decision)
    assert [] == [name for name in type(decision).model_fields if name.endswith("_hash") and name not in one.names]
    assert one.proposed_by
    file.when(decision, by=LEADER if decision.kind == "release_answer" else SECOND)
    assert file.refusal is None, file.refusal
    assert [] == [left for left in found(file, decision) if left == one]


def test_what_waits_has_a_word_in_both_languages() -> None:
    """Each decision, and each field that is shown of a proposal."""
    seen = [one for tell in TELLS for one in waits(tell()[0].state)]
    assert set() == {one.decision for one in seen} - DECISIONS.keys()
    shown = {key for one in seen for key in (*one.proposed, *one.names) if not key.endswith("_hash")}
    assert set() == shown - {*HEADINGS, *VALUES, *NAMED, *WORDS}


def test_a_list_for_many_pacts_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """No braces, no name of a field or of a command."""
    items = [{"pact": "demo-aster", "deadline": "D07/2021", "new_due": "2020-12-15"}]
    row = {
        "stream": "programme/demo",
        "decision": "decide_group_extension",
        "names": {"group": "storm", "proposal_hash": "a" * 64},
        "proposed": {"items": items, "ground": "storm"},
        "proposed_by": ["demo-aster"],
        "since": None,
    }
    print_one(row, "nl")
    told = capsys.readouterr().out
    assert "programme/demo  groepsuitstel beslissen  voorgesteld door demo-aster" in told
    assert "termijnen: pact demo-aster, termijn D07/2021, nieuwe datum 2020-12-15" in told
    assert "grond: storm" in told


def test_what_is_proposed_anew_waits_since_then() -> None:
    """What stays as it is keeps its instant."""
    file = test_second_person.a_file("budget/2020", OPENED, FORESEEN)
    first, second = (datetime(2020, 3, day, 9, tzinfo=UTC) for day in (3, 4))
    file.when(ProposeEnvelope(cents=100, grounds="demo"), at=first)
    assert [first] == [one.since for one in waiting(file.stream, file.history, file.rules)]
    file.when(ProposeEnvelope(cents=200, grounds="demo"), at=second)
    [one] = waiting(file.stream, file.history, file.rules)
    assert (second, 200, ("demo-berk",)) == (one.since, one.proposed["cents"], one.proposed_by)


def test_an_amount_of_nothing_is_shown_as_well() -> None:
    """Only what is empty is left out."""
    file = test_second_person.a_file("budget/2020", OPENED, FORESEEN).when(ProposeEnvelope(cents=0, grounds="demo"))
    assert [{"cents": 0}] == [one.proposed for one in waits(file.state)]


def test_nothing_waits_on_a_file_that_nobody_opened() -> None:
    """Nor of people, nor of the rules."""
    assert [()] * 4 == [
        waiting(name, (), flemish_rules()) for name in ("pact/demo", "cluster/demo", "people/demo", "rules")
    ]
