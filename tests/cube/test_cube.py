"""Every role, every command, every state of ten years: allowed, or refused with a code; and none forgotten."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pytest

from domain.authority import authorise, is_system_only
from domain.recording import SYSTEM, provisional
from domain.stream import evolve
from domain.vocabulary import COMMANDS, allowed
from schemas.command import CommandEnvelope
from schemas.event import Pending
from schemas.people import Actor, HeldRole, PersonState
from schemas.policy import Role
from schemas.refusal import Refused
from tests.cube.lifecycle import LIFECYCLE, lifecycle
from tests.cube.walk import Pair, acts, outcome_of, pairs
from tests.golden.samples import samples_of
from tests.unit.flanders import flanders, flemish_rules

CODE = re.compile(r"[a-z][a-z0-9_]*")
PERSON, OWN, ON = "demo-kubus", "demo-cluster", date(2020, 3, 2)
NOT_ALLOWED, NOT_FOR_PEOPLE, ELSEWHERE = "not_allowed", "system_only", "other_cluster"
UNIT = Path(__file__).parents[1] / "unit"


def roles() -> tuple[Role, ...]:
    """Every role of the pack, the service's own included."""
    return flanders().roles


@cache
def _asked(kind: str, person: str) -> CommandEnvelope:
    command: Any = samples_of(COMMANDS[kind])[0]
    return CommandEnvelope(command_id="demo-cube-0001", stream=f"pact/{OWN}", person=person, command=command)


def _answer(role: Role, kind: str, cluster: str = OWN) -> str:
    """Give the role in which the command is let through, or the code with which it is not."""
    held = HeldRole(role=role.id, cluster=OWN if role.own_cluster_only else None, valid_from=ON, valid_until=None)
    person = PersonState(person=PERSON, is_registered=True, roles=(held,))
    asked = _asked(kind, SYSTEM.person if role.id == SYSTEM.role else PERSON)
    try:
        return authorise(asked, person, None, flemish_rules(), cluster, ON).role
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize("role", roles(), ids=lambda role: role.id)
def test_a_role_may_exactly_what_the_rules_say(role: Role) -> None:
    """Everything else is refused, and what only time asks for is refused to every person."""
    may = allowed(role.may)
    for kind in COMMANDS:
        expected = role.id if kind in may else NOT_ALLOWED
        if role.id != SYSTEM.role and is_system_only(kind):
            expected = NOT_FOR_PEOPLE
        assert expected == _answer(role, kind), kind


@pytest.mark.parametrize("role", [one for one in roles() if one.own_cluster_only], ids=lambda role: role.id)
def test_who_acts_for_one_cluster_is_refused_in_the_files_of_another(role: Role) -> None:
    """Whatever it is that they ask."""
    assert {ELSEWHERE} == {_answer(role, kind, "another-cluster") for kind in allowed(role.may)}


def test_every_command_is_somebodys_and_some_file_knows_it() -> None:
    """No command that nobody may send, and none that no file answers."""
    sendable = {kind for role in roles() for kind in allowed(role.may)}
    assert set(COMMANDS) == sendable
    assert set(COMMANDS) == {pair.command.kind for pair in pairs()}


def test_no_command_is_forgotten() -> None:
    """Ten years have each of them accepted somewhere, or a test of the noun names it."""
    accepted = {act.command.kind for act in acts()}
    named = {word for path in UNIT.glob("test_*.py") for word in re.findall(r"\w+", path.read_text("utf-8"))}
    forgotten = [kind for kind, command in COMMANDS.items() if kind not in accepted and command.__name__ not in named]
    assert [] == forgotten


def test_every_command_is_answered_in_every_state_and_for_every_role() -> None:
    """With events, with nothing, or with a refusal that has a code; anything else would have come up here."""
    for pair in pairs():
        for by in _everybody(pair):
            found = outcome_of(pair, by)
            if isinstance(found, Refused):
                assert CODE.fullmatch(found.code), (pair.command.kind, found.code)
                assert found.detail, (pair.command.kind, found.code)
            else:
                assert all(isinstance(event, Pending) for event in found)


def test_a_refusal_leaves_the_state_as_it_was() -> None:
    """What a refusal records beside itself moves the version of the file on, and nothing else."""
    left_behind = 0
    for pair in pairs():
        found = outcome_of(pair)
        if isinstance(found, Refused) and found.events:
            left_behind += 1
            assert _without_versions(pair.moment.state) == _without_versions(_after(pair, found))
    assert left_behind


def _after(pair: Pair, refused: Refused) -> Any:  # noqa: ANN401 - the state of any file
    pending = [event for event in refused.events if isinstance(event, Pending)]
    state: Any = pair.moment.state
    made = provisional(
        pending,
        stream=pair.moment.stream,
        version=state.version,
        actor=pair.by,
        now=pair.moment.now,
        command_id="demo-cube-0001",
    )
    return reduce(lambda state, event: evolve(pair.moment.stream, state, event), made, state)


def _without_versions(state: Any) -> Any:  # noqa: ANN401 - the state of any file
    """Leave out what counts events and what lists those that can be corrected."""
    claims = state.claims.model_copy(update={"version": 0, "facts": ()})
    return state.model_copy(update={"version": 0, "claims": claims})


def _everybody(pair: Pair) -> Iterator[Actor]:
    yield pair.by
    for role in roles():
        yield SYSTEM if role.id == SYSTEM.role else Actor(person=PERSON, role=role.id)


def test_what_the_command_line_says_of_a_commands_life_is_what_happens() -> None:
    """Made anew with ``python -m tests.cube.lifecycle``."""
    assert lifecycle() == LIFECYCLE.read_text("utf-8"), "make docs writes it anew"
