"""The certificate and the audit over a real record: computed from it, borne out by it, and red where it was changed."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.deadline_audit import INVARIANTS
from gateway.guarantee import audit_deadlines, certify, check_certificate
from schemas.deadline import GrantExtensionOfTime, RequestExtensionOfTime
from schemas.effective import Effective
from schemas.event import Pending, payload_from_store
from schemas.guarantee import Certificate, CertifiedDeadline
from schemas.refusal import Refused
from store.alarms import open_alarms
from store.handle import handle
from store.log import append, head, read_stream
from store.pool import Pool, fetch
from tests.integration.command_line import Ran
from tests.integration.conftest import Database, run_as
from tests.integration.store_requests import an_append
from tests.integration.test_cli_nouns import run
from tests.integration.test_store_handle import AWARDED, DUE, PACT, ask, awarded, staffed
from tests.integration.test_store_verify import tamper
from tests.integration.test_sweeper import LATE, sweeper

NOW = DUE + timedelta(days=10)
GRACE = timedelta(seconds=90)
LATER = date(2021, 6, 1)
SHOWN = ("deadline certificate", "audit deadlines")
WORDS = ("overschreden", "missed", "Elke termijn is in orde.", "fired_by_sweeper")


async def moved_and_missed(pool: Pool) -> None:
    """D01 was moved once as asked, and then nobody but the sweeper was there."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=LATER, ground="still negotiating")
    grant = GrantExtensionOfTime(deadline="D01", new_due=LATER, reason="talks go well")
    await ask(pool, "early-wish", wish, AWARDED + timedelta(days=2), person="demo-berk")
    await ask(pool, "early-grant", grant, AWARDED + timedelta(days=3), person="demo-den")
    await sweeper(pool, datetime(2021, 6, 1, 22, tzinfo=UTC) + LATE).look()


def only(found: Certificate) -> CertifiedDeadline:
    """The one deadline that there is."""
    assert len(found.deadlines) == 1
    return found.deadlines[0]


async def test_the_certificate_tells_who_fired_how_late_and_what_moved_it(pool: Pool) -> None:
    """Due, by whom, when, how long after, and the decision with its reason."""
    await moved_and_missed(pool)

    found = await certify(pool, NOW)

    one = only(found)
    assert (one.outcome, one.due, one.fired_by, one.lag_seconds) == ("missed", LATER, "sweeper", LATE.total_seconds())
    assert [(move.by, move.old_due, move.due, move.reason) for move in one.moves] == [
        ("demo-den", date(2021, 3, 2), LATER, "talks go well")
    ]
    assert (found.totals.fired_by, found.totals.moved) == ({"sweeper": 1}, 1)
    assert found.totals.max_lag_seconds == LATE.total_seconds()


async def test_a_kept_certificate_is_borne_out_though_the_record_went_on(pool: Pool) -> None:
    """It is computed again at its own point; another figure, or another chain, is named."""
    await awarded(pool)
    kept = Certificate.model_validate_json((await certify(pool, NOW)).model_dump_json())
    await handle(pool, PACT, now=DUE + LATE, by="temporal")
    forged = kept.model_copy(update={"totals": kept.totals.model_copy(update={"deadlines": 2})})
    elsewhere = kept.model_copy(update={"head": kept.head.model_copy(update={"chain": "00" * 32})})

    behind = kept.model_copy(update={"head": kept.head.model_copy(update={"position": kept.head.position - 1})})
    beyond = kept.model_copy(update={"head": kept.head.model_copy(update={"number": 1_000_000})})
    too_early = kept.model_copy(update={"computed_at": datetime(2001, 1, 1, tzinfo=UTC)})
    of_nothing = kept.model_copy(update={"pact": "pact/nowhere"})

    changed = (kept, forged, elsewhere, behind, beyond, too_early, of_nothing)
    found = [await check_certificate(pool, one) for one in changed]

    assert [[(one.what, one.parts) for one in differing] for differing in found] == [
        [],
        [("part", ("totals",))],
        [("part", ("head",))],
        [("part", ("head",))],
        [("part", ("head",))],
        [("part", ("computed_at",))],
        [("part", ("pact",))],
    ]


