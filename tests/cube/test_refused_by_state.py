"""Every refusal by state, in a real record of the ten years: refused with its code, kept as that, nothing changed."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from store.handle import handle
from store.log import head, read_stream
from store.pool import Pool, fetch
from store.receipts import pending_receipts, store_receipt
from store.verify import verify
from store.views import rebuild_views
from tests.cube.attempts import Attempt, attempts, refusals
from tests.life.living import ten_years
from tests.life.writing import Writing

CAP = "extension.refused_because_cap"
"""What alone a refusal leaves behind: its arithmetic."""

Standing = tuple[tuple[Any, ...], ...]


def test_every_refusal_of_the_pure_core_has_its_attempt() -> None:
    """Each pair of a command and a code that ten years bring about."""
    assert frozenset() == refusals() - {attempt.key for attempt in attempts()}


async def test_what_a_state_refuses_is_recorded_as_refused_and_changes_nothing(pool: Pool) -> None:
    """Each attempt meets its state where the ten years had it: files, views and chains stand as they stood."""
    writing, log = Writing(pool), len(ten_years().agency.log)
    for after, together in _by_moment():
        await writing.up_to(after)
        if after == log:
            await rebuild_views(pool)
        before = await _standing(pool)
        for attempt in together:
            await store_receipt(pool, attempt.envelope(), attempt.pair.moment.now)
            await handle(pool, attempt.stream, now=attempt.pair.moment.now)
        left = await _left_behind(pool, writing, together)
        assert left or before == await _standing(pool), [attempt.key for attempt in together]
    rows = await fetch(pool, "SELECT command_id, status, code FROM outcome WHERE command_id LIKE 'attempt-%'")
    expected = {(one.envelope().command_id, "refused", one.refused.code) for one in attempts()}
    found = {tuple(row) for row in rows}
    assert (set[object](), set[object]()) == (expected - found, found - expected)
    assert [] == await pending_receipts(pool)
    assert log + writing.more.total() == (await head(pool)).position
    assert (await verify(pool)).problem is None


async def _left_behind(pool: Pool, writing: Writing, together: list[Attempt]) -> bool:
    """Tell whether the cap's arithmetic was recorded, and nothing but that."""
    leaving = [attempt for attempt in together if attempt.refused.events]
    for attempt in leaving:
        version = attempt.pair.moment.state.version
        told = [event.type for event in await read_stream(pool, attempt.stream)]
        assert [CAP] == told[version:]
        writing.more[attempt.stream] += 1
    return bool(leaving)


def _by_moment() -> Iterator[tuple[int, list[Attempt]]]:
    for after, together in groupby(attempts(), key=lambda attempt: attempt.after):
        yield after, list(together)


async def _standing(pool: Pool) -> Standing:
    """Say where every file stands with its chain, and what every view shows."""
    files = await fetch(pool, "SELECT stream, version, chain FROM stream ORDER BY stream")
    views = await fetch(pool, "SELECT view, stream, key, body::text FROM view_row ORDER BY view, stream, key")
    return tuple(tuple(row) for row in (*files, *views))
