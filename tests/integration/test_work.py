"""One person's work in a real record: what is theirs, what they follow up, and what is still to be proposed."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from domain.dates import end_of_day
from gateway.questions import Standpoint
from gateway.work import work_of
from gateway.work_before import work_from
from schemas.alarm import Alarm
from schemas.deadline import DeadlineKind, DeadlineSet
from schemas.pact import PactRegistered
from schemas.people import PersonRegistered, RoleAssigned, RoleDelegated
from schemas.refusal import Refused
from store.alarms import raise_alarms, settle_alarms
from store.handle import handle
from store.log import append
from store.pool import Pool, fetch
from store.views import rebuild_views
from tests.integration.conftest import Database, run_as
from tests.integration.desk import BEGIN, HEAD, LEADER, OFFICER, award, done, later, open_desk, written
from tests.integration.store_requests import an_append
from tests.integration.test_cli_nouns import WIDTH, run
from tests.integration.test_store_handle import events
from tests.unit.flanders import calendar, rule

SINCE = date(2019, 1, 1)
CLUSTER, STAND_IN = "demo-vlier", "demo-wilg"
LOAN: Any = {"valid_from": date(2020, 3, 9), "valid_until": date(2020, 3, 13)}


async def hire(pool: Pool, person: str, *given: RoleAssigned) -> None:
    """Register a person with roles."""
    told = events(PersonRegistered(person=person), *given, on=SINCE)
    now = datetime(2019, 1, 1, tzinfo=UTC)
    await append(pool, an_append(f"hire-{person}", stream=f"people/{person}", now=now, received_at=now, payloads=told))


async def groups(pool: Pool, person: str, today: date) -> Mapping[str, list[Any]]:
    """The rows that a person sees, by group; every one is counted, and once."""
    shown: Any = await work_of(pool, person, today)
    assert [len(group["rows"]) for group in shown["groups"]] == [group["total"] for group in shown["groups"]]
    return {group["group"]: group["rows"] for group in shown["groups"]}


async def seen(pool: Pool, person: str, today: date) -> list[tuple[str, str | None, str | None]]:
    """The group, deadline and next act of each row."""
    shown = await groups(pool, person, today)
    return [(group, row["deadline"], row["decision"]) for group, rows in shown.items() for row in rows]


async def test_what_is_not_there_yet_waits_for_whoever_takes_the_next_step(pool: Pool) -> None:
    """A pact to conclude: the officer drafts its text, the head of the unit follows it up."""
    await open_desk(pool)
    await award(pool, "one")
    day = date(2021, 2, 26)  # a Friday, two working days before

    mine = await groups(pool, OFFICER, day)
    others = await groups(pool, HEAD, day)

    [row] = mine["this_week"]
    assert ("D01", "agree_pact_text", True) == (row["deadline"], row["decision"], row["is_mine"])
    assert {"left": 4, "late": 0, "unit": "days"} == row["days"]
    [row] = others["waiting_for_others"]
    assert (["case_officer"], [OFFICER], BEGIN.date().isoformat()) == (
        [one["role"] for one in row["waits_for"]],
        row["persons"],
        row["since"][:10],
    )
    assert [] == await seen(pool, LEADER, day)


async def test_what_is_late_stands_first_for_all_whom_it_concerns(pool: Pool) -> None:
    """And once it was escalated for whoever that was to."""
    await open_desk(pool)
    pact = await award(pool, "one")
    late = date(2021, 3, 17)

    for number in range(1, 20):
        handled = await handle(pool, pact, now=datetime(2021, 3, 17, 12, 0, number, tzinfo=UTC))
        if handled.next_item is None:
            break

    assert [("late", "D01", "agree_pact_text")] == await seen(pool, OFFICER, late)
    assert [("late", "D01", "agree_pact_text")] == await seen(pool, LEADER, late)
    [row] = (await groups(pool, HEAD, late))["late"]
    assert ({"left": 0, "late": 15, "unit": "days"}, False) == (row["days"], row["is_mine"])


async def test_an_outsider_sees_their_own_cluster_alone(pool: Pool) -> None:
    """As long as they hold the role; whoever has none there sees nothing."""
    await open_desk(pool)
    for cluster in ("one", "two"):
        await _expect_a_plan(pool, cluster)
    role: Any = {"role": "cluster_representative", "valid_from": SINCE, "valid_until": date(2020, 12, 31)}
    await hire(pool, CLUSTER, RoleAssigned(cluster="one", **role))
    await rebuild_views(pool)

    assert [("this_week", "D07/2021", "submit_year_plan")] == await seen(pool, CLUSTER, date(2020, 11, 30))
    [row] = (await groups(pool, CLUSTER, date(2020, 11, 30)))["this_week"]
    assert ("pact/one", "D07/2021", "submit_year_plan", {"year": "2021"}, True) == (
        row["stream"],
        row["deadline"],
        row["decision"],
        row["names"],
        row["is_mine"],
    )
    assert [("late", "D07/2021", "submit_year_plan")] == await seen(pool, CLUSTER, date(2020, 12, 1))
    assert [] == await seen(pool, CLUSTER, date(2021, 1, 1))
    followed = (await groups(pool, OFFICER, date(2020, 11, 30)))["waiting_for_others"]
    assert [("pact/one", [CLUSTER]), ("pact/two", [])] == [(row["stream"], row["persons"]) for row in followed]
    with pytest.raises(Refused, match="nobody known as demo-nobody"):
        await work_of(pool, "demo-nobody", BEGIN.date())


async def test_a_proposal_waits_for_a_second_person_or_for_whoever_stands_in(database: Database, pool: Pool) -> None:
    """Never for who made it; on the days of the loan; and since it was made, whatever happens meanwhile."""
    await open_desk(pool)
    stream = await award(pool, "one")
    wish = {"deadline": "D01", "new_due": "2021-06-30", "ground": "talks"}
    await done(pool, written("more-time", stream, HEAD, "request_extension_of_time", **wish), later(hours=1))
    await done(pool, written("negotiate", stream, OFFICER, "open_pact_negotiation"), later(hours=2))
    await hire(pool, STAND_IN)
    await _lend(pool, LEADER, RoleDelegated(role="leading_official", to=STAND_IN, **LOAN))
    await _lend(pool, HEAD, RoleDelegated(role="head_of_unit", to=STAND_IN, **LOAN))
    rows = await _work_rows(pool)

    [row] = (await groups(pool, STAND_IN, LOAN["valid_until"]))["this_week"]
    assert ("grant_extension_of_time", "leading_official", LEADER, None) == (
        row["decision"],
        row["in_role"],
        row["on_behalf_of"],
        row["due"],
    )
    assert [] == await seen(pool, STAND_IN, date(2020, 3, 14))
    [_, proposed] = (await groups(pool, HEAD, BEGIN.date()))["waiting_for_others"]
    assert ([HEAD], "2020-03-02T10:00:00.000000Z", False) == (
        proposed["proposed_by"],
        proposed["since"],
        proposed["is_mine"],
    )
    await run_as(database.owner_url, "DELETE FROM clusterpact.view_row", "DELETE FROM clusterpact.work")
    await rebuild_views(pool)
    assert rows == await _work_rows(pool)


async def test_another_day_is_told_from_the_events_as_today_is_from_the_rows(pool: Pool) -> None:
    """The same list for the same day, as far as was known then; and of somebody only once they were known."""
    await open_desk(pool)
    stream = await award(pool, "one")
    wish = {"deadline": "D01", "new_due": "2021-06-30", "ground": "talks"}
    await done(pool, written("more-time", stream, HEAD, "request_extension_of_time", **wish), later(hours=1))
    day = date(2021, 3, 17)
    for person in (OFFICER, HEAD, LEADER):
        now = await work_of(pool, person, day)
        assert {**now, "alarms": None} == await work_from(pool, person, Standpoint(as_of=day), day)

    before = Standpoint(known_on=later(minutes=30))
    shown: Any = await work_from(pool, LEADER, before, day)
    assert [0, 0, 0, 0] == [group["total"] for group in shown["groups"]]
    with pytest.raises(Refused, match="nobody known as demo-nobody"):
        await work_from(pool, "demo-nobody", before, day)


async def test_an_open_alarm_stands_in_the_work_of_whom_the_pack_names(pool: Pool) -> None:
    """Until it is settled; with its cluster, and whom it waits for."""
    await open_desk(pool)
    stream = await award(pool, "one")
    await raise_alarms(pool, [Alarm(key="a|1", kind="overdue", stream=stream, body={"item": "x"}, raised_at=BEGIN)])

    seen_by: dict[str, Any] = {
        person: (await work_of(pool, person, BEGIN.date()))["alarms"] for person in (OFFICER, HEAD)
    }

    assert (0, 1) == (seen_by[OFFICER]["total"], seen_by[HEAD]["total"])
    [row] = seen_by[HEAD]["rows"]
    assert ("overdue", stream, "one", True) == (row["kind"], row["stream"], row["cluster"], HEAD in row["persons"])
    await settle_alarms(pool, ["a|1"], HEAD, later(hours=1))
    settled: Any = (await work_of(pool, HEAD, BEGIN.date()))["alarms"]
    assert {"total": 0, "rows": []} == settled


async def test_the_first_rows_of_a_group_come_with_how_many_there_are(pool: Pool) -> None:
    """The earliest first, and no row twice."""
    await open_desk(pool)
    for number in range(4):
        await _expect_a_plan(pool, f"plan-{number}", day=30 - number)
    await rebuild_views(pool)

    shown: Any = await work_of(pool, OFFICER, date(2020, 9, 1), limit=2)

    others = shown["groups"][3]
    assert ("waiting_for_others", 4) == (others["group"], others["total"])
    assert ["pact/plan-3", "pact/plan-2"] == [row["stream"] for row in others["rows"]]
    assert (0, 0, 0) == tuple(group["total"] for group in shown["groups"][:3])


async def test_the_command_line_words_each_obligation_and_gives_the_command(database: Database, pool: Pool) -> None:
    """In both languages, in a hundred columns; in JSON with the command too; and as a calendar."""
    await open_desk(pool)
    await award(pool, "one")

    dutch = await asyncio.to_thread(run, database, f"work --as {OFFICER}")
    english = await asyncio.to_thread(run, database, f"work --as {HEAD} --lang en")
    told = (await asyncio.to_thread(run, database, f"work --as {OFFICER} --json")).json
    feed = await asyncio.to_thread(run, database, f"calendar export --as {HEAD} --lang en")
    nobody = await asyncio.to_thread(run, database, "work --as demo-nobody")

    late = "t/m dinsdag 2021-03-02 ("
    assert (0, True, True, True) == (
        dutch.code,
        "Te laat: 1" in dutch.out,
        late in dutch.out,
        "wacht op u, sinds 2020-03-02" in dutch.out,
    ), dutch
    assert (True, True) == ("Late: 1" in english.out, f"waits for case officer ({OFFICER})" in english.out), english
    assert [] == [line for line in (dutch.out + english.out).splitlines() if len(line) > WIDTH]
    [row] = told["groups"][0]["rows"]
    assert row["command"].startswith("clusterpact pact agree-pact-text pact/one --")
    assert row["command"].endswith(f"--as {OFFICER}")
    [event] = Calendar.from_ical(feed.out).walk("VEVENT")
    assert ("D01.pact/one@clusterpact", date(2021, 3, 2)) == (str(event["UID"]), event.decoded("DTSTART"))
    assert (3, True) == (nobody.code, "unknown_person" in nobody.err)


async def _expect_a_plan(pool: Pool, cluster: str, day: int = 30) -> None:
    """Open a file in which the plan for 2021 is due on that day of November 2020."""
    due = date(2020, 11, day)
    expected = DeadlineSet(
        deadline="D07/2021",
        rule="D07",
        rule_version=rule("D07").version,
        calendar="legal",
        calendar_version=calendar("legal").version,
        kind=DeadlineKind.ACTION,
        subject=(("year", "2021"),),
        anchor=date(2021, 1, 1),
        raw_due=due,
        due=due,
        instant=end_of_day(due, "Europe/Brussels"),
    )
    told = events(PactRegistered(cluster=cluster), expected, on=SINCE)
    await append(
        pool, an_append(f"open-{cluster}", stream=f"pact/{cluster}", now=BEGIN, received_at=BEGIN, payloads=told)
    )


async def _lend(pool: Pool, person: str, lent: RoleDelegated) -> None:
    told = events(lent, on=SINCE)
    await append(
        pool,
        an_append(f"lend-{person}", stream=f"people/{person}", version=2, now=BEGIN, received_at=BEGIN, payloads=told),
    )


async def _work_rows(pool: Pool) -> list[tuple[str, str]]:
    rows = await fetch(pool, "SELECT key, body::text FROM view_row WHERE view = 'work_view' ORDER BY stream, key")
    return [(row["key"], row["body"]) for row in rows]
