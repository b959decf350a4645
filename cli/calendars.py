"""The agency's calendars: working days counted on their own, and the days off of a year."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from cli.clocks import day_of
from cli.count_words import pick, short_day
from cli.counts import print_count
from cli.ending import Ended, Exit, told
from cli.printing import bold, message, print_json, print_line, print_table
from cli.reading import asked, lang_of
from cli.surroundings import settings_now
from cli.words import Lang
from schemas.count import Convention, Direction

if TYPE_CHECKING:
    from schemas.policy import Calendar, Policy, Span

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""From and up to any day of these years every length can be counted."""

UNITS = {"wd": "working_days", "d": "days", "m": "months", "y": "years"}


class Book(NamedTuple):
    """The rules that a count goes by, and where they come from."""

    policy: "Policy"
    source: str  # 'record', or the folder of the pack


class Asked(NamedTuple):
    """What is to be counted, as it was typed."""

    number: int
    unit: str
    start: str
    calendar: str
    convention: str
    shift: str | None


def show_addition(given: Asked, pack: Path | None, lang: str | None, *, as_json: bool) -> None:
    """Count so many days, months or years from a date, and tell the whole count."""
    with told(as_json=as_json):
        from domain.counted_days import counted

        tongue = lang_of(lang)
        convention = cast("Convention", _one_of("--convention", given.convention, get_args(Convention)))
        default = "forward" if given.number >= 0 else "backward"
        direction = cast("Direction", _one_of("--shift", given.shift or default, get_args(Direction)))
        span, anchor = _span(given, convention), given_day(given.start)
        book = book_of(pack)
        calendar = calendar_called(book.policy, given.calendar, anchor)
        count = counted(anchor, span, convention, calendar, direction, book.policy.terms.time_zone)
        if as_json:
            print_json({**count.model_dump(mode="json"), **source_of(book)})
            return
        print_line(bold(f"{given.start} {given.number:+d} {given.unit} = {count.due}"))
        print_count(count, tongue)
        print_source(book, tongue)


def show_year(year: int, calendar: str | None, pack: Path | None, lang: str | None, *, as_json: bool) -> None:
    """Show the days off of a year beside the weekends, and how many working days are left."""
    with told(as_json=as_json):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Ended(Exit.USAGE, "usage", f"{year}: calendars are shown from {FIRST_YEAR} to {LAST_YEAR}")
        tongue, book = lang_of(lang), book_of(pack)
        calendars = _counting_in(year, calendar, book.policy)
        for one in calendars:
            if not one.first_year <= year <= one.last_year:
                detail = f"calendar {one.id} {one.version} lists {one.first_year} to {one.last_year}"
                how = f"put a year up with: clusterpact calendar amend {one.id} {one.last_year + 1}"
                raise Ended(Exit.REFUSED, "calendar_exhausted", f"{detail}, not {year}; {how}")
        if as_json:
            print_json({"year": year, "calendars": [_year_row(one, year) for one in calendars], **source_of(book)})
            return
        _print_year(calendars, year, tongue)
        print_source(book, tongue)


def book_of(pack: Path | None) -> Book:
    """Take the rules of a folder, else those in force where a record is configured or runs, else the set folder's.

    Raises:
        PolicyError: the pack cannot be read.
    """
    from domain.policy import current
    from gateway.policy_files import read_pack
    from gateway.rules import rules_of
    from workers.embedded.running import discover

    settings = settings_now()
    if pack is None and (settings.database_url is not None or discover(settings.home) is not None):
        rules = asked(rules_of)
        if rules.policies:
            return Book(current(rules), "record")
    folder = pack or settings.policy_pack
    return Book(read_pack(folder), str(folder))


def source_of(book: Book) -> dict[str, str]:
    """Say for a program which rules were used."""
    return {"policy": book.policy.id, "policy_version": book.policy.version, "rules_from": book.source}


def print_source(book: Book, lang: Lang) -> None:
    """Say for a person which rules were used."""
    named = f"{book.policy.id} {book.policy.version}"
    if book.source == "record":
        print_line(
            pick(lang, f"regels: {named}, van kracht in het register", f"rules: {named}, in force in the record")
        )
    else:
        print_line(message(pick(lang, f"regels: {named}, uit {book.source}", f"rules: {named}, from {book.source}")))


