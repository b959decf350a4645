"""From receipt to events: everything in one order of time, each thing once, on what was read."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from domain.policy import content_hash as policy_hash
from domain.stream import decide
from schemas.agreement.award import RecordAwardDecision
from schemas.claim import Evidence, Grade, ImportHistoricalClaim
from schemas.cluster import RegisterCluster
from schemas.command import Command, CommandEnvelope, Outcome
from schemas.deadline import DeadlineStage, GrantExtensionOfTime, RequestExtensionOfTime
from schemas.effective import Effective
from schemas.event import Payload, Pending
from schemas.pact import PactState, RegisterPact
from schemas.people import PersonRegistered, RoleAssigned, RoleRevoked
from schemas.policy import AdoptPolicy, Policy, PolicyAdopted, Role, Title
from schemas.refusal import Refused
from store import folding
from store.failures import ClockWrong
from store.handle import Handled, handle
from store.log import append, head, read_log, read_stream
from store.outbox import mark_delivered, open_messages
from store.pool import Pool, connect
from store.receipts import outcome_of, pending_receipts, receipt_of, store_receipt
from store.verify import verify
from store.views import agenda_upto, pact_row_of, rebuild_views
from tests.integration.conftest import Database, run_as
from tests.integration.store_requests import an_append
from tests.unit.programme import ROLES, a_policy

PACT = "pact/demo-linde"
AWARDED = datetime(2020, 3, 2, 9, 0, tzinfo=UTC)
DUE = datetime(2021, 3, 2, 23, 0, tzinfo=UTC)
"""The end of Tuesday 2 March 2021 in Brussels, twelve months after the award."""

SECRETARY = Role(
    id="committee_secretary",
    title=Title(nl="secretaris", en="secretary"),
    may=("register_pact", "record_award_decision", "import_historical_claim", "register_cluster", "resolve_conflict"),
)
SERVICE = Role(id="system", title=Title(nl="dienst", en="service"), may=("adopt_policy", "record_outage"))
STAFF = {"demo-berk": "case_officer", "demo-den": "head_of_unit", "demo-ficus": "committee_secretary"}


def day(on: date) -> Effective:
    """That day exactly."""
    return Effective(earliest=on, latest=on)


def programme(version: str = "1", **changes: object) -> Policy:
    """The small programme of the tests, with a secretary."""
    return a_policy(roles=(*ROLES, SECRETARY, SERVICE), version=version, **changes)


async def staffed(pool: Pool) -> None:
    """Adopt the programme and give everybody a role, long before the story starts."""
    since = date(2019, 1, 1)
    now = datetime(2019, 1, 1, tzinfo=UTC)
    policy = programme()
    adopted = PolicyAdopted(policy=policy, content_hash=policy_hash(policy))
    await append(
        pool, an_append("adopt-first", stream="rules", now=now, received_at=now, payloads=events(adopted, on=since))
    )
    for person, role in STAFF.items():
        given = events(PersonRegistered(person=person), RoleAssigned(role=role, valid_from=since), on=since)
        await append(
            pool, an_append(f"hire-{person}", stream=f"people/{person}", now=now, received_at=now, payloads=given)
        )


def events(*payloads: Payload, on: date) -> tuple[Pending, ...]:
    """Payloads as events of that day."""
    return tuple(Pending(payload=payload, effective=day(on)) for payload in payloads)


async def receive(pool: Pool, command_id: str, command: Command, at: datetime, **changes: object) -> str:
    """Keep a command as the gateway does, without carrying it out."""
    fields: dict[str, object] = {"stream": PACT, "person": "demo-ficus", **changes}
    envelope = CommandEnvelope.model_validate({"command_id": command_id, "command": command, **fields})
    return (await store_receipt(pool, envelope, at)).command_id


async def ask(pool: Pool, command_id: str, command: Command, at: datetime, **changes: object) -> Outcome:
    """Keep a command and carry it out at once."""
    await receive(pool, command_id, command, at, **changes)
    handled = await handle(pool, str(changes.get("stream", PACT)), command_id=command_id, now=at)
    assert handled.outcome is not None
    return handled.outcome


async def awarded(pool: Pool) -> None:
    """A registered pact whose support was awarded: one deadline runs, D01."""
    await staffed(pool)
    await ask(pool, "register-pact", RegisterPact(cluster="demo-linde"), AWARDED)
    award = RecordAwardDecision(decided_on=AWARDED.date(), minutes="minutes 7")
    await ask(pool, "record-award", award, AWARDED + timedelta(hours=1))


async def types(pool: Pool, stream: str = PACT) -> list[str]:
    """The wire names of a stream's events."""
    return [event.type for event in await read_stream(pool, stream)]


