"""The words in which counts of days are told, in Dutch and in English."""

from datetime import date

from cli.words import Lang
from schemas.count import Count, DayOff
from schemas.policy import Span
from schemas.standstill import Standstill

_DAYS = (
    ("maandag", "Monday"),
    ("dinsdag", "Tuesday"),
    ("woensdag", "Wednesday"),
    ("donderdag", "Thursday"),
    ("vrijdag", "Friday"),
    ("zaterdag", "Saturday"),
    ("zondag", "Sunday"),
)
_UNITS = {
    "years": (("jaar", "jaar"), ("year", "years")),
    "months": (("maand", "maanden"), ("month", "months")),
    "days": (("dag", "dagen"), ("day", "days")),
    "working_days": (("werkdag", "werkdagen"), ("working day", "working days")),
}


def pick(lang: Lang, dutch: str, english: str) -> str:
    """Choose one of both languages."""
    return dutch if lang == "nl" else english


def day_text(day: date, lang: Lang) -> str:
    """Write a date with the day of its week."""
    return f"{pick(lang, *_DAYS[day.weekday()])} {day}"


def short_day(day: date, lang: Lang) -> str:
    """Write the first two letters of the day of the week before a date."""
    return f"{pick(lang, *_DAYS[day.weekday()])[:2]} {day}"


def length_text(span: Span, lang: Lang) -> str:
    """Write a length without its direction."""
    parts: list[str] = []
    for unit, (dutch, english) in _UNITS.items():
        number = abs(int(getattr(span, unit)))
        if number:
            one, many = dutch if lang == "nl" else english
            parts.append(f"{number} {one if number == 1 else many}")
    return pick(lang, " en ", " and ").join(parts)


def day_off_text(day: DayOff, lang: Lang) -> str:
    """Say of a date that a person named that it stands on a day off as it is, though the rule shifts its own."""
    dutch, english = day.name.nl, day.name.en
    if day.why == "closed":
        dutch, english = f"sluitingsdag ({dutch})", f"closed day ({english})"
    return pick(lang, f"op een {dutch}, niet verschoven", f"a {english}, not shifted")


def standstill_text(still: Standstill, lang: Lang) -> str:
    """Tell both clocks: what was left when it stopped, and where that ends if it runs again today."""
    (one_nl, many_nl), (one_en, many_en) = _UNITS[still.unit]
    is_one = still.left == 1
    nl = f"sinds {still.since}, toen nog {still.left} {one_nl if is_one else many_nl}"
    en = f"since {still.since}, with {still.left} {one_en if is_one else many_en} left"
    if still.due_if_resumed is None:
        return pick(lang, f"{nl}; bij hervatting voorbij haar kalender", f"{en}; beyond its calendar if resumed")
    there = still.due_if_resumed
    nl += f"; bij hervatting op {still.today} uiterlijk {there}"
    return pick(lang, nl, f"{en}; due {there} if resumed on {still.today}")


def term_text(count: Count, lang: Lang) -> str:
    """Say what is counted, and from or before which day."""
    anchor = day_text(count.anchor, lang)
    if count.fixed_day is not None:
        return pick(lang, f"vaste dag in het jaar, gerekend vanaf {anchor}", f"a fixed day of the year, from {anchor}")
    if count.span is None:
        return pick(lang, f"de dag zelf: {anchor}", f"the day itself: {anchor}")
    length = length_text(count.span, lang)
    if count.convention == "P":
        return pick(
            lang, f"periode van {length} met {anchor} als eerste dag", f"period of {length}, first day {anchor}"
        )
    if count.span.is_forward:
        return pick(lang, f"{length} na {anchor}", f"{length} after {anchor}")
    return pick(lang, f"{length} voor {anchor}", f"{length} before {anchor}")


def convention_text(count: Count, lang: Lang) -> str:
    """Say how the anchor counts."""
    if count.span is None:
        return pick(lang, "er wordt niets geteld", "nothing is counted")
    first = day_text(count.counted_from, lang)
    if count.convention == "P":
        return pick(lang, f"P: de eerste dag telt mee ({first})", f"P: the first day counts ({first})")
    return pick(
        lang,
        f"T: de dag zelf telt niet mee; de telling begint op {first}",
        f"T: the day itself does not count; counting begins on {first}",
    )


def shift_text(count: Count, lang: Lang) -> str:
    """Say what became of the date that was counted."""
    if count.shift == "none":
        return pick(lang, "verschuift nooit", "never shifts")
    if not count.moved_over:
        return pick(lang, "niet nodig: een werkdag", "not needed: a working day")
    return pick(
        lang,
        f"naar de {'volgende' if count.shift == 'forward' else 'vorige'} werkdag, {day_text(count.due, lang)}",
        f"to the {'next' if count.shift == 'forward' else 'preceding'} working day, {day_text(count.due, lang)}",
    )
