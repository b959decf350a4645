"""Dates, amounts, lists and the domain's fixed words, as people write them in Dutch and in English."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from schemas.effective import Effective, Precision

Lang = Literal["nl", "en"]
Sentence = tuple[str, str]
"""The same sentence in Dutch and in English."""

LANGS: tuple[Lang, Lang] = ("nl", "en")
CENTS = 100

WORDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "approved": ("goedgekeurd", "approved"),
        "approved_with_conditions": ("goedgekeurd onder voorwaarden", "approved with conditions"),
        "rejected": ("afgekeurd", "rejected"),
        "reached": ("bereikt", "reached"),
        "largely_reached": ("grotendeels bereikt", "largely reached"),
        "partly_reached": ("gedeeltelijk bereikt", "partly reached"),
        "not_reached": ("niet bereikt", "not reached"),
        "undetermined": ("niet te bepalen", "undetermined"),
        "positive": ("positief", "positive"),
        "positive_with_conditions": ("positief onder voorwaarden", "positive with conditions"),
        "negative_with_remediation": ("negatief, met remediëring", "negative, with remediation"),
        "negative": ("negatief", "negative"),
        "spearhead": ("speerpuntcluster", "spearhead cluster"),
        "network": ("innovatief bedrijfsnetwerk", "innovative business network"),
        "new_version": ("een nieuwe versie van het pact", "a new version of the pact"),
        "unchanged": ("het pact blijft ongewijzigd", "the pact stays unchanged"),
        "replaces": ("vervanging", "replacement"),
        "withdraws": ("intrekking", "withdrawal"),
        "accepted": ("aanvaard", "accepted"),
        "granted": ("toegekend", "granted"),
        "granted_with_conditions": ("toegekend onder voorwaarden", "granted with conditions"),
        "refused": ("geweigerd", "refused"),
        "on_track": ("op schema", "on track"),
        "delayed": ("vertraagd", "delayed"),
        "blocked": ("geblokkeerd", "blocked"),
        "public": ("openbaar", "public"),
        "internal": ("intern", "internal"),
        "business_confidential": ("bedrijfsvertrouwelijk", "business-confidential"),
        "foreseen": ("voorzien", "foreseen"),
        "running": ("lopend", "running"),
        "completed": ("afgerond", "completed"),
        "self_reported": ("zelf gerapporteerd", "self-reported"),
        "external": ("externe bron", "external source"),
        "counted": ("geteld", "counted"),
        "fulfilled": ("geslaagd", "fulfilled"),
        "failed": ("mislukt", "failed"),
        "ended": ("afgelopen", "ended"),
        "superseded": ("vervangen door een ander pact", "superseded by another pact"),
        "sme": ("kmo", "SME"),
        "large_company": ("grote onderneming", "large company"),
        "knowledge_institution": ("kennisinstelling", "knowledge institution"),
        "other": ("andere", "other"),
        "pact_version": ("pactversie", "pact version"),
        "rule_version": ("regelversie", "rule version"),
        "none": ("geen gevolg", "no consequence"),
        "reduce_support": ("vermindering van de steun", "reduction of support"),
        "recover": ("terugvordering", "recovery"),
        "suspend_support": ("schorsing van de steun", "suspension of support"),
        "resume_support": ("hervatting van de steun", "resumption of support"),
        "terminate_support": ("beëindiging van de steun", "termination of support"),
        "suspend_pact": ("schorsing van het pact", "suspension of the pact"),
        "resume_pact": ("hervatting van het pact", "resumption of the pact"),
        "end_pact": ("einde van het pact", "end of the pact"),
        "terminate_pact": ("stopzetting van het pact", "termination of the pact"),
        "supersede_pact": ("vervanging van het pact", "replacement of the pact"),
    }
)
"""Codes of the domain and the words for them."""


def in_words(day: date) -> Sentence:
    """Write a date in full: '30 november 2020', '30 November 2020'."""
    dutch, english = (format_date(day, "d MMMM y", locale=lang) for lang in LANGS)
    return dutch, english


def when(effective: Effective) -> Sentence:
    """Write a possibly imprecise date, in the source's own wording where it has one."""
    if effective.wording:
        return effective.wording, effective.wording
    first, last = in_words(effective.earliest), in_words(effective.latest)
    match effective.precision:
        case Precision.DAY:
            return first
        case Precision.MONTH:
            dutch, english = (format_date(effective.earliest, "MMMM y", locale=lang) for lang in LANGS)
            return dutch, english
        case Precision.YEAR:
            return str(effective.earliest.year), str(effective.earliest.year)
        case Precision.INTERVAL:
            return f"tussen {first[0]} en {last[0]}", f"between {first[1]} and {last[1]}"


@lru_cache(maxsize=1_000)
def amount(cents: int) -> Sentence:
    """Write an amount in euros; cents only where there are any."""
    euros = Decimal(cents) / CENTS
    pattern = "#,##0" if cents % CENTS == 0 else "#,##0.00"
    dutch = format_decimal(euros, format=pattern, locale="nl")
    return f"{dutch} euro", f"EUR {format_decimal(euros, format=pattern, locale='en')}"


def word(code: str) -> Sentence:
    """Give the words for a code; one that nobody named is shown as it is, with spaces."""
    plain = code.replace("_", " ")
    return WORDS.get(code, (plain, plain))


def listed(parts: Iterable[str]) -> Sentence:
    """Join with commas and a last 'en' or 'and'."""
    items = tuple(parts)
    if len(items) <= 1:
        return "".join(items), "".join(items)
    head, last = ", ".join(items[:-1]), items[-1]
    return f"{head} en {last}", f"{head} and {last}"


def days(count: int) -> Sentence:
    """Write a number of days."""
    return ("1 dag", "1 day") if count == 1 else (f"{count} dagen", f"{count} days")


def months(count: int) -> Sentence:
    """Write a number of months."""
    return ("1 maand", "1 month") if count == 1 else (f"{count} maanden", f"{count} months")
