"""Verification: whatever the owner of the database changes, the first thing that is wrong is named."""

# ruff: noqa: S608 - names of tables and columns come from the catalogue

import struct
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import asyncpg
import pytest

from domain.recording import SYSTEM
from schemas.claim import Evidence
from schemas.people import Actor
from store.log import append
from store.pool import Pool
from store.receipts import receipt_of, store_receipt
from store.verify import Problem, Verification, verify
from tests.integration.conftest import Database
from tests.integration.store_requests import OFFICER, START, an_append, an_envelope, later, renamed

EVENT_COLUMNS = {
    "position": 20, "stream": 25, "version": 20, "type": 25, "schema_version": 21,
    "effective_earliest": 1082, "effective_latest": 1082, "effective_precision": 25, "effective_wording": 25,
    "decided_on": 1082, "recorded_at": 1184, "actor_person": 25, "actor_role": 25, "on_behalf_of": 25,
    "command_id": 25, "correlation_id": 25, "causation_id": 25, "legal_basis": 25, "rule_version": 25,
    "evidence": 25, "source_grade": 25, "reason": 25, "corrects": 20, "correction_kind": 25, "backfill": 16,
    "body": 17, "leaf": 17, "chain": 17,
}  # fmt: skip
"""The columns of an event and the numbers of their types in PostgreSQL, of every version."""

OTHER_VALUE = {
    "bigint": "coalesce({column}, 0) + 256",
    "smallint": "{column} + 1",
    "date": "coalesce({column}, DATE '2000-01-01') + 1",
    "timestamp with time zone": "{column} + interval '1 microsecond'",
    "boolean": "NOT {column}",
    "text": "overlay(coalesce({column}, 'x') PLACING CASE WHEN {column} LIKE 'z%' THEN 'y' ELSE 'z' END FROM 1 FOR 1)",
    "bytea": "set_byte({column}, 0, get_byte({column}, 0) # 1)",
}
"""For each type, the smallest change: one byte, one day, one microsecond."""


async def a_record(pool: Pool) -> None:
    """Five events of two streams, a refusal, and three receipts of which two wait; event 4 has every field filled."""
    full = renamed("Één naam").model_copy(
        update={
            "decided_on": date(2021, 2, 1),
            "evidence": (Evidence(document="minutes-7"),),
            "legal_basis": "art. 7",
            "rule_version": "2",
            "reason": "asked for",
            "corrects": 1,
            "correction_kind": "replaces",
        }
    )
    receipt = await store_receipt(pool, an_envelope(1), START)
    await store_receipt(pool, an_envelope(2), later(1))
    await store_receipt(pool, an_envelope(3), later(2))
    refusal = an_append(
        "received-1", version=2, events=0, content_hash=receipt.content_hash, now=later(2), status="refused", code="no"
    )
    substitute = SYSTEM.model_copy(update={"on_behalf_of": "demo-ceder"})
    await append(pool, an_append("first-of-all", events=2))
    await append(pool, an_append("other-stream", stream="cluster/demo-berk", now=later(1)))
    await append(pool, refusal)
    await append(
        pool,
        replace(
            an_append(
                "the-full-one", version=2, now=later(3), actor=substitute, correlation_id="story", causation_id="cause"
            ),
            events=(full,),
        ),
    )
    await append(pool, an_append("last-of-all", version=1, stream="cluster/demo-berk", now=later(4)))


async def tamper(database: Database, *statements: str) -> None:
    """Change the record as the owner of the database can: past triggers and checks."""
    connection = await asyncpg.connect(database.owner_url, server_settings={"search_path": "clusterpact"})
    await connection.execute("SET session_replication_role = replica")
    for table in ("event", "outcome", "receipt"):
        for row in await connection.fetch(
            "SELECT conname FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'c'", table
        ):
            await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {row['conname']}")
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def columns_of(database: Database, table: str) -> dict[str, str]:
    """The columns of a table with their types, from the database itself."""
    connection = await asyncpg.connect(database.owner_url)
    rows = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'clusterpact' AND table_name = $1 ORDER BY ordinal_position",
        table,
    )
    await connection.close()
    return {row["column_name"]: row["data_type"] for row in rows}


def other_value(column: str, data_type: str) -> str:
    """The smallest change of this column's value, in SQL."""
    return OTHER_VALUE[data_type].format(column=column)


async def found_after(database: Database, pool: Pool, *statements: str) -> Verification:
    """Tamper, then verify."""
    await a_record(pool)
    assert (await verify(pool)).problem is None
    await tamper(database, *statements)
    return await verify(pool)


async def test_an_untouched_record_is_sound(pool: Pool) -> None:
    """The counts, the head and the chain are those of the log."""
    assert await verify(pool) == Verification(0, 0, 0, 0, "00" * 32)

    await a_record(pool)
    found = await verify(pool)

    assert (found.events, found.outcomes, found.receipts, found.head, found.is_sound) == (5, 5, 3, 5, True)
    assert found.chain == (await pool.fetchval("SELECT chain FROM log_head")).hex()


