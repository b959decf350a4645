"""Moves shown on the command line before anybody asks for them, and the deadlines that other rules are about."""

import asyncio

from store.pool import Pool
from tests.integration.command_line import Ran
from tests.integration.conftest import Database
from tests.integration.desk import OFFICER, award, done, later, open_desk, written
from tests.integration.test_cli_nouns import WIDTH, run
from tests.integration.test_cli_recounts import DUE

PROGRAMME = "programme/flanders-clusters"
TO = "2028-03-01"


async def two_awards(pool: Pool) -> None:
    """Two pacts, each with one deadline."""
    await open_desk(pool)
    for pact in ("demo-den", "demo-els"):
        await award(pool, pact)


async def told(database: Database, words: str) -> Ran:
    """Run a command beside this loop."""
    return await asyncio.to_thread(run, database, words)


async def test_all_open_instances_of_a_rule_are_shown_with_both_dates(pool: Pool, database: Database) -> None:
    """Or those of some clusters; with who would be told, in both languages, and as a list to propose."""
    await two_awards(pool)
    shown = (await told(database, f"deadline move-preview D01 --to {TO} --json")).json
    rows = [(one["stream"], one["old_due"], one["due"]) for one in shown["moves"]]
    assert [(f"pact/{pact}", str(DUE), TO) for pact in ("demo-den", "demo-els")] == rows
    assert {"deadline": "D01", "new_due": TO, "pact": "demo-den"} == shown["items"][0]
    assert shown["moves"][0]["arises"]
    assert OFFICER in shown["moves"][0]["told"]
    one = (await told(database, f"deadline move-preview D01 --to {TO} --cluster demo-els --json")).json
    assert ["pact/demo-els"] == [each["stream"] for each in one["moves"]]
    for lang, arises in (("nl", "komt erbij: r"), ("en", "arises: r")):
        printed = await told(database, f"deadline move-preview D01 --to {TO} --pact demo-den --lang {lang}")
        assert f"D01  pact/demo-den  {DUE}  →  {TO}" in printed.out
        assert arises in printed.out
        assert [] == [line for line in printed.out.splitlines() if len(line) > WIDTH]


async def test_what_cannot_move_is_told_and_left_out(pool: Pool, database: Database) -> None:
    """An earlier day; no such deadline; two targets at once."""
    await two_awards(pool)
    shown = (await told(database, "deadline move-preview D01 --to 2021-01-04 --json")).json
    assert ([], {"not_later"}) == (shown["items"], {one["refused"] for one in shown["moves"]})
    list_ = "--group storm --ground storm --programme flanders-clusters --as demo-aster"
    nothing = await told(database, f"deadline move-all D01 --to 2021-01-04 {list_}")
    assert (3, "nothing_to_move") == (nothing.code, nothing.err.partition(":")[0])
    none = await told(database, f"deadline move-preview D99 --to {TO}")
    assert (3, "nothing_selected") == (none.code, none.err.partition(":")[0])
    assert 2 == (await told(database, f"deadline move-preview D01 --to {TO} --recounts")).code


async def test_a_proposed_list_is_shown_as_its_grant_would_be(pool: Pool, database: Database) -> None:
    """What the dry run of a proposal shows is what the list that waits shows."""
    await two_awards(pool)
    words = "--group storm --ground storm --programme flanders-clusters --as demo-aster"
    dry = (await told(database, f"deadline move-all D01 --by-days 3000 {words} --dry-run --json")).json
    fields = {"group": "storm", "items": dry["items"], "ground": "storm"}
    await done(pool, written("propose-storm", PROGRAMME, OFFICER, "propose_group_extension", **fields), later(hours=1))
    waits = (await told(database, "deadline move-preview --group storm --json")).json
    assert dry["items"] == waits["items"]
    assert "not_proposed" == (await told(database, "deadline move-preview --group calm")).err.partition(":")[0]
    assert [] == (await told(database, "deadline move-preview --recounts --json")).json["moves"]
