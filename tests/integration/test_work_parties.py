"""Open obligations as the database keeps them: found for somebody as the rule for one row would place them."""

import json
from datetime import date
from itertools import cycle, product
from typing import Any

from domain.work_list import GROUPS, Bounds, Capacity, placed
from store.pool import Pool, fetchrow
from store.work import WorkRow, work_page
from tests.integration.conftest import Database, run_as

ENDS = Bounds(date(2021, 3, 2), date(2021, 3, 8), date(2021, 4, 1))
DUES = (None, "2021-03-01", "2021-03-02", "2021-03-08", "2021-03-09", "2021-04-01", "2021-04-02")
CLUSTERS = (None, "one", "two")
PARTIES: tuple[dict[str, list[str]], ...] = tuple(
    {"waits_for": waits_for, "roles": [*waits_for, *followers], "not_by": not_by, "proposed_by": not_by[:1]}
    for waits_for, followers, not_by in product(
        (["officer"], ["head", "officer"], ["cluster"]),
        ([], ["leader"]),
        ([], ["demo-aster"], ["demo-berk", "demo-aster"]),
    )
)
ACTING: tuple[list[Capacity], ...] = (
    [],
    [Capacity("officer", None)],
    [Capacity("leader", None), Capacity("cluster", "two")],
    [Capacity("cluster", "one")],
    [Capacity("cluster", "one"), Capacity("officer", "two")],
    [Capacity("officer", None, "demo-berk")],
    [Capacity("head", None, "demo-eik"), Capacity("leader", "one")],
    [Capacity("somebody", None)],
)
MANY = 1_000


def bodies() -> list[dict[str, Any]]:
    """A row for every party and cluster on every date."""
    numbers = cycle(range(7))
    return [
        {
            "stream": f"pact/{next(numbers)}",
            "key": f"row-{number:04}",
            "cluster": cluster,
            "due": due,
            **party,
        }
        for number, (party, cluster, due) in enumerate(product(PARTIES, CLUSTERS, DUES))
    ]


async def write(database: Database, rows: list[dict[str, Any]]) -> None:
    """Put them where an append would."""
    for stream in sorted({row["stream"] for row in rows}):
        of_stream = json.dumps([["work_view", row["key"], row] for row in rows if row["stream"] == stream])
        await run_as(
            database.owner_url, "SET search_path = clusterpact", f"SELECT write_views('{stream}', '{of_stream}')"
        )


async def test_all_rows_are_placed_as_the_rule_places_one(database: Database, pool: Pool) -> None:
    """For whoever acts, in every role, for every cluster, whether or not they had a hand in it; no row twice."""
    rows = bodies()
    await write(database, rows)
    for person, acting in product(("demo-aster", "demo-ceder"), ACTING):
        page = await work_page(pool, person, acting, ENDS, MANY)
        told = {row["key"]: placed(row, person, acting, ENDS) for row in rows}
        found = [(row.body["key"], row.group, row.is_mine) for row in page.rows]
        expected = [(key, at.group, at.is_mine) for key, at in told.items() if at is not None and at.group is not None]
        assert sorted(expected) == sorted(found), (person, acting)
        assert {group: sum(one[1] == group for one in expected) for group in GROUPS} == page.totals
        later = [one["due"] for one in rows if (at := told[one["key"]]) is not None and at.group is None]
        assert (len(later), max(later, default=None)) == (page.later, page.later_until and page.later_until.isoformat())


async def test_the_first_rows_are_the_earliest_whoever_they_wait_for(database: Database, pool: Pool) -> None:
    """The person's own before those of others, what has a date before what has none."""
    await write(database, bodies())
    for acting in ACTING:
        whole = (await work_page(pool, "demo-aster", acting, ENDS, MANY)).rows
        first = (await work_page(pool, "demo-aster", acting, ENDS, 3)).rows
        for group in GROUPS:
            of_group = [row for row in whole if row.group == group]
            assert of_group == sorted(of_group, key=lambda row: (not row.is_mine, row.body["due"] or "9", *_name(row)))
            assert of_group[:3] == [row for row in first if row.group == group]


async def test_a_party_that_nothing_waits_for_any_more_goes(database: Database, pool: Pool) -> None:
    """Without the names of those who had a hand in what was decided; as long as a row is left it stays."""
    rows = bodies()
    await write(database, rows)
    assert len(PARTIES) == await _parties(pool)

    await write(database, [row for row in rows if not row["not_by"]])
    [one] = [row for row in rows if row["not_by"]][:1]
    await write(database, [{**one, "stream": "pact/other"}])

    assert sum(not party["not_by"] for party in PARTIES) + 1 == await _parties(pool)
    await write(database, [{**rows[0], "stream": "pact/other"}])
    assert sum(not party["not_by"] for party in PARTIES) == await _parties(pool)


def _name(row: WorkRow) -> tuple[str, str]:
    return row.body["stream"], row.body["key"]


async def _parties(pool: Pool) -> int:
    row = await fetchrow(pool, "SELECT count(*) AS number FROM work_party")
    assert row is not None
    number: int = row["number"]
    return number
