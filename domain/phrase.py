"""Words for values: dates, amounts, lengths and lists, as one language writes them."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from schemas.claim import ClaimValue, MoneyValue, TermValue
from schemas.effective import Effective, Precision
from schemas.texts import Texts

CENTS = 100
MONTHS_PER_YEAR = 12
GROUP = 3


def say(texts: Texts, key: str, /, **places: object) -> str:
    """Fill a sentence; the first letter becomes a capital, whatever name or text it begins with."""
    sentence = texts.sentences[key].format_map(places)
    return sentence[:1].upper() + sentence[1:]


def word(texts: Texts, group: str, code: str) -> str:
    """Give the word for a code; a code that the texts do not know is shown as it is."""
    return texts.words.get(group, {}).get(code, code)


def counted(texts: Texts, group: str, number: int) -> str:
    """Write a number of things: 'one year', 'three years'."""
    form = texts.words[group]["one" if number == 1 else "other"]
    return form.format(number=in_words(texts, number))


def in_words(texts: Texts, number: int) -> str:
    """Write a small number as a word, a larger one in figures."""
    return word(texts, "number", str(number))


def term(texts: Texts, value: TermValue) -> str:
    """Write a length of time, in years where it is whole years."""
    months = MONTHS_PER_YEAR * value.years + value.months
    if months % MONTHS_PER_YEAR == 0:
        return counted(texts, "years", months // MONTHS_PER_YEAR)
    return counted(texts, "months_count", months)


def work_year(texts: Texts, qualifier: str) -> str:
    """Write a work year: by its number, or as the source names it."""
    return texts.words["work_year"].get(qualifier) or texts.words["work_year"]["other"].format(year=qualifier)


def money(texts: Texts, value: MoneyValue) -> str:
    """Write an amount in whole units, with cents only where there are any."""
    whole, cents = divmod(abs(value.cents), CENTS)
    digits = str(whole)
    groups = [digits[max(end - GROUP, 0) : end] for end in range(len(digits), 0, -GROUP)]
    sign = "−" if value.cents < 0 else ""
    decimals = f"{',' if texts.thousands == '.' else '.'}{cents:02}" if cents else ""
    return texts.amount.format(digits=f"{sign}{texts.thousands.join(reversed(groups))}{decimals}")


def plain_date(texts: Texts, value: Effective) -> str:
    """Write a date on its own: '9 June 2017', 'May 2019', '1 January 2017 to 31 March 2017'."""
    parts = _date_parts(texts, value.earliest)
    match value.precision:
        case Precision.DAY:
            return texts.dates.day.format_map(parts)
        case Precision.MONTH:
            return texts.dates.month.format_map(parts)
        case Precision.YEAR:
            return texts.dates.year.format_map(parts)
        case Precision.INTERVAL:
            return texts.dates.interval.format_map(_ends(texts, value))
        case _:
            assert_never(value.precision)


def when(texts: Texts, value: Effective) -> str:
    """Write a date as an adverb, a loose one as its source has it: 'on 9 June 2017', 'at the end of 2017'."""
    if value.wording is not None and value.wording in texts.wordings:
        return texts.wordings[value.wording]
    parts = _date_parts(texts, value.earliest)
    match value.precision:
        case Precision.DAY:
            written = texts.dates.on_day.format_map(parts)
        case Precision.MONTH:
            written = texts.dates.in_month.format_map(parts)
        case Precision.YEAR:
            written = texts.dates.in_year.format_map(parts)
        case Precision.INTERVAL:
            written = texts.dates.in_interval.format_map(_ends(texts, value))
        case _:
            assert_never(value.precision)
    return texts.dates.quoted.format(date=written, wording=value.wording) if value.wording else written


def on_the_day(texts: Texts, on: date) -> str:
    """Write an exact day on its own."""
    return texts.dates.day.format_map(_date_parts(texts, on))


def listing(texts: Texts, items: Sequence[str], joined_by: str = "and") -> str:
    """Join items as a sentence does: commas, and a word before the last."""
    if len(items) <= 1:
        return "".join(items)
    return ", ".join(items[:-1]) + texts.lists[joined_by] + items[-1]


def shown(value: ClaimValue) -> object:
    """Give a value as JSON shows it: a code or count alone, an amount in whole units where it has no cents."""
    match value.kind:
        case "code":
            return value.code
        case "count":
            return value.number
        case "money":
            return amount(value.cents, value.currency)
        case "date":
            return value.date.model_dump(mode="json")
        case "references":
            return list(value.streams)
        case _:
            return value.model_dump(mode="json", exclude={"kind"})


def amount(cents: int, currency: str) -> dict[str, object]:
    """Give an amount as JSON shows it: whole units as a number, otherwise as text with two decimals."""
    whole, rest = divmod(cents, CENTS)
    return {"amount": f"{whole}.{rest:02}" if rest else whole, "currency": currency}


def _date_parts(texts: Texts, on: date) -> dict[str, object]:
    return {"day": on.day, "month": texts.months[on.month - 1], "year": on.year}


def _ends(texts: Texts, value: Effective) -> dict[str, str]:
    return {"from": on_the_day(texts, value.earliest), "until": on_the_day(texts, value.latest)}
