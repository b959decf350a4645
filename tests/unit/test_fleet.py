"""A whole agency in one process: many files, one log, one order of time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import stream as streams
from domain.agency import Agency, file_of, replayed
from domain.fleet import caught_up, idle, kept, live, lived, submitted
from domain.policy import content_hash
from domain.stream import fold
from schemas.agreement.cap_anchor import FixCapAnchor
from schemas.agreement.period import DraftAgreement, SignAgreement
from schemas.claim import ApproveCorrection, CorrectionProposed, ProposeCorrection
from schemas.cluster import ClusterState, RegisterCluster
from schemas.command import Command, CommandEnvelope, Outcome
from schemas.deadline import RequestExtensionOfTime
from schemas.event import Pending
from schemas.pact import RegisterPact
from schemas.people import AssignRole, DelegateRole, RegisterPerson
from schemas.policy import AdoptPolicy, FixedDay, ProposePolicy
from schemas.refusal import Refused
from schemas.year_plan import RequestCompletion, SubmitYearPlan
from tests.unit.flanders import flanders

BEGIN = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)
DUE_ENDS = datetime(2020, 11, 30, 23, 0, tzinfo=UTC)
SETTLED = DUE_ENDS + timedelta(seconds=5)
MANAGER = "demo-hulst"
OFFICER, HEAD, LEADER, CLUSTER, ADMINISTRATOR = "demo-aster", "demo-berk", "demo-ceder", "demo-den", "demo-linde"
TWO = ("duin", "heide")
PLAN = SubmitYearPlan(year=2021, plan_hash="c" * 64)
TEXT = "b" * 64


def asks(person: str, stream: str, command: Command, name: str = "", **more: object) -> CommandEnvelope:
    """Hand in one command."""
    fields: dict[str, object] = {"command_id": f"fleet-{stream}-{command.kind}-{person}{name}", "stream": stream}
    return CommandEnvelope.model_validate({**fields, "person": person, "command": command, **more})


def outcome(agency: Agency, stream: str, command: Command, person: str, name: str = "") -> Outcome:
    """How a command ended."""
    return agency.outcomes[f"fleet-{stream}-{command.kind}-{person}{name}"]


def open_agency() -> Agency:
    """The rules, an administrator, and whoever has to do with two pacts."""
    pack = flanders()
    agency = Agency(now=BEGIN)
    first = AssignRole(role="administrator", valid_from=date(2020, 1, 6))
    for stream, own in (
        ("rules", AdoptPolicy(policy=pack, content_hash=content_hash(pack))),
        (f"people/{ADMINISTRATOR}", RegisterPerson(person=ADMINISTRATOR)),
        (f"people/{ADMINISTRATOR}", first),
    ):
        agency = submitted(agency, asks("system", stream, own))
    roles = [(OFFICER, "case_officer", None), (HEAD, "head_of_unit", None), (LEADER, "leading_official", None)]
    roles.append((MANAGER, "rule_manager", None))
    for person, role, cluster in [*roles, *((CLUSTER, "cluster_representative", name) for name in TWO)]:
        known = RegisterPerson(person=person)
        agency = submitted(agency, asks(ADMINISTRATOR, f"people/{person}", known, str(cluster)))
        held = AssignRole(role=role, cluster=cluster, valid_from=date(2016, 1, 1))
        agency = submitted(agency, asks(ADMINISTRATOR, f"people/{person}", held, str(cluster)))
    return agency


def two_pacts() -> Agency:
    """Support for two clusters runs since 15 January 2020."""
    agency = open_agency()
    for name in TWO:
        for person, command in (
            (OFFICER, RegisterPact(cluster=name)),
            (OFFICER, DraftAgreement(start=date(2020, 1, 15), text_hash=TEXT)),
            (HEAD, FixCapAnchor(anchor=date(2020, 1, 15), reason="first day of support")),
            (LEADER, SignAgreement(period=1, text_hash=TEXT, signed_on=date(2020, 1, 6))),
        ):
            agency = submitted(agency, asks(person, f"pact/{name}", command))
    assert {"recorded", "nothing_to_do"} == {one.code for one in agency.outcomes.values()}
    return agency


def test_positions_count_the_whole_log_and_versions_each_file() -> None:
    """Both without a gap, in the order of recording."""
    agency = lived(two_pacts(), datetime(2021, 3, 1, tzinfo=UTC))
    assert list(range(1, len(agency.log) + 1)) == [event.position for event in agency.log]
    for name in TWO:
        file = agency.file(f"pact/{name}")
        assert list(range(1, file.version + 1)) == [event.version for event in file.events]
        assert [event for event in agency.log if event.stream == file.stream] == list(file.events)
        assert fold(file.stream, file.events) == file.state
    assert sorted(agency.log, key=lambda event: event.recorded_at) == list(agency.log)


def test_what_rings_in_two_files_at_one_instant_happens_in_both_then() -> None:
    """The deadlines of two pacts are the same day: neither waits for its next date."""
    agency = lived(two_pacts(), DUE_ENDS + timedelta(days=1))
    missed = [(event.stream, event.recorded_at) for event in agency.log if event.type == "deadline.missed"]
    assert [("pact/duin", SETTLED), ("pact/heide", SETTLED)] == [one for one in missed if one[1] == SETTLED]


def test_a_command_waits_for_a_deadline_that_settles_in_its_own_file_only() -> None:
    """Two seconds after midnight: in one file the plan comes after the miss, the other file has none to wait for."""
    early = live(two_pacts(), [(DUE_ENDS - timedelta(days=9), asks(CLUSTER, "pact/heide", PLAN))], DUE_ENDS)
    after = submitted(lived(early, DUE_ENDS + timedelta(seconds=2)), asks(CLUSTER, "pact/duin", PLAN))
    asked = RequestCompletion(year=2021, missing=("budget",))
    after = submitted(after, asks(OFFICER, "pact/heide", asked))
    assert 1 == len(after.file("pact/duin").waiting)
    assert DUE_ENDS + timedelta(seconds=2) == outcome(after, "pact/heide", asked, OFFICER).recorded_at
    ended = outcome(lived(after, SETTLED), "pact/duin", PLAN, CLUSTER)
    assert (DUE_ENDS + timedelta(seconds=2), SETTLED) == (ended.received_at, ended.recorded_at)


def test_the_people_decide_who_may_and_a_refusal_leaves_nothing_behind() -> None:
    """No role, another cluster, a role that somebody took away: each is an outcome with its code."""
    agency = lived(two_pacts(), datetime(2020, 9, 2, 9, 0, tzinfo=UTC))
    before = agency.log
    agency = submitted(agency, asks("demo-nobody", "pact/duin", PLAN))
    agency = submitted(agency, asks(LEADER, "pact/duin", PLAN))
    assert "unknown_person" == outcome(agency, "pact/duin", PLAN, "demo-nobody").code
    assert "not_allowed" == outcome(agency, "pact/duin", PLAN, LEADER).code
    assert before == agency.log


def test_who_stands_in_acts_in_the_name_of_another() -> None:
    """The event names both."""
    agency = open_agency()
    lent = DelegateRole(role="case_officer", to=LEADER, valid_from=date(2020, 1, 1), valid_until=date(2020, 2, 1))
    agency = submitted(agency, asks(OFFICER, f"people/{OFFICER}", lent))
    cluster = RegisterCluster(name="Duin")
    agency = submitted(agency, asks(LEADER, "cluster/duin", cluster, on_behalf_of=OFFICER))
    actor = agency.log[-1].actor
    assert (LEADER, "case_officer", OFFICER) == (actor.person, actor.role, actor.on_behalf_of)


def test_the_same_command_again_changes_nothing() -> None:
    """Neither the log nor the outcome."""
    agency = open_agency()
    envelope = asks(OFFICER, "pact/duin", RegisterPact(cluster="duin"))
    once = submitted(agency, envelope)
    assert once == submitted(once, envelope)
    assert kept(agency, envelope) == kept(kept(agency, envelope), envelope)


def test_an_id_that_stands_for_another_command_is_refused() -> None:
    """Answered or still waiting."""
    agency = open_agency()
    one = asks(OFFICER, "pact/duin", RegisterPact(cluster="duin"))
    other = one.model_copy(update={"command": RegisterPact(cluster="heide")})
    for known in (kept(agency, one), submitted(agency, one)):
        with pytest.raises(Refused, match="command_id_reused"):
            kept(known, other)


def test_over_an_outage_everything_waits_and_bears_its_own_day_when_it_comes() -> None:
    """A plan kept on the last day is in time; in the other file the miss is of that day and recorded later."""
    agency = lived(two_pacts(), DUE_ENDS - timedelta(hours=14))
    down = kept(idle(agency, DUE_ENDS - timedelta(hours=1)), asks(CLUSTER, "pact/duin", PLAN))
    down = idle(down, DUE_ENDS + timedelta(days=3))
    assert agency.log == down.log
    agency = caught_up(down)
    missed = [event for event in agency.log if event.type == "deadline.missed" and event.recorded_at == agency.now]
    assert [("pact/heide", date(2020, 11, 30))] == [(event.stream, event.effective.latest) for event in missed]


def test_after_an_outage_what_fell_due_comes_before_what_was_handed_in_later() -> None:
    """A plan kept an hour after the end of its last day finds the miss recorded, and is a day late."""
    agency = idle(lived(two_pacts(), DUE_ENDS - timedelta(hours=14)), DUE_ENDS + timedelta(hours=1))
    agency = caught_up(idle(kept(agency, asks(CLUSTER, "pact/duin", PLAN)), DUE_ENDS + timedelta(days=3)))
    told = [event.type for event in agency.file("pact/duin").events if event.recorded_at == agency.now]
    assert ["deadline.missed", "year_plan.submitted", "deadline.met"] == [
        one for one in told if one not in {"deadline.set", "deadline.reminded"}
    ]


def test_after_a_correction_the_file_is_what_its_corrected_events_say() -> None:
    """The next decision reads the right date."""
    agency = open_agency()
    agency = submitted(agency, asks(ADMINISTRATOR, "people/demo-brem", RegisterPerson(person="demo-brem")))
    held = AssignRole(role="case_officer", valid_from=date(2016, 1, 1))
    agency = submitted(agency, asks(ADMINISTRATOR, "people/demo-brem", held))
    agency = submitted(agency, asks(OFFICER, "cluster/duin", RegisterCluster(name="Duim")))
    wrong = agency.log[-1].position
    right = ProposeCorrection(
        corrects=wrong, correction_kind="replaces", fields=(("name", "Duin"),), reason="typing error"
    )
    agency = submitted(agency, asks(OFFICER, "cluster/duin", right))
    [proposal] = [one.payload for one in agency.log if isinstance(one.payload, CorrectionProposed)]
    approval = ApproveCorrection(corrects=wrong, proposal_hash=proposal.proposal_hash)
    agency = submitted(agency, asks("demo-brem", "cluster/duin", approval))
    state = agency.state("cluster/duin")
    assert isinstance(state, ClusterState)
    assert ["Duin"] == [one.name for one in state.names]


def test_an_event_bears_what_its_command_belongs_to_and_a_reaction_the_command_that_caused_it() -> None:
    """So that acts on several files can be told together; what nobody tied to anything bears nothing."""
    tied = asks(OFFICER, "pact/duin", RegisterPact(cluster="duin"), correlation_id="moving-1")
    loose = asks(OFFICER, "pact/heide", RegisterPact(cluster="heide"))
    agency = submitted(submitted(open_agency(), tied), loose)
    assert ["moving-1", None] == [event.correlation_id for event in agency.log[-2:]]
    later = lived(two_pacts(), datetime(2021, 1, 2, tzinfo=UTC))
    opened = [event for event in later.log if event.type == "budget_year.opened"]
    started = {event.command_id for event in later.log if event.type == "work_year.started"}
    assert opened
    assert {event.correlation_id for event in opened} <= started


def test_what_an_event_asks_of_another_file_is_asked_once_by_the_service_itself() -> None:
    """The first of January opens the year's budget, for two pacts the same one."""
    agency = lived(two_pacts(), datetime(2021, 1, 2, tzinfo=UTC))
    opened = [event for event in agency.log if event.type == "budget_year.opened" and event.stream == "budget/2021"]
    assert ["system"] == [event.actor.person for event in opened]


