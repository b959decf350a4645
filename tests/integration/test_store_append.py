"""The append protocol against a real Postgres: dense, in order, once, and only on what was read."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from schemas.command import Outcome
from schemas.refusal import Refused
from store.failures import ClockBehind, ClockWrong, Conflict
from store.log import all_streams, append, appender_of, head, read_log, read_stream, stream_version
from store.pool import Pool, connect
from store.receipts import outcome_of, pending_receipts, store_receipt
from store.request import Message, ViewRow
from store.verify import verify
from tests.integration.conftest import Database, run_as
from tests.integration.store_requests import START, an_append, an_envelope, later, renamed


async def positions(pool: Pool) -> list[int]:
    """Every position of the log."""
    return [event.position for event in await read_log(pool)]


async def test_an_event_comes_back_as_it_was_recorded(pool: Pool) -> None:
    """Payload, dates, actor and command survive the way through the database; positions and versions count from 1."""
    request = an_append("command-one", events=2, correlation_id="story-1", causation_id="command-zero")

    outcome = await append(pool, request)
    events = await read_stream(pool, "cluster/demo-aster")

    assert (outcome.status, outcome.first_position, outcome.last_position, outcome.stream_version) == (
        "recorded",
        1,
        2,
        2,
    )
    assert [event.payload for event in events] == [event.payload for event in request.events]
    assert [(event.position, event.version) for event in events] == [(1, 1), (2, 2)]
    assert {(event.actor, event.command_id, event.correlation_id, event.causation_id) for event in events} == {
        (request.actor, "command-one", "story-1", "command-zero")
    }
    assert {(event.effective, event.recorded_at) for event in events} == {(request.events[0].effective, START)}


async def test_sixteen_writers_leave_no_gap_and_no_disorder(database: Database) -> None:
    """Four processes' worth of pools, four writers each on their own streams: 1..n, and versions in their order."""
    pools = [await connect(database.service_url, max_size=4) for _ in range(4)]

    async def write(pool: Pool, stream: str) -> None:
        for version in range(12):
            await append(pool, an_append(f"{stream}-{version}", stream=stream, version=version))

    await asyncio.gather(*(write(pools[n % 4], f"cluster/demo-{n}") for n in range(16)))
    events = await read_log(pools[0])
    found = await verify(pools[0])
    for pool in pools:
        await pool.close()

    assert list(range(1, 193)) == [event.position for event in events]
    for n in range(16):
        of_stream = [event for event in events if event.stream == f"cluster/demo-{n}"]
        assert list(range(1, 13)) == [event.version for event in of_stream]
    assert found.problem is None


async def test_the_same_command_eight_times_at_once_is_recorded_once(database: Database) -> None:
    """Whoever asks again, from whichever process, gets the first answer."""
    pools = [await connect(database.service_url, max_size=2) for _ in range(8)]

    answers = await asyncio.gather(*(append(pool, an_append("same-command")) for pool in pools))
    recorded = await positions(pools[0])
    for pool in pools:
        await pool.close()

    assert [answers[0]] * 8 == answers
    assert recorded == [1]


async def test_the_first_answer_stands_for_ever(pool: Pool) -> None:
    """Long after, when the stream has moved on, the same command still has the answer it had."""
    first = await append(pool, an_append("first-command"))
    await append(pool, an_append("second-command", version=1))

    assert first == await append(pool, an_append("first-command"))
    assert first == await outcome_of(pool, "first-command")
    assert await stream_version(pool, "cluster/demo-aster") == 2


async def test_an_id_used_for_other_content_is_refused(pool: Pool) -> None:
    """Nothing is written, and the first answer stays."""
    await append(pool, an_append("first-command"))

    with pytest.raises(Refused) as refusal:
        await append(pool, an_append("first-command", version=1, content_hash="00" * 32))

    assert refusal.value.code == "command_id_reused"
    assert await positions(pool) == [1]