@pytest.mark.parametrize(
    "actor", [SYSTEM, OFFICER.model_copy(update={"person": "demo-ceder"})], ids=["system", "other"]
)
async def test_an_act_belongs_to_whoever_handed_it_in(pool: Pool, actor: Actor) -> None:
    """What demo-berk handed in was done by nobody else, not even by the service."""
    receipt = await store_receipt(pool, an_envelope(1), START)
    await append(pool, an_append("received-1", content_hash=receipt.content_hash, actor=actor))

    problem = (await verify(pool)).problem

    assert problem is not None
    assert (problem.position, problem.where) == (1, "event 1 (cluster/demo-aster version 1)")
    assert f"an act of {actor.person}, and demo-berk handed it in" in problem.what


async def test_a_persons_act_that_nobody_handed_in_is_named(pool: Pool) -> None:
    """Hashes and chains are right, as whoever can call the append function would have them."""
    await append(pool, an_append("systems-own", events=2))
    await append(pool, an_append("forged-one", stream="people/demo-berk", actor=OFFICER))

    problem = (await verify(pool)).problem

    assert problem == Problem(
        3, "event 3 (people/demo-berk version 1)", "it is said to be an act of demo-berk, and nobody handed it in"
    )


async def test_these_are_all_columns_of_an_event(database: Database) -> None:
    """A new column is put into this list, and so under these tests."""
    assert list(EVENT_COLUMNS) == list(await columns_of(database, "event"))


@pytest.mark.parametrize("position", [2, 4, 5])
async def test_a_changed_column_of_an_event_names_that_event(database: Database, pool: Pool, position: int) -> None:
    """One byte of any column, in the middle and at the end, empty or filled; put back after each."""
    await a_record(pool)
    columns = await columns_of(database, "event")
    await tamper(database, f"CREATE TABLE was AS SELECT * FROM event WHERE position = {position}")
    named: dict[str, int | None] = {}
    for column, data_type in columns.items():
        await tamper(
            database, f"UPDATE event SET {column} = {other_value(column, data_type)} WHERE position = {position}"
        )
        found = await verify(pool)
        named[column] = None if found.problem is None else found.problem.position
        await tamper(
            database,
            f"DELETE FROM event WHERE (stream, version) = (SELECT stream, version FROM was) OR position = {position}"
            " OR position > 5",
            "INSERT INTO event SELECT * FROM was",
        )

    assert dict.fromkeys(EVENT_COLUMNS, position) == named
    assert (await verify(pool)).is_sound


