"""The policy pack: what it says, and how it is refused with file, line and field when it says something wrong."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.counted_days import rule_walk
from domain.policy import calendar_of, content_hash, current, parse_pack, rule_of
from domain.policy_checks import findings_of, parts_of
from domain.vocabulary import COMMANDS, EVENTS
from schemas.deadline import DeadlineKind
from schemas.model import Model
from schemas.pack import PolicyError, PolicyProblem
from schemas.policy import Escalation, FixedDay, Reminder, RulesState, Span, Terms
from schemas.refusal import Refused
from tests.unit.flanders import FOLDER, calendar, flanders, flemish_rules, rule

NAMES = ("pack.yaml", "deadlines.yaml", "roles.yaml", "words.yaml", "calendars-legal.yaml", "calendars-office.yaml")


def texts() -> dict[str, str]:
    """The files of the pack."""
    return {name: (FOLDER / name).read_text(encoding="utf-8") for name in NAMES}


def problems(files: dict[str, str]) -> tuple[PolicyProblem, ...]:
    """What the reader says of these files."""
    with pytest.raises(PolicyError) as error:
        parse_pack(files)
    return error.value.problems


def broken(file: str, old: str, new: str, files: dict[str, str] | None = None) -> tuple[dict[str, str], int]:
    """The files with the first `old` of one of them replaced, and the line on which the change begins."""
    files = files or texts()
    before, found, _ = files[file].partition(old)
    assert found, f"{old!r} is not in {file}"
    return {**files, file: files[file].replace(old, new, 1)}, before.count("\n") + 1


# --------------------------------------------------------------------------- what the pack says


@pytest.mark.parametrize(
    ("rule_id", "anchor", "due"),
    [
        ("D01", date(2016, 10, 27), date(2017, 10, 27)),
        ("D02", date(2028, 12, 31), date(2028, 12, 31)),
        ("D03", date(2026, 12, 31), date(2026, 12, 31)),
        ("D04", date(2019, 12, 31), date(2019, 5, 31)),
        ("D05", date(2019, 12, 31), date(2019, 1, 31)),
        ("D06", date(2019, 12, 31), date(2019, 10, 31)),
        ("D07", date(2020, 1, 1), date(2019, 12, 2)),
        ("D07", date(2021, 1, 1), date(2020, 11, 30)),
        ("D08", date(2019, 12, 20), date(2020, 1, 8)),
        ("D09", date(2020, 4, 20), date(2020, 5, 12)),
        ("D10", date(2020, 10, 20), date(2020, 12, 3)),
        ("D11", date(2020, 10, 20), date(2020, 11, 18)),
        ("D12", date(2024, 1, 1), date(2024, 4, 2)),
        ("D13", date(2018, 12, 31), date(2019, 4, 1)),
        ("D14", date(2020, 3, 31), date(2020, 6, 29)),
        ("D15", date(2019, 12, 31), date(2020, 3, 31)),
        ("D16", date(2021, 1, 1), date(2021, 2, 1)),
    ],
)
def test_a_deadline_of_the_pack_falls_on(rule_id: str, anchor: date, due: date) -> None:
    """Worked out by hand with the calendar that the rule names."""
    counted = rule(rule_id)
    assert due == rule_walk(counted, anchor, calendar(counted.calendar)).due


def test_the_pack_holds_every_deadline_of_the_programme() -> None:
    """Of pacts, budgets, questions and the programme, each once."""
    stated = {f"D{number:02}" for number in range(1, 26)} | {"D21R", "D21F"}  # a new remedial plan, and its follow-up
    registers = {f"K{number:02}" for number in range(1, 8)} | {"R01"}  # what decisions ask, and repayments
    assert stated | registers == {listed.id for listed in flanders().deadlines}
    assert len(stated | registers) == len(flanders().deadlines)


def test_the_pack_holds_the_amounts_that_are_stated_and_leaves_open_what_is_not() -> None:
    """Half of the costs, 500,000 euros, as much private money; where operating support belongs is not settled."""
    money = flanders().money
    assert money is not None
    assert (500_000 * 100, 50, 100) == (
        money.operating_support_cap,
        money.operating_support_percent,
        money.cofinancing_percent,
    )
    assert money.operating_support_in_envelope is None
    assert ("intercluster-projects", "other-initiatives") == tuple(one.id for one in money.earmarks)
    assert "operating_support_in_envelope" in {one.id for one in flanders().settings if one.status == "open"}


def test_an_end_of_validity_never_shifts_and_nor_does_a_day_that_somebody_set() -> None:
    """Period, cap, promised means, embargo, retention, legal basis; the cabinet's day, and that of a promise."""
    ends = {listed.id for listed in flanders().deadlines if listed.kind is DeadlineKind.VALIDITY}
    assert {"D02", "D03", "D17", "D20", "D23", "D24", "K07"} == ends
    assert ends | {"D19", "D25"} == {listed.id for listed in flanders().deadlines if listed.shift == "none"}


