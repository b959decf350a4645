"""The sentences of a programme in one language: data of the pack, without a rule in them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from schemas.model import Model, Name

Template = Annotated[str, Field(min_length=1, max_length=500)]
"""A sentence with named places, such as ``{cluster} started {date}.``"""


class DateTexts(Model):
    """How dates are written, alone and as an adverb ("9 June 2017", "on 9 June 2017")."""

    day: Template
    month: Template
    year: Template
    interval: Template
    on_day: Template
    in_month: Template
    in_year: Template
    in_interval: Template
    quoted: Template  # an interval with the wording of its source


class Texts(Model):
    """Everything that an answer says in one language."""

    lang: Literal["nl", "en"]
    months: Annotated[tuple[Name, ...], Field(min_length=12, max_length=12)]
    thousands: str  # between groups of three digits
    amount: Template  # of euros, in figures
    dates: DateTexts
    wordings: Mapping[str, str] = {}  # loose dates of sources, as an adverb of this language
    lists: Mapping[str, Template]  # 'and' and 'or'
    questions: Mapping[str, Template]  # by number
    words: Mapping[str, Mapping[str, str]]  # by group, then code
    sentences: Mapping[str, Template]
