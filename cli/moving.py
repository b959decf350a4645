"""Moves of deadlines, shown before they are asked for: one file, a selection, a whole list, or counts made anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from cli.clocks import day_of
from cli.count_words import day_off_text, pick, standstill_text
from cli.ending import Ended, Exit, told
from cli.faults import faults_of
from cli.giving import Given
from cli.printing import bold, message, print_entry, print_json, print_line, wrapped
from cli.reading import asked, lang_of
from cli.words import Lang

if TYPE_CHECKING:
    from gateway.moving import Moves
    from schemas.moving import LadderMove, MovePreview, Selection, Target, TouchedDeadline
    from store.pool import Pool

Made = TypeVar("Made")


@dataclass(frozen=True)
class Wish:
    """Which deadlines, and where to, as the options give it."""

    rule: str | None
    to: str | None
    by_days: int | None
    clusters: Sequence[str] | None
    pacts: Sequence[str] | None


def show_preview(wish: Wish, group: str | None, lang: str | None, *, recounts: bool, as_json: bool) -> None:
    """Show what a move would come to; nothing is asked and nothing recorded."""
    with told(as_json=as_json):
        from gateway.moving import group_previewed, recounts_previewed, selection_previewed

        tongue = lang_of(lang)
        if sum((group is not None, recounts, wish.to is not None or wish.by_days is not None)) != 1:
            raise Ended(Exit.USAGE, "usage", "give one of --to DATE, --by-days N, --group GROUP and --recounts")
        selection = None if wish.rule is None else _selection(wish)
        target = None if group is not None or recounts else _target(wish)

        async def ask(pool: "Pool") -> "Moves":
            now = datetime.now(UTC)
            if group is not None:
                return await group_previewed(pool, group, now)
            if target is None:
                return await recounts_previewed(pool, selection, now)
            return await selection_previewed(pool, _named(selection), target, now)

        _show(asked(ask), tongue, as_json=as_json)


def show_act(given: "dict[str, Any]", *, as_json: bool) -> None:
    """Show what an act that was given as options would come to; nothing is recorded, not even a refusal."""
    with told(as_json=as_json):
        from cli.acting import envelope_of
        from gateway.moving import act_previewed

        envelope = envelope_of({"command_id": "cli-dry-run", **given}, "options")
        moves = asked(lambda pool: act_previewed(pool, envelope, datetime.now(UTC)))
        _show(moves, lang_of(None), as_json=as_json)


def propose_for_all(
    wish: Wish,
    programme: str | None,
    group: str,
    ground: str,
    given: Given,
    lang: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make the list of a group extension from a selection, and hand it in; what cannot move is told and left out."""
    with told(as_json=as_json):
        from cli.acting import submit_envelope
        from gateway.moving import selection_previewed
        from gateway.rules import programme_stream
        from schemas.programme import ProposeGroupExtension

        selection, target = _named(_selection(wish)), _target(wish)

        async def ask(pool: "Pool") -> "tuple[str, Moves]":
            stream = await programme_stream(pool, programme)
            return stream, await selection_previewed(pool, selection, target, datetime.now(UTC))

        stream, moves = asked(ask)
        if not moves.items:
            raise Ended(Exit.REFUSED, "nothing_to_move", _why_not(moves.previews))
        if dry_run or not as_json:
            _show(moves, lang_of(lang), as_json=as_json)
        if dry_run:
            return
        propose = _read(lambda: ProposeGroupExtension(group=group, items=moves.items, ground=ground))
        submit_envelope(_read(lambda: given.hand().envelope(stream, propose)), as_json=as_json)


def print_touched(rows: "Sequence[TouchedDeadline]", lang: Lang) -> None:
    """Print the running deadlines that other rules are about; they keep their dates."""
    nl, en = f"{len(rows)} lopende termijnen houden hun dag", f"{len(rows)} running deadlines keep their dates"
    if len(rows) == 1:
        nl, en = "1 lopende termijn houdt haar dag", "1 running deadline keeps its date"
    print_line(pick(lang, nl, en))
    for one in rows:
        would_be = one.would_be or pick(lang, "geen", "none")
        head = (bold(one.deadline), one.stream, one.due, pick(lang, f"zou {would_be} zijn", f"would be {would_be}"))
        print_entry(head, ", ".join(pick(lang, *_WHY[why]) for why in one.why))


_WHY = {
    "rule_changed": ("de regel leest anders", "its rule reads otherwise"),
    "rule_gone": ("de regel staat er niet meer in", "its rule is gone"),
    "calendar_changed": (
        "de kalender geeft een andere dag: twee personen kunnen herberekenen",
        "the calendar gives another day: two people can count it anew",
    ),
}