def test_what_the_cluster_owes_counts_on_the_legal_calendar() -> None:
    """The office's own closing days shorten nobody's term and lengthen nobody else's."""
    owed = {
        listed.id: listed.calendar for listed in flanders().deadlines if listed.waits_for == "cluster_representative"
    }
    assert len(owed) > len(("D07", "D09", "D11", "D13", "D15"))
    assert dict.fromkeys(owed, "legal") == owed


def test_every_deadline_reminds_and_every_action_escalates() -> None:
    """The last reminder on the day itself, but for the end of an embargo; 1 and 10 working days after."""
    for listed in flanders().deadlines:
        before = [reminder.days_before for reminder in listed.reminders]
        assert before == sorted(before, reverse=True)
        assert [] == before if listed.id in {"D20", "K07"} else before[-1] == 0
        ladder = [(step.working_days_after, step.to) for step in listed.escalations]
        is_end = listed.kind is DeadlineKind.VALIDITY
        assert ([] if is_end else [(1, ("head_of_unit",)), (10, ("leading_official",))]) == ladder


def test_whatever_is_not_stated_is_listed_as_a_setting() -> None:
    """A reader of the settings sees every value that the agency still has to confirm."""
    unsettled = {listed.id for listed in flanders().deadlines if listed.status != "stated"}
    assert unsettled <= {setting.id for setting in flanders().settings}
    assert {"cap_anchor", "counting_rule"} <= {
        setting.id for setting in flanders().settings if setting.status == "open"
    }


def test_every_decision_that_is_prepared_takes_a_second_person() -> None:
    """No role can both prepare and decide unnoticed: the pairs stand in the pack."""
    pairs = {pair.decision: pair.preparation for pair in flanders().four_eyes}
    assert all(pairs.values())
    proposing = {kind for kind in COMMANDS if kind.startswith(("propose_", "draft_"))} | {"request_extension_of_time"}
    assert proposing <= {kind for preparation in pairs.values() for kind in preparation}


def test_the_layout_of_the_files_changes_nothing() -> None:
    """Another order of files and fields, and comments, are the same pack with the same hash."""
    files = texts()
    joined = "# all in one\n" + "\n".join(
        files[name] for name in ("roles.yaml", "words.yaml", "deadlines.yaml", "pack.yaml")
    )
    both = files["calendars-legal.yaml"] + files["calendars-office.yaml"].partition("calendars:\n")[2]
    again = parse_pack({"pack.yaml": joined, "calendars.yaml": both})
    assert flanders() == again
    assert content_hash(flanders()) == content_hash(again)


def test_any_change_of_content_changes_the_hash() -> None:
    """One reminder hour, and one accent written in two ways that is no change at all."""
    other = flanders().model_copy(update={"version": "other"})
    assert content_hash(other) != content_hash(flanders())
    composed, decomposed = (
        flanders().model_copy(update={"predicates": (word,)}) for word in ("geëvalueerd", "gee\u0308valueerd")
    )
    assert content_hash(composed) == content_hash(decomposed)


# ----------------------------------------------------------------------- what is wrong with one