def calendar_called(policy: "Policy", name: str, on: date) -> "Calendar":
    """Find the version of a calendar that counts from that day.

    Raises:
        Ended: usage; there is none of that name.
    """
    from domain.policy import calendar_named

    known = dict.fromkeys(one.id for one in policy.calendars)
    if name not in known:
        detail = f"{policy.id} has no calendar '{name}'; choose {' or '.join(known)}"
        raise Ended(Exit.USAGE, "unknown_calendar", detail)
    return calendar_named(policy, name, on)


def _counting_in(year: int, name: str | None, policy: "Policy") -> "list[Calendar]":
    """List the versions that count from some day of the year: one of each calendar, or more where one changes in it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    names = dict.fromkeys(one.id for one in policy.calendars) if name is None else (name,)
    counting = {
        (one, on): calendar_called(policy, one, on)
        for one in names
        for on in (first, *_starts(policy, one, first, last))
    }
    return list(counting.values())


def _starts(policy: "Policy", name: str, first: date, last: date) -> list[date]:
    starts = (one.valid_from for one in policy.calendars if one.id == name)
    return sorted(one for one in starts if one is not None and first < one <= last)


def given_day(text: str) -> date:
    """Read the day after ``--from``.

    Raises:
        Ended: usage; it is no date.
    """
    day = day_of(text, "--from")
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Ended(Exit.USAGE, "usage", f"--from {text!r}: give a date from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _span(given: Asked, convention: Convention) -> "Span | None":
    """Make the length; nothing added is the day itself.

    Raises:
        Ended: usage; an unknown unit, a length out of bounds, or a period that counts backward.
    """
    from pydantic import ValidationError

    from schemas.policy import Span

    unit = UNITS[_one_of("the unit", given.unit, tuple(UNITS))]
    if convention == "P" and given.number < 1:
        detail = "convention P counts a period forward from its first day: give a number above 0"
        raise Ended(Exit.USAGE, "usage", detail)
    if given.number == 0:
        return None
    try:
        return Span.model_validate({unit: given.number})
    except ValidationError as wrong:
        raise Ended(Exit.USAGE, "usage", f"{given.number} {given.unit}: {wrong.errors()[0]['msg']}") from None


def _one_of(what: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise Ended(Exit.USAGE, "usage", f"{what} is '{value}'; choose {', '.join(known)}")
    return value


def _year_row(calendar: "Calendar", year: int) -> dict[str, object]:
    from domain.dates import working_days_in

    return {
        "calendar": calendar.id,
        "version": calendar.version,
        "title": calendar.title,
        "source": calendar.source,
        "valid_from": calendar.valid_from,
        "working_days": working_days_in(date(year, 1, 1), date(year + 1, 1, 1), calendar),
        "closed": [one for one in calendar.closed if one.date.year == year],
    }


def _print_year(calendars: Sequence["Calendar"], year: int, lang: Lang) -> None:
    from domain.dates import working_days_in

    closing = {
        one.date: one.name.nl if lang == "nl" else one.name.en
        for calendar in calendars
        for one in calendar.closed
        if one.date.year == year
    }
    ids = [one.id for one in calendars]
    names = [one.id if ids.count(one.id) == 1 else f"{one.id} {one.version}" for one in calendars]
    heads = (pick(lang, "dag", "day"), *names, pick(lang, "naam", "name"))
    rows = [
        (short_day(day, lang), *(_closes(one, day, lang) for one in calendars), closing[day]) for day in sorted(closing)
    ]
    print_table(heads, rows)
    for one in calendars:
        days = working_days_in(date(year, 1, 1), date(year + 1, 1, 1), one)
        counted = pick(lang, f"{days} werkdagen in {year}", f"{days} working days in {year}")
        print_line(message(f"{one.id} {one.version}: {counted}; {_since(one, lang)}"))
        print_line(message(f"    {pick(lang, 'bron', 'source')}: {one.source}"))


def _since(calendar: "Calendar", lang: Lang) -> str:
    """Say for which anchors a version counts."""
    since = calendar.valid_from
    if since is None:
        return pick(lang, "telt tot een latere versie ingaat", "counts until a later version takes effect")
    return pick(lang, f"telt voor wat vanaf {since} begint te lopen", f"counts for what starts to run from {since}")


def _closes(calendar: "Calendar", day: date, lang: Lang) -> str:
    from domain.dates import closing

    return "" if closing(day, calendar) is None else pick(lang, "gesloten", "closed")