def test_a_new_pack_moves_what_is_asked_in_every_file_at_once() -> None:
    """What was computed stays; what comes follows the pack in force."""
    agency = lived(two_pacts(), datetime(2020, 2, 3, tzinfo=UTC))
    pack = flanders()
    terms = pack.terms.model_copy(update={"plan_expected": FixedDay(month=2, day=1, year_offset=-1)})
    other = pack.model_copy(update={"version": "other", "terms": terms})
    adopt = AdoptPolicy(content_hash=content_hash(other))
    propose = ProposePolicy(policy=other, content_hash=adopt.content_hash)
    agency = submitted(agency, asks(MANAGER, "rules", propose))
    agency = submitted(agency, asks(LEADER, "rules", adopt, "again"))
    expected = [event.stream for event in agency.log if event.type == "year_plan.expected"]
    assert ["pact/duin", "pact/heide"] == expected


def test_an_agency_goes_on_from_its_log_as_if_it_had_never_stopped() -> None:
    """Nothing that was carried out comes again, and nothing is forgotten."""
    half = datetime(2020, 11, 25, tzinfo=UTC)
    end = datetime(2021, 4, 1, tzinfo=UTC)
    whole = lived(two_pacts(), end)
    again = lived(caught_up(replayed(lived(two_pacts(), half).log, half)), end)
    assert whole.log == again.log


