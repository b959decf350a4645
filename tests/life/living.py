"""The script lived in one process: what came of every step, and the state that each one met."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from domain.agency import Agency
from domain.around import State
from domain.dates import local_day
from domain.fleet import lived, submitted
from domain.policy import content_hash
from domain.recording import SYSTEM
from schemas.command import CommandEnvelope, Outcome
from schemas.people import AssignRole, RegisterPerson
from schemas.policy import AdoptPolicy
from tests.life.cast import ADMINISTRATOR
from tests.life.script import steps
from tests.life.told import Step
from tests.unit.flanders import flanders

OPENED_AT = datetime(2016, 10, 3, 6, 0, tzinfo=UTC)
ENDS_AT = datetime(2028, 1, 15, 11, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One step with what it was answered and the state that it met."""

    step: Step
    envelope: CommandEnvelope
    outcome: Outcome
    before: State


@dataclass(frozen=True)
class Life:
    """The agency at the end, and the way there."""

    agency: Agency
    steps: tuple[Told, ...]


@cache
def ten_years() -> Life:
    """Live the whole script once."""
    agency, told = opened(), list[Told]()
    for step in steps():
        agency = lived(agency, step.at)
        before = agency.state(step.stream)
        envelope = step.envelope(agency.log)
        agency = submitted(agency, envelope)
        told.append(Told(step, envelope, agency.outcomes[envelope.command_id], before))
    return Life(lived(agency, ENDS_AT), tuple(told))


def script() -> list[tuple[datetime, CommandEnvelope]]:
    """Give every command as it is handed in, in order; what names an event is known once the ten years were lived."""
    return [(told.step.at, told.envelope) for told in ten_years().steps]


def opened() -> Agency:
    """Begin as the service does: it adopts the pack and makes the first administrator."""
    pack = flanders()
    adopt = AdoptPolicy(policy=pack, content_hash=content_hash(pack))
    own: tuple[tuple[str, str, AdoptPolicy | RegisterPerson | AssignRole], ...] = (
        (f"policy:{pack.id}:{pack.version}:first", "rules", adopt),
        *(
            (f"bootstrap:{ADMINISTRATOR}:{command.kind}", f"people/{ADMINISTRATOR}", command)
            for command in _first_administrator()
        ),
    )
    agency = Agency(now=OPENED_AT)
    for command_id, stream, command in own:
        asked = CommandEnvelope(command_id=command_id, stream=stream, person=SYSTEM.person, command=command)
        agency = submitted(agency, asked)
    return agency


def _first_administrator() -> Iterator[RegisterPerson | AssignRole]:
    since = local_day(OPENED_AT, flanders().terms.time_zone)
    yield RegisterPerson(person=ADMINISTRATOR)
    yield AssignRole(role="administrator", valid_from=since)


def unexpected(life: Life) -> list[str]:
    """Say of every step that went otherwise than the script says what it was and what came of it."""
    return [
        f"{told.step.at:%Y-%m-%d} {told.step.stream} {told.step.kind}: {told.outcome.code} {told.outcome.detail}"
        f" instead of {told.step.refused or 'recorded'}"
        for told in life.steps
        if told.outcome.code != (told.step.refused or "recorded")
    ]
