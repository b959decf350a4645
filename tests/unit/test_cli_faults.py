"""What a person gave wrongly is told in words: where, what it was, what it has to be, and an example."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from cli.faults import WRITTEN, faults_of
from schemas.command import CommandEnvelope
from schemas.history import HistoryClaim

SOUND = {
    "command_id": "demo-command-1",
    "stream": "pact/demo",
    "person": "demo-aster",
    "command": {"kind": "submit_year_plan", "year": 2021, "plan_hash": "a" * 64},
}


def refused(**given: object) -> str:
    """What is told of an envelope that differs so from a sound one."""
    with pytest.raises(ValidationError) as wrong:
        CommandEnvelope.model_validate({**SOUND, **given})
    return faults_of(wrong.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"command_id": "short"}, "command_id 'short' (5 characters) has to be 8 to 200 letters"),
        ({"stream": "vil"}, "stream 'vil' (3 characters) has to be a file: rules, or pact/NAME"),
        ({"person": "Demo Aster"}, "person 'Demo Aster' (10 characters) has to be a name of at most 64 of a-z"),
        (
            {"command": {"kind": "submit_year_plan", "year": 2021, "plan_hash": "b" * 63}},
            f"plan_hash '{'b' * 40}…' (63 characters) has to be a hash: 64 characters 0-9 a-f",
        ),
        (
            {"command": {"kind": "withdraw_year_plan", "year": 2021, "reason": " "}},
            "reason is empty or too short: 1 or more characters",
        ),
        (
            {"command": {"kind": "withdraw_year_plan", "year": 2021, "reason": "x" * 20_000}},
            "reason takes at most ",
        ),
    ],
)
def test_a_text_that_cannot_be_is_told_with_what_it_has_to_be(given: dict[str, Any], told: str) -> None:
    """The field and what was given first; no expression that a programme reads."""
    message = refused(**given)
    assert message.startswith(told)
    assert "^" not in message


@pytest.mark.parametrize("model", [CommandEnvelope, HistoryClaim], ids=["command", "history"])
def test_every_pattern_has_words(model: type[Any]) -> None:
    """Whatever is asked of a text, a person is told it without the pattern."""
    patterns = set(_patterns(model.model_json_schema()))
    assert set() == patterns - WRITTEN.keys()


@pytest.mark.parametrize(("pattern", "words"), WRITTEN.items())
def test_the_example_of_a_pattern_is_one_that_it_takes(pattern: str, words: str) -> None:
    """Whoever copies it is not refused; a hash is too long to stand there."""
    example = words.rpartition("such as ")[2]
    assert (":" in words and "hash" in words) or re.search(pattern, example)


def _patterns(schema: object) -> Iterator[str]:
    match schema:
        case dict():
            for key, part in schema.items():  # pyright: ignore[reportUnknownVariableType] - JSON
                if key == "pattern" and isinstance(part, str):
                    yield part
                yield from _patterns(part)  # pyright: ignore[reportUnknownArgumentType] - JSON
        case list():
            for part in schema:  # pyright: ignore[reportUnknownVariableType] - JSON
                yield from _patterns(part)  # pyright: ignore[reportUnknownArgumentType] - JSON
        case _:
            return