async def test_a_row_carries_the_hash_of_each_event_that_it_rests_on(database: Database, pool: Pool) -> None:
    """As the log has them: an event that is another one in this record is named by its position."""
    await moved_and_missed(pool)
    kept = only(whole := await certify(pool, NOW)).rests_on
    rows = await fetch(pool, "SELECT position, type, leaf FROM event WHERE type LIKE 'deadline.%' ORDER BY position")
    other = "00" * 32
    forged = [one.model_copy(update={"leaf": other}) if one.what == "deadline.extended" else one for one in kept]
    row = only(whole).model_copy(update={"rests_on": tuple(forged)})

    found = await check_certificate(pool, whole.model_copy(update={"deadlines": (row,)}))

    assert [(one["position"], one["type"], one["leaf"].hex()) for one in rows] == [
        (one.position, one.what, one.leaf) for one in kept
    ]
    moved = next(one.position for one in kept if one.what == "deadline.extended")
    assert [(one.what, one.row, one.parts, one.position) for one in found] == [("altered", 1, ("rests_on",), moved)]


async def test_it_certifies_the_days_that_are_asked_for(pool: Pool) -> None:
    """Both days are included; a file that there is not is refused."""
    await awarded(pool)
    due = date(2021, 3, 2)
    day = timedelta(days=1)
    spans = [(due, due), (due + day, None), (None, due - day)]
    found = [await certify(pool, NOW, due_from=first, due_to=last) for first, last in spans]

    with pytest.raises(Refused, match="unknown_pact"):
        await certify(pool, NOW, pact="pact/nowhere")
    assert [one.totals.deadlines for one in found] == [1, 0, 0]


async def test_the_audit_of_a_sound_record_finds_nothing(pool: Pool) -> None:
    """Moved, reminded, missed, escalated, each with its message."""
    await moved_and_missed(pool)

    assert await audit_deadlines(pool, NOW, GRACE) == ()


async def test_what_nobody_fired_is_found_unless_an_alarm_is_open(database: Database, pool: Pool) -> None:
    """And so is a message that somebody took away."""
    await awarded(pool)
    late = await audit_deadlines(pool, DUE + timedelta(days=1), GRACE)
    await sweeper(pool, DUE + LATE).look()
    await run_as(database.owner_url, "DELETE FROM clusterpact.outbox WHERE key LIKE '%missed'")
    untold = await audit_deadlines(pool, DUE + timedelta(days=1), GRACE)

    assert [(found.invariant, found.deadline) for found in late] == [("I11", "D01")]
    assert [(found.invariant, found.detail) for found in untold] == [("I20", "no message of missed was ever kept")]


def forged(on: date, **payload: object) -> Pending:
    """An event of D01 that no rule would have given."""
    body = payload_from_store({"deadline": "D01", "revision": 1, **payload})
    return Pending(payload=body, effective=Effective(earliest=on, latest=on), backfill=payload["type"] == TAKEN)


TAKEN = "deadline.escalated"
FORGED = (
    forged(date(2021, 3, 2), type="deadline.missed", due="2021-03-02"),
    forged(date(2021, 3, 1), type="deadline.missed", due="2021-03-02"),
    forged(
        date(2021, 3, 1),
        type="deadline.extended",
        revision=2,
        old_due="2021-03-02",
        due="2021-06-01",
        instant="2021-06-01T23:00:00Z",
    ),
    forged(date(2021, 3, 1), type=TAKEN, stage="e1", to_roles=["head_of_unit"]),
)
"""Missed a year early, once more on another day, moved by no decision and an hour off, escalated in the past."""
SEEN = {
    "deadline.missed": {"I12", "I13", "I14", "I15", "I20"},
    "deadline.extended": {"I16", "I18"},
    "deadline.escalated": {"I14", "I19"},
}


async def test_what_was_forged_in_a_real_record_is_found(database: Database, pool: Pool) -> None:
    """The log takes it; each is named with invariant, deadline and event, and the command fails."""
    await awarded(pool)
    version = (await read_stream(pool, PACT))[-1].version
    at = AWARDED + timedelta(days=1)
    await append(pool, an_append("forger", stream=PACT, version=version, payloads=FORGED, now=at, received_at=at))

    found = await audit_deadlines(pool, NOW, GRACE)
    ran = await asyncio.to_thread(run, database, "audit deadlines --lang en")

    by_event: dict[str, set[str]] = {}
    for one in found:
        by_event.setdefault(one.event or "", set()).add(one.invariant)
    assert by_event == SEEN
    assert {(one.stream, one.deadline) for one in found} == {(PACT, "D01")}
    assert ran.code == 1
    assert [] == [one for one in found if f"{one.invariant}  {PACT}  D01  @{one.position} {one.event}" not in ran.out]


COUNTED = {
    "nl": ("1 termijn met {} gebeurtenissen nagegaan, tot en met @{}.", "Elke termijn is in orde."),
    "en": ("1 deadline with {} events checked, up to and with @{}.", "Every deadline is in order."),
}