async def test_of_eight_that_read_the_same_version_one_wins(database: Database) -> None:
    """The others are told where the stream stands, and leave nothing behind."""
    pools = [await connect(database.service_url, max_size=2) for _ in range(8)]

    answers = await asyncio.gather(
        *(append(pool, an_append(f"racer-{n:04d}", events=n + 1)) for n, pool in enumerate(pools)),
        return_exceptions=True,
    )
    recorded = await positions(pools[0])
    for pool in pools:
        await pool.close()

    winners = [answer for answer in answers if isinstance(answer, Outcome)]
    losers = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(winners), len(losers)) == (1, 7)
    assert {(loser.stream, loser.seen, loser.actual) for loser in losers} == {
        ("cluster/demo-aster", 0, winners[0].stream_version)
    }
    assert list(range(1, (winners[0].last_position or 0) + 1)) == recorded


async def test_what_the_decision_read_must_still_stand(pool: Pool) -> None:
    """A role revoked between reading and appending is seen, from whichever stream it was read."""
    await append(pool, an_append("role-given", stream="people/demo-berk"))
    rests_on = (("people/demo-berk", 1), ("rules", 0))
    await append(pool, an_append("role-revoked", stream="people/demo-berk", version=1))

    with pytest.raises(Conflict) as conflict:
        await append(pool, an_append("too-late-now", reads=rests_on))
    outcome = await append(pool, an_append("read-again", reads=(("people/demo-berk", 2), ("rules", 0))))

    assert (conflict.value.stream, conflict.value.seen, conflict.value.actual) == ("people/demo-berk", 1, 2)
    assert outcome.first_position == 3


async def test_a_refusal_is_an_answer_too(pool: Pool) -> None:
    """It has no events, moves no version, and is given again to whoever asks again."""
    refusal = an_append("refused-one", events=0, status="refused", code="four_eyes", detail="demo-berk prepared it")

    first = await append(pool, refusal)

    assert (first.status, first.code, first.detail, first.stream_version) == (
        "refused",
        "four_eyes",
        "demo-berk prepared it",
        0,
    )
    assert first == await append(pool, refusal)
    assert await all_streams(pool) == []
    assert (await head(pool)).number == 1
    assert (await verify(pool)).problem is None


async def test_a_rollback_leaves_no_gap(database: Database, pool: Pool) -> None:
    """Positions are given inside the transaction, so what is rolled back was never numbered."""
    await append(pool, an_append("before-it"))
    connection = await asyncpg.connect(database.service_url, server_settings={"search_path": "clusterpact"})
    for n in range(5):
        transaction = connection.transaction()
        await transaction.start()
        await connection.fetch(
            "SELECT * FROM append($1::append_request[])", [an_append(f"undone-{n:03d}", version=1).wire]
        )
        await transaction.rollback()
    await connection.close()

    outcome = await append(pool, an_append("after-it", version=1))

    assert outcome.first_position == 2
    assert (await verify(pool)).problem is None


async def test_recorded_instants_never_go_back(pool: Pool) -> None:
    """A clock that stands still or runs behind is moved to just after the log's last instant."""
    outcomes = [
        await append(pool, an_append(f"clock-{n:03d}", version=n, now=START + timedelta(seconds=seconds)))
        for n, seconds in enumerate((0, 0, -3600, 5))
    ]

    tick = timedelta(microseconds=1)
    assert [outcome.recorded_at for outcome in outcomes] == [START, START + tick, START + 2 * tick, later(5)]


async def test_what_was_computed_for_an_instant_is_recorded_at_it_or_not_at_all(pool: Pool) -> None:
    """View rows may hold the instant, so it is not moved under them."""
    await append(pool, an_append("ahead-of-us", stream="cluster/demo-berk", now=later(10)))

    with pytest.raises(ClockBehind):
        await append(pool, an_append("exact-one", exact_now=True))
    outcome = await append(pool, an_append("exact-two", exact_now=True, now=later(11)))

    assert outcome.recorded_at == later(11)
    assert await outcome_of(pool, "exact-one") is None