def pact_of(handled: Handled) -> PactState:
    """The state as that of a pact."""
    assert isinstance(handled.state, PactState)
    return handled.state


async def test_a_command_becomes_events_views_and_an_outcome(pool: Pool) -> None:
    """What follows from it (the deadline) is in the same append, and the next thing on the agenda is told."""
    await awarded(pool)

    handled = await handle(pool, PACT, now=AWARDED + timedelta(hours=2))
    outcome = await outcome_of(pool, "record-award")
    row = await pact_row_of(pool, PACT)

    assert ["pact.registered", "support.awarded", "deadline.set"] == await types(pool)
    assert outcome is not None
    assert (outcome.status, outcome.stream_version) == ("recorded", 3)
    assert [event.actor.role for event in await read_stream(pool, PACT)] == ["committee_secretary"] * 3
    assert row is not None
    assert (row["version"], row["next_deadline"], row["next_due"]) == (3, "D01", "2021-03-02")
    assert handled.next_item is not None
    assert (handled.version, handled.next_item.stage) == (3, "r60")
    assert handled.wake_at == datetime(2021, 1, 1, 8, 0, tzinfo=UTC)
    assert (await verify(pool)).problem is None


async def test_what_is_due_is_carried_out_once_whoever_asks(database: Database, pool: Pool) -> None:
    """The workflow and the sweeper at the same moment: one reminder, with one message."""
    await awarded(pool)
    others = [await connect(database.service_url, max_size=3) for _ in range(4)]
    at = datetime(2021, 1, 1, 8, 0, tzinfo=UTC)

    await asyncio.gather(*(handle(other, PACT, now=at) for other in others for _ in range(2)))
    for other in others:
        await other.close()

    assert (await types(pool)).count("deadline.reminded") == 1
    messages = await open_messages(pool, "notice")
    assert [message.body["to_roles"] for message in messages] == [["cluster_representative"]]
    assert await mark_delivered(pool, [messages[0].key], at) == 1
    assert await open_messages(pool) == []
    assert (await verify(pool)).problem is None


async def test_what_came_in_after_the_due_date_finds_the_miss_recorded(pool: Pool) -> None:
    """Two seconds late, while nobody was at work for days: the miss first, effective on the due date."""
    await awarded(pool)
    late = DUE + timedelta(seconds=2)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="still negotiating")
    await receive(pool, "late-wish", wish, late, person="demo-berk")

    await handle(pool, PACT, command_id="late-wish", now=late + timedelta(days=3))

    story = await read_stream(pool, PACT)
    assert [event.type for event in story[3:]] == [
        "deadline.missed",
        "deadline.extension_requested",
        "deadline.escalated",
    ]
    assert story[3].effective == day(date(2021, 3, 2))
    assert story[3].command_id == f"system:{PACT}|deadline|D01|1|fire"
    assert sorted(event.recorded_at for event in story) == [event.recorded_at for event in story]


async def test_what_came_in_just_before_it_is_in_time_however_late_it_is_carried_out(pool: Pool) -> None:
    """A second before midnight, decided after it: the extension comes before the miss that then does not come."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="still negotiating")
    grant = GrantExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1))
    await receive(pool, "early-wish", wish, DUE - timedelta(seconds=2), person="demo-berk")
    await receive(pool, "early-grant", grant, DUE - timedelta(seconds=1), person="demo-den")

    handled = await handle(pool, PACT, now=DUE + timedelta(days=1))

    assert [event for event in await types(pool) if event != "deadline.reminded"][3:] == [
        "deadline.extension_requested",
        "deadline.extended",
    ]
    assert [(one.due, one.stage) for one in pact_of(handled).deadlines] == [(date(2021, 6, 1), DeadlineStage.OPEN)]


async def test_a_deadline_falls_due_only_after_the_settle_time(pool: Pool) -> None:
    """What was received just before it may still be on its way into the record."""
    await awarded(pool)

    early = await handle(pool, PACT, now=DUE + timedelta(seconds=4))
    before = (await types(pool)).count("deadline.missed")
    await handle(pool, PACT, now=DUE + timedelta(seconds=5))

    assert early.wake_at == DUE + timedelta(seconds=5)
    assert (before, (await types(pool)).count("deadline.missed")) == (0, 1)


async def test_what_came_in_after_a_deadline_waits_until_it_has_settled(pool: Pool) -> None:
    """A command at E + 1 ms does not end the settle time of what was received just before E and is still on its way."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="still negotiating")
    await receive(pool, "claim-after", a_claim(1), DUE + timedelta(milliseconds=1))

    waiting = await handle(pool, PACT, command_id="claim-after", now=DUE + timedelta(milliseconds=2))
    before = await types(pool)
    await receive(pool, "early-wish", wish, DUE - timedelta(seconds=1), person="demo-berk")
    settled = await handle(pool, PACT, command_id="claim-after", now=DUE + timedelta(seconds=5))

    assert (waiting.outcome, waiting.wake_at) == (None, DUE + timedelta(seconds=5))
    assert "deadline.missed" not in before
    assert settled.outcome is not None
    assert [event for event in await types(pool) if event != "deadline.reminded"][3:] == [
        "deadline.extension_requested",
        "deadline.missed",
        "claim.imported",
    ]


