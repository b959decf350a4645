"""A deadline falls due while something is done about it: R01 to R03, R07 to R10, R24 to R27 and R30."""

from datetime import datetime, timedelta

from domain.recording import SYSTEM
from domain.recount import recounts
from gateway.parliament import affected
from schemas.deadline import DeadlineMissed
from tests.races.agency import TICK
from tests.races.race import AFTER, END, SETTLED, Race, orders
from tests.scenarios.cast import ADMINISTRATOR, CLUSTER, HEAD, LEADER, OFFICER, RULES, SECRETARY, document
from tests.scenarios.givens import QUESTION, a_newer_calendar, a_question, a_sent_answer, newer_rules
from tests.scenarios.story import NAME

D07 = "D07/2021"
PLAN = {"year": 2021, "plan_hash": document("plan 2021")}
LATER = "2020-12-14"
WISH = {"deadline": D07, "new_due": LATER}
TOLD = (
    "year_plan.submitted",
    "deadline.missed",
    "deadline.miss_revoked",
    "deadline.met",
    "deadline.extended",
    "deadline.recomputed",
    "deadline.cancelled",
    "deadline.stopped",
)


async def story_of(race: Race) -> list[str]:
    """What became of the plan and its deadline, in order."""
    events = await race.events(*TOLD)
    return [one.type for one in events if getattr(one.payload, "deadline", D07) == D07]


async def dues_of(race: Race) -> dict[str, tuple[str, int]]:
    """The dates of all deadlines of the pact, each with its revision."""
    return {one.id: (one.due.isoformat(), one.revision) for one in (await race.file()).deadlines}


@orders("door", "timer")
async def test_r01_what_came_in_a_moment_before_the_end_is_in_time(awaited: Race, first: str) -> None:
    """Kept then and decided seconds later, by the door or by the timer: met, not a day late, and no miss."""
    await awaited.just_before(END)
    plan = awaited.envelope(CLUSTER, "submit_year_plan", **PLAN)
    await awaited.postgres.keep_at(plan, END - TICK)
    door = awaited.postgres.door(plan, END - TICK, END + timedelta(seconds=3))
    ended = await awaited.run(first, door=door, timer=awaited.timer(SETTLED))
    assert ("recorded", {"door", "timer"}) == (ended["door"], set(awaited.turns.met))
    assert ["year_plan.submitted", "deadline.met"] == await story_of(awaited)
    await awaited.then("deadline.met", deadline=D07, days_late=0)


@orders("door", "timer")
async def test_r02_what_came_in_after_the_end_finds_the_miss_or_brings_it_and_is_late(
    awaited: Race, first: str
) -> None:
    """Two seconds after midnight, before anything fell due: one append of the miss and of the plan, a day late.

    Where the timer is quicker, the miss is there already; either way the timer that rings later has nothing to do.
    """
    await awaited.just_before(END)
    plan = awaited.envelope(CLUSTER, "submit_year_plan", **PLAN)
    door = awaited.postgres.door(plan, END + timedelta(seconds=2), SETTLED)
    ended = await awaited.run(first, door=door, timer=awaited.timer(SETTLED))
    assert ("recorded", {"door", "timer"}) == (ended["door"], set(awaited.turns.met))
    assert ["deadline.missed", "year_plan.submitted", "deadline.met"] == await story_of(awaited)
    await awaited.then("deadline.met", deadline=D07, days_late=1)
    missed = await awaited.then("deadline.missed", deadline=D07)
    submitted = await awaited.then("year_plan.submitted")
    assert (SYSTEM, f"system:{awaited.pact}|deadline|{D07}|1|fire") == (missed.actor, missed.command_id)
    assert (CLUSTER, plan.command_id) == (submitted.actor.person, submitted.command_id)
    if first == "door":
        assert (plan.command_id, missed.position + 1) == (missed.causation_id, submitted.position)
    assert (first == "door") == await awaited.postgres.in_one_append(missed.command_id, plan.command_id)
    length = len(await awaited.events())
    await awaited.timer(SETTLED + timedelta(seconds=1))()
    assert length == len(await awaited.events())


