"""Several versions of one calendar: which one counts, how the next one is made, and what older records never wrote."""

import json
from datetime import date
from pathlib import Path

import pytest

from domain.calendar_amendment import amended
from domain.policy import calendar_named, content_hash
from domain.policy_checks import findings_of, parts_of
from domain.recount import recounts
from domain.rules import decide
from domain.touched import touched
from schemas.calendar_amendment import CalendarAmendment
from schemas.policy import Calendar, ClosedDay, Policy, PolicyAdopted, ProposePolicy, RulesState, Title
from schemas.refusal import Refused
from tests.unit.flanders import calendar, flanders, flemish_rules
from tests.unit.programme import a_policy, legal_calendar, rules_of
from tests.unit.scenario import OFFICER
from tests.unit.test_recount import AT, DUE, NEXT_DAY, running

STORED = Path(__file__).with_name("adopted_pack.json")
BRIDGE = ClosedDay(date=date(2027, 5, 7), name=Title(nl="Brugdag", en="Bridge day"))
SINCE = date(2027, 1, 1)
WISH = CalendarAmendment(calendar="office", year=2027, close=(BRIDGE,), valid_from=SINCE, source="circular 7")
EASTER = (
    (date(2047, 4, 15), "Paasmaandag"),
    (date(2047, 5, 23), "Hemelvaartsdag"),
    (date(2047, 6, 3), "Pinkstermaandag"),
)
NEXT_YEAR = CalendarAmendment(
    calendar="legal",
    year=2047,
    close=tuple(ClosedDay(date=day, name=Title(nl=name, en=name)) for day, name in EASTER),
    source="list of 2047",
)


def a_year_plan_moved(valid_from: date | None) -> Policy:
    """The test programme with a second version of its calendar, in which 30 November 2020 is closed."""
    first = legal_calendar("1")
    extra = ClosedDay(date=DUE, name=Title(nl="rouwdag", en="day of mourning"))
    closed = tuple(sorted((*first.closed, extra), key=lambda one: one.date))
    second = first.model_copy(update={"version": "2", "valid_from": valid_from, "closed": closed})
    return a_policy(version="2", calendars=(first, second))


def refused(wish: CalendarAmendment, rules: RulesState | None = None) -> str:
    """The code with which it is refused."""
    with pytest.raises(Refused) as error:
        amended(wish, rules or flemish_rules())
    return error.value.code


def of_2027(one: Calendar) -> list[date]:
    """Its closed days of that year."""
    return [each.date for each in one.closed if each.date.year == 2027]


def test_a_pack_adopted_before_calendars_had_versions_reads_and_hashes_as_it_did() -> None:
    """What was left out is not written either: the hash that a person approved stays the hash."""
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    adopted = PolicyAdopted.model_validate(stored)
    assert stored == adopted.model_dump(mode="json")
    assert stored["content_hash"] == content_hash(adopted.policy)


@pytest.mark.parametrize(
    ("on", "version"), [(date(2026, 12, 31), "2026.1"), (SINCE, "2026.2"), (date(2031, 1, 1), "2026.2")]
)
def test_the_day_of_the_anchor_chooses_the_version(on: date, version: str) -> None:
    """The later one from its own day on."""
    assert version == calendar_named(amended(WISH, flemish_rules()).policy, "office", on).version


def test_an_unknown_calendar_is_refused() -> None:
    """By the same code as an unknown version."""
    with pytest.raises(Refused) as error:
        calendar_named(flanders(), "lunar", SINCE)
    assert "unknown_calendar" == error.value.code