WRONG = [
    (
        "deadlines.yaml",
        "    anchor: decided_on",
        "    ankor: decided_on",
        "deadlines[0].ankor",
        "unknown field",
        "anchor",
    ),
    ("deadlines.yaml", "months: 12", "months: twelve", "deadlines[0].span.months", '"twelve"', "a valid integer"),
    ("deadlines.yaml", "months: 12", 'months: "12"', "deadlines[0].span.months", '"12"', "a valid integer"),
    (
        "deadlines.yaml",
        "[support.awarded,",
        "[support.award,",
        "deadlines[0].opened_by[0]",
        "unknown event",
        "support.awarded",
    ),
    (
        "deadlines.yaml",
        "[pact.entered_into_force]",
        "[pact.in_force]",
        "deadlines[0].met_by[0]",
        "unknown event",
        "pact.entered_into_force",
    ),
    (
        "deadlines.yaml",
        "cancelled_by: [cap_anchor.fixed,",
        "cancelled_by: [cap_anchor.moved,",
        "deadlines[2].cancelled_by[0]",
        "unknown event cap_anchor.moved",
        "cap_anchor.fixed",
    ),
    (
        "deadlines.yaml",
        "anchor: decided_on",
        "anchor: minutes",
        "deadlines[0].anchor",
        "no date field of support.awarded",
        "decided_on",
    ),
    (
        "deadlines.yaml",
        "subject: [period]",
        "subject: [term]",
        "deadlines[1].subject[0]",
        "has no field term",
        "period",
    ),
    ("deadlines.yaml", "calendar: legal", "calendar: legel", "deadlines[0].calendar", "unknown calendar", "legal"),
    (
        "deadlines.yaml",
        "waits_for: head_of_unit",
        "waits_for: head_of_unity",
        "deadlines[0].waits_for",
        "unknown role",
        "head_of_unit",
    ),
    (
        "deadlines.yaml",
        "days_before: 60, to: [case_officer, head_of_unit]",
        "days_before: 60, to: [case_officers]",
        "deadlines[0].reminders[0].to[0]",
        "unknown role",
        "case_officer",
    ),
    (
        "deadlines.yaml",
        "working_days_after: 1, to: [head_of_unit]",
        "working_days_after: 1, to: [boss]",
        "deadlines[0].escalations[0].to[0]",
        "unknown role boss",
        "",
    ),
    (
        "deadlines.yaml",
        "working_days_after: 10,",
        "working_days_after: 1,",
        "deadlines[0].escalations",
        "stage 1 is given twice",
        "once",
    ),
    (
        "deadlines.yaml",
        "days_before: 30,",
        "days_before: 60,",
        "deadlines[0].reminders",
        "stage 60 is given twice",
        "once",
    ),
    ("deadlines.yaml", "- id: D02", "- id: D01", "deadlines[1].version", "D01 version 2 is given twice", "once"),
    ("deadlines.yaml", "month: 11, day: 30", "month: 2, day: 31", "deadlines[6].fixed_day.day", "no day 31", "1 to 29"),
    (
        "deadlines.yaml",
        "month: 11, day: 30",
        "month: 13, day: 30",
        "deadlines[6].fixed_day.month",
        "cannot be 13",
        "12",
    ),
    ("deadlines.yaml", "    status: stated", "    status: certain", "deadlines[0].status", '"certain"', "'assumed'"),
    ("deadlines.yaml", "shift: none", "shift: forward", "deadlines[1]", "never shifts", ""),
    ("deadlines.yaml", "    kind: validity\n", "", "deadlines[1]", "an action needs met_by", ""),
    ("deadlines.yaml", "convention: T", "convention: Q", "deadlines[0].convention", '"Q"', "'T' or 'P'"),
    (
        "deadlines.yaml",
        "months: -7 }",
        "months: -7 }\n    convention: P",
        "deadlines[3].convention",
        "given twice",
        "once",
    ),
    ("deadlines.yaml", "span: { months: 12 }", "span: {}", "deadlines[0].span", "a span needs", ""),
    ("deadlines.yaml", "{ months: 12 }", "{ months: 12, working_days: 3 }", "deadlines[0].span", "cannot be mixed", ""),
    ("deadlines.yaml", "    anchor: decided_on\n", "", "deadlines[0].anchor", "is missing", "a value"),
    ("deadlines.yaml", "title: {", "title: &t {", "(file)", "anchor, alias or tag", "written out"),
    ("deadlines.yaml", "legal_basis: >-", "legal_basis: !!python/name:os.system >-", "(file)", "tag", "written out"),
    ("deadlines.yaml", "    status: stated", "    status: [stated", "(file)", "", "well-formed YAML"),
    ("roles.yaml", "- submit_year_plan", "- submit_yearplan", "roles[0].may[0]", "unknown command", "submit_year_plan"),
    ("roles.yaml", "decision: sign_agreement", "decision: sign", "four_eyes[1].decision", "unknown command sign", ""),
    ("roles.yaml", "[draft_agreement]", "[draft]", "four_eyes[1].preparation[0]", "unknown command draft", ""),
    (
        "roles.yaml",
        "decision: sign_agreement",
        "decision: contest_cap_anchor",
        "four_eyes[1].decision",
        "contest_cap_anchor asks for no second person",
        "",
    ),
    (
        "roles.yaml",
        "[draft_agreement]",
        "[draft_agreement, open_pact_negotiation]",
        "four_eyes[1].preparation[1]",
        "sign_agreement does not know who did open_pact_negotiation",
        "draft_agreement",
    ),
    ("roles.yaml", "- id: reviewer", "- id: case_officer", "roles[2].id", "case_officer is given twice", "once"),
    ("roles.yaml", "own_cluster_only: true", "own_cluster_only: yes", "roles[0].own_cluster_only", '"yes"', "boolean"),
    (
        "roles.yaml",
        "decision: sign_agreement",
        "decision: evaluate_pact",
        "four_eyes[9].decision",
        "given twice",
        "once",
    ),
    ("pack.yaml", "reminder_hour: 9", "reminder_hour: 2", "terms.reminder_hour", "clock changes", "another hour"),
    ("pack.yaml", "reminder_hour: 9", "reminder_hour: 24", "terms.reminder_hour", "cannot be 24", "23"),
    ("pack.yaml", "Europe/Brussels", "Europe/Brussel", "terms.time_zone", "no time zone", "Europe/Brussels"),
    ("pack.yaml", "Europe/Brussels", "Europe", "terms.time_zone", "no time zone Europe", "Europe/Brussels"),
    ("pack.yaml", "Europe/Brussels", "../Brussels", "terms.time_zone", "no time zone", "Europe/Brussels"),
    ("pack.yaml", "cap: { years: 10 }", "cap: { months: 35 }", "terms.agreement_period", "longer than the cap", "cap"),
    ("pack.yaml", "month: 9, day: 1", "month: 9, day: 31", "terms.plan_expected.day", "no day 31", "1 to 30"),
    ("pack.yaml", "cap: { years: 10 }", "cap: { working_days: 10 }", "terms.cap", "first and a last day", "years"),
    ("pack.yaml", "cap: { years: 10 }", "cap: { years: -10 }", "terms.cap", "first and a last day", "forward"),
    ("pack.yaml", "id: work_year", "id: reminder_hour", "settings[3].id", "reminder_hour is given twice", "once"),
    ("pack.yaml", "predicates:\n", "predicates:\n  - new\n  - new\n", "predicates[1]", "new is given twice", "once"),
    (
        "pack.yaml",
        "id: other-initiatives",
        "id: intercluster-projects",
        "money.earmarks[1].id",
        "intercluster-projects is given twice",
        "once",
    ),
    ("pack.yaml", "id: other-initiatives", "id: Others", "money.earmarks[1].id", '"Others"', "match pattern"),
    ("pack.yaml", "percent: 50 #", "percent: 101 #", "money.operating_support_percent", "cannot be 101", "100"),
    ("pack.yaml", "id: flanders-clusters", "version: '3'", "version", "given twice", "once"),
    ("pack.yaml", "title: {", "titel: {", "titel", "unknown field", "title"),
    ("calendars-legal.yaml", "2015-04-06", "2015-04-31", "calendars[0].closed[1].date", "2015-04-31", "a valid date"),
    ("calendars-legal.yaml", "2015-04-06", "2015-05-06", "calendars[0]", "in order of date", ""),
    ("calendars-legal.yaml", "2015-04-06", "2015-01-01", "calendars[0]", "each once", ""),
    (
        "calendars-legal.yaml",
        "2015-01-01",
        "2014-01-01",
        "calendars[0].closed[0].date",
        "outside the years",
        "2015 to 2046",
    ),
    (
        "calendars-legal.yaml",
        "last_year: 2046",
        "last_year: 2047",
        "calendars[0].closed",
        "2047 has no closed day",
        "fewer",
    ),
    ("calendars-legal.yaml", "last_year: 2046", "last_year: 2014", "calendars[0].last_year", "lies before", "later"),
    (
        "calendars-office.yaml",
        "id: office",
        "id: legal",
        "calendars[1].version",
        "legal version 2026.1 is given twice",
        "once",
    ),
    (
        "deadlines.yaml",
        "span: { months: 12 }",
        "span: { years: 1, months: -12 }",
        "deadlines[0].span",
        "at once",
        "all",
    ),
    (
        "deadlines.yaml",
        "opened_by: [support.awarded, support.awarded_with_conditions]\n    anchor: decided_on",
        "opened_by: [deadline.missed]\n    anchor: due",
        "deadlines[0].opened_by[0]",
        "no deadline follows from deadline.missed: it would never be opened by it",
        "an event of a pact",
    ),
    (
        "deadlines.yaml",
        "met_by: [pact.entered_into_force]",
        "met_by: [member.joined]",
        "deadlines[0].met_by[0]",
        "it would never be met by it",
        "an event of a pact",
    ),
    (
        "deadlines.yaml",
        "met_by: [pact.entered_into_force]",
        "met_by: [answer.sent]",
        "deadlines[0].met_by[0]",
        "in a file of another kind",
        "same file",
    ),
    (
        "deadlines.yaml",
        "met_by: [pact.entered_into_force]",
        "met_by: [pact.ended]",
        "deadlines[0].met_by[0]",
        "also cancels it",
        "does not cancel",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "field", "message", "expected"), WRONG)
