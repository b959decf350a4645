"""Due dates as a calendar (RFC 5545) that a person can subscribe to: the same record gives the same bytes.

A due date is a day of its own without an hour. It keeps its UID for ever; SEQUENCE rises each time a decision moves it
or makes it fall away (RFC 5546, 2.1.4), and one that has fallen away stays in the calendar as cancelled: whoever had it
sees it go. DTSTAMP and LAST-MODIFIED are the instant of its last change in the record.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from icalendar import Calendar, Event

from domain.policy import rule_of
from domain.sentences.wording import Lang, word
from domain.work_list import Capacity
from gateway.work import acting_on
from schemas.deadline import DeadlineStage
from schemas.policy import RulesState
from store.pool import Pool
from store.views import deadlines, rows_of

View = Literal["mine", "cluster", "all"]
VIEWS: tuple[View, ...] = ("mine", "cluster", "all")

_MAKER = "-//clusterpact//due dates//{lang}"
_OVER = frozenset({DeadlineStage.MET.value, DeadlineStage.REACHED.value, DeadlineStage.CANCELLED.value})
_STAGES: Mapping[str, tuple[str, str]] = {
    "met": ("gehaald", "met"),
    "missed": ("overschreden", "missed"),
    "reached": ("bereikt", "reached"),
    "cancelled": ("vervallen", "cancelled"),
    "stopped": ("staat stil", "stands still"),
    "open": ("loopt", "open"),
}
_TAKEN_OVER = (
    "overgenomen: voorbij voor het dossier hier gekend was, nog niet vervuld",
    "taken over: passed before the file was known here, not met yet",
)


async def feed_of(pool: Pool, person: str, today: date, view: View = "mine", lang: Lang = "nl") -> bytes:
    """Write the due dates that concern a person (mine), those of their pact files (cluster), or those of all files.

    ``cluster`` and ``all`` reach as far as the person's roles of that day do: an outsider's, to their own cluster.

    Raises:
        Refused: ``unknown_person``; ``no_policy``.
    """
    everybody, rules = await acting_on(pool, person, today)
    names = {str(row["stream"]): row["name"] for row in await rows_of(pool, "cluster_view")}
    shown = [row for row in await deadlines(pool) if concerns(row, view, everybody[person], rules)]
    return written(shown, names, view, lang)


def concerns(row: Mapping[str, Any], view: View, acting: Sequence[Capacity], rules: RulesState) -> bool:
    """Tell whether a due date stands in this view of somebody who acts in these capacities."""
    if view == "mine":
        told = _told_roles(row["rule"], row["rule_version"], rules)
        return any(one.reaches(told, row["cluster"]) for one in acting)
    if view == "cluster" and row["cluster"] is None:
        return False
    return any(one.cluster in {None, row["cluster"]} for one in acting)


def _told_roles(rule_id: str, version: str, rules: RulesState) -> frozenset[str]:
    """Whoever owes the act, is reminded of it or hears of a miss."""
    rule = rule_of(rules, rule_id, version)
    reminded = (role for step in rule.reminders for role in step.to)
    escalated = (role for step in rule.escalations for role in step.to)
    return frozenset((rule.waits_for, *reminded, *escalated))


def written(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str | None], view: View, lang: Lang) -> bytes:
    """Write rows of deadlines as a calendar; ``names`` are those of clusters, by stream."""
    made = Calendar()
    about = {"prodid": _MAKER.format(lang=lang.upper()), "version": "2.0", "method": "PUBLISH"}
    _tell(made, {**about, "x-wr-calname": f"clusterpact: {_pick(lang, *_VIEW_NAMES[view])}"})
    for row in sorted(rows, key=lambda row: (row["due"], row["stream"], row["deadline"])):
        made.add_component(_event(row, names, lang))
    content: bytes = made.to_ical(sorted=False)
    return content


_VIEW_NAMES: Mapping[View, tuple[str, str]] = {
    "mine": ("mijn termijnen", "my deadlines"),
    "cluster": ("termijnen van de clusters", "deadlines of the clusters"),
    "all": ("alle termijnen", "all deadlines"),
}


def _event(row: Mapping[str, Any], names: Mapping[str, str | None], lang: Lang) -> Event:
    due, stage = date.fromisoformat(row["due"]), row["stage"]
    where = names.get(f"cluster/{row['cluster']}") or row["cluster"] or row["stream"]
    subject = "".join(f" {value}" for value in row["subject"].values())
    changed_at = datetime.fromisoformat(max(row["set_at"], row.get("stage_at") or "")).replace(microsecond=0)
    made = Event()
    told = {
        "uid": f"{row['deadline']}.{row['stream']}@clusterpact",
        "sequence": _sequence(row),
        "dtstamp": changed_at,
        "last-modified": changed_at,
        "dtstart": due,
        "dtend": due + timedelta(days=1),
        "summary": f"{_done(stage, lang)}{row['title'][lang]}{subject}: {where}",
        "description": "\n".join(_told(row, lang)),
        "status": "CANCELLED" if stage == DeadlineStage.CANCELLED.value else "CONFIRMED",
        "transp": "TRANSPARENT",
        "categories": [row["rule"]],
    }
    _tell(made, told)
    return made


def _sequence(row: Mapping[str, Any]) -> int:
    """Count two for each revision, the second for falling away: one that is opened again is newer than the void one."""
    revision: int = row["revision"]
    is_void: bool = row["stage"] == DeadlineStage.CANCELLED.value
    return 2 * revision - 1 + is_void


def _tell(made: Calendar | Event, properties: Mapping[str, object]) -> None:
    for name, value in properties.items():
        made.add(name, value)  # pyright: ignore[reportUnknownMemberType] - the library leaves the value without a type


def _done(stage: str, lang: Lang) -> str:
    return f"[{_pick(lang, *_STAGES[stage])}] " if stage in _OVER else ""


def _told(row: Mapping[str, Any], lang: Lang) -> list[str]:
    due = row["due"]
    return [
        _pick(lang, f"T/m {due}, die dag inbegrepen.", f"Up to and including {due}."),
        f"{_pick(lang, 'Wacht op', 'Waits for')}: {row['waits_for_title'][lang]}",
        f"{_pick(lang, 'Stand', 'State')}: {_stage(row, lang)}",
        f"{_pick(lang, 'Rechtsgrond', 'Legal basis')}: {row['legal_basis']}",
        f"{_pick(lang, 'Dossier', 'File')}: {row['stream']}",
        f"clusterpact deadline explain {row['deadline']} --file {row['stream']}",
    ]


def _stage(row: Mapping[str, Any], lang: Lang) -> str:
    if row.get("is_taken_over"):  # rows of before it was told do not have it
        return _pick(lang, *_TAKEN_OVER)
    return _pick(lang, *_STAGES.get(row["stage"], word(row["stage"])))


def _pick(lang: Lang, dutch: str, english: str) -> str:
    return dutch if lang == "nl" else english