_STAGES = {
    "stopped": ("staat stil", "stands still"),
    "cancelled": ("vervalt", "falls away"),
    "met": ("is voldaan", "is met"),
    "missed": ("is overschreden", "is missed"),
    "reached": ("is bereikt", "is reached"),
}


def _selection(wish: Wish) -> "Selection":
    from schemas.moving import Selection

    clusters, pacts = tuple(wish.clusters or ()), tuple(wish.pacts or ())
    return _read(lambda: Selection(deadline=wish.rule or "", clusters=clusters, pacts=pacts))


def _target(wish: Wish) -> "Target":
    from schemas.moving import Target

    if (wish.to is None) == (wish.by_days is None):
        raise Ended(Exit.USAGE, "usage", "give --to DATE or --by-days N")
    new_due = day_of(wish.to, "--to")
    return _read(lambda: Target(new_due=new_due, by_days=wish.by_days))


def _read(make: Callable[[], Made]) -> Made:
    try:
        return make()
    except ValidationError as wrong:
        raise Ended(Exit.USAGE, "usage", faults_of(wrong)) from None


def _named(selection: "Selection | None") -> "Selection":
    if selection is None:
        raise Ended(Exit.USAGE, "usage", "say which: a rule (D07), or one deadline (D07/2021)")
    return selection


def _why_not(previews: "Sequence[MovePreview]") -> str:
    return "; ".join(f"{one.deadline} of {one.stream}: {one.detail or one.refused}" for one in previews)


def _show(moves: "Moves", lang: Lang, *, as_json: bool) -> None:
    if as_json:
        rows = [{**one.model_dump(mode="json"), "told": list(moves.persons[one.stream])} for one in moves.previews]
        print_json({"moves": rows, "items": [one.model_dump(mode="json") for one in moves.items]})
        return
    if not moves.previews:
        print_line(pick(lang, "niets zou verschuiven", "nothing would move"))
    for one in moves.previews:
        _print_move(one, moves.persons[one.stream], lang)


def _print_move(one: "MovePreview", persons: Sequence[str], lang: Lang) -> None:
    if one.refused is not None:
        stays = pick(lang, f"blijft op {one.old_due}", f"stays on {one.old_due}")
        print_entry((bold(one.deadline), one.stream, stays), f"{one.refused}: {one.detail}")
        _print_dates(one, lang)
        return
    if one.is_new:
        print_entry(
            (
                bold(one.deadline),
                one.stream,
                pick(lang, f"begint te lopen tot {one.due}", f"starts to run until {one.due}"),
            )
        )
    else:
        print_entry((bold(one.deadline), one.stream, one.old_due, "→", one.due, _becomes(one, lang)))
    _print_dates(one, lang)
    _print_steps(one, persons, lang)


def _print_dates(one: "MovePreview", lang: Lang) -> None:
    """Say what a person should know of the new date itself: a day off, or one that does not run."""
    if one.day_off is not None:
        print_line(message(f"    {day_off_text(one.day_off, lang)}"))
    if one.stands_still is not None:
        head = pick(lang, "staat stil", "stands still")
        print_line(wrapped("    ", f"{head} {standstill_text(one.stands_still, lang)}"))


def _becomes(one: "MovePreview", lang: Lang) -> str | None:
    """Say what else becomes of it than another date."""
    cures = pick(lang, "heelt de overschrijding", "cures the miss") if one.cures_miss else None
    revokes = pick(lang, "trekt de overschrijding in", "revokes the miss") if one.revokes_miss else None
    return cures or revokes or pick(lang, *_STAGES.get(one.stage, ("", ""))) or None


def _print_steps(one: "MovePreview", persons: Sequence[str], lang: Lang) -> None:
    over = pick(lang, "is ook al voorbij: ze verstrijkt meteen", "has passed too: it falls due at once")
    for text in (
        over if one.is_over else None,
        _steps(pick(lang, "vervalt", "falls away"), one.falls_away),
        _steps(pick(lang, "komt erbij", "arises"), one.arises),
        pick(lang, "bericht aan", "told") + f": {', '.join(persons)}" if persons else None,
    ):
        if text is not None:
            print_line(message(f"    {text}"))


def _steps(head: str, steps: "Sequence[LadderMove]") -> str | None:
    told_at = ", ".join(f"{one.stage} {one.at:%Y-%m-%d}" for one in steps)
    return f"{head}: {told_at}" if steps else None