def test_a_wrong_value_is_named_by_file_line_and_field(
    file: str, old: str, new: str, field: str, message: str, expected: str
) -> None:
    """With what is wrong and what would be right."""
    files, _ = broken(file, old, new)
    found = [problem for problem in problems(files) if problem.file == file and problem.field == field]
    assert any(message in problem.message and expected in problem.expected for problem in found), problems(files)


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("deadlines.yaml", "[extension.granted, ", "[extension.given, ", "deadlines[5].met_by[0]"),
        ("deadlines.yaml", "working_days: 60", "working_days: sixty", "deadlines[13].span.working_days"),
        ("roles.yaml", "- end_recognition", "- end_of_recognition", "roles[5].may[3]"),
        ("pack.yaml", "reminder_hour: 9", "reminder_hour: 25", "terms.reminder_hour"),
        ("calendars-office.yaml", "2020-07-11", "2020-07-41", "calendars[1].closed[75].date"),
    ],
)
def test_the_line_is_that_of_the_value(file: str, old: str, new: str, field: str) -> None:
    """Far down in each file, as an editor counts it."""
    files, line = broken(file, old, new)
    assert [(file, line, field)] == [(problem.file, problem.line, problem.field) for problem in problems(files)]


def test_every_problem_is_told_at_once_in_order_of_file_and_line() -> None:
    """A wrong form in one rule hides neither an unknown name in another nor one in another file."""
    files, _ = broken("deadlines.yaml", "months: 12", "months: twelve")
    files, _ = broken("deadlines.yaml", "months: -7", "years: -7, moons: 1", files)
    files, _ = broken("deadlines.yaml", "[report.processed]", "[report.done]", files)
    files, _ = broken("roles.yaml", "- sign_agreement", "- sign_all", files)
    told = problems(files)
    assert [problem.field for problem in told] == [
        "deadlines[0].span.months",
        "deadlines[3].span.moons",
        "deadlines[13].met_by[0]",
        "roles[4].may[0]",
    ]
    assert sorted(told, key=lambda problem: (problem.file, problem.line)) == list(told)