async def test_appends_that_wait_go_together_and_each_has_its_own_answer(pool: Pool) -> None:
    """In one group: new ones, one known, one reused, one in conflict, two of one stream; none changes another's."""
    await append(pool, an_append("known-one"))
    requests = [
        an_append("new-alone", stream="cluster/demo-alder", events=3),
        an_append("known-one"),
        an_append("known-one", content_hash="11" * 32),
        an_append("stale-one", version=7),
        an_append("fresh-one", version=1, stream="cluster/demo-aster"),
        an_append("refused-one", stream="cluster/demo-beech", events=0, status="refused", code="not_allowed"),
    ]

    answers = await asyncio.gather(*(append(pool, request) for request in requests), return_exceptions=True)

    assert [type(answer).__name__ for answer in answers] == [
        "Outcome",
        "Outcome",
        "Refused",
        "Conflict",
        "Outcome",
        "Outcome",
    ]
    assert await positions(pool) == [1, 2, 3, 4, 5]
    assert (await verify(pool)).problem is None


async def test_one_bad_member_does_not_sink_the_others(pool: Pool) -> None:
    """A row that the database refuses fails alone; whoever was in its group is carried out."""
    bad = an_append("bad-member", stream="cluster/demo-bad")
    event = list(bad.wire[-1][0])
    event[3] = None  # effective_latest
    object.__setattr__(bad, "wire", (*bad.wire[:-1], [tuple(event)]))
    good = [an_append(f"good-member-{n}", stream=f"cluster/demo-{n}") for n in range(6)]

    answers = await asyncio.gather(*(append(pool, one) for one in [*good[:3], bad, *good[3:]]), return_exceptions=True)

    assert [type(answer).__name__ for answer in answers] == [
        *["Outcome"] * 3,
        "NotNullViolationError",
        *["Outcome"] * 3,
    ]
    assert await positions(pool) == [1, 2, 3, 4, 5, 6]
    assert (await verify(pool)).problem is None


async def test_a_group_gives_what_the_same_appends_give_one_by_one(database: Database, pool: Pool) -> None:
    """The same rows, hashes and chains, so that grouping is nothing but speed."""
    requests = [an_append(f"member-{n:03d}", stream=f"cluster/demo-{n}", events=n % 3, now=later(n)) for n in range(20)]
    requests = [one if one.events else replace(one, status="refused", code="not_allowed") for one in requests]
    await asyncio.gather(*(append(pool, request) for request in requests))
    grouped = await head(pool)
    connection = await asyncpg.connect(database.owner_url)
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(
        "DELETE FROM clusterpact.event; DELETE FROM clusterpact.outcome; DELETE FROM clusterpact.stream;"
        "UPDATE clusterpact.log_head"
        " SET position = 0, number = 0, recorded_at = 'epoch', chain = decode(repeat('00', 32), 'hex')"
    )
    await connection.close()

    for request in requests:
        await append(pool, request)

    assert grouped == await head(pool)


async def test_who_stops_waiting_leaves_nothing_half_done(pool: Pool) -> None:
    """A cancelled caller's append goes on, and the connections stay sound for the next one."""
    callers = [
        asyncio.create_task(append(pool, an_append(f"caller-{n:04d}", stream=f"cluster/demo-{n}"))) for n in range(30)
    ]
    for turn, caller in enumerate(callers):
        for _ in range(turn % 4):
            await asyncio.sleep(0)
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)

    outcome = await append(pool, an_append("afterwards"))

    events = await read_log(pool)
    assert list(range(1, len(events) + 1)) == [event.position for event in events]
    assert outcome.last_position == len(events)
    assert (await verify(pool)).problem is None


