"""Everything that was ever written can be read, folded and handed in again."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from domain.vocabulary import COMMANDS, EVENTS
from schemas.command import CommandEnvelope
from schemas.event import PAYLOADS, Recorded, payload_from_store
from store.canonical import canonical_text
from tests.golden.samples import command_lines, event_lines
from tests.golden.stored import COMMANDS_FILE, EVENTS_FILE, lines

EVENT_LINES = lines(EVENTS_FILE)
COMMAND_LINES = lines(COMMANDS_FILE)


def named(line: str) -> str:
    """What a sample is called in the report of a test."""
    sample = json.loads(line)
    return str(sample["payload"]["type"] if "payload" in sample else sample["command"]["kind"])


def leaves(value: object, way: str = "") -> Iterator[tuple[str, object]]:
    """Every plain value inside a sample, with the way to it."""
    match value:
        case dict():
            for name, part in value.items():
                yield from leaves(part, f"{way}.{name}")
        case list():
            for number, part in enumerate(value):
                yield from leaves(part, f"{way}[{number}]")
        case _:
            yield way, value


def with_later_fields(value: object) -> object:
    """The same, with a field that this release does not know in every part of it."""
    match value:
        case dict():
            return {name: with_later_fields(part) for name, part in value.items()} | {"of_a_later_release": 1}
        case list():
            return [with_later_fields(part) for part in value]
        case _:
            return value


def reads(sample: Mapping[str, Any]) -> str:
    """An event read from the store and written again."""
    payload = payload_from_store(sample["payload"])
    return canonical_text(Recorded.model_validate({**sample, "payload": payload}, extra="ignore"))


@pytest.mark.parametrize("line", EVENT_LINES, ids=named)
def test_an_event_once_written_is_read_without_loss(line: str) -> None:
    """Every value that was written is still there; fields may have come since."""
    read = dict(leaves(json.loads(reads(json.loads(line)))))
    lost = [(way, value) for way, value in leaves(json.loads(line)) if read.get(way, "lost") != value]
    assert lost == []


@pytest.mark.parametrize("line", EVENT_LINES, ids=named)
def test_an_event_of_a_later_release_is_read_by_this_one(line: str) -> None:
    """Fields that are not known here are passed over, at every depth."""
    sample = json.loads(line)
    later = {**sample, "payload": with_later_fields(sample["payload"])}
    assert reads(sample) == reads(later)


@pytest.mark.parametrize("line", COMMAND_LINES, ids=named)
def test_a_command_once_handed_in_is_read_without_loss(line: str) -> None:
    """A receipt that still waits is decided by whatever release runs then."""
    read = dict(leaves(json.loads(canonical_text(CommandEnvelope.model_validate_json(line)))))
    lost = [(way, value) for way, value in leaves(json.loads(line)) if read.get(way, "lost") != value]
    assert lost == []


def test_every_event_has_a_sample() -> None:
    """`make docs` adds the missing ones."""
    assert set(EVENTS) == {named(line) for line in EVENT_LINES}


def test_every_command_has_a_sample() -> None:
    """`make docs` adds the missing ones."""
    assert set(COMMANDS) == {named(line) for line in COMMAND_LINES}


def test_what_is_written_today_is_among_the_samples() -> None:
    """After a change of schemas `make docs` adds the new way of writing and leaves the old."""
    assert [line for line in event_lines() if line not in EVENT_LINES] == []
    assert [line for line in command_lines() if line not in COMMAND_LINES] == []


def test_an_event_that_nobody_declared_is_not_read() -> None:
    """Silence about an unknown event would lose a fact."""
    with pytest.raises(ValueError, match="does not match any of the expected tags"):
        payload_from_store({"type": "pact.never_heard_of"})


def test_no_wire_name_stands_for_two_events() -> None:
    """Each is one class, and each class has its own."""
    schema = PAYLOADS.json_schema()
    assert len(EVENTS) == len(schema["oneOf"])
