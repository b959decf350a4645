"""Answers to parliament on the command line: frozen, shown as they were, drawn again, compared, found overtaken."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.question_sending import answer_hash
from gateway import parliament
from gateway.parliament import View
from gateway.record import import_history
from schemas.command import Outcome
from store.handle import handle
from store.log import read_stream
from store.pool import Pool
from store.receipts import outcome_of
from tests.integration.command_line import Ran
from tests.integration.conftest import Database
from tests.integration.office import HEAD, LEADER, LIAISON, OFFICER, PACK, Office, open_office
from tests.integration.test_cli_nouns import run
from tests.integration.test_parliament import claim_of, correct

BEGIN = datetime(2020, 3, 2, 9, tzinfo=UTC)
QUESTION, NUMBER = "question/2020-384", "2020-384"
SENT_ON = date(2020, 3, 20)
TEXT = "Vier evaluaties zijn afgerond."
NOWHERE = "127.0.0.1:1"


@pytest.fixture
async def office(pool: Pool) -> AsyncIterator[Office]:
    """An office with the public record, and a question in parts."""
    async with open_office(pool, BEGIN) as opened:
        await import_history(pool, PACK / "history-2016-2020.yaml", now=opened.clock.now())
        opened.clock.at = datetime(2020, 3, 23, 9, tzinfo=UTC)
        told = {"number": "384", "title": "Clusterpacten", "asker": "demo-asker", "office": "demo-office"}
        await opened.done(LIAISON, QUESTION, "register_question", sent_on=SENT_ON, text="Vijf vragen.", **told)
        await opened.done(LIAISON, QUESTION, "split_question", part=1, text="In welk stadium?")
        await opened.done(LIAISON, QUESTION, "assign_question", to=OFFICER)
        yield opened


async def ask(database: Database, words: str) -> Ran:
    """Run a command beside this loop."""
    return await asyncio.to_thread(run, database, words)


async def frozen(office: Office) -> None:
    """Freeze what is known."""
    view = View(as_of=SENT_ON, known_on=office.clock.now())
    asked = await parliament.freeze(office.gateway, office.archive, office.hand(OFFICER), QUESTION, view, PACK)
    assert "recorded" == (await office.ended(asked)).status


async def test_a_freeze_is_kept_while_temporal_is_away_and_carried_out_later(
    office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 5 with the receipt; the bytes are in the store before the record names them, on what ground as well."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOWHERE)
    from_where = "--as-of 2020-03-20 --known-on 2020-03-20 --evidence vraag-384=Vraag --because gevraagd"
    words = f"question freeze {NUMBER} --as {OFFICER} {from_where} --command-id freeze-384"
    kept = await ask(database, words)
    assert (5, "deferred") == (kept.code, kept.err.partition(":")[0]), kept.err
    await handle(office.pool, QUESTION, command_id="freeze-384", now=datetime.now(UTC))
    outcome = await outcome_of(office.pool, "freeze-384")
    assert isinstance(outcome, Outcome)
    assert "recorded" == outcome.status, outcome
    last = (await read_stream(office.pool, QUESTION))[-1]
    assert ([("vraag-384", "Vraag")], "gevraagd") == ([(one.document, one.title) for one in last.evidence], last.reason)
    assert 0 == (await ask(database, f"question answer {NUMBER}")).code


async def test_a_frozen_answer_is_shown_as_text_page_and_json(office: Office, database: Database) -> None:
    """Each sentence with its evidence, whatever was learned since."""
    await frozen(office)
    text = await ask(database, f"question answer {NUMBER}")
    page = await ask(database, f"question answer {NUMBER} --html")
    read = await ask(database, f"question answer {NUMBER} --json")
    assert [0, 0, 0] == [text.code, page.code, read.code]
    assert "De Blauwe Cluster" in text.out
    assert page.out.lstrip().lower().startswith("<!doctype html>")
    assert ("2020-03-20", 5) == (read.json["as_of"], len(read.json["parts"]))


async def test_a_frozen_answer_is_drawn_again_bit_for_bit(office: Office, database: Database, tmp_path: Path) -> None:
    """Onto standard output, or into a file."""
    await frozen(office)
    out = tmp_path / "answer.json"
    told = await ask(database, f"question reproduce {NUMBER} --out {out}")
    printed = await ask(database, f"question reproduce {NUMBER}")
    assert (0, 0, "identical\n") == (told.code, printed.code, printed.err)
    assert out.read_text("utf-8") + "\n" == printed.out
    assert "identical" in told.out
    in_json = (await ask(database, f"question reproduce {NUMBER} --json")).json
    assert ("identical", out.stat().st_size) == (in_json["likeness"], in_json["size"])


async def test_a_comparison_says_what_differs_today(office: Office, database: Database) -> None:
    """In both languages, and nothing where nothing was learned that changes a sentence."""
    await frozen(office)
    dutch = await ask(database, f"question compare {NUMBER}")
    english = await ask(database, f"question compare {NUMBER} --lang en")
    assert (0, 0) == (dutch.code, english.code), dutch.err
    assert "gelijk" in dutch.out.splitlines()[0]
    assert "the same" in english.out.splitlines()[0]
    assert (await ask(database, f"question compare {NUMBER} --json")).json != []


async def test_a_comparison_shows_figures_of_tables_and_what_rests_on_something_else(
    office: Office, database: Database
) -> None:
    """A figure with both sides, a lost row in one entry, the same words once with the positions under them."""
    await frozen(office)
    await correct(office, await claim_of(office, "means_foreseen"))
    entries = _entries((await ask(database, f"question compare {NUMBER}")).out)
    [plus, *_] = [text for head, text in entries if head == "5.  means  2020  voorzien  gewijzigd"]
    assert plus.endswith("+ 70.000.000 euro"), plus
    [row] = [text for head, text in entries if head == "5.  means/2020  SIM  verdwenen"]
    assert row.startswith("- voorbehouden: 8.000.000 euro; overgedragen: niet vastgelegd; "), row
    moved = [text for head, text in entries if head.endswith("means_of_later_years  onderbouwing gewijzigd")]
    assert ["onderbouwing: [" in text and "] → [" in text for text in moved] == [True]
    sides = [text.removeprefix("- ").split(" + ") for _, text in entries if text.startswith("- ") and " + " in text]
    assert [] == [both for both in sides if both[0] == both[-1]]


def _entries(printed: str) -> list[tuple[str, str]]:
    """Each entry: its head, and what stands under it in one line."""
    entries: list[tuple[str, str]] = []
    for line in printed.splitlines()[1:]:
        if not line.startswith("  "):
            entries.append((line, ""))
        elif entries:
            head, text = entries[-1]
            entries[-1] = (head, f"{text} {line.strip()}".strip())
    return entries


async def test_a_released_answer_is_shown_part_by_part_and_found_when_overtaken(
    office: Office, database: Database
) -> None:
    """Bit for bit as it left; a sent one that rests on what was contested later is listed."""
    await frozen(office)
    state = await office.question(QUESTION)
    assert state.snapshot is not None
    relied_on = state.snapshot.relied_on[:1]
    await office.done(OFFICER, QUESTION, "draft_answer_part", part=1, text=TEXT, relied_on=relied_on)
    [part] = (await office.question(QUESTION)).parts
    for person in (HEAD, LEADER):
        await office.done(person, QUESTION, "approve_answer_part", part=1, draft_hash=part.draft_hash)
    seen = answer_hash(await office.question(QUESTION))
    await office.ended(await parliament.release(office.gateway, office.archive, office.hand(LEADER), QUESTION, seen))
    released = await ask(database, f"question answer {NUMBER} --released")
    assert 0 == released.code, released.err
    assert TEXT in released.out
    assert [] == (await ask(database, "question affected --json")).json
    shown = await ask(database, f"question show {NUMBER} --lang en")
    assert "released" in shown.out
    assert TEXT in shown.out