@pytest.mark.parametrize("table", ["outcome", "receipt", "stream", "log_head", "receipt_head"])
async def test_a_changed_column_of_anything_else_is_found(database: Database, pool: Pool, table: str) -> None:
    """Every column of outcomes, receipts and heads, put back after each."""
    await a_record(pool)
    columns = await columns_of(database, table)
    unseen = {"category"}  # a copy of the first part of the stream's name, for queries
    missed: list[str] = []
    for column, data_type in columns.items():
        if column in unseen or (table, column) in {("log_head", "id"), ("receipt_head", "id")}:
            continue
        key = next(iter(columns))
        await tamper(database, "DROP TABLE IF EXISTS was", f"CREATE TABLE was AS SELECT * FROM {table}")
        await tamper(
            database,
            f"UPDATE {table} SET {column} = {other_value(column, data_type)}"
            f" WHERE {key} = (SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1)",
        )
        if (await verify(pool)).is_sound:
            missed.append(column)
        await tamper(database, f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM was")
        assert (await verify(pool)).is_sound, column

    assert missed == []


@pytest.mark.parametrize(
    ("name", "position", "statements"),
    [
        ("an event removed", 2, ["DELETE FROM event WHERE position = 2"]),
        ("the last event removed", 5, ["DELETE FROM event WHERE position = 5"]),
        (
            "two events swapped",
            2,
            [
                "UPDATE event SET position = -1 WHERE position = 2",
                "UPDATE event SET position = 2 WHERE position = 4",
                "UPDATE event SET position = 4 WHERE position = -1",
            ],
        ),
        (
            "an event put in at the end",
            6,
            [
                "CREATE TABLE copied AS SELECT * FROM event WHERE position = 5",
                "UPDATE copied SET position = 6, version = 3",
                "INSERT INTO event SELECT * FROM copied",
            ],
        ),
        (
            "an event put in at the beginning",
            0,
            [
                "CREATE TABLE copied AS SELECT * FROM event WHERE position = 5",
                "UPDATE copied SET position = 0, version = 0",
                "INSERT INTO event SELECT * FROM copied",
            ],
        ),
        (
            "the tail cut off",
            4,
            ["DELETE FROM event WHERE position >= 4", "DELETE FROM outcome WHERE first_position >= 4"],
        ),
        ("an outcome removed", 3, ["DELETE FROM outcome WHERE number = 2"]),
        ("a refusal removed", 4, ["DELETE FROM outcome WHERE status = 'refused'"]),
        ("a receipt removed", None, ["DELETE FROM receipt WHERE number = 2"]),
        ("the last receipt removed", None, ["DELETE FROM receipt WHERE number = 3"]),
        ("a stream's row removed", None, ["DELETE FROM stream WHERE stream = 'cluster/demo-berk'"]),
        ("the head removed", None, ["DELETE FROM log_head"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_rows_that_come_go_or_change_places_are_named(
    database: Database, pool: Pool, name: str, position: int | None, statements: list[str]
) -> None:
    """Removal, swap, insertion, truncation, and a forgery that took the trouble to hash its row."""
    found = await found_after(database, pool, *statements)

    assert found.problem is not None, name
    assert position == found.problem.position


async def test_a_chain_that_was_rewritten_to_its_end_ends_elsewhere(database: Database, pool: Pool) -> None:
    """Whoever has the database can forge a fitting record, but not the chain that somebody else kept."""
    await a_record(pool)
    kept = (await verify(pool)).chain
    await tamper(
        database,
        "DELETE FROM event WHERE position = 5",
        "DELETE FROM outcome WHERE first_position = 5",
        "UPDATE stream SET version = 1, chain = (SELECT chain FROM event WHERE position = 3)"
        " WHERE stream = 'cluster/demo-berk'",
        "UPDATE log_head SET (position, number, recorded_at, chain) ="
        " (SELECT 4, number, recorded_at, chain FROM outcome ORDER BY number DESC LIMIT 1)",
    )

    found = await verify(pool)

    assert found.is_sound
    assert found.chain != kept


async def test_the_hashes_can_be_recomputed_from_what_readers_see(pool: Pool) -> None:
    """By other code, from the decoded values: type, length and bytes of each column under one domain byte."""
    await a_record(pool)

    chains: dict[str, bytes] = {}
    for row in await pool.fetch("SELECT * FROM event ORDER BY position"):
        leaf = leaf_of(dict(row))
        chain = sha256(b"\x01" + chains.get(row["stream"], bytes(32)) + leaf).digest()
        chains[row["stream"]] = chain

        assert (row["leaf"], row["chain"]) == (leaf, chain)


async def test_a_forged_event_with_fitting_hashes_of_its_own_is_named(database: Database, pool: Pool) -> None:
    """Leaf and chain were computed anew, as anybody can; the outcome that recorded the event says otherwise."""
    await a_record(pool)
    row = dict(await pool.fetchrow("SELECT * FROM event WHERE position = 5") or {})
    before = await pool.fetchval("SELECT chain FROM event WHERE position = 3")
    leaf = leaf_of({**row, "reason": "forged"})
    chain = sha256(b"\x01" + before + leaf).digest()
    await tamper(
        database,
        f"UPDATE event SET reason = 'forged', leaf = '\\x{leaf.hex()}', chain = '\\x{chain.hex()}' WHERE position = 5",
    )

    found = await verify(pool)

    assert found.problem is not None
    assert found.problem == Problem(
        5, "event 5", "outcome 5 recorded other events of cluster/demo-berk than stand here"
    )


def leaf_of(row: dict[str, Any]) -> bytes:
    """The leaf hash of an event, from its decoded values."""
    columns = list(EVENT_COLUMNS.items())[:-2]
    image = b"".join(struct.pack(">i", oid) + wire(row[column], oid) for column, oid in columns)
    return sha256(b"\x00" + struct.pack(">i", len(columns)) + image).digest()


def wire(value: object, oid: int) -> bytes:
    """One value as PostgreSQL sends it: its length and its bytes, or -1 for none."""
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    match value:
        case None:
            return struct.pack(">i", -1)
        case bool():
            sent = struct.pack(">?", value)
        case int():
            sent = struct.pack(">h" if oid == 21 else ">q", value)
        case str():
            sent = value.encode()
        case bytes():
            sent = value
        case datetime():
            sent = struct.pack(">q", (value - epoch) // timedelta(microseconds=1))
        case date():
            sent = struct.pack(">i", (value - epoch.date()).days)
        case _:
            raise AssertionError(value)
    return struct.pack(">i", len(sent)) + sent


async def test_an_outcome_of_another_content_than_was_received_is_named(pool: Pool) -> None:
    """A command may only be answered as it came in."""
    await store_receipt(pool, an_envelope(1), START)
    await append(pool, an_append("received-1"))

    found = await verify(pool)

    assert found.problem is not None
    assert (found.problem.position, found.problem.where) == (1, "outcome 1 (received-1)")
    assert await receipt_of(pool, "received-1") is not None


async def test_the_page_size_changes_nothing(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of one outcome find what one page finds."""
    await a_record(pool)
    whole = await verify(pool)
    monkeypatch.setattr("store.verify.PAGE", 1)

    assert whole == await verify(pool)