@pytest.mark.parametrize("ahead", [timedelta(minutes=10), timedelta(days=730)])
async def test_a_receipt_from_a_fast_clock_brings_nothing_forward(pool: Pool, ahead: timedelta) -> None:
    """It waits for its own instant; deadlines before that fall due at theirs, and the log stays in the present."""
    await awarded(pool)
    now = DUE - timedelta(minutes=8)
    await handle(pool, PACT, now=now)
    number = (await head(pool)).number
    await receive(pool, "claim-fast", a_claim(1), now + ahead)

    waiting = await handle(pool, PACT, command_id="claim-fast", now=now)

    assert (waiting.outcome, (await head(pool)).number) == (None, number)
    assert waiting.wake_at == min(now + ahead, DUE + timedelta(seconds=5))
    done = await handle(pool, PACT, command_id="claim-fast", now=now + ahead)
    assert done.outcome is not None
    assert [event for event in await types(pool) if event.startswith(("deadline.m", "claim"))] == [
        "deadline.missed",
        "claim.imported",
    ]


async def test_a_worker_whose_clock_is_fast_carries_out_nothing(database: Database, pool: Pool) -> None:
    """By the server's clock the day has not come; the failure says whose clock is wrong, and passes."""
    await awarded(pool)
    await run_as(database.owner_url, "UPDATE clusterpact.clock SET is_simulated = false")
    now = datetime.now(UTC)
    await handle(pool, PACT, now=now)
    number = (await head(pool)).number
    await receive(pool, "claim-0001", a_claim(1), now)

    with pytest.raises(ClockWrong, match="ahead of the database's"):
        await handle(pool, PACT, now=now + timedelta(minutes=10))
    mended = await handle(pool, PACT, command_id="claim-0001", now=datetime.now(UTC))

    assert mended.outcome is not None
    assert (await head(pool)).number == number + 1


async def test_a_refusal_is_kept_with_its_code(pool: Pool) -> None:
    """No event, the same answer for ever, and whoever is nobody is told so."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="busy")

    stranger = await ask(pool, "from-stranger", wish, AWARDED + timedelta(days=1), person="demo-nobody")
    wrong_role = await ask(pool, "from-secretary", wish, AWARDED + timedelta(days=2))

    assert (stranger.status, stranger.code) == ("refused", "unknown_person")
    assert (wrong_role.status, wrong_role.code) == ("refused", "not_allowed")
    assert stranger == await ask(pool, "from-stranger", wish, AWARDED + timedelta(days=9), person="demo-nobody")
    assert len(await types(pool)) == 3
    assert (await verify(pool)).problem is None


@pytest.mark.parametrize(
    "taken", [f"system:{PACT}|deadline|D01|1|fire", "import:demo-2020:one", "bootstrap:x", "policy:x:1"]
)
async def test_nobody_takes_an_id_that_the_service_will_use(pool: Pool, taken: str) -> None:
    """Refused before anything is kept, so the deadline falls due as if nobody had tried."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="busy")

    with pytest.raises(Refused) as refusal:
        await ask(pool, taken, wish, AWARDED + timedelta(days=1), person="demo-nobody")
    await handle(pool, PACT, now=DUE + timedelta(days=1))

    assert (refusal.value.code, await receipt_of(pool, taken)) == ("reserved_id", None)
    assert (await types(pool)).count("deadline.missed") == 1
    assert (await verify(pool)).problem is None


