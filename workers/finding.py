"""One thing the doctor looked at: how it is, and what to do about it, in the reader's language."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]
Lang = Literal["nl", "en"]


@dataclass(frozen=True)
class Finding:
    """What was found under a stable name; ``what_to_do`` is empty when there is nothing to do."""

    name: str
    level: Level
    what: str
    what_to_do: str = ""


@dataclass(frozen=True)
class Said:
    """The same words in both languages."""

    nl: str
    en: str

    def to(self, lang: Lang) -> str:
        """Give the words for one reader."""
        return self.nl if lang == "nl" else self.en


NOTHING = Said("", "")


def found(lang: Lang, name: str, level: Level, what: Said, what_to_do: Said = NOTHING) -> Finding:
    """Put one finding in the reader's words."""
    return Finding(name, level, what.to(lang), what_to_do.to(lang))


def plain(text: str) -> Said:
    """Take words that are the same in every language: a version, an address, a path."""
    return Said(text, text)
