"""A pact on real servers: deadlines by time skipping, acts by update, everything in the record."""

from datetime import UTC, datetime
from typing import Any

from domain.simulation import simulate
from schemas.command import CommandEnvelope
from schemas.event import Payload, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from store.folding import fold_streams
from store.receipts import receipt_of
from store.verify import verify
from tests.e2e.agency import CLUSTER, Agency
from tests.e2e.story import live_a_year
from workflows.attributes import NEXT_DUE, OVERDUE, STAGE, WAITING_FOR


def days(events: list[Recorded]) -> list[tuple[str, str]]:
    """The UTC minute and the name of each event, with the deadline and the stage of reminders and escalations."""
    return [
        (
            f"{event.recorded_at:%m-%d %H:%M}",
            " ".join(
                filter(None, (event.type, getattr(event.payload, "deadline", ""), getattr(event.payload, "stage", "")))
            ),
        )
        for event in events
    ]


async def test_time_alone_expects_a_plan_reminds_of_it_and_misses_it(agency: Agency) -> None:
    """Each thing in the minute in which it is due, in Brussels, on either side of the change of clocks."""
    await agency.sign(start="2020-01-15", signed_on="2020-01-06")
    await agency.skip_to(datetime(2020, 12, 14, 9, tzinfo=UTC))

    told = [line for line in days(await agency.events()) if "D07" in line[1] or "expected" in line[1]]

    assert told == [
        ("08-31 22:00", "year_plan.expected"),
        ("08-31 22:00", "deadline.set D07/2021"),
        ("10-01 07:00", "deadline.reminded D07/2021 r60"),
        ("10-31 08:00", "deadline.reminded D07/2021 r30"),
        ("11-20 08:00", "deadline.reminded D07/2021 r10"),
        ("11-29 08:00", "deadline.reminded D07/2021 r1"),
        ("11-30 08:00", "deadline.reminded D07/2021 r0"),
        ("11-30 23:00", "deadline.missed D07/2021"),
        ("12-01 08:00", "deadline.escalated D07/2021 e1"),
        ("12-14 08:00", "deadline.escalated D07/2021 e10"),
    ]


async def test_a_year_with_everybody_acting_is_recorded_as_the_simulator_has_it(agency: Agency) -> None:
    """The same rules, the same order of time: servers and simulator cannot tell the year differently."""
    await live_a_year(agency)

    lived = await agency.events()
    simulated = await _simulated(agency, lived)

    assert [_told(event.payload) for event in lived] == simulated
    assert (await verify(agency.pool)).problem is None


async def test_temporals_pages_tell_where_the_pact_stands(agency: Agency) -> None:
    """Roles and dates; no rule and nobody's name."""
    await agency.sign(start="2020-01-15", signed_on="2020-01-06")
    await agency.skip_to(datetime(2020, 12, 2, 9, tzinfo=UTC))

    shown = (await agency.workflow.describe()).typed_search_attributes

    assert shown.get(STAGE) == "registered"
    assert shown.get(OVERDUE) is True
    assert CLUSTER not in str(shown)
    assert "cluster_representative" in (shown.get(WAITING_FOR) or [])
    assert shown.get(NEXT_DUE) == datetime(2021, 1, 6, 23, tzinfo=UTC)


async def _simulated(agency: Agency, lived: list[Recorded]) -> list[dict[str, Any]]:
    """Have the same commands, received at the same instants, lived through in one process."""
    receipts = [await receipt_of(agency.pool, command_id) for command_id in agency.handed_in]
    script: list[tuple[datetime, CommandEnvelope]] = [
        (receipt.received_at, receipt.envelope)
        for receipt in receipts
        if receipt is not None and receipt.stream == agency.pact
    ]
    rules = (await fold_streams(agency.pool, ["rules"]))["rules"].state
    assert isinstance(rules, RulesState)
    actors: dict[str, Actor] = {event.command_id: event.actor for event in lived}
    life = simulate(
        agency.pact,
        script,
        rules,
        since=script[0][0],
        until=agency.clock.now(),
        acting=lambda envelope: actors.get(envelope.command_id, Actor(person=envelope.person, role="")),
    )
    return [_told(event.payload) for event in life.events]


def _told(payload: Payload) -> dict[str, Any]:
    """Give the fact without what two processes tell apart: fractions of a second, and the zones' tables in use."""
    told = payload.model_dump(mode="json", exclude={"tzdata"})
    return told | {"known_at": str(told["known_at"])[:10]} if "known_at" in told else told