async def test_not_even_the_service_hands_in_what_time_brings(pool: Pool) -> None:
    """Its own name opens its own prefixes, never that of the agenda; the database says so too."""
    await awarded(pool)
    id_of_time = f"system:{PACT}|deadline|D01|1|fire"
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="busy")

    with pytest.raises(Refused) as refusal:
        await receive(pool, id_of_time, wish, AWARDED, person="system")
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.fetchrow(
            "SELECT * FROM keep_receipt($1, $2, 'demo-nobody', $3, sha256('x'), 'x', $3)", id_of_time, PACT, AWARDED
        )
    own = await receive(pool, "import:demo-2020:one", a_claim(1), AWARDED, person="system")

    assert (refusal.value.code, own) == ("reserved_id", "import:demo-2020:one")


async def test_an_answer_to_somebody_is_not_taken_for_what_time_brings(database: Database, pool: Pool) -> None:
    """Even where such an id was kept by force, the deadline does not vanish in silence."""
    await awarded(pool)
    id_of_time = f"system:{PACT}|deadline|D01|1|fire"
    await ask(pool, "from-stranger", a_claim(1), AWARDED + timedelta(days=1), person="demo-nobody")
    await run_as(
        database.owner_url,
        "SET session_replication_role = replica",
        "ALTER TABLE clusterpact.receipt DROP CONSTRAINT receipt_command_id_check",
        *(f"UPDATE clusterpact.{table} SET command_id = '{id_of_time}' WHERE command_id = 'from-stranger'"  # noqa: S608
          for table in ("receipt", "outcome")),
    )  # fmt: skip

    with pytest.raises(Refused) as refusal:
        await handle(pool, PACT, now=DUE + timedelta(days=1))

    assert refusal.value.code == "command_id_reused"


async def test_nobody_grants_what_they_asked_for_themselves(pool: Pool) -> None:
    """Four eyes by person, whatever roles the person holds."""
    await awarded(pool)
    both = events(RoleAssigned(role="head_of_unit", valid_from=date(2019, 1, 1)), on=date(2020, 1, 1))
    await append(pool, an_append("promote-berk", stream="people/demo-berk", version=2, payloads=both))
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="busy")
    await ask(pool, "berks-wish", wish, AWARDED + timedelta(days=1), person="demo-berk", role="case_officer")

    own = await ask(
        pool,
        "berks-grant",
        GrantExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1)),
        AWARDED + timedelta(days=2),
        person="demo-berk",
    )

    assert (own.status, own.code) == ("refused", "four_eyes")


async def test_a_role_revoked_before_the_decision_is_seen(pool: Pool) -> None:
    """A state of the person that was folded before does not outlive the revocation."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="busy")
    first = await ask(pool, "wish-with-role", wish, AWARDED + timedelta(days=1), person="demo-berk")
    gone = events(RoleRevoked(role="case_officer"), on=date(2020, 1, 1))
    await append(pool, an_append("revoke-berk", stream="people/demo-berk", version=2, payloads=gone))

    second = await ask(pool, "wish-without", wish, AWARDED + timedelta(days=2), person="demo-berk")

    assert (first.code, second.code) == ("recorded", "not_allowed")


async def test_a_role_revoked_during_the_decision_is_seen(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and appending: the append is turned away, and the second decision refuses."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="busy")
    await receive(pool, "wish-in-between", wish, AWARDED + timedelta(days=1), person="demo-berk")
    gone = events(RoleRevoked(role="case_officer"), on=date(2020, 1, 1))
    revocations = [an_append("revoke-berk", stream="people/demo-berk", version=2, payloads=gone)]

    async def revoke_first(of: Pool, request: object) -> Outcome:
        if revocations:
            await append(of, revocations.pop())
        return await append(of, request)  # type: ignore[arg-type]

    monkeypatch.setattr("store.handle.append", revoke_first)
    handled = await handle(pool, PACT, command_id="wish-in-between", now=AWARDED + timedelta(days=1))

    assert handled.outcome is not None
    assert (handled.outcome.status, handled.outcome.code) == ("refused", "not_allowed")
    assert len(await types(pool)) == 3


async def test_whoever_saw_an_older_version_is_told(pool: Pool) -> None:
    """The person's own expectation is judged when the command is carried out."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="busy")

    stale = await ask(pool, "stale-wish", wish, AWARDED + timedelta(days=1), person="demo-berk", expected_version=2)
    fresh = await ask(pool, "fresh-wish", wish, AWARDED + timedelta(days=2), person="demo-berk", expected_version=3)

    assert (stale.code, fresh.code) == ("conflict", "recorded")


