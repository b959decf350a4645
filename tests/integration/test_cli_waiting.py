"""What waits for a second person, on the command line: found with its hash, and decided with what was printed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from domain.question_sending import answer_hash
from gateway import parliament
from gateway.parliament import View
from store.handle import handle
from store.log import read_stream
from store.pool import Pool
from tests.integration.command_line import Ran
from tests.integration.conftest import Database
from tests.integration.filled_record import HASH
from tests.integration.office import HEAD, LEADER, LIAISON, OFFICER, PACK, Office, open_office
from tests.integration.test_cli_nouns import WIDTH, filled, run

__all__ = ["filled"]

QUESTION, NUMBER = "question/2020-384", "2020-384"
SENT_ON = date(2020, 3, 20)
TEXT = "Vier evaluaties zijn afgerond."
NOWHERE = "127.0.0.1:1"


@pytest.fixture
async def office(pool: Pool) -> AsyncIterator[Office]:
    """An office with a question whose only part is drafted."""
    async with open_office(pool, datetime(2020, 3, 23, 9, tzinfo=UTC)) as opened:
        told = {"number": "384", "title": "Clusterpacten", "asker": "demo-asker", "office": "demo-office"}
        await opened.done(LIAISON, QUESTION, "register_question", sent_on=SENT_ON, text="Vijf vragen.", **told)
        await opened.done(LIAISON, QUESTION, "split_question", part=1, text="In welk stadium?")
        await opened.done(LIAISON, QUESTION, "assign_question", to=OFFICER)
        view = View(as_of=SENT_ON, known_on=opened.clock.now())
        hand = opened.hand(OFFICER)
        await opened.ended(await parliament.freeze(opened.gateway, opened.archive, hand, QUESTION, view, PACK))
        await opened.done(OFFICER, QUESTION, "draft_answer_part", part=1, text=TEXT)
        yield opened


async def ask(database: Database, words: str) -> Ran:
    """Run a command beside this loop."""
    return await asyncio.to_thread(run, database, words)


async def approve(office: Office) -> str:
    """Let the part pass its levels, and give the hash of the whole answer."""
    [part] = (await office.question(QUESTION)).parts
    for person in (HEAD, LEADER):
        await office.done(person, QUESTION, "approve_answer_part", part=1, draft_hash=part.draft_hash)
    return answer_hash(await office.question(QUESTION))


def test_everything_that_waits_is_listed_with_its_hash_and_its_command(filled: Database) -> None:
    """Of one file, of all, in both languages, in a hundred columns where no hash is wider."""
    rows = run(filled, "waiting --json").json
    assert {"cluster/demo-els", "pact/demo-den", "programme/demo"} == {row["stream"] for row in rows}
    told = {row["decision"]: row for row in rows}
    assert {"approve_change", "verify_kpi_value", "decide_group_extension"} <= told.keys()
    change = told["approve_change"]
    assert ({"change": "uitstel", "proposal_hash": HASH}, "alleen wind") == (
        change["names"],
        change["proposed"]["before"],
    )
    command = f"clusterpact change approve-change pact/demo-den --change uitstel --proposal-hash {HASH} --as PERSON"
    assert command == change["command"]
    text = run(filled, "waiting demo-den --lang en")
    assert (0, True, True) == (text.code, HASH in text.out, "since 2020-01-02" in text.out), text.err
    assert "--decision granted|refused" in run(filled, "waiting programme/demo").out
    assert [] == [line for line in text.out.splitlines() if len(line) > WIDTH]


def test_a_file_on_which_nothing_waits_says_so(filled: Database) -> None:
    """And one that nobody opened is refused."""
    assert "Nothing waits" in run(filled, "waiting cluster/demo-den --lang en").out
    unknown = run(filled, "waiting budget/1999")
    assert (3, "unknown_budget") == (unknown.code, unknown.err.partition(":")[0])


@pytest.mark.parametrize(
    ("words", "decision"),
    [
        ("pact show demo-den", "approve-change"),
        ("change list demo-den", "approve-change"),
        ("kpi show demo-den", "verify-kpi-value"),
        ("programme show", "decide-group-extension"),
    ],
)
def test_what_waits_stands_with_its_noun(filled: Database, words: str, decision: str) -> None:
    """With the command that decides it, for people and for programs."""
    text, read = run(filled, words), run(filled, f"{words} --json")
    assert (0, 0) == (text.code, read.code), text.err
    assert [True, True] == [decision in one.out and HASH in one.out for one in (text, read)]


async def test_the_hash_of_a_draft_is_found_and_approves_it(
    office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was printed, with nothing but the person filled in."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOWHERE)
    [row] = (await ask(database, f"waiting {QUESTION} --json")).json
    assert [OFFICER] == row["proposed_by"]
    words = row["command"].removeprefix("clusterpact ").replace("PERSON", HEAD)
    assert 5 == (await ask(database, f"{words} --command-id approve-1 --evidence nota-7=Nota")).code
    await handle(office.pool, QUESTION, command_id="approve-1", now=datetime.now(UTC))
    last = (await read_stream(office.pool, QUESTION))[-1]
    assert ("answer.part_approved", [("nota-7", "Nota")]) == (
        last.type,
        [(one.document, one.title) for one in last.evidence],
    )


async def test_an_answer_is_shown_before_it_is_released_by_its_hash(
    office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the hash nothing happens but reading; with it the bytes are kept as they left."""
    due = await ask(database, "due --as-of 2020-03-23 --within 60d")
    assert QUESTION in due.out.replace("\n", " "), due.out
    early = await ask(database, f"question release {NUMBER} --as {LEADER}")
    assert (3, "not_approved") == (early.code, early.err.partition(":")[0])
    seen = await approve(office)
    shown = await ask(database, f"question show {NUMBER}")
    assert "✓ hoofd van de entiteit clusters, leidend ambtenaar" in shown.out, shown.out
    assert (seen, True) == (
        (await ask(database, f"question show {NUMBER} --json")).json["answer_hash"],
        seen in shown.out,
    )
    read = await ask(database, f"question release {NUMBER} --as {HEAD}")
    assert (2, True, True) == (read.code, TEXT in read.out, f"--seen {seen}" in read.err)
    in_json = (await ask(database, f"question release {NUMBER} --as {HEAD} --json")).json
    assert (seen, TEXT) == (in_json["error"]["answer_hash"], in_json["error"]["answer"]["parts"][0]["answer"])
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOWHERE)
    [row] = (await ask(database, f"waiting {QUESTION} --json")).json
    words = row["command"].removeprefix("clusterpact ").replace("PERSON", LEADER)
    assert 5 == (await ask(database, f"{words} --command-id release-1 --evidence mail-7")).code
    await handle(office.pool, QUESTION, command_id="release-1", now=datetime.now(UTC))
    assert ["mail-7"] == [one.document for one in (await read_stream(office.pool, QUESTION))[-1].evidence]
    released = await ask(database, f"question answer {NUMBER} --released")
    assert (0, True) == (released.code, TEXT in released.out), released.err
    assert seen == sha256(await office.archive.documents.read(seen)).hexdigest()
    assert seen == (await ask(database, f"question show {NUMBER} --json")).json["answer_hash"]
