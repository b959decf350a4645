"""Nouns and their commands, as the roles of a pack name them."""

import re

import pytest

from domain.vocabulary import COMMANDS, NOUNS, allowed


@pytest.mark.parametrize("noun", NOUNS)
def test_a_role_that_holds_a_noun_may_send_exactly_its_commands(noun: str) -> None:
    """Those of the schema module or folder of that name, and no others."""
    rooms = re.compile(rf"schemas\.{noun}(\.|$)")
    expected = {kind for kind, command in COMMANDS.items() if rooms.match(command.__module__)}
    assert expected == allowed((noun,))


def test_a_role_may_hold_a_noun_beside_single_commands() -> None:
    """The one adds to the other."""
    assert NOUNS["kpi"] | {"submit_year_plan"} == allowed(("kpi", "submit_year_plan"))


def test_no_command_is_named_like_a_noun() -> None:
    """Or an entry of a role could mean either."""
    assert set() == set(COMMANDS) & set(NOUNS)