async def test_an_unknown_command_id_is_refused(pool: Pool) -> None:
    """Nothing is carried out without a receipt, nor under the name of another stream."""
    await awarded(pool)

    with pytest.raises(Refused) as nothing:
        await handle(pool, PACT, command_id="never-came-in", now=AWARDED)
    with pytest.raises(Refused) as elsewhere:
        await handle(pool, "pact/demo-other", command_id="record-award", now=AWARDED)

    assert (nothing.value.code, elsewhere.value.code) == ("no_receipt", "no_receipt")


async def test_many_handlers_of_one_stream_carry_out_everything_once(database: Database, pool: Pool) -> None:
    """Twenty receipts and sixteen handlers in four pools, all at one instant."""
    await awarded(pool)
    others = [await connect(database.service_url, max_size=3) for _ in range(4)]
    at = AWARDED + timedelta(days=5)
    for n in range(20):
        await receive(pool, f"claim-{n:04d}", a_claim(n), at)

    await asyncio.gather(*(handle(other, PACT, now=at) for other in others for _ in range(4)))
    for other in others:
        await other.close()

    claims = [event for event in await read_stream(pool, PACT) if event.type == "claim.imported"]
    assert [f"claim-{n:04d}" for n in range(20)] == [event.command_id for event in claims]
    assert await pending_receipts(pool) == []
    assert (await verify(pool)).problem is None


def a_claim(number: int) -> ImportHistoricalClaim:
    """A claim that differs by its number."""
    return ImportHistoricalClaim(
        claim=f"F{number:02d}/demo",
        predicate="pact_date",
        value={"kind": "date", "date": day(date(2017, 1, 1) + timedelta(days=number))},  # type: ignore[arg-type]
        effective=day(date(2017, 1, 1)),
        grade=Grade.SECONDARY,
        evidence=(Evidence(document=f"article-{number}"),),
    )


async def test_streams_at_the_same_instant_do_not_stand_in_each_others_way(pool: Pool) -> None:
    """Thirty pacts in one virtual second: all are recorded, and no instant goes back."""
    await staffed(pool)
    streams = [f"pact/demo-{n:02d}" for n in range(30)]
    for n, stream in enumerate(streams):
        await receive(pool, f"register-{n:04d}", RegisterPact(cluster=f"demo-{n:02d}"), AWARDED, stream=stream)

    handled = await asyncio.gather(*(handle(pool, stream, now=AWARDED) for stream in streams))

    log = await read_log(pool)
    assert [one.version for one in handled] == [1] * 30
    assert sorted({event.recorded_at for event in log}) == list(dict.fromkeys(event.recorded_at for event in log))


async def test_views_computed_again_are_the_same_byte_for_byte(database: Database, pool: Pool) -> None:
    """After a story with claims, a refusal, reminders, a miss and an adopted pack: the whole table, compared."""
    await awarded(pool)
    await ask(pool, "claim-0001", a_claim(1), AWARDED + timedelta(days=1))
    await ask(pool, "register-cluster", RegisterCluster(name="Demo Linde"), AWARDED, stream="cluster/demo-linde")
    await handle(pool, PACT, now=DUE + timedelta(days=30))
    live = await dump(pool)

    count = await rebuild_views(pool)

    assert count == 6
    assert {row[1] for row in live} >= {"pact_view", "deadline_view", "cluster_view"}
    assert live == await dump(pool)


async def dump(pool: Pool) -> list[tuple[str, ...]]:
    """Every row of every view, as text."""
    rows = await pool.fetch("SELECT stream, view, key, body::text FROM view_row ORDER BY stream, view, key")
    return [tuple(row.values()) for row in rows]


async def test_an_adopted_pack_shows_in_every_row(pool: Pool) -> None:
    """The agenda follows the pack in force: another hour for reminders, at once, for pacts that nobody touches."""
    await awarded(pool)
    january = "2021-01-30T00:00:00.000000Z"
    before = await agenda_upto(pool, january)
    policy = programme("2", terms=a_policy().terms.model_copy(update={"reminder_hour": 11}))
    adopt = AdoptPolicy(policy=policy, content_hash=policy_hash(policy))

    await ask(pool, "adopt-second", adopt, AWARDED + timedelta(days=1), stream="rules", person="system")
    live = await dump(pool)
    after = await agenda_upto(pool, january)
    await rebuild_views(pool)

    assert [row["at"] for row in before] == ["2021-01-01T08:00:00.000000Z"]
    assert [row["at"] for row in after] == ["2021-01-01T10:00:00.000000Z"]
    assert live == await dump(pool)
    assert await open_messages(pool) == []


