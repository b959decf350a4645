"""The whole script: every chapter in one order of time."""

from functools import cache

from tests.life import (
    beginnings,
    corrections,
    endings,
    figures,
    means,
    plans,
    programme,
    questions,
    registers,
    renewals,
    reports,
    setbacks,
)
from tests.life.told import Chapter, Step, in_order

CHAPTERS = (
    *(beginnings, plans, reports, renewals, endings, figures, registers, means, programme, questions, corrections),
    setbacks,
)


@cache
def steps() -> tuple[Step, ...]:
    """Give every command with the code that it has to be refused with, if it has to be."""
    told: list[Chapter] = [chapter for part in CHAPTERS for chapter in part.chapters()]
    return in_order(told)
