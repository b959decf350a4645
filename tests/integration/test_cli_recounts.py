"""Deadlines that a corrected calendar would set elsewhere: listed on the command line, for people to decide."""

import asyncio
from datetime import date

import pytest

from domain.policy import content_hash
from schemas.policy import Calendar, ClosedDay, Policy, PolicyAdopted, Title
from store.log import append, stream_version
from store.pool import Pool
from store.zone_tables import tables_in_use
from tests.integration.conftest import Database
from tests.integration.desk import award, later, open_desk
from tests.integration.store_requests import an_append
from tests.integration.test_cli_nouns import WIDTH, run
from tests.integration.test_store_handle import events
from tests.unit.flanders import flanders

DUE, NEXT_DAY = date(2021, 3, 2), date(2021, 3, 3)


def closed_as_well(calendar: Calendar) -> Calendar:
    """The calendar with one more closed day, under a version of its own."""
    more = ClosedDay(date=DUE, name=Title(nl="brugdag", en="bridge day"))
    closed = tuple(sorted((*calendar.closed, more), key=lambda one: one.date))
    return calendar.model_copy(update={"closed": closed, "version": f"{calendar.version}-corrected"})


def corrected() -> Policy:
    """The programme's pack with the legal calendar corrected."""
    calendars = tuple(closed_as_well(one) if one.id == "legal" else one for one in flanders().calendars)
    return flanders().model_copy(update={"version": "corrected", "calendars": calendars})


@pytest.mark.parametrize(
    ("lang", "counted_from"), [("nl", "geteld vanaf 2020-03-02"), ("en", "counted from 2020-03-02")]
)
async def test_a_deadline_that_would_fall_elsewhere_is_listed_and_stays(
    pool: Pool, database: Database, lang: str, counted_from: str
) -> None:
    """With both dates; before the calendar was corrected there was nothing to say."""
    await open_desk(pool)
    stream = await award(pool, "demo-den")
    before = await asyncio.to_thread(run, database, f"deadline recounts {stream} --json")
    assert [] == before.json
    adopted = PolicyAdopted(policy=corrected(), content_hash=content_hash(corrected()))
    now, version = later(days=1), await stream_version(pool, "rules")
    payloads = events(adopted, on=now.date())
    await append(
        pool, an_append("adopt-corrected", stream="rules", version=version, payloads=payloads, now=now, received_at=now)
    )

    told = await asyncio.to_thread(run, database, f"deadline recounts demo-den --lang {lang}")
    assert f"D01  {DUE}  →  {NEXT_DAY}  {counted_from}" in told.out
    [listed] = (await asyncio.to_thread(run, database, f"deadline recounts {stream} --json")).json
    assert (str(DUE), str(NEXT_DAY)) == (listed["due"], listed["new_due"])
    shown = await asyncio.to_thread(run, database, "pact show demo-den --json")
    assert [str(DUE)] == [one["due"] for one in shown.json["deadlines"] if one["deadline"] == "D01"]


@pytest.mark.parametrize(("lang", "heading", "waits_for"), [("nl", "dossier", "hoofd"), ("en", "file", "head")])
async def test_what_is_due_names_its_file(
    pool: Pool, database: Database, lang: str, heading: str, waits_for: str
) -> None:
    """A pact by its id, as other commands take it; in a hundred columns."""
    await open_desk(pool)
    await award(pool, "demo-den")
    told = await asyncio.to_thread(run, database, f"due --as-of 2021-02-20 --lang {lang}")
    heads, *rows = [line.split() for line in told.out.splitlines()]
    assert (heading, [str(DUE), "demo-den"]) == (heads[1], rows[0][:2]), told.out
    assert waits_for in told.out
    assert [] == [line for line in told.out.splitlines() if len(line) > WIDTH]


async def test_a_deadline_is_explained_from_the_record(pool: Pool, database: Database) -> None:
    """By its file or alone, with the version of the tables; where two files have one of that name, it must be said."""
    await open_desk(pool)
    await award(pool, "demo-den")
    alone = (await asyncio.to_thread(run, database, "deadline explain D01 --json")).json
    assert ("pact/demo-den", str(DUE), "support.awarded") == (
        alone["stream"],
        alone["due"],
        alone["anchor_event"]["type"],
    )
    assert [tables_in_use()] == [one["tzdata"] for one in alone["revisions"]]
    for lang, title in (("nl", "clusterpact gesloten"), ("en", "cluster pact concluded")):
        told = await asyncio.to_thread(run, database, f"deadline explain D01 --pact demo-den --lang {lang}")
        assert title in told.out
        assert [] == [line for line in told.out.splitlines() if len(line) > WIDTH]
    await award(pool, "demo-els")
    refused = await asyncio.to_thread(run, database, "deadline explain D01")
    assert refused.err.startswith("several_files: D01 runs on pact/demo-den, pact/demo-els")