@orders("door", "revoke")
async def test_r02_where_the_late_command_is_overtaken_the_miss_waits_with_it(awaited: Race, first: str) -> None:
    """A role is taken away while both are about to be recorded: neither is, and both are decided again together."""
    await awaited.just_before(END)
    at = END + timedelta(seconds=2)
    plan = awaited.envelope(CLUSTER, "submit_year_plan", **PLAN)
    door = awaited.postgres.door(plan, at, AFTER)
    role = {"role": "cluster_representative", "cluster": NAME}
    revoke = awaited.door_at(at, SETTLED, ADMINISTRATOR, "revoke_role", stream=f"people/{CLUSTER}", **role)
    sides = {"door": door, "revoke": revoke}
    ended = await awaited.run("door", **sides) if first == "door" else await awaited.overtaken(**sides)
    assert {"door": "recorded" if first == "door" else "not_allowed", "revoke": "recorded"} == ended
    assert {"door", "revoke"} == set(awaited.turns.met)
    submitted = ["year_plan.submitted", "deadline.met"] if first == "door" else []
    assert ["deadline.missed", *submitted] == await story_of(awaited)
    missed = await awaited.then("deadline.missed", deadline=D07)
    assert await awaited.postgres.in_one_append(missed.command_id, plan.command_id)


@orders("door", "timer")
async def test_r03_a_receipt_of_before_that_turns_up_late_leaves_no_miss(awaited: Race, first: str) -> None:
    """The timer had looked and seen nothing: it is turned away, or its miss is revoked because the plan was in time."""
    await awaited.just_before(END)
    door = awaited.door_at(END - TICK, SETTLED, CLUSTER, "submit_year_plan", **PLAN)
    sides = {"timer": awaited.timer(AFTER), "door": door}
    ended = await awaited.run("timer", **sides) if first == "timer" else await awaited.overtaken(**sides)
    assert ("recorded", {"door", "timer"}) == (ended["door"], set(awaited.turns.met))
    revoked = ["deadline.missed", "year_plan.submitted", "deadline.miss_revoked", "deadline.met"]
    expected = revoked if first == "timer" else ["year_plan.submitted", "deadline.met"]
    assert expected == await story_of(awaited)
    await awaited.then("deadline.met", deadline=D07, days_late=0)
    if first == "timer":
        await awaited.then("deadline.miss_revoked", deadline=D07, reason="received_in_time")


@orders("grant", "timer")
async def test_r07_and_r08_a_grant_and_the_timer_end_in_the_new_date(awaited: Race, first: str) -> None:
    """The timer that looked before the grant does nothing any more; where it was first, the miss is told and cured."""
    await awaited.does(OFFICER, "request_extension_of_time", ground="an inquiry", **WISH)
    await awaited.just_before(END)
    grant = awaited.door_at(END - TICK, SETTLED, HEAD, "grant_extension_of_time", **WISH)
    sides = {"timer": awaited.timer(AFTER), "grant": grant}
    ended = await awaited.run("timer", **sides) if first == "timer" else await awaited.overtaken(**sides)
    assert ("recorded", {"grant", "timer"}) == (ended["grant"], set(awaited.turns.met))
    missed = ["deadline.missed"] if first == "timer" else []
    assert [*missed, "deadline.extended"] == await story_of(awaited)
    assert (LATER, "open") == await awaited.due(D07)
    await awaited.then("deadline.extended", deadline=D07, old_due="2020-11-30", cures_miss=bool(missed))


@orders("grant", "timer")
async def test_r09_asking_stops_no_clock_and_a_later_grant_cures(awaited: Race, first: str) -> None:
    """Asked before the end, granted after it: missed with the wish still there, and cured, as the event says."""
    await awaited.does(OFFICER, "request_extension_of_time", ground="an inquiry", **WISH)
    await awaited.just_before(END)
    grant = awaited.door_at(END + timedelta(seconds=2), SETTLED, HEAD, "grant_extension_of_time", **WISH)
    ended = await awaited.run(first, grant=grant, timer=awaited.timer(SETTLED))
    assert ("recorded", {"grant", "timer"}) == (ended["grant"], set(awaited.turns.met))
    assert ["deadline.missed", "deadline.extended"] == await story_of(awaited)
    await awaited.then("deadline.extended", deadline=D07, cures_miss=True)
    assert (LATER, "open") == await awaited.due(D07)


@orders("asked", "granted")
async def test_r10_no_date_that_is_not_later_is_granted(awaited: Race, first: str) -> None:
    """Two wishes meet: only one waits, and the date of the other is not later once the first was granted."""
    await awaited.does(OFFICER, "request_extension_of_time", ground="an inquiry", **WISH)
    asked = awaited.door(CLUSTER, "request_extension_of_time", ground="ill", deadline=D07, new_due="2020-12-07")
    ended = await awaited.run(first, asked=asked, granted=awaited.door(HEAD, "grant_extension_of_time", **WISH))
    assert {"asked": "request_pending" if first == "asked" else "not_later", "granted": "recorded"} == ended
    assert {"asked", "granted"} == set(awaited.turns.met)


