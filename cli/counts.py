"""A count of days laid out for people: what is counted, each day off on the way and why, the shift, the instant."""

from collections.abc import Iterable
from datetime import datetime

from cli.count_words import convention_text, day_text, pick, shift_text, short_day, term_text
from cli.printing import print_line, wrapped
from cli.words import Lang
from schemas.count import Count, DayOff

_HEAD = 22


def print_count(count: Count, lang: Lang) -> None:
    """Print a whole count."""
    print_fact(pick(lang, "termijn", "term"), term_text(count, lang))
    print_fact(pick(lang, "kalender", "calendar"), f"{count.calendar} {count.calendar_version}")
    print_fact(pick(lang, "telwijze", "convention"), convention_text(count, lang))
    _print_days_off(pick(lang, "overgeslagen", "skipped"), count.skipped, lang)
    print_fact(pick(lang, "komt uit op", "comes to"), day_text(count.raw_due, lang))
    print_fact(pick(lang, "verschuiving", "shift"), shift_text(count, lang))
    _print_days_off(pick(lang, "verschoven over", "moved over"), count.moved_over, lang)
    print_fact(pick(lang, "op tijd tot en met", "in time up to and with"), day_text(count.due, lang))
    print_fact(pick(lang, "te laat vanaf", "late from"), instant_told(count.instant, count.time_zone))


def print_fact(head: str, text: str) -> None:
    """Print one fact behind its name."""
    print_line(wrapped(f"  {head:<{_HEAD}} ", text))


def instant_told(instant: datetime, zone: str) -> str:
    """Write an instant in UTC, and say where midnight was taken."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ} (00:00 {zone})"


def _print_days_off(head: str, days: Iterable[DayOff], lang: Lang) -> None:
    """Print the days off; weekends stand together on one line, a holiday on a line of its own with its name."""
    for number, line in enumerate(_lines(days, lang)):
        print_line(f"  {head if number == 0 else '':<{_HEAD}} {line}")


def _lines(days: Iterable[DayOff], lang: Lang) -> Iterable[str]:
    for one in days:
        yield f"{short_day(one.date, lang)}  {one.name.nl if lang == 'nl' else one.name.en}"
