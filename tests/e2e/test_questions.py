"""Questions to the record on two clocks, asked of a pact that lived for a while."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.questions import Standpoint, due, list_pacts, show_pact, timeline, today_of
from schemas.refusal import Refused
from tests.e2e.agency import Agency

TODAY = date(2020, 12, 2)


@pytest.fixture
async def pact(agency: Agency) -> Agency:
    """A pact in its first year; the plan for the next one is two days late."""
    await agency.sign(start="2020-01-15", signed_on="2020-01-06")
    await agency.skip_to(datetime(2020, 12, 2, 9, tzinfo=UTC))
    return agency


async def test_what_is_due_and_what_is_late_stand_in_one_list(pact: Agency) -> None:
    """By due date; the plan that nobody handed in comes first."""
    rows = await due(pact.pool, timedelta(days=60), TODAY)

    seen = [(row["deadline"], row["days_left"], row["days_late"], row["name"]) for row in rows]
    assert seen == [("D07/2021", 0, 2, "Testcluster"), ("D01", 35, 0, "Testcluster")]


async def test_as_of_a_day_nothing_is_known_of_what_came_later(pact: Agency) -> None:
    """In October the plan was expected and not late."""
    october = Standpoint(as_of=date(2020, 10, 1))

    late = [row["days_late"] for row in await due(pact.pool, timedelta(days=90), TODAY, october)]
    stages = [event["type"] for event in await timeline(pact.pool, pact.name, october)]

    assert set(late) == {0}
    assert "deadline.reminded" in stages
    assert "deadline.missed" not in stages


async def test_as_of_its_due_date_a_plan_is_not_late_yet(pact: Agency) -> None:
    """It is from the day after, which is when the file says so."""
    stages = [
        [
            row["stage"]
            for row in await due(pact.pool, timedelta(days=0), TODAY, Standpoint(as_of=day))
            if row["deadline"] == "D07/2021"
        ]
        for day in (date(2020, 11, 30), date(2020, 12, 1))
    ]

    assert stages == [["open"], ["missed"]]


async def test_known_on_an_instant_before_the_pact_was_registered_there_is_none(pact: Agency) -> None:
    """What the record says today of that time is another question."""
    before = Standpoint(known_on=datetime(2020, 1, 1, tzinfo=UTC))

    with pytest.raises(Refused) as refused:
        await show_pact(pact.pool, pact.name, before)

    assert (await list_pacts(pact.pool, before), refused.value.code) == ([], "unknown_pact")


async def test_a_pact_file_is_shown_with_its_cluster_deadlines_and_agenda(pact: Agency) -> None:
    """The same rows that lists show, for one pact."""
    shown = await show_pact(pact.pool, pact.pact)

    listed = (await list_pacts(pact.pool))[0]
    assert shown["pact"] == {name: value for name, value in listed.items() if name != "name"}
    assert isinstance(shown["cluster"], dict)
    assert (shown["cluster"]["name"], listed["overdue"]) == ("Testcluster", 1)


async def test_the_timeline_tells_every_event_in_the_language_asked_for(pact: Agency) -> None:
    """One sentence each."""
    dutch, english = [await timeline(pact.pool, pact.name, lang=lang) for lang in ("nl", "en")]

    assert len(dutch) == len(english) == len(await pact.events())
    assert all(one["sentence"] != other["sentence"] for one, other in zip(dutch, english, strict=True))


async def test_today_is_the_day_in_brussels(pact: Agency) -> None:
    """An hour before midnight in UTC it is tomorrow there."""
    assert await today_of(pact.pool, datetime(2020, 12, 1, 23, 30, tzinfo=UTC)) == TODAY