async def test_the_audit_names_what_it_checked_how_much_of_it_and_up_to_where(database: Database, pool: Pool) -> None:
    """Ten invariants, each deadline and event of the record, and the last position, for people and for programs."""
    await moved_and_missed(pool)
    last = (await head(pool)).position
    [counted] = await fetch(pool, "SELECT count(*) AS events FROM event WHERE starts_with(type, 'deadline.')")

    told = {lang: await asyncio.to_thread(run, database, f"audit deadlines --lang {lang}") for lang in COUNTED}
    found = (await asyncio.to_thread(run, database, "audit deadlines --json")).json

    assert (found["deadlines"], found["events"], found["position"]) == (1, counted["events"], last)
    assert (found["invariants"], found["findings"]) == (
        {name: one.model_dump() for name, one in INVARIANTS.items()},
        [],
    )
    for lang, ran in told.items():
        flat = " ".join(ran.out.split())
        says = [f"{name} {getattr(one, lang)}: " for name, one in INVARIANTS.items()]
        assert [] == [
            one for one in (*says, *(text.format(counted["events"], last) for text in COUNTED[lang])) if one not in flat
        ]


async def test_an_audit_of_nothing_says_so_instead_of_that_all_is_in_order(database: Database, pool: Pool) -> None:
    """An empty record, and one in which no deadline was ever set."""
    told = [await asyncio.to_thread(run, database, f"audit deadlines --lang {lang}") for lang in COUNTED]
    bare = (await asyncio.to_thread(run, database, "audit deadlines --json")).json
    await staffed(pool)
    last = (await head(pool)).position
    without = [await asyncio.to_thread(run, database, f"audit deadlines --lang {lang}") for lang in COUNTED]

    assert [ran.out.splitlines()[0] for ran in told] == [
        "Het register is leeg: er is niets na te gaan.",
        "The record is empty: there is nothing to check.",
    ]
    assert (bare["is_empty"], bare["deadlines"], bare["events"], bare["position"]) == (True, 0, 0, 0)
    assert [f"@{last}" in ran.out for ran in without] == [True, True]
    every = [word for _, word in COUNTED.values()]
    assert [] == [ran.out for ran in (*told, *without) for word in every if word in ran.out]


async def test_on_the_command_line(database: Database, pool: Pool, tmp_path: Path) -> None:
    """Tables of at most 100 columns in both languages, JSON that can be verified, and alarms that a person closes."""
    await moved_and_missed(pool)
    kept = tmp_path / "certificate.json"

    async def said(line: str) -> Ran:
        return await asyncio.to_thread(run, database, line)

    told = [await said(f"{line} --lang {lang}") for line in SHOWN for lang in ("nl", "en")]
    whole = await said("deadline certificate --json")
    kept.write_text(whole.out, "utf-8")
    verified = await said(f"deadline certificate --verify {kept}")
    kept.write_text(whole.out.replace('"missed"', '"met"'), "utf-8")
    differs = await said(f"deadline certificate --verify {kept} --json")
    kept.write_text("{}", "utf-8")
    wrong = await said(f"deadline certificate --verify {kept}")
    opened = await said("audit alarms")
    closed = await said("audit alarms --settle all --as demo-den")

    assert {ran.code for ran in told} == {0}
    assert max(len(line) for ran in told for line in ran.out.splitlines()) <= 100
    assert [word in ran.out for ran, word in zip(told, WORDS, strict=True)] == [True] * 4
    assert (verified.code, verified.out.partition(",")[0]) == (0, "verified: 1 deadlines")
    said_of = f"row 1, {PACT} D01, differs in outcome"
    assert (differs.code, said_of in differs.out + differs.err) == (1, True)
    assert (wrong.code, "is no certificate" in " ".join(wrong.err.split())) == (2, True)
    assert opened.out.startswith("2021-06-02 00:00  ")  # 35 seconds past midnight in Brussels
    assert (closed.out, await open_alarms(pool)) == ("Er staat geen alarm open.\n", [])


async def test_a_certificate_is_not_borne_out_by_a_record_that_was_altered(
    database: Database, pool: Pool, tmp_path: Path
) -> None:
    """Also where the altered column is none that the certificate tells of."""
    await moved_and_missed(pool)
    kept = tmp_path / "certificate.json"
    kept.write_text((await asyncio.to_thread(run, database, "deadline certificate --json")).out, "utf-8")
    await tamper(database, "UPDATE event SET actor_role = 'minister' WHERE type = 'deadline.extended'")

    verified = await asyncio.to_thread(run, database, f"deadline certificate --verify {kept}")

    assert (1, True) == (verified.code, "record_broken" in verified.err)