@orders("grant", "midnight")
async def test_r10_no_date_in_the_past_is_granted(awaited: Race, first: str) -> None:
    """A wish lies until its own date ends: granted a moment before that, and refused from then on."""
    await awaited.does(OFFICER, "request_extension_of_time", ground="an inquiry", **WISH)
    end = datetime.fromisoformat("2020-12-14T23:00:00Z")
    await awaited.just_before(end)
    at = end - TICK if first == "grant" else end
    grant = awaited.door_at(at, end + timedelta(seconds=5), HEAD, "grant_extension_of_time", **WISH)
    ended = await awaited.run("grant", grant=grant)
    assert {"grant": "recorded" if first == "grant" else "not_later"} == ended


@orders("end", "timer")
async def test_r24_what_falls_away_with_support_never_fires_and_a_miss_of_before_stays(
    awaited: Race, first: str
) -> None:
    """Support ends a moment before midnight while the timer looks: no miss, or one that stays and is cancelled."""
    await awaited.does(OFFICER, "propose_measure", measure="terminate_support", on="2020-11-30", grounds="wound up")
    await awaited.approves(HEAD, "endorse_termination")
    await awaited.just_before(END)
    seen = {"proposal_hash": await awaited.proposal(), "decided_on": "2020-11-30", "minutes": "minutes 9"}
    end = awaited.door_at(END - TICK, SETTLED, SECRETARY, "terminate_agreement", **seen)
    sides = {"timer": awaited.timer(AFTER), "end": end}
    ended = await awaited.run("timer", **sides) if first == "timer" else await awaited.overtaken(**sides)
    assert ("recorded", {"end", "timer"}) == (ended["end"], set(awaited.turns.met))
    assert [*(["deadline.missed"] if first == "timer" else []), "deadline.cancelled"] == await story_of(awaited)
    assert "cancelled" == (await awaited.due(D07))[1]


@orders("suspension", "timer")
async def test_r25_what_may_stand_still_stops_unless_it_was_missed(awaited: Race, first: str) -> None:
    """Suspended on its last day while the timer looks; the cap never stands still."""
    cap = await awaited.due("D03")
    await awaited.does(OFFICER, "propose_measure", measure="suspend_support", on="2020-11-30", grounds="no accounts")
    await awaited.just_before(END)
    seen = {"proposal_hash": await awaited.proposal()}
    suspension = awaited.door_at(END - TICK, SETTLED, HEAD, "suspend_support", **seen)
    sides = {"timer": awaited.timer(AFTER), "suspension": suspension}
    ended = await awaited.run("timer", **sides) if first == "timer" else await awaited.overtaken(**sides)
    assert ("recorded", {"suspension", "timer"}) == (ended["suspension"], set(awaited.turns.met))
    assert ["deadline.missed" if first == "timer" else "deadline.stopped"] == await story_of(awaited)
    assert cap == await awaited.due("D03")


EARLIER = {"deadline": D07, "anchor": "2020-01-01", "new_due": "2019-12-02"}
LATER_COUNT = {"deadline": D07, "anchor": "2022-01-01", "new_due": "2021-11-30"}


@orders("acceptance", "timer")
async def test_r26_a_right_day_in_the_past_is_missed_only_once_two_people_say_so(awaited: Race, first: str) -> None:
    """While the new count waits nothing falls due; the timer that looked before sees no miss, the next one does.

    A correction by itself moves no deadline at all.
    """
    dues = await dues_of(awaited)
    wrong = (await awaited.then("pact.entered_into_force")).position
    why = {"correction_kind": "replaces", "fields": [["in_force_on", "2020-01-07"]], "reason": "typing error"}
    await awaited.does(OFFICER, "propose_correction", corrects=wrong, **why)
    await awaited.approves(HEAD, "approve_correction", corrects=wrong)
    assert dues == await dues_of(awaited)
    await awaited.does(OFFICER, "propose_recomputation", reason="wrong year", **EARLIER)
    at = END - timedelta(days=1)
    await awaited.postgres.wait_until(at - timedelta(minutes=1))
    acceptance = awaited.door_at(at, at, HEAD, "accept_recomputation", **EARLIER)
    before = await story_of(awaited)
    ended = await awaited.run(first, acceptance=acceptance, timer=awaited.timer(at))
    assert ([], "recorded") == (before, ended["acceptance"])
    await awaited.timer(at + timedelta(seconds=5))()
    assert ["deadline.recomputed", "deadline.missed"] == await story_of(awaited)
    [missed] = await awaited.events("deadline.missed")
    assert isinstance(missed.payload, DeadlineMissed)
    assert ("2019-12-02", 2) == (missed.effective.earliest.isoformat(), missed.payload.revision)


