"""One person's work, laid out: what is late, what comes, what others owe that the person follows up, open alarms."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from cli.alarms import alarm_lines, settling
from cli.count_words import day_text, pick
from cli.ending import told
from cli.printing import bold, print_entry, print_json, print_line
from cli.reading import lang_of, require_rows, seen_from
from cli.waiting import deciding, print_command
from cli.words import Lang

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from store.pool import Pool

Row = dict[str, Any]
_UNITS = {
    "days": (("dag", "dagen"), ("day", "days")),
    "working_days": (("werkdag", "werkdagen"), ("working day", "working days")),
}


def show_work(
    person: str, limit: int, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool
) -> None:
    """Show the four groups and the alarms; from another day, as they stood on it."""
    with told(as_json=as_json):
        from gateway.questions import NOW, today_of
        from gateway.work import work_of
        from gateway.work_before import work_from

        tongue = lang_of(lang)
        require_rows(limit)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> Row:
            today = await today_of(pool, datetime.now(UTC))
            if standpoint == NOW:
                return dict(await work_of(pool, person, today, limit))
            return dict(await work_from(pool, person, standpoint, today, limit))

        work = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(_with_commands(work, person))
            return
        for group in work["groups"]:
            _print_group(group, work, person, tongue)
        _print_alarms(work["alarms"], person, tongue)
        _print_later(work, tongue)


def _with_commands(work: Row, person: str) -> Row:
    groups = [
        {**group, "rows": [{**row, "command": " ".join(unblocking(row, person)) or None} for row in group["rows"]]}
        for group in work["groups"]
    ]
    alarms = work["alarms"]
    if alarms:
        alarms = {**alarms, "rows": [{**row, "command": " ".join(settling(row, person))} for row in alarms["rows"]]}
    return {**work, "groups": groups, "alarms": alarms}


def unblocking(row: Row, person: str) -> list[str]:
    """Write the command that unblocks it, in its parts; none where the pack does not say which."""
    parts = deciding(row)[:-1] if row["decision"] else []
    if not parts:
        return []
    if row["in_role"]:
        parts.append(f"--in-role {row['in_role']}")
    if row["on_behalf_of"]:
        parts.append(f"--on-behalf-of {row['on_behalf_of']}")
    return [*parts, f"--as {person if row['is_mine'] else 'PERSON'}"]


def work_lines(row: Row, lang: Lang) -> tuple[list[str], list[str]]:
    """Word one obligation: its head in parts, and the lines under it."""
    of = [f"{row['title'][lang]}{_subject(row)}", row["name"] or row["cluster"], row["stream"]]
    head = [bold(when(row, lang)), *(one for one in dict.fromkeys(of) if one)]
    waits = f"{pick(lang, 'wacht op', 'waits for')} {whom(row, lang)}"
    since = pick(lang, f"sinds {row['since'][:10]}", f"since {row['since'][:10]}") if row["since"] else ""
    by = (
        f"{pick(lang, 'voorgesteld door', 'proposed by')} {', '.join(row['proposed_by'])}" if row["proposed_by"] else ""
    )
    return head, [", ".join(filter(None, (waits, since, by)))]


def when(row: Row, lang: Lang) -> str:
    """Write until when it is in time, that day included, and how far away that is."""
    if row["taken_over_due"] is not None:
        passed = day_text(date.fromisoformat(row["taken_over_due"]), lang)
        return pick(
            lang,
            f"overgenomen: voorbij op {passed}, voor het dossier hier gekend was",
            f"taken over: passed on {passed}, before the file was known here",
        )
    if row["due"] is None:
        return pick(lang, "zonder datum", "no date")
    due = date.fromisoformat(row["due"])
    until = pick(lang, f"t/m {day_text(due, lang)}", f"up to and including {day_text(due, lang)}")
    return f"{until} ({_distance(row['days'], lang)})"


def whom(row: Row, lang: Lang) -> str:
    """Name the roles that it waits for, and who holds them."""
    if row["is_mine"]:
        return pick(lang, "u", "you")
    roles = pick(lang, " of ", " or ").join(one["title"][lang] for one in row["waits_for"])
    return f"{roles} ({', '.join(row['persons'])})" if row["persons"] else roles


def _distance(days: Row, lang: Lang) -> str:
    one, many = _UNITS[days["unit"]][0 if lang == "nl" else 1]
    left, late = days["left"], days["late"]
    if late:
        return f"{late} {one if late == 1 else many} {pick(lang, 'te laat', 'late')}"
    if left:
        return pick(lang, f"nog {left} {one if left == 1 else many}", f"{left} {one if left == 1 else many} left")
    return pick(lang, "vandaag", "today")


def _subject(row: Row) -> str:
    values = " ".join(str(value) for value in row["subject"].values())
    return f" {values}" if values else ""


def _print_group(group: Row, work: Row, person: str, lang: Lang) -> None:
    ends = {"this_week": work["week_until"], "this_month": work["month_until"]}
    words = {
        "late": ("Te laat", "Late"),
        "this_week": ("Deze week", "This week"),
        "this_month": ("Deze maand", "This month"),
        "waiting_for_others": ("Wacht op anderen", "Waiting for others"),
    }
    until = ends.get(group["group"])
    span = pick(lang, f", t/m {until}", f", up to and including {until}") if until else ""
    print_line(bold(f"\n{pick(lang, *words[group['group']])}{span}: {group['total']}"))
    for row in group["rows"]:
        head, lines = work_lines(row, lang)
        print_entry(head, *lines)
        if command := unblocking(row, person):
            print_command(command)
    _print_more(group, lang)


def _print_alarms(alarms: Row | None, person: str, lang: Lang) -> None:
    if alarms is None or not alarms["total"]:
        return
    print_line(bold(f"\n{pick(lang, 'Alarmen', 'Alarms')}: {alarms['total']}"))
    for row in alarms["rows"]:
        head, lines = alarm_lines(row, lang)
        since = pick(lang, f"sinds {row['since'][:10]}", f"since {row['since'][:10]}")
        print_entry(
            head, f"{pick(lang, 'wacht op', 'waits for')} {whom({**row, 'is_mine': False}, lang)}, {since}", *lines
        )
        print_command(settling(row, person))
    _print_more(alarms, lang)


def _print_more(listed: Row, lang: Lang) -> None:
    more = listed["total"] - len(listed["rows"])
    if more:
        print_line(
            pick(lang, f"  en nog {more}: --limit {listed['total']}", f"  and {more} more: --limit {listed['total']}")
        )


def _print_later(work: Row, lang: Lang) -> None:
    if work["later"]:
        days = (date.fromisoformat(work["later_until"]) - date.fromisoformat(work["on"])).days
        dutch = f"\nVan u wordt later nog {work['later']} verwacht: clusterpact due --within {days}d"
        english = f"\nLater, {work['later']} more is expected of you: clusterpact due --within {days}d"
        print_line(pick(lang, dutch, english))
