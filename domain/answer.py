"""The five questions about the pacts, answered from what was known: statements, and none without evidence."""

from datetime import date, datetime

from domain.answer_evaluations import evaluations
from domain.answer_goals import goals, lessons
from domain.answer_means import means
from domain.answer_page import render
from domain.answer_renewal import renewal
from schemas.answer import Answer, AnswerPart, Brief, Knowledge
from schemas.texts import Texts

__all__ = ["answer", "render"]


def answer(knowledge: Knowledge, as_of: date, known_on: datetime, texts: Texts) -> Answer:
    """Answer every question in the language of the texts; where nothing is known, a part has no statements."""
    brief = Brief(as_of=as_of, texts=texts, knowledge=knowledge)
    parts = (evaluations, goals, lessons, renewal, means)
    return Answer(
        as_of=as_of,
        known_on=known_on,
        lang=texts.lang,
        parts=tuple(
            AnswerPart(number=number, question=texts.questions[str(number)], statements=tuple(part(brief)))
            for number, part in enumerate(parts, start=1)
        ),
    )
