"""The command line's own words in the readers' languages; what has no word here is worded as sentences word it."""

from typing import Literal

from cli.headings import HEADINGS
from cli.values import VALUES
from cli.waiting_words import DECISIONS, NAMED

Lang = Literal["nl", "en"]


def word(lang: Lang, key: str) -> str:
    """Give the word for a key; one that nobody named is shown as it is, with spaces."""
    words = HEADINGS.get(key) or VALUES.get(key) or NAMED.get(key)
    if words is None:
        from domain.sentences import wording

        words = wording.word(key)
    dutch, english = words
    return dutch if lang == "nl" else english


def decision_word(lang: Lang, kind: str) -> str:
    """Say what a decision is; one that nobody named is shown as its command, with spaces."""
    plain = kind.replace("_", " ")
    dutch, english = DECISIONS.get(kind, (plain, plain))
    return dutch if lang == "nl" else english


def money(lang: Lang, cents: int) -> str:
    """Write an amount in euros."""
    from domain.sentences.wording import amount

    dutch, english = amount(cents)
    return dutch if lang == "nl" else english


def figure(lang: Lang, cents: int) -> str:
    """Write an amount in euros for a column whose heading says so."""
    return money(lang, cents).removeprefix("EUR ").removesuffix(" euro")
