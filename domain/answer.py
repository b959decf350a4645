"""The five questions about the pacts, answered from what was known: statements, and none without evidence."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from domain.answer_commitments import commitments_table
from domain.answer_evaluations import evaluations
from domain.answer_goals import goals
from domain.answer_kpi import kpi_tables
from domain.answer_lessons import lessons
from domain.answer_means import means
from domain.answer_members import members_table
from domain.answer_money import means_tables
from domain.answer_page import render
from domain.answer_renewal import renewal
from domain.answer_renewal_table import renewal_table
from domain.answer_scope import narrowed
from domain.answer_stage import stage_table
from domain.seen import files
from schemas.answer import Answer, AnswerPart, Brief, Knowledge, Statement, Table
from schemas.texts import Texts

__all__ = ["answer", "render"]

_Tables = tuple[Callable[[Brief], Iterator[Table]], ...]

_PARTS: tuple[tuple[Callable[[Brief], Iterator[Statement]], _Tables], ...] = (
    (evaluations, (stage_table,)),
    (goals, (kpi_tables, members_table, commitments_table)),
    (lessons, ()),
    (renewal, (renewal_table,)),
    (means, (means_tables,)),
)
"""The questions in their order: sentences, then tables."""


def answer(knowledge: Knowledge, as_of: date, known_on: datetime, texts: Texts, clusters: Sequence[str] = ()) -> Answer:
    """Answer every question in the language of the texts; where nothing is known, a part has no statements.

    Raises:
        Refused: ``unknown_cluster``.
    """
    told = narrowed(knowledge, clusters)
    about = tuple(sorted(set(clusters)))
    brief = Brief(
        as_of=as_of,
        texts=texts,
        knowledge=told,
        seen=told.seen,
        files=files(told.seen),
        clusters=about,
        names={one.id: one.name for one in knowledge.clusters},
    )
    return Answer(
        as_of=as_of,
        known_on=known_on,
        lang=texts.lang,
        clusters=about,
        parts=tuple(
            AnswerPart(
                number=number,
                question=texts.questions[str(number)],
                statements=tuple(sentences(brief)),
                tables=tuple(table for lay_out in tables for table in lay_out(brief)),
            )
            for number, (sentences, tables) in enumerate(_PARTS, start=1)
        ),
    )