async def test_views_and_messages_are_written_with_the_events_or_not_at_all(pool: Pool) -> None:
    """A conflict leaves the views as they were; a message with a known key is not written twice."""
    row = ViewRow("cluster_view", "cluster/demo-aster", {"name": "één"})
    message = Message("notice", "notice-1", {"to_roles": ["case_officer"]})
    await append(pool, an_append("with-both", views=(row,), messages=(message,)))
    other = ViewRow("cluster_view", "cluster/demo-aster", {"name": "two"})

    with pytest.raises(Conflict):
        await append(pool, an_append("too-late-too", views=(other,), messages=(message,)))
    await append(pool, an_append("same-message", version=1, messages=(message,)))

    views = await pool.fetch("SELECT view, stream, key, body FROM view_row")
    messages = await pool.fetch("SELECT key, position FROM outbox")
    assert [tuple(found.values()) for found in views] == [
        ("cluster_view", "cluster/demo-aster", "cluster/demo-aster", {"name": "één"})
    ]
    assert [tuple(found.values()) for found in messages] == [("notice-1", 1)]


async def test_a_session_that_could_lose_an_acknowledged_append_may_not_write(database: Database) -> None:
    """Commits that do not wait for the disk lose what was acknowledged, and no chain would show it."""
    connection = await asyncpg.connect(
        database.service_url, server_settings={"search_path": "clusterpact", "synchronous_commit": "off"}
    )

    with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError, match="must be on disk"):
        await connection.fetch("SELECT * FROM append($1::append_request[])", [an_append("quick-one").wire])
    await connection.close()


async def test_more_than_one_group_waits_its_turn(pool: Pool) -> None:
    """Fifty appends to one stream by callers that read again: every one lands, one after the other."""

    async def insist(n: int) -> None:
        version = 0
        while True:
            try:
                await append(pool, an_append(f"insist-{n:04d}", version=version))
            except Conflict as conflict:
                version = conflict.actual
            else:
                return

    await asyncio.gather(*(insist(n) for n in range(50)))

    assert list(range(1, 51)) == [event.version for event in await read_stream(pool, "cluster/demo-aster")]
    assert appender_of(pool) is appender_of(pool)


async def test_reading_stops_at_the_version_asked_for(pool: Pool) -> None:
    """The past can be folded as it stood."""
    await append(pool, an_append("three-events", events=3))

    assert [event.version for event in await read_stream(pool, "cluster/demo-aster", 2)] == [1, 2]
    assert [event.position for event in await read_log(pool, after_position=1, limit=1)] == [2]
    assert renamed("three-events-2").payload == (await read_log(pool, 2))[0].payload


async def test_nothing_is_written_by_a_clock_that_runs_ahead(database: Database, pool: Pool) -> None:
    """More than a second ahead of the server's: refused, whichever of the two instants it is; others are not."""
    await run_as(database.owner_url, "UPDATE clusterpact.clock SET is_simulated = false")
    now = datetime.now(UTC)
    ahead = now + timedelta(seconds=30)

    fast, received, right = await asyncio.gather(
        append(pool, an_append("fast-clock", now=ahead)),
        append(pool, an_append("fast-receipt", stream="cluster/demo-berk", received_at=ahead)),
        append(pool, an_append("right-clock", stream="cluster/demo-ceder", now=now)),
        return_exceptions=True,
    )
    with pytest.raises(ClockWrong):
        await store_receipt(pool, an_envelope(1), ahead)
    nothing = await pending_receipts(pool)
    receipt = await store_receipt(pool, an_envelope(1), now)

    assert (isinstance(fast, ClockWrong), isinstance(received, ClockWrong), nothing) == (True, True, [])
    assert isinstance(right, Outcome)
    assert (right.recorded_at, receipt.received_at) == (now, now)
    assert await positions(pool) == [1]


async def test_a_little_ahead_is_every_clock(database: Database, pool: Pool) -> None:
    """Machines that keep their time by network differ by milliseconds."""
    await run_as(database.owner_url, "UPDATE clusterpact.clock SET is_simulated = false")

    outcome = await append(pool, an_append("just-ahead", now=datetime.now(UTC) + timedelta(milliseconds=500)))

    assert outcome.status == "recorded"