def test_a_file_knows_what_was_carried_out_by_its_events() -> None:
    """The command ids of what time asked for."""
    agency = lived(two_pacts(), datetime(2020, 2, 1, tzinfo=UTC))
    file = agency.file("pact/duin")
    assert {event.command_id for event in file.events} == file_of(file.stream, file.events).settled


def test_what_leads_nowhere_is_tried_again_when_the_file_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the store: it stands in nobody's way, and is not tried for ever on the same ground."""
    decided, tries = streams.decide, list[Command]()

    def stubborn(stream: str, command: Command, *rest: object) -> list[Pending]:
        if command.kind == "fire_deadline" and stream == "pact/duin":
            tries.append(command)
            raise Refused("calendar_exhausted", "no such year is listed")
        return decided(stream, command, *rest)  # type: ignore[arg-type]

    agency = lived(two_pacts(), DUE_ENDS - timedelta(days=1))
    monkeypatch.setattr("domain.stream.decide", stubborn)
    agency = caught_up(lived(agency, SETTLED + timedelta(minutes=1)))
    assert 1 == len(tries)
    monkeypatch.undo()
    wish = RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 18), ground="illness")
    agency = submitted(agency, asks(CLUSTER, "pact/duin", wish))
    told = [event.type for event in agency.file("pact/duin").events if event.recorded_at == agency.now]
    assert ["deadline.extension_requested", "deadline.missed"] == told
