"""Moves shown on the command line before anybody asks for them, and the deadlines that other rules are about."""

import asyncio
from datetime import UTC, datetime

import pytest

from activities.clock import WallClock
from cli.acting import no_temporal
from gateway.reacting import carry_out_asks
from gateway.submit import Gateway
from schemas.deadline import DeadlineExtended
from schemas.refusal import Refused
from store.handle import handle
from store.log import read_stream
from store.pool import Pool
from tests.integration.command_line import Ran
from tests.integration.conftest import Database
from tests.integration.desk import BEGIN, HEAD, LEADER, OFFICER, award, done, later, open_desk, written
from tests.integration.test_cli_nouns import WIDTH, run
from tests.integration.test_cli_recounts import DUE

PROGRAMME = "programme/flanders-clusters"
TO = "2028-03-01"
NOBODY = "127.0.0.1:1"
"""An address at which no Temporal answers."""
ASKED = f"--programme flanders-clusters --as {OFFICER}"


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
    for option in ("pact", "cluster"):
        slip = await told(database, f"deadline move-preview D01 --to {TO} --{option} demo-nobody")
        assert (3, f"unknown_{option}") == (slip.code, slip.err.partition(":")[0])
    begun = f"deadline move-all D01 --to {TO} --group storm --ground storm --as demo-aster --programme elsewhere"
    assert "unknown_programme" == (await told(database, begun)).err.partition(":")[0]
    with pytest.raises(Refused, match="no programme 'elsewhere'"):
        await Gateway(pool, WallClock(), no_temporal).submit(
            written(
                "elsewhere-01",
                "programme/elsewhere",
                OFFICER,
                "propose_group_extension",
                group="g",
                ground="g",
                items=[{"pact": "demo-den", "deadline": "D01", "new_due": TO}],
            )
        )


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


async def test_all_open_instances_of_a_rule_move_once_another_person_grants_it(
    pool: Pool, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, nothing moves; granted, each pact has one event, and the certificate names the decision."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOBODY)
    await two_awards(pool)
    await handed_in(pool, database, f"deadline move-all D01 --to {TO} --group calm --ground calm {ASKED}")
    for decision, group in (("refused", "calm"), ("granted", "storm")):
        if group == "storm":
            await handed_in(pool, database, f"deadline move-all D01 --to {TO} --group storm --ground storm {ASKED}")
        [row] = (await told(database, f"waiting {PROGRAMME} --json")).json
        seen = row["command"].partition("--proposal-hash ")[2].split()[0]
        words = f"programme decide-group-extension {PROGRAMME} --group {group} --proposal-hash {seen} --reason storm"
        alone = await told(database, f"{words} --decision {decision} --as {OFFICER} --dry-run")
        assert (3, "not_allowed") == (alone.code, alone.err.partition(":")[0])
        shown = (await told(database, f"{words} --decision {decision} --as {LEADER} --dry-run --json")).json
        before = len(await moves(pool))
        await handed_in(pool, database, f"{words} --decision {decision} --as {LEADER}")
        await carry_out_asks(pool, datetime.now(UTC))
        assert len(shown["moves"]) == len(await moves(pool)) - before
    assert [(f"pact/{pact}", "D01", TO) for pact in ("demo-den", "demo-els")] == sorted(await moves(pool))
    certified = (await told(database, "deadline certificate --json")).json
    moved = [move for row in certified["deadlines"] for move in row["moves"]]
    assert [TO, TO] == [one["due"] for one in moved]
    assert ["storm", "storm"] == [one["reason"] for one in moved]
    explained = (await told(database, "deadline explain D01 --pact demo-els --json")).json
    assert LEADER == explained["revisions"][1]["cause"]["person"]


async def test_each_step_of_an_extension_is_shown_before_it_is_taken(pool: Pool, database: Database) -> None:
    """As a request by what its grant would do; nothing is recorded, not even a refusal."""
    await two_awards(pool)
    length = len(await read_stream(pool, "pact/demo-den"))
    wish = f"pact/demo-den --deadline D01 --new-due {TO}"
    request = f"deadline request-extension-of-time {wish} --ground storm --as {OFFICER}"
    [asked] = (await told(database, f"{request} --dry-run --json")).json["moves"]
    none = await told(database, f"deadline grant-extension-of-time {wish} --as {LEADER} --dry-run")
    assert (3, "no_request") == (none.code, none.err.partition(":")[0])
    assert length == len(await read_stream(pool, "pact/demo-den"))
    fields = {"deadline": "D01", "new_due": TO, "ground": "storm"}
    await done(
        pool, written("wish-den", "pact/demo-den", OFFICER, "request_extension_of_time", **fields), later(hours=1)
    )
    grant = f"deadline grant-extension-of-time {wish} --dry-run"
    [granted] = (await told(database, f"{grant} --as {LEADER} --json")).json["moves"]
    assert asked == granted
    assert (str(DUE), TO) == (granted["old_due"], granted["due"])
    higher = await told(database, f"{grant} --as {HEAD}")
    assert (3, "takes_higher_role") == (higher.code, higher.err.partition(":")[0])
    anchor = BEGIN.date()
    anew = f"deadline propose-recomputation pact/demo-den --deadline D01 --anchor {anchor} --new-due {DUE} --reason r"
    assert [] == (await told(database, f"{anew} --as {OFFICER} --dry-run --json")).json["moves"]


async def handed_in(pool: Pool, database: Database, words: str) -> None:
    """Ask it on the command line without Temporal: it is kept, and then carried out as the relay has it done."""
    kept = await told(database, words)
    assert (5, "deferred") == (kept.code, kept.err.partition(":")[0]), kept.err
    await handle(pool, PROGRAMME, now=datetime.now(UTC), wake=True)


async def moves(pool: Pool) -> list[tuple[str, str, str]]:
    """Every extension of the two pacts, as recorded."""
    events = [event for pact in ("demo-den", "demo-els") for event in await read_stream(pool, f"pact/{pact}")]
    return [
        (one.stream, one.payload.deadline, str(one.payload.due))
        for one in events
        if isinstance(one.payload, DeadlineExtended)
    ]