def test_a_problem_reads_as_one_line_that_an_editor_can_follow() -> None:
    """File, line, field, what is wrong, what would be right."""
    files, line = broken("deadlines.yaml", "[support.awarded,", "[support.award,")
    with pytest.raises(PolicyError) as error:
        parse_pack(files)
    wanted = f"deadlines.yaml:{line}: deadlines[0].opened_by[0]: unknown event support.award (expected: support.awarded"
    assert error.value.code == "policy_unsound"
    assert error.value.detail.startswith(wanted)


def test_two_versions_of_a_rule_that_hold_on_the_same_days_are_refused() -> None:
    """Each would open a deadline for one event; with days that follow each other they may stand side by side."""
    first = 'id: D14\n    version: "1"'
    files = texts()
    whole = files["deadlines.yaml"].partition("  - id: D14")[2].partition("\n\n")[0]
    block = f"\n  - id: D14{whole}\n"
    files["deadlines.yaml"] += block.replace('version: "1"', 'version: "2"\n    valid_from: 2027-01-01')
    behind = len(flanders().deadlines)
    assert [problem.field for problem in problems(files)] == [f"deadlines[{behind}].valid_from"]
    files["deadlines.yaml"] = files["deadlines.yaml"].replace(first, first + "\n    valid_until: 2026-12-31", 1)
    assert [listed.version for listed in parse_pack(files).deadlines if listed.id == "D14"] == ["1", "2"]


