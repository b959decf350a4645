"""What a pact file keeps, as people read it: agreements, commitments, conditions, changes, KPIs, lessons."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from cli.ending import told
from cli.printing import bold, print_entry, print_json, print_line, print_table, wrapped
from cli.reading import lang_of, seen_from, today_of
from cli.waiting import print_waiting, with_commands
from cli.words import Lang, money, word

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from store.pool import Pool

Rows = list[dict[str, Any]]
Asking = Callable[["Pool", "Standpoint"], Awaitable[Rows]]


def show_agreement(pact: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show the chain of agreements of a pact."""
    with told(as_json=as_json):
        from gateway.pact_registers import agreement

        tongue = lang_of(lang)
        shown: Any = seen_from(as_of, known_on, lambda pool, standpoint: agreement(pool, pact, standpoint))
        if as_json:
            print_json(with_commands(shown))
            return
        _print_agreement(shown, tongue)


def show_commitments(pact: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the commitments of a pact."""
    from gateway.pact_registers import commitments

    async def ask(pool: "Pool", standpoint: "Standpoint") -> Rows:
        return list(await commitments(pool, pact, await today_of(pool), standpoint))

    _list(ask, _print_commitment, "no_commitments", as_of, known_on, lang, as_json=as_json)


def show_conditions(pact: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the conditions of a pact."""
    from gateway.pact_registers import conditions

    async def ask(pool: "Pool", standpoint: "Standpoint") -> Rows:
        return list(await conditions(pool, pact, standpoint))

    _list(ask, _print_condition, "no_conditions", as_of, known_on, lang, as_json=as_json)


def show_changes(pact: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the requests for change of a pact."""
    from gateway.pact_registers import changes

    async def ask(pool: "Pool", standpoint: "Standpoint") -> Rows:
        return list(await changes(pool, pact, standpoint))

    _list(ask, _print_change, "no_changes", as_of, known_on, lang, as_json=as_json)


def show_kpis(pact: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show the KPIs of a pact."""
    from gateway.pact_registers import kpis

    async def ask(pool: "Pool", standpoint: "Standpoint") -> Rows:
        return list(await kpis(pool, pact, standpoint))

    _list(ask, _print_kpi, "no_kpis", as_of, known_on, lang, as_json=as_json)


def show_lessons(file: str | None, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the lessons of a file, or of all."""
    from gateway.pact_registers import lessons

    async def ask(pool: "Pool", standpoint: "Standpoint") -> Rows:
        return list(await lessons(pool, file, standpoint))

    _list(ask, _print_lesson, "no_lessons", as_of, known_on, lang, as_json=as_json)


def show_recounts(file: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the deadlines that would be counted otherwise today."""
    from gateway.pact_registers import recounted

    async def ask(pool: "Pool", standpoint: "Standpoint") -> Rows:
        return list(await recounted(pool, file, standpoint))

    _list(ask, _print_recount, "no_recounts", as_of, known_on, lang, as_json=as_json)


def _list(
    question: Asking,
    line: Callable[[dict[str, Any], Lang], None],
    nothing: str,
    as_of: str | None,
    known_on: str | None,
    lang: str | None,
    *,
    as_json: bool,
) -> None:
    """Put a question whose answer is a register; an empty one says so."""
    with told(as_json=as_json):
        tongue = lang_of(lang)
        rows = seen_from(as_of, known_on, question)
        if as_json:
            print_json([with_commands(row) for row in rows])
            return
        for row in rows:
            line(row, tongue)
        print_waiting([one for row in rows for one in row.get("waiting", ())], tongue)
        if not rows:
            print_line(word(tongue, nothing))


def _print_agreement(shown: dict[str, Any], lang: Lang) -> None:
    print_line(bold(f"{word(lang, 'periods')}  ({shown['stream']})"))
    room = shown["room_months"]
    facts = {
        "awarded_on": shown["awarded_on"],
        "anchor": shown["anchor"],
        "contested_anchors": ", ".join(shown["contested_anchors"]),
        "cap": shown["cap"],
        "room": None if room is None else f"{room} {word(lang, 'months')}",
        "suspended_since": shown["suspended_since"],
        "terminated_on": shown["terminated_on"],
    }
    for key, value in facts.items():
        if value:
            print_line(wrapped(f"  {word(lang, key):<22} ", str(value)))
    if not shown["periods"]:
        print_line(word(lang, "no_periods"))
        print_waiting(shown["waiting"], lang)
        return
    headings = [word(lang, key) for key in ("period", "from", "until", "stage", "signed_on")]
    print_table(headings, [_period_cells(one, lang) for one in shown["periods"]])
    proposal = shown["proposal"]
    if proposal:
        print_entry((f"{word(lang, 'extension_waits')}:", proposal["new_start"], "-", proposal["new_end"]))
    for first, last in shown["suspensions"]:
        print_entry((f"{word(lang, 'suspended')}:", first, "-", last))
    for one in shown["proposals"]:
        print_entry((f"{word(lang, 'measure_waits')}:", word(lang, one["measure"]), one["on"]), one["grounds"])
    for one in shown["recoveries"]:
        _print_recovery(one, lang)
    print_waiting(shown["waiting"], lang)


def _period_cells(one: dict[str, Any], lang: Lang) -> list[object]:
    ended = f"{one['end']} ({word(lang, 'ended_on')} {one['ended_on']})" if one["ended_on"] else one["end"]
    return [one["number"], one["start"], ended, word(lang, one["stage"]), one["signed_on"]]


def _print_recovery(one: dict[str, Any], lang: Lang) -> None:
    state = word(lang, f"recovery_{one['state']}")
    owed = money(lang, one["cents"])
    back = f"{word(lang, 'repaid')} {money(lang, one['repaid_cents'])}"
    print_entry((f"{word(lang, 'recovery')} {one['recovery']}:", owed, state, back, one["pay_by"]), one["grounds"])


def _print_commitment(one: dict[str, Any], lang: Lang) -> None:
    progress = word(lang, one["progress"]) if one["progress"] else None
    late = word(lang, "overdue") if one["is_late"] else None
    due = f"{word(lang, 'due')} {one['due']}" if one["due"] else None
    state = word(lang, f"commitment_{one['state']}")
    print_entry(
        (bold(one["commitment"]), one["party"], state, one["closed_on"], progress, due, late),
        one[f"text_{lang}"],
        one["remark"],
    )


def _print_condition(one: dict[str, Any], lang: Lang) -> None:
    missed = word(lang, "missed") if one["is_missed"] and one["state"] != "missed" else None
    source = f"{word(lang, one['source'])} {one['reference']}"
    state = word(lang, f"condition_{one['state']}")
    print_entry(
        (bold(one["condition"]), source, f"{word(lang, 'due')} {one['due']}", state, missed),
        one["text"],
        one["explanation"],
    )


def _print_change(one: dict[str, Any], lang: Lang) -> None:
    about = word(lang, f"change_{one['wish']['on']}")
    print_entry(
        (bold(one["change"]), about, word(lang, f"change_{one['state']}")),
        f"{word(lang, 'before')}: {one['before']}",
        f"{word(lang, 'after')}: {one['after']}",
        one["grounds"],
    )


def _print_lesson(one: dict[str, Any], lang: Lang) -> None:
    resolved = f"{word(lang, 'resolved_on')} {one['resolved_on']}" if one["resolved_on"] else None
    taken = ", ".join(f"{word(lang, where)} {version}" for where, version in one["taken_up"])
    head = (bold(one["lesson"]), word(lang, one["sort"]), one["stream"], resolved)
    print_entry(head, one[f"text_{lang}"], one["how"], f"{word(lang, 'taken_up')}: {taken}" if taken else None)


def _print_recount(one: dict[str, Any], lang: Lang) -> None:
    counted = f"{word(lang, 'counted_from')} {one['anchor']}"
    version = one["new_rule_version"]
    by_rule = f"--rule-version {version}" if version else None  # as both people have to name it
    print_entry((bold(one["deadline"]), one["due"], "→", one["new_due"], counted, by_rule))


def _print_kpi(one: dict[str, Any], lang: Lang) -> None:
    definitions = [f"{word(lang, 'definition')} {each['version']}: {each['definition']}" for each in one["definitions"]]
    print_entry((bold(one["kpi"]), one[f"title_{lang}"]), *definitions)
    for series in one["series"]:
        for segment in series["segments"]:
            _print_segment(segment, word(lang, series["source"]), lang)
    reached = {point["year"] for series in one["series"] for part in series["segments"] for point in part["points"]}
    for target in one["targets"]:
        if target["year"] not in reached:
            print_line(f"{target['year']}  {word(lang, 'target')} {target['target']}, {word(lang, 'no_value')}")
    if not one["series"] and not one["targets"]:
        print_line(f"    {word(lang, 'no_value')}")


def _print_segment(segment: dict[str, Any], source: str, lang: Lang) -> None:
    """Print a stretch of figures that compare; what does not compare with it stands in another one."""
    start = segment["starts_with"]
    why = "" if start == "first" else f"  ── {word(lang, 'break')}: {word(lang, f'break_{start}')}"
    print_line(f"  {source} [{segment['unit']}]{why}")
    headings = [word(lang, key) for key in ("year", "value", "target", "verdict", "change", "state")]
    print_table(headings, [_point_cells(point, lang) for point in segment["points"]])


def _point_cells(point: dict[str, Any], lang: Lang) -> list[object]:
    restated = f", {word(lang, 'restated')}" if point["is_restated"] and point["status"] != "restated" else ""
    return [
        point["year"],
        point["value"],
        point["target"],
        word(lang, f"target_{point['verdict']}"),
        point["change"],
        f"{word(lang, point['status'])}{restated}",
    ]
