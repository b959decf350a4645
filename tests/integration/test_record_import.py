"""The historical record in a real Postgres: whole or not at all, once, silently; and the answers from the log."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gateway.adopting import adopt_first_pack
from gateway.answers import answer, read_sentences
from gateway.record import import_history
from schemas.answer import Status
from schemas.history import HistoryError
from schemas.pack import PolicyError
from schemas.refusal import Refused
from store.log import head, read_log
from store.pool import Pool, fetch
from store.verify import verify

PACK = Path(__file__).parents[2] / "policies" / "flanders-clusters"
EARLY, LATE = PACK / "history-2016-2020.yaml", PACK / "history-2021-2024.yaml"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def ruled(pool: Pool) -> Pool:
    """A record whose rules are adopted and that holds nothing else."""
    await adopt_first_pack(pool, PACK, NOW)
    return pool


async def events_of(pool: Pool) -> int:
    """How many events the log holds."""
    return (await head(pool)).position


async def test_an_import_records_every_row_once(ruled: Pool) -> None:
    """The second import of the same file records nothing, and says so."""
    before = await events_of(ruled)
    steps: list[tuple[int, int]] = []
    first = await import_history(ruled, EARLY, now=NOW, progress=lambda done, of: steps.append((done, of)))
    after = await events_of(ruled)
    again = await import_history(ruled, EARLY, now=NOW + timedelta(days=1))
    assert (first.new, 0) == (first.events, first.already_known)
    assert before + first.events == after
    assert (0, first.new, 0) == (again.new, again.already_known, again.events)
    assert after == await events_of(ruled)
    assert (first.new, first.new) == steps[-1]
    assert (await verify(ruled)).problem is None


async def test_the_conflicts_that_result_are_reported(ruled: Pool) -> None:
    """Three pact dates, one start, one amount; before anything is written, too."""
    expected = {
        ("pact/catalisti", "pact_concluded"),
        ("pact/sim", "pact_concluded"),
        ("pact/vil", "pact_concluded"),
        ("cluster/blauwe-cluster", "operations_start"),
        ("budget/2019", "project_means"),
    }
    for dry_run in (True, False):
        report = await import_history(ruled, EARLY, dry_run=dry_run, now=NOW)
        assert expected == {(one.subject, one.predicate) for one in report.conflicts}
        assert 6 == len(report.lines())


async def test_a_dry_run_writes_nothing(ruled: Pool) -> None:
    """Neither events nor receipts."""
    before = await events_of(ruled), await fetch(ruled, "SELECT count(*) FROM receipt")
    report = await import_history(ruled, EARLY, dry_run=True, now=NOW)
    assert report.is_dry_run
    assert report.new > 100
    assert before == (await events_of(ruled), await fetch(ruled, "SELECT count(*) FROM receipt"))


async def test_an_import_is_silent(ruled: Pool) -> None:
    """Old dates open no deadline, and nobody is told anything."""
    told = "SELECT count(*) AS messages FROM outbox"
    before = await fetch(ruled, told)
    await import_history(ruled, EARLY, now=NOW)
    await import_history(ruled, LATE, now=NOW)
    kinds = {event.type for event in await read_log(ruled, limit=1_000)}
    expected = {"policy.adopted", "claim.imported", "cluster.registered", "cluster.renamed", "pact.registered"}
    assert expected == kinds
    assert before == await fetch(ruled, told)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("fact: F34", "fakt: F34", "claims[81].fakt: unknown field"),
        ("value: {date: 2017-06-09}", "value: {date: 2017-06-31}", "'2017-06-31' is no day of the calendar"),
        ("pact/catalisti, pact/sim,", "pact/catalisti, pact/zim,", "unknown cluster 'zim'"),
    ],
)
async def test_a_wrong_file_is_refused_whole(ruled: Pool, tmp_path: Path, old: str, new: str, reason: str) -> None:
    """With file, line, field and reason; nothing is written."""
    text = EARLY.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / EARLY.name
    file.write_text(text.replace(old, new), encoding="utf-8")
    before = await events_of(ruled)
    with pytest.raises(HistoryError) as refused:
        await import_history(ruled, file, now=NOW)
    problem = refused.value.problems[0]
    assert EARLY.name == problem.file
    assert problem.line > 100
    assert reason in str(problem)
    assert before == await events_of(ruled)


async def test_a_changed_claim_under_a_known_id_is_refused_with_its_line(ruled: Pool, tmp_path: Path) -> None:
    """And the new rows beside it are not recorded either."""
    await import_history(ruled, EARLY, now=NOW)
    before = await events_of(ruled)
    text = EARLY.read_text(encoding="utf-8").replace("{eur: 75000000", "{eur: 76000000")
    more = (
        "  - {id: new, about: budget/2020, predicate: means_foreseen, value: {eur: 1}, when: 2020, source: dvo-65015}\n"
    )
    file = tmp_path / EARLY.name
    file.write_text(text + more, encoding="utf-8")
    with pytest.raises(HistoryError) as refused:
        await import_history(ruled, file, now=NOW)
    (problem,) = refused.value.problems
    line = 1 + text.splitlines().index("  - id: F32")
    assert (line, True) == (problem.line, problem.reason.startswith("claim_changed: "))
    assert before == await events_of(ruled)


async def test_a_later_file_needs_the_clusters_of_the_earlier_one(ruled: Pool) -> None:
    """The record says which clusters are known."""
    with pytest.raises(HistoryError) as refused:
        await import_history(ruled, LATE, now=NOW)
    assert 6 == len(refused.value.problems)
    assert "no cluster 'catalisti' is registered yet" in str(refused.value)


async def test_without_rules_nothing_is_imported(pool: Pool) -> None:
    """A predicate means nothing before a policy lists it."""
    with pytest.raises(Refused) as refused:
        await import_history(pool, EARLY, now=NOW)
    assert "no_policy" == refused.value.code


async def test_a_missing_file_is_refused(ruled: Pool, tmp_path: Path) -> None:
    """Like any other problem of a file."""
    with pytest.raises(HistoryError, match="cannot be read"):
        await import_history(ruled, tmp_path / "none.yaml", now=NOW)


async def test_the_answers_come_from_the_log_on_two_clocks(ruled: Pool) -> None:
    """Everything with evidence; nothing before the import."""
    await import_history(ruled, EARLY, now=NOW)
    day, later = date(2020, 3, 1), NOW + timedelta(days=1)
    found = await answer(ruled, day, later, "nl", PACK)
    statuses = {one.status for part in found.parts for one in part.statements}
    assert set(Status) == statuses
    positions = {event.position for event in await read_log(ruled, limit=1_000)}
    assert all({e.position for e in s.evidence} <= positions for part in found.parts for s in part.statements)
    nothing = await answer(ruled, day, NOW - timedelta(seconds=1), "en", PACK)
    assert [()] * 5 == [part.statements for part in nothing.parts]


async def test_a_pack_without_sentences_is_refused(tmp_path: Path) -> None:
    """By the name of the file that is missing."""
    shutil.copy(PACK / "texts.nl.yaml", tmp_path)
    assert "nl" == read_sentences(tmp_path, "nl").lang
    with pytest.raises(PolicyError, match=r"texts\.en\.yaml"):
        read_sentences(tmp_path, "en")