def test_a_rule_does_not_end_before_it_begins() -> None:
    """It would never hold."""
    version = f'    version: "{rule("D01").version}"\n'
    files, _ = broken("deadlines.yaml", version, version + "    valid_from: 2027-01-01\n    valid_until: 2026-12-31\n")
    assert [problem.field for problem in problems(files)] == ["deadlines[0].valid_until"]


def test_a_validity_end_never_escalates() -> None:
    """It is reached, not missed."""
    files, _ = broken(
        "deadlines.yaml",
        "    kind: validity\n",
        "    kind: validity\n    escalations: [{ working_days_after: 1, to: [auditor] }]\n",
    )
    assert [problem.field for problem in problems(files)] == ["deadlines[1].escalations"]


def test_a_period_counts_forward() -> None:
    """Rule P has a first day and goes on from it."""
    old = "span: { months: -7 }\n    convention: T"
    files, _ = broken("deadlines.yaml", old, old.replace("convention: T", "convention: P"))
    assert [problem.field for problem in problems(files)] == ["deadlines[3]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x\n", "anchor, alias or tag"),
        ("[" * 200 + "]" * 200, "nested deeper"),
        ("x: " + "y" * 1_000_001, "characters"),
        ("- a\n", "not a mapping"),
        ("a: 1\n---\nb: 2\n", "single document"),
        ("a: \x01\n", "unacceptable character"),
        ("? [a, b]\n: 1\n", "no list or mapping"),
        ("deadlines:\n  - ? [a]\n    : 1\n", "no list or mapping"),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_a_problem_of_that_file(text: str, message: str) -> None:
    """Nothing is built from it, and the other files are still read."""
    told = problems({**texts(), "more.yaml": text})
    assert any(problem.file == "more.yaml" and message in problem.message for problem in told), told


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    """Nine lists of nine of the one before would be more than any machine holds."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    told = problems({**texts(), "bomb.yaml": "\n".join(lines)})
    assert {"anchor, alias or tag"} == {problem.message for problem in told}


def test_a_list_goes_on_in_the_next_file_and_a_single_field_does_not() -> None:
    """A programme may spread its deadlines over files; its terms stand once."""
    files = texts()
    more = files["deadlines.yaml"].partition("deadlines:\n")[2].partition("\n\n")[0].replace("D01", "D99")
    longer = parse_pack({**files, "deadlines-more.yaml": f"deadlines:\n{more}\n"})
    assert len(flanders().deadlines) + 1 == len(longer.deadlines)
    told = problems({**files, "terms.yaml": "terms: { settle_seconds: 1 }\n"})
    assert [(problem.file, problem.line, problem.field) for problem in told] == [("terms.yaml", 1, "terms")]


def test_no_file_at_all_is_told_as_what_is_missing() -> None:
    """Every field of a pack by name."""
    assert {"id", "version", "terms", "deadlines", "calendars"} <= {problem.field for problem in problems({})}


def test_the_files_of_the_record_beside_a_pack_are_no_part_of_it() -> None:
    """`history-*.yaml` and `texts*.yaml` have readers of their own."""
    assert flanders() == parse_pack(texts())


FAR = [
    (Span, "years", 100),
    (Span, "months", 1200),
    (Span, "days", 36_500),
    (Span, "working_days", 2500),
    (FixedDay, "year_offset", 5),
    (Reminder, "days_before", 1000),
    (Escalation, "working_days_after", 1000),
    (Terms, "first_plan_year_after_activation", 100),
    (Terms, "settle_seconds", 3600),
]
"""What a number of a pack can be at most; beyond it every pact under the pack could stop at the end of all dates."""

AROUND: dict[type[Model], dict[str, object]] = {
    Span: {},
    FixedDay: {"month": 9, "day": 1},
    Reminder: {"to": ("case_officer",)},
    Escalation: {"to": ("case_officer",)},
    Terms: flanders().terms.model_dump(),
}


@pytest.mark.parametrize(("model", "field", "most"), FAR)
def test_a_number_of_a_pack_stays_within_what_can_be_counted(model: type[Model], field: str, most: int) -> None:
    """The most is taken, one more is not."""
    assert getattr(model.model_validate({**AROUND[model], field: most}), field) == most
    with pytest.raises(ValidationError, match=f"less than or equal to {most}"):
        model.model_validate({**AROUND[model], field: most + 1})


@pytest.mark.parametrize(("model", "field", "most"), [far for far in FAR if far[0] in {Span, FixedDay}])
def test_a_number_that_may_count_backward_stays_within_as_much(model: type[Model], field: str, most: int) -> None:
    """As far back as forward."""
    assert getattr(model.model_validate({**AROUND[model], field: -most}), field) == -most
    with pytest.raises(ValidationError, match=f"greater than or equal to {-most}"):
        model.model_validate({**AROUND[model], field: -most - 1})


# --------------------------------------------------------------------- looking up what is adopted


def test_a_pack_taken_apart_again_is_as_sound_as_its_files() -> None:
    """The same checks hold for a pack that comes in by a command."""
    assert findings_of(parts_of(flanders())) == ()
    misnamed = flanders().model_copy(update={"roles": ()})
    assert findings_of(parts_of(misnamed))


def test_before_any_pack_there_is_no_policy() -> None:
    """A stable code for whoever asks too early."""
    with pytest.raises(Refused) as refused:
        current(RulesState())
    assert refused.value.code == "no_policy"


def test_a_rule_and_a_calendar_are_found_in_whichever_pack_had_them() -> None:
    """What was computed under an older pack stays computable."""
    newer = flanders().model_copy(update={"version": "2027.1", "deadlines": flanders().deadlines[1:], "calendars": ()})
    rules = RulesState(version=2, policies=(flanders(), newer))
    assert rule("D01") == rule_of(rules, "D01", rule("D01").version)
    assert calendar("office") == calendar_of(rules, "office", calendar("office").version)
    assert newer == current(rules)


def test_what_no_pack_ever_had_is_refused() -> None:
    """Each with a code of its own."""
    with pytest.raises(Refused) as no_rule:
        rule_of(flemish_rules(), "D01", "0")
    with pytest.raises(Refused) as no_calendar:
        calendar_of(flemish_rules(), "legal", "0")
    assert (no_rule.value.code, no_calendar.value.code) == ("unknown_rule", "unknown_calendar")


def test_the_vocabulary_holds_every_event_and_command_by_its_wire_name() -> None:
    """Names are unique, and a name is the one in the class."""
    assert all(event.model_fields["type"].default == name for name, event in EVENTS.items())
    assert {"year_plan.submitted", "policy.adopted", "cluster.registered", "role.assigned"} <= set(EVENTS)
    assert {"submit_year_plan", "adopt_policy", "register_cluster", "assign_role"} <= set(COMMANDS)


@pytest.mark.parametrize(
    ("until", "since", "is_gap"),
    [("2026-12-31", "2027-01-01", False), ("2026-12-31", "2027-01-02", True), ("2026-06-30", "2027-01-01", True)],
)
def test_between_two_versions_of_a_rule_no_day_is_left_out(until: str, since: str, is_gap: bool) -> None:
    """What begins in between would have no deadline, and nobody would notice."""
    earlier = rule("D01").model_copy(update={"valid_until": date.fromisoformat(until)})
    later = rule("D01").model_copy(update={"version": "3", "valid_from": date.fromisoformat(since)})
    pack = flanders().model_copy(update={"deadlines": (earlier, later, *flanders().deadlines[1:])})
    told = [one.message for one in findings_of(parts_of(pack))]
    assert is_gap == any("no version of D01 holds from" in one for one in told)
    assert is_gap == bool(told)


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({"anchor": "start", "span": Span(years=3), "convention": "P"}, True),
        ({"anchor": "start", "span": Span(months=35), "convention": "P"}, False),
        ({"anchor": "start", "span": None}, False),
        ({"anchor": "start", "span": None, "fixed_day": FixedDay(month=12, day=31, year_offset=2)}, True),
        ({"anchor": "start", "span": None, "fixed_day": FixedDay(month=12, day=31, year_offset=1)}, False),
        ({"anchor": "start", "span": Span(working_days=2000), "convention": "P"}, False),
        ({"anchor": "start", "span": Span(years=-3), "convention": "P"}, False),
        ({"span": None, "fixed_day": FixedDay(month=1, day=1, year_offset=0)}, False),
        ({"kind": DeadlineKind.ACTION}, False),
        ({"opened_by": ("agreement.terminated",)}, False),
        ({"subject": ()}, False),
        ({"cancelled_by": ("agreement.activated",)}, False),
        ({"span": Span(days=1)}, True),
    ],
)
def test_a_period_ends_by_a_rule_that_reaches_its_last_day(changes: dict[str, object], ends: bool) -> None:
    """Reached before it, the end would bring nothing, and support would go on for ever."""
    others = tuple(one for one in flanders().deadlines if one.id != "D02")
    pack = flanders().model_copy(update={"deadlines": (rule("D02").model_copy(update=changes), *others)})
    assert ends == (not [one for one in findings_of(parts_of(pack)) if "it would never end" in one.message])


def test_an_act_that_no_role_may_ask_brings_nothing_about() -> None:
    """The deadline would wait for it for ever."""
    pack = flanders().model_copy(update={"roles": ()})
    assert "no role may submit_year_plan" in {one.message for one in findings_of(parts_of(pack))}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "    anchor: end\n    subject: [period]\n    convention",
            "    unless: [bridging]\n",
            "agreement.activated begins",
        ),
        ("    opened_by: [agreement.terminated]\n", "    span: { days: -1 }\n", "agreement.terminated begins"),
    ],
)
def test_support_that_no_rule_would_end_is_told_where_it_may_begin(old: str, new: str, message: str) -> None:
    """By file and line of the role, with the rule that is missing."""
    files, _ = broken("deadlines.yaml", old, f"{new}{old}")
    [found] = problems(files)
    assert ("roles.yaml", True) == (found.file, f"no rule ends what {message}: it would never end" in found.message)
    assert "a rule of kind validity" in found.expected