async def test_an_item_that_leads_nowhere_is_tried_again_when_something_changes(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not stand in the way of what comes after it, and is not tried for ever on the same ground."""
    await awarded(pool)
    decided = decide

    def stubborn(stream: str, command: Command, *rest: object) -> list[Pending]:
        if command.kind == "fire_deadline":
            raise Refused("calendar_exhausted", "no such year is listed")
        return decided(stream, command, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("store.deciding.decide", stubborn)
    await handle(pool, PACT, now=DUE + timedelta(hours=1))
    tried = (await head(pool)).number
    await handle(pool, PACT, now=DUE + timedelta(hours=2))
    again = (await head(pool)).number
    missed = (await types(pool)).count("deadline.missed")
    monkeypatch.setattr("store.deciding.decide", decided)
    await ask(pool, "claim-0001", a_claim(1), DUE + timedelta(hours=3))

    assert (tried, missed) == (again, 0)
    assert (await types(pool)).count("deadline.missed") == 1


async def test_kept_states_change_nothing_but_the_time(pool: Pool) -> None:
    """With, without and with a wrong kept state the same state comes out."""
    await awarded(pool)
    kept = (await folding.fold_streams(pool, [PACT]))[PACT]
    folding._kept[pool] = {}
    afresh = (await folding.fold_streams(pool, [PACT]))[PACT]
    wrong = folding.Folded(PACT, 2, PactState(version=2, cluster="demo-wrong"), b"another history")
    folding._kept[pool] = {PACT: wrong}
    mended = (await folding.fold_streams(pool, [PACT]))[PACT]

    assert kept == afresh == mended


async def test_two_who_find_the_same_wrong_state_both_get_the_right_one(pool: Pool) -> None:
    """Both drop it, in whichever order, as two calls of one worker do after a restore."""
    await awarded(pool)
    right = (await folding.fold_streams(pool, [PACT]))[PACT]
    wrong = folding.Folded(PACT, 2, PactState(version=2, cluster="demo-wrong"), b"another history")
    folding._kept[pool] = {PACT: wrong}

    found = await asyncio.gather(*(folding.fold_streams(pool, [PACT]) for _ in range(8)))

    assert [{PACT: right}] * 8 == found


async def test_callers_that_are_not_the_workflow_have_it_nudged(pool: Pool) -> None:
    """A wake for what was recorded, none for what was refused."""
    await staffed(pool)
    await receive(pool, "register-pact", RegisterPact(cluster="demo-linde"), AWARDED)
    await receive(pool, "register-other", RegisterPact(cluster="demo-other"), AWARDED + timedelta(seconds=1))

    await handle(pool, PACT, now=AWARDED + timedelta(seconds=2), wake=True)

    assert [message.key for message in await open_messages(pool, "wake")] == [f"wake|{PACT}|1"]


async def test_a_receipt_is_kept_once_with_its_first_time(pool: Pool) -> None:
    """The same id and content again: the first receipt; another content: refused, and the attempt kept."""
    command = RegisterPact(cluster="demo-linde")
    envelope = CommandEnvelope(command_id="register-pact", stream=PACT, person="demo-ficus", command=command)
    other = envelope.model_copy(update={"command": RegisterPact(cluster="demo-other")})

    with pytest.raises(Refused) as unwritable:
        await store_receipt(pool, envelope.model_copy(update={"reason": "nul \0 inside"}), AWARDED)

    first, *rest = await asyncio.gather(
        *(store_receipt(pool, envelope, AWARDED + timedelta(seconds=n)) for n in range(8))
    )
    with pytest.raises(Refused) as refusal:
        await store_receipt(pool, other, AWARDED)

    assert [first] * 7 == rest
    assert first == await receipt_of(pool, "register-pact")
    [kept, attempt] = await pending_receipts(pool, PACT)
    assert (first, other.command) == (kept, attempt.envelope.command)
    assert (unwritable.value.code, refusal.value.code) == ("unwritable_text", "command_id_reused")
    assert (first.number, first.envelope) == (1, envelope)
    assert (await verify(pool)).receipts == 2
