"""What the service may do in the database: read all of it, and write through our functions alone."""

import asyncpg
import pytest

from store.log import append
from store.pool import Pool
from tests.integration.conftest import Database
from tests.integration.store_requests import an_append

TABLES = (
    "alarm",
    "answer_snapshot",
    "clock",
    "directory",
    "document_content",
    "document_upload",
    "event",
    "log_head",
    "mail",
    "mail_line",
    "mail_part",
    "migration",
    "outbox",
    "outcome",
    "process",
    "receipt",
    "receipt_head",
    "stream",
    "sweep",
    "view_row",
    "work",
    "work_party",
)
STATEMENTS = {
    "insert": "INSERT INTO clusterpact.{table} SELECT * FROM clusterpact.{table}",
    "update": "UPDATE clusterpact.{table} SET {column} = {column}",
    "delete": "DELETE FROM clusterpact.{table}",
    "truncate": "TRUNCATE clusterpact.{table}",
    "drop": "DROP TABLE clusterpact.{table}",
    "disable the trigger": "ALTER TABLE clusterpact.{table} DISABLE TRIGGER ALL",
    "lock": "BEGIN; LOCK TABLE clusterpact.{table} IN ACCESS EXCLUSIVE MODE",
}
KEPT = ("event", "outcome", "receipt")


async def first_column(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> str:
    """The name of a table's first column."""
    name: str = await connection.fetchval(
        "SELECT attname FROM pg_attribute WHERE attrelid = ('clusterpact.' || $1)::regclass AND attnum = 1", table
    )
    return name


async def test_these_are_all_tables(database: Database) -> None:
    """A new table is put into this list, and so under these tests."""
    connection = await asyncpg.connect(database.owner_url)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'clusterpact' ORDER BY 1")
    await connection.close()

    assert list(TABLES) == [row["tablename"] for row in rows]


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_the_service_may_read_and_nothing_else(database: Database, pool: Pool, statement: str) -> None:
    """Every table, every way of changing one."""
    await append(pool, an_append("something-there"))
    connection = await asyncpg.connect(database.service_url)
    for table in TABLES:
        column = await first_column(connection, table)

        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(STATEMENTS[statement].format(table=table, column=column))
        if connection.is_in_transaction():
            await connection.execute("ROLLBACK")
        assert await connection.fetchval(f"SELECT count(*) >= 0 FROM clusterpact.{table}") is True  # noqa: S608
    await connection.close()


@pytest.mark.parametrize("statement", ["update", "delete", "truncate"])
async def test_even_the_owner_is_stopped_by_the_seat_belt(database: Database, statement: str) -> None:
    """By mistake nobody changes what is recorded; on purpose the owner can, and the chain shows it."""
    connection = await asyncpg.connect(database.owner_url)
    for table in KEPT:
        column = await first_column(connection, table)

        with pytest.raises(asyncpg.InsufficientPrivilegeError, match=f"{table} is append-only"):
            await connection.execute(STATEMENTS[statement].format(table=table, column=column))
    await connection.close()


async def test_the_service_may_run_these_functions_only(database: Database) -> None:
    """The helpers behind them run with the owner's rights and are open to nobody."""
    connection = await asyncpg.connect(database.service_url)
    rows = await connection.fetch(
        "SELECT proname, has_function_privilege(oid, 'EXECUTE') AS open, prosecdef, proconfig FROM pg_proc"
        " WHERE pronamespace = 'clusterpact'::regnamespace ORDER BY proname"
    )
    await connection.close()

    ours = [
        "append",
        "drop_stray_views",
        "erase_document",
        "erase_names",
        "forget_process",
        "holders_of",
        "keep_document",
        "keep_receipt",
        "mail_given_up",
        "mail_put_off",
        "mail_sent",
        "mail_tried",
        "mark_delivered",
        "note_mail_line",
        "note_process",
        "note_snapshot",
        "note_sweep",
        "note_upload",
        "plan_mail",
        "raise_alarm",
        "raise_alarm_again",
        "replace_views",
        "settle_alarms",
        "write_name",
    ]
    assert ours == [row["proname"] for row in rows if row["open"]]
    assert sorted([*ours, "keep_receipt"]) == [
        row["proname"] for row in rows if row["prosecdef"]
    ]  # and the one it calls
    assert {tuple(row["proconfig"] or ()) for row in rows if row["prosecdef"]} == {
        ("search_path=clusterpact, pg_temp",)
    }


async def test_nobody_else_sees_the_record(database: Database) -> None:
    """A role without a grant of its own cannot even name the tables."""
    connection = await asyncpg.connect(database.owner_url)
    granted = await connection.fetchval(
        "SELECT has_schema_privilege('pg_read_all_settings', 'clusterpact', 'USAGE')"
        " OR has_table_privilege('pg_read_all_settings', 'clusterpact.event', 'SELECT')"
    )
    owns = await connection.fetchval("SELECT count(*) FROM pg_class WHERE relowner = 'clusterpact_service'::regrole")
    await connection.close()

    assert (granted, owns) == (False, 0)
