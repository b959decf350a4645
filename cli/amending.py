"""A calendar edited for one year: told as a pack that waits for its second person, or only shown."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from cli.clocks import day_of
from cli.count_words import pick
from cli.ending import Ended, Exit, told
from cli.faults import faults_of
from cli.giving import Given
from cli.moving import print_touched
from cli.printing import bold, message, print_json, print_line
from cli.reading import asked, lang_of
from cli.words import Lang

if TYPE_CHECKING:
    from schemas.calendar_amendment import Amended, CalendarAmendment
    from schemas.moving import TouchedDeadline
    from schemas.policy import ClosedDay
    from store.pool import Pool


class Change(NamedTuple):
    """What is wanted, as it was typed."""

    calendar: str
    year: int
    close: Sequence[str]
    opened: Sequence[str]
    start: str | None
    source: str
    lists_all: bool


def amend_calendar(
    change: Change, given: Given, lang: str | None, *, instead: bool, dry_run: bool, as_json: bool
) -> None:
    """Build the pack with the calendar's next version and put it up; or only show what it would be about."""
    with told(as_json=as_json):
        from cli.adopting import put_up

        tongue, wish = lang_of(lang), _wish(change)
        made, touches = asked(lambda pool: _built(pool, wish, instead=instead))
        if not as_json:
            _print(made, wish.year, tongue)
        if not dry_run:
            put_up(made.policy, given, dry_run=False, as_json=as_json)
        elif as_json:
            print_json({"policy_version": made.policy.version, "calendar": _row(made, wish.year), "touches": touches})
        else:
            print_touched(touches, tongue)


async def _built(pool: "Pool", wish: "CalendarAmendment", *, instead: bool) -> "tuple[Amended, list[TouchedDeadline]]":
    """Build on the rules in force; what waits is not in them, and would be lost in silence."""
    from domain.calendar_amendment import amended
    from domain.policy import content_hash
    from gateway.moving import touched_by
    from gateway.rules import rules_of

    rules = await rules_of(pool)
    made, waiting = amended(wish, rules), rules.proposal
    if waiting is not None and waiting.content_hash != content_hash(made.policy) and not instead:
        named = f"{waiting.policy.id} {waiting.policy.version} waits for adoption and is not in this one"
        way = f"have it adopted first (policy adopt {waiting.content_hash}), or take its place with --instead"
        raise Ended(Exit.REFUSED, "another_pack_waits", f"{named}: {way}")
    return made, await touched_by(pool, made.policy)


def _wish(change: Change) -> "CalendarAmendment":
    from schemas.calendar_amendment import CalendarAmendment

    try:
        return CalendarAmendment(
            calendar=change.calendar,
            year=change.year,
            close=tuple(_closed(one) for one in change.close),
            open=tuple(_day(one, "--open") for one in change.opened),
            valid_from=day_of(change.start, "--from"),
            source=change.source,
            lists_all=change.lists_all,
        )
    except ValidationError as wrong:
        raise Ended(Exit.USAGE, "usage", faults_of(wrong)) from None


def _closed(text: str) -> "ClosedDay":
    """Read ``DATE=NL/EN``."""
    from schemas.policy import ClosedDay, Title

    day, _, names = text.partition("=")
    dutch, _, english = names.partition("/")
    if not dutch.strip() or not english.strip():
        raise Ended(Exit.USAGE, "usage", f"--close {text!r}: give DATE=NAME/NAME, in Dutch and in English")
    return ClosedDay(date=_day(day, "--close"), name=Title(nl=dutch, en=english))


def _day(text: str, option: str) -> date:
    day = day_of(text.strip(), option)
    if day is None:
        raise Ended(Exit.USAGE, "usage", f"{option} needs a date (YYYY-MM-DD)")
    return day


def _row(made: "Amended", year: int) -> dict[str, object]:
    after, before = made.after, made.before
    return {
        "calendar": after.id,
        "version": after.version,
        "version_before": before.version,
        "valid_from": after.valid_from,
        "source": after.source,
        "years": [after.first_year, after.last_year],
        "closes": [one for one in after.closed if one not in before.closed],
        "opens": [one for one in before.closed if one not in after.closed],
        "taken_over": made.taken_over,
        "year": year,
    }


def _print(made: "Amended", year: int, lang: Lang) -> None:
    after, before = made.after, made.before
    every = pick(lang, "voor alles wat nieuw begint te lopen", "for everything that newly starts to run")
    since = pick(
        lang, f"voor wat vanaf {after.valid_from} begint te lopen", f"for what starts to run from {after.valid_from}"
    )
    print_line(bold(f"{after.id} {before.version} → {after.version}, {every if after.valid_from is None else since}"))
    for mark, days in (
        ("+", [one for one in after.closed if one not in before.closed]),
        ("-", [one for one in before.closed if one not in after.closed]),
    ):
        for one in days:
            print_line(message(f"  {mark} {one.date}  {pick(lang, one.name.nl, one.name.en)}"))
    if made.taken_over:
        print_line(
            pick(
                lang,
                f"{len(made.taken_over)} dagen staan elk jaar op dezelfde dag en zijn overgenomen in {year}",
                f"{len(made.taken_over)} days stand on the same day every year and were taken over into {year}",
            )
        )