@pytest.mark.parametrize(("valid_from", "due"), [(date(2021, 1, 2), DUE), (date(2021, 1, 1), NEXT_DAY)])
def test_a_deadline_is_counted_anew_by_the_version_of_its_own_anchor(valid_from: date, due: date) -> None:
    """One that starts to count a day later says nothing of it: neither of what waits nor of what is put up."""
    pack, scenario = a_year_plan_moved(valid_from), running()
    rules = rules_of(a_policy(), pack)
    expected = [] if due == DUE else [(DUE, due)]
    assert expected == [(old, new) for _, old, new in recounts(scenario.state, rules)]
    assert len(expected) == len(touched("pact/demo", scenario.state, rules_of(a_policy()), pack))


def test_a_change_becomes_the_calendars_next_version_beside_the_one_before() -> None:
    """The pack gets its next version too, is sound, and can be put up."""
    wish = WISH.model_copy(update={"open": (date(2027, 12, 26),)})
    made = amended(wish, flemish_rules())
    assert ("2026.3", "2026.2", SINCE, "circular 7") == (
        made.policy.version,
        made.after.version,
        made.after.valid_from,
        made.after.source,
    )
    assert sorted({*of_2027(calendar("office")), BRIDGE.date} - {date(2027, 12, 26)}) == of_2027(made.after)
    assert ["legal", "office", "office"] == [one.id for one in made.policy.calendars]
    assert () == findings_of(parts_of(made.policy))
    command = ProposePolicy(policy=made.policy, content_hash=content_hash(made.policy))
    assert 1 == len(decide(command, OFFICER, flemish_rules(), AT, flemish_rules()))


def test_a_change_without_a_day_takes_the_place_of_the_latest_version() -> None:
    """So does one from the day of that version; under a version that never stood for anything."""
    first = amended(WISH, flemish_rules()).policy
    rules = RulesState(version=2, policies=(flanders(), first), content_hash=content_hash(first))
    another = WISH.model_copy(update={"open": (date(2027, 12, 26),), "close": ()})
    for wish in (another, another.model_copy(update={"valid_from": None})):
        made = amended(wish, rules)
        assert ("2026.4", "2026.3", SINCE) == (made.policy.version, made.after.version, made.after.valid_from)
        assert ["2026.1", "2026.1", "2026.3"] == [one.version for one in made.policy.calendars]
    earlier = WISH.model_copy(update={"valid_from": date(2026, 6, 1)})
    assert "not_the_latest" == refused(earlier, rules)


def test_a_version_without_a_number_of_its_own_gets_one() -> None:
    """As the calendar of the test programme."""
    wish = WISH.model_copy(update={"calendar": "legal"})
    made = amended(wish, rules_of(a_policy()))
    assert ("1.1", "1.1") == (made.policy.version, made.after.version)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"calendar": "lunar"}, "unknown_calendar"),
        ({"close": ()}, "nothing_to_change"),
        ({"close": (BRIDGE, BRIDGE)}, "already_closed"),
        ({"close": (BRIDGE.model_copy(update={"date": date(2027, 1, 1)}),)}, "already_closed"),
        ({"close": (BRIDGE.model_copy(update={"date": date(2028, 1, 3)}),)}, "other_year"),
        ({"open": (date(2028, 1, 1),)}, "other_year"),
        ({"open": (date(2027, 5, 10),)}, "not_closed"),
        ({"open": (date(2027, 5, 8),)}, "not_closed"),
        ({"year": 2048, "close": ()}, "calendar_exhausted"),
        ({"year": 2014, "close": ()}, "calendar_exhausted"),
        ({"year": 2047, "close": ()}, "days_missing"),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(changes: dict[str, object], code: str) -> None:
    """Each with a code of its own."""
    assert code == refused(WISH.model_copy(update=changes))


