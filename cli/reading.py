"""Commands that read: pacts, their timelines, what is due, and the five answers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from cli.clocks import day_of, instant_of, span_of
from cli.ending import Ended, Exit, told
from cli.printing import bold, print_json, print_line, print_table, wrapped
from cli.surroundings import settings_now
from cli.waiting import print_waiting, with_commands
from cli.words import Lang, word

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from schemas.answer import Answer
    from store.pool import Pool

Result = TypeVar("Result")

MOST_ROWS = 1_000_000
"""More than any list holds; a number beyond it is a slip of the hand."""

_FOUND = frozenset({"confirmed", "rejected", "withdrawn"})
"""What people can have found of a claim; of the others nothing is said."""


def show_pacts(as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List every pact file with its stage, period and next due date."""
    with told(as_json=as_json):
        from gateway.questions import list_pacts

        tongue = lang_of(lang)
        rows = seen_from(as_of, known_on, list_pacts)
        if as_json:
            print_json(rows)
            return
        headings = [word(tongue, key) for key in ("pact", "name", "stage", "version", "period", "next_due", "overdue")]
        print_table(headings, [_pact_cells(row, tongue) for row in rows])
        if not rows:
            print_line(word(tongue, "no_pacts"))


def show_pact(pact_id: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Show one pact file whole."""
    with told(as_json=as_json):
        from gateway.clusters import pact_called
        from gateway.questions import show_pact as question

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> dict[str, Any]:
            return dict(await question(pool, await pact_called(pool, pact_id, standpoint), standpoint))

        shown = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(with_commands(shown))
            return
        _print_pact(shown, tongue)


def show_timeline(file: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """Tell the life of a file, one line for each event."""
    with told(as_json=as_json):
        from gateway.clusters import pact_called
        from gateway.questions import timeline

        tongue = lang_of(lang)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> list[dict[str, Any]]:
            return list(await timeline(pool, await pact_called(pool, file, standpoint), standpoint, tongue))

        rows = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(rows)
            return
        for row in rows:
            print_line(timeline_line(row, tongue))


def show_due(within: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List what is late and what falls due soon, earliest first."""
    with told(as_json=as_json):
        from gateway.questions import due

        tongue = lang_of(lang)
        span = span_of(within)

        async def question(pool: "Pool", standpoint: "Standpoint") -> list[dict[str, Any]]:
            return list(await due(pool, span, await today_of(pool), standpoint))

        rows = seen_from(as_of, known_on, question)
        if as_json:
            print_json(rows)
            return
        headings = [word(tongue, key) for key in ("due", "file", "name", "deadline", "waits_for", "state")]
        print_table(headings, [due_cells(row, tongue) for row in rows])
        if not rows:
            print_line(word(tongue, "nothing_due"))


def show_answer(
    as_of: str | None,
    known_on: str | None,
    lang: str | None,
    clusters: list[str],
    *,
    as_json: bool,
    as_html: bool = False,
) -> None:
    """Answer the five questions, of all clusters or of those named; a page tells instants in local time."""
    with told(as_json=as_json):
        from domain.answer_page import render
        from gateway.answers import answer
        from gateway.clusters import ids_called
        from gateway.questions import zone_of

        tongue, pack = lang_of(lang), settings_now().policy_pack
        now = datetime.now(UTC)

        async def question(pool: "Pool", standpoint: "Standpoint") -> "tuple[Answer, ZoneInfo]":
            on = standpoint.as_of or await today_of(pool)
            about = await ids_called(pool, clusters, standpoint)
            return await answer(pool, on, standpoint.known_on or now, tongue, pack, about), await zone_of(pool)

        found, zone = seen_from(as_of, known_on, question)
        if as_json:
            print_json(found)
        elif as_html:
            from gateway.answer_html import answer_html

            print_line(answer_html(found, zone))
        else:
            print_line(render(found, zone))


async def today_of(pool: "Pool") -> date:
    """Give the local day of now in the programme's time zone."""
    from gateway import questions

    return await questions.today_of(pool, datetime.now(UTC))


def seen_from(
    as_of: str | None, known_on: str | None, question: Callable[["Pool", "Standpoint"], Awaitable[Result]]
) -> Result:
    """Put a question from a standpoint on both clocks; what is typed is read before anything is started.

    Raises:
        Ended: usage; a day or an instant cannot be read.
    """
    from gateway.questions import Standpoint, zone_of

    day = day_of(as_of)
    instant_of(known_on, ZoneInfo("UTC"))

    async def ask(pool: "Pool") -> Result:
        return await question(pool, Standpoint(day, instant_of(known_on, await zone_of(pool))))

    return asked(ask)


def asked(question: Callable[["Pool"], Awaitable[Result]]) -> Result:
    """Put a question to the record, starting our own Postgres for as long as that takes where nothing runs."""
    from cli.troubles import understood
    from workers.record import open_record

    async def ask() -> Result:
        async with open_record(settings_now()) as pool:
            return await question(pool)

    with understood():
        return asyncio.run(ask())


def lang_of(text: str | None) -> Lang:
    """Choose the language: as asked, else as set.

    Raises:
        Ended: usage; it is neither.
    """
    chosen = text or settings_now().lang
    if chosen not in {"nl", "en"}:
        raise Ended(Exit.USAGE, "usage", f"--lang {chosen!r} is not known; choose nl or en")
    return cast("Lang", chosen)


def require_rows(limit: int) -> None:
    """Refuse a number of rows that is none.

    Raises:
        Ended: usage; it is below one, or beyond what anybody can have meant.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise Ended(Exit.USAGE, "usage", f"--limit {limit}: show 1 to {MOST_ROWS} rows")


def timeline_line(row: dict[str, Any], lang: Lang) -> str:
    """Lay out one event: when it was recorded, by whom, and what it says."""
    when = datetime.fromisoformat(row["recorded_local"]).strftime("%Y-%m-%d %H:%M")
    mark = "·" if row["is_backfill"] else " "
    who = word(lang, "service") if row["person"] == "system" else row["person"]
    return wrapped(f"{row['position']:>5} {mark} {when}  {who:<12}  ", row["sentence"])


def deadline_line(one: dict[str, Any], lang: Lang) -> str:
    """Lay out one deadline, folded under its title where it is long."""
    stage = word(lang, "taken_over" if one["is_taken_over"] else one["stage"])
    return wrapped(f"  {one['due']}  {stage:<14} ", f"{one['title'][lang]} ({one['deadline']})")


def _pact_cells(row: dict[str, Any], lang: Lang) -> list[object]:
    period = row["period"]
    return [
        str(row["stream"]).removeprefix("pact/"),
        row["name"],
        _stage_cell(row, lang),
        row["pact_version"] or None,
        f"{period['start']} - {period['end']}" if period else None,
        row["next_due"],
        row["overdue"] or None,
    ]


def _stage_cell(row: dict[str, Any], lang: Lang) -> str | None:
    """Put beside the stage how many have signed, while somebody has not."""
    if not row["stage"]:
        return None
    told, signatures = word(lang, row["stage"]), row["signatures"]
    return f"{told} {signatures['signed']}/{signatures['required']}" if signatures["missing"] else told


def due_cells(row: dict[str, Any], lang: Lang) -> list[object]:
    """Lay out one date: what is due, of whom, whom it waits for, how far away it is."""
    late = f"{word(lang, 'late')} {row['days_late']} {word(lang, 'days')}"
    ahead = f"{row['days_left']} {word(lang, 'days_left')}"
    if row["is_taken_over"]:
        late = ahead = word(lang, "taken_over")
    if row["stopped_since"]:
        late = ahead = f"{word(lang, 'stopped')} ({row['stopped_since']})"
    return [
        row["due"],
        str(row["stream"]).removeprefix("pact/"),
        row["name"],
        f"{row['title'][lang]} ({row['deadline']})",
        row["waits_for_title"][lang],
        late if row["days_late"] else ahead,
    ]


def _print_pact(shown: dict[str, Any], lang: Lang) -> None:
    row, cluster = shown["pact"], shown["cluster"]
    print_line(bold(f"{cluster['name'] if cluster else row['cluster']}  ({row['stream']})"))
    for key in ("stage", "pact_version", "anchor", "cap", "work_year", "next_due", "overdue"):
        value = row[key]
        if value not in (None, [], 0):
            print_line(f"  {word(lang, key):<22} {word(lang, value) if key == 'stage' else value}")
    _print_signatures(row["signatures"], lang)
    if row["contested_anchors"]:
        print_line(wrapped(f"  {word(lang, 'contested_anchors'):<22} ", ", ".join(row["contested_anchors"])))
    _print_periods(shown["agreement"]["periods"], lang)
    _print_years(shown["years"], lang)
    _print_kept(shown["kept"], lang)
    print_waiting(shown["waiting"], lang)
    _print_deadlines(shown["deadlines"], lang)
    print_claims(shown["claims"], lang)


def _print_signatures(signatures: dict[str, Any] | None, lang: Lang) -> None:
    """Tell who has signed, and when, and who has not."""
    if not signatures or not signatures["required"]:
        return
    print_line(f"  {word(lang, 'signatures'):<22} {signatures['signed']}/{signatures['required']}")
    for one in signatures["by"]:
        print_line(wrapped(f"    {one['signed_on']}  ", one["signatory"]))
    for party in signatures["missing"]:
        print_line(wrapped(f"    {word(lang, 'not_signed'):<10}  ", party))


def _print_periods(periods: list[dict[str, Any]], lang: Lang) -> None:
    if periods:
        print_line(bold(f"\n{word(lang, 'periods')}"))
    for one in periods:
        print_line(f"  {one['number']}. {one['start']} - {one['end']}  {word(lang, one['stage'])}")


def _print_years(years: list[dict[str, Any]], lang: Lang) -> None:
    if years:
        print_line(bold(f"\n{word(lang, 'years')}"))
    for one in years:
        stages = [(word(lang, what), one[what]["stage"]) for what in ("plan", "report") if one[what]]
        print_line(f"  {one['year']}  " + ", ".join(f"{what}: {word(lang, stage)}" for what, stage in stages))


def _print_kept(kept: dict[str, Any], lang: Lang) -> None:
    told = {key: value for key, value in kept.items() if value not in (None, 0, [])}
    for one in told.pop("remedial", []):
        print_line(f"  {word(lang, 'remedial'):<22} {one['period']}: {word(lang, one['stage'])}")
    if told:
        print_line(bold(f"\n{word(lang, 'kept')}"))
    for key, value in told.items():
        print_line(f"  {word(lang, f'kept_{key}'):<30} {value}")


def _print_deadlines(deadlines: list[dict[str, Any]], lang: Lang) -> None:
    if deadlines:
        print_line(bold(f"\n{word(lang, 'deadlines')}"))
    for one in sorted(deadlines, key=lambda each: (each["due"], each["deadline"])):
        print_line(deadline_line(one, lang))


def print_claims(claims: list[dict[str, Any]], lang: Lang) -> None:
    """Print what sources say of a file, each with what two people found of it."""
    if claims:
        print_line(bold(f"\n{word(lang, 'claims')}"))
    for one in claims:
        found = one["standing"] if one["standing"] in _FOUND else None
        mark = f"{word(lang, f'claim_{found}')}: " if found else ""
        print_line(wrapped(f"  [{one['position']}] ", f"{mark}{one['sentence'][lang]}"))
