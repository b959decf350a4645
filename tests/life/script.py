"""The whole script: every chapter in one order of time."""

from datetime import datetime
from functools import cache

from schemas.command import CommandEnvelope
from tests.life import beginnings, endings, figures, means, plans, programme, questions, registers, renewals, reports
from tests.life.told import Chapter, Step, in_order

CHAPTERS = (beginnings, plans, reports, renewals, endings, figures, registers, means, programme, questions)


@cache
def steps() -> tuple[Step, ...]:
    """Give every command with the code that it has to be refused with, if it has to be."""
    told: list[Chapter] = [chapter for part in CHAPTERS for chapter in part.chapters()]
    return in_order(told)


def script() -> list[tuple[datetime, CommandEnvelope]]:
    """Give every command as it is handed in, in order; what names an event is known once the ten years were lived."""
    from tests.life.living import ten_years  # noqa: PLC0415 - it lives these very steps

    return [(lived.step.at, lived.envelope) for lived in ten_years().steps]