@orders("acceptance", "timer")
async def test_r27_a_miss_by_a_wrong_count_is_revoked_with_the_right_one_by_two(awaited: Race, first: str) -> None:
    """Accepted just before the wrong day ends while the timer looks: no miss, or one that is revoked and readable."""
    await awaited.does(HEAD, "propose_recomputation", reason="wrong year", **LATER_COUNT)
    await awaited.fails(HEAD, "accept_recomputation", code="four_eyes", **LATER_COUNT)
    await awaited.just_before(END)
    acceptance = awaited.door_at(END - TICK, SETTLED, LEADER, "accept_recomputation", **LATER_COUNT)
    sides = {"timer": awaited.timer(AFTER), "acceptance": acceptance}
    ended = await awaited.run("timer", **sides) if first == "timer" else await awaited.overtaken(**sides)
    assert ("recorded", {"acceptance", "timer"}) == (ended["acceptance"], set(awaited.turns.met))
    revoked = ["deadline.missed", "deadline.miss_revoked"] if first == "timer" else []
    assert [*revoked, "deadline.recomputed"] == await story_of(awaited)
    assert ("2021-11-30", "open") == await awaited.due(D07)
    if first == "timer":
        await awaited.then("deadline.miss_revoked", deadline=D07, reason="corrected_fact")


@orders("one", "two")
async def test_r27_a_miss_that_a_corrected_fact_shows_wrong_is_revoked_by_two_though_it_was_met(
    awaited: Race, first: str
) -> None:
    """Met a day late by what was recorded, and told so in an answer: the miss was none, and the answer is listed.

    Two second persons say so at once: one revocation, and the other finds no miss any more. It stays in the history.
    """
    await awaited.on("2020-12-01", "09:00")
    await awaited.does(CLUSTER, "submit_year_plan", **PLAN)
    missed = await awaited.then("deadline.missed", deadline=D07)
    await a_question(awaited, "2020-12-01")
    await a_sent_answer(awaited, "One plan came late.", missed.position)
    ground = {"deadline": D07, "ground": "corrected_fact"}
    await awaited.does(OFFICER, "propose_miss_revocation", reason="the letter came on 27 November", **ground)
    await awaited.fails(OFFICER, "revoke_miss", code="not_allowed", **ground)
    sides = {name: awaited.door(who, "revoke_miss", **ground) for name, who in (("one", HEAD), ("two", LEADER))}
    ended = await awaited.run(first, **sides)
    assert {first: "recorded", "two" if first == "one" else "one": "not_missed"} == ended
    assert {"one", "two"} == set(awaited.turns.met)
    told = ["deadline.missed", "year_plan.submitted", "deadline.met", "deadline.miss_revoked"]
    assert told == await story_of(awaited)
    revoked = await awaited.then("deadline.miss_revoked", deadline=D07, revision=1, reason="corrected_fact")
    assert {"one": HEAD, "two": LEADER}[first] == revoked.actor.person
    assert [(QUESTION, "revoked", missed.position, revoked.position)] == [
        (one.question, one.what, one.relied_on, one.by) for one in await affected(awaited.postgres.pool)
    ]


@orders("rules", "timer")
async def test_r30_newer_rules_move_nothing_that_runs(awaited: Race, first: str) -> None:
    """A pack with another day for plans is adopted while the timer looks: the plan is missed on its old day."""
    await awaited.just_before(END)
    changed = {"fixed_day": {"month": 12, "day": 15, "year_offset": -1}}

    async def rules() -> None:
        await newer_rules(awaited, RULES, "D07", **changed)

    await awaited.run(first, rules=rules, timer=awaited.timer(SETTLED))
    assert {"rules", "timer"} == set(awaited.turns.met)
    assert ["deadline.missed"] == await story_of(awaited)
    assert ("2020-11-30", "missed") == await awaited.due(D07)


@orders("calendar", "timer")
async def test_r30_a_newer_calendar_moves_nothing_that_runs_and_lists_what_it_would(awaited: Race, first: str) -> None:
    """The due date is found to be a closed day while the timer looks: missed on it, and listed for acceptance."""
    await awaited.just_before(END)

    async def calendar() -> None:
        await a_newer_calendar(awaited, RULES, "legal", closed="2020-11-30")

    await awaited.run(first, calendar=calendar, timer=awaited.timer(SETTLED))
    assert {"calendar", "timer"} == set(awaited.turns.met)
    assert ["deadline.missed"] == await story_of(awaited)
    listed = recounts(await awaited.file(), await awaited.rules())
    assert [(D07, "2020-11-30", "2020-12-01")] == [(one.id, str(old), str(due)) for one, old, due in listed]
    assert ("2020-11-30", "missed") == await awaited.due(D07)