def test_a_year_is_added_with_what_stands_on_the_same_day_every_year() -> None:
    """The days that follow Easter are asked for by name, since nothing is computed; the years before stay."""
    made = amended(NEXT_YEAR, flemish_rules())
    assert (2047, 7, 10) == (
        made.after.last_year,
        len(made.taken_over),
        len([one for one in made.after.closed if one.date.year == 2047]),
    )
    assert made.before.closed == tuple(one for one in made.after.closed if one.date.year < 2047)
    assert () == findings_of(parts_of(made.policy))
    fewer = NEXT_YEAR.model_copy(update={"close": NEXT_YEAR.close[1:]})
    with pytest.raises(Refused, match="Paasmaandag/Easter Monday"):
        amended(fewer, flemish_rules())
    all_the_same = amended(fewer.model_copy(update={"lists_all": True}), flemish_rules())
    assert 9 == len([one for one in all_the_same.after.closed if one.date.year == 2047])


def test_a_day_can_be_left_out_of_an_added_year() -> None:
    """Opened, it is neither taken over nor asked for."""
    made = amended(NEXT_YEAR.model_copy(update={"open": (date(2047, 7, 21),)}), flemish_rules())
    assert (6, True) == (len(made.taken_over), date(2047, 7, 21) not in {one.date for one in made.after.closed})


def test_a_number_that_ever_stood_for_something_is_not_given_again() -> None:
    """Neither to a pack nor to a calendar, though the one in force has gone back to before."""
    first = amended(WISH, flemish_rules()).policy
    rules = RulesState(version=3, policies=(flanders(), first, flanders()), content_hash=content_hash(flanders()))
    made = amended(WISH.model_copy(update={"open": (date(2027, 12, 26),)}), rules)
    assert ("2026.4", "2026.3") == (made.policy.version, made.after.version)


def stale(amendment: CalendarAmendment, drops: tuple[str, ...] = (), **changes: object) -> str:
    """What comes of putting up files that were written before the calendar was amended in the record."""
    first = amended(amendment, flemish_rules()).policy
    rules = RulesState(version=2, policies=(flanders(), first), content_hash=content_hash(first))
    files = flanders().model_copy(update={"version": "2027.1", **changes})
    command = ProposePolicy(policy=files, content_hash=content_hash(files), drops=drops)
    try:
        [put_up] = decide(command, OFFICER, rules, AT, rules)
    except Refused as refusal:
        return refusal.code
    return put_up.payload.type


@pytest.mark.parametrize("valid_from", [SINCE, None], ids=["beside", "in its place"])
def test_files_that_do_not_know_a_calendar_version_in_force_are_put_up_only_where_it_is_named(
    valid_from: date | None,
) -> None:
    """Else the days that were amended in the record would open again, and nobody would be told."""
    wish = WISH.model_copy(update={"valid_from": valid_from})
    assert "calendar_version_dropped" == stale(wish)
    assert "calendar_version_dropped" == stale(wish, drops=("office 2026.1", "legal 2026.2"))
    assert "policy.proposed" == stale(wish, drops=("office 2026.2",))


def test_files_that_keep_a_calendar_version_or_follow_it_with_a_new_one_drop_nothing() -> None:
    """Nor do those of another programme."""
    kept = amended(WISH, flemish_rules()).policy.calendars
    newer = tuple(one.model_copy(update={"version": "2026.9"}) if one.valid_from == SINCE else one for one in kept)
    told = [stale(WISH, calendars=kept), stale(WISH, calendars=newer), stale(WISH, id="another-programme")]
    assert ["policy.proposed"] * len(told) == told


@pytest.mark.parametrize(
    ("valid_from", "told"),
    [(None, "both count for anchors from every day"), ("all", "no version of legal counts for every earlier anchor")],
)
def test_a_pack_with_versions_that_overlap_or_leave_a_gap_is_unsound(valid_from: str | None, told: str) -> None:
    """Two for the same anchors, or none for early ones."""
    first, second = a_year_plan_moved(None if valid_from is None else SINCE).calendars
    if valid_from is not None:
        first = first.model_copy(update={"valid_from": date(2016, 1, 1)})
    pack = a_policy(calendars=(first, second))
    assert [told] == [one.message.partition("1 and 2 ")[2] or one.message for one in findings_of(parts_of(pack))]
